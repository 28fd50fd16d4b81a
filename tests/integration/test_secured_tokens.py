"""Our client against a registry with token authentication; skopeo judges what arrived."""

import logging

import anyio
import anyio.to_thread
import pytest

from regbot.registry.credential import Credential
from regbot.registry.errors import NotFound, Refused, Unauthorized
from tests.fakes import faults, images
from tests.fakes.clients import Hidden, Waits, client, host_config, read_image, ref
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Gate
from tests.fakes.secured import PASSWORD, USER, Secured, accepts
from tests.fakes.threads import wait_until
from tests.integration.secured import Seed, judged, relay_of, tokens_of

pytestmark = pytest.mark.anyio

IN_TIME = 30
"""Seconds after which a test that hangs fails."""


class TestTokens:
    async def test_everything_is_read_with_one_token(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        one = images.image("client token")
        seed_secured(token_registry, repository, one, "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        async with client(token_registry) as using:
            await read_image(using, ref(token_registry, repository, ":v1"), one)
        assert [(USER, (f"repository:{repository}:pull",))] == [
            (call.user, call.scopes) for call in tokens.calls
        ]

    async def test_the_catalog_has_a_scope_of_its_own(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        seed_secured(token_registry, repository, images.image("catalog"), "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        async with client(token_registry) as using:
            assert repository in await using.list_repositories(token_registry.host)
        assert [("registry:catalog:*",)] == [call.scopes for call in tokens.calls]

    async def test_requests_at_the_same_time_share_one_token(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        seed_secured(token_registry, repository, images.image("shared"), "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        unlimited = host_config(token_registry, req_concurrent=0)
        async with client(unlimited) as using, anyio.create_task_group() as group:
            for _ in range(12):
                group.start_soon(using.head_manifest, ref(token_registry, repository, ":v1"))
        assert len(tokens.calls) == 1

    async def test_anonymous_clients_read_what_is_public_only(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        one = images.image("client public")
        seed_secured(token_registry, f"public/{repository}", one, "v1")
        async with client(host_config(token_registry, credential=Credential())) as using:
            await read_image(using, ref(token_registry, f"public/{repository}", ":v1"), one)
            with pytest.raises(Unauthorized):
                await using.list_tags(ref(token_registry, repository))

    async def test_a_wrong_password_is_refused_at_once_and_appears_nowhere(
        self, token_registry: Secured, repository: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(1)
        tokens, waits = tokens_of(token_registry), Waits()
        wrong = "wrong-SECRET-passphrase"
        config = host_config(token_registry, credential=Credential(USER, Hidden(wrong)))
        async with client(config, sleep=waits) as using:
            with pytest.raises(Unauthorized) as caught:
                await using.list_tags(ref(token_registry, repository))
        assert [401] == [call.status for call in tokens.calls]
        assert waits.seconds == []
        text = str(caught.value)
        assert "incorrect username or password" in text
        assert token_registry.host in text
        everything = [text, repr(vars(caught.value)), *(repr(vars(record)) for record in caplog.records)]
        assert [each for each in everything if wrong in each or "cm9ib3Q6d3Jvbmc" in each] == []

    async def test_a_copy_to_a_wrong_password_moves_nothing(
        self, registry: Registry, token_registry: Secured, repository: str
    ) -> None:
        images.push(registry.host, repository, images.image("never", layers=8), "v1")
        wrong = host_config(token_registry, credential=Credential(USER, Hidden("wrong")))
        async with client(registry, wrong) as using:
            with pytest.raises(Unauthorized):
                await using.copy_image(
                    ref(registry, repository, ":v1"), ref(token_registry, repository, ":v1")
                )
        assert [401] == [call.status for call in tokens_of(token_registry).calls]

    async def test_tokens_and_passwords_are_not_logged(
        self,
        token_registry: Secured,
        repository: str,
        seed_secured: Seed,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        seed_secured(token_registry, repository, images.image("logged"), "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        caplog.set_level(1, "regbot")
        identity = tokens.give_refresh_token(USER)
        config = host_config(token_registry, credential=Credential(token=Hidden(identity)))
        for each in (token_registry, config):
            async with client(each) as using:
                await using.list_tags(ref(token_registry, repository))
        logged = "\n".join(
            repr(vars(each)) for each in caplog.records if each.levelno >= 1 and each.name != "asyncio"
        )
        assert "reg http request" in logged
        given = [call.token for call in tokens.calls]
        assert len(given) == 2
        assert [each for each in (*given, identity, PASSWORD) if each in logged] == []
        assert logging.getLogger("regbot.registry").isEnabledFor(5)

    async def test_an_identity_token_is_traded_by_post(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        one = images.image("client identity")
        seed_secured(token_registry, repository, one, "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        identity = tokens.give_refresh_token(USER)
        async with client(
            host_config(token_registry, credential=Credential(token=Hidden(identity)))
        ) as using:
            await read_image(using, ref(token_registry, repository, ":v1"), one)
        assert [("POST", "refresh_token", USER, 200)] == [
            (call.method, call.grant, call.user, call.status) for call in tokens.calls
        ]

    async def test_a_revoked_identity_token_is_said_to_be_refused(
        self, token_registry: Secured, repository: str
    ) -> None:
        tokens = tokens_of(token_registry)
        identity = tokens.give_refresh_token(USER)
        tokens.revoke_refresh_tokens()
        async with client(
            host_config(token_registry, credential=Credential(token=Hidden(identity)))
        ) as using:
            with pytest.raises(Unauthorized) as caught:
                await using.list_tags(ref(token_registry, repository))
        assert identity not in str(caught.value)
        assert tokens.calls[0].method == "POST"

    async def test_a_service_without_post_is_asked_by_get(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        seed_secured(token_registry, repository, images.image("no post"), "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        tokens.post = False
        credential = Credential(USER, Hidden(PASSWORD), token=Hidden("an identity token"))
        async with client(host_config(token_registry, credential=credential)) as using:
            assert await using.list_tags(ref(token_registry, repository)) == ["v1"]
        assert [("POST", 404), ("GET", 200)] == [(call.method, call.status) for call in tokens.calls]

    async def test_a_token_that_ended_between_two_reads_is_replaced_once(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        seed_secured(token_registry, repository, images.image("client stale"), "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        tokens.lifetime, tokens.announced = 2, 3600
        async with client(token_registry) as using:
            assert await using.list_tags(ref(token_registry, repository)) == ["v1"]
            tokens.lifetime = 300
            given = tokens.calls[0].token
            await anyio.to_thread.run_sync(wait_until, lambda: not accepts(token_registry, given, repository))
            for _ in range(2):
                assert await using.list_tags(ref(token_registry, repository)) == ["v1"]
        assert len(tokens.calls) == 2

    async def test_tokens_that_are_never_taken_end_in_unauthorized(
        self, token_registry: Secured, repository: str
    ) -> None:
        tokens = tokens_of(token_registry)
        tokens.stale(100)
        async with client(token_registry) as using:
            with pytest.raises(Unauthorized):
                await using.list_tags(ref(token_registry, repository))
        assert len(tokens.calls) <= 3

    async def test_a_token_service_that_fails_for_a_moment_is_asked_again(
        self, token_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        seed_secured(token_registry, repository, images.image("service"), "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        tokens.fail(503, 500, 429)
        async with client(token_registry) as using:
            assert await using.list_tags(ref(token_registry, repository)) == ["v1"]
        assert [503, 500, 429, 200] == [call.status for call in tokens.calls]

    async def test_a_realm_in_plain_http_is_refused(self, token_registry: Secured, repository: str) -> None:
        challenge = 'Bearer realm="http://tokens.example/token",service="registry.test"'
        relay_of(token_registry).inject(faults.answer(401, (("WWW-Authenticate", challenge),)))
        async with client(token_registry) as using:
            with pytest.raises(Refused, match="leaves https for plain http"):
                await using.list_tags(ref(token_registry, repository))


class TestCopy:
    async def test_from_basic_to_tokens_everything_arrives(
        self,
        basic_registry: Secured,
        token_registry: Secured,
        repository: str,
        skopeo: Skopeo,
        seed_secured: Seed,
    ) -> None:
        many = images.index("client copy", layers=3)
        seed_secured(basic_registry, repository, many, "v1")
        async with client(basic_registry, token_registry) as using:
            source, target = (
                ref(basic_registry, repository, ":v1"),
                ref(token_registry, f"{repository}/copy", ":v2"),
            )
            report = await using.copy_image(source, target)
            assert many.digest == report.digest
            before = len(relay_of(token_registry).requests)
            await using.copy_image(source, target)
            assert len(relay_of(token_registry).requests) - before == 1
        assert many.manifest == judged(skopeo, token_registry, f"{repository}/copy:v2")
        for child in many.children:
            assert child.manifest == judged(skopeo, token_registry, f"{repository}/copy@{child.digest}")
        assert token_registry.open_uploads(f"{repository}/copy") == []
        resources = {
            scope.rpartition(":")[0] for call in tokens_of(token_registry).calls for scope in call.scopes
        }
        assert resources == {f"repository:{repository}/copy"}

    async def test_a_mount_asks_for_both_repositories_and_later_requests_do_not(
        self, token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
    ) -> None:
        one = images.image("mounted")
        seed_secured(token_registry, f"{repository}/a", one, "v1")
        tokens = tokens_of(token_registry)
        tokens.reset()
        async with client(token_registry) as using:
            report = await using.copy_image(
                ref(token_registry, f"{repository}/a", ":v1"), ref(token_registry, f"{repository}/b", ":v1")
            )
            assert report.blobs_mounted == 3
            with pytest.raises(NotFound):
                await using.list_tags(ref(token_registry, f"{repository}/c-of-nobody"))
        assert one.manifest == judged(skopeo, token_registry, f"{repository}/b:v1")
        a, b = f"repository:{repository}/a", f"repository:{repository}/b"
        asked = {frozenset(call.scopes) for call in tokens.calls if call.client_id == "regbot"}
        assert frozenset({f"{b}:pull,push", f"{a}:pull"}) in asked
        assert frozenset({f"repository:{repository}/c-of-nobody:pull"}) in asked
        assert all(scope == f"{a}:pull" for each in asked for scope in each if scope.startswith(a))

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            pytest.param("GET", "/tags/list", id="before the blobs"),
            pytest.param("POST", "/blobs/uploads", id="before an upload"),
            pytest.param("PUT", "/blobs/uploads/.*digest=", id="inside an upload"),
            pytest.param("PUT", "/manifests/", id="before the manifest"),
        ],
    )
    async def test_a_token_that_ends_on_the_way_is_replaced(
        self,
        basic_registry: Secured,
        token_registry: Secured,
        repository: str,
        skopeo: Skopeo,
        seed_secured: Seed,
        method: str,
        path: str,
    ) -> None:
        one = images.image(f"ends {method} {path}", layers=3, layer_size=300_000)  # the list is asked for
        seed_secured(basic_registry, repository, one, "v1")
        tokens, relay = tokens_of(token_registry), relay_of(token_registry)
        tokens.lifetime, tokens.announced = 2, 3600  # the client has no reason to expect the end

        async def let_it_end(gate: Gate) -> None:
            await anyio.to_thread.run_sync(gate.reached)
            given = [call.token for call in tokens.calls]
            tokens.lifetime = 300
            await anyio.to_thread.run_sync(
                wait_until, lambda: not any(accepts(token_registry, token, repository) for token in given)
            )
            gate.release()

        with relay.hold(method=method, path=path) as gate, anyio.fail_after(IN_TIME):
            async with client(basic_registry, token_registry) as using, anyio.create_task_group() as group:
                group.start_soon(let_it_end, gate)
                await using.copy_image(
                    ref(basic_registry, repository, ":v1"), ref(token_registry, repository, ":v1")
                )
        assert one.manifest == judged(skopeo, token_registry, f"{repository}:v1")
        assert 401 in [each.status for each in relay.seen(method, path)]
        assert token_registry.open_uploads(repository) == []

    async def test_a_source_token_that_ends_on_the_way_is_replaced(
        self, token_registry: Secured, registry: Registry, repository: str, skopeo: Skopeo, seed_secured: Seed
    ) -> None:
        one = images.image("source ends", layers=3)
        seed_secured(token_registry, repository, one, "v1")
        tokens, relay = tokens_of(token_registry), relay_of(token_registry)
        tokens.reset()
        tokens.lifetime, tokens.announced = 2, 3600

        async def let_it_end(gate: Gate) -> None:
            await anyio.to_thread.run_sync(gate.reached)
            given = tokens.calls[-1].token
            tokens.lifetime = 300
            await anyio.to_thread.run_sync(wait_until, lambda: not accepts(token_registry, given, repository))
            gate.release()

        with relay.hold(method="GET", path="/blobs/") as gate, anyio.fail_after(IN_TIME):
            async with client(registry, token_registry) as using, anyio.create_task_group() as group:
                group.start_soon(let_it_end, gate)
                await using.copy_image(
                    ref(token_registry, repository, ":v1"), ref(registry, repository, ":v1")
                )
        assert one.manifest == skopeo.inspect_raw(f"{registry.host}/{repository}:v1")
