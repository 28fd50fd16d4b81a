"""Lua 5.1's grammar, walked once over the tokens: is the text a program, and if not, what does Lua say?

ANTLR's own errors cannot be worded as Lua's are, and its prediction on call chains is exponential. So this
walk comes first: it follows `lparser.c` step by step, builds nothing, refuses what Lua refuses with Lua's
message, and leaves notes on the tokens:

- `at`: the line of the instruction that PUC Lua would emit for this token: the line of the last token read
  when `lcode.c` emits it, not the operator's own. Calls keep the line of their arguments' opening token.
- `taken`: of the token that stands for an expression, the line of the last token read when its value is put
  where it is wanted: constants and local variables have instructions only then (watched.py).
- `before`: of `{`, `...` and what ends a block, the line of the token before it.
- `chain`, `ahead`, `last`, `assign`: what kind of call comes next in a chain `a.b:c(d).e`, for `predict.py`,
  which then need not look ahead.

Accepts beyond 5.1, as the Go regbot's Lua does: `goto` and labels, a lone `;`, a call's parenthesis on a new
line. Called by `parse.py` only. Over 400 lines with its table of tokens, because one grammar is one file.
"""

from typing import Final

from interpreter.dialect import MAX_LEVELS, SYNTAX_ID, Refused, Scope, chunk_id
from interpreter.errors import LuaError
from interpreter.source import (
    EOF,
    ERROR,
    KEYWORDS,
    NAME,
    NUMBER,
    OPERATORS,
    STRING,
    UNKNOWN,
    Look,
    Token,
    nothing_ends,
    seldom,
)

CALL: Final = 1  # notes in `chain` and `ahead`: a call comes next
METHOD: Final = 2  # a method call comes next
TOO_DEEP: Final = "chunk has too many syntax levels"

# An expression, while it is read, is the token that carries its notes; the token's `kind` is one of these.
_LOCAL: Final = 0
_CALLED: Final = 1
_VALUE: Final = 2
_PLACE: Final = 3  # a global, an upvalue or an indexed value that no instruction has fetched yet

_BETWEEN_LOOKS: Final = 10_000  # tokens, of some µs

ASSIGN: Final = OPERATORS["="]
COMMA: Final = OPERATORS[","]
SEMICOLON: Final = OPERATORS[";"]
COLON: Final = OPERATORS[":"]
DOUBLE_COLON: Final = OPERATORS["::"]
DOT: Final = OPERATORS["."]
DOTS: Final = OPERATORS["..."]
OPEN: Final = OPERATORS["("]
CLOSE: Final = OPERATORS[")"]
OPEN_BRACE: Final = OPERATORS["{"]
CLOSE_BRACE: Final = OPERATORS["}"]
OPEN_BRACKET: Final = OPERATORS["["]
CLOSE_BRACKET: Final = OPERATORS["]"]
FUNCTION: Final = KEYWORDS["function"]
GOTO: Final = KEYWORDS["goto"]
END: Final = KEYWORDS["end"]
DO: Final = KEYWORDS["do"]
IN: Final = KEYWORDS["in"]
THEN: Final = KEYWORDS["then"]
ELSE: Final = KEYWORDS["else"]
ELSEIF: Final = KEYWORDS["elseif"]
UNTIL: Final = KEYWORDS["until"]
BREAK: Final = KEYWORDS["break"]
RETURN: Final = KEYWORDS["return"]
BLOCK_END: Final = frozenset({ELSE, ELSEIF, END, UNTIL, EOF})  # block_follow in lparser.c
CONSTANTS: Final = frozenset({NUMBER, STRING, KEYWORDS["nil"], KEYWORDS["true"], KEYWORDS["false"]})
UNARY: Final = frozenset({KEYWORDS["not"], OPERATORS["-"], OPERATORS["#"]})
UNARY_PRIORITY: Final = 8
ARGUMENTS: Final = frozenset({OPEN, STRING, OPEN_BRACE})
BINARY: Final[dict[int, tuple[int, int]]] = {  # left and right priority
    **{OPERATORS[sign]: (6, 6) for sign in ("+", "-")},
    **{OPERATORS[sign]: (7, 7) for sign in ("*", "/", "%")},
    OPERATORS["^"]: (10, 9),
    OPERATORS[".."]: (5, 4),
    **{OPERATORS[sign]: (3, 3) for sign in ("~=", "==", "<", "<=", ">", ">=")},
    KEYWORDS["and"]: (2, 2),
    KEYWORDS["or"]: (1, 1),
}
_LITERALS: Final[dict[int, str]] = {kind: text for text, kind in (*KEYWORDS.items(), *OPERATORS.items())} | {
    EOF: "<eof>",
    NAME: "<name>",
}


class Grammar:
    """One walk over one text. `Grammar(tokens, chunkname).check()`, then the tokens carry their notes.

    Now and then it calls `look`, whose exceptions end the walk.
    """

    def __init__(self, tokens: list[Token], chunkname: str, look: Look = nothing_ends) -> None:
        self.tokens = tokens
        self.chunkname = chunkname
        self.index = 0
        self.look = seldom(look, _BETWEEN_LOOKS)
        self.token = tokens[0]
        self.type = self.token.type
        self.last_line = 1
        self.levels = 1  # the C call that loads a chunk counts as one
        self.scope = Scope(None, 0, vararg=True)
        self.statements = {
            KEYWORDS["if"]: self._if,
            KEYWORDS["while"]: self._while,
            DO: self._do,
            KEYWORDS["for"]: self._for,
            KEYWORDS["repeat"]: self._repeat,
            FUNCTION: self._function,
            KEYWORDS["local"]: self._local,
            DOUBLE_COLON: self._label,
            SEMICOLON: self._advance,
        }

    def check(self) -> None:
        """Read the whole text; LuaError (`chunk:line: message near 'token'`) when Lua would refuse it."""
        try:
            self.scope.enter()
            self._chunk()
            if self.type != EOF:
                raise self._expected(EOF)
            self.scope.leave()
        except Refused as refused:
            raise self._error(str(refused), near=False) from None

    # -- words ----------------------------------------------------------------------------------------------

    def _error(self, message: str, *, near: bool = True) -> LuaError:
        """The error at the current token; a lexical error there wins, since Lua would have met it first."""
        token = self.token
        if token.type == ERROR:
            message, near = str(token.value), True
        # A NUL byte is token 0 in C, and luaX_lexerror takes 0 for "no token".
        if near and token.text != "\0":
            text = token.text.partition("\0")[0]
            if token.type == UNKNOWN and (ord(text) < 32 or ord(text) == 127):
                text = f"char({ord(text)})"
            elif token.type == DOUBLE_COLON:  # no token of 5.1
                text = ":"
            message = f"{message} near '{text}'"
        return LuaError(f"{chunk_id(self.chunkname, SYNTAX_ID)}:{token.line}: {message}")

    def _expected(self, kind: int) -> LuaError:
        return self._error(f"'{_LITERALS[kind]}' expected")

    def _advance(self) -> None:
        self.look()
        self.last_line = self.token.line
        self.index += 1
        self.token = token = self.tokens[self.index]
        self.type = token.type

    def _accept(self, kind: int) -> bool:
        if self.type != kind:
            return False
        self._advance()
        return True

    def _require(self, kind: int) -> None:
        if self.type != kind:
            raise self._expected(kind)
        self._advance()

    def _close(self, kind: int, opener: int, line: int) -> None:
        """Require what closes `opener`, which was opened at `line`."""
        if self.type != kind:
            if line == self.token.line:
                raise self._expected(kind)
            raise self._error(f"'{_LITERALS[kind]}' expected (to close '{_LITERALS[opener]}' at line {line})")
        self._advance()

    def _name(self) -> str:
        token = self.token
        if self.type == GOTO:  # in 5.1 just a name; only `goto NAME` at a statement's start is a jump
            token.type = NAME
        elif self.type != NAME:
            raise self._expected(NAME)
        self._advance()
        return token.text

    def _fetch(self, expression: Token) -> None:
        """An expression is taken now: an instruction that fetches it has the line of the last token."""
        expression.taken = line = self.last_line
        if expression.kind == _PLACE:
            expression.kind = _VALUE
            expression.at = line

    # -- blocks and statements ------------------------------------------------------------------------------

    def _chunk(self) -> None:
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise Refused(TOO_DEEP)
        statements = self.statements
        while self.type not in BLOCK_END:
            if self.type == RETURN:
                self._return()
                self._accept(SEMICOLON)
                break
            if self.type == BREAK:
                self._break()
                self._accept(SEMICOLON)
                break
            statement = statements.get(self.type)
            if statement is None:
                self._expression_statement()
            else:
                statement()
            if self.type == SEMICOLON:
                self._advance()
        self.token.before = self.last_line
        self.levels -= 1

    def _block(self) -> None:
        self.scope.enter()
        self._chunk()
        self.scope.leave()

    def _condition(self) -> None:
        self._fetch(self._expression())

    def _if(self) -> None:
        line = self.token.line
        while True:
            self._advance()
            self._condition()
            self._require(THEN)
            self._block()
            if self.type != ELSEIF:
                break
        if self._accept(ELSE):
            self._block()
        self._close(END, KEYWORDS["if"], line)

    def _while(self) -> None:
        line = self.token.line
        self._advance()
        self._condition()
        self.scope.enter(loop=True)
        self._require(DO)
        self._block()
        self._close(END, KEYWORDS["while"], line)
        self.scope.leave()

    def _do(self) -> None:
        line = self.token.line
        self._advance()
        self._block()
        self._close(END, DO, line)

    def _repeat(self) -> None:
        line = self.token.line
        scope = self.scope
        scope.enter(loop=True)
        scope.enter()
        self._advance()
        self._chunk()
        self._close(UNTIL, KEYWORDS["repeat"], line)
        self._condition()  # sees the block's locals
        scope.leave()
        scope.leave()

    def _for(self) -> None:
        keyword = self.token
        scope = self.scope
        scope.enter(loop=True)
        self._advance()
        names = [self._name()]
        if self.type == ASSIGN:
            hidden = ["(for index)", "(for limit)", "(for step)"]
            self._declare(hidden + names)
            self._advance()
            self._fetch(self._expression())
            self._require(COMMA)
            self._fetch(self._expression())
            if self._accept(COMMA):
                self._fetch(self._expression())
            # FORPREP comes after `do`, where a value that is no number is noticed.
            keyword.at = self.token.line
        elif self.type in (COMMA, IN):
            hidden = ["(for generator)", "(for state)", "(for control)"]
            self._declare(hidden + names)
            while self._accept(COMMA):
                names.append(self._name())
                scope.check_local(len(hidden) + len(names) - 1)
            self._require(IN)
            keyword.at = self.token.line
            self._fetch(self._expression_list())
        else:
            raise self._error("'=' or 'in' expected")
        keyword.taken = self.token.line
        scope.active += hidden
        self._require(DO)
        scope.enter()
        scope.active += names
        self._block()
        scope.leave()
        self._close(END, KEYWORDS["for"], keyword.line)
        scope.leave()

    def _declare(self, names: list[str]) -> None:
        """Room for locals that become visible later."""
        for pending in range(len(names)):
            self.scope.check_local(pending)

    def _function(self) -> None:
        line = self.token.line
        self._advance()
        target = self._variable()
        method = False
        while self.type == DOT:
            target = self._field(target)
        if self.type == COLON:
            target = self._field(target)
            method = True
        elif self.type == DOUBLE_COLON:
            raise self._expected(NAME)
        self._body(line, method=method)
        if target.kind == _PLACE:
            target.at = line

    def _local(self) -> None:
        scope = self.scope
        self._advance()
        if self._accept(FUNCTION):
            name = self._name()
            scope.check_local(0)
            scope.active.append(name)
            self._body(self.token.line)
            return
        names: list[str] = []
        while True:
            names.append(self._name())
            scope.check_local(len(names) - 1)
            if not self._accept(COMMA):
                break
        if self._accept(ASSIGN):
            self._fetch(self._expression_list())
        scope.active += names

    def _return(self) -> None:
        self._advance()
        if self.type not in BLOCK_END and self.type != SEMICOLON:
            self._fetch(self._expression_list())

    def _break(self) -> None:
        self._advance()
        if not self.scope.may_break():
            raise self._error("no loop to break")

    def _label(self) -> None:
        if not self._at_label():
            raise self._error("unexpected symbol")
        labels: list[tuple[str, int]] = []
        while self._at_label() or self.type == SEMICOLON:  # void statements
            if self.type == DOUBLE_COLON:
                self._advance()
                labels.append((self.token.text, self.token.line))
                self._name()
            self._advance()
        # `until` still sees the block's locals: a label before it does not end their scope (5.2 block_follow)
        last = self.type in BLOCK_END and self.type != UNTIL
        for name, line in labels:
            self.scope.label(name, line, last=last)

    def _at_label(self) -> bool:
        tokens, index = self.tokens, self.index
        return (
            self.type == DOUBLE_COLON
            and tokens[index + 1].type in (NAME, GOTO)
            and tokens[index + 2].type == DOUBLE_COLON
        )

    def _expression_statement(self) -> None:
        first = self.token
        if self.type == GOTO:
            if self.tokens[self.index + 1].type in (NAME, GOTO):
                self._advance()
                self.scope.goto(self._name(), first.line)
                return
            first.type = self.type = NAME
        target = self._prefix_expression()
        if target.kind == _CALLED:
            return
        first.assign = True
        targets = [target]
        while True:
            if target.kind in (_VALUE, _CALLED):
                raise self._error("syntax error")
            if target.kind == _PLACE:
                target.last = True
            if not self._accept(COMMA):
                break
            target = self._prefix_expression()
            targets.append(target)
            self.scope.limit(len(targets) - 1, MAX_LEVELS - self.levels, "variables in assignment")
        self._require(ASSIGN)
        self._fetch(self._expression_list())
        for target in targets:
            self._fetch(target)

    # -- expressions ----------------------------------------------------------------------------------------

    def _expression_list(self) -> Token:
        expression = self._expression()
        while self.type == COMMA:
            self._advance()
            self._fetch(expression)
            expression = self._expression()
        return expression

    def _expression(self, limit: int = 0) -> Token:
        """One expression of operators that bind tighter than `limit`; a single value stays unfetched."""
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise Refused(TOO_DEEP)
        kind = self.type
        expression = self.token
        if kind in UNARY:
            self._advance()
            self._fetch(self._expression(UNARY_PRIORITY))
            expression.at = self.last_line
            expression.kind = _VALUE
        elif kind in CONSTANTS:
            self._advance()
            expression.kind = _VALUE
        elif kind == FUNCTION:
            self._advance()
            self._body(self.token.line)
            expression.kind = _VALUE
        elif kind == OPEN_BRACE:
            self._table()
        elif kind == DOTS:
            if not self.scope.vararg:
                raise self._error("cannot use '...' outside a vararg function")
            expression.kind = _VALUE
            expression.before = self.last_line
            self._advance()
        else:
            expression = self._prefix_expression()
        while True:
            priority = BINARY.get(self.type)
            if priority is None or priority[0] <= limit:
                break
            operator = self.token
            self._advance()
            self._fetch(expression)
            self._fetch(self._expression(priority[1]))
            operator.at = self.last_line
            operator.kind = _VALUE
            expression = operator
        self.levels -= 1
        return expression

    def _variable(self) -> Token:
        token = self.token
        found = self.scope.resolve(self._name())
        token.kind = _LOCAL if found is not None and found[0] else _PLACE
        return token

    def _field(self, owner: Token) -> Token:
        """`.name` or `:name` of what was read so far."""
        self._fetch(owner)
        suffix = self.token
        suffix.kind = _PLACE
        self._advance()
        self._name()
        return suffix

    def _prefix_expression(self) -> Token:
        first = self.token
        if self.type == NAME or self.type == GOTO:
            expression = self._variable()
        elif self.type == OPEN:
            self._advance()
            expression = self._expression()
            self._close(CLOSE, OPEN, first.line)
            self._fetch(expression)
            expression.kind = _VALUE
        else:
            raise self._error("unexpected symbol")
        suffixes: list[Token] = []  # `.`, `[` and what opens a call
        while True:
            kind = self.type
            suffix = self.token
            if kind == DOT:
                expression = self._field(expression)
            elif kind == OPEN_BRACKET:
                self._fetch(expression)
                self._bracketed()
                expression = suffix
                expression.kind = _PLACE
            elif kind == COLON:
                self._advance()
                self._name()
                self._fetch(expression)
                suffix.ahead = METHOD
                expression = self._arguments()
            elif kind in ARGUMENTS:
                self._fetch(expression)
                suffix.ahead = CALL
                expression = self._arguments()
            elif kind == DOUBLE_COLON and not self._at_label():  # to 5.1 a method call without a name
                raise self._expected(NAME)
            else:
                break
            suffixes.append(suffix)
        following = 0
        for suffix in reversed(suffixes):
            following = suffix.ahead = suffix.ahead or following
        first.chain = following
        return expression

    def _bracketed(self) -> None:
        self._advance()
        self._fetch(self._expression())
        self._require(CLOSE_BRACKET)

    def _arguments(self) -> Token:
        opener = self.token
        if self.type == OPEN:
            self._advance()
            last = None if self.type == CLOSE else self._expression_list()
            self._close(CLOSE, OPEN, opener.line)
            if last is not None:
                self._fetch(last)
        elif self.type == OPEN_BRACE:
            self._table()
        elif self.type == STRING:
            self._advance()
        else:
            raise self._error("function arguments expected")
        opener.kind = _CALLED
        return opener

    def _table(self) -> None:
        opener = self.token
        opener.kind = _VALUE
        opener.before = self.last_line
        self._advance()
        pending: Token | None = None  # the positional value that is fetched after its separator
        while self.type != CLOSE_BRACE:
            if pending is not None:
                self._fetch(pending)
                pending = None
            field: Token | None = self.token
            if self.type == OPEN_BRACKET:
                self._bracketed()
            elif self.type in (NAME, GOTO) and self.tokens[self.index + 1].type == ASSIGN:
                self._name()
            else:
                if self.type == NAME or self.type == GOTO:
                    # Lua has read the token behind it, to see whether it is `=`, and counts its line already.
                    self.token.line = self.tokens[self.index + 1].line
                pending = self._expression()
                field = None
            if field is not None:
                self._require(ASSIGN)
                self._fetch(self._expression())
                field.at = self.last_line
            if not self._accept(COMMA) and not self._accept(SEMICOLON):
                break
        self._close(CLOSE_BRACE, OPEN_BRACE, opener.line)
        if pending is not None:
            self._fetch(pending)

    def _body(self, line: int, *, method: bool = False) -> None:
        """A function from its parameters to its `end`; the `(` carries its line.

        The line is the one that `lparser.c` gives it: of `function` in a statement, else of the `(`.
        """
        opening = self.token
        scope = self.scope = Scope(self.scope, line, vararg=False)
        scope.enter()
        self._require(OPEN)
        names = ["self"] if method else []
        more = self.type != CLOSE
        while more:
            if self._accept(DOTS):
                scope.vararg = True
                names.append("arg")  # LUA_COMPAT_VARARG
            elif self.type == NAME or self.type == GOTO:
                names.append(self._name())
            else:
                raise self._error("<name> or '...' expected")
            scope.check_local(len(names) - 1)
            more = not scope.vararg and self._accept(COMMA)
        scope.active += names
        self._require(CLOSE)
        self._chunk()
        opening.at = line
        self._close(END, FUNCTION, line)
        scope.leave()
        assert scope.parent is not None
        self.scope = scope.parent
