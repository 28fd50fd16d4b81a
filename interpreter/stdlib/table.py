"""The `table` library (manual 5.5): raw access to tables, Lua's own sorting algorithm.

`sort` is the quicksort of `ltablib.c`, comparison by comparison: the order of equal elements, the errors
and the calls of the comparator are those of PUC Lua. It recurses into the smaller half only, so it is never
deep, and it is pure Python, so a comparator may wait. Plain numbers and plain strings without comparator go
through Python's own sort, whose result cannot be told apart. Called by stdlib/__init__.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from interpreter.errors import LuaError, operation_error, runtime_error
from interpreter.function import LuaFunction, first
from interpreter.limits import Limits
from interpreter.metatables import call, less
from interpreter.table import LuaTable
from interpreter.values import number_text, type_name

from .arguments import MISSING, check_function, check_int, check_table, opt_int, opt_string
from .library import install

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
Less = Callable[[Value, Value], bool]
_TICK = 1000
_PIECE = 4_000
_TWO = 2


def _getn(table: Value = MISSING, *_: Value) -> Value:
    return float(check_table(1, table).length())


def _setn(table: Value = MISSING, *_: Value) -> Value:
    check_table(1, table)
    raise runtime_error("'setn' is obsolete")


def _maxn(table: Value = MISSING, *_: Value) -> Value:
    keys = check_table(1, table).hash
    return max((key for key in keys if type(key) is float and key > 0), default=0.0)


def _foreachi(table: Value = MISSING, function: Value = MISSING, *_: Value) -> Value:
    fields = check_table(1, table)
    visit = check_function(2, function)
    for position in range(1, fields.length() + 1):
        result = first(visit.call(float(position), fields.get(float(position))))
        if result is not None:
            return result
    return ()


def _foreach(table: Value = MISSING, function: Value = MISSING, *_: Value) -> Value:
    fields = check_table(1, table)
    visit = check_function(2, function)
    entry = fields.next(None)
    while entry is not None:
        result = first(call(visit, *entry))
        if result is not None:
            return result
        entry = fields.next(entry[0])
    return ()


def check_size(limits: Limits, table: LuaTable) -> None:
    """Raise Lua's error for a table that has grown beyond Limits.max_table."""
    if limits.max_table is not None and len(table.hash) > limits.max_table:
        raise runtime_error("table overflow")


def _shift(tick: Callable[[int], None], table: LuaTable, start: int, end: int, by: int) -> None:
    """Move the fields from `start` to `end` - 1 one place up or down, as many at a time as take some ms."""
    if end - start > len(table.hash) + _PIECE:
        _shift_few(tick, table, start, end, by)
        return
    pieces = range(start, end, _PIECE)
    for first_place in reversed(pieces) if by > 0 else pieces:
        places = range(first_place, min(first_place + _PIECE, end))
        if len(places) > _TICK:
            tick(len(places) // 8)
        values = list(map(table.hash.get, map(float, places)))
        targets = map(float, range(places.start + by, places.stop + by))
        if None in values:
            for place, value in zip(targets, values, strict=True):
                table.set(place, value)
        else:
            table.hash.update(zip(targets, values, strict=True))


def _shift_few(tick: Callable[[int], None], table: LuaTable, start: int, end: int, by: int) -> None:
    """The same where most of the places are empty: from a position far below the list, which Lua walks to."""
    fields = table.hash
    tick(len(fields))
    there = [key for key in fields if type(key) is float and start <= key < end and key == int(key)]
    moved = {key + by: fields.pop(key) for key in there}
    fields.pop(float(end if by > 0 else start - 1), None)  # what was there is written over in any case
    fields.update(moved)


class _Table:
    """The functions that loop long enough to need the state's ticks and limits."""

    __slots__ = ("limits", "nesting", "tick")

    def __init__(self, state: Interpreter) -> None:
        self.tick = state.ticks.spend
        self.limits = state.limits
        self.nesting = state.nesting

    def insert(self, table: Value = MISSING, *arguments: Value) -> Value:
        """`table.insert(table, [pos,] value)`"""
        fields = table if type(table) is LuaTable else check_table(1, table)
        end = fields.length() + 1
        if len(arguments) == 1:
            if arguments[0] is not None:
                fields.hash[float(end)] = arguments[0]
                if self.limits.max_table is not None:
                    check_size(self.limits, fields)
            return ()
        if len(arguments) != 2:
            raise runtime_error("wrong number of arguments to 'insert'")
        position = check_int(2, arguments[0])
        _shift(self.tick, fields, position, end, 1)
        fields.set(float(position), arguments[1])
        check_size(self.limits, fields)
        return ()

    def remove(self, table: Value = MISSING, position: Value = None, *_: Value) -> Value:
        """`table.remove(table [, pos])`"""
        fields = table if type(table) is LuaTable else check_table(1, table)
        end = fields.length()
        if position is None and end > 0:
            return fields.hash.pop(float(end), None)
        place = opt_int(2, position, end)
        if not 1 <= place <= end:
            return ()
        removed = fields.get(float(place))
        _shift(self.tick, fields, place + 1, end + 1, -1)
        fields.set(float(end), None)
        return removed

    def concat(
        self, table: Value = MISSING, separator: Value = None, i: Value = None, j: Value = None, *_: Value
    ) -> Value:
        """`table.concat(table [, sep [, i [, j]]])`"""
        between = opt_string(2, separator, "")
        fields = check_table(1, table)
        start = opt_int(3, i, 1)
        end = fields.length() if j is None else check_int(4, j)
        get = fields.hash.get
        parts: list[str] = []
        size = 0
        longest = self.limits.max_string
        for place in range(start, end + 1):
            value = get(float(place))
            if type(value) is not str:
                if type(value) is not float:
                    kind = type_name(value)
                    raise runtime_error(f"invalid value ({kind}) at index {place} in table for 'concat'")
                value = number_text(value)
            parts.append(value)
            size += len(value) + len(between)
            if size > longest + len(between):
                raise LuaError("not enough memory")
            if len(parts) % _TICK == 0:
                self.tick(_TICK // 8)
        return between.join(parts)

    def sort(self, table: Value = MISSING, comparator: Value = None, *_: Value) -> Value:
        """`table.sort(table [, comp])`"""
        fields = check_table(1, table)
        size = fields.length()
        before: Less = less
        calls = 0
        if comparator is not None and comparator is not MISSING:
            checked = check_function(2, comparator)
            if checked.arity == _TWO:
                before, calls = _ordered_by_lua(checked), 1
            else:
                before = _ordered_by(checked.call)
        # a[0] and a[size + 1] are looked at, and even moved, when the order is not a consistent one
        values = list(map(fields.hash.get, map(float, range(size + 2))))
        if size > _TICK:
            self.tick(size // 8)
        if before is less and _sort_plain(values, size):
            if size > _TICK:
                self.tick(size // 2)
            _write_back(fields, values, size)
            return ()
        nesting = self.nesting
        if calls and nesting.depth >= self.limits.host_depth and size > 1:
            raise operation_error("C stack overflow")
        nesting.depth += calls
        try:
            self.quicksort(values, 1, size, before)
        finally:
            nesting.depth -= calls
            _write_back(fields, values, size)
        return ()

    def quicksort(self, a: list[Value], low: int, high: int, before: Less) -> None:
        """`auxsort` of ltablib.c: sort a[low..high] in place."""
        while low < high:
            self.tick(high - low)
            if before(a[high], a[low]):
                a[low], a[high] = a[high], a[low]
            if high - low == 1:
                return
            middle = (low + high) // 2
            if before(a[middle], a[low]):
                a[middle], a[low] = a[low], a[middle]
            elif before(a[high], a[middle]):
                a[middle], a[high] = a[high], a[middle]
            if high - low == 2:
                return
            pivot = a[middle]
            a[middle], a[high - 1] = a[high - 1], pivot
            middle = _partition(a, low, high, pivot, before)
            a[high - 1], a[middle] = a[middle], a[high - 1]
            if middle - low < high - middle:
                self.quicksort(a, low, middle - 1, before)
                low = middle + 1
            else:
                self.quicksort(a, middle + 1, high, before)
                high = middle - 1


def _partition(a: list[Value], low: int, high: int, pivot: Value, before: Less) -> int:
    """Move what is less than the pivot (at high - 1) to the left; return where the pivot belongs."""
    i = low
    j = high - 1
    while True:
        i += 1
        while before(a[i], pivot):
            if i > high:
                raise runtime_error("invalid order function for sorting")
            i += 1
        j -= 1
        while before(pivot, a[j]):
            if j < low:
                raise runtime_error("invalid order function for sorting")
            j -= 1
        if j < i:
            return i
        a[i], a[j] = a[j], a[i]


def _ordered_by(call: Callable[..., Value]) -> Less:
    def before(left: Value, right: Value) -> bool:
        result = call(left, right)
        return result if result is True or result is False else _holds(result)

    return before


def _ordered_by_lua(lua_function: LuaFunction) -> Less:
    """The same for Lua code with two parameters, called as nodes do it; `sort` counts the nested call."""
    body, prototype = lua_function.body, lua_function.prototype
    assert prototype is not None
    ticks, pause = prototype.ticks, prototype.pause

    def before(left: Value, right: Value) -> bool:
        for due in ticks:
            if due:
                pause()
            break
        result = body([left, right, *lua_function.rest])
        return result if result is True or result is False else _holds(result)

    return before


def _holds(result: Value) -> bool:
    """Whether what a call gave, in any form of the call protocol, begins with a true value."""
    if type(result) is tuple:
        result = result[0] if result else None
    return result is not None and result is not False


def _sort_plain(values: list[Value], size: int) -> bool:
    """Sort values[1..size] when they are all strings, or all numbers and none NaN; return whether."""
    part = values[1 : size + 1]
    kinds = set(map(type, part))
    if kinds != {str} and (kinds != {float} or any(value != value for value in part)):
        return size == 0
    part.sort()
    values[1 : size + 1] = part
    return True


def _write_back(fields: LuaTable, values: list[Value], size: int) -> None:
    store, get = fields.set, fields.get
    for place in range(1, size + 1):
        store(float(place), values[place])
    for place in (0, size + 1):
        if get(float(place)) is not values[place]:
            store(float(place), values[place])


def open_table(state: Interpreter) -> None:
    """Install the library into the state."""
    tables = _Table(state)
    install(
        state,
        "table",
        {
            "concat": tables.concat,
            "foreach": _foreach,
            "foreachi": _foreachi,
            "getn": _getn,
            "insert": tables.insert,
            "maxn": _maxn,
            "remove": tables.remove,
            "setn": _setn,
            "sort": tables.sort,
        },
    )
