"""What gsub puts in a match's place: a text with captures, a table's field, or a function's result.

Follows `add_value` and `add_s` of `lstrlib.c`. Called by string.py, whose find, match and gmatch share
`captures_of`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interpreter.errors import runtime_error
from interpreter.function import first
from interpreter.metatables import index
from interpreter.table import LuaTable
from interpreter.values import number_text, type_name

from .patterns import UNFINISHED, Match

Value = Any
Replacement = Callable[[Match, str], str]


def captures_of(match: Match, subject: str) -> tuple[Value, ...]:
    """Return a match's captures, the whole match when the pattern has none (`push_captures`)."""
    captures = match[2]
    if not captures:
        return (subject[match[0] : match[1]],)
    if UNFINISHED in captures:
        raise runtime_error("unfinished capture")
    return captures


def replacement_of(repl: Value) -> Replacement:
    """Return a function (match, subject) -> str for gsub's third argument (`add_value`)."""
    if type(repl) is str:
        return _template(repl)

    def look_up(match: Match, subject: str) -> str:
        captures = match[2]
        key = captures[0] if captures else subject[match[0] : match[1]]
        if key is UNFINISHED:
            raise runtime_error("unfinished capture")
        return checked(index(repl, key), match, subject)

    def call(match: Match, subject: str) -> str:
        return checked(first(repl.call(*captures_of(match, subject))), match, subject)

    def checked(value: Value, match: Match, subject: str) -> str:
        if type(value) is str:
            return value
        if value is None or value is False:
            return subject[match[0] : match[1]]
        if type(value) is float:
            return number_text(value)
        raise runtime_error(f"invalid replacement value (a {type_name(value)})")

    return look_up if type(repl) is LuaTable else call


def _template(repl: str) -> Replacement:
    """Return the function for a replacement text: `%0` to `%9` are captures (`add_s`)."""
    pieces: list[str | int] = []
    at = 0
    while at < len(repl):
        found = repl.find("%", at)
        if found < 0:
            pieces.append(repl[at:])
            break
        pieces.append(repl[at:found])
        char = repl[found + 1 : found + 2] or "\0"  # C reads the NUL behind the text
        pieces.append(int(char) if char in "0123456789" else char)
        at = found + 2

    def fill(match: Match, subject: str) -> str:
        start, end, captures = match
        parts: list[str] = []
        for piece in pieces:
            if type(piece) is str:
                parts.append(piece)
                continue
            assert type(piece) is int
            if piece == 0 or (piece == 1 and not captures):
                parts.append(subject[start:end])
                continue
            if piece > len(captures):
                raise runtime_error("invalid capture index")
            value = captures[piece - 1]
            if value is UNFINISHED:
                raise runtime_error("unfinished capture")
            parts.append(value if type(value) is str else number_text(value))
        return "".join(parts)

    return fill
