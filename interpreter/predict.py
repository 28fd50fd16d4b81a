"""Which alternative luaparser's generated parser takes: every decision of its grammar, answered directly.

luaparser's grammar is ambiguous about calls, so ANTLR's own prediction is exponential in the length of
`a()()()` and slow everywhere. The text is known to be Lua when the parser runs, and `grammar.py`
has left notes on the tokens, so the next token or two decide: no automaton, no cache to warm, time in
proportion to the length.

The numbers are those of the decisions and alternatives in luaparser 4.2's grammar. The tests hold the answers
against ANTLR's. Called by `parse.py`'s parser only.
"""

from collections.abc import Callable
from typing import Any, Final

from luaparser.parser.LuaParser import LuaParser

from interpreter.grammar import CALL
from interpreter.source import EOF, NAME, NUMBER, STRING, Token

# Decisions by their number in luaparser 4.2's grammar; a rule's loop goes on with 1 and ends with 2.
_BLOCK_END: Final = frozenset({LuaParser.END, LuaParser.ELSE, LuaParser.ELSEIF, LuaParser.UNTIL, EOF})
_NO_STATEMENT: Final = _BLOCK_END | {LuaParser.RETURN}
_NO_RESULT: Final = _BLOCK_END | {LuaParser.SEMI}
_STATEMENTS: Final[dict[int, int]] = {
    LuaParser.SEMI: 1,
    LuaParser.CC: 4,
    LuaParser.BREAK: 5,
    LuaParser.GOTO: 6,
    LuaParser.DO: 7,
    LuaParser.WHILE: 8,
    LuaParser.REPEAT: 9,
    LuaParser.IF: 10,
    LuaParser.FUNCTION: 13,
}
_OPERANDS: Final[dict[int, int]] = {
    LuaParser.NIL: 1,
    LuaParser.FALSE: 2,
    LuaParser.TRUE: 3,
    NUMBER: 4,
    STRING: 5,
    LuaParser.DDD: 6,
    LuaParser.FUNCTION: 7,
    NAME: 8,
    LuaParser.OP: 8,
    LuaParser.OCU: 9,
    LuaParser.MINUS: 10,
    LuaParser.NOT: 10,
    LuaParser.POUND: 10,
}
_OPERATORS: Final[dict[int, tuple[int, int]]] = {  # alternative and precedence in luaparser's rule `exp`
    LuaParser.CARET: (1, 12),
    **dict.fromkeys((LuaParser.STAR, LuaParser.SLASH, LuaParser.PER), (2, 10)),
    **dict.fromkeys((LuaParser.PLUS, LuaParser.MINUS), (3, 9)),
    LuaParser.DD: (4, 8),
    **dict.fromkeys(
        (LuaParser.LT, LuaParser.GT, LuaParser.LE, LuaParser.GE, LuaParser.SQEQ, LuaParser.EE), (9, 3)
    ),
    LuaParser.AND: (10, 2),
    LuaParser.OR: (11, 1),
}
_NOT_AN_OPERATOR: Final = (0, -1)


class Stream:
    """The tokens, as ANTLR's parser reads them."""

    __slots__ = ("position", "tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def LA(self, ahead: int) -> int:
        """The type of the token so far ahead; 1 is the next one."""
        return self.tokens[self.position + ahead - 1].type

    def LT(self, ahead: int) -> Token:
        """The token so far ahead; -1 is the one before the next."""
        return self.tokens[self.position + (ahead - 1 if ahead > 0 else ahead)]

    def seek(self, index: int) -> None:
        """Go to a token."""
        self.position = index


class Predictor:
    """Answers the generated parser's questions which alternative to take; the text is known to be Lua."""

    def __init__(self, parser: LuaParser) -> None:
        self.parser = parser
        self.decide: dict[int, Callable[[list[Token], int], int]] = {
            0: lambda tokens, at: 2 if tokens[at].type in _NO_STATEMENT else 1,
            5: lambda tokens, at: 1 if tokens[at].type == LuaParser.EQ else 2,
            6: self._statement,
            7: self._comma,
            8: lambda _, __: 2,  # no attributes in 5.1
            9: lambda tokens, at: 2 if tokens[at].type in _NO_RESULT else 1,
            15: lambda tokens, at: (
                1 if tokens[at].type == LuaParser.COMMA and tokens[at + 1].type == NAME else 2
            ),
            16: self._comma,
            17: lambda tokens, at: _OPERANDS[tokens[at].type],
            18: lambda tokens, at: _OPERATORS[tokens[at].type][0],
            19: self._operator_follows,
            20: lambda tokens, at: 1 if tokens[at + 1].type in (LuaParser.EQ, LuaParser.COMMA) else 2,
            **dict.fromkeys((21, 22, 23), self._index_follows),
            24: lambda tokens, at: 1 if tokens[at].chain else 2 if tokens[at].type == NAME else 3,
            **dict.fromkeys((25, 26, 28, 30, 34), self._call_follows),
            31: lambda tokens, at: (tokens[at].type != NAME) + (1 if tokens[at].chain == CALL else 3),
            35: lambda _, __: 2,  # a method call: other calls were taken with the chain before it
            36: lambda tokens, at: 1 if tokens[at].ahead else 2,
            39: lambda tokens, at: 2 if tokens[at].type == LuaParser.CP else 1,
            43: lambda tokens, at: 2 if tokens[at].type == LuaParser.CCU else 1,
            44: self._field_follows,
            46: self._field,
        }

    def adaptivePredict(self, stream: Stream, decision: int, _: Any) -> int:
        """The alternative for one decision at the stream's position."""
        return self.decide[decision](stream.tokens, stream.position)

    def reset(self) -> None:
        """Nothing is kept between parses."""

    def _statement(self, tokens: list[Token], at: int) -> int:
        token = tokens[at]
        kind = token.type
        if kind == NAME or kind == LuaParser.OP:
            return 2 if token.assign else 3
        if kind == LuaParser.LOCAL:
            return 14 if tokens[at + 1].type == LuaParser.FUNCTION else 15
        if kind == LuaParser.FOR:
            return 11 if tokens[at + 2].type == LuaParser.EQ else 12
        return _STATEMENTS[kind]

    def _comma(self, tokens: list[Token], at: int) -> int:
        return 1 if tokens[at].type == LuaParser.COMMA else 2

    def _operator_follows(self, tokens: list[Token], at: int) -> int:
        precedence = _OPERATORS.get(tokens[at].type, _NOT_AN_OPERATOR)[1]
        return 1 if precedence >= self.parser._precedenceStack[-1] else 2

    def _index_follows(self, tokens: list[Token], at: int) -> int:
        token = tokens[at]
        return 1 if (token.type == LuaParser.DOT or token.type == LuaParser.OB) and not token.last else 2

    def _call_follows(self, tokens: list[Token], at: int) -> int:
        return 1 if tokens[at].ahead == CALL else 2

    def _field_follows(self, tokens: list[Token], at: int) -> int:
        separated = tokens[at].type in (LuaParser.COMMA, LuaParser.SEMI)
        return 1 if separated and tokens[at + 1].type != LuaParser.CCU else 2

    def _field(self, tokens: list[Token], at: int) -> int:
        if tokens[at].type == LuaParser.OB:
            return 1
        return 2 if tokens[at].type == NAME and tokens[at + 1].type == LuaParser.EQ else 3
