"""Lua text to AST: the only door to luaparser.

`source.py` makes tokens, `grammar.py` refuses what is no Lua (in Lua's words) and leaves notes on the tokens,
luaparser's own generated `LuaParser` builds its parse tree, its decisions answered by `predict.py`, and
`tree.py` turns the tree into luaparser's AST.

Refuses: texts that are no Lua, and compiled chunks, by LuaError. A text that was parsed before is not parsed
again. Called by `interpreter.py` and by the base library's load functions, from any thread.
"""

import sys
import threading
from collections import OrderedDict
from typing import Any, Final

from antlr4.ParserRuleContext import ParserRuleContext
from antlr4.tree.Tree import TerminalNode
from luaparser import astnodes as ast
from luaparser.parser.LuaParser import LuaParser

from interpreter.errors import LuaError
from interpreter.grammar import Grammar
from interpreter.predict import Predictor, Stream
from interpreter.source import EOF, Look, Token, normalise, nothing_ends, tokenise
from interpreter.tree import Builder

CACHE_TEXTS: Final = 256
CACHE_BYTES: Final = 8_000_000
BINARY_HEADER: Final = 12  # LUAC_HEADERSIZE
FRAMES: Final = 10_000  # Python frames that 200 levels of Lua syntax may take, with room for the caller's


class _Leaf(TerminalNode):  # type: ignore[misc]  # luaparser and antlr4 ship no types
    """A token in the parse tree. (ANTLR's own class pays for a `__setattr__` in Python.)"""

    __slots__ = ("symbol",)

    def __init__(self, symbol: Token) -> None:
        self.symbol = symbol

    def accept(self, visitor: Any) -> Any:
        return visitor.visitTerminal(self)


class _Strategy:
    """ANTLR's error strategy for a text without errors: it has nothing to recover from."""

    def sync(self, _: Any) -> None:
        pass

    reportMatch = sync

    def reportError(self, _: Any, error: Exception) -> None:
        raise AssertionError("grammar.py accepts what luaparser does not") from error

    def recoverInline(self, parser: Any) -> None:
        raise AssertionError(f"grammar.py accepts what luaparser does not: {parser.getCurrentToken().text}")


_BETWEEN_LOOKS = 1000
"""tokens, of some 50 µs"""
LARGEST = 16 * 1024 * 1024
"""bytes of a text; a tree takes some hundred times as much"""


class _Parser(LuaParser):  # type: ignore[misc]  # luaparser ships no types
    """luaparser's generated parser with our tokens and predictor, and leaner bookkeeping.

    Each statement becomes AST as soon as it is complete, and a finished part of the tree does not point back
    at the whole: so the tree of a long text never exists, and nothing waits for the garbage collector.
    """

    state = 0  # ANTLR's property, written at each step, is for its own prediction and error reports

    def __init__(self, tokens: list[Token], look: Look = nothing_ends) -> None:
        super().__init__(Stream(tokens))
        self._look = look
        self._until_look = _BETWEEN_LOOKS
        self._interp = Predictor(self)
        self._errHandler = _Strategy()
        self._builder = Builder()

    def stat(self) -> None:
        """One statement, in place of which the block's tree gets the statement's AST."""
        self._finish(super().stat())

    def retstat(self) -> None:
        """The return statement, likewise."""
        self._finish(super().retstat())

    def _finish(self, tree: ParserRuleContext) -> None:
        self._ctx.children[-1] = node = tree.accept(self._builder)
        stream = self._input
        node.last_line = stream.tokens[stream.position - 1].line

    def match(self, ttype: int) -> Token:
        """Take a token of this type."""
        stream = self._input
        if stream.tokens[stream.position].type != ttype:
            self._errHandler.recoverInline(self)
        return self.consume()

    def consume(self) -> Token:
        """Take the next token into the tree."""
        stream = self._input
        token: Token = stream.tokens[stream.position]
        if token.type != EOF:
            stream.position += 1
        self._until_look -= 1
        if not self._until_look:
            self._until_look = _BETWEEN_LOOKS
            self._look()
        children = self._ctx.children
        if children is None:
            self._ctx.children = [_Leaf(token)]
        else:
            children.append(_Leaf(token))
        return token

    def enterRule(self, localctx: ParserRuleContext, _: int, __: int) -> None:
        """A rule begins: its context is a child of the one it was called from."""
        stream = self._input
        self._ctx = localctx
        localctx.start = stream.tokens[stream.position]
        if localctx.parentCtx is not None:
            localctx.parentCtx.addChild(localctx)

    def exitRule(self) -> None:
        """A rule ends; its tree lets go of its parent."""
        context = self._ctx
        self._ctx = context.parentCtx
        context.parentCtx = None

    def unrollRecursionContexts(self, parentCtx: ParserRuleContext) -> None:
        """A left-recursive rule ends; only now is its outermost context a child of its parent."""
        self._precedenceStack.pop()
        context = self._ctx
        context.parentCtx = None
        self._ctx = parentCtx
        parentCtx.addChild(context)


class _Entry:
    """One text of the cache; its lock lets a second thread wait for the first one's parse."""

    __slots__ = ("chunk", "lock")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.chunk: ast.Chunk | None = None


_cache: OrderedDict[tuple[bytes, bool], _Entry] = OrderedDict()
_cached_bytes = 0
_cache_lock = threading.Lock()


def parse(source: bytes, chunkname: str, *, shebang: bool = False, look: Look = nothing_ends) -> ast.Chunk:
    """The AST of a Lua text; the same text gives the same object, so it must not be changed.

    `chunkname` as in Lua (`=name`, `@file`, or the text); `shebang` skips a first line starting with `#`.
    Now and then `look` is called. Raises what it raises; LuaError with Lua's message
    (`chunk:line: 'end' expected near '<eof>'`) for what is no Lua, and for a text longer than LARGEST.
    """
    if len(source) > LARGEST:
        raise LuaError("not enough memory")
    if source.startswith(b"\x1b"):
        raise LuaError(f"{_binary_id(chunkname)}: {_binary_fault(source)} in precompiled chunk")
    key = source, shebang
    with _cache_lock:
        entry = _cache.get(key)
        if entry is None:
            entry = _cache[key] = _Entry()
            _shrink(key)
        else:
            _cache.move_to_end(key)
    with entry.lock:
        if entry.chunk is None:
            entry.chunk = _parse(source, chunkname, shebang, look)
        return entry.chunk


def parsed(source: bytes, *, shebang: bool = False) -> ast.Chunk | None:
    """The AST of a text that was parsed before and is still kept; None for one that `parse` has to read."""
    with _cache_lock:
        entry = _cache.get((source, shebang))
        if entry is not None:
            _cache.move_to_end((source, shebang))
    return None if entry is None else entry.chunk


def _binary_id(chunkname: str) -> str:
    """The name that luaU_undump gives a chunk."""
    if chunkname.startswith("\x1b"):
        return "binary string"
    return chunkname[1:] if chunkname.startswith(("=", "@")) else chunkname


def _binary_fault(source: bytes) -> str:
    """What luaU_undump says of a chunk that another Lua compiled: there is no bytecode here to run."""
    return "unexpected end" if len(source) < BINARY_HEADER else "bad header"


def _shrink(newest: tuple[bytes, bool]) -> None:
    """Forget the texts unused for longest, until both bounds hold; the newest stays whatever its size."""
    global _cached_bytes
    _cached_bytes += len(newest[0])
    while len(_cache) > CACHE_TEXTS or _cached_bytes > CACHE_BYTES:
        oldest = next(iter(_cache))
        if oldest == newest:
            break
        del _cache[oldest]
        _cached_bytes -= len(oldest[0])


def _parse(source: bytes, chunkname: str, shebang: bool, look: Look) -> ast.Chunk:
    if sys.getrecursionlimit() < FRAMES:
        sys.setrecursionlimit(FRAMES)
    tokens = tokenise(normalise(source, shebang=shebang), look)
    look()
    Grammar(tokens, chunkname, look).check()
    look()
    chunk = Builder().visit(_Parser(tokens, look).start_())
    chunk.end_line = tokens[-2].line if len(tokens) > 1 else 1
    chunk.resolving = threading.Lock()  # of scope.resolve: each text has its own, as it may take long
    return chunk
