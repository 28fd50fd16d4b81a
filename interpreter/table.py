"""LuaTable: one dict in insertion order, a metatable, and a remembered border for `#`.

The dict holds every key as Lua has it (floats, strings, objects), except booleans, which Python cannot tell
from 1.0 and 0.0: they are stored under the two marks TRUE_KEY and FALSE_KEY. Fields that are nil are absent.
Nothing here asks a metatable; the operators that do are in metatables.py. Nodes of the interpreter read and
write `hash` directly wherever the key cannot be a boolean, nil or NaN.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from interpreter.errors import LuaError
from interpreter.values import TYPE_NAMES, Value


class _BooleanKey:
    """A boolean where it is a key: `t[true]` and `t[1]` are two fields in Lua and would be one in a dict."""

    __slots__ = ("value",)

    def __init__(self, value: bool) -> None:
        self.value = value


TRUE_KEY = _BooleanKey(True)
FALSE_KEY = _BooleanKey(False)


def store_key(key: Value) -> Value:
    """The dict key under which the field `key` is kept."""
    if type(key) is bool:
        return TRUE_KEY if key else FALSE_KEY
    return key


def lua_key(key: Value) -> Value:
    """The Lua key that is kept under the dict key `key`."""
    return key.value if type(key) is _BooleanKey else key


class LuaTable:
    """A Lua table. The methods are for host code and are all raw: they never call a metamethod."""

    __slots__ = ("__weakref__", "border", "hash", "keys", "metatable", "position", "positions")

    hash: dict[Value, Value]
    metatable: "LuaTable | None"

    def __init__(self) -> None:
        self.hash = {}
        self.metatable = None
        self.border = 0
        self.keys: list[Value] | None = None

    @classmethod
    def from_list(cls, values: Iterable[Value]) -> Self:
        """A table that holds `values` at 1, 2, 3, …; nils leave holes."""
        table = cls()
        position = 0
        for position, value in enumerate(values, 1):
            if value is not None:
                table.hash[float(position)] = value
        table.border = position
        return table

    @classmethod
    def from_dict(cls, fields: Mapping[Value, Value]) -> Self:
        """A table with these fields; keys and values must be Lua values already."""
        table = cls()
        for key, value in fields.items():
            table.set(key, value)
        return table

    def get(self, key: Value) -> Value:
        """The value of the field, nil where there is none."""
        if type(key) is bool:
            key = store_key(key)
        return self.hash.get(key)

    def set(self, key: Value, value: Value) -> None:
        """Set the field; nil removes it. Raises LuaError for nil and NaN, without a position (luaH_set)."""
        kind = type(key)
        if kind is not str:
            if key is None:
                raise LuaError("table index is nil")
            if kind is bool:
                key = store_key(key)
            elif key != key:
                raise LuaError("table index is NaN")
        if value is None:
            self.hash.pop(key, None)
        else:
            self.hash[key] = value

    def length(self) -> int:
        """A border (manual 2.5.5): n with t[n] not nil and t[n+1] nil; the same until the table changes."""
        fields = self.hash
        border = self.border
        if border + 1.0 in fields:
            border += 1
            while border + 1.0 in fields:
                border += 1
        elif border and float(border) not in fields:
            border = self._border_below(border)
        self.border = border
        return border

    def _border_below(self, above: int) -> int:
        """A border under an absent position: near ones first (a stack being popped), then by halving."""
        fields = self.hash
        for border in range(above - 1, max(above - 9, 0), -1):
            if float(border) in fields:
                return border
        low = 0
        above = max(above - 8, 1)
        while above - low > 1:
            middle = (low + above) // 2
            if float(middle) in fields:
                low = middle
            else:
                above = middle
        return low

    def append(self, value: Value) -> None:
        """Set the field behind the border."""
        self.set(float(self.length() + 1), value)

    def items(self) -> Iterator[tuple[Value, Value]]:
        """All fields in the order in which they were made; the table may change meanwhile."""
        return iter([(lua_key(key), value) for key, value in self.hash.items()])

    def next(self, key: Value) -> tuple[Value, Value] | None:
        """The field after `key` (nil: the first), or None after the last.

        Fields may be changed and removed between the calls (manual 5.1, `next`). In sequence a step costs the
        same however large the table is: the keys are listed once, and the place is remembered.
        Raises LuaError for a key that the table never had.
        """
        if key is None:
            self.keys = list(self.hash)
            self.positions: dict[Value, int] | None = None
            start = 0
        else:
            start = self._place_after(store_key(key))
        keys = self.keys
        assert keys is not None
        fields = self.hash
        for place in range(start, len(keys)):
            value = fields.get(keys[place])
            if value is not None:
                self.position = place
                return lua_key(keys[place]), value
        self.position = len(keys)
        return None

    def _place_after(self, key: Value) -> int:
        """The place in the list of keys behind `key`."""
        keys = self.keys
        if keys is not None:
            place = self.position
            if place < len(keys) and (keys[place] is key or keys[place] == key):
                return place + 1
            if self.positions is None:
                self.positions = {key: place for place, key in enumerate(keys)}
            found = self.positions.get(key)
            if found is not None:
                return found + 1
        if key not in self.hash:
            raise LuaError("invalid key to 'next'")
        # A field that was made during the traversal, or one that was never begun.
        self.keys = keys = list(self.hash)
        self.positions = {key: place for place, key in enumerate(keys)}
        return self.positions[key] + 1


TYPE_NAMES[LuaTable] = "table"


def pairs_iterator(table: Value, control: Value) -> Iterator[tuple[Value, Value]] | None:
    """What a generic `for` over `next, table, control` visits, without a call a step; None: call `next`."""
    if type(table) is not LuaTable or control is not None:
        return None
    return _pairs(table.hash)


def _pairs(fields: dict[Value, Value]) -> Iterator[tuple[Value, Value]]:
    for key in list(fields):
        value = fields.get(key)
        if value is not None:
            yield (key.value if type(key) is _BooleanKey else key), value


def ipairs_iterator(table: Value, control: Value) -> Iterator[tuple[Value, Value]] | None:
    """The same for the iterator of `ipairs`."""
    if type(table) is not LuaTable or control != 0.0 or type(control) is not float:
        return None
    return _ipairs(table.hash)


def _ipairs(fields: dict[Value, Value]) -> Iterator[tuple[Value, Value]]:
    position = 1.0
    get = fields.get
    while (value := get(position)) is not None:
        yield position, value
        position += 1.0
