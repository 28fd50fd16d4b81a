"""Versions as tags spell them, their order by SemVer 2, and the ranges that npm made known.

A tag is a version when it is one to three numbers, with an optional `v` before and the suffixes of SemVer
behind: `1.10`, `v1.2.3-rc.1`, `22.04`. Missing numbers are 0, leading zeros are allowed. A lone number of
more than five digits is a date or a commit and no version: who cleans up by version must not take it for the
newest of all. Ranges are npm's grammar in full, its rule for pre-releases included. Pure; used by the Lua
modules `semver` and `retain`. Why no library: docs/adr/0003-versions-and-ranges.md.
"""

import itertools
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_LONE_DIGITS = 5
_VERSION = re.compile(
    r"[vV]?(\d{1,16})(?:\.(\d{1,16})(?:\.(\d{1,16}))?)?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?",
    re.ASCII,
)
_NUMBER = r"(\d{1,16}|[xX*])"
_PARTIAL = (
    rf"[vV]?{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER}"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?)?(?![\w.*+-])"
)
_SIMPLE = re.compile(rf"\s*(~>|~|\^|<=|>=|<|>|=)?\s*{_PARTIAL}", re.ASCII)
_HYPHEN = re.compile(rf"\s*{_PARTIAL}\s+-\s+{_PARTIAL}\s*", re.ASCII)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True)
class Version:
    """A version. `text` is the tag as it was written, `parts` how many numbers it has (1 to 3)."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""
    build: str = ""
    parts: int = 3
    text: str = ""

    @cached_property
    def precedence(self) -> tuple[Any, ...]:
        """What SemVer 2 orders by (its section 11): equal for versions that differ in spelling or build."""
        return (self.major, self.minor, self.patch, _prerelease_order(self.prerelease))

    @property
    def core(self) -> tuple[int, int, int]:
        """The three numbers."""
        return (self.major, self.minor, self.patch)

    def __str__(self) -> str:
        suffix = (f"-{self.prerelease}" if self.prerelease else "") + (f"+{self.build}" if self.build else "")
        return f"{self.major}.{self.minor}.{self.patch}{suffix}"


@dataclass(frozen=True)
class _Bound:
    sign: str
    version: Version

    def holds(self, version: Version) -> bool:
        return _COMPARE[self.sign](version.precedence, self.version.precedence)


@dataclass(frozen=True)
class Range:
    """A range: a version must be within all bounds of one of the alternatives."""

    text: str
    alternatives: tuple[tuple[_Bound, ...], ...]

    def matches(self, version: Version) -> bool:
        """Whether the version is in the range.

        npm's rule: a pre-release is only in a range that names a pre-release of the same three numbers, so
        that `>=1.2` never chooses `2.0.0-rc.1`.
        """
        return any(_within(version, bounds) for bounds in self.alternatives)


def parse_version(text: str) -> Version | None:
    """The version that `text` spells, None when it spells none."""
    found = _VERSION.fullmatch(text)
    if found is None:
        return None
    major, minor, patch, prerelease, build = found.groups()
    if minor is None and len(major) > _LONE_DIGITS:
        return None
    if prerelease and any(_is_padded(part) for part in prerelease.split(".")):
        return None
    parts = 1 + (minor is not None) + (patch is not None)
    return Version(int(major), int(minor or 0), int(patch or 0), prerelease or "", build or "", parts, text)


def compare(one: Version, other: Version) -> int:
    """-1, 0 or 1 by SemVer 2 precedence."""
    return (one.precedence > other.precedence) - (one.precedence < other.precedence)


def sort_versions(texts: Iterable[str]) -> list[Version]:
    """The versions among `texts`, ascending by precedence.

    Equal ones are ordered by how many numbers they have and then by their text, so that the result does not
    depend on the order of a registry's list.
    """
    found = [version for version in map(parse_version, texts) if version is not None]
    return sorted(found, key=lambda version: (version.precedence, version.parts, version.text))


def latest(texts: Iterable[str], within: Range | None = None) -> Version | None:
    """The greatest release among `texts` (and in the range); pre-releases never count."""
    found = [version for version in sort_versions(texts) if not version.prerelease]
    chosen = [version for version in found if within is None or within.matches(version)]
    return chosen[-1] if chosen else None


def parse_range(text: str) -> Range:
    """Read a range such as `>=1.2 <2`, `^1.4`, `~1.4`, `1.x`, `1.2 - 1.4`, `1 || >=3`; "" and `*` are any.

    Raises ValueError, which shows where the text stops being a range.
    """
    alternatives = []
    at = 0
    for part in text.split("||"):
        alternatives.append(_alternative(text, part, at))
        at += len(part) + 2
    return Range(text, tuple(alternatives))


@dataclass(frozen=True)
class _Partial:
    """The numbers that a range names, up to the first that is left open."""

    numbers: tuple[int, ...]
    prerelease: str

    @property
    def lowest(self) -> Version:
        major, minor, patch = (*self.numbers, 0, 0, 0)[:3]
        return Version(major, minor, patch, self.prerelease)

    def after(self, place: int) -> Version:
        """The first version beyond all that share the numbers up to `place` (0 is the major number).

        It is the pre-release `-0`, which is below all others: the pre-releases of that version are out, too.
        """
        numbers = [*self.numbers[:place], self.numbers[place] + 1, 0, 0]
        return Version(numbers[0], numbers[1], numbers[2], "0")


_NOTHING = (_Bound("<", Version(0, 0, 0, "0")),)


def _alternative(text: str, part: str, at: int) -> tuple[_Bound, ...]:
    hyphen = _HYPHEN.fullmatch(part)
    if hyphen is not None:
        low, high = _partial(hyphen.groups()[:4]), _partial(hyphen.groups()[4:])
        if low is not None and high is not None:
            return (*_simple(">=", low), *_simple("<=", high))
    bounds: list[_Bound] = []
    place, end = 0, len(part.rstrip())
    while place < end:
        found = _SIMPLE.match(part, place)
        named = None if found is None else _partial(found.groups()[1:])
        if found is None or named is None:
            shown = part[place:].lstrip()
            character = at + len(part) - len(shown) + 1
            raise ValueError(f'invalid version range "{text}" at "{shown.rstrip()}" (character {character})')
        bounds += _simple(found[1] or "", named)
        place = found.end()
    return tuple(bounds)


def _partial(groups: Sequence[str | None]) -> _Partial | None:
    """Take the groups of _PARTIAL; None when a number or a pre-release follows a number that is left open."""
    texts, prerelease = groups[:3], groups[3]
    numbers = [int(text) for text in texts if text is not None and text not in "xX*"]
    named = len(list(itertools.takewhile(lambda text: text and text not in "xX*", texts)))
    if len(numbers) > named or (prerelease and named < 3):
        return None
    if prerelease and any(_is_padded(part) for part in prerelease.split(".")):
        return None
    return _Partial(tuple(numbers), prerelease or "")


def _simple(sign: str, named: _Partial) -> tuple[_Bound, ...]:
    """The bounds that one operator with its version stands for."""
    count = len(named.numbers)
    if count == 0:
        return _NOTHING if sign in ("<", ">") else ()
    lower = _Bound(">=", named.lowest)
    if sign in ("~", "~>"):
        return (lower, _Bound("<", named.after(min(count, 2) - 1)))
    if sign == "^":
        # up to the first number that is not 0, or the last that is named
        place = next((place for place, number in enumerate(named.numbers) if number), count - 1)
        return (lower, _Bound("<", named.after(place)))
    if count == 3:
        return (_Bound(sign or "=", named.lowest),)
    if sign == ">=":
        return (lower,)
    beyond = named.after(count - 1)
    if sign == ">":
        return (_Bound(">=", Version(*beyond.core)),)
    if sign == "<=":
        return (_Bound("<", beyond),)
    if sign == "<":
        return (_Bound("<", Version(*named.lowest.core, "0")),)
    return (lower, _Bound("<", beyond))


def _within(version: Version, bounds: tuple[_Bound, ...]) -> bool:
    if not all(bound.holds(version) for bound in bounds):
        return False
    if not version.prerelease:
        return True
    return any(bound.version.prerelease and bound.version.core == version.core for bound in bounds)


def _prerelease_order(prerelease: str) -> tuple[Any, ...]:
    """SemVer 2, section 11: numbers before words, fewer parts before more, a release after all."""
    if not prerelease:
        return (1,)
    parts = prerelease.split(".")
    return (0, tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts))


def _is_padded(part: str) -> bool:
    return len(part) > 1 and part[0] == "0" and part.isdigit()
