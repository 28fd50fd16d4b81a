"""Weak tables and finalizers beyond what the Lua files of tests/lua/base show: when they come, and where."""

import gc
import io
import subprocess
import sys

import pytest

from interpreter import Interpreter, LuaError
from interpreter.limits import PERIOD, SLICE

PROXY = """
local function proxy(f) local p = newproxy(true) getmetatable(p).__gc = f end
"""


def run(state: Interpreter, source: str) -> tuple[object, ...]:
    return state.call(state.load(source.encode(), "=script"))


def test_a_dead_proxy_waits_until_its_script_is_at_a_safe_place() -> None:
    state = Interpreter()
    run(state, PROXY + "finalized = 0 proxy(function() finalized = finalized + 1 end)")
    gc.collect()
    assert run(state, "return finalized") == (0.0,)
    source = "local stop = os.clock() + 5 while finalized == 0 and os.clock() < stop do end return finalized"
    assert run(state, source) == (1.0,)


def test_collections_come_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    state = Interpreter(clock=lambda: now)
    swept: list[float] = []
    monkeypatch.setattr(state.garbage, "collect", lambda: swept.append(now))
    run(state, "weak = setmetatable({}, {__mode = 'k'})")
    for _ in range(1000):
        now += SLICE
        state.ticks.pause(PERIOD)
    assert 2 <= len(swept) <= 8


def test_states_without_weak_tables_are_never_swept() -> None:
    state = Interpreter()
    run(state, "local t = setmetatable({}, {__index = {}}) local p = newproxy()")
    assert state.ticks.collect is None


def test_closing_finalizes_what_is_left_and_overlooks_errors() -> None:
    output = io.BytesIO()
    state = Interpreter(stdout=output)
    source = """
    kept = {}
    for i = 1, 3 do
      kept[i] = newproxy(true)
      getmetatable(kept[i]).__gc = function() print(i) if i == 2 then error('no') end end
    end"""
    run(state, source)
    state.close()
    assert output.getvalue() == b"3\n2\n1\n"
    state.close()
    assert output.getvalue() == b"3\n2\n1\n"


def test_what_is_made_while_a_state_ends_is_not_finalized() -> None:
    output = io.BytesIO()
    state = Interpreter(stdout=output)
    source = """
    kept = newproxy(true)
    getmetatable(kept).__gc = function(dead) kept = dead newproxy(dead) print("closed") end"""
    run(state, source)
    state.close()
    assert output.getvalue() == b"closed\n"


def test_collections_that_come_by_themselves_stop_when_told_to() -> None:
    now = 0.0
    state = Interpreter(clock=lambda: now)
    run(state, "weak = setmetatable({}, {__mode = 'k'}) weak[{}] = 1 collectgarbage('stop')")
    for _ in range(1000):
        now += SLICE
        state.ticks.pause(PERIOD)
    assert run(state, "return next(weak) ~= nil") == (True,)
    run(state, "collectgarbage('restart')")
    for _ in range(1000):
        now += SLICE
        state.ticks.pause(PERIOD)
    assert run(state, "return next(weak) ~= nil") == (False,)


def test_an_error_in_a_finalizer_strikes_who_runs() -> None:
    state = Interpreter()
    run(state, PROXY + "proxy(function() error('from the finalizer', 0) end)")
    gc.collect()
    with pytest.raises(LuaError, match="from the finalizer"):
        run(state, "local stop = os.clock() + 5 while os.clock() < stop do end")


def test_the_program_finalizes_at_its_end() -> None:
    code = "kept = newproxy(true) getmetatable(kept).__gc = function() print('closed') end print('end')"
    command = [sys.executable, "-m", "interpreter", "-e"]
    assert subprocess.run([*command, code], capture_output=True, check=True).stdout == b"end\nclosed\n"
    left = subprocess.run([*command, code + " os.exit(3)"], capture_output=True, check=False)
    assert (left.returncode, left.stdout) == (3, b"end\n")
