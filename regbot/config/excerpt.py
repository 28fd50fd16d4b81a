"""The line of the config that a problem is about, with a caret under the place, for people who read stderr.

    3 |     tls: maybe
      |          ^

What may be a secret is not shown: the line is cut behind a key such as `pass`, and a line that belongs to the
text of such a key is left out. Pure. Called by the loader.
"""

from __future__ import annotations

import re

_SECRET = re.compile(
    r"(?:[\w-]*(?:pass|token|secret|clientkey|private)[\w-]*|\bauth)[\"']?\s*:", re.IGNORECASE
)
_INDENT = re.compile(r"[ \t]*(?:-[ \t]+)*")
_WIDTH = 100
_CUT = "…"


def excerpt(text: str, line: int, column: int, *, secret: bool = False) -> str:
    """The excerpt's two lines; empty when there is nothing to show.

    `secret`: what stands at the place must not be shown, whatever it looks like.
    """
    lines = text.splitlines()
    if not 1 <= line <= len(lines) or _inside_secret(lines, line - 1):
        return ""
    shown = "".join(char if char.isprintable() else " " for char in lines[line - 1])
    ends = [found.end() for found in [_SECRET.search(shown)] if found] + [column - 1] * secret
    if ends and min(ends) < len(shown.rstrip()):
        shown = f"{shown[: min(ends)].rstrip()} {_CUT}"
    caret = min(column - 1, len(shown.rstrip()) if not ends else max(0, len(shown) - 1))
    if caret > _WIDTH - 20:
        cut = caret - _WIDTH // 2
        shown, caret = _CUT + shown[cut:], caret - cut + 1
    if len(shown) > _WIDTH:
        shown = shown[: _WIDTH - 1] + _CUT
    if not shown.strip():
        return ""
    number = f"{line:>5}"
    return f"{number} | {shown.rstrip()}\n{' ' * len(number)} | {' ' * caret}^"


def _inside_secret(lines: list[str], at: int) -> bool:
    """Whether the line is part of a text of several lines whose key is a secret's."""
    depth = _depth(lines[at])
    for line in reversed(lines[:at]):
        if not line.strip() or _depth(line) >= depth:
            continue
        found = _SECRET.search(line)
        if found is not None:
            return True
        depth = _depth(line)
    return False


def _depth(line: str) -> int:
    found = _INDENT.match(line)
    return found.end() if found else 0
