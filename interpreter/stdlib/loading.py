"""The basic functions that turn text into functions: load, loadstring, loadfile, dofile (manual 5.1).

Refuses precompiled chunks: there is no bytecode. Files are read as bytes; a first line with `#` is skipped in
files only. Called by stdlib/__init__.py through `open_loading`, and by package.py for `require`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interpreter.bridge import wait
from interpreter.errors import CATCHABLE, LuaError, as_lua_error, runtime_error
from interpreter.function import LuaFunction, first
from interpreter.parse import LARGEST

from .arguments import MISSING, check_c_string, check_function, check_string, opt_string
from .file import read_file
from .library import add_functions
from .process import beside

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
_BYTECODE = "\033"
_LONG = 1000  # characters that take some ms to parse
_HEADER_SIZE = 12  # LUAC_HEADERSIZE


def load_text(state: Interpreter, text: str, chunkname: str, *, shebang: bool = False) -> LuaFunction:
    """Return the chunk's main function. Raises LuaError for what is no Lua, and for bytecode."""
    if text.startswith(_BYTECODE):
        shown = chunkname[1:] if chunkname[:1] in ("=", "@") else "binary string"
        fault = "unexpected end" if len(text) < _HEADER_SIZE else "bad header"
        raise LuaError(f"{shown}: {fault} in precompiled chunk")
    state.ticks.spend(len(text))
    source = text.encode("latin-1")
    if len(source) > _LONG and state.run_in_loop is not None:
        made: LuaFunction = wait(state.load_async(source, chunkname, shebang=shebang))
        return made
    return state.load(source, chunkname, shebang=shebang)


def load_file(state: Interpreter, path: str) -> LuaFunction:
    """Return the main function of a file. Raises LuaError as luaL_loadfile words it."""
    name = path.encode("latin-1")
    try:
        if state.sandbox is not None:
            name = state.sandbox.resolve(name)
        source = read_file(state, name, LARGEST + 1)
    except OSError as error:
        action = "read" if isinstance(error, IsADirectoryError) else "open"
        raise LuaError(f"cannot {action} {path}: {error.strerror}") from None
    except ValueError:
        raise LuaError(f"cannot open {path}: Invalid argument") from None
    return load_text(state, source.decode("latin-1"), "@" + path, shebang=True)


def load_stdin(state: Interpreter) -> LuaFunction:
    """Return the main function of what standard input holds. Raises LuaError in a sandbox."""
    if state.sandbox is not None:
        raise LuaError("cannot read stdin: outside of the sandbox")
    source = beside(state, lambda: state.stdin.read(LARGEST + 1), lambda: None)
    return load_text(state, source.decode("latin-1"), "=stdin", shebang=True)


class _Loading:
    """load, loadstring, loadfile and dofile of one state."""

    __slots__ = ("state",)

    def __init__(self, state: Interpreter) -> None:
        self.state = state

    def load(self, reader: Value = MISSING, chunkname: Value = None, *_: Value) -> Value:
        """`load(func [, chunkname])`"""
        name = opt_string(2, chunkname, "=(load)")
        pieces: list[str] = []
        read = check_function(1, reader).call
        longest = self.state.limits.max_string
        size = 0
        try:
            while True:
                piece = first(read())
                if piece is None or piece == "":
                    break
                if type(piece) not in (str, float):
                    raise runtime_error("reader function must return a string")
                pieces.append(check_string(1, piece))
                size += len(pieces[-1])
                if size > longest:
                    return None, "not enough memory"
            return load_text(self.state, "".join(pieces), name)
        except CATCHABLE as error:
            return None, as_lua_error(error).value

    def loadstring(self, text: Value = MISSING, chunkname: Value = None, *_: Value) -> Value:
        """`loadstring(string [, chunkname])`"""
        source = check_string(1, text)
        name = opt_string(2, chunkname, source)
        try:
            return load_text(self.state, source, name)
        except CATCHABLE as error:
            return None, as_lua_error(error).value

    def loadfile(self, path: Value = None, *_: Value) -> Value:
        """`loadfile([filename])`"""
        name = None if path is None else check_c_string(1, path)
        try:
            return load_stdin(self.state) if name is None else load_file(self.state, name)
        except CATCHABLE as error:
            return None, as_lua_error(error).value

    def dofile(self, path: Value = None, *_: Value) -> Value:
        """`dofile([filename])`"""
        name = None if path is None else check_c_string(1, path)
        chunk = load_stdin(self.state) if name is None else load_file(self.state, name)
        return chunk.call()


def open_loading(state: Interpreter) -> None:
    """Install the functions into the globals."""
    loading = _Loading(state)
    add_functions(
        state.globals,
        {
            "dofile": loading.dofile,
            "load": loading.load,
            "loadfile": loading.loadfile,
            "loadstring": loading.loadstring,
        },
    )
