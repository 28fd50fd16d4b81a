"""Writing an image to an archive (specification, 9.1): an OCI layout, and what docker loads, in one tar file.

    oci-layout  index.json  [manifest.json]  blobs/  blobs/sha256/  then manifest, config, layers, depth first

The bytes depend on the image and its name only: owners are 0, times 1970, modes fixed, nothing is compressed.
Each digest is written once, verified while it streams. The file appears under its name when it is complete
and on the disk: until then it is a temporary file beside it, which goes away with every failure and
cancellation (the Go program leaves a broken file and has overwritten the old one, fault F36).

Layers with `urls` of their own are left out, as in a copy: who runs the image fetches them from there.
Refuses targets that are no regular files: a rename would replace a device or a pipe. Called by the client.
"""

import json
import logging
import os
import tarfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regbot.registry import mediatypes
from regbot.registry.archive.choice import IMAGE_NAME, REF_NAME
from regbot.registry.archive.files import in_thread
from regbot.registry.archive.oci import DEPTH, member_name
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import ArchiveError, SizeMismatch, Unsupported
from regbot.registry.layout_files import NewFile
from regbot.registry.manifest import Manifest
from regbot.registry.progress import Progress
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference
from regbot.registry.store import Store

_LOGGER = logging.getLogger("regbot.registry")
_PIECE = 1 << 19  # bytes that are collected before a thread writes them
_SCHEMA1 = (mediatypes.DOCKER_SCHEMA1, mediatypes.DOCKER_SCHEMA1_SIGNED)


@dataclass
class ExportReport(Progress):
    """What one export wrote, or has written so far: numbers of manifests and blobs, bytes of both, and, at
    its end, the file's bytes.
    """

    source: Reference
    path: str
    digest: str = ""
    manifests: int = 0
    blobs: int = 0
    size: int = 0


async def export_image(
    store: Store, ref: Reference, path: str, report: ExportReport | None = None
) -> ExportReport:
    """Write what `ref` names, with everything it reaches, to the file `path`, which is replaced in one step.

    `report` is filled meanwhile: whoever gives it can watch. Raises NotFound and the like for the image,
    DigestMismatch or SizeMismatch for a broken part, ArchiveError for the disk.
    """
    manifest = await _root(store, ref)
    tar = _TarFile(path)
    try:
        await in_thread(path, tar.open)
        job = _Export(store, ref, tar, report)
        await job.run(manifest)
        await tar.flush()
        await in_thread(path, tar.keep)
    finally:
        tar.discard()
    job.report.size = tar.size
    return job.report


async def measure_export(
    store: Store, ref: Reference, path: str, report: ExportReport | None = None
) -> tuple[ExportReport, bytes]:
    """What export_image would do, and the index.json it would write. Reads manifests, writes nothing.

    Raises as export_image, but for what only reading a blob, or a full disk, would tell.
    """
    manifest = await _root(store, ref)
    tar = _Measure(path)
    await in_thread(path, tar.open)
    job = _Measured(store, ref, tar, report)
    await job.run(manifest)
    await tar.flush()
    job.report.size = tar.size
    return job.report, _json(_index(ref, manifest))


async def _root(store: Store, ref: Reference) -> Manifest:
    manifest = await store.get_manifest(ref)
    if manifest.descriptor.media_type in _SCHEMA1:
        raise Unsupported("manifests of schema 1 cannot be exported", reference=str(ref))
    return manifest


class _Export:
    """One call of export_image."""

    def __init__(self, store: Store, ref: Reference, tar: "_TarFile", report: ExportReport | None) -> None:
        self.store = store
        self.ref = ref
        self.tar = tar
        self.report = report or ExportReport(ref, tar.path)
        self._planned: set[str] = set()
        self._written: set[str] = set()

    async def run(self, manifest: Manifest) -> None:
        """Write the files that describe the image, and then the image."""
        self.report.digest = manifest.descriptor.digest
        await self.tar.add_file("oci-layout", _json({"imageLayoutVersion": "1.0.0"}))
        await self.tar.add_file("index.json", _json(_index(self.ref, manifest)))
        if manifest.is_image and manifest.config is not None:
            await self.tar.add_file("manifest.json", _json([_docker_image(self.ref, manifest)]))
        await self._add_manifest(manifest, 0)

    async def _add_manifest(self, manifest: Manifest, depth: int) -> None:
        if depth > DEPTH:
            raise Unsupported(f"indexes nested more than {DEPTH} deep", reference=str(self.ref))
        digest, data = manifest.descriptor.digest, manifest.body
        if digest in self._written:
            return
        self._written.add(digest)
        parts = (manifest.config, *manifest.layers)
        wanted = [part for part in parts if part is not None and not part.urls]
        for each in (manifest.descriptor, *(manifest.children if manifest.is_index else wanted)):
            self._plan(each)
        await self.tar.add_header(member_name(digest), len(data))
        await self.tar.add_content(data)
        await self.tar.add_padding()
        self.report.manifests += 1
        self.report.bytes_moved += len(data)
        if manifest.is_index:
            for child in manifest.children:
                await self._add_child(child, depth)
            return
        for part in wanted:
            await self._add_blob(part)

    def _plan(self, descriptor: Descriptor) -> None:
        if descriptor.digest not in self._planned:
            self._planned.add(descriptor.digest)
            self.report.found(descriptor)

    def _wrote_blob(self, descriptor: Descriptor, size: int) -> None:
        self.report.blobs += 1
        self.report.bytes_planned += size - max(descriptor.size, 0)
        self.report.bytes_moved += size

    async def _add_child(self, child: Descriptor, depth: int) -> None:
        """One entry of an index: a manifest, or a blob when its media type is none of a manifest's."""
        if child.digest in self._written:
            return
        if child.media_type and not mediatypes.is_manifest(child.media_type):
            await self._add_blob(child)
            return
        manifest = await self.store.get_manifest(self.ref.with_digest(child.digest), child)
        if 0 <= child.size != len(manifest.body):
            raise SizeMismatch(
                f"manifest {child.digest} has {len(manifest.body)} bytes, expected {child.size}",
                reference=str(self.ref),
            )
        await self._add_manifest(manifest, depth + 1)

    async def _add_blob(self, descriptor: Descriptor) -> None:
        if descriptor.digest in self._written:
            return
        self._written.add(descriptor.digest)
        fields = {"ref": str(self.ref), "digest": descriptor.digest, "size": descriptor.size}
        _LOGGER.debug("Export blob", extra={"fields": fields})
        async with self.store.get_blob(self.ref, descriptor) as reader:
            await self._add_stream(reader)
            self._wrote_blob(descriptor, reader.descriptor.size)

    async def _add_stream(self, reader: BlobReader) -> None:
        found = reader.descriptor
        if found.size < 0:
            raise Unsupported(
                f"blob {found.digest}: neither manifest nor registry say how long it is",
                reference=str(self.ref),
            )
        await self.tar.add_header(member_name(found.digest), found.size)
        with self.report.transfer() as at:
            async for chunk in reader.chunks():
                await self.tar.add_content(chunk)
                at(reader.count)
        await self.tar.add_padding()


class _Measured(_Export):
    """One call of measure_export."""

    async def _add_blob(self, descriptor: Descriptor) -> None:
        if descriptor.digest in self._written:
            return
        self._written.add(descriptor.digest)
        size = descriptor.size
        if size < 0:
            size = (await self.store.head_blob(self.ref, descriptor.digest)).size
        await self.tar.add_header(member_name(descriptor.digest), size)
        self.tar.size += size
        await self.tar.add_padding()
        self._wrote_blob(descriptor, size)


class _TarFile:
    """The tar file under construction. `size` counts its bytes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.size = 0
        self._new: NewFile | None = None
        self._lock = threading.Lock()
        self._discarded = False
        self._pending = bytearray()
        self._folders: set[str] = set()

    def open(self) -> None:
        """Create the temporary file beside the target. Blocks. Raises ArchiveError."""
        real = self._check()
        with self._lock:  # whoever gave up waiting for this thread has discarded the file already
            if not self._discarded:
                self._new = NewFile(real)
                self._new.open()

    def _check(self) -> Path:
        """The path of the file behind links. Raises ArchiveError where none can be."""
        real = Path(os.path.realpath(self.path))  # a link stays a link, and leads to the new file
        if not self.path or (real.exists() and not real.is_file()):
            raise ArchiveError(f'cannot write "{self.path}": it is not a regular file')
        if not real.parent.is_dir():
            raise ArchiveError(f'cannot write "{self.path}": there is no folder "{real.parent}"')
        return real

    async def add_file(self, name: str, data: bytes) -> None:
        """One whole member."""
        await self.add_header(name, len(data))
        await self.add_content(data)
        await self.add_padding()

    async def add_header(self, name: str, size: int) -> None:
        """The header of a file, after those of the folders that it is the first in."""
        parts = name.split("/")[:-1]
        for depth in range(len(parts)):
            folder = "/".join(parts[: depth + 1])
            if folder not in self._folders:
                self._folders.add(folder)
                await self._append(_header(f"{folder}/", tarfile.DIRTYPE, 0o755, 0))
        await self._append(_header(name, tarfile.REGTYPE, 0o644, size))

    async def add_content(self, data: bytes) -> None:
        """More of the member's content."""
        await self._append(data)

    async def add_padding(self) -> None:
        """The end of a member: zeroes up to the next block."""
        await self._append(bytes(-self.size % tarfile.BLOCKSIZE))

    async def flush(self) -> None:
        """Write the end mark and what is pending."""
        await self._append(bytes(2 * tarfile.BLOCKSIZE))
        await self._write()

    def keep(self) -> None:
        """Put the file on the disk and give it its name. Blocks."""
        assert self._new is not None
        self._new.keep(sync=True)

    def discard(self) -> None:
        """Remove what was not kept."""
        with self._lock:
            self._discarded = True
            if self._new is not None:
                self._new.discard()

    async def _append(self, data: bytes) -> None:
        self._pending += data
        self.size += len(data)
        if len(self._pending) >= _PIECE:
            await self._write()

    async def _write(self) -> None:
        assert self._new is not None
        data = bytes(self._pending)
        self._pending.clear()
        await in_thread(self.path, self._new.write, data)


class _Measure(_TarFile):
    """A tar file that is only counted."""

    def open(self) -> None:
        """Look whether the file could be. Blocks. Raises ArchiveError."""
        self._check()

    async def _append(self, data: bytes) -> None:
        self.size += len(data)

    async def _write(self) -> None:
        """Nothing is pending."""


def _header(name: str, kind: bytes, mode: int, size: int) -> bytes:
    """A header in PAX form: longer names and sizes than ustar knows get a record before it."""
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.size = kind, mode, size
    return info.tobuf(tarfile.PAX_FORMAT)


def _index(ref: Reference, manifest: Manifest) -> dict[str, Any]:
    """index.json. A folder on this machine is no name that containerd or docker could use."""
    descriptor = manifest.descriptor
    annotations = {}
    if not ref.scheme:
        annotations[IMAGE_NAME] = str(ref)
    annotations[REF_NAME] = ref.tag if not ref.scheme or ref.digest else ref.tag or "latest"
    entry = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": len(manifest.body),
        "annotations": annotations,
    }
    return {"schemaVersion": 2, "mediaType": mediatypes.OCI_INDEX, "manifests": [entry]}


def _docker_image(ref: Reference, manifest: Manifest) -> dict[str, Any]:
    """The image's entry in manifest.json. Docker names it `latest` when it was asked for by digest alone."""
    assert manifest.config is not None
    return {
        "Config": member_name(manifest.config.digest),
        "RepoTags": [] if ref.scheme else [f"{ref.name}:{ref.tag or 'latest'}"],
        "Layers": [member_name(layer.digest) for layer in manifest.layers],
        "LayerSources": {layer.digest: layer.to_json() for layer in manifest.layers},
    }


def _json(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
