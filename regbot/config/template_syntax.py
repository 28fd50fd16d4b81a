"""The syntax of Go's text/template, as far as values of a config need it: text in, a tree of nodes out.

Actions `{{ }}` with trim markers and comments, pipelines, variables, if / else if / else, with, range (with
break and continue), define, template, block. Called by `template.py`, which gives the nodes their meaning.
Errors are `TemplateError`s worded as Go words them: `template: out:LINE: what`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NoReturn


class TemplateError(ValueError):
    """A template that cannot be read or executed. `str()` is `template: out:LINE: what`."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"template: out:{line}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Token:
    """One lexical unit of an action. `spaced`: white space stands before it."""

    kind: str
    text: str
    line: int
    spaced: bool


@dataclass(frozen=True, slots=True)
class Term:
    """An operand: kind is constant, dot, variable, function or pipe; then the fields read from it."""

    kind: str
    value: object
    fields: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pipe:
    """Commands, each feeding the next one's last argument; then the variables that take the result."""

    commands: tuple[tuple[Term, ...], ...]
    names: tuple[str, ...]
    declares: bool
    line: int


@dataclass(slots=True)
class Node:
    """A piece of a template: kind is text, pipe, if, with, range, template, break or continue."""

    kind: str
    line: int
    text: str = ""
    pipe: Pipe | None = None
    body: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Template:
    """The nodes of a text, and of the templates it defines by name."""

    nodes: list[Node]
    defined: dict[str, list[Node]]


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<string>"(?:\\.|[^"\\\n])*")
      | (?P<raw>`[^`]*`)
      | (?P<char>'(?:\\.[^']*|[^'\\\n])')
      | (?P<number>[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+
                          |(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?))
      | (?P<variable>\$\w*)
      | (?P<field>\.[^\W\d]\w*)
      | (?P<dot>\.)
      | (?P<word>[^\W\d]\w*)
      | (?P<mark>:=|[=|(),])
    """,
    re.VERBOSE,
)
_ACTION = re.compile(r"""(?:"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.[^']*|[^'\\\n])'|(?!\}\})[\s\S])*?(?=\}\})""")
_COMMENT = re.compile(r"(?:-[ \t\r\n]+)?/\*(?P<body>[\s\S]*?)\*/(?P<trim>[ \t\r\n]+-)?\}\}")


def parse(text: str, functions: Collection[str]) -> Template:
    """The tree of a template that may call the named functions. Raises TemplateError."""
    parser = _Parser(_split(text), functions)
    nodes, _ = parser.nodes(())
    return Template(nodes, parser.defined)


def _split(text: str) -> list[tuple[int, str | list[Token]]]:
    # Texts (str) and actions (token lists), each with its line.
    pieces: list[tuple[int, str | list[Token]]] = []
    at, trim = 0, False
    while True:
        start = text.find("{{", at)
        plain = text[at:] if start < 0 else text[at:start]
        if trim:
            plain = plain.lstrip(" \t\r\n")
        line = text.count("\n", 0, at) + 1
        if start < 0:
            pieces.append((line, plain))
            return pieces
        trimmed_left = re.match(r"-[ \t\r\n]", text[start + 2 : start + 4]) is not None
        pieces.append((line, plain.rstrip(" \t\r\n") if trimmed_left else plain))
        line = text.count("\n", 0, start) + 1
        inside = start + 2
        comment = _COMMENT.match(text, inside)
        if comment:
            at, trim = comment.end(), comment["trim"] is not None
            continue
        if text.startswith(("/*", "- /*"), inside):
            raise TemplateError(line, "unclosed comment")
        action = _ACTION.match(text, inside)
        if action is None:
            raise TemplateError(line, "unclosed action")
        content = action[0][1:] if trimmed_left else action[0]
        trim = re.search(r"[ \t\r\n]-$", content) is not None
        pieces.append((line, _tokens(content[:-1] if trim else content, line)))
        at = action.end() + 2


def _tokens(content: str, line: int) -> list[Token]:
    tokens: list[Token] = []
    at, spaced = 0, False
    while at < len(content):
        match = _TOKEN.match(content, at)
        if match is None:
            what = (
                "unterminated quoted string"
                if content[at] in "\"'`"
                else f"unexpected {content[at]!r} in action"
            )
            raise TemplateError(line, what)
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, match[0], line, spaced))
        spaced = kind == "space"
        line += match[0].count("\n")
        at = match.end()
    return tokens


class _Parser:
    def __init__(self, pieces: list[tuple[int, str | list[Token]]], functions: Collection[str]) -> None:
        self.pieces = pieces
        self.functions = functions
        self.at = 0
        self.line = 1
        self.loops = 0
        self.defined: dict[str, list[Node]] = {}
        self.scopes: list[set[str]] = [{"$"}]

    def fail(self, message: str) -> NoReturn:
        raise TemplateError(self.line, message)

    def nodes(self, until: tuple[str, ...]) -> tuple[list[Node], list[Token] | None]:
        """Nodes up to an action that starts with one of the words, and that action."""
        found: list[Node] = []
        while self.at < len(self.pieces):
            self.line, piece = self.pieces[self.at]
            self.at += 1
            if isinstance(piece, str):
                if piece:
                    found.append(Node("text", self.line, text=piece))
                continue
            if not piece:
                self.fail("missing value for command")
            word = piece[0].text if piece[0].kind == "word" else ""
            if word in until:
                return found, piece
            node = self.action(word, piece)
            if node is not None:
                found.append(node)
        if until:
            self.fail("unexpected EOF")
        return found, None

    def action(self, word: str, tokens: list[Token]) -> Node | None:
        line = self.line
        if word in ("if", "with", "range"):
            return self.control(word, tokens[1:], line)
        if word in ("break", "continue"):
            if not self.loops:
                self.fail(f"{{{{{word}}}}} outside {{{{range}}}}")
            return Node(word, line)
        if word in ("define", "template", "block"):
            return self.named(word, tokens, line)
        if word in ("end", "else"):
            self.fail(f"unexpected {{{{{word}}}}}")
        return Node("pipe", line, pipe=self.pipe(tokens))

    def control(self, word: str, tokens: list[Token], line: int) -> Node:
        self.scopes.append(set())
        self.loops += word == "range"
        node = Node(word, line, pipe=self.pipe(tokens))
        node.body, end = self.nodes(("end", "else"))
        self.loops -= word == "range"
        if end and end[0].text == "else":
            if len(end) > 1:
                if end[1].text not in ("if", "with") or word == "range":
                    self.fail(f"unexpected {end[1].text!r} in else")
                node.otherwise = [self.control(end[1].text, end[2:], self.line)]
            else:
                node.otherwise, end = self.nodes(("end",))
        self.scopes.pop()
        return node

    def named(self, word: str, tokens: list[Token], line: int) -> Node | None:
        if len(tokens) < 2 or tokens[1].kind not in ("string", "raw"):
            self.fail(f"missing name in {word} clause")
        name = str(_constant(tokens[1]))
        pipe = self.pipe(tokens[2:]) if len(tokens) > 2 else None
        if word != "template":
            scopes, self.scopes = self.scopes, [{"$"}]
            loops, self.loops = self.loops, 0
            self.defined[name], _ = self.nodes(("end",))
            self.scopes, self.loops = scopes, loops
        return None if word == "define" else Node("template", line, text=name, pipe=pipe)

    def pipe(self, tokens: list[Token]) -> Pipe:
        names: list[str] = []
        declares = False
        marks = [
            index for index, token in enumerate(tokens) if token.text in (":=", "=") and token.kind == "mark"
        ]
        if marks:
            declares = tokens[marks[0]].text == ":="
            names = [token.text for token in tokens[: marks[0]] if token.kind == "variable"]
            if not names or len(names) > 2 or len(tokens[: marks[0]]) != 2 * len(names) - 1:
                self.fail("unexpected assignment in action")
            tokens = tokens[marks[0] + 1 :]
        commands, rest = self.commands(tokens)
        if rest:
            self.fail(f"unexpected {rest[0].text!r} in command")
        for name in names:
            if declares:
                self.scopes[-1].add(name)
            else:
                self.known(name)
        return Pipe(commands, tuple(names), declares, self.line)

    def commands(self, tokens: list[Token]) -> tuple[tuple[tuple[Term, ...], ...], list[Token]]:
        commands: list[tuple[Term, ...]] = []
        terms: list[Term] = []
        while tokens and tokens[0].text != ")":
            if tokens[0].kind == "mark" and tokens[0].text == "|":
                if not terms:
                    self.fail("missing value for command")
                commands.append(tuple(terms))
                terms, tokens = [], tokens[1:]
                continue
            term, tokens = self.term(tokens)
            terms.append(term)
        if not terms:
            self.fail("missing value for command")
        return (*commands, tuple(terms)), tokens

    def term(self, tokens: list[Token]) -> tuple[Term, list[Token]]:
        token, rest = tokens[0], tokens[1:]
        fields: list[str] = []
        value: object = token.text
        if token.text == "(" and token.kind == "mark":
            kind = "pipe"
            value, rest = self.commands(rest)
            if not rest:
                self.fail("unclosed left paren")
            rest = rest[1:]
        elif token.kind in ("string", "raw", "char", "number") or token.text in ("true", "false", "nil"):
            kind, value = "constant", _constant(token)
        elif token.kind == "variable":
            self.known(token.text)
            kind = "variable"
        elif token.kind in ("field", "dot"):
            kind = "dot"
            fields = [token.text[1:]] if token.kind == "field" else []
        elif token.kind == "word":
            if token.text not in self.functions:
                raise TemplateError(token.line, f'function "{token.text}" not defined')
            kind = "function"
        else:
            self.fail(f"unexpected {token.text!r} in operand")
        while rest and rest[0].kind == "field" and not rest[0].spaced:
            fields.append(rest[0].text[1:])
            rest = rest[1:]
        return Term(kind, value, tuple(fields), token.line), rest

    def known(self, name: str) -> None:
        if not any(name in scope for scope in self.scopes):
            self.fail(f'undefined variable "{name}"')


def _constant(token: Token) -> object:
    if token.kind == "word":
        return {"true": True, "false": False, "nil": None}[token.text]
    if token.kind == "raw":
        return token.text[1:-1].replace("\r", "")
    try:
        if token.kind == "string":
            return ast.literal_eval(token.text)
        if token.kind == "char":
            return ord(ast.literal_eval(token.text))
        text = token.text.replace("_", "")
        return int(text, 0) if re.fullmatch(r"[+-]?(0[xXoObB]\w+|0|[1-9]\d*)", text) else float(text)
    except (ValueError, SyntaxError, TypeError) as error:
        raise TemplateError(token.line, f"bad constant {token.text}") from error
