"""Tokens: what a text is cut into, against real Lua 5.1 where it can be asked."""

import random

import pytest
from lupa import lua51

from interpreter import source
from interpreter.source import NAME, NUMBER, OPERATORS, STRING, normalise, numeral, tokenise

_lua = lua51.LuaRuntime(encoding="latin-1")
_load = _lua.eval("function(text) local f, message = loadstring(text, '=x') return f and true, message end")
_value = _lua.eval("function(text) return assert(loadstring('return ' .. text))() end")


def kinds(text: bytes) -> list[int]:
    return [token.type for token in tokenise(normalise(text))][:-1]


def texts(text: bytes) -> list[str]:
    return [token.text for token in tokenise(normalise(text))][:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a-b--c\n-d", ["a", "-", "b", "-", "d"]),
        (b"a--[[x]]b --[==[ ]] ]==]c", ["a", "b", "c"]),
        (b"--[==[ ]==]", []),
        (b"-- no newline at the end", []),
        (b"--[=not long\nx", ["x"]),
        (b"a...b..c.d .5 5. 1..2", ["a", "...", "b", "..", "c", ".", "d", ".5", "5."]),
        (b"x[y][1][=[z]=]", ["x", "[", "y", "]", "[", "1", "]", "[=[z]=]"]),
        (b"a==b~=c<=d>=e<f>g=h", [*list("a"), "==", "b", "~=", "c", "<=", "d", ">=", *"e<f>g=h"]),
        (b"a//b<<c>>d", ["a", "/", "/", "b", "<", "<", "c", ">", ">", "d"]),
        (b"::x::", ["::", "x", "::"]),
        (b"a\t\v\f\r\n b\r\rc\n\rd", ["a", "b", "c", "d"]),
        (b"endx _end end1 END", ["endx", "_end", "end1", "END"]),
        (b"", []),
        (b" \t\n", []),
    ],
)
def test_text_is_cut_into_tokens(text: bytes, expected: list[str]) -> None:
    assert expected == texts(text)


def test_tokens_have_luaparsers_types() -> None:
    expected = [NAME, OPERATORS["="], STRING, OPERATORS[".."], NUMBER, source.KEYWORDS["and"]]
    assert expected == kinds(b"x = 'a' .. 1 and")


@pytest.mark.parametrize("text", [b"a\nb", b"a\r\nb", b"a\rb", b"a\n\rb"])
def test_every_newline_convention_is_one_newline(text: bytes) -> None:
    assert [1, 2, 2] == [token.line for token in tokenise(normalise(text))]


def test_token_of_many_lines_counts_where_it_ends() -> None:
    tokens = tokenise(normalise(b"x = [[\n\n]] .. 'a\\\nb' --[[\n]] y"))
    assert [1, 1, 3, 3, 4, 5, 5] == [token.line for token in tokens]


@pytest.mark.parametrize(
    ("text", "shebang", "expected"),
    [
        (b"#!/usr/bin/lua\nx", True, "\nx"),
        (b"#!/usr/bin/lua", True, ""),
        (b"#x\ny", False, "#x\ny"),
        (b" #x\ny", True, " #x\ny"),
    ],
)
def test_first_line_of_a_file_may_be_for_the_shell(text: bytes, shebang: bool, expected: str) -> None:
    assert expected == normalise(text, shebang=shebang)


@pytest.mark.parametrize(
    "literal",
    [
        r'"a\nb\tc\\d\"e\'f"',
        r'"\a\b\f\v\r"',
        r'"\065\10\0\0001\255\2000"',
        r'"\q\*\x41\z \u{48}"',
        '"a\\\nb"',
        '"a\\\r\nb\\\n\rc\\\rd"',
        "''",
        "[[]]",
        "[[\nfirst newline goes]]",
        "[[\r\nfirst newline goes\r\nnext stays]]",
        "[[\n\nonly one]]",
        "[==[ ]] ]=] [=[ ]==]",
        "[[ ]=] ]]",
        "[=[[]=]",
        '"\x00\x01\x7f\x80\xff"',
        "[[\x00\\n\x80\xe9]]",
        "'a\"b'",
    ],
)
def test_string_has_the_value_that_lua_gives_it(literal: str) -> None:
    tokens = tokenise(normalise(literal.encode("latin-1")))
    assert _value(literal) == tokens[0].value
    assert 2 == len(tokens)


NUMBERS = [
    *(
        "0",
        "1",
        "3.5",
        "3.",
        ".5",
        "1e3",
        "1E+3",
        "1e-3",
        "1.5e10",
        "0x10",
        "0XfF",
        "0x1p4",
        "0xA",
        "010",
        "08",
    ),
    *(
        "1e400",
        "1e-400",
        "0xffffffffffffffffffff",
        "123456789012345678901234567890",
        "0.1",
        "4.9e-324",
        "0e12",
    ),
    *(
        "3..2",
        "1e",
        "1e+",
        "1e+x",
        "0x",
        "0xg",
        "0x1p",
        "0xp1",
        "1.2.3",
        "3x",
        "1_0",
        "0b1",
        "1e5x",
        "5e",
        "..5",
    ),
    *(
        "0x.8",
        "0x1.8",
        "0x1p+4",
        "1" + "0" * 400,
        "0x" + "f" * 300,
        "1..",
        "1...",
        "0.0x1",
        "00x1",
        "1x1",
        "1e1.5",
    ),
]


@pytest.mark.parametrize("text", NUMBERS)
def test_number_has_the_value_that_lua_gives_it(text: str) -> None:
    accepted, message = _load("x = " + text)
    tokens = tokenise(normalise(text.encode()))
    if accepted:
        assert [_value(text)] == [token.value for token in tokens[:-1]]
    elif "malformed number" in message:
        assert f"x:1: {tokens[-1].value} near '{tokens[-1].text}'" == message


def test_random_numbers_are_read_as_lua_reads_them() -> None:
    chance = random.Random(51)
    for _ in range(2000):
        text = chance.choice("0123456789") + "".join(
            chance.choice("0123456789..eExXaAfFpPgz_+-") for _ in range(chance.randrange(7))
        )
        accepted, message = _load("x = " + text)
        if accepted and set(text).isdisjoint("+-"):
            assert _value(text) == numeral(text), text
        elif not accepted and "malformed" in message:
            last = tokenise(normalise(text.encode()))[-1]
            assert f"x:1: {last.value} near '{last.text}'" == message


def test_a_lexical_error_is_the_last_token() -> None:
    tokens = tokenise(normalise(b"x = 'a\ny = 2"))
    assert [source.ERROR, "unfinished string", "'a", 1] == [
        getattr(tokens[-1], name) for name in ("type", "value", "text", "line")
    ]


def test_a_long_text_is_read_no_further_than_its_reader_wants() -> None:
    looks: list[int] = []

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tokenise("x = 1 " * 1_000_000, look)
    assert [0, 1, 2] == looks
