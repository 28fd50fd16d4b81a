"""How much a script may use, and the ticks that enforce it.

`Limits` is what the host allows. `Ticks` is the running account of one state: nodes draw one from
`Ticks.cycle` at every function entry and loop step, and every `PERIOD`th is due: then `Ticks.pause` looks
at the clock, the instruction budget and at the other tasks of the event loop. What ends a script is a
BaseException, so that no `pcall` holds it up.
"""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from time import monotonic

from interpreter.errors import LuaError, Site

PERIOD = 64
"""Ticks between two looks at the clock: some 20 µs of Lua calls, some ms of calls of large host functions."""

STEPS = range(1, PERIOD + 1)
"""For loops, which account for PERIOD steps at once."""

SLICE = 0.002
"""Seconds that a script may run before it lets the event loop's other tasks run."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a script may use; None is without limit. Times are seconds of the interpreter's clock."""

    instructions: int | None = None
    """ticks: function calls and loop steps"""
    deadline: float | None = None
    """the time by the clock at which the script is ended"""
    depth: int = 200_000
    """Python frames that calls may nest, about four a Lua call; of a process's states, the most counts"""
    host_depth: int = 195
    """calls from host functions and metamethods back into Lua that may nest (LUAI_MAXCCALLS is 200)"""
    max_string: int = 256 * 1024 * 1024
    """bytes of one string"""
    max_table: int | None = None
    """fields of one table that host functions fill; what Lua code fills is held by `memory`"""
    memory: int | None = 2 * 1024 * 1024 * 1024
    """bytes by which the process may grow while the state lives; unlimited where there is no /proc"""


class Stopped(BaseException):
    """A script is ended by its host; no Lua code can catch it."""


class DeadlineExceeded(Stopped):
    """The script ran until its deadline."""


class BudgetExceeded(Stopped):
    """The script used all the instructions that it had."""


class ScriptExit(Stopped):
    """The script ended itself, no other, by `os.exit`; `code` is what a process would exit with."""

    def __init__(self, code: int) -> None:
        super().__init__(f"script exited with code {code}")
        self.code = code


def resident() -> int:
    """The bytes of memory that this process has in use; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:
            return int(file.read().split()[1]) * _PAGE
    except OSError:
        return 0


_PAGE = os.sysconf("SC_PAGE_SIZE")


class Ticks:
    """The account of one state. `memory` tells how much the process uses (see `resident`)."""

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float] = monotonic,
        memory: Callable[[], int] = resident,
    ) -> None:
        self.cycle = cycle([False] * (PERIOD - 1) + [True])
        """nodes take the next of these; True: call `pause`. A cycle never ends and costs no Python call."""
        self.limits = limits
        self.clock = clock
        self.used = 0
        self.steps = 0
        self.slice_end = clock() + SLICE
        self.memory = memory
        self.most_memory = None if limits.memory is None else memory() + limits.memory
        self.collect: Callable[[float], None] | None = None
        """looks whether garbage is to be collected; set by garbage.py when it may be"""
        self.give_way: Callable[[], None] | None = None
        """lets other tasks run; set by the bridge while the state runs in a greenlet"""

    def spend(self, steps: int) -> None:
        """Account for a loop's steps; pauses when PERIOD of them have come together."""
        self.steps += steps
        if self.steps >= PERIOD:
            steps = self.steps
            self.steps = 0
            self.pause(steps)

    def spend_at(self, site: Site) -> Callable[[int], None]:
        """Make the `spend` of a loop: a script that is ended in it is at this place."""

        def spend(steps: int, lua_site: Site = site) -> None:  # noqa: ARG001 (errors.py looks for it)
            self.steps += steps
            if self.steps >= PERIOD:
                steps = self.steps
                self.steps = 0
                self.pause(steps)

        return spend

    def look(self) -> None:
        """Raise what is due, as `pause` does, but count nothing and let nothing else run.

        For the reading of a long text, which is no step of the script, in whichever thread it is.
        """
        if self.limits.deadline is not None and self.clock() >= self.limits.deadline:
            raise DeadlineExceeded("script ran past its deadline")
        if self._is_full():
            raise LuaError("not enough memory")

    def _is_full(self) -> bool:
        """Whether the process has grown too much, also without its garbage."""
        if self.most_memory is None or self.memory() <= self.most_memory:
            return False
        gc.collect()
        return self.memory() > self.most_memory

    def pause(self, ticks: int = PERIOD) -> None:
        """Account for `ticks`; end the script if it is due, or let other tasks run if its slice is over.

        Raises BudgetExceeded, DeadlineExceeded and what the event loop throws at the script (cancellation); a
        LuaError, as real Lua does, when the process has grown too much.
        """
        self.used += ticks
        limits = self.limits
        if limits.instructions is not None and self.used > limits.instructions:
            raise BudgetExceeded(f"script used more than {limits.instructions} instructions")
        now = self.clock()
        if limits.deadline is not None and now >= limits.deadline:
            raise DeadlineExceeded("script ran past its deadline")
        if now >= self.slice_end:
            if self._is_full():
                self.slice_end = self.clock() + SLICE
                raise LuaError("not enough memory")
            if self.give_way is not None:
                self.give_way()
                now = self.clock()
            self.slice_end = now + SLICE
            if self.collect is not None:
                self.collect(now)
