"""debug and loading where Lua 5.1's own library cannot be compared with, or Python must look."""

import io
from pathlib import Path
from typing import Any

from interpreter.interpreter import Interpreter
from interpreter.limits import Limits


def run(code: str, *arguments: Any, **options: Any) -> tuple[Any, ...]:
    state = Interpreter(**options)
    return state.call(state.load(code.encode("latin-1"), "@test.lua"), *arguments)


def test_prompt_runs_lines_until_cont() -> None:
    output, errors = io.BytesIO(), io.BytesIO()
    lines = b"print(1 + 1)\nx =\nerror('no', 0)\ncont\nprint(3)\n"
    run("debug.debug() print('after')", stdin=io.BytesIO(lines), stdout=output, stderr=errors)
    assert b"2\nafter\n" == output.getvalue()
    shown = errors.getvalue().split(b"lua_debug> ")
    assert [b"", b"", b"(debug command):2: unexpected symbol near '<eof>'\n", b"no\n", b""] == shown


def test_prompt_ends_with_its_input() -> None:
    errors = io.BytesIO()
    assert (1.0,) == run("debug.debug() return 1", stdin=io.BytesIO(), stderr=errors)
    assert b"lua_debug> " == errors.getvalue()


def test_active_lines_are_those_with_code() -> None:
    code = """local function f(a)
  local b = a

  return b
end
local lines = {}
for line in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = line end
table.sort(lines)
return unpack(lines)"""
    assert (2.0, 4.0, 5.0) == run(code)


def test_locals_are_found_by_the_lines_that_see_them() -> None:
    code = """local function names()
  local found = {}
  local i = 1
  while debug.getlocal(2, i) do
    found[i] = debug.getlocal(2, i)
    i = i + 1
  end
  return table.concat(found, " ")
end
local function f(a, b)
  local first = names()
  do
    local inner = 1
    local second = names()
    first = first .. "," .. second
  end
  for k = 1, 1 do
    first = first .. "," .. names()
  end
  return first
end
return f(1)"""
    assert ("a b,a b first inner,a b first k",) == run(code)


def test_captured_locals_are_read_and_set_through_their_cells() -> None:
    code = """local function f(x)
  local y = 1
  local function change() y = y + 1 x = x + 1 end
  change()
  local _, seen = debug.getlocal(1, 2)
  debug.setlocal(1, 2, 10)
  change()
  return seen, y
end
return f(5)"""
    assert (2.0, 11.0) == run(code)


def test_environments_of_objects() -> None:
    code = """local co = coroutine.create(function() end)
local getfenv = debug.getfenv
return getfenv(co) == _G, getfenv(newproxy()) == _G, getfenv(1), getfenv(print) == _G"""
    assert (True, True, None, True) == run(code)


def test_a_function_without_globals_has_an_environment_too() -> None:
    code = """local f = loadstring("return 1")
local env = {}
return getfenv(f) == _G, setfenv(f, env) == f, getfenv(f) == env, f()"""
    assert (True, True, True, 1.0) == run(code)


def test_setfenv_of_level_zero_changes_what_chunks_see() -> None:
    code = """local loadstring, env = loadstring, {x = 5}
setfenv(0, env)
return loadstring("return x")()"""
    assert (5.0,) == run(code)


def test_code_comes_from_standard_input() -> None:
    assert (1.0, 2.0) == run("return dofile()", stdin=io.BytesIO(b"#!lua\nreturn 1, 2"))
    assert (3.0,) == run("return loadfile()()", stdin=io.BytesIO(b"return 3"))


def test_bytecode_is_refused(tmp_path: Path) -> None:
    expected = (None, "name: unexpected end in precompiled chunk")
    assert expected == run("return loadstring('\\27Lua', '=name')")
    expected = (None, "binary string: bad header in precompiled chunk")
    assert expected == run("return loadstring('\\27LuaQ' .. ('x'):rep(100))")
    (tmp_path / "x.luac").write_bytes(b"\x1bLuaQ" + b"x" * 100)
    expected = (None, f"{tmp_path}/x.luac: bad header in precompiled chunk")
    assert expected == run("return loadfile(...)", f"{tmp_path}/x.luac")


def test_a_directory_is_no_chunk(tmp_path: Path) -> None:
    assert (None, f"cannot read {tmp_path}: Is a directory") == run("return loadfile(...)", str(tmp_path))


def test_a_reader_is_held_to_the_string_limit() -> None:
    code = "return load(function() return ('x '):rep(100) end)"
    assert (None, "not enough memory") == run(code, limits=Limits(max_string=1000))


def test_numbers_from_a_reader_are_text() -> None:
    assert (12.0,) == run("local t = {'return ', 12} return load(function() return table.remove(t, 1) end)()")
