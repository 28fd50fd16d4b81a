"""Lua's rules beyond its grammar: limits, breaks, varargs, goto and labels, names of chunks."""

import pytest
from lupa import lua51, lua52

from interpreter.dialect import RUNTIME_ID, SYNTAX_ID, chunk_id
from interpreter.errors import LuaError
from interpreter.parse import parse

_LOAD = "function(text, name) local f, message = loadstring(text, name) return message end"
_load51 = lua51.LuaRuntime(encoding="latin-1").eval(_LOAD)
_load52 = lua52.LuaRuntime(encoding="latin-1").eval(_LOAD.replace("loadstring", "load"))


def message(text: str, chunkname: str = "=x") -> str | None:
    found: LuaError | None = None
    try:
        parse(text.encode("latin-1"), chunkname)
    except LuaError as error:
        found = error
    return None if found is None else str(found.value)


NAMES = [
    *(
        "=stdin",
        "@file.lua",
        "=",
        "@",
        "",
        "x",
        "return 1",
        "one\ntwo",
        "one\rtwo",
        "\nx",
        "a\0b",
        "=a\0b",
        "@a\0b",
    ),
    *(sign + "abcdefghij" * count for sign in "=@x" for count in range(4, 10)),
    *(
        sign + "x" * length
        for sign in "=@x"
        for length in (42, 43, 44, 51, 52, 53, 58, 59, 60, 61, 62, 63, 64)
    ),
    *(sign + "x" * length for sign in "=@x" for length in (71, 72, 73, 78, 79, 80, 81, 82)),
]


@pytest.mark.parametrize("name", NAMES)
def test_chunk_is_named_in_syntax_errors_as_lua_names_it(name: str) -> None:
    assert _load51("x", name) == message("x", name)
    assert _load51("x", name) == f"{chunk_id(name, SYNTAX_ID)}:1: '=' expected near '<eof>'"


@pytest.mark.parametrize("name", NAMES)
def test_chunk_is_named_in_run_time_errors_as_lua_names_it(name: str) -> None:
    lua = lua51.LuaRuntime(encoding="latin-1")
    where = lua.eval("function(name) return debug.getinfo(loadstring('', name), 'S').short_src end")
    assert where(name) == chunk_id(name, RUNTIME_ID)


def listed(prefix: str, count: int) -> str:
    return ", ".join(f"{prefix}{number}" for number in range(count))


LIMITS = [
    *(f"local {listed('a', count)}" for count in (199, 200, 201)),
    *("local a\n" * count for count in (200, 201)),
    *("local a\n" * count + "for i = 1, 2 do end" for count in (196, 197)),
    *("local a\n" * count + "for k in x do end" for count in (196, 197)),
    *("local a\n" * count + "local function f() end" for count in (199, 200)),
    *(
        "local a\n" * 198 + text
        for text in ("do local b, c end local d", "do local b, c, d end", "local d, e, f")
    ),
    *(f"function f({listed('a', count)}) end" for count in (200, 201)),
    *(f"function f({listed('a', count)}, ...) end" for count in (199, 200)),
    *(f"function t:m({listed('a', count)}) end" for count in (199, 200)),
    *(
        f"local {listed('a', count)}\nfunction f()\nreturn function() return {listed('a', count)} end end"
        for count in (60, 61)
    ),
    *(
        f"local {listed('a', 60)} local a1\nfunction f() return a1, {listed('a', count)} end"
        for count in (60, 61)
    ),
    *(", ".join(["a"] * count) + " = 1" for count in (198, 199, 200)),
    *(
        before * count + after * count
        for count in (196, 197, 198, 199, 200)
        for before, after in [
            ("do ", "end "),
            ("if x then ", "end "),
            ("function f() ", "end "),
            ("local function f() ", "end "),
            ("while x do ", "end "),
            ("repeat ", "until x "),
        ]
    ),
    *(
        "x = " + before * count + "1" + after * count
        for count in (196, 197, 198, 199, 200)
        for before, after in [
            ("(", ")"),
            ("f(", ")"),
            ("{", "}"),
            ("- ", ""),
            ("a .. ", ""),
            ("a ^ ", ""),
            ("t[", "]"),
        ]
    ),
]


@pytest.mark.parametrize("text", LIMITS, ids=range(len(LIMITS)))
def test_limit_is_where_lua_has_it(text: str) -> None:
    assert _load51(text, "=x") == message(text)


@pytest.mark.parametrize(
    "text",
    [
        "break",
        "do break end",
        "if x then break end",
        "while x do break end break",
        "while x do function f() break end end",
        "while x do break x() end",
        "for i = 1, 2 do if i then break end end",
        "repeat break until x",
        "repeat if x then break end until x",
        "return ...",
        "function f() return ... end",
        "function f(...) return ... end",
        "function f(...) return function() return ... end end",
        "return function() g{...} end",
        "return 1; x()",
        "x = a // b",
        "x = a & b",
        "x = a | b",
        "x = a ~ b",
        "x = ~a",
        "x = a << b",
        "x = a >> b",
        "local x <const> = 1",
        "a::b()",
        "x = a ? b : c",
        "goto = 1 local goto = goto.goto goto() goto:goto() function goto() end",
        "for goto = 1, 2 do end for goto in goto do end local function goto(goto) end x = {goto = 1, goto}",
    ],
)
def test_dialect_is_lua_5_1(text: str) -> None:
    assert _load51(text, "=x") == message(text)


@pytest.mark.parametrize(
    "text",
    [
        "goto a ::a::",
        "::a:: goto a",
        "do goto a end ::a::",
        "::a:: do do goto a end end",
        "goto a",
        "do goto a end",
        "do ::a:: end goto a",
        "goto a do ::a:: end",
        "::a:: ::a::",
        "::a::\ndo ::a:: end\n::b:: ::a::",
        "goto a local x ::a::",
        "goto a local x ::a:: ; ;",
        "goto a local x ::a:: ::b::",
        "goto a local x ::a:: x()",
        "do goto a end local x ::a:: x()",
        "for i = 1, 2 do if i then goto continue end local x = i ::continue:: end",
        "for i = 1, 2 do if i then goto continue end local x = i ::continue:: x() end",
        "while x do goto continue local y ::continue:: end",
        "repeat goto continue local y ::continue:: until y",
        "repeat goto continue ::continue:: until y",
        "function f() goto a end ::a::",
        "::a:: function f() goto a end",
        "goto a function f() ::a:: end",
        "goto a; ::b:: do local x goto b end ::a::",
        "do local x\ngoto a\nend\nlocal y\n::a:: y()",
    ],
)
def test_goto_follows_the_rules_of_lua_5_2(text: str) -> None:
    assert _load52(text, "=x") == message(text)


@pytest.mark.parametrize(
    "text", [";", ";;;", "x = 1;;", "do ; end", "f\n(g)", "f{}\n(g).x = 1", "a = b\n(c)()"]
)
def test_what_the_go_regbot_accepts_beyond_lua_5_1_is_accepted(text: str) -> None:
    assert None is message(text)
    assert None is not _load51(text, "=x")
