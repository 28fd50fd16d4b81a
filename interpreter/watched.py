"""The nodes of watched chunks: they tell hooks of lines, calls and returns, and count (hooks.py).

A frame of a watched function has one place more, the last: the line that it is at, 0 where the next line is
told of in any case, because a loop jumped back (luaV_execute's traceexec), or REPLACED when the function has
ended by a tail call. `mark` is the node that a line's code begins with; expressions.py, calls.py,
statements.py and loops.py put marks between their nodes where `Builder.hooks` is not None.

What PUC Lua's compiler gives the line of its instructions decides: a condition's event is that of its own
line, that of a function value comes at its `end`. Steps for the count are one a statement, and one for
each operator, call, global, field or upvalue in it, about what Lua has instructions.
"""

from collections.abc import Callable
from typing import Final

from luaparser import astnodes

from interpreter.builder import Builder, Tree, truth_known
from interpreter.errors import TRAMPOLINES, Site
from interpreter.function import HOST, PENDING, LuaFunction, make_frame
from interpreter.metatables import call_handler
from interpreter.nodes import Frame, Node
from interpreter.sequence import straight
from interpreter.values import Value

_OF_PARTS = (astnodes.Do, astnodes.If, astnodes.While, astnodes.Repeat)
_COMPOUND = (*_OF_PARTS, astnodes.Fornum, astnodes.Forin, astnodes.Label, astnodes.SemiColon)
REPLACED: Final = -1
"""in the place of the line: the function ended by a tail call"""


# -- lines ------------------------------------------------------------------------------------------------


def first_line(tree: Tree) -> int:
    """The line of the first instruction of an expression."""
    while True:
        if isinstance(tree, astnodes.Call):
            tree = tree.func
        elif isinstance(tree, astnodes.Invoke):
            tree = tree.source
        elif isinstance(tree, astnodes.Index):
            tree = tree.value
        elif isinstance(tree, astnodes.BinaryOp):
            tree = tree.left
        elif isinstance(tree, astnodes.UnaryOp):
            tree = tree.operand
        else:
            break
    line: int = tree.end_line if isinstance(tree, astnodes.AnonymousFunction) else tree.at
    return line


def _line_of(builder: Builder, tree: Tree) -> int | None:
    """The line of a statement's first instruction; None where there is none, or its parts have marks."""
    if isinstance(tree, _OF_PARTS):
        return None
    if isinstance(tree, astnodes.LocalAssign) and tree.values:
        return first_line(tree.values[0])
    if type(tree) is astnodes.Assign:  # of which LocalAssign is a subclass
        target = tree.targets[0]
        fetched = isinstance(target, astnodes.Index) and not _is_own(builder, target.value)
        return first_line(target if fetched else tree.values[0])
    if isinstance(tree, astnodes.Return) and tree.values:
        return first_line(tree.values[0])
    elif isinstance(tree, (astnodes.Call, astnodes.Invoke)):
        return first_line(tree)
    elif isinstance(tree, (astnodes.Function, astnodes.LocalFunction, astnodes.Method)):
        return int(tree.end_line)
    elif isinstance(tree, astnodes.Fornum):
        return first_line(tree.start)
    elif isinstance(tree, astnodes.Forin):
        return first_line(tree.iter[0])
    return int(tree.at)


def _is_own(builder: Builder, tree: Tree) -> bool:
    """Whether an expression is a local variable of this function: there is no code for it."""
    return (
        isinstance(tree, astnodes.Name) and tree.variable is not None and tree.variable.owner is builder.scope
    )


def _is_nil(tree: Tree) -> bool:
    """Whether a statement makes variables that are nil: Lua makes no code where they are so already."""
    return isinstance(tree, astnodes.LocalAssign) and all(
        isinstance(each, astnodes.Nil) for each in tree.values
    )


def mark(builder: Builder, line: int, steps: int = 0, *, silent: bool = False) -> Node:
    """A node that tells of a line when it is another one than before, unless `silent`, and counts steps."""
    lua_site = Site(builder.chunk, line)
    assert builder.hooks is not None
    current = builder.hooks.current

    def node(f: Frame) -> Value:
        watch = current()
        if watch.count and steps:
            watch.spend(steps)
        if f[-1] != line and not silent:
            f[-1] = line
            if watch.lines:
                watch.tell("line", float(lua_site.line))

    return node


def _before(builder: Builder, line: int | None, make: Callable[[], Node]) -> Node:
    """What `make` gives, behind the mark of its line."""
    builder.line, builder.spread = line or 0, False
    steps, builder.steps = builder.steps, 1
    node = make()
    steps, builder.steps = builder.steps, steps
    return node if line is None else straight([mark(builder, line, steps), node])


def statement(builder: Builder, tree: Tree, make: Callable[[], Node]) -> Node:
    """The node of a statement, which `make` gives, with its marks."""
    clean, builder.clean = builder.clean, _is_nil(tree)
    if clean and builder.clean:
        builder.line, builder.spread = tree.at, False
        return make()
    line = _line_of(builder, tree)
    node = _before(builder, line, make)
    # What was computed is stored at the statement's last line, a function at its first.
    stored = None
    if type(tree) is astnodes.Assign:  # of which LocalAssign is a subclass
        stored = tree.last_line
    elif isinstance(tree, (astnodes.Function, astnodes.Method)):
        stored = tree.at
    return node if stored in (None, line) else straight([node, mark(builder, stored)])


def expression(builder: Builder, tree: Tree, make: Callable[[Builder, Tree], Node]) -> Node:
    """The node of an expression; a mark before it where its statement goes on in another line."""
    builder.steps += 1
    line = first_line(tree)
    if line == builder.line and not builder.spread:
        return make(builder, tree)
    builder.line, builder.spread = line, True
    return straight([mark(builder, line), make(builder, tree)])


def test(builder: Builder, tree: Tree, make: Callable[[], Node]) -> Node:
    """The node of a condition; one that is always true has no code."""
    return _before(builder, None if truth_known(tree) else first_line(tree), make)


def jump_behind(builder: Builder, block: Tree, node: Node) -> Node:
    """A block's node, and the jump behind it, which has the line where the block's last statement ends."""
    if not block.body or isinstance(block.body[-1], _COMPOUND):
        return node  # PUC's compiler lets most jumps to that jump go to its target at once
    at_end = mark(builder, block.body[-1].last_line)

    def and_jump(f: Frame) -> Value:
        signal = node(f)
        if signal is None:
            at_end(f)
        return signal

    return and_jump


# -- loops ------------------------------------------------------------------------------------------------


def again(builder: Builder, tree: Tree, node: Node) -> Node:
    """The body of a `while`: it jumps back."""
    block = tree.body.body
    line = block[-1].last_line if block else tree.at
    at_end = mark(builder, line, 1, silent=bool(block) and isinstance(block[-1], _COMPOUND))

    def body(f: Frame) -> Value:
        signal = node(f)
        if signal is None:
            at_end(f)
            f[-1] = 0
        return signal

    return body


def until(node: Node) -> Node:
    """The condition of a `repeat`: where it is false, it jumps back."""

    def condition(f: Frame) -> Value:
        found = node(f)
        if not found:
            f[-1] = 0
        return found

    return condition


def step(builder: Builder, tree: Tree, node: Node) -> Node:
    """The body of a `for`: each is jumped back to, and behind each the loop's line comes again."""
    at_end = mark(builder, tree.at, 1 if isinstance(tree, astnodes.Fornum) else 2)

    def body(f: Frame) -> Value:
        f[-1] = 0
        signal = node(f)
        if signal is None:
            at_end(f)
        return signal

    return body


# -- calls ------------------------------------------------------------------------------------------------

Prepare = Callable[[Frame], tuple[Value, tuple[Value, ...]]]
"""gives the function to call and its arguments"""


def call(builder: Builder, prepare: Prepare, lua_site: Site, tree: Tree) -> Node:
    """A call, for all results."""
    assert builder.hooks is not None
    call_host = builder.hooks.call_host
    at_call = mark(builder, tree.at)
    builder.spread = builder.spread or builder.line != tree.at

    def node(f: Frame) -> Value:
        function, arguments = prepare(f)
        at_call(f)
        if type(function) is LuaFunction:
            callee = function
        else:
            callee = call_handler(function, lua_site)
            arguments = (function, *arguments)
        if callee.arity == HOST:
            return call_host(callee, *arguments)
        return callee.body(make_frame(callee, arguments))

    return node


def tail_call(builder: Builder, prepare: Prepare, lua_site: Site, tree: Tree) -> Node:
    """`return f(x)`: the trampoline under it runs the function, if that has tail calls of its own."""
    assert builder.hooks is not None
    call_host = builder.hooks.call_host
    at_call = mark(builder, tree.at)

    def node(f: Frame) -> Value:
        function, arguments = prepare(f)
        at_call(f)
        if type(function) is LuaFunction:
            callee = function
        else:
            callee = call_handler(function, lua_site)
            arguments = (function, *arguments)
        prototype = callee.prototype
        if prototype is None:
            return call_host(callee, *arguments)
        f[-1] = REPLACED
        frame = make_frame(callee, arguments)
        if prototype.raw is None:
            return callee.body(frame)
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def iterator_call(builder: Builder, lua_site: Site) -> Callable[[Value, Value, Value], Value]:
    """Calls the iterator of a generic `for`."""
    assert builder.hooks is not None
    call_host = builder.hooks.call_host

    def call_iterator(iterator: Value, state: Value, control: Value) -> Value:
        arguments: tuple[Value, ...] = (state, control)
        if type(iterator) is LuaFunction:
            callee = iterator
        else:
            callee = call_handler(iterator, lua_site.other)
            arguments = (iterator, state, control)
        if callee.arity == HOST:
            return call_host(callee, *arguments)
        return callee.body(make_frame(callee, arguments))

    return call_iterator


def function_body(builder: Builder, node: Node) -> Node:
    """The body of a function: tells when it begins and ends; not when an error ends it, as in PUC Lua."""
    assert builder.hooks is not None
    current = builder.hooks.current

    # Its frame is the function's place on the stack while the hook runs.
    def tell(f: Frame, event: str, lua_site: Site) -> None:  # noqa: ARG001 - read there by errors.py, debug.py
        current().tell(event)

    def body(f: Frame) -> Value:
        if current().calls:
            tell(f, "call", Site(builder.chunk, builder.scope.line))
        result = node(f)
        if result is not PENDING and current().returns:
            replaced = f[-1] == REPLACED
            line = builder.scope.return_line if replaced else f[-1]
            tell(f, "tail return" if replaced else "return", Site(builder.chunk, line))
        return result

    return body


def trampoline(builder: Builder, raw: Node) -> Node:
    """As calls.trampoline; at the end it tells of the functions that have ended by tail calls."""
    assert builder.hooks is not None
    current = builder.hooks.current

    def body(f: Frame) -> Value:
        result = raw(f)
        lost = 0
        while result is PENDING:
            lost += 1 + PENDING.lost
            PENDING.depth = PENDING.lost = 0
            callee = PENDING.callee
            prototype = callee.prototype
            assert prototype is not None
            assert prototype.raw is not None
            result = prototype.raw(PENDING.frame)
        for _ in range(lost):
            watch = current()
            if watch.returns:
                watch.tell("tail return")
        return result

    TRAMPOLINES.add(body.__code__)
    return body
