"""LuaError, positions and tracebacks in Lua's words.

    Exception
    └── LuaError            what `error` raises and `pcall` catches; carries any Lua value
    BaseException
    └── limits.Stopped      deadline, instruction budget: no Lua code can catch these (limits.py)

Who called whom is not recorded while a script runs. When an error needs a position, this file walks over the
Python frames, innermost first, and reads three kinds of them:

- a node of Lua code that can raise or call, or be ended, holds its place in the source as the free variable
  `lua_site`, or, where it has several, as a local variable of this name; while it is inside a call, its local
  variable `callee` is the function called;
- the entry by which hosts call a Lua function holds the function as the free variable `lua_function`;
- a host function's own frame is known by its code, see function.HOST_FUNCTIONS.

Called by nodes (`Site`), by host functions (`runtime_error`, `argument_error`, `type_error`) and by `debug`.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from types import CodeType, FrameType, TracebackType
from typing import TYPE_CHECKING

from interpreter.function import HOST_FUNCTIONS
from interpreter.values import TYPE_NAMES, Value, number_text, type_name

if TYPE_CHECKING:
    from interpreter.function import LuaFunction


class LuaError(Exception):
    """An error as Lua code sees it.

    `value` is what `pcall` gives back; `traceback` is Lua's text, set when a run ends by the error.
    """

    def __init__(self, value: Value = None, traceback: str | None = None) -> None:
        super().__init__(value)
        self.value = value
        self.traceback = traceback

    def __str__(self) -> str:
        if type(self.value) is str:
            return self.value
        if type(self.value) is float:
            return number_text(self.value)
        return f"(error object is a {type_name(self.value)} value)"


class Site:
    """The place in a chunk that a node stands for, and the name of what it works on."""

    __slots__ = ("chunk", "kind", "line", "name", "other", "tail")

    def __init__(
        self,
        chunk: str,
        line: int,
        kind: str = "",
        name: str = "",
        *,
        tail: bool = False,
        other: "Site | None" = None,
    ) -> None:
        self.chunk = chunk
        self.line = line
        self.kind = kind
        """global, local, upvalue, field, method, or nothing (luaD's getobjname)"""
        self.name = name
        self.tail = tail
        self.other = other
        """the second operand of a binary operator"""

    @property
    def where(self) -> str:
        """`chunk:line: `, what Lua puts before messages."""
        return f"{self.chunk}:{self.line}: "

    @property
    def subject(self) -> str:
        """`local 'x' `, or nothing for what has no name."""
        return f"{self.kind} '{self.name}' " if self.kind else ""


class Level:
    """One running function on the stack: what `debug.getinfo` describes."""

    __slots__ = ("chunk", "frame", "function", "line", "site", "tail")

    def __init__(
        self, function: "LuaFunction | None", at: Site | None = None, frame: FrameType | None = None
    ) -> None:
        self.function = function
        """the function; None where a host called a host function, which leaves no trace"""
        self.chunk = "[C]" if at is None else at.chunk
        self.line = -1 if at is None else at.line
        """the line it is at; -1 in host functions"""
        self.frame = frame
        """a Python frame inside it"""
        self.site: Site | None = None
        """the call in Lua code that called it; None when a host or a metamethod's operator did"""
        self.tail = False
        """a mark of a function that ended by calling the one inside (manual 2.5.8)"""

    @property
    def is_lua(self) -> bool:
        """Whether it is a function of Lua code."""
        return self.line >= 0


TRAMPOLINES: set[CodeType] = set()
"""The code of the loops that run tail calls (calls.py): what they call has replaced their function."""

CALLING: set[CodeType] = set()
"""The code that refuses to call what is no function: a handler of that error has the name of the call."""

_handled: dict[FrameType, TracebackType] = {}


@contextmanager
def handled(error: BaseException) -> Iterator[None]:
    """Within it, levels and tracebacks show the stack on which `error` was raised: for xpcall's handler."""
    begin = error.__traceback__
    if begin is None:
        yield
        return
    _handled[begin.tb_frame] = begin
    try:
        yield
    finally:
        _handled.pop(begin.tb_frame, None)


def _outward(frame: FrameType | None) -> Iterator[FrameType]:
    """Python's frames from `frame` outwards, with those of an error being handled in their place."""
    while frame is not None:
        begin = _handled.get(frame)
        if begin is None:
            yield frame
        else:
            yield from _frames_of(begin)
        frame = frame.f_back


def _frames_of(begin: TracebackType | None) -> list[FrameType]:
    """The frames that an exception went through, innermost first."""
    frames = []
    while begin is not None:
        frames.append(begin.tb_frame)
        begin = begin.tb_next
    frames.reverse()
    return frames


MOST_LOST = 100_000
"""Levels that a chain of tail calls, which may be millions, leaves of itself."""


def levels(frame: FrameType | None = None, error: BaseException | None = None) -> Iterator[Level]:
    """The running functions, innermost first: from a Python frame (default: here), or where `error` was."""
    if error is not None and error.__traceback__ is not None:
        begin = error.__traceback__
        return _levels(chain(_frames_of(begin), _outward(begin.tb_frame.f_back)))
    return _levels(_outward(frame or sys._getframe(1)))


def levels_of(begin: TracebackType | None) -> Iterator[Level]:
    """The functions that an exception went through, innermost first, from where this traceback begins."""
    return _levels(_frames_of(begin))


def _levels(frames: Iterable[FrameType]) -> Iterator[Level]:
    ended: Level | None = None  # a function whose caller we have not met yet
    at: Site | None = None  # where the Lua function is that the frames so far lie in
    inside: FrameType | None = None
    replaced = False  # that function has ended by a tail call
    begun = False  # there is a function inside of what comes next
    called = False  # what has ended is the handler of a call's error
    for frame in frames:
        code = frame.f_code
        free = code.co_freevars
        if "lua_site" in free or "lua_site" in code.co_varnames:
            variables = frame.f_locals
            site: Site | None = variables.get("lua_site")
            if site is None:
                continue
            callee = variables.get("callee")
            if at is not None and callee is not None:
                ended = Level(callee, at, inside)
                ended.tail = replaced
                at = None
            if ended is not None:
                if called:
                    ended.site = site
                    called = False
                elif callee is not None and not ended.tail:
                    ended.function = ended.function or callee
                    if not site.tail or callee.prototype is None:  # a tail call leaves no name
                        ended.site = site
                yield ended
                ended = None
            if at is None:
                at = site
                inside = frame
                # A tail call in which nothing is yet was ended before it began: by a limit.
                replaced = begun and site.tail and callee is not None and callee.prototype is not None
                begun = True
        elif id(code) in HOST_FUNCTIONS:
            if ended is not None:
                yield ended
            ended = Level(None, None, frame)
        elif "lua_function" in free:
            if at is not None:
                if ended is not None:
                    yield ended
                ended = Level(frame.f_locals["lua_function"], at, inside)
                ended.tail = replaced
                at = None
        elif code in CALLING:
            called = ended is not None and at is None
        elif code in TRAMPOLINES:
            callee = frame.f_locals.get("callee")
            if callee is not None and at is not None:
                ended = Level(callee, at, inside)
                ended.tail = replaced
                at = None
                lost = Level(callee)
                lost.tail = True
                for _ in range(min(frame.f_locals["lost"], MOST_LOST)):
                    yield ended
                    ended = lost
    if ended is not None:
        yield ended
    if at is not None:
        yield Level(None, at, inside)


def position(level: int) -> str:
    """`chunk:line: ` of the function at this level, as luaL_where; nothing for host functions."""
    for found in levels(sys._getframe(1)):
        if level == 0:
            return "" if not found.is_lua or found.tail else f"{found.chunk}:{found.line}: "
        level -= 1
    return ""


def runtime_error(message: str, level: int = 1) -> LuaError:
    """The error of a host function, as luaL_error: with the place in the Lua code that called it.

    `level` 2 blames the caller's caller. Nothing is put before when a host function called.
    """
    return LuaError(position(level) + message)


def operation_error(message: str, site: Site | None = None) -> LuaError:
    """The error of an operator, as luaG_runerror: with the place where it stands, when that is Lua code."""
    return LuaError((position(0) if site is None else site.where) + message)


def argument_error(number: int, message: str) -> LuaError:
    """A host function refuses its argument `number` (from 1), as luaL_argerror; the name is the call's."""
    name = "?"
    for level in levels(sys._getframe(1)):
        if level.site is not None:
            name = level.site.name or "?"
            if level.site.kind == "method":
                number -= 1
                if number == 0:
                    return runtime_error(f"calling '{name}' on bad self ({message})")
        break
    return runtime_error(f"bad argument #{number} to '{name}' ({message})")


def type_error(number: int, expected: str, actual: Value) -> LuaError:
    """An argument of the wrong type, as luaL_typerror; what is no Lua value (MISSING) is "no value"."""
    got = type_name(actual) if type(actual) in TYPE_NAMES else "no value"
    return argument_error(number, f"{expected} expected, got {got}")


CATCHABLE = (LuaError, RecursionError, MemoryError)
"""What pcall, xpcall and coroutine.resume catch. Everything else is no error of the script."""


def as_lua_error(error: BaseException) -> LuaError:
    """One of CATCHABLE as the error that Lua code sees."""
    if isinstance(error, LuaError):
        return error
    if isinstance(error, MemoryError):
        return LuaError("not enough memory")
    for level in levels(error=error):
        if level.is_lua:
            return LuaError(f"{level.chunk}:{level.line}: stack overflow")
    return LuaError("stack overflow")


# db_errorfb shows the levels below 12 and the last 10 of a stack that is longer than both together.
_INNER, _OUTER = 12, 10
_LOST = "(tail call): ?"


def traceback(stack: Sequence[Level], start: int = 0, longest: int = 2**40) -> str:
    """`stack traceback:` and a line a level, as debug.traceback writes them (db_errorfb).

    `start`: the level with which to begin. Those below 0 look like lost tail calls, as lua_getstack has it.
    Raises LuaError where there are so many of these that the text would be longer than `longest` bytes.
    """
    if -start * len(_LOST) > longest:
        raise LuaError("not enough memory")
    lines = ["stack traceback:"] + [_LOST] * -start
    shown = max(start, 0)
    end = len(stack)
    if start < end and end - max(start, _INNER) > _OUTER + 1:
        lines += [_describe(level) for level in stack[shown:_INNER]]
        lines.append("...")
        shown = end - _OUTER
    lines += [_describe(level) for level in stack[shown:]]
    return "\n\t".join(lines)


def traceback_of(error: BaseException) -> str:
    """The traceback of what ended a run: as lua.c shows it, above the handler and debug.traceback."""
    return traceback([Level(None), Level(None), *levels(error=error)], 2)


def _describe(level: Level) -> str:
    if level.tail:
        return _LOST
    place = f"{level.chunk}:{level.line}:" if level.is_lua else "[C]:"
    if level.site is not None and level.site.kind:
        return f"{place} in function '{level.site.name}'"
    if not level.is_lua or level.function is None or level.function.prototype is None:
        return f"{place} ?"
    prototype = level.function.prototype
    if prototype.is_main:
        return f"{place} in main chunk"
    return f"{place} in function <{prototype.chunk}:{prototype.line}>"
