"""A transport in front of a scripted server, and what tests of it share."""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import anyio

from regbot.registry.credential import Credential
from regbot.registry.host import HostConfig
from regbot.registry.meter import UNMETERED
from regbot.registry.transport import Request, Timeouts, Transport
from tests.fakes.clock import FakeClock
from tests.fakes.scripted import Got, Reply, Scripted

OK = Reply(body=b"fine")
QUICK = Timeouts(connect=5.0, idle=0.05, commit=0.05)


class Hidden:
    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        return self._text


async def user(_repository: str = "") -> Credential:
    return Credential("user", Hidden("password"))


def script(*replies: Reply) -> Callable[[Got], Awaitable[Reply]]:
    """The answers in this order, the last one for ever."""
    left: Iterator[Reply] = iter(replies)

    async def answer(_: Got) -> Reply:
        return next(left, replies[-1])

    return answer


def connect(*servers: Scripted, clock: FakeClock | None = None, **options: Any) -> Transport:
    """A transport for these servers; `timeouts`, `meter` and `hosts` may be given; other options
    go to each host.
    """
    clock = clock or FakeClock()
    timeouts = options.pop("timeouts", Timeouts())
    meter = options.pop("meter", UNMETERED)
    hosts = options.pop("hosts", None) or [
        HostConfig(server.host, tls="disabled", **options) for server in servers
    ]
    return Transport(
        hosts, clock=clock, wall=lambda: 1_700_000_000.0, sleep=clock.sleep, random=lambda: 0.0, environ={},
        timeouts=timeouts, user_agent="test/1", meter=meter,
    )  # fmt: skip


def get(server: Scripted, **options: Any) -> Request:
    return Request(**{
        "method": "GET", "registry": server.host, "repository": "a/b", "path": "manifests/x",
        "reference": f"{server.host}/a/b:x", **options,
    })  # fmt: skip


def put(server: Scripted, body: Any, **options: Any) -> Request:
    return get(server, method="PUT", body=body, expect=frozenset({201}), **options)


async def fetch(transport: Transport, request: Request) -> bytes:
    async with transport.send(request) as response:
        return await response.read(1 << 20)


def check_clean(transport: Transport) -> None:
    """No slot is taken, nobody waits, no connection is in use."""
    gates = [host.gate for host in transport._routes.known]
    session = transport._wire._session
    connector: Any = session.connector if session is not None else None  # aiohttp has no public count
    used = len(connector._acquired) if connector else 0
    assert ([(0, 0)] * len(gates), 0) == ([(gate.in_use, gate.waiting) for gate in gates], used)


def against(
    answer: Callable[[Got], Awaitable[Reply]],
    test: Callable[[Transport, Scripted], Awaitable[None]],
    **options: Any,
) -> None:
    """Run `test` with a transport for a server that answers so; afterwards nothing may be left over."""

    async def main() -> None:
        early = options.pop("early", lambda _: False)
        async with Scripted(answer, early=early) as server, connect(server, **options) as transport:
            await test(transport, server)
            check_clean(transport)

    anyio.run(main)


async def wants_basic(got: Got) -> Reply:
    if got.headers.get("authorization") != "Basic " + b64encode(b"user:password").decode():
        return Reply(
            401, [("WWW-Authenticate", 'Basic realm="x"')], b'{"errors": [{"code": "UNAUTHORIZED"}]}'
        )
    return OK


class TokenRegistry:
    """Answers /token with t1, t2, …, and requests that carry the newest one."""

    def __init__(self, scope: str = "") -> None:
        self.count = 0
        self.scope = scope
        self.token_requests: list[Got] = []

    async def __call__(self, got: Got) -> Reply:
        if got.path == "/token":
            self.token_requests.append(got)
            self.count += 1
            return Reply(body=f'{{"token": "t{self.count}"}}'.encode())
        if self.count and got.headers.get("authorization") == f"Bearer t{self.count}":
            return OK
        scope = f',scope="{self.scope}"' if self.scope else ""
        return Reply(401, [("WWW-Authenticate", f'Bearer realm="/token",service="s"{scope}')])


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
