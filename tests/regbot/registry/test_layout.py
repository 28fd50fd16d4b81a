import fcntl
import json
import multiprocessing
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest

from regbot.registry.client import Client
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import (
    DigestMismatch,
    InvalidReference,
    LayoutError,
    ManifestError,
    NotFound,
    SizeMismatch,
)
from regbot.registry.layout import Layout
from regbot.registry.layout_files import INDEX_LOCK, WRITERS_LOCK, locked
from regbot.registry.manifest import from_document, parse_manifest
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Reply

pytestmark = pytest.mark.anyio
ONE = images.image("one", labels={"a": "b"})
MANY = images.index("many")
DATA = b"x" * 1000


def at(path: Path, rest: str = ":v1") -> Reference:
    return Reference.parse(f"ocidir://{path}{rest}")


def client_of(**options: object) -> Client:
    return Client(layout=Layout(**options))  # type: ignore[arg-type]  # the options are Layout's


def index_of(path: Path) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads((path / "index.json").read_text(encoding="utf-8"))[
        "manifests"
    ]
    return listed


def files_of(path: Path) -> set[str]:
    return {f"sha256:{each.name}" for each in (path / "blobs/sha256").iterdir()}


async def test_manifests_are_found_by_tag_digest_and_default(tmp_path: Path) -> None:
    images.write_layout(tmp_path, MANY, "v1", "latest")
    async with client_of() as client:
        assert MANY.manifest == (await client.get_manifest(at(tmp_path))).raw
        assert MANY.manifest == (await client.get_manifest(at(tmp_path, ""))).raw
        child = await client.get_manifest(at(tmp_path, f"@{MANY.children[1].digest}"))
        assert (MANY.children[1].manifest, images.OCI_MANIFEST) == (child.raw, child.descriptor.media_type)
        assert MANY.digest == (await client.head_manifest(at(tmp_path))).descriptor.digest


async def test_a_full_name_in_the_index_is_found_by_its_tag(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "example.com/app:v7")
    async with client_of() as client:
        assert ONE.digest == (await client.head_manifest(at(tmp_path, ":v7"))).descriptor.digest
        assert ["v7"] == await client.list_tags(at(tmp_path))


async def test_tags_are_sorted_unique_and_limited(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "b", "a", "c", "b")
    async with client_of() as client:
        assert ["a", "b", "c"] == await client.list_tags(at(tmp_path))
        assert ["b"] == await client.list_tags(at(tmp_path), last="a", limit=1)


async def test_what_is_missing_is_not_found(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "there", ONE, "v1")
    async with client_of() as client:
        with pytest.raises(NotFound, match="oci-layout cannot be open"):
            await client.list_tags(at(tmp_path / "missing"))
        with pytest.raises(NotFound, match="no tag v2"):
            await client.get_manifest(at(tmp_path / "there", ":v2"))
        with pytest.raises(NotFound, match="no manifest"):
            await client.get_manifest(at(tmp_path / "there", f"@{images.digest_of(b'')}"))
        with pytest.raises(NotFound, match="no blob"):
            await client.head_blob(at(tmp_path / "there"), images.digest_of(b""))
        with pytest.raises(NotFound, match="no tag v2"):
            await client.delete_tag(at(tmp_path / "there", ":v2"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("oci-layout", "{}"),
        ("oci-layout", '{"imageLayoutVersion": "2.0.0"}'),
        ("oci-layout", "no"),
        ("index.json", "[]"),
        ("index.json", '{"manifests": {}}'),
        ("index.json", "{"),
    ],
)
async def test_a_broken_layout_is_named(tmp_path: Path, name: str, text: str) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    (tmp_path / name).write_text(text)
    async with client_of() as client:
        with pytest.raises(LayoutError, match=str(tmp_path)):
            await client.list_tags(at(tmp_path))


async def test_changed_files_are_found(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    path = tmp_path / "blobs/sha256" / ONE.digest[7:]
    path.write_bytes(ONE.manifest.replace(b"sha256", b"sha999", 1) + b" ")
    layer = next(iter(ONE.blobs))
    (tmp_path / "blobs/sha256" / layer[7:]).write_bytes(b"short")
    async with client_of() as client:
        with pytest.raises(DigestMismatch):
            await client.get_manifest(at(tmp_path))
        async with client.get_blob(at(tmp_path), Descriptor("", layer, 6)) as reader:
            with pytest.raises(SizeMismatch, match="short read"):
                await reader.read()
        async with client.get_blob(at(tmp_path), layer) as reader:
            with pytest.raises(DigestMismatch):
                await reader.read()


async def test_blobs_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    async def source() -> AsyncIterator[bytes]:
        yield DATA[:500]
        yield DATA[500:]

    async def broken() -> AsyncIterator[bytes]:
        yield DATA[:500]
        raise OSError("the other end is gone")

    right = Descriptor("", compute_digest(DATA), len(DATA))
    wrong = Descriptor("", compute_digest(b""), len(DATA))
    async with client_of() as client:
        assert right.digest == (await client.put_blob(at(tmp_path), source, right)).digest
        assert right.digest == (await client.put_blob(at(tmp_path), source)).digest
        with pytest.raises(DigestMismatch):
            await client.put_blob(at(tmp_path), source, wrong)
        with pytest.raises(SizeMismatch):
            await client.put_blob(at(tmp_path), b"", right)
        with pytest.raises(OSError, match="gone"):
            await client.put_blob(at(tmp_path), broken, right)
    assert {right.digest} == files_of(tmp_path)
    assert DATA == (tmp_path / "blobs/sha256" / right.digest[7:]).read_bytes()
    assert b'{"imageLayoutVersion":"1.0.0"}' == (tmp_path / "oci-layout").read_bytes()


async def test_a_cancelled_write_leaves_no_file(tmp_path: Path) -> None:
    async with client_of() as client:
        with anyio.CancelScope() as scope:

            async def source() -> AsyncIterator[bytes]:
                yield DATA
                scope.cancel()
                yield DATA

            await client.put_blob(at(tmp_path), source)
    assert [] == list((tmp_path / "blobs/sha256").iterdir())


async def test_put_enters_the_tag_with_the_time(tmp_path: Path) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    manifest = parse_manifest(at(tmp_path), ONE.manifest)
    async with client_of(now=lambda: moment) as client:
        await client.put_manifest(at(tmp_path), manifest)
        await client.put_manifest(at(tmp_path, ":v2"), manifest)
        await client.put_manifest(at(tmp_path), manifest)
        with pytest.raises(DigestMismatch):
            await client.put_manifest(at(tmp_path, f"@{images.digest_of(b'')}"), manifest)
    entries = [(entry["digest"], entry["annotations"]) for entry in index_of(tmp_path)]
    created = "2026-01-02T03:04:05Z"
    key = "org.opencontainers.image"
    expected = [{f"{key}.created": created, f"{key}.ref.name": tag} for tag in ("v2", "v1")]
    assert [(ONE.digest, each) for each in expected] == entries


async def test_unknown_members_of_the_index_survive(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    document = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    document["x-mine"] = {"a": 1}
    document["manifests"][0]["x-entry"] = 2
    (tmp_path / "index.json").write_text(json.dumps(document))
    async with client_of() as client:
        await client.copy_image(at(tmp_path), at(tmp_path, ":v2"))
    after = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    assert ({"a": 1}, 2) == (after["x-mine"], after["manifests"][0]["x-entry"])


async def test_a_deleted_tag_leaves_its_sibling(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1", "v2")
    async with client_of() as client:
        await client.delete_tag(at(tmp_path))
        await client.close_reference(at(tmp_path))
        assert ["v2"] == await client.list_tags(at(tmp_path))
        assert ONE.manifest == (await client.get_manifest(at(tmp_path, ":v2"))).raw
        with pytest.raises(InvalidReference, match="tag missing"):
            await client.delete_tag(at(tmp_path, ""))


async def test_what_this_process_dropped_is_collected_and_shared_parts_stay(tmp_path: Path) -> None:
    keep = images.image("keep", layer_seeds=("shared",))
    drop = images.image("drop", layer_seeds=("shared", "alone"))
    images.write_layout(tmp_path, keep, "keep")
    images.write_layout(tmp_path, drop, "drop")
    async with client_of() as client:
        await client.delete_tag(at(tmp_path, ":drop"))
        await client.close_reference(at(tmp_path))
    assert {keep.digest, *keep.blobs} == files_of(tmp_path)


async def test_a_replaced_image_is_collected(tmp_path: Path) -> None:
    other = images.image("other")
    images.write_layout(tmp_path / "a", ONE, "v1")
    images.write_layout(tmp_path / "b", other, "v1")
    async with client_of() as client:
        await client.copy_image(at(tmp_path / "b"), at(tmp_path / "a"))
        await client.close_reference(at(tmp_path / "a"))
    assert {other.digest, *other.blobs} == files_of(tmp_path / "a")


async def test_f39_young_files_of_others_stay_and_old_ones_go(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    young, old = tmp_path / "blobs/sha256" / ("a" * 64), tmp_path / "blobs/sha256" / ("b" * 64)
    for path in (young, old, tmp_path / "blobs/sha256/.regbot-tmp-x"):
        path.write_bytes(b"?")
    os.utime(old, (1000, 1000))
    now = young.stat().st_mtime + 100
    async with client_of(clock=lambda: now, grace=3600) as client:
        await client.copy_image(at(tmp_path), at(tmp_path, ":v2"))
        await client.close_reference(at(tmp_path))
    assert (True, False, True) == (
        young.exists(),
        old.exists(),
        (tmp_path / "blobs/sha256/.regbot-tmp-x").exists(),
    )


async def test_f39_nothing_is_collected_while_another_process_writes(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    async with client_of() as client:
        await client.delete_tag(at(tmp_path))
        with (tmp_path / WRITERS_LOCK).open("w") as other:
            fcntl.flock(other, fcntl.LOCK_SH)
            await client.close_reference(at(tmp_path))
            assert ONE.digest in files_of(tmp_path)
        await client.close_reference(at(tmp_path))
    assert set() == files_of(tmp_path)


async def test_an_unreadable_manifest_stops_the_collection(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    images.write_layout(tmp_path, MANY, "v2")
    (tmp_path / "blobs/sha256" / MANY.digest[7:]).write_bytes(b"garbage")
    before = files_of(tmp_path)
    async with client_of() as client:
        await client.delete_tag(at(tmp_path))
        await client.close_reference(at(tmp_path))
    assert before == files_of(tmp_path)


async def test_a_client_that_changed_nothing_collects_nothing(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE)
    async with client_of(grace=0) as client:
        await client.close_reference(at(tmp_path))
        await client.close_reference(at(tmp_path / "missing"))
    assert ONE.digest in files_of(tmp_path)


async def test_a_manifest_is_deleted_with_all_its_tags(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1", "v2")
    async with client_of() as client:
        await client.delete_manifest(at(tmp_path, f"@{ONE.digest}"))
        await client.close_reference(at(tmp_path))
        assert [] == await client.list_tags(at(tmp_path))
        with pytest.raises(NotFound):
            await client.delete_manifest(at(tmp_path, f"@{ONE.digest}"))
        with pytest.raises(InvalidReference, match="digest missing"):
            await client.delete_manifest(at(tmp_path))
    assert set() == files_of(tmp_path)


async def test_children_of_an_index_get_no_entry_and_a_digest_gets_one(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "a", MANY, "v1")
    async with client_of() as client:
        await client.copy_image(at(tmp_path / "a"), at(tmp_path / "b", ":v1"))
        await client.copy_image(at(tmp_path / "a"), at(tmp_path / "c", f"@{MANY.digest}"))
        await client.copy_image(at(tmp_path / "a"), at(tmp_path / "c", f"@{MANY.digest}"))
        await client.close_reference(at(tmp_path / "c"))
    assert [MANY.digest] == [entry["digest"] for entry in index_of(tmp_path / "b")]
    assert [MANY.digest] == [entry["digest"] for entry in index_of(tmp_path / "c")]
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b") == files_of(tmp_path / "c")


async def test_a_referrer_is_noted_under_its_subjects_tag(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    signature = images.image("sig", layers=0, subject=ONE.descriptor, annotations={"who": "me"})
    async with client_of() as client:
        manifest = parse_manifest(at(tmp_path), signature.manifest)
        for _ in range(2):
            await client.put_manifest(at(tmp_path, f"@{signature.digest}"), manifest)
        index = await client.get_manifest(at(tmp_path, f":sha256-{ONE.digest[7:]}"))
    assert [signature.digest] == [child.digest for child in index.children]
    assert ({"who": "me"}, images.OCI_CONFIG) == (
        index.children[0].annotations,
        index.children[0].artifact_type,
    )


async def test_many_tasks_change_the_index_without_losing_entries(tmp_path: Path) -> None:
    manifest = parse_manifest(at(tmp_path), ONE.manifest)
    async with client_of() as client, anyio.create_task_group() as group:
        for number in range(30):
            group.start_soon(client.put_manifest, at(tmp_path, f":t{number:02}"), manifest)
    assert [f"t{number:02}" for number in range(30)] == sorted(
        str(entry["annotations"]["org.opencontainers.image.ref.name"])  # type: ignore[index]  # plain JSON
        for entry in index_of(tmp_path)
    )


def _put_tags(path: Path, prefix: str) -> None:
    async def work() -> None:
        async with client_of() as client:
            for number in range(15):
                image = images.image(f"{prefix}{number}", layers=1)
                images_path = path.parent / f"{prefix}{number}"
                images.write_layout(images_path, image, "x")
                await client.copy_image(at(images_path, ":x"), at(path, f":{prefix}{number}"))
                await client.close_reference(at(path))

    anyio.run(work)


def test_several_processes_write_one_layout(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "shared"
    processes = [context.Process(target=_put_tags, args=(path, prefix)) for prefix in "abc"]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [0, 0, 0] == [process.exitcode for process in processes]
    digests = {images.image(f"{prefix}{number}", layers=1).digest for prefix in "abc" for number in range(15)}
    assert digests == {entry["digest"] for entry in index_of(path)}
    assert digests <= files_of(path)


async def test_a_lock_that_is_never_given_back_is_an_error(tmp_path: Path) -> None:
    with (tmp_path / INDEX_LOCK).open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(LayoutError, match="another process holds"):
            async with locked(tmp_path, INDEX_LOCK, wait=0.05):
                pass


async def test_the_image_config(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    artifact = from_document(at(tmp_path), {"mediaType": images.OCI_MANIFEST, "layers": []})
    async with client_of() as client:
        config = await client.get_config(at(tmp_path))
        assert {"a": "b"} == config.document["config"]["Labels"]
        with pytest.raises(ManifestError, match="no image config"):
            await client.get_config(at(tmp_path), manifest=artifact)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with client_of() as client:
        with pytest.raises(LayoutError, match="cannot create an oci-layout"):
            await client.put_blob(at(tmp_path / "file/x"), b"")


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


async def test_a_copy_of_nothing_leaves_no_folder(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        target = Reference.parse(f"ocidir://{tmp_path}/new/deep/layout:v1")
        with pytest.raises(NotFound):
            await client.copy_image(Reference.parse(f"{host}/team/app:v1"), target)
        assert [] == everything(tmp_path)
        (tmp_path / "new").mkdir()
        with pytest.raises(NotFound):
            await client.copy_image(Reference.parse(f"{host}/team/app:v1"), target)
        assert ["new"] == everything(tmp_path)


async def test_a_copy_that_fails_on_the_way_leaves_what_arrived_and_no_name(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    layer = ONE.document["layers"][0]["digest"]
    registry.before = lambda got: Reply(404) if layer in got.path else None
    async with connected(registry) as (client, host):
        source = Reference.parse(f"{host}/team/app:v1")
        target = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
        with pytest.raises(NotFound):
            await client.copy_image(source, target)
        assert not (tmp_path / "layout" / "index.json").exists()
        assert [] == [name for name in everything(tmp_path) if "tmp" in name]
        registry.before = lambda got: None
        await client.copy_image(source, target)
        assert ONE.manifest == (await client.get_manifest(target)).raw


async def test_a_failed_copy_does_not_take_away_the_folder_under_another_one(tmp_path: Path) -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host), anyio.create_task_group() as group:
        target = Reference.parse(f"ocidir://{tmp_path}/layout:v1")

        async def fail() -> None:
            with pytest.raises(NotFound):
                await client.copy_image(Reference.parse(f"{host}/team/app:none"), target)

        for _ in range(5):
            group.start_soon(fail)
            group.start_soon(client.copy_image, Reference.parse(f"{host}/team/app:v1"), target)
            group.start_soon(fail)
    async with connected(registry) as (client, host):
        assert ONE.manifest == (await client.get_manifest(target)).raw
        for digest, data in ONE.blobs.items():
            assert data == await client.read_blob(target, digest, 1 << 20)
