"""docs/differences.md names a test for each of its rows; all of them exist."""

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
TEXT = (TOP / "docs" / "differences.md").read_text(encoding="utf-8")
_FUNCTION = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_FILE = re.compile(r"`(tests/[\w/]+\.(?:lua|py))`")
_CELLS = re.compile(r"(?<!\\)\|")
TABLES = {
    title.strip(): [line for line in text.splitlines() if line.startswith("|")]
    for title, _, text in (part.partition("\n") for part in re.split(r"^#+ ", TEXT, flags=re.MULTILINE))
    if "\n|" in text
}


def test_every_table_is_known_here() -> None:
    of_the_program = ["The command line", "The server", "The config file", "Scripts", "The client"]
    assert [*of_the_program, "Its Lua", "From PUC Lua 5.1"] == list(TABLES)


def test_every_named_test_exists() -> None:
    named = _FUNCTION.findall(TEXT)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TOP / path).is_file() or f"def {name}(" not in (TOP / path).read_text(encoding="utf-8")
    ]
    assert [] == missing + [path for path in _FILE.findall(TEXT) if not (TOP / path).is_file()]


@pytest.mark.parametrize("title", TABLES)
def test_every_difference_names_one(title: str) -> None:
    head, _, *rows = ([cell.strip() for cell in _CELLS.split(line)[1:-1]] for line in TABLES[title])
    assert ("subject", "here", "test") == (head[0], *head[2:])
    assert len(rows) > 4
    assert [] == [row for row in rows if len(row) != 4 or not _test(row[3])]


def _test(cell: str) -> bool:
    return bool(_FUNCTION.search(cell) or _FILE.search(cell))
