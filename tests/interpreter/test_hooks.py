"""Hooks where ours is not PUC Lua's: which chunks are seen, what is counted, and what it costs the others.

What is the same is in tests/lua/debug/hooks_lines.lua and hooks_calls.lua, and test_hooks_differential.py.
"""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from lupa import lua51

from interpreter import Interpreter

ROOT = Path(__file__).parents[1] / "lua"
FILES = sorted(ROOT.rglob("*.lua"))

PLAIN = "function plain() local a = 1 a = 2 return tostring(a) end"
WATCHING = """
local lines, names = {}, {}
debug.sethook(function(event, line)
  if event == "line" then lines[#lines + 1] = debug.getinfo(2, "S").short_src .. ":" .. line
  else names[#names + 1] = debug.getinfo(2, "n").name end
end, "cl")
plain()
debug.sethook()
return table.concat(lines, " "), table.concat(names, " ")
"""


def run(state: Interpreter, source: str, name: str) -> tuple[Any, ...]:
    return state.call(state.load(source.encode(), name))


def test_a_chunk_loaded_before_the_first_hook_is_not_seen_unless_it_names_sethook() -> None:
    state = Interpreter()
    run(state, PLAIN, "=plain")
    assert ("watching:7 watching:8", "sethook") == run(state, WATCHING, "=watching")
    run(state, PLAIN, "=later")
    expected = "watching:7 later:1 watching:8", "plain tostring sethook"
    assert expected == run(state, WATCHING, "=watching")


def test_a_state_without_hooks_makes_no_watched_functions() -> None:
    state = Interpreter()
    function = state.load(PLAIN.encode(), "=plain")
    again = Interpreter()
    run(again, "debug.sethook(function() end, 'c') debug.sethook()", "=used")
    assert len(function.rest) + 2 == len(again.load(PLAIN.encode(), "=plain").rest)


COUNTING = """
local n = 0
debug.sethook(function() n = n + 1 end, "", EVERY)
n = 0
for i = 1, 20000 do end
local loop = n
for i = 1, 20000 do local x = i * 2 + 1; n = n - 0 end
local found = n - loop
debug.sethook()
return loop, found
"""


def test_counts_are_about_those_of_instructions() -> None:
    runtime = lua51.LuaRuntime(encoding="latin-1")
    # PUC Lua counts what the hook itself does, too.
    for every in (1, 1000):
        source = COUNTING.replace("EVERY", str(every))
        real_loop, real = runtime.execute(source)
        ours_loop, ours = run(Interpreter(), source, "=counting")
        assert abs(real_loop - ours_loop) <= 5
        assert 0.5 < ours / real < 2


def test_a_count_hook_ends_a_loop_that_has_no_end() -> None:
    source = """
    return pcall(function()
      debug.sethook(function() debug.sethook() error("enough", 0) end, "", 100000)
      while true do end
    end)"""
    assert (False, "enough") == run(Interpreter(), source, "=endless")


def test_calls_by_library_functions_of_library_functions_are_not_seen() -> None:
    source = """
    local names = {}
    debug.sethook(function() names[#names + 1] = debug.getinfo(2, "n").name end, "c")
    pcall(tostring, 1)
    debug.sethook()
    return table.concat(names, " ")"""
    assert ("pcall sethook",) == run(Interpreter(), source, "=script")
    real = lua51.LuaRuntime(encoding="latin-1").execute(source.replace(".name", ".name or '?'"))
    assert real == "pcall ? sethook"


def test_active_lines_are_those_where_statements_and_operators_are() -> None:
    source = """
    local function f(...)
      local t = {
        1
      }
      return t,
        ...
    end
    local lines = {}
    for line in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = line end
    table.sort(lines)
    return table.concat(lines, " ")"""
    assert lua51.LuaRuntime(encoding="latin-1").execute(source) == "3 5 6 7 8"
    assert ("3 6 7 8",) == run(Interpreter(), source, "=script")


def test_a_watched_function_nests_and_recurses_deeply() -> None:
    source = """
    debug.sethook(function() end, "", 1000)
    local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end
    return f(20000)"""
    assert (20000.0,) == run(Interpreter(), source, "=script")


@pytest.mark.parametrize("term", ["1", "a"])
def test_a_watched_expression_may_be_a_very_long_chain(term: str) -> None:
    chain = " + ".join([term] * 16_000)
    assert (16_000.0,) == run(Interpreter(), f"-- sethook\nlocal a = 1 local b = {chain} return b", "=script")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_watched_functions_do_what_others_do(path: Path) -> None:
    output = io.BytesIO()
    state = Interpreter(stdin=io.BytesIO(), stdout=output, stderr=io.BytesIO())
    state.hooks.used = True
    state.call(state.load(path.read_bytes(), "@" + path.name))
    expected = [line.rstrip(b"\r") for line in re.findall(rb"--> ?(.*)$", path.read_bytes(), re.MULTILINE)]
    assert expected == output.getvalue().splitlines()
