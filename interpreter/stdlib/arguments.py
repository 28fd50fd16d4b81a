"""Argument checks of the standard library, with the messages of `lauxlib.c`.

A host function's parameters default to MISSING: an absent argument and nil are different things in the
messages ("got no value", "got nil") and for `setmetatable`, `table.insert` and others in what they do.

Called by every library. Each check returns the converted value or raises the LuaError that PUC Lua 5.1
raises.
"""

from __future__ import annotations

from typing import Any, Final

from interpreter.errors import argument_error, type_error
from interpreter.function import LuaFunction
from interpreter.table import LuaTable
from interpreter.values import number_text, tonumber

Value = Any


class _Missing:
    """The type of MISSING; no Lua value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""Stands for an argument that was not given, and must be."""
OPTIONAL: Final = _Missing()
"""Stands for one that may be left out, where that is not the same as nil. Other optional ones default to nil,
so that a function's signature tells how many arguments it needs; `regbot check` reads it there."""

_LONG_MIN = -(2**63)


def to_integer(number: float) -> int:
    """Return `(ptrdiff_t)number`: truncated; what does not fit, and NaN, become the least integer."""
    if -9.3e18 < number < 9.3e18:
        whole = int(number)
        if _LONG_MIN <= whole < -_LONG_MIN:
            return whole
    return _LONG_MIN


def to_int(number: float) -> int:
    """Return `(int)(ptrdiff_t)number`: the low 32 bits, signed."""
    whole = to_integer(number)
    if -0x80000000 <= whole <= 0x7FFFFFFF:
        return whole
    return (whole + 0x80000000) % 0x100000000 - 0x80000000


def check_any(position: int, value: Value) -> None:
    """Refuse an absent argument."""
    if value is MISSING:
        raise argument_error(position, "value expected")


def check_number(position: int, value: Value) -> float:
    """Return a number, also from a string that reads as one."""
    if type(value) is float:
        return value
    number = tonumber(value)
    if number is None:
        raise type_error(position, "number", value)
    return number


def check_integer(position: int, value: Value) -> int:
    """Return a number truncated to 64 bits (luaL_checkinteger)."""
    return to_integer(value if type(value) is float else check_number(position, value))


def check_int(position: int, value: Value) -> int:
    """Return a number truncated to 32 bits (luaL_checkint)."""
    return to_int(value if type(value) is float else check_number(position, value))


def check_string(position: int, value: Value) -> str:
    """Return a string, also from a number."""
    if type(value) is str:
        return value
    if type(value) is float:
        return number_text(value)
    raise type_error(position, "string", value)


def check_c_string(position: int, value: Value) -> str:
    """Return a string as C's functions and "%s" read it: up to the first NUL byte."""
    return check_string(position, value).partition("\0")[0]


def check_table(position: int, value: Value) -> LuaTable:
    """Return a table."""
    if type(value) is not LuaTable:
        raise type_error(position, "table", value)
    return value


def check_function(position: int, value: Value) -> LuaFunction:
    """Return a function; callable tables are none (luaL_checktype)."""
    if type(value) is not LuaFunction:
        raise type_error(position, "function", value)
    return value


def check_option(position: int, value: Value, default: str | None, options: tuple[str, ...]) -> str:
    """Return one of the options; an absent argument or nil is `default` (luaL_checkoption)."""
    absent = default is not None and (value is None or value is MISSING)
    text = default if absent else check_c_string(position, value)
    if text not in options:
        raise argument_error(position, f"invalid option '{text}'")
    return text


def opt_number(position: int, value: Value, default: float) -> float:
    """Return a number, `default` for nil or an absent argument."""
    return default if value is None or value is MISSING else check_number(position, value)


def opt_integer(position: int, value: Value, default: int) -> int:
    """Return a 64-bit integer, `default` for nil or an absent argument."""
    return default if value is None or value is MISSING else check_integer(position, value)


def opt_int(position: int, value: Value, default: int) -> int:
    """Return a 32-bit integer, `default` for nil or an absent argument."""
    return default if value is None or value is MISSING else check_int(position, value)


def opt_string(position: int, value: Value, default: str) -> str:
    """Return a string, `default` for nil or an absent argument."""
    return default if value is None or value is MISSING else check_string(position, value)
