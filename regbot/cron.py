"""When a schedule is due: the cron grammar of the Go regbot, pure. No clock, no sleep, no scheduler.

`parse("15 3 * * mon-fri")` gives a `Cron`; `cron.next(after)` gives the next time it is due. The grammar is
robfig/cron's standard one (behaviour 1.10): five fields, names, lists, ranges, steps, `@daily` and its like,
`@every DURATION`, and `CRON_TZ=Area/City` or `TZ=Area/City` in front. Refuses seconds, years, `L`, `W`, `#`,
`@reboot` and Sunday as 7.

A schedule names wall clock times of its zone. A time that the clocks skip in spring is not run that day; a
time that comes twice in autumn is run twice. Called by `regbot check` and by the scheduler.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from regbot.duration import parse_nanoseconds

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_ZONE = re.compile(r"(?:CRON_)?TZ=(\S*)(?:\s+|$)")
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)
_HORIZON = timedelta(days=9 * 366)  # from 29 February 2096 to that of 2104; the reference gives up after five


NEGATIVE = "a negative interval (allowed: 1s and more, for example 30s, 10m or 1h15m)"
"""What is wrong with an interval, which else is no schedule of this module."""


class CronError(ValueError):
    """A text that is no schedule; `str()` says what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: Mapping[str, int]
    hint: str = ""


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of month", 1, 31, {}),
    _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS, 1)}, " or jan-dec"),
    _Field(
        "day of week",
        0,
        6,
        {name: number for number, name in enumerate(_DAYS)},
        " or sun-sat, where Sunday is 0",
    ),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """A schedule: `every` seconds, or wall clock times. `zone` is None where the text names none."""

    text: str
    zone: ZoneInfo | None = None
    every: int = 0
    minutes: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    both_days: bool = True
    """whether day of month and day of week must both match; else either may"""

    def next(self, after: datetime) -> datetime | None:
        """The first time later than `after` at which the schedule is due, in UTC; None when there is none.

        `after` must know its zone, which is the schedule's where its text names none. (UTC, because Python
        compares two times of one zone by their wall clocks, wrongly where the clocks go back.)
        Looks nine years ahead: `0 0 30 2 *` never comes.
        """
        zone = self.zone or after.tzinfo
        if zone is None:
            raise ValueError("a time without a zone")
        if self.every:
            whole = after.astimezone(UTC).replace(microsecond=0)
            return whole + timedelta(seconds=self.every)
        # Between two changes of the clocks local time runs evenly: look there, then go on behind the change.
        start = after.astimezone(UTC) + _TICK
        end = start + _HORIZON
        while start < end:
            offset = _offset(start, zone)
            change = _even_until(start, zone)
            found = self._first(start.replace(tzinfo=None) + offset, change.replace(tzinfo=None) + offset)
            if found is not None:
                return (found - offset).replace(tzinfo=UTC)
            start = change
        return None

    def _first(self, start: datetime, end: datetime) -> datetime | None:
        """The first wall clock time that matches, from `start` on and before `end`."""
        if start.second or start.microsecond:
            start = start.replace(second=0, microsecond=0) + _MINUTE
        day = start.date()
        while day <= end.date():
            if self._matches(day):
                earliest = (start.hour, start.minute) if day == start.date() else (0, 0)
                for hour in self.hours:
                    for minute in self.minutes:
                        if (hour, minute) >= earliest:
                            found = start.replace(
                                year=day.year, month=day.month, day=day.day, hour=hour, minute=minute
                            )
                            return found if found < end else None
            day += _DAY
        return None

    def _matches(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_month, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (by_month and by_week) if self.both_days else (by_month or by_week)


def _offset(moment: datetime, zone: tzinfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _even_until(start: datetime, zone: tzinfo) -> datetime:
    """The end of a stretch from `start` on, a month at most, in which the zone's clocks do not change."""
    offset = _offset(start, zone)
    low = start
    for _ in range(31):
        high = low + _DAY
        if _offset(high, zone) != offset:
            while high - low > _TICK:
                middle = low + (high - low) // 2
                low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
            return high
        low = high
    return low


def parse(text: str) -> Cron:
    """The schedule that a text means. Raises CronError."""
    rest = text.strip()
    zone = None
    found = _ZONE.match(rest)
    if found is not None:
        zone = _zone(found[1])
        rest = rest[found.end() :]
        if not rest:
            raise CronError(
                f'a schedule must follow {found[0].strip()}, for example "{found[0].strip()} @daily"'
            )
    if rest.startswith("@every "):
        return Cron(text, zone, every=_every(rest.removeprefix("@every ").strip()))
    if rest.startswith("@"):
        if rest not in _DESCRIPTORS:
            allowed = ", ".join(_DESCRIPTORS)
            raise CronError(f"unknown schedule {rest} (allowed: {allowed}, @every 1h30m)")
        rest = _DESCRIPTORS[rest]
    parts = rest.split()
    if len(parts) != len(_FIELDS):
        raise CronError(
            f"expected exactly 5 fields, found {len(parts)} "
            "(allowed: minute hour day-of-month month day-of-week, for example 15 3 * * *)"
        )
    minutes, hours, days, months, weekdays = (
        _numbers(part, field) for part, field in zip(parts, _FIELDS, strict=True)
    )
    both = _is_star(parts[2]) or _is_star(parts[4])
    return Cron(text, zone, 0, tuple(sorted(minutes)), tuple(sorted(hours)), days, months, weekdays, both)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # not there; `../x`; a folder
        raise CronError(f'unknown time zone "{name}" (allowed: for example UTC or Europe/Berlin)') from error


def _every(text: str) -> int:
    """Whole seconds, one at least, as the reference rounds them."""
    try:
        return max(1, parse_nanoseconds(text) // 1_000_000_000)
    except ValueError as error:
        raise CronError(f"@every: {error} (allowed: for example 30s, 10m or 1h15m)") from error


def _numbers(text: str, field: _Field) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        if part:  # empty items mean nothing, as in the reference
            found.update(_range(part, field))
    return frozenset(found)


def _range(part: str, field: _Field) -> range:
    span, slash, step_text = part.partition("/")
    low_text, dash, high_text = span.partition("-")
    if span in ("*", "?"):
        low, high = field.low, field.high
    else:
        low = _number(low_text, part, field)
        # `5/10` is 5, 15, 25 and so on; `5` alone is 5
        high = _number(high_text, part, field) if dash else field.high if slash else low
    step = 1
    if slash:
        if not step_text.isdecimal() or not step_text.isascii():
            raise _wrong(field, part, f'"{step_text}" is no step')
        step = int(step_text)
    if not field.low <= low <= field.high or not field.low <= high <= field.high:
        raise _wrong(field, part, "out of range")
    if low > high:
        raise _wrong(field, part, "the range ends before it begins")
    if step < 1:
        raise _wrong(field, part, "a step must be 1 or more")
    return range(low, high + 1, step)


def _number(text: str, part: str, field: _Field) -> int:
    number = field.names.get(text.lower())
    if number is not None:
        return number
    if not (text.isascii() and text.isdecimal()):
        raise _wrong(field, part, f'"{text}" is no number')
    return int(text)


def _wrong(field: _Field, part: str, what: str) -> CronError:
    return CronError(f'{field.name} "{part}": {what} (allowed: {field.low}-{field.high}{field.hint})')


def _is_star(text: str) -> bool:
    """Whether a field restricts nothing by intent: it has a `*` or `?` whose step is 1."""
    parts = (part.partition("/") for part in text.split(","))
    return any(span in ("*", "?") and (not slash or int(step) == 1) for span, slash, step in parts)
