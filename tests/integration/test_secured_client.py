"""Our client against registries with passwords and client certificates, and through a mirror."""

import pytest

from regbot.registry.credential import Credential
from regbot.registry.errors import NetworkError, Unauthorized
from regbot.registry.host import HostConfig
from tests.fakes import faults, images
from tests.fakes.clients import Hidden, Waits, client, host_config, read_image, ref
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.secured import USER, Secured
from tests.integration.secured import Seed, judged, relay_of

pytestmark = pytest.mark.anyio


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
        assert [line for line in registry.requests() if f"GET /v2/{repository}/blobs" in line] == []

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

    async def test_what_the_mirror_corrupts_is_read_from_the_upstream(
        self, registry: Registry, repository: str, mirror: Secured, caplog: pytest.LogCaptureFixture
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
            where = ref(registry, repository)
            assert one.blobs[digest] == await using.read_blob(where, digest, 1 << 20)
        assert "Mirror gave wrong bytes" in [each.message for each in caplog.records]
