"""The examples run as they are: by the program, from a config file, dry and real."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo
from tests.integration.examples import EXAMPLES, copy_with_creds, did, regbot, said


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the examples in it, as in a fresh clone."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    return tmp_path


def test_the_quickstart_mirrors_retags_and_prunes(checkout: Path, skopeo: Skopeo) -> None:
    lines = regbot("once", "-c", "examples/quickstart.yml", folder=checkout)
    mirror = f"oci:{checkout}/quickstart-output"
    source = f"oci:{checkout}/examples/layout"
    expected = {"1": "1.10", "1.10": "1.10", "2": "2.1", "2.0": "2.0", "2.1": "2.1", "latest": "2.1"}
    index = json.loads((checkout / "quickstart-output/index.json").read_text(encoding="utf-8"))
    names = [each["annotations"]["org.opencontainers.image.ref.name"] for each in index["manifests"]]
    assert sorted(expected) == sorted(names)
    for tag, version in expected.items():
        assert skopeo.inspect_raw(f"{source}:{version}") == skopeo.inspect_raw(f"{mirror}:{tag}")
    assert "Versions, newest first: 2.1, 2.0, 1.10, 1.9, 1.1, 1.0" == said(lines)[0]
    assert f"Look at the mirror: {checkout}/quickstart-output/index.json" == said(lines)[-1]
    assert any("The newest is version 2.1 for linux/" in each for each in said(lines))
    assert ["Delete tag"] == [each for each in did(lines) if each != "Copy image"]


def test_the_quickstart_finds_nothing_to_do_the_second_time(checkout: Path) -> None:
    regbot("once", "-c", "examples/quickstart.yml", folder=checkout)
    before = snapshot(checkout / "quickstart-output")
    lines = regbot("once", "-c", "examples/quickstart.yml", folder=checkout)
    assert [] == did(lines)
    assert "Nothing to do: the mirror is up to date" in said(lines)
    assert before == snapshot(checkout / "quickstart-output")


def test_the_quickstart_runs_from_anywhere(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    config = str(checkout / "examples/quickstart.yml")
    regbot("once", "-c", config, folder=elsewhere)
    assert (checkout / "quickstart-output/index.json").exists()
    assert [] == list(elsewhere.iterdir())


def test_a_dry_quickstart_writes_nothing(checkout: Path) -> None:
    lines = regbot("once", "--dry-run", "-c", "examples/quickstart.yml", folder=checkout)
    assert not (checkout / "quickstart-output").exists()
    assert "Copy image" in did(lines)
    assert all(line["dry-run"] for line in lines if line["msg"] in ("Copy image", "Delete tag"))


def test_the_layout_is_what_its_maker_makes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "make_layout.py", tmp_path], check=True, capture_output=True)
    assert configs(EXAMPLES / "layout") == configs(tmp_path)


def test_hello_greets_and_lists_tags(tmp_path: Path, registry: Registry) -> None:
    for tag in ("1.36", "1.35", "latest"):
        images.push(registry.host, "library/busybox", images.image("busybox"), tag)
    config = copy_with_creds(tmp_path, "hello.yml", **{"docker.io": registry.host})
    lines = regbot("once", "-c", str(config), folder=tmp_path)
    assert ["hello world", "Found tag 1.35", "Found tag 1.36", "Found tag latest"] == said(lines)


def test_compose_copies_into_the_registry_beside_it(
    tmp_path: Path, two_registries: tuple[Registry, Registry], skopeo: Skopeo
) -> None:
    hub, beside = two_registries
    images.push(hub.host, "library/busybox", images.index("busybox"), "latest")
    hosts = {"docker.io": hub.host, "registry:5000": beside.host}
    config = copy_with_creds(tmp_path, "compose.yml", **hosts)
    lines = regbot("once", "-c", str(config), folder=tmp_path)
    assert ["registry:5000/mirror/busybox:latest"] == said(lines)
    expected = skopeo.digests(hub.repository("library/busybox:latest"))
    assert expected == skopeo.digests(beside.repository("mirror/busybox:latest"))


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its time and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def configs(layout: Path) -> set[bytes]:
    """The image configs of a layout. They hold the digests of the layers' tars, whatever compressed them."""
    blobs = [path.read_bytes() for path in (layout / "blobs/sha256").iterdir()]
    return {each for each in blobs if each.startswith(b'{"created"')}
