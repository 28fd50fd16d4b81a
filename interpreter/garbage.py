"""Weak tables and finalizers (manual 2.10), as far as Python's garbage collector can carry them.

A dict of Python holds its keys and values for good. So at a collection every reference that is weak by
`__mode` is made a weak one of Python's for as long as Python's collector runs: what it finds to be garbage is
gone from the tables afterwards. Collections are those that a script asks for, and some that come by
themselves while a script runs that has a weak table. A proxy that dies with `__gc` in its metatable waits
until its script is at a safe place, in its own greenlet, and is finalized there, the youngest first.

What only the dead local variable of a running function still refers to is not found: its place in the frame
holds the last value until the function ends. Called by the base library, Ticks.pause and Interpreter.close.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING
from weakref import WeakSet, ref

from interpreter.errors import LuaError
from interpreter.function import LuaFunction
from interpreter.table import LuaTable
from interpreter.values import TYPE_NAMES, Userdata, Value

if TYPE_CHECKING:
    from interpreter.limits import Ticks

_PLAIN = ("nil", "boolean", "number", "string")
_GONE = object()
"""stands for a key that was collected, in the order of a loop that is under way; no table has it"""
_LEAST_PAUSE = 0.25
"""seconds between two collections that come by themselves"""
_SHARE = 50
"""such a collection takes at most this fraction of the time"""


class Garbage:
    """The collector of one state."""

    def __init__(self, ticks: Ticks) -> None:
        self._ticks = ticks
        self._due = 0.0
        self._has_weak_tables = False
        self._finalizable: WeakSet[Userdata] = WeakSet()
        self._made = 0
        self._waiting: list[Userdata] = []

    def note_weak_table(self) -> None:
        """There is a weak table: collections come by themselves from now on."""
        if not self._has_weak_tables:
            self._has_weak_tables = True
            self._due = self._ticks.clock() + _LEAST_PAUSE
            self._ticks.collect = self._look

    def new_proxy(self, metatable: LuaTable) -> Userdata:
        """A userdata that is finalized by `__gc` when it dies."""
        self._made += 1
        proxy = Userdata(None, metatable)
        proxy.finalizer = (self._made, self._waiting)
        self._finalizable.add(proxy)
        self._ticks.collect = self._look
        return proxy

    def collect(self) -> None:
        """Collect garbage now. Raises what a finalizer raises, as real Lua does."""
        _sweep()
        self._finalize()

    def close(self) -> None:
        """Finalize what is left, whatever errors there are (lua_close)."""
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
        if self._has_weak_tables and now >= self._due:
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


def _sweep() -> None:
    """Run Python's collector; remove the entries of weak tables whose key or value was only weakly held.

    It looks at the tables of all states in the process, as Python's collector does.
    """
    weakened = []
    for table in gc.get_objects():
        if type(table) is LuaTable and table.metatable is not None:
            mode = table.metatable.hash.get("__mode")
            if type(mode) is str and ("k" in mode or "v" in mode):
                entries = [
                    (_weaken(key) if "k" in mode else key, _weaken(value) if "v" in mode else value)
                    for key, value in table.hash.items()
                ]
                order = None if table.keys is None else [_weaken(key) for key in table.keys]
                # The dict itself stays, and the order of keys: a loop over the table may be under way.
                table.hash.clear()
                table.keys = table.positions = None
                weakened.append((table, entries, order))
    table = key = value = None
    gc.collect()
    for table, entries, order in weakened:
        if order is not None:
            table.keys = [_GONE if key is None else key for key in map(_restore, order)]
        for weak_key, weak_value in entries:
            key, value = _restore(weak_key), _restore(weak_value)
            if key is not None and value is not None:
                table.hash[key] = value


def _weaken(value: Value) -> Value:
    """A weak reference to an object; plain values are never garbage (manual 2.10.2)."""
    return value if TYPE_NAMES.get(type(value), "nil") in _PLAIN else ref(value)


def _restore(value: Value) -> Value:
    return value() if type(value) is ref else value
