"""An OCI layout rehearsed: the folder as this run's writes would have left it (see the package's head).

The entries of index.json change by the same functions as the real ones (`layout_index.py`), and what is
unreachable is found by the same walk (`layout_gc.py`). A file that the collection would remove is gone here.
No file and no lock is made: a dry run works on a folder that cannot be written.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from anyio import to_thread

from regbot.registry import layout_files as files
from regbot.registry import layout_gc as gc
from regbot.registry import layout_index as index
from regbot.registry import referrers
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import LayoutError, NotFound
from regbot.registry.layout import Layout, check_put, folder_of, read_manifest
from regbot.registry.manifest import Manifest, parse_manifest
from regbot.registry.manifests import need_digest
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference
from regbot.registry.rehearsal.content import Content, content_of
from regbot.registry.store import Placed, Source, StoredBlob
from regbot.registry.tags import need_tag

_LOGGER = logging.getLogger("regbot.registry")


@dataclass
class _Folder:
    """The changes to one folder. entries: those of index.json, None until they change. files: by digest, None
    for one that is gone. dropped: what this run took out of the index since the last collection.
    """

    entries: index.Entries | None = None
    files: dict[str, Content | None] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    modified: bool = False
    writers: int = 0


class RehearsedLayout:
    """Every layout folder of one client. The methods are documented in `store.Store`."""

    pretends = True

    def __init__(self, real: Layout) -> None:
        self._real = real
        self._folders: dict[Path, _Folder] = {}

    def place(self, ref: Reference) -> str:
        """The folder's absolute path."""
        return self._real.place(ref)

    def hosts(self, ref: Reference) -> tuple[str, ...]:  # noqa: ARG002 - Store's form
        """A folder takes no connection."""
        return ()

    def refuses_offers(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """A folder opens no uploads."""
        return True

    @asynccontextmanager
    async def writing(self, ref: Reference) -> AsyncIterator[None]:
        """As the real lock: nothing is collected meanwhile."""
        changes = self._folders.setdefault(folder_of(ref), _Folder())
        changes.writers += 1
        try:
            yield
        finally:
            changes.writers -= 1

    async def get_manifest(self, ref: Reference, descriptor: Descriptor | None = None) -> Manifest:
        """The manifest that was put here, else the folder's, unless it is gone."""
        changes = self._folders.get(folder_of(ref))
        if changes is None or changes.entries is None or (descriptor and descriptor.data is not None):
            return await self._real.get_manifest(ref, descriptor)
        digest, media_type = index.find_entry(await self._entries(changes, ref), ref)
        if descriptor is not None:
            digest = descriptor.digest
        raw = await self._manifest_bytes(changes, ref, digest)
        return parse_manifest(ref, raw, media_type, expected=digest)

    async def head_manifest(self, ref: Reference) -> Manifest:
        """Type, digest and size, as get_manifest."""
        found = await self.get_manifest(ref)
        return Manifest(ref, found.descriptor)

    async def put_manifest(self, ref: Reference, manifest: Manifest, *, child: bool = False) -> Descriptor:
        """Keep the bytes, and enter them in the index, unless they are part of another index."""
        stored = check_put(ref, manifest)
        entries = await self._entries(self._folders.get(folder_of(ref)), ref, create=True)
        changes = self._change(ref, entries)
        changes.files[stored.digest] = Content(stored.digest, stored.size, manifest.body)
        if not child:
            tag = "" if ref.digest else ref.tag or "latest"
            changes.entries, lost = index.with_entry(changes.entries or [], stored, tag, self._real.now())
            changes.dropped.update(lost)
        subject = manifest.subject
        if subject is not None:
            await referrers.note_referrer(self, ref, manifest, subject)
        return stored

    async def delete_manifest(self, ref: Reference) -> None:
        """Its entries go now, its bytes with the collection, unless another image needs them."""
        need_digest(ref)
        entries = await self._entries(self._folders.get(folder_of(ref)), ref)
        try:
            await self.head_blob(ref, ref.digest)
        except NotFound as error:
            raise NotFound(f"not found: no manifest {ref.digest}", reference=str(ref)) from error
        subject = await referrers.subject_of(self, ref)
        changes = self._change(ref, entries)
        changes.dropped.add(ref.digest)
        changes.entries = index.without_digest(changes.entries or [], ref.digest)
        if subject is not None:
            await referrers.forget_referrer(self, ref, subject)

    def counts_pulls(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """A folder counts nothing."""
        return False

    async def is_new(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """A folder is looked at, which costs nothing."""
        return False

    async def head_blob(self, ref: Reference, digest: str) -> Descriptor:
        """The size of the blob that was put here, else of the file."""
        content = self._content(ref, digest)
        return await self._real.head_blob(ref, digest) if content is None else content.descriptor

    @asynccontextmanager
    async def get_blob(
        self, ref: Reference, descriptor: Descriptor, *, external: bool = False
    ) -> AsyncIterator[BlobReader]:
        """The blob, from where it really is."""
        content = None if descriptor.data is not None else self._content(ref, descriptor.digest)
        if content is None:
            async with self._real.get_blob(ref, descriptor, external=external) as reader:
                yield reader
        else:
            async with content.open(ref, descriptor) as reader:
                yield reader

    async def trace(self, blob: StoredBlob) -> Content:
        """Where a blob of these folders really is. Raises NotFound for one that is gone."""
        content = self._content(blob.ref, blob.descriptor.digest)
        if content is not None:
            return content
        found = await self._real.head_blob(blob.ref, blob.descriptor.digest)
        there = StoredBlob(self._real, blob.ref, replace(blob.descriptor, size=found.size), blob.external)
        return Content(found.digest, found.size, there)

    async def put_blob(
        self,
        ref: Reference,
        source: Source,
        descriptor: Descriptor | None = None,
        *,
        mount_from: Reference | None = None,  # noqa: ARG002 - Store's form
        unless: Callable[[], Awaitable[bool]] | None = None,  # noqa: ARG002 - Store's form
    ) -> Placed:
        """Note what the blob is and where it comes from."""
        content = await content_of(source, descriptor, ref)
        entries = await self._entries(self._folders.get(folder_of(ref)), ref, create=True)
        self._change(ref, entries).files[content.digest] = content
        media_type = descriptor.media_type if descriptor else "application/octet-stream"
        return Placed(Descriptor(media_type, content.digest, content.size), "sent")

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
        changes = self._folders.get(folder_of(ref))
        return index.tags_of(await self._entries(changes, ref), limit=limit, last=last)

    async def list_referrers(self, ref: Reference, *, artifact_type: str = "") -> list[Descriptor]:
        """What is noted under the fallback tag."""
        return referrers.of_type(await referrers.read_tag(self, ref), artifact_type)

    async def delete_tag(self, ref: Reference) -> str:
        """The tag's entry goes. Raises InvalidReference without a tag, NotFound."""
        need_tag(ref)
        entries = await self._entries(self._folders.get(folder_of(ref)), ref)
        changes = self._change(ref, entries)
        changes.entries, had = index.without_tag(changes.entries or [], ref)
        changes.dropped.update(had)
        return had[0]

    async def close_reference(self, ref: Reference) -> None:
        """Find what the collection of unreachable files would remove; from now on it is gone."""
        folder = folder_of(ref)
        changes = self._folders.get(folder)
        if changes is None or not changes.modified or changes.writers:
            return
        seen = replace(changes, files=dict(changes.files), dropped=set(changes.dropped))
        removed: set[str] = set()
        try:
            removed = await to_thread.run_sync(self._unreachable, folder, seen)
        except (LayoutError, OSError) as error:
            fields = {"ref": ref.name, "err": str(error)}
            _LOGGER.warning("Failed to clean up the layout", extra={"fields": fields})
        now = replace(changes, modified=True, writers=0)
        if changes.writers or now != seen:
            return  # somebody writes: the last one to finish collects
        changes.files.update(dict.fromkeys(removed))
        changes.modified = False
        changes.dropped.clear()

    def _unreachable(self, folder: Path, changes: _Folder) -> set[str]:
        """As layout_gc.collect, on the folder with the changes over it. Blocks."""

        def parts(folder: Path, digest: str) -> list[Any]:
            if digest not in changes.files:
                return gc.parts_of_file(folder, digest)
            content = changes.files[digest]
            raw = content.origin if content else None
            return gc.parts_of(folder, digest, raw) if isinstance(raw, bytes) else []

        kept = gc.reachable(folder, changes.entries or [], parts)
        mine = gc.closure_of(folder, changes.dropped, parts) - kept
        there = {digest for digest, content in changes.files.items() if content is not None}
        old = set()
        for path in (folder / "blobs").glob("*/*"):
            digest = f"{path.parent.name}:{path.name}"
            if path.is_file() and digest not in changes.files:
                there.add(digest)
                if self._real.clock() - path.stat().st_mtime >= self._real.grace:
                    old.add(digest)
        return (mine & there) | (old - kept)

    def _content(self, ref: Reference, digest: str) -> Content | None:
        """What this run put under the digest; None when it says nothing of it. Raises NotFound."""
        changes = self._folders.get(folder_of(ref))
        if changes is None or digest not in changes.files:
            return None
        content = changes.files[digest]
        if content is None:
            raise NotFound(f"not found: no blob {digest}", reference=str(ref))
        return content

    async def _manifest_bytes(self, changes: _Folder, ref: Reference, digest: str) -> bytes:
        if digest not in changes.files:
            return await to_thread.run_sync(read_manifest, folder_of(ref), digest, ref)
        content = changes.files[digest]
        if content is None:
            raise NotFound(f"not found: no manifest {digest}", reference=str(ref))
        async with content.open(ref, content.descriptor) as reader:
            return await reader.read()

    async def _entries(
        self, changes: _Folder | None, ref: Reference, *, create: bool = False
    ) -> index.Entries:
        """The entries as this run left them. `create`: a folder that is no layout yet would become one.

        Raises NotFound or LayoutError as the real layout.
        """
        if changes is not None and changes.entries is not None:
            return changes.entries
        return await to_thread.run_sync(_read_entries, folder_of(ref), create)

    def _change(self, ref: Reference, entries: index.Entries) -> _Folder:
        """The folder's changes; `entries` are the index's when this is the first of them."""
        changes = self._folders.setdefault(folder_of(ref), _Folder())
        if changes.entries is None:
            changes.entries = entries
        changes.modified = True
        return changes


def _read_entries(folder: Path, create: bool) -> index.Entries:
    if not create or (folder / "oci-layout").exists():
        files.check_layout(folder)
    entries: index.Entries = files.read_index(folder)["manifests"]
    return entries
