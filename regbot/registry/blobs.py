"""Blobs in a registry: head, get, put, mount (specification, chapter 6). Uploads live in `uploads.py`.

Nothing is held in memory: bytes are verified while they pass. Called by `remote.Remote`.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Literal

from regbot.registry.chunks import send_chunks
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import check_digest, compute_digest
from regbot.registry.early import Early, begun
from regbot.registry.errors import (
    NetworkError,
    NotFound,
    RateLimited,
    Refused,
    RegistryError,
    UnexpectedStatus,
)
from regbot.registry.reader import BlobReader, close_stream, one_chunk
from regbot.registry.redact import redact_url
from regbot.registry.redirects import parse_address
from regbot.registry.reference import Reference
from regbot.registry.store import Placed, Source, StoredBlob
from regbot.registry.transport import Request, Response, Transport
from regbot.registry.uploads import ANOTHER, Upload, open_upload, send_whole

_OCTETS = "application/octet-stream"
# Answers to a whole-blob PUT after which chunks may still go through: too large for a proxy, a method or a
# length that some gateway does not take, a session that another node of the registry does not know.
_TRY_CHUNKS = frozenset({400, 404, 405, 411, 413, 416})
# Answers to a chunk that mean this session, not the next one: forgotten, or no longer where we think it is.
_SESSION_LOST = frozenset({400, 404, 416})
_SESSIONS = 2
"""Sessions that one way of sending may use."""

Check = Callable[[], Awaitable[bool]]


async def head_blob(transport: Transport, ref: Reference, digest: str) -> Descriptor:
    """The blob's digest and size (-1 when the registry does not say). Raises NotFound."""
    check_digest(digest)
    config = transport.host(ref.registry).config
    if not config.disable_head:
        try:
            async with transport.send(_read(ref, "HEAD", digest)) as response:
                return _described(response, digest)
        except UnexpectedStatus as error:
            if error.status not in (405, 501):
                raise
    async with transport.send(_read(ref, "GET", digest)) as response:
        return _described(response, digest)


@asynccontextmanager
async def get_blob(
    transport: Transport, ref: Reference, descriptor: Descriptor, *, external: bool = False
) -> AsyncIterator[BlobReader]:
    """GET the blob; the reader verifies. The connection is given back when the block ends.

    Embedded data needs no request. With `external` the descriptor's `urls` are asked when the registry does
    not have the blob. A mirror's wrong bytes are an error with `elsewhere` set: whoever can begin anew, may.
    """
    if descriptor.data is not None:
        yield BlobReader(descriptor, one_chunk(descriptor.data), reference=ref.name)
        return
    check_digest(descriptor.digest)
    requests = [_read(ref, "GET", descriptor.digest, descriptor.size)]
    if external:
        requests += [_external(ref, url, descriptor) for url in descriptor.urls]
    failed: RegistryError | None = None
    for request in requests:
        opened = False
        try:
            async with transport.send(request) as response:
                opened = True
                size = descriptor.size if descriptor.size >= 0 else _length(response)
                full = Descriptor(descriptor.media_type, descriptor.digest, size)
                yield BlobReader(
                    full,
                    response.chunks(),
                    reference=ref.name,
                    url=redact_url(response.url),
                    elsewhere=partial(transport.distrust, response),
                )
                return
        except (NotFound, UnexpectedStatus, NetworkError) as error:
            if opened:
                raise
            failed = failed or error
    assert failed is not None
    raise failed


async def put_blob(
    transport: Transport,
    ref: Reference,
    source: Source,
    descriptor: Descriptor | None = None,
    *,
    mount_from: Reference | None = None,
    unless: Check | None = None,
) -> Placed:
    """Store a blob. The session's POST offers a mount first: of `mount_from`'s repository, else of any.

    Where `mount_from` is the blob's own repository, that is the question whether the blob is there.

    Where that is refused, `unless` may still say that the registry has the blob, before any bytes go up. The
    download of a StoredBlob that says so begins while the session is opened (see `early.py`).

    With digest and size known the bytes go in one streamed PUT, unless the host's `blobMax` says otherwise.
    A PUT that failed for the moment is repeated once in a new session, from a fresh reader; after that, and
    after one that the registry does not take, the blob goes in chunks. A session that ends without a blob is
    deleted, also on cancellation. Raises DigestMismatch, SizeMismatch, or what the registry says.
    """
    if isinstance(source, StoredBlob) and source.early:
        return await begun(source, lambda early: _put(transport, ref, early, descriptor, mount_from, unless))
    return await _put(transport, ref, source, descriptor, mount_from, unless)


async def _put(
    transport: Transport,
    ref: Reference,
    source: Source | Early,
    descriptor: Descriptor | None,
    mount_from: Reference | None,
    unless: Check | None,
) -> Placed:
    if isinstance(source, bytes) and descriptor is None:
        descriptor = Descriptor(_OCTETS, compute_digest(source), len(source))
    whole = descriptor is not None and _fits(transport, ref, descriptor.size)
    again = _Again(source)
    tries = 0
    while True:
        tries += 1
        async with open_upload(transport, ref, descriptor, mount_from=mount_from) as upload:
            if upload.mounted:
                assert descriptor is not None
                here = mount_from is not None and mount_from.repository == ref.repository
                return Placed(descriptor, "present" if here else "mounted")
            if unless is not None and descriptor is not None and await unless():
                return Placed(descriptor, "present")
            give = await again.source(upload)
            try:
                if descriptor is not None and whole:
                    await send_whole(upload, give, descriptor)
                    return Placed(descriptor, "sent")
                return Placed(await send_chunks(upload, give, descriptor), "sent")
            except (UnexpectedStatus, NetworkError, NotFound, RateLimited) as error:
                if upload.source_failed:
                    raise
                failed = error
        way = again.next_way(failed, whole=whole, size=descriptor.size if descriptor else -1)
        if way is None or (failed.temporary and not await transport.wait_after(failed, tries)):
            raise failed
        whole = way == "whole"


class _Again:
    """The source of an upload that may take several sessions, and what the next session does.

    Every session begins the stream anew. A source that gives the stream it gave before would send an empty
    or truncated blob, and is refused.
    """

    def __init__(self, source: Source | Early) -> None:
        self._source = source
        self._last: AsyncIterator[bytes] | None = None
        self._failures = {"whole": 0, "chunks": 0}

    async def source(self, upload: Upload) -> Source:
        """The source; when it breaks, `upload.source_failed` says so. Raises what an early one raises."""
        give = await self._source.source() if isinstance(self._source, Early) else self._source
        if isinstance(give, bytes):
            return give

        async def watched() -> AsyncGenerator[bytes, None]:
            stream = give()
            try:
                if stream is self._last:
                    raise RegistryError("the upload has to start again, but its source cannot")
                self._last = stream
                async for chunk in stream:
                    yield chunk
            except Exception:
                upload.source_failed = True
                raise
            finally:
                await close_stream(stream)

        return watched

    def next_way(self, error: RegistryError, *, whole: bool, size: int) -> Literal["whole", "chunks"] | None:
        """How the next session sends the blob after this failure; None: it is final."""
        way = "whole" if whole else "chunks"
        self._failures[way] += 1
        if whole and not error.temporary:
            return "chunks" if error.status in _TRY_CHUNKS and size else None
        if not error.temporary and error.status not in _SESSION_LOST:
            return None
        if self._failures[way] < _SESSIONS:
            return "whole" if whole else "chunks"
        return "chunks" if whole and size else None


async def mount_blob(
    transport: Transport, source: Reference, target: Reference, descriptor: Descriptor
) -> bool:
    """Make a blob of another repository of the same registry appear in the target's; False when refused."""
    transport.host(target.registry).refused_offers.discard(ANOTHER)  # who asks for just this is answered
    async with open_upload(transport, target, descriptor, mount_from=source) as upload:
        return upload.mounted


def _fits(transport: Transport, ref: Reference, size: int) -> bool:
    """Whether a blob of this size goes up in one request."""
    limit = transport.host(ref.registry).config.blob_max
    return size >= 0 and (limit < 0 or size <= limit)


def _read(ref: Reference, method: str, digest: str, size: int = -1) -> Request:
    return Request(
        method=method,
        registry=ref.registry,
        repository=ref.repository,
        path=f"blobs/{digest}",
        size=size if size >= 0 else None,
        mirrors=True,
        kind="blob",
        reference=f"{ref.name}@{digest}",
    )


def _external(ref: Reference, text: str, descriptor: Descriptor) -> Request:
    """A request for a foreign layer's own address.

    The transport treats it as a redirect of the registry's: no credentials, no way from https to http, none
    from a public registry to an address of this machine or its network.
    """
    try:
        url = parse_address(text, encoded=False)
    except ValueError as error:
        raise Refused(f"external layer has no address: {error}", reference=str(ref)) from error
    return Request(
        method="GET",
        registry=ref.registry,
        url=url,
        size=descriptor.size if descriptor.size >= 0 else None,
        kind="blob",
        reference=f"{ref.name}@{descriptor.digest}",
    )


def _described(response: Response, digest: str) -> Descriptor:
    return Descriptor(_OCTETS, digest, _length(response))


def _length(response: Response) -> int:
    text: str = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else -1
