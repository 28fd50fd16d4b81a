"""Bringing an image from an archive into a registry or a layout (specification, 9.2).

The theory of operation. The archive is read once from the beginning: what each member is called, and the
small files that say what is in it. A plain file is then complete in view: anything missing is known before
anything is sent, and blobs go side by side. A compressed file is expensive to go back in, so blobs are sent
in passing as soon as the manifests before them have named them (the order in which regbot and others write);
the rest is sent in the order of the file, which is at most one more pass. Manifests come last, children
first, the tagged one once. So a broken archive never becomes a tag.

Blobs are asked for by HEAD first, verified while they are sent, and started again from the file when a
request is retried. Called by the client.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from typing import TypeVar

import anyio

from regbot.registry.archive import docker, oci
from regbot.registry.archive.choice import Candidate, choose
from regbot.registry.archive.files import file_chunks
from regbot.registry.archive.members import Contents, Member
from regbot.registry.archive.reader import METADATA_LIMIT, Archive, open_archive
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import ArchiveError, DigestMismatch, RegistryError, SizeMismatch
from regbot.registry.manifest import Manifest
from regbot.registry.presence import find_manifest, has_blob
from regbot.registry.progress import Progress
from regbot.registry.reader import BlobReader, close_stream
from regbot.registry.reference import Reference
from regbot.registry.store import Source, Store
from regbot.registry.together import best_error

T = TypeVar("T")
_LOGGER = logging.getLogger("regbot.registry")
_LAYOUT, _INDEX, _SAVED = "oci-layout", "index.json", "manifest.json"
_METADATA = (_LAYOUT, _INDEX, _SAVED)
_LEGACY = "repositories"
_KEPT_LIMIT = 16 << 20  # bytes of documents that are kept in passing; what is beyond is read again


@dataclass
class ImportReport(Progress):
    """What one import did, or has done so far: numbers of manifests and blobs, and bytes.

    copied: sent to the target. skipped: were there. `before` is what the target named before ("" for
    nothing), `digest` what it names afterwards.
    """

    path: str
    target: Reference
    before: str = ""
    digest: str = ""
    manifests_copied: int = 0
    manifests_skipped: int = 0
    blobs_copied: int = 0
    blobs_skipped: int = 0

    @property
    def unchanged(self) -> bool:
        """Nothing was written: the target had it all."""
        return not (self.manifests_copied or self.blobs_copied)


async def import_image(
    store: Store, ref: Reference, path: str, *, name: str | None = None, report: ImportReport | None = None
) -> ImportReport:
    """Put the image that `name` (or the reference, see choice.py) finds in the archive to `ref`.

    `report` is filled meanwhile: whoever gives it can watch. Raises ArchiveError for a file that is no
    archive, is refused, incomplete or ambiguous; DigestMismatch, SizeMismatch, ManifestError for parts that
    are not what they should be; and what the store raises.
    """
    async with open_archive(path) as archive, AsyncExitStack() as stack:
        job = _Import(store, ref, archive, name, stack, report or ImportReport(path, ref))
        try:
            await job.run()
        except ArchiveError as error:
            if error.message.startswith(archive.error("").message):
                raise
            ending = " (the file has no end: it is cut off)" if archive.cut_off else ""
            raise archive.error(f"{error.message}{ending}") from error
        except BaseExceptionGroup as group:
            raise best_error(group) from None
    return job.report


class _Import:
    """One call of import_image."""

    def __init__(
        self,
        store: Store,
        ref: Reference,
        archive: Archive,
        name: str | None,
        stack: AsyncExitStack,
        report: ImportReport,
    ) -> None:
        self.store = store
        self.target = ref if ref.digest or ref.tag else ref.with_tag("latest")
        self.archive = archive
        self.name = name
        self.report = report
        self._planned: set[str] = set()
        self._stack = stack
        self._writing = False
        self._contents = Contents()
        self._metadata: dict[str, bytes] = {}
        # What was small and looked like JSON in passing: perhaps the manifests and configs that are wanted.
        self._documents: dict[str, bytes] = {}
        self._documents_size = 0
        self._tree: oci.Tree | None = None
        self._done: set[str] = set()
        self._unchanged = False

    async def run(self) -> None:
        """Read the archive, and put what is wanted."""
        async for member in self.archive.members():
            await self.archive.run(self._contents.add, member)
            if member.kind == "file" and member.name in _METADATA:
                await self._take_metadata(member)
            if member.kind == "file" and not self.archive.random_access:
                await self._pass(member)
            if self._unchanged:
                return
        await self._take_linked_metadata()
        if _INDEX in self._metadata and _LAYOUT in self._metadata:
            await self._import_layout()
        elif _SAVED in self._metadata:
            await self._import_saved()
        elif await self._find(_LEGACY) is not None:
            raise ArchiveError("it has no manifest.json: archives of docker before 1.10 are not supported")
        else:
            missing = _LAYOUT if _INDEX in self._metadata else _INDEX
            raise ArchiveError(f"it is no image archive: it has neither {missing} nor {_SAVED}")

    async def _take_metadata(self, member: Member) -> None:
        if member.name in self._metadata:
            raise ArchiveError(f"it has two files {member.name}")
        self._metadata[member.name] = await self.archive.read(member)

    async def _take_linked_metadata(self) -> None:
        for name in _METADATA:
            if name not in self._metadata and (member := await self._find(name)):
                self._metadata[name] = await self.archive.read(member)

    # An OCI layout

    async def _pass(self, member: Member) -> None:
        """Use a member of a compressed archive while it passes by, if it is known what it is for."""
        digest = oci.digest_of_member(member.name)
        if digest and member.size <= METADATA_LIMIT and digest not in self._documents:
            await self._keep_document(digest, member)
        if self._tree is None and _INDEX in self._metadata and _LAYOUT in self._metadata:
            await self._choose_root()
        if self._tree is None or self._unchanged:
            return
        self._tree.grow(self._documents)
        self._plan_all(self._tree)
        wanted = self._tree.blobs.get(digest)
        if wanted is not None and digest not in self._done:
            await self._put_blob(wanted, member)

    async def _keep_document(self, digest: str, member: Member) -> None:
        if self._documents_size + member.size > _KEPT_LIMIT:
            return
        # A layer begins with a compression's magic or a tar's file name, a document with a brace.
        if await self.archive.run(self.archive.read_at, member.offset, 1) not in (b"{", b"\n", b" "):
            return
        self._documents[digest] = await self.archive.read(member)
        self._documents_size += member.size

    async def _choose_root(self) -> None:
        oci.check_version(self._metadata[_LAYOUT])
        chosen: Candidate[Descriptor] = choose(oci.candidates(self._metadata[_INDEX]), self.target, self.name)
        if self.target.digest and chosen.entry.digest != self.target.digest:
            raise ArchiveError(f"the image has the digest {chosen.entry.digest}, not {self.target.digest}")
        self._tree = oci.Tree(self.target, chosen.entry)
        await self._compare(chosen.entry.digest)

    async def _compare(self, digest: str) -> None:
        """Ask what the target has: the same image needs nothing more."""
        there = await find_manifest(self.store, self.target)
        self.report.before = there.digest if there else ""
        self.report.digest = digest
        if there is not None and there.digest == digest:
            self._unchanged = True
            self._plan(there)
            self.report.manifests_skipped += 1
            self.report.bytes_skipped += max(there.size, 0)

    def _plan(self, descriptor: Descriptor) -> None:
        if descriptor.digest not in self._planned:
            self._planned.add(descriptor.digest)
            self.report.found(descriptor)

    def _plan_all(self, tree: oci.Tree) -> None:
        """Count what is known by now, but for layers that may be left out."""
        if len(self._planned) < len(tree.blobs):
            for descriptor in tree.blobs.values():
                if not descriptor.urls:
                    self._plan(descriptor)

    async def _import_layout(self) -> None:
        if self._tree is None:
            await self._choose_root()
        assert self._tree is not None
        if self._unchanged:
            return
        self._tree.grow(self._documents)
        while self._tree.missing:
            digest, descriptor = min(self._tree.missing.items())
            member = await self._find(oci.member_name(digest))
            if member is not None:
                self._tree.add(digest, await self.archive.read(member))
            elif descriptor.data is not None:
                self._tree.add(digest, descriptor.data)
            else:
                raise self._incomplete("manifest", digest)
            self._tree.grow(self._documents)
        self._plan_all(self._tree)
        await self._put_blobs(self._tree)
        for manifest in self._tree.manifests():
            root = manifest.descriptor.digest == self._tree.root.digest
            await self._put_manifest(manifest, child=not root)

    async def _put_blobs(self, tree: oci.Tree) -> None:
        """Put what was not put in passing; all of it must be there before the first one moves."""
        waiting: list[tuple[Descriptor, Member | None]] = []
        for digest, descriptor in tree.blobs.items():
            if digest in self._done:
                continue
            member = await self._find(oci.member_name(digest))
            if member is None and descriptor.data is None:
                if descriptor.urls:
                    continue  # a foreign layer: who runs the image fetches it from there
                raise self._incomplete("blob", digest)
            waiting.append((descriptor, member))
        await self._begin_writing()
        waiting.sort(key=lambda pair: pair[1].offset if pair[1] else 0)
        if self.archive.random_access:
            async with anyio.create_task_group() as group:
                for descriptor, member in waiting:
                    group.start_soon(self._put_blob, descriptor, member)
        else:
            for descriptor, member in waiting:
                await self._put_blob(descriptor, member)

    async def _put_blob(self, descriptor: Descriptor, member: Member | None) -> None:
        """Put one blob of the archive (or one that its descriptor carries), unless it is there."""
        digest, size = descriptor.digest, descriptor.size
        data = self._documents.get(digest, descriptor.data)
        length = len(data) if data is not None else member.size if member else 0
        if 0 <= size != length:
            raise SizeMismatch(f"blob {digest} has {length} bytes in the archive, expected {size}")
        full = Descriptor(descriptor.media_type, digest, length)
        if data is not None:
            if compute_digest(data, digest.partition(":")[0]) != digest:
                raise DigestMismatch(f"blob {digest} has another digest in the archive")
            await self._send(full, data)
        elif member is not None:
            await self._send(full, self._source(full, member))
        self._done.add(digest)

    def _source(self, descriptor: Descriptor, member: Member) -> Callable[[], AsyncIterator[bytes]]:
        async def chunks() -> AsyncGenerator[bytes, None]:
            async with (
                aclosing(self.archive.chunks(member)) as stored,
                aclosing(BlobReader(descriptor, stored).chunks()) as verified,
            ):
                async for chunk in verified:
                    yield chunk

        return chunks

    # What docker saves

    async def _import_saved(self) -> None:
        chosen = choose(docker.candidates(self._metadata[_SAVED]), self.target, self.name)
        image: docker.SavedImage = chosen.entry
        member = await self._find(image.config)
        if member is None:
            raise self._incomplete("config", image.config)
        config = await self.archive.read(member)
        docker.check_config(image.config, config)
        diff_ids = docker.diff_ids(config, len(image.layers))
        packed = await self._put_layers(dict(zip(diff_ids, image.layers, strict=True)))
        layers = [packed[diff_id] for diff_id in diff_ids]
        manifest = docker.build_manifest(self.target, config, layers)
        assert manifest.config is not None
        await self._send(manifest.config, config)
        await self._compare(manifest.descriptor.digest)
        if not self._unchanged:
            await self._put_manifest(manifest, child=False)

    async def _put_layers(self, names: dict[str, str]) -> dict[str, tuple[str, Descriptor]]:
        """Pack and put each layer once, in the order of the file; compression and descriptor by diff id."""
        members: list[tuple[int, str, Member]] = []
        for diff_id, name in names.items():
            member = await self._find(name)
            if member is None:
                raise self._incomplete("layer", f"{name} ({diff_id})")
            members.append((member.offset, diff_id, member))
            self.report.bytes_planned += member.size
        found = {}
        for _, diff_id, member in sorted(members, key=lambda each: each[0]):
            found[diff_id] = await self._put_layer(member, diff_id)
        return found

    async def _put_layer(self, member: Member, diff_id: str) -> tuple[str, Descriptor]:
        layer = await docker.pack_layer(self.archive, member, diff_id)
        self.report.bytes_planned -= member.size
        try:
            await self._send(layer.descriptor, lambda: file_chunks(self.archive.path, layer.handle))
        finally:
            layer.close()
        return layer.compression, layer.descriptor

    # Both

    async def _find(self, name: str) -> Member | None:
        return await self.archive.run(self._contents.find, name)

    def _incomplete(self, kind: str, what: str) -> ArchiveError:
        return ArchiveError(f"it is incomplete: {kind} {what} is missing")

    async def _send(self, descriptor: Descriptor, source: Source) -> None:
        await self._begin_writing()
        self._plan(descriptor)
        fields = {"target": str(self.target), "digest": descriptor.digest, "size": descriptor.size}
        if await has_blob(self.store, self.target, descriptor.digest):
            _LOGGER.debug("Blob import skipped, already exists", extra={"fields": fields})
            self.report.blobs_skipped += 1
            self.report.bytes_skipped += descriptor.size
            return
        _LOGGER.debug("Import blob", extra={"fields": fields})
        with self.report.transfer() as at:
            placed = await self.store.put_blob(self.target, _watched(source, at), descriptor)
        if placed.how == "sent":
            self.report.blobs_copied += 1
            self.report.bytes_moved += descriptor.size
        else:
            self.report.blobs_skipped += 1
            self.report.bytes_skipped += descriptor.size

    async def _put_manifest(self, manifest: Manifest, *, child: bool) -> None:
        await self._begin_writing()
        size = len(manifest.body)
        self._plan(manifest.descriptor)
        target = self.target.with_digest(manifest.descriptor.digest) if child else self.target
        if child and await find_manifest(self.store, target):
            self.report.manifests_skipped += 1
            self.report.bytes_skipped += size
            return
        try:
            await self.store.put_manifest(target, manifest, child=child)
        except RegistryError as error:
            fields = {"target": str(target), "err": str(error)}
            _LOGGER.warning("Failed to push manifest", extra={"fields": fields})
            raise
        self.report.manifests_copied += 1
        self.report.bytes_moved += size

    async def _begin_writing(self) -> None:
        """Hold the target from the first write to the last. A file that is no archive makes no folder."""
        if not self._writing:
            self._writing = True
            await self._stack.enter_async_context(self.store.writing(self.target))


def _watched(source: Source, at: Callable[[int], None]) -> Source:
    """The same source, which tells how far it was read; one that is read again begins anew."""
    if isinstance(source, bytes):
        return source

    async def chunks() -> AsyncGenerator[bytes, None]:
        position = 0
        at(0)
        stream = source()
        try:
            async for chunk in stream:
                position += len(chunk)
                yield chunk
                at(position)
        finally:
            await close_stream(stream)

    return chunks
