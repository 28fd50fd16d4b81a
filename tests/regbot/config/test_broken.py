"""What people are told about the broken files of `broken/`: all of it in `broken.txt`, to be read.

A change of a message is a change of that file. `python -m tests.regbot.config.test_broken` writes it anew;
read what comes out.
"""

import os
from pathlib import Path

import pytest

from regbot.config.load import load_config
from regbot.errors import ConfigError

FOLDER = Path(__file__).parent / "broken"
TEXT = Path(__file__).parent / "broken.txt"
FILES = sorted(path.name for path in FOLDER.glob("*.yml"))


def told(name: str) -> str:
    try:
        load_config(name)
    except ConfigError as error:
        return error.explained()
    return f"{name}: nothing is wrong with it"


@pytest.fixture(scope="module")
def expected() -> dict[str, str]:
    parts = TEXT.read_text(encoding="utf-8").split("\n\n")
    return {part.partition(":")[0]: part.rstrip("\n") for part in parts}


@pytest.mark.parametrize("name", FILES)
def test_the_message_is_the_one_that_was_read(
    name: str, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    assert expected[name] == told(name)


def test_no_message_shows_a_password() -> None:
    assert "hunter" not in TEXT.read_text(encoding="utf-8")


def test_there_are_at_least_forty_and_each_is_read() -> None:
    assert 40 <= len(FILES) == TEXT.read_text(encoding="utf-8").count("\n\n") + 1


if __name__ == "__main__":
    os.chdir(FOLDER)
    TEXT.write_text("\n\n".join(map(told, FILES)) + "\n")
