import json

import pytest

from regbot.registry.platform import local
from tests.fakes import images
from tests.fakes.lua_runner import Lua

ONE = images.image("one", labels={"stage": "prod"})
MANY = images.index("many", platforms=(str(local()), "linux/s390x"))


@pytest.fixture
def repository(lua: Lua) -> str:
    lua.layout("app", ONE, "one", "kept")
    return lua.layout("app", MANY, "many")


def test_the_config_reads_under_both_spellings(lua: Lua, repository: str) -> None:
    source = """
      local c = image.config(repository .. ":one")
      return type(c), c.config.Labels.stage, c.Config.Labels["stage"], c.architecture, c.Platform.os,
        c.rootfs.type, #c.RootFS.DiffIDs, c.history[1].CreatedBy, c.created, c["x-seed"]
    """
    expected = ["userdata", "prod", "prod", "amd64", "linux", "layers", 2, "layer one/0"]
    assert [*expected, "2024-01-02 03:04:05 +0000 UTC", "one"] == lua.run(source, repository=repository)


def test_an_image_without_labels_has_an_empty_table_of_them(lua: Lua, repository: str) -> None:
    source = "local c = image.config(repository .. ':many'); return c.config.Labels['stage'] == nil, c.author"
    assert [True, ""] == lua.run(source, repository=repository)


def test_an_index_gives_the_config_of_a_platform(lua: Lua, repository: str) -> None:
    source = """
      local name = repository .. ":many"
      return image.config(name, "s390x").architecture, image.config(name).os
    """
    assert ["s390x", local().os] == lua.run(source, repository=repository)


def test_the_config_of_a_manifest_object_is_fetched_by_its_digest(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      image.copy(repository .. ":many", repository .. ":one")
      return image.config(m).config.Labels.stage
    """
    assert "prod" == lua.run(source, repository=repository)


def test_a_head_object_gives_the_config_too(lua: Lua, repository: str) -> None:
    source = "return image.config(manifest.head(repository .. ':one')).config.Labels.stage"
    assert "prod" == lua.run(source, repository=repository)


def test_a_config_object_gives_its_own_config_afresh(lua: Lua, repository: str) -> None:
    source = """
      local c = image.config(repository .. ":one")
      c.config.Labels.stage = "changed"
      return image.config(c).config.Labels.stage
    """
    assert "prod" == lua.run(source, repository=repository)


def test_tostring_is_indented_json(lua: Lua, repository: str) -> None:
    text = lua.run("return tostring(image.config(repository .. ':one'))", repository=repository)
    assert ["created", "architecture", "os", "config", "rootfs", "history", "x-seed"] == list(
        json.loads(text)
    )
    assert text.startswith('{\n  "created": "2024-01-02T03:04:05Z",\n')


def test_f18_an_edited_config_becomes_a_new_image(lua: Lua, repository: str) -> None:
    source = """
      local c = image.config(repository .. ":one")
      c.config.Labels.stage = "test"
      c.config.ExposedPorts["80/tcp"] = {}
      c.author = "me"
      local digest, size = blob.put(repository, c:export())
      local m = manifest.get(repository .. ":one")
      m.config.digest, m.config.size = digest, size
      manifest.put(m:export(), repository .. ":edited")
      return tostring(image.config(repository .. ":edited"))
    """
    document = json.loads(lua.run(source, repository=repository))
    assert {"stage": "test"} == document["config"]["Labels"]
    assert {"80/tcp": {}} == document["config"]["ExposedPorts"]
    assert ("me", "one") == (document["author"], document["x-seed"])


def test_a_label_that_is_no_text_is_named_at_export(lua: Lua, repository: str) -> None:
    source = "local c = image.config(repository .. ':one'); c.config.Labels.stage = {}; c:export()"
    expected = "<string>:1: cannot export: config.Labels.stage must be a string, got table"
    assert expected == lua.fail(source, repository=repository)


def test_pairs_goes_over_the_labels(lua: Lua, repository: str) -> None:
    source = "for k, v in pairs(image.config(repository .. ':one').config.Labels) do return k, v end"
    assert ["stage", "prod"] == lua.run(source, repository=repository)


def test_the_fetch_is_logged_at_debug(lua: Lua, repository: str) -> None:
    lua.run("image.config(repository .. ':one')", repository=repository)
    assert ("DEBUG", "Retrieve image config", {"script": "test", "image": f"{repository}:one"}) in lua.log
