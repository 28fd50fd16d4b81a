"""Where synchronous Lua meets asyncio: a script runs in a greenlet, and awaits from any depth.

`run` is a coroutine function: it starts the script in a greenlet whose parent, the hub, is the greenlet of
the event loop. A host function that needs the loop calls `wait(awaitable)`: the greenlet it is in, the
script's or that of any Lua coroutine, switches straight to the hub, which awaits inside the script's own
asyncio task and switches back with the result. So `wait` works inside pcall, a comparator, a metamethod,
gsub, an iterator. What the awaitable raises is raised by `wait`; a cancellation too, and as it is a
BaseException no Lua code can catch it. (SQLAlchemy joins its synchronous core to asyncio in the same way.)
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from greenlet import getcurrent, greenlet

from interpreter.errors import runtime_error
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
    """One script between `run`'s start and its end."""

    __slots__ = ("hub", "script", "waiter")

    def __init__(self, hub: greenlet, script: greenlet) -> None:
        self.hub = hub
        self.script = script
        self.waiter = script
        """the greenlet that waits: the script's own or a Lua coroutine's"""


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
    hub = getcurrent()
    script = greenlet(function, hub)
    # The script logs and times out in the context of the task that it is part of.
    script.gr_context = hub.gr_context
    this = state.run_in_loop = Run(hub, script)
    state.ticks.give_way = give_way
    before = enter(state)
    try:
        outcome = script.switch(*arguments)
        while not script.dead:
            enter(before)
            try:
                result = await outcome
            except BaseException as error:  # noqa: BLE001 - thrown on to whoever waits, CancelledError too
                before = enter(state)
                outcome = this.waiter.throw(error)
            else:
                before = enter(state)
                outcome = this.waiter.switch(result)
        return outcome
    finally:
        state.close_coroutines()
        enter(before)
        state.run_in_loop = None
        state.ticks.give_way = None


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
