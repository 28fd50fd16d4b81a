"""What this build is: the values behind `regbot version`.

The commit is read from the checkout's `.git` when there is one; no program is run and nothing heavy is
imported, because `regbot version` must be instant. The field names are the reference's, so that
`--format '{{.VCSTag}}'` works as before; GoVer and GoCompiler are answered by Python's own.
"""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path
from typing import Any

from regbot import __version__


class Build(dict[str, Any]):
    """The fields by the names that templates use."""

    def pretty(self) -> str:
        """Two aligned columns."""
        shown = [*_PRETTY, "PyVer", "PyImplementation"]
        return "".join(f"{name + ':':<18}{self[name]}\n" for name in shown)

    def document(self) -> dict[str, Any]:
        """The fields under their JSON names: `vcsTag`, `pyVersion`."""
        return {_JSON.get(name, name[0].lower() + name[1:]): value for name, value in self.items()}


_JSON = {
    "GoVer": "goVersion",
    "PyVer": "pyVersion",
    **{f"VCS{name}": f"vcs{name}" for name in ("Tag", "Ref", "Commit", "State", "Date")},
}
_PRETTY = ("VCSTag", "VCSRef", "VCSCommit", "VCSState", "VCSDate", "Platform")


def build(root: Path | None = None) -> Build:
    """The values of this build; `root` is the folder that may hold `.git`."""
    commit = _commit(root or Path(__file__).resolve().parent.parent)
    python = platform.python_version()
    implementation = sys.implementation.name
    return Build(
        VCSTag=f"v{__version__}",
        VCSRef=commit or f"v{__version__}",
        VCSCommit=commit,
        VCSState="unknown",
        VCSDate="",
        Platform=f"{sys.platform}/{platform.machine()}",
        PyVer=python,
        PyImplementation=implementation,
        GoVer=python,
        GoCompiler=implementation,
        Debug=False,
    )


def _commit(root: Path) -> str:
    git = root / ".git"
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if head.startswith("ref: "):
            name = head.removeprefix("ref: ")
            loose = git / name
            head = loose.read_text(encoding="utf-8").strip() if loose.is_file() else _packed(git, name)
    except (OSError, UnicodeDecodeError):
        return ""
    return head if re.fullmatch(r"[0-9a-f]{40,64}", head) else ""


def _packed(git: Path, name: str) -> str:
    for line in (git / "packed-refs").read_text(encoding="utf-8").splitlines():
        commit, _, ref = line.partition(" ")
        if ref == name:
            return commit
    return ""
