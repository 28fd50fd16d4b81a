"""Values between Python and Lua: text, numbers, lists, JSON documents and times.

Lua strings are byte strings (one latin-1 character a byte) holding UTF-8; Lua numbers are floats. Nothing
here knows of registries or of the objects that scripts see; `fields.py` builds those on top of it.
"""

import re
from collections.abc import Mapping
from typing import Any

from interpreter import LuaTable, Value, decode, encode, tostring

_DEPTH = 100
_GO_TIME = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-])(\d\d)(\d\d)(?: \S+)?")
_RFC3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def to_lua(value: Any) -> Value:
    """Give the Lua value for a JSON-like Python value; None inside a list or an object is left out."""
    if isinstance(value, str):
        return encode(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    table = LuaTable()
    if isinstance(value, Mapping):
        for key, member in value.items():
            if member is not None:
                table.set(encode(str(key)), to_lua(member))
        return table
    for position, item in enumerate(value, start=1):
        if item is not None:
            table.set(float(position), to_lua(item))
    return table


def is_list(table: LuaTable) -> bool:
    """Say whether every key of the table is one of 1..n; an empty table is no list."""
    length = table.length()
    return length > 0 and sum(1 for _ in table.items()) == length


def plain_number(value: float) -> int | float:
    """Give a whole Lua number as int, so that JSON and logs show 5 and not 5.0."""
    return int(value) if value.is_integer() else value


def from_lua(value: Value, depth: int = 0) -> Any:
    """Give the Python value for a Lua value: tables as lists or dicts, whole numbers as ints.

    Objects and functions come as their text. Raises ValueError for tables nested more than 100 levels deep,
    as one that holds itself is.
    """
    if depth > _DEPTH:
        raise ValueError("table is nested too deeply")
    if isinstance(value, str):
        return decode(value)
    if isinstance(value, float):
        return plain_number(value)
    if value is None or isinstance(value, bool):
        return value
    if not isinstance(value, LuaTable):
        return decode(tostring(value))
    if is_list(value):
        return [from_lua(value.get(float(position)), depth + 1) for position in range(1, value.length() + 1)]
    return {
        decode(key) if isinstance(key, str) else tostring(key): from_lua(member, depth + 1)
        for key, member in value.items()
    }


def go_time(text: str) -> str:
    """Give an RFC 3339 time the way the Go regbot shows times: `2024-01-02 03:04:05 +0000 UTC`.

    Text that is no such time is given back as it is.
    """
    found = _RFC3339.fullmatch(text)
    if found is None:
        return text
    day, clock, fraction, zone = found.groups()
    fraction = (fraction or "").rstrip("0").rstrip(".")
    if zone in "Zz":
        return f"{day} {clock}{fraction} +0000 UTC"
    offset = zone.replace(":", "")
    return f"{day} {clock}{fraction} {offset} {'UTC' if offset == '+0000' else offset}"


def rfc3339(text: str) -> str | None:
    """Give a time in either form as RFC 3339, or None when it is neither."""
    if _RFC3339.fullmatch(text) is not None:
        return text
    found = _GO_TIME.fullmatch(text)
    if found is None:
        return None
    day, clock, sign, hours, minutes = found.groups()
    zone = "Z" if hours == minutes == "00" else f"{sign}{hours}:{minutes}"
    return f"{day}T{clock}{zone}"
