"""`log`: a script's own lines in regbot's log.

`log(msg)` and `log.info(msg)` write at INFO, `log.debug`, `log.warn`, `log.error` at their level; a table
after the message adds fields. The module's table is callable, which is what `log "hello"` needs.
"""

import logging
from collections.abc import Callable
from typing import Any

from interpreter import MISSING, LuaTable, Value, decode, tostring
from regbot.builtins.arguments import absent, invalid, mismatch, text_argument
from regbot.builtins.context import ScriptContext
from regbot.builtins.convert import from_lua

_MESSAGE = "User script message"


def functions(context: ScriptContext) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""

    def write(level: int, message: Value, fields: Value) -> tuple[()]:
        text = text_argument(1, message)
        extra = {}
        if not absent(fields):
            if not isinstance(fields, LuaTable):
                raise mismatch(2, "table of fields", fields)
            extra = _fields(fields)
        # `script` and `message` are ours and come first: a field of the script's cannot pose as them.
        ours = {"script": context.script, "message": text}
        context.log(level, _MESSAGE, **{**ours, **extra, **ours})
        return ()

    def call(_: Value = None, message: Value = MISSING, *__: Value) -> tuple[()]:
        # Arguments after the message are ignored here, as they always were.
        return write(logging.INFO, message, None)

    def at(level: int) -> Callable[..., Value]:
        return lambda message=MISSING, fields=None, *_: write(level, message, fields)

    return {
        "__call": call,
        "debug": at(logging.DEBUG),
        "info": at(logging.INFO),
        "warn": at(logging.WARNING),
        "error": at(logging.ERROR),
    }


def _fields(table: LuaTable) -> dict[str, Any]:
    """Give the members as Python values; each needs a name."""
    found = {}
    try:
        for name, value in table.items():
            if not isinstance(name, str):
                raise ValueError(f"a field needs a name, got the key {decode(tostring(name))}")
            found[decode(name)] = from_lua(value)
    except ValueError as error:
        raise invalid(2, error) from error
    return found
