"""The basic functions (manual 5.1), apart from those that load code (loading.py).

`print` writes to the state's stdout through the global `tostring`, as Lua 5.1 does. `collectgarbage`
reports and accepts what Lua's does, but memory is Python's: "collect" and "step" run Python's collector
(garbage.py). Called by stdlib/__init__.py.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from interpreter.bridge import current
from interpreter.errors import (
    CATCHABLE,
    LuaError,
    argument_error,
    as_lua_error,
    handled,
    position,
    runtime_error,
)
from interpreter.function import HOST, LuaFunction, first
from interpreter.garbage import forget_dead_locals
from interpreter.metatables import call, get_metatable, raw_equals, tostring
from interpreter.table import LuaTable, ipairs_iterator, pairs_iterator
from interpreter.values import Userdata, number_text, tonumber, type_name

from .arguments import (
    MISSING,
    check_any,
    check_int,
    check_option,
    check_string,
    check_table,
    opt_int,
    opt_string,
)
from .environment import getfenv, setfenv
from .library import add_functions, subtable
from .string import MOST_RESULTS
from .table import check_size

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
_MANY = 100  # values that take longer than a call does
_UNSIGNED = 2**64
_LONGEST_UNSIGNED = 64  # digits, in base 2


def _type(value: Value = MISSING, *_: Value) -> Value:
    check_any(1, value)
    return type_name(value)


def _tostring(value: Value = MISSING, *_: Value) -> Value:
    check_any(1, value)
    return tostring(value)


def _tonumber(value: Value = MISSING, base: Value = None, *_: Value) -> Value:
    if base is None and value is not MISSING:
        return tonumber(value)
    radix = opt_int(2, base, 10)
    if radix == 10:
        check_any(1, value)
        return tonumber(value)
    text = check_string(1, value)
    if not 2 <= radix <= 36:
        raise argument_error(2, "base out of range")
    return _unsigned(text.partition("\0")[0], radix)


_PREFIXED = re.compile(r"[ \t\n\v\f\r]*([+-]?)(0[xX](?=[0-9a-fA-F]))?([0-9a-zA-Z]+)[ \t\n\v\f\r]*\Z")


def _unsigned(text: str, radix: int) -> float | None:
    """Read a whole number as C's strtoul: negative ones wrap around, large ones are the largest."""
    match = _PREFIXED.match(text)
    if match is None:
        return None
    sign, prefix, digits = match.groups()
    if prefix and radix != 16:
        digits = prefix + digits
    if any(int(digit, 36) >= radix for digit in digits):
        return None
    digits = digits.lstrip("0") or "0"
    # Python reads no number of thousands of digits in most bases.
    number = int(digits, radix) if len(digits) <= _LONGEST_UNSIGNED else _UNSIGNED
    if number >= _UNSIGNED:
        return float(_UNSIGNED - 1)
    return float(-number % _UNSIGNED if sign == "-" else number)


def _rawequal(one: Value = MISSING, other: Value = MISSING, *_: Value) -> Value:
    check_any(1, one)
    check_any(2, other)
    return raw_equals(one, other)


def _rawget(table: Value = MISSING, key: Value = MISSING, *_: Value) -> Value:
    fields = check_table(1, table)
    check_any(2, key)
    return fields.get(key)


def _getmetatable(value: Value = MISSING, *_: Value) -> Value:
    check_any(1, value)
    metatable = get_metatable(value)
    if metatable is None:
        return None
    protected = metatable.get("__metatable")
    return metatable if protected is None else protected


def _setmetatable(table: Value = MISSING, metatable: Value = MISSING, *_: Value) -> Value:
    if table.__class__ is metatable.__class__ is LuaTable and table.metatable is None:
        table.metatable = metatable  # as every constructor of objects has it
        if "__mode" in metatable.hash:
            current().garbage.note_weak_table()
        return table
    fields = check_table(1, table)
    if metatable is not None and type(metatable) is not LuaTable:
        raise argument_error(2, "nil or table expected")
    if fields.metatable is not None and fields.metatable.get("__metatable") is not None:
        raise runtime_error("cannot change a protected metatable")
    fields.metatable = metatable
    if metatable is not None and "__mode" in metatable.hash:
        current().garbage.note_weak_table()
    return fields


def _next(table: Value = MISSING, key: Value = None, *_: Value) -> Value:
    return check_table(1, table).next(key)


def _ipairs_step(table: Value = MISSING, place: Value = MISSING, *_: Value) -> Value:
    position = check_int(2, place) + 1.0
    value = check_table(1, table).get(position)
    return () if value is None else (position, value)


def _select(n: Value = MISSING, *values: Value) -> Value:
    if type(n) is str and n.startswith("#"):
        return float(len(values))
    place = check_int(1, n)
    if place < 0:
        place += len(values) + 1
    if place < 1:
        raise argument_error(1, "index out of range")
    chosen = values[place - 1 :]
    return chosen[0] if len(chosen) == 1 else chosen


def _unpack(table: Value = MISSING, i: Value = None, j: Value = None, *_: Value) -> Value:
    fields = check_table(1, table)
    start = opt_int(2, i, 1)
    end = fields.length() if j is None else check_int(3, j)
    if end - start + 1 > MOST_RESULTS - 3:
        raise runtime_error("too many results to unpack")
    if start == end:
        return fields.hash.get(float(start))
    if end - start > _MANY:
        current().ticks.spend((end - start) // 8)
    return tuple(map(fields.hash.get, map(float, range(start, end + 1))))


def _assert(*values: Value) -> Value:
    check_any(1, values[0] if values else MISSING)
    if values[0] is None or values[0] is False:
        message = opt_string(2, values[1] if len(values) > 1 else None, "assertion failed!")
        raise runtime_error(message.partition("\0")[0])  # through C's "%s"
    return values[0] if len(values) == 1 else values


def _error(value: Value = None, level: Value = None, *_: Value) -> Value:
    number = opt_int(2, level, 1)
    if number > 0 and type(value) in (str, float):
        text = value if type(value) is str else number_text(value)
        raise LuaError(position(number) + text)
    raise LuaError(value)


def _pcall(function: Value = MISSING, *arguments: Value) -> Value:
    check_any(1, function)
    try:
        if type(function) is LuaFunction and function.arity != HOST:
            result = function.call(*arguments)
        else:
            result = call(function, *arguments)
    except CATCHABLE as error:
        return False, as_lua_error(error).value
    if type(result) is tuple:
        return (True, *result)
    return True, result


def _xpcall(function: Value = MISSING, handler: Value = MISSING, *_: Value) -> Value:
    check_any(2, handler)
    try:
        result = call(function)
    except CATCHABLE as caught:
        if type(handler) is not LuaFunction:
            return False, _HANDLER_FAILED
        state = current()
        with handled(caught):
            return False, _handle(state, handler, caught, state.nesting.depth)
    if type(result) is tuple:
        return (True, *result)
    return True, result


def _handle(state: Interpreter, handler: LuaFunction, caught: BaseException, depth: int) -> Value:
    """Return what the handler makes of an error; its own errors go to it again (luaG_errormsg)."""
    nesting = state.nesting
    if depth >= state.limits.host_depth:
        return _HANDLER_FAILED
    deeper = depth - nesting.depth
    nesting.depth = depth
    try:
        return first(call(handler, as_lua_error(caught).value))
    except CATCHABLE as again:
        with handled(again):
            return _handle(state, handler, again, depth + 1)
    finally:
        nesting.depth -= deeper  # where another stack runs by now, see Coroutine, its depth is kept


_HANDLER_FAILED = "error in error handling"
_COLLECT_OPTIONS = ("stop", "restart", "collect", "count", "step", "setpause", "setstepmul")


class _Base:
    """The functions that belong to one state."""

    __slots__ = ("proxies", "state")

    def __init__(self, state: Interpreter) -> None:
        self.state = state
        self.proxies: WeakSet[LuaTable] = WeakSet()

    def print(self, *values: Value) -> Value:
        """`print(...)`"""
        convert = self.state.globals.get("tostring")
        texts = []
        for value in values:
            text = first(call(convert, value))
            if type(text) is float:
                text = number_text(text)
            if type(text) is not str:
                raise runtime_error("'tostring' must return a string to 'print'")
            texts.append(text.partition("\0")[0])  # C's fputs writes no more
        self.state.stdout.write(("\t".join(texts) + "\n").encode("latin-1"))
        if self.state.print_flushes:
            self.state.stdout.flush()
        return ()

    def collectgarbage(self, option: Value = None, argument: Value = None, *_: Value) -> Value:
        """`collectgarbage([opt [, arg]])`"""
        chosen = check_option(1, option, "collect", _COLLECT_OPTIONS)
        number = float(opt_int(2, argument, 0))
        account = self.state.garbage.account
        if chosen == "count":
            return account.kilobytes()
        if chosen == "step" and not account.step(number):
            return False
        if chosen in ("collect", "step"):
            forget_dead_locals()
            self.state.garbage.collect()
            self.state.ticks.pause()
            return chosen == "step" or 0.0
        if chosen == "setpause":
            before, account.pause = account.pause, number
            return before
        if chosen == "setstepmul":
            before, account.step_multiplier = account.step_multiplier, number
            return before
        account.stopped = chosen == "stop"
        return 0.0

    def gcinfo(self, *_: Value) -> Value:
        """`gcinfo()`: whole kilobytes in use"""
        return float(int(self.state.garbage.account.kilobytes()))

    def newproxy(self, kind: Value = None, *_: Value) -> Value:
        """`newproxy([boolean or proxy])`: userdata, which alone may have `__gc` and `__len` in Lua 5.1"""
        if kind is None or kind is False:
            return Userdata()
        if kind is True:
            metatable = LuaTable()
            self.proxies.add(metatable)
            return self.state.garbage.new_proxy(metatable)
        shared = get_metatable(kind)
        if shared is None or shared not in self.proxies:
            raise argument_error(1, "boolean or proxy expected")
        return self.state.garbage.new_proxy(shared)

    def rawset(
        self, table: Value = MISSING, key: Value = MISSING, value: Value = MISSING, *_: Value
    ) -> Value:
        """`rawset(table, index, value)`"""
        fields = check_table(1, table)
        check_any(2, key)
        check_any(3, value)
        fields.set(key, value)
        check_size(self.state.limits, fields)
        return fields

    def getfenv(self, value: Value = None, *_: Value) -> Value:
        """`getfenv([f])`"""
        return getfenv(self.state, value, sys._getframe())

    def setfenv(self, value: Value = MISSING, table: Value = MISSING, *_: Value) -> Value:
        """`setfenv(f, table)`"""
        return setfenv(self.state, value, check_table(2, table), sys._getframe())


def open_base(state: Interpreter) -> None:
    """Install the functions into the globals."""
    base = _Base(state)
    add_functions(
        state.globals,
        {
            "assert": _assert,
            "collectgarbage": base.collectgarbage,
            "error": _error,
            "gcinfo": base.gcinfo,
            "getfenv": base.getfenv,
            "getmetatable": _getmetatable,
            "newproxy": base.newproxy,
            "next": _next,
            "pcall": _pcall,
            "print": base.print,
            "rawequal": _rawequal,
            "rawget": _rawget,
            "rawset": base.rawset,
            "select": _select,
            "setfenv": base.setfenv,
            "setmetatable": _setmetatable,
            "tonumber": _tonumber,
            "tostring": _tostring,
            "type": _type,
            "unpack": _unpack,
            "xpcall": _xpcall,
        },
    )
    state.globals.get("next").iterate = pairs_iterator
    next_step = LuaFunction(_next, "next")  # not the same value as the global, in Lua 5.1
    next_step.iterate = pairs_iterator
    ipairs_step = LuaFunction(_ipairs_step, "ipairs_step")
    ipairs_step.iterate = ipairs_iterator

    def pairs(table: Value = MISSING, *_: Value) -> Value:
        return next_step, check_table(1, table), None

    def ipairs(table: Value = MISSING, *_: Value) -> Value:
        return ipairs_step, check_table(1, table), 0.0

    add_functions(state.globals, {"pairs": pairs, "ipairs": ipairs})
    state.globals.set("_G", state.globals)
    state.globals.set("_VERSION", "Lua 5.1")
    subtable(state.registry, "_LOADED").set("_G", state.globals)
