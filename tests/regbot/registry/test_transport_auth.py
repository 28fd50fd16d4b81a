"""Proofs on the wire: on demand, in advance, renewed, and never to another origin."""

import anyio
import pytest
from yarl import URL

from regbot.registry.credential import Credential
from regbot.registry.errors import (
    Refused,
    Unauthorized,
    UnexpectedStatus,
)
from regbot.registry.transport import Transport
from tests.fakes.scripted import Got, Reply, Scripted
from tests.fakes.transports import (
    OK,
    Hidden,
    TokenRegistry,
    against,
    check_clean,
    connect,
    fetch,
    get,
    put,
    script,
    user,
    wants_basic,
)


def test_basic_credentials_are_shown_on_demand_and_then_in_advance() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))
        await fetch(transport, get(server))
        assert [False, True, True] == ["authorization" in got.headers for got in server.got]
        assert 1 == server.open

    against(wants_basic, test, credential=user)


def test_a_wrong_password_fails_at_once_and_shows_no_secret() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(Unauthorized, match="user or password refused: UNAUTHORIZED") as caught:
            await fetch(transport, get(server))
        assert ("wrong-secret" in str(caught.value), 2, f"{server.host}/a/b:x" in str(caught.value)) == (
            False, len(server.got), True,
        )  # fmt: skip

    async def wrong(_repository: str) -> Credential:
        return Credential("user", Hidden("wrong-secret"))

    against(wants_basic, test, credential=wrong)


def test_a_forbidden_request_fails_at_once() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(Unauthorized, match=r"unauthorized \[http 403\]"):
            await fetch(transport, get(server))
        assert 1 == len(server.got)

    against(script(Reply(403)), test)


def test_a_bearer_token_is_bought_with_the_credentials_and_used_in_advance() -> None:
    registry = TokenRegistry()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))
        await fetch(transport, get(server))
        assert ["/v2/a/b/manifests/x", "/token", "/v2/a/b/manifests/x", "/v2/a/b/manifests/x"] == [
            got.path for got in server.got
        ]
        ask = registry.token_requests[0]
        assert [
            ("account", "user"), ("client_id", "test/1"), ("scope", "repository:a/b:pull"), ("service", "s"),
        ] == ask.query  # fmt: skip
        assert ask.headers["authorization"].startswith("Basic ")

    against(registry, test, credential=user)


def test_a_token_that_ends_in_the_middle_of_a_run_is_renewed() -> None:
    registry = TokenRegistry()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))
        registry.count += 1  # t1 is not good any more
        assert b"fine" == await fetch(transport, get(server))

    against(registry, test)


def test_the_catalog_gets_the_scope_that_the_registry_asks_for() -> None:
    registry = TokenRegistry("registry:catalog:*")

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server, repository="", path="_catalog"))
        assert ("scope", "registry:catalog:*") in registry.token_requests[0].query

    against(registry, test)


def test_a_mount_asks_to_pull_from_its_source_below_the_prefix() -> None:
    registry = TokenRegistry()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server, method="POST", path="blobs/uploads/", pull_from=("c",)))
        assert ["repository:p/a/b:pull,push", "repository:p/c:pull"] == [
            value for name, value in registry.token_requests[0].query if name == "scope"
        ]

    against(registry, test, path_prefix="p")


def test_repo_auth_keeps_the_proofs_of_repositories_apart() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        for repository in ("a", "b", "a"):
            await fetch(transport, get(server, repository=repository))
        assert [False, True, False, True, True] == ["authorization" in got.headers for got in server.got]

    against(wants_basic, test, credential=user, repo_auth=True)


def test_a_token_service_that_recovers_is_asked_again() -> None:
    registry = TokenRegistry()
    down = [Reply(503), Reply(503)]

    async def flaky(got: Got) -> Reply:
        return down.pop() if got.path == "/token" and down else await registry(got)

    async def test(transport: Transport, server: Scripted) -> None:
        assert b"fine" == await fetch(transport, get(server))

    against(flaky, test)


def test_f33_a_redirect_to_another_origin_loses_the_credentials() -> None:
    async def main() -> None:
        async with Scripted(script(OK)) as store:

            async def answer(got: Got) -> Reply:
                reply = await wants_basic(got)
                return (
                    Reply(307, [("Location", f"http://{store.host}/blob?sig=a%2Bb")])
                    if reply is OK
                    else reply
                )

            async with Scripted(answer) as server, connect(server, credential=user) as transport:
                async with transport.send(get(server, headers=(("Range", "bytes=0-"),))) as response:
                    assert b"fine" == await response.read(10)
                    assert f"http://{store.host}/blob?sig=a%2Bb" == str(response.url)
                seen = store.got[0]
                assert ("/blob?sig=a%2Bb", "bytes=0-", False) == (
                    seen.target, seen.headers["range"], "authorization" in seen.headers,
                )  # fmt: skip
                check_clean(transport)

    anyio.run(main)


def test_a_redirect_target_that_asks_for_credentials_gets_none() -> None:
    async def main() -> None:
        async with Scripted(wants_basic) as store:
            moved = Reply(302, [("Location", f"http://{store.host}/blob")])
            async with Scripted(script(moved)) as server, connect(server, credential=user) as transport:
                with pytest.raises(Unauthorized):
                    await fetch(transport, get(server))
                assert [False] == ["authorization" in got.headers for got in store.got]

    anyio.run(main)


def test_a_redirect_inside_the_registry_keeps_the_credentials() -> None:
    async def answer(got: Got) -> Reply:
        reply = await wants_basic(got)
        return Reply(301, [("Location", "/elsewhere")]) if reply is OK and got.path != "/elsewhere" else reply

    async def test(transport: Transport, server: Scripted) -> None:
        assert b"fine" == await fetch(transport, get(server))

    against(answer, test, credential=user)


def test_endless_redirects_end() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(Refused, match="more than 10 redirects"):
            await fetch(transport, get(server))
        assert 11 == len(server.got)

    against(script(Reply(302, [("Location", "/again")])), test)


def test_an_upload_is_sent_on_with_its_body_only_for_307_and_308() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, put(server, b"data"))
        assert [b"data", b"data"] == [got.body for got in server.got]
        with pytest.raises(UnexpectedStatus, match="http 302"):
            await fetch(transport, put(server, b"data"))

    moved = [("Location", "/elsewhere")]
    against(script(Reply(308, moved), Reply(201), Reply(302, moved)), test)


def test_an_absolute_address_on_another_host_gets_no_credentials() -> None:
    async def main() -> None:
        async with (
            Scripted(script(Reply(201))) as store,
            Scripted(wants_basic) as server,
            connect(server, credential=user) as transport,
        ):
            await fetch(transport, get(server))
            await fetch(transport, put(server, b"x", url=URL(f"http://{store.host}/upload?s=1")))
            assert ["PUT /upload?s=1"] == [str(got) for got in store.got]
            assert "authorization" not in store.got[0].headers

    anyio.run(main)
