"""The registry client: one object for every registry and every OCI layout that a program touches.

It holds one transport (connections, tokens, limits) and picks the store by the reference's scheme. Everything
else is in the module of the same noun: tags, manifests, blobs, copy, layout. Used by the Lua modules and by
other Python programs:

    async with Client([HostConfig("localhost:5000", tls="disabled")]) as client:
        tags = await client.list_tags(Reference.parse("localhost:5000/team/app"))

Archives and rehearsals are loaded when they are first asked for: most runs do without.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from regbot.registry import repos
from regbot.registry.copy import copy_image
from regbot.registry.copyplan import CopyOptions, CopyReport
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import ManifestError, PlatformNotFound, RegistryError
from regbot.registry.host import HostConfig
from regbot.registry.jsontext import parse_json
from regbot.registry.known import Known
from regbot.registry.layout import Layout
from regbot.registry.manifest import Manifest
from regbot.registry.meter import UNMETERED, Meter
from regbot.registry.platform import Platform, choose, local
from regbot.registry.presence import find_manifest
from regbot.registry.reader import BlobReader
from regbot.registry.reference import Reference
from regbot.registry.remote import Remote
from regbot.registry.store import Placed, Source, Store
from regbot.registry.transfers import Office, Way
from regbot.registry.transport import Transport
from regbot.registry.turns import Turns

if TYPE_CHECKING:
    from regbot.registry.archive import ExportReport, ImportReport
    from regbot.registry.rehearsal import RehearsedRegistry
    from regbot.registry.rehearsal.archives import RehearsedArchives

__all__ = [
    "BlobReader",
    "Client",
    "CopyOptions",
    "CopyReport",
    "ImageConfig",
    "Manifest",
    "Placed",
    "Source",
]

CONFIG_LIMIT = 32 << 20
"""The longest image config, in bytes, that is read into memory."""
_NESTED = 4


@dataclass(frozen=True)
class ImageConfig:
    """An image's configuration: its bytes, their parsed form, and the manifest that names it."""

    manifest: Manifest
    raw: bytes = field(repr=False)
    document: dict[str, Any] = field(repr=False)


class Client:
    """Every operation on registries and layouts. Use as an async context manager, or call `aclose`.

    `hosts` are settings of registries; the others get the defaults. `certs_dir` is docker's certs.d. With
    `rehearse` no write leaves the process, and reads see what the writes would have made (see rehearsal/).
    `meter` is told what is done, in numbers.
    `transport` and `layout` replace the ones that would be made, for tests; the client closes the transport
    either way. Errors: see errors.py.
    """

    def __init__(
        self,
        hosts: Iterable[HostConfig] = (),
        *,
        user_agent: str = "regbot",
        certs_dir: Path | None = None,
        rehearse: bool = False,
        meter: Meter = UNMETERED,
        transport: Transport | None = None,
        layout: Layout | None = None,
    ) -> None:
        self._transport = transport or Transport(
            hosts, user_agent=user_agent, certs_dir=certs_dir, tokens_by_get=rehearse, meter=meter
        )
        remote, folders = Remote(self._transport), layout or Layout()
        self._rehearsal: RehearsedRegistry | None = None
        self._archives: RehearsedArchives | None = None
        self._remote: Store = remote
        self._layout: Store = folders
        if rehearse:
            from regbot.registry import rehearsal
            from regbot.registry.rehearsal import archives

            self._remote = self._rehearsal = rehearsal.RehearsedRegistry(remote)
            self._layout = rehearsal.RehearsedLayout(folders)
            self._archives = archives.RehearsedArchives()
        self._known = Known()
        self._office = Office(self._transport.reserve, self._known, Turns())

    @property
    def rehearses(self) -> bool:
        """Whether writes stay in memory: a dry run."""
        return self._rehearsal is not None

    def afresh(self) -> "Client":
        """A rehearsing client over the same connections that has rehearsed nothing yet. Never close it."""
        return Client(transport=self._transport, rehearse=True)

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def prepare(self) -> None:
        """Load what the first request to a registry needs (a tenth of a second), before it matters."""
        await self._transport.prepare()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def list_tags(
        self, ref: Reference, *, limit: int | None = None, last: str | None = None
    ) -> list[str]:
        """The repository's tags after `last`: all of them, or at most `limit`."""
        return await self._store(ref).list_tags(ref, limit=limit, last=last)

    async def delete_tag(self, ref: Reference) -> str:
        """Remove one tag; siblings of the same digest stay. Raises NotFound.

        Out: the digest that it pointed to, "" when nobody knows.
        """
        with self._forgetting(ref):
            return await self._store(ref).delete_tag(ref)

    async def list_repositories(
        self, registry: str, *, limit: int | None = None, last: str | None = None
    ) -> list[str]:
        """The registry's repositories after `last`: all of them, or at most `limit`."""
        new = self._rehearsal.repositories(registry) if self._rehearsal else set()
        if not new:
            return await repos.list_repositories(self._transport, registry, limit=limit, last=last)
        names = sorted(new | set(await repos.list_repositories(self._transport, registry, last=last)))
        return [name for name in names if not last or name > last][:limit]

    async def get_manifest(self, ref: Reference, *, platform: Platform | None = None) -> Manifest:
        """The manifest; with a platform, an index is resolved to the image that fits it best.

        The result's `reference` stays the one asked for, its descriptor is the image's. Raises NotFound,
        PlatformNotFound, DigestMismatch, ManifestError.
        """
        store = self._store(ref)
        manifest = await store.get_manifest(ref)
        for _ in range(_NESTED):
            if platform is None or not manifest.is_index:
                break
            manifest = await self._resolve(store, ref, manifest, platform)
        return manifest

    async def head_manifest(self, ref: Reference) -> Manifest:
        """The manifest's type, digest, size and rate limit, without a body."""
        return await self._store(ref).head_manifest(ref)

    async def find_manifest(self, ref: Reference) -> Descriptor | None:
        """The manifest's descriptor, None when there is none, or the registry refuses to say."""
        return await find_manifest(self._store(ref), ref)

    async def put_manifest(self, ref: Reference, manifest: Manifest) -> Descriptor:
        """Put the manifest's bytes, unchanged, under the reference's digest or tag."""
        return await self._store(ref).put_manifest(ref, manifest)

    async def delete_manifest(self, ref: Reference) -> None:
        """Delete the manifest at the reference's digest and all its tags."""
        with self._forgetting(ref):
            await self._store(ref).delete_manifest(ref)

    async def list_referrers(self, ref: Reference, *, artifact_type: str = "") -> list[Descriptor]:
        """Signatures, SBOMs and other manifests about the one that the reference names.

        By the registry's list, or by the fallback tag where it has none. Raises NotFound when a tag does not
        exist; a digest that nobody refers to gives [].
        """
        if not ref.digest:
            ref = ref.with_digest((await self.head_manifest(ref)).descriptor.digest)
        return await self._store(ref).list_referrers(ref, artifact_type=artifact_type)

    async def head_blob(self, ref: Reference, digest: str) -> Descriptor:
        """The blob's digest and size. Raises NotFound."""
        return await self._store(ref).head_blob(ref, digest)

    @asynccontextmanager
    async def get_blob(self, ref: Reference, wanted: Descriptor | str) -> AsyncIterator[BlobReader]:
        """The blob (by descriptor, or by digest) as a verified stream, open as long as the block."""
        descriptor = Descriptor("application/octet-stream", wanted) if isinstance(wanted, str) else wanted
        async with self._store(ref).get_blob(ref, descriptor) as reader:
            yield reader

    async def read_blob(self, ref: Reference, wanted: Descriptor | str, limit: int) -> bytes:
        """The whole blob, verified. Raises SizeMismatch over `limit` bytes."""
        while True:
            async with self.get_blob(ref, wanted) as reader:
                try:
                    return await reader.read_all(limit)
                except RegistryError as error:
                    if not error.elsewhere:  # else a mirror gave wrong bytes, and another host is next
                        raise

    async def put_blob(
        self, ref: Reference, source: Source, descriptor: Descriptor | None = None
    ) -> Descriptor:
        """Store a blob from bytes, or from a callable that begins the stream anew at every call."""
        placed = await self._store(ref).put_blob(ref, source, descriptor)
        self._known.saw(ref, placed.descriptor.digest)
        return placed.descriptor

    async def mount_blob(self, source: Reference, target: Reference, descriptor: Descriptor) -> bool:
        """Let a registry share a blob between two of its repositories; False where that is not possible."""
        if source.scheme or target.scheme or source.registry != target.registry:
            return False
        mounted = await self._remote.mount_blob(source, target, descriptor)
        if mounted:
            self._known.saw(target, descriptor.digest)
        return mounted

    async def copy_blob(self, source: Reference, target: Reference, descriptor: Descriptor) -> Placed:
        """Stream one blob from one repository to another, mounted where the registry is the same."""
        way = Way(self._office, self._store(source), source, self._store(target), target)
        return await way.send(descriptor, way.mount_from)

    async def get_config(
        self, ref: Reference, *, platform: Platform | None = None, manifest: Manifest | None = None
    ) -> ImageConfig:
        """The configuration of an image, resolved for the platform (this machine's by default).

        With `manifest` at hand that one is used instead of fetching by name. Raises ManifestError for what is
        no image.
        """
        wanted = platform or local()
        found = manifest or await self.get_manifest(ref, platform=wanted)
        if found.is_index:
            found = await self._resolve(self._store(ref), ref, found, wanted)
        config = found.config
        if config is None:
            kind = found.descriptor.media_type
            raise ManifestError(f"there is no image config in a manifest of type {kind}", reference=str(ref))
        raw = await self.read_blob(ref, config, CONFIG_LIMIT)
        try:
            document = parse_json(raw)
        except (ValueError, RecursionError) as error:
            raise ManifestError(f"image config is not JSON: {error}", reference=str(ref)) from error
        if not isinstance(document, dict):
            raise ManifestError("image config is not a JSON object", reference=str(ref))
        return ImageConfig(found, raw, document)

    async def copy_image(
        self,
        source: Reference,
        target: Reference,
        options: CopyOptions | None = None,
        *,
        report: CopyReport | None = None,
    ) -> CopyReport:
        """Copy an image or an index with all its parts; see copy.copy_image.

        `report` is filled while the copy runs, so that its maker can watch.
        """
        return await copy_image(
            self._store(source),
            source,
            self._store(target),
            target,
            options or CopyOptions(),
            office=self._office,
            report=report,
        )

    async def export_image(
        self, ref: Reference, path: str, *, report: "ExportReport | None" = None
    ) -> "ExportReport":
        """Write an image or an index with all its parts to a tar file; see archive.export_image."""
        from regbot.registry.archive import export_image

        if self._archives is not None:
            return await self._archives.export(self._store(ref), ref, path, report)
        return await export_image(self._store(ref), ref, path, report)

    async def import_image(
        self, ref: Reference, path: str, *, name: str | None = None, report: "ImportReport | None" = None
    ) -> "ImportReport":
        """Put an image from a tar file (OCI layout or `docker save`); see archive.import_image."""
        from regbot.registry.archive import import_image

        exported = self._archives.find(path, ref, name) if self._archives is not None else None
        if exported is not None:
            from regbot.registry.rehearsal.archives import as_import

            return as_import(path, await self.copy_image(exported, ref), report)
        return await import_image(self._store(ref), ref, path, name=name, report=report)

    async def close_reference(self, ref: Reference) -> None:
        """Clean up after changes: in a layout, remove files that nothing reaches any more."""
        await self._store(ref).close_reference(ref)

    @contextmanager
    def _forgetting(self, ref: Reference) -> Iterator[None]:
        """Something is deleted: what copies learn meanwhile may be over when it is done."""
        self._known.forget(ref)
        try:
            yield
        finally:
            self._known.forget(ref)

    def _store(self, ref: Reference) -> Store:
        return self._layout if ref.scheme == "ocidir" else self._remote

    async def _resolve(self, store: Store, ref: Reference, index: Manifest, platform: Platform) -> Manifest:
        try:
            chosen = choose(platform, [(child.platform, child) for child in index.children])
        except PlatformNotFound as error:
            error.reference = str(ref)
            raise
        found = await store.get_manifest(ref.with_digest(chosen.digest), chosen)
        return replace(found, reference=ref)
