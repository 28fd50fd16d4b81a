"""Who is let in: names, origins, methods, tokens, headers, and how long one may take."""

import asyncio
import socket
from typing import Any

import anyio
import pytest

from regbot.feed import Feed
from regbot.http_api import LISTENERS, Patience
from regbot.http_guard import Guard
from tests.fakes.clock import FakeClock
from tests.fakes.desk import FakeDesk
from tests.fakes.status import PATIENT, TOKEN, Visitor, serving, until, visit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
RIGHT = {"Authorization": f"Bearer {TOKEN}"}


def test_every_answer_has_the_headers_and_no_cookie() -> None:
    async def test(visitor: Visitor) -> None:
        asked = [
            await visitor.ask(path)
            for path in (
                "/",
                "/page.js",
                "/healthz",
                "/metrics",
                "/api/status",
                "/api/runs",
                "/none",
                "/api/runs/x",
            )
        ]
        asked.append(await visitor.ask("/", "DELETE"))
        asked.append(await visitor.ask("/", headers={"Host": "evil.example"}))
        asked.append(await visitor.ask("/api/run/a", "POST"))
        asked.append(await visitor.ask("/api/events", "HEAD"))
        assert [200] * 6 + [404, 404, 405, 421, 401, 200] == [got.status for got in asked]
        for got in asked:
            assert (POLICY, "nosniff", "DENY", "no-referrer", "same-origin", "no-store", "regbot", False) == (
                got.headers["Content-Security-Policy"],
                got.headers["X-Content-Type-Options"],
                got.headers["X-Frame-Options"],
                got.headers["Referrer-Policy"],
                got.headers["Cross-Origin-Resource-Policy"],
                got.headers["Cache-Control"],
                got.headers["Server"],
                "Set-Cookie" in got.headers,
            )

    visit(FakeDesk("a"), test, token=True)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("localhost", True),
        ("LocalHost.:8090", True),
        ("127.0.0.1:8090", True),
        ("10.1.2.3", True),
        ("[::1]:8090", True),
        ("[fe80::1]", True),
        ("status.example", True),
        ("Status.Example:443", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("status.example.evil", False),
        ("127.1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("", False),
        ("localhost:8090:1", False),
        ("localhost:", False),
        ("user@localhost", False),
        ("localhost/x", False),
        ("[::1", False),
        ("::1", False),
    ],
)
def test_names_of_this_server(host: str, known: bool) -> None:
    assert known == Guard(["status.example"], clock=lambda: 0.0).knows(host)


def test_a_request_that_means_another_server_is_refused() -> None:
    async def test(visitor: Visitor) -> None:
        for path in ("/", "/healthz", "/metrics", "/api/status", "/api/events", "/none"):
            got = await visitor.ask(path, headers={"Host": "evil.example:8090"})
            text = 'this server does not answer to the name "evil.example:8090" (it would with --host-name)'
            assert (421, text) == (got.status, got.json["error"])
        got = await visitor.ask("/healthz", headers={"Host": "status.example"})
        assert 200 == got.status
        assert b" 421 " in (await visitor.raw(b"GET /healthz HTTP/1.0\r\n\r\n")).split(b"\r\n")[0]
        two = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        assert (await visitor.raw(two)).split(b"\r\n")[0].split()[1] in (b"400", b"421")
        absolute = b"GET http://localhost/healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        assert b" 421 " in (await visitor.raw(absolute)).split(b"\r\n")[0]

    visit(FakeDesk(), test, names=["status.example"])


def test_pages_of_other_sites_may_not_ask() -> None:
    async def test(visitor: Visitor) -> None:
        own = f"http://{visitor.address}"
        cases: list[tuple[str, dict[str, str], int]] = [
            ("/api/status", {"Sec-Fetch-Site": "cross-site"}, 403),
            ("/api/status", {"Sec-Fetch-Site": "same-origin"}, 200),
            ("/", {"Sec-Fetch-Site": "cross-site"}, 200),  # a link to the page
            ("/api/status", {"Origin": "http://evil.example"}, 403),
            ("/api/status", {"Origin": "null"}, 403),
            ("/api/status", {"Origin": own}, 200),
            ("/api/status", {"Origin": "https://localhost"}, 200),  # a proxy's, which hid its port
            ("/page.js", {"Origin": "https://evil.example"}, 200),
        ]
        assert [status for *_, status in cases] == [
            (await visitor.ask(path, headers=headers)).status for path, headers, _ in cases
        ]
        got = await visitor.ask("/api/run/a", "POST", headers={**RIGHT, "Origin": "http://evil.example"})
        assert 403 == got.status
        assert (
            "Access-Control-Allow-Origin"
            not in (await visitor.ask("/api/status", headers={"Origin": own})).headers
        )

    desk = FakeDesk("a")
    visit(desk, test, token=True)
    assert [] == desk.feed.runs()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_without_a_token_it_can_only_be_read(method: str) -> None:
    desk = FakeDesk("a")

    async def test(visitor: Visitor) -> None:
        for path in ("/", "/healthz", "/metrics", "/api/status", "/api/runs", "/api/events"):
            got = await visitor.ask(path, method, headers=RIGHT)
            assert (405, {"GET", "HEAD"}) == (got.status, set(got.headers["Allow"].split(",")))
        assert 404 == (await visitor.ask("/api/run/a", method, headers=RIGHT)).status

    visit(desk, test)
    assert [] == desk.feed.runs()


def test_head_is_answered_without_a_body() -> None:
    async def test(visitor: Visitor) -> None:
        for path in ("/", "/healthz", "/readyz", "/metrics", "/api/status", "/api/runs", "/api/events"):
            got = await visitor.ask(path, "HEAD")
            assert (200, b"") == (got.status, got.body)

    visit(FakeDesk(), test)


def test_a_body_is_refused() -> None:
    async def test(visitor: Visitor) -> None:
        got = await visitor.ask("/api/run/a", "POST", headers=RIGHT, data=b"x" * 1000)
        assert (413, "nothing here takes a body") == (got.status, got.json["error"])

    desk = FakeDesk("a")
    visit(desk, test, token=True)
    assert [] == desk.feed.runs()


def test_a_script_is_started_with_the_right_token() -> None:
    desk = FakeDesk("a", "nightly/a b")

    async def test(visitor: Visitor) -> None:
        first = await visitor.ask("/api/run/a", "POST", headers=RIGHT)
        again = await visitor.ask("/api/run/a", "POST", headers=RIGHT)
        other = await visitor.ask("/api/run/nightly%2Fa%20b", "POST", headers=RIGHT)
        none = await visitor.ask("/api/run/c", "POST", headers=RIGHT)
        assert [(202, {"id": "r1", "script": "a"}), (409, {"error": "the script is running"})] == [
            (got.status, got.json) for got in (first, again)
        ]
        assert [
            (202, {"id": "r2", "script": "nightly/a b"}),
            (404, {"error": "there is no such script"}),
        ] == [(got.status, got.json) for got in (other, none)]
        assert "request" == desk.states["a"].running.trigger  # type: ignore[union-attr]  # it runs
        desk.ready = False
        assert 503 == (await visitor.ask("/api/run/c", "POST", headers=RIGHT)).status
        assert (await visitor.ask("/api/status")).json["mayRun"]

    visit(desk, test, token=True)


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer é",
    ],
)
def test_a_wrong_token_is_refused_after_a_wait(authorization: str | None) -> None:
    desk = FakeDesk("a")
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        if seconds == 1.0:
            waits.append(seconds)
        else:
            await anyio.sleep(seconds)

    async def test(visitor: Visitor) -> None:
        headers = {} if authorization is None else {"Authorization": authorization}
        got = await visitor.ask("/api/run/a", "POST", headers=headers)
        assert (401, {"error": "wrong token"}, 'Bearer realm="regbot"') == (
            got.status,
            got.json,
            got.headers["WWW-Authenticate"],
        )

    visit(desk, test, token=True, sleep=sleep, patience=Patience(wrong_token=1.0))
    assert ([1.0], []) == (waits, desk.feed.runs())


def test_the_token_may_come_beside_the_login_of_a_proxy() -> None:
    async def test(visitor: Visitor) -> None:
        for name, token, status in (("a", TOKEN, 202), ("b", "wrong", 401), ("b", "", 401)):
            headers = {"Authorization": "Basic dXNlcjpwYXNz", "X-Regbot-Token": token}
            assert status == (await visitor.ask(f"/api/run/{name}", "POST", headers=headers)).status

    visit(FakeDesk("a", "b"), test, token=True)


def test_wrong_tokens_wait_one_after_the_other_and_right_ones_do_not() -> None:
    desk = FakeDesk("a")
    waiting = 0

    async def sleep(_: float) -> None:
        nonlocal waiting
        waiting += 1
        await anyio.sleep_forever()

    async def test(visitor: Visitor) -> None:
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(visitor.ask, "/api/run/a", "POST")
            await until(lambda: waiting == 1)
            assert 202 == (await visitor.ask("/api/run/a", "POST", headers=RIGHT)).status
            assert 1 == waiting
            group.cancel_scope.cancel()

    visit(desk, test, token=True, sleep=sleep)


def test_events_are_streamed() -> None:
    desk = FakeDesk("a")

    async def test(visitor: Visitor) -> None:
        async with visitor.events() as following:
            name, hello = await following()
            assert ("hello", "2027-01-15T08:00:00.000Z") == (name, hello["started"])
            await until(lambda: desk.feed.listening == 1)
            run = desk.begin("a")
            assert ("run-started", run.id) == ((got := await following())[0], got[1]["id"])
            desk.end(run)
            seen = await following()
            while seen[0] == "progress":
                seen = await following()
            assert ("run-ended", "ok") == (seen[0], seen[1]["status"])
        await until(lambda: desk.feed.listening == 0)

    visit(desk, test)


def test_a_quiet_stream_shows_signs_of_life() -> None:
    async def test(visitor: Visitor) -> None:
        async with visitor.events() as following:
            assert ["hello", "", ""] == [(await following())[0] for _ in range(3)]

    visit(FakeDesk(), test, patience=Patience(heartbeat=0.05))


def test_there_is_a_bound_to_streams() -> None:
    desk = FakeDesk()

    async def test(visitor: Visitor) -> None:
        opened = [desk.feed.listen() for _ in range(LISTENERS)]
        for each in opened:
            each.__enter__()
        got = await visitor.ask("/api/events")
        assert (503, "60", "too many listeners") == (
            got.status,
            got.headers["Retry-After"],
            got.json["error"],
        )
        for each in opened:
            each.__exit__(None, None, None)

    visit(desk, test)


def deaf(address: str, request: bytes) -> socket.socket:
    """A connection that sends this and takes nothing."""
    host, port = address.rsplit(":", 1)
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect((host, int(port)))
    made.sendall(request)
    return made


def test_a_listener_that_takes_nothing_is_dropped() -> None:
    desk = FakeDesk("a")

    async def test(visitor: Visitor) -> None:
        with deaf(visitor.address, b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            await until(lambda: desk.feed.listening == 1)
            with anyio.fail_after(PATIENT):
                while desk.feed.listening:  # until neither the kernel nor the server takes any more
                    desk.past("a", "failed", error="x" * 100_000)
                    await asyncio.sleep(0)

    visit(desk, test, patience=Patience(write=0.1))


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: local",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /heal",
        b"POST /api/run/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc",
    ],
)
def test_a_connection_that_sends_no_request_is_cut(request_: bytes) -> None:
    clock = FakeClock()

    async def test(visitor: Visitor) -> None:
        host, port = visitor.address.rsplit(":", 1)
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request_)
        ended = False

        async def read() -> None:
            nonlocal ended
            try:
                while await reader.read(1000):
                    pass
            except ConnectionError:
                pass
            ended = True

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            with anyio.fail_after(PATIENT):
                while not ended:  # time goes on only here, so that nobody else is late
                    clock.now += 1.0
                    await anyio.sleep(0.01)  # the socket's turn
        writer.transport.abort()
        assert 200 == (await visitor.ask("/healthz")).status

    visit(FakeDesk("a"), test, token=True, idle=0.1, clock=clock)


def test_a_stream_is_not_cut_by_the_limit_for_requests() -> None:
    clock = FakeClock()

    async def test(visitor: Visitor) -> None:
        async with visitor.events() as following:
            assert "hello" == (await following())[0]
            for _ in range(8):
                clock.now += 1.0
                assert "" == (await following())[0]

    visit(FakeDesk(), test, idle=0.1, clock=clock, patience=Patience(heartbeat=0.05))


@pytest.mark.parametrize("cancel", [False, True])
def test_it_ends_cleanly_with_open_streams(cancel: bool) -> None:
    desk = FakeDesk("a")
    left: list[Any] = []

    async def main() -> None:
        before = asyncio.all_tasks()
        visitors: list[Visitor] = []
        with anyio.CancelScope() as scope:
            async with serving(desk) as visitor:
                visitors.append(visitor)
                async with visitor.events() as following:
                    assert "hello" == (await following())[0]
                    with deaf(visitor.address, b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"):
                        await until(lambda: desk.feed.listening == 2)
                        if cancel:
                            scope.cancel()
                            await anyio.sleep_forever()
                        desk.feed.close()
                        assert ("end", None) == await following()
        left.extend(task for task in asyncio.all_tasks() - before if not task.done())
        with pytest.raises(OSError):  # noqa: PT011  (refused or reset)
            await visitors[0].raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")

    anyio.run(main)
    assert ([], 0) == (left, desk.feed.listening)


def test_a_feed_that_ended_gives_streams_that_end_at_once() -> None:
    desk = FakeDesk()

    async def test(visitor: Visitor) -> None:
        desk.feed.close()
        async with visitor.events() as following:
            assert ("end", None) == await following()

    visit(desk, test)
    assert isinstance(desk.feed, Feed)
