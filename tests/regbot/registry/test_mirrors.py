"""Mirrors that are gone, slow, or wrong: what they cost, and that the bytes are right all the same."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from regbot.registry.client import Client
from regbot.registry.errors import DigestMismatch, ManifestError, RegistryError
from regbot.registry.host import HostConfig
from regbot.registry.reference import Reference
from regbot.registry.routes import FORGET, REST
from regbot.registry.transport import Transport
from tests.fakes import images
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryRegistry
from tests.fakes.scripted import Got, Reply, Scripted

pytestmark = pytest.mark.anyio
ONE = images.image("mirrored", layers=1, layer_size=700_000)
LAYER = next(digest for digest, data in ONE.blobs.items() if len(data) > 600_000)
CONFIG = ONE.document["config"]["digest"]


@dataclass
class Bench:
    """A registry and two mirrors of it that have the same."""

    client: Client
    registries: tuple[MemoryRegistry, ...]
    hosts: tuple[str, ...]
    clock: FakeClock = field(repr=False)

    def ref(self, name: str = ":v1") -> Reference:
        return Reference.parse(f"{self.hosts[0]}/team/app{name}")

    def logs(self, part: str = "") -> list[list[str]]:
        """The requests to the upstream and to each mirror."""
        return [[line for line in each.log if part in line] for each in self.registries]


@asynccontextmanager
async def bench(**settings: Any) -> AsyncIterator[Bench]:
    registries, clock = tuple(MemoryRegistry() for _ in range(3)), FakeClock()
    for each in registries:
        each.load("team/app", ONE, "v1")
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(Scripted(each.answer)) for each in registries]
        names = tuple(server.host for server in servers)
        hosts = [HostConfig(names[0], tls="disabled", mirrors=names[1:], **settings)]
        hosts += [HostConfig(name, tls="disabled") for name in names[1:]]
        transport = Transport(hosts, clock=clock, sleep=clock.sleep, random=lambda: 0.0, environ={})
        client = await stack.enter_async_context(Client(transport=transport))
        yield Bench(client, registries, names, clock)


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 0xFF]) + data[1:]


def lying(registry: MemoryRegistry, part: str, change: Any) -> None:
    """Let GETs of `part` give the bytes as `change` makes them."""

    def before(got: Got) -> Reply | None:
        if got.method != "GET" or part not in got.path:
            return None
        held = registry.repositories["team/app"]
        name = got.path.rpartition("/")[2]
        if "/blobs/" in got.path:
            return Reply(200, body=change(held.blobs[name]))
        digest = held.tags.get(name, name)
        kind, raw = held.manifests[digest]
        return Reply(200, [("Content-Type", kind), ("Docker-Content-Digest", digest)], change(raw))

    registry.before = before


WRONG = [
    pytest.param(flipped, id="corrupt"),
    pytest.param(lambda data: data[:-1], id="short"),
    pytest.param(lambda data: data + b" ", id="long"),
    pytest.param(lambda data: b"", id="empty"),
    pytest.param(lambda data: b"<html>log in first</html>", id="another page"),
]


@pytest.mark.parametrize("change", WRONG)
async def test_a_wrong_manifest_of_a_mirror_is_passed_over_with_a_warning(
    change: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench() as b:
        lying(b.registries[1], "/manifests/", change)
        assert ONE.manifest == (await b.client.get_manifest(b.ref())).raw
        assert ["GET /v2/team/app/manifests/v1"] == b.registries[1].log == b.registries[2].log
        assert [] == b.registries[0].log
        warned = [each for each in caplog.records if each.levelno == logging.WARNING]
        assert ["Mirror gave wrong bytes"] == [each.message for each in warned]
        assert b.hosts[1] == warned[0].fields["mirror"]  # type: ignore[attr-defined]  # our own extra
        # what it gave wrong it is not asked for again, for a while; everything else it is
        await b.client.get_manifest(b.ref())
        await b.client.head_blob(b.ref(), LAYER)
        assert ["GET /v2/team/app/manifests/v1", f"HEAD /v2/team/app/blobs/{LAYER}"] == b.registries[1].log
        b.clock.now += FORGET
        await b.client.get_manifest(b.ref())
        assert 3 == len(b.registries[1].log)


@pytest.mark.parametrize("change", WRONG)
async def test_a_wrong_blob_of_a_mirror_costs_a_copy_nothing_but_time(change: Any, tmp_path: Path) -> None:
    async with bench() as b:
        lying(b.registries[1], "/blobs/", change)
        lying(b.registries[2], f"/blobs/{LAYER}", change)
        target = Reference.parse(f"ocidir://{tmp_path / 'layout'}:v1")
        await b.client.copy_image(b.ref(), target)
        assert ONE.manifest == (await b.client.get_manifest(target)).raw
        for digest, data in ONE.blobs.items():
            assert data == await b.client.read_blob(target, digest, 1 << 20)
        assert [f"GET /v2/team/app/blobs/{LAYER}"] == b.logs("/blobs/")[0]


@pytest.mark.parametrize("change", WRONG)
async def test_a_wrong_blob_never_becomes_complete_at_the_target(change: Any) -> None:
    async with bench() as b:
        lying(b.registries[1], "/blobs/", change)
        target = MemoryRegistry()
        async with Scripted(target.answer) as server:
            there = Reference.parse(f"{server.host}/team/app:v1")
            using = Transport(
                [
                    HostConfig(server.host, tls="disabled"),
                    HostConfig(b.hosts[0], tls="disabled", mirrors=b.hosts[1:2]),
                    HostConfig(b.hosts[1], tls="disabled"),
                ],
                sleep=b.clock.sleep,
                environ={},
            )
            async with Client(transport=using) as client:
                await client.copy_image(b.ref(), there)
        assert ONE.blobs == target.repositories["team/app"].blobs
        assert {} == target.uploads


async def test_a_config_is_read_from_the_next_host() -> None:
    async with bench() as b:
        lying(b.registries[1], CONFIG, flipped)
        assert ONE.blobs[CONFIG] == (await b.client.get_config(b.ref())).raw


async def test_wrong_bytes_of_the_upstream_are_an_error() -> None:
    async with bench() as b:
        for each in b.registries:
            lying(each, "", flipped)
        with pytest.raises((DigestMismatch, ManifestError)):
            await b.client.get_manifest(b.ref())
        with pytest.raises(DigestMismatch) as caught:
            await b.client.read_blob(b.ref(), LAYER, 1 << 20)
        assert (b.ref().name, False) == (caught.value.reference, caught.value.elsewhere)
        assert [2, 2, 2] == [len(each.log) for each in b.registries]


async def test_a_blob_that_breaks_off_at_a_mirror_goes_on_at_the_next_host() -> None:
    async with bench() as b:
        data = ONE.blobs[LAYER]

        def cut(got: Got) -> Reply | None:
            return Reply(200, [("ETag", '"mine"')], data, cut=300_000) if got.method == "GET" else None

        def ranged(got: Got) -> Reply | None:
            start = int(got.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
            span = [("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}"), ("ETag", '"other"')]
            asked.append(start)
            assert "if-range" not in got.headers
            return Reply(206, span, data[start:])

        asked: list[int] = []
        b.registries[1].before, b.registries[2].before = cut, ranged
        assert data == await b.client.read_blob(b.ref(), LAYER, 1 << 20)
        assert ([300_000], 1, 0) == (asked, len(b.registries[1].log), len(b.registries[0].log))


async def test_a_mirror_that_fails_is_asked_last_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    async with bench() as b:
        b.registries[1].before = lambda got: Reply(502)
        for _ in range(3):
            await b.client.get_manifest(b.ref())
        assert [0, 1, 3] == [len(each.log) for each in b.registries]
        assert ["Mirror passed over"] == [each.message for each in caplog.records if each.levelno >= 30]
        assert [] == b.clock.slept
        b.clock.now += REST
        await b.client.get_manifest(b.ref())
        assert [0, 2, 4] == [len(each.log) for each in b.registries]
        b.registries[1].before = lambda got: None
        b.clock.now += REST
        await b.client.get_manifest(b.ref())
        assert [0, 3, 4] == [len(each.log) for each in b.registries]


async def test_f9_mirrors_are_asked_by_priority_and_equal_ones_in_their_order() -> None:
    async with bench(priority=5) as b:
        await b.client.get_manifest(b.ref())
        assert [1, 0, 0] == [len(each.log) for each in b.registries]
    async with bench() as b:
        for each in b.registries:
            each.before = lambda got: Reply(404)
        with pytest.raises(RegistryError, match="not found"):
            await b.client.get_manifest(b.ref())
        assert [1, 1, 1] == [len(each.log) for each in b.registries]


def stale(registry: MemoryRegistry) -> None:
    """As a cache that has not seen what happened upstream."""
    registry.repositories["team/app"].tags["v1"] = registry.load("team/app", images.image("yesterday"))


async def test_what_is_written_to_is_not_judged_by_a_mirror(tmp_path: Path) -> None:
    async with bench() as b:
        del b.registries[0].repositories["team/app"]
        source = Reference.parse(f"ocidir://{tmp_path}/source:v1")
        images.write_layout(tmp_path / "source", ONE, "v1")
        report = await b.client.copy_image(source, b.ref())
        assert ("sent", 2) == ("skipped" if report.unchanged else "sent", report.blobs_copied)
        assert [[], []] == b.logs()[1:]


async def test_after_a_deletion_mirrors_are_asked_again() -> None:
    async with bench() as b:
        b.registries[0].load("team/app", ONE, "v2")
        await b.client.delete_tag(b.ref(":v2"))
        for each in b.registries:
            each.log.clear()
        await b.client.get_manifest(b.ref())
        assert [0, 1, 0] == [len(each.log) for each in b.registries]


async def test_a_tag_that_cannot_be_deleted_is_not_given_back_to_what_a_mirror_remembers() -> None:
    async with bench() as b:
        for each in b.registries[1:]:
            stale(each)
        upstream = b.registries[0]
        upstream.delete_tags = False
        upstream.before = lambda got: (
            Reply(405)
            if got.method == "DELETE" and got.path[-71:] in upstream.repositories["team/app"].manifests
            else None
        )
        with pytest.raises(RegistryError, match="left as it was"):
            await b.client.delete_tag(b.ref())
        assert {"v1": ONE.digest} == upstream.repositories["team/app"].tags


async def test_a_list_of_referrers_is_not_rewritten_from_what_a_mirror_remembers() -> None:
    async with bench() as b:
        upstream = b.registries[0]
        upstream.subjects = False
        signed = [images.image(name, layers=0, subject=ONE.descriptor) for name in ("one", "two")]
        for each in signed:
            upstream.load("team/from", each, each.digest[7:14])
            source = Reference.parse(f"{b.hosts[0]}/team/from:{each.digest[7:14]}")
            await b.client.copy_image(source, b.ref(f":{each.digest[7:14]}"))
        tag = upstream.repositories["team/app"].tags[ONE.digest.replace(":", "-")]
        listed = json.loads(upstream.repositories["team/app"].manifests[tag][1])["manifests"]
        assert [each.digest for each in signed] == [entry["digest"] for entry in listed]
