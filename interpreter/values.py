"""Lua values as Python values: type names, truth, and the two conversions between numbers and strings.

nil is None, booleans are bool, numbers are float and nothing else, strings are `str` with one character a
byte (latin-1), so that `#s`, `s:byte()` and patterns cost what they cost on Python strings. Tables,
functions, userdata and threads are classes of their own, which enter themselves into TYPE_NAMES.

This file knows no metatable and no state: `tostring` with `__tostring` is in metatables.py.
"""

import re
from math import copysign, inf
from typing import Any

Value = Any
"""A Lua value. mypy cannot say more: None, bool, float, str or one of the classes in TYPE_NAMES."""

TYPE_NAMES: dict[type, str] = {type(None): "nil", bool: "boolean", float: "number", str: "string"}

NEGATIVE_NAN = copysign(float("nan"), -1.0)
"""What 0/0 gives on the x86 processors that Lua's tests were written on; `print(0/0)` says `-nan` there."""

_DECIMAL = re.compile(r"[ \t\n\v\f\r]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[ \t\n\v\f\r]*\Z", re.ASCII)
# C99's strtod, which Lua 5.1 calls, also takes these; the name is matched whatever its case.
_SPECIAL = re.compile(
    r"\s*([+-]?)(?:(0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[+-]?\d+)?)|(inf(?:inity)?)|nan(?:\(\w*\))?)\s*\Z",
    re.ASCII | re.IGNORECASE,
)


class Userdata:
    """A host object that Lua code can hold, compare and index through its metatable, but not look into."""

    __slots__ = ("__weakref__", "env", "finalizer", "metatable", "value")

    def __init__(self, value: object = None, metatable: Value = None, env: Value = None) -> None:
        self.value = value
        self.metatable = metatable
        self.env = env
        self.finalizer: tuple[int, list[Userdata]] | None = None
        """for proxies: its number, and where it waits for its `__gc` when it has died (garbage.py)"""

    def __del__(self) -> None:
        # Python may find it dead at any time, in any thread: here it only comes back to life and waits.
        if self.finalizer is not None:
            self.finalizer[1].append(self)


TYPE_NAMES[Userdata] = "userdata"


def type_name(value: Value) -> str:
    """The name that Lua's `type` gives. Raises TypeError for what is not a Lua value: a bug of the host."""
    try:
        return TYPE_NAMES[type(value)]
    except KeyError:
        raise TypeError(f"not a Lua value: {value!r}") from None


def truth(value: Value) -> bool:
    """Only nil and false are false (manual 2.4.4)."""
    return value is not None and value is not False


def number_text(number: float) -> str:
    """A number as `print` writes it: `%.14g`, and C's names for what is not finite."""
    if number.is_integer() and -1e14 < number < 1e14 and number:
        return str(int(number))  # the same in half of the time; 0 may be -0
    if number != number:
        return "-nan" if copysign(1.0, number) < 0 else "nan"
    return "%.14g" % number  # noqa: UP031 - an f-string takes half as long again


def tostring_raw(value: Value) -> str:
    """Text of any value without asking metatables: what `tostring` gives for plain values."""
    kind = type(value)
    if kind is str:
        text: str = value
        return text
    if kind is float:
        return number_text(value)
    if value is None:
        return "nil"
    if kind is bool:
        return "true" if value else "false"
    return f"{type_name(value)}: 0x{id(value):08x}"


def tonumber(value: Value) -> float | None:
    """A number, or a string that reads as one (manual 2.2.1), as a number; None for everything else.

    Strings follow C's strtod, as in Lua 5.1: spaces around, decimal or hexadecimal, "inf" and "nan".
    """
    kind = type(value)
    if kind is float:
        number: float = value
        return number
    if kind is not str:
        return None
    if value.isascii() and value.isdecimal():
        return float(value)
    match = _DECIMAL.match(value)
    if match:
        return float(match.group(1))
    # C stops at a NUL byte, and luaO_str2d looks at nothing behind it.
    match = _SPECIAL.match(value.partition("\0")[0]) or _DECIMAL.match(value.partition("\0")[0])
    if match is None:
        return None
    if match.re is _DECIMAL:
        return float(match.group(1))
    sign = -1.0 if match.group(1) == "-" else 1.0
    if match.group(2):
        return sign * _hexadecimal(match.group(2))
    return copysign(float(match.group(3) or "nan"), sign)


def _hexadecimal(text: str) -> float:
    """A hexadecimal number without sign as C99's strtod reads it: infinite where Python raises."""
    try:
        return float.fromhex(text)
    except OverflowError:
        return inf


def encode(text: str) -> str:
    """Python text as a Lua string that holds its UTF-8 bytes."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def decode(string: str) -> str:
    """A Lua string that holds UTF-8 as Python text; bytes that are not UTF-8 come out as `\\xNN`."""
    return string if string.isascii() else string.encode("latin-1").decode("utf-8", "backslashreplace")
