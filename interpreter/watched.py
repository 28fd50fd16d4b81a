"""The nodes of watched chunks: they tell hooks of lines, calls and returns, and count (hooks.py).

A frame of a watched function has two places more, the last ones: whether the instruction that comes next was
jumped to (`jumped`, see watched_statements.py), and the line that the function is at: 0 where the next line
is told of in any case, because a loop jumped back (luaV_execute's traceexec), or REPLACED when the function
has ended by a tail call.

What PUC Lua's compiler gives the line of its instructions decides. So the makers of watched_values.py and
watched_statements.py say for each instruction where it would stand: `instruction` gives the node that tells
of its line. They say so in the order in which instructions run, and most are in the line of the one before:
for them there is no node. Each counts one step. Calls, function bodies and trampolines are in this file.
"""

from collections.abc import Callable
from typing import Final

from interpreter.builder import Builder, Tree
from interpreter.errors import Site
from interpreter.function import HOST, PENDING, LuaFunction, make_frame
from interpreter.metatables import call_handler
from interpreter.nodes import Frame, Node
from interpreter.sequence import straight
from interpreter.values import Value

REPLACED: Final = -1
"""in the place of the line: the function ended by a tail call"""
JUMPED: Final = -2
"""the place in the frame that says whether the next instruction was jumped to"""


# -- lines ------------------------------------------------------------------------------------------------


def mark(builder: Builder, line: int, steps: int = 0) -> Node:
    """A node that tells of a line when it is another one than before, and counts steps."""
    if builder.entry_line is None:
        builder.entry_line = line
    lua_site = Site(builder.chunk, line)
    assert builder.hooks is not None
    current = builder.hooks.current

    def node(f: Frame) -> Value:
        watch = current()
        if watch.count and steps:
            watch.spend(steps)
        if f[-1] != line:
            f[-1] = line
            if watch.lines:
                watch.tell("line", float(lua_site.line))

    return node


def instruction(builder: Builder, line: int) -> Node | None:
    """The node of one of PUC Lua's instructions; None where nothing is told of it.

    That is so where its line is known to be that of the one before, and for the first one of a statement,
    which `counted` puts at its beginning.
    """
    builder.steps += 1
    if builder.entry_line is None:
        builder.entry_line = line
    if builder.line == line:
        return None
    builder.line = line
    if builder.first_line is None:
        builder.first_line = line
        return None
    return mark(builder, line)


def counted(builder: Builder, make: Callable[[], Node]) -> Node:
    """What `make` gives, behind a node that tells of its first instruction's line and counts them all."""
    before = builder.first_line, builder.steps
    builder.line = builder.first_line = None
    builder.steps = 0
    node = make()
    first, steps = builder.first_line, builder.steps
    builder.first_line, builder.steps = before
    builder.line = None
    return node if first is None else straight([mark(builder, first, steps), node])


def ahead(at: Node | None, node: Node) -> Node:
    """A node behind the one that tells of its instruction."""
    return node if at is None else straight([at, node])


def behind(node: Node, at: Node | None) -> Node:
    """A node, with its value, before the one that tells of the next instruction."""
    if at is None:
        return node

    def both(f: Frame) -> Value:
        value = node(f)
        at(f)
        return value

    return both


# -- calls ------------------------------------------------------------------------------------------------

Prepare = Callable[[Frame], tuple[Value, tuple[Value, ...]]]
"""gives the function to call and its arguments"""


def callee_of(
    function: Value, arguments: tuple[Value, ...], site: Site | None
) -> tuple[LuaFunction, tuple[Value, ...]]:
    """What is called when a value is, and with what."""
    if type(function) is LuaFunction:
        return function, arguments
    return call_handler(function, site), (function, *arguments)


def call(builder: Builder, prepare: Prepare, lua_site: Site, tree: Tree) -> Node:
    """A call, for all results."""
    assert builder.hooks is not None
    call_host = builder.hooks.call_host
    at_call = instruction(builder, tree.at) or _nothing

    def node(f: Frame) -> Value:
        function, arguments = prepare(f)
        at_call(f)
        callee, arguments = callee_of(function, arguments, lua_site)
        if callee.arity == HOST:
            return call_host(callee, *arguments)
        return callee.body(make_frame(callee, arguments))

    return node


def _nothing(_: Frame) -> Value:
    return None


def tail_call(builder: Builder, prepare: Prepare, lua_site: Site, tree: Tree) -> Node:
    """`return f(x)`: the trampoline under it runs the function, if that has tail calls of its own."""
    assert builder.hooks is not None
    call_host = builder.hooks.call_host
    at_call = instruction(builder, tree.at) or _nothing
    at_return = instruction(builder, tree.taken) or _nothing  # where a host function was called

    def node(f: Frame) -> Value:
        function, arguments = prepare(f)
        at_call(f)
        callee, arguments = callee_of(function, arguments, lua_site)
        prototype = callee.prototype
        if prototype is None:
            result = call_host(callee, *arguments)
            del callee  # errors.py takes a node with a callee for a call
            at_return(f)
            return result
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
        callee, arguments = callee_of(iterator, (state, control), lua_site.other)
        if callee.arity == HOST:
            return call_host(callee, *arguments)
        return callee.body(make_frame(callee, arguments))

    return call_iterator


def function_body(builder: Builder, node: Node) -> Node:
    """The body of a function: tells when it begins and ends; not when an error ends it, as in PUC Lua."""
    assert builder.hooks is not None
    current = builder.hooks.current
    assert builder.entry_line is not None
    at_entry = Site(builder.chunk, builder.entry_line)

    # Its frame is the function's place on the stack while the hook runs.
    def tell(f: Frame, event: str, lua_site: Site) -> None:  # noqa: ARG001 - read there by errors.py, debug.py
        current().tell(event)

    def body(f: Frame) -> Value:
        if current().calls:
            tell(f, "call", at_entry)
        result = node(f)
        if result is not PENDING:
            watch = current()
            if watch.returns:
                replaced = f[-1] == REPLACED
                if not replaced and not watch.busy:
                    watch.returned_at = f[-1]
                tell(f, "tail return" if replaced else "return", Site(builder.chunk, watch.returned_at))
        return result

    return body


def tell_of_lost(builder: Builder) -> Callable[[int], None]:
    """What a trampoline (calls.py) does at its end: it tells of the functions that ended by tail calls."""
    assert builder.hooks is not None
    current = builder.hooks.current

    def tell(lost: int) -> None:
        for _ in range(lost):
            watch = current()
            if watch.returns:
                lua_site = Site(builder.chunk, watch.returned_at)  # noqa: F841 - read by errors.py
                watch.tell("tail return")

    return tell
