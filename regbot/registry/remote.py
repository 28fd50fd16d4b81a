"""A registry as a Store: manifests, blobs and tags over HTTP, bound to one transport."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from regbot.registry import blobs, manifests, referrers, repos, tags, uploads
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import UnexpectedStatus
from regbot.registry.host import DOCKER_HUB
from regbot.registry.manifest import Manifest
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference
from regbot.registry.routes import at_upstream
from regbot.registry.store import Placed, Source
from regbot.registry.transport import Transport


class Remote:
    """Every registry of one transport. The methods are documented in `store.Store`."""

    pretends = False

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def place(self, ref: Reference) -> str:
        """Registry and repository."""
        return ref.name

    def hosts(self, ref: Reference) -> tuple[str, ...]:
        """The registry and its mirrors: any of them may answer a read."""
        return (ref.registry, *self.transport.host(ref.registry).config.mirrors)

    @asynccontextmanager
    async def writing(self, ref: Reference) -> AsyncIterator[None]:
        """Meanwhile the repository is read at the registry itself: a mirror may be out of date."""
        with at_upstream(ref.name):
            yield

    async def get_manifest(self, ref: Reference, descriptor: Descriptor | None = None) -> Manifest:
        """See manifests.get_manifest."""
        return await manifests.get_manifest(self.transport, ref, descriptor)

    async def head_manifest(self, ref: Reference) -> Manifest:
        """See manifests.head_manifest."""
        return await manifests.head_manifest(self.transport, ref)

    async def put_manifest(
        self,
        ref: Reference,
        manifest: Manifest,
        *,
        child: bool = False,  # noqa: ARG002 - a registry enters nothing, it is Store's form
    ) -> Descriptor:
        """See manifests.put_manifest; a subject that the registry does not index is noted in its tag."""
        stored, indexed = await manifests.put_manifest(self.transport, ref, manifest)
        subject = manifest.subject
        if subject is not None and indexed != subject.digest:
            await referrers.note_referrer(self, ref, manifest, subject)
        return stored

    async def delete_manifest(self, ref: Reference) -> None:
        """See manifests.delete_manifest; it is struck off its subject's list, too."""
        subject = await referrers.subject_of(self, ref) if ref.digest else None
        try:
            await manifests.delete_manifest(self.transport, ref)
        except UnexpectedStatus as error:
            refused = manifests.refused_deletion(error, ref, "manifest: {}")
            if refused is None:
                raise
            raise refused from error
        if subject is not None:
            await referrers.forget_referrer(self, ref, subject)

    def counts_pulls(self, ref: Reference) -> bool:
        """Docker Hub does, and so does whoever tells its rate limit as the Hub does."""
        return ref.registry == DOCKER_HUB or self.transport.host(ref.registry).rate_limit.set

    def refuses_offers(self, ref: Reference) -> bool:
        """See uploads.refuses_offers."""
        return uploads.refuses_offers(self.transport, ref)

    async def is_new(self, ref: Reference) -> bool:
        """See repos.is_new."""
        return await repos.is_new(self.transport, ref)

    async def head_blob(self, ref: Reference, digest: str) -> Descriptor:
        """See blobs.head_blob."""
        return await blobs.head_blob(self.transport, ref, digest)

    def get_blob(
        self, ref: Reference, descriptor: Descriptor, *, external: bool = False
    ) -> AbstractAsyncContextManager[BlobReader]:
        """See blobs.get_blob."""
        return blobs.get_blob(self.transport, ref, descriptor, external=external)

    async def put_blob(
        self,
        ref: Reference,
        source: Source,
        descriptor: Descriptor | None = None,
        *,
        mount_from: Reference | None = None,
        unless: blobs.Check | None = None,
    ) -> Placed:
        """See blobs.put_blob."""
        return await blobs.put_blob(
            self.transport, ref, source, descriptor, mount_from=mount_from, unless=unless
        )

    async def mount_blob(self, source: Reference, target: Reference, descriptor: Descriptor) -> bool:
        """See blobs.mount_blob."""
        return await blobs.mount_blob(self.transport, source, target, descriptor)

    async def list_tags(
        self, ref: Reference, *, limit: int | None = None, last: str | None = None
    ) -> list[str]:
        """See tags.list_tags."""
        return await tags.list_tags(self.transport, ref, limit=limit, last=last)

    async def ask_referrers(self, ref: Reference, artifact_type: str = "") -> list[Descriptor] | None:
        """See referrers.ask_registry."""
        return await referrers.ask_registry(self.transport, ref, artifact_type)

    async def list_referrers(self, ref: Reference, *, artifact_type: str = "") -> list[Descriptor]:
        """See referrers.ask_registry; the fallback tag where the registry has no such list."""
        found = await self.ask_referrers(ref, artifact_type)
        if found is None:
            found = await referrers.read_tag(self, ref)
        return referrers.of_type(found, artifact_type)

    async def delete_tag(self, ref: Reference) -> str:
        """See tags.delete_tag."""
        return await tags.delete_tag(self.transport, ref)

    async def close_reference(self, ref: Reference) -> None:
        """Nothing is left behind in a registry that a client could clean up."""
