"""The Lua-facing modules of regbot.

`open_builtins` makes each module's table, which is also the metatable of the module's objects (behaviour
11.1), and puts it into the globals of a fresh interpreter. The table of all modules is in `modules.py`, which
loads the registry client with them; a script that cannot reach it (reach.py) makes do with the `LIGHT` ones.
`regbot.run` calls this once a run.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from interpreter import Interpreter, LuaFunction, LuaTable, Value
from regbot.builtins import log, parallel, time
from regbot.builtins.beyond import widen
from regbot.builtins.changes import Change, Changes
from regbot.builtins.context import Context, ScriptContext

__all__ = ["LIGHT", "Change", "Changes", "Context", "ScriptContext", "open_builtins"]

LIGHT = MappingProxyType({"log": log.functions, "time": time.functions, "parallel": parallel.functions})
"""The modules that need no client, and no time to load."""

C = TypeVar("C", bound=ScriptContext)


def open_builtins(state: Interpreter, context: ScriptContext) -> None:
    """Put the modules into the globals of `state`: all of them for a `Context`, else the light ones.

    They act for the one run that `context` describes.
    """
    if isinstance(context, Context):
        from regbot.builtins.modules import MODULES, pairs_of

        _open(state, context, MODULES)
        state.globals.set("pairs", LuaFunction(pairs_of(state.globals.get("pairs").call), "pairs"))
    else:
        _open(state, context, LIGHT)
    widen(state)


def _open(
    state: Interpreter, context: C, modules: Mapping[str, Callable[[C], Mapping[str, Callable[..., Value]]]]
) -> None:
    for name in modules:
        context.tables[name] = LuaTable()
    for name, functions in modules.items():
        table = context.tables[name]
        for member, function in functions(context).items():
            table.set(member, LuaFunction(function, member))
        if table.get("__call") is not None:
            table.metatable = table
        elif table.get("__index") is None:
            table.set("__index", table)
        state.globals.set(name, table)
