"""Telling others how runs ended: webhooks, and pings that somebody misses when they do not come.

`open_notices` gives an Observer of the server's runs. It decides at once (`notice.py`) and sends in tasks of
its own, one for each address, in order; a failed request is tried again with growing waits. When the server
stops, what is under way gets one more try and a bounded time. The addresses are secrets: no log line and no
error names more of them than the host.

Refuses to follow redirects: a secret address leads where its owner wrote it. Called by the server.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio

from regbot import __version__
from regbot.config.model import Config
from regbot.duration import format_duration
from regbot.logs import hide, log, run_id
from regbot.notice import Choice, body
from regbot.registry.errors import RegistryError
from regbot.registry.proxy import proxy_for
from regbot.registry.retry import Backoff, retry_after
from regbot.runs import RunRecord

if TYPE_CHECKING:
    import aiohttp

    from regbot.registry.ratelimit import Headers

logger = logging.getLogger("regbot")

BACKOFF = Backoff(tries=8, first=1.0, cap=60.0)
"""Some two minutes in all."""
TIME_LIMIT = 15.0
"""Seconds for one request."""
PATIENCE = 10.0
"""Seconds that a stopping server waits for notices."""

_MOST_WAITING = 100  # for one address: what somebody is told after hours of silence needs an end
_TEMPORARY = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One request. `address` is secret; `what` and `fields` are for the log. Without a body it is a ping."""

    address: str = field(repr=False)
    what: str
    fields: Mapping[str, str]
    body: bytes = b""
    media_type: str = ""

    @property
    def host(self) -> str:
        """What may be said of the address."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request failed. `wait`: the seconds that the other side asked for, if it did."""

    reason: str
    temporary: bool
    wait: float | None = None


class Notices:
    """An Observer (runs.py) that tells others. `failing`: scripts that failed before this process began.

    The last three parameters are for tests: waits, the time limit of a request in seconds, Unix seconds.
    """

    def __init__(
        self,
        config: Config,
        *,
        host: str = "",
        failing: Collection[str] = (),
        environ: Mapping[str, str] = os.environ,
        backoff: Backoff = BACKOFF,
        time_limit: float = TIME_LIMIT,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._choice = Choice(config, host=host or socket.gethostname(), failing=failing)
        self._environ = environ
        self._backoff = backoff
        self._time_limit = time_limit
        self._wall = wall
        self._session: aiohttp.ClientSession | None = None
        self._waiting: dict[str, deque[Message]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = asyncio.Event()
        self.use(config)

    def use(self, config: Config) -> None:
        """From now on go by this config; what waits to be sent is sent."""
        addresses = [entry.url.get_secret_value() for entry in config.notify]
        for script in config.scripts:
            addresses += config.pings_of(script)
        for address in filter(None, addresses):
            hide(address)
        self._choice.use(config)

    def run_started(self, run: RunRecord) -> None:
        """Nobody is told that a run began."""

    def tick_dropped(self, script: str, running: RunRecord) -> None:
        """Nobody is told that a run was skipped: the log is."""

    def run_ended(self, run: RunRecord) -> None:
        """Tell those who want to know."""
        chosen, ping = self._choice.look(run)
        fields = {"script": run.script, "run": run.id}
        for entry, notice in chosen:
            content, media_type = body(entry, notice)
            self._send(
                Message(
                    address=entry.url.get_secret_value(),
                    what=notice.event,
                    fields=fields,
                    body=content,
                    media_type=media_type,
                )
            )
        if ping:
            self._send(Message(address=ping, what="ping", fields=fields))

    async def aclose(self, patience: float = PATIENCE) -> None:
        """Send what waits, for at most so many seconds; say what could not be sent."""
        self._closing.set()
        # Also when the server is cancelled: the last notice may be the one that matters.
        with anyio.CancelScope(shield=True):
            tasks = [*self._tasks.values()]
            if tasks:
                await asyncio.wait(tasks, timeout=patience)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._session is not None:
                await self._session.close()
        for messages in self._waiting.values():
            for message in messages:
                self._warn(message, "the server stopped")
        self._waiting.clear()

    def _send(self, message: Message) -> None:
        waiting = self._waiting.setdefault(message.address, deque())
        under_way = 1 if message.address in self._tasks else 0
        if not message.body:
            while len(waiting) > under_way:  # of pings only the newest says anything
                waiting.pop()
        elif len(waiting) >= _MOST_WAITING:
            self._warn(waiting[under_way], "too many are waiting")
            del waiting[under_way]
        waiting.append(message)
        if not under_way:
            self._tasks[message.address] = asyncio.create_task(self._work(message.address, waiting))

    async def _work(self, address: str, waiting: deque[Message]) -> None:
        run_id.set("")  # what it logs is not about the run that woke it alone
        try:
            while waiting:
                await self._deliver(waiting[0])
                waiting.popleft()
            del self._waiting[address]
        finally:
            del self._tasks[address]  # the next message makes a new one

    async def _deliver(self, message: Message) -> None:
        tries = 0
        while True:
            failure = await self._attempt(message)
            tries += 1
            if failure is None:
                fields = {**message.fields, "notice": message.what, "host": message.host}
                log(logger, logging.DEBUG, "Notice sent", fields)
                return
            if not failure.temporary or tries >= self._backoff.tries:
                self._warn(message, failure.reason, tries)
                return
            wait = self._backoff.wait(tries, random.random) if failure.wait is None else failure.wait
            with anyio.move_on_after(wait):
                await self._closing.wait()
            if self._closing.is_set():
                tries = max(tries, self._backoff.tries - 1)  # the next one is the last

    async def _attempt(self, message: Message) -> Failure | None:
        import aiohttp
        from yarl import URL

        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": f"regbot/{__version__}"}, cookie_jar=aiohttp.DummyCookieJar()
            )
        try:
            url = URL(message.address)
            async with self._session.request(
                "POST" if message.body else "GET",
                url,
                data=message.body or None,
                headers={"Content-Type": message.media_type} if message.body else None,
                allow_redirects=False,
                proxy=proxy_for(url, self._environ),
                timeout=aiohttp.ClientTimeout(total=self._time_limit),
            ) as answer:
                return self._judge(answer.status, answer.headers)
        except TimeoutError:
            return Failure(f"no answer within {format_duration(self._time_limit)}", temporary=True)
        except RegistryError as error:
            return Failure(error.message, temporary=False)  # the proxy's setting cannot be used
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Failure(_gist(error), temporary=True)

    def _judge(self, status: int, headers: Headers) -> Failure | None:
        if 200 <= status < 300:
            return None
        if 300 <= status < 400:
            return Failure(f"redirects are not followed [http {status}]", temporary=False)
        temporary = status >= 500 or status in _TEMPORARY
        wait = retry_after(headers, status, self._wall()) if temporary else None
        return Failure(f"refused [http {status}]", temporary, wait)

    def _warn(self, message: Message, reason: str, tries: int = 0) -> None:
        fields = {**message.fields, "notice": message.what, "host": message.host, "err": reason}
        log(logger, logging.WARNING, "Notice not sent", {**fields, **({"tries": tries} if tries else {})})


def _gist(error: Exception) -> str:
    """What went wrong, without the address that aiohttp's texts may hold."""
    cause: object = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    reason = getattr(cause, "verify_message", None) or getattr(cause, "strerror", None)
    return f"{type(error).__name__}: {reason}" if isinstance(reason, str) else type(error).__name__


@asynccontextmanager
async def open_notices(
    config: Config, *, failing: Collection[str] = (), patience: float = PATIENCE
) -> AsyncIterator[Notices]:
    """The notices of a server, for as long as the block; at its end they are sent, within `patience` seconds.

    `failing`: the scripts whose last run failed, before this process began (from the history).
    """
    notices = Notices(config, failing=failing)
    try:
        yield notices
    finally:
        await notices.aclose(patience)
