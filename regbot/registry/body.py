"""Request bodies on their way out: counted, watched for progress, and closed for certain.

aiohttp reads an upload in a task of its own and drops the iterator when the request fails or is cancelled.
The iterator may hold a download from another registry open, so it must not wait for the garbage collector:
`aclose` waits until that task has let go, and closes the source. Called by the wire and the transport.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from typing import Self

import anyio

from regbot.registry.errors import RegistryError, SizeMismatch

PIECE = 1 << 17
"""Bytes of an in-memory body handed over at once."""


class BodyFailed(Exception):
    """The source of a body raised; `error` is what."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class Bodies:
    """Hands out the body of a request afresh for every attempt.

    counted: also bodies that are small enough to go as they are become streams, so that `went_out` knows.
    """

    def __init__(
        self,
        body: bytes | Callable[[], AsyncIterator[bytes]] | None,
        size: int | None,
        *,
        counted: bool = False,
    ) -> None:
        self._body = body
        self._size = size
        self._whole = 0 if counted else PIECE
        self._last: AsyncIterator[bytes] | None = None
        self._stream: BodyStream | None = None

    @property
    def went_out(self) -> bool:
        """Whether the last attempt got as far as to send something of a counted or streamed body."""
        return self._stream is not None and self._stream.sent > 0

    def fresh(self) -> "bytes | BodyStream | None":
        """The body for the next attempt. Raises BodyFailed when the source gives what it gave before."""
        if self._body is None:
            return None
        if isinstance(self._body, bytes):
            # aiohttp warns about large bytes objects, because writing them at once blocks the loop
            if len(self._body) <= self._whole:
                return self._body
            self._stream = BodyStream(_pieces(self._body), len(self._body))
            return self._stream
        source = self._body()
        if source is self._last:
            raise BodyFailed(RegistryError("the upload has to start again, but its source cannot"))
        self._last = source
        self._stream = BodyStream(source, self._size)
        return self._stream


class BodyStream:
    """The body of one attempt, in the form aiohttp takes.

    size: how many bytes the source must give, None when it is not known. watch: called with True when it is
    the server's turn to take bytes, with False when it is the source's turn to give some, so that a slow
    source does not count as a stalled server.
    """

    def __init__(self, source: AsyncIterator[bytes], size: int | None) -> None:
        self.size = size
        self.sent = 0
        self.error: Exception | None = None
        self.watch: Callable[[bool], None] = _nothing
        self._source = source
        self._begun = False
        self._ended = False
        self._closed = False
        self._resting = asyncio.Event()
        self._resting.set()

    @property
    def complete(self) -> bool:
        """Whether the source has given everything."""
        return self._ended or (self.size is not None and self.sent == self.size)

    def __aiter__(self) -> Self:
        if self._begun:  # a library that repeats a request by itself would send a truncated body
            self.error = RegistryError("a streamed body was asked for twice")
            raise self.error
        self._begun = True
        return self

    async def __anext__(self) -> bytes:
        if self._closed:
            raise StopAsyncIteration
        self._resting.clear()
        self.watch(False)
        try:
            piece = b""
            while not piece:  # an empty piece would end a chunked body early
                piece = await anext(self._source)
            self.sent += len(piece)
            if self.size is not None and self.sent > self.size:
                raise SizeMismatch(f"the source gave more than the announced {self.size} bytes")
        except StopAsyncIteration:
            if self.size is not None and self.sent != self.size:
                self.error = SizeMismatch(
                    f"the source gave {self.sent} bytes instead of the announced {self.size}"
                )
                raise self.error from None
            self._ended = True
            raise
        except Exception as error:
            self.error = error
            raise
        finally:
            self._resting.set()
            self.watch(True)
        return piece

    async def aclose(self) -> None:
        """Close the source, once nobody reads from it. Not interrupted by cancellation."""
        self._closed = True
        with anyio.CancelScope(shield=True):
            await self._resting.wait()
            close = getattr(self._source, "aclose", None)
            if close is not None:
                await close()


class Patience:
    """Ends the scope of an upload when its server takes no data for `idle` seconds.

    When it has everything, it may take `commit` seconds to answer.

    It is told whose turn it is for every piece of the body. A big blob has thousands, so there is one timer
    that looks how long the present turn lasts, and not one for each turn.
    """

    def __init__(self, scope: anyio.CancelScope, stream: BodyStream, idle: float, commit: float) -> None:
        self._scope = scope
        self._stream = stream
        self._idle, self._commit = idle, commit
        self._loop = asyncio.get_running_loop()
        self._since = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._over = False

    def turn(self, server: bool) -> None:
        """From now on it is the server's turn to take bytes; or the source's, which may take its time."""
        self._since = self._loop.time() if server else math.inf
        if server and self._timer is None and not self._over:
            self._timer = self._loop.call_later(self._most(), self._look)

    def stop(self) -> None:
        """The request is answered, or has failed."""
        self._over = True
        if self._timer is not None:
            self._timer.cancel()

    def _most(self) -> float:
        return self._commit if self._stream.complete else self._idle

    def _look(self) -> None:
        self._timer = None
        left = self._since + self._most() - self._loop.time()
        if left <= 0:
            self._scope.cancel()
        elif left < math.inf:  # else the server's next turn starts it again
            self._timer = self._loop.call_later(left, self._look)


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


def _nothing(_server: bool) -> None:
    """No one watches."""
