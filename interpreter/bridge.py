"""Where synchronous Lua meets asyncio: a script runs in a greenlet, and awaits from any depth.

`run` is a coroutine function: it starts the script in a greenlet whose parent, the hub, is the greenlet of
the event loop. A host function that needs the loop calls `wait(awaitable)`: the greenlet it is in, the
script's or that of any Lua coroutine, switches straight to the hub, which awaits inside the script's own
asyncio task and switches back with the result. So `wait` works inside pcall, a comparator, a metamethod,
gsub, an iterator. What the awaitable raises is raised by `wait`; a cancellation too, and as it is a
BaseException no Lua code can catch it. (SQLAlchemy joins its synchronous core to asyncio in the same way.)

`side_by_side` lets several functions of one script run in tasks of their own, each in a greenlet, while the
script waits for all of them. Only one runs at any moment, and gives way where it waits or its slice is over.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from greenlet import getcurrent, greenlet

from interpreter.errors import as_lua_error, runtime_error
from interpreter.function import LuaFunction, results
from interpreter.values import Value

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

T = TypeVar("T")

running: "Interpreter | None" = None
"""The state whose code runs now. Read it by `current` outside this package."""


def current() -> "Interpreter":
    """The state of the running script. Raises RuntimeError outside of any."""
    if running is None:
        raise RuntimeError("no Lua script is running")
    return running


class Run:
    """A function of a script in a greenlet of its own, between its start and its end.

    While it waits, others of the same state may run (`side_by_side`). So what a state knows of the stack that
    runs, its coroutine and how many calls from hosts are nested, is put away here and brought back.
    """

    __slots__ = ("coroutine", "depth", "hub", "script", "state", "waiter")

    def __init__(self, state: "Interpreter", function: Callable[..., Value], depth: int) -> None:
        self.state = state
        self.hub = getcurrent()
        self.script = greenlet(function, self.hub)
        # The script logs and times out in the context of the task that it is part of.
        self.script.gr_context = self.hub.gr_context
        self.waiter = self.script
        """the greenlet that waits: the script's own or a Lua coroutine's"""
        self.coroutine: Any = None
        """the Lua coroutine in which it waits"""
        self.depth = depth
        """how many calls from hosts into Lua lie below the place where it waits"""

    async def result(self, arguments: tuple[Value, ...]) -> Value:
        """Start, and await whatever it waits for until it ends; gives and raises what it does."""
        outcome = self._switch(self.script.switch, *arguments)
        while not self.script.dead:
            try:
                found = await outcome
            except BaseException as error:  # noqa: BLE001 - thrown on to whoever waits, CancelledError too
                # With its traceback: the levels of a branch that failed are part of the script's.
                outcome = self._switch(self.waiter.throw, type(error), error, error.__traceback__)
            else:
                outcome = self._switch(self.waiter.switch, found)
        return outcome

    def _switch(self, into: Callable[..., Value], *values: Value) -> Value:
        """Let it run until it waits again or ends; gives what it waits for, or its result."""
        state = self.state
        nesting = state.nesting
        outside = state.run_in_loop, state.coroutine, nesting.depth
        state.run_in_loop, state.coroutine, nesting.depth = self, self.coroutine, self.depth
        before = enter(state)
        try:
            return into(*values)
        finally:
            enter(before)
            self.coroutine, self.depth = state.coroutine, nesting.depth
            state.run_in_loop, state.coroutine, nesting.depth = outside


def enter(state: "Interpreter | None") -> "Interpreter | None":
    """Make `state` the running one; gives the one before, to be entered again afterwards."""
    global running
    before = running
    running = state
    return before


async def run(state: "Interpreter", function: Callable[..., Value], *arguments: Value) -> Value:
    """Call `function` so that it and all it calls can `wait`; gives and raises what it does."""
    if state.run_in_loop is not None:
        raise RuntimeError("this Lua state is running already")
    this = state.run_in_loop = Run(state, function, 0)
    state.ticks.give_way = give_way
    try:
        return await this.result(arguments)
    finally:
        before = enter(state)
        state.close_coroutines()
        enter(before)
        state.run_in_loop = None
        state.ticks.give_way = None


Branch = Callable[..., Awaitable[tuple[Value, ...]]]


def side_by_side(work: Callable[[Branch], Awaitable[T]]) -> T:
    """Wait for `work(branch)`, which may await `branch(function, *arguments)` in several tasks at a time.

    Each of these calls the function in a greenlet of its own, beside the others, on the globals of the
    script that waits here; it gives the results as a tuple, and raises what the function raises. All must
    have ended when `work` ends: that is what task groups are for. The deadline and the instructions are
    those of the whole script. A branch is a main coroutine of its own: it cannot yield to the coroutine that
    waits here. Raises LuaError outside of an event loop, and for branches in branches without end.
    """
    state = current()
    if state.run_in_loop is None:
        raise runtime_error("cannot wait outside of an event loop")
    depth = state.nesting.depth + 1
    if depth >= state.limits.host_depth:
        raise runtime_error("C stack overflow")

    async def branch(function: LuaFunction, *arguments: Value) -> tuple[Value, ...]:
        return results(await Run(state, _lua_errors(function), depth).result(arguments))

    coroutine = state.coroutine
    if coroutine is None:
        return wait(work(branch))
    coroutine.status = "normal"
    try:
        return wait(work(branch))
    finally:
        coroutine.status = "running"


def _lua_errors(function: LuaFunction) -> Callable[..., Value]:
    """The function; an exhausted stack or memory is the Lua error that it is, for a host sees it first."""

    def call(*arguments: Value) -> Value:
        try:
            return function.call(*arguments)
        except (RecursionError, MemoryError) as error:
            raise as_lua_error(error) from error

    return call


def wait(awaitable: Awaitable[T]) -> T:
    """Await from synchronous code of a script, at any depth; gives the result, raises what it raises.

    Raises LuaError where the script runs without an event loop (`Interpreter.call`, `python -m interpreter`).
    """
    this = None if running is None else running.run_in_loop
    if this is None:
        close = getattr(awaitable, "close", None)
        if close is not None:
            close()
        raise runtime_error("cannot wait outside of an event loop")
    this.waiter = getcurrent()
    result: T = this.hub.switch(awaitable)
    return result


class _Turnstile:
    """Lets one CPU-bound script through in each pass of an event loop: the others are never starved."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: deque[asyncio.Future[None]] = deque()

    def join(self) -> asyncio.Future[None]:
        """A future that is done when it is the caller's turn."""
        turn = self._loop.create_future()
        if not self._queue:
            self._loop.call_soon(self._open)
        self._queue.append(turn)
        return turn

    def _open(self) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                break
        if self._queue:
            self._loop.call_soon(self._open)


_turnstiles: WeakKeyDictionary[asyncio.AbstractEventLoop, _Turnstile] = WeakKeyDictionary()


def give_way() -> None:
    """Let the other tasks of the event loop run once; raises CancelledError when this one is to end."""
    loop = asyncio.get_running_loop()
    turnstile = _turnstiles.get(loop)
    if turnstile is None:
        turnstile = _turnstiles[loop] = _Turnstile(loop)
    wait(turnstile.join())
