"""LuaFunction, and the protocol by which every function is called.

`f.call(*args)` takes positional Lua values and gives `()` for no result, the bare value for exactly one, a tuple
for two and more (never a tuple of one; no Lua value is a tuple). Host functions take any number of arguments:
`def insert(table=MISSING, position=MISSING, *_)`.

A function of Lua code is run by the calling node itself: the node makes the frame, `[*arguments, *fn.rest]`, and
calls `fn.body(frame)`, when `fn.arity` is the number of arguments that it has. So a Lua call costs one Python
call, none of which uses the C stack. Other callers use `call`, which is made when it is first asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from types import CodeType
from typing import TYPE_CHECKING

from interpreter.values import TYPE_NAMES, Value

if TYPE_CHECKING:
    from interpreter.scope import Prototype

HOST_FUNCTIONS: set[CodeType] = set()
"""The code of every host function: by it, a walk over Python's frames finds the calls of them (errors.py)."""

HOST = -1
"""The arity of host functions: nodes call them by `call`."""
VARARG = -2
"""The arity of Lua functions with `...`: nodes ask the prototype for the frame."""


class LuaFunction:
    """A function value. `LuaFunction(call, name)` makes one of the host; Lua's own are made by nodes."""

    __slots__ = ("__weakref__", "arity", "body", "call", "env", "iterate", "name", "prototype", "rest")

    call: Callable[..., Value]
    prototype: "Prototype | None"

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
            HOST_FUNCTIONS.add(code)

    def __getattr__(self, name: str) -> Callable[..., Value]:
        # Reached for slots without a value only: functions of Lua code have no `call` until a host asks for it.
        if name != "call" or self.prototype is None:
            raise AttributeError(name)
        self.call = self.prototype.entry(self)
        return self.call

    def __repr__(self) -> str:
        return f"<LuaFunction {self.name}>"


TYPE_NAMES[LuaFunction] = "function"


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
