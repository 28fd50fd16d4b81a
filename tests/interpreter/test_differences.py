"""What docs/differences.md lists and no other test shows: on ours, and where that tells more on PUC's."""

from pathlib import Path
from typing import Any

import pytest
from lupa import lua51

from interpreter import Interpreter


def ours(source: str) -> tuple[Any, ...]:
    state = Interpreter()
    return state.call(state.load(source.encode(), "=script"))


def puc(source: str) -> Any:
    return lua51.LuaRuntime(encoding="latin-1").execute(source)


def test_the_constants_0_and_minus_0_are_two() -> None:
    # PUC's compiler takes the constant that it has already, and 0 equals -0.
    source = "local zero = 0 return 1 / -0"
    assert puc(source) == float("inf")
    assert ours(source) == (float("-inf"),)


def test_no_expression_is_too_complex() -> None:
    call = "f(" + ", ".join("x" for _ in range(260)) + ")"
    source = f"local function f(...) return select('#', ...) end return {call}"
    with pytest.raises(lua51.LuaError, match="function or expression too complex"):
        puc(source)
    assert ours(source) == (260.0,)


@pytest.mark.parametrize(
    ("source", "border"),
    [
        ("return #{10, 20, nil, 40, n = 1}", 2),
        ("local t = {1, 2, 3, 4, 5} t[3] = nil t[5] = nil return #t", 4),
    ],
)
def test_the_border_of_a_list_with_holes_may_be_another_one(source: str, border: int) -> None:
    found = puc(source)
    assert found != (border,)
    assert ours(source) == (float(border),)


def test_calls_nest_deeper_than_20000() -> None:
    source = "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return pcall(f, 40000)"
    refused, message = puc(source)
    assert refused is False
    assert "stack overflow" in message
    assert ours(source) == (True, 40000.0)


def test_random_numbers_are_others_but_the_same_for_a_seed() -> None:
    source = "math.randomseed(42) local a = math.random() math.randomseed(42) return a == math.random()"
    assert ours(source) == (True,)
    numbers = "math.randomseed(42) return math.random(2^30)"
    assert ours(numbers) != (puc(numbers),)


def test_there_is_no_channel_library() -> None:
    assert ours("return channel") == (None,)


def test_lines_with_nul_bytes_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"a\0b\nc\n")
    source = f"local file = io.open({str(path)!r}) return file:read('*l', '*l')"
    assert puc(source) == ("ac", None)
    assert ours(source) == ("a\0b", "c")


def test_lines_of_a_function_are_what_its_locals_are_found_by() -> None:
    source = "local function f() local a = 1 return debug.getlocal(1, 1) end return f()"
    assert puc(source) == ("a", 1)
    assert ours(source) == (None,)


def test_upvalues_that_are_never_assigned_are_copies() -> None:
    source = """
    local kept = 1
    local function f() return kept end
    debug.setupvalue(f, 1, 2)
    return f(), kept"""
    assert puc(source) == (2, 2)
    assert ours(source) == (2.0, 1.0)


def test_a_chain_of_tail_calls_leaves_100_000_levels_of_itself() -> None:
    source = """
    local function f(n) if n > 0 then return f(n - 1) end return debug.getinfo(LEVEL) ~= nil end
    return f(150000)"""
    assert puc(source.replace("LEVEL", "149000")) is True
    assert ours(source.replace("LEVEL", "99000")) == (True,)
    assert ours(source.replace("LEVEL", "149000")) == (False,)
