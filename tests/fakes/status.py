"""A status server about a fake daemon, on a loopback port, and what its tests share."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import anyio
from pydantic import SecretStr

from regbot.http_api import Patience
from regbot.http_status import serve_status
from tests.fakes.desk import FakeDesk

TOKEN = "correct-horse-battery"
PATIENT = 30.0
"""Seconds that a test waits at most for what comes at once."""


@dataclass
class Got:
    """An answer."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """Somebody who asks a status server."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session = session
        self.address = address

    async def ask(self, path: str, method: str = "GET", **options: Any) -> Got:
        async with self.session.request(method, f"http://{self.address}{path}", **options) as answer:
            return Got(answer.status, answer.headers, await answer.read())

    async def raw(self, request: bytes) -> bytes:
        """What comes back for these bytes until the server closes."""
        host, port = self.address.rsplit(":", 1)
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            writer.write(request)
            with anyio.fail_after(PATIENT):
                return await reader.read()
        finally:
            writer.transport.abort()

    @asynccontextmanager
    async def events(self) -> AsyncIterator[Callable[[], Awaitable[tuple[str, Any]]]]:
        """An open stream; call what you get for the next event, ("", text) for a comment, ("end", None)."""
        async with self.session.get(f"http://{self.address}/api/events") as answer:
            assert (200, "text/event-stream") == (answer.status, answer.content_type)

            async def following() -> tuple[str, Any]:
                fields: dict[str, str] = {}
                with anyio.fail_after(PATIENT):
                    while line := (await answer.content.readline()).decode():
                        if line == "\n":
                            if "data" in fields:
                                return fields["event"], json.loads(fields["data"])
                            if "" in fields:
                                return "", fields[""]
                        else:
                            name, _, value = line.rstrip("\n").partition(": ")
                            fields[name] = value
                return "end", None

            yield following


@asynccontextmanager
async def serving(
    desk: FakeDesk, history: Any = None, *, token: bool = False, **options: Any
) -> AsyncIterator[Visitor]:
    """A server about this daemon, and a visitor."""
    options.setdefault("patience", Patience(wrong_token=0.0))
    listen = options.pop("listen", "127.0.0.1:0")
    secret = SecretStr(TOKEN) if token else None
    with desk.lines:
        async with (
            serve_status(listen, desk, desk.metrics, history, desk.feed, secret, **options) as address,
            aiohttp.ClientSession() as session,
        ):
            yield Visitor(session, address)


def visit(desk: FakeDesk, test: Callable[[Visitor], Awaitable[None]], **options: Any) -> None:
    """Run `test` against a server about this daemon."""

    async def main() -> None:
        async with serving(desk, **options) as visitor:
            await test(visitor)

    anyio.run(main)


async def until(condition: Callable[[], bool]) -> None:
    """Return when it holds."""
    with anyio.fail_after(PATIENT):
        while not condition():  # noqa: ASYNC110  (of whatever kind)
            await anyio.sleep(0.01)  # before the next look
