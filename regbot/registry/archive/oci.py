"""What an image in an OCI archive consists of: manifests and blobs, found out as its manifests are seen.

Pure: the importer brings the bytes. Every manifest is verified by its digest before it is believed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from regbot.registry import mediatypes
from regbot.registry.archive.choice import Candidate, names_in
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import check_digest
from regbot.registry.errors import ArchiveError, InvalidDigest, ManifestError, SizeMismatch
from regbot.registry.jsontext import parse_json
from regbot.registry.manifest import Manifest, parse_manifest
from regbot.registry.reference import Reference

DOCUMENTS_LIMIT = 32 << 20
"""Bytes of all manifests of one image together. An index of a hundred platforms has less than one MiB."""
DEPTH = 16
"""Indexes within indexes. More than two are never met."""


def parse_document(raw: bytes, name: str) -> Any:
    """JSON from the archive. Raises ArchiveError (without the file's name)."""
    try:
        return parse_json(raw)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"{name} is not JSON: {error}") from error


def check_version(raw: bytes) -> str:
    """The version that oci-layout names. Raises ArchiveError when it names none, or another than 1."""
    document = parse_document(raw, "oci-layout")
    version = document.get("imageLayoutVersion") if isinstance(document, dict) else None
    if not isinstance(version, str) or not version.startswith("1."):
        raise ArchiveError(f"unknown imageLayoutVersion {version!r}")
    return version


def candidates(index: bytes) -> list[Candidate[Descriptor]]:
    """The images of index.json. Raises ArchiveError."""
    document = parse_document(index, "index.json")
    entries = document.get("manifests") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ArchiveError("index.json has no list of manifests")
    found = []
    for entry in entries:
        descriptor = Descriptor.from_json(entry)
        found.append(Candidate(names_in(entry), descriptor.digest, descriptor))
    return found


def member_name(digest: str) -> str:
    """Where an OCI layout keeps the bytes of a digest. The check keeps slashes and dots out."""
    algorithm, _, digits = check_digest(digest).partition(":")
    return f"blobs/{algorithm}/{digits}"


def digest_of_member(name: str) -> str:
    """The digest that a member's name stands for, "" when it is no blob."""
    parts = name.split("/")
    if len(parts) != 3 or parts[0] != "blobs":
        return ""
    try:
        return check_digest(f"{parts[1]}:{parts[2]}")
    except InvalidDigest:
        return ""


class Tree:
    """An image from its root down, as far as the manifests were seen.

    `missing`: manifests whose bytes are still wanted. `blobs`: the others parts, by digest. With `missing`
    empty it is complete.
    """

    def __init__(self, ref: Reference, root: Descriptor) -> None:
        self._ref = ref
        self.root = root
        self.missing: dict[str, Descriptor] = {root.digest: root}
        self.blobs: dict[str, Descriptor] = {}
        self._found: dict[str, tuple[Descriptor, bytes, tuple[str, ...]]] = {}
        self._size = 0

    def grow(self, documents: Mapping[str, bytes]) -> None:
        """Take in every missing manifest that is among the documents, and then its children."""
        while known := [digest for digest in self.missing if digest in documents]:
            for digest in known:
                self.add(digest, documents[digest])

    def add(self, digest: str, raw: bytes) -> None:
        """Take in a missing manifest's bytes. Raises DigestMismatch, ManifestError, ArchiveError."""
        descriptor = self.missing[digest]
        self._size += len(raw)
        if self._size > DOCUMENTS_LIMIT:
            raise ArchiveError(f"the manifests of {self.root.digest} have more than {DOCUMENTS_LIMIT} bytes")
        if 0 <= descriptor.size != len(raw):
            raise SizeMismatch(f"manifest {digest} has {len(raw)} bytes, expected {descriptor.size}")
        manifest = self._parse(descriptor, raw)
        if manifest.document is not None and manifest.document.get("schemaVersion") == 1:
            raise ManifestError(f"manifest {digest} is of schema 1, which cannot be imported")
        del self.missing[digest]
        children: list[str] = []
        for child in manifest.children:
            if not mediatypes.is_manifest(child.media_type) and child.media_type:
                self.blobs.setdefault(child.digest, child)
                continue
            children.append(child.digest)
            if child.digest not in self._found:
                self.missing.setdefault(child.digest, child)
        for part in (manifest.config, *manifest.layers):
            if part is not None:
                self.blobs.setdefault(part.digest, part)
        self._found[digest] = (descriptor, raw, tuple(children))

    def manifests(self) -> Iterator[Manifest]:
        """All manifests, children before parents, each once; the root is the last."""
        return self._after_children(self.root.digest, set(), 0)

    def _after_children(self, digest: str, seen: set[str], depth: int) -> Iterator[Manifest]:
        if digest in seen:
            return
        if depth > DEPTH:
            raise ArchiveError(f"indexes nested more than {DEPTH} deep")
        seen.add(digest)
        descriptor, raw, children = self._found[digest]
        for child in children:
            yield from self._after_children(child, seen, depth + 1)
        yield self._parse(descriptor, raw)

    def _parse(self, descriptor: Descriptor, raw: bytes) -> Manifest:
        """Parsed anew each time it is needed: parsed documents take ten times the room of their text."""
        return parse_manifest(self._ref, raw, descriptor.media_type, expected=descriptor.digest)
