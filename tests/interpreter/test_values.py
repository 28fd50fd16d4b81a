"""Values: type names, truth, number text and the conversions between numbers and strings."""

import math

import pytest
from lupa import lua51

from interpreter.function import LuaFunction
from interpreter.stdlib.coroutine import Coroutine
from interpreter.table import LuaTable
from interpreter.values import (
    NEGATIVE_NAN,
    TYPE_NAMES,
    Userdata,
    decode,
    encode,
    number_text,
    tonumber,
    tostring_raw,
    truth,
    type_name,
)


def test_type_names_are_those_of_lua() -> None:
    values = [None, True, 1.0, "s", LuaTable(), LuaFunction(print), Userdata()]
    assert [type_name(value) for value in values] == [
        "nil", "boolean", "number", "string", "table", "function", "userdata",
    ]  # fmt: skip
    assert TYPE_NAMES[Coroutine] == "thread"


@pytest.mark.parametrize("value", [1, b"bytes", (), object()])
def test_what_is_no_lua_value_has_no_type_name(value: object) -> None:
    with pytest.raises(TypeError, match="not a Lua value"):
        type_name(value)


def test_only_nil_and_false_are_false() -> None:
    assert [truth(value) for value in (None, False, True, 0.0, "", LuaTable())] == [
        False, False, True, True, True, True,
    ]  # fmt: skip


def test_nan_has_the_text_of_its_sign() -> None:
    assert (number_text(math.nan), number_text(NEGATIVE_NAN)) == ("nan", "-nan")


NUMBERS = [
    0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, 100.0, 1e14, 1e15, 123456789012345.0, 1e16, 1e100, -1e-5, 1e-4, 5e-324,
    1.7976931348623157e308, 2.0**53, 2.0**63, math.inf, -math.inf, 3.14159265358979, 1e21, 12345.678901234567,
]  # fmt: skip


def test_number_text_is_that_of_lua() -> None:
    tostring = lua51.LuaRuntime().eval("tostring")
    assert [number_text(number) for number in NUMBERS] == [tostring(number) for number in NUMBERS]


# No Arabic digits: to C, and so to Lua, only the ten of ASCII are any.
STRINGS = [
    "1", " 1 ", "\t1\n", "1.5", ".5", "5.", "1e3", "1E+3", "1e-3", "0x10", "0X1F", "-0x10", "+5", "-5", "1e",
    "e1", "", " ", ".", "-", "0x", "1 2", "1_000", "1,5", "inf", "-inf", "INFINITY", "nan", "infx", "0x1p4",
    "0x.8", "0x1.8p1", "1f", "1d", "0b1", "\u0661", "1\x00", "1\x00x", "\x001", "1e400", "-1e400", "1e-400",
    "00012", "0x10 ", "- 1", "+-1", "--1", "0xg", "1..2", "1e1.5", "\v1\f\r", "\xa01",
]  # fmt: skip


@pytest.mark.parametrize("text", STRINGS)
def test_strings_read_as_numbers_as_in_lua(text: str) -> None:
    runtime = lua51.LuaRuntime(encoding="latin-1" if not text.isascii() and max(text) < "\xff" else "utf-8")
    expected = runtime.eval("function(s) local n = tonumber(s); return n and ('%.17g'):format(n) end")(text)
    number = tonumber(text)
    actual = None if number is None else f"{number:.17g}"
    assert actual == (expected and expected.replace("-nan", "nan"))


def test_values_that_are_neither_number_nor_string_are_no_numbers() -> None:
    assert [tonumber(value) for value in (None, True, LuaTable())] == [None, None, None]


def test_plain_text_of_every_kind_of_value() -> None:
    table = LuaTable()
    assert [tostring_raw(value) for value in (None, True, False, 1.5, "s")] == [
        "nil",
        "true",
        "false",
        "1.5",
        "s",
    ]
    assert tostring_raw(table) == f"table: 0x{id(table):08x}"


@pytest.mark.parametrize("text", ["", "plain", "grün", "日本", "\U0001f600", "\udcff"])
def test_text_survives_the_way_to_lua_and_back(text: str) -> None:
    assert decode(encode(text)) == text.replace("\udcff", "\\xff")


def test_lua_sees_utf8_bytes() -> None:
    assert encode("ü") == "\xc3\xbc"


def test_bytes_that_are_no_utf8_are_shown() -> None:
    assert decode("a\xff") == "a\\xff"
