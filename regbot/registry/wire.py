"""One HTTP exchange: the only module that talks to aiohttp, but for the words about what breaks.

Does: connections and their timeouts, proxies, the trace log; aiohttp's exceptions become ours in
`breakage.py`. Refuses: redirects, cookies, authentication and retries, which are decided above; compression,
because digests and ranges count the bytes as stored. aiohttp is imported with the first request, so that a
run without a registry does not pay for it. Called by the transport.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

import anyio

from regbot.registry.body import BodyFailed, BodyStream, Patience
from regbot.registry.breakage import client_error, translate
from regbot.registry.errors import NetworkError, TimedOut
from regbot.registry.meter import UNMETERED, Meter
from regbot.registry.proxy import proxy_for
from regbot.registry.redact import redact_headers, redact_url

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.connector import AddrInfoType
    from multidict import CIMultiDictProxy
    from yarl import URL

    from regbot.registry.host import Host
    from regbot.registry.limits import Slot

CHUNK: Final = 1 << 18
"""Bytes handed on at once: large enough to be quick, small enough for many streams at a time."""

TRACE: Final = 5
"""Level of the request log, below DEBUG."""

_TURNS: Final = 50
"""Turns of the loop that closing takes at most; two or three are usual."""

_HEADER_LIMIT: Final = 1 << 16  # signed Location URLs outgrow aiohttp's 8 KiB
_log = logging.getLogger("regbot.registry")


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect (name, TCP and TLS), between two pieces of data, and for the answer to a write.

    The last one is longer, because registries move a big blob into place before they answer.
    """

    connect: float = 10.0
    idle: float = 60.0
    commit: float = 300.0


DEFAULT_TIMEOUTS: Final = Timeouts()


@dataclass(frozen=True)
class Call:
    """What goes out in one exchange; `registry` and `reference` are for error texts."""

    method: str
    url: "URL"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | BodyStream | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = None
    registry: str = ""
    reference: str = ""


class Answer:
    """An answer with its body still on the wire, and the slot it occupies until it is closed."""

    def __init__(self, call: Call, raw: "aiohttp.ClientResponse", meter: Meter = UNMETERED) -> None:
        self.status: int = raw.status
        self.reason: str = raw.reason or ""
        self.headers: CIMultiDictProxy[str] = raw.headers
        self.url = call.url
        self.slot: Slot | None = None
        self.host: Host  # set by the transport, as soon as the answer is one that was hoped for
        self.mirrored = False
        """Whether other hosts might have answered."""
        self._call = call
        self._raw = raw
        self._back = b""
        self._meter = meter

    async def piece(self) -> bytes:
        """The next bytes of the body as sent, at most `CHUNK`; empty at its end.

        Raises NetworkError when the connection ends earlier, TimedOut when nothing comes.
        """
        if self._back:
            piece, self._back = self._back, b""
            return piece
        try:
            piece = await self._raw.content.read(CHUNK)
        except (TimeoutError, OSError, client_error()) as error:
            raise translate(error, self._call.url, _place(self._call)) from error
        self._meter.received(self._call.registry, len(piece))
        return piece

    def put_back(self, piece: bytes) -> None:
        """Let the next `piece` give these bytes again."""
        self._back = piece

    async def start(self, limit: int) -> bytes:
        """The first bytes of the body, as many as arrive; for error texts, so nothing is raised."""
        taken = bytearray()
        try:
            while len(taken) < limit and (piece := await self.piece()):
                taken += piece
        except NetworkError:
            pass  # the status says enough
        return bytes(taken[:limit])

    async def aclose(self) -> None:
        """Give back the connection (or cut it, when something is left on it) and the slot."""
        body = self._call.body
        if self._raw.content.at_eof() and not (isinstance(body, BodyStream) and not body.complete):
            self._raw.release()
        self.abort()
        if isinstance(body, BodyStream):
            await body.aclose()

    def abort(self) -> None:
        """Cut the connection, if it is still ours, and give back the slot; cannot be interrupted."""
        slot, self.slot = self.slot, None
        connection = self._raw.connection
        transport = connection.transport if connection is not None else None
        try:
            self._raw.close()
            if transport is not None:
                transport.abort()  # a mere close waits until the peer has taken what was written
        finally:
            if slot is not None:
                slot.release()


class Wire:
    """All connections of one client."""

    def __init__(
        self,
        *,
        user_agent: str,
        timeouts: Timeouts,
        environ: Mapping[str, str],
        meter: Meter = UNMETERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._user_agent = user_agent
        self._timeouts = timeouts
        self._environ = environ
        self._meter = meter
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str | None, int | None], URL | None] = {}
        self._made_timeouts: dict[float, aiohttp.ClientTimeout] = {}
        self._sockets: WeakSet[socket.socket] = WeakSet()

    async def aclose(self) -> None:
        """Close every connection; the wire may be used again afterwards."""
        session, self._session = self._session, None
        if session is not None:
            with anyio.CancelScope(shield=True):
                self._cut()
                await session.close()
                await self._closed()

    def prepare(self) -> None:
        """Load what the first request needs, so that it takes no longer than the others. May run anywhere."""
        import aiohttp  # noqa: F401 (from now on it is there)

    def _cut(self) -> None:
        """End every connection without a word to its peer.

        Closing alone waits: for a peer to take what was written, which it may never do, or to say goodbye.
        """
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    async def _closed(self) -> None:
        """Let the loop see the end of the connections that aiohttp has forgotten."""
        for _ in range(_TURNS):
            if all(each.fileno() == -1 for each in self._sockets):
                return
            await asyncio.sleep(0)

    def _new_socket(self, address: "AddrInfoType") -> socket.socket:
        """A socket for aiohttp, which we can still end when aiohttp has let go of it."""
        family, kind, protocol, _, _ = address
        made = socket.socket(family, kind, protocol)
        self._sockets.add(made)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux: for bytes that nobody takes while we run on
            milliseconds = int(max(self._timeouts.idle, self._timeouts.commit) * 1000)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
        return made

    async def exchange(self, call: Call) -> Answer:
        """Send one request and wait for the head of its answer. Raises NetworkError and BodyFailed."""
        stream = call.body if isinstance(call.body, BodyStream) else None
        begin = self._clock()
        try:
            answer = await self._exchange(call, stream)
        except BaseException as error:
            if isinstance(error, NetworkError):
                self._meter.requested(call.registry, call.method, 0, self._clock() - begin)
            if stream is not None:
                await stream.aclose()
            raise
        self._meter.requested(call.registry, call.method, answer.status, self._clock() - begin)
        if stream is not None and stream.complete:
            try:
                await stream.aclose()
            except BaseException:
                answer.abort()
                raise
        return answer

    async def _exchange(self, call: Call, stream: BodyStream | None) -> Answer:
        session = self._open()
        headers = [("User-Agent", self._user_agent), ("Accept-Encoding", "identity"), *call.headers]
        if stream is not None and stream.size is not None:
            headers.append(("Content-Length", str(stream.size)))
        patience: Patience | None = None
        with anyio.CancelScope() if call.body else nullcontext() as scope:
            # aiohttp's read timeout starts behind the body; a server that stops reading is ours to see
            if scope is not None and stream is not None:
                patience = Patience(scope, stream, self._timeouts.idle, self._timeouts.commit)
                stream.watch = self._watch(patience, stream, call.registry)
            elif scope is not None:
                times = self._timeouts
                scope.deadline = anyio.current_time() + times.connect + times.idle + times.commit
            try:
                raw = await session.request(
                    call.method,
                    call.url,
                    headers=headers,
                    data=stream if stream is not None else call.body,
                    allow_redirects=False,
                    proxy=self._proxy(call.url),
                    ssl=call.context if call.context is not None else True,
                    timeout=self._timeout(call.method),
                    skip_auto_headers=("Content-Type", "Accept"),
                )
            except (TimeoutError, OSError, ValueError, client_error()) as error:
                if stream is not None and stream.error is not None:
                    raise BodyFailed(stream.error) from error
                failure = translate(error, call.url, _place(call))
                _log.debug("Request failed", extra={"fields": {"URL": failure.url, "err": failure.message}})
                raise failure from error
            finally:
                if patience is not None:
                    patience.stop()
            _trace(call, raw)
            if isinstance(call.body, bytes):
                self._meter.sent(call.registry, len(call.body))
            return Answer(call, raw, self._meter)
        sent = stream.sent if stream is not None else 0
        raise TimedOut(f"timed out sending: the server takes no more data after {sent} bytes", **_place(call))

    def _watch(self, patience: Patience, stream: BodyStream, registry: str) -> Callable[[bool], None]:
        told = 0

        def watch(server: bool) -> None:
            nonlocal told
            if stream.sent > told:
                self._meter.sent(registry, stream.sent - told)
                told = stream.sent
            patience.turn(server)

        return watch

    def _open(self) -> "aiohttp.ClientSession":
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, keepalive_timeout=30.0, ttl_dns_cache=60, socket_factory=self._new_socket
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                max_line_size=_HEADER_LIMIT,
                max_field_size=_HEADER_LIMIT,
                read_bufsize=CHUNK // 2,
            )
        return self._session

    def _proxy(self, url: "URL") -> "URL | None":
        """The proxy on the way to `url`; the environment is read once for each host."""
        origin = (url.scheme, url.host, url.port)
        if origin not in self._proxies:
            self._proxies[origin] = proxy_for(url, self._environ)
        return self._proxies[origin]

    def _timeout(self, method: str) -> "aiohttp.ClientTimeout":
        import aiohttp

        times = self._timeouts
        idle = times.idle if method in ("GET", "HEAD") else times.commit
        made = self._made_timeouts.get(idle)
        if made is None:
            made = self._made_timeouts[idle] = aiohttp.ClientTimeout(
                total=None, connect=times.connect, sock_connect=times.connect, sock_read=idle
            )
        return made


def _place(call: Call) -> dict[str, Any]:
    return {
        "registry": call.registry,
        "reference": call.reference,
        "method": call.method,
        "url": redact_url(call.url),
        "temporary": True,
    }


def _trace(call: Call, raw: "aiohttp.ClientResponse") -> None:
    if _log.isEnabledFor(TRACE):
        fields = {
            "req-method": call.method,
            "req-url": redact_url(call.url),
            "req-headers": redact_headers(raw.request_info.headers.items()),
            "resp-status": f"{raw.status} {raw.reason}",
            "resp-headers": redact_headers(raw.headers.items()),
        }
        _log.log(TRACE, "reg http request", extra={"fields": fields})
