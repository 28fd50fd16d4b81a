import json
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from regbot.registry import copyplan
from regbot.registry.copyplan import CopyOptions, CopyReport, digest_tags_of
from regbot.registry.errors import NetworkError, NotFound, PlatformNotFound, RegistryError, Unsupported
from regbot.registry.reference import Reference
from regbot.registry.together import best_error
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio
ONE = images.image("one", layers=5)
MANY = images.index("many")


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def assert_same(source: MemoryRegistry, target: MemoryRegistry, name: str = "team/app") -> None:
    assert source.repositories["team/app"].manifests == target.repositories[name].manifests
    assert source.repositories["team/app"].blobs == target.repositories[name].blobs
    assert {} == target.uploads


async def test_an_image_is_copied_with_the_least_of_requests() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
        assert_same(source, target)
        assert (7, 14) == (len(source.log), len(target.log))
        assert (ONE.digest, 1, 6, 0, 0) == (
            report.digest,
            report.manifests_copied,
            report.blobs_copied,
            report.blobs_skipped,
            report.blobs_mounted,
        )
        assert sum(map(len, ONE.blobs.values())) + len(ONE.manifest) == report.bytes_moved
        again = await client.copy_image(at(here), at(there))
    assert (8, 15) == (len(source.log), len(target.log))
    assert (True, 1, ONE.digest) == (again.unchanged, again.manifests_skipped, again.digest)
    assert (len(ONE.manifest), 0) == (again.bytes_planned, again.bytes_under_way)
    assert again.bytes_planned == again.bytes_skipped


async def test_the_report_is_filled_while_the_copy_runs() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    seen: list[tuple[int, int, int]] = []

    def look(got: Got) -> Reply | None:
        seen.append((report.bytes_planned, report.bytes_moved, report.bytes_under_way))
        return None

    target.before = look
    async with connected(source, target) as (client, here, there):
        report = CopyReport(at(here), at(there))
        assert report is await client.copy_image(at(here), at(there), report=report)
    total = sum(len(raw) for _, raw in target.repositories["team/app"].manifests.values())
    total += sum(map(len, target.repositories["team/app"].blobs.values()))
    assert (total, total, 0) == (report.bytes_planned, report.bytes_moved, report.bytes_under_way)
    assert sorted(each[:2] for each in seen) == [each[:2] for each in seen]
    assert any(under_way for _, _, under_way in seen)
    assert all(moved + under_way <= planned for planned, moved, under_way in seen)


async def test_an_index_comes_with_its_children_first() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert_same(source, target)
    assert {"v1": MANY.digest} == target.repositories["team/app"].tags
    assert (13, 24) == (len(source.log), len(target.log))
    assert (4, 9) == (report.manifests_copied, report.blobs_copied)
    assert "PUT /v2/team/app/manifests/v1" == target.log[-1]


async def test_what_is_there_is_not_sent_again() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    target.repository("team/app").blobs |= dict(list(ONE.blobs.items())[:4])
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert (2, 4) == (report.blobs_copied, report.blobs_skipped)
    assert 2 == target.counted("PUT", "/blobs/")


async def test_a_blob_that_several_children_share_is_moved_once() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    shared = images.index("shared", layer_seeds=("same",))
    source.load("team/app", shared, "v1")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert_same(source, target)
    assert 1 + 3 == report.blobs_copied == source.counted("GET", "/blobs/")


async def test_retagging_looks_at_no_blob() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", MANY, "v1")
    async with connected(registry) as (client, host):
        await client.copy_image(at(host), at(host, "team/app:v2"))
    assert {"v1": MANY.digest, "v2": MANY.digest} == registry.repositories["team/app"].tags
    assert ["HEAD", "GET", "PUT"] == [line.split()[0] for line in registry.log]


async def test_blobs_are_mounted_within_one_registry() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        report = await client.copy_image(at(host), at(host, "other/app:v1"))
    assert registry.repositories["team/app"].blobs == registry.repositories["other/app"].blobs
    assert (6, 0, 9) == (report.blobs_mounted, report.blobs_copied, len(registry.log))
    assert sum(map(len, ONE.blobs.values())) == report.bytes_mounted


@pytest.mark.parametrize("slots", [1, 3])
async def test_refused_mounts_are_ordinary_uploads(slots: int) -> None:
    registry = MemoryRegistry(mounts=False)
    registry.load("team/app", ONE, "v1")
    async with connected(registry, req_concurrent=slots) as (client, host):
        with anyio.fail_after(20):
            report = await client.copy_image(at(host), at(host, "other/app:v1"))
    assert (0, 6, {}) == (report.blobs_mounted, report.blobs_copied, registry.uploads)


@pytest.mark.parametrize("slots", [1, 2, 3, 0])
async def test_copies_in_opposite_directions_do_not_wait_for_each_other(slots: int) -> None:
    left, right = MemoryRegistry(), MemoryRegistry()
    left.load("team/a", images.image("a", layers=6), "v1")
    right.load("team/b", images.image("b", layers=6), "v1")
    async with connected(left, right, req_concurrent=slots) as (client, here, there):
        with anyio.fail_after(20):
            async with anyio.create_task_group() as group:
                group.start_soon(client.copy_image, at(here, "team/a:v1"), at(there, "team/a:v1"))
                group.start_soon(client.copy_image, at(there, "team/b:v1"), at(here, "team/b:v1"))
    assert left.repositories["team/a"].blobs == right.repositories["team/a"].blobs
    assert left.repositories["team/b"].blobs == right.repositories["team/b"].blobs


async def test_a_changed_tag_is_copied_and_its_digest_reported() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    target.load("team/app", images.image("old"), "v1")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert ONE.digest == report.digest == target.repositories["team/app"].tags["v1"]
    assert images.image("old").digest == report.before


async def test_force_recursive_looks_at_everything_and_moves_what_is_missing() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    target.load("team/app", MANY, "v1")
    lost = next(iter(MANY.children[0].blobs))
    del target.repositories["team/app"].blobs[lost]
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there), CopyOptions(force_recursive=True))
    assert_same(source, target)
    assert (4, 1, 8) == (report.manifests_copied, report.blobs_copied, report.blobs_skipped)


async def test_digest_tags_come_along() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    signature, inner = images.image("sig"), images.image("inner")
    source.load("team/app", MANY, "v1")
    source.load("team/app", signature, f"sha256-{MANY.digest[7:]}.sig")
    source.load("team/app", inner, f"sha256-{MANY.children[0].digest[7:]}.sbom", "unrelated")
    target.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there), CopyOptions(digest_tags=True))
        tags = await client.list_tags(at(there))
    expected = [f"sha256-{MANY.digest[7:]}.sig", f"sha256-{MANY.children[0].digest[7:]}.sbom", "v1"]
    assert sorted(expected) == tags
    assert 1 == source.counted("GET", "/tags/list")


async def test_f24_chosen_platforms_get_an_index_of_their_own() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    many = images.index("many", annotations={"a": "b"})
    source.load("team/app", many, "v1")
    options = CopyOptions(platforms=("linux/amd64", "linux/arm/v7"))
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there), options)
        again = await client.copy_image(at(here), at(there), options)
    index = json.loads(target.repositories["team/app"].manifests[report.digest][1])
    wanted = [many.children[0].digest, many.children[2].digest]
    assert (wanted, {"a": "b"}) == ([entry["digest"] for entry in index["manifests"]], index["annotations"])
    assert {report.digest, *wanted} == set(target.repositories["team/app"].manifests)
    assert (True, report.digest) == (again.unchanged, again.digest)


async def test_all_platforms_chosen_keep_the_digest() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    options = CopyOptions(platforms=("linux/amd64", "linux/arm64", "linux/arm"))
    async with connected(source, target) as (client, here, there):
        assert MANY.digest == (await client.copy_image(at(here), at(there), options)).digest


async def test_a_platform_that_is_not_there_is_an_error_before_anything_moves() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        with pytest.raises(PlatformNotFound, match=r"linux/s390x \(there is linux/amd64"):
            await client.copy_image(at(here), at(there), CopyOptions(platforms=("linux/s390x",)))
    assert {} == target.repositories


async def test_a_missing_source_is_not_found() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    async with connected(source, target) as (client, here, there):
        with pytest.raises(NotFound, match=f"{here}/team/app:v1"):
            await client.copy_image(at(here), at(there))


async def test_a_target_that_is_out_of_order_ends_the_copy_before_anything_moves() -> None:
    source, target = MemoryRegistry(), MemoryRegistry(before=lambda got: Reply(503))
    source.load("team/app", ONE, "v1")
    async with connected(source, target) as (client, here, there):
        with pytest.raises(RegistryError, match="http 503"):
            await client.copy_image(at(here), at(there))
    assert {} == target.repositories
    assert 0 == source.counted("GET", "/blobs/")


async def test_schema_1_is_refused_with_its_reason() -> None:
    raw = b'{"schemaVersion": 1, "name": "x", "fsLayers": []}'
    kind = "application/vnd.docker.distribution.manifest.v1+json"

    def before(got: Got) -> Reply:
        return Reply(200, [("Content-Type", kind), ("Docker-Content-Digest", images.digest_of(raw))], raw)

    source, target = MemoryRegistry(before=before), MemoryRegistry()
    async with connected(source, target) as (client, here, there):
        with pytest.raises(Unsupported, match="schema 1"):
            await client.copy_image(at(here), at(there))


async def test_the_first_error_ends_everything_and_no_manifest_arrives() -> None:
    broken = next(iter(MANY.children[1].blobs))

    def before(got: Got) -> Reply | None:
        return Reply(404) if got.method == "GET" and got.path.endswith(broken) else None

    source, target = MemoryRegistry(before=before), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        with pytest.raises(NotFound) as caught:
            await client.copy_image(at(here), at(there))
    assert broken in str(caught.value)
    assert ({}, {}) == (target.repository("team/app").tags, target.uploads)
    assert MANY.digest not in target.repository("team/app").manifests


async def test_a_cancelled_copy_leaves_no_session_and_no_tag_at_any_moment() -> None:
    image = images.image("small", layers=2, layer_size=300_000)
    requests = 0
    for moment in range(1000):
        source, target = MemoryRegistry(), MemoryRegistry()
        source.load("team/app", image, "v1")
        async with connected(source, target) as (client, here, there):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(_cancel_after, scope, moment)
                    await client.copy_image(at(here), at(there))
                    group.cancel_scope.cancel()
            tags = dict(target.repository("team/app").tags)
        assert {} == target.uploads, moment
        assert tags in ({}, {"v1": image.digest})
        requests = max(requests, len(target.log))
        if not scope.cancel_called:
            break
    assert {"v1": image.digest} == tags
    assert moment > 40
    assert requests >= 9


async def _cancel_after(scope: anyio.CancelScope, steps: int) -> None:
    for _ in range(steps):
        await anyio.lowlevel.checkpoint()
    scope.cancel()


@pytest.mark.parametrize("after", range(12))
async def test_a_copy_cancelled_while_a_request_is_served_leaves_no_session(after: int) -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", images.image("small"), "v1")
    async with connected(source, target) as (client, here, there):
        with anyio.CancelScope() as scope:
            seen: list[Got] = []

            def before(got: Got) -> None:
                seen.append(got)
                if len(seen) > after:
                    scope.cancel()

            target.before = before
            await client.copy_image(at(here), at(there))
    assert {} == target.uploads


async def test_into_a_layout_and_back(tmp_path: Path) -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    layout = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
    async with connected(source, target) as (client, here, there):
        first = await client.copy_image(at(here), layout)
        again = await client.copy_image(at(here), layout)
        await client.copy_image(layout, at(there))
    assert_same(source, target)
    assert (9, True) == (first.blobs_copied, again.unchanged)


def test_digest_tags() -> None:
    tags = ["sha256-aa.sig", "sha256-aab", "sha256-b", "v1"]
    assert ["sha256-aa.sig", "sha256-aab"] == digest_tags_of(tags, "sha256:aa")


def test_the_error_that_says_most_comes_out() -> None:
    temporary, lasting, bug = NetworkError("reset", temporary=True), NotFound("gone"), ValueError("bug")
    group = BaseExceptionGroup("", [temporary, BaseExceptionGroup("", [lasting])])
    assert lasting is best_error(group)
    assert bug is best_error(BaseExceptionGroup("", [group, bug]))


async def test_a_digest_tag_whose_index_names_the_very_child_ends() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1", f"sha256-{MANY.children[0].digest[7:]}")
    async with connected(source, target) as (client, here, there):
        with anyio.fail_after(10):
            await client.copy_image(at(here), at(there), CopyOptions(digest_tags=True))
    assert source.repositories["team/app"].tags == target.repositories["team/app"].tags


async def test_an_index_in_an_index() -> None:
    inner = MANY
    raw = json.dumps({"schemaVersion": 2, "mediaType": images.OCI_INDEX, "manifests": [inner.descriptor]})
    outer = images.Index(raw.encode(), images.OCI_INDEX, ())
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", inner)
    source.load("team/app", outer, "v1")
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
    assert_same(source, target)
    assert 5 == report.manifests_copied


@pytest.mark.parametrize("as_manifest", [True, False])
async def test_an_entry_of_unknown_type_is_tried_as_manifest_and_then_as_blob(as_manifest: bool) -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    data = ONE.manifest
    entry = {"mediaType": "application/x-unknown", "digest": ONE.digest, "size": len(data)}
    raw = json.dumps({"schemaVersion": 2, "mediaType": images.OCI_INDEX, "manifests": [entry]}).encode()
    if as_manifest:
        source.load("team/app", ONE)
    else:
        source.repository("team/app").blobs[ONE.digest] = data
    source.load("team/app", images.Index(raw, images.OCI_INDEX, ()), "v1")
    async with connected(source, target) as (client, here, there):
        target.before = lambda got: Reply(201) if got.target.endswith("manifests/v1") and got.body else None
        report = await client.copy_image(at(here), at(there))
    assert (6, 2) if as_manifest else (1, 1) == (report.blobs_copied, report.manifests_copied)


async def test_a_sparse_index_keeps_its_bytes_where_the_registry_takes_it() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    options = CopyOptions(platforms=("linux/arm64",), sparse_index=True)

    def lenient(got: Got) -> Reply | None:
        return Reply(201) if got.method == "PUT" and got.path.endswith("/manifests/v1") else None

    target.before = lenient
    async with connected(source, target) as (client, here, there):
        report = await client.copy_image(at(here), at(there), options)
    assert (MANY.digest, [MANY.children[1].digest]) == (
        report.digest,
        list(target.repositories["team/app"].manifests),
    )


async def test_a_target_that_hides_what_it_has_is_written_to_all_the_same() -> None:
    def hide(got: Got) -> Reply | None:
        return Reply(403 if "/manifests/" in got.path else 400) if got.method == "HEAD" else None

    source, target = MemoryRegistry(), MemoryRegistry(before=hide)
    source.load("team/app", ONE, "v1")
    async with connected(source, target) as (client, here, there):
        assert 6 == (await client.copy_image(at(here), at(there))).blobs_copied
    assert_same(source, target)


async def test_a_refused_manifest_is_the_error_that_is_seen() -> None:
    def refuse(got: Got) -> Reply | None:
        body = b'{"errors": [{"code": "MANIFEST_INVALID", "message": "no signature"}]}'
        return Reply(400, body=body) if got.method == "PUT" and "/manifests/" in got.path else None

    source, target = MemoryRegistry(), MemoryRegistry(before=refuse)
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        with pytest.raises(RegistryError, match="MANIFEST_INVALID: no signature"):
            await client.copy_image(at(here), at(there))
    assert {} == target.repositories["team/app"].tags


@pytest.mark.parametrize("part", ["/manifests/", "/blobs/"])
async def test_an_outage_in_the_middle_is_not_taken_for_absence(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copyplan, "RESENT", -1)  # all these blobs count as big ones

    def fail(got: Got) -> Reply | None:
        return Reply(503) if got.method == "HEAD" and part in got.path else None

    source, target = MemoryRegistry(), MemoryRegistry(before=fail)
    source.load("team/app", ONE, "v1")
    target.load("team/app", images.image("other"), "v0")
    async with connected(source, target) as (client, here, there):
        with pytest.raises(RegistryError, match="http 503"):
            await client.copy_image(at(here), at(there))
    assert 0 == target.counted("POST")


async def test_a_referrer_is_noted_where_the_registry_does_not_index_it() -> None:
    signature = images.image("signature", subject=ONE.descriptor)
    for indexed in (True, False):
        source, target = MemoryRegistry(), MemoryRegistry(subjects=indexed)
        source.load("team/app", signature, "sig")
        async with connected(source, target) as (client, here, there):
            await client.copy_image(at(here, "team/app:sig"), at(there, "team/app:sig"))
            tags = await client.list_tags(at(there))
            if not indexed:
                index = await client.get_manifest(at(there, f"team/app:sha256-{ONE.digest[7:]}"))
                assert [signature.digest] == [child.digest for child in index.children]
        assert (["sig"] if indexed else [f"sha256-{ONE.digest[7:]}", "sig"]) == tags


@pytest.mark.parametrize("settings", [{"disable_head": True}, {}], ids=["f28", "f29"])
async def test_f28_f29_registries_without_head_are_copied_from_and_to(settings: dict[str, bool]) -> None:
    source, target = MemoryRegistry(head=False), MemoryRegistry(head=False)
    source.load("team/app", MANY, "v1")
    async with connected(source, target, **settings) as (client, here, there):
        for _ in range(2):
            report = await client.copy_image(at(here), at(there))
    assert (MANY.digest, True) == (target.repositories["team/app"].tags["v1"], report.unchanged)
    if settings:
        assert 0 == source.counted("HEAD") + target.counted("HEAD")
