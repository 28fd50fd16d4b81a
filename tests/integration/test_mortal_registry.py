"""Our client and a registry that is killed and comes back."""

from collections.abc import AsyncIterator

import anyio
import anyio.to_thread
import pytest

from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NetworkError
from regbot.registry.host import HostConfig
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.clients import Waits, client, read_image, ref
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Gate, Relay
from tests.fakes.secured import Process

pytestmark = pytest.mark.anyio

IN_TIME = 30
"""Seconds after which a test that hangs fails."""


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
