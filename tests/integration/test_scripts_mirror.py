"""Scripts against two real registries; skopeo checks digest by digest what they left behind."""

from pathlib import Path

import pytest

from regbot.registry.host import HostConfig
from tests.fakes import images
from tests.fakes.lua_runner import Lua
from tests.fakes.programs import Registry, Skopeo

VERSIONS = ("1.0", "1.9", "1.10", "2.0")
SINGLE = {version: images.image(f"mirror/{version}", labels={"version": version}) for version in VERSIONS}
MULTI = images.index("mirror/2.1", platforms=("linux/amd64", "linux/arm64", "linux/arm/v7"))
RETIRED = images.image("mirror/retired", labels={"stage": "retired"})

MIRROR = """
  local function newer(a, b)
    local a_major, a_minor = a:match("^(%d+)%.(%d+)$")
    local b_major, b_minor = b:match("^(%d+)%.(%d+)$")
    if a_major ~= b_major then return tonumber(a_major) > tonumber(b_major) end
    return tonumber(a_minor) > tonumber(b_minor)
  end

  local versions = {}
  for _, name in ipairs(tag.ls(source)) do
    if name:match("^%d+%.%d+$") then versions[#versions + 1] = name end
  end
  table.sort(versions, newer)
  log("Versions: " .. table.concat(versions, " "))

  local from, to = reference.new(source), reference.new(target)
  for place = 1, 3 do
    from:tag(versions[place])
    to:tag(versions[place])
    image.copy(from, to)
  end
  image.copy(target .. ":" .. versions[1], target .. ":latest")
  image.copy(target .. ":" .. versions[2], target .. ":" .. versions[2]:match("^%d+"))

  for _, name in ipairs(tag.ls(target)) do
    local ok, config = pcall(image.config, target .. ":" .. name, "linux/amd64")
    if ok and config.config.Labels["stage"] == "retired" then
      tag.delete(target .. ":" .. name)
    end
  end
  return versions
"""


@pytest.fixture
def script(lua: Lua, two_registries: tuple[Registry, Registry]) -> Lua:
    lua.hosts = tuple(HostConfig(name=each.host, tls="disabled") for each in two_registries)
    return lua


@pytest.fixture
def lua(tmp_path: Path) -> Lua:
    return Lua(tmp_path)


@pytest.fixture
def ends(two_registries: tuple[Registry, Registry], repository: str) -> tuple[str, str]:
    """A source with versions and other tags; a target with a retired image."""
    source, target = two_registries
    for version, image in SINGLE.items():
        images.push(source.host, repository, image, version)
    images.push(source.host, repository, MULTI, "2.1")
    images.push(source.host, repository, images.image("mirror/edge"), "edge", "3.0-rc1")
    images.push(target.host, repository, RETIRED, "0.1")
    return source.repository(repository), target.repository(repository)


def test_a_script_mirrors_the_newest_versions(script: Lua, ends: tuple[str, str], skopeo: Skopeo) -> None:
    source, target = ends
    assert ["2.1", "2.0", "1.10", "1.9", "1.0"] == script.run(MIRROR, source=source, target=target)
    assert ["1.10", "2", "2.0", "2.1", "latest"] == skopeo.tags(target)
    for tag in ("1.10", "2.0", "2.1"):
        assert skopeo.digests(f"{source}:{tag}") == skopeo.digests(f"{target}:{tag}")
    assert MULTI.digest == skopeo.digest(f"{target}:latest")
    assert SINGLE["2.0"].digest == skopeo.digest(f"{target}:2")
    assert "1.10" == skopeo.config(f"{target}:1.10")["config"]["Labels"]["version"]


def test_a_second_run_changes_nothing(
    script: Lua, ends: tuple[str, str], two_registries: tuple[Registry, Registry]
) -> None:
    source, target = ends
    script.run(MIRROR, source=source, target=target)
    before = [len(each.requests()) for each in two_registries]
    script.run(MIRROR, source=source, target=target)
    assert [] == writes(two_registries, before)


def test_a_dry_run_sends_no_write(
    script: Lua, ends: tuple[str, str], two_registries: tuple[Registry, Registry], skopeo: Skopeo
) -> None:
    source, target = ends
    before = [len(each.requests()) for each in two_registries]
    script.run(MIRROR, dry_run=True, source=source, target=target)
    script.run(
        """
          local m = manifest.get(source .. ":1.0")
          m:put(target .. ":put")
          manifest.delete(target .. ":0.1")
          blob.put(target, "text")
          blob.get(source, m.layers[1].digest):put(target)
          reference.close(target)
        """,
        dry_run=True,
        source=source,
        target=target,
    )
    assert [] == writes(two_registries, before)
    assert ["0.1"] == skopeo.tags(target)
    assert [True] * 4 == [change.dry_run for change in script.changes]


def test_a_deleted_tag_leaves_its_sibling(script: Lua, ends: tuple[str, str], skopeo: Skopeo) -> None:
    source, _ = ends
    copies = "image.copy(source .. ':1.0', source .. ':sibling'); tag.delete(source .. ':1.0')"
    script.run(copies, source=source)
    assert "1.0" not in skopeo.tags(source)
    assert SINGLE["1.0"].digest == skopeo.digest(f"{source}:sibling")
    expected = {SINGLE["1.0"].digest, *SINGLE["1.0"].blobs}
    assert expected == skopeo.digests(f"{source}:sibling")


def test_a_manifest_goes_from_one_repository_to_another(
    script: Lua, ends: tuple[str, str], skopeo: Skopeo
) -> None:
    source, target = ends
    script.run(
        """
          local m = manifest.get(source .. ":1.0")
          for _, layer in ipairs(m.layers) do
            blob.get(source, layer.digest):put(target)
          end
          blob.put(target, m:config())
          manifest.put(m, target .. ":moved")
        """,
        source=source,
        target=target,
    )
    assert skopeo.digests(f"{source}:1.0") == skopeo.digests(f"{target}:moved")


def test_an_edited_config_becomes_an_image_that_skopeo_reads(
    script: Lua, ends: tuple[str, str], skopeo: Skopeo
) -> None:
    source, _ = ends
    script.run(
        """
          local c = image.config(source .. ":1.0")
          c.config.Labels.stage = "test"
          local m = manifest.get(source .. ":1.0")
          m.config.digest, m.config.size = blob.put(source, c:export())
          m.annotations.edited = "yes"
          manifest.put(m:export(), source .. ":edited")
        """,
        source=source,
    )
    labels = skopeo.config(f"{source}:edited")["config"]["Labels"]
    assert {"version": "1.0", "stage": "test"} == labels


def test_a_registry_is_listed(script: Lua, ends: tuple[str, str], repository: str) -> None:
    source, _ = ends
    names = script.run("return repo.ls(host)", host=source.split("/")[0])
    assert repository in names


def test_f6_blobs_that_are_forgotten_hold_no_connection(script: Lua, ends: tuple[str, str]) -> None:
    source, _ = ends
    found = script.run(
        """
          local layer = manifest.get(source .. ":1.0").layers[1].digest
          local held = {}
          for place = 1, 10 do
            held[place] = blob.get(source, layer)
            held[place]:read(1)
          end
          return #held, #tag.ls(source) > 0
        """,
        source=source,
    )
    assert [10, True] == found


def writes(registries: tuple[Registry, Registry], before: list[int]) -> list[str]:
    """The requests since `before` that are neither GET nor HEAD."""
    new = [line for each, seen in zip(registries, before, strict=True) for line in each.requests()[seen:]]
    return [line for line in new if not line.startswith(("GET ", "HEAD "))]
