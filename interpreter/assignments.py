"""Assignment to node (manual 2.4.3, 2.4.7), and the function statements, which are assignments (2.5.9).

One target and one value, the common case, has specialised nodes: arithmetic that writes into its slot, and a
table's field by the kinds of its operands. Called by statements.py.
"""

from collections.abc import Callable, Sequence
from typing import Any

from luaparser import astnodes

from interpreter import expressions, operators, watched_values
from interpreter.builder import Builder, Tree
from interpreter.metatables import set_index
from interpreter.nodes import Frame, Node
from interpreter.nodes.access import SETS
from interpreter.nodes.arithmetic import TO_CELL, TO_LOCAL
from interpreter.scope import Variable
from interpreter.sequence import straight
from interpreter.values import Value

_Values = Callable[[Frame], tuple[Value, ...]]

_TO_LOCAL_KINDS = operators.kinds_of(TO_LOCAL)
_TO_CELL_KINDS = operators.kinds_of(TO_CELL)


def _no_place(_: Frame) -> Value:
    """Nothing is evaluated before a variable is stored to."""


def assign_variable(builder: Builder, variable: Variable, value: Node, *, declare: bool = True) -> Node:
    """Store a node's value in a local variable or upvalue; `declare`: the variable begins here."""
    slot = builder.slot(variable)
    if not variable.is_cell:

        def to_slot(f: Frame) -> Value:
            f[slot] = value(f)

        return to_slot
    if declare:

        def to_new_cell(f: Frame) -> Value:
            f[slot] = [value(f)]

        return to_new_cell

    def to_cell(f: Frame) -> Value:
        f[slot][0] = value(f)

    return to_cell


def _to_variable(builder: Builder, variable: Variable, tree: Tree, *, declare: bool) -> Node:
    """`x = expression`; arithmetic writes into the slot itself."""
    name = operators.ARITHMETIC_NAMES.get(type(tree))
    if name is not None and not (variable.is_cell and declare):
        table, table_kinds = (TO_CELL, _TO_CELL_KINDS) if variable.is_cell else (TO_LOCAL, _TO_LOCAL_KINDS)
        available = table_kinds.get(name)
        if available is not None:
            kinds, a, b = operators.two_operands(builder, tree, available)
            site = operators.operator_site(builder, tree)
            return table[name, kinds](builder.slot(variable), a, b, site)
    return assign_variable(builder, variable, expressions.expression(builder, tree), declare=declare)


def local_assign(builder: Builder, tree: Tree) -> Node:
    """`local a, b = …`: the variables begin here."""
    variables: list[Variable] = tree.variables
    if len(variables) == 1 and len(tree.values) == 1:
        return _to_variable(builder, variables[0], tree.values[0], declare=True)
    if not tree.values:
        nodes = [assign_variable(builder, variable, expressions.constant(None)) for variable in variables]
        return straight(nodes)
    return to_locals(builder, variables, expressions.values_of(builder, tree.values))


def to_locals(builder: Builder, variables: Sequence[Variable], values: _Values) -> Node:
    """Store values, as many as there are, in variables that begin here."""
    targets = [(builder.slot(variable), variable.is_cell) for variable in variables]
    count = len(targets)

    def node(f: Frame) -> Value:
        found = values(f)
        if len(found) < count:
            found += (None,) * (count - len(found))
        for (slot, is_cell), value in zip(targets, found, strict=False):
            f[slot] = [value] if is_cell else value

    return node


def assign(builder: Builder, tree: Tree) -> Node:
    """`a, t[k] = …`."""
    if len(tree.targets) == 1 and len(tree.values) == 1:
        return _assign_one(builder, tree.targets[0], tree.values[0])
    # All expressions are evaluated before any assignment, which PUC Lua does from the right.
    targets = [target(builder, each) for each in tree.targets]
    return to_targets(targets, expressions.values_of(builder, tree.values))


def to_targets(targets: "Sequence[tuple[Node, _Store]]", values: _Values) -> Node:
    """Store values in several targets."""
    places = [place for place, _ in targets]
    stores = [store for _, store in targets]
    count = len(targets)

    def node(f: Frame) -> Value:
        found_places = [place(f) for place in places]
        found = values(f)
        if len(found) < count:
            found += (None,) * (count - len(found))
        for number in range(count - 1, -1, -1):
            stores[number](f, found_places[number], found[number])

    return node


def _assign_one(builder: Builder, target: Tree, value: Tree) -> Node:
    if isinstance(target, astnodes.Index):
        kind_a, table = expressions.table_operand(builder, target.value)
        kind_b, key = expressions.key_operand(builder, target)
        kind_c, what = expressions.slot_or_node(builder, value)
        return SETS[kind_a + kind_b + kind_c](table, key, what, builder.site(target, target.value))
    if target.variable is not None:
        return _to_variable(builder, target.variable, value, declare=False)
    return set_global(builder, target, expressions.expression(builder, value))


def set_global(builder: Builder, target: Tree, value_node: Node) -> Node:
    """Assign a node's value to a global variable."""
    name: str = target.id
    slot = builder.scope.environment_slot
    lua_site = builder.site(target)

    def node(f: Frame) -> Value:
        value = value_node(f)
        table = f[slot]
        if value is not None and (table.metatable is None or name in table.hash):
            table.hash[name] = value
        else:
            set_index(table, name, value, lua_site)

    return node


_Store = Callable[[Frame, Any, Value], None]


def target(builder: Builder, tree: Tree) -> tuple[Node, _Store]:
    """A target of a multiple assignment: what is evaluated first, and what stores."""
    if isinstance(tree, astnodes.Index):
        if builder.hooks is None:
            table_node = expressions.expression(builder, tree.value)
            key = expressions.key_operand(builder, tree)
        else:
            table_node, key = watched_values.place(builder, tree)
        key_node = expressions.node_of(key)
        lua_site = builder.site(tree, tree.value)

        def store_field(_: Frame, place: Any, value: Value) -> None:
            set_index(place[0], place[1], value, lua_site)

        return lambda f: (table_node(f), key_node(f)), store_field
    variable = tree.variable
    if variable is None:
        name = tree.id
        slot = builder.scope.environment_slot
        lua_site = builder.site(tree)

        def store_global(f: Frame, _: Any, value: Value) -> None:
            set_index(f[slot], name, value, lua_site)

        return _no_place, store_global
    slot = builder.slot(variable)
    if variable.is_cell:

        def store_cell(f: Frame, _: Any, value: Value) -> None:
            f[slot][0] = value

        return _no_place, store_cell

    def store_slot(f: Frame, _: Any, value: Value) -> None:
        f[slot] = value

    return _no_place, store_slot


def function(builder: Builder, tree: Tree) -> Node:
    """`function a.b.c() end`."""
    value = expressions.function(builder, tree)
    target = tree.name
    if isinstance(target, astnodes.Index):
        kind_a, table = expressions.table_operand(builder, target.value)
        kind_b, key = expressions.key_operand(builder, target)
        return SETS[f"{kind_a}{kind_b}E"](table, key, value, builder.site(target, target.value))
    if target.variable is None:
        return set_global(builder, target, value)
    return assign_variable(builder, target.variable, value, declare=False)


def method(builder: Builder, tree: Tree) -> Node:
    """`function a.b:c() end`: `self` is among the parameters already."""
    kind, table = expressions.table_operand(builder, tree.source)
    value = expressions.function(builder, tree)
    return SETS[f"{kind}KE"](table, tree.name.id, value, builder.site(tree, tree.source))


def local_function(builder: Builder, tree: Tree) -> Node:
    """`local function f() end`: f is in scope in its own body."""
    (variable,) = tree.variables
    slot = builder.slot(variable)
    if not variable.is_cell:
        value = expressions.function(builder, tree, self_slot=slot)

        def to_slot(f: Frame) -> Value:
            f[slot] = value(f)

        return to_slot
    value = expressions.function(builder, tree)

    def to_cell(f: Frame) -> Value:
        f[slot] = [None]
        f[slot][0] = value(f)

    return to_cell
