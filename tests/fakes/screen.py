"""A terminal's screen, as far as the program uses one: what a person would see after all that was written.

    screen = Screen(columns=80, rows=24)
    screen.feed("one\\n\\x1b[1Atwo")
    assert ["two"] == screen.lines()

Knows line ends, carriage returns, wrapping, colours (which it skips), moving up, and erasing. Any other
sequence is an error: a program that hides the cursor has to show it again.
"""

import re

_SEQUENCE = re.compile(r"\x1b\[(?P<numbers>[\d;]*)(?P<what>[A-Za-z])")


class Screen:
    """Lines that scroll off the top stay in `lines()`, so nothing that was written is lost to a test."""

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.columns = columns
        self.rows = rows
        self.column = 0
        self.row = 0
        self._cells: list[list[str]] = [[]]

    def feed(self, text: str) -> None:
        """Take what a program wrote."""
        at = 0
        while at < len(text):
            match = _SEQUENCE.match(text, at)
            if match:
                self._control(match["what"], match["numbers"])
                at = match.end()
            else:
                self._character(text[at])
                at += 1

    def lines(self) -> list[str]:
        """What stands there, without blanks at the ends and empty lines below."""
        found = ["".join(line).rstrip() for line in self._cells]
        while found and not found[-1]:
            found.pop()
        return found

    def _character(self, char: str) -> None:
        assert char != "\x1b", "a control sequence that this screen does not know"
        if char == "\n":
            self.column = 0
            self._down()
        elif char == "\r":
            self.column = 0
        else:
            if self.column == self.columns:
                self.column = 0
                self._down()
            line = self._cells[self.row]
            line.extend(" " * (self.column + 1 - len(line)))
            line[self.column] = char
            self.column += 1

    def _down(self) -> None:
        self.row += 1
        if self.row == len(self._cells):
            self._cells.append([])

    def _control(self, what: str, numbers: str) -> None:
        if what == "A":
            top = max(0, len(self._cells) - self.rows)
            self.row = max(top, self.row - int(numbers or 1))
        elif what == "K" and not numbers:
            del self._cells[self.row][self.column :]
        elif what == "J" and not numbers:
            del self._cells[self.row][self.column :]
            del self._cells[self.row + 1 :]
        else:
            assert what == "m", f"a control sequence that this screen does not know: {numbers}{what}"
