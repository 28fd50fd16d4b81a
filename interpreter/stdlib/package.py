"""`require`, `module` and the `package` library (manual 5.3).

Lua files are found through `package.path`, which starts as the state's `package_path`: so modules lie
beside the config that names a script. There is no C: `package.cpath` is empty and `package.loadlib` says
"absent", as Lua does where it was built without dynamic libraries. Called by stdlib/__init__.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from interpreter.errors import LuaError, runtime_error
from interpreter.function import LuaFunction, first
from interpreter.metatables import call, index, set_index
from interpreter.table import LuaTable
from interpreter.values import Userdata

from .arguments import MISSING, check_c_string, check_string, check_table
from .environment import level_at, set_environment
from .library import add_functions, install, subtable
from .loading import load_file

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
DEFAULT_PATH = "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua"
_CONFIG = "/\n;\n?\n!\n-"


def _loadlib(path: Value = MISSING, name: Value = MISSING, *_: Value) -> Value:
    check_string(1, path)
    check_string(2, name)
    return None, "dynamic libraries not enabled; check your Lua installation", "absent"


class _Package:
    """The functions of one state."""

    __slots__ = ("library", "loading", "state")

    def __init__(self, state: Interpreter) -> None:
        self.state = state
        self.loading = Userdata("a module that is being loaded")  # the sentinel in package.loaded
        self.library = LuaTable()

    def require(self, name: Value = MISSING, *_: Value) -> Value:
        """`require(modname)`"""
        module = check_c_string(1, name)
        loaded = subtable(self.state.registry, "_LOADED")
        found = index(loaded, module)
        if found is self.loading:
            raise runtime_error(f"loop or previous error loading module '{module}'")
        if found is not None and found is not False:
            return found
        loader = self.find_loader(module)
        set_index(loaded, module, self.loading)
        result = first(loader.call(module))
        if result is not None:
            set_index(loaded, module, result)
        if index(loaded, module) is self.loading:
            set_index(loaded, module, True)
        return index(loaded, module)

    def find_loader(self, module: str) -> LuaFunction:
        """Return the first function that one of package.loaders gives for a module."""
        loaders = index(self.library, "loaders")
        if type(loaders) is not LuaTable:
            raise runtime_error("'package.loaders' must be a table")
        tried = ""
        place = 1.0
        while (searcher := loaders.get(place)) is not None:
            found = first(call(searcher, module))
            if type(found) is LuaFunction:
                return found
            if type(found) is str or type(found) is float:
                tried += check_string(1, found)
            place += 1
        raise runtime_error(f"module '{module}' not found:{tried}")

    def search_preload(self, name: Value = MISSING, *_: Value) -> Value:
        """The loader that looks into `package.preload`."""
        module = check_c_string(1, name)
        preload = index(self.library, "preload")
        if type(preload) is not LuaTable:
            raise runtime_error("'package.preload' must be a table")
        found = index(preload, module)
        return f"\n\tno field package.preload['{module}']" if found is None else found

    def search_path(self, name: Value = MISSING, *_: Value) -> Value:
        """The loader that looks for Lua files along `package.path`."""
        module = check_c_string(1, name)
        path = index(self.library, "path")
        if type(path) not in (str, float):
            raise runtime_error("'package.path' must be a string")
        tried = ""
        for template in check_c_string(1, path).split(";"):
            if not template:
                continue
            file_name = template.replace("?", module.replace(".", "/"))
            if self.readable(file_name):
                return self.load(module, file_name)
            tried += f"\n\tno file '{file_name}'"
        return tried

    def readable(self, file_name: str) -> bool:
        """Return whether a file is there for the script; a sandbox does not tell what is outside of it."""
        path = file_name.encode("latin-1")
        if self.state.sandbox is not None:
            try:
                path = self.state.sandbox.resolve(path)
            except LuaError:
                return False
        return os.access(path, os.R_OK)

    def load(self, module: str, file_name: str) -> LuaFunction:
        """Return a module's main function. Raises LuaError when its text is no Lua."""
        try:
            return load_file(self.state, file_name)
        except LuaError as error:
            text = f"error loading module '{module}' from file '{file_name}':\n\t{error}"
            raise runtime_error(text) from None

    def search_library(self, name: Value = MISSING, *_: Value) -> Value:
        """The loader for C libraries: there are none."""
        check_string(1, name)
        return ""

    def search_all_in_one(self, name: Value = MISSING, *_: Value) -> Value:
        """The loader for C libraries that hold several modules, which only a name with a dot asks for."""
        return "" if "." in check_c_string(1, name) else ()

    def module(self, name: Value = MISSING, *options: Value) -> Value:
        """`module(name [, ...])`"""
        text = check_c_string(1, name)
        loaded = subtable(self.state.registry, "_LOADED")
        table = index(loaded, text)
        if type(table) is not LuaTable:
            table = self.global_table(text)
            set_index(loaded, text, table)
        if index(table, "_NAME") is None:
            set_index(table, "_M", table)
            set_index(table, "_NAME", text)
            set_index(table, "_PACKAGE", text[: text.rfind(".") + 1])
        caller = level_at(1, sys._getframe())
        if caller is None or caller.function is None or not set_environment(caller.function, table):
            raise runtime_error("'module' not called from a Lua function")
        for option in options:
            call(option, table)
        return ()

    def global_table(self, name: str) -> LuaTable:
        """Return the table in the global variable `a.b.c`, made with those on the way (luaL_findtable)."""
        table = self.state.globals
        for part in name.split("."):
            found = table.get(part)
            if found is None:
                found = LuaTable()
                set_index(table, part, found)
            elif type(found) is not LuaTable:
                raise runtime_error(f"name conflict for module '{name}'")
            table = found
        return table

    def seeall(self, module: Value = MISSING, *_: Value) -> Value:
        """`package.seeall(module)`"""
        table = check_table(1, module)
        if table.metatable is None:
            table.metatable = LuaTable()
        table.metatable.set("__index", self.state.globals)
        return ()


def open_package(state: Interpreter) -> None:
    """Install the library; `package.loaded` already holds the libraries opened before."""
    package = _Package(state)
    library = package.library = install(state, "package", {"loadlib": _loadlib, "seeall": package.seeall})
    searchers: dict[str, Callable[..., Value]] = {
        "search_preload": package.search_preload,
        "search_path": package.search_path,
        "search_library": package.search_library,
        "search_all_in_one": package.search_all_in_one,
    }
    loaders = LuaTable.from_list([LuaFunction(call, name) for name, call in searchers.items()])
    library.set("loaders", loaders)
    library.set("preload", LuaTable())
    library.set("loaded", subtable(state.registry, "_LOADED"))
    library.set("path", DEFAULT_PATH if state.package_path is None else state.package_path)
    library.set("cpath", "")
    library.set("config", _CONFIG)
    add_functions(state.globals, {"require": package.require, "module": package.module})
