"""Random Lua programs whose statements stand on many lines: for the lines that a line hook is told of.

`Layout(pick).text` is one program, which ends and rarely fails. `pick(n)` gives a number below n. Between any
two tokens there may be a new line, but where Lua 5.1 calls that ambiguous. Used by test_hooks_differential.py.
"""

# ruff: noqa: E501 - one line a production of the grammar
from collections.abc import Callable

Tokens = list[str]

HEAD = """\
local a, b, c, t, s = 1, 2, 3, { x = 1, y = { x = 2 }, 10, 20 }, "s"
g, h, u = 1, { x = 1, z = { 1, 2 } }, "u"
function id(...) return ... end
function one(v) return v end
local function two() return 1, 2 end
function t:m(v) return v end
function h.f(v) return v end
local n = 0
local function more() n = n + 1 return n < 25 end
"""


class Layout:
    """One program."""

    def __init__(self, pick: Callable[[int], int], statements: int = 6) -> None:
        self.pick = pick
        self.often = (2, 3, 6, 12)[pick(4)]
        self.loops = 0
        self.functions = 0
        self.varargs = True
        tokens: Tokens = []
        for _ in range(statements):
            tokens += self.statement(0)
        self.text = HEAD + self.laid_out(tokens)

    def laid_out(self, tokens: Tokens) -> str:
        text = ""
        for token in tokens:
            if token == "\n":
                text += "\n"
            elif token.startswith("\v"):  # no new line before it
                text += " " + token[1:]
            elif self.pick(self.often) == 0:
                text += "\n" + token
            else:
                text += " " + token
        return text

    def choose(self, *options: str) -> str:
        return options[self.pick(len(options))]

    # -- expressions

    def number(self, depth: int) -> Tokens:
        which = self.pick(19 if depth < 3 else 7)
        sub = depth + 1
        if which < 3:
            return [self.choose("1", "2", "0.5", "a", "b", "a", "c", "g", "n")]
        if which == 3:
            return ["t", ".", "x"]
        if which == 4:
            return ["h", ".", "z", "[", "1", "]"]
        if which == 5:
            return ["#", self.choose("s", "u", "t")]
        if which == 6:
            return ["-", self.choose("1", "a", "g")]
        if which < 10:
            return ["(", *self.number(sub), self.choose("+", "-", "*", "/", "%", "^"), *self.number(sub), ")"]
        if which == 10:
            return [*self.number(sub), self.choose("+", "*"), *self.number(sub)]
        if which < 13:
            return self.call(sub)
        if which == 13:
            return ["(", *self.number(sub), ")"]
        if which == 14:
            return ["(", *self.boolean(sub), "and", *self.number(sub), "or", *self.number(sub), ")"]
        if which == 15:
            return (
                ["(", *self.anything(sub), "and", *self.number(sub), ")"]
                if self.pick(2)
                else ["(", *self.number(sub), "or", *self.anything(sub), ")"]
            )
        if which == 16:
            return ["t", "[", *self.choose("1", "2", "a", "g").split(), "]"]
        if which == 17:
            return (
                ["(", "function", "(", ")", "return", *self.number(sub), "end", ")", "\v(", ")"]
                if self.pick(3) == 0
                else ["-", *self.number(sub)]
            )
        return ["(", "...", ")"] if self.varargs else ["1"]

    def string(self, depth: int) -> Tokens:
        which = self.pick(5 if depth < 3 else 2)
        if which < 2:
            return [self.choose("'x'", '"y"', "s", "u", "s", "[[\nlong]]")]
        if which == 2:
            return ["tostring", "\v(", *self.anything(depth + 1), ")"]
        tokens = self.string(depth + 1)
        for _ in range(1 + self.pick(2)):
            part = self.string(depth + 1) if self.pick(3) else ["(", *self.number(depth + 1), ")"]
            tokens = [*tokens, "..", *part]
        return tokens if depth == 0 else ["(", *tokens, ")"]

    def boolean(self, depth: int) -> Tokens:
        which = self.pick(9 if depth < 3 else 3)
        sub = depth + 1
        if which < 3:
            return [self.choose("true", "false", "a", "nil", "g", "missing", "b", "c", "s")]
        if which < 6:
            return [
                "(",
                *self.number(sub),
                self.choose("<", ">", "<=", ">=", "==", "~="),
                *self.number(sub),
                ")",
            ]
        if which == 6:
            return ["not", *self.boolean(sub)]
        if which == 7:
            return ["(", *self.boolean(sub), self.choose("and", "or"), *self.boolean(sub), ")"]
        return (
            [*self.number(sub), self.choose("<", "=="), *self.number(sub)]
            if depth == 0
            else ["one", "\v(", *self.boolean(sub), ")"]
        )

    def table(self, depth: int) -> Tokens:
        tokens: Tokens = ["{"]
        for number in range(self.pick(4)):
            if number:
                tokens.append(self.choose(",", ";"))
            which = self.pick(5)
            if which == 0:
                tokens += [self.choose("x", "y"), "="]
            elif which == 1:
                tokens += ["[", *(["1"] if self.pick(2) else self.number(depth + 2)), "]", "="]
            tokens += self.anything(depth + 1)
        if len(tokens) > 1 and self.pick(2):
            tokens.append(",")
        return [*tokens, "}"]

    def anything(self, depth: int) -> Tokens:
        which = self.pick(9)
        if which < 3:
            return self.number(depth)
        if which == 3:
            return self.string(depth)
        if which < 6:
            return self.boolean(depth)
        if which == 6 and depth < 3:
            return self.table(depth)
        if which == 7 and depth < 2:
            return self.function(depth)
        if which == 8 and depth < 3:
            return self.call(depth + 1)
        return [self.choose("nil", "a", "b", "g", "t", "1", "'k'")]

    def function(self, depth: int) -> Tokens:
        saved = self.loops, self.varargs
        self.loops = 0
        parameters = self.choose("", "p", "p , q", "...", "p , ...").split()
        self.varargs = "..." in parameters
        self.functions += 1
        body = self.block(depth + 2)
        self.functions -= 1
        self.loops, self.varargs = saved
        return ["function", "(", *parameters, ")", *body, "end"]

    def arguments(self, depth: int) -> Tokens:
        tokens: Tokens = self.anything(depth)
        if self.pick(3) == 0:
            tokens = [*tokens, ",", *self.anything(depth)]
        return tokens

    def call(self, depth: int) -> Tokens:
        """A call that gives a number first."""
        which = self.pick(8)
        if which < 2:
            return [
                self.choose("id", "one"),
                "\v(",
                *self.number(depth),
                *([",", *self.arguments(depth)] if self.pick(3) == 0 else []),
                ")",
            ]
        if which == 2:
            return ["two", "\v(", ")"]
        if which == 3:
            return ["t", ":", "m", "\v(", *self.number(depth), ")"]
        if which == 4:
            return ["h", ".", "f", "\v(", *self.number(depth), ")"]
        if which == 5:
            return [
                "tonumber",
                "\v(",
                "2",
                ",",
                *(["10"] if self.pick(2) else ["10", ",", *self.anything(depth)]),
                ")",
            ]
        if which == 6:
            return ["select", "\v(", "'#'", ",", *self.arguments(depth), ")"]
        return ["#", self.choose("id", "one"), self.choose("'k'", '"k"')]

    # -- statements

    def block(self, depth: int) -> Tokens:
        tokens: Tokens = []
        for _ in range(self.pick(3) if self.pick(6) else 0):
            tokens += self.statement(depth)
            if self.pick(8) == 0:
                tokens.append(";")
        which = self.pick(5)
        if which == 0 and self.loops:
            tokens.append("break")
        elif which == 1 and (self.functions or self.pick(8) == 0):
            tokens += ["return", *self.results(depth)]
        elif which == 2 and self.functions:
            call = self.call(1)
            tokens += ["return", *(call if call[0] != "#" else call[1:])]
        else:
            return tokens
        if self.pick(4) == 0:
            tokens.append(";")
        return tokens

    def results(self, depth: int) -> Tokens:
        which = self.pick(5)
        if which == 0:
            return []
        if which == 1:
            return [*self.anything(1), ",", *self.anything(1)]
        if which == 2 and self.varargs:
            return ["..."]
        return self.anything(1)

    def statement(self, depth: int) -> Tokens:
        makers = (self.local, self.assign, self.assign, self.call_statement, self.if_, self.if_, self.while_, self.repeat, self.for_, self.for_in, self.do, self.define)  # fmt: skip
        maker = makers[self.pick(len(makers) if depth < 4 else 4)]
        return maker(depth)

    def local(self, depth: int) -> Tokens:
        which = self.pick(6)
        if which == 0:
            return ["local", self.choose("v", "w")]
        if which == 1:
            return ["local", "v", ",", "w", "=", *self.anything(0)]
        if which == 2:
            return ["local", "v", ",", "w", "=", *self.arguments(0)]
        if which == 3 and self.varargs:
            return ["local", "v", ",", "w", "=", *self.number(1), ",", "..."]
        return ["local", self.choose("v", "w"), "=", *self.anything(0)]

    def target(self) -> Tokens:
        which = self.pick(7)
        if which < 3:
            return [self.choose("v", "w", "r", "g0")]
        if which == 3:
            return ["t", ".", self.choose("w", "v")]
        if which == 4:
            return ["t", "[", *self.number(2), "]"]
        if which == 5:
            return ["h", ".", "z", ".", "v"]
        return [self.choose("k", "r")]

    def assign(self, depth: int) -> Tokens:
        if self.pick(4) == 0:
            values = self.anything(0) if self.pick(3) == 0 else self.arguments(0)
            return [*self.target(), ",", *self.target(), "=", *values]
        return [*self.target(), "=", *self.anything(0)]

    def call_statement(self, depth: int) -> Tokens:
        tokens = self.call(0)
        return tokens[1:] if tokens[0] == "#" else tokens

    def if_(self, depth: int) -> Tokens:
        tokens = ["if", *self.boolean(0), "then", *self.block(depth + 1)]
        for _ in range(self.pick(3) // 2):
            tokens += ["elseif", *self.boolean(0), "then", *self.block(depth + 1)]
        if self.pick(2):
            tokens += ["else", *self.block(depth + 1)]
        return [*tokens, "end"]

    def body(self, depth: int) -> Tokens:
        self.loops += 1
        tokens = self.block(depth + 1)
        self.loops -= 1
        return tokens

    def while_(self, depth: int) -> Tokens:
        return [
            "while",
            "more",
            "\v(",
            ")",
            *(["and", *self.boolean(1)] if self.pick(2) else []),
            "do",
            *self.body(depth),
            "end",
        ]

    def repeat(self, depth: int) -> Tokens:
        return [
            "repeat",
            *self.unreturned(depth),
            "until",
            "not",
            "more",
            "\v(",
            ")",
            *(["or", *self.boolean(1)] if self.pick(2) else []),
        ]

    def unreturned(self, depth: int) -> Tokens:
        return self.body(depth)

    def for_(self, depth: int) -> Tokens:
        return [
            "for",
            "i",
            "=",
            self.choose("1", "a"),
            ",",
            self.choose("1", "2", "3", "b"),
            *([",", self.choose("1", "2", "a")] if self.pick(2) else []),
            "do",
            *self.body(depth),
            "end",
        ]

    def for_in(self, depth: int) -> Tokens:
        source = (
            ["ipairs", "\v(", self.choose("t", "h"), ".", self.choose("y", "z"), ")"],
            ["pairs", "\v(", "{", self.choose("1", "a"), "}", ")"],
            ["next", ",", "{", "1", "}"],
            ["next", ",", "{", "1", "}", ",", "nil"],
        )[self.pick(4)]
        return [
            "for",
            "k",
            *([",", "v"] if self.pick(2) else []),
            "in",
            *source,
            "do",
            *self.body(depth),
            "end",
        ]

    def do(self, depth: int) -> Tokens:
        return ["do", *self.block(depth + 1), "end"]

    def define(self, depth: int) -> Tokens:
        name, rest = "function", self.function(1)[1:]
        which = self.pick(4)
        if which == 0:
            return [
                "local",
                name,
                self.choose("v", "w"),
                *rest,
            ]
        if which == 1:
            return [name, "h", ".", "z", self.choose(".", ":"), "e", *rest]
        return [name, self.choose("v", "w", "r"), *rest]
