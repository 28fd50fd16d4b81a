"""Expression to node, in the manual's order (2.5): constants, names, fields, tables, functions.

`expression` gives a node for one value, `results_of` one for all values of a call or `...`, `operand` the
cheapest way to a value, by which the specialised variants in nodes/ are chosen. Operators are in
operators.py, calls in calls.py.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from luaparser import astnodes

from interpreter import calls, operators, statements, watched_values
from interpreter.builder import Builder, Operand, Tree
from interpreter.errors import Site
from interpreter.function import VARARG, LuaFunction, Prototype
from interpreter.function import results as as_tuple
from interpreter.metatables import index, set_index
from interpreter.nodes import Frame, Node
from interpreter.nodes.access import GETS
from interpreter.scope import FunctionScope
from interpreter.table import LuaTable
from interpreter.values import Value


def expression(builder: Builder, tree: Tree) -> Node:
    """A node that gives the one value of an expression."""
    builder.look()
    maker = _MAKERS.get(type(tree))
    if maker is None:
        raise TypeError(f"no expression of Lua 5.1: {type(tree).__name__}")
    if builder.hooks is not None:
        return watched_values.value(builder, tree)
    return maker(builder, tree)


def operand(builder: Builder, tree: Tree) -> Operand:
    """A local variable's slot, a constant, or a node."""
    if isinstance(tree, astnodes.Name):
        variable = tree.variable
        if variable is not None and not variable.is_cell:
            return "L", builder.slot(variable)
    elif type(tree) in _CONSTANTS:
        return "K", _CONSTANTS[type(tree)](tree)
    elif isinstance(tree, astnodes.UMinusOp) and isinstance(tree.operand, astnodes.Number):
        return "K", -tree.operand.n
    return "E", expression(builder, tree)


def node_of(found: Operand) -> Node:
    """An operand as a node."""
    kind, what = found
    if kind == "E":
        node: Node = what
        return node
    if kind == "C":
        return lambda f: f[what][0]
    return itemgetter(what) if kind == "L" else constant(what)


def slot_or_node(builder: Builder, tree: Tree) -> Operand:
    """An operand without the kind K: constants lie in the frame."""
    kind, what = operand(builder, tree)
    return ("L", builder.constant(what)) if kind == "K" else (kind, what)


def is_open(tree: Tree) -> bool:
    """Whether an expression can give any number of values (manual 2.5)."""
    return isinstance(tree, (astnodes.Call, astnodes.Invoke, astnodes.Dots)) and not tree.wrapped


def results_of(builder: Builder, tree: Tree) -> Node:
    """A node that gives all values of an expression in the call protocol's form."""
    if not is_open(tree):
        return expression(builder, tree)
    if isinstance(tree, astnodes.Dots):
        return all_varargs(builder)
    return calls.call(builder, tree, all_results=True)


def values_of(builder: Builder, trees: Sequence[Tree]) -> Callable[[Frame], tuple[Value, ...]]:
    """A function of the frame that gives the values of an expression list, the last one open (manual 2.5)."""
    if not trees:
        return lambda _: ()
    if builder.hooks is not None:
        return watched_values.values_of(builder, trees)
    if not is_open(trees[-1]):
        fixed = [expression(builder, tree) for tree in trees]
        if len(fixed) == 1:
            only = fixed[0]
            return lambda f: (only(f),)
        if len(fixed) == 2:
            one, two = fixed
            return lambda f: (one(f), two(f))
        return lambda f: tuple([node(f) for node in fixed])
    last = results_of(builder, trees[-1])
    before = [expression(builder, tree) for tree in trees[:-1]]
    if not before:
        return lambda f: as_tuple(last(f))
    return lambda f: (*[node(f) for node in before], *as_tuple(last(f)))


# -- constants and names ----------------------------------------------------------------------------------


def constant(value: Value) -> Node:
    """A node that gives the same value each time."""
    return lambda _: value


_CONSTANTS: dict[type, Callable[[Tree], Value]] = {
    astnodes.Nil: lambda _: None,
    astnodes.TrueExpr: lambda _: True,
    astnodes.FalseExpr: lambda _: False,
    astnodes.Number: lambda tree: tree.n,
    astnodes.String: lambda tree: tree.s,
}


def _constant(_: Builder, tree: Tree) -> Node:
    return constant(_CONSTANTS[type(tree)](tree))


def _name(builder: Builder, tree: Tree) -> Node:
    variable = tree.variable
    if variable is None:
        return _global(builder, tree)
    slot = builder.slot(variable)
    if variable.is_cell:
        return lambda f: f[slot][0]
    return itemgetter(slot)


def _global(builder: Builder, tree: Tree) -> Node:
    name: str = tree.id
    slot = builder.scope.environment_slot
    lua_site = builder.site(tree)

    def node(f: Frame) -> Value:
        try:
            return f[slot].hash[name]
        except KeyError:
            return index(f[slot], name, lua_site)

    return node


def _varargs(builder: Builder, _: Tree) -> Node:
    slot = builder.scope.varargs_slot

    def node(f: Frame) -> Value:
        values = f[slot]
        return values[0] if values else None

    return node


def all_varargs(builder: Builder) -> Node:
    """A node that gives all values of `...` in the call protocol's form."""
    slot = builder.scope.varargs_slot

    def node(f: Frame) -> Value:
        values = f[slot]
        return values[0] if len(values) == 1 else values

    return node


# -- fields and tables ------------------------------------------------------------------------------------


def key_operand(builder: Builder, tree: Tree) -> Operand:
    """The key of an index: a plain constant (string or number), a slot, or a node."""
    if tree.notation is astnodes.IndexNotation.DOT:
        return "K", tree.idx.id
    kind, key = operand(builder, tree.idx)
    if kind == "K" and (type(key) is not str and (type(key) is not float or key != key)):
        return "E", constant(key)
    return kind, key


def table_operand(builder: Builder, tree: Tree) -> Operand:
    """What an index looks into; constants, which are no tables, as nodes."""
    kind, what = operand(builder, tree)
    return ("E", constant(what)) if kind == "K" else (kind, what)


def _index(builder: Builder, tree: Tree) -> Node:
    kind_a, table = table_operand(builder, tree.value)
    kind_b, key = key_operand(builder, tree)
    return GETS[kind_a + kind_b](table, key, builder.site(tree, tree.value))


def _table(builder: Builder, tree: Tree) -> Node:
    """A table constructor (manual 2.5.7)."""
    if not tree.fields:
        return lambda _: LuaTable()
    positional = [field.value for field in tree.fields if field.key is None]
    if len(positional) == len(tree.fields):
        return _list_table(builder, positional)
    if not positional and all(_is_name(field) for field in tree.fields):
        return _record_table(builder, tree.fields)
    return _mixed_table(builder, tree)


def _is_name(field: Tree) -> bool:
    return field.key is not None and not field.between_brackets


def _list_table(builder: Builder, trees: Sequence[Tree]) -> Node:
    values_node = values_of(builder, trees)
    from_list = LuaTable.from_list
    return lambda f: from_list(values_node(f))


def _record_table(builder: Builder, fields: Sequence[Tree]) -> Node:
    pairs = [(field.key.id, expression(builder, field.value)) for field in fields]

    def node(f: Frame) -> Value:
        table = LuaTable()
        fields = table.hash
        for name, value_node in pairs:
            value = value_node(f)
            if value is not None:
                fields[name] = value
            else:
                # A name may stand twice, and the later field wins.
                fields.pop(name, None)
        return table

    return node


_FLUSH = 50  # LFIELDS_PER_FLUSH


def _mixed_table(builder: Builder, tree: Tree) -> Node:
    """Fields with keys are set one by one, those without at the end or by fifties: they win (lparser.c)."""
    steps: list[tuple[Node | None, Node, Site]] = []
    rest: Node | None = None
    for field in tree.fields:
        key: Node | None = None
        if field.key is None:
            if field is tree.fields[-1] and is_open(field.value):
                rest = results_of(builder, field.value)
                break
        elif _is_name(field):
            key = constant(field.key.id)
        else:
            key = expression(builder, field.key)
        steps.append((key, expression(builder, field.value), builder.site(field)))
    return table_of(steps, rest)


def table_of(steps: Sequence[tuple[Node | None, Node, Site]], rest: Node | None) -> Node:
    """A table of keys and values, and of what `rest` gives behind those without keys."""

    def node(f: Frame) -> Value:
        table = LuaTable()
        waiting: list[Value] = []
        stored = 0
        for key_node, value_node, lua_site in steps:
            if key_node is not None:
                # Without a metatable, this is the raw assignment that names nil and NaN keys as Lua does.
                set_index(table, key_node(f), value_node(f), lua_site)
                continue
            waiting.append(value_node(f))
            if len(waiting) == _FLUSH:
                _store(table, stored, waiting)
                stored += _FLUSH
                waiting = []
        if rest is not None:
            waiting += as_tuple(rest(f))
        _store(table, stored, waiting)
        return table

    return node


def _store(table: LuaTable, stored: int, values: Sequence[Value]) -> None:
    """Set the fields behind position `stored`."""
    for position, value in enumerate(values, stored + 1):
        table.set(float(position), value)


# -- functions --------------------------------------------------------------------------------------------


def prototype_of(builder: Builder, scope: FunctionScope, body: Sequence[Tree]) -> Prototype:
    """Walk a function's body; `builder` is of this function."""
    parameters = len(scope.parameters)
    arity = VARARG if scope.is_vararg else parameters
    prototype = Prototype(builder.chunk, scope.line, scope.end_line, parameters, arity)
    prototype.scope = scope
    prototype.ticks = builder.ticks
    prototype.pause = builder.pause
    node = statements.function_body(builder, body)
    if scope.has_tail_call:
        prototype.raw = node
        prototype.body = calls.trampoline(builder, node)
    else:
        prototype.body = node
    prototype.entry = calls.entry_of(builder, prototype)
    if scope.uses_globals:
        prototype.environment = scope.environment_slot - parameters - scope.is_vararg
    return prototype


def blank_frame(builder: Builder) -> list[Any]:
    """The end of a function's frame: its locals, empty, its constants, and its line if it is watched."""
    line = [] if builder.hooks is None else [False, 0]
    return [None] * builder.scope.room + builder.constants + line


def _closing(prototype: Prototype, captured: Sequence[int], blank: list[Any]) -> Node:
    """Makes the function value: `captured` are the slots of the outer frame that its own begins with.

    The same lines three times: a helper function that they shared would cost a call for each closure made.
    """
    new = LuaFunction.__new__
    body, arity = prototype.body, prototype.arity
    if len(captured) > 1:
        several = itemgetter(*captured)

        def close_several(f: Frame) -> Value:
            made = new(LuaFunction)
            made.body = body
            made.arity = arity
            made.prototype = prototype
            made.rest = [*several(f), *blank]
            return made

        return close_several
    if captured:
        (only,) = captured

        def close_one(f: Frame) -> Value:
            made = new(LuaFunction)
            made.body = body
            made.arity = arity
            made.prototype = prototype
            made.rest = [f[only], *blank]
            return made

        return close_one

    def close_none(_: Frame) -> Value:
        made = new(LuaFunction)
        made.body = body
        made.arity = arity
        made.prototype = prototype
        made.rest = blank
        return made

    return close_none


def function(outer: Builder, tree: Tree, self_slot: int | None = None) -> Node:
    """A function expression. `self_slot`: where a `local function` lies in the outer function's frame."""
    scope: FunctionScope = tree.scope
    builder = Builder(outer.state, outer.chunk, scope, outer.hooks, outer.look)
    prototype = prototype_of(builder, scope, tree.body.body)
    captured = [outer.slot(variable) for variable in scope.upvalues]
    if scope.uses_globals:
        captured.append(outer.scope.environment_slot)
    node = _closing(prototype, captured, blank_frame(builder))
    if self_slot is None or self_slot not in captured:
        return node
    own = captured.index(self_slot)

    def node_of_itself(f: Frame) -> Value:
        made = node(f)
        made.rest[own] = made
        return made

    return node_of_itself


_MAKERS: dict[type, Callable[[Builder, Tree], Node]] = {
    **dict.fromkeys(_CONSTANTS, _constant),
    astnodes.Dots: _varargs,
    astnodes.AnonymousFunction: function,
    astnodes.Name: _name,
    astnodes.Index: _index,
    astnodes.Call: lambda builder, tree: calls.call(builder, tree),
    astnodes.Invoke: lambda builder, tree: calls.call(builder, tree),
    astnodes.Table: _table,
    **operators.MAKERS,
}
