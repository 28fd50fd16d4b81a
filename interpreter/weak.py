"""Weak tables (manual 2.10.2), as far as Python's garbage collector can carry them.

A dict of Python holds its keys and values for good, so the entries of a weak table stay until Lua code asks
for a collection. Then every reference that is weak by `__mode` is made a weak one of Python's for as long
as Python's collector runs: what it finds to be garbage is gone from the tables afterwards. `__gc` is never
called.

Called by `collectgarbage("collect")`. It looks at the tables of all states in the process, as the collector
does.
"""

import gc
from weakref import ref

from interpreter.function import LuaFunction
from interpreter.table import LuaTable
from interpreter.values import TYPE_NAMES, Value

_PLAIN = ("nil", "boolean", "number", "string")


def collect() -> None:
    """Collect garbage; removes the entries of weak tables whose key or value was only weakly referred to."""
    weakened = []
    for table in gc.get_objects():
        if type(table) is LuaTable and table.metatable is not None:
            mode = table.metatable.hash.get("__mode")
            if type(mode) is str and ("k" in mode or "v" in mode):
                entries = [
                    (_weaken(key) if "k" in mode else key, _weaken(value) if "v" in mode else value)
                    for key, value in table.hash.items()
                ]
                # The dict itself stays: a loop over the table may be under way.
                table.hash.clear()
                table.keys = None
                weakened.append((table, entries))
    table = key = value = None
    gc.collect()
    for table, entries in weakened:
        for weak_key, weak_value in entries:
            key, value = _restore(weak_key), _restore(weak_value)
            if key is not None and value is not None:
                table.hash[key] = value


def _weaken(value: Value) -> Value:
    """A weak reference to an object; plain values are never garbage (manual 2.10.2)."""
    if type(value) is LuaFunction and value.prototype is None:
        return value  # Lua's light C functions; libraries hold theirs anyway
    return value if TYPE_NAMES.get(type(value), "nil") in _PLAIN else ref(value)


def _restore(value: Value) -> Value:
    return value() if type(value) is ref else value
