"""A script's tree -> what it does with names, in lists that the rules of `lint.py` judge.

`walk(syntax)` goes over the tree once, with the scopes of its blocks, and collects: globals read, written and
called, members of globals likewise, methods called, locals declared, modules required. It judges nothing and
does no I/O. Called by `lint.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from luaparser import astnodes as ast

from interpreter import Syntax

Node = Any
"""A node of luaparser's tree; the library has no types."""

Use = Literal["read", "guard", "needed", "call", "write"]
"""What is done with a name: a value that may be nil (`read`), a question whether it is there (`guard`), an
operation that fails on nil (`needed`), a call, an assignment."""

_NEED = (ast.AriOp, ast.Concat, ast.LessThanOp, ast.GreaterThanOp, ast.LessOrEqThanOp, ast.GreaterOrEqThanOp)


@dataclass(frozen=True, slots=True)
class Name:
    """A global that is used. `visible` are the local names that could have been meant."""

    node: Node
    use: Use
    visible: tuple[str, ...] = ()
    inside: bool = False
    """whether it stands in a function of the chunk"""


@dataclass(frozen=True, slots=True)
class Member:
    """`base.key` with a global base and a constant key."""

    base: str
    key: str
    node: Node
    use: Use


@dataclass(frozen=True, slots=True)
class Arguments:
    """How many arguments a call has; `open` when the last one may be any number of values."""

    count: int
    open: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the global `base`, or of its member `key`; `colon` when it is `base:key()`."""

    base: str
    key: str
    node: Node
    arguments: Arguments
    colon: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """`value:name(...)` of a value that is no global."""

    node: Node
    arguments: Arguments


@dataclass(slots=True)
class Local:
    """A local variable. `kind`: how it was declared. `hides`: the local of that name around it."""

    node: Node
    kind: Literal["local", "function", "loop", "parameter"]
    hides: Node = None
    followed: list[Local] = field(default_factory=list)
    """those declared behind it in one statement: a place must be named to reach the next"""
    read: bool = False
    written: bool = False
    value: Node = None


@dataclass(slots=True)
class Facts:
    """All that was found in one file."""

    names: list[Name] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    methods: list[Method] = field(default_factory=list)
    locals: list[Local] = field(default_factory=list)
    hidden_calls: list[tuple[Local, Node, Node]] = field(default_factory=list)
    """calls `name.key()` where `name` is a local: the local, the name, the key"""
    required: list[tuple[Node, str]] = field(default_factory=list)
    """constant names given to `require`, with the node of the word `require`"""
    defined: set[str] = field(default_factory=set)
    """globals made as `_G.name`"""
    keys: set[str] = field(default_factory=set)
    """every name that the file gives to a member of anything"""
    open_globals: bool = False
    """whether globals are made in ways that cannot be followed: setfenv, module, _G[name], loadstring"""
    open_modules: set[str] = field(default_factory=set)
    """modules whose members are written with keys that are computed"""


_DYNAMIC = frozenset({"setfenv", "module", "loadstring", "load", "loadfile", "dofile"})


def walk(syntax: Syntax) -> Facts:
    """The facts of one file."""
    walker = _Walker()
    walker.block(syntax.chunk.body)
    return walker.facts


class _Walker:
    def __init__(self) -> None:
        self.facts = Facts()
        self.scopes: list[dict[str, Local]] = []
        self.depth = 0
        """how many functions are around"""

    # -- scopes

    def find(self, name: str) -> Local | None:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def declare(self, nodes: Sequence[Node], kind: Any, values: Sequence[Node] = ()) -> None:
        declared = []
        for index, node in enumerate(nodes):
            around = self.find(node.id)
            inner = around is not None and node.id not in self.scopes[-1]
            value = values[index] if index < len(values) else None
            declared.append(Local(node, kind, around.node if inner and around else None, value=value))
        for index, local in enumerate(declared):
            local.followed = declared[index + 1 :]
            self.scopes[-1][local.node.id] = local
        self.facts.locals += declared

    def block(self, block: Node, before: Callable[[], None] | None = None, after: Node = None) -> None:
        """A block in a scope of its own; `before` declares what it begins with, `after` sees its locals."""
        self.scopes.append({})
        if before is not None:
            before()
        for statement in block.body:
            self.statement(statement)
        if after is not None:
            self.expression(after, "guard")
        self.scopes.pop()

    def function(self, node: Node, *, method: bool = False) -> None:
        parameters = [argument for argument in node.args if isinstance(argument, ast.Name)]
        self.depth += 1
        hidden = ["self"] * method + ["arg"] * (
            len(parameters) < len(node.args)
        )  # 5.1 has `arg` beside `...`
        self.scopes.append({name: Local(None, "parameter") for name in hidden})
        self.declare(parameters, "parameter")
        self.block(node.body)
        self.scopes.pop()
        self.depth -= 1

    # -- statements, in the order of the manual's grammar

    def statement(self, node: Node) -> None:
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            handler(self, node)
        else:
            self.expression(node, "read")

    def assign(self, node: Node) -> None:
        for value in node.values:
            self.expression(value, "read")
        for target in node.targets:
            self.target(target)

    def target(self, target: Node) -> None:
        if isinstance(target, ast.Name):
            local = self.find(target.id)
            if local is not None:
                local.written = True
            else:
                self.name(target, "write")
        else:
            self.expression(target, "write")

    def local_assign(self, node: Node) -> None:
        for value in node.values:
            self.expression(value, "read")
        self.declare(node.targets, "local", node.values)

    def local_function(self, node: Node) -> None:
        self.declare([node.name], "function")
        self.function(node)

    def function_statement(self, node: Node) -> None:
        self.target(node.name)
        self.function(node)

    def method(self, node: Node) -> None:
        key = node.name.id
        self.facts.keys.add(key)
        if isinstance(node.source, ast.Name) and self.find(node.source.id) is None:
            self.facts.members.append(Member(node.source.id, key, node.name, "write"))
        self.expression(node.source, "needed")
        self.function(node, method=True)

    def do(self, node: Node) -> None:
        self.block(node.body)

    def while_loop(self, node: Node) -> None:
        self.expression(node.test, "guard")
        self.block(node.body)

    def repeat(self, node: Node) -> None:
        self.block(node.body, after=node.test)

    def if_statement(self, node: Node) -> None:
        while isinstance(node, (ast.If, ast.ElseIf)):
            self.expression(node.test, "guard")
            self.block(node.body)
            node = node.orelse
        if node is not None:
            self.block(node)

    def numeric_for(self, node: Node) -> None:
        for value in (node.start, node.stop, node.step):
            if isinstance(value, ast.Node):
                self.expression(value, "needed")
        self.block(node.body, before=lambda: self.declare([node.target], "loop"))

    def generic_for(self, node: Node) -> None:
        for value in node.iter:
            self.expression(value, "needed")
        self.block(node.body, before=lambda: self.declare(node.targets, "loop"))

    def return_statement(self, node: Node) -> None:
        for value in node.values:
            self.expression(value, "read")

    # -- expressions: a stack of our own, because a chain of operators may be thousands long

    def expression(self, node: Node, use: Use) -> None:
        stack: list[tuple[Node, Use]] = [(node, use)]
        while stack:
            node, use = stack.pop()
            if isinstance(node, ast.Name):
                self.name(node, use)
            elif isinstance(node, ast.Index):
                stack += self.index(node, use)
            elif isinstance(node, (ast.Call, ast.Invoke)):
                stack += self.call(node) if isinstance(node, ast.Call) else self.invoke(node)
                stack += [(argument, "read") for argument in node.args]
            elif isinstance(node, ast.BinaryOp):
                stack += _operands(node, use)
            elif isinstance(node, ast.UnaryOp):
                inner: Use = "guard" if isinstance(node, ast.ULNotOp) else "needed"
                stack.append((node.operand, inner))
            elif isinstance(node, ast.Table):
                for entry in node.fields:
                    stack += self.entry(entry)
            elif isinstance(node, ast.AnonymousFunction):
                self.function(node)

    def name(self, node: Node, use: Use) -> None:
        local = self.find(node.id)
        if local is not None:
            local.read = True
            return
        visible = tuple({name for scope in self.scopes for name in scope})
        self.facts.names.append(Name(node, use, visible, self.depth > 0))

    def index(self, node: Node, use: Use) -> list[tuple[Node, Use]]:
        key = _constant_key(node)
        base = node.value
        if key is not None and use == "write":
            self.facts.keys.add(key)
        if isinstance(base, ast.Name) and self.find(base.id) is None:
            place = node.idx if isinstance(node.idx, ast.Name) and node.notation is _DOT else base
            if base.id == "_G":
                self.of_globals(key, use)
            elif key is not None:
                self.facts.members.append(Member(base.id, key, place, use))
            elif use == "write":
                self.facts.open_modules.add(base.id)
        rest: list[tuple[Node, Use]] = [(base, "needed")]
        return rest if node.notation is _DOT else [*rest, (node.idx, "read")]

    def of_globals(self, key: str | None, use: Use) -> None:
        if use == "write" and key is None:
            self.facts.open_globals = True
        elif use == "write" and key is not None:
            self.facts.defined.add(key)

    def entry(self, entry: Node) -> list[tuple[Node, Use]]:
        if isinstance(entry.key, ast.String):
            self.facts.keys.add(entry.key.s)
        elif isinstance(entry.key, ast.Name) and not entry.between_brackets:
            self.facts.keys.add(entry.key.id)
        rest: list[tuple[Node, Use]] = [(entry.value, "read")]
        return [*rest, (entry.key, "read")] if entry.between_brackets else rest

    def call(self, node: Node) -> list[tuple[Node, Use]]:
        called, arguments = node.func, _arguments(node)
        if isinstance(called, ast.Name) and self.find(called.id) is None:
            self.global_call(called, node.args)
            self.facts.calls.append(Call(called.id, "", called, arguments))
        elif isinstance(called, ast.Index) and isinstance(called.value, ast.Name):
            key = _constant_key(called)
            local = self.find(called.value.id)
            if key is not None and called.notation is _DOT:
                if local is None:
                    self.facts.calls.append(Call(called.value.id, key, called.idx, arguments))
                else:
                    self.facts.hidden_calls.append((local, called.value, called.idx))
        return [(called, "call")]

    def global_call(self, called: Node, arguments: Sequence[Node]) -> None:
        first = arguments[0] if arguments else None
        if called.id == "require" and isinstance(first, ast.String):
            self.facts.required.append((called, str(first.s)))
        elif called.id in _DYNAMIC or called.id == "require":
            self.facts.open_globals = True
        elif called.id in ("rawset", "setmetatable") and isinstance(first, ast.Name):
            if first.id == "_G":
                self.facts.open_globals = True
            else:
                self.facts.open_modules.add(first.id)

    def invoke(self, node: Node) -> list[tuple[Node, Use]]:
        source, arguments = node.source, _arguments(node)
        if isinstance(source, ast.Name) and self.find(source.id) is None:
            self.facts.members.append(Member(source.id, node.func.id, node.func, "call"))
            self.facts.calls.append(Call(source.id, node.func.id, node.func, arguments, colon=True))
        else:
            self.facts.methods.append(Method(node.func, arguments))
        return [(source, "needed")]


_DOT = ast.IndexNotation.DOT


def _constant_key(node: Node) -> str | None:
    if node.notation is _DOT:
        return str(node.idx.id)
    return str(node.idx.s) if isinstance(node.idx, ast.String) else None


def _arguments(node: Node) -> Arguments:
    values = node.args
    last = values[-1] if values else None
    several = isinstance(last, (ast.Call, ast.Invoke, ast.Dots, ast.Varargs)) and not last.wrapped
    return Arguments(len(values), several)


def _operands(node: Node, use: Use) -> list[tuple[Node, Use]]:
    if isinstance(node, (ast.AndLoOp, ast.OrLoOp)):
        return [(node.left, "guard"), (node.right, "guard" if use == "guard" else "read")]
    if isinstance(node, _NEED):
        return [(node.left, "needed"), (node.right, "needed")]
    asked: Use = "guard" if isinstance(node.left, ast.Nil) or isinstance(node.right, ast.Nil) else "read"
    return [(node.left, asked), (node.right, asked)]


_STATEMENTS: dict[type, Callable[[_Walker, Node], None]] = {
    ast.Assign: _Walker.assign,
    ast.LocalAssign: _Walker.local_assign,
    ast.LocalFunction: _Walker.local_function,
    ast.Function: _Walker.function_statement,
    ast.Method: _Walker.method,
    ast.Do: _Walker.do,
    ast.While: _Walker.while_loop,
    ast.Repeat: _Walker.repeat,
    ast.If: _Walker.if_statement,
    ast.Fornum: _Walker.numeric_for,
    ast.Forin: _Walker.generic_for,
    ast.Return: _Walker.return_statement,
}
