"""Hooks (manual 5.9, `debug.sethook`): functions that Lua calls before lines, calls and returns.

Each thread has a `Watch`: its hook, and the events that it wants. The events come from the nodes of
watched.py, which only watched chunks have: those whose text has the word `sethook`, and all that a state
loads after its first hook was set. Other chunks are not observed, and pay nothing. Called by debug.py and
watched.py.
"""

from typing import TYPE_CHECKING

from interpreter.function import HOST_FUNCTIONS, LuaFunction
from interpreter.values import Value

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

WORD = b"sethook"
"""in the text of a chunk: it is watched from the beginning"""


class Watch:
    """The hook of one thread. While its function runs, nothing in this thread calls a hook (`busy`)."""

    __slots__ = ("busy", "calls", "count", "function", "left", "lines", "returned_at", "returns", "steps")

    def __init__(self) -> None:
        self.busy = False
        self.returned_at = 0
        """the line of the last return that was told of: functions that it replaced are told to end there"""
        self.set(None, "", 0)

    def set(self, function: LuaFunction | None, mask: str, count: int) -> None:
        """Take another hook; `mask` has the letters `c`, `r` and `l`, as in debug.sethook."""
        self.function = function
        wanted = function is not None
        self.calls = wanted and "c" in mask
        self.returns = wanted and "r" in mask
        self.lines = wanted and "l" in mask
        self.steps = count if wanted else 0
        """the count that sethook was given"""
        self.count = self.left = max(self.steps, 0)

    @property
    def mask(self) -> str:
        """The letters of the events that are wanted, in Lua's order (`unmakemask` in ldblib.c)."""
        return "c" * self.calls + "r" * self.returns + "l" * self.lines

    def tell(self, event: str, line: Value = None) -> None:
        """Call the hook, unless it is running already."""
        function = self.function
        if self.busy or function is None:
            return
        self.busy = True
        try:
            function.call(event, line)
        finally:
            self.busy = False

    def spend(self, steps: int) -> None:
        """Count steps, and call the hook for each `count` of them."""
        if not self.busy:
            self.left -= steps
            while self.count and self.left <= 0:
                self.left += self.count
                self.tell("count")


class Hooks:
    """The hooks of one state."""

    __slots__ = ("main", "state", "used")

    def __init__(self, state: "Interpreter") -> None:
        self.state = state
        self.main = Watch()
        self.used = False
        """whether a hook was ever set: what is loaded from then on is watched"""

    def current(self) -> Watch:
        """The watch of the running thread."""
        coroutine = self.state.coroutine
        found: Watch = self.main if coroutine is None else coroutine.watch
        return found

    def call_host(self, callee: LuaFunction, *arguments: Value) -> Value:
        """Call a host function from a watched chunk, and tell of it."""
        watch = self.current()
        if watch.calls:
            _tell_of_host(watch, "call")
        result = callee.call(*arguments)
        watch = self.current()
        if watch.returns:
            _tell_of_host(watch, "return")
        return result


def _tell_of_host(watch: Watch, event: str) -> None:
    watch.tell(event)


# On the stack it stands for the host function that is about to be called, or has just returned.
HOST_FUNCTIONS[id(_tell_of_host.__code__)] = _tell_of_host.__code__
