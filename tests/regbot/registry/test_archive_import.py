import json
import random
from pathlib import Path
from typing import Any

import pytest

from regbot.registry.archive import reader
from regbot.registry.errors import (
    ArchiveError,
    RegistryError,
    SizeMismatch,
)
from regbot.registry.layout import Layout
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.archive_imports import assert_holds, at, importing
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
from tests.fakes.scripted import Reply
from tests.fakes.watched import WatchedImport, assert_watched

pytestmark = pytest.mark.anyio
ONE = images.image("one", layers=3)
MANY = images.index("many")
TWO = images.image("two")


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


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("docker", [False, True])
async def test_how_far_it_is_can_be_watched(
    tmp_path: Path, compression: str, reverse: bool, docker: bool
) -> None:
    members = saved_members(ONE) if docker else layout_members(MANY, "v1")
    path = write_tar(tmp_path / "a", members[::-1] if reverse else members, compression)
    async with connected(MemoryRegistry()) as (client, host):
        report = WatchedImport(path, at(host))
        assert report is await client.import_image(at(host), path, report=report)
    assert_watched(report)


async def test_how_far_it_is_can_be_watched_where_parts_are_there(tmp_path: Path) -> None:
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", layout_members(MANY, "v1"))
    target.load("team/app", MANY.children[0])
    async with connected(target) as (client, host):
        report = WatchedImport(path, at(host))
        await client.import_image(at(host), path, report=report)
    assert_watched(report)
    assert report.bytes_skipped


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
