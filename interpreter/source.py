"""The token source: Lua text to the token types of luaparser's grammar, by Lua 5.1's own lexical rules.

luaparser's lexer follows Lua 5.3 and Unicode; ours follows `llex.c` of 5.1: bytes (latin-1, one character a
byte), C-locale names, `\\ddd` escapes, long brackets, numbers as glibc's strtod reads them, every newline
convention, NUL, VT and FF in the text. Comments and blanks become nothing: no token, no object.

Refuses: what Lua 5.1 refuses lexically, in its words. A lexical error does not raise here: it becomes the
last token (type ERROR), because Lua reads tokens one by one and an earlier syntax error must win.

Called by `parse.py`; the tokens are read by `grammar.py` (which checks and annotates) and by ANTLR's parser.
"""

import re
from collections.abc import Callable
from itertools import cycle
from typing import Final, NamedTuple

from luaparser.parser.LuaParser import LuaParser

EOF: Final = -1
ERROR: Final = -2  # a lexical error; `text` is what Lua shows after "near", `value` the message
UNKNOWN: Final = 0  # one byte that no Lua token starts with
NAME: Final[int] = LuaParser.NAME
STRING: Final[int] = LuaParser.NORMALSTRING
NUMBER: Final[int] = LuaParser.FLOAT
NESTING: Final = "nesting of [[...]] is deprecated"

KEYWORDS: Final[dict[str, int]] = {
    word: getattr(LuaParser, word.upper())
    for word in (
        *("and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in"),
        *("local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"),
    )
}
OPERATORS: Final[dict[str, int]] = {
    "+": LuaParser.PLUS,
    "-": LuaParser.MINUS,
    "*": LuaParser.STAR,
    "/": LuaParser.SLASH,
    "%": LuaParser.PER,
    "^": LuaParser.CARET,
    "#": LuaParser.POUND,
    "==": LuaParser.EE,
    "~=": LuaParser.SQEQ,
    "<=": LuaParser.LE,
    ">=": LuaParser.GE,
    "<": LuaParser.LT,
    ">": LuaParser.GT,
    "=": LuaParser.EQ,
    "(": LuaParser.OP,
    ")": LuaParser.CP,
    "{": LuaParser.OCU,
    "}": LuaParser.CCU,
    "[": LuaParser.OB,
    "]": LuaParser.CB,
    "::": LuaParser.CC,
    ":": LuaParser.COL,
    ";": LuaParser.SEMI,
    ",": LuaParser.COMMA,
    ".": LuaParser.DOT,
    "..": LuaParser.DD,
    "...": LuaParser.DDD,
}

# The groups, in the order of how often they match. `\0` stands beside `.`, `e` and the signs because llex.c
# looks them up with strchr, which also finds the terminating NUL of its own list.
_TOKEN = re.compile(
    r"""[ \t\v\f]*+(?:
      ([A-Za-z_][A-Za-z0-9_]*)                               # 1 name or keyword
    | (\n[ \t\v\f\n]*)                                       # 2 newlines
    | ( ==|~=|<=|>=|::|[-+*/%^\#<>=(){}\];:,](?<!-(?=-))     # 3 operator
      | \.(?:[.\0][.\0]?|(?![0-9]))|\[(?!=*\[|=) )
    | ("[^"\\\n]*"|'[^'\\\n]*')                              # 4 string without escapes
    | (\.?[0-9][0-9.]*(?:[eE\0][-+\0]?)?[A-Za-z0-9_]*)       # 5 number
    | (--(?!\[=*\[)[^\n]*)                                   # 6 short comment
    | ((?:--)?\[=*\[)                                        # 7 long string or comment
    | (["'])                                                 # 8 string with escapes, or unfinished
    | (\[=+)                                                 # 9 not a long bracket
    | ([\s\S])                                               # 10 nothing of Lua's
    )""",
    re.VERBOSE,
)
_PIECE = re.compile(r"[^\\\n\"']+|[\"']|\n|\\(?:[0-9]{1,3}|[\s\S]?)")
_NEWLINE = re.compile(r"\r\n?|\n\r?")
_DECIMAL = re.compile(r"[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0[xX][0-9A-Fa-f]+(?:[pP][0-9]+)?")
_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Token:
    """One token, as ANTLR's parser wants it, with room for what `grammar.py` finds out about it.

    `line` is where the token ends; `at` the line Lua reports for the instruction it causes; `value` the
    decoded string or the number. `chain` (first token of a prefix expression) and `ahead` (each suffix) tell
    which call comes next; `last` marks the final index of an assignment's target, `assign` its statement.
    `offset` is where a name begins in the normalised text. `kind`, `taken` and `before` are there only on the
    tokens that grammar.py says.
    """

    __slots__ = (
        "ahead", "assign", "at", "before", "chain", "kind", "last", "line", "offset", "taken", "text", "type",
        "value",
    )  # fmt: skip

    kind: int
    before: int

    def __init__(self, kind: int, text: str, line: int, value: str | float | None = None) -> None:
        self.type = kind
        self.text = text
        self.line = self.at = self.taken = line
        self.value = value
        self.ahead = self.chain = self.offset = 0
        self.assign = self.last = False


class _Long(NamedTuple):
    """A long bracket: its content, where it ends, or the error in it (message, line it was noticed in)."""

    content: str
    end: int
    error: str | None


def normalise(source: bytes, *, shebang: bool = False) -> str:
    r"""The text of a chunk: one character a byte, every newline (`\n`, `\r`, `\r\n`, `\n\r`) a `\n`.

    Lua counts and stores each of the four as one newline, wherever it stands, so doing it once is the same.
    With `shebang` a first line that starts with `#` is blanked (luaL_loadfile does, loadstring does not).
    """
    if shebang and source.startswith(b"#"):
        end = source.find(b"\n")
        source = source[end:] if end >= 0 else b""
    text = source.decode("latin-1")
    return _NEWLINE.sub("\n", text) if "\r" in text else text


def numeral(text: str) -> float | None:
    """The value of a number as it stands in a program, or None when it is malformed (luaO_str2d, glibc)."""
    text = text.partition("\0")[0]
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _HEXADECIMAL.fullmatch(text):
        try:
            return float.fromhex(text)
        except OverflowError:
            return float("inf")
    return None


Look = Callable[[], None]
"""raises what ends the reading of a text: its script has ended, or its limits are reached"""
_BETWEEN_LOOKS = 10_000
"""characters, which take some 10 ms"""


def nothing_ends() -> None:
    """For texts that are read to their end, however long they are."""


def seldom(look: Look, times: int) -> Look:
    """Calls `look` at every so many of its own calls."""
    turns = cycle([False] * (times - 1) + [True])

    def now_and_then() -> None:
        for due in turns:
            if due:
                look()
            break

    return now_and_then


def tokenise(text: str, look: Look = nothing_ends) -> list[Token]:
    """All tokens of a normalised text; the last is EOF, or ERROR where Lua's lexer would have stopped.

    `look` is called now and then; what it raises ends the reading.
    """
    tokens: list[Token] = []
    add = tokens.append
    match: Callable[[str, int], re.Match[str] | None] = _TOKEN.match
    keyword = KEYWORDS.get
    position, line, size = 0, 1, len(text)
    next_look = _BETWEEN_LOOKS
    while position < size:
        if position > next_look:
            look()
            next_look = position + _BETWEEN_LOOKS
        found = match(text, position)
        if found is None:  # blanks before the end
            break
        position = found.end()
        group = found.lastindex
        assert group is not None
        piece = found[group]
        if group == 1:
            token = Token(keyword(piece, NAME), piece, line)
            token.offset = position - len(piece)
            add(token)
        elif group == 2:
            line += piece.count("\n")
        elif group == 3:
            piece = piece.replace("\0", ".")
            add(Token(OPERATORS[piece], piece, line))
        elif group == 4:
            add(Token(STRING, piece, line, piece[1:-1]))
        elif group == 5:
            value = numeral(piece)
            if value is None:
                add(Token(ERROR, piece, line, "malformed number"))
                return tokens
            add(Token(NUMBER, piece, line, value))
        elif group == 7:
            comment = piece.startswith("--")
            content, position, error = _long_bracket(text, position, piece.count("="), comment)
            skipped = text.startswith("\n", found.end())
            line += content.count("\n") + skipped
            if error is not None:
                add(Token(ERROR, "[" if error == NESTING else "<eof>", line, error))
                return tokens
            if not comment:
                add(Token(STRING, piece + content + piece.replace("[", "]"), line, content))
        elif group == 8:
            token, position, line = _quoted(text, position, piece, line)
            add(token)
            if token.type == ERROR:
                return tokens
        elif group == 9:
            add(Token(ERROR, piece, line, "invalid long string delimiter"))
            return tokens
        elif group == 10:
            add(Token(UNKNOWN, piece, line))
    add(Token(EOF, "<eof>", line))
    return tokens


def _long_bracket(text: str, start: int, level: int, comment: bool) -> _Long:
    """Read from after the opening bracket; a first newline is not part of the content (manual 2.1)."""
    if text.startswith("\n", start):
        start += 1
    close = text.find("]" + "=" * level + "]", start)
    nested = text.find("[[", start, close if close >= 0 else len(text)) if level == 0 else -1
    if nested >= 0:  # LUA_COMPAT_LSTR is 1 in the default build
        return _Long(text[start:nested], nested, NESTING)
    if close < 0:
        return _Long(text[start:], len(text), f"unfinished long {'comment' if comment else 'string'}")
    return _Long(text[start:close], close + level + 2, None)


def _quoted(text: str, position: int, quote: str, line: int) -> tuple[Token, int, int]:
    """Read a quoted string from after its opening quote: the token, where it ends, and the line there."""
    parts: list[str] = []

    def stop(message: str, near: str | None = None) -> tuple[Token, int, int]:
        return Token(ERROR, near or quote + "".join(parts), line, message), position, line

    for found in _PIECE.finditer(text, position):
        piece = found[0]
        position = found.end()
        if piece[0] != "\\":
            if piece == quote:
                value = "".join(parts)
                return Token(STRING, quote + value + quote, line, value), position, line
            if piece == "\n":
                return stop("unfinished string")
            parts.append(piece)
        elif piece == "\\":  # the text ends after a backslash
            break
        elif piece[1].isdigit():
            code = int(piece[1:])
            if code > 255:
                return stop("escape sequence too large")
            parts.append(chr(code))
        else:
            line += piece == "\\\n"
            parts.append(_ESCAPES.get(piece[1], piece[1]))
    return stop("unfinished string", "<eof>")
