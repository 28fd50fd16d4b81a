"""A blob from a store whose download begins before anybody reads it: while the upload session is opened.

A small one is fetched whole, verified, and goes up as bytes; of a bigger one the answer's head is waited for,
and its body stays on the wire until it is read. When an upload has to begin anew, so does a bigger blob's
download. What was begun and is not wanted any more is given up. Used by blobs.put_blob.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Final, TypeVar

import anyio

from regbot.registry.errors import RegistryError
from regbot.registry.reader import BlobReader
from regbot.registry.store import Source, StoredBlob

WHOLE: Final = 1 << 18
"""Blobs up to this many bytes are held in memory; each also has a connection's slot."""

T = TypeVar("T")


class Early:
    """The beginning of one blob's download."""

    def __init__(self, blob: StoredBlob) -> None:
        self._blob = blob
        self._begun = anyio.Event()
        self._stack = AsyncExitStack()
        self._reader: BlobReader | None = None
        self._bytes: bytes | None = None
        self._error: RegistryError | None = None

    async def source(self) -> Source:
        """The blob's bytes, or what streams them; waits for the download to begin. Raises what it raises."""
        await self._begun.wait()
        if self._error is not None:
            raise self._error
        return self._stream if self._bytes is None else self._bytes

    async def begin(self) -> None:
        """Open the download."""
        blob = self._blob
        blob.watch(0)
        try:
            reader = await self._stack.enter_async_context(
                blob.store.get_blob(blob.ref, blob.descriptor, external=blob.external)
            )
            if 0 <= reader.descriptor.size <= WHOLE:
                self._bytes = await reader.read_all(WHOLE)
                blob.watch(len(self._bytes))
                await self._stack.aclose()
            else:
                self._reader = reader
        except RegistryError as error:
            self._error = error
        self._begun.set()

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._stack.aclose()

    async def _stream(self) -> AsyncIterator[bytes]:
        reader, self._reader = self._reader, None
        if reader is None:  # not the first time
            async for chunk in self._blob():
                yield chunk
            return
        read = 0
        async for chunk in reader.chunks():
            read += len(chunk)
            self._blob.watch(read)
            yield chunk
        await self._stack.aclose()


async def begun(blob: StoredBlob, work: Callable[[Early], Awaitable[T]]) -> T:
    """Begin the blob's download, and meanwhile do the work with it. Raises what the work raises."""
    early, result, failed = Early(blob), [], None
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(early.begin)
            try:
                result.append(await work(early))
            except Exception as error:  # noqa: BLE001 (raised below, outside the task group's wrapping)
                failed = error
            group.cancel_scope.cancel()
    finally:
        await early.aclose()
    if failed is not None:
        raise failed
    return result[0]
