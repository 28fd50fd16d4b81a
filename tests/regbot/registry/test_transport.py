"""What a request looks like, which host gets it, how many at once, and what is logged."""

import logging
import subprocess
import sys
from base64 import b64encode

import anyio
import pytest

from regbot.registry.errors import (
    HostConfigError,
    NotFound,
)
from regbot.registry.host import HostConfig
from regbot.registry.ratelimit import RateLimit
from regbot.registry.transport import Request, Transport
from regbot.registry.warnings import once_per_run
from tests.fakes.clock import FakeClock
from tests.fakes.scripted import Got, Reply, Scripted
from tests.fakes.transports import (
    OK,
    TokenRegistry,
    against,
    check_clean,
    connect,
    fetch,
    get,
    pieces,
    script,
    user,
    wants_basic,
)


def test_a_request_names_its_path_query_and_who_we_are() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        body = await fetch(
            transport, get(server, query=(("n", "5"), ("last", "a&b")), headers=(("Accept", "x/y"),))
        )
        got = server.got[0]
        assert (b"fine", "GET /v2/p/a/b/manifests/x?n=5&last=a%26b") == (body, str(got))
        assert ("test/1", "identity", "x/y") == tuple(
            got.headers[h] for h in ("user-agent", "accept-encoding", "accept")
        )

    against(script(OK), test, path_prefix="p")


def test_connections_are_used_again() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        for _ in range(5):
            await fetch(transport, get(server))
        assert 1 == server.open

    against(script(OK), test)


def test_an_unexpected_status_is_an_error_that_names_the_request() -> None:
    body = b'{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]}'

    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(NotFound) as caught:
            await fetch(transport, get(server))
        assert (
            (
                f"not found [http 404]: MANIFEST_UNKNOWN: manifest unknown ({server.host}/a/b:x, "
                f"GET http://{server.host}/v2/a/b/manifests/x)"
            ),
            "MANIFEST_UNKNOWN",
            server.host,
        ) == (str(caught.value), caught.value.code, caught.value.registry)
        assert (1, 1) == (len(server.got), server.open)

    against(script(Reply(404, body=body)), test)


def test_other_statuses_may_be_expected() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server, expect=frozenset({404, 302}))) as response:
            assert 302 == response.status
            assert f"http://{server.host}/x?_state=a%3D" == str(response.location)

    against(script(Reply(302, [("Location", "/x?_state=a%3D")])), test)


def test_a_head_has_headers_and_no_body() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server, method="HEAD")) as response:
            assert ("500", b"") == (response.headers["Content-Length"], await response.read(10))

    against(script(Reply(length="500")), test)


def test_the_rate_limit_is_remembered_with_its_registry() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server)) as response:
            assert (
                RateLimit(remain=7, set=True) == response.rate_limit == transport.host(server.host).rate_limit
            )

    against(script(Reply(headers=[("RateLimit-Remaining", "7")])), test)


def test_mirrors_are_asked_first_with_the_upstreams_name_and_the_upstream_without() -> None:
    async def main() -> None:
        async with (
            Scripted(script(Reply(404))) as one,
            Scripted(script(Reply(500))) as two,
            Scripted(script(OK)) as up,
        ):
            hosts = [
                HostConfig(
                    "docker.io", hostname=up.host, tls="disabled", mirrors=("m2", "m1"), path_prefix="u"
                ),
                HostConfig("m1", hostname=one.host, tls="disabled", priority=1, path_prefix="hub"),
                HostConfig("m2", hostname=two.host, tls="disabled"),
            ]
            clock = FakeClock()
            async with connect(hosts=hosts, clock=clock) as transport:
                await fetch(transport, get(up, registry="docker.io", mirrors=True))
                assert [
                    [f"GET /v2/hub/a/b/manifests/x?ns=127.0.0.1%3A{up.port}".replace("%3A", ":")],
                    [f"GET /v2/a/b/manifests/x?ns=127.0.0.1:{up.port}"],
                    ["GET /v2/u/a/b/manifests/x"],
                    [],
                ] == [*([str(got) for got in server.got] for server in (one, two, up)), clock.slept]
                await fetch(transport, get(up, registry="docker.io"))
                assert [1, 1, 2] == [len(server.got) for server in (one, two, up)]
                check_clean(transport)

    anyio.run(main)


def test_a_mirror_that_answers_spares_the_upstream() -> None:
    async def main() -> None:
        async with Scripted(script(OK)) as mirror, Scripted(script(OK)) as up:
            hosts = [
                HostConfig(up.host, tls="disabled", mirrors=(mirror.host,)),
                HostConfig(mirror.host, tls="disabled"),
            ]
            async with connect(hosts=hosts) as transport:
                async with transport.send(get(up, mirrors=True)) as response:
                    link = response.url.with_query({"last": "z"})
                await fetch(transport, get(up, mirrors=True, url=link))
            assert ([2, 0]) == [len(server.got) for server in (mirror, up)]

    anyio.run(main)


def test_when_all_fail_the_upstreams_error_is_raised() -> None:
    async def main() -> None:
        async with Scripted(script(Reply(500))) as mirror, Scripted(script(Reply(404))) as up:
            hosts = [
                HostConfig(up.host, tls="disabled", mirrors=(mirror.host,)),
                HostConfig(mirror.host, tls="disabled"),
            ]
            async with connect(hosts=hosts) as transport:
                with pytest.raises(NotFound):
                    await fetch(transport, get(up, mirrors=True))
            assert [1, 1] == [len(server.got) for server in (mirror, up)]

    anyio.run(main)


def test_no_more_requests_than_slots_reach_the_registry() -> None:
    release = anyio.Event

    async def main() -> None:
        gate = release()

        async def answer(_: Got) -> Reply:
            await gate.wait()
            return OK

        async with Scripted(answer) as server, connect(server, req_concurrent=2) as transport:
            async with anyio.create_task_group() as group:
                for _ in range(6):
                    group.start_soon(fetch, transport, get(server))
                await anyio.wait_all_tasks_blocked()
                assert (2, 4) == (
                    transport.host(server.host).gate.in_use,
                    transport.host(server.host).gate.waiting,
                )
                gate.set()
            assert (2, 6) == (server.busiest, len(server.got))
            check_clean(transport)

    anyio.run(main)


def test_requests_for_tokens_and_repeated_ones_count_for_the_rate() -> None:
    registry = TokenRegistry()
    clock = FakeClock()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))
        assert (3, [pytest.approx(0.5)] * 2) == (len(server.got), clock.slept)

    against(registry, test, clock=clock, req_per_sec=2.0)


def test_a_small_blob_does_not_wait_behind_big_ones() -> None:
    big = Request(method="GET", registry="r", kind="blob")

    assert [True, False, True, False, False] == [
        big.heavy,
        Request(method="GET", registry="r", kind="blob", size=2000).heavy,
        Request(method="PUT", registry="r", body=pieces, body_size=1 << 30).heavy,
        Request(method="HEAD", registry="r", kind="blob").heavy,
        Request(method="PUT", registry="r", body=b"{}").heavy,
    ]


def test_a_registrys_warning_is_logged_once_per_run(caplog: pytest.LogCaptureFixture) -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        for _ in range(2):
            with once_per_run():
                for _ in range(3):
                    await fetch(transport, get(server))

    warning = [("Warning", '299 - "going \\"away\\""'), ("Warning", '199 - "misc"')]
    against(script(Reply(headers=warning)), test)
    seen = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [("Registry warning message", 'going "away"')] * 2 == [
        (record.message, record.__dict__["fields"]["warning"]) for record in seen
    ]


def test_every_request_is_traced_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server, query=(("sig", "s3cret"),)))

    with caplog.at_level(5, "regbot.registry"):
        against(wants_basic, test, credential=user)
    fields = [record.__dict__["fields"] for record in caplog.records if record.message == "reg http request"]
    assert ["401 Unauthorized", "200 OK"] == [field["resp-status"] for field in fields]
    assert ["[censored]"] == fields[1]["req-headers"]["Authorization"]
    assert ("s3cret" in str(fields), b64encode(b"user:password").decode() in str(fields)) == (False, False)


def test_a_bad_hostname_is_a_config_error() -> None:
    async def main() -> None:
        async with Transport([HostConfig("r", hostname="a b/c")]) as transport:
            with pytest.raises(HostConfigError, match="is no host"):
                await fetch(transport, Request(method="GET", registry="r", path="_catalog"))

    anyio.run(main)


def test_requests_go_through_the_proxy() -> None:
    async def main() -> None:
        async with Scripted(script(OK)) as proxy:
            transport = Transport(
                [HostConfig("r.example", tls="disabled")], environ={"HTTP_PROXY": f"http://{proxy.host}"}
            )
            async with transport:
                await fetch(transport, Request(method="GET", registry="r.example", path="_catalog"))
            assert ["GET http://r.example/v2/_catalog"] == [str(got) for got in proxy.got]

    anyio.run(main)


def test_a_transport_that_sends_nothing_does_not_load_aiohttp() -> None:
    code = "import sys, regbot.registry.transport as t; t.Transport(); sys.exit('aiohttp' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
