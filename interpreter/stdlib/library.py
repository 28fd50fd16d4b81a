"""What every library does when it is opened: put host functions into a table that scripts find by its name.

Called by the `open_…` function of each library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from interpreter.function import LuaFunction
from interpreter.table import LuaTable

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any


def subtable(table: LuaTable, name: str) -> LuaTable:
    """Return the table in field `name`, made when it is not there."""
    found = table.get(name)
    if type(found) is not LuaTable:
        found = LuaTable()
        table.set(name, found)
    return found


def add_functions(library: LuaTable, functions: Mapping[str, Callable[..., Value]]) -> None:
    """Put host functions into a table; their environment is the globals of the state that opens it."""
    for name, call in functions.items():
        library.set(name, LuaFunction(call, name))


def install(state: Interpreter, name: str, functions: Mapping[str, Callable[..., Value]]) -> LuaTable:
    """Make or extend the global table `name`, enter it in `package.loaded`, and return it (luaL_register)."""
    library = subtable(state.globals, name)
    add_functions(library, functions)
    subtable(state.registry, "_LOADED").set(name, library)
    return library
