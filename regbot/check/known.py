"""What a script can see: the globals, the members of modules, and how many arguments each takes.

Nothing is listed here. A Lua state is opened as for a run, and asked: so the libraries' and the builtins' own
tables are the only truth, and a function's Python signature says what it needs (`MISSING`) and takes.
Called once for each check.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import anyio

from interpreter import MISSING, Interpreter, LuaFunction, LuaTable, Userdata
from regbot.builtins import Context, open_builtins
from regbot.builtins.modules import MODULES
from regbot.registry.client import Client

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Arity:
    """How many arguments a function needs and takes; `most` is None when it takes any number."""

    least: int
    most: int | None

    def without_self(self) -> Arity:
        """The same, called as a method."""
        return Arity(max(0, self.least - 1), None if self.most is None else max(0, self.most - 1))

    def fits(self, given: int) -> bool:
        """Whether that many arguments are right."""
        return self.least <= given and (self.most is None or given <= self.most)

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {_count(self.least)}"
        if self.least == self.most:
            return _count(self.least)
        if not self.least:
            return f"at most {_count(self.most)}"
        return f"{self.least} to {_count(self.most)}"


def _count(number: int) -> str:
    return "no arguments" if number == 0 else "1 argument" if number == 1 else f"{number} arguments"


@dataclass(frozen=True, slots=True)
class Entry:
    """A global, or a member of a module. `arity` is None when it is no function, and cannot be called."""

    name: str
    arity: Arity | None = None
    is_table: bool = False
    ours: bool = False
    """whether it is part of regbot's own API, not of Lua's libraries"""
    members: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def functions(self) -> Iterator[str]:
        """The names of its members that can be called."""
        return (name for name, member in self.members.items() if member.arity is not None)


@cache
def known_globals() -> Mapping[str, Entry]:
    """The globals of a fresh state with the builtins open."""
    state = _state()
    found = {}
    for name, value in state.globals.items():
        entry = _entry(name, value, ours=name in MODULES)
        # `_G` is the globals again: what stands behind it is not followed
        found[name] = Entry(name, is_table=True) if value is state.globals else entry
    return MappingProxyType(found)


@cache
def known_methods() -> Mapping[str, tuple[Arity, ...]]:
    """Method name -> what the functions of that name need, of strings, files and regbot's objects."""
    state = _state()
    tables = [state.globals.get(name) for name in ("string", *MODULES)]
    output = state.globals.get("io").get("stdout")
    if isinstance(output, Userdata) and output.metatable is not None:
        tables.append(output.metatable.get("__index"))
    found: dict[str, list[Arity]] = {}
    for table in tables:
        for name, value in table.items():
            if isinstance(value, LuaFunction) and not name.startswith("__"):
                found.setdefault(name, []).append(_arity(value.call).without_self())
    return MappingProxyType({name: tuple(arities) for name, arities in found.items()})


def _state() -> Interpreter:
    state = Interpreter()
    # The client is never entered: it opens no connection, and no builtin is called.
    context = Context(script="", client=Client(()), throttle=anyio.CapacityLimiter(1))
    open_builtins(state, context)
    return state


def _entry(name: str, value: Any, *, ours: bool) -> Entry:
    if isinstance(value, LuaFunction):
        return Entry(name, _arity(value.call), ours=ours)
    if not isinstance(value, LuaTable):
        return Entry(name, ours=ours)
    call = value.metatable.get("__call") if value.metatable is not None else None
    arity = _arity(call.call).without_self() if isinstance(call, LuaFunction) else None
    members = {
        key: _entry(f"{name}.{key}", member, ours=ours)
        for key, member in value.items()
        if isinstance(key, str) and not key.startswith("__") and not isinstance(member, LuaTable)
    }
    tables = {
        key: Entry(f"{name}.{key}", is_table=True, ours=ours)
        for key, member in value.items()
        if isinstance(member, LuaTable) and isinstance(key, str) and not key.startswith("__")
    }
    return Entry(name, arity, True, ours, MappingProxyType(members | tables))


def _arity(call: Callable[..., Any]) -> Arity:
    least = most = 0
    open_ended = False
    for parameter in inspect.signature(call).parameters.values():
        if parameter.kind in _POSITIONAL:
            most += 1
            if parameter.default is MISSING or parameter.default is inspect.Parameter.empty:
                least = most
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            open_ended = bool(parameter.name.strip("_"))  # `*_` takes what nobody reads
    return Arity(least, None if open_ended else most)
