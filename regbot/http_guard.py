"""What stands between the status page and whoever connects: names, headers, origins and time.

- A request must name this server: an address, `localhost`, the name it listens on, or one given by an
  option. Else a web site could give its own name our address (DNS rebinding) and read the page in a visitor's
  browser. Addresses need no list: nobody can make a browser take one for another.
- Every answer carries a strict Content-Security-Policy and its companions; none sets a cookie.
- A page of another site may not ask for data, nor start anything.
- A connection that sends no request, or does not take its answer, is cut. Streams look after themselves.

Refuses to know what is served. Used by `http_status.py` and `http_api.py`.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio
from aiohttp import web

from regbot.logs import log

if TYPE_CHECKING:
    from aiohttp.web_protocol import RequestHandler

logger = logging.getLogger("regbot.status")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Server": "regbot",
}
"""Of every answer."""

IDLE = 30.0
"""Seconds that a connection may take to send a request, or to take its answer."""

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:/@\[\]\s]+)(?::\d{1,5})?")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Looks at every request and every connection. `names`: what the server is called, beside addresses.

    clock: monotonic seconds. idle: see IDLE.
    """

    def __init__(self, names: Iterable[str], *, clock: Callable[[], float], idle: float = IDLE) -> None:
        self._names = {"localhost", *(_plain(name) for name in names)}
        self._clock = clock
        self._idle = idle
        self._since: dict[RequestHandler, float] = {}
        self._streams: set[RequestHandler] = set()

    def knows(self, host: str) -> bool:
        """Whether this server is meant by a Host header."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = _plain(match[1])
        return name in self._names or _is_address(name)

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through, or answer it here; what goes wrong becomes JSON: `{"error": …}`."""
        self._touch(request)
        try:
            self._check(request)
            return await handler(request)
        except web.HTTPException as refusal:
            headers = {name: value for name, value in refusal.headers.items() if name in _KEPT}
            text = refusal.text if refusal.text and refusal.text != _usual(refusal) else refusal.reason
            return web.json_response({"error": text}, status=refusal.status, headers=headers)
        except ConnectionError:
            raise  # the client has gone: there is nobody to answer
        except Exception as error:  # noqa: BLE001 (a fault of the page must not end the daemon)
            fields = {"path": request.path, "err": f"{type(error).__name__}: {error}"}
            log(logger, logging.ERROR, "Cannot answer a request for the status", fields)
            return web.json_response({"error": "internal error, see the log"}, status=500)
        finally:
            self._touch(request)

    @staticmethod
    async def prepare(_request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers. aiohttp calls it for every answer."""
        response.headers.update(HEADERS)

    @contextmanager
    def streaming(self, request: web.Request) -> Iterator[None]:
        """This request's connection has time limits of its own."""
        self._streams.add(request.protocol)
        try:
            yield
        finally:
            self._streams.discard(request.protocol)

    async def sweep(
        self, server: web.Server, *, sleep: Callable[[float], Awaitable[object]] = anyio.sleep
    ) -> None:
        """Cut for ever the connections that take too long. To be run as a task, and cancelled."""
        while True:
            await sleep(self._idle / 4)
            now = self._clock()
            # a connection that was never seen begins to count now
            self._since = {each: self._since.get(each, now) for each in server.connections}
            for each, since in self._since.items():
                if now - since > self._idle and each not in self._streams and each.transport is not None:
                    each.transport.abort()

    def _touch(self, request: web.Request) -> None:
        self._since[request.protocol] = self._clock()

    def _check(self, request: web.Request) -> None:
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or not self.knows(hosts[0]):
            name = hosts[0][:100] if hosts else ""
            raise web.HTTPMisdirectedRequest(
                text=f'this server does not answer to the name "{name}" (it would with --host-name)'
            )
        origin = request.headers.get("Origin", "")
        # Not compared with Host, in which proxies leave out the port.
        elsewhere = bool(origin) and not self.knows(origin.partition("://")[2])
        elsewhere = elsewhere or request.headers.get("Sec-Fetch-Site") == "cross-site"
        if elsewhere and request.path.startswith("/api/"):  # the page itself is no secret
            raise web.HTTPForbidden(text="asked for by a page of another site")
        if request.can_read_body:
            raise web.HTTPRequestEntityTooLarge(0, 0, text="nothing here takes a body")


_KEPT = ("Allow", "WWW-Authenticate", "Retry-After")


def _usual(refusal: web.HTTPException) -> str:
    return f"{refusal.status}: {refusal.reason}"


def _plain(name: str) -> str:
    return name.lower().removesuffix(".").strip("[]")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
