"""Environments of functions (manual 2.9): what getfenv, setfenv and module do.

A function of Lua code that uses globals keeps its environment in its `rest`, from where every call copies
it into the call's frame; so a change must also reach the frames of the calls that run. Host functions have
the globals of the state as their environment, and keep it. Called by base.py, debug.py and package.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

from interpreter.errors import Level, argument_error, levels, runtime_error
from interpreter.function import VARARG, LuaFunction
from interpreter.table import LuaTable

from .arguments import MISSING, check_int, opt_int

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any


def environment(state: Interpreter, function: LuaFunction) -> LuaTable:
    """Return the function's environment."""
    prototype = function.prototype
    if prototype is None:
        return state.globals
    if prototype.environment is None:
        return state.globals if function.env is None else function.env
    found: LuaTable = function.rest[prototype.environment]
    return found


def set_environment(function: LuaFunction, table: LuaTable) -> bool:
    """Change the environment, for calls that run already too; return False for a host function."""
    prototype = function.prototype
    if prototype is None:
        return False
    place = prototype.environment
    if place is None:
        function.env = table
        return True
    function.rest[place] = table
    slot = prototype.parameters + (prototype.arity == VARARG) + place
    for level in levels(sys._getframe(1)):
        if level.function is function and level.frame is not None:
            frame = level.frame.f_locals.get("f")
            if type(frame) is list:
                frame[slot] = table
    return True


def level_at(number: int, frame: FrameType) -> Level | None:
    """Return the running function at a level, counted from the host function that `frame` belongs to (0)."""
    stack: Iterator[Level] = levels(frame)
    for level in stack:
        if number == 0:
            return level
        number -= 1
    return None


def function_or_level(value: Value, frame: FrameType, *, optional: bool) -> LuaFunction | None:
    """Return the function that is meant: itself, or that at a level (`getfunc`); None for a host function.

    `frame` is the Python frame of the host function that was called.
    """
    if type(value) is LuaFunction:
        return value
    number = opt_int(1, value, 1) if optional else check_int(1, value)
    if number < 0:
        raise argument_error(1, "level must be non-negative")
    level = level_at(number, frame)
    if level is None:
        raise argument_error(1, "invalid level")
    if level.tail:
        raise runtime_error(f"no function environment for tail call at level {number}")
    return level.function


def getfenv(state: Interpreter, value: Value, frame: FrameType) -> LuaTable:
    """Return what `getfenv(value)` gives."""
    function = function_or_level(value, frame, optional=True)
    if function is None or function.prototype is None:
        return state.environment
    return environment(state, function)


def setfenv(state: Interpreter, value: Value, table: LuaTable, frame: FrameType) -> Value:
    """Do what `setfenv(value, table)` does."""
    function = function_or_level(value, frame, optional=False)
    if type(value) is float and value == 0 and value is not MISSING:
        state.environment = table
        return ()
    if function is None or not set_environment(function, table):
        raise runtime_error("'setfenv' cannot change environment of given object")
    return function
