"""The checks of what scripts pass: texts, file names, numbers, durations, option tables.

Each check takes the position of the argument (self counts as the first, as in Lua) and raises the Lua
argument error that names the function and the argument. Nothing is guessed: a wrong type or an unknown option
is an error with a suggestion, not a value that is silently ignored (behaviour 12, F43). What only registries
know, references and platforms, is checked in nouns.py.
"""

import difflib
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from interpreter import (
    MISSING,
    LuaTable,
    Userdata,
    Value,
    argument_error,
    current,
    decode,
    encode,
    type_name,
)
from regbot.builtins.convert import plain_number
from regbot.duration import parse_duration

REASON = MappingProxyType({"reason": "string"})
"""The option that every write takes: why the script does it."""


def absent(value: Value) -> bool:
    """Say whether an optional argument was left out or is nil."""
    return value is MISSING or value is None


def inner(value: Value) -> Any:
    """Give the object inside a userdata, or None."""
    return value.value if isinstance(value, Userdata) else None


def describe(value: Value) -> str:
    """Name what was passed, for an error text: `no value`, a Lua type, or the noun of one of our objects."""
    if value is MISSING:
        return "no value"
    noun = type(inner(value)).__name__
    return noun.removesuffix("Object").lower() if noun.endswith("Object") else type_name(value)


def mismatch(position: int, expected: str, value: Value) -> Exception:
    """Make the argument error for a value of a wrong type."""
    return argument_error(position, encode(f"{expected} expected, got {describe(value)}"))


def invalid(position: int, error: Exception) -> Exception:
    """Make the argument error for a value that has the right type and cannot be used."""
    return argument_error(position, encode(str(error)))


def text_argument(position: int, value: Value) -> str:
    """Take a string; a number counts as its text, as in Lua's own libraries."""
    if isinstance(value, float):
        return str(plain_number(value))
    if not isinstance(value, str):
        raise mismatch(position, "string", value)
    return decode(value)


def file_argument(position: int, value: Value) -> str:
    """Take a file's name; a relative one counts from the folder in which regbot was started."""
    if not isinstance(value, str):
        raise mismatch(position, "file name", value)
    try:
        name = value.encode("latin-1").decode()
    except UnicodeDecodeError as error:
        raise argument_error(position, "file name is not UTF-8") from error
    if not name or "\0" in name:
        raise argument_error(position, "file name is empty" if not name else "file name holds a zero byte")
    must_be_inside(position, name)
    return name


def must_be_inside(position: int, path: str) -> None:
    """In a sandbox (`defaults.sandbox: strict`) only what lies below its folders can be named."""
    sandbox = current().sandbox
    if sandbox is not None and not sandbox.holds(os.fsencode(path)):
        raise argument_error(position, f"{encode(path)} is outside of the sandbox")


def number_argument(position: int, value: Value) -> float:
    """Take a number."""
    if not isinstance(value, float):
        raise mismatch(position, "number", value)
    return value


def duration_argument(position: int, value: Value, default: float) -> float:
    """Take a Go duration such as `1m30s`; gives seconds."""
    if absent(value):
        return default
    if not isinstance(value, str):
        raise mismatch(position, "duration such as '5m'", value)
    try:
        return parse_duration(decode(value))
    except ValueError as error:
        raise invalid(position, error) from error


def options_argument(position: int, value: Value, known: Mapping[str, str]) -> dict[str, Any]:
    """Take a table of options. `known` gives the Lua type of each: boolean, string, integer, table, any,
    or two of them with "or".

    Absent options are absent from the result; strings come as text, integers as int, all else as it is.
    """
    if absent(value):
        return {}
    if not isinstance(value, LuaTable):
        raise mismatch(position, "table of options", value)
    found = {}
    for key, option in value.items():
        name = decode(key) if isinstance(key, str) else describe(key)
        if not isinstance(key, str) or name not in known:
            raise argument_error(position, encode(f"unknown option '{name}'{_suggestion(name, known)}"))
        found[name] = _option(position, name, option, known[name])
    return found


def reason_option(position: int, value: Value) -> str:
    """Take the options of a write that has no others: `reason`, for plans and reports."""
    reason: str = options_argument(position, value, REASON).get("reason", "")
    return reason


def page_options(position: int, value: Value) -> dict[str, Any]:
    """Take the options of a listing: `limit` (0 is none) and `last`."""
    found = options_argument(position, value, {"limit": "integer", "last": "string"})
    if found.get("limit") == 0:
        del found["limit"]
    return found


def _option(position: int, name: str, value: Value, wanted: str) -> Any:
    if wanted == "integer":
        if isinstance(value, float) and value.is_integer() and value >= 0:
            return int(value)
        got = f"number {value:.14g}" if isinstance(value, float) else describe(value)
        raise argument_error(position, encode(f"option '{name}' must be a whole number, got {got}"))
    if wanted != "any" and type_name(value) not in wanted.split(" or "):
        raise argument_error(position, encode(f"option '{name}' must be a {wanted}, got {describe(value)}"))
    return decode(value) if wanted == "string" else value


def _suggestion(name: str, known: Mapping[str, str]) -> str:
    by_folded = {option.lower(): option for option in known}
    close = difflib.get_close_matches(name.lower(), by_folded, n=1)
    if close:
        return f", did you mean '{by_folded[close[0]]}'?"
    return f", expected one of: {', '.join(known)}"
