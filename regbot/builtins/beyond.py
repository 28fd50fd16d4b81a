"""What the Go regbot's Lua takes beyond Lua 5.1 in functions of Lua's own: its scripts may live by it.

`string.format("%s", x)` shows any value as `tostring` does; Lua 5.1 refuses nil, booleans and tables.
`table.sort` bears functions that are no order, such as `a.created >= b.created`; Lua 5.1 may hand them nil or
raise. Whatever Lua 5.1 takes means the same as there. `open_builtins` puts them over Lua's own functions, for
scripts of regbot only: the interpreter alone is as Lua 5.1 is.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import zip_longest

from interpreter import (
    MISSING,
    Interpreter,
    LuaError,
    LuaFunction,
    LuaTable,
    Value,
    argument_error,
    runtime_error,
    tostring,
    type_error,
)

_ARGUMENT = re.compile(r"bad argument #(\d+) to '\?' \((.*)\)", re.DOTALL)
_VERB = re.compile(r"%[-+ #0]*\d*(?:\.\d*)?([a-zA-Z%])")


def widen(state: Interpreter) -> None:
    """Put the wider functions into the libraries of `state`, where these are open."""
    sort = partial(_sort, state.ticks.spend)
    for library, name, make in (("string", "format", _format), ("table", "sort", sort)):
        table = state.globals.get(library)
        if isinstance(table, LuaTable):
            table.set(name, LuaFunction(make(table.get(name).call), name))


def _format(original: Callable[..., Value]) -> Callable[..., Value]:
    def format(template: Value = MISSING, *values: Value) -> Value:
        if type(template) is str and not all(type(value) in (str, float) for value in values):
            values = tuple(_shown(template, values))
        try:
            return original(template, *values)
        except LuaError as error:
            raise _ours(error) from None

    return format


def _shown(template: str, values: tuple[Value, ...]) -> Iterator[Value]:
    """The values, those that stand for a `%s` as text."""
    verbs = [verb for verb in _VERB.findall(template) if verb != "%"]
    for value, verb in zip_longest(values, verbs[: len(values)]):
        yield tostring(value) if verb == "s" and type(value) not in (str, float) else value


def _ours(error: LuaError) -> LuaError:
    """What Lua's own function says, with the place of the call of ours, and in its name."""
    argument = _ARGUMENT.fullmatch(str(error))
    if argument:
        return argument_error(int(argument[1]), argument[2])
    return runtime_error(str(error)) if str(error).startswith("invalid ") else error  # not what has no place


def _sort(spend: Callable[[int], None], original: Callable[..., Value]) -> Callable[..., Value]:
    def sort(values: Value = MISSING, before: Value = None, *_: Value) -> Value:
        if not isinstance(values, LuaTable):
            raise type_error(1, "table", values)
        if before is None:
            return original(values)
        if not isinstance(before, LuaFunction):
            raise type_error(2, "function", before)
        places = [float(place) for place in range(1, values.length() + 1)]
        ordered = _merged([values.get(place) for place in places], before.call, spend)
        for place, value in zip(places, ordered, strict=True):
            values.set(place, value)
        return ()

    return sort


def _merged(values: list[Value], before: Callable[..., Value], spend: Callable[[int], None]) -> list[Value]:
    """Sorted by merging: each comparison is of two of the values, whatever the earlier ones said.

    `spend` is told of its steps: what compares may be a library's function, which counts none.
    """
    width = 1
    while width < len(values):
        merged: list[Value] = []
        for low in range(0, len(values), 2 * width):
            left, right = values[low : low + width], values[low + width : low + 2 * width]
            spend(len(left) + len(right))
            i = j = 0
            while i < len(left) and j < len(right):
                if _holds(before(right[j], left[i])):
                    merged.append(right[j])
                    j += 1
                else:
                    merged.append(left[i])
                    i += 1
            merged += left[i:] + right[j:]
        values = merged
        width *= 2
    return values


def _holds(result: Value) -> bool:
    first = (result[0] if result else None) if type(result) is tuple else result
    return first is not None and first is not False
