from pathlib import Path

import pytest

from regbot.errors import UsageError
from regbot.state import state_directory


@pytest.mark.parametrize(
    ("given", "environ", "expected"),
    [
        ("here", {"STATE_DIRECTORY": "/var/lib/regbot", "HOME": "/home/me"}, "here"),
        (
            None,
            {"STATE_DIRECTORY": "/var/lib/regbot", "XDG_STATE_HOME": "/x", "HOME": "/h"},
            "/var/lib/regbot",
        ),
        (None, {"STATE_DIRECTORY": "/var/lib/regbot:/var/lib/other"}, "/var/lib/regbot"),
        (None, {"XDG_STATE_HOME": "/x", "HOME": "/h"}, "/x/regbot"),
        (None, {"XDG_STATE_HOME": "relative", "HOME": "/h"}, "/h/.local/state/regbot"),
        (None, {"HOME": "/h"}, "/h/.local/state/regbot"),
    ],
)
def test_the_first_that_is_given_is_the_state_directory(
    given: str | None, environ: dict[str, str], expected: str
) -> None:
    assert Path(expected) == state_directory(given, environ)


def test_an_empty_folder_is_a_mistake() -> None:
    with pytest.raises(UsageError, match=r"^--state needs a folder$"):
        state_directory("", {})


def test_without_a_home_one_has_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    with pytest.raises(UsageError, match="--state DIR"):
        state_directory(None, {})
