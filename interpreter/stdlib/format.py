"""`string.format`: C's printf as Lua 5.1 calls it, without a C library below.

A format text is read once into a list of steps and cached; `format_values` runs the steps. The verbs are
those of Lua 5.1: `%c %d %i %o %u %x %X %e %E %f %g %G %q %s %%`. Faulty items raise when they are reached,
after the items before them took their arguments, with the texts of `lstrlib.c`.

Called by string.py. Refuses results above the state's string limit ("not enough memory").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from interpreter.errors import argument_error, runtime_error

from .arguments import check_number, check_string

Value = Any
_FLAGS = "-+ #0"
_MOST_FLAGS = 5  # six flags are "repeated", whichever they are
_LONG_TEXT = 100  # from here on a `%s` without precision passes the string through as it is
_CACHE_SIZE = 1000
_LONG_MIN = -(2**63)
_UNSIGNED = 2**64


class Spec:
    """One format item: flags, width, precision and verb."""

    __slots__ = ("flags", "left", "precision", "source", "verb", "width")

    def __init__(self, source: str, flags: str, width: int, precision: int | None, verb: str) -> None:
        self.source = source
        self.flags = flags
        self.left = "-" in flags
        self.width = width
        self.precision = precision
        self.verb = verb

    def pad(self, text: str) -> str:
        """Return the text padded with blanks to the width."""
        return text.ljust(self.width) if self.left else text.rjust(self.width)


Step = tuple[Callable[[Spec, int, Value], str], Spec]


def to_long(number: float) -> int:
    """Return `(long)number` as the x86-64 compilers do it: what does not fit becomes the least long."""
    if -9.3e18 < number < 9.3e18:  # false for NaN
        whole = int(number)
        if _LONG_MIN <= whole < -_LONG_MIN:
            return whole
    return _LONG_MIN


def to_unsigned_long(number: float) -> int:
    """Return `(unsigned long)number` as the x86-64 compilers do it: negative numbers wrap around."""
    if number >= 2**63:
        return (to_long(number - 2**63) + 2**63) % _UNSIGNED
    return to_long(number) % _UNSIGNED


def _finish_integer(spec: Spec, sign: str, digits: str) -> str:
    """Apply precision, zero flag and width to digits."""
    if spec.precision is not None:
        digits = digits.rjust(spec.precision, "0")
    elif "0" in spec.flags and not spec.left:
        digits = digits.rjust(spec.width - len(sign), "0")
    return spec.pad(sign + digits)


def _signed(spec: Spec, position: int, value: Value) -> str:
    number = to_long(value if type(value) is float else check_number(position, value))
    if spec.source == "%d":
        return str(number)
    sign = "-" if number < 0 else "+" if "+" in spec.flags else " " if " " in spec.flags else ""
    digits = "" if number == 0 and spec.precision == 0 else str(abs(number))
    return _finish_integer(spec, sign, digits)


def _unsigned(spec: Spec, position: int, value: Value) -> str:
    number = to_unsigned_long(value if type(value) is float else check_number(position, value))
    verb = spec.verb
    digits = "" if number == 0 and spec.precision == 0 else format(number, "d" if verb == "u" else verb)
    prefix = ""
    if "#" in spec.flags:
        if verb == "o" and not digits.startswith("0") and len(digits) >= (spec.precision or 0):
            digits = "0" + digits
        elif verb in "xX" and number:
            prefix = "0" + verb
    return _finish_integer(spec, prefix, digits)


def _floating(spec: Spec, position: int, value: Value) -> str:
    number = value if type(value) is float else check_number(position, value)
    if math.isfinite(number):
        return spec.source % number
    sign = "-" if math.copysign(1.0, number) < 0 else "+" if "+" in spec.flags else ""
    if not sign and " " in spec.flags:
        sign = " "
    text = sign + ("nan" if number != number else "inf")
    return spec.pad(text.upper() if spec.verb in "EG" else text)


def _character(spec: Spec, position: int, value: Value) -> str:
    number = to_long(check_number(position, value))
    code = number & 0xFF if -(2**31) <= number < 2**31 else 0
    return spec.pad(chr(code)).partition("\0")[0]  # C measures the result with strlen


def _text(spec: Spec, position: int, value: Value) -> str:
    text = value if type(value) is str else check_string(position, value)
    if spec.precision is None and len(text) >= _LONG_TEXT:
        return text
    text = text.partition("\0")[0]  # a C string ends at the first NUL
    if spec.precision is not None:
        text = text[: spec.precision]
    return spec.pad(text)


_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\\n", "\r": "\\r", "\0": "\\000"})


def quote(text: str) -> str:
    """Return the text between double quotes so that Lua reads it back (`%q`)."""
    return '"' + text.translate(_ESCAPES) + '"'


def _whole_text(_spec: Spec, position: int, value: Value) -> str:
    """`%s` as most have it: without width and precision."""
    text = value if type(value) is str else check_string(position, value)
    return text if "\0" not in text or len(text) >= _LONG_TEXT else text.partition("\0")[0]


def _quoted(_spec: Spec, position: int, value: Value) -> str:
    return quote(check_string(position, value))


def _faulty(spec: Spec, _position: int, _value: Value) -> str:
    raise runtime_error(spec.source)


_VERBS: dict[str, Callable[[Spec, int, Value], str]] = {
    **dict.fromkeys("di", _signed),
    **dict.fromkeys("ouxX", _unsigned),
    **dict.fromkeys("eEfgG", _floating),
    "c": _character,
    "q": _quoted,
    "s": _text,
}


def _read_item(text: str, at: int) -> tuple[Step, int]:
    """Return the step for the item whose `%` is just before `at`, and the place after it (`scanformat`)."""
    start = at
    size = len(text)
    while at < size and text[at] in _FLAGS:
        at += 1
    flags = text[start:at]
    if len(flags) > _MOST_FLAGS:
        return (_faulty, Spec("invalid format (repeated flags)", "", 0, None, "")), size
    width, at = _read_digits(text, at)
    precision = None
    if text[at : at + 1] == ".":
        digits, at = _read_digits(text, at + 1)
        precision = int(digits or "0")
    if text[at : at + 1] in set("0123456789"):
        message = "invalid format (width or precision too long)"
        return (_faulty, Spec(message, "", 0, None, "")), size
    verb = text[at : at + 1]
    run = _VERBS.get(verb)
    if run is None:
        message = f"invalid option '%{verb.strip(chr(0))}' to 'format'"
        return (_faulty, Spec(message, "", 0, None, "")), size
    if verb == "s" and at == start:
        run = _whole_text
    spec = Spec("%" + text[start : at + 1], flags, int(width or "0"), precision, verb)
    return (run, spec), at + 1


def _read_digits(text: str, at: int) -> tuple[str, int]:
    end = at
    while end < at + 2 and text[end : end + 1] in set("0123456789"):
        end += 1
    return text[at:end], end


def _compile(text: str) -> tuple[tuple[tuple[str, *Step], ...], str]:
    """Return the steps, each behind the text before it, and the text behind the last."""
    steps: list[tuple[str, *Step]] = []
    before = ""
    at = 0
    while True:
        found = text.find("%", at)
        if found < 0:
            break
        before += text[at:found]
        if text[found + 1 : found + 2] == "%":
            before += "%"
            at = found + 2
            continue
        step, at = _read_item(text, found + 1)
        steps.append((before, *step))
        before = ""
    return tuple(steps), before + text[at:]


_cache: dict[str, tuple[tuple[tuple[str, *Step], ...], str]] = {}


def format_values(text: str, values: tuple[Value, ...]) -> str:
    """Return the text with its items filled in.

    `values[0]` is Lua's argument 2. Raises LuaError with the position of a missing or wrong value.
    """
    compiled = _cache.get(text)
    if compiled is None:
        if len(_cache) >= _CACHE_SIZE:
            _cache.clear()
        compiled = _cache[text] = _compile(text)
    steps, behind = compiled
    parts: list[str] = []
    position = 1
    for (before, run, spec), value in zip(steps, values):  # noqa: B905 - `strict` would cost as much as an item
        position += 1
        parts.append(before)
        parts.append(run(spec, position, value))
    if len(steps) > len(values):
        raise argument_error(len(values) + 2, "no value")
    parts.append(behind)
    return "".join(parts)
