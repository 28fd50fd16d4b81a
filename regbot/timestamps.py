"""Points in time as Unix seconds: from RFC 3339, from Go's text, or by a layout as `os.date` writes them.

Pure but for the machine's time zone, which a layout means unless it begins with `!` (UTC) or holds `%z`. What
does not fit is None and never a guess. Used by the Lua modules `time` and `retain`.
"""

import calendar
import re
import time
from datetime import UTC, datetime, timedelta

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII
)
_GO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)? ([+-])(\d\d)(\d\d)(?: [A-Z+-][A-Z0-9+-]*)?", re.ASCII
)
_VERB = re.compile(r"%(.?)", re.DOTALL)
# Those of os.date that say more than one thing, or go by another name in Python.
_COMPOSED = {
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "R": "%H:%M",
    "e": "%d",
    "h": "%b",
    "n": " ",
    "t": " ",
}
_READABLE = frozenset("aAbBcdHIjmMpSxXyYz%")


def parse_timestamp(text: str) -> float | None:
    """Read `2024-01-02T03:04:05Z` or Go's `2024-01-02 03:04:05 +0000 UTC`; None when it is neither."""
    found = _RFC3339.fullmatch(text) or _GO.fullmatch(text)
    if found is None:
        return None
    *numbers, fraction, sign, hours, minutes = found.groups()
    try:
        whole = calendar.timegm(datetime(*map(int, numbers), tzinfo=UTC).timetuple())  # type: ignore[misc, arg-type]  # six numbers
    except ValueError:
        return None
    if sign and (int(hours) > 23 or int(minutes) > 59):
        return None
    offset = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1) if sign else 0
    return whole - offset + float(fraction or 0)


def parse_layout(text: str, layout: str) -> float | None:
    """Read `text` by a layout of `os.date`; None when it does not fit.

    Raises ValueError for a layout that no text can be read by: unknown or ambiguous verbs, no year.
    """
    utc = layout.startswith("!")
    layout = _VERB.sub(_readable, layout.removeprefix("!"))
    if not re.search(r"(?<!%)(?:%%)*%[Yycx]", layout):
        raise ValueError("layout names no year")
    try:
        found = datetime.strptime(text, layout)  # noqa: DTZ007 - the zone is added below, when the text has none
        if found.tzinfo is not None:
            return found.timestamp()
        return found.replace(tzinfo=UTC).timestamp() if utc else time.mktime(found.timetuple())
    except (ValueError, OverflowError):
        return None


def format_timestamp(seconds: float) -> str:
    """Give RFC 3339 in UTC, whole seconds. Raises ValueError outside the years 1 to 9999."""
    try:
        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds // 1)
    except (OverflowError, ValueError) as error:
        raise ValueError("time is outside the years 1 to 9999") from error
    return when.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def _readable(verb: "re.Match[str]") -> str:
    name = verb[1]
    if name in _COMPOSED:
        return _COMPOSED[name]
    if name not in _READABLE or not name:
        raise ValueError(f'layout has "%{name}", which no time can be read by')
    return f"%{name}"
