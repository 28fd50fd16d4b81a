"""The answers about a daemon: health, metrics, status, runs, events; and, with a token, starting a script.

Reads the Desk, the Feed, the Metrics and the History, and writes nothing, but for `run_now`. Every text comes
redacted from them, and is redacted again on its way out: a secret may have become known since. docs/status.md
describes the documents. Used by `http_status.py`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from aiohttp import web
from pydantic import SecretStr

from regbot import __version__
from regbot.feed import RECENT, Feed, brief, changes_document, encode_event, line_document
from regbot.http_guard import Guard
from regbot.metrics import Metrics, RegistryNumbers
from regbot.report import redacted, timestamp
from regbot.runs import Desk, RunRecord, ScriptState

if TYPE_CHECKING:
    from regbot.history import History

LISTENERS = 32
"""Streams of events at a time."""

RUNS = 500
"""Runs in one answer."""

CHANGES = 1_000
"""Writes in the answer about one run."""

BESIDE = "X-Regbot-Token"
"""Where the page puts the token: behind a proxy with logins of its own, `Authorization` is the proxy's."""

NOT_READY = "the schedule does not run: the server is starting or stopping"


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds: between two signs of life in a stream, for a client to take what is written, and before a
    wrong token is answered (one at a time, so that guessing takes for ever).
    """

    heartbeat: float = 15.0
    write: float = 10.0
    wrong_token: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where the answers come from. `history` None: what this process has seen is all there is."""

    desk: Desk
    metrics: Metrics
    history: History | None
    feed: Feed
    token: SecretStr | None


class Api:
    """The handlers. wall: Unix seconds. sleep: for wrong tokens."""

    def __init__(
        self,
        sources: Sources,
        guard: Guard,
        *,
        patience: Patience,
        wall: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = anyio.sleep,
    ) -> None:
        self._desk, self._metrics, self._feed = sources.desk, sources.metrics, sources.feed
        self._history = sources.history
        self._may_run = sources.token is not None
        self._right = _digest(sources.token.get_secret_value()) if sources.token is not None else b""
        self._guard = guard
        self._patience = patience
        self._wall, self._sleep = wall, sleep
        self._wrong = asyncio.Lock()
        self._before: dict[str, list[dict[str, Any]]] = {}
        """By script: its last runs before this process, newest first, as far as anybody asked."""

    def routes(self) -> list[web.RouteDef]:
        """What is answered. Without a token there is no route that starts anything."""
        found = [
            web.get("/healthz", self.health),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
            web.get("/api/status", self.status),
            web.get("/api/runs", self.runs),
            web.get("/api/runs/{id}", self.run),
            web.get("/api/events", self.events),
        ]
        return [*found, web.post("/api/run/{name:.+}", self.start)] if self._may_run else found

    async def health(self, _: web.Request) -> web.Response:
        """The loop answers."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """Whether the schedule runs."""
        if self._desk.ready:
            return web.json_response({"ready": True})
        return web.json_response({"ready": False, "reason": NOT_READY}, status=503)

    async def metrics(self, _: web.Request) -> web.Response:
        """Everything for Prometheus."""
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return web.Response(body=self._metrics.render(), headers={"Content-Type": kind})

    async def status(self, _: web.Request) -> web.Response:
        """The daemon as it stands."""
        desk = self._desk
        document = {
            "version": __version__,
            "now": timestamp(self._wall()),
            "started": timestamp(desk.started),
            "ready": desk.ready,
            "reason": "" if desk.ready else NOT_READY,
            "reload": {"at": timestamp(desk.reload.at), "error": redacted(desk.reload.error)},
            "mayRun": self._may_run,
            "history": self._history is not None,
            "scripts": [await self._script(script) for script in desk.scripts()],
            "registries": [_registry(name, found) for name, found in self._metrics.registries.items()],
        }
        return await _answer(document)

    async def runs(self, request: web.Request) -> web.Response:
        """Runs, newest first: `script=`, `limit=`, `before=` (Unix seconds, the `next` of another answer)."""
        script = request.query.get("script")
        limit = int(_number(request, "limit", 50, 1, RUNS))
        before = _number(request, "before", math.inf, -math.inf, math.inf)
        found: dict[str, tuple[float, dict[str, Any]]] = {}
        if self._history is not None:
            old = await self._history.runs(script, limit + 1, None if before == math.inf else before)
            found = {each.id: (each.started, _without_changes(each.document())) for each in old}
        for run in self._feed.runs():
            if (script is None or run.script == script) and run.started < before:
                found[run.id] = (run.started, self._feed.document(run))
        newest = sorted(found.values(), key=lambda pair: pair[0], reverse=True)
        shown = newest[:limit]
        following = shown[-1][0] if len(newest) > limit else None
        return await _answer({"runs": [document for _, document in shown], "next": following})

    async def run(self, request: web.Request) -> web.Response:
        """One run: its writes, what is under way, its log lines."""
        name = request.match_info["id"]
        run = self._feed.run(name)
        if run is not None:
            document = {**self._feed.document(run), **changes_document(run, CHANGES)}
        else:
            old = await self._history.run(name) if self._history is not None else None
            if old is None:
                raise web.HTTPNotFound(text="there is no such run")
            document = old.document()
        going = run is not None and run.ended is None
        document["writes"] = self._feed.progress(run)["writes"] if run is not None and going else []
        document["lines"] = [line_document(line) for line in self._feed.lines.of(name)]
        return await _answer(document)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events for as long as the client takes them."""
        if self._feed.listening >= LISTENERS:
            raise web.HTTPServiceUnavailable(text="too many listeners", headers={"Retry-After": "60"})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        response.headers["X-Accel-Buffering"] = "no"  # nginx would keep events back
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        hello = {"version": __version__, "started": timestamp(self._desk.started)}
        with self._guard.streaming(request), self._feed.listen() as listener:
            events = b"retry: 2000\n" + encode_event("hello", hello)
            try:
                while not listener.lost:
                    with anyio.fail_after(self._patience.write):
                        await response.write(events)
                    events = b": still here\n\n"
                    with anyio.move_on_after(self._patience.heartbeat):
                        events = await listener.take()
            except TimeoutError:
                if request.transport is not None:
                    request.transport.abort()  # it does not read: a farewell would wait as well
        return response

    async def start(self, request: web.Request) -> web.Response:
        """Start a script now; the run's id. Needs the token."""
        await self._admit(request)
        name = request.match_info["name"]
        if not self._desk.ready:
            raise web.HTTPServiceUnavailable(text=NOT_READY)
        try:
            run = self._desk.run_now(name)
        except KeyError:
            raise web.HTTPNotFound(text="there is no such script") from None
        except BlockingIOError:
            raise web.HTTPConflict(text="the script is running") from None
        return web.json_response({"id": run.id, "script": redacted(run.script)}, status=202)

    async def _admit(self, request: web.Request) -> None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        given = given if scheme.lower() == "bearer" else request.headers.get(BESIDE, "")
        # of the digests, so that neither the time nor the length tells anything
        if hmac.compare_digest(_digest(given.strip()), self._right):
            return
        async with self._wrong:
            await self._sleep(self._patience.wrong_token)
        raise web.HTTPUnauthorized(text="wrong token", headers={"WWW-Authenticate": 'Bearer realm="regbot"'})

    async def _script(self, script: ScriptState) -> dict[str, Any]:
        def shown(run: RunRecord | None) -> dict[str, Any] | None:
            return None if run is None else self._feed.document(run)

        before = await self._runs_before(script.name)
        recent = self._feed.recent(script.name)
        return {
            "name": redacted(script.name),
            "when": script.when,
            "nextRun": None if script.next_run is None else timestamp(script.next_run),
            "problem": redacted(script.problem),
            "running": shown(script.running),
            "last": shown(script.last) or next(iter(before), None),
            "recent": [*map(brief, reversed(before)), *recent][-RECENT:],
        }

    async def _runs_before(self, script: str) -> list[dict[str, Any]]:
        if self._history is None:
            return []
        if script not in self._before:
            old = await self._history.runs(script, RECENT, self._desk.started)
            self._before[script] = [_without_changes(run.document()) for run in old]
        return self._before[script]


async def _answer(document: dict[str, Any]) -> web.Response:
    """JSON without secrets; made in a thread, as it may be long."""
    text = await anyio.to_thread.run_sync(lambda: json.dumps(redacted(document)))
    return web.Response(text=text, content_type="application/json")


def _registry(name: str, found: RegistryNumbers) -> dict[str, Any]:
    limit = found.limit
    return {
        "name": redacted(name),
        "requests": found.requests.total(),
        "retries": found.retries.total(),
        "received": found.received,
        "sent": found.sent,
        "rateLimit": None
        if limit is None
        else {
            "limit": limit.limit,
            "remaining": limit.remain,
            "reset": limit.reset,
            "told": timestamp(found.told),
        },
    }


def _digest(token: str) -> bytes:
    # headers may hold any byte
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


def _without_changes(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in ("changes", "changesLeftOut")}


def _number(request: web.Request, name: str, default: float, least: float, most: float) -> float:
    text = request.query.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        bounds = f" from {least:g} to {most:g}" if math.isfinite(most) else ""
        raise web.HTTPBadRequest(text=f"{name} must be a number{bounds}")
    return value
