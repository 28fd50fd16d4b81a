"""`python -m interpreter`: the stand-alone `lua` program (its manual page) without the interactive mode.

    python -m interpreter [-e CODE] [-l NAME] [-v] [--] [FILE | -] [ARG...]

A script finds its arguments in `...` and in the table `arg`. Errors go to stderr as `lua: message` with a
traceback, and end the program with exit code 1.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from interpreter.errors import LuaError
from interpreter.function import LuaFunction
from interpreter.interpreter import Interpreter
from interpreter.limits import ScriptExit
from interpreter.table import LuaTable
from interpreter.values import Value

VERSION = "Lua 5.1 (regbot's interpreter in Python)"
USAGE = "usage: python -m interpreter [-e CODE] [-l NAME] [-v] [--] [FILE | -] [ARG...]"


def main(arguments: Sequence[str]) -> int:
    """Run as `lua` does; gives the exit code."""
    options, rest = _options(arguments)
    if options is None or (not options and not rest):
        sys.stderr.write(USAGE + "\n")
        return 1
    words = [argument.encode(errors="surrogateescape").decode("latin-1") for argument in rest]
    code = 0
    state = Interpreter()
    state.globals.set("arg", _argument_table(arguments, words))

    def program(*_: Value) -> Value:
        for option, text in options:
            if option == "-v":
                state.stdout.write(VERSION.encode() + b"\n")
            else:
                source = text.encode(errors="surrogateescape")
                chunk = source if option == "-e" else b"require [==[%s]==]" % source
                _loaded(state.load, chunk, "=(command line)").call()
        if words:
            _loaded(_load_script, state, rest[0]).call(*words[1:])
        return ()

    try:
        # As in lua.c, a host function begins it all: the `[C]: ?` at the end of tracebacks.
        try:
            state.call(LuaFunction(program, "pmain"))
        finally:
            _flush(state)
    except LuaError as error:
        _report(error)
        code = 1
    except BrokenPipeError:
        code = 1
    except ScriptExit as left:  # C's `exit`, which leaves the state as it is
        return left.code & 0xFF
    try:
        state.close()
    finally:
        _flush(state)
    return code


def _flush(state: Interpreter) -> None:
    """Write out what is left; a reader that has gone away is no error of the script."""
    try:
        state.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _options(arguments: Sequence[str]) -> tuple[list[tuple[str, str]] | None, list[str]]:
    """The options with their values, and what follows; None when one is unknown or lacks its value."""
    found: list[tuple[str, str]] = []
    left = list(arguments)
    while left and left[0].startswith("-") and left[0] != "-":
        option = left.pop(0)
        if option == "--":
            break
        if option == "-v":
            found.append((option, ""))
        elif option[:2] in ("-e", "-l") and (option[2:] or left):
            found.append((option[:2], option[2:] or left.pop(0)))
        else:
            return None, []
    return found, left


def _argument_table(arguments: Sequence[str], words: Sequence[str]) -> LuaTable:
    """`arg`: the script at 0, its arguments from 1, the program and its options before."""
    table = LuaTable()
    options = arguments[: len(arguments) - len(words)]
    before = ["lua", *(text.encode(errors="surrogateescape").decode("latin-1") for text in options)]
    for number, word in enumerate([*before, *words], start=-len(before)):
        table.set(float(number), word)
    return table


def _loaded(load: Callable[..., LuaFunction], *arguments: Any) -> LuaFunction:
    """What `load` gives; its errors come without a traceback, as no code has run."""
    try:
        return load(*arguments)
    except LuaError as error:
        error.traceback = ""
        raise


def _load_script(state: Interpreter, name: str) -> LuaFunction:
    if name == "-":
        return state.load(state.stdin.read(), "=stdin", shebang=True)
    try:
        with open(name, "rb") as file:
            source = file.read()
    except OSError as error:
        raise LuaError(f"cannot open {name}") from error
    return state.load(source, "@" + name.encode(errors="surrogateescape").decode("latin-1"), shebang=True)


def _report(error: LuaError) -> None:
    """The message as the program `lua` writes it (l_message, traceback in lua.c)."""
    if error.value is None:
        return
    text = "(error object is not a string)"
    if type(error.value) is str or type(error.value) is float:
        text = str(error)
        if error.traceback:
            text += "\n" + error.traceback
    sys.stderr.buffer.write(b"lua: " + text.encode("latin-1", "replace") + b"\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
