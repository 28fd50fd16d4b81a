import json
from typing import Any

import pytest

from regbot.registry.platform import local as local_platform
from tests.fakes import images
from tests.fakes.lua_runner import Lua

ONE = images.image("one", labels={"stage": "prod"}, annotations={"a": "b"})
MANY = images.index("many", platforms=(str(local_platform()), "linux/s390x", "linux/arm/v7"))


@pytest.fixture
def repository(lua: Lua) -> str:
    lua.layout("app", ONE, "one", "again")
    return lua.layout("app", MANY, "many")


def test_get_gives_the_manifest_as_userdata(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      return type(m), getmetatable(m) == manifest, m.mediaType, #m.layers, m.config.digest
    """
    expected = ["userdata", True, images.OCI_MANIFEST, 2, ONE.document["config"]["digest"]]
    assert expected == lua.run(source, repository=repository)


def test_get_of_an_index_takes_this_machines_image(lua: Lua, repository: str) -> None:
    source = "return manifest.get(repository .. ':many'):descriptor().digest"
    assert MANY.children[0].digest == lua.run(source, repository=repository)


@pytest.mark.parametrize(("platform", "child"), [("linux/s390x", 1), ("linux/arm/v7", 2), ("linux/armhf", 2)])
def test_get_takes_the_platform_it_is_told(lua: Lua, repository: str, platform: str, child: int) -> None:
    source = "return manifest.get(repository .. ':many', platform):descriptor().digest"
    assert MANY.children[child].digest == lua.run(source, repository=repository, platform=platform)


def test_get_says_which_platforms_there_are(lua: Lua, repository: str) -> None:
    message = lua.fail("manifest.get(repository .. ':many', 'plan9/mips')", repository=repository)
    assert message.startswith(
        f'<string>:1: Failed retrieving "{repository}:many" manifest: platform not found'
    )
    assert "linux/s390x" in message


def test_f27_a_platform_that_is_none_is_an_argument_error(lua: Lua, repository: str) -> None:
    message = lua.fail("manifest.get(repository .. ':many', 'a/b/c/d')", repository=repository)
    assert message.startswith("<string>:1: bad argument #2 to 'get' (invalid platform \"a/b/c/d\"")


def test_get_list_keeps_the_index(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.getList(repository .. ":many")
      return m.mediaType, #m.manifests, m.manifests[2].platform.architecture, m.Manifests[3].Platform.Variant
    """
    assert [images.OCI_INDEX, 3, "s390x", "v7"] == lua.run(source, repository=repository)


def test_get_list_of_an_image_gives_the_image(lua: Lua, repository: str) -> None:
    source = "return manifest.getList(repository .. ':one').mediaType"
    assert images.OCI_MANIFEST == lua.run(source, repository=repository)


def test_head_has_no_members_but_says_what_it_is(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.head(repository .. ":one")
      return m.mediaType, #m.layers, m:descriptor().digest, m:descriptor().size, select(2, pcall(tostring, m))
    """
    found = lua.run(source, repository=repository)
    assert [images.OCI_MANIFEST, 0, ONE.digest, len(ONE.manifest)] == found[:4]
    assert "manifest not set" in found[4]


def test_a_head_fetches_its_manifest(lua: Lua, repository: str) -> None:
    source = "return #manifest.head(repository .. ':one'):get().layers"
    assert 2 == lua.run(source, repository=repository)


@pytest.mark.parametrize("what", ["repository .. ':one'", "manifest.get(repository .. ':one')"])
def test_descriptor_gives_a_plain_table(lua: Lua, repository: str, what: str) -> None:
    expected = {"mediaType": images.OCI_MANIFEST, "digest": ONE.digest, "size": len(ONE.manifest)}
    assert expected == lua.run(f"return manifest.descriptor({what})", repository=repository)


@pytest.mark.parametrize(
    ("name", "list_", "old"),
    [("get", False, "manifest"), ("getList", True, "manifestList"), ("head", None, "manifestHead")],
)
def test_the_old_names_are_in_image(
    lua: Lua, repository: str, name: str, list_: bool | None, old: str
) -> None:
    digest = f"return image.{old}(repository .. ':one'):descriptor().digest"
    assert ONE.digest == lua.run(digest, repository=repository)
    fields: dict[str, Any] = {"script": "test", "image": f"{repository}:one"}
    expected = ("DEBUG", "Retrieve manifest with head", fields)
    if list_ is not None:
        expected = ("DEBUG", "Retrieve manifest", {**fields, "list": list_, "platform": ""})
    assert [expected] == lua.log


def test_tostring_is_indented_json(lua: Lua, repository: str) -> None:
    text = lua.run("return tostring(manifest.get(repository .. ':one'))", repository=repository)
    assert json.dumps(ONE.document, indent=2) == text


def test_pairs_goes_over_the_members(lua: Lua, repository: str) -> None:
    source = """
      local names = {}
      for name in pairs(manifest.get(repository .. ":one")) do names[#names + 1] = name end
      return names
    """
    assert list(ONE.document) == lua.run(source, repository=repository)


def test_pairs_still_works_on_tables_and_names_its_errors(lua: Lua) -> None:
    assert ["a", 1] == lua.run("for k, v in pairs({a = 1}) do return k, v end")
    expected = "<string>:1: bad argument #1 to 'pairs' (table expected, got nil)"
    assert expected == lua.fail("pairs(nil)")


def test_f5_config_is_a_member_and_a_method(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      return m.config.mediaType, m:config().config.Labels.stage
    """
    assert [images.OCI_CONFIG, "prod"] == lua.run(source, repository=repository)


def test_config_of_an_index_object_is_an_error(lua: Lua, repository: str) -> None:
    message = lua.fail("manifest.getList(repository .. ':many'):config()", repository=repository)
    assert "Image methods are not available for manifest" in message


def test_config_of_an_index_object_is_that_of_the_platform_that_is_named(lua: Lua, repository: str) -> None:
    source = "return manifest.getList(repository .. ':many'):config('linux/s390x').architecture"
    assert "s390x" == lua.run(source, repository=repository)


def test_f17_put_keeps_the_bytes(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      local _ = m.layers[1].digest
      m:put(repository .. ":put")
      manifest.put(repository .. ":many", repository .. ":many-put")
      local put, many = manifest.head(repository .. ":put"), manifest.head(repository .. ":many-put")
      return put:descriptor().digest, many:descriptor().digest
    """
    assert [ONE.digest, MANY.digest] == lua.run(source, repository=repository)
    expected = [
        ("put manifest", f"{repository}:put", ONE.digest),
        ("put manifest", f"{repository}:many-put", MANY.digest),
    ]
    assert expected == [(c.action, c.target, c.digest) for c in lua.changes]


def test_a_head_is_put_with_its_content(lua: Lua, repository: str) -> None:
    source = """
      manifest.put(manifest.head(repository .. ":one"), repository .. ":put")
      return #manifest.get(repository .. ":put").layers
    """
    assert 2 == lua.run(source, repository=repository)


def test_f18_an_edit_counts_after_export(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      m.annotations = {x = "y"}
      m.layers[1].annotations.z = "1"
      local edited = m:export()
      edited:put(repository .. ":edited")
      local found = manifest.get(repository .. ":edited")
      return edited:descriptor().digest, tostring(found)
    """
    edited, text = lua.run(source, repository=repository)
    assert ONE.digest != edited
    document = json.loads(text)
    assert {"x": "y"} == document["annotations"]
    assert {"z": "1"} == document["layers"][0]["annotations"]
    assert ONE.document["layers"][1] == document["layers"][1]


def test_an_edited_manifest_says_so_in_its_digest(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      local before = m:descriptor().digest
      m.annotations.x = "y"
      local after, exported = m:descriptor(), m:export():descriptor()
      m.annotations.x = nil
      return before, after.digest == exported.digest, after.size == exported.size, before == after.digest
    """
    assert [ONE.digest, True, True, False] == lua.run(source, repository=repository)


def test_the_digest_of_an_edit_that_does_not_fit_is_an_error(lua: Lua, repository: str) -> None:
    source = "local m = manifest.get(repository .. ':one'); m.annotations.x = {}; m:descriptor()"
    assert "cannot export: annotations.x must be a string" in lua.fail(source, repository=repository)


def test_an_edited_manifest_is_deleted_by_the_digest_that_the_registry_has(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      m.annotations.x = "y"
      m:delete()
      return pcall(manifest.head, repository .. ":one")
    """
    assert False is lua.run(source, repository=repository)[0]


def test_an_edit_that_was_not_exported_is_warned_about(lua: Lua, repository: str) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      m.annotations.x = "y"
      m:put(repository .. ":put")
      return manifest.descriptor(repository .. ":put").digest
    """
    assert ONE.digest == lua.run(source, repository=repository)
    assert "Manifest has changes that were not exported" in lua.messages()


def test_export_without_an_edit_is_the_same_manifest(lua: Lua, repository: str) -> None:
    source = "return manifest.get(repository .. ':one'):export():export():descriptor().digest"
    assert ONE.digest == lua.run(source, repository=repository)


def test_delete_takes_all_tags_of_the_manifest(lua: Lua, repository: str) -> None:
    source = "manifest.head(repository .. ':one'):delete(); return tag.ls(repository)"
    assert ["many"] == lua.run(source, repository=repository)
    assert (
        "INFO",
        "Delete manifest",
        {"script": "test", "image": f"{repository}:one", "dry-run": False},
    ) in lua.log
    assert [("delete manifest", ONE.digest)] == [(c.action, c.digest) for c in lua.changes]


def test_f1_a_dry_run_neither_puts_nor_deletes_and_sees_what_it_would_have_done(
    lua: Lua, repository: str
) -> None:
    source = """
      local m = manifest.get(repository .. ":one")
      m:put(repository .. ":put")
      local put = tag.ls(repository)
      m:delete()
      return put, tag.ls(repository)
    """
    expected_tags = [["again", "many", "one", "put"], ["many"]]
    assert expected_tags == lua.run(source, dry_run=True, repository=repository)
    assert ["again", "many", "one"] == lua.run("return tag.ls(repository)", repository=repository)
    lua.run(source, dry_run=True, repository=repository)
    expected = {
        "script": "test",
        "image": f"{repository}:put",
        "digest": ONE.digest,
        "size": len(ONE.manifest),
        "dry-run": True,
    }
    assert ("INFO", "Put manifest", expected) in lua.log
    assert [True, True] == [change.dry_run for change in lua.changes]


def test_ratelimit_says_when_the_registry_reports_none(lua: Lua, repository: str) -> None:
    source = "return manifest.get(repository .. ':one'):ratelimit()"
    expected = {"Remain": 0, "Limit": 0, "Reset": 0, "Set": False, "Policies": {}}
    assert expected == lua.run(source, repository=repository)


def test_a_manifest_stands_for_its_reference(lua: Lua, repository: str) -> None:
    source = "return tostring(reference.new(manifest.get(repository .. ':one')))"
    assert f"{repository}:one" == lua.run(source, repository=repository)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("manifest.get()", "bad argument #1 to 'get' (reference expected, got no value)"),
        ("manifest.get({})", "bad argument #1 to 'get' (reference expected, got table)"),
        ("manifest.put('a', 5)", "bad argument #2 to 'put' (reference expected, got number)"),
        ("manifest.export('a')", "bad argument #1 to 'export' (manifest expected, got string)"),
        ("manifest.ratelimit()", "bad argument #1 to 'ratelimit' (manifest expected, got no value)"),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, call: str, expected: str) -> None:
    assert f"<string>:1: {expected}" == lua.fail(call)


def test_an_absent_image_is_an_error_that_pcall_catches(lua: Lua, repository: str) -> None:
    source = (
        "local ok, message = pcall(manifest.get, repository .. ':none'); return ok, type(message), message"
    )
    ok, kind, message = lua.run(source, repository=repository)
    assert (False, "string") == (ok, kind)
    assert f'Failed retrieving "{repository}:none" manifest: ' in message


def test_members_are_assigned_on_the_object_and_not_through_its_metatable(lua: Lua) -> None:
    name = lua.layout("members", images.image("members"), "v1")
    lua.run(
        """
        local m = manifest.get(name .. ":v1")
        m.artifactType = "application/vnd.example"
        assert(m:export().artifactType == "application/vnd.example")
        assert(type(getmetatable(m).__index) == "function")
        """,
        name=name,
    )
