"""Where the daemon keeps what it remembers: the state directory and the names of the files in it.

Refuses to create anything: whoever opens a file there does. Called by the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from regbot.errors import UsageError

HISTORY = "history.sqlite"
"""The file of the history in the state directory."""


def state_directory(given: str | None, environ: Mapping[str, str]) -> Path:
    """`--state DIR`, else $STATE_DIRECTORY, else $XDG_STATE_HOME/regbot, else ~/.local/state/regbot.

    Raises UsageError for an empty DIR, and when nothing says where a home is.
    """
    if given is not None:
        if not given:
            raise UsageError("--state needs a folder")
        return Path(given)
    # systemd.exec(5): with several StateDirectory= the paths are separated by colons
    if first := environ.get("STATE_DIRECTORY", "").partition(":")[0]:
        return Path(first)
    xdg = environ.get("XDG_STATE_HOME", "")
    if xdg.startswith("/"):  # the XDG specification: a relative path is to be ignored
        return Path(xdg) / "regbot"
    try:
        return Path(environ["HOME"] if environ.get("HOME") else Path.home()) / ".local/state/regbot"
    except RuntimeError as error:
        raise UsageError("there is no home folder to keep the history in: give --state DIR") from error
