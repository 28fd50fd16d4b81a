import pytest

from tests.fakes import images
from tests.fakes.lua_runner import Lua

ONE = images.image("one")
MANY = images.index("many", platforms=("linux/amd64", "linux/s390x"))


@pytest.fixture
def source(lua: Lua) -> str:
    lua.layout("source", ONE, "one")
    return lua.layout("source", MANY, "many")


@pytest.fixture
def target(lua: Lua) -> str:
    return lua.repository("target")


def test_copy_takes_images_and_indexes(lua: Lua, source: str, target: str) -> None:
    script = """
      image.copy(source .. ":one", target .. ":one")
      image.copy(reference.new(source .. ":many"), reference.new(target .. ":many"))
      return manifest.descriptor(target .. ":one").digest, manifest.descriptor(target .. ":many").digest,
        manifest.get(target .. ":many", "s390x"):descriptor().digest
    """
    expected = [ONE.digest, MANY.digest, MANY.children[1].digest]
    assert expected == lua.run(script, source=source, target=target)


def test_copy_is_logged_with_its_options_and_recorded(lua: Lua, source: str, target: str) -> None:
    lua.run(
        "image.copy(source .. ':one', target .. ':one', {digestTags = true})", source=source, target=target
    )
    fields = {
        "script": "test",
        "source": f"{source}:one",
        "target": f"{target}:one",
        "digestTags": True,
        "forceRecursive": False,
        "includeExternal": False,
        "dry-run": False,
    }
    assert [("INFO", "Copy image", fields)] == lua.log
    assert list(fields) == list(lua.log[0][2])
    assert [("copy", f"{source}:one", f"{target}:one")] == [
        (c.action, c.source, c.target) for c in lua.changes
    ]


def test_a_dry_copy_copies_nothing(lua: Lua, source: str, target: str) -> None:
    lua.run("image.copy(source .. ':one', target .. ':one')", dry_run=True, source=source, target=target)
    assert not (lua.folder / "target").exists()
    assert [True] == [fields["dry-run"] for _, _, fields in lua.log]
    assert [True] == [change.dry_run for change in lua.changes]


def test_a_failed_copy_names_both_ends(lua: Lua, source: str, target: str) -> None:
    message = lua.fail("\n\nimage.copy(source .. ':none', target .. ':none')", source=source, target=target)
    assert message.startswith(f'<string>:3: Failed copying "{source}:none" to "{target}:none": ')


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("'a'", "bad argument #2 to 'copy' (reference expected, got no value)"),
        ("'a', 'b', true", "bad argument #3 to 'copy' (table of options expected, got boolean)"),
        ("'a', 'b', {digesttags = true}", "unknown option 'digesttags', did you mean 'digestTags'?"),
        ("'a', 'b', {digestTags = 'yes'}", "option 'digestTags' must be a boolean, got string"),
        ("'a', 'b', {platforms = 'linux/amd64'}", "option 'platforms' must be a table, got string"),
        ("'a', 'b', {platforms = {5}}", "option 'platforms' must hold strings, got number"),
        ("'a', 'b', {platforms = {'x/y/z/a'}}", "bad argument #3 to 'copy' (invalid platform \"x/y/z/a\""),
    ],
)
def test_f43_wrong_arguments_are_named(lua: Lua, arguments: str, expected: str) -> None:
    assert expected in lua.fail(f"image.copy({arguments})")


def test_exists_is_false_only_where_the_image_is_not(lua: Lua, source: str) -> None:
    script = """
      return image.exists(source .. ":one"), image.exists(source .. ":none"), image.exists(none .. ":x"),
        image.exists(reference.new(source .. ":many"))
    """
    assert [True, False, False, True] == lua.run(script, source=source, none=lua.repository("none"))


def test_exists_raises_whatever_else_is_wrong(lua: Lua, source: str) -> None:
    (lua.folder / "source/oci-layout").write_text("{}")
    message = lua.fail('image.exists(source .. ":one")', source=source)
    assert message.startswith(f'<string>:1: Failed checking "{source}:one": oci-layout names no')


def test_delete_takes_the_image_with_all_its_tags(lua: Lua) -> None:
    repository = lua.layout("app", ONE, "a", "b")
    lua.layout("app", MANY, "many")
    lua.run("image.delete(repository .. ':a')", repository=repository)
    assert [("delete manifest", f"{repository}:a", ONE.digest, False)] == [
        (c.action, c.target, c.digest, c.dry_run) for c in lua.changes
    ]
    assert ["Delete manifest"] == lua.messages()
    assert ["many"] == lua.run("return tag.ls(repository)", repository=repository)


def test_delete_by_a_manifest_object_means_what_its_name_names(lua: Lua) -> None:
    repository = lua.layout("app", MANY, "many")
    lua.run("image.delete(manifest.get(repository .. ':many', 's390x'))", repository=repository)
    assert [MANY.digest] == [change.digest for change in lua.changes]


def test_a_dry_delete_deletes_nothing(lua: Lua, source: str) -> None:
    lua.run("image.delete(source .. ':one')", dry_run=True, source=source)
    assert [True] == [fields["dry-run"] for _, _, fields in lua.log]
    assert [True] == [change.dry_run for change in lua.changes]
    assert lua.run("return image.exists(source .. ':one')", source=source) is True


def test_delete_of_an_absent_image_is_an_error(lua: Lua, source: str) -> None:
    message = lua.fail("image.delete(source .. ':none')", source=source)
    assert message.startswith(f'<string>:1: Failed retrieving "{source}:none" manifest: ')
    assert "bad argument #1 to 'delete' (reference expected, got no value)" in lua.fail("image.delete()")


def test_referrers_are_listed_and_copied_on_request(lua: Lua, source: str, target: str) -> None:
    signature = images.image("signature", subject=ONE.descriptor, annotations={"by": "us"})
    lua.layout("signature", signature, "sig")
    script = """
      image.copy(signature .. ":sig", source .. ":sig")
      local listed = manifest.referrers(source .. ":one")
      local again = manifest.get(source .. ":one"):referrers({artifactType = "application/none"})
      image.copy(source .. ":one", target .. ":one", {referrers = true})
      local copied = manifest.referrers(target .. ":one")
      return #listed, listed[1].digest, listed[1].Annotations.by, #again, #copied, copied[1].artifactType
    """
    expected = [1, signature.digest, "us", 0, 1, images.OCI_CONFIG]
    signatures = lua.repository("signature")
    assert expected == lua.run(script, source=source, target=target, signature=signatures)
    copies = [fields for _, message, fields in lua.log if message == "Copy image"]
    assert [None, True] == [fields.get("referrers") for fields in copies]
