"""Scripts that wait: from every place that Lua can call from, with errors, cancellation and company."""

import asyncio
import contextvars
import gc
import re
import time
from collections.abc import Awaitable, Callable

import pytest

from interpreter import (
    DeadlineExceeded,
    Interpreter,
    Limits,
    LuaError,
    LuaFunction,
    Stopped,
    Value,
    current,
    results,
    wait,
)

PLACES = {
    "a plain call": "result = fetch(1)",
    "pcall": "local ok, value = pcall(fetch, 1); result = ok and value",
    "xpcall": "local ok, value = xpcall(function() return fetch(1) end, print); result = ok and value",
    "a sort comparator": "local t = {3, 1, 2}; table.sort(t, function(a, b) fetch(1); return a < b end)\n"
    "result = t[1]",
    "__index": "result = setmetatable({}, {__index = function(_, k) return fetch(1) end}).x",
    "__newindex": "setmetatable({}, {__newindex = function(_, k, v) result = fetch(v) end}).x = 1",
    "__add": "result = setmetatable({}, {__add = function(a, b) return fetch(b) end}) + 1",
    "__lt": "local m = {__lt = function() return fetch(1) == 1 end}\n"
    "if setmetatable({}, m) < setmetatable({}, m) then result = 1 end",
    "__call": "result = setmetatable({}, {__call = function(self, x) return fetch(x) end})(1)",
    "__tostring": "tostring(setmetatable({}, {__tostring = function() result = fetch(1); return '' end}))",
    "a gsub callback": "string.gsub('a', '%w', function() result = fetch(1) end)",
    "a for-in iterator": "for x in function(_, c) if not c then return fetch(1) end end do result = x end",
    "a coroutine": "result = coroutine.wrap(function() return fetch(1) end)()",
    "a coroutine in a coroutine": "result = coroutine.wrap(function()\n"
    "return coroutine.wrap(function() coroutine.yield(fetch(1)) end)() end)()",
    "between yields": "local co = coroutine.wrap(function() coroutine.yield(0); coroutine.yield(fetch(1))\n"
    "end)\nco(); result = co()",
    "a tail call": "local function f() return fetch(1) end; result = f()",
    "deep recursion": "local function f(n) if n == 0 then return fetch(1) end return (f(n - 1)) end\n"
    "result = f(2000)",
}


async def fetch_later(value: Value) -> Value:
    await asyncio.sleep(0)
    return value


def state_with_fetch(fetch: Callable[[Value], Awaitable[Value]] = fetch_later) -> Interpreter:
    state = Interpreter()
    state.globals.set("fetch", LuaFunction(lambda value=None, *_: wait(fetch(value)), "fetch"))
    return state


async def run(state: Interpreter, source: str) -> tuple[Value, ...]:
    return await state.run(state.load(source.encode(), "=script"))


@pytest.mark.parametrize("place", PLACES)
def test_waits_from(place: str) -> None:
    state = state_with_fetch()
    asyncio.run(run(state, PLACES[place]))
    assert state.globals.get("result") == 1.0


@pytest.mark.parametrize("place", PLACES)
def test_a_cancellation_at_the_wait_ends_the_script_from(place: str) -> None:
    cleaned: list[str] = []

    async def forever(_: Value) -> Value:
        waiting.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append("cleaned")

    async def main() -> None:
        state = state_with_fetch(forever)
        task = asyncio.create_task(run(state, f"pcall(function() {PLACES[place]} end) after = true"))
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert state.globals.get("after") is None
        assert state.run_in_loop is None

    waiting = asyncio.Event()
    asyncio.run(main())
    assert cleaned == ["cleaned"]


def test_an_error_of_what_is_awaited_is_raised_at_the_wait() -> None:
    async def fail(_: Value) -> Value:
        raise LuaError("no such registry")

    state = state_with_fetch(fail)
    found = asyncio.run(run(state, "return pcall(fetch, 1)"))
    assert found == (False, "no such registry")


def test_another_exception_of_what_is_awaited_ends_the_run() -> None:
    async def fail(_: Value) -> Value:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run(state_with_fetch(fail), "pcall(fetch, 1)"))


def test_waiting_without_an_event_loop_is_a_lua_error() -> None:
    state = state_with_fetch()
    found = state.call(state.load(b"return pcall(function() return fetch(1) end)", "=script"))
    assert found == (False, "script:1: cannot wait outside of an event loop")


def test_the_results_of_a_run_are_a_tuple() -> None:
    state = state_with_fetch()
    assert asyncio.run(run(state, "return fetch(1), nil, 'x'")) == (1.0, None, "x")
    assert asyncio.run(run(state, "return")) == ()
    assert asyncio.run(run(state, "return nil")) == (None,)


def test_one_state_runs_one_script_at_a_time() -> None:
    async def main() -> None:
        state = state_with_fetch()
        first = asyncio.create_task(run(state, "fetch(1); fetch(2); return 'first'"))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="running already"):
            await run(state, "return 1")
        assert await first == ("first",)

    asyncio.run(main())


def test_scripts_in_company_see_their_own_state() -> None:
    async def main() -> None:
        seen: list[bool] = []
        states = []
        for _ in range(3):
            state = state_with_fetch()
            state.globals.set(
                "look", LuaFunction(lambda s=state, *_: (seen.append(current() is s), ())[1], "look")
            )
            states.append(state)
        await asyncio.gather(*(run(state, "for i = 1, 5 do fetch(i); look() end") for state in states))
        assert seen == [True] * 15

    asyncio.run(main())


def test_no_state_is_current_outside_of_scripts() -> None:
    with pytest.raises(RuntimeError, match="no Lua script"):
        current()


def test_host_functions_run_in_the_context_of_their_task() -> None:
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name")
    seen = []

    async def main() -> None:
        state = state_with_fetch()
        state.globals.set("look", LuaFunction(lambda *_: (seen.append(name.get("unset")), ())[1], "look"))
        name.set("script")
        await run(state, "look(); fetch(1); look()")
        await run(state, "coroutine.wrap(function() look(); fetch(1); look() end)()")

    asyncio.run(main())
    assert seen == ["script"] * 4


def test_a_deadline_ends_an_endless_loop_that_catches_everything() -> None:
    state = Interpreter(Limits(deadline=time.monotonic() + 0.05))
    source = b"while true do pcall(function() while true do pcall(error) end end) end"
    begin = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        asyncio.run(run(state, source.decode()))
    assert time.monotonic() - begin < 1.0


@pytest.mark.parametrize(
    "source",
    [
        "while true do end",
        "repeat until false",
        "for i = 1, math.huge do end",
        "for i = 1, 1e9 do end",
        "for i = 0, 1, 1e-12 do end",
        "while true do for i = 1, 3 do end end",
        "for k in function() return 1 end do end",
        "local function f() return f() end f()",
        "local function f(n) if n > 0 then f(n - 1) f(n - 1) end end f(200)",
        "::top:: goto top",
        "local t = {1} while true do for k in pairs(t) do end end",
        "local co = coroutine.wrap(function() while 1 do coroutine.yield() end end) while true do co() end",
        "coroutine.wrap(function() while true do end end)()",
        "local t = setmetatable({}, {__index = function(t, k) return k end}) while true do local x = t.x end",
        "table.sort({3, 2, 1}, function() while true do end end)",
        "(function(...) while true do local n = select('#', ...) end end)(1, 2)",
    ],
)
def test_a_deadline_ends(source: str) -> None:
    state = Interpreter(Limits(deadline=time.monotonic() + 0.02))
    with pytest.raises(DeadlineExceeded):
        state.call(state.load(f"pcall(function() {source} end)".encode(), "=script"))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("\nwhile true do\nend", [2]),
        ("\nrepeat\nlocal x = 1\nuntil false", [2]),
        ("for i = 1, math.huge do\nlocal x = i end", [1]),
        ("\nfor _ in function() return 1 end do end", [2]),
        ("\n::again::\nlocal x = 1\ngoto again", [2]),
        ("local function f()\nwhile true do local x = 1 end\nend\nf()", [2, 4]),
        ("\npcall(function()\n\nwhile true do end end)", [4, 2]),
        ("coroutine.wrap(function()\nwhile true do end end)()", [2, 2]),
        ("local function f()\n\nreturn f() end\nf()", [3, 4]),
        ("local function f(a)\nreturn f(a, 1, 2, 3, 4) end\nlocal function g() f() end\ng()", [2, 3, 4]),
        ("local s = ('a'):rep(30)\ns:find(('a?'):rep(30) .. s .. 'b')", [2]),
    ],
)
def test_the_place_where_a_deadline_ended_a_script_is_known(source: str, lines: list[int]) -> None:
    state = Interpreter(Limits(deadline=time.monotonic() + 0.02))
    with pytest.raises(DeadlineExceeded):
        state.call(state.load(source.encode(), "=script"))
    assert lines == [int(line) for line in re.findall(r"\tscript:(\d+):", state.ended_at)]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("\nfetch(1)", [2]),
        ("local function f()\nfetch(1)\nend\n\npcall(f)", [2, 5]),
        ("local co = coroutine.wrap(function()\nfetch(1) end)\nco()", [2, 3]),
        ("table.sort({2, 1}, function()\nfetch(1) end)", [2, 1]),
        ("\nwhile true do end", [2]),
    ],
)
def test_the_place_where_a_cancellation_ended_a_script_is_known(source: str, lines: list[int]) -> None:
    async def forever(_: Value) -> Value:
        await asyncio.Event().wait()

    async def main() -> None:
        state = state_with_fetch(forever)
        task = asyncio.create_task(run(state, source))
        await asyncio.sleep(0)
        assert "" == state.ended_at
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert lines == [int(line) for line in re.findall(r"\tscript:(\d+):", state.ended_at)]

    asyncio.run(main())


def test_a_busy_script_is_cancelled_when_it_gives_way() -> None:
    async def main() -> None:
        state = Interpreter()
        task = asyncio.create_task(run(state, "pcall(function() while true do end end) after = true"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert state.globals.get("after") is None

    asyncio.run(main())


def test_two_busy_scripts_leave_others_responsive() -> None:
    async def main() -> list[float]:
        delays = []
        busy = [
            asyncio.create_task(run(Interpreter(), "local n = 0 while true do n = n + 1 end")) for _ in "12"
        ]
        for _ in range(40):
            begin = time.perf_counter()
            await asyncio.sleep(0)
            delays.append(time.perf_counter() - begin)
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        return sorted(delays)

    delays = asyncio.run(main())
    # One slice of 2 ms a pass of the loop; the rest is room for a busy machine.
    assert delays[len(delays) // 2] < 0.02


def test_other_tasks_run_while_a_script_loads_a_long_text() -> None:
    async def main() -> tuple[tuple[Value, ...], int]:
        state = Interpreter()
        script = "local f = assert(loadstring(('x = (x or 0) + 1 '):rep(3000), '=long')) f() return x"
        task = asyncio.create_task(state.run(state.load(script.encode(), "=script")))
        passes = 0
        while not task.done():
            await asyncio.sleep(0)
            passes += 1
        return task.result(), passes

    values, passes = asyncio.run(main())
    assert values == (3000.0,)
    assert passes > 10


def test_a_long_text_that_is_no_lua_is_refused_as_a_short_one() -> None:
    state = Interpreter()
    script = "return loadstring(('x = 1 '):rep(3000) .. '=', '=long')"
    assert asyncio.run(state.run(state.load(script.encode(), "=script"))) == (
        None,
        "long:1: unexpected symbol near '='",
    )


def test_coroutines_that_a_script_leaves_suspended_are_ended_quietly(
    capfd: pytest.CaptureFixture[str],
) -> None:
    state = state_with_fetch()
    source = """
    kept = {}
    for i = 1, 20 do
      kept[i] = coroutine.create(function()
        pcall(function() fetch(1); coroutine.yield() end)
        after = true
      end)
      coroutine.resume(kept[i])
    end
    return coroutine.status(kept[1])"""
    assert asyncio.run(run(state, source)) == ("suspended",)
    assert {"dead"} == {thread.status for _, thread in state.globals.get("kept").items()}
    assert state.globals.get("after") is None
    assert ("", "") == capfd.readouterr()


def test_forgotten_coroutines_are_collected_while_the_script_runs() -> None:
    state = Interpreter()
    state.globals.set(
        "count", LuaFunction(lambda *_: (gc.collect(), float(len(state.coroutines)))[1], "count")
    )
    source = b"""
    for i = 1, 200 do local co = coroutine.wrap(function() coroutine.yield(i) end); co() end
    return count()"""
    (alive,) = state.call(state.load(source, "=script"))
    assert alive <= 1


@pytest.mark.parametrize("end", ["local co", "kept[i]"])
def test_a_coroutine_that_is_ended_where_it_was_suspended_counts_on_its_own_stack(end: str) -> None:
    state = Interpreter()
    state.globals.set("depth", LuaFunction(lambda *_: float(state.nesting.depth), "depth"))
    source = f"""
    local kept = {{}}
    for i = 1, 200 do
      {end} = coroutine.wrap(function() pcall(function() coroutine.yield() end) end);
      ({end.removeprefix("local ")})()
    end
    collectgarbage()
    return depth()"""
    assert state.call(state.load(source.encode(), "=script")) == (1.0,)
    assert results(state.nesting.depth) == (0,)


def test_a_stopped_script_can_be_followed_by_another_in_the_same_state() -> None:
    state = Interpreter(Limits(instructions=5000))
    with pytest.raises(Stopped):
        state.call(state.load(b"coroutine.wrap(function() while true do end end)()", "=script"))
    assert results(state.nesting.depth) == (0,)
    assert state.coroutine is None
