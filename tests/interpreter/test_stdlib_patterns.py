"""The two pattern engines against PUC Lua 5.1 and against each other, and what bounds their time."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lupa import lua51

from interpreter.interpreter import Interpreter
from interpreter.limits import DeadlineExceeded, Limits
from interpreter.stdlib.pattern_items import parse
from interpreter.stdlib.patterns import (
    SPECIALS,
    UNFINISHED,
    UNINTERRUPTED,
    Pattern,
    PatternError,
    compile_pattern,
)

LUA = lua51.LuaRuntime(encoding="latin-1")
FIND = LUA.eval("function(s, p, init) return pcall(string.find, s, p, init) end")
DERANDOMIZED = settings(
    max_examples=400, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)

ATOMS = [
    *(
        "a",
        "b",
        "c",
        ".",
        "%a",
        "%d",
        "%s",
        "%w",
        "%S",
        "%.",
        "[abc]",
        "[^a]",
        "[a-c]",
        "[%d.]",
        "[%a-z]",
        "[a-%%]",
    ),
    *(
        "[]a]",
        "[^]]",
        "%b()",
        "%bab",
        "%bxx",
        "%f[%a]",
        "%f[%A]",
        "%f[^%z]",
        "%f[%z]",
        "%f[a",
        "%1",
        "%2",
        "%0",
    ),
    *(
        "(",
        ")",
        "()",
        "$",
        "^",
        "%",
        "[",
        "[a",
        "-",
        "*",
        "+",
        "?",
        "1",
        "\xe9",
        "%z",
        "[%z\xe9]",
        "\n",
        "%b",
        "%f",
    ),
]
ITEMS = st.tuples(
    st.sampled_from(["", "", "", "", "("]),
    st.sampled_from(ATOMS),
    st.sampled_from(["", "", "", "*", "+", "-", "?"]),
    st.sampled_from(["", "", "", "", ")"]),
).map("".join)
PATTERNS = st.tuples(
    st.sampled_from(["", "", "^"]), st.lists(ITEMS, max_size=6).map("".join), st.sampled_from(["", "$", ")"])
).map("".join)
SUBJECTS = st.text("aabbc1.( )x\xe9\0\n-", max_size=12)


def found_by(pattern: Pattern, text: str, subject: str, at: int) -> tuple[Any, ...]:
    """What string.find gives, from one engine."""
    try:
        if SPECIALS.isdisjoint(text.partition("\0")[0]):
            place = subject.find(text, at)
            return (True, None) if place < 0 else (True, place + 1, place + len(text))
        match = pattern.search(subject, at, lambda _: None)
    except PatternError as error:
        return False, str(error)
    if match is None:
        return True, None
    if UNFINISHED in match[2]:
        return False, "unfinished capture"
    return (True, match[0] + 1, match[1], *match[2])


@DERANDOMIZED
@given(PATTERNS, SUBJECTS, st.integers(1, 3))
def test_both_engines_find_what_lua_finds(text: str, subject: str, init: int) -> None:
    expected = tuple(FIND(subject, text, init))
    at = min(init - 1, len(subject))
    for use_regex in (True, False):
        pattern = Pattern(parse(text), use_regex=use_regex)
        assert expected == found_by(pattern, text, subject, at)


def test_most_patterns_are_regular_expressions() -> None:
    for text in (r"^(%w+)%s*=%s*(.-)$", r"(%d+)%.(%d+)%.(%d+)", r"%f[%w]%w+", r"([\"'])(.-)%1", r"()%s*()"):
        assert compile_pattern(text).regex is not None
    for text in ("%b()", "(x", "[a", "x*" * 201):  # the last one takes too long to translate
        assert compile_pattern(text).regex is None


def test_compiled_patterns_are_kept() -> None:
    assert compile_pattern("^%w+$") is compile_pattern("^%w+$")
    assert compile_pattern("^%w+$") is not compile_pattern("^%w+$", anchors=False)


@pytest.mark.parametrize(
    ("text", "size"),
    [("(a*)(a*)(a*)(a*)b", 200), (".-.-.-.-b", 200), ("a?" * 40 + "a" * 40, 39), ("(.*)(.*)(.*)x", 500)],
)
def test_catastrophic_patterns_are_left_to_the_machine(text: str, size: int) -> None:
    regex = compile_pattern(text).regex
    assert regex is not None
    assert regex.longest_matched(UNINTERRUPTED) < size


@pytest.mark.parametrize(
    "code",
    [
        "string.find(('a'):rep(300), '(a*)(a*)(a*)(a*)b')",
        "string.find(('a'):rep(300), '.-.-.-.-b')",
        "string.match(('a'):rep(60), ('a?'):rep(60) .. ('a'):rep(61))",
        "string.gsub(('a'):rep(300), '(a*)(a*)(a*)(a*)b', '')",
        "for _ in string.gmatch(('a'):rep(300), '(a*)(a*)(a*)(a*)b') do end",
        "pcall(string.find, ('('):rep(30000), '%b()%b()')",
        "while true do string.rep('x', 1000):find('y') end",
        "while true do pcall(string.find, ('('):rep(1000), '%b()') end",
    ],
)
def test_catastrophic_patterns_end_at_the_deadline(code: str) -> None:
    state = Interpreter(Limits(deadline=time.monotonic() + 0.1))
    began = time.monotonic()
    chunk = state.load(f"while true do {code} end".encode())
    with pytest.raises(DeadlineExceeded):
        state.call(chunk)
    assert time.monotonic() - began < 1.5


def test_a_long_pattern_does_not_recurse() -> None:
    text = "a?" * 3000 + "()" + "b-" * 3000
    match = Pattern(parse(text), use_regex=False).search("a" * 3000, 0, lambda _: None)
    assert match == (0, 3000, (3001.0,))


def test_machine_reports_its_steps() -> None:
    steps: list[int] = []
    Pattern(parse("(a*)(a*)(a*)b"), use_regex=False).search("a" * 50, 0, steps.append)
    assert sum(steps) > 10_000
    assert max(steps) <= 500
