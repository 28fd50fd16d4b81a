"""The examples run as they are: by the program, from a config file, dry and real."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo

TOP = Path(__file__).parents[2]
EXAMPLES = TOP / "examples"


def regbot(*arguments: str, folder: Path, **environ: str) -> list[dict[str, Any]]:
    """Run the program, which must succeed; gives its log lines."""
    command = [
        sys.executable,
        "-c",
        "import sys; from regbot.cli import main; sys.exit(main())",
        *arguments,
        "--logopt",
        "json",
    ]
    path = {"PYTHONPATH": str(TOP), "HOME": str(folder), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        command, cwd=folder, env={**path, **environ}, capture_output=True, timeout=60, check=False, text=True
    )
    assert (0, "") == (done.returncode, done.stdout), done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def said(lines: list[dict[str, Any]]) -> list[str]:
    """What the scripts logged themselves."""
    return [line["message"] for line in lines if line["msg"] == "User script message"]


def did(lines: list[dict[str, Any]]) -> list[str]:
    """The names of the writes in the log."""
    return [line["msg"] for line in lines if line["msg"].startswith(("Copy image", "Delete tag"))]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the examples in it, as in a fresh clone."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    return tmp_path


def versions(host: str, repository: str, *names: str) -> dict[str, str]:
    """Push an image for each tag; gives the digests."""
    return {name: images.push(host, repository, images.image(name), name) for name in names}


def credentials(tmp_path: Path, example: str, *registries: Registry, **hostname: str) -> Path:
    """Write the example with creds for plain-HTTP registries beside the original's folder."""
    shutil.copytree(EXAMPLES, tmp_path / "examples", dirs_exist_ok=True)
    path = tmp_path / "examples" / example
    entries = [f"  - registry: {each.host}\n    tls: disabled\n" for each in registries]
    entries += [
        f"  - registry: {name}\n    hostname: {host}\n    tls: disabled\n" for name, host in hostname.items()
    ]
    path.write_text(path.read_text() + "creds:\n" + "".join(entries))
    return path


def test_the_quickstart_mirrors_retags_and_prunes(checkout: Path, skopeo: Skopeo) -> None:
    lines = regbot("once", "-c", "examples/quickstart.yml", folder=checkout)
    mirror = f"oci:{checkout}/quickstart-output"
    source = f"oci:{checkout}/examples/layout"
    expected = {"1": "1.10", "1.10": "1.10", "2": "2.1", "2.0": "2.0", "2.1": "2.1", "latest": "2.1"}
    index = json.loads((checkout / "quickstart-output/index.json").read_text())
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
    config = credentials(tmp_path, "hello.yml", **{"docker.io": registry.host})
    lines = regbot("once", "-c", str(config), folder=tmp_path)
    assert ["hello world", "Found tag 1.35", "Found tag 1.36", "Found tag latest"] == said(lines)


def test_mirror_keeps_the_newest_versions(
    tmp_path: Path, two_registries: tuple[Registry, Registry], repository: str, skopeo: Skopeo
) -> None:
    source, target = two_registries
    digests = versions(source.host, repository, "v1.2", "v1.10", "v1.9.1", "v2", "v2.0.1-rc1", "nightly")
    versions(target.host, repository, "v0.9", "keep-me")
    config = credentials(tmp_path, "mirror.yml", source, target)
    environ = {
        "SOURCE": source.repository(repository),
        "TARGET": target.repository(repository),
        "KEEP": "3",
    }
    lines = regbot("once", "-c", str(config), folder=tmp_path, **environ)
    assert ["The mirror holds v2, v1.10, v1.9.1"] == said(lines)
    assert ["keep-me", "latest", "v1.10", "v1.9.1", "v2"] == skopeo.tags(environ["TARGET"])
    for tag, version in {"latest": "v2", "v2": "v2", "v1.10": "v1.10", "v1.9.1": "v1.9.1"}.items():
        assert digests[version] == skopeo.digest(f"{environ['TARGET']}:{tag}")


def test_prune_by_label_deletes_only_what_carries_it(
    tmp_path: Path, registry: Registry, repository: str, skopeo: Skopeo
) -> None:
    images.push(registry.host, repository, images.image("old", labels={"stage": "retired"}), "old", "older")
    images.push(registry.host, repository, images.image("new", labels={"stage": "prod"}), "new")
    images.push(registry.host, repository, images.index("far", platforms=("linux/s390x",)), "far")
    config = credentials(tmp_path, "prune-by-label.yml", registry)
    name = registry.repository(repository)
    dry = regbot("once", "--dry-run", "-c", str(config), folder=tmp_path, REPOSITORY=name)
    assert ["Tags deleted: 2"] == said(dry)[-1:]
    assert ["far", "new", "old", "older"] == skopeo.tags(name)
    lines = regbot("once", "-c", str(config), folder=tmp_path, REPOSITORY=name)
    assert ["far", "new"] == skopeo.tags(name)
    assert ["Cannot read the labels", "Tags deleted: 2"] == said(lines)


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
