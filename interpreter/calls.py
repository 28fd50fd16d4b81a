"""Call to node (manual 2.5.8): plain and method calls, open argument lists, tail calls, and calls from hosts.

The common ones, up to three arguments, are the variants of nodes/calls.py.
"""

from collections.abc import Callable
from typing import Any

from luaparser import astnodes

from interpreter import expressions, watched, watched_values
from interpreter.builder import Builder, Tree
from interpreter.errors import TRAMPOLINES, Site, operation_error
from interpreter.function import HOST, PENDING, LuaFunction, Prototype, first, make_frame
from interpreter.metatables import call_handler, index
from interpreter.nodes import Frame, Node
from interpreter.nodes.calls import CALLS, CALLS_ALL, TAIL_CALLS
from interpreter.values import Value


def _call_site(builder: Builder, tree: Tree, *, tail: bool = False) -> Site:
    if isinstance(tree, astnodes.Invoke):
        site = builder.site(tree, None, tree.source)
        site.kind, site.name = "method", tree.func.id
    else:
        site = builder.site(tree, tree.func)
        if _is_field(tree.func):
            site.other = builder.site(tree.func, tree.func.value)
    site.tail = tail
    return site


def call(builder: Builder, tree: Tree, *, all_results: bool = False) -> Node:
    """A call, for its first result or for all."""
    if builder.hooks is not None:
        prepare = watched_values.prepare(builder, tree)
        node = watched.call(builder, prepare, _call_site(builder, tree), tree)
        return node if all_results else _first_of(node)
    table = CALLS_ALL if all_results else CALLS
    arguments = tree.args
    if len(arguments) == 1 and expressions.is_open(arguments[0]):
        source, function = _function_source(builder, tree)
        if source == "LK":
            source, function = "E", (expressions.expression(builder, tree.func),)
        only = expressions.results_of(builder, arguments[0])
        return table[source, "O"](*function, only, _call_site(builder, tree), builder.ticks, builder.pause)
    if len(arguments) <= 3 and not (arguments and expressions.is_open(arguments[-1])):
        found = [expressions.slot_or_node(builder, argument) for argument in arguments]
        kinds = "".join(kind for kind, _ in found)
        if kinds not in ("", "L", "E", "LL"):
            found = [("E", expressions.node_of(each)) for each in found]
            kinds = "E" * len(found)
        source, function = _function_source(builder, tree)
        return table[source, kinds](
            *function, *[what for _, what in found], _call_site(builder, tree), builder.ticks, builder.pause
        )
    node = _general_call(builder, tree)
    return node if all_results else _first_of(node)


def _function_source(builder: Builder, tree: Tree) -> tuple[str, tuple[Any, ...]]:
    """Where the function comes from: the key for the variants, and their makers' first arguments."""
    if isinstance(tree, astnodes.Invoke):
        kind, receiver = expressions.table_operand(builder, tree.source)
        return "M" + kind, (receiver, tree.func.id)
    function = tree.func
    environment = builder.scope.environment_slot
    if _is_global(function):
        return "G", (environment, function.id)
    if _is_field(function):
        if _is_global(function.value):
            return "GK", (environment, function.value.id, function.idx.id)
        kind, holder = expressions.table_operand(builder, function.value)
        if kind == "L":
            return "LK", (holder, function.idx.id)
    kind, found = expressions.table_operand(builder, function)
    return kind, (found,)


def _is_global(tree: Tree) -> bool:
    return isinstance(tree, astnodes.Name) and tree.variable is None


def _is_field(tree: Tree) -> bool:
    return isinstance(tree, astnodes.Index) and tree.notation is astnodes.IndexNotation.DOT


def _first_of(all_node: Node) -> Node:
    def node(f: Frame) -> Value:
        return first(all_node(f))

    return node


def _prepare(builder: Builder, tree: Tree) -> Callable[[Frame], tuple[Value, tuple[Value, ...]]]:
    """A function of the frame that gives the function to call and its arguments, evaluated in Lua's order."""
    called = tree.source if isinstance(tree, astnodes.Invoke) else tree.func
    node = expressions.expression(builder, called)
    return preparation(builder, tree, node, expressions.values_of(builder, tree.args))


def preparation(
    builder: Builder, tree: Tree, node: Node, values: Callable[[Frame], tuple[Value, ...]]
) -> Callable[[Frame], tuple[Value, tuple[Value, ...]]]:
    """A function of the frame as of `_prepare`; `node` gives the function, of a method call the receiver."""
    if not isinstance(tree, astnodes.Invoke):
        return lambda f: (node(f), values(f))
    name: str = tree.func.id
    index_site = builder.site(tree, tree.source)

    def prepare_method(f: Frame) -> tuple[Value, tuple[Value, ...]]:
        receiver = node(f)
        function = index(receiver, name, index_site)
        return function, (receiver, *values(f))

    return prepare_method


def _general_call(builder: Builder, tree: Tree) -> Node:
    prepare = _prepare(builder, tree)
    lua_site = _call_site(builder, tree)

    def node(f: Frame) -> Value:
        function, arguments = prepare(f)
        if type(function) is LuaFunction:
            callee = function
        else:
            callee = call_handler(function, lua_site)
            arguments = (function, *arguments)
        if callee.arity == HOST:
            return callee.call(*arguments)
        return callee.body(make_frame(callee, arguments))

    return node


def tail_call(builder: Builder, tree: Tree) -> Node:
    """`return f(x)` (manual 2.5.8): any number of them in a row takes a bounded part of the stack.

    Up to DEEPEST of them are plain calls of the body without its trampoline. Then the node leaves the call to
    the trampoline under all of them, and gives PENDING, which every function on the way returns as it is.
    """
    lua_site = _call_site(builder, tree, tail=True)
    if builder.hooks is not None:
        return watched.tail_call(builder, watched_values.prepare(builder, tree), lua_site, tree)
    arguments = tree.args
    if len(arguments) == 1 and expressions.is_open(arguments[0]):
        kinds, nodes = "O", [expressions.results_of(builder, arguments[0])]
    elif len(arguments) <= 3 and not (arguments and expressions.is_open(arguments[-1])):
        kinds, nodes = "E" * len(arguments), [expressions.expression(builder, each) for each in arguments]
    else:
        return _general_tail_call(builder, tree, lua_site)
    source, function = _function_source(builder, tree)
    if (source, kinds) not in TAIL_CALLS:
        if isinstance(tree, astnodes.Invoke):
            source, function = "ME", (expressions.expression(builder, tree.source), tree.func.id)
        else:
            source, function = "E", (expressions.expression(builder, tree.func),)
    return TAIL_CALLS[source, kinds](*function, *nodes, lua_site, builder.ticks, builder.pause)


def _general_tail_call(builder: Builder, tree: Tree, lua_site: Site) -> Node:
    prepare = _prepare(builder, tree)

    def node(f: Frame) -> Value:
        function, arguments = prepare(f)
        if type(function) is LuaFunction:
            callee = function
        else:
            callee = call_handler(function, lua_site)
            arguments = (function, *arguments)
        if callee.arity == HOST:
            return callee.call(*arguments)
        frame = make_frame(callee, arguments)
        if callee.prototype.raw is None:  # type: ignore[union-attr]  # functions of Lua code have prototypes
            return callee.body(frame)
        PENDING.callee = callee
        PENDING.frame = frame
        return PENDING

    return node


def trampoline(builder: Builder, raw: Node) -> Node:
    """The body of a function that has tail calls: runs those that are left to it, one after the other."""
    tell = None if builder.hooks is None else watched.tell_of_lost(builder)

    def run_pending() -> Value:
        result: Value = PENDING
        lost = 0
        while result is PENDING:
            lost += 1 + PENDING.lost
            PENDING.depth = PENDING.lost = 0
            callee = PENDING.callee
            result = callee.prototype.raw(PENDING.frame)
        if tell is not None:
            tell(lost)
        return result

    def body(f: Frame) -> Value:
        result = raw(f)
        return run_pending() if result is PENDING else result

    TRAMPOLINES.add(run_pending.__code__)
    return body


def entry_of(builder: Builder, prototype: Prototype) -> Callable[[LuaFunction], Callable[..., Value]]:
    """The maker of `LuaFunction.call`, by which hosts and metamethods call Lua code.

    Each such call may lie on a C frame of Python's, so how many are nested is limited, as Lua limits its own.
    Comparators and metamethods with two parameters are called most: they have an entry of their own.
    """
    nesting = builder.state.nesting
    limit = builder.state.limits.host_depth
    body, ticks, pause = prototype.body, builder.ticks, builder.pause

    def entry(lua_function: LuaFunction) -> Callable[..., Value]:
        def call(*arguments: Value) -> Value:
            if nesting.depth >= limit:
                raise operation_error("C stack overflow")
            nesting.depth += 1
            try:
                return body(make_frame(lua_function, arguments))
            finally:
                nesting.depth -= 1

        return call

    def entry_of_two(lua_function: LuaFunction) -> Callable[..., Value]:
        def call(a: Value = None, b: Value = None, *_: Value) -> Value:
            if nesting.depth >= limit:
                raise operation_error("C stack overflow")
            for due in ticks:
                if due:
                    pause()
                break
            nesting.depth += 1
            try:
                return body([a, b, *lua_function.rest])
            finally:
                nesting.depth -= 1

        return call

    return entry_of_two if prototype.arity == 2 else entry
