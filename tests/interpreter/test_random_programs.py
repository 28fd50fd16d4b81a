"""Random programs on ours and on PUC Lua 5.1: the same output, the same error texts, the same tracebacks.

A few hundred in every run, 20,000 in `-m nightly`. What they find is mended and kept as a file of tests/lua.
"""

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.both_luas import chosen, same_lines
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


def check(pick: Callable[[int], int]) -> list[str]:
    return same_lines(RUN, Program(pick, STATEMENTS).text, PRELUDE, comparable)


def test_programs_do_the_same_as_on_lua51() -> None:
    lines = [line for seed in range(150) for line in check(random.Random(seed).randrange)]
    uncaught = [line for line in lines if "\nstack traceback:\n" in line]
    assert 0 < len(uncaught) < len(lines) / 10  # most programs come far, and some end in an error


@chosen(60)
@given(st.data())
def test_programs_that_hypothesis_chooses_do_the_same(data: st.DataObject) -> None:
    check(lambda n: data.draw(st.integers(0, n - 1)))


@pytest.mark.nightly
def test_many_programs_do_the_same() -> None:
    for seed in range(1_000_000, 1_000_000 + MANY):
        check(random.Random(seed).randrange)
