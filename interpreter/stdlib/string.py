"""The `string` library (manual 5.4) on latin-1 strings: one character is one byte, classes are ASCII's.

The pattern matcher is in patterns.py, printf in format.py. Results above the state's string limit are refused
before they are built. `string.dump` refuses: there is no bytecode. Called by stdlib/__init__.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from interpreter.bridge import current
from interpreter.errors import LuaError, argument_error, runtime_error
from interpreter.function import LuaFunction, pack
from interpreter.table import LuaTable
from interpreter.values import number_text

from .arguments import (
    MISSING,
    check_function,
    check_int,
    check_integer,
    check_string,
    opt_int,
    opt_integer,
)
from .format import format_values
from .library import install
from .patterns import SPECIALS, Match, Pattern, PatternError, compile_pattern, compiled
from .replacement import captures_of, replacement_of

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
MOST_RESULTS = 8000  # LUAI_MAXCSTACK: the most values that one call may return
_TICK = 500
_LONG = 10_000  # characters from which on a string operation counts as work
_MANY = 100  # values that take longer than a call does
_SMALL = 1e15  # numbers of which int() and C's cast make the same
_CODES = {chr(code): float(code) for code in range(256)}
_CHARACTERS = {code: char for char, code in _CODES.items()}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _from_end(position: int, size: int) -> int:
    """Return a position that may count from the end as one from the start (`posrelat`)."""
    if position < 0:
        position += size + 1
    return max(position, 0)


def _len(s: Value = MISSING, *_: Value) -> Value:
    return float(len(s if type(s) is str else check_string(1, s)))


def _worked(text: str) -> str:
    """Return a long text after accounting for the work of a copy."""
    if len(text) > _LONG:
        current().ticks.spend(len(text) // _LONG)
    return text


def _lower(s: Value = MISSING, *_: Value) -> Value:
    text = _worked(s if type(s) is str else check_string(1, s))
    return text.lower() if text.isascii() else text.translate(_LOWER)


def _upper(s: Value = MISSING, *_: Value) -> Value:
    text = _worked(s if type(s) is str else check_string(1, s))
    return text.upper() if text.isascii() else text.translate(_UPPER)


def _reverse(s: Value = MISSING, *_: Value) -> Value:
    return _worked(check_string(1, s))[::-1]


def _sub(s: Value = MISSING, i: Value = MISSING, j: Value = -1.0, *_: Value) -> Value:
    if type(s) is str and type(i) is type(j) is float and -_SMALL < i < _SMALL and -_SMALL < j < _SMALL:
        start, end = int(i), int(j)
        if start > 0:
            start -= 1
        elif start < 0:
            start = max(start + len(s), 0)
        if end < 0:
            end = max(end + len(s) + 1, 0)
        part = s[start:end]
        return part if len(part) <= _LONG else _worked(part)
    text = check_string(1, s)
    size = len(text)
    start = _from_end(check_integer(2, i), size)
    end = _from_end(opt_integer(3, j, -1), size)
    return _worked(text[max(start, 1) - 1 : end]) if start <= end else ""


def _byte(s: Value = MISSING, i: Value = 1.0, j: Value = None, *_: Value) -> Value:
    text = s if type(s) is str else check_string(1, s)
    size = len(text)
    if j is None and type(i) is float and 1 <= i <= size:
        return _CODES[text[int(i) - 1]]
    start = _from_end(opt_integer(2, i, 1), size)
    end = _from_end(opt_integer(3, j, start), size)
    start = max(start, 1)
    end = min(end, size)
    if start > end:
        return ()
    if end - start + 1 > MOST_RESULTS - 3:
        raise runtime_error("stack overflow (string slice too long)")
    if end - start > _MANY:
        current().ticks.spend((end - start) // 8)
    return pack([_CODES[char] for char in text[start - 1 : end]])


def _char(*codes: Value) -> Value:
    if len(codes) == 1 and type(codes[0]) is float and codes[0] in _CHARACTERS:
        return _CHARACTERS[codes[0]]
    characters = []
    if len(codes) > _MANY:
        current().ticks.spend(len(codes) // 2)
    for position, code in enumerate(codes, 1):
        number = check_int(position, code)
        if not 0 <= number <= 255:
            raise argument_error(position, "invalid value")
        characters.append(chr(number))
    return "".join(characters)


def _dump(function: Value = MISSING, *_: Value) -> Value:
    check_function(1, function)
    raise runtime_error("unable to dump given function")


def _quick_captures(found: re.Match[str]) -> Value:
    """Return the same for a match of a regular expression, for a pattern without position captures."""
    groups = found.groups()
    if len(groups) > 1:
        return groups
    return groups[0] if groups else found.group()


class _String:
    """The functions that need the state's ticks and limits."""

    __slots__ = ("longest", "tick")

    def __init__(self, state: Interpreter) -> None:
        self.tick = state.ticks.spend
        self.longest = state.limits.max_string

    def rep(self, s: Value = MISSING, n: Value = MISSING, *_: Value) -> Value:
        """`string.rep(s, n)`"""
        text = check_string(1, s)
        times = check_int(2, n)
        size = len(text) * times
        if size > self.longest:
            raise LuaError("not enough memory")
        if size > _LONG:
            self.tick(size // _LONG)
        return text * times

    def format(self, text: Value = MISSING, *values: Value) -> Value:
        """`string.format(formatstring, ...)`"""
        result = format_values(text if type(text) is str else check_string(1, text), values)
        if len(result) > self.longest:
            raise LuaError("not enough memory")
        return result if len(result) <= _LONG else _worked(result)

    def find(
        self, s: Value = MISSING, p: Value = MISSING, init: Value = None, plain: Value = None, *_: Value
    ) -> Value:
        """`string.find(s, pattern [, init [, plain]])`"""
        subject = s if type(s) is str else check_string(1, s)
        text = p if type(p) is str else check_string(2, p)
        at = 0 if init is None else _start(init, len(subject))
        if (plain is not None and plain is not False) or is_plain(text):
            if len(subject) > _LONG:
                self.tick(len(subject) // _LONG)
            found = subject.find(text, at)
            return None if found < 0 else (found + 1.0, float(found + len(text)))
        pattern = compiled.get(text) or compile_pattern(text)
        if len(subject) - at <= pattern.longest_quick and not pattern.positions:
            quick = pattern.attempt(subject, at)
            return None if quick is None else (quick.start() + 1.0, float(quick.end()), *quick.groups())
        match = self.search(pattern, subject, at)
        if match is None:
            return None
        if not match[2]:
            return match[0] + 1.0, float(match[1])
        return (match[0] + 1.0, float(match[1]), *captures_of(match, subject))

    def match(self, s: Value = MISSING, p: Value = MISSING, init: Value = None, *_: Value) -> Value:
        """`string.match(s, pattern [, init])`"""
        subject = s if type(s) is str else check_string(1, s)
        text = p if type(p) is str else check_string(2, p)
        at = 0 if init is None else _start(init, len(subject))
        pattern = compiled.get(text) or compile_pattern(text)
        if len(subject) - at <= pattern.longest_quick and not pattern.positions:
            quick = pattern.attempt(subject, at)
            return None if quick is None else _quick_captures(quick)
        match = self.search(pattern, subject, at)
        return None if match is None else pack(captures_of(match, subject))

    def search(self, pattern: Pattern, subject: str, at: int) -> Match | None:
        """Search, with a faulty pattern as a Lua error."""
        try:
            return pattern.search(subject, at, self.tick)
        except PatternError as fault:
            raise runtime_error(str(fault)) from None

    def gmatch(self, s: Value = MISSING, p: Value = MISSING, *_: Value) -> Value:
        """`string.gmatch(s, pattern)`: the iterator; a `^` is a plain character here, as in Lua 5.1."""
        subject = check_string(1, s)
        pattern = compile_pattern(check_string(2, p), anchors=False)
        search = self.search
        at = 0
        every = pattern.every_match(subject)
        if every is not None and not pattern.positions:
            matches = every.finditer(subject)

            def gmatch_next(*_: Value) -> Value:
                for found in matches:
                    return _quick_captures(found)
                return ()

            return LuaFunction(gmatch_next, "gmatch_next")

        def gmatch_step(*_: Value) -> Value:
            nonlocal at
            if at > len(subject):
                return ()
            match = search(pattern, subject, at)
            if match is None:
                at = len(subject) + 1
                return ()
            at = match[1] + 1 if match[0] == match[1] else match[1]
            return pack(captures_of(match, subject))

        return LuaFunction(gmatch_step, "gmatch_step")

    def gsub(
        self, s: Value = MISSING, p: Value = MISSING, repl: Value = MISSING, n: Value = None, *_: Value
    ) -> Value:
        """`string.gsub(s, pattern, repl [, n])`"""
        subject = s if type(s) is str else check_string(1, s)
        text = p if type(p) is str else check_string(2, p)
        most = opt_int(4, n, len(subject) + 1)
        if type(repl) is float:
            repl = number_text(repl)
        if type(repl) not in (str, LuaTable, LuaFunction):
            raise argument_error(3, "string/function/table expected")
        pattern = compiled.get(text) or compile_pattern(text)
        every = pattern.every_match(subject)
        if every is None or most <= 0:
            return self.replace_each(self.matches(pattern, subject), subject, repl, most)
        if type(repl) is str and "%" not in repl:
            return self.replace_all(every, subject, repl, most)
        captures = pattern.regex_captures
        matches = ((found.start(), found.end(), captures(found)) for found in every.finditer(subject))
        return self.replace_each(matches, subject, repl, most)

    def replace_all(self, every: Any, subject: str, repl: str, most: int) -> Value:
        """gsub with a text that names no capture, by Python's own substitution."""
        if len(subject) > _LONG:
            self.tick(len(subject) // _LONG)
        if len(repl) > 1 and len(subject) * len(repl) > self.longest:
            count = sum(1 for _ in every.finditer(subject))
            if count * len(repl) > self.longest:
                raise LuaError("not enough memory")
        result, count = every.subn(repl.replace("\\", "\\\\"), subject, most)
        return result, float(count)

    def matches(self, pattern: Pattern, subject: str) -> Iterator[Match]:
        """Give the matches as `str_gsub` finds them: after an empty one it goes a character on."""
        at = 0
        while at <= len(subject):
            match = self.search(pattern, subject, at)
            if match is None:
                return
            yield match
            if pattern.anchored:
                return
            at = match[1] if match[1] > match[0] else match[1] + 1

    def replace_each(self, matches: Iterator[Match], subject: str, repl: Value, most: int) -> Value:
        """gsub with captures, a table or a function."""
        replacement = replacement_of(repl)
        longest = self.longest
        parts: list[str] = []
        at = count = size = 0
        if most > 0:
            for match in matches:
                count += 1
                value = replacement(match, subject)
                parts.append(subject[at : match[0]])
                parts.append(value)
                at = match[1]
                size += len(value)
                if size > longest:
                    raise LuaError("not enough memory")
                if count >= most:
                    break
                if count % _TICK == 0:
                    self.tick(_TICK)
            self.tick(count % _TICK)
        parts.append(subject[at:])
        return "".join(parts), float(count)


def is_plain(text: str) -> bool:
    """Return whether a pattern has no special character; C looks no further than a NUL."""
    if SPECIALS.isdisjoint(text):
        return True
    return "\0" in text and SPECIALS.isdisjoint(text.partition("\0")[0])


def _start(init: Value, size: int) -> int:
    """Return the index, from 0, where a search begins."""
    if type(init) is float and 1 <= init <= size:
        return int(init) - 1
    return min(max(_from_end(opt_integer(3, init, 1), size) - 1, 0), size)


def open_string(state: Interpreter) -> None:
    """Install the library and make it the `__index` of all strings."""
    strings = _String(state)
    functions = {
        "byte": _byte,
        "char": _char,
        "dump": _dump,
        "find": strings.find,
        "format": strings.format,
        "gmatch": strings.gmatch,
        "gsub": strings.gsub,
        "len": _len,
        "lower": _lower,
        "match": strings.match,
        "rep": strings.rep,
        "reverse": _reverse,
        "sub": _sub,
        "upper": _upper,
    }
    library = install(state, "string", functions)
    library.set("gfind", library.get("gmatch"))
    metatable = LuaTable()
    metatable.set("__index", library)
    state.type_metatables[str] = metatable
