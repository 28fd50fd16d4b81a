"""Durations as the documents promise them: the syntax of Go's `time.ParseDuration`, and back.

`1h15m`, `30s`, `1.5h`, `-2m`, `0`. No blanks, no days, no bare numbers besides `0`: `1d` is an error that
says so instead of a guess. Called by the config model; the scripts' API parses its polling times here too.
"""

from __future__ import annotations

import re

UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,  # micro sign
    "\u03bcs": 1_000,  # Greek letter mu
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_LIMIT = 1 << 63  # Go counts nanoseconds in 64 bits: about 292 years
_GROUP = re.compile(r"(\d*)(?:\.(\d*))?([^\d.]*)", re.ASCII)


def parse_duration(text: str) -> float:
    """The seconds that a text such as `1h15m` means; ValueError says what is wrong with it."""
    return parse_nanoseconds(text) / 1e9


def parse_nanoseconds(text: str) -> int:
    """The nanoseconds that a text such as `1h15m` means; ValueError says what is wrong with it."""
    sign, rest = (-1, text[1:]) if text[:1] == "-" else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    if not rest:
        raise ValueError(f'invalid duration "{text}"')
    total = 0
    at = 0
    while at < len(rest):
        group = _GROUP.match(rest, at)
        if group is None or not (group[1] or group[2]):
            raise ValueError(f'invalid duration "{text}"')
        whole, fraction, unit = group[1], group[2] or "", group[3]
        if not unit:
            raise ValueError(f'missing unit in duration "{text}" (for example {rest[at : group.end()]}s)')
        if unit not in UNITS:
            raise ValueError(f'unknown unit "{unit}" in duration "{text}"')
        total += int(whole or "0") * UNITS[unit]
        if fraction:
            total += int(fraction[:18]) * UNITS[unit] // 10 ** len(fraction[:18])
        at = group.end()
    if total >= _LIMIT and not (sign < 0 and total == _LIMIT):
        raise ValueError(f'invalid duration "{text}": out of range')
    return sign * total


def format_duration(seconds: float) -> str:
    """Seconds as Go prints a duration: `1h0m0s`, `2m30s`, `500ms`, `0s`."""
    nanoseconds = round(seconds * 1e9)
    sign, rest = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    if rest == 0:
        return "0s"
    for unit in ("ns", "\u00b5s", "ms"):
        if rest < UNITS[unit] * 1000:
            return sign + _decimal(rest, UNITS[unit]) + unit
    minutes, rest = divmod(rest, UNITS["m"])
    text = _decimal(rest, UNITS["s"]) + "s"
    if minutes >= 60:
        return f"{sign}{minutes // 60}h{minutes % 60}m{text}"
    return f"{sign}{minutes}m{text}" if minutes else sign + text


def lasted(seconds: float) -> str:
    """How long something took, for people: milliseconds below a second, else tenths: `85ms`, `1m30.2s`."""
    return format_duration(round(seconds, 1 if seconds >= 1 else 3))


def _decimal(amount: int, unit: int) -> str:
    whole, part = divmod(amount, unit)
    if not part:
        return str(whole)
    return f"{whole}.{str(part).zfill(len(str(unit)) - 1).rstrip('0')}"
