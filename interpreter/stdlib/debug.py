"""The `debug` library (manual 5.9) on what the interpreter knows of its own stack.

Honest about its limits: hooks see watched chunks only (hooks.py); local variables are found by the lines
between which they are visible. Called by stdlib/__init__.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

from interpreter.bridge import current
from interpreter.errors import Level, LuaError, argument_error, levels, levels_of, runtime_error, traceback
from interpreter.function import LuaFunction
from interpreter.metatables import concat, get_metatable
from interpreter.scope import FunctionScope, Variable
from interpreter.table import LuaTable
from interpreter.values import Userdata, tonumber

from .arguments import (
    MISSING,
    check_any,
    check_function,
    check_int,
    check_string,
    check_table,
    opt_int,
    opt_string,
    to_int,
)
from .coroutine import Coroutine
from .environment import environment, set_environment
from .library import install

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
_OPTIONS = frozenset("flnSuL")


def _stack(thread: Coroutine | None, frame: FrameType) -> Iterator[Level]:
    """Return the running functions of a thread, or of the caller whose host function has this frame."""
    if thread is None:
        return levels(frame)
    if thread.status == "dead":
        return levels_of(thread.died_at)
    return iter(()) if thread.frame is None else levels(thread.frame)


def _level(thread: Coroutine | None, frame: FrameType, number: int) -> Level | None:
    if number < 0:  # to lua_getstack, what tail calls have left
        lost = Level(None)
        lost.tail = True
        return lost
    for level in _stack(thread, frame):
        if number == 0:
            return level
        number -= 1
    return None


def _split(arguments: tuple[Value, ...]) -> tuple[Coroutine | None, int, tuple[Value, ...]]:
    """Return the thread that is the first argument, if it is one, its count, and the other arguments.

    The coroutine that runs is no other thread: None, as if it was not given.
    """
    if arguments and type(arguments[0]) is Coroutine:
        thread = arguments[0]
        return None if thread is current().coroutine else thread, 1, arguments[1:]
    return None, 0, arguments


def _at(arguments: tuple[Value, ...], index: int) -> Value:
    return arguments[index] if index < len(arguments) else MISSING


# -- variables


def _visible(scope: FunctionScope, line: int) -> list[Variable]:
    """Return the parameters and the locals that are visible at a line, in the order of their places."""
    found: dict[int, Variable] = {}
    for variable in scope.locals:
        if variable.line < line <= variable.last_line:
            found[variable.number] = variable
    return [*scope.parameters, *(found[number] for number in sorted(found))]


def _local_place(level: Level, number: int) -> tuple[list[Any], int, Variable] | None:
    """Return a running function's frame, and the place in it of its local variable `number` (from 1)."""
    function, frame = level.function, level.frame
    if function is None or function.prototype is None or frame is None:
        return None
    values = frame.f_locals.get("f")
    scope: FunctionScope = function.prototype.scope
    variables = _visible(scope, level.line)
    if type(values) is not list or not 1 <= number <= len(variables):
        return None
    variable = variables[number - 1]
    return values, scope.slot(variable), variable


def _getlocal(*arguments: Value) -> Value:
    thread, offset, rest = _split(arguments)
    level = _level(thread, sys._getframe(), check_int(offset + 1, _at(rest, 0)))
    if level is None:
        raise argument_error(offset + 1, "level out of range")
    place = _local_place(level, check_int(offset + 2, _at(rest, 1)))
    if place is None:
        return None
    values, slot, variable = place
    value = values[slot]
    return variable.name, value[0] if variable.is_cell and type(value) is list else value


def _setlocal(*arguments: Value) -> Value:
    thread, offset, rest = _split(arguments)
    level = _level(thread, sys._getframe(), check_int(offset + 1, _at(rest, 0)))
    if level is None:
        raise argument_error(offset + 1, "level out of range")
    value = _at(rest, 2)
    check_any(offset + 3, value)
    place = _local_place(level, check_int(offset + 2, _at(rest, 1)))
    if place is None:
        return None
    values, slot, variable = place
    if variable.is_cell and type(values[slot]) is list:
        values[slot][0] = value
    else:
        values[slot] = value
    return variable.name


def _upvalue(function: LuaFunction, number: int) -> tuple[Variable, int] | None:
    """Return an upvalue of Lua code and its place in the function's `rest`."""
    prototype = function.prototype
    if prototype is None:
        return None
    upvalues = list(prototype.scope.upvalues)
    return (upvalues[number - 1], number - 1) if 1 <= number <= len(upvalues) else None


def _getupvalue(function: Value = MISSING, number: Value = MISSING, *_: Value) -> Value:
    place = check_int(2, number)
    checked = check_function(1, function)
    found = _upvalue(checked, place)
    if found is None:
        return ()
    variable, slot = found
    value = checked.rest[slot]
    return variable.name, value[0] if variable.is_cell else value


def _setupvalue(
    function: Value = MISSING, number: Value = MISSING, value: Value = MISSING, *_: Value
) -> Value:
    check_any(3, value)
    place = check_int(2, number)
    checked = check_function(1, function)
    found = _upvalue(checked, place)
    if found is None:
        return ()
    variable, slot = found
    if variable.is_cell:
        checked.rest[slot][0] = value
    else:
        checked.rest[slot] = value  # it was copied in when the function was made: other copies stay
    return variable.name


# -- the stack


def _traceback(*arguments: Value) -> Value:
    thread, _, rest = _split(arguments)
    number = tonumber(_at(rest, 1)) if len(rest) > 1 else None
    skipped = 1 if thread is None else 0
    if number is not None:
        skipped = to_int(number)
        rest = rest[:-1]  # the last argument, as db_errorfb takes it off
    if rest and type(rest[0]) not in (str, float):
        return rest[-1]
    text = traceback(list(_stack(thread, sys._getframe())), skipped, current().limits.max_string)
    if not rest:
        return text
    result: Value = "\n" + text
    for each in reversed(rest):  # whatever else was given comes with the message
        result = concat(each, result)
    return result


class _Debug:
    """The functions of one state."""

    __slots__ = ("state",)

    def __init__(self, state: Interpreter) -> None:
        self.state = state

    def getinfo(self, *arguments: Value) -> Value:
        """`debug.getinfo([thread,] function [, what])`"""
        thread, offset, rest = _split(arguments)
        options = opt_string(offset + 2, _at(rest, 1), "flnSu")
        subject = _at(rest, 0)
        number = tonumber(subject) if subject is not MISSING else None
        if number is not None:
            level = _level(thread, sys._getframe(), to_int(number))
            if level is None:
                return None
        elif type(subject) is LuaFunction:
            level = Level(subject)
        else:
            raise argument_error(offset + 1, "function or level expected")
        if not _OPTIONS.issuperset(options):
            raise argument_error(offset + 2, "invalid option")
        info = LuaTable()
        for field, value in self.describe(level, options):
            info.set(field, value)
        return info

    def describe(self, level: Level, options: str) -> Iterator[tuple[str, Value]]:
        """Give the fields of getinfo's table (`settabss` and its like in ldblib.c)."""
        function = level.function
        prototype = None if function is None else function.prototype
        if "S" in options:
            yield from self.describe_source(level)
        if "l" in options:
            yield "currentline", float(level.line)
        if "u" in options:
            yield "nups", 0.0 if prototype is None or level.tail else float(len(prototype.scope.upvalues))
        if "n" in options:
            site = level.site
            if level.tail:
                yield "name", ""
            if site is not None and site.kind:
                yield "name", site.name
            yield "namewhat", "" if site is None else site.kind
        if "L" in options and prototype is not None:
            lines = [float(line) for line in sorted(prototype.scope.lines)]
            yield "activelines", LuaTable.from_dict(dict.fromkeys(lines, True))
        if "f" in options and not level.tail:
            yield "func", function

    def describe_source(self, level: Level) -> Iterator[tuple[str, Value]]:
        """Give where a function was defined."""
        prototype = None if level.function is None else level.function.prototype
        if level.tail:
            what, source, short, line, last = "tail", "=(tail call)", "(tail call)", -1, -1
        elif prototype is None:
            what, source, short, line, last = "C", "=[C]", "[C]", -1, -1
        else:
            what = "main" if prototype.is_main else "Lua"
            short = prototype.chunk
            source = self.state.chunk_names.get(short, "=" + short)
            line, last = prototype.line, prototype.end_line
        yield "what", what
        yield "source", source
        yield "short_src", short
        yield "linedefined", float(line)
        yield "lastlinedefined", float(last)

    def getfenv(self, value: Value = MISSING, *_: Value) -> Value:
        """`debug.getfenv(o)`"""
        check_any(1, value)
        if type(value) is LuaFunction:
            return environment(self.state, value)
        if type(value) is Userdata:
            return self.state.globals if value.env is None else value.env
        return value.environment if type(value) is Coroutine else None

    def setfenv(self, value: Value = MISSING, table: Value = MISSING, *_: Value) -> Value:
        """`debug.setfenv(object, table)`"""
        env = check_table(2, table)
        if type(value) is Userdata:
            value.env = env
            return value
        if type(value) is Coroutine:
            value.environment = env
            return value
        if type(value) is LuaFunction and set_environment(value, env):
            return value
        raise runtime_error("'setfenv' cannot change environment of given object")

    def getmetatable(self, value: Value = MISSING, *_: Value) -> Value:
        """`debug.getmetatable(object)`: also where `__metatable` protects it"""
        check_any(1, value)
        return get_metatable(value)

    def setmetatable(self, value: Value = MISSING, metatable: Value = MISSING, *_: Value) -> Value:
        """`debug.setmetatable(object, table)`: for any value; those without a table of their own share it"""
        if metatable is not None and type(metatable) is not LuaTable:
            raise argument_error(2, "nil or table expected")
        if type(value) is LuaTable or type(value) is Userdata:
            value.metatable = metatable
        else:
            self.state.type_metatables[type(value)] = metatable
        return True

    def sethook(self, *arguments: Value) -> Value:
        """`debug.sethook([thread,] hook, mask [, count])`: for what is loaded from now on (hooks.py)"""
        thread, offset, rest = _split(arguments)
        watch = self.state.hooks.current() if thread is None else thread.watch
        if _at(rest, 0) in (MISSING, None):
            watch.set(None, "", 0)
            return ()
        mask = check_string(offset + 2, _at(rest, 1))
        function = check_function(offset + 1, rest[0])
        count = opt_int(offset + 3, _at(rest, 2), 0)
        self.state.hooks.used = True
        watch.set(function, mask, count)
        return ()

    def gethook(self, *arguments: Value) -> Value:
        """`debug.gethook([thread])`"""
        thread, _, _ = _split(arguments)
        watch = self.state.hooks.current() if thread is None else thread.watch
        return watch.function, watch.mask, float(watch.steps)

    def getregistry(self, *_: Value) -> Value:
        """`debug.getregistry()`"""
        return self.state.registry

    def debug(self, *_: Value) -> Value:
        """`debug.debug()`: run lines from standard input until one says `cont`"""
        while True:
            self.state.stderr.write(b"lua_debug> ")
            self.state.stderr.flush()
            line = self.state.stdin.readline()
            if line.rstrip(b"\r\n") == b"cont" or not line:
                return ()
            try:
                self.state.load(line, "=(debug command)").call()
            except LuaError as error:
                self.state.stderr.write(str(error).encode("latin-1") + b"\n")


def open_debug(state: Interpreter) -> None:
    """Install the library into the state."""
    debug = _Debug(state)
    install(
        state,
        "debug",
        {
            "debug": debug.debug,
            "getfenv": debug.getfenv,
            "gethook": debug.gethook,
            "getinfo": debug.getinfo,
            "getlocal": _getlocal,
            "getmetatable": debug.getmetatable,
            "getregistry": debug.getregistry,
            "getupvalue": _getupvalue,
            "setfenv": debug.setfenv,
            "sethook": debug.sethook,
            "setlocal": _setlocal,
            "setmetatable": debug.setmetatable,
            "setupvalue": _setupvalue,
            "traceback": _traceback,
        },
    )
