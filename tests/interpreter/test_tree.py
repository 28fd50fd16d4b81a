"""The AST: trees as Lua means them, every link of a chain, and the lines that real Lua reports."""

import random
import re
from typing import Any

import pytest
from luaparser import astnodes as ast
from lupa import lua51

from interpreter.parse import parse
from tests.fakes.lua_chains import chain

_lua = lua51.LuaRuntime(encoding="latin-1")


def nodes(node: object) -> list[Any]:
    """A node and all below it."""
    if isinstance(node, list):
        return [found for item in node for found in nodes(item)]
    if not isinstance(node, ast.Node):
        return []
    fields = [value for name, value in vars(node).items() if name != "comments"]
    return [node, *(found for value in fields for found in nodes(value))]


def first(text: bytes) -> Any:
    """The first statement."""
    return parse(text, "=x").body.body[0]


LINES = [  # a program that fails, and the node (with its number) that must carry the line of the error
    ("local a\nlocal x = a.b\n+ 1", "Index"),
    ("local a\nlocal x = a\n.b", "Index"),
    ("local a\nlocal x = a\n[\n'k'\n]\nlocal y", "Index"),
    ("local a\nprint(\na.b\n)", "Index"),
    ("local a\nprint(\na.b\n,\n2)", "Index"),
    ("local a\nlocal x = 1\n+\na\n", "AddOp"),
    ("local a\nlocal x = 1\n+\na\n*\n2", "MultOp"),
    ("local a\nlocal x = -\na\n", "UMinusOp"),
    ("local a\nlocal x = #\na\n", "ULengthOP"),
    ("local a\nlocal x = 'x'\n..\na\n..\n'y'", "Concat"),
    ("local a\nlocal x = 1\n<\na", "LessThanOp"),
    ("local a\na(\n1\n)", "Call"),
    ("local a\na\n'x'", "Call"),
    ("local a={}\na\n:b(\n1\n)", "Invoke"),
    ("local a={}\na\n:\nb{\n1\n}", "Invoke"),
    ("local a\na\n.b\n=\n1\n", "Index"),
    ("local a,b\na\n.b\n,b\n=\n1\n,\n2", "Index"),
    ("local a\nfunction\na\n.b()\nend", "Index"),
    ("local a\nfunction\na\n:b()\nend", "Method"),
    ("local a\nfunction\na\n.b\n.c()\nend", "Index2"),
    ("local a\nlocal x = {\n[\na\n]\n=\n1\n}", "Field"),
    ("local a\nfor i\n=\na\n,\n2\n\ndo\nend", "Fornum"),
    ("local a\nfor\ni\nin\na\n,\n2\ndo\nend", "Forin"),
    ("local a\nif\na.b\nthen\nend", "Index"),
    ("local a\nreturn\na.b\n", "Index"),
    ("local a\nreturn\na.b\n,\n1", "Index"),
    ("local a\nlocal x = (\na.b\n)\n", "Index"),
    ("local a\nlocal x = {\na.b\n,\n1}\n", "Index"),
    ("local a\nlocal x = {\na.b\n}\n", "Index"),
    ("local a\nlocal x = {\nk =\na.b\n}\n", "Index"),
    ("local a\nlocal x = a.b\nand\n1", "Index"),
    ("local a\nlocal x = not\na.b\n", "Index"),
    ("local a={}\nlocal x = a.b.c\n.d.e\n", "Index3"),
    ("local a\nlocal x = a.b()", "Index"),
    ("local a\nlocal x = a.b\n:c()", "Index"),
    ("local a\nlocal x\nx =\na.b", "Index"),
    ("local a\nwhile\na.b\ndo\nend", "Index"),
    ("local a\nrepeat\nuntil\na.b\nlocal c", "Index"),
    ("local a\na.b[\n1\n]\n=\n2\n", "Index2"),
    (
        "local e={}\nsetmetatable(e,{__index=function() error('',2) end})\nsetfenv(1,e)\nlocal x =\ny\n+\n1",
        "Name:y",
    ),
    ("local e={}\nsetmetatable(e,{__newindex=function() error('',2) end})\nsetfenv(1,e)\ny\n=\n1", "Name:y"),
    ("setfenv(1,setmetatable({},{__newindex=function() error('',2) end}))\nfunction\ny()\nend", "Name:y"),
]


@pytest.mark.parametrize(("text", "place"), LINES, ids=range(len(LINES)))
def test_node_carries_the_line_that_lua_reports(text: str, place: str) -> None:
    failed = _lua.eval("function(text) return select(2, pcall(assert(loadstring(text, '=x')))) end")(text)
    kind, number, name = re.findall(r"([A-Za-z]+)(\d?):?(\w*)", place)[0]
    found = [node for node in nodes(parse(text.encode(), "=x")) if type(node).__name__ == kind]
    if name:
        found = [node for node in found if node.id == name]
    assert failed.startswith(f"x:{found[int(number or 1) - 1].at}:"), failed


@pytest.mark.parametrize(
    "text",
    [
        "return\nfunction\n(\n)\nend",
        "local\nfunction\nf\n(\n)\n\nend\nreturn f",
        "function\nf\n(\n)\n\nend\nreturn f",
        "local t = {}\nfunction\nt\n:\nf\n(\n)\n\nend\nreturn t.f",
    ],
)
def test_function_knows_its_first_and_last_line(text: str) -> None:
    about = _lua.eval("function(text) return debug.getinfo(loadstring(text)(), 'S') end")(text)
    kinds = ast.AnonymousFunction, ast.LocalFunction, ast.Function, ast.Method
    (found,) = (node for node in nodes(parse(text.encode(), "=x")) if isinstance(node, kinds))
    assert (about["linedefined"], about["lastlinedefined"]) == (found.at, found.end_line)


def shape(node: Any) -> Any:
    """A prefix expression as a nested tuple."""
    match node:
        case ast.Name():
            return node.id
        case ast.String() | ast.Number():
            return getattr(node, "s", None) or node.n
        case ast.Index():
            return "index", shape(node.value), shape(node.idx)
        case ast.Call():
            return "call", shape(node.func), *map(shape, node.args)
        case ast.Invoke():
            return "method", shape(node.source), node.func.id, *map(shape, node.args)
        case ast.BinaryOp():
            return type(node).__name__, shape(node.left), shape(node.right)
        case ast.UnaryOp():
            return type(node).__name__, shape(node.operand)
    raise AssertionError(node)


@pytest.mark.parametrize("seed", range(3))
def test_chains_of_calls_and_indices_keep_every_link(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        text, tree, called = chain(chance)
        assert tree == shape(first(f"x = {text}".encode()).values[0]), text
        if called:
            assert tree == shape(first(text.encode())), text
        else:
            assert tree == shape(first(f"{text}, x = 1, 2".encode()).targets[0]), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a or b and c", ("OrLoOp", "a", ("AndLoOp", "b", "c"))),
        ("a and b == c", ("AndLoOp", "a", ("EqToOp", "b", "c"))),
        ("a == b .. c", ("EqToOp", "a", ("Concat", "b", "c"))),
        ("a .. b .. c", ("Concat", "a", ("Concat", "b", "c"))),
        ("a .. b + c", ("Concat", "a", ("AddOp", "b", "c"))),
        ("a - b - c", ("SubOp", ("SubOp", "a", "b"), "c")),
        ("a + b * c", ("AddOp", "a", ("MultOp", "b", "c"))),
        ("a / b % c", ("ModOp", ("FloatDivOp", "a", "b"), "c")),
        ("-a ^ b", ("UMinusOp", ("ExpoOp", "a", "b"))),
        ("a ^ -b ^ c", ("ExpoOp", "a", ("UMinusOp", ("ExpoOp", "b", "c")))),
        ("not a == b", ("EqToOp", ("ULNotOp", "a"), "b")),
        ("-a * b", ("MultOp", ("UMinusOp", "a"), "b")),
        ("#a .. b", ("Concat", ("ULengthOP", "a"), "b")),
        ("a < b < c", ("LessThanOp", ("LessThanOp", "a", "b"), "c")),
        ("a ~= b >= c", ("GreaterOrEqThanOp", ("NotEqToOp", "a", "b"), "c")),
        ("(a + b) * c", ("MultOp", ("AddOp", "a", "b"), "c")),
    ],
)
def test_operators_bind_as_the_manual_says(text: str, expected: Any) -> None:
    assert expected == shape(first(f"x = {text}".encode()).values[0])


def test_arithmetic_binds_as_in_real_lua() -> None:
    # Real Lua is asked by operands whose metamethods build the text of the tree.
    _lua.execute(
        """
        local text = {}
        local meta = {}
        local function new(s) local p = setmetatable({}, meta) text[p] = s return p end
        local signs = {add = "+", sub = "-", mul = "*", div = "/", mod = "%", pow = "^", concat = ".."}
        for name, sign in pairs(signs) do
            meta["__" .. name] = function(a, b) return new("(" .. text[a] .. sign .. text[b] .. ")") end
        end
        meta.__unm = function(a) return new("(-" .. text[a] .. ")") end
        a, b, c, d, e = new"a", new"b", new"c", new"d", new"e"
        function tree(source) return text[loadstring("return " .. source)()] end
        """
    )
    signs = {
        ast.AddOp: "+",
        ast.SubOp: "-",
        ast.MultOp: "*",
        ast.FloatDivOp: "/",
        ast.ModOp: "%",
        ast.ExpoOp: "^",
        ast.Concat: "..",
    }

    def show(node: Any) -> str:
        if isinstance(node, ast.Name):
            return str(node.id)
        if isinstance(node, ast.UMinusOp):
            return f"(-{show(node.operand)})"
        return f"({show(node.left)}{signs[type(node)]}{show(node.right)})"

    chance = random.Random(5)
    for _ in range(300):
        text = "a"
        for operand in chance.choices("abcde", k=chance.randrange(1, 9)):
            text += f" {chance.choice(list(signs.values()))} {'- ' * chance.choice((0, 0, 1, 2))}{operand}"
        assert _lua.globals().tree(text) == show(first(f"x = {text}".encode()).values[0]), text


def test_parenthesised_expressions_are_marked() -> None:
    values = first(b"return (f()), f(), (...), ..., ((f()))").values
    assert [True, False, True, False, True] == [value.wrapped for value in values]


def test_strings_are_bytes_and_numbers_floats() -> None:
    values = first(b"return 'a\\200\\10\xe9\xc3\xa9', [[\nx\r\ny]], 0x10, 7").values
    assert ["a\xc8\n\xe9\xc3\xa9", "x\ny"] == [value.s for value in values[:2]]
    assert [(float, 16.0), (float, 7.0)] == [(type(value.n), value.n) for value in values[2:]]


STATEMENTS = b"""
    local a, b = 1
    a, b = b, a
    ;
    f()
    ::again::
    while a do break end
    repeat local z until z
    if a then elseif b then else end
    for i = 1, 2 do end
    for k, v in pairs(t) do end
    function f.g.h() end
    function f.g:h(a, ...) return (...), -a.b[1] .. "x" end
    local function g() end
    do goto again end
    return 1, {2; x = nil, [y] = true}, false, function(...) end, not #x < y and z or t:m{}
"""


def test_statements_are_luaparsers() -> None:
    expected = [
        *(ast.LocalAssign, ast.Assign, ast.SemiColon, ast.Call, ast.Label, ast.While, ast.Repeat, ast.If),
        *(ast.Fornum, ast.Forin, ast.Function, ast.Method, ast.LocalFunction, ast.Do, ast.Return),
    ]
    assert expected == [type(statement) for statement in parse(STATEMENTS, "=x").body.body]


def test_every_node_has_a_line() -> None:
    found = nodes(parse(STATEMENTS, "=x"))
    assert len(found) > 90
    assert [] == [node for node in found if type(node.at) is not int]
