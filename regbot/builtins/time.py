"""`time`: points in time as Unix seconds (numbers), which scripts compare and subtract.

Layouts are those of `os.date`: local time, UTC after a leading `!`. RFC 3339 and the text that `c.created`
gives need none. A text that does not fit gives nil, as `tonumber` does; a bad layout is an error.
"""

import math
import time
from collections.abc import Callable

from interpreter import MISSING, Value, argument_error, current, decode, encode, format_date
from regbot.builtins.arguments import (
    absent,
    duration_argument,
    invalid,
    mismatch,
    number_argument,
    text_argument,
)
from regbot.builtins.context import ScriptContext
from regbot.timestamps import format_timestamp, parse_layout, parse_timestamp


def functions(context: ScriptContext) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""

    def parse(text: Value = MISSING, layout: Value = None, *_: Value) -> Value:
        plain = text_argument(1, text)
        if absent(layout):
            return parse_timestamp(plain)
        try:
            return parse_layout(plain, text_argument(2, layout))
        except ValueError as error:
            raise invalid(2, error) from error

    def form(when: Value = MISSING, layout: Value = None, *_: Value) -> Value:
        seconds = _finite(1, when)
        try:
            if absent(layout):
                return encode(format_timestamp(seconds))
            text = text_argument(2, layout)
            broken_down = time.gmtime if text.startswith("!") else time.localtime
            parts = broken_down(math.floor(seconds))
            return format_date(encode(text.removeprefix("!")), parts, current().ticks.spend)
        except (ValueError, OverflowError, OSError) as error:
            raise argument_error(1, encode(f"time out of range: {seconds:.14g}")) from error

    def since(when: Value = MISSING, *_: Value) -> Value:
        return float(context.now()) - point_argument(1, when)

    def duration(text: Value = MISSING, *_: Value) -> Value:
        if absent(text):
            raise mismatch(1, "duration such as '5m'", text)
        return duration_argument(1, text, 0.0)

    return {
        "now": lambda *_: float(context.now()),
        "parse": parse,
        "format": form,
        "since": since,
        "duration": duration,
    }


def point_argument(position: int, value: Value) -> float:
    """Take a point in time: Unix seconds, or a text that needs no layout."""
    if not isinstance(value, str):
        return _finite(position, value)
    found = parse_timestamp(decode(value))
    if found is None:
        raise argument_error(position, encode(f'"{decode(value)}" is no time such as 2024-01-02T03:04:05Z'))
    return found


def _finite(position: int, value: Value) -> float:
    number = number_argument(position, value)
    if not math.isfinite(number):
        raise argument_error(position, "number of seconds expected, got one that is not finite")
    return number
