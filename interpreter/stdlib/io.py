"""The `io` library (manual 5.7): files, pipes, default files, and the methods of file handles.

Files are opened by name relative to the process; a sandbox leaves the library out. Called by
stdlib/__init__.py.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from interpreter.errors import argument_error, runtime_error, type_error
from interpreter.function import LuaFunction, pack
from interpreter.table import LuaTable
from interpreter.values import Userdata

from .arguments import (
    MISSING,
    OPTIONAL,
    check_any,
    check_c_string,
    check_option,
    check_string,
    opt_number,
    opt_string,
    to_integer,
)
from .file import File, open_file, open_pipe
from .library import add_functions, install
from .os import failure, file_name

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
_WHENCE = {"set": os.SEEK_SET, "cur": os.SEEK_CUR, "end": os.SEEK_END}
_HUGE = 2**62


def _handle(position: int, value: Value) -> File:
    """Return the file behind a userdata, open or closed."""
    if type(value) is Userdata and type(value.value) is File:
        return value.value
    raise type_error(position, "FILE*", value)


def _open_handle(value: Value) -> File:
    """Return the open file that is argument 1 (`tofile`)."""
    file = _handle(1, value)
    if file.stream is None:
        raise runtime_error("attempt to use a closed file")
    return file


def _reader(position: int, wanted: Value) -> Callable[[File], Value]:
    """Return what reads one format of `read`. Raises LuaError for an unknown one."""
    if type(wanted) is float:
        count = to_integer(wanted)
        return lambda file: file.read_characters(count if count >= 0 else _HUGE)
    if type(wanted) is not str or not wanted.startswith("*"):
        raise argument_error(position, "invalid option")
    kind = wanted[1:2]
    if kind == "n":
        return File.read_number
    if kind == "l":
        return File.read_line
    if kind == "a":
        return File.read_all
    raise argument_error(position, "invalid format")


def _read(file: File, formats: tuple[Value, ...], first_position: int) -> Value:
    """Do the work of `file:read` (`g_read`): stop at the first format that fails, with nil for it."""
    try:
        if not formats:
            return file.read_line()
        values: list[Value] = []
        for position, wanted in enumerate(formats, first_position):
            values.append(_reader(position, wanted)(file))
            if values[-1] is None:
                break
    except OSError as error:
        return failure(error)
    return pack(values)


def _write(file: File, values: tuple[Value, ...], first_position: int) -> Value:
    """Do the work of `file:write` (`g_write`): behind a failure it writes no more, but still checks."""
    failed: OSError | None = None
    for position, value in enumerate(values, first_position):
        text = value if type(value) is str else check_string(position, value)
        if text and failed is None:
            try:
                file.write(text)
            except OSError as error:
                failed = error
    return True if failed is None else failure(failed)


def _flush(file: File) -> Value:
    try:
        file.flush()
    except OSError as error:
        return failure(error)
    return True


def _close(file: File) -> Value:
    if file.standard:
        return None, "cannot close standard file"
    try:
        file.close()
    except OSError as error:
        return failure(error)
    return True


def _mode(mode: Value) -> str:
    return opt_string(2, mode, "r").partition("\0")[0]


def _file_close(file: Value = None, *_: Value) -> Value:
    return _close(_open_handle(file))


def _file_flush(file: Value = MISSING, *_: Value) -> Value:
    return _flush(_open_handle(file))


def _file_read(file: Value = MISSING, *formats: Value) -> Value:
    return _read(_open_handle(file), formats, 2)


def _file_write(file: Value = MISSING, *values: Value) -> Value:
    return _write(_open_handle(file), values, 2)


def _file_lines(file: Value = MISSING, *_: Value) -> Value:
    return _lines(_open_handle(file), close=False)


def _file_seek(file: Value = MISSING, whence: Value = None, offset: Value = None, *_: Value) -> Value:
    handle = _open_handle(file)
    start = check_option(2, whence, "cur", tuple(_WHENCE))
    distance = to_integer(opt_number(3, offset, 0.0))
    try:
        return float(handle.seek(distance, _WHENCE[start]))
    except OSError as error:
        return failure(error)
    except ValueError:  # a position before the start
        return None, "Invalid argument", 22.0


def _file_setvbuf(file: Value = MISSING, mode: Value = MISSING, size: Value = None, *_: Value) -> Value:
    handle = _open_handle(file)
    buffering = check_option(2, mode, None, ("no", "full", "line"))
    opt_number(3, size, 0.0)  # the size of the buffer stays Python's
    handle.set_buffering(buffering)
    return True


def _file_tostring(file: Value = MISSING, *_: Value) -> Value:
    if _handle(1, file).stream is None:
        return "file (closed)"
    return f"file (0x{id(file.value):08x})"


def _file_collect(file: Value = MISSING, *_: Value) -> Value:
    handle = _handle(1, file)
    if handle.stream is not None and not handle.standard:
        _close(handle)
    return ()


def _lines(file: File, *, close: bool) -> LuaFunction:
    """Return the iterator over a file's lines; it may close the file at the end."""

    def next_line(*_: Value) -> Value:
        if file.stream is None:
            raise runtime_error("file is already closed")
        try:
            line = file.read_line()
            if line is None and close:
                file.close()
        except OSError as error:
            raise runtime_error(os.strerror(error.errno or 0)) from None
        return () if line is None else line

    return LuaFunction(next_line, "next_line")


def _type(value: Value = MISSING, *_: Value) -> Value:
    check_any(1, value)
    if type(value) is Userdata and type(value.value) is File:
        return "closed file" if value.value.stream is None else "file"
    return None


class _Io:
    """The functions of one state: they know its default files and make its handles."""

    __slots__ = ("default_input", "default_output", "metatable", "state")

    def __init__(self, state: Interpreter) -> None:
        self.state = state
        self.metatable = LuaTable()
        self.default_input = self.handle(File(state, state.stdin, standard=True))
        self.default_output = self.handle(File(state, state.stdout, standard=True))

    def handle(self, file: File) -> Userdata:
        """Return a new userdata for a file."""
        return Userdata(file, self.metatable)

    def open(self, name: Value = MISSING, mode: Value = None, *_: Value) -> Value:
        """`io.open(filename [, mode])`"""
        text = check_c_string(1, name)
        try:
            return self.handle(open_file(self.state, file_name(text), _mode(mode)))
        except OSError as error:
            return failure(error, text)

    def popen(self, command: Value = MISSING, mode: Value = None, *_: Value) -> Value:
        """`io.popen(prog [, mode])`"""
        text = check_c_string(1, command)
        try:
            return self.handle(open_pipe(self.state, file_name(text), _mode(mode)))
        except OSError as error:
            return failure(error, text)

    def tmpfile(self, *_: Value) -> Value:
        """`io.tmpfile()`"""
        try:
            return self.handle(File(self.state, tempfile.TemporaryFile("w+b")))
        except OSError as error:
            return failure(error)

    def standard(self, value: Userdata, which: str) -> File:
        """Return a default file. Raises LuaError when it is closed."""
        file = _handle(1, value)
        if file.stream is None:
            raise runtime_error(f"standard {which} file is closed")
        return file

    def close(self, file: Value = OPTIONAL, *_: Value) -> Value:
        """`io.close([file])`"""
        return _close(_open_handle(self.default_output if file is OPTIONAL else file))

    def flush(self, *_: Value) -> Value:
        """`io.flush()`"""
        return _flush(self.standard(self.default_output, "output"))

    def read(self, *formats: Value) -> Value:
        """`io.read(...)`"""
        return _read(self.standard(self.default_input, "input"), formats, 1)

    def write(self, *values: Value) -> Value:
        """`io.write(...)`"""
        return _write(self.standard(self.default_output, "output"), values, 1)

    def lines(self, name: Value = OPTIONAL, *_: Value) -> Value:
        """`io.lines([filename])`"""
        if name is None:  # f_lines looks for the default file where the nil stands
            return _lines(_open_handle(name), close=False)
        if name is OPTIONAL:
            return _lines(_open_handle(self.default_input), close=False)
        return _lines(self.named(check_c_string(1, name), "r"), close=True)

    def named(self, name: str, mode: str) -> File:
        """Open a file for a function whose argument 1 is its name. Raises LuaError when that fails."""
        try:
            return open_file(self.state, file_name(name), mode)
        except OSError as error:
            raise argument_error(1, f"{name}: {os.strerror(error.errno or 0)}") from None

    def input(self, file: Value = None, *_: Value) -> Value:
        """`io.input([file])`"""
        if file is not None:
            self.default_input = self.chosen(file, "r")
        return self.default_input

    def output(self, file: Value = None, *_: Value) -> Value:
        """`io.output([file])`"""
        if file is not None:
            self.default_output = self.chosen(file, "w")
        return self.default_output

    def chosen(self, file: Value, mode: str) -> Userdata:
        """Return the handle that is meant by a name or a handle."""
        if type(file) in (str, float):
            return self.handle(self.named(check_c_string(1, file), mode))
        _open_handle(file)
        chosen: Userdata = file
        return chosen


def open_io(state: Interpreter) -> None:
    """Install the library and the metatable of file handles."""
    files = _Io(state)
    library = install(
        state,
        "io",
        {
            "close": files.close,
            "flush": files.flush,
            "input": files.input,
            "lines": files.lines,
            "open": files.open,
            "output": files.output,
            "popen": files.popen,
            "read": files.read,
            "tmpfile": files.tmpfile,
            "type": _type,
            "write": files.write,
        },
    )
    methods = {
        "close": _file_close,
        "flush": _file_flush,
        "lines": _file_lines,
        "read": _file_read,
        "seek": _file_seek,
        "setvbuf": _file_setvbuf,
        "write": _file_write,
        "__gc": _file_collect,
        "__tostring": _file_tostring,
    }
    add_functions(files.metatable, methods)
    files.metatable.set("__index", files.metatable)
    state.registry.set("FILE*", files.metatable)
    library.set("stdin", files.default_input)
    library.set("stdout", files.default_output)
    library.set("stderr", files.handle(File(state, state.stderr, standard=True)))
