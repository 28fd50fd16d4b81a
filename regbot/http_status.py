"""`server --listen`: a small web server about the daemon, in its event loop: the page, its data, the metrics.

Off unless asked for; reads only, unless there is a token. What it answers is in `http_api.py`, who is let in
in `http_guard.py`, the page in `pages/`. It refuses to serve files that are not its own, and to outlive the
daemon: at the end streams are closed and slow clients cut. Used by the daemon.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import stat
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from aiohttp import web
from pydantic import SecretStr

from regbot.errors import UsageError
from regbot.feed import Feed
from regbot.http_api import Api, Patience, Sources
from regbot.http_guard import IDLE, Guard
from regbot.logs import hide, log
from regbot.metrics import Metrics
from regbot.runs import Desk

if TYPE_CHECKING:
    from regbot.history import History

logger = logging.getLogger("regbot.status")

SHORTEST_TOKEN = 16
"""Characters that a token must have."""

_PAGE = {
    "/": ("index.html", "text/html"),
    "/style.css": ("style.css", "text/css"),
    **{
        f"/{name}.js": (f"{name}.js", "text/javascript")
        for name in ("dom", "page", "registries", "runs", "scripts", "timeline", "words")
    },
    "/icon.svg": ("icon.svg", "image/svg+xml"),
}
_LISTEN = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]]*):)?(?P<port>\d{1,5})")


def parse_listen(text: str) -> tuple[str | None, int]:
    """Address and port of `127.0.0.1:8090`, `[::1]:8090`, `8090` (loopback), `:8090` (None: every address).

    Raises UsageError for anything else.
    """
    match = _LISTEN.fullmatch(text)
    if match is None or int(match["port"]) > 65535:
        raise UsageError(f'"{text}" is no address to listen on, such as 127.0.0.1:8090 or [::1]:8090')
    host = match["host"]
    return "127.0.0.1" if host is None else host.strip("[]") or None, int(match["port"])


def read_token(path: Path) -> SecretStr:
    """The token in a file, without the blanks around it; it is hidden from the logs from now on.

    Warns when other users may read the file. Raises UsageError when it cannot be read, or is too short to be
    safe.
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f'cannot read the token file "{path}": {reason}') from error
    if len(text) < SHORTEST_TOKEN or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError(
            f'the token file "{path}" must hold one word of at least {SHORTEST_TOKEN} ASCII characters'
        )
    hide(text)
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        fields = {"file": str(path), "mode": f"{stat.S_IMODE(mode):04o}"}
        log(logger, logging.WARNING, "Other users may read the token file", fields)
    return SecretStr(text)


@asynccontextmanager
async def serve_status(
    listen: str,
    desk: Desk,
    metrics: Metrics,
    history: History | None,
    feed: Feed,
    token: SecretStr | None = None,
    *,
    names: Iterable[str] = (),
    patience: Patience | None = None,
    idle: float = IDLE,
    clock: Callable[[], float] = time.monotonic,
    wall: Callable[[], float] = time.time,
    sleep: Callable[[float], Awaitable[object]] = anyio.sleep,
) -> AsyncIterator[str]:
    """Serve as long as the block lasts; gives the address as `host:port`, also for port 0.

    `feed` must be one of the daemon's observers, and so must `metrics`, which is told of the desk here.
    names: other names of this server in Host headers. Raises UsageError when it cannot listen there.
    """
    host, port = parse_listen(listen)
    guard = Guard([*names, *([host] if host else [])], clock=clock, idle=idle)
    sources = Sources(desk=desk, metrics=metrics, history=history, feed=feed, token=token)
    api = Api(sources, guard, patience=patience or Patience(), wall=wall, sleep=sleep)
    app = web.Application(middlewares=[guard.middleware])
    app.on_response_prepare.append(guard.prepare)
    app.add_routes([*api.routes(), *_pages()])
    metrics.desk, metrics.history = desk, history
    if history is not None:
        metrics.last_success = {**await history.last_successes(), **metrics.last_success}
    # handler_cancellation: a stream ends when its client goes, not at the next event
    runner = web.AppRunner(
        app,
        handler_cancellation=True,
        access_log=None,
        keepalive_timeout=idle,
        lingering_time=1.0,
        shutdown_timeout=2.0,
    )
    await runner.setup()
    tasks: list[asyncio.Task[None]] = []
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise UsageError(f'cannot listen on "{listen}": {error.strerror or error}') from error
        assert runner.server is not None
        jobs = (metrics.measure_lag(), feed.pulse(), guard.sweep(runner.server))
        tasks = [asyncio.create_task(_lasting(job)) for job in jobs]
        address = _address(runner)
        log(logger, logging.INFO, "Serving status", {"address": address})
        if not _loopback(host):
            fields = {"address": address}
            log(logger, logging.WARNING, "Other machines may reach the status page", fields)
        yield address
    finally:
        with anyio.CancelScope(shield=True):
            feed.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await runner.cleanup()


async def _lasting(job: Coroutine[object, object, None]) -> None:
    try:
        await job
    except Exception as error:  # noqa: BLE001 (the page is poorer without it, the daemon goes on)
        fields = {"job": getattr(job, "__name__", ""), "err": f"{type(error).__name__}: {error}"}
        log(logger, logging.ERROR, "A part of the status page has stopped", fields)


def _pages() -> list[web.RouteDef]:
    folder = resources.files("regbot") / "pages"
    found = []
    for path, (name, kind) in _PAGE.items():
        body = (folder / name).read_bytes()

        async def page(_: web.Request, body: bytes = body, kind: str = kind) -> web.Response:
            return web.Response(body=body, content_type=kind, charset="utf-8")

        found.append(web.get(path, page))
    return found


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _loopback(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
