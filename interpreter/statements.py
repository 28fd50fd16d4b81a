"""Statement to node, in the manual's order (2.4): blocks, if, return, goto, calls.

A statement's node gives a signal: None to go on, a Jump (`break`, `goto`), or the results of `return`, a
single nil as NIL. Where control falls off the function's end behind the statement ("tail"), its node gives
the results themselves, `()` for none, so that most functions never look at a signal. Assignments are in
assignments.py, loops in loops.py.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from luaparser import astnodes

from interpreter import assignments, calls, expressions, loops, operators, watched, watched_statements
from interpreter.builder import BREAK, Builder, Jump, Tree
from interpreter.limits import PERIOD
from interpreter.nodes import Frame, Node
from interpreter.scope import is_tail_call
from interpreter.sequence import straight
from interpreter.table import LuaTable
from interpreter.values import Value

NIL: Final = Jump("nil")
"""`return nil` as a signal: None is taken."""


def statement(builder: Builder, tree: Tree, *, tail: bool = False) -> Node:
    """The node of one statement. Only if, do and return heed `tail`; see `heeds_tail`."""
    builder.look()
    maker = _MAKERS.get(type(tree))
    if maker is not None:
        make = partial(maker, builder, tree)
    else:
        make = partial(_TAIL_MAKERS[type(tree)], builder, tree, tail)
    return make() if builder.hooks is None else watched_statements.statement(builder, tree, make, tail=tail)


def heeds_tail(tree: Tree) -> bool:
    """Whether the node of the statement gives final results when it is in tail position."""
    return type(tree) in _TAIL_MAKERS


# -- what can be known of a statement without running it --------------------------------------------------


def can_signal(tree: Tree) -> bool:
    """Whether the statement's node can give something else than None."""
    known: bool | None = getattr(tree, "signals", None)
    if known is None:
        known = tree.signals = _can_signal(tree)
    return known


def _can_signal(tree: Tree) -> bool:
    if isinstance(tree, (astnodes.Return, astnodes.Break, astnodes.Goto)):
        return True
    if isinstance(tree, astnodes.If):
        while True:
            if block_can_signal(tree.body):
                return True
            if not isinstance(tree.orelse, astnodes.ElseIf):
                return tree.orelse is not None and block_can_signal(tree.orelse)
            tree = tree.orelse
    if isinstance(tree, (astnodes.While, astnodes.Repeat, astnodes.Fornum, astnodes.Forin, astnodes.Do)):
        return block_can_signal(tree.body)  # `break` is counted too: a loop in a loop is looked at once more
    return False


def block_can_signal(block: Tree) -> bool:
    """Whether any statement of a block can signal."""
    return any(can_signal(tree) for tree in block.body)


def _terminates(statements: Sequence[Tree]) -> bool:
    """Whether control never reaches the end of the statements."""
    if not statements:
        return False
    last = statements[-1]
    if isinstance(last, (astnodes.Return, astnodes.Break, astnodes.Goto)):
        return True
    return isinstance(last, astnodes.Do) and not _labels(last.body.body) and _terminates(last.body.body)


def _every_branch_terminates(tree: Tree) -> bool:
    """Whether an `if` without `else` goes on behind it only when no test was true."""
    while _terminates(tree.body.body):
        if tree.orelse is None:
            return True
        if not isinstance(tree.orelse, astnodes.ElseIf):
            return False
        tree = tree.orelse
    return False


def _labels(statements: Sequence[Tree]) -> bool:
    return any(isinstance(tree, astnodes.Label) for tree in statements)


# -- blocks -----------------------------------------------------------------------------------------------


def function_body(builder: Builder, statements: Sequence[Tree]) -> Node:
    """The node of a whole function: gives its results. Prepares parameters that live in cells, and `arg`."""
    node = block(builder, statements, tail=True)
    if builder.hooks is not None:
        node = watched.function_body(builder, node)
    scope = builder.scope
    cells = [builder.slot(parameter) for parameter in scope.parameters if parameter.is_cell]
    table = scope.argument_table
    if table is not None:
        varargs = scope.varargs_slot
        fill_table = assignments.assign_variable(
            builder, table, expressions.constant(None) if scope.uses_dots else _argument_table(varargs)
        )
        node = straight([fill_table, node])
    if not cells:
        return node

    def body(f: Frame) -> Value:
        for slot in cells:
            f[slot] = [f[slot]]
        return node(f)

    return body


def _argument_table(varargs: int) -> Node:
    """The table `arg` of old-style vararg functions, with the field `n` (LUA_COMPAT_VARARG)."""

    def node(f: Frame) -> Value:
        values = f[varargs]
        table = LuaTable.from_list(values)
        table.hash["n"] = float(len(values))
        return table

    return node


def return_nothing(_: Frame) -> Value:
    """A node that gives the results of `return` alone."""
    return ()


def nothing(_: Frame) -> Value:
    """A node that does nothing."""
    return None


def block(builder: Builder, statements: Sequence[Tree], *, tail: bool = False) -> Node:
    """The node of a block."""
    if _labels(statements):
        return _block_with_labels(builder, statements, tail)
    if builder.hooks is not None:
        return watched_statements.block(builder, statements, tail=tail)
    nodes: list[Node] = []
    signals: list[bool] = []
    statements = [tree for tree in statements if not isinstance(tree, astnodes.SemiColon)]
    looked_at = builder.looked_at
    for number, tree in enumerate(statements):
        if isinstance(tree, astnodes.If) and _every_branch_terminates(tree):
            # What follows an `if … return end` runs exactly when the test is false: it is the else part, and
            # no signal has to be looked at.
            rest = statements[number + 1 :]
            if rest or tail:
                nodes.append(_if(builder, tree, tail, block(builder, rest, tail=tail)))
                signals.append(True)
                return sequence(nodes, signals, tail)
        last = number == len(statements) - 1
        gives_results = tail and last and heeds_tail(tree)
        builder.looked_at = gives_results or can_signal(tree) or (last and not tail and looked_at)
        nodes.append(statement(builder, tree, tail=gives_results))
        builder.looked_at = looked_at
        signals.append(can_signal(tree))
        if gives_results:
            return sequence(nodes, signals, tail)
    if tail:
        nodes.append(return_nothing)
        signals.append(True)
    return sequence(nodes, signals, tail)


def sequence(nodes: Sequence[Node], signals: Sequence[bool], tail: bool) -> Node:
    """One node for several: those that can signal are looked at; the last one's value is the whole's."""
    if not nodes:
        return nothing
    rest = nodes[-1]
    run: list[Node] = []
    for node, signal in zip(reversed(nodes[:-1]), reversed(signals[:-1]), strict=True):
        if signal:
            rest = straight([*reversed(run), rest])
            run = []
            rest = _unless_signal(node, rest, tail)
        else:
            run.append(node)
    return straight([*reversed(run), rest])


def _unless_signal(first: Node, rest: Node, tail: bool) -> Node:
    if tail:

        def node_in_tail(f: Frame) -> Value:
            signal = first(f)
            if signal is None:
                return rest(f)
            return None if signal is NIL else signal

        return node_in_tail

    def node(f: Frame) -> Value:
        signal = first(f)
        if signal is None:
            return rest(f)
        return signal

    return node


# -- control (2.4.4) --------------------------------------------------------------------------------------


def _do(builder: Builder, tree: Tree, tail: bool) -> Node:
    return block(builder, tree.body.body, tail=tail)


def _if(builder: Builder, tree: Tree, tail: bool, rest: Node | None = None) -> Node:
    """`rest`: what runs when no test is true."""
    chain = [tree]
    while isinstance(chain[-1].orelse, astnodes.ElseIf):
        chain.append(chain[-1].orelse)
    orelse = rest
    if orelse is None and chain[-1].orelse is not None:
        orelse = block(builder, chain[-1].orelse.body, tail=tail)
    if orelse is None and tail:
        orelse = return_nothing
    for each in reversed(chain):
        then = block(builder, each.body.body, tail=tail)
        orelse = operators.if_node(builder, each.test, then, orelse)
    assert orelse is not None
    return orelse


def _return(builder: Builder, tree: Tree, tail: bool) -> Node:
    values = tree.values
    if not values:
        return return_nothing
    if is_tail_call(tree):
        node = calls.tail_call(builder, values[0])
    elif len(values) == 1:
        node = expressions.results_of(builder, values[0])
    else:
        # Two and more values; an open list may come to one.
        list_node = expressions.values_of(builder, values)
        if not expressions.is_open(values[-1]):
            return list_node
        node = packed(list_node)
    return node if tail else signal_of(node)


def packed(values: Callable[[Frame], tuple[Value, ...]]) -> Node:
    """Values in the call protocol's form."""

    def node(f: Frame) -> Value:
        found = values(f)
        return found[0] if len(found) == 1 else found

    return node


def signal_of(node: Node) -> Node:
    """The results of `return` as a signal."""

    def signal(f: Frame) -> Value:
        value = node(f)
        return NIL if value is None else value

    return signal


def _break(_: Builder, __: Tree) -> Node:
    return expressions.constant(BREAK)


# -- goto (Lua 5.2's, as in the Go regbot's Lua) ----------------------------------------------------------


def _goto(builder: Builder, tree: Tree) -> Node:
    name = tree.label.id
    for labels in reversed(builder.labels):
        if name in labels:
            return expressions.constant(labels[name])
    raise AssertionError(f"dialect.py accepts a goto without a label: {name}")


def _block_with_labels(builder: Builder, statements: Sequence[Tree], tail: bool) -> Node:
    labels = {tree.id.id: Jump(tree.id.id) for tree in statements if isinstance(tree, astnodes.Label)}
    builder.labels.append(labels)
    nodes: list[Node] = []
    places: dict[Value, int] = {}
    spends: dict[Value, Callable[[int], None]] = {}
    looked_at = builder.looked_at
    builder.looked_at = True
    for tree in statements:
        if isinstance(tree, astnodes.Label):
            jump = labels[tree.id.id]
            places[jump], spends[jump] = len(nodes), builder.state.ticks.spend_at(builder.site(tree))
        elif not isinstance(tree, astnodes.SemiColon):
            nodes.append(statement(builder, tree))
    builder.looked_at = looked_at
    builder.labels.pop()
    ticks = builder.ticks
    at_end = () if tail else None

    def node(f: Frame) -> Value:
        place = 0
        while place < len(nodes):
            signal = nodes[place](f)
            place += 1
            if signal is None:
                continue
            if type(signal) is Jump and signal in places:
                place = places[signal]
                for due in ticks:
                    if due:
                        spends[signal](PERIOD)
                    break
            else:
                return None if tail and signal is NIL else signal
        return at_end

    return node


# -- calls (2.4.6) -----------------------------------------------------------------------------------------


def _call(builder: Builder, tree: Tree) -> Node:
    node = calls.call(builder, tree, all_results=True)
    if not builder.looked_at:
        return node

    def drop(f: Frame) -> Value:
        node(f)

    return drop


_MAKERS: dict[type, Callable[[Builder, Tree], Node]] = {
    astnodes.LocalAssign: assignments.local_assign,
    astnodes.Assign: assignments.assign,
    astnodes.Call: _call,
    astnodes.Invoke: _call,
    astnodes.While: loops.while_loop,
    astnodes.Repeat: loops.repeat,
    astnodes.Fornum: loops.numeric_for,
    astnodes.Forin: loops.generic_for,
    astnodes.Break: _break,
    astnodes.Goto: _goto,
    astnodes.Function: assignments.function,
    astnodes.Method: assignments.method,
    astnodes.LocalFunction: assignments.local_function,
}
_TAIL_MAKERS: dict[type, Callable[[Builder, Tree, bool], Node]] = {
    astnodes.Do: _do,
    astnodes.If: _if,
    astnodes.Return: _return,
}
