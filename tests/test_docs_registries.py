"""docs/registries.md names a test for each quirk; all of them exist."""

import re
from pathlib import Path

TOP = Path(__file__).parents[1]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_ROW = re.compile(r"^\| (?!quirk |copy \||-)(.+) \|$", re.MULTILINE)


def test_every_named_test_exists() -> None:
    named = _NAMED.findall((TOP / "docs" / "registries.md").read_text(encoding="utf-8"))
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TOP / path).is_file()
        or not re.search(rf"def {name}\(", (TOP / path).read_text(encoding="utf-8"))
    ]
    assert [] == missing
    assert len(named) > 50


def test_every_row_names_one() -> None:
    rows = _ROW.findall((TOP / "docs" / "registries.md").read_text(encoding="utf-8"))
    assert [] == [row for row in rows if not row.startswith("---") and not _NAMED.search(row)]
