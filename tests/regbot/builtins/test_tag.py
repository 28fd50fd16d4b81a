import pytest

from tests.fakes import images
from tests.fakes.lua_runner import Lua


def test_ls_gives_an_array_of_tags(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "b", "a", "c")
    assert ["a", "b", "c"] == lua.run("return tag.ls(repository)", repository=repository)
    assert ["b"] == lua.run("return tag.ls(repository, {limit = 1, last = 'a'})", repository=repository)
    assert ["a", "b", "c"] == lua.run("return tag.ls(repository, {limit = 0})", repository=repository)


def test_ls_takes_a_reference_object(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "a")
    assert ["a"] == lua.run("return tag.ls(reference.new(repository))", repository=repository)


def test_ls_of_an_absent_repository_says_so_with_the_line(lua: Lua) -> None:
    message = lua.fail("\ntag.ls(repository)", repository=lua.repository("none"))
    assert message.startswith("<string>:2: Failed retrieving tag list: ")


def test_ls_is_logged_at_debug(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "a")
    lua.run("tag.ls(repository, {limit = 5})", repository=repository)
    assert [
        ("DEBUG", "Listing tags", {"script": "test", "repo": repository, "opts": {"limit": 5}})
    ] == lua.log


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("{limit = '2'}", "option 'limit' must be a whole number, got string"),
        ("{limit = 1.5}", "option 'limit' must be a whole number, got number 1.5"),
        ("{limits = 2}", "unknown option 'limits', did you mean 'limit'?"),
        ("{'a'}", "unknown option 'number', expected one of: limit, last"),
        ("'x'", "table of options expected, got string"),
    ],
)
def test_f43_wrong_options_are_argument_errors(lua: Lua, options: str, expected: str) -> None:
    assert f"<string>:1: bad argument #2 to 'ls' ({expected})" == lua.fail(f"tag.ls('a', {options})")


def test_a_message_names_the_function_and_the_line_where_lua_calls_it(lua: Lua) -> None:
    """Not under a bare pcall: no Lua code calls it there, so its name and line are unknown, as in PUC Lua."""
    source = "local _, why = pcall({}) return why"
    expected = "bad argument #1 to '{}' (reference expected, got number)"
    assert expected.format("?") == lua.run(source.format("tag.ls, 5"))
    inside = source.format("function()\n tag.ls(5) end")
    assert "<string>:2: " + expected.format("ls") == lua.run(inside)


def test_delete_removes_one_tag_and_leaves_its_sibling(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "a", "b")
    lua.run("tag.delete(repository .. ':a')", repository=repository)
    assert ["b"] == lua.run("return tag.ls(repository)", repository=repository)


def test_delete_is_logged_and_recorded(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "a")
    lua.run("tag.delete(repository .. ':a')", repository=repository)
    fields = {"script": "test", "image": f"{repository}:a", "dry-run": False}
    assert [("INFO", "Delete tag", fields)] == lua.log
    assert [("delete tag", f"{repository}:a", False)] == [
        (c.action, c.target, c.dry_run) for c in lua.changes
    ]


def test_delete_of_an_absent_tag_is_an_error(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "a")
    message = lua.fail("tag.delete(repository .. ':x')", repository=repository)
    assert message.startswith(f'<string>:1: Failed deleting "{repository}:x": ')


@pytest.mark.parametrize("dry_run", [True, False])
def test_delete_needs_a_tag(lua: Lua, dry_run: bool) -> None:
    repository = lua.layout("app", images.image("one"), "a")
    source = "return select(2, pcall(tag.delete, repository))"
    expected = f'Failed deleting "{repository}": tag missing from image reference'
    assert lua.run(source, dry_run=dry_run, repository=repository).endswith(expected)


def test_a_dry_delete_deletes_nothing_and_the_script_does_not_see_the_tag_again(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "a", "b")
    found = lua.run(
        "tag.delete(repository .. ':a'); return tag.ls(repository)", dry_run=True, repository=repository
    )
    assert ["b"] == found
    assert lua.log[0][2]["dry-run"] is True
    assert [True] == [change.dry_run for change in lua.changes]
    assert ["a", "b"] == lua.run("return tag.ls(repository)", repository=repository)


def test_a_write_is_recorded_with_its_reason_its_line_and_the_digest(lua: Lua) -> None:
    one = images.image("one")
    repository = lua.layout("app", one, "a", "b", "c")
    lua.run(
        """
          tag.delete(repository .. ":a", {reason = "too old"})
          pcall(tag.delete, repository .. ":b")
          for _, name in ipairs({"c", "d"}) do
            pcall(function() tag.delete(repository .. ":" .. name) end)
          end
        """,
        repository=repository,
    )
    assert [
        ("a", "done", "too old", "test:2", one.digest, ""),
        ("b", "done", "", "test:3", one.digest, ""),
        ("c", "done", "", "test:5", one.digest, ""),
        ("d", "failed", "", "test:5", "", f'<string>:5: Failed deleting "{repository}:d": '),
    ] == [
        (c.target[-1], c.result, c.reason, c.at, c.before, c.error.partition("not found")[0])
        for c in lua.changes.all
    ]


def test_the_only_option_of_a_delete_is_its_reason(lua: Lua) -> None:
    message = lua.fail("tag.delete('a', {why = 'x'})")
    assert message.startswith("<string>:1: bad argument #2 to 'delete' (unknown option 'why'")
