"""Our client against registries that want something; skopeo judges what arrived."""

import json
import logging
from collections.abc import AsyncIterator

import anyio
import anyio.to_thread
import pytest

from regbot.registry.client import Client
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NetworkError, NotFound, Refused, RegistryError, Unauthorized
from regbot.registry.host import Credential, HostConfig
from regbot.registry.reference import Reference
from tests.fakes import faults, images
from tests.fakes.clients import Hidden, Waits, client, host_config
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Gate, Relay
from tests.fakes.secured import PASSWORD, USER, Process, Secured, accepts
from tests.fakes.threads import wait_until
from tests.integration.secured import Seed, relay_of, tokens_of

pytestmark = pytest.mark.anyio

IN_TIME = 30
"""Seconds after which a test that hangs fails."""


def ref(registry: Registry | Process, repository: str, name: str = "") -> Reference:
    return Reference.parse(f"{registry.host}/{repository}{name}")


def judged(skopeo: Skopeo, registry: Secured, name: str) -> bytes:
    return skopeo.run("inspect", "--raw", *registry.skopeo_options(), f"docker://{registry.host}/{name}")


async def read_image(using: Client, where: Reference, expected: images.Image) -> None:
    """Everything of an image, read and compared."""
    assert expected.manifest == (await using.get_manifest(where)).raw
    assert expected.digest == (await using.head_manifest(where)).descriptor.digest
    for digest, data in expected.blobs.items():
        assert len(data) == (await using.head_blob(where, digest)).size
        async with using.get_blob(where, digest) as reader:
            assert data == await reader.read_all(1 << 20)


class TestBasic:
    async def test_everything_is_read(
        self, basic_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        one = images.image("client basic")
        seed_secured(basic_registry, repository, one, "v1", "v2")
        async with client(basic_registry) as using:
            assert await using.list_tags(ref(basic_registry, repository)) == ["v1", "v2"]
            assert repository in await using.list_repositories(basic_registry.host)
            await read_image(using, ref(basic_registry, repository, ":v1"), one)

    async def test_a_wrong_password_is_refused_at_once_and_appears_nowhere(
        self, basic_registry: Secured, repository: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(1)
        waits, before = Waits(), len(basic_registry.requests())
        wrong = "wrong-SECRET-passphrase"
        config = host_config(basic_registry, credential=Credential(USER, Hidden(wrong)))
        async with client(config, sleep=waits) as using:
            with pytest.raises(Unauthorized) as caught:
                await using.get_manifest(ref(basic_registry, repository, ":v1"))
        assert len(basic_registry.requests()) - before == 2
        assert waits.seconds == []
        text = str(caught.value)
        assert "unauthorized [http 401]" in text
        assert basic_registry.host in text
        assert repository in text
        assert "\n" not in text
        everything = [text, repr(caught.value), repr(vars(caught.value)), repr(config)]
        everything += [repr(vars(record)) for record in caplog.records]
        encoded = "cm9ib3Q6d3Jvbmc"  # how base64 of user:password begins
        assert [each for each in everything if wrong in each or encoded in each] == []

    async def test_no_password_says_so(self, basic_registry: Secured, repository: str) -> None:
        async with client(host_config(basic_registry, credential=Credential())) as using:
            with pytest.raises(Unauthorized, match="no credentials available"):
                await using.list_tags(ref(basic_registry, repository))

    async def test_a_copy_to_a_wrong_password_moves_nothing(
        self, registry: Registry, basic_registry: Secured, repository: str
    ) -> None:
        images.push(registry.host, repository, images.image("never", layers=8), "v1")
        wrong = host_config(basic_registry, credential=Credential(USER, Hidden("wrong")))
        before = len(basic_registry.requests())
        async with client(registry, wrong) as using:
            with pytest.raises(Unauthorized):
                await using.copy_image(
                    ref(registry, repository, ":v1"), ref(basic_registry, repository, ":v1")
                )
        # every wrong password counts where accounts are locked after some
        assert len(basic_registry.requests()) - before <= 2
        assert [line for line in registry.requests() if repository in line and "GET" in line] == []

    async def test_an_unknown_authority_is_refused_at_once(
        self, basic_registry: Secured, repository: str
    ) -> None:
        waits = Waits()
        async with client(host_config(basic_registry, ca_pem=""), sleep=waits) as using:
            with pytest.raises(NetworkError, match="certificate verify failed") as caught:
                await using.list_tags(ref(basic_registry, repository))
        assert waits.seconds == []
        assert not caught.value.temporary

    async def test_insecure_asks_no_authority(
        self, basic_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        seed_secured(basic_registry, repository, images.image("insecure"), "v1")
        async with client(host_config(basic_registry, ca_pem="", tls="insecure")) as using:
            assert await using.list_tags(ref(basic_registry, repository)) == ["v1"]


class TestClientCertificate:
    async def test_everything_is_read(
        self, certificate_registry: Secured, repository: str, seed_secured: Seed
    ) -> None:
        one = images.image("client certificate")
        seed_secured(certificate_registry, repository, one, "v1")
        async with client(certificate_registry) as using:
            await read_image(using, ref(certificate_registry, repository, ":v1"), one)

    async def test_without_one_the_error_names_the_registry_and_what_it_wants(
        self, certificate_registry: Secured, repository: str
    ) -> None:
        config = host_config(certificate_registry, client_cert="", client_key="")
        async with client(config) as using:
            with pytest.raises(NetworkError) as caught:
                await using.list_tags(ref(certificate_registry, repository))
        assert certificate_registry.host in str(caught.value)
        if certificate_registry.relay is None:  # it says what it misses: no reason to try again
            assert "wants a client certificate" in str(caught.value)
            assert caught.value.attempts == 1

    async def test_a_push_is_read_by_skopeo(
        self, registry: Registry, certificate_registry: Secured, repository: str, skopeo: Skopeo
    ) -> None:
        many = images.index("pushed with a certificate")
        images.push(registry.host, repository, many, "v1")
        async with client(registry, certificate_registry) as using:
            await using.copy_image(
                ref(registry, repository, ":v1"), ref(certificate_registry, repository, ":v1")
            )
        assert many.manifest == judged(skopeo, certificate_registry, f"{repository}:v1")


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
            pytest.param("HEAD", "/blobs/sha256", id="before a blob"),
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
        one = images.image(f"ends {method} {path}", layers=3)
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


class TestMirror:
    async def test_reads_go_to_the_mirror_and_name_the_upstream(
        self, registry: Registry, mirror: Secured, repository: str
    ) -> None:
        one = images.image("client mirror")
        images.push(registry.host, repository, one, "v1")
        before = len(registry.requests())
        hosts = (
            HostConfig(registry.host, tls="disabled", mirrors=(mirror.host,)),
            HostConfig(mirror.host, tls="disabled"),
        )
        async with client(*hosts) as using:
            await read_image(using, ref(registry, repository, ":v1"), one)
            assert await using.list_tags(ref(registry, repository)) == ["v1"]
        seen = relay_of(mirror).requests
        assert len(seen) == 9
        assert [
            each.path for each in seen if f"ns={registry.host}" not in each.path.replace("%3A", ":")
        ] == []
        # what the upstream saw came from the mirror, not from us
        assert [line for line in registry.requests()[before:] if "ns=" in line] == []

    async def test_writes_go_to_the_upstream(
        self, registry: Registry, mirror: Secured, repository: str, skopeo: Skopeo
    ) -> None:
        one = images.image("client mirror write")
        images.push(registry.host, f"{repository}/from", one, "v1")
        hosts = (
            HostConfig(registry.host, tls="disabled", mirrors=(mirror.host,)),
            HostConfig(mirror.host, tls="disabled"),
        )
        async with client(*hosts) as using:
            await using.copy_image(
                ref(registry, f"{repository}/from", ":v1"), ref(registry, f"{repository}/to", ":v1")
            )
            await using.delete_tag(ref(registry, f"{repository}/to", ":v1"))
        methods = {each.method for each in relay_of(mirror).requests}
        assert methods <= {"GET", "HEAD"}
        with pytest.raises(AssertionError, match="manifest unknown"):
            skopeo.inspect_raw(f"{registry.host}/{repository}/to:v1")

    async def test_a_mirror_that_is_down_is_passed_over(
        self, registry: Registry, repository: str, mirror: Secured
    ) -> None:
        one = images.image("mirror down")
        images.push(registry.host, repository, one, "v1")
        before = len(registry.requests())
        relay_of(mirror).inject(faults.reset(), times=100)
        waits = Waits()
        hosts = (
            HostConfig(registry.host, tls="disabled", mirrors=(mirror.host,)),
            HostConfig(mirror.host, tls="disabled"),
        )
        async with client(*hosts, sleep=waits) as using:
            await read_image(using, ref(registry, repository, ":v1"), one)
        assert waits.seconds == []
        assert [line for line in registry.requests()[before:] if "ns=" in line] == []

    async def test_what_the_mirror_corrupts_is_not_believed(
        self, registry: Registry, repository: str, mirror: Secured
    ) -> None:
        one = images.image("mirror lies")
        images.push(registry.host, repository, one, "v1")
        digest = next(iter(one.blobs))
        relay_of(mirror).inject(faults.corrupt(5), method="GET", path=f"/blobs/{digest}", times=100)
        hosts = (
            HostConfig(registry.host, tls="disabled", mirrors=(mirror.host,)),
            HostConfig(mirror.host, tls="disabled"),
        )
        async with client(*hosts) as using:
            with pytest.raises(RegistryError, match="digest mismatch"):
                async with using.get_blob(ref(registry, repository), digest) as reader:
                    await reader.read_all(1 << 20)


class TestMortal:
    async def test_a_read_waits_for_a_registry_that_comes_back(
        self, mortal_registry: Process, repository: str
    ) -> None:
        one = images.image("client mortal")
        images.push(mortal_registry.host, repository, one, "v1")
        waits: list[float] = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 2:
                await anyio.to_thread.run_sync(mortal_registry.start)

        async with client(HostConfig(mortal_registry.host, tls="disabled"), sleep=sleep) as using:
            await read_image(using, ref(mortal_registry, repository, ":v1"), one)
            mortal_registry.kill()
            await read_image(using, ref(mortal_registry, repository, ":v1"), one)
        assert len(waits) == 2

    async def test_a_registry_that_stays_away_is_named_with_the_tries(
        self, mortal_registry: Process, repository: str
    ) -> None:
        mortal_registry.kill()
        waits = Waits()
        async with client(HostConfig(mortal_registry.host, tls="disabled"), sleep=waits) as using:
            with pytest.raises(NetworkError, match="refused") as caught:
                await using.list_tags(ref(mortal_registry, repository))
        assert len(waits.seconds) == 4
        assert "5 attempts" in str(caught.value)
        assert mortal_registry.host in str(caught.value)
        assert repository in str(caught.value)

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            pytest.param("POST", "/blobs/uploads", id="before an upload"),
            pytest.param("PUT", "/blobs/uploads/.*digest=", id="inside an upload"),
            pytest.param("PUT", "/manifests/", id="before the manifest"),
        ],
    )
    async def test_a_copy_goes_on_when_its_target_was_killed_on_the_way(
        self,
        registry: Registry,
        mortal_registry: Process,
        repository: str,
        skopeo: Skopeo,
        method: str,
        path: str,
    ) -> None:
        many = images.index(f"killed {method} {path}")
        images.push(registry.host, repository, many, "v1")

        async def kill_and_start(gate: Gate) -> None:
            await anyio.to_thread.run_sync(gate.reached)
            mortal_registry.kill()
            gate.release()
            await anyio.to_thread.run_sync(mortal_registry.start)

        with (
            Relay(mortal_registry.host) as relay,
            relay.hold(method=method, path=path) as gate,
            anyio.fail_after(IN_TIME),
        ):
            hosts = (HostConfig(registry.host, tls="disabled"), HostConfig(relay.host, tls="disabled"))
            async with client(*hosts, sleep=anyio.sleep) as using, anyio.create_task_group() as group:
                group.start_soon(kill_and_start, gate)
                target = Reference.parse(f"{relay.host}/{repository}:v1")
                await using.copy_image(ref(registry, repository, ":v1"), target)
        expected = {many.digest} | {each.digest for each in many.children}
        expected |= {digest for each in many.children for digest in each.blobs}
        assert expected == skopeo.digests(f"{mortal_registry.host}/{repository}:v1")

    async def test_an_upload_from_a_stream_goes_on_when_the_registry_was_killed(
        self, mortal_registry: Process, repository: str
    ) -> None:
        pieces = list(images.big_blob(6 << 20))
        digest = images.digest_of(b"".join(pieces))
        started, killed = 0, anyio.Event()

        async def start_again() -> None:
            await killed.wait()
            await anyio.to_thread.run_sync(mortal_registry.start)

        async def stream() -> AsyncIterator[bytes]:
            nonlocal started
            started += 1
            for number, piece in enumerate(pieces):
                if started == 1 and number == 3:
                    mortal_registry.kill()
                    killed.set()
                yield piece

        where = ref(mortal_registry, repository)
        config = HostConfig(mortal_registry.host, tls="disabled")
        with anyio.fail_after(IN_TIME):
            async with client(config, sleep=anyio.sleep) as using, anyio.create_task_group() as group:
                group.start_soon(start_again)
                wanted = Descriptor("application/octet-stream", digest, 6 << 20)
                assert digest == (await using.put_blob(where, stream, wanted)).digest
                assert (await using.head_blob(where, digest)).size == 6 << 20
        assert started >= 2  # the stream is begun anew for every try


def test_the_tests_secrets_have_the_characters_that_matter() -> None:
    assert json.dumps(PASSWORD).isascii()
    assert not PASSWORD.isascii()
    assert ":" in PASSWORD
