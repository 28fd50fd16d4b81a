"""Archives between our client, real docker-registry processes and skopeo, which judges every one of them."""

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import pytest

from regbot.registry import Client, HostConfig, Reference
from regbot.registry.errors import ArchiveError
from tests.fakes import images
from tests.fakes.archives import COMPRESSIONS, compress
from tests.fakes.programs import Registry, Skopeo

ROOT = Path(__file__).resolve().parents[2]
ONE = images.image("archived", layers=3)
MANY = images.index("archived-index")
PACKERS = ("gzip", "bzip2", "xz", "zstd")
DOCKER = images.image("archived-docker", docker=True)


def run(registry: Registry, work: Callable[[Client], Awaitable[None]]) -> None:
    async def main() -> None:
        async with Client([HostConfig(registry.host, tls="disabled")]) as client:
            await work(client)

    anyio.run(main)


def export(registry: Registry, repository: str, path: Path, rest: str = ":v1") -> str:
    """Our export of an image; the file's name."""

    async def work(client: Client) -> None:
        await client.export_image(Reference.parse(registry.repository(repository) + rest), str(path))

    run(registry, work)
    return str(path)


def bring(registry: Registry, repository: str, path: Path, name: str | None = None) -> str:
    """Our import of an archive; the image's reference."""
    target = f"{registry.repository(repository)}:v1"

    async def work(client: Client) -> None:
        await client.import_image(Reference.parse(target), str(path), name=name)

    run(registry, work)
    assert [] == registry.open_uploads(repository)
    return target


@pytest.mark.parametrize("what", [ONE, MANY, DOCKER], ids=["image", "index", "docker image"])
@pytest.mark.parametrize("rest", [":v1", "@digest"])
def test_skopeo_reads_our_layouts(
    registry: Registry,
    repository: str,
    skopeo: Skopeo,
    tmp_path: Path,
    what: images.Image | images.Index,
    rest: str,
) -> None:
    images.push(registry.host, repository, what, "v1")
    path = export(registry, repository, tmp_path / "a.tar", rest.replace("digest", what.digest))
    # Without this skopeo makes OCI manifests of docker's, because that is what a layout usually holds.
    skopeo.copy(f"oci-archive:{path}", registry.repository(f"{repository}-back:v1"), "--preserve-digests")
    back = registry.repository(f"{repository}-back:v1")
    assert what.manifest == skopeo.inspect_raw(back)
    assert skopeo.digests(registry.repository(f"{repository}:v1")) == skopeo.digests(back)


@pytest.mark.parametrize("what", [ONE, DOCKER], ids=["oci", "docker"])
def test_skopeo_loads_our_images_as_docker_does(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path, what: images.Image
) -> None:
    images.push(registry.host, repository, what, "v1")
    path = export(registry, repository, tmp_path / "a.tar")
    name = registry.repository(f"{repository}:v1")
    loaded = registry.repository(f"{repository}-loaded:v1")
    skopeo.copy(f"docker-archive:{path}:{name}", loaded)
    manifest = json.loads(skopeo.inspect_raw(loaded))
    assert what.document["config"]["digest"] == manifest["config"]["digest"]
    assert len(what.document["layers"]) == len(manifest["layers"])
    assert skopeo.config(name) == skopeo.config(loaded)


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("what", [ONE, MANY], ids=["image", "index"])
def test_we_read_skopeos_layouts(
    registry: Registry,
    repository: str,
    skopeo: Skopeo,
    tmp_path: Path,
    what: images.Image | images.Index,
    compression: str,
) -> None:
    images.push(registry.host, repository, what, "v1")
    source, path = registry.repository(f"{repository}:v1"), tmp_path / "a.tar"
    skopeo.copy(source, f"oci-archive:{path}:v1")
    path.write_bytes(compress(path.read_bytes(), compression))
    target = bring(registry, f"{repository}-ours", path)
    assert what.manifest == skopeo.inspect_raw(target)
    assert skopeo.digests(source) == skopeo.digests(target)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_we_read_what_docker_saves(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path, compression: str
) -> None:
    images.push(registry.host, repository, ONE, "v1")
    source, path = registry.repository(f"{repository}:v1"), tmp_path / "a.tar"
    skopeo.copy(source, f"docker-archive:{path}:team/app:v1")
    path.write_bytes(compress(path.read_bytes(), compression))
    target = bring(registry, f"{repository}-ours", path)
    again = bring(registry, f"{repository}-again", path)
    assert skopeo.inspect_raw(target) == skopeo.inspect_raw(again)
    assert skopeo.config(source) == skopeo.config(target)
    # skopeo unpacks every layer and compares it with the config's diff ids.
    skopeo.copy(target, f"docker-archive:{tmp_path}/b.tar:team/app:v1")
    assert ONE.document["config"]["digest"] == json.loads(skopeo.inspect_raw(target))["config"]["digest"]


@pytest.mark.parametrize("program", PACKERS)
def test_what_the_usual_programs_pack_is_read(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path, program: str
) -> None:
    images.push(registry.host, repository, MANY, "v1")
    export(registry, repository, tmp_path / "a.tar")
    with (tmp_path / "a").open("wb") as packed:
        subprocess.run([program, "-c", str(tmp_path / "a.tar")], stdout=packed, check=True)
    assert MANY.manifest == skopeo.inspect_raw(bring(registry, f"{repository}-ours", tmp_path / "a"))


@pytest.mark.parametrize("options", [["--format=gnu"], ["--format=pax"], ["--format=ustar"], ["--format=v7"]])
def test_what_tar_packs_from_a_folder_is_read(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path, options: list[str]
) -> None:
    images.write_layout(tmp_path / "layout", MANY, "v1")
    command = ["tar", "-C", str(tmp_path / "layout"), *options, "-cf", str(tmp_path / "a.tar"), "."]
    subprocess.run(command, check=True)
    assert MANY.manifest == skopeo.inspect_raw(bring(registry, repository, tmp_path / "a.tar"))


def test_tar_lists_our_archives_without_complaint(
    registry: Registry, repository: str, tmp_path: Path
) -> None:
    images.push(registry.host, repository, ONE, "v1")
    path = export(registry, repository, tmp_path / "a.tar")
    done = subprocess.run(["tar", "-tvf", path], capture_output=True, text=True, check=True)
    assert ("", 5 + 1 + 4) == (done.stderr, len(done.stdout.splitlines()))


def test_the_same_image_gives_the_same_file_from_everywhere(
    two_registries: tuple[Registry, Registry], repository: str, tmp_path: Path
) -> None:
    registry = two_registries[0]
    images.push(registry.host, repository, MANY, "v1")
    first = export(registry, repository, tmp_path / "a.tar")
    os.utime(first, (0, 0))
    second = export(registry, repository, tmp_path / "b.tar")
    bring(registry, f"{repository}-copy", Path(first))
    assert Path(first).read_bytes() == Path(second).read_bytes()


def test_a_broken_archive_leaves_the_tag_as_it_was(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path
) -> None:
    images.push(registry.host, repository, MANY, "v1")
    whole = Path(export(registry, repository, tmp_path / "a.tar")).read_bytes()
    target = f"{repository}-ours"
    images.push(registry.host, target, ONE, "v1")
    (tmp_path / "a.tar").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ArchiveError, match="cut off"):
        bring(registry, target, tmp_path / "a.tar")
    assert ONE.manifest == skopeo.inspect_raw(registry.repository(f"{target}:v1"))
    assert [] == registry.open_uploads(target)


MEMORY = """
import sys, anyio
from regbot.registry import Client, HostConfig, Reference
async def main(what, image, path):
    ref = Reference.parse(image)
    async with Client([HostConfig(ref.registry, tls="disabled")]) as client:
        await (client.export_image if what == "export" else client.import_image)(ref, path)
anyio.run(main, *sys.argv[1:])
# ru_maxrss would count the process that started this one
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize(
    "form", ["plain", "docker", *(pytest.param(each, marks=pytest.mark.nightly) for each in PACKERS)]
)
def test_200_megabytes_pass_through_less_than_120(
    registry: Registry, repository: str, skopeo: Skopeo, tmp_path: Path, form: str
) -> None:
    size = 200_000_000
    digest = images.push_big_blob(registry.host, repository, size)
    entry = {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest, "size": size}
    image = images.image("big", layers=0, extra_layers=(entry,))
    if form == "docker":  # whose config must name the layer
        config = json.dumps(
            {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": [digest]}}
        ).encode()
        blob = {"mediaType": images.OCI_CONFIG, "digest": images.digest_of(config), "size": len(config)}
        document = {**image.document, "config": blob}
        image = images.Image(json.dumps(document).encode(), image.media_type, {}, {blob["digest"]: config})
    images.push(registry.host, repository, image, "v1")
    name, path = registry.repository(f"{repository}:v1"), tmp_path / "a.tar"

    def measure(what: str, ref: str) -> int:
        command = [sys.executable, "-c", MEMORY, what, ref, str(path)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
        assert 0 == done.returncode, done.stderr
        return int(done.stdout)

    exported = measure("export", name)
    if form == "docker":
        pack_for_docker(path)
    elif form != "plain":
        subprocess.run([form, "-1", "-q", str(path)], check=True)
        path = next(tmp_path.glob("a.tar.*"))
    imported = measure("import", registry.repository(f"{repository}-ours:v1"))
    print(f"{form}: export {exported} MB, import {imported} MB")
    assert max(exported, imported) < 120
    raw = skopeo.inspect_raw(registry.repository(f"{repository}-ours:v1"))
    if form == "docker":
        assert image.document["config"]["digest"] == json.loads(raw)["config"]["digest"]
        assert images.DOCKER_MANIFEST == json.loads(raw)["mediaType"]
    else:
        assert image.manifest == raw


def pack_for_docker(path: Path) -> None:
    """Take what makes it an OCI layout out of our archive: docker's list stays."""
    subprocess.run(["tar", "--delete", "-f", str(path), "oci-layout", "index.json"], check=True)
