"""What `docker save` writes: a list of images, their configs, and layers that are named by folders.

A registry needs a manifest with the digests of compressed layers. Layers that are gzip or zstd already are
kept byte for byte, so their digests are what they were. All others are packed by gzip with a fixed level, no
name and no time: with the same zlib the same layer gets the same digest, on every machine and every day.
Whatever a layer is packed by, what comes out of it must have the diff id that the config says.

One packed layer at a time lies in a temporary file ($TMPDIR), because its digest is known only at its end.
Refuses archives of docker before 1.10, which have no manifest.json. Used by importer.py.
"""

import json
import re
import struct
import tempfile
import zlib
from dataclasses import dataclass
from typing import IO, Any

from regbot.registry import mediatypes
from regbot.registry.archive.choice import Candidate
from regbot.registry.archive.compression import MAGIC_LENGTH, Readable, Unpacked, detect
from regbot.registry.archive.members import Member
from regbot.registry.archive.oci import parse_document
from regbot.registry.archive.reader import Archive
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import algorithm_of, compute_digest, new_hash
from regbot.registry.errors import ArchiveError, DigestMismatch, InvalidDigest
from regbot.registry.manifest import Manifest, parse_manifest
from regbot.registry.reference import Reference

LEVEL = 6
"""gzip's level for layers that come unpacked. Changing it changes the digests of every import."""
# No flags, no time, no operating system: zlib itself would write down which one it was built on.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STEP = 1 << 20  # bytes packed in one go in a thread: some 30 ms
_HEX = re.compile(r"[0-9a-f]{64}")
_KEPT = ("gzip", "zstd")


@dataclass(frozen=True)
class SavedImage:
    """One entry of manifest.json: members' names."""

    config: str
    layers: tuple[str, ...]


def candidates(manifest: bytes) -> list[Candidate[SavedImage]]:
    """The images of manifest.json. Raises ArchiveError (without the file's name)."""
    entries = parse_document(manifest, "manifest.json")
    if not isinstance(entries, list):
        raise ArchiveError("manifest.json is not a list of images")
    return [_candidate(entry) for entry in entries]


def check_config(name: str, config: bytes) -> None:
    """Docker names the config after its digest: `HEX.json`, or `blobs/sha256/HEX`. Raises DigestMismatch."""
    digits = name.rpartition("/")[2].removesuffix(".json")
    if _HEX.fullmatch(digits) and compute_digest(config) != f"sha256:{digits}":
        raise DigestMismatch(
            f"config digest mismatch [expected sha256:{digits}, calculated {compute_digest(config)}]"
        )


def diff_ids(config: bytes, layers: int) -> list[str]:
    """The digests of the unpacked layers, by the image's config. Raises ArchiveError."""
    document = parse_document(config, "the image's config")
    rootfs = document.get("rootfs") if isinstance(document, dict) else None
    found = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise ArchiveError("the image's config has no list of diff_ids")
    if len(found) != layers:
        raise ArchiveError(f"manifest.json has {layers} layers, the image's config {len(found)}")
    try:
        for each in found:
            algorithm_of(each)
    except InvalidDigest as error:
        raise ArchiveError(f"the image's config: {error}") from error
    return found


def build_manifest(ref: Reference, config: bytes, layers: list[tuple[str, Descriptor]]) -> Manifest:
    """The manifest for a config and its layers, each with its compression.

    Docker's types, as for everything that docker pushes; OCI's when a layer is zstd, for which docker has
    none.
    """
    docker = all(compression == "gzip" for compression, _ in layers)
    document = {
        "schemaVersion": 2,
        "mediaType": mediatypes.DOCKER_MANIFEST if docker else mediatypes.OCI_MANIFEST,
        "config": {
            "mediaType": mediatypes.DOCKER_CONFIG if docker else mediatypes.OCI_CONFIG,
            "size": len(config),
            "digest": compute_digest(config),
        },
        "layers": [
            {
                "mediaType": mediatypes.DOCKER_LAYER if docker else f"{mediatypes.OCI_LAYER}+{compression}",
                "size": layer.size,
                "digest": layer.digest,
            }
            for compression, layer in layers
        ],
    }
    return parse_manifest(ref, json.dumps(document, indent=3).encode())


class PackedLayer:
    """A layer in a temporary file, in the form in which it is put. `close` removes it."""

    def __init__(self, compression: str, descriptor: Descriptor, handle: IO[bytes]) -> None:
        self.compression = compression
        self.descriptor = descriptor
        self.handle = handle

    def close(self) -> None:
        """Remove the temporary file."""
        self.handle.close()


async def pack_layer(archive: Archive, member: Member, diff_id: str) -> PackedLayer:
    """Bring a layer into the form in which it is put. The caller closes it.

    Raises DigestMismatch when the unpacked layer is not the config's, ArchiveError for damage.
    """
    await archive.seek(member.offset)
    # Unnamed from the start: nothing is left, however this process ends.
    handle = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, or by the caller
    try:
        packer = _Packer(archive, member, diff_id, handle)
        while not await archive.run(packer.step):
            pass
        return PackedLayer(packer.compression, packer.finish(), handle)
    except BaseException:
        handle.close()
        raise


class _Packer:
    """One layer on its way into a temporary file. All methods but `finish` block."""

    def __init__(self, archive: Archive, member: Member, diff_id: str, out: IO[bytes]) -> None:
        self._archive = archive
        self._member = member
        self._diff_id = diff_id
        self._out = out
        self._unpacked_hash = new_hash(algorithm_of(diff_id))
        self._packed_hash = new_hash()
        self._size = 0
        self._content: Readable | None = None
        self._deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._checksum = 0
        self._length = 0
        self._keeps = False
        self.compression = "gzip"

    def step(self) -> bool:
        """Do a piece of the work; whether it was the last."""
        if self._content is None:
            self._content = self._begin()
        data = self._content.read(_STEP)
        self._unpacked_hash.update(data)
        if self._keeps:
            return not data
        if data:
            self._checksum = zlib.crc32(data, self._checksum)
            self._length += len(data)
            self._write(self._deflate.compress(data))
            return False
        self._write(self._deflate.flush())
        self._write(struct.pack("<LL", self._checksum, self._length & 0xFFFFFFFF))
        return True

    def finish(self) -> Descriptor:
        """The packed layer. Raises DigestMismatch."""
        computed = f"{self._diff_id.partition(':')[0]}:{self._unpacked_hash.hexdigest()}"
        if computed != self._diff_id:
            raise DigestMismatch(
                f'layer "{self._member.name}" has the diff id {computed}, the config says {self._diff_id}'
            )
        digest = f"sha256:{self._packed_hash.hexdigest()}"
        return Descriptor(mediatypes.DOCKER_LAYER, digest, self._size)

    def _begin(self) -> Readable:
        head = self._archive.read_at(self._member.offset, min(MAGIC_LENGTH, self._member.size))
        compression = detect(head)
        self._keeps = compression in _KEPT
        if self._keeps:
            self.compression = compression
        else:
            self._write(_GZIP_HEADER)
        content = _Content(self._archive, self._member, self._write if self._keeps else None, head)
        return _Drained(content, compression) if compression else content

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._packed_hash.update(data)
        self._size += len(data)


class _Content:
    """A member as a file; `note` is given every byte that is read. `head` was read before."""

    def __init__(self, archive: Archive, member: Member, note: Any, head: bytes) -> None:
        self._archive = archive
        self.member = member
        self._note = note
        self._head = head
        self._done = 0

    def read(self, size: int) -> bytes:
        if self._head:
            data, self._head = self._head, b""
        else:
            size = min(size, self.member.size - self._done)
            data = self._archive.read_at(self.member.offset + self._done, size) if size else b""
            if size and not data:
                raise self._archive.error(f'it is cut off in the middle of "{self.member.name}"')
        self._done += len(data)
        if self._note is not None and data:
            self._note(data)
        return data


class _Drained:
    """What a compressed member unpacks to. At the end the rest of the member (padding) is read as well."""

    def __init__(self, content: _Content, compression: str) -> None:
        self._content = content
        self._unpacked = Unpacked(content, compression, content.member.size)

    def read(self, size: int) -> bytes:
        data = self._unpacked.read(size)
        while not data and self._content.read(_STEP):
            pass
        return data


def _candidate(entry: Any) -> Candidate[SavedImage]:
    if not isinstance(entry, dict):
        raise ArchiveError("manifest.json: an image is not an object")
    config, layers, names = entry.get("Config"), entry.get("Layers"), entry.get("RepoTags")
    if not isinstance(config, str) or not config:
        raise ArchiveError("manifest.json: an image has no Config")
    if layers is None:
        layers = []  # an image without layers
    if not isinstance(layers, list) or not all(isinstance(each, str) for each in layers):
        raise ArchiveError("manifest.json: an image has no list of Layers")
    tags = tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()
    return Candidate(tags, "", SavedImage(config, tuple(layers)))
