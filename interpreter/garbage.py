"""Weak tables and finalizers (manual 2.10), as far as Python's garbage collector can carry them.

A dict of Python holds its keys and values for good. So at a collection every reference that is weak by
`__mode` is made a weak one of Python's for as long as Python's collector runs: what it finds to be garbage is
gone from the tables afterwards. Collections are those that a script asks for, and some that come by
themselves while a script runs that has a weak table. A proxy that dies with `__gc` in its metatable waits
until its script is at a safe place, in its own greenlet, and is finalized there, the youngest first.

The place of a dead local variable holds the last value until the function ends, or the script asks for a
collection outside of the lines of its block. Called by the base library, Ticks.pause and Interpreter.close.
"""

from __future__ import annotations

import gc
import sys
from itertools import chain
from typing import TYPE_CHECKING
from weakref import WeakSet, ref

from interpreter.errors import LuaError, levels
from interpreter.function import LuaFunction
from interpreter.table import LuaTable
from interpreter.values import TYPE_NAMES, Userdata, Value

if TYPE_CHECKING:
    from interpreter.limits import Ticks

_PLAIN = ("nil", "boolean", "number", "string")
_GONE = object()
"""stands for a key that was collected, in the order of a loop that is under way; no table has it"""
_BLOCK = 16
"""bytes that real Lua needs for what fills one of Python's blocks of memory (some 64 bytes), by guess"""
_PER_TICK = 40
"""bytes of garbage that a call or loop step leaves in real Lua, by guess: one empty table"""
_EMPTY_STATE = 32
"""kilobytes in use by a state in which nothing was done yet"""
_LEAST_PAUSE = 0.25
"""seconds between two collections that come by themselves"""
_SHARE = 50
"""such a collection takes at most this fraction of the time"""


class Account:
    """What real Lua's collector would tell: memory in use, and the end of its cycles (manual 2.10, 5.1).

    Python frees most garbage at once, and tells what the process uses only. So the kilobytes of a state are
    those that the process took since the state was made, and garbage that real Lua would not have collected
    yet is guessed from the work done: scripts that wait for the number to rise and fall do not wait for ever.
    The bytes of strings longer than 512 do not count: Python tells objects only.
    """

    def __init__(self, ticks: Ticks) -> None:
        self.pause = self.step_multiplier = 200.0  # LUAI_GCPAUSE, LUAI_GCMUL
        self.stopped = False
        self._ticks = ticks
        self._blocks_before = sys.getallocatedblocks()
        self._asked = 0
        self._work_before = 0
        self._left: float | None = None

    def kilobytes(self) -> float:
        """What is in use. Begins a new cycle when the garbage has grown as much as the pause allows."""
        self._asked += 1
        blocks = max(0, sys.getallocatedblocks() - self._blocks_before)
        living = _EMPTY_STATE + blocks * _BLOCK / 1024
        garbage = (self._work() - self._work_before) * _PER_TICK / 1024
        if not self.stopped and garbage > living * max(self.pause - 100, 0) / 100:
            self.collected()
            garbage = 0.0
        return living + garbage

    def step(self, size: float) -> bool:
        """Go `size` kilobytes further in a cycle; tells whether this ends it."""
        if self._left is None:
            self._left = self.kilobytes()
        self._left -= max(size, 1.0) * self.step_multiplier / 100
        return self._left <= 0

    def collected(self) -> None:
        """Note that all garbage is gone."""
        self._work_before = self._work()
        self._left = None

    def _work(self) -> int:
        return self._ticks.used + self._ticks.steps + self._asked


class Garbage:
    """The collector of one state."""

    def __init__(self, ticks: Ticks) -> None:
        self._ticks = ticks
        self.account = Account(ticks)
        self._due = 0.0
        self._has_weak_tables = False
        self._finalizable: WeakSet[Userdata] = WeakSet()
        self._made = 0
        self._closing = False
        self._waiting: list[Userdata] = []

    def note_weak_table(self) -> None:
        """There is a weak table: collections come by themselves from now on."""
        if not self._has_weak_tables:
            self._has_weak_tables = True
            self._due = self._ticks.clock() + _LEAST_PAUSE
            self._ticks.collect = self._look

    def new_proxy(self, metatable: LuaTable) -> Userdata:
        """A userdata that is finalized by `__gc` when it dies; not one that a state makes while it ends."""
        proxy = Userdata(None, metatable)
        if self._closing:
            return proxy
        self._made += 1
        proxy.finalizer = (self._made, self._waiting)
        self._finalizable.add(proxy)
        self._ticks.collect = self._look
        return proxy

    def collect(self) -> None:
        """Collect garbage now. Raises what a finalizer raises, as real Lua does."""
        _sweep()
        self.account.collected()
        self._finalize()

    def close(self) -> None:
        """Finalize what is left, whatever errors there are (lua_close)."""
        self._closing = True
        for proxy in sorted(self._finalizable, key=_age, reverse=True):
            if proxy.finalizer is not None:
                self._waiting.append(proxy)
        while self._waiting:
            try:
                self._finalize()
            except LuaError:
                continue

    def _look(self, now: float) -> None:
        """Called now and then while the script runs."""
        if self._waiting:
            self._finalize()
        if self._has_weak_tables and now >= self._due and not self.account.stopped:
            self.collect()
            end = self._ticks.clock()
            self._due = end + max(_LEAST_PAUSE, (end - now) * _SHARE)

    def _finalize(self) -> None:
        while self._waiting:
            proxy = max(self._waiting, key=_age)
            self._waiting.remove(proxy)
            proxy.finalizer = None
            handler = None if proxy.metatable is None else proxy.metatable.hash.get("__gc")
            if type(handler) is LuaFunction:
                handler.call(proxy)


def _age(proxy: Userdata) -> int:
    return 0 if proxy.finalizer is None else proxy.finalizer[0]


def forget_dead_locals() -> None:
    """Clear the places of locals that are out of scope, in the functions that called this host function."""
    for level in levels(sys._getframe(1)):
        if level.function is not None and level.function.prototype is not None and level.frame is not None:
            values = level.frame.f_locals.get("f")
            if type(values) is list:
                for slot in level.function.prototype.scope.dead_slots(level.line):
                    values[slot] = None


def _sweep() -> None:
    """Run Python's collector; remove the entries of weak tables whose key or value was only weakly held.

    It looks at the tables of all states in the process, as Python's collector does. A proxy that is to be
    finalized goes from values now, from keys when it is garbage the next time (manual 2.10.2).
    """
    weakened = []
    lists: dict[int, list[Userdata]] = {}
    for table in gc.get_objects():
        if type(table) is LuaTable and table.metatable is not None:
            mode = table.metatable.hash.get("__mode")
            if type(mode) is str and ("k" in mode or "v" in mode):
                for value in chain.from_iterable(table.hash.items()):
                    if type(value) is Userdata and value.finalizer is not None:
                        lists[id(value.finalizer[1])] = value.finalizer[1]
                entries = [
                    (_weaken(key) if "k" in mode else key, id(key), _weaken(value) if "v" in mode else value)
                    for key, value in table.hash.items()
                ]
                order = None if table.keys is None else [(_weaken(key), id(key)) for key in table.keys]
                # The dict itself stays, and the order of keys: a loop over the table may be under way.
                table.hash.clear()
                table.keys = table.positions = None
                weakened.append((table, entries, order))
    table = key = value = None
    gc.collect()
    dying = {id(proxy): proxy for waiting in lists.values() for proxy in waiting}
    for table, entries, order in weakened:
        if order is not None:
            keys = [_restore(key, dying.get(number)) for key, number in order]
            table.keys = [_GONE if key is None else key for key in keys]
        for weak_key, number, weak_value in entries:
            key, value = _restore(weak_key, dying.get(number)), _restore(weak_value)
            if key is not None and value is not None and id(value) not in dying:
                table.hash[key] = value


def _weaken(value: Value) -> Value:
    """A weak reference to an object; plain values are never garbage (manual 2.10.2)."""
    return value if TYPE_NAMES.get(type(value), "nil") in _PLAIN else ref(value)


def _restore(value: Value, otherwise: Value = None) -> Value:
    """What `_weaken` was given; `otherwise` when it is gone."""
    if type(value) is ref:
        value = value()
        return otherwise if value is None else value
    return value
