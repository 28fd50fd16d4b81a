"""The Lua text of a script and where it stands, so that line 3 of it can be called `regbot.yml:17`.

A text is inline (`script: |`) or a file of its own (`scriptFile: mirror.lua`). Of inline texts only literal
blocks, and texts on one line, have lines that are lines of the file: that is checked against the file, not
guessed, and where it does not hold the place is the beginning of the text. Called by the loader; used by
whoever runs or checks scripts. Knows no Lua.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

INLINE = "=<string>"
"""Lua's name for an inline script. Scripts in the wild look for `<string>:LINE:` in errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A script's text.

    `chunk` is Lua's name for it; `folder` is where `require` looks first, None for the config's folder. The
    first line of the text is line `line` of `file`, `indent` columns to the right; an `indent` of None says
    that the text's lines are not the file's, and `line` and `column` are where the text begins.
    """

    code: bytes
    chunk: str = INLINE
    folder: Path | None = None
    file: str = ""
    line: int = 1
    column: int = 1
    indent: int | None = 0

    @property
    def is_file(self) -> bool:
        """Whether it is a Lua file of its own, which may begin with a line for the shell."""
        return self.chunk.startswith("@")

    def folders(self, base_dir: Path) -> tuple[Path, ...]:
        """Where `require` looks first; `base_dir` is the config's folder."""
        return (self.folder or base_dir, base_dir)

    def place(self, line: int, column: int = 1) -> tuple[int, int]:
        """Line and column in `file` of a place in the text; all count from 1."""
        if self.indent is None:
            return self.line, self.column
        return self.line + line - 1, column + self.indent

    def at(self, line: int) -> str:
        """`file:line` of a line of the text."""
        return f"{self.file}:{self.place(line)[0]}"


def inline(text: str, file: str, content: str, place: tuple[int, int], style: str | None) -> Source:
    """The source of a script in a YAML file: `content` is the file, `place` and `style` the value's."""
    code = text.encode()
    line, column = place
    lines = text.splitlines()
    written = content.splitlines()
    if style == "|":
        # The text begins behind the line with the `|`, which an anchor or a tag may have before it.
        for first in range(line, min(line + 3, len(written))):
            indent = _indent(lines, written[first : first + len(lines)])
            if indent is not None:
                return Source(code=code, file=file, line=first + 1, column=indent + 1, indent=indent)
    elif len(lines) == 1:
        start = column - 1 + (style in ("'", '"'))
        if written[line - 1][start:].startswith(text):
            return Source(code=code, file=file, line=line, column=start + 1, indent=start)
    return Source(code=code, file=file, line=line, column=column, indent=None)


def _indent(lines: list[str], written: list[str]) -> int | None:
    """How far the lines are moved to the right in what is written; None when it is something else."""
    longest = max(zip(lines, written, strict=False), key=lambda pair: len(pair[0].strip()), default=None)
    if longest is None or len(lines) != len(written):
        return None
    indent = len(longest[1]) - len(longest[0])
    same = all(there[indent:] == here for here, there in zip(lines, written, strict=True))
    return indent if indent >= 0 and same else None
