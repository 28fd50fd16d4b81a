import asyncio
import contextlib
import hashlib
import io
import json
import os
import tarfile
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from regbot.registry.errors import (
    ArchiveError,
    DigestMismatch,
    NotFound,
    RegistryError,
    SizeMismatch,
    Unsupported,
)
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply
from tests.fakes.watched import WatchedExport, assert_watched

pytestmark = pytest.mark.anyio
ONE = images.image("one", layers=5)
MANY = images.index("many")
GOLDEN = "bc1f83e7412afa419ad2e75583ac603e4525ae448ecb108e409526521ea07193"


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def members(path: Path) -> dict[str, bytes]:
    with tarfile.open(path) as tar:
        return {
            each.name: (tar.extractfile(each) or io.BytesIO()).read()
            for each in tar.getmembers()
            if each.isreg()
        }


def names(path: Path) -> list[str]:
    with tarfile.open(path) as tar:
        return tar.getnames()


def listing(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def blob(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/')}"


async def test_an_image_becomes_a_layout_that_docker_loads(tmp_path: Path) -> None:
    source, path = MemoryRegistry(), tmp_path / "one.tar"
    source.load("team/app", ONE, "v1")
    async with connected(source) as (client, host):
        report = await client.export_image(at(host), str(path))
    name, found = f"{host}/team/app:v1", members(path)
    layers = ONE.document["layers"]
    expected = ["oci-layout", "index.json", "manifest.json", "blobs", "blobs/sha256", blob(ONE.digest)]
    expected += [blob(ONE.document["config"]["digest"]), *(blob(each["digest"]) for each in layers)]
    assert expected == names(path)
    assert b'{"imageLayoutVersion":"1.0.0"}' == found["oci-layout"]
    annotations = {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": "v1"}
    index = json.loads(found["index.json"])
    assert [{**ONE.descriptor, "annotations": annotations}] == index["manifests"]
    docker = {
        "Config": blob(ONE.document["config"]["digest"]),
        "RepoTags": [name],
        "Layers": [blob(each["digest"]) for each in layers],
        "LayerSources": {each["digest"]: each for each in layers},
    }
    assert [docker] == json.loads(found["manifest.json"])
    assert {**ONE.blobs, ONE.digest: ONE.manifest} == {
        f"sha256:{key.rpartition('/')[2]}": data for key, data in found.items() if key.startswith("blobs/")
    }
    assert (ONE.digest, 1, 6, path.stat().st_size) == (
        report.digest,
        report.manifests,
        report.blobs,
        report.size,
    )
    assert 7 == len(source.log)


async def test_how_far_it_is_can_be_watched(tmp_path: Path) -> None:
    source, path = MemoryRegistry(), tmp_path / "many.tar"
    source.load("team/app", MANY, "v1")
    async with connected(source) as (client, host):
        report = WatchedExport(at(host), str(path))
        assert report is await client.export_image(at(host), str(path), report=report)
    assert_watched(report)
    assert report.bytes_moved == sum(len(data) for name, data in members(path).items() if "blobs" in name)


async def test_headers_say_nothing_about_the_machine(tmp_path: Path) -> None:
    source, path = MemoryRegistry(), tmp_path / "one.tar"
    source.load("team/app", ONE, "v1")
    async with connected(source) as (client, host):
        await client.export_image(at(host), str(path))
    with tarfile.open(path) as tar:
        found = {(each.isdir(), each.mode, each.uid, each.gid, each.uname, each.mtime) for each in tar}
    assert {(True, 0o755, 0, 0, "", 0), (False, 0o644, 0, 0, "", 0)} == found


@pytest.mark.parametrize("what", [ONE, MANY])
async def test_the_same_image_gives_the_same_bytes(tmp_path: Path, what: images.Image | images.Index) -> None:
    images.write_layout(tmp_path / "layout", what, "v1")
    ref = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
    async with connected() as (client,):
        for name in ("a.tar", "b.tar"):
            await client.export_image(ref, str(tmp_path / name))
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


async def test_the_bytes_stay_what_they_were_when_this_test_was_written(tmp_path: Path) -> None:
    """A change here changes everybody's archives: it belongs into the changelog."""
    images.write_layout(tmp_path / "layout", images.image("golden", layers=0), "v1")
    ref = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
    async with connected() as (client,):
        await client.export_image(ref, str(tmp_path / "a.tar"))
    assert GOLDEN == hashlib.sha256((tmp_path / "a.tar").read_bytes()).hexdigest()


async def test_an_index_comes_depth_first_without_a_list_for_docker(tmp_path: Path) -> None:
    source, path = MemoryRegistry(), tmp_path / "many.tar"
    source.load("team/app", MANY, "v1")
    async with connected(source) as (client, host):
        await client.export_image(at(host), str(path))
    expected = ["oci-layout", "index.json", "blobs", "blobs/sha256", blob(MANY.digest)]
    for child in MANY.children:
        parts = [child.document["config"], *child.document["layers"]]
        expected += [blob(child.digest), *(blob(part["digest"]) for part in parts)]
    assert expected == names(path)


async def test_what_children_share_is_written_once(tmp_path: Path) -> None:
    source, path = MemoryRegistry(), tmp_path / "many.tar"
    shared = images.index("shared", layer_seeds=("same", "same"))
    source.load("team/app", shared, "v1")
    async with connected(source) as (client, host):
        report = await client.export_image(at(host), str(path))
    assert (4, 4) == (report.manifests, report.blobs)
    assert len(names(path)) == len(set(names(path)))


async def test_by_digest_there_is_no_tag_and_docker_gets_latest(tmp_path: Path) -> None:
    source, path = MemoryRegistry(), tmp_path / "one.tar"
    source.load("team/app", ONE, "v1")
    async with connected(source) as (client, host):
        await client.export_image(at(host, f"team/app@{ONE.digest}"), str(path))
    found = members(path)
    annotations = json.loads(found["index.json"])["manifests"][0]["annotations"]
    assert "" == annotations["org.opencontainers.image.ref.name"]
    assert f"{host}/team/app@{ONE.digest}" == annotations["io.containerd.image.name"]
    assert [f"{host}/team/app:latest"] == json.loads(found["manifest.json"])[0]["RepoTags"]


async def test_a_folder_is_no_name_for_docker(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "layout", ONE, "v1")
    async with connected() as (client,):
        await client.export_image(Reference.parse(f"ocidir://{tmp_path}/layout:v1"), str(tmp_path / "a"))
    found = members(tmp_path / "a")
    assert {"org.opencontainers.image.ref.name": "v1"} == json.loads(found["index.json"])["manifests"][0][
        "annotations"
    ]
    assert [] == json.loads(found["manifest.json"])[0]["RepoTags"]


async def test_sha512_has_a_folder_of_its_own_and_names_longer_than_old_tars_know(tmp_path: Path) -> None:
    data = b"{}"
    digest = images.digest_of(data, "sha512")
    extra = {"mediaType": images.OCI_LAYER, "digest": digest, "size": len(data)}
    image = images.image("long", layers=1, extra_layers=(extra,))
    source = MemoryRegistry()
    source.load("team/app", image, "v1")
    source.repository("team/app").blobs[digest] = data
    async with connected(source) as (client, host):
        await client.export_image(at(host), str(tmp_path / "a.tar"))
    assert data == members(tmp_path / "a.tar")[blob(digest)]
    assert "blobs/sha512" in names(tmp_path / "a.tar")


async def test_foreign_layers_are_left_out(tmp_path: Path) -> None:
    foreign = {
        "mediaType": images.OCI_LAYER,
        "digest": images.digest_of(b"windows"),
        "size": 7,
        "urls": ["https://example.org/layer"],
    }
    source = MemoryRegistry()
    source.load("team/app", images.image("w", extra_layers=(foreign,)), "v1")
    async with connected(source) as (client, host):
        await client.export_image(at(host), str(tmp_path / "a.tar"))
    found = members(tmp_path / "a.tar")
    assert blob(foreign["digest"]) not in found
    assert foreign == json.loads(found["manifest.json"])[0]["LayerSources"][foreign["digest"]]


async def test_entries_that_are_no_manifests_come_as_blobs(tmp_path: Path) -> None:
    data = b"notes"
    entry = {"mediaType": "text/plain", "digest": images.digest_of(data), "size": len(data)}
    raw = json.dumps({"schemaVersion": 2, "mediaType": images.OCI_INDEX, "manifests": [entry]}).encode()
    source = MemoryRegistry()
    source.load("team/app", images.Index(raw, images.OCI_INDEX, ()), "v1")
    source.repository("team/app").blobs[entry["digest"]] = data
    async with connected(source) as (client, host):
        await client.export_image(at(host), str(tmp_path / "a.tar"))
    assert data == members(tmp_path / "a.tar")[blob(entry["digest"])]


def breaking(what: str, reply: Reply) -> MemoryRegistry:
    def before(got: Got) -> Reply | None:
        return reply if got.method == "GET" and got.path.endswith(what) else None

    source = MemoryRegistry(before=before)
    source.load("team/app", MANY, "v1")
    return source


LAYER = MANY.children[1].document["layers"][0]


@pytest.mark.parametrize(
    ("what", "reply", "kind"),
    [
        ("/v1", Reply(404), NotFound),
        (MANY.children[2].digest, Reply(404), NotFound),
        (MANY.children[2].digest, Reply(200, body=MANY.children[1].manifest), RegistryError),
        (LAYER["digest"], Reply(404), NotFound),
        (LAYER["digest"], Reply(200, body=bytes(LAYER["size"])), DigestMismatch),
        (LAYER["digest"], Reply(200, body=b"short"), SizeMismatch),
        (LAYER["digest"], Reply(200, body=bytes(LAYER["size"] + 1)), SizeMismatch),
        (LAYER["digest"], Reply(500), RegistryError),
    ],
)
async def test_f36_a_failure_leaves_no_file_and_an_existing_one_as_it_was(
    tmp_path: Path, what: str, reply: Reply, kind: type[RegistryError]
) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(b"before")
    async with connected(breaking(what, reply)) as (client, host):
        for target in (path, tmp_path / "new.tar"):
            with pytest.raises(kind):
                await client.export_image(at(host), str(target))
    assert [path.name] == listing(tmp_path)
    assert b"before" == path.read_bytes()


async def test_f36_a_cancelled_export_leaves_nothing_at_any_moment(tmp_path: Path) -> None:
    image = images.image("small", layers=2, layer_size=800_000)
    path = tmp_path / "a.tar"
    path.write_bytes(b"before")
    for moment in range(2000):
        source = MemoryRegistry()
        source.load("team/app", image, "v1")
        async with connected(source) as (client, host):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(_cancel_after, scope, moment)
                    await client.export_image(at(host), str(path))
                    group.cancel_scope.cancel()
        assert [path.name] == listing(tmp_path), moment
        if not scope.cancel_called:
            break
        if path.read_bytes() != b"before":  # cancelled when all was done
            assert blob(image.digest) in names(path)
            path.write_bytes(b"before")
    assert moment > 30
    assert blob(image.digest) in names(path)


async def _cancel_after(scope: anyio.CancelScope, steps: int) -> None:
    for _ in range(steps):
        await anyio.lowlevel.checkpoint()
    scope.cancel()


async def test_f36_a_task_that_is_cancelled_from_outside_leaves_nothing_either(tmp_path: Path) -> None:
    """asyncio's own cancellation does not wait for worker threads, as anyio's does."""
    source = MemoryRegistry()
    source.load("team/app", images.image("small", layers=2, layer_size=800_000), "v1")
    async with connected(source) as (client, host):
        for moment in range(0, 400, 3):
            task = asyncio.create_task(client.export_image(at(host), str(tmp_path / "a.tar")))
            for _ in range(moment):
                await anyio.lowlevel.checkpoint()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            with anyio.fail_after(60):
                while set(listing(tmp_path)) - {"a.tar"}:  # a thread that is about to see it
                    await anyio.lowlevel.checkpoint()


async def test_the_old_file_is_there_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path, seen = tmp_path / "a.tar", []
    path.write_bytes(b"before")

    def before(got: Got) -> Reply | None:
        seen.append(path.read_bytes())
        return None

    source = MemoryRegistry(before=before)
    source.load("team/app", ONE, "v1")
    async with connected(source) as (client, host):
        await client.export_image(at(host), str(path))
    assert {b"before"} == set(seen)
    assert blob(ONE.digest) in names(path)


async def test_the_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "layout", ONE, "v1")
    (tmp_path / "usual").touch()
    async with connected() as (client,):
        await client.export_image(Reference.parse(f"ocidir://{tmp_path}/layout:v1"), str(tmp_path / "a"))
    assert (tmp_path / "usual").stat().st_mode == (tmp_path / "a").stat().st_mode


async def test_a_link_leads_to_the_new_file(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "layout", ONE, "v1")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there/a.tar")
    async with connected() as (client,):
        await client.export_image(Reference.parse(f"ocidir://{tmp_path}/layout:v1"), str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert blob(ONE.digest) in names(tmp_path / "there" / "a.tar")


async def test_what_cannot_be_replaced_is_refused_and_stays(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "layout", ONE, "v1")
    ref = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
    os.mkfifo(tmp_path / "pipe")
    before = listing(tmp_path)
    async with connected() as (client,):
        for name, text in (
            ("pipe", "is not a regular file"),
            ("layout", "is not a regular file"),
            ("none/a.tar", "there is no folder"),
        ):
            with pytest.raises(ArchiveError, match=text) as caught:
                await client.export_image(ref, str(tmp_path / name))
            assert name in str(caught.value)
        with pytest.raises(ArchiveError, match="/dev/full"):
            await client.export_image(ref, "/dev/full")
    assert before == listing(tmp_path)


async def test_relative_names_count_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images.write_layout(tmp_path / "layout", ONE, "v1")
    monkeypatch.chdir(tmp_path)
    async with connected() as (client,):
        await client.export_image(Reference.parse("ocidir://layout:v1"), "a.tar")
        await client.import_image(Reference.parse("ocidir://other:v1"), "a.tar")
    assert blob(ONE.digest) in names(tmp_path / "a.tar")
    assert (tmp_path / "other" / blob(ONE.digest)).exists()


async def test_schema_1_is_refused_with_its_reason(tmp_path: Path) -> None:
    raw = b'{"schemaVersion": 1, "name": "x", "fsLayers": []}'
    kind = "application/vnd.docker.distribution.manifest.v1+json"
    reply = Reply(200, [("Content-Type", kind), ("Docker-Content-Digest", images.digest_of(raw))], raw)
    async with connected(MemoryRegistry(before=lambda _: reply)) as (client, host):
        with pytest.raises(Unsupported, match="schema 1"):
            await client.export_image(at(host), str(tmp_path / "a.tar"))
    assert [] == listing(tmp_path)


async def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from regbot.registry.layout_files import NewFile

    def full(self: NewFile, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    images.write_layout(tmp_path / "layout", ONE, "v1")
    monkeypatch.setattr(NewFile, "write", full)
    async with connected() as (client,):
        with pytest.raises(ArchiveError, match=r'cannot use ".*a.tar": No space left on device'):
            await client.export_image(
                Reference.parse(f"ocidir://{tmp_path}/layout:v1"), str(tmp_path / "a.tar")
            )
    assert ["layout"] == listing(tmp_path)
