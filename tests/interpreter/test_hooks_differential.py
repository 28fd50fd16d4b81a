"""Random programs on many lines, on ours and on PUC Lua 5.1: hooks are told the same of both.

Some hundred in every run, 20,000 in `-m nightly`, of which a few differ: where constant conditions and jumps
that lead to jumps come together (docs/differences.md).
"""

import random

import pytest
from lupa import lua51

from interpreter import Interpreter, Limits
from tests.fakes.lua_layouts import Layout

MANY = 20_000

RUN = """
local text, mask = ...
local told = {}
debug.sethook(function() end, "")  -- what is loaded from here on is watched
debug.sethook()
local chunk, fault = loadstring(text, "=traced")
if not chunk then return fault end
debug.sethook(function(event, line)
  local info = debug.getinfo(2, "Sl")
  if info.short_src == "traced" or event ~= "line" then
    local what = event == "tail return" and "of a" or info.what  -- docs/differences.md
    told[#told + 1] = event .. " " .. what .. " " .. (line or info.currentline)
  end
  if #told > 5000 then error("too much", 0) end
end, mask)
local ok, fault = pcall(chunk)
debug.sethook()
told[#told + 1] = ok and "ended" or tostring(fault)
return table.concat(told, "\\n")
"""


def on_lua(text: str, mask: str) -> list[str]:
    runtime = lua51.LuaRuntime(encoding="latin-1", register_eval=False, register_builtins=False)
    return str(runtime.execute(RUN, text, mask)).split("\n")


def on_ours(text: str, mask: str) -> list[str]:
    state = Interpreter(Limits(instructions=1_000_000))
    (told,) = state.call(state.load(RUN.encode(), "=RUN"), text, mask)
    return str(told).split("\n")


def program(seed: int) -> str:
    return Layout(random.Random(seed).randrange).text


@pytest.mark.parametrize("mask", ["l", "crl"])
def test_hooks_are_told_the_same_as_on_lua51(mask: str) -> None:
    for seed in range(120):
        text = program(seed)
        assert on_lua(text, mask) == on_ours(text, mask), text


@pytest.mark.nightly
def test_of_many_programs_one_in_200_at_most_has_other_lines() -> None:
    different = 0
    for seed in range(1_000_000, 1_000_000 + MANY):
        text, mask = program(seed), ("l", "crl")[seed % 2]
        different += on_lua(text, mask) != on_ours(text, mask)
    assert different <= MANY / 200
