"""How many requests copies cost between two real registries, and how many of them are under way at a time.

Numbers of requests say what distance costs, whatever the machine is doing at the moment.
"""

from collections.abc import Iterator

import anyio
import pytest

from regbot.registry.client import Client
from regbot.registry.host import HostConfig
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Relay

pytestmark = pytest.mark.anyio
COUNT = 20
BASE = ("base 1", "base 2", "base 3", "base 4")


@pytest.fixture
def relays(two_registries: tuple[Registry, Registry]) -> Iterator[tuple[Relay, Relay]]:
    source, target = two_registries
    with Relay(source.host) as to_source, Relay(target.host) as to_target:
        yield to_source, to_target


def client(
    relays: tuple[Relay, Relay], *, req_concurrent: int | None = None, req_per_sec: float = 0.0
) -> Client:
    return Client(
        [
            HostConfig(each.host, tls="disabled", req_concurrent=req_concurrent, req_per_sec=req_per_sec)
            for each in relays
        ]
    )


def asked(relays: tuple[Relay, Relay]) -> tuple[int, int]:
    return len(relays[0].requests), len(relays[1].requests)


def at(relay: Relay, rest: str) -> Reference:
    return Reference.parse(f"{relay.host}/{rest}")


def same(skopeo: Skopeo, registries: tuple[Registry, Registry], name: str) -> bool:
    return skopeo.digests(f"{registries[0].host}/{name}") == skopeo.digests(f"{registries[1].host}/{name}")


async def test_an_image_to_an_empty_registry_and_the_same_again(
    two_registries: tuple[Registry, Registry], relays: tuple[Relay, Relay], repository: str, skopeo: Skopeo
) -> None:
    images.push(two_registries[0].host, repository, images.image("one", layers=5), "v1")
    source, target = (at(relay, f"{repository}:v1") for relay in relays)
    async with client(relays) as using:
        await using.copy_image(source, target)
        # the manifest, six blobs | its head, six sessions and bodies, the manifest
        assert (7, 14) == asked(relays)
    async with client(relays) as using:
        assert (await using.copy_image(source, target)).unchanged
        assert (8, 15) == asked(relays)
    assert same(skopeo, two_registries, f"{repository}:v1")


async def test_an_index_to_an_empty_registry(
    two_registries: tuple[Registry, Registry], relays: tuple[Relay, Relay], repository: str, skopeo: Skopeo
) -> None:
    images.push(two_registries[0].host, repository, images.index(repository, layers=4), "v1")
    async with client(relays) as using:
        await using.copy_image(*(at(relay, f"{repository}:v1") for relay in relays))
    assert (19, 36) == asked(relays)
    assert same(skopeo, two_registries, f"{repository}:v1")


@pytest.mark.parametrize("together", [False, True])
async def test_images_that_share_layers_send_each_of_them_once(
    two_registries: tuple[Registry, Registry],
    relays: tuple[Relay, Relay],
    repository: str,
    skopeo: Skopeo,
    together: bool,
) -> None:
    tags = [f"v{number}" for number in range(COUNT)]
    for tag in tags:
        what = images.image(f"child {tag}", layer_seeds=(*BASE, f"own {tag}"))
        images.push(two_registries[0].host, repository, what, tag)
    async with client(relays) as using, anyio.create_task_group() as group:
        for tag in tags:
            pair = [at(relay, f"{repository}:{tag}") for relay in relays]
            if together:
                group.start_soon(using.copy_image, *pair)
            else:
                await using.copy_image(*pair)
    blobs = len(BASE) + 2 * COUNT
    assert (COUNT + blobs, 2 * COUNT + 2 * blobs) == asked(relays)
    assert sum(asked(relays)) <= 220
    for tag in tags[::7]:
        assert same(skopeo, two_registries, f"{repository}:{tag}")


async def test_another_repository_of_the_target_gives_its_blobs(
    two_registries: tuple[Registry, Registry], relays: tuple[Relay, Relay], repository: str, skopeo: Skopeo
) -> None:
    images.push(two_registries[0].host, repository, images.image("one", layers=5), "v1")
    source, target = (at(relay, f"{repository}:v1") for relay in relays)
    async with client(relays) as using:
        await using.copy_image(source, target)
        for relay in relays:
            relay.clear()
        report = await using.copy_image(source, at(relays[1], f"{repository}/mounted:v1"))
    assert (6, 1, 1 + 6 + 1) == (report.blobs_mounted, *asked(relays))
    whole = skopeo.digests(f"{two_registries[0].host}/{repository}:v1")
    assert whole == skopeo.digests(f"{two_registries[1].host}/{repository}/mounted:v1")


async def test_blobs_of_a_broken_off_copy_are_not_sent_again_where_the_repository_is_known(
    two_registries: tuple[Registry, Registry], relays: tuple[Relay, Relay], repository: str
) -> None:
    what = images.image("one", layers=5)
    images.push(two_registries[0].host, repository, what, "v1")
    images.push(two_registries[1].host, repository, images.image("one", layers=3), "v0")
    async with client(relays) as using:
        report = await using.copy_image(*(at(relay, f"{repository}:v1") for relay in relays))
    assert (3, 3) == (report.blobs_skipped, report.blobs_copied)
    assert (6, 3, 0) == tuple(len(relays[1].seen(method, "/blobs/")) for method in ("POST", "PUT", "DELETE"))


@pytest.mark.parametrize("slots", [1, 2])
async def test_no_more_requests_are_under_way_than_the_limits_say(
    two_registries: tuple[Registry, Registry], relays: tuple[Relay, Relay], repository: str, slots: int
) -> None:
    for tag in ("v1", "v2", "v3"):
        what = images.index(f"{repository} {tag}", layers=2)
        images.push(two_registries[0].host, repository, what, tag)
    for relay in relays:
        relay.delay = 0.002
    async with client(relays, req_concurrent=slots) as using, anyio.create_task_group() as group:
        for tag in ("v1", "v2", "v3"):
            group.start_soon(using.copy_image, *(at(relay, f"{repository}:{tag}") for relay in relays))
    assert [slots, slots] == [relay.high_water for relay in relays]


async def test_the_rate_holds_for_downloads_that_begin_early(
    two_registries: tuple[Registry, Registry], relays: tuple[Relay, Relay], repository: str
) -> None:
    images.push(two_registries[0].host, repository, images.image(repository, layers=5), "v1")
    async with client(relays, req_concurrent=2, req_per_sec=20) as using:
        await using.copy_image(*(at(relay, f"{repository}:v1") for relay in relays))
    for relay in relays:
        starts = sorted(each.started for each in relay.seen())
        # n requests take n - 1 intervals; a busy machine may see the first of them late
        assert starts[-1] - starts[0] >= (len(starts) - 4) / 20
