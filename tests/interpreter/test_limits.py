"""Limits and ticks: budgets, deadlines, slices, depth, sizes."""

from collections.abc import Callable

import pytest

from interpreter import BudgetExceeded, DeadlineExceeded, Interpreter, Limits, LuaError
from interpreter.limits import PERIOD, SLICE, Stopped, Ticks


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def call(
    source: str, limits: Limits | None = None, clock: Callable[[], float] | None = None
) -> tuple[object, ...]:
    state = Interpreter(limits, clock=clock) if clock is not None else Interpreter(limits)
    return state.call(state.load(source.encode(), "=script"))


def test_a_script_may_use_its_instructions_and_no_more() -> None:
    limits = Limits(instructions=10_000)
    assert call("local n = 0 for i = 1, 5000 do n = n + 1 end return n", limits) == (5000.0,)
    with pytest.raises(BudgetExceeded):
        call("local n = 0 for i = 1, 50000 do n = n + 1 end", limits)


@pytest.mark.parametrize(
    "source",
    [
        "while true do end",
        "for i = 1, 1000 do for j = 1, 10 do for k = 1, 10 do end end end",
        "local function f() end for i = 1, 100 do for j = 1, 200 do f() end end",
        "local function f(...) return ... end while true do f(1, 2, 3, 4) end",
        "while true do pcall(error) end",
        "pcall(string.rep, 'x', -1) repeat pcall(function() repeat until false end) until false",
    ],
)
def test_no_script_gets_round_its_budget(source: str) -> None:
    with pytest.raises(BudgetExceeded):
        call(source, Limits(instructions=5000))


def test_the_deadline_is_read_from_the_clock() -> None:
    clock = Clock()
    ticks = Ticks(Limits(deadline=101.0), clock)
    ticks.pause()
    clock.now = 101.0
    with pytest.raises(DeadlineExceeded):
        ticks.pause()


def test_a_script_gives_way_when_its_slice_is_over() -> None:
    clock = Clock()
    ticks = Ticks(Limits(), clock)
    ways: list[float] = []
    ticks.give_way = lambda: ways.append(clock.now)
    ticks.pause()
    clock.now += SLICE
    ticks.pause()
    ticks.pause()
    clock.now += SLICE
    ticks.pause()
    assert len(ways) == 2


def test_steps_come_together_to_a_pause() -> None:
    ticks = Ticks(Limits(), Clock())
    ticks.spend(PERIOD - 1)
    assert ticks.used == 0
    ticks.spend(1)
    assert ticks.used == PERIOD


def test_moving_the_fields_of_a_long_list_pauses_every_few_ms(monkeypatch: pytest.MonkeyPatch) -> None:
    state = Interpreter()
    state.call(state.load(b"t = {} for i = 1, 100000 do t[i] = i end"))
    pauses: list[int] = []
    monkeypatch.setattr(state.ticks, "pause", pauses.append)
    state.call(state.load(b"table.insert(t, 1, 0) table.remove(t, 1)"))
    assert len(pauses) >= 2 * 100_000 / 4_000


def test_inserting_far_below_a_list_takes_no_step_for_each_empty_place() -> None:
    source = "local t = {1, 2} table.insert(t, -1e9, 'far') return t[-1e9], t[1], t[2], t[3]"
    assert ("far", None, 1.0, 2.0) == call(source, Limits(instructions=PERIOD))


def test_what_stops_a_script_is_no_exception_that_code_catches() -> None:
    assert not issubclass(Stopped, Exception)


def test_recursion_ends_in_an_error_of_lua() -> None:
    source = """
    local function f() return 1 + f() end
    local ok, message = pcall(f)
    return ok, message:match(':%d+: (.*)'), pcall(function() return 'fine' end)"""
    assert call(source) == (False, "stack overflow", True, "fine")


def test_recursion_of_twenty_thousand_levels_works() -> None:
    # LUAI_MAXCALLS of PUC Lua 5.1
    source = "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(20000)"
    assert call(source) == (20000.0,)


def test_recursion_through_varargs_uses_no_c_stack() -> None:
    source = "local function f(n, ...) if n == 0 then return 0 end return 1 + f(n - 1, ...) end"
    assert call(source + " return f(20000, 1, 2)") == (20000.0,)


@pytest.mark.parametrize(
    "recursion",
    [
        "local function f() return pcall(f) end",
        """local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end
        local function f() return t.x end""",
        "local function f() string.gsub('x', 'x', f) end",
        "local function f() table.sort({1, 2}, f) end",
        "local function f() coroutine.wrap(f)() end",
        """local t = setmetatable({}, {}) getmetatable(t).__add = function(a, b) return a + b end
        local function f() return t + 1 end""",
    ],
)
def test_recursion_through_the_host_is_cut_as_in_lua(recursion: str) -> None:
    state = Interpreter()
    function = state.load(f"{recursion} return select('#', pcall(f)), 'alive'".encode(), "=script")
    assert state.call(function)[-1] == "alive"


@pytest.mark.parametrize(
    "source",
    [
        "local s = 'x' while true do s = s .. s end",
        "local s = 'x' while true do s = s .. s .. 'y' end",
        "local s = 1 while true do s = s .. s end",
        "return ('x'):rep(1e9)",
    ],
)
def test_strings_have_a_largest_size(source: str) -> None:
    function = f"return pcall(function() {source} end)"
    assert call(function, Limits(max_string=100_000)) == (False, "not enough memory")


def test_a_call_that_want_of_memory_refuses_does_not_count_as_nested() -> None:
    state = Interpreter(Limits(memory=None))
    (visit,) = state.call(state.load(b"return function(key, value) end"))
    state.ticks.most_memory, state.ticks.memory, state.ticks.slice_end = 1, lambda: 2, 0.0
    refused = 0
    for _ in range(PERIOD):
        try:
            visit.call(1.0, 2.0)
        except LuaError:
            refused += 1
    assert (1, 0) == (refused, state.nesting.depth)


def test_a_text_is_refused_for_want_of_memory_only_when_garbage_is_collected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = [3]
    ticks = Ticks(Limits(memory=1), memory=lambda: memory[0])
    memory[0] = 5
    monkeypatch.setattr("gc.collect", lambda: memory.__setitem__(0, 4))
    ticks.look()
    memory[0] = 5
    monkeypatch.setattr("gc.collect", lambda: 0)
    with pytest.raises(LuaError, match=r"^not enough memory$"):
        ticks.look()


def test_coroutines_that_are_collected_in_a_handler_do_not_make_room_for_more_nested_calls() -> None:
    source = """
    local kept, deepest = {}, 0
    for i = 1, 500 do
      kept[i] = coroutine.create(function() xpcall(error, function() coroutine.yield() end) end)
      coroutine.resume(kept[i])
    end
    local function nest(n)
      deepest, kept[n] = n, nil
      table.foreach({1}, function() nest(n + 1) end)
    end
    return pcall(nest, 1), deepest"""
    succeeded, deepest = call(source)
    assert (False, True) == (succeeded, isinstance(deepest, float) and deepest <= Limits().host_depth)
