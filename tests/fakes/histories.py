"""Helpers of the tests of the history: runs made by hand, and a process that writes until it is killed."""

from typing import Any

from regbot.builtins import Change
from regbot.runs import RunRecord

DIGEST = f"sha256:{'1' * 64}"


def record(
    number: int = 1, script: str = "mirror", *, changes: tuple[Change, ...] = (), **more: Any
) -> RunRecord:
    """A run that goes on; it began `number` seconds after the epoch's thousandth."""
    run = RunRecord(id=f"run-{number}", script=script, trigger="schedule", started=1000.0 + number, **more)
    run.changes.all.extend(changes)
    return run


def ended(run: RunRecord, status: Any = "ok", *, after: float = 0.5, error: str = "") -> RunRecord:
    """The same run at its end."""
    run.ended, run.status, run.error = run.started + after, status, error
    return run


def copied(number: int = 1, **more: Any) -> Change:
    """A copy that sent 1000 bytes."""
    return Change(
        action="copy",
        source=f"a/x:{number}",
        target=f"b/x:{number}",
        digest=DIGEST,
        moved=1000,
        at="m:1",
        **more,
    )
