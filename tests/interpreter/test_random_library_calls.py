"""Random calls of string and table functions on ours and on PUC Lua 5.1: the same results, the same errors.

Some dozen programs in every run, thousands in `-m nightly`. What they find is mended and kept as a file of
tests/lua.
"""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lupa import lua51

from interpreter import Interpreter, Limits, LuaFunction
from tests.fakes.lua_library_calls import PRELUDE, library_calls

MANY = 5_000
RUN = """
local text, prelude, out = ...
assert(loadstring(prelude, "=prelude"))(out)
local program, fault = loadstring(text, "=program")
if program then program() else out(fault) end
"""


def lines_of_lua(text: str) -> list[str]:
    lines: list[str] = []
    runtime = lua51.LuaRuntime(encoding="latin-1", register_eval=False, register_builtins=False)
    runtime.execute(RUN, text, PRELUDE, lines.append)
    return lines


def lines_of_ours(text: str) -> list[str]:
    lines: list[str] = []

    def out(line: str, *_: object) -> tuple[()]:
        lines.append(line)
        return ()

    state = Interpreter(Limits(instructions=10_000_000))
    state.call(state.load(RUN.encode(), "=RUN"), text, PRELUDE, LuaFunction(out, "out"))
    return lines


def check(pick: Callable[[int], int]) -> None:
    text = library_calls(pick)
    assert lines_of_lua(text) == lines_of_ours(text), text


def test_library_calls_do_the_same_as_on_lua51() -> None:
    for seed in range(100):
        check(random.Random(seed).randrange)


@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_library_calls_that_hypothesis_chooses_do_the_same(data: st.DataObject) -> None:
    check(lambda n: data.draw(st.integers(0, n - 1)))


@pytest.mark.nightly
def test_many_library_calls_do_the_same() -> None:
    for seed in range(1_000_000, 1_000_000 + MANY):
        check(random.Random(seed).randrange)
