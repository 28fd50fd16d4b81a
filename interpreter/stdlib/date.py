"""`os.date`'s verbs in the C locale, written out: no C library's locale or extensions shine through.

Pure: takes a broken-down time. Called by os.py. Verbs that C does not know are echoed, as glibc does.
"""

from __future__ import annotations

import time
from collections.abc import Callable

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_TICK = 500


def _hour12(when: time.struct_time) -> int:
    return when.tm_hour % 12 or 12


def _iso_week(when: time.struct_time) -> tuple[int, int]:
    """Return ISO 8601's year and week: the week of the year's first Thursday is week 1."""
    year = when.tm_year
    thursday = when.tm_yday - 1 - when.tm_wday + 3  # day of the year, from 0, of this week's Thursday
    if thursday < 0:
        year -= 1
        thursday += _days_in(year)
    elif thursday >= _days_in(year):
        thursday -= _days_in(year)
        year += 1
    return year, thursday // 7 + 1


def _days_in(year: int) -> int:
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365


def _sunday(when: time.struct_time) -> int:
    return (when.tm_wday + 1) % 7


def _offset(when: time.struct_time) -> str:
    minutes = when.tm_gmtoff // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _clock(t: time.struct_time) -> str:
    return f"{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d}"


def _us_date(t: time.struct_time) -> str:
    return f"{t.tm_mon:02d}/{t.tm_mday:02d}/{t.tm_year % 100:02d}"


def _half(t: time.struct_time) -> str:
    return "AM" if t.tm_hour < 12 else "PM"


_VERBS: dict[str, Callable[[time.struct_time], str]] = {
    "a": lambda t: DAYS[t.tm_wday][:3],
    "A": lambda t: DAYS[t.tm_wday],
    "b": lambda t: MONTHS[t.tm_mon - 1][:3],
    "B": lambda t: MONTHS[t.tm_mon - 1],
    "c": lambda t: f"{DAYS[t.tm_wday][:3]} {MONTHS[t.tm_mon - 1][:3]} {t.tm_mday:2d} {_clock(t)} {t.tm_year}",
    "C": lambda t: str(t.tm_year // 100),
    "d": lambda t: f"{t.tm_mday:02d}",
    "D": _us_date,
    "e": lambda t: f"{t.tm_mday:2d}",
    "F": lambda t: f"{t.tm_year}-{t.tm_mon:02d}-{t.tm_mday:02d}",
    "g": lambda t: f"{_iso_week(t)[0] % 100:02d}",
    "G": lambda t: str(_iso_week(t)[0]),
    "h": lambda t: MONTHS[t.tm_mon - 1][:3],
    "H": lambda t: f"{t.tm_hour:02d}",
    "I": lambda t: f"{_hour12(t):02d}",
    "j": lambda t: f"{t.tm_yday:03d}",
    "k": lambda t: f"{t.tm_hour:2d}",
    "l": lambda t: f"{_hour12(t):2d}",
    "m": lambda t: f"{t.tm_mon:02d}",
    "M": lambda t: f"{t.tm_min:02d}",
    "n": lambda _: "\n",
    "p": _half,
    "P": lambda t: _half(t).lower(),
    "r": lambda t: f"{_hour12(t):02d}:{t.tm_min:02d}:{t.tm_sec:02d} {_half(t)}",
    "R": lambda t: f"{t.tm_hour:02d}:{t.tm_min:02d}",
    "s": lambda t: str(int(time.mktime(t))),
    "S": lambda t: f"{t.tm_sec:02d}",
    "t": lambda _: "\t",
    "T": _clock,
    "u": lambda t: str(t.tm_wday + 1),
    "U": lambda t: f"{(t.tm_yday + 6 - _sunday(t)) // 7:02d}",
    "V": lambda t: f"{_iso_week(t)[1]:02d}",
    "w": lambda t: str(_sunday(t)),
    "W": lambda t: f"{(t.tm_yday + 6 - t.tm_wday) // 7:02d}",
    "x": _us_date,
    "X": _clock,
    "y": lambda t: f"{t.tm_year % 100:02d}",
    "Y": lambda t: str(t.tm_year),
    "z": _offset,
    "Z": lambda t: t.tm_zone,
    "%": lambda _: "%",
}


def format_date(text: str, when: time.struct_time, tick: Callable[[int], None]) -> str:
    """Return the text with each `%verb` filled in; a NUL ends it, a lone `%` at its end stays.

    Calls `tick` with the number of characters, as it goes through them.
    """
    text = text.partition("\0")[0]
    parts: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "%" and at + 1 < len(text):
            at += 1
            verb = _VERBS.get(text[at])
            if verb is not None:
                parts.append(verb(when))
            else:  # a digit is a width to glibc, also of nothing
                parts.append(("%" + text[at]).rjust(int(text[at]) if text[at] in "3456789" else 0))
        else:
            parts.append(char)
        at += 1
        if len(parts) % _TICK == 0:
            tick(_TICK)
    return "".join(parts)
