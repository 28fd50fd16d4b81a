"""Blobs that go up in pieces: PATCH after PATCH, and what to do when one of them fails.

A chunk is as long as `blobChunk` says, or as the registry's OCI-Chunk-Min-Length demands. After a failure
the registry is asked how much it has (`GET` on the session, where a 416 or a broken connection leave that
open), and only what it lacks is sent again. Refuses to start a second session: that is `blobs.put_blob`'s
decision, its only caller.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import new_hash
from regbot.registry.errors import (
    DigestMismatch,
    NetworkError,
    RateLimited,
    RegistryError,
    SizeMismatch,
    UnexpectedStatus,
)
from regbot.registry.reader import close_stream, one_chunk
from regbot.registry.store import Source
from regbot.registry.transport import Response
from regbot.registry.uploads import OCTETS, Upload, finish_upload

_REPAIRS = 10
"""Failed chunks in one session (behaviour, chapter 6)."""

_LASTING = 3
"""Refusals of one chunk, without any progress between them, that no outage explains."""

_RANGE = re.compile(r"(?:bytes=)?0-(\d+)")


async def send_chunks(upload: Upload, source: Source, descriptor: Descriptor | None) -> Descriptor:
    """PATCH after PATCH, at most one chunk in memory; then the PUT that names the digest.

    Raises DigestMismatch or SizeMismatch when the source is not what the descriptor says, and what the
    registry said when its repairs are used up.
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
    await finish_upload(upload, digest, b"", 0)
    media_type = descriptor.media_type if descriptor else OCTETS[1]
    return Descriptor(media_type, digest, sent)


async def _patch(upload: Upload, chunk: bytes, start: int, repairs: int) -> int:
    """Send one chunk; what the registry has of it already (after an error) is not sent again.

    Out: the repairs that are left. Raises what the registry said when none is.
    """
    end, at, failures = start + len(chunk), start, 0
    while at < end:
        before, part = at, chunk[at - start :]
        request = replace(
            upload.request("PATCH", 201, 202),
            headers=(OCTETS, ("Content-Range", f"{at}-{end - 1}")),
            body=part,
            body_size=len(part),
        )
        try:
            async with upload.transport.send(request) as response:
                upload.follow(response)
                at = _offset(response, end, 1)
        except (UnexpectedStatus, NetworkError, RateLimited) as error:
            repairs -= 1
            failures += 1
            if repairs < 0 or not await _worth_another(upload, error, failures):
                raise
            at = await _status(upload, error)
        failures = failures if at == before else 0
        if not start <= at <= end:
            raise RegistryError(
                f"the registry has {at} bytes of the upload, expected {start} to {end}",
                registry=upload.ref.registry,
                reference=upload.ref.name,
            )
    return repairs


async def _worth_another(upload: Upload, error: RegistryError, failures: int) -> bool:
    """Whether to go on after so many failures in a row; waits first where the registry needs time."""
    if error.temporary:
        return await upload.transport.wait_after(error, failures)
    return failures < _LASTING


async def _status(upload: Upload, broken: RegistryError) -> int:
    """How many bytes the registry has, after a chunk failed. Raises the chunk's error when it does not
    say.
    """
    try:
        request = replace(upload.request("GET", 204, 202, 200), retry=True)
        async with upload.transport.send(request) as response:
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
        await close_stream(stream)


def _check_source(descriptor: Descriptor, digest: str, size: int) -> None:
    if 0 <= descriptor.size != size:
        raise SizeMismatch(f"blob {descriptor.digest} has {size} bytes, expected {descriptor.size}")
    if digest != descriptor.digest:
        raise DigestMismatch(f"blob digest mismatch [expected {descriptor.digest}, calculated {digest}]")
