"""A script as a tree, for programs that look at it and do not run it.

`parse_tree(source, name)` gives a `Syntax`: luaparser's nodes as parse.py builds them, with every name
resolved by scope.py (`node.variable` is None for a global), and the place of each name in the text. The tree
is shared with the states that run the same text: it must not be changed. Called by hosts.
"""

from bisect import bisect_right
from typing import Any

from interpreter.parse import parse
from interpreter.scope import Variable, resolve
from interpreter.source import normalise
from interpreter.values import decode

__all__ = ["Syntax", "Variable", "parse_tree"]


class Syntax:
    """The tree of a chunk (`chunk`), its resolved names, and where they stand."""

    __slots__ = ("_lines", "chunk", "text")

    def __init__(self, chunk: Any, text: str) -> None:
        self.chunk = chunk
        self.text = text
        """the text with every newline as `\\n`, one character a byte"""
        self._lines = [0]
        for place, character in enumerate(text):
            if character == "\n":
                self._lines.append(place + 1)

    def place(self, name: Any) -> tuple[int, int]:
        """Line and column of a Name node, from 1; columns count characters of UTF-8."""
        line = bisect_right(self._lines, name.offset)
        return line, len(decode(self.text[self._lines[line - 1] : name.offset])) + 1


def parse_tree(source: bytes, chunkname: str, *, shebang: bool = False) -> Syntax:
    """The tree of a Lua text. `chunkname` as in Lua: `=name`, `@file`. Raises LuaError for what is no Lua."""
    chunk = parse(source, chunkname, shebang=shebang)
    resolve(chunk)
    return Syntax(chunk, normalise(source, shebang=shebang))
