"""A Lua pattern's text as a list of items: what patterns.py compiles.

Follows `lstrlib.c` of Lua 5.1. A pattern has no alternation, so the level of every capture is known from its
place in the text, and so is every error. Lua raises an error only when the matcher *reaches* the faulty item
(`("b"):find("a[")` is nil, `("a"):find("a[")` raises): such a place becomes an `ERROR` item here and is
never raised while parsing. A NUL ends a pattern in 5.1 (`%z` stands for it).

Called by patterns.py only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

MAX_CAPTURES = 32  # LUA_MAXCAPTURES


class Kind(IntEnum):
    """What an item does; SINGLE..LAZY carry `chars`."""

    SINGLE = 0  # one character of the set
    OPTIONAL = 1  # set?
    GREEDY = 2  # set*
    PLUS = 3  # set+
    LAZY = 4  # set-
    OPEN = 5  # ( of capture `number`
    POSITION = 6  # () of capture `number`
    CLOSE = 7  # ) of capture `number`
    BACK = 8  # %1: the text of capture `number` again
    BALANCE = 9  # %bxy: `text` is "xy"
    FRONTIER = 10  # %f[set]
    END = 11  # $ as the last character
    ERROR = 12  # `text` is the message


@dataclass(frozen=True, slots=True)
class Item:
    """One step of a pattern."""

    kind: Kind
    chars: frozenset[str] = frozenset()
    number: int = 0
    text: str = ""


def _characters(test: str) -> frozenset[str]:
    return frozenset(test)


_ALL = frozenset(map(chr, range(256)))
_UPPER = _characters("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = _characters("abcdefghijklmnopqrstuvwxyz")
_DIGIT = _characters("0123456789")
# The C locale's classes: Lua scripts see bytes, so nothing above 127 belongs to any of them.
_CLASSES: dict[str, frozenset[str]] = {
    "a": _UPPER | _LOWER,
    "c": frozenset(map(chr, range(32))) | {"\x7f"},
    "d": _DIGIT,
    "l": _LOWER,
    "p": _characters("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    "s": _characters(" \t\n\v\f\r"),
    "u": _UPPER,
    "w": _UPPER | _LOWER | _DIGIT,
    "x": _DIGIT | _characters("abcdefABCDEF"),
    "z": _characters("\0"),
}
_REPEATS = {"?": Kind.OPTIONAL, "*": Kind.GREEDY, "+": Kind.PLUS, "-": Kind.LAZY}


@lru_cache(maxsize=512)
def class_set(letter: str) -> frozenset[str]:
    """Return the characters that `%letter` matches: a class, its complement, or the letter itself."""
    members = _CLASSES.get(letter.lower())
    if members is None:
        return frozenset(letter)
    return members if letter in _LOWER else _ALL - members


class _Faulty(Exception):
    """The item read is malformed; the matcher raises the message when it gets there."""


def _class_end(text: str, at: int) -> int:
    """Return the place after the single-character item that starts at `at` (`classend`)."""
    size = len(text)
    first = text[at]
    at += 1
    if first == "%":
        if at >= size:
            raise _Faulty("malformed pattern (ends with '%')")
        return at + 1
    if first == "[":
        if text[at : at + 1] == "^":
            at += 1
        while True:  # the first character is a member even when it is "]"
            if at >= size:
                raise _Faulty("malformed pattern (missing ']')")
            escaped = text[at] == "%"
            at += 1
            if escaped and at < size:
                at += 1
            if text[at : at + 1] == "]":
                return at + 1
    return at


def bracket_set(text: str, at: int, last: int) -> frozenset[str]:
    """Return the members of the set whose `[` is at `at` and whose `]` is at `last` (`matchbracketclass`)."""
    members: set[str] = set()
    negated = text[at + 1] == "^"
    if negated:
        at += 1
    at += 1
    while at < last:
        if text[at] == "%":
            at += 1
            members |= class_set(text[at])  # may be the closing "]" itself, as in `[a-%%]`: so does C
        elif text[at + 1] == "-" and at + 2 < last:
            members.update(map(chr, range(ord(text[at]), ord(text[at + 2]) + 1)))
            at += 2
        else:
            members.add(text[at])
        at += 1
    return _ALL - members if negated else frozenset(members)


def _single_set(text: str, at: int, end: int) -> frozenset[str]:
    first = text[at]
    if first == ".":
        return _ALL
    if first == "%":
        return class_set(text[at + 1])
    if first == "[":
        return bracket_set(text, at, end - 1)
    return frozenset(first)


class _Parser:
    """Reads one pattern from left to right, keeping the capture levels."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.items: list[Item] = []
        self.level = 0
        self.unfinished: list[int] = []
        self.positions: set[int] = set()

    def read(self) -> None:
        text = self.text
        at = 0
        try:
            while at < len(text):
                at = self.item(at)
        except _Faulty as fault:
            self.items.append(Item(Kind.ERROR, text=str(fault)))

    def item(self, at: int) -> int:
        text = self.text
        char = text[at]
        if char == "(":
            return self.open(at)
        if char == ")":
            if not self.unfinished:
                raise _Faulty("invalid pattern capture")
            self.items.append(Item(Kind.CLOSE, number=self.unfinished.pop()))
            return at + 1
        if char == "$" and at + 1 == len(text):
            self.items.append(Item(Kind.END))
            return at + 1
        if char == "%":
            following = text[at + 1 : at + 2]
            if following == "b":
                if len(text) < at + 4:
                    raise _Faulty("unbalanced pattern")
                self.items.append(Item(Kind.BALANCE, text=text[at + 2 : at + 4]))
                return at + 4
            if following == "f":
                if text[at + 2 : at + 3] != "[":
                    raise _Faulty("missing '[' after '%f' in pattern")
                end = _class_end(text, at + 2)
                self.items.append(Item(Kind.FRONTIER, bracket_set(text, at + 2, end - 1)))
                return end
            if following in _DIGIT:
                number = ord(following) - ord("1")
                if not 0 <= number < self.level or number in self.unfinished:
                    raise _Faulty("invalid capture index")
                if number in self.positions:  # has no text that could come again: never matches
                    self.items.append(Item(Kind.SINGLE, frozenset()))
                else:
                    self.items.append(Item(Kind.BACK, number=number))
                return at + 2
        return self.single(at)

    def open(self, at: int) -> int:
        if self.level >= MAX_CAPTURES:
            raise _Faulty("too many captures")
        number = self.level
        self.level += 1
        if self.text[at + 1 : at + 2] == ")":
            self.positions.add(number)
            self.items.append(Item(Kind.POSITION, number=number))
            return at + 2
        self.unfinished.append(number)
        self.items.append(Item(Kind.OPEN, number=number))
        return at + 1

    def single(self, at: int) -> int:
        text = self.text
        end = _class_end(text, at)
        chars = _single_set(text, at, end)
        kind = _REPEATS.get(text[end : end + 1], Kind.SINGLE)
        self.items.append(Item(kind, chars))
        return end if kind is Kind.SINGLE else end + 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """A pattern's items and what is known of its captures when it matches."""

    anchored: bool
    items: tuple[Item, ...]
    captures: int
    positions: frozenset[int]
    unfinished: frozenset[int]  # opened and never closed: an error when the capture's value is wanted


def parse(pattern: str, *, anchors: bool = True) -> Parsed:
    """Return the items of `pattern`; with `anchors` false a leading `^` is a plain character (gmatch)."""
    text = pattern.partition("\0")[0]
    anchored = anchors and text.startswith("^")
    parser = _Parser(text[1:] if anchored else text)
    parser.read()
    return Parsed(
        anchored, tuple(parser.items), parser.level, frozenset(parser.positions), frozenset(parser.unfinished)
    )
