"""A JSON text that can be edited in place: what an edit does not touch keeps its bytes.

Digests are taken over bytes, so an exported manifest or config must differ from the fetched one only where
the script changed it. `Document` knows where each member's text stands and how the text is laid out (compact
or indented); the caller (`fields.py`) writes the new text, taking slices of the old one. Texts that are no
JSON are refused by the registry client before they get here.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]+")


class Document:
    """The text of a JSON document, the place of each value in it by path, and its layout."""

    def __init__(self, raw: bytes) -> None:
        self.text = raw.decode("utf-8-sig")
        self._places: dict[Path, tuple[int, int]] = {}
        self._scan(_skip(self.text, 0), ())
        indent = re.match(r"\s*[\[{]\r?\n([ \t]+)", self.text)
        self.indent = indent.group(1) if indent else ""
        colon = re.match(r'\s*\{\s*"(?:[^"\\]|\\.)*":( ?)', self.text)
        self._colon = ": " if self.indent or (colon is not None and colon.group(1)) else ":"
        self._comma = ", " if not self.indent and self._colon == ": " else ","

    def source(self, path: Path) -> str:
        """Give the text of the value at `path` (names, list positions from 0). Raises KeyError."""
        start, end = self._places[path]
        return self.text[start:end]

    def around(self, root: str) -> str:
        """Give the whole text with the root value replaced: blanks before and after it stay."""
        start, end = self._places[()]
        return self.text[:start] + root + self.text[end:]

    def write_object(self, members: Iterable[tuple[str, str]], level: int) -> str:
        """Lay out an object of (name, text of the value) at nesting `level` in the style of the document."""
        return self._write("{", [quoted(name) + self._colon + text for name, text in members], "}", level)

    def write_list(self, items: Iterable[str], level: int) -> str:
        """Lay out a list of texts at nesting `level` in the style of the document."""
        return self._write("[", list(items), "]", level)

    def _write(self, opening: str, parts: list[str], closing: str, level: int) -> str:
        if not self.indent or not parts:
            return opening + self._comma.join(parts) + closing
        inner, outer = "\n" + self.indent * (level + 1), "\n" + self.indent * level
        return opening + inner + ("," + inner).join(parts) + outer + closing

    def _scan(self, start: int, path: Path) -> int:
        """Note the place of the value that begins at `start`, and of all values in it; give its end."""
        text = self.text
        opening = text[start]
        if opening == '"':
            end = _match(_STRING, text, start)
        elif opening not in "{[":
            end = _match(_SCALAR, text, start)
        else:
            end = self._scan_container(start, path, "}" if opening == "{" else "]")
        self._places[path] = (start, end)
        return end

    def _scan_container(self, start: int, path: Path, closing: str) -> int:
        text = self.text
        at, position = _skip(text, start + 1), 0
        while text[at] != closing:
            name: str | int = position
            if closing == "}":
                end = _match(_STRING, text, at)
                name = json.loads(text[at:end])
                at = _skip(text, _skip(text, end) + 1)
            at = _skip(text, self._scan(at, (*path, name)))
            position += 1
            if text[at] == ",":
                at = _skip(text, at + 1)
        return at + 1


def quoted(text: str) -> str:
    """Give the JSON string literal of a text."""
    return json.dumps(text, ensure_ascii=False)


def pretty(value: Any) -> str:
    """Give a value as JSON indented by two blanks, which is what `tostring` of an object shows."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _skip(text: str, at: int) -> int:
    return _match(_BLANK, text, at)


def _match(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError(f"no JSON value at offset {at}")
    return found.end()
