"""What a script may reach beyond its own Lua state, where its author is not trusted.

A `Sandbox` given to `Interpreter` closes every library function that touches files, processes, the
environment or the inside of other functions, and lets `loadfile`, `dofile` and `require` read regular files
below its folders only, wherever links lead. A closed function is still there: it raises an error that names
it. What stays open works on values of the state itself. How much a script may use is in limits.py.

Called by interpreter.py after the libraries are opened, and by the functions that read Lua files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from interpreter.errors import LuaError, runtime_error
from interpreter.function import LuaFunction
from interpreter.table import LuaTable
from interpreter.values import Userdata, Value

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

STRICT = frozenset(
    {
        # Files, pipes and the standard streams; `print` stays.
        "io.close", "io.flush", "io.input", "io.lines", "io.open", "io.output", "io.popen", "io.read",
        "io.stderr", "io.stdin", "io.stdout", "io.tmpfile", "io.type", "io.write",
        # Processes, files, and the environment, where passwords are.
        "os.execute", "os.getenv", "os.remove", "os.rename", "os.setenv", "os.tmpname",
        # What looks into other functions and values than those a script was given, and standard input.
        "debug.debug", "debug.getfenv", "debug.getlocal", "debug.getmetatable", "debug.getregistry",
        "debug.getupvalue", "debug.setfenv", "debug.sethook", "debug.setlocal", "debug.setmetatable",
        "debug.setupvalue",
    }
)  # fmt: skip
"""What `strict` closes: `library.name`. `os.exit` stays: it ends the script that calls it and no other."""


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """The policy for a state. Without `folders`, no Lua file can be loaded at all."""

    folders: Iterable[Path | str] = ()
    """below these, `loadfile`, `dofile` and `require` may read"""
    closed: frozenset[str] = STRICT
    """the functions that are closed, as `library.name`"""

    def resolve(self, path: bytes) -> bytes:
        """The file behind a path, without links. Raises LuaError when it is elsewhere, or no regular file."""
        shown = path.decode("latin-1")
        if not self.holds(path):
            raise LuaError(f"cannot open {shown}: outside of the sandbox")
        real = os.path.realpath(path)
        if os.path.exists(real) and not os.path.isfile(real):
            raise LuaError(f"cannot open {shown}: not a regular file")
        return real

    def holds(self, path: bytes) -> bool:
        """Whether a path lies below the folders, wherever links lead. For host functions that take files."""
        real = os.path.realpath(path)
        roots = [os.path.realpath(os.fsencode(folder)) for folder in self.folders]
        return any(os.path.commonpath([root, real]) == root for root in roots)

    def close(self, state: Interpreter) -> None:
        """Replace what is closed in the libraries of a state by functions that say so."""
        for name in self.closed:
            library, _, field = name.partition(".")
            table = state.globals.get(library)
            if type(table) is LuaTable and table.get(field) is not None:
                table.set(field, _refusal(name, table.get(field)))


def _refusal(name: str, replaced: Value) -> Value:
    """What stands for a closed function or handle, and refuses whatever is done with it."""

    def refuse(*_: Value) -> Value:
        raise runtime_error(f"'{name}' is closed in this sandbox")

    refusing = LuaFunction(refuse, name)
    if type(replaced) is LuaFunction:
        return refusing
    return Userdata(None, LuaTable.from_dict({"__index": refusing, "__metatable": False}))
