"""Names to places, once for each chunk: which variable a name means, and where in the frame its value lies.

A running function has one Python list, its frame:

    [parameters..., (varargs)?, upvalues..., environment?, locals..., constants...]

Everything behind the parameters is prepared when the function value is made (`LuaFunction.rest`). A
variable that inner functions use and that is assigned after its declaration is kept in a cell (a list of
one), which is shared; one that is never assigned again is copied into the inner function's frame, so that
reading it costs what a local costs. A `local function` that uses itself is copied too: the node puts it
into its own `rest`.

`resolve` walks a chunk's tree and leaves on it: `node.variable` on every name that is a variable (None: a
global), `node.variables` on statements that declare, `node.scope` on functions. Nothing of a Lua state is
in there, so one tree serves every state. Called by interpreter.load; read by the files that make nodes.
"""

from collections.abc import Callable, Sequence
from typing import Any

from luaparser import astnodes

Node = Any
"""A node of luaparser's tree; the library has no types."""


class Variable:
    """One local variable, or parameter."""

    __slots__ = ("assigned", "captured", "last_line", "line", "name", "number", "owner", "parameter")

    def __init__(self, name: str, owner: "FunctionScope", number: int, *, parameter: bool) -> None:
        self.name = name
        self.owner = owner
        self.number = number
        self.parameter = parameter
        self.assigned = False
        self.captured = False
        self.line = 0
        """the line of its declaration, and that of the last statement that sees it: for debug.getlocal"""
        self.last_line = 0

    @property
    def is_cell(self) -> bool:
        """Whether its place in the frame holds a cell."""
        return self.captured and self.assigned


class FunctionScope:
    """What is known of one function of the source before it runs."""

    def __init__(self, parent: "FunctionScope | None", line: int, end_line: int) -> None:
        self.parent = parent
        self.line = line
        self.end_line = self.return_line = end_line
        self.parameters: list[Variable] = []
        self.is_vararg = False
        self.uses_dots = False
        self.uses_globals = False
        self.has_tail_call = False
        self.argument_table: Variable | None = None
        """the local `arg` of vararg functions (LUAI_COMPAT_VARARG); it holds nil where `...` is used"""
        self.upvalues: dict[Variable, int] = {}
        self.locals: list[Variable] = []
        self.room = 0
        """how many locals live at the same time"""
        self.lines: set[int] = set()
        """the lines that have code, for debug.getinfo"""

    @property
    def varargs_slot(self) -> int:
        """Where the tuple of extra arguments lies."""
        return len(self.parameters)

    @property
    def environment_slot(self) -> int:
        """Where the table of globals lies, in functions that use globals (or hold one that does)."""
        return len(self.parameters) + self.is_vararg + len(self.upvalues)

    @property
    def size(self) -> int:
        """The frame's length without constants."""
        return self.environment_slot + self.uses_globals + self.room

    def dead_slots(self, line: int) -> list[int]:
        """The places of locals of which none is in scope at this line."""
        living = {variable.number for variable in self.locals if variable.line <= line <= variable.last_line}
        first = self.environment_slot + self.uses_globals
        return [first + number for number in range(self.room) if number not in living]

    def slot(self, variable: Variable) -> int:
        """The place in the frame of a variable, its own or an upvalue."""
        if variable.owner is not self:
            return len(self.parameters) + self.is_vararg + self.upvalues[variable]
        if variable.parameter:
            return variable.number
        return self.environment_slot + self.uses_globals + variable.number


def resolve(chunk: Node) -> FunctionScope:
    """Resolve all names of a chunk; gives the scope of its main function, whose parameters are `...`."""
    scope: FunctionScope | None = getattr(chunk, "scope", None)
    if scope is None:
        with chunk.resolving:  # another thread may be at it
            scope = getattr(chunk, "scope", None)
            if scope is None:
                scope = FunctionScope(None, 0, 0)
                scope.is_vararg = True
                scope.return_line = chunk.end_line
                _Resolver(scope).block(chunk.body.body)
                chunk.scope = scope
    return scope


class _Resolver:
    """The walk through one function; `scopes` maps the names that are visible now."""

    def __init__(self, scope: FunctionScope, outer: "_Resolver | None" = None) -> None:
        self.scope = scope
        self.outer = outer
        self.visible: list[dict[str, Variable]] = [{}]
        self.live = 0
        self.line = 0
        """the last line seen"""

    def declare(self, name: str) -> Variable:
        variable = Variable(name, self.scope, self.live, parameter=False)
        variable.line = self.line
        self.live += 1
        self.scope.room = max(self.scope.room, self.live)
        self.scope.locals.append(variable)
        self.visible[-1][name] = variable
        return variable

    def find(self, name: str) -> Variable | None:
        """The variable that a name means here, made an upvalue where it is an outer function's."""
        for names in reversed(self.visible):
            if name in names:
                return names[name]
        variable = self.outer.find(name) if self.outer is not None else None
        if variable is not None:
            variable.captured = True
            self.scope.upvalues.setdefault(variable, len(self.scope.upvalues))
        return variable

    def use_globals(self) -> None:
        resolver: _Resolver | None = self
        while resolver is not None:
            resolver.scope.uses_globals = True
            resolver = resolver.outer

    def enter(self) -> tuple[int, int]:
        self.visible.append({})
        return self.live, len(self.scope.locals)

    def leave(self, before: tuple[int, int]) -> None:
        self.visible.pop()
        self.live, count = before
        for variable in self.scope.locals[count:]:
            variable.last_line = variable.last_line or self.line

    def block(self, statements: Sequence[Node]) -> None:
        before = self.enter()
        for statement in statements:
            self.visit(statement)
        self.leave(before)

    def visit(self, node: Node) -> None:
        visitor = _VISITORS.get(type(node))
        if visitor is not None:
            if node.at > self.line:
                self.line = node.at
            self.scope.lines.add(node.at)
            visitor(self, node)

    def visit_all(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self.visit(node)

    # -- expressions, in the order of the manual's grammar

    def name(self, node: Node) -> None:
        node.variable = self.find(node.id)
        if node.variable is None:
            self.use_globals()

    def dots(self, _node: Node) -> None:
        self.scope.uses_dots = True

    def index(self, node: Node) -> None:
        self.visit(node.value)
        if node.notation is astnodes.IndexNotation.SQUARE:
            self.visit(node.idx)

    def call(self, node: Node) -> None:
        self.visit(node.func)
        self.visit_all(node.args)

    def invoke(self, node: Node) -> None:
        self.visit(node.source)
        self.visit_all(node.args)

    def binary(self, node: Node) -> None:
        # A chain of `..` or `+` is as deep as it is long, so no recursion. From left to right, as PUC Lua's
        # compiler goes: upvalues are numbered in this order.
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, astnodes.BinaryOp):
                self.scope.lines.add(node.at)
                waiting += [node.right, node.left]
            else:
                self.visit(node)

    def unary(self, node: Node) -> None:
        self.visit(node.operand)

    def table(self, node: Node) -> None:
        for field in node.fields:
            if field.between_brackets:
                self.visit(field.key)
            self.visit(field.value)

    def function(self, node: Node, *, method: bool = False) -> None:
        """The body of any kind of function node."""
        scope = FunctionScope(self.scope, node.at, node.end_line)
        inner = _Resolver(scope, self)
        names = ["self"] if method else []
        for argument in node.args:
            if isinstance(argument, astnodes.Varargs):
                scope.is_vararg = True
            else:
                names.append(argument.id)
        for number, name in enumerate(names):
            variable = Variable(name, scope, number, parameter=True)
            scope.parameters.append(variable)
            inner.visible[0][name] = variable
        if scope.is_vararg:
            scope.argument_table = inner.declare("arg")
        inner.block(node.body.body)
        if scope.argument_table is not None:
            scope.argument_table.last_line = node.end_line
        scope.lines.add(node.end_line)
        node.scope = scope

    # -- statements

    def local_assign(self, node: Node) -> None:
        self.visit_all(node.values)
        node.variables = [self.declare(target.id) for target in node.targets]

    def assign(self, node: Node) -> None:
        for target in node.targets:
            self.assign_to(target)
        self.visit_all(node.values)

    def assign_to(self, target: Node) -> None:
        self.visit(target)
        if isinstance(target, astnodes.Name) and target.variable is not None:
            target.variable.assigned = True

    def do(self, node: Node) -> None:
        self.block(node.body.body)

    def while_loop(self, node: Node) -> None:
        self.visit(node.test)
        self.block(node.body.body)

    def repeat(self, node: Node) -> None:
        before = self.enter()
        self.visit_all(node.body.body)
        self.visit(node.test)  # sees the locals of the body (manual 2.4.4)
        self.leave(before)

    def if_statement(self, node: Node) -> None:
        # An elseif chain is followed without recursion.
        while True:
            self.visit(node.test)
            self.block(node.body.body)
            if not isinstance(node.orelse, astnodes.ElseIf):
                break
            node = node.orelse
        if node.orelse is not None:
            self.block(node.orelse.body)

    def numeric_for(self, node: Node) -> None:
        self.visit_all([node.start, node.stop, node.step])
        before = self.enter()
        node.variables = [self.declare(node.target.id)]
        self.block(node.body.body)
        self.leave(before)

    def generic_for(self, node: Node) -> None:
        self.visit_all(node.iter)
        before = self.enter()
        node.variables = [self.declare(target.id) for target in node.targets]
        self.block(node.body.body)
        self.leave(before)

    def function_statement(self, node: Node) -> None:
        self.function(node)
        self.assign_to(node.name)

    def local_function(self, node: Node) -> None:
        node.variables = [self.declare(node.name.id)]
        self.function(node)

    def method(self, node: Node) -> None:
        self.visit(node.source)
        self.function(node, method=True)

    def return_statement(self, node: Node) -> None:
        self.visit_all(node.values)
        if is_tail_call(node):
            self.scope.has_tail_call = True


def is_tail_call(node: Node) -> bool:
    """Whether a return statement is a tail call (manual 2.5.8): one call, not in parentheses."""
    values = node.values
    return (
        len(values) == 1 and isinstance(values[0], (astnodes.Call, astnodes.Invoke)) and not values[0].wrapped
    )


_VISITORS: dict[type, Callable[[_Resolver, Node], None]] = {
    astnodes.Name: _Resolver.name,
    astnodes.Dots: _Resolver.dots,
    astnodes.Varargs: _Resolver.dots,
    astnodes.Index: _Resolver.index,
    astnodes.Call: _Resolver.call,
    astnodes.Invoke: _Resolver.invoke,
    astnodes.Table: _Resolver.table,
    astnodes.AnonymousFunction: _Resolver.function,
    astnodes.LocalAssign: _Resolver.local_assign,
    astnodes.Assign: _Resolver.assign,
    astnodes.Do: _Resolver.do,
    astnodes.While: _Resolver.while_loop,
    astnodes.Repeat: _Resolver.repeat,
    astnodes.If: _Resolver.if_statement,
    astnodes.Fornum: _Resolver.numeric_for,
    astnodes.Forin: _Resolver.generic_for,
    astnodes.Function: _Resolver.function_statement,
    astnodes.LocalFunction: _Resolver.local_function,
    astnodes.Method: _Resolver.method,
    astnodes.Return: _Resolver.return_statement,
}
for _class in vars(astnodes).values():
    if isinstance(_class, type) and issubclass(_class, (astnodes.BinaryOp, astnodes.UnaryOp)):
        _VISITORS[_class] = _Resolver.binary if issubclass(_class, astnodes.BinaryOp) else _Resolver.unary
