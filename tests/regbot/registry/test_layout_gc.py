import json
from pathlib import Path

import pytest

from regbot.registry.errors import LayoutError
from regbot.registry.layout_gc import collect, reachable
from tests.fakes import images

ONE = images.image("one")
FAR = 10_000_000_000.0


def test_everything_an_index_reaches_is_reachable(tmp_path: Path) -> None:
    many = images.index("many")
    images.write_layout(tmp_path, many, "v1")
    expected = {many.digest, *(child.digest for child in many.children)}
    expected |= {digest for child in many.children for digest in child.blobs}
    assert expected == reachable(tmp_path, [many.descriptor])


def test_a_sparse_index_reaches_what_is_there(tmp_path: Path) -> None:
    many = images.index("many")
    images.write_layout(tmp_path, many, "v1")
    (tmp_path / "blobs/sha256" / many.children[0].digest[7:]).unlink()
    assert many.children[0].digest in reachable(tmp_path, [many.descriptor])
    assert not set(many.children[0].blobs) & reachable(tmp_path, [many.descriptor])


@pytest.mark.parametrize("entry", [None, {}, {"digest": 5}])
def test_an_entry_that_is_no_descriptor_stops_everything(tmp_path: Path, entry: object) -> None:
    with pytest.raises(LayoutError, match="names no digest"):
        reachable(tmp_path, [entry])


@pytest.mark.parametrize("raw", [b"{", b"[]"])
def test_a_manifest_that_cannot_be_read_stops_everything(tmp_path: Path, raw: bytes) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    (tmp_path / "blobs/sha256" / ONE.digest[7:]).write_bytes(raw)
    with pytest.raises(LayoutError, match=ONE.digest):
        collect(tmp_path, [], now=FAR, grace=0)
    assert 4 == len(list((tmp_path / "blobs/sha256").iterdir()))


def test_a_digest_that_is_a_path_is_not_followed(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    table = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    table["manifests"].append({"mediaType": images.OCI_MANIFEST, "digest": "sha256:../../index.json"})
    (tmp_path / "index.json").write_text(json.dumps(table))
    with pytest.raises(LayoutError, match="cannot be read"):
        collect(tmp_path, [], now=FAR, grace=0)


def test_dropped_manifests_go_with_their_parts_at_once(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE)
    images.write_layout(tmp_path, images.image("young"))
    removed = collect(tmp_path, [ONE.digest, "no digest"], now=0, grace=60)
    assert {ONE.digest, *ONE.blobs} == set(removed)


def test_a_dropped_manifest_that_cannot_be_read_goes_without_its_parts(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE)
    (tmp_path / "blobs/sha256" / ONE.digest[7:]).write_bytes(b"{")
    assert [ONE.digest] == collect(tmp_path, [ONE.digest], now=0, grace=60)


def test_old_temporary_files_go(tmp_path: Path) -> None:
    images.write_layout(tmp_path, ONE, "v1")
    for path in (tmp_path / ".regbot-tmp-a", tmp_path / "blobs/sha256/.regbot-tmp-b"):
        path.write_bytes(b"")
    (tmp_path / "blobs/sha256/folder").mkdir()
    assert ["sha256:.regbot-tmp-b", ".regbot-tmp-a"] == collect(tmp_path, [], now=FAR, grace=60)
    assert [] == collect(tmp_path, [], now=FAR, grace=60)
