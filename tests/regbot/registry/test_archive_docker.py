import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from regbot.registry.errors import (
    ArchiveError,
    DigestMismatch,
)
from tests.fakes import images
from tests.fakes.archive_imports import assert_holds, at, importing
from tests.fakes.archives import (
    COMPRESSIONS,
    layout_members,
    link,
    saved_members,
    write_tar,
)
from tests.fakes.memory import MemoryRegistry, connected

pytestmark = pytest.mark.anyio
ONE = images.image("one", layers=3)
TWO = images.image("two")


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


@pytest.mark.parametrize("config", [None, "", 1])
async def test_an_image_without_a_config_is_an_error(tmp_path: Path, config: Any) -> None:
    listed = json.dumps([{"Config": config, "Layers": ["l"]}]).encode()
    path = write_tar(tmp_path / "a", [("l", b"x"), ("manifest.json", listed)])
    with pytest.raises(ArchiveError, match=r"manifest\.json: an image has no Config"):
        async with importing(MemoryRegistry(), path):
            pass


@pytest.mark.parametrize("layers", ["l", {"l": 1}, ["l", 1]])
async def test_a_list_of_layers_that_is_none_is_an_error(tmp_path: Path, layers: Any) -> None:
    listed = json.dumps([{"Config": "c", "Layers": layers}]).encode()
    path = write_tar(tmp_path / "a", [("c", b"{}"), ("l", b"x"), ("manifest.json", listed)])
    with pytest.raises(ArchiveError, match=r"manifest\.json: an image has no list of Layers"):
        async with importing(MemoryRegistry(), path):
            pass


async def test_an_image_without_layers_is_an_image(tmp_path: Path) -> None:
    image, target = images.image("empty", layers=0), MemoryRegistry()
    async with importing(target, write_tar(tmp_path / "a", saved_members(image))):
        assert [] == layers_of(target)


async def test_a_layout_beside_dockers_list_is_preferred(tmp_path: Path) -> None:
    target = MemoryRegistry()
    members = [*saved_members(TWO), *layout_members(ONE, "v1")]
    async with importing(target, write_tar(tmp_path / "a", members)):
        assert_holds(target, ONE)
