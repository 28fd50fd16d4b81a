"""docs/differences.md names a test for each difference of the two Luas; all of them exist."""

import re
from pathlib import Path

TOP = Path(__file__).parents[1]
TEXT = (TOP / "docs" / "differences.md").read_text(encoding="utf-8")
_FUNCTION = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_FILE = re.compile(r"`(tests/[\w/]+\.(?:lua|py))`")


def test_every_named_test_exists() -> None:
    named = _FUNCTION.findall(TEXT)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TOP / path).is_file() or f"def {name}(" not in (TOP / path).read_text(encoding="utf-8")
    ]
    assert [] == missing + [path for path in _FILE.findall(TEXT) if not (TOP / path).is_file()]


def test_every_difference_of_the_two_luas_names_one() -> None:
    _, _, ours = TEXT.partition("### Its Lua")
    rows = [line for line in ours.splitlines() if line.startswith("| ") and not line.startswith("| subject")]
    assert len(rows) > 30
    assert [] == [row for row in rows if not _FUNCTION.search(row) and not _FILE.search(row)]
