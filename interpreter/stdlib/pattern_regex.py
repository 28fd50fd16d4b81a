"""Lua patterns as Python regular expressions, where the time they take is bounded beforehand.

A Lua pattern repeats single characters only, without alternation, so its leftmost match with backtracking is
the same in Python's `re`. What `re` cannot do is stop: no tick reaches into it. Therefore each translation
carries the worst time it can take for a subject of n characters, and patterns.py uses it only below a bound;
the machine of pattern_machine.py does the rest. `%b`, faulty and unfinished patterns are not translated.

A repetition whose characters cannot start what follows it is made possessive (greedy) or walks one way
(lazy): giving characters back could never help, so the result is the same and the time linear.

Called by patterns.py only.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from .pattern_items import Item, Kind, Parsed

_ALL_SIZE = 256
_REPETITIONS = (Kind.GREEDY, Kind.PLUS, Kind.LAZY)
_INFALLIBLE = (Kind.OPTIONAL, Kind.GREEDY, Kind.LAZY, Kind.OPEN, Kind.POSITION, Kind.CLOSE)
_TRANSLATABLE = frozenset(Kind) - {Kind.BALANCE, Kind.ERROR}


def class_source(chars: frozenset[str]) -> str:
    """Return the regular expression (flags: DOTALL) that matches one character of the set."""
    if len(chars) == _ALL_SIZE:
        return "."
    if len(chars) == 1:
        return re.escape(next(iter(chars)))
    if not chars:
        return "[^\\x00-\\xff]"
    codes = sorted(map(ord, chars))
    parts = []
    start = previous = codes[0]
    for code in [*codes[1:], 1000]:
        if code != previous + 1:
            parts.append(f"\\x{start:02x}" if start == previous else f"\\x{start:02x}-\\x{previous:02x}")
            start = code
        previous = code
    return "[" + "".join(parts) + "]"


_MOST_ITEMS = 200  # what follows each item is looked at: the time for it grows with the square


def _frontier_source(chars: frozenset[str]) -> str:
    """Return `%f[set]`: before the subject and after it Lua sees a NUL character."""
    inside = class_source(chars)
    outside = class_source(frozenset(map(chr, range(_ALL_SIZE))) - chars)
    if "\0" in chars:
        return f"(?<={outside})(?!{outside})"
    return f"(?<!{inside})(?={inside})"


def _following(items: tuple[Item, ...], index: int) -> tuple[frozenset[str] | None, bool]:
    """Return the characters that may start what follows item `index` (None: any), and whether it can fail."""
    first: frozenset[str] = frozenset()
    for item in items[index + 1 :]:
        if item.kind in (Kind.SINGLE, Kind.PLUS):
            return first | item.chars, True
        if item.kind in (Kind.OPTIONAL, Kind.GREEDY, Kind.LAZY):
            first |= item.chars
        elif item.kind is Kind.END:
            return first, True
        elif item.kind not in (Kind.OPEN, Kind.POSITION, Kind.CLOSE):
            return None, True
    return first, False


@dataclass(frozen=True, slots=True)
class Regex:
    """A translated pattern with the bounds of its time, in characters looked at."""

    code: re.Pattern[str]
    exponent: int  # matching at one place looks at no more than n ** exponent * factor characters
    factor: int
    linear_search: bool  # a failure at one place costs no more than a few characters
    least: int  # characters of the shortest match

    def longest_matched(self, bound: int) -> int:
        """Return the longest subject that one attempt keeps within the bound; -1 for none."""
        if self.exponent == 0:
            return sys.maxsize if self.factor <= bound else -1
        return int((bound // self.factor) ** (1 / self.exponent)) - 1

    def longest_searched(self, bound: int) -> int:
        """Return the longest subject that a search through all of it keeps within the bound; -1 for none."""
        exponent = 1 if self.linear_search else self.exponent + 1
        return int((bound // self.factor) ** (1 / exponent)) - 1


def translate(parsed: Parsed) -> Regex | None:
    """Return the regular expression for a pattern, or None when it has no exact translation."""
    items = parsed.items
    if len(items) > _MOST_ITEMS or parsed.unfinished or any(item.kind not in _TRANSLATABLE for item in items):
        return None
    parts: list[str] = []
    ambiguous = repetitions = least = 0
    factor = len(items) + 1
    fallible_after_repetition = False
    for index, item in enumerate(items):
        kind = item.kind
        if repetitions and kind not in _INFALLIBLE:
            fallible_after_repetition = True
        if kind in (Kind.SINGLE, Kind.PLUS):
            least += 1
        if kind is Kind.BACK:
            repetitions += 1  # its text is compared in one go, and may be long
        if kind in _REPETITIONS or kind is Kind.OPTIONAL:
            first, fallible = _following(items, index)
            forced = first is not None and not (first & item.chars)
            if kind is Kind.OPTIONAL:
                factor *= 1 if forced or not fallible else 2
            else:
                repetitions += 1
                ambiguous += 0 if forced or not fallible else 1
            parts.append(class_source(item.chars) + _repeat_source(kind, forced))
        else:
            parts.append(_plain_source(item))
    exponent = ambiguous + 1 if repetitions else 0
    code = re.compile("".join(parts), re.DOTALL)
    return Regex(code, exponent, factor, not fallible_after_repetition, least)


def _repeat_source(kind: Kind, forced: bool) -> str:
    if kind is Kind.LAZY:
        return "*?"
    mark = {Kind.OPTIONAL: "?", Kind.GREEDY: "*", Kind.PLUS: "+"}[kind]
    return mark + "+" if forced else mark


def _plain_source(item: Item) -> str:
    kind = item.kind
    if kind is Kind.SINGLE:
        return class_source(item.chars)
    if kind is Kind.FRONTIER:
        return _frontier_source(item.chars)
    if kind is Kind.BACK:
        return f"(?:\\{item.number + 1})"
    return {Kind.OPEN: "(", Kind.CLOSE: ")", Kind.POSITION: "()", Kind.END: r"\Z"}[kind]
