"""A registry rehearsed: what this run's writes would have made of it (see the package's head).

Manifests are deleted by digest with all their tags, tags without their siblings, and blobs stay, as in a
registry. Which tags a deleted manifest had is asked for (a HEAD for each tag) only when somebody lists the
repository afterwards.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import anyio

from regbot.registry import referrers
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NotFound, Unauthorized
from regbot.registry.manifest import Manifest
from regbot.registry.manifests import check_put, need_digest
from regbot.registry.ratelimit import RateLimit
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference
from regbot.registry.rehearsal.content import Content, content_of
from regbot.registry.store import Placed, Reads, Source, StoredBlob
from regbot.registry.tags import need_tag

_GONE = ""


class Registry(Reads, Protocol):
    """What a rehearsal uses of the real registry: verbs that are GET and HEAD."""

    def writing(self, ref: Reference) -> AbstractAsyncContextManager[None]:
        """Meanwhile the repository is read at the registry itself, not at a mirror."""
        ...

    async def ask_referrers(self, ref: Reference, artifact_type: str = "") -> list[Descriptor] | None:
        """The registry's own list of referrers; None where it keeps none."""
        ...


@dataclass
class _Repository:
    """The changes to one repository. tags: by name, the digest or "" for one that is gone. manifests: by
    digest, None for one that is gone. untagged: digests that lost the tags they had in the registry.
    """

    tags: dict[str, str] = field(default_factory=dict)
    manifests: dict[str, Manifest | None] = field(default_factory=dict)
    blobs: dict[str, Content] = field(default_factory=dict)
    referrers: dict[str, list[Descriptor]] = field(default_factory=dict)
    untagged: set[str] = field(default_factory=set)

    def digest_of(self, tag: str) -> str | None:
        """What a tag points to (it is in `manifests`), "" when it is gone; None when nothing changed it."""
        return self.tags.get(tag)


class RehearsedRegistry:
    """All registries of one client. The methods are documented in `store.Store`."""

    pretends = True

    def __init__(self, real: Registry) -> None:
        self._real = real
        self._repositories: dict[str, _Repository] = {}
        self._references: dict[str, Reference] = {}
        # Registries that were seen to keep a list of referrers.
        self._indexing: set[str] = set()

    def place(self, ref: Reference) -> str:
        """Registry and repository."""
        return self._real.place(ref)

    def hosts(self, ref: Reference) -> tuple[str, ...]:  # noqa: ARG002 - Store's form
        """Nothing is transferred, so nothing is taken."""
        return ()

    def refuses_offers(self, ref: Reference) -> bool:  # noqa: ARG002 - Store's form
        """No upload is opened."""
        return True

    def writing(self, ref: Reference) -> AbstractAsyncContextManager[None]:
        """Reads go where they would go while writing."""
        return self._real.writing(ref)

    def repositories(self, registry: str) -> set[str]:
        """The repositories that this run put manifests in."""
        return {
            self._references[place].repository
            for place, repository in self._repositories.items()
            if self._references[place].registry == registry and any(repository.manifests.values())
        }

    async def get_manifest(self, ref: Reference, descriptor: Descriptor | None = None) -> Manifest:
        """The manifest that was put here, else the registry's, unless it is gone."""
        changes = self._changes(ref)
        if changes is None or (descriptor is not None and descriptor.data is not None):
            return await self._real.get_manifest(ref, descriptor)
        digest = descriptor.digest if descriptor else ref.digest or changes.digest_of(ref.tag)
        if digest is None:
            found = await self._real.get_manifest(ref, descriptor)
            self._check_tag(changes, ref, found)
            return found
        mine = self._mine(changes, ref, digest)
        if mine is not None:
            return mine
        return await self._real.get_manifest(ref, descriptor)

    async def head_manifest(self, ref: Reference) -> Manifest:
        """Type, digest and size, as get_manifest."""
        changes = self._changes(ref)
        if changes is None:
            return await self._real.head_manifest(ref)
        digest = ref.digest or changes.digest_of(ref.tag)
        if digest is None:
            found = await self._real.head_manifest(ref)
            self._check_tag(changes, ref, found)
            return found
        mine = self._mine(changes, ref, digest)
        if mine is not None:
            return Manifest(ref, replace(mine.descriptor, artifact_type=""))
        return await self._real.head_manifest(ref)

    async def put_manifest(
        self,
        ref: Reference,
        manifest: Manifest,
        *,
        child: bool = False,  # noqa: ARG002 - Store's form
    ) -> Descriptor:
        """Keep the manifest under its digest, and its tag; note it as a referrer as the registry would."""
        stored = check_put(ref, manifest)
        changes = self._change(ref)
        changes.manifests[stored.digest] = replace(
            manifest, reference=ref, descriptor=stored, rate_limit=RateLimit()
        )
        if not ref.digest:
            changes.tags[ref.tag] = stored.digest
        subject = manifest.subject
        if subject is not None:
            await self._note_referrer(changes, ref, manifest, subject)
        return stored

    async def delete_manifest(self, ref: Reference) -> None:
        """From now on it is gone, with all its tags. Raises NotFound."""
        need_digest(ref)
        async with self.writing(ref):
            await self.head_manifest(ref)
        subject = await referrers.subject_of(self, ref)
        changes = self._change(ref)
        changes.manifests[ref.digest] = None
        changes.untagged.add(ref.digest)
        for tag, digest in changes.tags.items():
            if digest == ref.digest:
                changes.tags[tag] = _GONE
        if subject is not None:
            await referrers.forget_referrer(self, ref, subject)

    def counts_pulls(self, ref: Reference) -> bool:
        """As the registry does: what it is asked is real."""
        return self._real.counts_pulls(ref)

    async def is_new(self, ref: Reference) -> bool:
        """What the registry says, unless this run put something there."""
        return self._changes(ref) is None and await self._real.is_new(ref)

    async def head_blob(self, ref: Reference, digest: str) -> Descriptor:
        """The blob that was put here, else the registry's."""
        changes = self._changes(ref)
        content = changes.blobs.get(digest) if changes else None
        return await self._real.head_blob(ref, digest) if content is None else content.descriptor

    @asynccontextmanager
    async def get_blob(
        self, ref: Reference, descriptor: Descriptor, *, external: bool = False
    ) -> AsyncIterator[BlobReader]:
        """The blob, from where it really is."""
        changes = self._changes(ref)
        content = changes.blobs.get(descriptor.digest) if changes else None
        if content is None or descriptor.data is not None:
            async with self._real.get_blob(ref, descriptor, external=external) as reader:
                yield reader
        else:
            async with content.open(ref, descriptor) as reader:
                yield reader

    async def trace(self, blob: StoredBlob) -> Content:
        """Where a blob of these registries really is; the registry is asked for a size that nobody said."""
        changes = self._changes(blob.ref)
        content = changes.blobs.get(blob.descriptor.digest) if changes else None
        if content is not None:
            return content
        size = blob.descriptor.size
        if size < 0:
            size = (await self._real.head_blob(blob.ref, blob.descriptor.digest)).size
        there = StoredBlob(self._real, blob.ref, blob.descriptor, blob.external)
        return Content(blob.descriptor.digest, size, there)

    async def put_blob(
        self,
        ref: Reference,
        source: Source,
        descriptor: Descriptor | None = None,
        *,
        mount_from: Reference | None = None,
        unless: Callable[[], Awaitable[bool]] | None = None,  # noqa: ARG002 - Store's form
    ) -> Placed:
        """Note what the blob is and where it comes from; nothing is read of a blob in a store.

        It counts as mounted wherever a mount would be asked for, and as there where it comes from the
        repository itself: who refuses a mount is not known before.
        """
        content = await content_of(source, descriptor, ref)
        self._change(ref).blobs[content.digest] = content
        media_type = descriptor.media_type if descriptor else "application/octet-stream"
        placed = Descriptor(media_type, content.digest, content.size)
        if mount_from is None:
            return Placed(placed, "sent")
        return Placed(placed, "present" if mount_from.repository == ref.repository else "mounted")

    async def mount_blob(self, source: Reference, target: Reference, descriptor: Descriptor) -> bool:
        """The blob appears in the target, when the source has it."""
        try:
            found = await self.head_blob(source, descriptor.digest)
        except NotFound:
            return False
        blob = StoredBlob(self, source, replace(descriptor, size=found.size))
        self._change(target).blobs[descriptor.digest] = await self.trace(blob)
        return True

    async def list_tags(
        self, ref: Reference, *, limit: int | None = None, last: str | None = None
    ) -> list[str]:
        """The registry's tags with this run's changes, in the registry's order; new ones where they fit."""
        changes = self._changes(ref)
        if changes is None or not (changes.tags or changes.untagged):
            return await self._real.list_tags(ref, limit=limit, last=last)
        try:
            listed = await self._real.list_tags(ref)
        except (NotFound, Unauthorized) as error:
            # Who may not see a repository gets 401 from many registries, also for one that is not there yet.
            refused = isinstance(error, Unauthorized) and error.credential_refused
            if refused or not changes.tags:
                raise
            listed = []
        await self._find_untagged(changes, ref, listed)
        tags = [tag for tag in listed if changes.tags.get(tag) != _GONE]
        new = {tag for tag, digest in changes.tags.items() if digest != _GONE} - set(tags)
        tags = sorted({*tags, *new}) if listed == sorted(listed) else [*tags, *sorted(new)]
        if last is not None:
            place = tags.index(last) + 1 if last in tags else sum(1 for tag in tags if tag <= last)
            tags = tags[place:]
        return tags if limit is None else tags[:limit]

    async def list_referrers(self, ref: Reference, *, artifact_type: str = "") -> list[Descriptor]:
        """The registry's list with this run's changes; the fallback tag where it keeps no list."""
        need_digest(ref)
        listed = await self._ask_referrers(ref)
        if listed is None:
            return referrers.of_type(await referrers.read_tag(self, ref), artifact_type)
        changes = self._changes(ref)
        if changes is not None:
            mine = changes.referrers.get(ref.digest, [])
            known = {each.digest for each in mine}
            listed = [*(each for each in listed if each.digest not in known), *mine]
            listed = [each for each in listed if changes.manifests.get(each.digest, each) is not None]
        return referrers.of_type(listed, artifact_type)

    async def delete_tag(self, ref: Reference) -> str:
        """From now on the tag is gone. Raises NotFound."""
        need_tag(ref)
        ref = ref.with_tag(ref.tag)
        async with self.writing(ref):
            digest = (await self.head_manifest(ref)).descriptor.digest
        self._change(ref).tags[ref.tag] = _GONE
        return digest

    async def close_reference(self, ref: Reference) -> None:
        """Nothing is left behind in a registry that a client could clean up."""

    def _changes(self, ref: Reference) -> _Repository | None:
        return self._repositories.get(self.place(ref))

    def _change(self, ref: Reference) -> _Repository:
        place = self.place(ref)
        self._references.setdefault(place, ref)
        return self._repositories.setdefault(place, _Repository())

    def _mine(self, changes: _Repository, ref: Reference, digest: str) -> Manifest | None:
        """The manifest that this run put; None when it says nothing of the digest. Raises NotFound."""
        if digest == _GONE:
            raise _gone(ref)
        if digest not in changes.manifests:
            return None
        manifest = changes.manifests[digest]
        if manifest is None:
            raise _gone(ref)
        return replace(manifest, reference=ref)

    def _check_tag(self, changes: _Repository, ref: Reference, found: Manifest) -> None:
        """The registry's tag may have gone with a manifest that this run deleted, while somebody asked."""
        if changes.digest_of(ref.tag) == _GONE or found.descriptor.digest in changes.untagged:
            raise _gone(ref)

    async def _find_untagged(self, changes: _Repository, ref: Reference, listed: list[str]) -> None:
        """Ask for the digests of the registry's tags, as far as a deleted manifest may have had them."""
        if not changes.untagged:
            return

        async def ask(tag: str) -> None:
            try:
                await self.head_manifest(ref.with_tag(tag))
            except NotFound:
                changes.tags.setdefault(tag, _GONE)

        async with anyio.create_task_group() as group:
            for tag in listed:
                if tag not in changes.tags:
                    group.start_soon(ask, tag)

    async def _ask_referrers(self, ref: Reference) -> list[Descriptor] | None:
        listed = await self._real.ask_referrers(ref)
        if listed is not None:
            self._indexing.add(ref.registry)
        elif ref.registry in self._indexing:
            return []  # it keeps lists, and has not seen this repository
        return listed

    async def _note_referrer(
        self, changes: _Repository, ref: Reference, manifest: Manifest, subject: Descriptor
    ) -> None:
        if await self._ask_referrers(ref.with_digest(subject.digest)) is None:
            await referrers.note_referrer(self, ref, manifest, subject)
            return
        noted = changes.referrers.setdefault(subject.digest, [])
        entry = referrers.referrer_descriptor(manifest)
        if all(each.digest != entry.digest for each in noted):
            noted.append(entry)


def _gone(ref: Reference) -> NotFound:
    return NotFound(
        "not found [http 404]: deleted earlier in this dry run",
        registry=ref.registry,
        reference=str(ref),
        status=404,
        code="MANIFEST_UNKNOWN",
    )
