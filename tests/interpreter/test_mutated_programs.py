"""Broken sources, from the front end to the run: only Lua errors come out, and nothing hangs.

The sources are the Lua files of the tests and random programs, with tokens or bytes dropped, doubled, swapped
and put in. Each may take two seconds.
"""

import io
import random
import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from lupa import lua51

from interpreter import DeadlineExceeded, Interpreter, Limits, LuaError, Sandbox, ScriptExit
from tests.fakes.lua_programs import PRELUDE, Program

FILES = sorted((Path(__file__).parents[1] / "lua").rglob("*.lua"))
SECONDS = 2.0
MANY = 20_000
TOKENS = re.compile(
    rb"--[^\n]*|\[\[.*?\]\]|\"[^\"\n]*\"|'[^'\n]*'|[A-Za-z_]\w*|\d[\w.]*|[=~<>]=|\.{2,3}|\s+|.", re.DOTALL
)
WORDS = (
    b"and break do else elseif end false for function if in local nil not or repeat return then "
    b"true until while goto continue self _G x a b + - * / % ^ # == ~= <= >= < > = ( ) { } [ ] ; "
    b": , . .. ... 1 0x 1e 'x' \"y\" [[z]] --[[ ]] \\ \x00 \xff @ $ & | ~ ! ` ::l:: 1..2 3..b 0xg "
    b"1e+ 'a\nb' \"unfinished [==[ ]==] --[==[ \r\n"
).split(b" ")


def mutated(source: bytes, chance: random.Random) -> bytes:
    """The source with some changes to its tokens, and now and then to its bytes."""
    tokens = TOKENS.findall(source)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        if not tokens:
            break
        at = chance.randrange(len(tokens))
        what = chance.randrange(7)
        if what == 0:
            del tokens[at]
        elif what == 1:
            tokens.insert(at, tokens[chance.randrange(len(tokens))])
        elif what == 2:
            other = chance.randrange(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif what == 3:
            tokens[at] = chance.choice(WORDS)
        elif what == 4:
            tokens.insert(at, chance.choice(WORDS))
        elif what == 5:
            del tokens[at : at + chance.randrange(1, 20)]
        else:
            tokens = tokens[:at]
    text = b"".join(tokens)
    if chance.randrange(4) == 0 and text:
        place = chance.randrange(len(text))
        text = text[:place] + bytes([chance.randrange(256)]) + text[place + chance.randrange(2) :]
    return text


def sources(seed: int) -> Iterator[bytes]:
    """Without end: pieces of files, and programs."""
    chance = random.Random(seed)
    texts = [path.read_bytes() for path in FILES if "io" not in path.parts and "os" not in path.parts]
    while True:
        if chance.randrange(3):
            lines = chance.choice(texts).splitlines(keepends=True)
            begin = chance.randrange(len(lines))
            yield mutated(b"".join(lines[begin : begin + chance.randrange(1, 40)]), chance)
        else:
            yield mutated(Program(chance.randrange, 4).text.encode("latin-1"), chance)


def run(source: bytes) -> str:
    """How the source ends: a Lua error, or `done`; whatever else it raises is a failure."""
    begin = monotonic()
    limits = Limits(deadline=begin + SECONDS, max_string=1_000_000, memory=500_000_000)
    # In a sandbox: who knows what a mutated program writes, and where.
    state = Interpreter(limits, sandbox=Sandbox(), stdin=io.BytesIO(), stdout=io.BytesIO())
    try:
        state.call(state.load(PRELUDE.encode(), "=prelude"), state.globals.get("print"))
        state.call(state.load(source, "=mutated"))
    except LuaError as error:
        return str(error)
    except (DeadlineExceeded, ScriptExit):
        return "stopped"
    finally:
        assert monotonic() - begin < SECONDS + 3, source
    return "done"


def syntax_error_of_lua(source: bytes) -> str | None:
    runtime = lua51.LuaRuntime(encoding="latin-1", register_eval=False, register_builtins=False)
    found = runtime.execute("return (select(2, loadstring(..., '=mutated')))", source.decode("latin-1"))
    return None if found is None else str(found)


# What we accept beyond Lua 5.1 (docs/differences.md): goto, labels, lone semicolons, a call on a new line.
BEYOND = re.compile(r"near '::?'|ambiguous syntax")


def same_syntax_error(source: bytes) -> bool:
    """Whether ours words the first syntax error as PUC Lua does, where it must be one."""
    theirs = syntax_error_of_lua(source)
    if theirs is None or BEYOND.search(theirs) or b"goto" in source or b";" in source:
        return True
    try:
        Interpreter(libraries=()).load(source, "=mutated")
    except LuaError as error:
        return str(error) == theirs
    return False


def test_mutated_programs_end_in_lua_errors() -> None:
    taken = sources(1)
    ends = [run(next(taken)) for _ in range(250)]
    assert {"done"} < set(ends)


def test_syntax_errors_of_mutated_programs_are_worded_as_by_lua() -> None:
    taken = sources(2)
    for _ in range(250):
        source = next(taken)
        assert same_syntax_error(source), source


@pytest.mark.nightly
def test_many_mutated_programs_end_in_lua_errors() -> None:
    taken = sources(3)
    for _ in range(MANY):
        source = next(taken)
        run(source)
        assert same_syntax_error(source), source
