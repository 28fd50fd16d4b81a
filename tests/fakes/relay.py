"""An HTTP relay on loopback that watches, delays and breaks what passes between a client and a registry.

Used by the fault tests (faults on chosen requests), by the integration tests (TLS with client certificates
in front of a plain registry) and by the benchmarks (requests counted, a fixed delay as the distance). It
speaks HTTP/1.1 on both sides, opens one upstream connection for each of the client's, and runs in a thread of
its own. It passes the Host header on, so that the registry's Locations lead back through the relay. Refuses
CONNECT and upgrades (registries use neither).

    with Relay(registry.host, delay=0.02) as relay:
        relay.inject(faults.cut(1000), method="GET", path=r"/blobs/", times=2)
        ...  # a client of http://{relay.host}
        print(len(relay.requests), relay.high_water, relay.busiest(1.0))
"""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.fakes import wire
from tests.fakes.faults import Fault, Injection, hold
from tests.fakes.threads import LoopThread, wait_until


@dataclass
class Seen:
    """One request that came by. status: 0 as long as (or when) no answer reached the client.

    started, ended: monotonic seconds, from the complete head to the last byte of the answer. received, sent:
    bytes of the request's and of the response's body as on the wire.
    """

    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    started: float
    ended: float | None = None
    status: int = 0
    received: int = 0
    sent: int = 0
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class Relay:
    """A relay to `upstream` (host:port); it listens from its construction until `close`.

    tls: what the listening side speaks (None = plain); a context with `verify_mode = CERT_REQUIRED` demands
    client certificates. upstream_tls: what is spoken to the upstream. delay: seconds that each request waits
    before it is passed on; may be changed at any time.
    """

    def __init__(
        self,
        upstream: str,
        *,
        tls: ssl.SSLContext | None = None,
        upstream_tls: ssl.SSLContext | None = None,
        delay: float = 0.0,
    ) -> None:
        name, _, port = upstream.rpartition(":")
        self._upstream = (name, int(port))
        self._tls, self._upstream_tls = tls, upstream_tls
        self.delay = delay
        self.requests: list[Seen] = []
        self.connections = 0
        self.high_water = 0
        self._in_flight = 0
        self._injections: list[Injection] = []
        self._lock = threading.Lock()
        self._thread = LoopThread("relay")
        self._server = self._thread.call(self._listen())
        self.host = "{}:{}".format(*self._server.sockets[0].getsockname()[:2])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and drop every connection."""
        self._thread.loop.call_soon_threadsafe(self._server.close)
        self._thread.stop()

    def inject(
        self, fault: Fault, *, method: str = "", path: str = "", times: int = 1, skip: int = 0
    ) -> Injection:
        """Let the next `times` requests that fit meet `fault`, after `skip` that fit and pass.

        method: one or more methods ("PUT PATCH"), "" = all. path: a regular expression searched in path and
        query. Faults are asked in the order they were injected; a request meets one at most.
        """
        made = Injection(fault, method, path, times, skip, self._thread.loop)
        with self._lock:
            self._injections.append(made)
        return made

    def hold(self, *, method: str = "", path: str = "", skip: int = 0, timeout: float = 20) -> "Gate":
        """A gate for the next request that fits: wait for it with `reached`, let it go on with `release`."""
        return Gate(self.inject(hold(), method=method, path=path, skip=skip), timeout)

    def clear(self) -> None:
        """Forget the faults (held requests go on), and what was seen."""
        with self._lock:
            for each in self._injections:
                each.release()
            self._injections.clear()
            self.requests = []
            self.connections = 0
            self.high_water = self._in_flight

    def seen(self, method: str = "", path: str = "") -> list[Seen]:
        """The requests so far that fit, in the order of their coming."""
        with self._lock:
            return [
                each
                for each in self.requests
                if each.method in (method or each.method) and re.search(path, each.path)
            ]

    def busiest(self, window: float) -> int:
        """The largest number of requests that started within any `window` seconds."""
        with self._lock:
            starts = sorted(each.started for each in self.requests)
        most = first = 0
        for last, start in enumerate(starts):
            while start - starts[first] >= window:
                first += 1
            most = max(most, last - first + 1)
        return most

    def rate(self) -> float:
        """Requests a second between the first and the last start; 0 with fewer than two."""
        with self._lock:
            starts = sorted(each.started for each in self.requests)
        span = starts[-1] - starts[0] if len(starts) > 1 else 0.0
        return (len(starts) - 1) / span if span else 0.0

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a client."""
        self.connections += 1
        link = _Link(reader, writer)
        writer.transport.set_write_buffer_limits(0)  # `drain` then means: the kernel has it all
        try:
            while (request := await wire.read_head(reader)) and await self._exchange(request, link):
                pass
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass  # either side left in the middle, or does not speak HTTP: the other side sees the end
        except asyncio.CancelledError:
            pass  # the relay closes; asyncio's streams print a cancellation that leaves this callback
        finally:
            link.close()

    async def _exchange(self, request: wire.Head, link: "_Link") -> bool:
        """One request and its answer; whether the connection stays."""
        method, path, _ = request.first
        headers = {name.lower(): value for name, value in request.lines}
        seen = Seen(method, path, headers, time.monotonic())
        with self._lock:
            self.requests.append(seen)
            self._in_flight += 1
            self.high_water = max(self.high_water, self._in_flight)
            injection = next((each for each in self._injections if each.wants(method, path)), None)
        try:
            if self.delay:
                await asyncio.sleep(self.delay)  # a long way, where a test asks for one
            if injection is not None:
                seen.fault = injection.fault.kind
            return await self._treat(request, seen, link, injection)
        finally:
            seen.ended = time.monotonic()
            with self._lock:
                self._in_flight -= 1

    async def _treat(
        self, request: wire.Head, seen: Seen, link: "_Link", injection: Injection | None
    ) -> bool:
        fault = injection.fault if injection is not None else None
        match fault:
            case Fault(kind="hold"):
                assert injection is not None
                await injection.released()
            case Fault(kind="reset", after=None):
                _reset(link.writer)
                return False
            case Fault(kind="stall", after=None):
                return await _until_left(link.reader)
            case Fault(kind="answer"):
                return await self._answer(fault, request, seen, link)
        if link.upstream is None:
            link.upstream = await asyncio.open_connection(*self._upstream, ssl=self._upstream_tls)
            link.upstream[1].transport.set_write_buffer_limits(0)
        return await self._forward(request, seen, link, fault)

    async def _answer(self, fault: Fault, request: wire.Head, seen: Seen, link: "_Link") -> bool:
        async for piece in wire.request_body(request, link.reader):
            seen.received += len(piece)
        lines = [(name, value) for name, value in fault.headers if value is not None]
        lines.append(("Content-Length", str(len(fault.body))))
        head = wire.Head(("HTTP/1.1", str(fault.status), "Injected"), lines)
        body = b"" if seen.method == "HEAD" else fault.body
        link.writer.write(head.encode() + body)
        await link.writer.drain()
        seen.status, seen.sent = fault.status, len(body)
        return not request.closes

    async def _forward(self, request: wire.Head, seen: Seen, link: "_Link", fault: Fault | None) -> bool:
        assert link.upstream is not None
        upstream_reader, upstream_writer = link.upstream
        if self._tls is not None:
            request.set("X-Forwarded-Proto", "https")  # distribution builds its Locations with it
        upstream_writer.write(request.encode())
        await upstream_writer.drain()
        # the body goes up while the answer is awaited: a registry may refuse (401) before it has read all
        upload = asyncio.ensure_future(_upload(request, seen, link, fault))
        answered = asyncio.ensure_future(self._download(seen, link, upstream_reader, fault))
        try:
            await asyncio.wait((upload, answered), return_when=asyncio.FIRST_EXCEPTION)
            if upload.done() and upload.exception() is not None:
                return False
            return await answered and await upload and not request.closes
        finally:
            for task in (upload, answered):
                task.cancel()
            await asyncio.gather(upload, answered, return_exceptions=True)

    async def _download(
        self, seen: Seen, link: "_Link", reader: asyncio.StreamReader, fault: Fault | None
    ) -> bool:
        """Pass the answer on, as `fault` bends it; whether the connection stays."""
        head = await wire.read_head(reader)
        while head is not None and head.status < 200:
            link.writer.write(head.encode())
            head = await wire.read_head(reader)
        if head is None:
            return False
        body = wire.response_body(seen.method, head, reader)
        stays = not wire.ends_with_connection(seen.method, head)
        head = wire.Head(head.first, list(head.lines))  # the body above goes by what the registry said
        if fault is not None and fault.kind == "lose":
            async for _ in body:
                pass
            _reset(link.writer)
            return False
        if fault is not None and fault.kind == "rewrite":
            for name, value in fault.headers:
                head.set(name, value)
            if fault.length:
                head.set("Content-Length", str(int(head.get("Content-Length") or 0) + fault.length))
                stays = False
        link.writer.write(head.encode())
        seen.status = head.status
        async for piece in _bent(body, fault, link):
            link.writer.write(piece)
            seen.sent += len(piece)
            await link.writer.drain()
        await link.writer.drain()
        broken = fault is not None and fault.kind in ("cut", "reset", "stall")
        return stays and not broken


class Gate:
    """A request held back; see `Relay.hold`. Leaving the block lets it go on."""

    def __init__(self, injection: Injection, timeout: float) -> None:
        self._injection, self._timeout = injection, timeout

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def reached(self) -> None:
        """Block until the request is there (from a test's event loop: in a thread)."""
        wait_until(lambda: self._injection.hits, timeout=self._timeout, what="the request that is to be held")

    def release(self) -> None:
        """Let it go on."""
        self._injection.release()


@dataclass
class _Link:
    """A client's connection and the upstream's that belongs to it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def close(self) -> None:
        self.writer.close()
        if self.upstream is not None:
            self.upstream[1].close()


async def _upload(request: wire.Head, seen: Seen, link: _Link, fault: Fault | None) -> bool:
    """Pass the request's body on; False when the registry stopped to take it (it may have answered)."""
    assert link.upstream is not None
    writer = link.upstream[1]
    async for piece in wire.request_body(request, link.reader):
        if fault is not None and fault.kind == "drop" and seen.received + len(piece) >= (fault.after or 0):
            writer.write(piece[: (fault.after or 0) - seen.received])
            await writer.drain()
            _reset(link.writer)
            _reset(writer)
            raise ConnectionResetError("injected")
        seen.received += len(piece)
        try:
            writer.write(piece)
            await writer.drain()
        except OSError:
            return False
    return True


async def _bent(body: AsyncIterator[bytes], fault: Fault | None, link: _Link) -> AsyncIterator[bytes]:
    """The pieces of a response's body, as the fault lets them through."""
    if fault is None or fault.after is None or fault.kind not in ("corrupt", "cut", "reset", "stall"):
        async for piece in body:
            yield piece
        return
    at = 0
    async for piece in body:
        if at + len(piece) <= fault.after:
            yield piece
        elif fault.kind == "corrupt":
            spot = fault.after - at
            inside = 0 <= spot < len(piece)
            yield piece[:spot] + bytes([piece[spot] ^ 0xFF]) + piece[spot + 1 :] if inside else piece
        else:
            yield piece[: fault.after - at]
            break
        at += len(piece)
    if fault.kind == "reset":
        _reset(link.writer)
    elif fault.kind == "stall":
        await _until_left(link.reader)


async def _until_left(reader: asyncio.StreamReader) -> bool:
    while await reader.read(wire.PIECE):
        pass
    return False


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the peer sees RST: SO_LINGER of zero seconds discards what is still to be sent."""
    connection = writer.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextlib.contextmanager
def silent() -> Iterator[str]:
    """A host:port that accepts connections and never says a word, not even a TLS handshake."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield "{}:{}".format(*listener.getsockname()[:2])


@contextlib.contextmanager
def refusing() -> Iterator[str]:
    """A host:port that refuses connections: bound, so that nobody else takes it, but not listening."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield "{}:{}".format(*bound.getsockname()[:2])
