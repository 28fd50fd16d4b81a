"""The recipes of docs/cookbook.md run as they stand, dry and real; skopeo sees which tags are left.

A docker-registry of each test's own stands for Docker Hub and for registry.example.org.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from regbot.config.load import load_config
from regbot.registry.host import HostConfig
from tests.fakes import images
from tests.fakes.archives import saved_members, tar_bytes
from tests.fakes.lua_runner import Lua
from tests.fakes.programs import Registry, Skopeo, run_registry
from tests.integration.examples import TOP, writes_of

DOCUMENT = (TOP / "docs/cookbook.md").read_text(encoding="utf-8")
RECIPES = {
    section.partition("\n")[0]: section for section in re.split(r"^### ", DOCUMENT, flags=re.MULTILINE)[1:]
}


def blocks(language: str) -> dict[str, str]:
    """The code blocks of a language, by the heading that they stand under."""
    found = {}
    for title, section in RECIPES.items():
        for text in re.findall(rf"^```{language}\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
            found[title] = text
    return found


SIGNATURE = f"sha256-{'0' * 64}.sig"
ALPINE = ["3", "3.17.9", "3.18.3", "3.19.0", "3.20.0-rc.1", "latest"]
MIRROR = ["2.7.0", SIGNATURE]
APP = ["1.0.0", "1.1.0", "1.2", "1.2.5", "1.3.0", "stable"]
BEFORE = {"library/alpine": ALPINE, "mirror/alpine": MIRROR, "team/app": APP, "team/web": ["1"]}

AFTERWARDS: dict[str, dict[str, list[str]]] = {
    "What is in a registry": {},
    "The digest of a tag": {},
    "A range of versions": {"mirror/alpine": [*MIRROR, "3.18.3", "3.19.0"]},
    "The newest ten": {"mirror/alpine": [*MIRROR, "3.17.9", "3.18.3", "3.19.0"]},
    "Tags that never move": {"mirror/alpine": [*MIRROR, "3.18.3", "3.19.0"]},
    "Two platforms of an index": {"mirror/alpine": [*MIRROR, "3"]},
    "Signatures and SBOMs too": {"prod/app": ["1.2"]},
    "Going on after a broken image": {"mirror/alpine": [*MIRROR, *ALPINE]},
    "Below the limit of Docker Hub": {"mirror/alpine": [*MIRROR, "3.18.3", "3.19.0"]},
    "One tag": {"team/app": APP[1:]},
    "All but the newest three versions": {"team/app": APP[1:]},
    "What the source does not have any more": {"mirror/alpine": [SIGNATURE]},
    "An image of the local Docker": {"team/db": ["9"]},
    "One platform as a file": {},
}
SAYS = {
    "What is in a registry": "team/web: 1",
    "The digest of a tag": images.image("app/1.2").digest,
}


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with run_registry(tmp_path / "registry") as running:
        for repository, tags in BEFORE.items():
            for tag in tags:
                image = images.image(f"{repository.rpartition('/')[2]}/{tag}")
                images.push(running.host, repository, image, tag)
        images.push(running.host, "library/alpine", images.index("alpine"), "3")
        yield running


@pytest.fixture
def lua(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lua:
    """Scripts that start in a folder with images.tar.gz in it."""
    lua = Lua(tmp_path / "folder")
    lua.folder.mkdir()
    monkeypatch.chdir(lua.folder)
    (lua.folder / "images.tar.gz").write_bytes(saved("example.org/app:1", "example.org/db:9"))
    names = ("docker.io", "registry.example.org")
    lua.hosts = tuple(HostConfig(name, hostname=registry.host, tls="disabled") for name in names)
    return lua


def test_every_recipe_has_its_check() -> None:
    assert list(AFTERWARDS) == list(blocks("lua"))
    assert RECIPES.keys() == blocks("lua").keys() | blocks("yaml").keys()


@pytest.mark.parametrize("title", AFTERWARDS)
def test_a_recipe_does_what_it_says(title: str, lua: Lua, registry: Registry, skopeo: Skopeo) -> None:
    source = blocks("lua")[title]
    assert [] == writes_of(lambda: lua.run(source, dry_run=True), registry)
    assert ["images.tar.gz"] == [path.name for path in lua.folder.iterdir()]
    assert BEFORE == tags_of(skopeo, registry, *BEFORE)
    lua.run(source)
    expected = BEFORE | AFTERWARDS[title]
    assert {name: sorted(tags) for name, tags in expected.items()} == tags_of(skopeo, registry, *expected)
    if title in SAYS:
        assert SAYS[title] in said(lua)


def test_the_two_platforms_are_there(lua: Lua, registry: Registry, skopeo: Skopeo) -> None:
    lua.run(blocks("lua")["Two platforms of an index"])
    amd64, arm64, arm = images.index("alpine").children
    found = skopeo.digests(registry.repository("mirror/alpine:3"))
    assert {amd64.digest, *amd64.blobs, arm64.digest, *arm64.blobs} < found
    assert arm.digest not in found


def test_a_broken_image_stops_no_other(lua: Lua, registry: Registry, skopeo: Skopeo) -> None:
    broken = images.image("alpine/3.17.9")
    layer = broken.document["layers"][0]["digest"]
    request = Request(f"http://{registry.host}/v2/library/alpine/blobs/{layer}", method="DELETE")
    with urlopen(request) as answer:
        assert 202 == answer.status
    assert "not copied: 3.17.9" in lua.fail(blocks("lua")["Going on after a broken image"])
    copied = {*MIRROR, *ALPINE} - {"3.17.9"}
    assert sorted(copied) == skopeo.tags(registry.repository("mirror/alpine"))


def test_the_platform_in_the_file_is_the_one(lua: Lua, skopeo: Skopeo) -> None:
    lua.run(blocks("lua")["One platform as a file"])
    found = skopeo.config(f"oci-archive:{lua.folder}/alpine-amd64.tar")
    assert ("linux", "amd64") == (found["os"], found["architecture"])


@pytest.mark.parametrize("title", blocks("yaml"))
def test_a_config_of_the_cookbook_is_right(title: str) -> None:
    loaded = load_config("cookbook.yml", text=blocks("yaml")[title])
    assert () == loaded.warnings
    assert loaded.config.creds


def test_a_refused_login_stops_at_once(lua: Lua, basic_registry: Registry) -> None:
    docker, example = lua.hosts
    lua.hosts = (docker, replace(example, hostname=basic_registry.host, tls="insecure"))
    assert "[http 401]" in lua.fail(blocks("lua")["Going on after a broken image"])
    assert ["Copy image"] == lua.messages()


def saved(*names: str) -> bytes:
    """What `docker save NAMES | gzip` writes, an image for each name."""
    members: dict[Any, bytes] = {}
    listed = []
    for name in names:
        found = dict(saved_members(images.image(name), name))
        listed += json.loads(found.pop("manifest.json"))
        members |= found
    return tar_bytes([*members.items(), ("manifest.json", json.dumps(listed).encode())], "gzip")


def tags_of(skopeo: Skopeo, registry: Registry, *repositories: str) -> dict[str, list[str]]:
    return {name: skopeo.tags(registry.repository(name)) for name in repositories}


def said(lua: Lua) -> list[Any]:
    return [fields["message"] for _, message, fields in lua.log if message == "User script message"]
