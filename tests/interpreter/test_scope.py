"""Names to places: what is captured, what needs a cell, what lies where in the frame."""

import threading
from typing import Any

from luaparser import astnodes

from interpreter.parse import parse
from interpreter.scope import FunctionScope, is_tail_call, resolve


def scope_of(source: str) -> FunctionScope:
    """The scope of the only function in the chunk."""
    tree = parse(source.encode(), "=test")
    resolve(tree)
    (found,) = [tree.scope for tree in walk(tree) if isinstance(getattr(tree, "scope", None), FunctionScope)][
        1:
    ]
    return found


def walk(tree: Any) -> list[Any]:
    found = [tree]
    for value in vars(tree).values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, astnodes.Node):
                found += walk(child)
    return found


def cells(source: str) -> list[str]:
    """The variables of a chunk that live in cells."""
    scope = resolve(parse(source.encode(), "=test"))
    return [variable.name for variable in scope.locals if variable.is_cell]


def test_a_variable_that_is_captured_and_never_assigned_again_is_copied() -> None:
    assert cells("local a = 1; local function f() return a end") == []


def test_a_variable_that_is_assigned_and_not_captured_lies_in_its_slot() -> None:
    assert cells("local a = 1; a = 2") == []


def test_a_variable_that_is_captured_and_assigned_lives_in_a_cell() -> None:
    assert cells("local a, b = 1, 2; a = 2; function g() return a, b end") == ["a"]
    assert cells("local a; function g() a = 1 end") == ["a"]
    assert cells("local f; function f() return f end") == ["f"]


def test_a_local_function_may_use_itself_without_a_cell() -> None:
    assert cells("local function f() return f() end") == []


def test_upvalues_pass_through_the_functions_between() -> None:
    tree = parse(b"local a = 1; return function() return function() return a end end", "=test")
    resolve(tree)
    outer, inner = [node.scope for node in walk(tree) if isinstance(node, astnodes.AnonymousFunction)]
    assert [variable.name for variable in outer.upvalues] == ["a"]
    assert [variable.name for variable in inner.upvalues] == ["a"]


def test_the_frame_holds_parameters_varargs_upvalues_globals_and_locals_in_this_order() -> None:
    scope = scope_of("local up = 1; function f(a, b, ...) local x = up; return print(x, ...) end")
    (up,) = scope.upvalues
    variables = {variable.name: scope.slot(variable) for variable in (*scope.parameters, *scope.locals)}
    assert variables == {"a": 0, "b": 1, "arg": 5, "x": 6}
    assert (scope.varargs_slot, scope.slot(up), scope.environment_slot, scope.size) == (2, 3, 4, 7)


def test_blocks_that_are_never_live_together_share_their_slots() -> None:
    scope = resolve(parse(b"do local a, b end do local c end for i = 1, 2 do local d end", "=test"))
    assert (scope.room, len(scope.locals)) == (2, 5)


def test_functions_use_globals_when_an_inner_one_does() -> None:
    assert resolve(parse(b"local f = function() return function() return x end end", "=test")).uses_globals
    assert not resolve(parse(b"local f = function(x) return x end", "=test")).uses_globals


def test_a_tail_call_is_one_call_and_nothing_else() -> None:
    sources = ["f()", "o:m()", "(f())", "f(), 1", "f() + 1", "...", ""]
    trees = [parse(f"return {source}".encode(), "=test").body.body[0] for source in sources]
    assert [is_tail_call(tree) for tree in trees] == [True, True, False, False, False, False, False]


def test_a_tree_is_resolved_once() -> None:
    tree = parse(b"local resolved_once = 1", "=test")
    assert resolve(tree) is resolve(tree)


def test_the_test_of_repeat_sees_the_locals_of_its_body() -> None:
    tree = parse(b"repeat local done = true until done", "=test")
    resolve(tree)
    assert tree.body.body[0].test.variable is not None


def test_long_chains_of_operators_and_elseifs_are_resolved_without_recursion() -> None:
    chain = " + ".join(["x"] * 3000)
    branches = "".join(f" elseif x == {number} then return {number}" for number in range(1000))
    assert (
        resolve(parse(f"local x = 1 if x == -1 then{branches} end return {chain}".encode(), "=test")).room
        == 1
    )


def test_the_names_of_a_text_are_resolved_while_another_thread_is_at_another_text() -> None:
    long, short = parse(b"return 'long'", "=x"), parse(b"return 'short'", "=x")
    resolved: list[FunctionScope] = []
    with long.resolving:
        thread = threading.Thread(target=lambda: resolved.append(resolve(short)), daemon=True)
        thread.start()
        thread.join(60)
    assert [short.scope] == resolved
