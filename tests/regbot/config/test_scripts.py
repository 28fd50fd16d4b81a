from pathlib import Path

import pytest

from regbot.config.load import Loaded, load_config
from regbot.errors import ConfigError


def source_at(text: str, line: int, column: int = 1) -> tuple[int, int]:
    return load_config("f.yml", text).sources[0].place(line, column)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("scripts:\n  - script: |\n      one()\n      two()\n", (4, 9)),
        ("scripts:\n  - script: |-\n      one()\n      two()", (4, 9)),
        ("scripts:\r\n  - script: |\r\n      one()\r\n      two()\r\n", (4, 9)),
        ("scripts:\n  - script: |  # a comment\n\n      two()\n", (4, 9)),
        ("scripts:\n  - script: |2\n        one()\n      two()\n", (4, 9)),
        ("scripts:\n  - script: &a |\n      one()\n      two()\n", (4, 9)),
        ("scripts:\n  - script: &a\n      |\n      one()\n      two()\n", (5, 9)),
        ("scripts:\n- script: |\n   one()\n   two()\n   three()\n", (4, 6)),
        ("x-a: &a |\n  one()\n  two()\nscripts:\n  - script: *a\n", (3, 5)),
        ("x-a: &a\n  script: |\n    one()\n    two()\nscripts:\n  - <<: *a\n", (4, 7)),
    ],
)
def test_the_second_line_of_a_block_is_a_line_of_the_file(text: str, place: tuple[int, int]) -> None:
    assert place == source_at(text, 2, 3)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("scripts:\n  - script: one()\n", (2, 15)),
        ("scripts:\n  - script: 'one()'\n", (2, 16)),
        ('scripts:\n  - script: "one()"\n', (2, 16)),
        ("scripts: [{script: one()}]\n", (1, 22)),
    ],
)
def test_a_text_on_one_line_is_a_part_of_that_line(text: str, place: tuple[int, int]) -> None:
    assert place == source_at(text, 1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "scripts:\n  - script: >\n      one()\n      two()\n",
        'scripts:\n  - script: "one()\\ntwo()"\n',
        "scripts:\n  - script: 'print(''a'')'\n",
        "scripts:\n  - script: one()\n      two()\n",
    ],
)
def test_where_lines_are_not_lines_of_the_file_the_place_is_the_beginning(text: str) -> None:
    assert (2, 13) == source_at(text, 1, 9)


def with_file(folder: Path, text: str) -> Loaded:
    (folder / "regbot.yml").write_text(text)
    return load_config(folder / "regbot.yml")


def test_a_script_may_be_a_file_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "lua").mkdir()
    (tmp_path / "lua" / "mirror.lua").write_bytes(b"#!/bin/lua\nprint('\xff')\n")
    loaded = with_file(tmp_path, "scripts:\n  - scriptFile: lua/mirror.lua\n")
    (source,) = loaded.sources
    assert (b"#!/bin/lua\nprint('\xff')\n", "@lua/mirror.lua", True) == (
        source.code,
        source.chunk,
        source.is_file,
    )
    assert (tmp_path / "lua", tmp_path) == source.folders(loaded.base_dir)
    assert f"{tmp_path}/lua/mirror.lua:2" == source.at(2)
    assert () == loaded.warnings


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ("{scriptFile: no.lua}", "2:18: scripts[0].scriptFile: open {}/no.lua: no such file or directory"),
        ("{scriptFile: '.'}", "2:18: scripts[0].scriptFile: open {}: is a directory"),
        (
            "{script: x(), scriptFile: a.lua}",
            "2:19: scripts[0].scriptFile: script is given too (allowed: one of the two)",
        ),
        ("{scriptFile: [a]}", "2:18: scripts[0].scriptFile: must be text, got a list"),
    ],
)
def test_a_script_file_that_cannot_be_used_is_an_error(tmp_path: Path, entry: str, error: str) -> None:
    (tmp_path / "a.lua").touch()
    with pytest.raises(ConfigError) as raised:
        with_file(tmp_path, f"scripts:\n  - {entry}\n")
    assert f"{tmp_path}/regbot.yml:{error.format(tmp_path)}" == str(raised.value)
