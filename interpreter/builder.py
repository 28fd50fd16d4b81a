"""What the makers of nodes know while they walk one function of a chunk.

The walk is done once for each state: expressions.py, operators.py, calls.py, statements.py, assignments.py
and loops.py take a `Builder` and a node of the tree, and give a closure. Called by interpreter.load.
"""

from collections.abc import Callable
from operator import add, mul, sub
from typing import TYPE_CHECKING, Any, Final

from luaparser import astnodes

from interpreter.errors import Site
from interpreter.metatables import divide, modulo, power
from interpreter.scope import FunctionScope, Variable
from interpreter.source import Look, nothing_ends
from interpreter.values import Value

if TYPE_CHECKING:
    from interpreter.hooks import Hooks
    from interpreter.interpreter import Interpreter

Tree = Any
"""A node of luaparser's tree."""

Operand = tuple[str, Any]
"""("L", slot of a local variable), ("C", slot of its cell), ("K", constant) or ("E", node)"""


class Jump:
    """What a statement gives instead of None to leave its block: `break`, or `goto` one label."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


BREAK: Final = Jump("break")


_ARITHMETIC: dict[type, Callable[[float, float], float]] = {
    astnodes.AddOp: add,
    astnodes.SubOp: sub,
    astnodes.MultOp: mul,
    astnodes.FloatDivOp: divide,
    astnodes.ModOp: modulo,
    astnodes.ExpoOp: power,
}


def _number(tree: Tree) -> float | None:
    """The number that PUC Lua's compiler makes of an expression; None for what it leaves to be done later."""
    if isinstance(tree, astnodes.Number):
        return float(tree.n)
    if type(tree) not in _ARITHMETIC and not isinstance(tree, astnodes.UMinusOp):
        return None
    if not hasattr(tree, "folds"):  # asked of each part of a long chain
        tree.folds = _folded(tree)
    number: float | None = tree.folds
    return number


def _folded(tree: Tree) -> float | None:
    """See lcode.c, constfolding: nothing is divided by 0, and no NaN is made."""
    if isinstance(tree, astnodes.UMinusOp):
        number = _number(tree.operand)
        return None if number is None else -number
    left = _number(tree.left)
    right = None if left is None else _number(tree.right)
    if left is None or right is None or (right == 0 and isinstance(tree, _DIVISIONS)):
        return None
    number = _ARITHMETIC[type(tree)](left, right)
    return number if number == number else None


_DIVISIONS: Final = (astnodes.FloatDivOp, astnodes.ModOp)


def _known(tree: Tree) -> bool | None:
    """The truth of a constant."""
    if isinstance(tree, (astnodes.Nil, astnodes.FalseExpr)):
        return False
    if isinstance(tree, (astnodes.TrueExpr, astnodes.String)) or _number(tree) is not None:
        return True
    return None


def _outcome(tree: Tree, wanted: bool) -> bool:
    """How the left operand of `and` (`wanted`: true) or `or` (false) comes out where every jump is taken.

    So ldebug.c's symbexec goes through the code: an operand jumps away when it is not what is wanted.
    """
    known = _known(tree)
    if known is not None:
        return known  # no jump, or one that is always taken
    if isinstance(tree, astnodes.ULNotOp):
        return not _outcome(tree.operand, not wanted)
    if isinstance(tree, (astnodes.AndLoOp, astnodes.OrLoOp)):
        goes_on = isinstance(tree, astnodes.AndLoOp)
        left = _outcome(tree.left, goes_on)
        return _outcome(tree.right, wanted) if left is goes_on else left
    return not wanted


def _last(tree: Tree) -> Tree:
    """The operand of `and` and `or` that symbexec takes for the whole; the whole when there is none."""
    while isinstance(tree, (astnodes.AndLoOp, astnodes.OrLoOp)):
        goes_on = isinstance(tree, astnodes.AndLoOp)
        if _outcome(tree.left, goes_on) is not goes_on:
            break
        tree = tree.right
    return tree


def number_known(tree: Tree) -> bool:
    """Whether PUC Lua's compiler knows the number that an expression gives."""
    return _number(tree) is not None


def truth_known(tree: Tree) -> bool:
    """Whether PUC Lua's compiler knows that a condition is true, and makes no code for it."""
    return _known(tree) is True


class Builder:
    """The function being walked, in the state that will run it."""

    def __init__(
        self,
        state: "Interpreter",
        chunk: str,
        scope: FunctionScope,
        hooks: "Hooks | None" = None,
        look: Look = nothing_ends,
    ) -> None:
        self.state = state
        self.chunk = chunk
        self.scope = scope
        self.ticks = state.ticks.cycle
        self.pause = state.ticks.pause
        self.look = look
        """called at each statement and expression; what it raises ends the walk"""
        self.constants: list[Value] = []
        self._numbers: dict[tuple[type, str], int] = {}
        self.labels: list[dict[str, Jump]] = []
        """the labels of the blocks around, innermost last"""
        self.looked_at = True
        """whether what the statement's node gives is looked at as a signal; else it may give anything"""
        self.hooks = hooks
        """the state's hooks, in a watched chunk only (watched.py), as what follows"""
        self.line: int | None = None
        """the line of the instruction before; None where it is not known"""
        self.first_line: int | None = None
        """the line of the statement's first instruction"""
        self.entry_line: int | None = None
        """the line of the function's first instruction"""
        self.steps = 0
        """how many instructions the statement has"""
        self.clean = True
        """whether there is nothing yet, or the last instruction has set local variables to nil: so there is
        none for more of them"""
        self.onward = False
        """whether a jump comes behind the statement"""
        self.leaves_onward = False
        """whether a jump comes behind the loop around"""
        self.entered = False
        """whether the statement is jumped to"""
        self.closes = False
        """whether a function uses variables of the blocks around, up to the loop"""

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
        tree = _last(tree)
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
