"""The `os` library (manual 5.8).

`exit` ends the script that calls it and nothing else. `execute` runs beside the event loop when there is
one, so that the other scripts go on, and is ended with the script. There is one locale, "C", because
strings are bytes. Called by stdlib/__init__.py.
"""

from __future__ import annotations

import os
import tempfile
import time
from typing import TYPE_CHECKING, Any

from interpreter.errors import runtime_error
from interpreter.limits import ScriptExit
from interpreter.metatables import index
from interpreter.table import LuaTable
from interpreter.values import tonumber

from .arguments import (
    MISSING,
    check_c_string,
    check_number,
    check_option,
    check_string,
    check_table,
    opt_int,
    opt_number,
    opt_string,
    to_int,
    to_integer,
)
from .date import format_date
from .library import install
from .process import run_shell

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Value = Any
_LOCALE_CATEGORIES = ("all", "collate", "ctype", "monetary", "numeric", "time")


def file_name(text: str) -> bytes:
    """Return a Lua string as a file's name: the bytes up to the first NUL, as C reads them."""
    return text.partition("\0")[0].encode("latin-1")


def failure(error: OSError, name: str | None = None) -> tuple[Value, ...]:
    """Return nil, the message and the code, as `pushresult` of liolib.c."""
    message = os.strerror(error.errno) if error.errno else str(error)
    return None, message if name is None else f"{name}: {message}", float(error.errno or 0)


def _clock(*_: Value) -> Value:
    return time.process_time()


def _difftime(later: Value = MISSING, earlier: Value = None, *_: Value) -> Value:
    start = to_integer(opt_number(2, earlier, 0.0))
    return float(to_integer(check_number(1, later)) - start)


def _remove(name: Value = MISSING, *_: Value) -> Value:
    text = check_c_string(1, name)
    path = file_name(text)
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.remove(path)
    except OSError as error:
        return failure(error, text)
    return True


def _rename(old: Value = MISSING, new: Value = MISSING, *_: Value) -> Value:
    text = check_c_string(1, old)
    try:
        os.rename(file_name(text), file_name(check_string(2, new)))
    except OSError as error:
        return failure(error, text)
    return True


def _tmpname(*_: Value) -> Value:
    try:
        handle, name = tempfile.mkstemp(prefix="lua_")
    except OSError:
        raise runtime_error("unable to generate a unique filename") from None
    os.close(handle)
    return os.fsencode(name).decode("latin-1")


def _setlocale(locale: Value = None, category: Value = None, *_: Value) -> Value:
    name = None if locale is None else check_string(1, locale)
    check_option(2, category, "all", _LOCALE_CATEGORIES)
    return "C" if name in (None, "", "C", "POSIX") else None


def _exit(code: Value = None, *_: Value) -> Value:
    raise ScriptExit(opt_int(1, code, 0))


class _Os:
    """The functions that read the state's wall clock, its environment or its event loop."""

    __slots__ = ("state",)

    def __init__(self, state: Interpreter) -> None:
        self.state = state

    def date(self, text: Value = None, when: Value = None, *_: Value) -> Value:
        """`os.date([format [, time]])`"""
        form = opt_string(1, text, "%c")
        seconds = time.time() if when is None else float(to_integer(check_number(2, when)))
        broken_down = time.localtime
        if form.startswith("!"):
            form = form[1:]
            broken_down = time.gmtime
        try:
            parts = broken_down(seconds)
        except (OverflowError, OSError, ValueError):
            return None
        if form.partition("\0")[0] == "*t":
            return _date_table(parts)
        return format_date(form, parts, self.state.ticks.spend)

    def time(self, table: Value = None, *_: Value) -> Value:
        """`os.time([table])`"""
        if table is None:
            return float(int(time.time()))
        fields = check_table(1, table)
        second = _field(fields, "sec", 0)
        minute = _field(fields, "min", 0)
        hour = _field(fields, "hour", 12)
        day = _field(fields, "day", None)
        month = _field(fields, "month", None)
        year = _field(fields, "year", None)
        summer = index(fields, "isdst")
        is_summer = -1 if summer is None else int(summer is not False)
        try:
            return float(int(time.mktime((year, month, day, hour, minute, second, 0, 0, is_summer))))
        except (OverflowError, ValueError):
            return None

    def getenv(self, name: Value = MISSING, *_: Value) -> Value:
        """`os.getenv(varname)`"""
        wanted = file_name(check_string(1, name))
        value = self.state.environ.get(wanted, os.environb.get(wanted))
        return None if value is None else value.decode("latin-1")

    def setenv(self, name: Value = MISSING, value: Value = MISSING, *_: Value) -> Value:
        """`os.setenv(varname, value)`, as the Go regbot has it; for this script and its commands only"""
        wanted = check_string(1, name).encode("latin-1")
        text = check_string(2, value).encode("latin-1")
        if not wanted or b"=" in wanted or b"\0" in wanted + text:
            return None, "setenv: invalid argument"
        self.state.environ[wanted] = text
        return True

    def execute(self, command: Value = None, *_: Value) -> Value:
        """`os.execute([command])`: the status as C's `system` gives it, 256 times the exit code"""
        if command is None:
            return 1.0
        return float(run_shell(self.state, file_name(check_string(1, command))))


def _field(fields: LuaTable, name: str, default: int | None) -> int:
    """Return a field of os.time's table (`getfield` of loslib.c)."""
    number = tonumber(index(fields, name))
    if number is not None:
        return to_int(number)
    if default is None:
        raise runtime_error(f"field '{name}' missing in date table")
    return default


def _date_table(parts: time.struct_time) -> LuaTable:
    return LuaTable.from_dict(
        {
            "sec": float(parts.tm_sec),
            "min": float(parts.tm_min),
            "hour": float(parts.tm_hour),
            "day": float(parts.tm_mday),
            "month": float(parts.tm_mon),
            "year": float(parts.tm_year),
            "wday": float((parts.tm_wday + 1) % 7 + 1),
            "yday": float(parts.tm_yday),
            "isdst": parts.tm_isdst > 0,
        }
    )


def open_os(state: Interpreter) -> None:
    """Install the library into the state."""
    system = _Os(state)
    install(
        state,
        "os",
        {
            "clock": _clock,
            "date": system.date,
            "difftime": _difftime,
            "execute": system.execute,
            "exit": _exit,
            "getenv": system.getenv,
            "remove": _remove,
            "rename": _rename,
            "setenv": system.setenv,
            "setlocale": _setlocale,
            "time": system.time,
            "tmpname": _tmpname,
        },
    )
