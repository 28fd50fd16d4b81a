"""Random programs on ours and on PUC Lua 5.1: the same output, the same error texts, the same tracebacks.

A few hundred in every run, 20,000 in `-m nightly`. What they find is mended and kept as a file of tests/lua.
"""

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lupa import lua51

from interpreter import Interpreter, Limits, LuaFunction
from tests.fakes.lua_programs import PRELUDE, Program

STATEMENTS = 14
MANY = 20_000

# An uncaught error is shown with its traceback, up to the function that runs the program.
RUN = """
local text, prelude, out = ...
assert(loadstring(prelude, "=prelude"))(out)
local program, fault = loadstring(text, "=program")
if not program then out(fault) return end
local function handler(e) if type(e) == "string" then return debug.traceback(e, 2) end return e end
local ok, e = xpcall(function() program() end, handler)
if not ok then out(tostring(e)) end
"""
# Two things that docs/differences.md lists: the sign of NaN, and -0 where a function has the constant 0 too.
ZERO = re.compile(r"(?<![\w.])-0(?![\w.])")
ADDRESS = re.compile(r"(table|function|thread|userdata|builtin): (0x[0-9a-f]+|builtin.*)")
OUTER = re.compile(r"\n[^\n]*\[C\]: in function 'xpcall'.*", re.DOTALL)


def comparable(line: str) -> str:
    line = ADDRESS.sub(r"\1: ADDRESS", line.replace("-nan", "nan"))
    return OUTER.sub("", ZERO.sub("0", line).replace('[string "<python>"]', "RUN"))


def lines_of_lua(text: str) -> list[str]:
    lines: list[str] = []
    runtime = lua51.LuaRuntime(encoding="latin-1", register_eval=False, register_builtins=False)
    runtime.execute(RUN, text, PRELUDE, lambda line: lines.append(comparable(line)))
    return lines


def lines_of_ours(text: str) -> list[str]:
    lines: list[str] = []

    def out(line: str, *_: object) -> tuple[()]:
        lines.append(comparable(line))
        return ()

    state = Interpreter(Limits(instructions=10_000_000))
    state.call(state.load(RUN.encode(), "=RUN"), text, PRELUDE, LuaFunction(out, "out"))
    return lines


def check(pick: Callable[[int], int]) -> None:
    text = Program(pick, STATEMENTS).text
    assert lines_of_lua(text) == lines_of_ours(text), text


def test_programs_do_the_same_as_on_lua51() -> None:
    for seed in range(150):
        check(random.Random(seed).randrange)


# Shrinking takes minutes where every program takes milliseconds: remove `phases` to work on a failure.
@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_programs_that_hypothesis_chooses_do_the_same(data: st.DataObject) -> None:
    check(lambda n: data.draw(st.integers(0, n - 1)))


@pytest.mark.nightly
def test_many_programs_do_the_same() -> None:
    for seed in range(1_000_000, 1_000_000 + MANY):
        check(random.Random(seed).randrange)
