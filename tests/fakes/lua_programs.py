"""Random Lua programs that always end, and that must do the same on any Lua 5.1.

`Program(pick).text` is one program. `pick(n)` gives a number below n: from hypothesis, which then shrinks
what fails, or from `random.Random`, which is quicker. What Lua leaves open is kept out: the order of `pairs`
(the helper `sorted` of PRELUDE), borders of tables with holes (`dense`), addresses, yields across C calls; and
no string or loop grows for ever (`cut`, `step`). Used by test_random_programs.py and test_mutated_programs.py.
"""

# ruff: noqa: E501 - one line a production of the grammar
from collections.abc import Callable

Pick = Callable[[int], int]

PRELUDE = r"""
local out = ...
local type, tostring, select, next, error, concat, sort = type, tostring, select, next, error, table.concat, table.sort
local rawget, rawset, setmetatable, floor, sub = rawget, rawset, setmetatable, math.floor, string.sub
local steps, calls, written = 0, 0, 0
function step()
  steps = steps + 1
  if steps > 300 then error("too many steps", 0) end
end
function enter()
  calls = calls + 1
  if calls > 120 then error("too many calls", 0) end
end
local function text(v)
  local kind = type(v)
  if kind == "table" or kind == "function" or kind == "thread" or kind == "userdata" then return kind end
  return (tostring(v))
end
function show(...)
  written = written + 1
  if written > 200 then error("too much output", 0) end
  local line = {}
  for i = 1, select("#", ...) do line[i] = text((select(i, ...))) end
  out(concat(line, "\t"))
end
-- The same table when its whole positive keys are 1..n, else a new one that has its values in the order of the keys.
function dense(t)
  if type(t) ~= "table" then return t end
  local keys = {}
  for k in next, t do
    if type(k) == "number" and k > 0 and floor(k) == k then keys[#keys + 1] = k end
  end
  sort(keys)
  if #keys == 0 or keys[#keys] == #keys then return t end
  local made = {}
  for i = 1, #keys do rawset(made, i, rawget(t, keys[i])) end
  return made
end
local function before(a, b)
  local x, y = type(a), type(b)
  if x ~= y then return x < y end
  if x == "number" or x == "string" then return a < b end
  return x == "boolean" and a and not b
end
-- The fields with plain keys, in the order of the keys.
function sorted(t)
  local keys, i = {}, 0
  for k in next, t do
    local kind = type(k)
    if kind == "number" or kind == "string" or kind == "boolean" then keys[#keys + 1] = k end
  end
  sort(keys, before)
  return function()
    i = i + 1
    if keys[i] ~= nil then return keys[i], rawget(t, keys[i]) end
  end
end
function cut(v)
  if type(v) == "string" then return sub(v, 1, 60) end
  return v
end
"""

NUMERALS = (
    "1",
    "2",
    "3",
    "10",
    "0.5",
    "7",
    "255",
    "1e3",
    "0x10",
    "100",
    "3.25",
    "1e15",
    "2^53",
    ".5",
    "5e-1",
)
STRINGS = (
    '"abc"', '"hello world"', '""', '"10"', '"0x1F"', '" 7 "', "'a,b,c'", '"x=1, y=22"', "'long'", "'\\65\\066\\n'",
    '"THE (quick) fox"', '"k"', '"\\0z"', '"%d"', '"ab\\\\cd"', '"1e2"', '"-5"', "'key = value'",
)  # fmt: skip
PATTERN_PARTS = (
    "a", "b", ".", "%a", "%d+", "(%w*)", "[^a]", "%s*", "(.-)", "()", "%b()", "%f[%w]", "x?", "$", "^", "%1", "[a-f]+",
    "[%w_]*", "%u", "%p", ",", "(a)(b)", "[]]", "%.", "=", "%-", "(%a+) (%a+)", "[^%s]+", "((.).)", "%x-", "%%", "%g",
)  # fmt: skip
BROKEN_PARTS = ("(", ")", "[", "%", "[%", "[a-", "%b", "%f", "%9", "[]", "*", "(()")
REPLACEMENTS = (
    '"<%0>"',
    '"%1"',
    '"%2%1"',
    '""',
    '"%%"',
    '"-"',
    '"%"',
    '"%x"',
    "{a = 1, abc = true, [1] = 'one'}",
)
FORMATS = ("%d", "%5d", "%-5d|", "%05.1f", "%s", "%5s", "%.3s", "%q", "%x", "%X", "%o", "%g", "%.3g", "%e", "%c", "%i",
           "%u", "%%", "%10.4f", "%+d", "%5.2s", "%G", "%y", "%", "% d", "%#x")  # fmt: skip
NAMES = ("a", "b", "c", "count", "t", "x", "y", "name", "f", "g", "obj", "v1", "_", "n2")
FIELDS = ("x", "y", "name", "size", "f", "next")
GLOBALS = ("G1", "G2", "G3", "missing")
ARITHMETIC = ("+", "-", "*", "/", "%", "^")
COMPARISONS = ("<", "<=", ">", ">=", "==", "~=")
EVENTS = ("add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "eq", "lt", "le", "call", "index", "newindex", "len",
          "tostring")  # fmt: skip


class Scope:
    """The variables that a place in the program sees, with the kinds of value that they mostly hold."""

    def __init__(self, outer: "Scope | None" = None) -> None:
        self.outer = outer
        self.names: list[tuple[str, str]] = []

    def all(self) -> list[tuple[str, str]]:
        return self.names + (self.outer.all() if self.outer is not None else [])


class Program:
    """One program. Kinds: n number, s string, t table, f function, b boolean, c coroutine, a anything."""

    def __init__(self, pick: Pick, statements: int = 8) -> None:
        self.pick = pick
        self.wildness = (8, 30, 200, 200)[pick(4)]
        self.vararg = False
        self.in_coroutine = False
        self.loops = 0
        self.functions = 0
        self.text = self.main(statements)

    def main(self, statements: int) -> str:
        """The main function: most of its statements cannot end the program by an error."""
        scope = Scope()
        lines = []
        for _ in range(statements):
            which = self.pick(6)
            if which < 2:
                lines.append((self.local, self.local_function)[which](scope, 2))
            else:
                lines.append(f"show(pcall(function() {self.block(Scope(scope), 1 + self.pick(3), 0)} end))")
        return "\n".join(lines)

    def chance(self, one_in: int) -> bool:
        return self.pick(one_in) == one_in - 1

    def choose(self, options: "tuple[str, ...] | list[str]") -> str:
        return options[self.pick(len(options))]

    def space(self) -> str:
        return "\n" if self.chance(20) else " "

    # -- expressions

    def variable(self, scope: Scope, kind: str) -> str | None:
        names = scope.all()
        fitting = [name for name, its in names if kind in (its, "a")]
        if fitting and not self.chance(25):
            return self.choose(fitting)
        if names and self.chance(self.wildness):
            return self.choose([name for name, _ in names])
        return self.choose(GLOBALS) if self.chance(self.wildness) else None

    def expression(self, scope: Scope, kind: str, depth: int = 0) -> str:
        if self.chance(self.wildness):
            kind = "nstfbac"[self.pick(7)]
        if kind == "a":
            kind = "nnsstbfnst"[self.pick(10)]
        if self.pick(3) == 0 or depth > 3:
            found = self.variable(scope, kind)
            if found is not None:
                return found
        if depth > 3 and kind in "tfc":
            return "{}" if kind == "t" else self.choose(("type", "tostring", "string.len", "show"))
        if self.chance(25):
            return "(" + self.expression(scope, kind, depth + 1) + ")"
        if self.chance(20) and depth < 3:
            left, right = self.expression(scope, kind, depth + 1), self.expression(scope, kind, depth + 1)
            return f"({left} {self.choose(('and', 'or'))}{self.space()}{right})"
        return {
            "n": self.number, "s": self.string, "t": self.table, "f": self.function, "b": self.boolean,
            "c": self.coroutine,
        }[kind](scope, depth)  # fmt: skip

    def number(self, scope: Scope, depth: int) -> str:
        if depth > 3:
            return self.choose(NUMERALS)
        sub = depth + 1
        which = self.pick(14)
        if which < 3:
            return self.choose(NUMERALS)
        if which < 7:
            left, right = self.expression(scope, "n", sub), self.expression(scope, "n", sub)
            return f"({left}{self.space()}{self.choose(ARITHMETIC)}{self.space()}{right})"
        if which == 7:
            return (
                f"-{self.expression(scope, 'n', sub)}"
                if self.chance(2)
                else f"#dense({self.expression(scope, 't', sub)})"
            )
        if which == 8:
            return f"#{self.expression(scope, 's', sub)}"
        if which == 9:
            function = self.choose(("floor", "ceil", "abs", "max", "min", "sqrt", "fmod", "mod"))
            count = 2 if function in ("max", "min", "fmod", "mod") else 1
            return f"math.{function}({self.arguments(scope, 'n' * count, sub)})"
        if which == 10:
            return f"tonumber({self.arguments(scope, 's', sub)})"
        if which == 11:
            return self.call(scope, sub)
        if which == 12:
            return self.field(scope, sub)
        return self.choose((
            f"select({self.choose(('1', '-1', '2', '0'))}, {self.arguments(scope, 'nn', sub)})",
            f"select('#', {self.arguments(scope, 'aa', sub)})",
            f"string.byte({self.arguments(scope, 'sn', sub)})",
            f"table.maxn({self.arguments(scope, 't', sub)})",
            f"table.getn(dense({self.arguments(scope, 't', sub)}))",
        ))  # fmt: skip

    def string(self, scope: Scope, depth: int) -> str:
        if depth > 3:
            return self.choose(STRINGS)
        sub = depth + 1
        which = self.pick(16)
        if which < 3:
            return self.choose(STRINGS)
        if which < 6:
            parts = [self.expression(scope, "ssn"[self.pick(3)], sub) for _ in range(2 + self.pick(3))]
            return f"cut({f'{self.space()}..{self.space()}'.join(parts)})"
        if which == 6:
            return (
                f"({self.expression(scope, 's', sub)}):{self.choose(('upper', 'lower', 'reverse', 'len'))}()"
            )
        if which == 7:
            return f"({self.expression(scope, 's', sub)}):sub({self.arguments(scope, 'nn', sub)})"
        if which == 8:
            return f"string.rep({self.expression(scope, 's', sub)}, {self.expression(scope, 'n', sub)} % 4)"
        if which == 9:
            return f"(string.gsub({self.expression(scope, 's', sub)}, {self.pattern()}, {self.replacement(scope, sub)}))"
        if which == 10:
            return f"string.match({self.expression(scope, 's', sub)}, {self.pattern()})"
        if which == 11:
            items = [self.choose(FORMATS) for _ in range(1 + self.pick(2))]
            kinds = "".join("s" if item[-1] in "sq" else "n" for item in items)
            return f'string.format("{" ".join(items)}", {self.arguments(scope, kinds, sub)})'
        if which == 12:
            return f"tostring({self.choose(('1', 'nil', 'true', 'cut(' + self.expression(scope, 's', sub) + ')'))})"
        if which == 13:
            return f"type({self.arguments(scope, 'a', sub)})"
        if which == 14:
            return f"table.concat(dense({self.arguments(scope, 't', sub)}), {self.choose(STRINGS)})"
        return self.field(scope, sub)

    def pattern(self) -> str:
        parts = [self.choose(PATTERN_PARTS) for _ in range(1 + self.pick(3))]
        if self.chance(self.wildness):
            parts.append(self.choose(BROKEN_PARTS))
        return '"' + "".join(parts) + '"'

    def replacement(self, scope: Scope, depth: int) -> str:
        if self.chance(4):
            return self.function(scope, depth + 1)
        return self.choose(REPLACEMENTS)

    def table(self, scope: Scope, depth: int) -> str:
        if depth > 2:
            return "{}"
        fields = []
        for _ in range(self.pick(4)):
            value = self.expression(scope, "a", depth + 1)
            which = self.pick(5)
            if which < 2:
                fields.append(value)
            elif which == 2:
                fields.append(f"{self.choose(FIELDS)} = {value}")
            elif which == 3:
                fields.append(f"[{self.expression(scope, 'ns'[self.pick(2)], depth + 1)}] = {value}")
            else:
                fields.append(self.call(scope, depth + 1) if self.chance(2) else self.varargs(value))
        made = "{" + self.choose((", ", ";")).join(fields) + self.choose(("", ",")) * bool(fields) + "}"
        if self.chance(5):
            return f"setmetatable({made}, {self.metatable(scope, depth + 1)})"
        return made

    def metatable(self, scope: Scope, depth: int) -> str:
        fields = []
        for _ in range(1 + self.pick(3)):
            event = self.choose(EVENTS)
            if event == "index" and self.chance(2):
                handler = self.expression(scope, "t", depth)
            else:
                handler = self.function(scope, depth + 1)
            fields.append(f"__{event} = {handler}")
        return "{" + ", ".join(fields) + "}"

    def varargs(self, otherwise: str) -> str:
        return "..." if self.vararg else otherwise

    def boolean(self, scope: Scope, depth: int) -> str:
        if depth > 3:
            return self.choose(("true", "false", "nil"))
        sub = depth + 1
        which = self.pick(8)
        if which == 0:
            return self.choose(("true", "false", "nil"))
        if which < 5:
            kind = "nnsa"[self.pick(4)]
            left, right = self.expression(scope, kind, sub), self.expression(scope, kind, sub)
            return f"({left} {self.choose(COMPARISONS)}{self.space()}{right})"
        if which == 5:
            return f"not {self.expression(scope, 'b', sub)}"
        if which == 6:
            return f"rawequal({self.arguments(scope, 'aa', sub)})"
        return f"(next({self.expression(scope, 't', sub)}) == nil)"

    def coroutine(self, scope: Scope, depth: int) -> str:
        return (
            f"coroutine.{self.choose(('create', 'wrap'))}({self.function(scope, depth + 1, coroutine=True)})"
        )

    def arguments(self, scope: Scope, kinds: str, depth: int) -> str:
        if self.chance(self.wildness) and len(kinds) > 1:
            kinds = kinds[:-1]
        if self.chance(self.wildness):
            kinds += "a"
        found = [self.expression(scope, kind, depth) for kind in kinds]
        if self.vararg and self.chance(12):
            found.append("...")
        return ("," + self.space()).join(found)

    def call(self, scope: Scope, depth: int) -> str:
        sub = depth + 1
        which = self.pick(6)
        if which == 0:
            return f"{self.prefix(scope, 't', sub)}:{self.choose(FIELDS)}({self.arguments(scope, 'n', sub)})"
        if which == 1:
            return f"{self.prefix(scope, 't', sub)}.{self.choose(FIELDS)}({self.arguments(scope, 'n', sub)})"
        return f"{self.prefix(scope, 'f', sub)}({self.arguments(scope, 'aa'[: self.pick(3)], sub)})"

    def prefix(self, scope: Scope, kind: str, depth: int) -> str:
        """What may stand before a call or an index: a name, or something in parentheses."""
        found = self.variable(scope, kind)
        if found is not None and found != "...":
            return found
        return "(" + self.expression(scope, kind, depth) + ")"

    def field(self, scope: Scope, depth: int) -> str:
        holder = self.prefix(scope, "t", depth)
        which = self.pick(3)
        if which == 0:
            return f"{holder}.{self.choose(FIELDS)}"
        if which == 1:
            return f"{holder}[{self.expression(scope, 'n', depth + 1)}]"
        return f"{holder}[{self.expression(scope, 's', depth + 1)}]"

    def function(self, scope: Scope, depth: int, *, coroutine: bool = False) -> str:
        return "function" + self.function_body(scope, depth, coroutine=coroutine)

    def function_body(
        self, scope: Scope, depth: int, *, method: bool = False, coroutine: bool = False
    ) -> str:
        inner = Scope(scope)
        parameters = [(self.choose(NAMES), "nsta"[self.pick(4)]) for _ in range(self.pick(3))]
        inner.names = [*parameters, *([("self", "t")] if method else [])]
        saved = self.vararg, self.in_coroutine, self.loops
        self.vararg, self.in_coroutine, self.loops = self.chance(4), coroutine, 0
        self.functions += 1
        words = [name for name, _ in parameters] + ["..."] * self.vararg
        body = self.block(inner, 1 + self.pick(3), depth + 2, last="return")
        self.functions -= 1
        self.vararg, self.in_coroutine, self.loops = saved
        return f"({', '.join(words)}) enter() {body} end"

    # -- statements

    def block(self, outer: Scope, count: int, depth: int, last: str = "") -> str:
        scope = Scope(outer)
        lines = [self.statement(scope, depth) for _ in range(count)]
        if (last == "return" and not self.chance(4)) or (self.functions and self.chance(15)):
            lines.append(f"return {self.values(scope, depth)}")
        elif self.loops and self.chance(8):
            lines.append("break")
        return self.choose(("\n", "\n", " ", "; ")).join(lines)

    def values(self, scope: Scope, depth: int) -> str:
        if self.chance(4):
            return self.call(scope, depth)
        if self.vararg and self.chance(4):
            return "..."
        return ", ".join(self.expression(scope, "a", depth) for _ in range(1 + self.pick(2)))

    def declare(self, scope: Scope, kind: str) -> str:
        name = self.choose(NAMES)
        scope.names.insert(0, (name, kind))
        return name

    def statement(self, scope: Scope, depth: int) -> str:
        if depth > 4:
            return f"show({self.values(scope, 3)})"
        makers = (
            self.local, self.local, self.local, self.assignment, self.assignment, self.output, self.output,
            self.protected, self.protected, self.if_, self.for_, self.for_in, self.while_, self.repeat, self.do,
            self.local_function, self.call_statement, self.table_function, self.coroutine_use, self.pattern_use,
            self.environment,
        )  # fmt: skip
        return makers[self.pick(len(makers))](scope, depth)

    def local(self, scope: Scope, depth: int) -> str:
        if self.chance(6):
            values = self.values(scope, depth)
            return f"local {self.declare(scope, 'a')}, {self.declare(scope, 'a')} = {values}"
        kind = "nnssttfbca"[self.pick(10)]
        value = self.expression(scope, kind, depth)
        return f"local {self.declare(scope, kind)} = {value}"

    def target(self, scope: Scope, depth: int) -> str:
        if self.chance(3):
            return self.field(scope, depth + 1)
        found = self.variable(scope, "a")
        return self.choose(GLOBALS[:3]) if found is None else found

    def assignment(self, scope: Scope, depth: int) -> str:
        if self.chance(3):
            targets = f"{self.target(scope, depth)}, {self.target(scope, depth)}"
            return f"{self.safe(targets)} = {self.values(scope, depth)}"
        return f"{self.safe(self.target(scope, depth))} = {self.expression(scope, 'a', depth)}"

    def safe(self, text: str) -> str:
        """A statement must not begin with a parenthesis, which would call the value before it."""
        return "local _; " + text if text.startswith("(") else text

    def output(self, scope: Scope, depth: int) -> str:
        return f"show({self.values(scope, depth)})"

    def protected(self, scope: Scope, depth: int) -> str:
        saved = self.in_coroutine
        self.in_coroutine = False
        which = self.pick(4)
        if which == 0:
            text = f"show(pcall({self.expression(scope, 'f', depth)}, {self.arguments(scope, 'a', depth)}))"
            text = text.replace(", )", ")")
        elif which == 1:
            body = self.function(scope, depth)
            text = f"show(xpcall({body}, function(e) return type(e) .. ':' .. {self.choose(('cut(tostring(e))', 'e'))} end))"
        elif which == 2:
            value = self.expression(scope, "snt"[self.pick(3)], depth)
            level = self.choose(("", ", 0", ", 1", ", 2"))
            text = f"show(pcall(function() error({value}{level}) end))"
        else:
            text = f"show(pcall(function() {self.block(scope, 1 + self.pick(2), depth + 1)} end))"
            if "..." in text or "break" in text or "return" in text:
                text = f"show(pcall(function(...) enter() return {self.expression(Scope(), 'a', depth)} end))"
        self.in_coroutine = saved
        return text

    def if_(self, scope: Scope, depth: int) -> str:
        text = (
            f"if {self.expression(scope, 'b', depth)} then {self.block(scope, 1 + self.pick(2), depth + 1)}"
        )
        if self.chance(3):
            text += f" elseif {self.expression(scope, 'b', depth)} then {self.block(scope, 1, depth + 1)}"
        if self.chance(2):
            text += f" else {self.block(scope, 1, depth + 1)}"
        return text + " end"

    def body(self, scope: Scope, depth: int) -> str:
        self.loops += 1
        text = self.block(scope, 1 + self.pick(2), depth + 1)
        self.loops -= 1
        return "step() " + text

    def for_(self, scope: Scope, depth: int) -> str:
        start = self.choose(("1", "0.5", "3", "-2", self.expression(scope, "n", depth + 2)))
        stop = self.choose(("3", "2", "5", "-1", self.expression(scope, "n", depth + 2)))
        step = self.choose(
            ("", "", ", 1", ", -1", ", 2", ", 0.25", f", {self.expression(scope, 'n', depth + 2)}")
        )
        inner = Scope(scope)
        name = self.declare(inner, "n")
        return f"for {name} = {start}, {stop}{step} do {self.body(inner, depth)} end"

    def for_in(self, scope: Scope, depth: int) -> str:
        inner = Scope(scope)
        which = self.pick(4)
        if which == 0:
            source = f"ipairs({self.expression(scope, 't', depth + 1)})"
        elif which == 1:
            source = f"sorted({self.expression(scope, 't', depth + 1)})"
        elif which == 2:
            source = f"string.gmatch({self.expression(scope, 's', depth + 1)}, {self.pattern()})"
        else:
            source = self.expression(scope, "fc"[self.pick(2)], depth + 1)
        key, value = self.declare(inner, "n"), self.declare(inner, "a")
        return f"for {key}, {value} in {source} do {self.body(inner, depth)} end"

    def while_(self, scope: Scope, depth: int) -> str:
        inner = Scope(scope)
        test = self.expression(scope, "b", depth + 1)
        return f"while {test} do {self.body(inner, depth)} end"

    def repeat(self, scope: Scope, depth: int) -> str:
        inner = Scope(scope)
        self.loops += 1
        lines = [self.statement(inner, depth + 1) for _ in range(1 + self.pick(2))]
        self.loops -= 1
        return f"repeat step() {' '.join(lines)} until {self.expression(inner, 'b', depth + 1)}"

    def do(self, scope: Scope, depth: int) -> str:
        return f"do {self.block(scope, 1 + self.pick(2), depth + 1)} end"

    def local_function(self, scope: Scope, depth: int) -> str:
        which = self.pick(4)
        if which == 0:
            return f"function {self.choose(GLOBALS[:3])}{self.function_body(scope, depth)}"
        tables = [name for name, kind in scope.all() if kind == "t"]
        if which == 1 and tables:
            mark = self.choose((".", ":"))
            body = self.function_body(scope, depth, method=mark == ":")
            return f"function {self.choose(tables)}{mark}{self.choose(FIELDS)}{body}"
        name = self.declare(scope, "f")
        return f"local function {name}{self.function_body(scope, depth)}"

    def call_statement(self, scope: Scope, depth: int) -> str:
        return self.safe(self.call(scope, depth))

    def table_function(self, scope: Scope, depth: int) -> str:
        table = f"dense({self.expression(scope, 't', depth + 1)})"
        return self.choose((
            f"show(table.insert({table}, {self.arguments(scope, 'a', depth + 1)}))".replace(", )", ")"),
            f"show(table.insert({table}, {self.choose(('1', '2'))}, {self.expression(scope, 's', depth + 1)}))",
            f"show(table.remove({table}{self.choose(('', ', 1', ', 2', ', 9'))}))",
            f"table.sort({table}{self.choose(('', ', function(a, b) return a > b end', ', function(a, b) return #a < #b end'))})",
            f"show(table.foreachi({table}, {self.expression(scope, 'f', depth + 1)}))",
            f"show(unpack({table}{self.choose(('', ', 1, 3', ', 2', ', 3, 1', ', -1, 1'))}))",
            f"show(rawget({table}, {self.expression(scope, 'a', depth + 1)}))",
            f"show(rawset({table}, {self.expression(scope, 's', depth + 1)}, {self.expression(scope, 'a', depth + 1)}))",
            f"setmetatable({table}, {self.metatable(scope, depth + 1)})",
        ))  # fmt: skip

    def coroutine_use(self, scope: Scope, depth: int) -> str:
        if self.in_coroutine:
            return f"show(coroutine.yield({self.arguments(scope, 'n', depth + 1)}))"
        known = [name for name, kind in scope.all() if kind == "c"]
        if not known:
            made = f"coroutine.create({self.function(scope, depth + 1, coroutine=True)})"
            return f"local {self.declare(scope, 'c')} = {made}"
        name = self.choose(known)
        return self.choose((
            f"show(coroutine.resume({name}, {self.expression(scope, 'n', depth + 1)}))",
            f"show(coroutine.resume({name}))",
            f"show(coroutine.status({name}))",
            f"show({name}({self.expression(scope, 'n', depth + 1)}))",
            f"show(pcall({name}))",
        ))  # fmt: skip

    def pattern_use(self, scope: Scope, depth: int) -> str:
        subject = self.expression(scope, "s", depth + 1)
        return self.choose((
            f"show(string.find({subject}, {self.pattern()}))",
            f"show(string.find({subject}, {self.pattern()}, {self.choose(('1', '3', '-2', '100'))}))",
            f"show(string.find({subject}, {self.choose(STRINGS)}, 1, true))",
            f"show(string.gsub({subject}, {self.pattern()}, {self.replacement(scope, depth + 1)}))",
            f"show(string.match({subject}, {self.pattern()}))",
        ))  # fmt: skip

    def environment(self, scope: Scope, depth: int) -> str:
        return self.choose((
            f"show(pcall(setfenv(function() return G1, show end, {{G1 = {self.expression(scope, 'n', depth + 1)}}})))",
            f"show(pcall(loadstring, {self.choose(STRINGS)}))",
            f"show(loadstring('return ' .. {self.choose(STRINGS)}))",
            "show(pcall(assert, false))",
            f"show(pcall(assert, {self.arguments(scope, 'bs', depth + 1)}))".replace(", )", ")"),
            "show(select('#', pcall(next, {}, 'absent')))",
            f"show(debug.traceback({self.choose(STRINGS)}, 1))",
        ))  # fmt: skip
