"""Programs and what is no program: the verdict, and its words, are real Lua 5.1's."""

import random

import pytest
from lupa import lua51

from interpreter.errors import LuaError
from interpreter.grammar import Grammar
from interpreter.parse import parse
from interpreter.source import tokenise

_lua = lua51.LuaRuntime(encoding="latin-1")
_load = _lua.eval("function(text) local f, message = loadstring(text, '=x') return message end")


def refusal(text: bytes) -> str | None:
    found: LuaError | None = None
    try:
        parse(text, "=x")
    except LuaError as error:
        found = error
    return None if found is None else str(found.value)


PROGRAMS = [
    b'x = = "a',
    b"x =",
    b"if x then",
    b"if x then y",
    b"f(",
    b"f(a",
    b"f(a,",
    b"local function",
    b"local 5",
    b"for",
    b"for i",
    b"for i=1",
    b"for i=1,",
    b"for i=1,2",
    b"for i=1,2 do",
    b"for a,b",
    b"for a,b in",
    b"for a.b in",
    b"a.b:c",
    b"a:b.c()",
    b'a.b:c"x".d{}',
    b"return 1 2",
    b"return; x",
    b"break",
    b"while 1 do break x() end",
    b"function f() return ... end",
    b"function f(...) return function() return ... end end",
    b"function f(a,) end",
    b"function f(a,...,b) end",
    b"function f(1) end",
    b"(a) = 1",
    b"f() = 1",
    b"a, f() = 1",
    b"a, (b) = 1",
    b"a.b, c[1] 2",
    b"x = }",
    b"x = 1 1",
    b"x = //",
    b"x = a // b",
    b"x = a & b",
    b"x = a | b",
    b"x = a ~ b",
    b"x = ~a",
    b"x = a << b",
    b"x = a >> b",
    b"local x <const> = 1",
    b"a::b",
    b"::a",
    b"a = b ::",
    b"::",
    b"x = 'abc",
    b'x = "abc\\300"',
    b'x = "abc\\3000"',
    b'x = "abc\\q\\x41\\u{41}"',
    b"x = [=abc",
    b"x = [==[ abc",
    b"x = [[ a [[ b ]] ]]",
    b"--[[ a [[ b ]]",
    b"--[==[ a",
    b"x = 3..2",
    b"x = 0x",
    b"x = 0x.8",
    b"x = 0x1p4",
    b"x = 0x1p+4",
    b"x = 1e+",
    b"x = 1e",
    b"x = 08",
    b"x = 3x",
    b"x = 0xg",
    b"x = .5.5",
    b"x = 1_0",
    b"x = 1..",
    b"x = {a b}",
    b"x = {a=}",
    b"x = {[1]}",
    b"x = {[1=2}",
    b"x = {1,2;3,}",
    b"x = {,}",
    b"x = {;}",
    b"@",
    b"$x",
    b"x = !y",
    b"x != y",
    b"x = y ? 1 : 2",
    b"a.1",
    b"a.end",
    b"a:end()",
    b"end",
    b"else",
    b"until",
    b"repeat",
    b"repeat x() until",
    b"repeat until",
    b"local function f end",
    b"function",
    b"function f",
    b"function f.1",
    b"function f:a.b() end",
    b"function f.a:b",
    b"function a::b() end",
    b"function f(",
    b"function f()",
    b"x = function",
    b"x = function() ",
    b"x = function f() end",
    b'"x"',
    b'("x"):rep(3)',
    b"1",
    b"nil",
    b"not x",
    b"#x",
    b"x",
    b"x.y",
    b"x y",
    b'x "y"',
    b"x {y}",
    b"x [y]",
    b"a = 1,",
    b"a = , 1",
    b"a,b",
    b"a,b,",
    b"a,",
    b"local a,",
    b"local a =",
    b"local",
    b"do",
    b"do do",
    b"while",
    b"while x",
    b"while x do",
    b"if",
    b"if x",
    b"elseif",
    b"if x then else",
    b"if x then else elseif y then end",
    b"if x then elseif y",
    b"a = b +",
    b"a = b + + c",
    b"a = b .. ",
    b"a = (b",
    b"a = (b c)",
    b"a = ()",
    b"a = b[",
    b"a = b[1",
    b"a = b[]",
    b"return return",
    b"return,",
    b"x = 5 = 6",
    b"x == 5",
    b"and",
    b"x and y",
    b"x = not",
    b"x = -",
    b"x = - - 2",
    b'x = "a" "b"',
    b"x = {} {}",
    b"x = 1 (2)",
    b'x = "a"(2)',
    b"x = nil.y",
    b"for x in y do local z",
    b"for 1=1,2 do end",
    b"for i in 1,2,3,4 do end",
    b"function () end",
    b"local function a.b() end",
    b"in",
    b"then",
    b"x = a.b:c",
    b"x = [",
    b"x = ]",
    b"x = ...",
    b"...",
    b"... = 1",
    b"x = function(...) local arg end",
    b"x = \x00",
    b"\x00",
    b"x\x00=1",
    b"x = 'a\x00b' 5",
    b"x = 3 'a\x00b' ",
    b"\x01",
    b"x = \x7f",
    b"x = \xe9",
    b"\xe9 = 1",
    b"a\xe9 = 1",
    b"x = \x80 + 1",
    b"if x\nthen\n",
    b"f(\n\n",
    b"{\n",
    b"x={\n1\n",
    b"x=[[\n\n",
    b"x='a\nb'",
    b"x='a\rb'",
    b"x='a\\\nb",
    b"x='a\\\r\nb\\\n\r' 5",
    b"x=[[\r\n\r\na]] 5",
    b"x='a\\",
    b"x='a\\\\",
    b"x='\\1a",
    b"x = 3\x00",
    b"x = 1e\x00",
    b"x=1e\x005",
    b"a .\x00. b",
    b"a = b .\x00 c",
    b"a=1.\x00",
    b"--",
    b"-- x",
    b"--[[x]]",
    b"--[==[ ]==]",
    b"#!x\nx=1",
    b"# x",
    b"\x1bLua",
    b"x\x0b\x0c=\t1",
    b"return",
    b"return;",
    b"x = 5 -- y\r z",
    b"x = 'abc\\\n\\\n 5",
    b"",
    b" ",
    b"\n",
    b"goto = 1 goto()",
    b"goto.x = goto",
    b"local goto",
    b"x='\\x'",
    b"x=0x10p",
    b"x=0xffffffffffffffffffff",
    b"x=0xfg",
]


@pytest.mark.parametrize("text", PROGRAMS, ids=range(len(PROGRAMS)))
def test_program_is_accepted_or_refused_in_luas_words(text: bytes) -> None:
    assert _load(text) == refusal(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"if x\nthen\n", "x:3: 'end' expected (to close 'if' at line 1) near '<eof>'"),
        (b"x = = 1", "x:1: unexpected symbol near '='"),
        (b"x 1", "x:1: '=' expected near '1'"),
        (b"x = 'a", "x:1: unfinished string near '<eof>'"),
        (b"x = = 'a", "x:1: unexpected symbol near '='"),
    ],
)
def test_error_names_chunk_line_and_token(text: bytes, expected: str) -> None:
    assert expected == refusal(text)


SEEDS = [
    r"""
local a, b = 1, "two\n" -- c
a.b:c"x".d{} ; ("x"):rep(3)(4)
function t.a.b(x, ...) local z = {...}; return z, (...) end
function t:m(y) self[y], x = y, #y .. -y ^ 2 end
for i = 1, 10, 2 do if i == 3 then break end end
for k, v in pairs({1; 2, x = 3, ["y"] = 4, [5] = nil}) do print(k, v) end
while not (a and b or c) do a = a - 1 end
repeat local u = a <= b; until u ~= nil
if a then return; elseif b >= 3 then f() else g{1} end
""",
    r"""
local s = [==[ long ]] ]==] .. 'q\065\'' .. [[
x]]
--[[ comment
over lines ]] local n = 0x1F + 3.5e-2 * .5 / 7. % 2
local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end
local f = function(a, ...) return a(b)(b[1].c, ...) end
do local x = y end
t[1], t.x, t:f().y = f, {f()}, true, false, nil
return fact, function() end
""",
    r"""
x = a < b == c > d ~= e <= f >= g
y = - - not #z ^ - 2 ^ 3 .. 1 .. 2
f(function(...) return select('#', ...) end)(1)"s"[[l]]{}
(g or h).x, (g):m().y[1] = a()()(), a.b["c"]:d()
""",
]
BITS = [
    *[
        "=",
        "==",
        "~=",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ";",
        ".",
        "..",
        "...",
        ":",
        '"',
        "'",
        "[[",
        "]]",
        "--",
        "--[[",
        "[=[",
        "\\",
        "1",
        "0x",
        "1e",
        "x",
        "-",
        "#",
        "~",
        "@",
        "//",
        "<",
        "<=",
        "+",
        "^",
        "\\300",
    ],
    *[
        "end",
        "if",
        "then",
        "do",
        "local",
        "function",
        "return",
        "break",
        "while",
        "repeat",
        "until",
        "for",
        "in",
        "not",
        "and",
        "or",
        "nil",
        "elseif",
        "else",
    ],
    *("\n", "\r", "\0", "\x80", "\v", " ", '"a"'),
]


def mutated(chance: random.Random, text: str) -> str:
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        here, there = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
        match chance.randrange(5):
            case 0:
                text = text[:here] + text[here + chance.choice((1, 1, 2, 5, 20)) :]
            case 1:
                text = text[:here] + chance.choice(BITS) + text[here:]
            case 2:
                text = f"{text[:here]} {chance.choice(BITS)} {text[here:]}"
            case 3:
                text = text[:there] + text[here : here + chance.choice((1, 3, 10, 30))] + text[there:]
            case 4:
                text = text[:here]
    return text


def agree(seed: int, count: int) -> None:
    """Mutated programs get the verdict of real Lua in its words, but for what is accepted beyond 5.1."""
    chance = random.Random(seed)
    for _ in range(count):
        text = mutated(chance, chance.choice(SEEDS)).encode("latin-1")
        expected = _load(text)
        found = refusal(text)
        if expected is None or ("ambiguous syntax" not in expected and "near ';'" not in expected):
            assert expected == found, text


@pytest.mark.parametrize("seed", range(4))
def test_mutated_programs_are_judged_as_lua_judges_them(seed: int) -> None:
    agree(seed, 150)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_mutated_programs_are_judged_as_lua_judges_them(seed: int) -> None:
    agree(seed, 5000)


@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_give_only_lua_errors(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        text = bytes(
            chance.choice(b"ax1 \n\"'[]=-(){}.,:;\\\0\xff\r\t~<#") for _ in range(chance.randrange(40))
        )
        expected = _load(text)
        if expected is None or ("ambiguous syntax" not in expected and "near ';'" not in expected):
            assert expected == refusal(text), text


def test_a_long_text_is_checked_no_further_than_its_reader_wants() -> None:
    def look() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Grammar(tokenise("x = 1 " * 5_000), "=x", look).check()
