"""Random programs of library calls: string functions with patterns from a grammar, and functions on one list.

`library_calls(pick)` is the text of a program that calls `out` with a line for each call: its results, or its
error. `pick(n)` gives a number below n. Where lua_programs.py is about the language, each line here is one
call, so that many patterns are tried. What Lua leaves open is kept out: no list gets holes.
"""

from collections.abc import Callable, Sequence

Pick = Callable[[int], int]

CALLS = 24
PRELUDE = r"""
local out = ...
local function text(v)
  if type(v) == "string" then return ("%q"):format(v) end
  return type(v) == "table" and "table" or tostring(v)
end
function show(ok, ...)
  local line = {}
  for i = 1, select("#", ...) do line[i] = text((select(i, ...))) end
  if not ok then line[1] = tostring((...)):gsub("^[^:]*:%d+: ", "") end
  out(tostring(ok) .. " " .. table.concat(line, " "))
end
function all(...)
  local found = {}
  for a, b, c in string.gmatch(...) do
    found[#found + 1] = text(a) .. text(b) .. text(c)
    if #found > 40 then break end
  end
  return table.concat(found, ";")
end
function list(t)
  local values = {}
  for i = 0, #t + 1 do values[#values + 1] = text(t[i]) end
  return table.concat(values, " ")
end
"""

SUBJECT = (
    "a",
    "b",
    "A",
    "1",
    "20",
    " ",
    "x",
    "(",
    ")",
    "-",
    ".",
    "%",
    "\\n",
    "\\0",
    "\\200",
    "_",
    "ab",
    "]",
    "^",
)
CLASSES = (
    "%a",
    "%c",
    "%d",
    "%l",
    "%p",
    "%s",
    "%u",
    "%w",
    "%x",
    "%z",
    "%A",
    "%D",
    "%S",
    "%W",
    "%.",
    "%%",
    "%(",
    "%]",
)
PLAIN = ("a", "b", "1", " ", "x", "-", "ab", "_", ",", "^", "$", "]")
QUANTIFIERS = ("", "", "", "*", "+", "-", "?")
SEPARATORS = ("''", "', '", "1", "nil", "'%'")
COMPARATORS = (
    "",
    ", function(a, b) return a > b end",
    ", function(a, b) return tostring(a) < tostring(b) end",
    ", function() end",
)
NO_ORDERS = ("function(a, b) return #tostring(a) <= #tostring(b) end", "function(a, b) return true end")
VALUES = ("1", "2", "10", "-3.5", "'a'", "'b'", "'10'", "''", "1e300", "'x y'")


class _Writer:
    def __init__(self, pick: Pick) -> None:
        self.pick = pick

    def choose(self, options: Sequence[str]) -> str:
        return options[self.pick(len(options))]

    def chance(self, one_in: int) -> bool:
        return self.pick(one_in) == 0

    # -- strings

    def subject(self) -> str:
        return "'" + "".join(self.choose(SUBJECT) for _ in range(self.pick(12))) + "'"

    def set(self) -> str:
        parts = [
            self.choose((*CLASSES, *PLAIN, "a-c", "0-9", "%a-z", "b-", "\\0-\\31"))
            for _ in range(1 + self.pick(3))
        ]
        return f"[{self.choose(('', '', '^'))}{''.join(parts)}]"

    def single(self) -> str:
        return self.choose((".", self.choose(CLASSES), self.set(), self.choose(PLAIN)))

    def item(self, depth: int) -> str:
        kind = self.pick(12)
        if kind < 3 and depth < 3:
            return f"({self.items(depth + 1)})"
        special = ("()", "%b()", f"%f{self.set()}", f"%{1 + self.pick(3)}")
        if kind == 3:
            return self.choose(special)
        return self.single() + self.choose(QUANTIFIERS)

    def items(self, depth: int) -> str:
        return "".join(self.item(depth) for _ in range(1 + self.pick(3)))

    def pattern(self) -> str:
        text = self.choose(("", "", "", "^")) + self.items(0) + self.choose(("", "", "", "$"))
        if self.chance(12):  # broken, maybe
            place = self.pick(len(text))
            text = text[:place] + text[place + 1 :]
        # A backslash that lost its number, or a number its backslash, is still a string of Lua.
        return "'" + text.rstrip("\\") + "'"

    def replacement(self) -> str:
        parts = [self.choose(("%0", "%1", "%2", "%%", "x", "-", "%", "%9")) for _ in range(self.pick(4))]
        return self.choose((
            "'" + "".join(parts) + "'",
            "{ a = 'A', b = 1, ab = false, ['1'] = 'one', [1] = 2, x = {} }",
            "function(...) return ... end",
            "function(a, b) return b end",
            "function(a) if a == 'b' then return {} end return #tostring(a) end",
        ))  # fmt: skip

    def number(self) -> str:
        return self.choose(("0", "1", "2", "3", "-1", "-2", "-4", "100", "-100", "2.7", "'2'"))

    def string_call(self) -> str:
        s, p = self.subject(), self.pattern()
        return self.choose((
            f"string.find, {s}, {p}",
            f"string.find, {s}, {p}, {self.number()}",
            f"string.find, {s}, {p}, {self.number()}, true",
            f"string.match, {s}, {p}",
            f"string.match, {s}, {p}, {self.number()}",
            f"string.gsub, {s}, {p}, {self.replacement()}",
            f"string.gsub, {s}, {p}, {self.replacement()}",
            f"string.gsub, {s}, {p}, {self.replacement()}, {self.number()}",
            f"all, {s}, {p}",
            f"all, {s}, {p}",
            f"string.sub, {s}, {self.number()}, {self.number()}",
            f"string.byte, {s}, {self.number()}, {self.number()}",
            f"string.rep, {s}, {self.choose(('0', '1', '3', '-1', '2.9'))}",
            f"string.char, {self.number()}, {self.choose(('65', '255', '256', '0'))}",
            f"string.{self.choose(('upper', 'lower', 'reverse', 'len'))}, {s}",
        ))  # fmt: skip

    # -- the list `t`

    def value(self) -> str:
        return self.choose(("true", "{}") if self.chance(12) else VALUES)

    def table_call(self) -> str:
        place = f"1 + {self.pick(9)} % (#t + 1)"
        return self.choose((
            f"table.insert, t, {self.value()}",
            f"table.insert, t, {self.value()}",
            f"table.insert, t, {place}, {self.value()}",
            f"table.insert, t, tostring({place}), {self.value()}",
            f"table.insert, t, {self.choose(('', '1, 2, 3', '{}, 1'))}".rstrip(", "),
            "table.remove, t",
            f"table.remove, t, {place}",
            f"table.remove, t, {self.number()}",
            f"table.sort, t{self.choose(COMPARATORS)}",
            f"table.sort, t{self.choose(COMPARATORS)}",
            # These may move a nil into the list that they sort.
            f"table.sort, {{ unpack(t) }}, {self.choose(NO_ORDERS)}",
            f"table.concat, t, {self.choose(SEPARATORS)}",
            f"table.concat, t, {self.choose(SEPARATORS)}, {self.number()}, {self.number()}",
            f"unpack, t, {self.choose(('1', '2', '-1', '0'))}, {self.choose(('3', '1', '#t', '#t + 2'))}",
            "table.maxn, t",
            "table.getn, t",
            "table.setn, t, 1",
            "table.foreachi, t, function(i, v) if i == 3 then return v end end",
            "select, -1, unpack(t)",
        ))  # fmt: skip


def library_calls(pick: Pick) -> str:
    """The text of a program."""
    writer = _Writer(pick)
    lines = [f"local t = {{{', '.join(writer.choose(VALUES) for _ in range(pick(9)))}}}"]
    for _ in range(CALLS):
        if pick(3):
            lines.append(f"show(pcall({writer.string_call()}))")
        else:
            lines += [f"show(pcall({writer.table_call()}))", "show(true, list(t))"]
    return "\n".join(lines)
