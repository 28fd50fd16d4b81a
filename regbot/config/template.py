"""Go templates for config values: `{{env "USER"}}`, `{{file "/run/secrets/token"}}`, pipelines, conditions.

`render(text)` gives the text with its actions executed. The value of `.` is nil, as the documents say, unless
the caller gives data (`regbot version --format`). Errors are TemplateErrors; a missing file or an unknown
function is an error, never an empty text. Refuses to run anything: no function writes or starts a process.
Called by the config loader for registry, user, pass, token, regcert, clientCert and clientKey.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from regbot.config.template_functions import Function, functions, text_of, truth
from regbot.config.template_syntax import Node, Pipe, Template, TemplateError, Term, parse

__all__ = ["TemplateError", "render"]

_DEPTH = 100  # a template that includes itself must end
_MISSING = object()


# Errors that repeat nothing of the text but the names of known functions and what they were asked for.
_DISCREET = re.compile(
    r"template: out:\d+: (error calling|wrong number of args|unclosed|missing value|unexpected EOF|exceeded)"
)
_HIDDEN = 'what stands between {{ and }} is no template, and not shown here (for plain braces: {{"{{"}})'


def render(
    text: str, data: object = None, *, environ: Mapping[str, str] | None = None, secret: bool = False
) -> str:
    """The text with all `{{…}}` executed; raises TemplateError. `data` is the value of `.` and `$`.

    `secret`: the text may be a password that happens to hold braces, so no error repeats a part of it.
    """
    if "{{" not in text:
        return text
    known = functions(os.environ if environ is None else environ)
    try:
        return _Execution(parse(text, {*known, "and", "or"}), known).text(data)
    except TemplateError as error:
        if not secret or _DISCREET.match(str(error)):
            raise
        raise TemplateError(error.line, _HIDDEN) from None


class _Leave(Exception):
    """How break and continue leave the body of a loop."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


# The variables that can be seen, the innermost last; "." is one of them, and "$" where the template began.
_Scopes = list[dict[str, object]]


def _see(scopes: _Scopes, name: str) -> dict[str, object]:
    return next(scope for scope in reversed(scopes) if name in scope)


class _Execution:
    def __init__(self, template: Template, known: Mapping[str, Function]) -> None:
        self.template = template
        self.functions = known
        self.out: list[str] = []
        self.depth = 0

    def text(self, data: object) -> str:
        self.run(self.template.nodes, [{"$": data, ".": data}])
        return "".join(self.out)

    def run(self, nodes: list[Node], scopes: _Scopes) -> None:
        for node in nodes:
            if node.kind == "text":
                self.out.append(node.text)
            elif node.kind == "pipe":
                value = self.pipe(node.pipe, scopes)
                if node.pipe is not None and not node.pipe.names:
                    self.out.append(text_of(value))
            elif node.kind in ("if", "with"):
                inner = [*scopes, {}]
                value = self.pipe(node.pipe, inner)
                if truth(value) and node.kind == "with":
                    inner[-1]["."] = value
                self.run(node.body if truth(value) else node.otherwise, inner)
            elif node.kind == "range":
                self.range(node, [*scopes, {}])
            elif node.kind == "template":
                self.include(node, scopes)
            else:
                raise _Leave(node.kind)

    def range(self, node: Node, scopes: _Scopes) -> None:
        pipe = node.pipe
        assert pipe is not None
        value = self.commands(pipe.commands, scopes)
        pairs: list[tuple[object, object]]
        if isinstance(value, list):
            pairs = list(enumerate(value))
        elif isinstance(value, dict):
            pairs = [(key, value[key]) for key in sorted(value)]
        elif type(value) is int:
            pairs = [(index, index) for index in range(value)]
        elif value is None:
            pairs = []
        else:
            raise TemplateError(node.line, f"range can't iterate over {text_of(value)}")
        for key, item in pairs:
            names = pipe.names
            values = (key, item) if len(names) == 2 else (item,)
            inner = [*scopes, {".": item}]
            for name, new in zip(names, values, strict=False):
                self.assign(name, new, declares=pipe.declares, scopes=inner)
            try:
                self.run(node.body, inner)
            except _Leave as leave:
                if leave.kind == "break":
                    break
        if not pairs:
            self.run(node.otherwise, scopes)

    def include(self, node: Node, scopes: _Scopes) -> None:
        nodes = self.template.defined.get(node.text)
        if nodes is None:
            raise TemplateError(node.line, f'template "{node.text}" not defined')
        if self.depth >= _DEPTH:
            raise TemplateError(node.line, f"exceeded maximum template depth ({_DEPTH})")
        data = self.pipe(node.pipe, scopes) if node.pipe else None
        self.depth += 1
        self.run(nodes, [{"$": data, ".": data}])
        self.depth -= 1

    def pipe(self, pipe: Pipe | None, scopes: _Scopes) -> object:
        assert pipe is not None
        value = self.commands(pipe.commands, scopes)
        for name in pipe.names:
            self.assign(name, value, declares=pipe.declares, scopes=scopes)
        return value

    def assign(self, name: str, value: object, *, declares: bool, scopes: _Scopes) -> None:
        scope = scopes[-1] if declares else _see(scopes, name)
        scope[name] = value

    def commands(self, commands: tuple[tuple[Term, ...], ...], scopes: _Scopes) -> object:
        value: object = _MISSING
        for terms in commands:
            value = self.command(terms, value, scopes)
        return value

    def command(self, terms: tuple[Term, ...], piped: object, scopes: _Scopes) -> object:
        first, others = terms[0], terms[1:]
        if first.kind == "function" and not first.fields:
            return self.call(first, others, piped, scopes)
        if others or piped is not _MISSING:
            raise TemplateError(first.line, f"can't give argument to non-function {_source(first)}")
        return self.term(first, scopes)

    def call(self, first: Term, others: tuple[Term, ...], piped: object, scopes: _Scopes) -> object:
        name = str(first.value)
        if name in ("and", "or"):
            return self.lazy(first, others, piped, scopes)
        arguments: list[Any] = [self.term(term, scopes) for term in others]
        if piped is not _MISSING:
            arguments.append(piped)
        try:
            return self.functions[name](*arguments)
        except ValueError as error:
            raise TemplateError(first.line, f"error calling {name}: {error}") from error
        except TypeError as error:  # the functions check their arguments' types; what is left is their number
            raise TemplateError(
                first.line, f"wrong number of args for {name}: got {len(arguments)}"
            ) from error

    def lazy(self, first: Term, others: tuple[Term, ...], piped: object, scopes: _Scopes) -> object:
        stop = first.value == "or"
        value: object = _MISSING
        for term in others:
            value = self.term(term, scopes)
            if truth(value) is stop:
                return value
        value = value if piped is _MISSING else piped
        if value is _MISSING:
            raise TemplateError(first.line, f"wrong number of args for {first.value}: want at least 1 got 0")
        return value

    def term(self, term: Term, scopes: _Scopes) -> object:
        value: object
        if term.kind in ("dot", "variable"):
            name = "." if term.kind == "dot" else str(term.value)
            value = _see(scopes, name)[name]
        elif term.kind == "function":
            value = self.call(term, (), _MISSING, scopes)
        elif term.kind == "pipe":
            assert isinstance(term.value, tuple)
            value = self.commands(term.value, scopes)
        else:
            value = term.value
        for name in term.fields:
            if not isinstance(value, dict) or name not in value:
                raise TemplateError(term.line, f"can't evaluate field {name}: there is no such value")
            value = value[name]
        return value


def _source(term: Term) -> str:
    fields = "".join(f".{name}" for name in term.fields)
    return {"dot": fields or ".", "constant": text_of(term.value), "pipe": f"(…){fields}"}.get(
        term.kind, f"{term.value}{fields}"
    )
