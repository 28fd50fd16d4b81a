"""Functions of one state side by side: each has its own stack, coroutine and depth; the rest is shared."""

import asyncio
import time
from collections.abc import Awaitable

import pytest

from interpreter import (
    Branch,
    BudgetExceeded,
    DeadlineExceeded,
    Interpreter,
    Limits,
    LuaError,
    LuaFunction,
    LuaTable,
    ScriptExit,
    Value,
    side_by_side,
    wait,
)


async def pause(turns: Value) -> None:
    """Let the loop go round so many times: an order of events that does not hang on a clock."""
    for _ in range(int(turns)):
        await asyncio.sleep(0)


def together(*functions: Value) -> Value:
    """The simplest use: all at once; the first error is raised when all have ended. Gives the results."""

    async def work(branch: Branch) -> list[tuple[Value, ...]]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(as_coroutine(branch(each))) for each in functions]
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None
        return [task.result() for task in tasks]

    return tuple(LuaTable.from_list(each) for each in side_by_side(work))


async def as_coroutine(awaitable: Awaitable[tuple[Value, ...]]) -> tuple[Value, ...]:
    return await awaitable


def state_for(limits: Limits | None = None) -> Interpreter:
    state = Interpreter(limits)
    state.globals.set("together", LuaFunction(together, "together"))
    state.globals.set("pause", LuaFunction(lambda turns=1.0, *_: (wait(pause(turns)), ())[1], "pause"))
    state.globals.set("depth", LuaFunction(lambda *_: float(state.nesting.depth), "depth"))
    return state


def run(source: str, limits: Limits | None = None) -> tuple[Value, ...]:
    state = state_for(limits)
    try:
        return asyncio.run(state.run(state.load(source.encode(), "=script")))
    finally:
        assert state.run_in_loop is None
        assert state.coroutine is None
        assert state.nesting.depth == 0


def test_branches_take_turns_where_they_wait_and_share_globals() -> None:
    source = """
    seen = {}
    local function walk(name)
      return function() for i = 1, 3 do seen[#seen + 1] = name .. i; pause() end end
    end
    together(walk("a"), walk("b"))
    return table.concat(seen, " ")"""
    assert run(source) == ("a1 b1 a2 b2 a3 b3",)


def test_a_branch_gives_all_its_results() -> None:
    source = (
        "local a, b, c = together(function() return 1, 2 end, function() end, function() return nil end)\n"
    )
    assert run(source + "return a[1], a[2], #b, #c") == (1.0, 2.0, 0.0, 0.0)


def test_the_counted_depth_of_host_calls_belongs_to_its_branch() -> None:
    # Together they are deeper than a state allows; each alone is not.
    source = """
    local function nested(n)
      if n > 0 then
        local ok, low, again = pcall(nested, n - 1)
        return low, again, ok
      end
      local low = depth()
      pause(3)
      return low, depth()
    end
    local results = {together(
      function() return nested(150) end, function() pause() return nested(120) end,
      function() return depth(), pause(9), depth() end)}
    local begin = results[3][1]
    return results[1][1] - begin, results[1][2] - begin, results[2][1] - begin, results[2][2] - begin,
      depth() - begin"""
    assert run(source) == (150.0, 150.0, 120.0, 120.0, -2.0)


def test_a_branch_that_ends_deep_leaves_the_depth_of_the_others_alone() -> None:
    source = """
    local function nested(n)
      if n == 0 then pause() error("deep") end
      return select(2, pcall(nested, n - 1))
    end
    for round = 1, 5 do
      together(function() nested(100) end, function() nested(100) pause(2) nested(100) end)
    end
    local function f(n) local ok, found = pcall(f, n + 1) return ok and found or n end
    return f(1) > 180, depth()"""
    assert run(source) == (True, 1.0)


def test_branches_in_branches_without_end_are_a_lua_error() -> None:
    source = "local function f() together(f) end return pcall(f)"
    assert run(source) == (False, "script:1: C stack overflow")


def test_branches_in_branches_work() -> None:
    source = """
    seen = 0
    local function leaf() pause() seen = seen + 1 end
    local function node() together(leaf, leaf) end
    together(node, node, function() together(node, node) end)
    return seen"""
    assert run(source) == (8.0,)


def test_each_branch_runs_its_own_coroutine() -> None:
    source = """
    local function own()
      local co
      co = coroutine.create(function()
        pause()
        local mine = coroutine.running() == co and coroutine.status(co) == "running"
        coroutine.yield(mine)
        pause()
        return coroutine.running() == co
      end)
      local before = coroutine.running()
      local _, first = coroutine.resume(co)
      pause()
      local _, second = coroutine.resume(co)
      return first, second, before == nil, coroutine.running() == nil
    end
    local all = {together(own, own, own)}
    local right = 0
    for _, each in ipairs(all) do
      for place = 1, 4 do if each[place] == true then right = right + 1 end end
    end
    return right"""
    assert run(source) == (12.0,)


def test_the_coroutine_that_waits_for_branches_is_normal_for_them_and_goes_on_afterwards() -> None:
    source = """
    local co
    co = coroutine.create(function()
      local seen = together(function()
        return coroutine.status(co), coroutine.running() == nil, select(2, coroutine.resume(co))
      end)
      return coroutine.running() == co, coroutine.status(co), unpack(seen)
    end)
    return coroutine.resume(co)"""
    found = run(source)
    assert found == (True, True, "running", "normal", True, "cannot resume normal coroutine")


def test_a_yield_cannot_leave_its_branch() -> None:
    source = """
    local co = coroutine.wrap(function()
      local ok, message = pcall(together, function() coroutine.yield(1) end)
      coroutine.yield(message)
    end)
    return co()"""
    assert run(source) == ("attempt to yield across metamethod/C-call boundary",)


def test_a_coroutine_is_resumed_by_one_branch_at_a_time() -> None:
    source = """
    local co = coroutine.create(function() pause(3) coroutine.yield("first") return "second" end)
    local function resume() return coroutine.resume(co) end
    local one, other = together(resume, resume)
    local status = coroutine.status(co)
    return one[1], one[2], other[1], other[2], status, resume()"""
    expected = (True, "first", False, "cannot resume non-suspended coroutine", "suspended", True, "second")
    assert run(source) == expected


def test_a_coroutine_goes_from_one_branch_to_another() -> None:
    source = """
    local co = coroutine.wrap(function() for i = 1, 4 do pause() coroutine.yield(i) end end)
    local one, other = together(function() return co() end, function() pause(9) return co() end)
    return one[1], other[1], co()"""
    assert run(source) == (1.0, 2.0, 3.0)


def test_an_error_keeps_its_value() -> None:
    source = """
    local value = {}
    local ok, found = pcall(together, function() pause() error(value) end)
    return ok, found == value"""
    assert run(source) == (False, True)


def test_an_error_shows_the_stack_of_its_branch_and_of_who_waited() -> None:
    source = (
        "local function fail() pause() local x = nil + 1 end\n"
        "local function branch()\nfail() return 1 end\n"
        "local function start()\ntogether(branch) return 1 end\nstart()"
    )
    with pytest.raises(LuaError) as caught:
        run(source)
    assert str(caught.value) == "script:1: attempt to perform arithmetic on a nil value"
    assert caught.value.traceback == (
        "stack traceback:\n\tscript:1: in function 'fail'\n\tscript:3: in function <script:2>\n"
        "\t[C]: in function 'together'\n\tscript:5: in function 'start'\n\tscript:6: in main chunk"
    )


def test_a_handler_sees_the_stack_of_the_branch() -> None:
    source = """
    local _, trace = xpcall(function() together(function()
      error("x") end) end, debug.traceback)
    return trace"""
    (trace,) = run(source)
    assert "script:3: in function <script:2>\n\t[C]: in function 'together'" in trace


def test_levels_of_a_branch_end_where_it_begins() -> None:
    source = "local found = together(function() return debug.traceback('here'), pcall(error, 'x', 3) end)\n"
    assert run(source + "return found[1], found[3]") == (
        "here\nstack traceback:\n\tscript:1: in function <script:1>",
        "x",
    )


def test_a_stack_overflow_in_a_branch_is_an_error_of_lua() -> None:
    source = """
    local function f() return 1 + f() end
    local ok, message = pcall(together, f)
    return ok, message, together(function() return "alive" end)[1]"""
    assert run(source) == (False, "script:2: stack overflow", "alive")


def test_host_functions_can_be_branches() -> None:
    assert run("return together(depth)[1]") == (2.0,)


def test_without_an_event_loop_it_is_a_lua_error() -> None:
    state = state_for()
    found = state.call(state.load(b"return pcall(function() together(print) end)", "=script"))
    assert found == (False, "script:1: cannot wait outside of an event loop")


BUSY = "local n = 0 while true do n = n + 1 end"


def test_all_branches_draw_on_one_budget() -> None:
    functions = f"function() pcall(function() {BUSY} end) end, " * 9
    with pytest.raises(BudgetExceeded):
        run(
            f"pcall(together, {functions} function() pause(1e6) end) after = true",
            Limits(instructions=50_000),
        )


def test_the_deadline_ends_all_branches() -> None:
    begin = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        run(
            f"pcall(together, function() {BUSY} end, function() pause(1e9) end, function() {BUSY} end)",
            Limits(deadline=begin + 0.05),
        )
    assert time.monotonic() - begin < 2.0


def test_os_exit_in_a_branch_ends_the_script() -> None:
    with pytest.raises(ScriptExit) as caught:
        run("pcall(together, function() pause(1e6) end, function() pause() os.exit(7) end)")
    assert caught.value.code == 7


def test_a_hundred_busy_branches_leave_the_loop_responsive_and_all_get_on() -> None:
    source = """
    counts = {}
    local functions = {}
    for i = 1, 100 do
      counts[i] = 0
      functions[i] = function() while true do counts[i] = counts[i] + 1 end end
    end
    together(unpack(functions))"""

    async def main() -> tuple[list[float], list[float]]:
        state = state_for()
        task = asyncio.create_task(state.run(state.load(source.encode(), "=script")))
        delays = []
        for _ in range(300):
            begin = time.perf_counter()
            await asyncio.sleep(0)
            delays.append(time.perf_counter() - begin)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return sorted(delays), [count for _, count in state.globals.get("counts").items()]

    delays, counts = asyncio.run(main())
    # One slice of 2 ms a pass of the loop; the rest is room for a busy machine.
    assert delays[len(delays) // 2] < 0.02
    assert min(counts) > 0


def test_a_busy_branch_gives_way_to_its_sibling() -> None:
    source = """
    local done = false
    together(function() while not done do end end, function() for i = 1, 50 do pause() end done = true end)
    return done"""
    assert run(source) == (True,)


@pytest.mark.parametrize("turns", range(14))
def test_a_cancellation_reaches_all_branches_wherever_they_are(turns: int) -> None:
    ended = []

    async def hold(name: Value) -> None:
        try:
            await pause(30.0)
        finally:
            await pause(2.0)
            ended.append(name)

    async def main() -> None:
        state = state_for()
        state.globals.set("hold", LuaFunction(lambda name=None, *_: (wait(hold(name)), ())[1], "hold"))
        source = """
        local function inner(name)
          return function() began = (began or 0) + 1 pcall(hold, name) after = true end
        end
        pcall(together,
          inner("plain"),
          function() coroutine.wrap(inner("coroutine"))() end,
          function() pcall(together, inner("nested"), inner("nested too")) after = true end,
          function() table.sort({1, 2}, function(a, b) pause(4) inner("comparator")() return a < b end) end)
        after = true"""
        task = asyncio.create_task(state.run(state.load(source.encode(), "=script")))
        await pause(float(turns))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert state.globals.get("after") is None
        assert (state.run_in_loop, state.coroutine, state.nesting.depth) == (None, None, 0)
        assert len(ended) == (state.globals.get("began") or 0)

    asyncio.run(main())
