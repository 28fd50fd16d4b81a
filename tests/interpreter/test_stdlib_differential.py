"""Library functions with random arguments on ours and on PUC Lua 5.1: equal results, equal error texts."""

import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lupa import lua51

from interpreter.function import LuaFunction
from interpreter.interpreter import Interpreter

LUA = lua51.LuaRuntime(encoding="latin-1")
OURS = Interpreter()
DERANDOMIZED = settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)

# Results come back as one string, so that numbers, nils and NaNs are compared as Lua writes them.
SHOW = """
return function(f, ...)
  local function show(...)
    local parts = {}
    for i = 1, select("#", ...) do
      local v = (select(i, ...))
      parts[i] = type(v) == "string" and string.format("%q", v) or tostring(v)
    end
    return table.concat(parts, " ")
  end
  local library, name = f:match("(.*)%.(.*)")
  return show(pcall(library and _G[library][name] or _G[f], ...))
end
"""
SHOW_LUA = LUA.execute(SHOW)
(SHOW_OURS,) = OURS.call(OURS.load(SHOW.encode()))
assert type(SHOW_OURS) is LuaFunction

NUMBERS = st.one_of(
    st.integers(-20, 20).map(float),
    st.floats(allow_nan=False, width=64),
    st.sampled_from(
        [math.inf, -math.inf, 2.0**31, 2.0**53, -(2.0**63), 1e15, 1e300, 0.1, -0.5, 65.9, 255.0, 256.0]
    ),
)
BYTES = st.text(st.characters(max_codepoint=255), max_size=12)
NUMERALS = st.one_of(
    st.text("0123456789abcdefABCDEF xXeEpP+-. \t\n", max_size=8),
    st.from_regex(r"\A[ \t]?[+-]?(0x[0-9a-fA-F]{1,8}|[0-9]{0,4}\.?[0-9]{0,3}([eE][+-]?[0-9]{1,3})?)[ \n]?\Z"),
    st.sampled_from(
        ["inf", "nan", "-inf", "infinity", "0x1p4", "0x.8", "1e400", "-0", " 0x ", "1\0", "NaN", "0b1"]
    ),
)
SCALARS = st.one_of(NUMBERS, BYTES, st.none(), st.booleans())


def same(name: str, *arguments: Any) -> None:
    (ours,) = OURS.call(SHOW_OURS, name, *arguments)
    assert SHOW_LUA(name, *arguments) == ours


@DERANDOMIZED
@given(st.one_of(NUMERALS, SCALARS))
def test_tonumber(value: Any) -> None:
    same("tonumber", value)


@DERANDOMIZED
@given(NUMERALS, st.integers(0, 40).map(float))
def test_tonumber_with_a_base(text: str, base: float) -> None:
    same("tonumber", text, base)


@DERANDOMIZED
@given(st.one_of(NUMBERS, st.floats()))
def test_tostring_of_numbers(number: float) -> None:
    same("tostring", number)


FLAGS = st.text("-+ #0", max_size=3)
ITEM = st.tuples(
    st.just("%"),
    FLAGS,
    st.sampled_from(["", "", "5", "12", "123"]),
    st.sampled_from(["", "", ".", ".0", ".3", ".10", ".123"]),
    st.sampled_from([*"diouxXeEfgGcqs", "s", "d", "y", "%", ""]),
).map("".join)
FORMATS = st.lists(st.one_of(ITEM, st.text("ab%\n\0", max_size=2)), max_size=4).map("".join)


@DERANDOMIZED
@given(FORMATS, st.lists(st.one_of(NUMBERS, BYTES, NUMBERS, st.none()), max_size=4))
def test_format(text: str, values: list[Any]) -> None:
    same("string.format", text, *values)


@DERANDOMIZED
@given(BYTES, st.lists(SCALARS, max_size=3))
def test_sub_byte_rep(text: str, arguments: list[Any]) -> None:
    same("string.sub", text, *arguments)
    same("string.byte", text, *arguments)
    if not (arguments and type(arguments[0]) in (float, str)):
        same("string.rep", text, *arguments)


@DERANDOMIZED
@given(BYTES)
def test_text_functions(text: str) -> None:
    for name in ("upper", "lower", "reverse", "len"):
        same("string." + name, text)


PATTERN = st.lists(
    st.sampled_from(
        ["a", ".", "%a", "%d+", "(%w*)", "[^a]", "%s*", "(.-)b", "()", "%b()", "%f[%w]", "x?", "$", "%1"]
    ),
    max_size=4,
).map("".join)
SUBJECT = st.text("aab1 (x)", max_size=10)
REPLACEMENT = st.lists(st.sampled_from(["x", "%0", "%1", "%2", "%%", "%", "-", "\\1"]), max_size=3).map(
    "".join
)


@DERANDOMIZED
@given(SUBJECT, PATTERN, REPLACEMENT, st.one_of(st.none(), st.integers(-1, 4).map(float)))
def test_gsub_with_text(subject: str, pattern: str, replacement: str, most: float | None) -> None:
    same("string.gsub", subject, pattern, replacement, most)


@DERANDOMIZED
@given(SUBJECT, PATTERN, NUMBERS, st.booleans())
def test_find_and_match(subject: str, pattern: str, init: float, plain: bool) -> None:
    same("string.find", subject, pattern, init, plain)
    same("string.find", subject, pattern, init)
    same("string.match", subject, pattern, init)


@DERANDOMIZED
@given(st.sampled_from(["floor", "ceil", "abs", "sqrt", "modf", "frexp", "log10"]), st.one_of(NUMBERS, BYTES))
def test_math_of_one_number(name: str, value: Any) -> None:
    same("math." + name, value)


@DERANDOMIZED
@given(st.sampled_from(["fmod", "max", "min", "ldexp"]), NUMBERS, NUMBERS)
def test_math_of_two_numbers(name: str, one: float, other: float) -> None:
    same("math." + name, one, other)


@DERANDOMIZED
@given(st.lists(SCALARS, max_size=4))
def test_select(arguments: list[Any]) -> None:
    same("select", *arguments)


SORT = """
return function(n, seed, modulus, kind)
  local t, calls = {}, 0
  for i = 1, n do
    seed = (seed * 1103515245 + 12345) % 2147483648
    t[i] = { key = seed % modulus, id = i }
  end
  local ok, message = pcall(table.sort, t, function(a, b)
    calls = calls + 1
    if kind == 0 then return a.key < b.key end
    if kind == 1 then return a.key <= b.key end
    if kind == 2 then return true end
    return (a.key * b.id) % 3 == 1
  end)
  local ids = {}
  for i = 0, n + 1 do ids[#ids + 1] = t[i] and t[i].id or "nil" end
  message = tostring(message):gsub("^.-:%d+: ", "")
  return tostring(ok) .. " " .. message .. " " .. calls .. ": " .. table.concat(ids, " ")
end
"""
SORT_LUA = LUA.execute(SORT)
(SORT_OURS,) = OURS.call(OURS.load(SORT.encode()))


@DERANDOMIZED
@given(st.integers(0, 60), st.integers(0, 10**6), st.integers(1, 20), st.integers(0, 3))
def test_sort_calls_its_comparator_as_lua_does(size: int, seed: int, modulus: int, kind: int) -> None:
    """Equal orders of equal elements, equal counts of calls, equal errors for orders that are none."""
    arguments = (float(size), float(seed), float(modulus), float(kind))
    (ours,) = OURS.call(SORT_OURS, *arguments)
    assert SORT_LUA(*arguments) == ours
