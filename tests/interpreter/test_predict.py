"""The generated parser's decisions: the same as ANTLR's own, and no more of them than the text is long."""

import random
from typing import Any

import pytest
from antlr4.atn.ParserATNSimulator import ParserATNSimulator
from antlr4.PredictionContext import PredictionContextCache
from luaparser.parser.LuaParser import LuaParser

from interpreter import parse as parse_module
from interpreter.grammar import Grammar
from interpreter.parse import parse
from interpreter.predict import Predictor, Stream
from interpreter.source import normalise, tokenise
from tests.fakes.lua_chains import chain

PROGRAMS = [
    rb"""
goto again ::again:: ;
local a, b = 1, "two"
local c
a.b:c"x".d{} ; ("x"):rep(3)(4); (f)(1)(2)
a():b():c(1)(2).d:e()
function t.a.b(x, ...) local z = {...}; return z, (...) end
function t:m(y) self[y], x = y, #y .. -y ^ 2 end
local function f() return end
for i = 1, 10, 2 do if i == 3 then break end end
for k, v in pairs({1; 2, x = 3, ["y"] = 4, [5] = nil, }) do print(k, v) end
while not (a and b or c) do a = a - 1 end
repeat local u = a <= b; until u ~= nil
do x = y / 3 % 2 * 1 end
if a then return; elseif b >= 3 then f() else g{} end
""",
    rb"""
x = a < b == c > d ~= e <= f >= g
f(function(...) return select('#', ...) end)(1)"s"[[l]]{}
(g or h).x, (g):m().y[1] = a()()(), a.b["c"]:d(), (a.b).c, true, false
return x, function() end
""",
]


class _AskedStream(Stream):
    """The stream with what ANTLR's own prediction needs."""

    index = property(lambda self: self.position)

    def mark(self) -> int:
        return 0

    def release(self, _: int) -> None:
        pass

    def consume(self) -> None:
        self.position += 1


class _Compared(Predictor):
    """Answers as ours does, and asks ANTLR the same."""

    def __init__(self, parser: LuaParser) -> None:
        super().__init__(parser)
        self.antlr = ParserATNSimulator(parser, parser.atn, parser.decisionsToDFA, PredictionContextCache())
        self.compared: list[tuple[int, int, int]] = []

    def adaptivePredict(self, stream: Stream, decision: int, context: Any) -> int:
        ours = super().adaptivePredict(stream, decision, context)
        theirs = self.antlr.adaptivePredict(stream, decision, context)
        self.compared.append((decision, theirs, ours))
        return ours


def compared(text: bytes) -> list[tuple[int, int, int]]:
    tokens = tokenise(normalise(text))
    Grammar(tokens, "=x").check()
    parser = parse_module._Parser(tokens)
    parser._input = _AskedStream(tokens)
    parser._interp = _Compared(parser)
    parser.start_()
    found: list[tuple[int, int, int]] = parser._interp.compared
    return found


@pytest.mark.parametrize("text", PROGRAMS)
def test_every_prediction_is_antlrs_own(text: bytes) -> None:
    assert [] == [entry for entry in compared(text) if entry[1] != entry[2]]


def test_every_decision_of_the_grammar_is_compared() -> None:
    asked = {decision for text in PROGRAMS for decision, _, _ in compared(text)}
    parser = parse_module._Parser(tokenise("x"))
    assert set(parser._interp.decide) == asked


def test_random_chains_are_predicted_as_antlr_does() -> None:
    chance = random.Random(7)
    for _ in range(25):
        text = chain(chance)[0]
        assert [] == [entry for entry in compared(f"x = {text}".encode()) if entry[1] != entry[2]], text


def decisions(text: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    count = 0
    answer = Predictor.adaptivePredict

    def counted(self: Predictor, stream: Stream, decision: int, context: Any) -> int:
        nonlocal count
        count += 1
        return answer(self, stream, decision, context)

    with monkeypatch.context() as patch:
        patch.setattr(Predictor, "adaptivePredict", counted)
        parse(text, "=x")
    return count


@pytest.mark.parametrize(
    ("head", "link", "tail"),
    [
        ("a", "()", ""),
        ("a", "().b", " = 1"),
        ("a", ":b()", ""),
        ("a", "'x'{}", ""),
        ("x = a", ".b", ""),
        ("x = a", "[1]", ""),
        ("x = a", " + 1", ""),
        ("x = a", " or b", ""),
        ("x = {", "1,", "}"),
        ("", "f(x, y)\n", ""),
        ("if x then ", "elseif y then ", "end"),
        ("local x ", "x = function() return x end ", ""),
    ],
)
def test_work_grows_with_the_length_only(
    head: str, link: str, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, four = (
        decisions((head + link * count + tail).encode(), monkeypatch) for count in (500, 1000, 2000)
    )
    assert 2 * (two - one) == four - two
