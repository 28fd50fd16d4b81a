"""Statements of watched chunks (watched.py): the plain nodes, and between them the lines of instructions.

Jumps are the difficult part. PUC Lua's compiler ends a branch that others follow, the body of a `while`, and
`break` by a jump. What jumps to such a jump is sent on at once to where that one leads (luaK_jump), so that
it depends on how control came there whether the jump's line is told of. A statement that a jump follows
(`Builder.onward`) says so in the frame when it is left by a jump of its own; the node of the jump clears it.

Called by statements.py and loops.py. Over 400 lines, as the jumps of all statements meet.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from luaparser import astnodes

from interpreter import assignments, calls, expressions, statements
from interpreter.builder import BREAK, Builder, Tree
from interpreter.nodes import Frame, Node
from interpreter.nodes.access import SETS
from interpreter.scope import is_tail_call
from interpreter.sequence import straight
from interpreter.values import Value
from interpreter.watched import JUMPED, ahead, behind, counted, instruction, mark
from interpreter.watched_values import (
    ANY,
    OPERAND,
    STORE,
    decided,
    is_own,
    place,
    results_of,
    truth,
    value,
    values_of,
)  # fmt: skip

_FOR = (astnodes.Fornum, astnodes.Forin)
_LEAVES = (astnodes.Return, astnodes.Break, astnodes.Goto)


def statement(builder: Builder, tree: Tree, make: Callable[[], Node], *, tail: bool) -> Node:
    """The node of a statement; `make` gives that of loops and of statements without instructions."""
    kind = type(tree)
    clean, builder.clean = builder.clean, False
    if kind is astnodes.Do:
        builder.clean = clean
        return block(builder, tree.body.body, tree.body.end_line)
    if kind is astnodes.If:
        return _if(builder, tree)
    if kind is astnodes.While or kind is astnodes.Repeat:
        return _loop(builder, tree, make)
    if kind in _FOR:
        return _loop(builder, tree, partial(counted, builder, make))
    if kind is astnodes.Return:
        return counted(builder, partial(_return, builder, tree, tail))
    if kind is astnodes.Break:
        return _break(builder, tree)
    maker = _MAKERS.get(kind)
    if maker is None:  # goto
        return make()
    if kind is astnodes.LocalAssign and all(isinstance(each, astnodes.Nil) for each in tree.values):
        builder.clean = True
        if clean:
            return make()
    return counted(builder, partial(maker, builder, tree))


# -- blocks and jumps -------------------------------------------------------------------------------------


def block(
    builder: Builder, trees: Sequence[Tree], end_line: int | None = None, *, tail: bool = False
) -> Node:
    """The node of a block. What functions use of its variables is closed at `end_line`; None: elsewhere."""
    trees = [tree for tree in trees if not isinstance(tree, astnodes.SemiColon)]
    onward, entered, closes = builder.onward, builder.entered, builder.closes
    captures = end_line is not None and _captures(trees)
    builder.closes = closes or captures
    nodes: list[Node] = []
    signals: list[bool] = []
    for number, tree in enumerate(trees):
        last = number == len(trees) - 1
        following = (trees[later] for later in range(number + 1, len(trees)))  # no copy of a long block
        builder.onward = _jumps_first(following, closes=builder.closes, followed=onward and not captures)
        builder.entered = entered and number == 0
        gives_results = tail and last and isinstance(tree, astnodes.Return)
        nodes.append(statements.statement(builder, tree, tail=gives_results))
        signals.append(gives_results or statements.can_signal(tree))
    builder.onward, builder.entered, builder.closes = onward, entered, closes
    if captures and not isinstance(trees[-1], _LEAVES):
        assert end_line is not None
        nodes.append(straight([mark(builder, end_line, 1), statements.nothing]))
        signals.append(False)
    if tail and not (trees and isinstance(trees[-1], astnodes.Return)):
        nodes += [mark(builder, builder.scope.return_line, 1), statements.return_nothing]
        signals += [False, True]
    return statements.sequence(nodes, signals, tail)


def _captures(trees: Sequence[Tree]) -> bool:
    return any(
        variable.captured
        for tree in trees
        if isinstance(tree, (astnodes.LocalAssign, astnodes.LocalFunction))
        for variable in tree.variables
    )


def _jumped(f: Frame) -> Value:
    """Says in the frame that the next instruction is jumped to."""
    f[JUMPED] = True


def _jump(builder: Builder, node: Node, body: Tree, *, onward: bool, back: bool = False) -> Node:
    """A block, and the jump behind it, which has the line where the block ends."""
    if body.body and isinstance(body.body[-1], _LEAVES):
        return node
    at_end = mark(builder, body.end_line, 1)

    def and_jump(f: Frame) -> Value:
        signal = node(f)
        if signal is None:
            if f[JUMPED]:
                f[JUMPED] = False
            else:
                at_end(f)
            if onward:
                f[JUMPED] = True
            if back:
                f[-1] = 0
        return signal

    return and_jump


def _if(builder: Builder, tree: Tree) -> Node:
    onward, entered = builder.onward, builder.entered
    arms: list[tuple[Node, Node]] = []
    orelse: Tree = tree
    while isinstance(orelse, (astnodes.If, astnodes.ElseIf)):
        followed = onward or orelse.orelse is not None
        lands = _jumps_first(orelse.body.body, closes=builder.closes, followed=followed)
        test = condition(builder, orelse.test, lands=lands)
        if lands and (entered or orelse is not tree) and truth(orelse.test):
            test = _landed  # where the condition before was false, as this one has no code
        builder.onward, builder.entered = followed, False
        then = block(builder, orelse.body.body, orelse.body.end_line)
        if orelse.orelse is not None:
            then = _jump(builder, then, orelse.body, onward=onward)
        arms.append((test, then))
        orelse = orelse.orelse
    builder.onward, builder.entered = onward, True
    rest: Node = _jumped if onward else statements.nothing
    if orelse is not None and orelse.body:
        rest = block(builder, orelse.body, orelse.end_line)
    builder.entered = entered
    for test, then in reversed(arms):
        rest = _either(test, then, rest)
    return rest


def _landed(f: Frame) -> Value:
    f[JUMPED] = True
    return True


def _either(test: Node, then: Node, rest: Node) -> Node:
    return lambda f: then(f) if test(f) else rest(f)


def _break(builder: Builder, tree: Tree) -> Node:
    at_jump = mark(builder, tree.at, 1)
    leaves_onward = builder.leaves_onward
    skipped, closes = builder.entered, builder.closes

    def leave(f: Frame) -> Value:
        if closes or not (skipped or f[JUMPED]):
            at_jump(f)
        f[JUMPED] = leaves_onward
        return BREAK

    return leave


# -- loops ------------------------------------------------------------------------------------------------


def _loop(builder: Builder, tree: Tree, make: Callable[[], Node]) -> Node:
    onward, entered = builder.onward, builder.entered
    before = builder.leaves_onward, builder.closes
    builder.leaves_onward = onward
    builder.closes = isinstance(tree, _FOR) and any(variable.captured for variable in tree.variables)
    builder.onward = isinstance(tree, astnodes.While)
    builder.entered = entered and isinstance(tree, astnodes.Repeat)
    node = make()
    builder.leaves_onward, builder.closes = before
    builder.onward, builder.entered = onward, entered
    by_jump = isinstance(tree, astnodes.While) or (
        isinstance(tree, astnodes.Repeat) and _captures(tree.body.body)
    )
    return _left_by_jump(node) if onward and by_jump else node


def _left_by_jump(node: Node) -> Node:
    def loop(f: Frame) -> Value:
        signal = node(f)
        f[JUMPED] = signal is None
        return signal

    return loop


def condition(builder: Builder, tree: Tree, *, lands: bool) -> Node:
    """The condition of an `if` or `while`; `lands` as in decided."""
    return counted(builder, partial(decided, builder, tree, tree.taken, goes_on=True, lands=lands))


def while_condition(builder: Builder, tree: Tree) -> Node:
    """The condition of a `while`."""
    return condition(builder, tree.test, lands=_jumps_first(tree.body.body, closes=False, followed=True))


def _jumps_first(trees: Iterable[Tree], *, closes: bool, followed: bool) -> bool:
    """Whether the first instruction of statements is a jump, or that behind them where they have none."""
    for tree in trees:
        if isinstance(tree, astnodes.Do) and not _captures(tree.body.body):
            followed = _jumps_first(tree.body.body, closes=closes, followed=followed)
            if tree.body.body:
                return followed
        elif isinstance(tree, astnodes.If) and truth(tree.test):
            followed = followed or tree.orelse is not None
            return _jumps_first(tree.body.body, closes=closes, followed=followed)
        elif isinstance(tree, astnodes.While) and truth(tree.test):
            return _jumps_first(tree.body.body, closes=_captures(tree.body.body), followed=True)
        elif isinstance(tree, astnodes.Repeat):
            return _jumps_first(tree.body.body, closes=_captures(tree.body.body), followed=False)
        elif not isinstance(tree, astnodes.SemiColon):
            return isinstance(tree, astnodes.Break) and not closes
    return followed


def until(builder: Builder, tree: Tree) -> Node:
    """The condition of a `repeat`: where it is false, it jumps back."""

    def make() -> Node:
        captures = _captures(tree.body.body)
        lands = builder.leaves_onward and not captures
        node = decided(builder, tree.test, tree.test.taken, goes_on=True, lands=lands)
        if captures:
            node = behind(node, instruction(builder, tree.test.taken))
        return node

    node = counted(builder, make)

    def again(f: Frame) -> Value:
        found = node(f)
        if not found:
            f[-1] = 0
        return found

    return again


def loop_body(builder: Builder, tree: Tree) -> Node:
    """The body of any loop, with what stands behind it."""
    if isinstance(tree, astnodes.Repeat):
        return block(builder, tree.body.body)
    node = block(builder, tree.body.body, tree.body.end_line)
    if isinstance(tree, astnodes.While):
        return _jump(builder, node, tree.body, onward=False, back=True)
    if builder.closes and not _captures(tree.body.body):
        at_close = mark(builder, tree.body.end_line, 1)
    else:
        at_close = statements.nothing
    at_loop = mark(builder, _loop_line(tree), 1)

    def step(f: Frame) -> Value:
        f[-1] = 0
        signal = node(f)
        if signal is None:
            at_close(f)
            at_loop(f)
        return signal

    return step


def _loop_line(tree: Tree) -> int:
    """The line of the instruction that ends a step of a `for`, and that begins the first."""
    line: int = tree.for_line if isinstance(tree, astnodes.Fornum) else tree.at
    return line


def before_loop(builder: Builder, tree: Tree, node: Node) -> Node:
    """What gives the last of a loop's values, and the instructions behind it."""
    if isinstance(tree, astnodes.Fornum):
        if isinstance(tree.step, int):
            node = behind(node, instruction(builder, tree.stop.taken))
    elif len(tree.iter) < 3 and not expressions.is_open(tree.iter[-1]):
        node = behind(node, instruction(builder, tree.iter[-1].taken))
    node = behind(node, instruction(builder, tree.do_line))
    return behind(node, instruction(builder, _loop_line(tree)))


# -- assignments, functions, calls, return ----------------------------------------------------------------


def _local(builder: Builder, tree: Tree) -> Node:
    values = tree.values
    if not values:
        return ahead(instruction(builder, tree.last_line), assignments.local_assign(builder, tree))
    if len(tree.variables) == len(values) == 1:
        return assignments.assign_variable(builder, tree.variables[0], value(builder, values[0]))
    found = values_of(builder, values)
    if len(tree.variables) > len(values) and not expressions.is_open(values[-1]):
        found = behind(found, instruction(builder, values[-1].taken))
    return assignments.to_locals(builder, tree.variables, found)


def _assign(builder: Builder, tree: Tree) -> Node:
    if len(tree.targets) == len(tree.values) == 1:
        return _assign_one(builder, tree.targets[0], tree.values[0])
    targets = [assignments.target(builder, target) for target in tree.targets]
    values = values_of(builder, tree.values)
    values = behind(values, instruction(builder, tree.values[-1].taken))
    return assignments.to_targets(targets, values)


def _assign_one(builder: Builder, target: Tree, tree: Tree) -> Node:
    if isinstance(target, astnodes.Index):
        table, (kind, key) = place(builder, target)
        what = value(builder, tree, OPERAND)
        what = behind(what, instruction(builder, tree.taken))
        return SETS["E" + kind + "E"](table, key, what, builder.site(target, target.value))
    if is_own(builder, target):
        same = is_own(builder, tree) and tree.variable is target.variable
        what = value(builder, tree, ANY if same else STORE)
        return assignments.assign_variable(builder, target.variable, what, declare=False)
    what = value(builder, tree, ANY)
    what = behind(what, instruction(builder, tree.taken))
    if target.variable is None:
        return assignments.set_global(builder, target, what)
    return assignments.assign_variable(builder, target.variable, what, declare=False)


def _function(builder: Builder, tree: Tree) -> Node:
    target = tree.name
    table, (kind, key) = place(builder, target) if isinstance(target, astnodes.Index) else (None, ("", None))
    made = expressions.function(builder, tree)
    if is_own(builder, target):
        # The last instruction is given the statement's line. Where the function has upvalues, that one says
        # where the last of them lies; it does not run, but counts as the one before the next.
        if tree.scope.upvalues:
            made = behind(ahead(instruction(builder, tree.end_line), made), _silently(tree.at))
            builder.line = tree.at
        else:
            made = ahead(instruction(builder, tree.at), made)
        return assignments.assign_variable(builder, target.variable, made, declare=False)
    made = ahead(instruction(builder, tree.end_line), made)
    made = behind(made, instruction(builder, tree.at))
    if table is not None:
        return SETS["E" + kind + "E"](table, key, made, builder.site(target, target.value))
    if target.variable is None:
        return assignments.set_global(builder, target, made)
    return assignments.assign_variable(builder, target.variable, made, declare=False)


def _silently(line: int) -> Node:
    """A node that goes to a line without telling of it."""

    def node(f: Frame) -> Value:
        f[-1] = line

    return node


def _method(builder: Builder, tree: Tree) -> Node:
    source = value(builder, tree.source, ANY)
    made = ahead(instruction(builder, tree.end_line), expressions.function(builder, tree))
    made = behind(made, instruction(builder, tree.at))
    return SETS["EKE"](source, tree.name.id, made, builder.site(tree, tree.source))


def _local_function(builder: Builder, tree: Tree) -> Node:
    return ahead(instruction(builder, tree.end_line), assignments.local_function(builder, tree))


def _call(builder: Builder, tree: Tree) -> Node:
    return straight([calls.call(builder, tree, all_results=True), statements.nothing])


def _return(builder: Builder, tree: Tree, tail: bool) -> Node:
    values = tree.values
    if not values:
        return ahead(instruction(builder, tree.at), statements.return_nothing)
    if is_tail_call(tree):
        node = calls.tail_call(builder, values[0])
    else:
        if len(values) > 1:
            node = statements.packed(values_of(builder, values))
        elif expressions.is_open(values[0]):
            node = results_of(builder, values[0])
        else:
            node = value(builder, values[0], ANY)
        node = behind(node, instruction(builder, values[-1].taken))
    return node if tail else statements.signal_of(node)


_MAKERS: dict[type, Callable[[Builder, Tree], Node]] = {
    astnodes.LocalAssign: _local,
    astnodes.Assign: _assign,
    astnodes.Call: _call,
    astnodes.Invoke: _call,
    astnodes.Function: _function,
    astnodes.Method: _method,
    astnodes.LocalFunction: _local_function,
}
