"""LuaFunction, and the protocol by which every function is called.

`f.call(*args)` takes positional Lua values and gives `()` for no result, the bare value for exactly one,
a tuple for two and more (never a tuple of one; no Lua value is a tuple). Host functions take any number of
arguments: `def insert(table=MISSING, position=MISSING, *_)`.

A function of Lua code is run by the calling node itself: the node makes the frame, `[*arguments, *fn.rest]`,
and calls `fn.body(frame)`, when `fn.arity` is the number of arguments that it has. So a Lua call costs one
Python call, and none of them uses the C stack. Others use `call`, which is made when it is first asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import Any

from interpreter.values import TYPE_NAMES, Value

HOST_FUNCTIONS: dict[int, CodeType] = {}
"""The code of every host function: by it, a walk over Python's frames finds the calls of them (errors.py).
By its id: a new state has hundreds of them, and Python hashes a code object anew each time."""

HOST = -1
"""The arity of host functions: nodes call them by `call`."""
VARARG = -2
"""The arity of Lua functions with `...`: `make_frame` makes their frames."""


class Prototype:
    """What all function values of one function of the source share, in one state."""

    __slots__ = (
        "arity", "body", "chunk", "end_line", "entry", "environment", "is_main", "line", "parameters",
        "pause", "raw", "scope", "ticks",
    )  # fmt: skip

    def __init__(self, chunk: str, line: int, end_line: int, parameters: int, arity: int) -> None:
        self.chunk = chunk
        self.line = line
        self.end_line = end_line
        self.is_main = line == 0
        self.parameters = parameters
        self.arity = arity
        self.body: Callable[[list[Any]], Value]
        self.raw: Callable[[list[Any]], Value] | None = None
        """the body without the loop that runs its tail calls; None: it has no tail calls"""
        self.entry: Callable[[LuaFunction], Callable[..., Value]]
        """makes the `call` of a function value"""
        self.environment: int | None = None
        """the place of the table of globals in `LuaFunction.rest`; None: it uses no globals"""
        self.ticks: Iterator[bool]
        self.pause: Callable[[], None]
        self.scope: Any = None
        """scope.FunctionScope, for debug"""


class LuaFunction:
    """A function value. `LuaFunction(call, name)` makes one of the host; nodes make those of Lua code."""

    __slots__ = ("__weakref__", "arity", "body", "call", "env", "iterate", "name", "prototype", "rest")

    call: Callable[..., Value]
    body: Callable[[list[Any]], Value]
    rest: list[Any]
    """the frame behind the parameters, see scope.py"""
    prototype: Prototype | None

    def __init__(self, call: Callable[..., Value], name: str = "?") -> None:
        self.call = call
        self.name = name
        self.env: Value = None
        self.prototype = None
        self.arity = HOST
        self.iterate: Callable[[Value, Value], Iterator[tuple[Value, Value]] | None] | None = None
        """For iterators: the same as repeated calls, as a Python iterator; the generic `for` uses it."""
        code = getattr(call, "__code__", None)
        if code is not None:
            HOST_FUNCTIONS[id(code)] = code

    def __getattr__(self, name: str) -> Any:
        # Reached for slots without a value only: nodes fill arity, body, rest and prototype, no more.
        if name == "call" and self.prototype is not None:
            self.call = self.prototype.entry(self)
            return self.call
        if name in ("env", "iterate"):
            return None
        if name == "name":
            return "?"
        raise AttributeError(name)

    def __repr__(self) -> str:
        return f"<LuaFunction {self.name}>"


TYPE_NAMES[LuaFunction] = "function"


def make_frame(function: LuaFunction, arguments: tuple[Value, ...]) -> list[Any]:
    """The frame for a call of Lua code with any number of arguments; counts the call."""
    prototype = function.prototype
    assert prototype is not None
    for due in prototype.ticks:
        if due:
            prototype.pause()
        break
    parameters = prototype.parameters
    missing = parameters - len(arguments)
    if function.arity == VARARG:
        if missing > 0:
            return [*arguments, *(None,) * missing, (), *function.rest]
        return [*arguments[:parameters], arguments[parameters:], *function.rest]
    if missing > 0:
        return [*arguments, *(None,) * missing, *function.rest]
    return [*arguments[:parameters], *function.rest]


class TailCall:
    """The tail call that is under way between the node that asks for it and the trampoline that runs it."""

    __slots__ = ("callee", "depth", "frame", "lost")

    callee: LuaFunction
    frame: list[Any]

    def __init__(self) -> None:
        self.depth = 0
        """how many tail calls in a row were run as plain calls, which are quicker"""
        self.lost = 0
        """how many of them it has taken off the stack: for tracebacks"""


PENDING = TailCall()
"""One is enough for a process: nothing else runs between the two."""

DEEPEST = 50
"""Tail calls in a row that may lie on the stack; at this depth all are taken off again."""


def invoke(function: LuaFunction, arguments: tuple[Value, ...]) -> Value:
    """Call any function from a node. Calls of Lua code use no C stack, however many arguments there are."""
    if function.arity == HOST:
        return function.call(*arguments)
    return function.body(make_frame(function, arguments))


def results(result: Value) -> tuple[Value, ...]:
    """What a call gave, as a tuple of its results."""
    return result if type(result) is tuple else (result,)


def first(result: Value) -> Value:
    """What a call gave, adjusted to one result."""
    if type(result) is tuple:
        return result[0] if result else None
    return result


def pack(values: Sequence[Value]) -> Value:
    """Results in the form that a host function returns them."""
    return values[0] if len(values) == 1 else tuple(values)
