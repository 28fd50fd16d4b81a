"""The specialised nodes: they are what templates.py describes, and each does what real Lua does.

Every operator, condition, field access and call is tried with every kind of operand in each place, as a
variable, a constant, an upvalue or a whole expression, and with every type of value; what it gives or says
must be Lua's.
"""

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from lupa import lua51

from interpreter.interpreter import Interpreter
from interpreter.nodes import access, arithmetic, calls, conditions, templates
from interpreter.table import LuaTable

PRELUDE = """
local out = ...
local function show(...)
  local line = {}
  for i = 1, select("#", ...) do
    local value = select(i, ...)
    local kind = type(value)
    line[i] = (kind == "table" or kind == "function") and kind or tostring(value)
  end
  out[#out + 1] = table.concat(line, " ")
end
local name = function(event) return function(a, b) return event end end
local mt = {
  __index = function(_, k) return "index " .. (type(k) == "table" and "table" or tostring(k)) end,
  __newindex = function(t, k, v)
  show("newindex", k, v) end, __call = function(self, ...) return "called", ... end}
for _, event in ipairs{"add", "sub", "mul", "div", "mod", "pow", "concat", "unm", "lt", "le", "eq"} do
  mt["__" .. event] = name(event)
end
local function object() return setmetatable({present = "field", [1] = "one"}, mt) end
global_number, global_table, global_object, global_nil = 7, {present = "field", [1] = "one"}, object(), nil
global_string, global_function = "10", function(...) return select("#", ...), ... end
"""
# How the values look in a local variable, and as a constant where there is one.
VALUES = {
    "number": "7",
    "zero": "0",
    "one": "1",
    "digits": "'10'",
    "text": "'abc'",
    "absent": "nil",
    "yes": "true",
    "no": "false",
    "table": "{present = 'field', [1] = 'one'}",
    "object": "object()",
    "call": "global_function",
}
# How an operand is written: as a local variable, a constant, an upvalue in a cell, an expression.
FORMS = {
    "local": lambda value, at: (f"local {at} = {value}", at),
    "constant": lambda value, at: ("", f"({value})" if value in ("nil", "true", "false") else value),
    "upvalue": lambda value, at: (f"local {at} = {value}; local function set() {at} = {at} end", at),
    "expression": lambda value, at: (f"local function get_{at}() return {value} end", f"get_{at}()"),
}
SIMPLE = ("number", "zero", "one", "digits", "text", "absent", "yes", "no")


def both(source: str) -> tuple[list[str], list[str]]:
    """What the chunk shows on real Lua, and on ours."""
    text = PRELUDE + source
    runtime = lua51.LuaRuntime(encoding="latin-1")
    out = runtime.table()
    runtime.execute("local text, out = ...; assert(loadstring(text, '=t'))(out)", text, out)
    state = Interpreter()
    ours = LuaTable()
    state.call(state.load(text.encode("latin-1"), "=t"), ours)
    return list(out.values()), [value for _, value in ours.items()]


def cases(statement: str) -> str:
    """A statement with A and B in it, each case in a protected function.

    Every value meets a number on either side and itself, in all forms of both.
    """
    lines = []
    pairs = [pair for name in VALUES for pair in ((name, "number"), ("number", name), (name, name))]
    for (name_a, name_b), (form_a, form_b) in product(dict.fromkeys(pairs), product(FORMS, repeat=2)):
        if (form_a == "constant" and name_a not in SIMPLE) or (form_b == "constant" and name_b not in SIMPLE):
            continue
        declare_a, operand_a = FORMS[form_a](VALUES[name_a], "a")
        declare_b, operand_b = FORMS[form_b](VALUES[name_b], "b")
        body = statement.replace("A", operand_a).replace("B", operand_b)
        lines.append(f"do {declare_a} show(pcall(function() {declare_b} {body} end)) end")
    return "\n".join(lines)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "%", "^", ".."])
def test_binary_operators(operator: str) -> None:
    expected, actual = both(cases(f"local x = A {operator} B return x, A {operator} B"))
    assert expected == actual


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "~="])
def test_comparisons(operator: str) -> None:
    source = cases(
        f"local x = A {operator} B if A {operator} B then return x, 'then' else return x, 'else' end"
    )
    expected, actual = both(source)
    assert expected == actual


@pytest.mark.parametrize("operator", ["<", ">=", "==", "~="])
def test_negated_and_joined_conditions(operator: str) -> None:
    test = f"A {operator} B"
    source = cases(
        f"local r = 0 if not ({test}) then r = r + 1 end if {test} then r = r + 2 end "
        f"if {test} and not ({test}) or {test} then r = r + 4 end while {test} do r = r + 8 break end "
        f"return r, not ({test}), {test} or 1, ({test}) and 2"
    )
    expected, actual = both(source)
    assert expected == actual


@pytest.mark.parametrize(
    "statement",
    [
        "return (A)[B]",
        "return (A)[B], (A).present, (A).missing, (A)[1]",
        "local t = A t[B] = 5 return t[B]",
        "local t = A local k = B local v = k t[k] = v return t[k]",
        "local t = A t.present = B t.new = B return t.present, t.new",
        "local t, u = A, B t[1], u = u, t return type(t), type(u)",
    ],
)
def test_fields(statement: str) -> None:
    expected, actual = both(cases(statement))
    assert expected == actual


@pytest.mark.parametrize(
    "statement",
    [
        "return (A)()",
        "return (A)(B)",
        "return ((A)(B)), (A)(B, B)",
        "local x = (A)(B, B) (A)(B) (A)(B, 1, B) return x, (A)(1, B, 2), ((A)(B, B, B))",
        "local f = A local x = f(B, B + 0, f) f() return x, (f(1, 2, 3, 4)), f(f(B))",
        "local o = A return o:present(B)",
        "local o = {m = A} local x = o:m(B) o:m() return x == nil, (o:m(B, B)), o.m(B)",
        "local t = {f = A} local u = {t = t} return t.f(B), u.t.f(B), (u.t:f())",
        "local s = B return s:rep(2), (s:upper()), #s",
        "global_temp = {f = A} local x = global_temp.f(B) global_temp.f() return x, (global_temp.g())",
        "for x in A, B do return x end",
        "return -A, not A, #B, -(-B)",
        "if A then return 1 elseif B then return 2 else return 3 end",
        "if not A then return B end return A",
        "for i = A, B do return i end",
        "for i = 1, A, B do return i end",
    ],
)
def test_calls_and_control(statement: str) -> None:
    if statement == "for i = 1, A, B do return i end":
        statement = "if B ~= 0 then for i = 1, A, B do return i end end"
    expected, actual = both(cases(statement))
    assert expected == actual


# Where a called function F is found, by the names of the sources in templates.py.
SOURCES = {
    "L": ("local fn = F", "fn"),
    "E": ("local holder = {F}", "holder[1]"),
    "G": ("global_fn = F", "global_fn"),
    "GK": ("global_lib = {fn = F}", "global_lib.fn"),
    "GK behind a metatable": ("global_lib = setmetatable({}, {__index = {fn = F}})", "global_lib.fn"),
    "LK": ("local lib = {fn = F}", "lib.fn"),
    "LK behind a metatable": ("local lib = setmetatable({}, {__index = {fn = F}})", "lib.fn"),
    "ML": ("local object = {fn = F}", "object:fn"),
    "ML of a class": ("local object = setmetatable({}, {__index = {fn = F}})", "object:fn"),
    "ML of a function": (
        "local object = setmetatable({}, {__index = function() return F end})",
        "object:fn",
    ),
    "ML of a string": ("string.fn = F local object = 'text'", "object:fn"),
    "ME": ("local holder = {{fn = F}}", "holder[1]:fn"),
    "ME of a class": ("local holder = {setmetatable({}, {__index = {fn = F}})}", "holder[1]:fn"),
    "ME of a string": ("string.fn = F", "('text'):fn"),
}
ARGUMENTS = {
    "": "",
    "L": "p",
    "E": "p + 1",
    "LL": "p, q",
    "EE": "p + 1, q + 1",
    "EEE": "p + 1, 2, q + 1",
    "O": "...",
}
FUNCTIONS = {
    "no parameter": "function() return end",
    "one": "function(a) return a end",
    "two": "function(a, b) return a, b end",
    "three": "function(a, b, c) return a, b, c end",
    "four": "function(a, b, c, d) return a, b, c, d end",
    "varargs": "function(...) return ... end",
    "a tail call": "function(...) return select(1, ...) end",
    "of the host": "assert",
    "callable": "setmetatable({}, {__call = function(self, ...) return ... end})",
    "no function": "5",
}


@pytest.mark.parametrize("source", SOURCES)
def test_calls_of_each_kind_of_function_from_each_place(source: str) -> None:
    # 66 times each: every 64th call looks at the clock.
    lines = ["local p, q, x = 3, 4"]
    declare, found = SOURCES[source]
    for arguments, function in product(ARGUMENTS.values(), FUNCTIONS.values()):
        call = f"{found}({arguments})"
        body = (
            f"{declare.replace('F', function)} local r, all\n"
            f"for _ = 1, 66 do r = {call} end show(r)\n"
            f"for _ = 1, 66 do all = {{{call}}} end show(unpack(all))\n"
            f"for _ = 1, 66 do {call} end\n"
            f"local function tail(...) return {call} end\n"
            "for i = 1, 66 do tail(...) if i == 33 then (function() end)() end end show(tail(...))"
        )
        counts = ("", ", 7", ", 7, 8") if arguments == "..." else (", 7",)
        lines += [f"show(pcall(function(...) {body} end{given}))" for given in counts]
    expected, actual = both("\n".join(lines))
    assert expected == actual


@pytest.mark.parametrize("source", SOURCES)
def test_tail_calls_from_each_place_nest_without_end(source: str) -> None:
    lines = []
    declare, found = SOURCES[source]
    for arguments, parameters in product(ARGUMENTS.values(), ("", "p", "p, q", "...", "p, q, r, s, t")):
        if arguments == "..." and parameters != "...":
            continue
        last = "" if parameters == "" else ", p" if parameters[0] == "p" else ", ..."
        lines.append(
            "do local left, loop = 3000\n"
            f"local step = function({parameters}) left = left - 1\n"
            f"if left == 0 then return 'end'{last} end return loop() end\n"
            f"{declare.replace('F', 'step')}\n"
            f"loop = function(...) local p, q = 3, 4 return {found}({arguments}) end\n"
            "show(loop(1, 2)) end"
        )
    expected, actual = both("\n".join(lines))
    assert expected == actual


def test_the_files_are_what_the_templates_describe(tmp_path: Path) -> None:
    templates.write(tmp_path)
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-q", "--line-length=110", str(tmp_path)], check=True
    )
    for module in (access, arithmetic, calls, conditions):
        path = Path(str(module.__file__))
        assert (tmp_path / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
            f"{path.name}: run templates.py"
        )
