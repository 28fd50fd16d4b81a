"""Operator to node (manual 2.5.1 to 2.5.6): arithmetic, comparison, logic, concatenation, length.

`condition` makes the tests of `if` and loops: a comparison becomes part of the statement that asks for it.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

from luaparser import astnodes

from interpreter import expressions, metatables
from interpreter.builder import Builder, Operand, Tree
from interpreter.errors import Site
from interpreter.nodes import Frame, Node
from interpreter.nodes.arithmetic import ARITHMETIC
from interpreter.nodes.conditions import CONDITIONS, IF_ELSES, IF_NOTS, IFS
from interpreter.table import LuaTable
from interpreter.values import Value, number_text

ARITHMETIC_NAMES: dict[type, str] = {
    astnodes.AddOp: "add",
    astnodes.SubOp: "subtract",
    astnodes.MultOp: "multiply",
    astnodes.FloatDivOp: "divide",
    astnodes.ModOp: "modulo",
}
ORDER_NAMES: dict[type, str] = {
    astnodes.LessThanOp: "less",
    astnodes.LessOrEqThanOp: "less_equal",
    astnodes.GreaterThanOp: "greater",
    astnodes.GreaterOrEqThanOp: "greater_equal",
}


def _number_operand(builder: Builder, tree: Tree) -> Operand:
    """An operand as the variants for numbers take it: with the kind C, and constants that are numbers."""
    if isinstance(tree, astnodes.Name) and tree.variable is not None and tree.variable.is_cell:
        return "C", builder.slot(tree.variable)
    found = expressions.operand(builder, tree)
    if found[0] == "K" and type(found[1]) is not float:
        return _as_node(found)
    return found


def two_operands(builder: Builder, tree: Tree, available: Container[str]) -> tuple[str, Any, Any]:
    """Kinds and operands of a binary operator on numbers, as one of the available kinds; EE always is."""
    one = _number_operand(builder, tree.left)
    other = _number_operand(builder, tree.right)
    for left, right in ((one, other), (_as_node(one), other), (one, _as_node(other))):
        if left[0] + right[0] in available:
            return left[0] + right[0], left[1], right[1]
    return "EE", expressions.node_of(one), expressions.node_of(other)


def _as_node(found: Operand) -> Operand:
    return "E", expressions.node_of(found)


def kinds_of(table: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """By name, the kinds of operands for which a table has variants."""
    kinds: dict[str, set[str]] = {}
    for name, pair in table:
        kinds.setdefault(name, set()).add(pair)
    return {name: frozenset(pairs) for name, pairs in kinds.items()}


_ARITHMETIC_KINDS = kinds_of(ARITHMETIC)
_TEST_KINDS = kinds_of(CONDITIONS)


def operator_site(builder: Builder, tree: Tree) -> Site:
    """The place of a binary operator, with the names of both operands."""
    return builder.site(tree, tree.left, tree.right)


def _arithmetic(builder: Builder, tree: Tree) -> Node:
    name = ARITHMETIC_NAMES[type(tree)]
    kinds, a, b = two_operands(builder, tree, _ARITHMETIC_KINDS[name])
    return ARITHMETIC[name, kinds](a, b, operator_site(builder, tree))


def _power(builder: Builder, tree: Tree) -> Node:
    left_node = expressions.expression(builder, tree.left)
    right_node = expressions.expression(builder, tree.right)
    return power_of(left_node, right_node, operator_site(builder, tree))


def power_of(left_node: Node, right_node: Node, lua_site: Site) -> Node:
    """`a ^ b` of two nodes."""
    power, arithmetic = metatables.power, metatables.arithmetic

    def node(f: Frame) -> Value:
        left = left_node(f)
        right = right_node(f)
        if type(left) is float and type(right) is float:
            return power(left, right)
        return arithmetic("__pow", left, right, lua_site)

    return node


def _minus(builder: Builder, tree: Tree) -> Node:
    if isinstance(tree.operand, astnodes.Number):
        return expressions.constant(-tree.operand.n)
    return minus_of(expressions.expression(builder, tree.operand), builder.site(tree, tree.operand))


def minus_of(value_node: Node, lua_site: Site) -> Node:
    """`-a` of a node."""
    arithmetic = metatables.arithmetic

    def node(f: Frame) -> Value:
        value = value_node(f)
        if type(value) is float:
            return -value
        return arithmetic("__unm", value, value, lua_site)

    return node


def _length(builder: Builder, tree: Tree) -> Node:
    return length_of(expressions.expression(builder, tree.operand), builder.site(tree, tree.operand))


def length_of(value_node: Node, lua_site: Site) -> Node:
    """`#a` of a node."""
    length = metatables.length

    def node(f: Frame) -> Value:
        value = value_node(f)
        if type(value) is LuaTable:
            return float(value.length())
        return length(value, lua_site)

    return node


# -- concatenation ----------------------------------------------------------------------------------------


def concatenated(tree: Tree) -> list[Tree]:
    """`a .. b .. c` is one operation, from the right (luaV_concat): of these."""
    trees = [tree]
    while isinstance(trees[-1], astnodes.Concat) and (len(trees) == 1 or not trees[-1].wrapped):
        last = trees.pop()
        trees += [last.left, last.right]
    return trees


def _concat(builder: Builder, tree: Tree) -> Node:
    trees = concatenated(tree)
    # Local variables and constants are read all at once.
    found = [expressions.slot_or_node(builder, part) for part in trees]
    values_of = None
    if all(kind == "L" for kind, _ in found):
        values_of = itemgetter(*[slot for _, slot in found])
    return concat_of(builder, tree, trees, [expressions.node_of(each) for each in found], values_of)


def concat_of(
    builder: Builder,
    tree: Tree,
    trees: Sequence[Tree],
    nodes: Sequence[Node],
    values_of: Callable[[Frame], tuple[Value, ...]] | None = None,
) -> Node:
    """`a .. b .. c` of nodes; `values_of`: gives all their values, where that is quicker."""
    sites = [builder.site(tree, left, right) for left, right in pairwise(trees)]
    limits = builder.state.limits
    spend = builder.state.ticks.spend
    short = min(limits.max_string, metatables.LONG)
    concat = metatables.concat

    if len(nodes) == 2:
        one_node, two_node = nodes
        lua_site = sites[0]

        def pair(f: Frame) -> Value:
            left = one_node(f)
            right = two_node(f)
            one = number_text(left) if left.__class__ is float else left
            two = number_text(right) if right.__class__ is float else right
            if one.__class__ is two.__class__ is str and len(one) + len(two) <= short:
                return one + two
            return concat(left, right, lua_site)

        return pair

    def chain(f: Frame) -> Value:
        values = [node(f) for node in nodes] if values_of is None else values_of(f)
        texts = []
        size = 0
        for value in values:
            if value.__class__ is str:
                text = value
            elif value.__class__ is float:
                text = number_text(value)
            else:
                return from_the_right(values)
            texts.append(text)
            size += len(text)
        return "".join(texts) if size <= short else join_texts(texts, limits.max_string, spend)

    def from_the_right(values: Sequence[Value]) -> Value:
        *values, result = values
        while values:
            left = values.pop()
            lua_site = sites[len(values)]
            result = concat(left, result, lua_site)
        return result

    return chain


def join_texts(texts: Sequence[Any], limit: int, spend: Callable[[int], None]) -> str:
    """Strings in one. Raises LuaError when the whole would be longer than a string may be."""
    size = sum(map(len, texts))
    if size > limit:
        raise metatables.too_long()
    if size > metatables.LONG:
        spend(size // metatables.LONG)
    return "".join(texts)


# -- logic and comparison ---------------------------------------------------------------------------------


def _and(builder: Builder, tree: Tree) -> Node:
    left_node = expressions.expression(builder, tree.left)
    right_node = expressions.expression(builder, tree.right)

    def node(f: Frame) -> Value:
        left = left_node(f)
        if left is None or left is False:
            return left
        return right_node(f)

    return node


def _or(builder: Builder, tree: Tree) -> Node:
    left_node = expressions.expression(builder, tree.left)
    right_node = expressions.expression(builder, tree.right)

    def node(f: Frame) -> Value:
        left = left_node(f)
        if left is None or left is False:
            return right_node(f)
        return left

    return node


Condition = tuple[str, str, tuple[Any, ...], bool]
"""A test: its name and kinds, which are the key of the tables in nodes/conditions.py; the maker's arguments;
and whether the condition is true when the test is."""


def condition(builder: Builder, tree: Tree) -> Condition:
    """How to test an expression for truth, in the cheapest way."""
    if isinstance(tree, astnodes.ULNotOp):
        name, kinds, arguments, wanted = condition(builder, tree.operand)
        return name, kinds, arguments, not wanted
    if type(tree) in ORDER_NAMES:
        name = ORDER_NAMES[type(tree)]
        kinds, a, b = two_operands(builder, tree, _TEST_KINDS[name])
        return name, kinds, (a, b, operator_site(builder, tree)), True
    if isinstance(tree, (astnodes.EqToOp, astnodes.NotEqToOp)):
        return *_equality(builder, tree), isinstance(tree, astnodes.EqToOp)
    if isinstance(tree, (astnodes.AndLoOp, astnodes.OrLoOp)):
        return "test", "E", (_two_tests(builder, tree),), True
    kind, what = expressions.operand(builder, tree)
    if kind == "K":
        return "truth", "E", (expressions.constant(what),), True
    return "truth", kind, (what,), True


def test(builder: Builder, tree: Tree) -> Node:
    """A node that gives a Python bool: whether the expression is true."""
    return test_of(condition(builder, tree))


def test_of(found: Condition) -> Node:
    """The same, of a condition."""
    name, kinds, arguments, wanted = found
    node: Node = arguments[0] if name == "test" else CONDITIONS[name, kinds](*arguments)
    return node if wanted else lambda f: not node(f)


def if_node(builder: Builder, tree: Tree, then: Node, orelse: Node | None) -> Node:
    """`if tree then … else … end`; without `else` when that is None."""
    name, kinds, arguments, wanted = condition(builder, tree)
    if orelse is None:
        return (IFS if wanted else IF_NOTS)[name, kinds](*arguments, then)
    if not wanted:
        then, orelse = orelse, then
    return IF_ELSES[name, kinds](*arguments, then, orelse)


def _two_tests(builder: Builder, tree: Tree) -> Node:
    left = test(builder, tree.left)
    right = test(builder, tree.right)
    if isinstance(tree, astnodes.AndLoOp):
        return lambda f: left(f) and right(f)
    return lambda f: left(f) or right(f)


def _equality(builder: Builder, tree: Tree) -> tuple[str, str, tuple[Any, ...]]:
    one = expressions.operand(builder, tree.left)
    other = expressions.operand(builder, tree.right)
    if one[0] == "K":
        one, other = other, one
    if one[0] == "K":
        one = _as_node(one)
    kind, what = other
    if kind == "K":
        if what is None or what is True or what is False:
            return "is", f"{one[0]}K", (one[1], what)
        name = "bit" if what in (0.0, 1.0) else "equal"
        return name, f"{one[0]}K", (one[1], what)
    lua_site = builder.site(tree)
    if one[0] == kind == "L":
        return "equal", "LL", (one[1], what, lua_site)
    return "equal", "EE", (expressions.node_of(one), expressions.node_of(other), lua_site)


def comparison_of(tree: Tree, left: Node, right: Node, lua_site: Site) -> Node:
    """A comparison of two nodes; gives a Python bool."""
    name = ORDER_NAMES.get(type(tree), "equal")
    node = CONDITIONS[name, "EE"](left, right, lua_site)
    return (lambda f: not node(f)) if isinstance(tree, astnodes.NotEqToOp) else node


def _comparison(builder: Builder, tree: Tree) -> Node:
    return test(builder, tree)


MAKERS: dict[type, Callable[[Builder, Tree], Node]] = {
    **dict.fromkeys(ARITHMETIC_NAMES, _arithmetic),
    astnodes.ExpoOp: _power,
    astnodes.UMinusOp: _minus,
    astnodes.ULengthOP: _length,
    astnodes.ULNotOp: _comparison,
    astnodes.Concat: _concat,
    astnodes.AndLoOp: _and,
    astnodes.OrLoOp: _or,
    **dict.fromkeys(ORDER_NAMES, _comparison),
    astnodes.EqToOp: _comparison,
    astnodes.NotEqToOp: _comparison,
}
