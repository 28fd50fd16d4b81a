"""Copying images: whole trees of manifests and blobs, between any two stores (specification, chapter 8).

The theory of operation. A manifest is handled by one job: both ends are asked at the same time what they
have, then every part is brought to the target, then the manifest's own bytes are put. Parts go side by side
in a task group, and a part that several parents name is one job that the others wait for. So a manifest never
arrives before its parts, bytes are never changed, and what the target has is not sent again. The first error
cancels everything else; upload sessions are ended by `uploads.py`, and what arrived stays for the next run to
find.

What is known is not asked (`known.py`): a new repository has nothing, and what was seen or sent a moment ago
is there. When a registry then misses a part, everything known about the repository is forgotten, its parts
are looked at again, and the manifest is put once more.

How a blob gets to its place is in `transfers.py`; what is decided on the way, in `copyplan.py`. Refuses:
manifests of schema 1 between repositories (their layers carry no sizes). Called by client.copy_image.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import anyio

from regbot.registry import mediatypes
from regbot.registry.copyplan import (
    CopyOptions,
    CopyReport,
    PartKind,
    choose_children,
    digest_tags_of,
    first_question,
    misses_parts,
    order_parts,
    rebuild_index,
)
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NotFound, RegistryError, UnexpectedStatus, Unsupported
from regbot.registry.manifest import Manifest
from regbot.registry.presence import find_manifest, find_referrers
from regbot.registry.reference import Reference
from regbot.registry.referrers import fallback_tag
from regbot.registry.store import Store
from regbot.registry.together import together
from regbot.registry.transfers import Office, Way

_LOGGER = logging.getLogger("regbot.registry")
_DEPTH = 16  # an index in an index in an index: far beyond what exists, and a loop would need a broken hash


async def copy_image(
    from_store: Store,
    source: Reference,
    to_store: Store,
    target: Reference,
    options: CopyOptions,
    *,
    office: Office,
    report: CopyReport | None = None,
) -> CopyReport:
    """Copy what `source` names to `target`, with everything it reaches.

    `office` is what the copies of one client share. `report` is filled on the way. The very same copy that is
    under way already is waited for first. Raises the first error (not the cancellations that followed it):
    NotFound for a missing source, PlatformNotFound when no chosen platform is there, and whatever the stores
    raise.
    """
    report = report or CopyReport(source, target)
    way = Way(
        office,
        from_store,
        source,
        to_store,
        target,
        forced=options.force_recursive,
        external=options.include_external,
    )
    job = _Copy(way, options, report)
    async with (
        office.turns.take("copy", str(source), str(target), options),
        to_store.writing(target),
    ):
        await together(job.run)
    return report


class _Copy:
    """One call of copy_image: its jobs by target and digest, and the report that they fill."""

    def __init__(self, way: Way, options: CopyOptions, report: CopyReport) -> None:
        self.way = way
        self.from_store = way.from_store
        self.to_store = way.to_store
        self.source = way.source
        self.target = way.target
        self.known = way.office.known
        self.options = options
        self.report = report
        self._jobs: dict[str, anyio.Event] = {}
        self._digests: list[str] = []
        self._subjects: list[str] = []

    async def run(self) -> None:
        """Copy the tree."""
        digest = await self._manifest(self.source, self.target, None, child=False, depth=0)
        self.report.digest = digest

    async def _manifest(
        self,
        source: Reference,
        target: Reference,
        descriptor: Descriptor | None,
        *,
        child: bool,
        depth: int,
        again: bool = False,
    ) -> str:
        """Copy one manifest after its parts; the digest at the target. `again`: put it though it is there."""
        if depth > _DEPTH:
            raise Unsupported(f"indexes nested more than {_DEPTH} deep", reference=str(source))
        there, found = await self._look(source, target, descriptor)
        if depth == 0 and there:
            self.report.before = there.digest
        # Only the index that was asked for is filtered: what lies deeper is part of a chosen entry.
        platforms = () if depth else self.options.platforms
        rebuilds = bool(platforms) and not self.options.sparse_index
        if there and not self.options.force_recursive and not self.options.digest_tags:
            known = found.descriptor.digest if found else descriptor.digest if descriptor else source.digest
            rebuilds = rebuilds and (found is None or found.is_index)
            # the children of an index may have got new referrers
            looks_on = self.options.referrers and mediatypes.is_index(there.media_type)
            if there.digest == known and not rebuilds and not looks_on and not again:
                self._subjects.append(known)
                if depth == 0:
                    await self._referrers()
                self.report.found(there)
                self.report.skipped_manifest(there)
                return known
        manifest = found
        if manifest is None or manifest.raw is None:
            exact = source.with_digest(manifest.descriptor.digest) if manifest else source
            manifest = await self.from_store.get_manifest(exact, descriptor)
        children = choose_children(manifest, platforms) if manifest.is_index else []
        rebuilds = rebuilds and len(children) < len(manifest.children)
        if not self.way.same_place:
            await self._parts(source, manifest, children, depth)
        self._digests.append(manifest.descriptor.digest)
        if not rebuilds:  # what refers to the whole index says nothing about a part of it
            self._subjects.append(manifest.descriptor.digest)
        if depth == 0:
            if self.options.digest_tags:
                await self._digest_tags()
            await self._referrers()
        if rebuilds:
            manifest = rebuild_index(manifest, children)
        present = there is not None and there.digest == manifest.descriptor.digest
        self.report.found(manifest.descriptor)
        if there and present and not self.options.force_recursive and not again:
            self.report.skipped_manifest(manifest.descriptor)
            return there.digest
        await self._put(source, target, manifest, children, child=child, depth=depth)
        return manifest.descriptor.digest

    async def _look(
        self, source: Reference, target: Reference, descriptor: Descriptor | None
    ) -> tuple[Descriptor | None, Manifest | None]:
        """What the target has under that name, and meanwhile the source's manifest or its head.

        The latter is None where it was not asked for: it may not be wanted.
        """
        there: list[Descriptor | None] = []
        found: list[Manifest] = []

        async def ask_target() -> None:
            there.append(await self._find(target, descriptor))

        async def ask_source() -> None:
            found.append(
                await self.from_store.get_manifest(source, descriptor)
                if question == "manifest"
                else await self.from_store.head_manifest(source)
            )

        question = first_question(
            named=bool(descriptor or source.digest),
            forced=self.options.force_recursive or self.options.digest_tags,
            counted=self.from_store.counts_pulls(source),
            new=self.known.is_new(target) if descriptor else False,
        )
        if question == "nothing":
            await ask_target()
        else:
            await together(ask_target, ask_source)
        return there[0], found[0] if found else None

    async def _find(self, target: Reference, descriptor: Descriptor | None) -> Descriptor | None:
        """The target's manifest; it is not asked for a child that is known to be there, or cannot be."""
        if descriptor and not self.options.force_recursive:
            if self.known.has(target, f"manifest {descriptor.digest}"):
                return descriptor
            if not self.way.same_place and await self.way.is_new():
                return None
        there = await find_manifest(self.to_store, target)
        if there:
            self.known.saw(target, f"manifest {there.digest}")
            if self.known.is_new(target) is None:
                self.known.set_new(target, False)
        return there

    async def _parts(
        self, source: Reference, manifest: Manifest, children: list[Descriptor], depth: int
    ) -> None:
        """Bring everything the manifest names to the target; of an index, these children."""
        if manifest.is_index:
            skipped = [child for child in manifest.children if child not in children]
            for child in skipped:
                fields = {"digest": child.digest, "platform": str(child.platform or "")}
                _LOGGER.debug("Platform excluded from copy", extra={"fields": fields})
            async with anyio.create_task_group() as group:
                for child in children:
                    group.start_soon(self._child, child, depth)
            return
        if manifest.descriptor.media_type in (mediatypes.DOCKER_SCHEMA1, mediatypes.DOCKER_SCHEMA1_SIGNED):
            raise Unsupported(
                "manifests of schema 1 cannot be copied to another repository", reference=str(source)
            )
        async with anyio.create_task_group() as group:
            for part, kind in order_parts(manifest.config, manifest.layers):
                if kind == "layer" and part.urls and not self.options.include_external:
                    fields = {"digest": part.digest, "urls": ", ".join(part.urls)}
                    _LOGGER.debug("Skipping external layer", extra={"fields": fields})
                    continue
                group.start_soon(self._blob, part, kind)

    async def _child(self, child: Descriptor, depth: int) -> None:
        """One entry of an index: a manifest, or (for a media type that nobody knows) perhaps a blob."""
        source, target = self.source.with_digest(child.digest), self.target.with_digest(child.digest)

        async def copy_manifest() -> None:
            await self._manifest(source, target, child, child=True, depth=depth + 1)

        async def copy_unknown() -> None:
            try:
                await copy_manifest()
            except (NotFound, UnexpectedStatus):
                await self._blob(child, "layer")

        known = mediatypes.is_manifest(child.media_type)
        await self._once(f"manifest {child.digest}", copy_manifest if known else copy_unknown)

    async def _blob(self, descriptor: Descriptor, kind: PartKind) -> None:
        await self._once(f"blob {descriptor.digest}", lambda: self._copy_blob(descriptor, kind))

    async def _copy_blob(self, descriptor: Descriptor, kind: PartKind) -> None:
        """One blob: skipped when it is there, mounted where the registry is the same, else streamed."""
        fields: dict[str, Any] = {
            "source": str(self.source),
            "target": str(self.target),
            "digest" if kind == "config" else kind: descriptor.digest,
        }
        if self.to_store.pretends:
            fields["dry-run"] = True
        _LOGGER.info(f"Copy {kind}", extra={"fields": fields})
        self.report.found(descriptor)
        try:
            with self.report.transfer() as watch:
                placed = await self.way.place(descriptor, watch)
        except RegistryError as error:
            failed = {**fields, "err": str(error)}
            _LOGGER.warning(f"Failed to copy {kind}", extra={"fields": failed})
            raise
        if placed.how == "present":
            _LOGGER.debug("Blob copy skipped, already exists", extra={"fields": fields})
            self.report.skipped_blob(descriptor)
            return
        mounted = placed.how == "mounted"
        if mounted:
            _LOGGER.debug("Blob copy performed server side with registry mount", extra={"fields": fields})
        self.report.placed_blob(descriptor, placed.descriptor.size, mounted=mounted)

    async def _put(
        self,
        source: Reference,
        target: Reference,
        manifest: Manifest,
        children: list[Descriptor],
        *,
        child: bool,
        depth: int,
    ) -> None:
        try:
            try:
                await self.to_store.put_manifest(target, manifest, child=child)
            except RegistryError as error:
                if not misses_parts(error) or self.way.same_place or self.options.sparse_index:
                    raise
                await self._look_again(error, source, manifest, children, depth)
                await self.to_store.put_manifest(target, manifest, child=child)
        except RegistryError as error:
            fields = {"target": str(target), "err": str(error)}
            _LOGGER.warning("Failed to push manifest", extra={"fields": fields})
            raise
        self.known.saw(target, f"manifest {manifest.descriptor.digest}")
        self.report.copied_manifest(manifest.descriptor)

    async def _look_again(
        self,
        error: RegistryError,
        source: Reference,
        manifest: Manifest,
        children: list[Descriptor],
        depth: int,
    ) -> None:
        """The registry misses a part that it had or was given: ask for every part, and bring what is gone."""
        fields = {"target": str(self.target), "err": str(error)}
        _LOGGER.debug("Looking at all parts again", extra={"fields": fields})
        self.known.forget(self.target)
        self.known.set_new(self.target, False)
        report = CopyReport(self.source, self.target)
        # another job, which does not know what this one has finished
        await _Copy(self.way.doubting(), self.options, report)._parts(source, manifest, children, depth)
        self.report.mended(report)

    async def _referrers(self) -> None:
        """Copy what refers to the copied manifests, and what refers to that.

        Comes before the image's own tag, so that nobody sees it unsigned: a registry must take a referrer
        whose subject is still to come (distribution-spec, "Pushing Manifests with Subject").
        """
        if not self.options.referrers or self.way.same_place:
            return
        for _ in range(_DEPTH):
            subjects, self._subjects = self._subjects, []
            if not subjects:
                return
            async with anyio.create_task_group() as group:
                for digest in subjects:
                    group.start_soon(self._referrers_of, digest)
        raise Unsupported(f"referrers of referrers, more than {_DEPTH} in a row", reference=str(self.source))

    async def _referrers_of(self, subject: str) -> None:
        listed = await self.from_store.list_referrers(self.source.with_digest(subject))
        if not listed:
            return
        there = await find_referrers(self.to_store, self.target.with_digest(subject))
        known = {each.digest for each in there}
        async with anyio.create_task_group() as group:
            for each in listed:
                group.start_soon(self._referrer, each, each.digest not in known)

    async def _referrer(self, descriptor: Descriptor, unlisted: bool) -> None:
        """One referrer. It is put again where it is there and not listed: that brings it into the list."""
        source, target = (each.with_digest(descriptor.digest) for each in (self.source, self.target))

        async def copy() -> None:
            try:
                await self._manifest(source, target, descriptor, child=True, depth=1, again=unlisted)
            except NotFound as error:
                if error.reference != str(source):
                    raise
                # lists under a tag are kept by clients, and nobody strikes out what is deleted
                fields = {"source": str(source), "err": str(error)}
                _LOGGER.warning("Referrer is listed and not there", extra={"fields": fields})

        await self._once(f"referrer {descriptor.digest}", copy)

    async def _digest_tags(self) -> None:
        """Copy the tags that carry a copied manifest's digest in their name (signatures and the like).

        Comes before the image's own tag, so that nobody sees it unsigned; and outside the jobs of the
        children, because such a tag may name an index with that very child in it. What the tags bring may
        have tags, too.
        """
        tags = await self.from_store.list_tags(self.source)
        while self._digests:
            async with anyio.create_task_group() as group:
                digest = self._digests.pop()
                # the list of referrers is merged entry by entry, not replaced by the source's
                merged = fallback_tag(digest) if self.options.referrers else ""
                for tag in digest_tags_of(tags, digest):
                    if tag != merged:
                        group.start_soon(self._tag, tag)

    async def _tag(self, tag: str) -> None:
        async def copy() -> None:
            source, target = self.source.with_tag(tag), self.target.with_tag(tag)
            await self._manifest(source, target, None, child=False, depth=1)

        await self._once(f"tag {tag}", copy)

    async def _once(self, key: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work, or wait for the job that does it. When that fails, the task group ends everybody."""
        done = self._jobs.get(key)
        if done is not None:
            await done.wait()
            return
        done = self._jobs[key] = anyio.Event()
        await work()
        done.set()
