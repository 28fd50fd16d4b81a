"""What the daemon knows about runs of scripts, and who is told of them: the nouns that its parts share.

`daemon.py` makes a RunRecord for each run and tells every Observer (history, metrics, notices, the page).
`http_status.py` looks at the daemon through a Desk. Nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from regbot.builtins import Changes

Trigger = Literal["schedule", "start", "request"]
"""Why a run began: its time had come, the daemon started with runAtStart, or somebody asked for it."""

RunStatus = Literal["running", "ok", "failed", "timed out", "cancelled", "lost"]
"""`cancelled`: the daemon stopped first. `lost`: the process ended without a word (kill -9, power)."""


@dataclass(kw_only=True)
class RunRecord:
    """One run. Times are Unix seconds; `ended` is None while it runs, `changes` grows meanwhile.

    `id` is unique among all runs of a history; `error` is one line without secrets, `at` its place
    (`file:line`), "" where nobody knows. `due` is when the schedule wanted it, None for other triggers.
    """

    id: str
    script: str
    trigger: Trigger
    started: float
    due: float | None = None
    ended: float | None = None
    status: RunStatus = "running"
    error: str = ""
    at: str = ""
    dry_run: bool = False
    changes: Changes = field(default_factory=Changes)

    @property
    def duration(self) -> float | None:
        """Seconds from start to end; None while it runs."""
        return None if self.ended is None else max(0.0, self.ended - self.started)


class Observer(Protocol):
    """Somebody who wants to know. Called in the event loop, one after the other: must return at once, and
    must not raise (what needs time goes into a task or a queue of the observer's own).
    """

    def run_started(self, run: RunRecord) -> None:
        """A run began."""
        ...

    def run_ended(self, run: RunRecord) -> None:
        """A run ended, in whatever way; `run` does not change any more."""
        ...

    def tick_dropped(self, script: str, running: RunRecord) -> None:
        """It was time for a run, and the one before was not over."""
        ...


@dataclass(frozen=True, kw_only=True)
class ScriptState:
    """One script of the config as it stands. `when` is the schedule as people read it (`every 15m`,
    `0 3 * * *`, "" for never); `next_run` Unix seconds; `problem` says why it is not scheduled.
    """

    name: str
    when: str = ""
    next_run: float | None = None
    running: RunRecord | None = None
    last: RunRecord | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Reload:
    """The last time the config was read: Unix seconds, and what was wrong with it ("" for nothing)."""

    at: float
    error: str = ""


class Desk(Protocol):
    """The daemon, as those who show it see it."""

    @property
    def started(self) -> float:
        """When the daemon began, Unix seconds."""
        ...

    @property
    def ready(self) -> bool:
        """The schedule runs: neither still starting nor stopping."""
        ...

    @property
    def reload(self) -> Reload:
        """How the config was read last."""
        ...

    def scripts(self) -> Sequence[ScriptState]:
        """All scripts in the order of the config."""
        ...

    def run_now(self, name: str) -> RunRecord:
        """Start a script now. Raises KeyError for an unknown name, BlockingIOError when it is running."""
        ...
