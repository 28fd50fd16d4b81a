"""Lua 5.1 patterns: compile once per text, then search subjects for them.

`compile_pattern` returns a cached `Pattern`; string.py's find, match, gmatch and gsub call its `search` and
`match`. Two engines give equal results: a regular expression where its time is bounded (pattern_regex.py),
else a machine that can be interrupted at any step (pattern_machine.py). Refuses nothing that Lua accepts:
faulty patterns raise PatternError when the faulty item is reached, as Lua does.
"""

from __future__ import annotations

import re
from typing import Any, Final

from .pattern_items import Kind, Parsed, parse
from .pattern_machine import Machine, PatternError, Tick, assemble
from .pattern_regex import class_source, translate

__all__ = [
    "SPECIALS",
    "UNFINISHED",
    "Match",
    "Pattern",
    "PatternError",
    "Tick",
    "compile_pattern",
    "compiled",
]

SPECIALS = frozenset("^$*+?.([%-")  # without any of these, find compares plain text
_CACHE_SIZE = 1000
# Most characters that one call into `re` may look at: about 10 ms, the longest that nothing can interrupt.
UNINTERRUPTED = 1_000_000


class _Unfinished:
    """The value of a capture that was opened and never closed."""

    __slots__ = ()


UNFINISHED: Final = _Unfinished()

# start, end, captures (str, or float for a position capture, or UNFINISHED); no captures: an empty tuple
Match = tuple[int, int, tuple[Any, ...]]


class Pattern:
    """A compiled pattern. Holds no state of a run: one object serves every script of the process."""

    __slots__ = (
        *("anchored", "attempt", "candidates", "longest_matched", "longest_quick", "longest_searched"),
        *("parsed", "positions", "program", "regex"),
    )

    def __init__(self, parsed: Parsed, *, use_regex: bool = True) -> None:
        self.parsed = parsed
        self.anchored = parsed.anchored
        self.positions = parsed.positions
        self.regex = regex = translate(parsed) if use_regex else None
        self.program = assemble(parsed)
        self.candidates = _candidates(parsed)
        self.longest_matched = self.longest_searched = self.longest_quick = -1
        self.attempt: Any = None
        if regex is not None:
            self.longest_matched = regex.longest_matched(UNINTERRUPTED)
            self.longest_searched = regex.longest_searched(UNINTERRUPTED)
            self.attempt = regex.code.match if self.anchored else regex.code.search
            self.longest_quick = self.longest_matched if self.anchored else self.longest_searched

    def search(self, subject: str, at: int, tick: Tick) -> Match | None:
        """Return the first match at or after `at` (only at `at` when anchored).

        Where `len(subject) - at <= longest_quick`, `attempt(subject, at)` is the same, as a match of `re`.
        Calls `tick` about once per 500 steps or attempts. Raises PatternError for a faulty pattern.
        """
        if len(subject) - at <= self.longest_quick:
            found = self.attempt(subject, at)
            return None if found is None else self._regex_match(found)
        tick(1)
        if self.anchored:
            return self._machine_match(self._machine(subject, tick), at)
        return self._search_places(subject, at, tick)

    def _search_places(self, subject: str, at: int, tick: Tick) -> Match | None:
        """Try one place after the other, only where the first character fits."""
        regex = self.regex if len(subject) - at <= self.longest_matched else None
        machine = None if regex is not None else self._machine(subject, tick)
        size = len(subject)
        candidates = self.candidates
        tries = 0
        while at <= size:
            if candidates is not None:
                start = candidates(subject, at)
                if start is None:
                    return None
                at = start.start()
            if machine is not None:
                result = self._machine_match(machine, at)
                if result is not None:
                    return result
            else:
                assert regex is not None
                tries += 1
                if tries % 500 == 0:
                    tick(500)
                found = regex.code.match(subject, at)
                if found is not None:
                    return self._regex_match(found)
            at += 1
        return None

    def every_match(self, subject: str) -> re.Pattern[str] | None:
        """Return a regular expression whose `finditer` and `sub` give exactly Lua's matches in this subject.

        None when there is none: matches may be empty (there `re` goes on differently), or the time is
        not bounded, or the pattern is anchored.
        """
        regex = self.regex
        if regex is None or self.anchored or regex.least == 0 or len(subject) > self.longest_searched:
            return None
        return regex.code

    def _machine(self, subject: str, tick: Tick) -> Machine:
        return Machine(self.program, self.parsed.captures, subject, tick)

    def _machine_match(self, machine: Machine, at: int) -> Match | None:
        end = machine.match(at)
        if end < 0:
            return None
        values: list[Any] = [
            machine.subject[start:stop] for start, stop in zip(machine.starts, machine.ends, strict=True)
        ]
        for number in self.positions:
            values[number] = float(machine.starts[number] + 1)
        for number in self.parsed.unfinished:
            values[number] = UNFINISHED
        return at, end, tuple(values)

    def _regex_match(self, found: re.Match[str]) -> Match:
        return found.start(), found.end(), self.regex_captures(found)

    def regex_captures(self, found: re.Match[str]) -> tuple[Any, ...]:
        """Return the captures of a match of this pattern's regular expression."""
        if not self.positions:
            return found.groups()
        values: list[Any] = list(found.groups())
        for number in self.positions:
            values[number] = float(found.start(number + 1) + 1)
        return tuple(values)


def _candidates(parsed: Parsed) -> Any:
    """Return a search for the characters that a match can start with; None when it can start anywhere.

    A faulty item must be reached wherever Lua reaches it, so only a plain first character counts.
    """
    for item in parsed.items:
        if item.kind in (Kind.SINGLE, Kind.PLUS):
            return re.compile(class_source(item.chars), re.DOTALL).search if len(item.chars) < 256 else None
        if item.kind is Kind.BALANCE:
            return re.compile(re.escape(item.text[0])).search
        if item.kind not in (Kind.OPEN, Kind.POSITION):
            return None
    return None


compiled: dict[str, Pattern] = {}
"""The patterns compiled so far, by their texts: those of which a leading `^` is an anchor."""
_unanchored: dict[str, Pattern] = {}


def compile_pattern(text: str, *, anchors: bool = True) -> Pattern:
    """Return the compiled pattern, from the cache when this text was seen before.

    `anchors=False` is gmatch's reading: a leading `^` is a plain character.
    """
    cache = compiled if anchors else _unanchored
    pattern = cache.get(text)
    if pattern is None:
        if len(cache) >= _CACHE_SIZE:
            cache.clear()
        pattern = cache[text] = Pattern(parse(text, anchors=anchors))
    return pattern
