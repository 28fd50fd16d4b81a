"""An HTTP server in the test's own loop whose every answer the test decides, byte by byte.

async def answer(got: Got) -> Reply:
    return Reply(200, body=b"hello")

async with Scripted(answer) as server:
    ...  # requests to server.host; server.got lists what came
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

_REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable"}


@dataclass
class Got:
    """One request that came in. headers: names in lower case."""

    method: str
    target: str
    headers: dict[str, str] = field(repr=False, default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.target).query)

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


@dataclass
class Reply:
    """An answer. cut: close the connection after so many bytes of the body. stall: wait for ever there.

    length: the Content-Length to claim (None = the body's; "" = none at all). hang_up: no answer, the
    connection is closed. deaf: no answer, the connection stays open.
    """

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    cut: int | None = None
    stall: int | None = None
    length: str | None = None
    hang_up: bool = False
    deaf: bool = False


class Scripted:
    """The server. `open` counts its connections, `got` lists its requests.

    early: says for which requests the answer goes out before the body is read.
    """

    def __init__(
        self,
        answer: Callable[[Got], Awaitable[Reply]],
        *,
        tls: ssl.SSLContext | None = None,
        early: Callable[[Got], bool] = lambda _: False,
    ) -> None:
        self._answer = answer
        self._tls = tls
        self._early = early
        self._tasks: set[asyncio.Task[None]] = set()
        self.got: list[Got] = []
        self.open = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.busy = 0
        self.busiest = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def idle(self) -> None:
        """Until no connection is open."""
        await self._quiet.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.open += 1
        self._quiet.clear()
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client left, or the test is over
        finally:
            self.open -= 1
            if not self.open:
                self._quiet.set()
            self._tasks.discard(task)
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        got = Got(method, target)
        for line in head[1:]:
            if line:
                name, _, value = line.partition(":")
                got.headers[name.strip().lower()] = value.strip()
        early = self._early(got)
        if not early:
            got.body = await _read_body(reader, got.headers)
        self.got.append(got)
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            reply = await self._answer(got)
        finally:
            self.busy -= 1
        if reply.hang_up:
            return False
        if reply.deaf:
            await asyncio.Event().wait()
        length = str(len(reply.body)) if reply.length is None else reply.length
        lines = [f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Whatever')}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        if length and reply.status != 204:
            lines.append(f"Content-Length: {length}")
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        body = b"" if method == "HEAD" else reply.body
        stop = reply.cut if reply.cut is not None else reply.stall
        writer.write(body[:stop])
        await writer.drain()
        if reply.stall is not None:
            await asyncio.Event().wait()
        return reply.cut is None and bool(length) and not early


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body
    return await reader.readexactly(int(headers.get("content-length", "0")))
