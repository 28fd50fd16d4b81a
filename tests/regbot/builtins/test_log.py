import pytest

from tests.fakes.lua_runner import Lua


def test_log_writes_the_message_with_the_scripts_name(lua: Lua) -> None:
    lua.run('log "hello world"; log(5)')
    expected = [
        ("INFO", "User script message", {"script": "test", "message": "hello world"}),
        ("INFO", "User script message", {"script": "test", "message": "5"}),
    ]
    assert expected == lua.log


@pytest.mark.parametrize("level", ["debug", "info", "warn", "error"])
def test_each_level_has_a_function(lua: Lua, level: str) -> None:
    lua.run(f'log.{level}("careful", {{count = 3, list = {{"a"}}}})')
    name = {"warn": "WARNING"}.get(level, level.upper())
    fields = {"script": "test", "message": "careful", "count": 3, "list": ["a"]}
    assert [(name, "User script message", fields)] == lua.log


def test_a_script_cannot_pose_as_another(lua: Lua) -> None:
    lua.run('log.info("m", {script = "other", message = "x"})')
    assert {"script": "test", "message": "m"} == lua.log[0][2]


def test_an_object_is_logged_as_its_text(lua: Lua) -> None:
    lua.run('log.info("m", {image = reference.new("a/b:1")})')
    assert "docker.io/a/b:1" == lua.log[0][2]["image"]


def test_text_beyond_ascii_is_logged_as_text(lua: Lua) -> None:
    lua.run('log "Grüße"')
    assert "Grüße" == lua.log[0][2]["message"]


def test_log_is_a_table_that_can_be_called(lua: Lua) -> None:
    assert "table" == lua.run("return type(log)")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("log({})", "bad argument #1 to 'log' (string expected, got table)"),
        ("log()", "bad argument #1 to 'log' (string expected, got no value)"),
        ("log.warn(nil)", "bad argument #1 to 'warn' (string expected, got nil)"),
        (
            'local t = {}; t.t = t; log.warn("a", t)',
            "bad argument #2 to 'warn' (table is nested too deeply)",
        ),
        ('log.info("a", {"b"})', "bad argument #2 to 'info' (a field needs a name, got the key 1)"),
        ('log.warn("a", "b")', "bad argument #2 to 'warn' (table of fields expected, got string)"),
    ],
)
def test_a_message_must_be_text(lua: Lua, call: str, expected: str) -> None:
    assert f"<string>:1: {expected}" == lua.fail(call)
