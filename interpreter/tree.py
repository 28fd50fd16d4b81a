"""luaparser's parse tree to luaparser's AST, as Lua 5.1 means it.

A small subclass of luaparser's `BuilderVisitor`. It mends what the original gets wrong for 5.1 (call chains
after `(e):m()`, strings, numbers, lines), walks operator and call chains in a loop instead of by recursion,
and leaves out comments and token copies, which nobody reads here. Lines are `grammar.py`'s notes.

On the nodes, beside luaparser's own fields: `at` (the line Lua reports for an error in it); on expressions
`taken`, on tables and `...` `before` (what grammar.py says of them), on blocks and functions `end_line`, on
`for` the lines of its words; on names `offset` (where they begin in the normalised text). `String.s` is a
latin-1 str, `Number.n` a float.

Called by `parse.py` only.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from luaparser import astnodes as ast
from luaparser.builder import BuilderVisitor
from luaparser.parser.LuaParser import LuaParser

from interpreter.source import NAME, Token

# luaparser ships no types: parse tree contexts and AST nodes are Any here.
Context = Any
Node = Any

BINARY: Final[dict[int, Callable[[Node, Node], Node]]] = {
    LuaParser.PLUS: ast.AddOp,
    LuaParser.MINUS: ast.SubOp,
    LuaParser.STAR: ast.MultOp,
    LuaParser.SLASH: ast.FloatDivOp,
    LuaParser.PER: ast.ModOp,
    LuaParser.CARET: ast.ExpoOp,
    LuaParser.DD: ast.Concat,
    LuaParser.LT: ast.LessThanOp,
    LuaParser.GT: ast.GreaterThanOp,
    LuaParser.LE: ast.LessOrEqThanOp,
    LuaParser.GE: ast.GreaterOrEqThanOp,
    LuaParser.EE: ast.EqToOp,
    LuaParser.SQEQ: ast.NotEqToOp,
    LuaParser.AND: ast.AndLoOp,
    LuaParser.OR: ast.OrLoOp,
}
UNARY: Final[dict[int, Callable[[Node], Node]]] = {
    LuaParser.MINUS: ast.UMinusOp,
    LuaParser.NOT: ast.ULNotOp,
    LuaParser.POUND: ast.ULengthOP,
}
LEAVES: Final[dict[int, Callable[[], Node]]] = {
    LuaParser.NIL: ast.Nil,
    LuaParser.TRUE: ast.TrueExpr,
    LuaParser.FALSE: ast.FalseExpr,
    LuaParser.DDD: ast.Dots,
}


def _name(token: Token) -> Node:
    node = ast.Name(token.text)
    node.at = token.at
    node.taken = token.taken
    node.offset = token.offset
    return node


class Builder(BuilderVisitor):  # type: ignore[misc]  # luaparser ships no types
    """Builds the AST of one parse tree: `Builder().visit(tree)`."""

    def __init__(self) -> None:
        super().__init__(None)  # no comment stream: there are no comments

    def visit(self, tree: Context) -> Node:
        """The AST of any part of the tree."""
        return tree.accept(self)

    def visitTerminal(self, node: Context) -> Node:
        """A name; any other token on its own stands for nothing."""
        return _name(node.symbol) if node.symbol.type == NAME else None

    def add_context(self, parser_nodes: Context, node: Node, *_: bool, **__: bool) -> Node:
        """Where luaparser attaches comments and tokens, only the line of the first token is kept."""
        first = parser_nodes[0] if isinstance(parser_nodes, list) else parser_nodes
        node.at = (first.start if hasattr(first, "start") else first.symbol).line
        return node

    # -- statements -----------------------------------------------------------------------------------------

    def visitStart_(self, ctx: Context) -> Node:
        """The chunk of the whole text."""
        return self.visitChunk(ctx.children[0])

    def visitChunk(self, ctx: Context) -> Node:
        """The chunk and its one block."""
        return self.add_context(ctx, ast.Chunk(self.visitBlock(ctx.children[0])))

    def visitBlock(self, ctx: Context, *_: bool, **__: bool) -> Node:
        """All statements in order, `return` among them; the parser has put their ASTs in their places."""
        statements = ctx.children or []
        node = self.add_context(ctx, ast.Block(statements))
        node.end_line = statements[-1].last_line if statements else ctx.start.before
        return node

    def visitStat_empty(self, ctx: Context) -> Node:
        """A lone `;`, which 5.1 refuses and the Go regbot's Lua accepts."""
        return self.add_context(ctx, ast.SemiColon())

    def visitStat_functioncall(self, ctx: Context) -> Node:
        """A call as a statement."""
        return ctx.children[0].accept(self)

    def visitStat_label(self, ctx: Context) -> Node:
        """A label."""
        return ctx.children[0].accept(self)

    def visitStat_if(self, ctx: Context) -> Node:
        """`if` with its `elseif`s nested in `orelse`, from the last to the first."""
        parts = ctx.children
        end = len(parts) - 1
        orelse = None
        if parts[end - 2].symbol.type == LuaParser.ELSE:
            orelse = self.visitBlock(parts[end - 1])
            end -= 2
        for start in range(end - 4, -1, -4):  # keyword, test, `then`, block
            build = ast.If if start == 0 else ast.ElseIf
            orelse = build(self.visitExp(parts[start + 1]), self.visitBlock(parts[start + 3]), orelse)
            orelse.at = parts[start].symbol.line
        return orelse

    def visitStat_for(self, ctx: Context) -> Node:
        """Either loop; its line is where the loop's values are checked or its iterator is called."""
        node = super().visitStat_for(ctx)
        node.at = ctx.start.at
        node.for_line = ctx.start.line
        node.do_line = ctx.start.taken
        return node

    def _function(self, node: Node, body: Context) -> Node:
        node.at = body.start.at
        node.end_line = body.children[-1].symbol.line
        return node

    def visitStat_function(self, ctx: Context) -> Node:
        """`function a.b.c()` and `function a.b:c()`."""
        return self._function(super().visitStat_function(ctx), ctx.children[2])

    def visitStat_localfunction(self, ctx: Context) -> Node:
        """`local function f()`."""
        return self._function(super().visitStat_localfunction(ctx), ctx.children[3])

    def visitFunctiondef(self, ctx: Context) -> Node:
        """`function()` as an expression."""
        node = self._function(super().visitFunctiondef(ctx), ctx.children[1])
        node.taken = ctx.start.taken
        return node

    def visitFuncname(self, ctx: Context) -> Node:
        """The target of a function statement; each index carries the line it is fetched or stored at."""
        parts = ctx.children
        node = _name(parts[0].symbol)
        for sign, key in zip(parts[1::2], parts[2::2], strict=True):
            if sign.symbol.type == LuaParser.COL:
                node = ast.Method(source=node, name=_name(key.symbol), args=[], body=None)
            else:
                node = ast.Index(_name(key.symbol), node, ast.IndexNotation.DOT)
            node.at = sign.symbol.at
            node.taken = sign.symbol.taken
        return node

    def visitParlist(self, ctx: Context) -> list[Node]:
        """The parameters; `...` is a `Varargs` at their end."""
        parameters: list[Node] = super().visitParlist(ctx)
        if parameters and isinstance(parameters[-1], ast.Varargs):
            parameters[-1].at = ctx.start.line
        return parameters

    # -- expressions ----------------------------------------------------------------------------------------

    def visitExp(self, ctx: Context) -> Node:
        """Any expression. A chain of operators leans left and may be thousands long: a loop, no recursion."""
        operators: list[Context] = []
        while ctx.op is not None:
            operators.append(ctx)
            ctx = ctx.children[0]
        first = ctx.children[0]
        symbol = getattr(first, "symbol", None)
        if symbol is None:
            node = first.accept(self)
        elif ctx.unary_op is not None:
            node = UNARY[symbol.type](self.visitExp(ctx.children[1]))
            node.at = symbol.at
            node.taken = symbol.taken
        else:
            node = LEAVES[symbol.type]()
            node.at = symbol.at
            node.taken = symbol.taken
            if symbol.type == LuaParser.DDD:
                node.before = symbol.before
        for ctx in reversed(operators):
            node = BINARY[ctx.op.type](node, self.visitExp(ctx.children[2]))
            node.at = ctx.op.at
            node.taken = ctx.op.taken
        return node

    def visitVar(self, ctx: Context) -> Node:
        """The target of an assignment."""
        if len(ctx.children) == 1:
            return _name(ctx.start)
        return self._chain(ctx.children[0].accept(self), ctx.children[1:])

    def visitPrefixexp(self, ctx: Context) -> Node:
        """A name, a call or a parenthesised expression, and the indices after it."""
        return self._primary(ctx)

    def _primary(self, ctx: Context) -> Node:
        """The first part of a prefix expression or call, and all that follows in the same context."""
        parts = ctx.children
        first = parts[0]
        symbol = getattr(first, "symbol", None)
        if symbol is None:
            return self._chain(first.accept(self), parts[1:])
        if symbol.type == NAME:
            node = _name(symbol)
            return node if len(parts) == 1 else self._chain(node, parts[1:])
        node = self.visitExp(parts[1])
        node.wrapped = True
        return self._chain(node, parts[3:])

    def _call(self, ctx: Context) -> Node:
        """Calls lean left, and a chain of them may be thousands long: a loop, no recursion."""
        outer: list[Context] = []
        while isinstance(
            ctx, (LuaParser.Functioncall_nestedContext, LuaParser.Functioncall_nestedinvokeContext)
        ):
            outer.append(ctx)
            ctx = ctx.children[0]
        node = self._primary(ctx)
        for ctx in reversed(outer):
            node = self._chain(node, ctx.children[1:])
        return node

    visitFunctioncall_name = _call
    visitFunctioncall_exp = _call
    visitFunctioncall_invoke = _call
    visitFunctioncall_expinvoke = _call
    visitFunctioncall_nested = _call
    visitFunctioncall_nestedinvoke = _call

    def _chain(self, node: Node, parts: Sequence[Context]) -> Node:
        """Apply indices, calls and method calls, in order, to what stands before them."""
        method = None
        for part in parts:
            if isinstance(part, LuaParser.TailContext):
                node = self._index(node, part)
            elif isinstance(part, LuaParser.CallContext):
                *tails, arguments = part.children
                for tail in tails:
                    node = self._index(node, tail)
                style, values = self._arguments(arguments)
                node = ast.Call(node, values, style)
                node.at = arguments.start.at
                node.taken = arguments.start.taken
            elif isinstance(part, LuaParser.ArgsContext):
                style, values = self._arguments(part)
                node = ast.Invoke(node, method, values, style)
                node.at = part.start.at
                node.taken = part.start.taken
            elif part.symbol.type == NAME:
                method = _name(part.symbol)
        return node

    def _index(self, owner: Node, tail: Context) -> Node:
        sign, key = tail.start, tail.children[1]
        if sign.type == LuaParser.DOT:
            node = ast.Index(_name(key.symbol), owner, ast.IndexNotation.DOT)
        else:
            node = ast.Index(self.visitExp(key), owner, ast.IndexNotation.SQUARE)
        node.at = sign.at
        node.taken = sign.taken
        return node

    def _arguments(self, ctx: Context) -> tuple[Node, list[Node]]:
        parts = ctx.children
        if len(parts) == 1:  # a table or a string without parentheses
            value = parts[0].accept(self)
            value.taken = ctx.start.line  # the token's note is the call's
            return ast.CallStyle.NO_PARENTHESIS, [value]
        if len(parts) == 2:
            return ast.CallStyle.DEFAULT, []
        return ast.CallStyle.DEFAULT, self.visitExplist(parts[1])

    def visitExplist(self, ctx: Context) -> list[Node]:
        """The expressions between the commas."""
        return [self.visitExp(child) for child in ctx.children[::2]]

    def visitTableconstructor(self, ctx: Context) -> Node:
        """`{…}`"""
        node = super().visitTableconstructor(ctx)
        node.before = ctx.start.before
        node.taken = ctx.start.taken
        node.end_line = ctx.children[-1].symbol.line
        return node

    def visitFieldlist(self, ctx: Context) -> list[Node]:
        """The fields between the separators."""
        return [self.visitField(child) for child in ctx.children if isinstance(child, LuaParser.FieldContext)]

    def visitField(self, ctx: Context) -> Node:
        """`[k] = v`, `k = v` or `v`."""
        parts = ctx.children
        value = self.visitExp(parts[-1])
        if len(parts) == 1:
            node = ast.Field(None, value)
        elif len(parts) == 3:
            node = ast.Field(_name(ctx.start), value)
        else:
            node = ast.Field(self.visitExp(parts[1]), value, between_brackets=True)
        node.at = ctx.start.at
        return node

    def visitNumber(self, ctx: Context) -> Node:
        """A number: always a float."""
        node = ast.Number(ctx.start.value)
        node.at = ctx.start.line
        node.taken = ctx.start.taken
        return node

    def visitString(self, ctx: Context) -> Node:
        """A string: one character a byte."""
        token = ctx.start
        delimiters = {'"': ast.StringDelimiter.DOUBLE_QUOTE, "'": ast.StringDelimiter.SINGLE_QUOTE}
        delimiter = delimiters.get(token.text[0], ast.StringDelimiter.DOUBLE_SQUARE)
        node = ast.String(token.value, token.value, delimiter)
        node.at = token.line
        node.taken = token.taken
        return node
