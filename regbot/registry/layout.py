"""`ocidir://`: an OCI image layout on disk as a Store (specification, chapter 10).

Files appear whole or not at all, index.json changes under a lock between processes, and unreachable files are
removed only while no process of ours writes. Files are read and written in worker threads, chunk by chunk.
The lock files and the rules of the collection are described in `layout_files.py` and `layout_gc.py`.
"""

import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import anyio
from anyio import to_thread

from regbot.registry import layout_files as files
from regbot.registry import layout_index as index
from regbot.registry import referrers
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import algorithm_of, compute_digest, new_hash
from regbot.registry.errors import DigestMismatch, LayoutError, NotFound, SizeMismatch
from regbot.registry.layout_gc import collect
from regbot.registry.manifest import PULL_LIMIT, Manifest, parse_manifest
from regbot.registry.manifests import need_digest
from regbot.registry.reader import BlobReader, one_chunk
from regbot.registry.reference import Reference
from regbot.registry.store import Placed, Source
from regbot.registry.tags import need_tag

_LOGGER = logging.getLogger("regbot.registry")
CHUNK = 1 << 18
GRACE_SECONDS = 3600.0
"""Unreachable files younger than this stay, unless this process itself took them out of the index."""


class Layout:
    """Every layout folder of one client. The methods are documented in `store.Store`.

    `now` is the clock for `created` annotations, `clock` the file system's (seconds), `grace` an age in
    seconds.
    """

    pretends = False

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.time,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self.now = now
        self.clock = clock
        self.grace = grace
        self._dropped: dict[Path, set[str]] = {}
        self._modified: set[Path] = set()

    def place(self, ref: Reference) -> str:
        """The folder's absolute path."""
        return f"ocidir://{folder_of(ref)}"

    def hosts(self, ref: Reference) -> tuple[str, ...]:  # noqa: ARG002 - Store's form
        """A folder takes no connection."""
        return ()

    def refuses_offers(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """A folder opens no uploads."""
        return True

    @asynccontextmanager
    async def writing(self, ref: Reference) -> AsyncIterator[None]:
        """Share the writers' lock: no process of ours collects unreachable files meanwhile.

        A folder that was made for this, and that nothing came into, is gone again after an error. (Parts that
        did arrive stay for the next run to find, as in a registry.)
        """
        folder = folder_of(ref)
        made = await to_thread.run_sync(files.create_layout, folder)
        try:
            async with files.locked(folder, files.WRITERS_LOCK, shared=True):
                # who made the folder may have removed it again in between
                made = await to_thread.run_sync(files.create_layout, folder) or made
                yield
        except BaseException:
            if made:
                with anyio.CancelScope(shield=True):
                    async with files.locked(folder, files.WRITERS_LOCK, wait=0) as alone:
                        if alone:
                            await to_thread.run_sync(files.remove_unused, folder, made)
            raise

    async def get_manifest(self, ref: Reference, descriptor: Descriptor | None = None) -> Manifest:
        """Read and verify the manifest at the digest, else the tag (else `latest`)."""
        folder = folder_of(ref)
        if descriptor is not None and descriptor.data is not None:
            return parse_manifest(ref, descriptor.data, descriptor.media_type, expected=descriptor.digest)
        digest, media_type = await to_thread.run_sync(_resolve, folder, ref)
        if descriptor is not None:
            digest = descriptor.digest
        raw = await to_thread.run_sync(read_manifest, folder, digest, ref)
        return parse_manifest(ref, raw, media_type, expected=digest)

    async def head_manifest(self, ref: Reference) -> Manifest:
        """Type, digest and size; the file is read, because an entry alone does not prove that it is there."""
        found = await self.get_manifest(ref)
        return Manifest(ref, found.descriptor)

    async def put_manifest(self, ref: Reference, manifest: Manifest, *, child: bool = False) -> Descriptor:
        """Write the bytes; then enter them in index.json, unless they are part of an index.

        Another image that had the tag is out of the index afterwards. Raises DigestMismatch when the
        reference names another digest.
        """
        folder, raw = folder_of(ref), manifest.body
        stored = check_put(ref, manifest)
        digest = stored.digest
        async with self.writing(ref):
            await _in_thread(ref, files.write_file, files.blob_path(folder, digest), raw)
            self._modified.add(folder)
            if not child:
                tag = "" if ref.digest else ref.tag or "latest"

                def enter(entries: index.Entries) -> index.Entries:
                    changed, lost = index.with_entry(entries, stored, tag, self.now())
                    self._drop(folder, *lost)
                    return changed

                await self._change_index(folder, ref, enter)
        subject = manifest.subject
        if subject is not None:
            await referrers.note_referrer(self, ref, manifest, subject)
        return stored

    async def delete_manifest(self, ref: Reference) -> None:
        """Remove the file and all entries of the digest. Raises InvalidReference without one, NotFound."""
        need_digest(ref)
        folder = folder_of(ref)
        await to_thread.run_sync(files.check_layout, folder)
        path = files.blob_path(folder, ref.digest)

        def remove(entries: index.Entries) -> index.Entries:
            # The file stays for the collection, which needs it to find the parts.
            self._drop(folder, ref.digest)
            return index.without_digest(entries, ref.digest)

        if not await to_thread.run_sync(path.exists):
            raise NotFound(f"not found: no manifest {ref.digest}", reference=str(ref))
        subject = await referrers.subject_of(self, ref)
        await self._change_index(folder, ref, remove)
        if subject is not None:
            await referrers.forget_referrer(self, ref, subject)

    def counts_pulls(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """A folder counts nothing."""
        return False

    async def is_new(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """A folder is looked at, which costs nothing."""
        return False

    async def head_blob(self, ref: Reference, digest: str) -> Descriptor:
        """The file's size. Raises NotFound."""
        path = files.blob_path(folder_of(ref), digest)
        try:
            status = await to_thread.run_sync(path.stat)
        except OSError as error:
            raise NotFound(f"not found: no blob {digest}", reference=str(ref)) from error
        return Descriptor("application/octet-stream", digest, status.st_size)

    @asynccontextmanager
    async def get_blob(
        self,
        ref: Reference,
        descriptor: Descriptor,
        *,
        external: bool = False,  # noqa: ARG002 - Store's form
    ) -> AsyncIterator[BlobReader]:
        """The file as a stream. A folder fetches nothing from elsewhere, so `external` changes nothing."""
        if descriptor.data is not None:
            yield BlobReader(descriptor, one_chunk(descriptor.data), reference=str(ref))
            return
        found = await self.head_blob(ref, descriptor.digest)
        size = descriptor.size if descriptor.size >= 0 else found.size
        path = files.blob_path(folder_of(ref), descriptor.digest)
        handle = await _in_thread(ref, _open, path)
        try:
            full = Descriptor(descriptor.media_type, descriptor.digest, size)
            yield BlobReader(full, _file_chunks(handle), reference=str(ref))
        finally:
            handle.close()

    async def put_blob(
        self,
        ref: Reference,
        source: Source,
        descriptor: Descriptor | None = None,
        *,
        mount_from: Reference | None = None,  # noqa: ARG002 - Store's form
        unless: Callable[[], Awaitable[bool]] | None = None,  # noqa: ARG002 - Store's form
    ) -> Placed:
        """Write a blob beside its place and rename it there once its digest is proved."""
        folder = folder_of(ref)
        algorithm = algorithm_of(descriptor.digest) if descriptor else "sha256"
        running, size = new_hash(algorithm), 0
        async with self.writing(ref):
            self._modified.add(folder)
            new = files.NewFile(folder / "blobs" / algorithm / "unnamed")
            try:
                await _in_thread(ref, new.open)
                async for chunk in one_chunk(source) if isinstance(source, bytes) else source():
                    size += len(chunk)
                    await _in_thread(ref, _append, new, running, chunk)
                digest = f"{algorithm}:{running.hexdigest()}"
                _check(descriptor, digest, size, ref)
                new.path = files.blob_path(folder, digest)
                await _in_thread(ref, new.keep)
            finally:
                new.discard()
        media_type = descriptor.media_type if descriptor else "application/octet-stream"
        return Placed(Descriptor(media_type, digest, size), "sent")

    async def mount_blob(
        self,
        source: Reference,  # noqa: ARG002 - Store's form
        target: Reference,  # noqa: ARG002 - Store's form
        descriptor: Descriptor,  # noqa: ARG002 - Store's form
    ) -> bool:
        """Folders do not share files."""
        return False

    async def list_tags(
        self, ref: Reference, *, limit: int | None = None, last: str | None = None
    ) -> list[str]:
        """The tags, sorted, each once; after `last`, at most `limit`."""
        folder = folder_of(ref)
        await to_thread.run_sync(files.check_layout, folder)
        document = await to_thread.run_sync(files.read_index, folder)
        return index.tags_of(document["manifests"], limit=limit, last=last)

    async def list_referrers(self, ref: Reference, *, artifact_type: str = "") -> list[Descriptor]:
        """What is noted under the fallback tag, as in a registry without a list of referrers."""
        return referrers.of_type(await referrers.read_tag(self, ref), artifact_type)

    async def delete_tag(self, ref: Reference) -> str:
        """Take the tag's entry out of index.json. Raises InvalidReference without a tag, NotFound."""
        need_tag(ref)
        folder = folder_of(ref)
        await to_thread.run_sync(files.check_layout, folder)

        digests: list[str] = []

        def remove(entries: index.Entries) -> index.Entries:
            kept, had = index.without_tag(entries, ref)
            self._drop(folder, *had)
            digests.extend(had)
            return kept

        await self._change_index(folder, ref, remove)
        return digests[0]

    async def close_reference(self, ref: Reference) -> None:
        """Collect unreachable files, if this client changed the folder and no process of ours is writing."""
        folder = folder_of(ref)
        if folder not in self._modified or not await to_thread.run_sync(folder.is_dir):
            return
        async with files.locked(folder, files.WRITERS_LOCK, wait=0) as alone:
            if not alone:
                return
            _LOGGER.debug("running GC", extra={"fields": {"ref": ref.name}})
            async with files.locked(folder, files.INDEX_LOCK):
                dropped = self._dropped.pop(folder, set())
                self._modified.discard(folder)
                try:
                    await to_thread.run_sync(
                        lambda: collect(folder, dropped, now=self.clock(), grace=self.grace)
                    )
                except (LayoutError, OSError) as error:
                    fields = {"ref": ref.name, "err": str(error)}
                    _LOGGER.warning("Failed to clean up the layout", extra={"fields": fields})

    async def _change_index(
        self,
        folder: Path,
        ref: Reference,
        change: Callable[[index.Entries], index.Entries],
    ) -> None:
        """Read, change and replace index.json while nobody else does."""

        def replace() -> None:
            document = files.read_index(folder)
            files.write_index(folder, {**document, "manifests": change(document["manifests"])})

        async with files.locked(folder, files.INDEX_LOCK):
            # A thread cannot be stopped half way, so a cancellation waits for it: the lock must outlive it.
            with anyio.CancelScope(shield=True):
                await _in_thread(ref, replace)
        self._modified.add(folder)

    def _drop(self, folder: Path, *digests: str) -> None:
        self._dropped.setdefault(folder, set()).update(digests)


def folder_of(ref: Reference) -> Path:
    """The absolute path of the reference's folder."""
    return Path(os.path.abspath(ref.path))


def _resolve(folder: Path, ref: Reference) -> tuple[str, str]:
    """Digest and media type ("" when unknown) of what the reference names. Raises NotFound."""
    files.check_layout(folder)
    return index.find_entry(files.read_index(folder)["manifests"], ref)


def read_manifest(folder: Path, digest: str, ref: Reference) -> bytes:
    """The bytes of a manifest's file. Raises NotFound, LayoutError."""
    try:
        with files.blob_path(folder, digest).open("rb") as file:
            return file.read(PULL_LIMIT + 1)
    except FileNotFoundError as error:
        raise NotFound(f"not found: no manifest {digest}", reference=str(ref)) from error
    except OSError as error:
        raise LayoutError(f"manifest {digest} cannot be read: {error}", reference=str(ref)) from error


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


async def _file_chunks(handle: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := await to_thread.run_sync(handle.read, CHUNK):
        yield chunk


def _append(new: files.NewFile, running: Any, chunk: bytes) -> None:
    running.update(chunk)
    new.write(chunk)


async def _in_thread(ref: Reference, function: Callable[..., Any], *arguments: Any) -> Any:
    """Run blocking file work in a worker thread; the disk's errors become LayoutError."""
    try:
        return await to_thread.run_sync(function, *arguments)
    except OSError as error:
        raise LayoutError(f"cannot use the layout: {error}", reference=str(ref)) from error


def check_put(ref: Reference, manifest: Manifest) -> Descriptor:
    """What putting the manifest in a layout would store. Raises DigestMismatch."""
    raw = manifest.body
    digest = compute_digest(raw, algorithm_of(ref.digest or manifest.descriptor.digest))
    if ref.digest and ref.digest != digest:
        raise DigestMismatch(
            f"manifest digest mismatch, expected {ref.digest}, computed {digest}", reference=str(ref)
        )
    described = manifest.descriptor
    return Descriptor(described.media_type, digest, len(raw), artifact_type=described.artifact_type)


def _check(descriptor: Descriptor | None, digest: str, size: int, ref: Reference) -> None:
    if descriptor is None:
        return
    if 0 <= descriptor.size != size:
        raise SizeMismatch(
            f"blob {descriptor.digest} has {size} bytes, expected {descriptor.size}", reference=str(ref)
        )
    if digest != descriptor.digest:
        raise DigestMismatch(
            f"blob digest mismatch [expected {descriptor.digest}, calculated {digest}]", reference=str(ref)
        )
