"""What copy, export and the client need of a place that holds images: one protocol, and its implementations.

`remote.Remote` is a registry over HTTP, `layout.Layout` a folder on disk. Both take full references, so one
store serves every repository of its kind. Errors are those of `errors.py` in either case; NotFound means the
same in both. A rehearsal (`rehearsal/`) wraps either of them for dry runs.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from regbot.registry.descriptor import Descriptor
from regbot.registry.manifest import Manifest
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference

Source = bytes | Callable[[], AsyncIterator[bytes]]
"""Where a blob's bytes come from. A callable is called afresh for every attempt, and starts at byte 0."""


@dataclass(frozen=True)
class Placed:
    """How a blob came to its place: its descriptor, and whether bytes moved (`sent`) or not."""

    descriptor: Descriptor
    how: Literal["sent", "mounted", "present"]


@dataclass(frozen=True)
class StoredBlob:
    """A blob in a store as the source of another one.

    Calling it streams the blob, as any Source; a rehearsal only notes where it is and streams nothing.
    `watch` is told how many bytes were read, and 0 when the stream begins (again). `early`: the store that
    gets it may begin to read before it is ready to write.
    """

    store: "Reads"
    ref: Reference
    descriptor: Descriptor
    external: bool = False
    watch: Callable[[int], None] = field(default=lambda _: None, compare=False)
    early: bool = False

    async def __call__(self) -> AsyncIterator[bytes]:
        """The blob's bytes, verified."""
        read = 0
        self.watch(0)
        async with self.store.get_blob(self.ref, self.descriptor, external=self.external) as reader:
            async for chunk in reader.chunks():
                read += len(chunk)
                self.watch(read)
                yield chunk


class Reads(Protocol):
    """A place for images that can be looked at. All references carry repository (or path); tag or digest
    where the verb needs one.
    """

    def place(self, ref: Reference) -> str:
        """A text that is equal for two references exactly when they name the same repository."""
        ...

    async def get_manifest(self, ref: Reference, descriptor: Descriptor | None = None) -> Manifest:
        """The manifest with its body, verified. `descriptor` adds what a parent said about it."""
        ...

    async def head_manifest(self, ref: Reference) -> Manifest:
        """The manifest's type, digest and size."""
        ...

    def counts_pulls(self, ref: Reference) -> bool:
        """Whether manifests that are fetched from here count against a limit, while their heads do not."""
        ...

    async def is_new(self, ref: Reference) -> bool:
        """Whether there is certainly no such repository, and so nothing in it; False in every doubt."""
        ...

    async def head_blob(self, ref: Reference, digest: str) -> Descriptor:
        """The blob's digest and size."""
        ...

    def get_blob(
        self, ref: Reference, descriptor: Descriptor, *, external: bool = False
    ) -> AbstractAsyncContextManager[BlobReader]:
        """The blob as a stream, verified while it is read. `external`: its `urls` may be asked as well."""
        ...

    async def list_tags(
        self, ref: Reference, *, limit: int | None = None, last: str | None = None
    ) -> list[str]:
        """The tags after `last`; all of them, or at most `limit`."""
        ...

    async def list_referrers(self, ref: Reference, *, artifact_type: str = "") -> list[Descriptor]:
        """What has the manifest at the reference's digest as its subject; of one artifact type, or all."""
        ...


class Store(Reads, Protocol):
    """A place for images that can be changed as well.

    `pretends`: writes go into memory and nowhere else, so log lines say `dry-run`.
    """

    pretends: bool

    def hosts(self, ref: Reference) -> tuple[str, ...]:
        """Registries whose connection slots a transfer from `ref` may take; empty for a folder."""
        ...

    def refuses_offers(self, ref: Reference) -> bool:
        """Whether the opening of an upload is known to be refused when it asks for the blob, too."""
        ...

    def writing(self, ref: Reference) -> AbstractAsyncContextManager[None]:
        """Hold this while writing several parts that only make sense together: no clean-up comes between."""
        ...

    async def put_manifest(self, ref: Reference, manifest: Manifest, *, child: bool = False) -> Descriptor:
        """Store the bytes as they are. `child`: it is part of an index and gets no name of its own."""
        ...

    async def delete_manifest(self, ref: Reference) -> None:
        """Remove the manifest at the reference's digest, and so all its tags."""
        ...

    async def put_blob(
        self,
        ref: Reference,
        source: Source,
        descriptor: Descriptor | None = None,
        *,
        mount_from: Reference | None = None,
        unless: Callable[[], Awaitable[bool]] | None = None,
    ) -> Placed:
        """Store a blob; without a descriptor its digest is computed on the way.

        Where it can be mounted `mount_from` another repository, it is; if not, `unless` is asked whether it
        is there already. `mount_from` the reference itself is that question, too.
        """
        ...

    async def mount_blob(self, source: Reference, target: Reference, descriptor: Descriptor) -> bool:
        """Make a blob of another repository of the same place appear here; False when that is not
        possible.
        """
        ...

    async def delete_tag(self, ref: Reference) -> str:
        """Remove one tag and leave its siblings; the digest that it pointed to, "" when nobody knows."""
        ...

    async def close_reference(self, ref: Reference) -> None:
        """Clean up what this client's changes left behind (a folder's unreachable files)."""
        ...
