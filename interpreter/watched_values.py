"""Expressions of watched chunks (watched.py): the plain nodes, and between them the lines of instructions.

PUC Lua's compiler (lcode.c) puts off what it can. A global or a field is fetched, a constant loaded and a
local variable copied only when something wants it in a register: the line is then that of the last token
read, which grammar.py has noted (`at`, `taken`). A comparison jumps, and loads `true` or `false` only where
its value is wanted. How an expression is wanted is one of:

- STORE: in the register of a local variable;
- PLACE: in the next register, as arguments are;
- ANY: in any register, as what is indexed: a local variable is in one;
- OPERAND: in a register or among the constants, as operands of arithmetic;
- and `decided`: only its truth, as conditions and the left sides of `and` and `or`.

Called by watched_statements.py, and by expressions.py for all that is in watched chunks. Over 400 lines, as
one expression may be part of any other.
"""

from collections.abc import Callable, Sequence
from typing import Final

from luaparser import astnodes

from interpreter import calls, expressions, operators, watched
from interpreter.builder import Builder, Operand, Tree, number_known, truth_known
from interpreter.function import results as as_tuple
from interpreter.nodes import Frame, Node
from interpreter.nodes.access import GETS
from interpreter.nodes.arithmetic import ARITHMETIC
from interpreter.nodes.conditions import CONDITIONS
from interpreter.values import Value
from interpreter.watched import JUMPED, Prepare, ahead, behind, instruction

STORE: Final = 3
PLACE: Final = 2
ANY: Final = 1
OPERAND: Final = 0

_CONSTANTS = (astnodes.Nil, astnodes.TrueExpr, astnodes.FalseExpr, astnodes.Number, astnodes.String)
_LOGIC = (astnodes.AndLoOp, astnodes.OrLoOp)
_COMPARISONS = (*operators.ORDER_NAMES, astnodes.EqToOp, astnodes.NotEqToOp)


def _is_constant(tree: Tree) -> bool:
    """Whether PUC Lua's compiler makes a constant of it (constfolding, codenot)."""
    while isinstance(tree, astnodes.ULNotOp):
        tree = tree.operand
    return isinstance(tree, _CONSTANTS) or number_known(tree)


def truth(tree: Tree) -> bool | None:
    """The truth of a constant; None for what is none."""
    if isinstance(tree, astnodes.ULNotOp):
        known = truth(tree.operand)
        return None if known is None else not known
    if isinstance(tree, (astnodes.Nil, astnodes.FalseExpr)):
        return False
    return truth_known(tree) or None


def plain(builder: Builder, tree: Tree) -> Node:
    """The node of an expression without instructions of its own."""
    hooks, builder.hooks = builder.hooks, None
    node = expressions.expression(builder, tree)
    builder.hooks = hooks
    return node


# -- values -----------------------------------------------------------------------------------------------


def value(builder: Builder, tree: Tree, how: int = PLACE, line: int = 0) -> Node:
    """A node that gives the one value of an expression; it is taken at `line`, or as grammar.py says."""
    builder.look()
    line = line or tree.taken
    if _is_constant(tree):
        return ahead(None if how == OPERAND else instruction(builder, line), plain(builder, tree))
    return _MAKERS[type(tree)](builder, tree, how, line)


def values_of(builder: Builder, trees: Sequence[Tree]) -> Callable[[Frame], tuple[Value, ...]]:
    """A function of the frame that gives the values of an expression list, the last one open."""
    if not expressions.is_open(trees[-1]):
        nodes = [value(builder, tree) for tree in trees]
        return lambda f: tuple([node(f) for node in nodes])
    before = [value(builder, tree) for tree in trees[:-1]]
    last = results_of(builder, trees[-1])
    return lambda f: (*[node(f) for node in before], *as_tuple(last(f)))


def results_of(builder: Builder, tree: Tree) -> Node:
    """All values of a call or `...`."""
    if isinstance(tree, astnodes.Dots):
        return ahead(instruction(builder, tree.before), expressions.all_varargs(builder))
    return calls.call(builder, tree, all_results=True)


def _name(builder: Builder, tree: Tree, how: int, line: int) -> Node:
    at = None
    if not is_own(builder, tree):
        at = instruction(builder, tree.at)
    elif how >= PLACE:
        at = instruction(builder, line)
    return ahead(at, plain(builder, tree))


def is_own(builder: Builder, tree: Tree) -> bool:
    """Whether an expression is a local variable of this function."""
    return (
        isinstance(tree, astnodes.Name) and tree.variable is not None and tree.variable.owner is builder.scope
    )


def _dots(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    return ahead(instruction(builder, tree.before), plain(builder, tree))


def _function(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    return ahead(instruction(builder, tree.end_line), expressions.function(builder, tree))


def place(builder: Builder, tree: Tree) -> tuple[Node, Operand]:
    """What an index looks into, and its key: a constant or a node."""
    table = value(builder, tree.value, ANY)
    if tree.notation is astnodes.IndexNotation.DOT:
        return table, ("K", tree.idx.id)
    if not _is_constant(tree.idx):
        return table, ("E", value(builder, tree.idx, OPERAND))
    hooks, builder.hooks = builder.hooks, None
    key = expressions.key_operand(builder, tree)
    builder.hooks = hooks
    return table, key


def _index(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    table, (kind, key) = place(builder, tree)
    at = instruction(builder, tree.at)
    if kind == "K":
        table = behind(table, at)
    else:
        key = behind(key, at)
    return GETS["E" + kind](table, key, builder.site(tree, tree.value))


def prepare(builder: Builder, tree: Tree) -> Prepare:
    """A function of the frame that gives the function to call and its arguments."""
    if isinstance(tree, astnodes.Invoke):
        node = behind(value(builder, tree.source, ANY), instruction(builder, tree.func.at))
    else:
        node = value(builder, tree.func)
    return calls.preparation(builder, tree, node, _arguments(builder, tree.args))


def _arguments(builder: Builder, trees: Sequence[Tree]) -> Callable[[Frame], tuple[Value, ...]]:
    return values_of(builder, trees) if trees else lambda _: ()


def _call(builder: Builder, tree: Tree, how: int, line: int) -> Node:
    return _stored(builder, calls.call(builder, tree), how, line)


def _stored(builder: Builder, node: Node, how: int, line: int) -> Node:
    """What is in a register of its own, and is moved from there to that of a local variable."""
    return behind(node, instruction(builder, line)) if how == STORE else node


# -- operators --------------------------------------------------------------------------------------------


def _operands(builder: Builder, tree: Tree) -> tuple[Node, Node]:
    """Both operands, and behind them the operator's line."""
    left = value(builder, tree.left, OPERAND)
    right = value(builder, tree.right, OPERAND)
    return left, behind(right, instruction(builder, tree.at))


def _arithmetic(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    left, right = _operands(builder, tree)
    site = operators.operator_site(builder, tree)
    return ARITHMETIC[operators.ARITHMETIC_NAMES[type(tree)], "EE"](left, right, site)


def _power(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    left, right = _operands(builder, tree)
    return operators.power_of(left, right, operators.operator_site(builder, tree))


def _unary(builder: Builder, tree: Tree) -> Node:
    node = value(builder, tree.operand, ANY)
    return behind(node, instruction(builder, tree.at))


def _minus(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    return operators.minus_of(_unary(builder, tree), builder.site(tree, tree.operand))


def _length(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    return operators.length_of(_unary(builder, tree), builder.site(tree, tree.operand))


def _concat(builder: Builder, tree: Tree, _: int, __: int) -> Node:
    trees = operators.concatenated(tree)
    nodes = [value(builder, part) for part in trees]
    inner = tree
    while isinstance(inner.right, astnodes.Concat):
        inner = inner.right
    if not isinstance(trees[-1], astnodes.Concat):  # that has the one instruction for all
        nodes[-1] = behind(nodes[-1], instruction(builder, inner.at))
    return operators.concat_of(builder, tree, trees, nodes)


def _comparison(builder: Builder, tree: Tree, _: int, line: int) -> Node:
    node = decided(builder, tree, line, goes_on=True)
    return behind(node, instruction(builder, line))


def _not(builder: Builder, tree: Tree, how: int, line: int) -> Node:
    if _jumps(tree.operand):
        return _comparison(builder, tree, how, line)
    node = _unary(builder, tree)

    def negation(f: Frame) -> Value:
        operand = node(f)
        return operand is None or operand is False

    return negation


def _jumps(tree: Tree) -> bool:
    """Whether an expression comes out as a jump: a value of `true` or `false` is loaded for it."""
    while isinstance(tree, astnodes.ULNotOp):
        tree = tree.operand
    return isinstance(tree, (*_COMPARISONS, *_LOGIC))


def _logic(builder: Builder, tree: Tree, how: int, line: int) -> Node:
    """`and` and `or`: the left value, where it is the result, is there already, but for those that jump."""
    ends_by = isinstance(tree, astnodes.OrLoOp)
    known = truth(tree.left)
    if known is not None and known is not ends_by:
        return value(builder, tree.right, how, line)
    left, jumps = _left(builder, tree.left, tree.left.taken, ends_by, line)
    line_between = builder.line
    right = value(builder, tree.right, max(how, PLACE), line)
    if jumps and not isinstance(tree.right, _COMPARISONS):
        right = behind(right, instruction(builder, line))
    if builder.line != line_between or jumps:
        builder.line = None
    if ends_by:

        def either(f: Frame) -> Value:
            value = left(f)
            return right(f) if value is None or value is False else value

        return either

    def both(f: Frame) -> Value:
        value = left(f)
        return value if value is None or value is False else right(f)

    return both


def _left(builder: Builder, tree: Tree, line: int, ends_by: bool, loaded: int) -> tuple[Node, bool]:
    """The left side of `and` (`ends_by` False) or `or` (True), which is decided at `line`.

    Where it is the result and comes out as a jump, its value is loaded at the line `loaded`; the second
    result is whether it may.
    """
    if isinstance(tree, _LOGIC):
        ends_first = isinstance(tree, astnodes.OrLoOp)
        known = truth(tree.left)
        if known is not None and known is not ends_first:
            return _left(builder, tree.right, line, ends_by, loaded)
        if ends_first is ends_by:
            left, jumps = _left(builder, tree.left, tree.left.taken, ends_by, loaded)
        else:
            left, jumps = decided(builder, tree.left, tree.left.taken, goes_on=not ends_first), False
        line_between = builder.line
        right, jumps_too = _left(builder, tree.right, line, ends_by, loaded)
        if builder.line != line_between or jumps:
            builder.line = None

        def node(f: Frame) -> Value:
            value = left(f)
            if (value is None or value is False) is ends_first:
                return right(f)
            return value

        return node, jumps or jumps_too
    if _is_constant(tree) or not isinstance(tree, (*_COMPARISONS, astnodes.ULNotOp)):
        left = value(builder, tree, ANY, line)
        return behind(left, instruction(builder, line)), False
    condition = decided(builder, tree, line, goes_on=not ends_by)
    at_load = watched.mark(builder, loaded)

    def jump(f: Frame) -> Value:
        found = condition(f)
        if found is ends_by:
            at_load(f)
        return found

    return jump, True


# -- conditions -------------------------------------------------------------------------------------------


def decided(builder: Builder, tree: Tree, line: int, *, goes_on: bool, lands: bool = False) -> Node:
    """A node that gives whether an expression is true; it is decided at `line`.

    `goes_on`: for which outcome control goes on behind it. A constant that has this outcome has no
    instruction. `lands`: a jump comes behind it, and wants to be told where `and` and `or` jump to it.
    """
    known = truth(tree)
    if known is not None:
        at = None if known is goes_on else instruction(builder, line)
        return ahead(at, expressions.constant(known))
    if isinstance(tree, astnodes.ULNotOp):
        if isinstance(tree.operand, astnodes.ULNotOp) and not _jumps(tree.operand):
            # Of the `not`s only the first becomes part of the test.
            negation = behind(value(builder, tree.operand, ANY), instruction(builder, line))
            return lambda f: not negation(f)
        operand = decided(builder, tree.operand, line, goes_on=not goes_on, lands=lands)
        return lambda f: not operand(f)
    if isinstance(tree, _COMPARISONS):
        left, right = _operands(builder, tree)
        return operators.comparison_of(tree, left, right, operators.operator_site(builder, tree))
    if isinstance(tree, _LOGIC):
        is_or = isinstance(tree, astnodes.OrLoOp)
        left = decided(builder, tree.left, tree.left.taken, goes_on=not is_or)
        line_between = builder.line
        right = decided(builder, tree.right, line, goes_on=goes_on, lands=lands)
        if builder.line != line_between:
            builder.line = None
        if lands and is_or is goes_on:
            left = _landing(left, goes_on)
        return (lambda f: left(f) or right(f)) if is_or else (lambda f: left(f) and right(f))
    operand = value(builder, tree, ANY, line)
    return CONDITIONS["truth", "E"](behind(operand, instruction(builder, line)))


def _landing(test: Node, outcome: bool) -> Node:
    """A test that says in the frame when this outcome jumps to what comes next."""

    def node(f: Frame) -> Value:
        found = test(f)
        if found is outcome:
            f[JUMPED] = True
        return found

    return node


# -- tables -----------------------------------------------------------------------------------------------

_FLUSH: Final = 50  # LFIELDS_PER_FLUSH


def _table(builder: Builder, tree: Tree, how: int, line: int) -> Node:
    """A table constructor: values without keys are stored by fifties, and at the `}`."""
    at = instruction(builder, tree.before)
    fields: list[tuple[Node | None, Node]] = []
    waiting = 0
    rest: Node | None = None
    sites = []
    for field in tree.fields:
        key = None
        if field.key is None:
            if field is tree.fields[-1] and expressions.is_open(field.value):
                rest = results_of(builder, field.value)
                break
            node = value(builder, field.value)
            waiting += 1
            if waiting == _FLUSH and field is not tree.fields[-1]:
                node, waiting = behind(node, instruction(builder, field.value.taken)), 0
        else:
            if field.between_brackets:
                key = value(builder, field.key, OPERAND)
            else:
                key = expressions.constant(field.key.id)
            node = value(builder, field.value, OPERAND)
            node = behind(node, instruction(builder, field.at))
        fields.append((key, node))
        sites.append(builder.site(field))
    at_end = instruction(builder, tree.end_line) if waiting or rest is not None else None
    steps = [(key, node, site) for (key, node), site in zip(fields, sites, strict=True)]
    node = behind(ahead(at, expressions.table_of(steps, rest)), at_end)
    return _stored(builder, node, how, line)


_MAKERS: dict[type, Callable[[Builder, Tree, int, int], Node]] = {
    astnodes.Dots: _dots,
    astnodes.AnonymousFunction: _function,
    astnodes.Name: _name,
    astnodes.Index: _index,
    astnodes.Call: _call,
    astnodes.Invoke: _call,
    astnodes.Table: _table,
    **dict.fromkeys(operators.ARITHMETIC_NAMES, _arithmetic),
    astnodes.ExpoOp: _power,
    astnodes.UMinusOp: _minus,
    astnodes.ULengthOP: _length,
    astnodes.ULNotOp: _not,
    astnodes.Concat: _concat,
    **dict.fromkeys(_LOGIC, _logic),
    **dict.fromkeys(_COMPARISONS, _comparison),
}
