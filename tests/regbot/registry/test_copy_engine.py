"""What a copy does not ask, does not send twice, and does again when its knowledge was wrong."""

from collections.abc import Awaitable, Callable

import anyio
import anyio.lowlevel
import pytest

from regbot.registry import copyplan, repos
from regbot.registry.client import Client
from regbot.registry.copyplan import CopyOptions
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NotFound, RegistryError
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio

BASE = ("base 1", "base 2", "base 3")
ONE = images.image("one", layer_seeds=(*BASE, "own 1"))
TWO = images.image("two", layer_seeds=(*BASE, "own 2"))
SHARED = set(ONE.blobs) & set(TWO.blobs)
MANY = images.index("many")


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def family() -> tuple[MemoryRegistry, MemoryRegistry]:
    """A source with two images that share layers, and an empty target."""
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    source.load("team/app", TWO, "v2")
    return source, target


def hold(registry: MemoryRegistry, wanted: Callable[[Got], bool]) -> tuple[anyio.Event, anyio.Event]:
    """Hold the first request that is wanted: `reached` is set when it is there, `go` lets it go on."""
    reached, go = anyio.Event(), anyio.Event()
    answer: Callable[[Got], Awaitable[Reply]] = registry.answer

    async def held(got: Got) -> Reply:
        if not reached.is_set() and wanted(got):
            reached.set()
            await go.wait()
        return await answer(got)

    registry.answer = held  # type: ignore[method-assign]  # the quirk of one test
    return reached, go


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> None:
    """All blobs count as big ones: they are asked for before an upload is opened."""
    monkeypatch.setattr(copyplan, "RESENT", -1)


# -- what is not asked


@pytest.mark.usefixtures("big")
async def test_a_new_repository_is_asked_one_question_for_all_copies_into_it() -> None:
    source, target = family()
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert (2, 1, 0) == (
        target.counted("HEAD"),
        target.counted("GET", "/tags/list"),
        target.counted("HEAD", "/blobs/"),
    )
    # of the second image only what it does not share
    assert len(ONE.blobs) + 2 == target.counted("POST") == source.counted("GET", "/blobs/")


@pytest.mark.usefixtures("big")
async def test_a_repository_that_is_there_is_asked_for_each_blob_once() -> None:
    source, target = family()
    target.load("team/app", images.image("old"), "v0")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert (1, len(ONE.blobs) + 2) == (target.counted("GET"), target.counted("HEAD", "/blobs/"))


async def test_small_blobs_are_asked_for_by_opening_their_uploads() -> None:
    source, target = family()
    target.load("team/app", images.image("old", layer_seeds=BASE), "v0")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
        assert (3, len(ONE.blobs) - 3) == (report.blobs_skipped, report.blobs_copied)
        await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert (2, 0, len(ONE.blobs) + 2) == (
        target.counted("HEAD"),
        target.counted("GET"),
        target.counted("POST"),
    )
    assert (len(ONE.blobs) - 3 + 2, 0) == (target.counted("PUT", "/blobs/"), target.counted("DELETE"))


async def test_a_small_blob_is_not_fetched_in_vain_where_the_target_is_known_to_have_some() -> None:
    source, target = family()
    target.load("team/app", images.image("old", layer_seeds=BASE), "v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
    assert len(ONE.blobs) - 3 == source.counted("GET", "/blobs/") == target.counted("PUT", "/blobs/")


async def test_a_small_blob_goes_up_again_where_the_registry_does_not_mount() -> None:
    source, target = family()
    target.mounts = False
    target.load("team/app", images.image("old", layer_seeds=BASE), "v0")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert (0, len(ONE.blobs)) == (report.blobs_skipped, report.blobs_copied)
    assert {} == target.uploads


async def test_a_registry_that_refuses_the_question_by_opening_is_asked_by_head_from_then_on() -> None:
    def refuse(got: Got) -> Reply | None:
        return Reply(405) if "mount" in dict(got.query) else None

    source, target = family()
    source.load("team/app", images.image("three", layer_seeds=(*BASE, "own 3")), "v3")
    target.before = refuse
    target.load("team/app", images.image("old"), "v0")
    posts, heads = [], []
    async with connected(source, target) as (client, here, there):
        for tag in ("v1", "v2", "v3"):
            await client.copy_image(at(here, f"team/app:{tag}"), at(there, f"team/app:{tag}"))
            posts.append(target.counted("POST"))
            heads.append(target.counted("HEAD", "/blobs/"))
            target.log.clear()
    # All blobs of the first image are offered at once, from the repository itself; those of the second, which
    # are asked for, from anywhere.
    assert ([2 * len(ONE.blobs), 2 * 2, 2], [0, 2, 2]) == (posts, heads)


async def test_a_repository_whose_tag_is_replaced_is_not_asked_whether_it_is_new() -> None:
    source, target = family()
    target.load("team/app", images.image("old"), "v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
    assert 0 == target.counted("GET")


@pytest.mark.usefixtures("big")
@pytest.mark.parametrize("reply", [Reply(401), Reply(403), Reply(404), Reply(405), Reply(503), Reply(429)])
async def test_a_registry_that_lists_no_tags_is_asked_for_each_blob(reply: Reply) -> None:
    source, target = family()
    target.before = lambda got: reply if "/tags/list" in got.path else None
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert (len(ONE.blobs), len(ONE.blobs), 1) == (
        target.counted("HEAD", "/blobs/"),
        report.blobs_copied,
        target.counted("GET"),
    )


@pytest.mark.usefixtures("big")
async def test_a_registry_that_takes_long_to_list_its_tags_has_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repos, "PATIENCE", 0.01)
    source, target = family()
    target.before = lambda got: Reply(deaf=True) if "/tags/list" in got.path else None
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert (1, len(ONE.blobs) + 2) == (target.counted("GET"), target.counted("HEAD", "/blobs/"))


@pytest.mark.usefixtures("big")
async def test_large_blobs_are_asked_for_even_where_the_repository_is_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copyplan, "UNASKED", 4000)
    source, target = MemoryRegistry(), MemoryRegistry()
    large = images.image("large", layers=4, layer_size=5000)
    source.load("team/app", large, "v1")
    target.repository("team/app").blobs |= dict(list(large.blobs.items())[:3])
    target.before = lambda got: Reply(404, body=b'{"errors": [{"code": "NAME_UNKNOWN"}]}') if (
        "/tags/list" in got.path
    ) else None  # fmt: skip
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert (4, 3, 2) == (target.counted("HEAD", "/blobs/"), report.blobs_skipped, report.blobs_copied)


async def test_children_in_a_new_repository_are_not_looked_for() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        assert 1 == target.counted("HEAD")
        again = await client.copy_image(at(here), at(there, "team/app:again"), CopyOptions(referrers=True))
    assert (3, 1) == (again.manifests_skipped, again.manifests_copied)
    assert 2 == target.counted("HEAD")


async def test_a_source_that_counts_pulls_is_asked_for_the_head_first() -> None:
    source, target = family()
    source.counts_pulls = True
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        source.log.clear()
        again = await client.copy_image(at(here), at(there))
    assert again.unchanged
    assert ["HEAD /v2/team/app/manifests/v1"] == source.log


async def test_a_digest_at_the_source_is_asked_for_only_when_the_target_lacks_it() -> None:
    source, target = family()
    async with connected(source, target) as (client, here, there):
        exact = at(here, f"team/app@{ONE.digest}")
        await client.copy_image(exact, at(there))
        source.log.clear()
        assert (await client.copy_image(exact, at(there))).unchanged
    assert [] == source.log


async def test_both_ends_are_asked_at_the_same_time() -> None:
    source, target = family()
    reached, go = hold(target, lambda got: got.method == "HEAD")
    other, go_on = hold(source, lambda got: got.method == "GET")
    async with connected(source, target) as (client, here, there):
        with anyio.fail_after(20):
            async with anyio.create_task_group() as group:
                group.start_soon(client.copy_image, at(here), at(there))
                await reached.wait()
                await other.wait()
                go.set()
                go_on.set()


async def test_a_download_begins_while_its_upload_is_opened() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", images.image("large", layers=1, layer_size=400_000), "v1")
    opened, go = hold(target, lambda got: got.method == "POST")
    async with connected(source, target) as (client, here, there):
        with anyio.fail_after(20):
            async with anyio.create_task_group() as group:
                group.start_soon(client.copy_image, at(here), at(there))
                await opened.wait()
                while source.counted("GET", "/blobs/") < 2:
                    await anyio.lowlevel.checkpoint()
                go.set()
    assert 1 == len(target.repositories["team/app"].tags)


async def test_a_download_that_fails_early_is_the_error_and_ends_the_session() -> None:
    source, target = family()
    source.before = lambda got: Reply(403) if "/blobs/" in got.path else None
    async with connected(source, target) as (client, here, there):
        with pytest.raises(RegistryError, match="http 403"):
            await client.copy_image(at(here), at(there))
    assert {} == target.uploads


# -- mounts


async def test_a_blob_known_in_another_repository_of_the_target_is_mounted() -> None:
    source, target = family()
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        report = await client.copy_image(at(here, "team/app:v2"), at(there, "other/app:v2"))
    assert (3, 2, 0) == (report.blobs_mounted, report.blobs_copied, target.counted("HEAD", "/blobs/"))
    assert TWO.blobs == target.repositories["other/app"].blobs


async def test_a_registry_that_refuses_mounts_is_asked_before_bytes_are_sent_again() -> None:
    registry = MemoryRegistry(mounts=False)
    registry.load("team/app", ONE, "v1")
    registry.load("other/app", images.image("old"), "v0")
    some = dict(list(ONE.blobs.items())[:2])
    registry.repositories["other/app"].blobs |= some
    async with connected(registry) as (client, host):
        report = await client.copy_image(at(host), at(host, "other/app:v1"))
        assert (3, 2, 0) == (report.blobs_copied, report.blobs_skipped, report.blobs_mounted)
        assert {} == registry.uploads
        registry.log.clear()
        registry.load("team/app", TWO, "v2")
        await client.copy_image(at(host, "team/app:v2"), at(host, "other/app:v2"))
    # the next time nobody hopes for a mount any more
    assert [2, 0] == [registry.counted(method, "/blobs/") for method in ("HEAD", "DELETE")]


@pytest.mark.usefixtures("big")
async def test_where_blobs_appear_without_being_asked_for_downloads_do_not_begin_early() -> None:
    source, target = family()
    target.anonymous_mount = "mount"
    target.load("elsewhere", ONE)
    target.load("elsewhere", TWO)
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
        source.log.clear()
        again = await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert (5, 2, 3) == (report.blobs_mounted, again.blobs_mounted, again.blobs_skipped)
    assert 0 == source.counted("GET", "/blobs/")


async def test_a_single_blob_is_mounted_within_its_registry_and_known_afterwards() -> None:
    source, target = family()
    digest = min(SHARED)
    blob = Descriptor("application/octet-stream", digest, len(ONE.blobs[digest]))
    async with connected(source, target) as (client, here, there):
        assert "present" == (await client.copy_blob(at(here), at(here), blob)).how
        assert "mounted" == (await client.copy_blob(at(here), at(here, "other/app"), blob)).how
        assert "sent" == (await client.copy_blob(at(here), at(there), blob)).how
        report = await client.copy_image(at(here), at(there))
    assert (1, 4) == (report.blobs_skipped, report.blobs_copied)
    assert (1, 5) == (source.counted("GET", digest), target.counted("POST"))


async def test_a_blob_that_is_there_under_another_tag_does_not_speak_against_mounts() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    registry.load("other/app", images.image("old"), "v0")
    digest = min(SHARED)
    blob = Descriptor("application/octet-stream", digest, len(ONE.blobs[digest]))
    async with connected(registry) as (client, host):
        assert "present" == (await client.copy_blob(at(host), at(host, "team/app:v2"), blob)).how
        report = await client.copy_image(at(host), at(host, "other/app:v1"))
    assert (len(ONE.blobs), 0) == (report.blobs_mounted, registry.counted("HEAD", "/blobs/"))


# -- knowledge that is wrong


async def test_a_blob_that_went_away_under_us_is_brought_again() -> None:
    source, target = family()
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        lost = min(SHARED)
        del target.repositories["team/app"].blobs[lost]
        target.log.clear()
        report = await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert TWO.digest == target.repositories["team/app"].tags["v2"]
    assert (3, 3) == (report.blobs_copied, report.blobs_skipped)
    assert (2, 5) == (target.counted("PUT", "/manifests/"), target.counted("HEAD", "/blobs/"))
    assert report.bytes_planned == report.bytes_moved + report.bytes_skipped


async def test_a_child_that_went_away_under_us_is_brought_again() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        repository = target.repositories["team/app"]
        del repository.manifests[MANY.children[1].digest]
        repository.tags.clear()
        report = await client.copy_image(at(here), at(there))
    assert MANY.digest == repository.tags["v1"]
    assert (2, 0) == (report.manifests_copied, report.blobs_copied)


async def test_a_registry_that_always_misses_a_part_is_believed_the_second_time() -> None:
    source, target = family()
    body = b'{"errors": [{"code": "MANIFEST_BLOB_UNKNOWN", "message": "blob unknown to registry"}]}'
    target.before = lambda got: (
        Reply(400, body=body) if got.method == "PUT" and "/manifests/" in got.path else None
    )
    async with connected(source, target) as (client, here, there):
        with pytest.raises(RegistryError, match="MANIFEST_BLOB_UNKNOWN"):
            await client.copy_image(at(here), at(there))
    assert (2, 5) == (target.counted("PUT", "/manifests/"), target.counted("HEAD", "/blobs/"))


@pytest.mark.parametrize("verb", ["tag", "manifest"])
async def test_what_is_deleted_takes_the_knowledge_with_it(verb: str) -> None:
    source, target = family()
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
        if verb == "tag":
            await client.delete_tag(at(there))
        else:
            await client.delete_manifest(at(there, f"team/app@{ONE.digest}"))
        target.repositories["team/app"].blobs.clear()  # as some registries do at once
        target.checks_parts = False
        await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert TWO.blobs == target.repositories["team/app"].blobs


async def test_what_is_learned_while_something_is_deleted_is_not_kept() -> None:
    source, target = family()
    target.load("team/app", ONE, "v1")
    reached, go = hold(target, lambda got: got.method == "DELETE")
    async with connected(source, target) as (client, here, there), anyio.create_task_group() as tasks:
        tasks.start_soon(client.delete_manifest, at(there, f"team/app@{ONE.digest}"))
        await reached.wait()
        await client.copy_image(at(here), at(there, "team/app:again"))
        go.set()
        while target.repositories["team/app"].manifests.get(ONE.digest):
            await anyio.lowlevel.checkpoint()
        await anyio.wait_all_tasks_blocked()
        target.repositories["team/app"].blobs.clear()  # as some registries do at once
        target.checks_parts = False
        await client.copy_image(at(here, "team/app:v2"), at(there, "team/app:v2"))
    assert TWO.blobs == target.repositories["team/app"].blobs


# -- several copies at a time


async def run_both(client: Client, *pairs: tuple[Reference, Reference]) -> list[object]:
    """Copy these at the same time; their reports or errors."""
    ended: dict[int, object] = {}

    async def copy(number: int) -> None:
        try:
            ended[number] = await client.copy_image(*pairs[number])
        except RegistryError as error:
            ended[number] = error

    with anyio.fail_after(30):
        async with anyio.create_task_group() as group:
            for number in range(len(pairs)):
                group.start_soon(copy, number)
    return [ended[number] for number in range(len(pairs))]


async def test_the_same_copy_twice_at_a_time_is_made_once() -> None:
    source, target = family()
    async with connected(source, target) as (client, here, there):
        first, second = await run_both(client, *[(at(here), at(there))] * 2)
    assert (False, True) == (first.unchanged, second.unchanged)
    assert len(ONE.blobs) == source.counted("GET", "/blobs/") == target.counted("POST")
    assert 1 == target.counted("PUT", "/manifests/")


@pytest.mark.parametrize("slots", [1, 2, 12])
async def test_a_blob_that_two_copies_want_is_sent_once(slots: int) -> None:
    source, target = family()
    async with connected(source, target, req_concurrent=slots) as (client, here, there):
        reports = await run_both(
            client, *[(at(here, f"team/app:v{n}"), at(there, f"team/app:v{n}")) for n in (1, 2)]
        )
    assert len(ONE.blobs | TWO.blobs) == target.counted("POST") == source.counted("GET", "/blobs/")
    assert (7, 3) == (
        sum(each.blobs_copied for each in reports),
        sum(each.blobs_skipped for each in reports),
    )
    assert {} == target.uploads


async def test_who_waits_for_a_blob_brings_it_when_the_other_fails() -> None:
    source, other, target = MemoryRegistry(), MemoryRegistry(), MemoryRegistry()
    for each in (source, other):
        each.load("team/app", ONE, "v1")
    wanted = min(SHARED)
    reached, go = hold(source, lambda got: got.method == "GET" and got.path.endswith(wanted))
    source.before = lambda got: Reply(404) if got.method == "GET" and got.path.endswith(wanted) else None
    async with connected(source, other, target) as (client, here, elsewhere, there):
        with anyio.fail_after(30):
            async with anyio.create_task_group() as group:

                async def fail() -> None:
                    with pytest.raises(NotFound):
                        await client.copy_image(at(here), at(there))

                group.start_soon(fail)
                await reached.wait()
                group.start_soon(client.copy_image, at(elsewhere), at(there, "team/app:v2"))
                while not other.counted("GET", "/manifests/"):
                    await anyio.lowlevel.checkpoint()
                go.set()
    assert {"v2": ONE.digest} == target.repositories["team/app"].tags
    assert {} == target.uploads


async def test_who_waits_for_a_blob_brings_it_when_the_other_is_cancelled() -> None:
    source, target = family()
    wanted = min(SHARED)
    reached, go = hold(source, lambda got: got.method == "GET" and got.path.endswith(wanted))
    async with connected(source, target) as (client, here, there):
        with anyio.fail_after(30):
            async with anyio.create_task_group() as group:
                async with anyio.create_task_group() as cancelled:
                    cancelled.start_soon(client.copy_image, at(here), at(there))
                    await reached.wait()
                    group.start_soon(client.copy_image, at(here), at(there))
                    group.start_soon(client.copy_image, at(here, "team/app:v2"), at(there, "team/app:v2"))
                    while source.counted("GET", "/manifests/v2") < 1:
                        await anyio.lowlevel.checkpoint()
                    cancelled.cancel_scope.cancel()
                go.set()
    assert {"v1": ONE.digest, "v2": TWO.digest} == target.repositories["team/app"].tags
    assert {} == target.uploads


async def test_a_cancelled_pair_of_copies_leaves_nothing_at_any_moment() -> None:
    for moment in range(0, 1000, 7):
        source, target = family()
        async with connected(source, target, req_concurrent=2) as (client, here, there):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    for n in (1, 2):
                        group.start_soon(
                            client.copy_image, at(here, f"team/app:v{n}"), at(there, f"team/app:v{n}")
                        )
                    for _ in range(moment):
                        await anyio.lowlevel.checkpoint()
                    scope.cancel()
            assert {} == target.uploads, moment
            done = len(target.repository("team/app").tags) == 2
            # and the client is as good as before
            with anyio.fail_after(20):
                for n in (1, 2):
                    await client.copy_image(at(here, f"team/app:v{n}"), at(there, f"team/app:v{n}"))
            assert {"v1": ONE.digest, "v2": TWO.digest} == target.repositories["team/app"].tags
        if done:
            break
    assert done


# -- dry runs and folders


async def test_a_dry_run_asks_no_more_than_the_copy_and_writes_nothing() -> None:
    source, target = family()
    async with connected(source, target, rehearse=True) as (client, here, there):
        for n in (1, 2):
            report = await client.copy_image(at(here, f"team/app:v{n}"), at(there, f"team/app:v{n}"))
    assert (2, 3) == (report.blobs_copied, report.blobs_skipped)
    assert {"HEAD", "GET"} == {line.split()[0] for line in target.log}
    assert (3, 2) == (len(target.log), source.counted("GET"))
