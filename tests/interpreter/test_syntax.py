from typing import Any

import pytest
from luaparser import astnodes

from interpreter import LuaError, parse_tree


def names(tree: Any) -> list[Any]:
    found = []
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, astnodes.Name):
            found.append(node)
        elif isinstance(node, astnodes.Node):
            stack += [
                value for key, value in vars(node).items() if key not in ("variable", "variables", "scope")
            ]
    return found


SOURCE = """-- a comment
local one = 'äö' .. two\r
function three.four:five(six, ...) for seven = 1, 2 do end end
for eight, nine in pairs{} do goto ten ::ten:: end"""


def test_every_name_knows_its_place_in_characters() -> None:
    syntax = parse_tree(SOURCE.encode(), "=x")
    lines = SOURCE.replace("\r", "").split("\n")
    found = names(syntax.chunk)
    assert 12 == len(found)
    for name in found:
        line, column = syntax.place(name)
        assert lines[line - 1][column - 1 :].startswith(name.id), name.id


def test_names_are_resolved() -> None:
    syntax = parse_tree(b"local a = 1; return a + b", "=x")
    total = syntax.chunk.body.body[-1].values[0]
    assert ("a", None) == (total.left.variable.name, total.right.variable)


def test_a_first_line_for_the_shell_counts_as_a_line() -> None:
    syntax = parse_tree(b"#!/usr/bin/lua\nx = 1", "@x", shebang=True)
    assert [(2, 1)] == [syntax.place(name) for name in names(syntax.chunk)]


def test_what_is_no_lua_raises() -> None:
    with pytest.raises(LuaError, match=r"^x:1: '=' expected near '<eof>'$"):
        parse_tree(b"x", "=x")
