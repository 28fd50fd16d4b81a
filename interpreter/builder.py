"""What the makers of nodes know while they walk one function of a chunk.

The walk is done once for each state: expressions.py, operators.py, calls.py, statements.py and loops.py
take a `Builder` and a node of the tree, and give a closure. Called by interpreter.load.
"""

from typing import TYPE_CHECKING, Any, Final

from luaparser import astnodes

from interpreter.errors import Site
from interpreter.scope import FunctionScope, Variable
from interpreter.values import Value

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

Tree = Any
"""A node of luaparser's tree."""

Operand = tuple[str, Any]
"""("L", slot of a local variable) or ("K", constant) or ("E", node)"""


class Jump:
    """What a statement gives instead of None to leave its block: `break`, or `goto` one label."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


BREAK: Final = Jump("break")


class Builder:
    """The function being walked, in the state that will run it."""

    def __init__(self, state: "Interpreter", chunk: str, scope: FunctionScope) -> None:
        self.state = state
        self.chunk = chunk
        self.scope = scope
        self.ticks = state.ticks.cycle
        self.pause = state.ticks.pause
        self.constants: list[Value] = []
        self._numbers: dict[tuple[type, str], int] = {}
        self.labels: list[dict[str, Jump]] = []
        """the labels of the blocks around, innermost last"""
        self.looked_at = True
        """whether what the statement's node gives is looked at as a signal; else it may give anything"""

    def constant(self, value: Value) -> int:
        """The place in the frame where a constant lies, so that it can be used like a local variable."""
        key = type(value), repr(value)  # 0.0 and -0.0 are equal, and two constants
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.constants)
            self.constants.append(value)
        return self.scope.size + number

    def slot(self, variable: Variable) -> int:
        """The place in the frame of a variable."""
        return self.scope.slot(variable)

    def site(self, tree: Tree, named: Tree = None, other: Tree = None) -> Site:
        """The place of a node in the source, with the name of the value that it works on (or of two)."""
        kind, name = ("", "") if named is None else self.describe(named)
        second = None if other is None else Site(self.chunk, tree.at, *self.describe(other))
        return Site(self.chunk, tree.at, kind, name, other=second)

    def describe(self, tree: Tree) -> tuple[str, str]:
        """Kind and name of what an expression names, as ldebug.c's getobjname finds them in the bytecode."""
        if isinstance(tree, astnodes.Name):
            variable: Variable | None = tree.variable
            if variable is None:
                return "global", tree.id
            return ("local" if variable.owner is self.scope else "upvalue"), tree.id
        if isinstance(tree, astnodes.Index):
            if tree.notation is astnodes.IndexNotation.DOT:
                return "field", tree.idx.id
            if isinstance(tree.idx, astnodes.String):
                return "field", tree.idx.s.partition("\0")[0]  # C prints no further
            return "field", "?"
        return "", ""
