"""What scripts of the Go regbot may do that Lua 5.1 does not: see regbot/builtins/beyond.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interpreter import BudgetExceeded, Interpreter, Limits, LuaError
from regbot.builtins import ScriptContext, open_builtins
from tests.fakes.lua_runner import Lua


def test_format_shows_any_value_as_text(lua: Lua) -> None:
    lua.run("""
        assert(string.format("%s %s %s", nil, true, 5) == "nil true 5")
        assert(("%-6s|%5s|%.2s"):format(false, nil, true) == "false |  nil|tr")
        assert(string.format("%d%% of %s", 50, nil) == "50% of nil")
        assert(string.format("%s", {}):find("^table: 0x"))
        assert(string.format("%s", setmetatable({}, {__tostring = function() return "T" end})) == "T")
        assert(string.format("to %s", reference.new("alpine")) == "to docker.io/library/alpine:latest")
        assert(string.format("no verb", nil) == "no verb")
    """)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('string.format("%d", {})', "bad argument #2 to 'format' (number expected, got table)"),
        ('string.format("%s %d", nil, nil)', "bad argument #3 to 'format' (number expected, got nil)"),
        ('string.format("%s")', "bad argument #2 to 'format' (no value)"),
        ('string.format("%y", nil)', "invalid option '%y' to 'format'"),
        ('("%123d"):format(1)', "invalid format (width or precision too long)"),
        ("string.format()", "bad argument #1 to 'format' (string expected, got no value)"),
        ("table.sort()", "bad argument #1 to 'sort' (table expected, got no value)"),
        ("table.sort(nil, print)", "bad argument #1 to 'sort' (table expected, got nil)"),
        ("table.sort({}, 5)", "bad argument #2 to 'sort' (function expected, got number)"),
        ("table.sort({2, 1}, function() error('no', 0) end)", "no"),
        ("table.sort({1, 'a'})", "attempt to compare string with number"),
    ],
)
def test_what_is_wrong_there_too_is_an_error_with_its_place(lua: Lua, call: str, message: str) -> None:
    error = lua.fail(f"\n{call}")
    place = "" if message.startswith(("no", "attempt")) else "<string>:2: "
    assert f"{place}{message}" == error


def test_a_function_that_is_no_order_sorts_all_the_same(lua: Lua) -> None:
    lua.run("""
        local images = {}
        for i = 1, 50 do images[i] = {tag = "t" .. i, created = "2024-01-0" .. i % 3} end
        table.sort(images, function(a, b) return a.created >= b.created end)
        assert(#images == 50)
        for i = 2, 50 do assert(images[i - 1].created >= images[i].created) end
        table.sort(images, function() return true end)
        table.sort(images, function() end)
        assert(#images == 50)
    """)


def test_a_function_may_wait_and_yield_while_it_sorts(lua: Lua) -> None:
    lua.run("""
        local step = coroutine.wrap(function()
          local t = {3, 1, 2}
          table.sort(t, function(a, b) coroutine.yield("asked"); return a < b end)
          return table.concat(t, " ")
        end)
        assert(step() == "asked" and step() == "asked")
        local last = step()
        if last == "asked" then last = step() end
        assert(last == "1 2 3")
    """)


def test_a_library_function_that_compares_is_counted_as_steps_of_the_sort() -> None:
    state = Interpreter(Limits(instructions=20_000))
    open_builtins(state, ScriptContext(script="test"))
    text = b"local t = {} for i = 1, 4000 do t[i] = i end table.sort(t, rawequal)"
    with pytest.raises(BudgetExceeded):
        state.call(state.load(text))


def test_an_error_while_it_sorts_leaves_the_table_as_it_was(lua: Lua) -> None:
    lua.run("""
        local t = {3, 1, 2}
        assert(not pcall(table.sort, t, function(a, b) if a == 1 then error("x") end; return a < b end))
        assert(table.concat(t, " ") == "3 1 2")
    """)


@given(st.lists(st.integers(-9, 9), max_size=40), st.sampled_from(["a < b", "a > b", "a <= b", "a >= b"]))
def test_the_order_is_that_of_the_function(values: list[int], order: str) -> None:
    state = Interpreter()
    open_builtins(state, ScriptContext(script="test"))
    text = f"local t = {{...}} table.sort(t, function(a, b) return {order} end) return unpack(t)"
    found = state.call(state.load(text.encode()), *map(float, values))
    assert sorted(values, reverse=">" in order) == [int(value) for value in found]


def test_scripts_that_reach_no_registry_have_them_too() -> None:
    state = Interpreter()
    open_builtins(state, ScriptContext(script="test"))
    assert ("nil",) == state.call(state.load(b'return string.format("%s", nil)'))


def test_the_interpreter_alone_is_as_lua_5_1_is() -> None:
    state = Interpreter()
    with pytest.raises(LuaError, match="string expected, got nil"):
        state.call(state.load(b'string.format("%s", nil)'))
    text = b"local t = {} for i = 1, 20 do t[i] = 1 end table.sort(t, function(a, b) return a >= b end)"
    with pytest.raises(LuaError):
        state.call(state.load(text))
