"""A Lua state: loading, running, libraries, isolation."""

import asyncio
import io
import itertools
import sys
import threading
from typing import Any

import pytest

from interpreter import (
    DeadlineExceeded,
    Interpreter,
    Limits,
    LuaError,
    LuaFunction,
    LuaTable,
    call,
    results,
    type_name,
)
from interpreter.limits import Stopped
from interpreter.parse import LARGEST, parse
from interpreter.stdlib import LIBRARIES
from interpreter.stdlib.file import read_file


def test_a_chunk_gives_its_results() -> None:
    state = Interpreter()
    assert state.call(state.load(b"return 1, nil, 'x', ...", "=t"), True) == (1.0, None, "x", True)


def test_a_text_that_is_no_lua_is_refused() -> None:
    with pytest.raises(LuaError, match=r"^t:1: .* near '<eof>'$"):
        Interpreter().load(b"if", "=t")


def test_a_chunk_may_be_loaded_beside_the_event_loop() -> None:
    async def main() -> tuple[object, ...]:
        state = Interpreter()
        return await state.run(await state.load_async(b"return 'async'", "=t"))

    assert asyncio.run(main()) == ("async",)


LONG_TEXT = b"x = 1 " * 20_000


def test_a_long_text_is_read_until_the_deadline() -> None:
    times = itertools.count()
    state = Interpreter(Limits(deadline=10), clock=lambda: float(next(times)))
    with pytest.raises(DeadlineExceeded):
        state.load(LONG_TEXT)


def test_a_long_text_is_read_until_the_memory_is_used_up() -> None:
    state = Interpreter(Limits(memory=1_000_000))
    state.ticks.memory = itertools.count(state.ticks.memory(), 100_000).__next__
    with pytest.raises(LuaError, match="not enough memory"):
        state.load(LONG_TEXT)


def test_a_text_that_is_too_long_is_not_read() -> None:
    with pytest.raises(LuaError, match="not enough memory"):
        Interpreter().load(b" " * (LARGEST + 1))


def test_of_files_without_end_no_more_is_read_than_a_text_may_have() -> None:
    asked: list[int] = []

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            asked.append(size or -1)
            return bytes(LARGEST + 1)

    state = Interpreter(stdin=Endless())
    assert (None, "not enough memory") == state.call(state.load(b"return loadfile()"))
    assert [LARGEST + 1] == asked
    assert bytes(100) == read_file(state, b"/dev/zero", 100)


def test_a_text_that_nobody_waits_for_is_read_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()
    load = Interpreter._load

    def watched_load(*arguments: Any) -> LuaFunction:
        begun.set()
        try:
            return load(*arguments)
        except Stopped:
            ended.set()
            raise

    monkeypatch.setattr(Interpreter, "_load", watched_load)

    async def main() -> None:
        task = asyncio.create_task(Interpreter().load_async(b"y = 2 " * 20_000))
        await asyncio.to_thread(begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())  # which waits for its threads
    assert ended.is_set()


@pytest.mark.parametrize("source", [b"z = 3 " * 1_000, b"-- sethook\nz = {" + b"{}, " * 1_000 + b"}"])
def test_what_was_read_before_is_made_no_further_than_to_the_deadline(source: bytes) -> None:
    parse(source, "=x")
    ticking = itertools.count()
    state = Interpreter(Limits(), clock=lambda: float(next(ticking)))
    state.ticks.limits = Limits(deadline=next(ticking) + 5.0)
    with pytest.raises(DeadlineExceeded):
        state.load(source)


def test_states_share_nothing() -> None:
    one, other = Interpreter(), Interpreter()
    source = b"x = (x or 0) + 1; string.mark = 'mark'; return x, ('').mark"
    assert [one.call(one.load(source, "=t")) for _ in "12"] == [(1.0, "mark"), (2.0, "mark")]
    assert other.call(other.load(b"return x, ('').mark", "=t")) == (None, None)


def test_only_the_libraries_asked_for_are_open() -> None:
    state = Interpreter(libraries=["base"])
    found = state.call(state.load(b"return type(print), type(string), type(os)", "=t"))
    assert found == ("function", "nil", "nil")


def test_all_libraries_are_open_by_default() -> None:
    state = Interpreter()
    names = set(LIBRARIES) - {"base"}
    assert {name for name in names if type(state.globals.get(name)) is LuaTable} == names


def test_output_goes_where_the_state_was_told() -> None:
    stdout = io.BytesIO()
    state = Interpreter(stdout=stdout)
    state.call(state.load(b"print('a', 1)", "=t"))
    assert stdout.getvalue() == b"a\t1\n"


def test_host_functions_are_values_like_others() -> None:
    state = Interpreter()
    state.globals.set("double", LuaFunction(lambda x=None, *_: x * 2, "double"))
    assert state.call(state.load(b"return double(4), type(double), pcall(double, 2)", "=t")) == (
        8.0,
        "function",
        True,
        4.0,
    )


def test_hosts_call_values_of_lua() -> None:
    state = Interpreter()
    source = b"""return function(a, ...) return a, select('#', ...) end,
    setmetatable({}, {__call = function(_, x) return x end})"""
    function, callable_table = state.call(state.load(source, "=t"))
    assert results(call(function, 1.0, 2.0, 3.0)) == (1.0, 2.0)
    assert call(callable_table, "x") == "x"
    with pytest.raises(LuaError, match="attempt to call a nil value"):
        call(None)


def test_a_function_of_lua_gives_the_protocols_forms() -> None:
    state = Interpreter()
    source = b"""return function() end, function() return nil end, function() return 1, 2 end,
    function(...) return ... end"""
    none, nil, two, same = state.call(state.load(source, "=t"))
    assert [none.call(), nil.call(), two.call()] == [(), None, (1.0, 2.0)]
    assert [same.call(), same.call(5.0), same.call(5.0, None)] == [(), 5.0, (5.0, None)]


def test_an_exception_of_the_host_is_no_error_of_the_script() -> None:
    state = Interpreter()

    def broken(*_: object) -> None:
        raise KeyError("a bug")

    state.globals.set("broken", LuaFunction(broken, "broken"))
    with pytest.raises(KeyError):
        state.call(state.load(b"pcall(broken)", "=t"))


def test_a_state_can_be_used_again_after_an_error() -> None:
    state = Interpreter()
    with pytest.raises(LuaError):
        state.call(state.load(b"x = 1; error('end')", "=t"))
    assert state.call(state.load(b"return x", "=t")) == (1.0,)


def test_coroutines_are_threads_to_the_host() -> None:
    state = Interpreter()
    (thread,) = state.call(state.load(b"return coroutine.create(function() end)", "=t"))
    assert type_name(thread) == "thread"


def test_a_chunk_that_is_binary_is_refused() -> None:
    with pytest.raises(LuaError):
        Interpreter().load(b"\x1bLua", "=t")


def test_a_thread_that_reads_gives_the_event_loop_its_turn_within_a_millisecond_or_sooner() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        Interpreter()
        assert sys.getswitchinterval() == pytest.approx(0.001)
        sys.setswitchinterval(0.0005)
        Interpreter()
        assert sys.getswitchinterval() == pytest.approx(0.0005)
    finally:
        sys.setswitchinterval(before)


def test_an_expression_too_long_for_python_is_a_lua_error() -> None:
    source = b"local a = 1 return a" + b" + a" * 80_000
    with pytest.raises(LuaError, match=r"^t: stack overflow$"):
        Interpreter().load(source, "=t")
