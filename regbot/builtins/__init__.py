"""The Lua-facing modules of regbot. This file is the table of them.

`open_builtins` makes each module's table, which is also the metatable of the module's objects (behaviour
11.1), and puts it into the globals of a fresh interpreter. `regbot.run` calls it once a run.
"""

from collections.abc import Callable
from types import MappingProxyType

from interpreter import MISSING, Interpreter, LuaFunction, LuaTable, Value
from regbot.builtins import (
    blob,
    image,
    imageconfig,
    json,
    log,
    manifest,
    parallel,
    reference,
    repo,
    retain,
    semver,
    tag,
    time,
)
from regbot.builtins.arguments import mismatch
from regbot.builtins.changes import Change, Changes
from regbot.builtins.context import Context
from regbot.builtins.objects import fields_of

__all__ = ["MODULES", "Change", "Changes", "Context", "open_builtins"]

# In this order: `image` takes over functions of `manifest`.
MODULES = MappingProxyType(
    {
        "log": log.functions,
        "reference": reference.functions,
        "repo": repo.functions,
        "tag": tag.functions,
        "manifest": manifest.functions,
        "imageconfig": imageconfig.functions,
        "image": image.functions,
        "blob": blob.functions,
        "semver": semver.functions,
        "json": json.functions,
        "time": time.functions,
        "retain": retain.functions,
        "parallel": parallel.functions,
    }
)


def open_builtins(state: Interpreter, context: Context) -> None:
    """Put the modules into the globals of `state`; they act for the one run that `context` describes."""
    for name in MODULES:
        context.tables[name] = LuaTable()
    for name, functions in MODULES.items():
        table = context.tables[name]
        for member, function in functions(context).items():
            table.set(member, LuaFunction(function, member))
        if table.get("__call") is not None:
            table.metatable = table
        elif table.get("__index") is None:
            table.set("__index", table)
        state.globals.set(name, table)
    state.globals.set("pairs", LuaFunction(_pairs(state.globals.get("pairs").call), "pairs"))


def _pairs(original: Callable[..., Value]) -> Callable[..., Value]:
    """Make a `pairs` that goes over the members of manifests and configs too; Lua 5.1 has no `__pairs`."""

    def pairs(value: Value = MISSING, *_: Value) -> Value:
        if isinstance(value, LuaTable):
            return original(value)
        fields = fields_of(value)
        if fields is None:
            raise mismatch(1, "table", value)
        return original(fields.root)

    return pairs
