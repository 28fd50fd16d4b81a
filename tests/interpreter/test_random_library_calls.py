"""Random calls of string and table functions on ours and on PUC Lua 5.1: the same results, the same errors.

Some dozen programs in every run, thousands in `-m nightly`. What they find is mended and kept as a file of
tests/lua.
"""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.both_luas import chosen, same_lines
from tests.fakes.lua_library_calls import PRELUDE, library_calls

MANY = 5_000
RUN = """
local text, prelude, out = ...
assert(loadstring(prelude, "=prelude"))(out)
local program, fault = loadstring(text, "=program")
if program then program() else out(fault) end
"""


def check(pick: Callable[[int], int]) -> list[str]:
    return same_lines(RUN, library_calls(pick), PRELUDE)


def test_library_calls_do_the_same_as_on_lua51() -> None:
    lines = [line for seed in range(100) for line in check(random.Random(seed).randrange)]
    assert {"true", "false"} <= {line.partition(" ")[0] for line in lines}  # there are results, and errors


@chosen(40)
@given(st.data())
def test_library_calls_that_hypothesis_chooses_do_the_same(data: st.DataObject) -> None:
    check(lambda n: data.draw(st.integers(0, n - 1)))


@pytest.mark.nightly
def test_many_library_calls_do_the_same() -> None:
    for seed in range(1_000_000, 1_000_000 + MANY):
        check(random.Random(seed).randrange)
