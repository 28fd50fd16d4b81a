import gzip
import json
import os
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from regbot.registry.archive import reader
from regbot.registry.client import ImportReport
from regbot.registry.errors import (
    ArchiveError,
    DigestMismatch,
    RegistryError,
    SizeMismatch,
    Unauthorized,
)
from regbot.registry.layout import Layout
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.archives import (
    COMPRESSIONS,
    blob_name,
    compress,
    index_entry,
    layout_members,
    link,
    saved_members,
    tar_bytes,
    write_tar,
)
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio
ONE = images.image("one", layers=3)
MANY = images.index("many")
TWO = images.image("two")


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def assert_holds(target: MemoryRegistry, what: images.Image | images.Index, tag: str = "v1") -> None:
    full = MemoryRegistry()
    full.load("team/app", what, tag)
    assert full.repositories["team/app"] == target.repositories["team/app"]
    assert {} == target.uploads


@asynccontextmanager
async def importing(
    target: MemoryRegistry, path: str, name: str | None = None, rest: str = "team/app:v1", **settings: Any
) -> AsyncIterator[ImportReport]:
    async with connected(target, **settings) as (client, host):
        yield await client.import_image(at(host, rest), path, name=name)


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("what", [ONE, MANY])
async def test_a_layout_arrives_byte_for_byte(
    tmp_path: Path, what: images.Image | images.Index, compression: str
) -> None:
    target = MemoryRegistry()
    path = write_tar(tmp_path / "a", layout_members(what, "v1"), compression)
    async with importing(target, path) as report:
        pass
    assert_holds(target, what)
    held = target.repositories["team/app"]
    moved = sum(map(len, held.blobs.values())) + sum(len(raw) for _, raw in held.manifests.values())
    assert (what.digest, len(held.manifests), len(held.blobs), moved) == (
        report.digest,
        report.manifests_copied,
        report.blobs_copied,
        report.bytes_moved,
    )


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_any_order_is_read(tmp_path: Path, compression: str) -> None:
    members = layout_members(MANY, "v1")
    for seed in range(4):
        random.Random(seed).shuffle(members)
        target = MemoryRegistry()
        async with importing(target, write_tar(tmp_path / "a", members, compression)):
            assert_holds(target, MANY)


@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
async def test_a_compressed_file_is_read_once_where_the_order_allows_and_twice_elsewhere(
    tmp_path: Path, compression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = 0
    original = reader.Unpacked

    def counted(*arguments: Any) -> Any:
        nonlocal passes
        passes += 1
        return original(*arguments)

    monkeypatch.setattr(reader, "Unpacked", counted)
    members = layout_members(MANY, "v1")
    async with importing(MemoryRegistry(), write_tar(tmp_path / "a", members, compression)):
        assert 1 == passes
    passes = 0
    async with importing(MemoryRegistry(), write_tar(tmp_path / "a", members[::-1], compression)):
        assert 2 == passes


async def test_the_requests_are_head_before_each_put_and_the_tag_once(tmp_path: Path) -> None:
    target = MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", layout_members(MANY, "v1"))):
        pass
    puts = [line for line in target.log if line.startswith("PUT") and "/manifests/" in line]
    children = [f"PUT /v2/team/app/manifests/{child.digest}" for child in MANY.children]
    assert [*children, "PUT /v2/team/app/manifests/v1"] == puts
    assert (1 + 3 + 9, 9, 9 + 4) == (
        target.counted("HEAD"),
        target.counted("POST"),
        target.counted("PUT"),
    )


async def test_what_is_there_is_not_sent_again(tmp_path: Path) -> None:
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", layout_members(MANY, "v1"))
    target.load("team/app", MANY.children[0])
    async with connected(target) as (client, host):
        report = await client.import_image(at(host), path)
        assert (6, 3, 3, 1) == (
            report.blobs_copied,
            report.blobs_skipped,
            report.manifests_copied,
            report.manifests_skipped,
        )
        target.log.clear()
        again = await client.import_image(at(host), path)
    assert (True, MANY.digest) == (again.unchanged, again.digest)
    assert ["HEAD /v2/team/app/manifests/v1"] == target.log


async def test_names_may_begin_with_a_dot(tmp_path: Path) -> None:
    target = MemoryRegistry()
    members = [(f"./{name}", data) for name, data in layout_members(ONE, "v1")]
    async with importing(target, write_tar(tmp_path / "a", members)):
        assert_holds(target, ONE)


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("compression", ["plain", "gzip"])
async def test_links_are_followed_inside_the_archive(tmp_path: Path, hard: bool, compression: str) -> None:
    members = dict(layout_members(ONE, "v1"))
    layer = blob_name(ONE.document["layers"][0]["digest"])
    index = members.pop("index.json")
    data = members.pop(layer)
    linked = [
        ("store/index", index),
        link("index.json", "store/index", hard=hard),
        ("store/layer", data),
        link(layer, "store/layer" if hard else "../../store/layer", hard=hard),
    ]
    target = MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", [*members.items(), *linked], compression)):
        assert_holds(target, ONE)


async def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    members = [(name.replace("blobs/", "real/"), data) for name, data in layout_members(ONE, "v1")]
    target = MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", [*members, link("blobs", "real")])):
        assert_holds(target, ONE)


async def test_an_export_and_an_import_are_a_copy(tmp_path: Path) -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target) as (client, here, there):
        await client.export_image(at(here), str(tmp_path / "a.tar"))
        await client.import_image(at(there), str(tmp_path / "a.tar"))
    assert source.repositories == target.repositories


async def test_into_a_layout_and_by_digest(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a", layout_members(MANY, "v1"))
    layout = Reference.parse(f"ocidir://{tmp_path}/layout")
    async with connected() as (client,):
        await client.import_image(layout.with_digest(MANY.digest), path)
        await client.import_image(layout, path)
        assert ["latest"] == await client.list_tags(layout)
        assert MANY.digest == (await client.get_manifest(layout.with_tag("latest"))).descriptor.digest
    async with connected(layout=Layout()) as (client,):
        await client.close_reference(layout)
    digests = {blob_name(digest) for each in MANY.children for digest in (*each.blobs, each.digest)}
    assert all((tmp_path / "layout" / name).exists() for name in digests)


# Several images in one file


def two_images() -> list[Any]:
    entries = [
        index_entry(ONE, "v1", "registry.example/one:v1"),
        index_entry(TWO, "v1", "registry.example/two:v1"),
    ]
    return layout_members(ONE, "", TWO, "", entries=entries)


@pytest.mark.parametrize("compression", ["plain", "gzip"])
async def test_a_name_says_which_image_is_meant(tmp_path: Path, compression: str) -> None:
    path = write_tar(tmp_path / "a", two_images(), compression)
    for name in ("registry.example/two:v1", TWO.digest):
        target = MemoryRegistry()
        async with importing(target, path, name):
            assert_holds(target, TWO)


async def test_what_is_not_unique_is_an_error_that_names_file_and_images(tmp_path: Path) -> None:
    path, target = write_tar(tmp_path / "a", two_images()), MemoryRegistry()
    with pytest.raises(ArchiveError) as caught:
        async with importing(target, path):
            pass
    expected = f'archive "{path}": tag "v1" is ambiguous, name one of: registry.example/one:v1, v1; '
    assert f"{expected}registry.example/two:v1, v1" == str(caught.value)
    assert [] == target.log


async def test_another_digest_than_the_target_names_is_refused_before_anything_moves(tmp_path: Path) -> None:
    target = MemoryRegistry()
    path = write_tar(tmp_path / "a", two_images())
    with pytest.raises(ArchiveError, match=f"has the digest {TWO.digest}, not {ONE.digest}"):
        async with importing(target, path, TWO.digest, f"team/app@{ONE.digest}"):
            pass
    assert {} == target.repositories


# Incomplete, damaged, not an archive


@pytest.mark.parametrize("compression", ["plain", "gzip"])
@pytest.mark.parametrize("missing", [*MANY.children[1].blobs, MANY.digest, MANY.children[1].digest])
async def test_a_missing_part_is_named_and_no_tag_appears(
    tmp_path: Path, missing: str, compression: str
) -> None:
    members = [each for each in layout_members(MANY, "v1") if each[0] != blob_name(missing)]
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", members, compression)
    with pytest.raises(ArchiveError) as caught:
        async with importing(target, path):
            pass
    kind = "manifest" if missing in (MANY.digest, MANY.children[1].digest) else "blob"
    assert f'archive "{path}": it is incomplete: {kind} {missing} is missing' == str(caught.value)
    if compression == "plain":
        assert 0 == target.counted("POST")
    assert 0 == target.counted("PUT", "/manifests/")


@pytest.mark.parametrize("compression", ["plain", "zstd"])
@pytest.mark.parametrize("broken", [*MANY.children[1].blobs, MANY.digest, MANY.children[1].digest])
async def test_damaged_parts_are_noticed_and_no_tag_appears(
    tmp_path: Path, broken: str, compression: str
) -> None:
    members = [
        (name, data[:-1] + b"!" if name == blob_name(broken) else data)
        for name, data in layout_members(MANY, "v1")
    ]
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", members, compression)
    with pytest.raises((DigestMismatch, RegistryError)) as caught:
        async with importing(target, path):
            pass
    assert isinstance(caught.value, DigestMismatch) or "JSON" in str(caught.value)
    assert {} == target.uploads
    assert {} == target.repository("team/app").tags


async def test_a_part_of_another_size_is_noticed_before_it_is_sent(tmp_path: Path) -> None:
    digest = ONE.document["layers"][0]["digest"]
    members = dict(layout_members(ONE, "v1"))
    members[blob_name(digest)] += b"more"
    target = MemoryRegistry()
    with pytest.raises(SizeMismatch, match=digest):
        async with importing(target, write_tar(tmp_path / "a", members.items(), "gzip")):
            pass
    assert {} == target.repository("team/app").tags


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_a_file_that_is_cut_off_anywhere_is_an_error(tmp_path: Path, compression: str) -> None:
    whole = tar_bytes(layout_members(ONE, "v1"), compression)
    needed = len(whole) if compression != "plain" else len(whole.rstrip(b"\0"))
    path = tmp_path / "a"
    text = ""
    for size in [*range(0, 100, 9), *range(100, needed, 97)]:
        path.write_bytes(whole[:size])
        target = MemoryRegistry()
        try:
            async with importing(target, str(path)):
                pass
        except RegistryError as error:
            text = str(error)
            assert ({}, {}) == (target.repository("team/app").tags, target.uploads)
        else:
            assert_holds(target, ONE)  # all but the end mark was there
            assert size > needed * 0.7
    assert "cut off" in text or "incomplete" in text or "ends" in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "it is empty"),
        (b"garbage" * 200, "it is not a tar archive"),
        (b"short", "it is not a tar archive"),
        (gzip.compress(b"garbage" * 200), "it is not a tar archive"),
        (b"\x1f\x8bgarbage" * 200, "the compressed data is damaged"),
        (b"BZhgarbage" * 200, "the compressed data is damaged"),
        (b"\xfd7zXZ\x00garbage" * 200, "the compressed data is damaged"),
        (b"\x28\xb5\x2f\xfdgarbage" * 200, "the compressed data is damaged"),
        (bytes(10240), "it is no image archive: it has neither index.json nor manifest.json"),
        (tar_bytes([("hello", b"world")]), "it is no image archive"),
        (tar_bytes([("index.json", b"{}")]), "it has neither oci-layout nor manifest.json"),
        (tar_bytes([("repositories", b"{}")]), "archives of docker before 1.10 are not supported"),
        (tar_bytes([("oci-layout", b"{}"), ("index.json", b"{}")]), "unknown imageLayoutVersion None"),
        (tar_bytes([("oci-layout", b"?"), ("index.json", b"{}")]), "oci-layout is not JSON"),
        (tar_bytes([("index.json", b"{}"), ("index.json", b"{}")]), "it has two files index.json"),
        (tar_bytes([*layout_members()]), "it names no image"),
        (tar_bytes([("manifest.json", b"{}")]), "manifest.json is not a list"),
        (tar_bytes([("manifest.json", b"[]")]), "it names no image"),
        (tar_bytes([("manifest.json", b"[1]")]), "an image is not an object"),
        (tar_bytes([("manifest.json", b'[{"Layers": []}]')]), "an image has no Config"),
        (tar_bytes([("manifest.json", b'[{"Config": "c", "Layers": 1}]')]), "an image has no list of Layers"),
        (tar_bytes([("manifest.json", b'[{"Config": "c"}]')]), "it is incomplete: config c is missing"),
    ],
)
async def test_what_is_no_archive_is_named_with_its_reason(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    path, target = tmp_path / "a", MemoryRegistry()
    path.write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        async with importing(target, str(path)):
            pass
    assert str(caught.value).startswith(f'archive "{path}": ')
    assert expected in str(caught.value)
    assert [] == target.log


async def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, expected in (
        ("none", "No such file or directory"),
        ("pipe", "it is not a regular file"),
        ("", "it is not a regular file"),
    ):
        with pytest.raises(ArchiveError, match=expected) as caught:
            async with importing(MemoryRegistry(), f"{tmp_path}/{name}"):
                pass
        assert f"{tmp_path}/{name}" in str(caught.value)


async def test_garbage_does_not_make_a_layout(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"garbage" * 200)
    async with connected() as (client,):
        with pytest.raises(ArchiveError):
            await client.import_image(Reference.parse(f"ocidir://{tmp_path}/layout:v1"), str(path))
    assert ["a"] == os.listdir(tmp_path)


# Registries that misbehave


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_an_upload_that_breaks_starts_again_from_the_file(tmp_path: Path, compression: str) -> None:
    image = images.image("big", layers=1, layer_size=700_000)
    broken = 0

    def before(got: Got) -> Reply | None:
        nonlocal broken
        if got.method == "PUT" and len(got.body) > 100_000 and broken < 2:
            broken += 1
            return Reply(500) if broken == 1 else Reply(hang_up=True)
        return None

    target = MemoryRegistry(before=before)
    async with importing(target, write_tar(tmp_path / "a", layout_members(image, "v1"), compression)):
        pass
    assert_holds(target, image)
    assert broken >= 1


async def test_small_chunks_are_enough(tmp_path: Path) -> None:
    image, target = images.image("big", layers=1, layer_size=70_000), MemoryRegistry()
    path = write_tar(tmp_path / "a", layout_members(image, "v1"), "xz")
    async with importing(target, path, blob_max=10_000, blob_chunk=10_000):
        assert_holds(target, image)
    assert target.counted("PATCH") > 6


@pytest.mark.parametrize("slots", [1, 2])
async def test_few_connections_are_enough(tmp_path: Path, slots: int) -> None:
    target = MemoryRegistry()
    with anyio.fail_after(20):
        async with importing(
            target, write_tar(tmp_path / "a", layout_members(MANY, "v1")), req_concurrent=slots
        ):
            assert_holds(target, MANY)


async def test_a_registry_that_says_no_ends_it(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a", layout_members(MANY, "v1"))
    for got_part, reply, kind in (
        ("/blobs/uploads/", Reply(403), Unauthorized),
        ("/manifests/v1", Reply(503), RegistryError),
    ):
        target = MemoryRegistry(before=lambda got, part=got_part, no=reply: no if part in got.path else None)
        with pytest.raises(kind):
            async with importing(target, path):
                pass
        assert {} == target.repository("team/app").tags


@pytest.mark.parametrize("compression", ["plain", "gzip"])
@pytest.mark.parametrize("saved", [False, True])
async def test_a_cancelled_import_leaves_no_session_no_file_and_no_half_tag_at_any_moment(
    tmp_path: Path, compression: str, saved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = images.image("small", layers=2, layer_size=30_000 if saved else 300_000)
    members = saved_members(image, "a/b:v1") if saved else layout_members(image, "v1")
    path = write_tar(tmp_path / "a", members, compression)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for moment in MOMENTS:
        target = MemoryRegistry()
        async with connected(target) as (client, host):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(_cancel_after, scope, moment)
                    await client.import_image(at(host), path)
                    group.cancel_scope.cancel()
        assert ({}, []) == (target.uploads, os.listdir(scratch)), moment
        held = target.repository("team/app")
        if held.tags:
            assert {"v1": next(iter(held.manifests))} == held.tags
        if not scope.cancel_called:
            break
    assert moment > 50
    assert held.tags


# Each of the first passes of the loop, then ever larger steps: a thread at work is many passes long.
MOMENTS = [*range(120), *(int(120 * 1.04**power) for power in range(300))]


async def _cancel_after(scope: anyio.CancelScope, steps: int) -> None:
    for _ in range(steps):
        await anyio.lowlevel.checkpoint()
    scope.cancel()


# Parts of special kinds


async def test_foreign_layers_may_be_missing(tmp_path: Path) -> None:
    foreign = {
        "mediaType": images.OCI_LAYER,
        "digest": images.digest_of(b"windows"),
        "size": 7,
        "urls": ["https://example.org/layer"],
    }
    image, target = images.image("w", extra_layers=(foreign,)), MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", layout_members(image, "v1"))):
        assert_holds(target, image)


async def test_parts_that_a_descriptor_carries_need_no_file(tmp_path: Path) -> None:
    carried = {
        "mediaType": images.OCI_LAYER,
        "digest": images.digest_of(b"hello"),
        "size": 5,
        "data": "aGVsbG8=",
    }
    image, target = images.image("data", extra_layers=(carried,)), MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", layout_members(image, "v1"))):
        pass
    assert b"hello" == target.repositories["team/app"].blobs[images.digest_of(b"hello")]


async def test_schema_1_is_refused_with_its_reason(tmp_path: Path) -> None:
    raw = b'{"schemaVersion": 1, "name": "x", "fsLayers": []}'
    kind = "application/vnd.docker.distribution.manifest.v1+json"
    image = images.Image(raw, kind, {}, {})
    with pytest.raises(RegistryError, match="schema 1"):
        async with importing(MemoryRegistry(), write_tar(tmp_path / "a", layout_members(image, "v1"))):
            pass


# docker save


def layers_of(target: MemoryRegistry) -> list[bytes]:
    held = target.repositories["team/app"]
    manifest = json.loads(held.manifests[held.tags["v1"]][1])
    return [held.blobs[each["digest"]] for each in manifest["layers"]]


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_f37_a_saved_image_gets_the_same_digests_every_time(tmp_path: Path, compression: str) -> None:
    found = []
    for order in (1, -1):
        target = MemoryRegistry()
        path = write_tar(tmp_path / "a", saved_members(ONE, "team/app:v1")[::order], compression)
        async with importing(target, path) as report:
            pass
        found.append(target.repositories["team/app"])
        assert ((1, 4), {"v1": report.digest}) == (
            (report.manifests_copied, report.blobs_copied),
            found[-1].tags,
        )
    assert found[0] == found[1]
    media_type, raw = found[0].manifests[report.digest]
    assert images.DOCKER_MANIFEST == media_type
    config = ONE.document["config"]["digest"]
    assert {
        "mediaType": images.DOCKER_CONFIG,
        "digest": config,
        "size": len(ONE.blobs[config]),
    } == json.loads(raw)["config"]
    for layer, given in zip(layers_of(target), ONE.document["layers"], strict=True):
        assert gzip.decompress(ONE.blobs[given["digest"]]) == gzip.decompress(layer)
        assert b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" == layer[:10]


async def test_f37_layers_that_are_gzip_stay_what_they_are(tmp_path: Path) -> None:
    target = MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", saved_members(ONE, compression="gzip"))):
        pass
    assert [ONE.blobs[each["digest"]] for each in ONE.document["layers"]] == layers_of(target)


async def test_layers_that_are_zstd_stay_what_they_are_in_an_oci_manifest(tmp_path: Path) -> None:
    target = MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", saved_members(ONE, compression="zstd"))) as report:
        pass
    media_type, raw = target.repositories["team/app"].manifests[report.digest]
    assert images.OCI_MANIFEST == media_type
    assert {"application/vnd.oci.image.layer.v1.tar+zstd"} == {
        each["mediaType"] for each in json.loads(raw)["layers"]
    }
    assert all(layer.startswith(b"\x28\xb5\x2f\xfd") for layer in layers_of(target))


@pytest.mark.parametrize("compression", ["bzip2", "xz"])
async def test_layers_that_no_registry_takes_are_packed_anew(tmp_path: Path, compression: str) -> None:
    target, plain = MemoryRegistry(), MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", saved_members(ONE, compression=compression))):
        pass
    async with importing(plain, write_tar(tmp_path / "a", saved_members(ONE))):
        pass
    assert plain.repositories == target.repositories


async def test_a_saved_image_that_is_there_is_not_put_again(tmp_path: Path) -> None:
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", saved_members(ONE))
    async with connected(target) as (client, host):
        await client.import_image(at(host), path)
        target.log.clear()
        assert (await client.import_image(at(host), path)).unchanged
    assert (0, 0) == (target.counted("PUT"), target.counted("POST"))


@pytest.mark.parametrize("compression", ["plain", "bzip2"])
async def test_a_layer_that_is_not_the_configs_is_refused(tmp_path: Path, compression: str) -> None:
    name = saved_members(ONE)[1][0]
    assert isinstance(name, str)
    for content in (b"another layer", gzip.compress(b"another layer")):
        target = MemoryRegistry()
        path = write_tar(tmp_path / "a", saved_members(ONE, layers={name: content}), compression)
        with pytest.raises(DigestMismatch, match=f'layer "{name}" has the diff id'):
            async with importing(target, path):
                pass
        assert {} == target.repository("team/app").tags


async def test_a_missing_layer_is_named(tmp_path: Path) -> None:
    members = saved_members(ONE)
    name = members.pop(2)[0]
    with pytest.raises(ArchiveError, match=f"it is incomplete: layer {name} "):
        async with importing(MemoryRegistry(), write_tar(tmp_path / "a", members)):
            pass


async def test_layers_may_be_links_and_the_same_layer_comes_once(tmp_path: Path) -> None:
    image = images.image("same", layer_seeds=("a", "a", "b"))
    members = saved_members(image)
    name, data = members[1]
    linked = [("store.tar", data), link(str(name), "../store.tar"), members[0], *members[2:]]
    target = MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", linked, "gzip")) as report:
        assert 3 == report.blobs_copied
    assert 3 == len(layers_of(target))


@pytest.mark.parametrize("name", [None, "team/app:v2"])
async def test_several_saved_images_are_told_apart_by_name(tmp_path: Path, name: str | None) -> None:
    first, second = saved_members(ONE, "team/app:v1"), saved_members(TWO, "team/app:v2")
    listed = json.loads(first.pop()[1]) + json.loads(second.pop()[1])
    path = write_tar(tmp_path / "a", [*first, *second, ("manifest.json", json.dumps(listed).encode())])
    target = MemoryRegistry()
    async with importing(target, path, name):
        pass
    held = target.repositories["team/app"]
    expected = TWO if name else ONE
    config = json.loads(held.manifests[held.tags["v1"]][1])["config"]["digest"]
    assert expected.document["config"]["digest"] == config
    with pytest.raises(ArchiveError, match='could not find tag "v9", there is: team/app:v1; team/app:v2'):
        async with importing(target, path, None, "team/app:v9"):
            pass


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (b"{}", "the image's config has no list of diff_ids"),
        (b"?", "the image's config is not JSON"),
        (b'{"rootfs": {"diff_ids": []}}', "manifest.json has 1 layers, the image's config 0"),
        (b'{"rootfs": {"diff_ids": ["sha1:00"]}}', "only sha256 and sha512 can be verified"),
    ],
)
async def test_a_config_that_does_not_fit_is_an_error(tmp_path: Path, config: bytes, expected: str) -> None:
    listed = b'[{"Config": "c", "Layers": ["l"], "RepoTags": null}]'
    path = write_tar(tmp_path / "a", [("c", config), ("l", b"x"), ("manifest.json", listed)])
    with pytest.raises(ArchiveError, match="archive") as caught:
        async with importing(MemoryRegistry(), path):
            pass
    assert expected in str(caught.value)


async def test_an_image_without_layers_is_an_image(tmp_path: Path) -> None:
    image, target = images.image("empty", layers=0), MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", saved_members(image))):
        assert [] == layers_of(target)


async def test_a_layout_beside_dockers_list_is_preferred(tmp_path: Path) -> None:
    target = MemoryRegistry()
    members = [*saved_members(TWO), *layout_members(ONE, "v1")]
    async with importing(target, write_tar(tmp_path / "a", members)):
        assert_holds(target, ONE)


# Forms that are rare


@pytest.mark.parametrize("compression", ["gzip", "bzip2", "xz", "zstd"])
async def test_a_file_packed_in_pieces_with_padding_is_one_file(tmp_path: Path, compression: str) -> None:
    """Parallel packers write many small streams one after the other; tapes and xz pad with zeroes."""
    whole, target, path = tar_bytes(layout_members(ONE, "v1")), MemoryRegistry(), tmp_path / "a"
    pieces = [compress(whole[at : at + 5000], compression) for at in range(0, len(whole), 5000)]
    padding = b"" if compression == "zstd" else bytes(1024)
    path.write_bytes(b"".join(pieces) + padding)
    async with importing(target, str(path)):
        assert_holds(target, ONE)


async def test_a_checksum_at_the_end_is_checked_before_the_tag_is_put(tmp_path: Path) -> None:
    packed = bytearray(tar_bytes(layout_members(ONE, "v1"), "gzip"))
    packed[-6] ^= 1
    (tmp_path / "a").write_bytes(packed)
    target = MemoryRegistry()
    with pytest.raises(ArchiveError, match="the compressed data is damaged"):
        async with importing(target, str(tmp_path / "a")):
            pass
    assert {} == target.repository("team/app").tags


def an_index(*entries: dict[str, Any]) -> images.Index:
    document = {"schemaVersion": 2, "mediaType": images.OCI_INDEX, "manifests": list(entries)}
    return images.Index(json.dumps(document).encode(), images.OCI_INDEX, ())


async def test_entries_that_are_no_manifests_are_blobs_and_a_child_may_be_named_twice(tmp_path: Path) -> None:
    data = b"notes"
    note = {"mediaType": "text/plain", "digest": images.digest_of(data), "size": len(data)}
    inner = an_index(ONE.descriptor, note)
    outer = an_index(inner.descriptor, ONE.descriptor, note)
    members = [
        *layout_members(outer, "v1"),
        *layout_members(inner, "", ONE, "")[2:],
        (blob_name(images.digest_of(data)), data),
    ]
    # Our registry wants a manifest for each entry of an index, and so do real ones: a folder does not.
    async with connected() as (client,):
        ref = Reference.parse(f"ocidir://{tmp_path}/layout:v1")
        report = await client.import_image(ref, write_tar(tmp_path / "a", members))
        assert (3, 1 + len(ONE.blobs)) == (report.manifests_copied, report.blobs_copied)
        exported = await client.export_image(ref, str(tmp_path / "b"))
    assert (3, 1 + len(ONE.blobs)) == (exported.manifests, exported.blobs)


async def test_indexes_in_indexes_end_somewhere(tmp_path: Path) -> None:
    nested, members = an_index(), []
    for _ in range(20):
        members += layout_members(nested, "")[2:]
        nested = an_index(nested.descriptor)
    path = write_tar(tmp_path / "a", [*layout_members(nested, "v1"), *members])
    with pytest.raises(ArchiveError, match="indexes nested more than 16 deep"):
        async with importing(MemoryRegistry(), path):
            pass


async def test_a_manifest_of_another_size_is_refused(tmp_path: Path) -> None:
    wrong = an_index({**ONE.descriptor, "size": 5})
    path = write_tar(tmp_path / "a", [*layout_members(wrong, "v1"), *layout_members(ONE, "")[2:]])
    with pytest.raises(SizeMismatch, match=f"manifest {ONE.digest} has .* bytes, expected 5"):
        async with importing(MemoryRegistry(), path):
            pass


async def test_an_index_json_without_a_list_is_an_error(tmp_path: Path) -> None:
    members = [("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'), ("index.json", b"{}")]
    with pytest.raises(ArchiveError, match=r"index.json has no list of manifests"):
        async with importing(MemoryRegistry(), write_tar(tmp_path / "a", members)):
            pass


async def test_a_refused_manifest_is_logged_with_its_target(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    target = MemoryRegistry(before=lambda got: Reply(400) if got.path.endswith("/manifests/v1") else None)
    with pytest.raises(RegistryError):
        async with importing(target, write_tar(tmp_path / "a", layout_members(ONE, "v1"))):
            pass
    assert ["Failed to push manifest"] == [each.message for each in caplog.records if each.levelno >= 30]
