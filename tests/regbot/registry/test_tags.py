import json
import re
from collections.abc import Callable

import anyio
import pytest

from regbot.registry.errors import (
    InvalidReference,
    NotFound,
    RegistryError,
    Unauthorized,
    UnexpectedStatus,
    Unsupported,
)
from regbot.registry.pages import next_link
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio
ONE = images.image("one")


def at(host: str, rest: str = ":v1") -> Reference:
    return Reference.parse(f"{host}/team/app{rest}")


async def test_all_pages_are_read() -> None:
    registry = MemoryRegistry(page=10)
    tags = [f"v{number:03}" for number in range(95)]
    registry.load("team/app", ONE, *tags)
    async with connected(registry) as (client, host):
        assert tags == await client.list_tags(at(host))
        assert 10 == len(registry.log)
        assert tags[:15] == await client.list_tags(at(host), limit=15)
        assert tags[90:] == await client.list_tags(at(host), last="v089")
        assert [] == await client.list_tags(at(host), limit=0)


async def test_f23_repositories_come_in_pages_too() -> None:
    registry = MemoryRegistry(page=3)
    for number in range(8):
        registry.repository(f"app{number}")
    async with connected(registry) as (client, host):
        assert [f"app{number}" for number in range(8)] == await client.list_repositories(host)
        assert ["app5", "app6"] == await client.list_repositories(host, limit=2, last="app4")
        with pytest.raises(InvalidReference, match="invalid hostname"):
            await client.list_repositories(f"{host}/x")


async def test_a_registry_that_ignores_where_to_begin_does_not_make_a_script_loop() -> None:
    """distribution 2.8 lists all tags, unsorted, whatever `last` and `n` say."""
    registry = MemoryRegistry()
    registry.before = lambda _: Reply(200, [], b'{"name": "x", "tags": ["c", "a", "b", "d"]}')
    async with connected(registry) as (client, host):
        assert ["b", "d"] == await client.list_tags(at(host), last="a")
        assert ["b"] == await client.list_tags(at(host), last="a", limit=1)
        assert [] == await client.list_tags(at(host), last="d")


@pytest.mark.parametrize("body", [b'{"name": "x", "tags": null}', b'{"name": "x"}', b'{"tags": []}'])
async def test_no_tags_are_an_empty_list(body: bytes) -> None:
    async with connected(MemoryRegistry(before=lambda got: Reply(200, body=body))) as (client, host):
        assert [] == await client.list_tags(at(host))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"tags": {}}', b'"x"'])
async def test_what_is_no_list_is_refused(body: bytes) -> None:
    async with connected(MemoryRegistry(before=lambda got: Reply(200, body=body))) as (client, host):
        with pytest.raises(RegistryError, match="list of tags"):
            await client.list_tags(at(host))


async def test_pages_in_a_circle_are_left() -> None:
    body = json.dumps({"tags": ["a"]}).encode()
    reply = Reply(200, [("Link", '</v2/team/app/tags/list?last=a>; rel="next"')], body)
    async with connected(MemoryRegistry(before=lambda got: reply)) as (client, host):
        with pytest.raises(RegistryError, match="already read"):
            await client.list_tags(at(host))


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('</x?a=b>; rel="next"', "/x?a=b"),
        ("<x>;rel=next", "x"),
        ('<p>; rel="prev", <n>; title="a, b"; rel="next"', "n"),
        ('<n>; REL="first next"', "n"),
        ('<p>; rel="prev"', ""),
        ('<p>; rel="nexte"', ""),
        ("garbage", ""),
    ],
)
def test_link_headers(header: str, target: str) -> None:
    assert target == next_link([header])


async def test_a_registry_that_deletes_tags_is_asked_once_after_the_digest() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry) as (client, host):
        assert ONE.digest == await client.delete_tag(at(host))
    assert {"v2": ONE.digest} == registry.repositories["team/app"].tags
    assert ["HEAD /v2/team/app/manifests/v1", "DELETE /v2/team/app/manifests/v1"] == registry.log


async def test_a_tag_that_points_nowhere_can_be_deleted_where_the_registry_does_so() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(404) if got.method == "HEAD" else None)
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        assert "" == await client.delete_tag(at(host))
    assert {} == registry.repositories["team/app"].tags


@pytest.mark.parametrize("docker", [False, True])
async def test_elsewhere_the_tag_goes_with_a_placeholder_and_siblings_stay(docker: bool) -> None:
    registry = MemoryRegistry(delete_tags=False)
    image = images.image("x", docker=docker)
    registry.load("team/app", image, "v1", "v2")
    async with connected(registry) as (client, host):
        await client.delete_tag(at(host))
    repository = registry.repositories["team/app"]
    assert ({"v2": image.digest}, [image.digest]) == (repository.tags, list(repository.manifests))
    methods = [line.split()[0] for line in registry.log]
    assert ["HEAD", "DELETE", "DELETE", "POST", "PUT", "POST", "PUT", "PUT", "DELETE"] == methods
    assert {} == registry.uploads


@pytest.mark.parametrize(
    ("docker", "types"),
    [
        (True, [images.DOCKER_MANIFEST, images.DOCKER_CONFIG, images.DOCKER_LAYER]),
        (False, [images.OCI_MANIFEST, images.OCI_CONFIG, images.OCI_LAYER]),
    ],
)
async def test_the_placeholder_says_what_it_is_and_is_of_the_same_family(
    docker: bool, types: list[str]
) -> None:
    seen: list[Got] = []
    registry = MemoryRegistry(delete_tags=False, before=lambda got: seen.append(got))
    registry.load("team/app", images.image("x", docker=docker), "v1")
    async with connected(registry) as (client, host):
        await client.delete_tag(at(host))
    put = next(got for got in seen if got.method == "PUT" and "/manifests/" in got.path)
    document = json.loads(put.body)
    found = [document["mediaType"], document["config"]["mediaType"], document["layers"][0]["mediaType"]]
    assert (types[0], types) == (put.headers["content-type"], found)
    config = next(json.loads(got.body) for got in seen if b"delete-tag" in got.body)
    assert "v1" == config["config"]["Labels"]["delete-tag"]
    assert ("amd64", "linux", 1) == (config["architecture"], config["os"], len(config["history"]))


async def test_f25_a_registry_that_deletes_nothing_is_not_pushed_to() -> None:
    registry = MemoryRegistry(delete_tags=False, delete_manifests=False)
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry) as (client, host):
        with pytest.raises(Unsupported) as caught:
            await client.delete_tag(at(host))
    assert {"v1": ONE.digest, "v2": ONE.digest} == registry.repositories["team/app"].tags
    assert "refused to delete the tag" in str(caught.value)
    assert "left as it was" in str(caught.value)
    tag, absent = registry.log[1], registry.log[2].partition("/manifests/")[2]
    assert ["HEAD", "DELETE", "DELETE"] == [line.split()[0] for line in registry.log]
    assert "DELETE /v2/team/app/manifests/v1" == tag
    assert re.fullmatch("sha256:[0-9a-f]{64}", absent)
    assert ONE.digest != absent


async def test_a_registry_that_deletes_nothing_says_so_of_manifests_too() -> None:
    registry = MemoryRegistry(delete_manifests=False)
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        with pytest.raises(Unsupported) as caught:
            await client.delete_manifest(at(host).with_digest(ONE.digest))
    assert {"v1": ONE.digest} == registry.repositories["team/app"].tags
    assert "refused to delete the manifest: unexpected http status code" in str(caught.value)
    assert "are deletions switched off there?" in str(caught.value)


async def test_another_error_of_a_manifests_deletion_is_as_it_came() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(400) if got.method == "DELETE" else None)
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        with pytest.raises(UnexpectedStatus) as caught:
            await client.delete_manifest(at(host).with_digest(ONE.digest))
    assert (400, None) == (caught.value.status, caught.value.__cause__)


def refusing_at_last(registry: MemoryRegistry, also: str = "") -> Callable[[Got], Reply | None]:
    """Deletes what is not there, and nothing else: the question beforehand does not show it."""

    def before(got: Got) -> Reply | None:
        if (
            got.method == "DELETE"
            and got.path.rpartition("/")[2] in registry.repository("team/app").manifests
        ):
            return Reply(405)
        return Reply(400) if got.method == also else None

    return before


async def test_f25_a_refused_deletion_gives_the_tag_back() -> None:
    registry = MemoryRegistry(delete_tags=False)
    registry.before = refusing_at_last(registry)
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry) as (client, host):
        with pytest.raises(Unsupported) as caught:
            await client.delete_tag(at(host))
    assert {"v1": ONE.digest, "v2": ONE.digest} == registry.repositories["team/app"].tags
    assert "refused to delete the tag" in str(caught.value)
    assert "left as it was" in str(caught.value)


async def test_f25_a_tag_that_cannot_be_given_back_is_named_with_its_digest() -> None:
    registry = MemoryRegistry(delete_tags=False)
    registry.before = refusing_at_last(registry, "GET")
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        with pytest.raises(Unsupported, match=f"placeholder, its image is .*{ONE.digest}"):
            await client.delete_tag(at(host))


@pytest.mark.parametrize("status", [400, 500])
async def test_a_registry_that_does_not_say_whether_it_deletes_is_tried(status: int) -> None:
    registry = MemoryRegistry(delete_tags=False)
    manifests = registry.repository("team/app").manifests
    registry.before = lambda got: (
        Reply(status)
        if got.method == "DELETE" and got.path.rpartition("/")[2] not in {*manifests, "v1"}
        else None
    )
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry) as (client, host):
        await client.delete_tag(at(host))
    assert {"v2": ONE.digest} == registry.repositories["team/app"].tags


@pytest.mark.parametrize("moment", range(9))
async def test_a_cancelled_deletion_leaves_the_tag_on_one_of_its_good_states(moment: int) -> None:
    registry = MemoryRegistry(delete_tags=False)
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry) as (client, host):
        with anyio.CancelScope() as scope:
            registry.before = lambda _: scope.cancel() if len(registry.log) == moment + 1 else None
            await client.delete_tag(at(host))
        tags = registry.repositories["team/app"].tags
    assert scope.cancelled_caught
    assert tags in ({"v1": ONE.digest, "v2": ONE.digest}, {"v2": ONE.digest})
    assert {} == registry.uploads


@pytest.mark.parametrize("delete_tags", [True, False])
async def test_a_missing_tag_is_not_found(delete_tags: bool) -> None:
    registry = MemoryRegistry(delete_tags=delete_tags)
    registry.load("team/app", ONE, "v2")
    async with connected(registry) as (client, host):
        with pytest.raises(NotFound):
            await client.delete_tag(at(host))
    assert 0 == registry.counted("PUT")


async def test_without_a_tag_nothing_is_asked() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        with pytest.raises(InvalidReference, match="tag missing from image reference"):
            await client.delete_tag(at(host, f"@{ONE.digest}"))
    assert [] == registry.log


async def test_who_may_not_delete_pushes_no_placeholder() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(403) if got.method == "DELETE" else None)
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        with pytest.raises(Unauthorized):
            await client.delete_tag(at(host))
    assert {"v1": ONE.digest} == registry.repositories["team/app"].tags
