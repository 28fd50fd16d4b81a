"""Upload sessions of a registry: open, send whole or in chunks, and never leave one open behind.

A session is opened by POST, moves with every answer's Location (which may be relative and carries state in
its query), and ends with a PUT that names the digest. Who stops before that sends DELETE: after an error and
after a cancellation, shielded for a short time. (Distribution answers 404 to that when a broken PUT left part
of the body: its state in the URL is then out of date, and only the registry's own purge removes the session.)
Used by blobs.put_blob and blobs.mount_blob only.
"""

import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING

import anyio

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import new_hash
from regbot.registry.errors import (
    DigestMismatch,
    NetworkError,
    RegistryError,
    SizeMismatch,
    Unauthorized,
    UnexpectedStatus,
)
from regbot.registry.finish import finish
from regbot.registry.reader import one_chunk
from regbot.registry.reference import Reference
from regbot.registry.store import Source
from regbot.registry.transport import Request, Response, Transport

if TYPE_CHECKING:
    from yarl import URL

_LOGGER = logging.getLogger("regbot.registry")
_OCTETS = ("Content-Type", "application/octet-stream")
# What a cancelled upload may still take, in seconds: once to learn the session's address, once to end it.
GRACE_SECONDS = 3.0
_REPAIRS = 10
_RANGE = re.compile(r"(?:bytes=)?0-(\d+)")


class Upload:
    """One session. `location` is where the next request goes; `mounted` says that none is needed."""

    def __init__(self, transport: Transport, ref: Reference) -> None:
        self.transport = transport
        self.ref = ref
        self.location: URL | None = None
        self.mounted = False
        self.finished = False
        self.source_failed = False
        self.chunk_size = transport.host(ref.registry).config.blob_chunk

    def request(self, method: str, *expect: int) -> Request:
        """A request to the session's present address."""
        assert self.location is not None
        return Request(
            method=method,
            registry=self.ref.registry,
            repository=self.ref.repository,
            url=self.location,
            expect=frozenset(expect),
            retry=False,
            kind="upload",
            reference=self.ref.name,
        )

    def follow(self, response: Response) -> None:
        """Take over the address and the least chunk size that an answer gives."""
        self.location = response.location or self.location
        least = response.headers.get("OCI-Chunk-Min-Length", "")
        if least.isascii() and least.isdigit():
            limit = self.transport.host(self.ref.registry).config.blob_limit
            self.chunk_size = max(self.chunk_size, min(int(least), limit))


@asynccontextmanager
async def open_upload(
    transport: Transport, ref: Reference, descriptor: Descriptor | None, *, mount_from: Reference | None
) -> AsyncIterator[Upload]:
    """A session, or a blob that is `mounted` already.

    With a digest the POST offers a mount: from a repository, or from wherever the registry has it (some do,
    the others start a session as if nothing had been said). Refused offers are followed by a plain POST. A
    session whose blob was not finished in the block is deleted.
    """
    upload = Upload(transport, ref)
    try:
        await _open(upload, descriptor, mount_from)
        yield upload
    finally:
        if upload.location is not None and not upload.finished:
            with anyio.move_on_after(GRACE_SECONDS, shield=True):
                await _end(upload)


async def send_whole(upload: Upload, source: Source, descriptor: Descriptor) -> None:
    """The one streamed PUT. `upload.source_failed` says afterwards whose fault a failure was."""
    if isinstance(source, bytes):
        await _put(upload, descriptor.digest, source, len(source))
        return

    async def watched() -> AsyncGenerator[bytes, None]:
        upload.source_failed = False
        stream = source()
        try:
            async for chunk in stream:
                yield chunk
        except Exception:
            upload.source_failed = True
            raise
        finally:
            await _close(stream)

    await _put(upload, descriptor.digest, watched, descriptor.size)


async def send_chunks(upload: Upload, source: Source, descriptor: Descriptor | None) -> Descriptor:
    """PATCH after PATCH, at most one chunk in memory; then the PUT that names the digest.

    Raises DigestMismatch or SizeMismatch when the source is not what the descriptor says.
    """
    algorithm = descriptor.digest.partition(":")[0] if descriptor else "sha256"
    running, sent = new_hash(algorithm), 0
    repairs = _REPAIRS
    async with aclosing(_chunks(upload, source)) as chunks:
        async for chunk in chunks:
            running.update(chunk)
            repairs = await _patch(upload, chunk, sent, repairs)
            sent += len(chunk)
    digest = f"{algorithm}:{running.hexdigest()}"
    if descriptor is not None:
        _check_source(descriptor, digest, sent)
    await _put(upload, digest, b"", 0)
    media_type = descriptor.media_type if descriptor else _OCTETS[1]
    return Descriptor(media_type, digest, sent)


async def _open(upload: Upload, descriptor: Descriptor | None, mount_from: Reference | None) -> None:
    if descriptor is not None:
        query = [("mount", descriptor.digest)]
        if mount_from is not None:
            config = upload.transport.host(upload.ref.registry).config
            query.append(("from", config.repository_path(mount_from.repository)))
        pull_from = (mount_from.repository,) if mount_from is not None else ()
        try:
            await _post(upload, tuple(query), pull_from, descriptor.digest)
            return
        except UnexpectedStatus as error:
            _LOGGER.debug("Mount refused", extra={"fields": {"ref": upload.ref.name, "err": str(error)}})
        except Unauthorized as error:
            # No right to read the other repository is no reason not to write to this one.
            if mount_from is None or error.credential_refused:
                raise
    await _post(upload, (), (), "")


async def _post(
    upload: Upload, query: tuple[tuple[str, str], ...], pull_from: tuple[str, ...], digest: str
) -> None:
    """POST uploads/. Not cut off by a cancellation: who does not learn the address cannot end the session.

    After a cancellation the answer is waited for at most GRACE_SECONDS.
    """
    request = Request(
        method="POST",
        registry=upload.ref.registry,
        repository=upload.ref.repository,
        path="blobs/uploads/",
        query=query,
        body=b"",
        body_size=0,
        expect=frozenset({201, 202} if query else {202}),
        kind="upload",
        pull_from=pull_from,
        reference=upload.ref.name,
    )

    async def send() -> None:
        async with upload.transport.send(request) as response:
            if response.status == 201:
                _check_mounted(upload, response, digest)
            else:
                upload.follow(response)

    await finish(send, grace=GRACE_SECONDS)
    if upload.location is None and not upload.mounted:
        raise RegistryError(
            "the registry opened an upload and did not say where (no Location header)",
            registry=upload.ref.registry,
            reference=upload.ref.name,
            method="POST",
        )


def _check_mounted(upload: Upload, response: Response, digest: str) -> None:
    said = response.headers.get("Docker-Content-Digest", "")
    if said and said != digest:
        raise DigestMismatch(
            f"the registry mounted {said} instead of {digest}",
            registry=upload.ref.registry,
            reference=upload.ref.name,
        )
    upload.mounted = upload.finished = True


async def _put(upload: Upload, digest: str, body: Source, size: int) -> None:
    """The last PUT: body and digest. Some registries answer 204 instead of 201.

    A repetition after a broken connection meets a session that took part of the body; registries refuse that
    with 4xx, and put_blob goes on in a new session.
    """
    plain = upload.request("PUT", 201, 204)
    request = Request(
        method="PUT",
        registry=plain.registry,
        repository=plain.repository,
        url=plain.url,
        query=(("digest", digest),),
        headers=(_OCTETS,),
        body=body,
        body_size=size,
        expect=plain.expect,
        kind="upload",
        reference=f"{upload.ref.name}@{digest}",
    )
    async with upload.transport.send(request):
        upload.finished = True


async def _patch(upload: Upload, chunk: bytes, start: int, repairs: int) -> int:
    """Send one chunk; what the registry has of it already (after an error) is not sent again.

    Out: the repairs that are left. Raises what the registry said when none is.
    """
    end, at = start + len(chunk), start
    while at < end:
        plain = upload.request("PATCH", 201, 202)
        part = chunk[at - start :]
        request = Request(
            method="PATCH",
            registry=plain.registry,
            repository=plain.repository,
            url=plain.url,
            headers=(_OCTETS, ("Content-Range", f"{at}-{end - 1}")),
            body=part,
            body_size=len(part),
            expect=plain.expect,
            retry=False,
            kind="upload",
            reference=upload.ref.name,
        )
        try:
            async with upload.transport.send(request) as response:
                upload.follow(response)
                at = _offset(response, end, 1)
        except (UnexpectedStatus, NetworkError) as error:
            repairs -= 1
            if repairs < 0:
                raise
            at = await _status(upload, error)
        if not start <= at <= end:
            raise RegistryError(
                f"the registry has {at} bytes of the upload, expected {start} to {end}",
                registry=upload.ref.registry,
                reference=upload.ref.name,
            )
    return repairs


async def _status(upload: Upload, broken: RegistryError) -> int:
    """How many bytes the registry has, after a chunk failed. Raises the chunk's error when it does not
    say.
    """
    try:
        async with upload.transport.send(upload.request("GET", 204, 202, 200)) as response:
            upload.follow(response)
            return _offset(response, 0, 1)
    except RegistryError as error:
        raise broken from error


def _offset(response: Response, default: int, least: int) -> int:
    """The bytes a session holds by its Range header. `0-0` is what an empty session says, too."""
    found = _RANGE.fullmatch(response.headers.get("Range", "").strip())
    if found is None:
        return default
    last = int(found[1])
    return last + 1 if last >= least else default


async def _chunks(upload: Upload, source: Source) -> AsyncGenerator[bytes, None]:
    """The source cut into chunks of the session's size, which the registry may still raise."""
    held = bytearray()
    stream = one_chunk(source) if isinstance(source, bytes) else source()
    try:
        async for piece in stream:
            view = memoryview(piece)
            while view:
                taken = view[: upload.chunk_size - len(held)]
                held += taken
                view = view[len(taken) :]
                if len(held) >= upload.chunk_size:
                    yield bytes(held)
                    held.clear()
        if held:
            yield bytes(held)
    finally:
        await _close(stream)


async def _close(stream: AsyncIterator[bytes]) -> None:
    """End a source: a generator lets go of its connection now, and not when the collector finds it."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()


def _check_source(descriptor: Descriptor, digest: str, size: int) -> None:
    if 0 <= descriptor.size != size:
        raise SizeMismatch(f"blob {descriptor.digest} has {size} bytes, expected {descriptor.size}")
    if digest != descriptor.digest:
        raise DigestMismatch(f"blob digest mismatch [expected {descriptor.digest}, calculated {digest}]")


async def _end(upload: Upload) -> None:
    """DELETE the session. Best effort: the registry forgets it by itself some day."""
    try:
        async with upload.transport.send(upload.request("DELETE", 200, 202, 204, 404)):
            return
    except RegistryError as error:
        _LOGGER.debug("Upload not ended", extra={"fields": {"ref": upload.ref.name, "err": str(error)}})
