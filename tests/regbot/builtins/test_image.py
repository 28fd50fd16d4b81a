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
