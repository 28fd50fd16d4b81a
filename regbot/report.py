"""What a run did, or a dry run would have done: how each script ended, its writes, their sums; and the file.

`Report` is filled while the scripts run, so that it tells the truth also when they fail or are cancelled. Its
document is described in docs/report.md, its form for people is in `plan.py`. Used by the app; the history
keeps the same documents.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from regbot.builtins import Change, Changes
from regbot.errors import UsageError
from regbot.logs import redact
from regbot.run import Outcome

if TYPE_CHECKING:
    from regbot.history_file import RunSummary
    from regbot.runs import RunRecord

VERSION = 1
"""Of the document. It grows when a member changes its meaning or goes; new members may come without."""

Status = Literal["ok", "failed", "timed out", "cancelled", "not run"]

_COUNTS = {
    "copy": "copied",
    "import": "copied",
    "retag": "retagged",
    "put manifest": "pushed",
    "put blob": "pushed",
    "delete tag": "deleted",
    "delete manifest": "deleted",
    "export": "exported",
}


@dataclass(kw_only=True)
class Summary:
    """Numbers of writes by what became of them, and bytes: sent to targets, and not sent because the target
    had them or its registry shared them.
    """

    copied: int = 0
    retagged: int = 0
    pushed: int = 0
    deleted: int = 0
    exported: int = 0
    skipped: int = 0
    failed: int = 0
    bytes_moved: int = 0
    bytes_saved: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Summary:
        """The sums over these writes."""
        found = cls()
        for change in changes:
            found.add(change)
        return found

    def add(self, change: Change) -> None:
        """Count one more write."""
        name = {"unchanged": "skipped", "failed": "failed"}.get(change.result) or _COUNTS[change.action]
        setattr(self, name, getattr(self, name) + 1)
        self.bytes_moved += change.moved
        self.bytes_saved += change.saved

    @property
    def empty(self) -> bool:
        """No script tried to write anything."""
        return self == Summary()


@dataclass(kw_only=True)
class ScriptReport:
    """One script of the run. Times are Unix seconds and seconds; `changes` grows while the script runs."""

    name: str
    status: Status = "not run"
    started: float = 0.0
    duration: float = 0.0
    error: str = ""
    changes: Changes = field(default_factory=Changes)


class Report:
    """All scripts of a run, in the order of the config. `wall` gives Unix seconds, `clock` seconds."""

    def __init__(
        self,
        names: Iterable[str],
        *,
        dry_run: bool,
        wall: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.dry_run = dry_run
        self.scripts = [ScriptReport(name=name) for name in names]
        self.started = wall()
        self.duration = 0.0
        self._wall, self._clock = wall, clock
        self._begin = clock()

    def start(self, number: int) -> ScriptReport:
        """A script begins; until somebody says how it ended, it was cancelled."""
        script = self.scripts[number]
        script.status, script.started = "cancelled", self._wall()
        return script

    def end(self, script: ScriptReport, outcome: Outcome) -> None:
        """A script ended by itself."""
        script.status, script.error, script.duration = outcome.status, outcome.error, outcome.duration

    def finish(self) -> None:
        """The run is over; scripts that nobody ended were cancelled just now."""
        self.duration = self._clock() - self._begin
        for script in self.scripts:
            if script.status == "cancelled":
                script.duration = self.started + self.duration - script.started
                script.error = script.error or "the run was cancelled"

    @property
    def status(self) -> Literal["ok", "failed", "cancelled"]:
        """How the run ended."""
        found = {script.status for script in self.scripts}
        if found & {"cancelled", "not run"}:
            return "cancelled"
        return "ok" if found <= {"ok"} else "failed"

    @property
    def summary(self) -> Summary:
        """The sums over all scripts."""
        return Summary.of(change for script in self.scripts for change in script.changes.all)

    def document(self) -> dict[str, Any]:
        """The report as JSON values; see docs/report.md. No text in it holds a secret."""
        document: dict[str, Any] = redacted(
            {
                "version": VERSION,
                "dryRun": self.dry_run,
                "status": self.status,
                "started": timestamp(self.started),
                "duration": round(self.duration, 3),
                "summary": summary_document(self.summary),
                "scripts": [_script(script) for script in self.scripts],
            }
        )
        return document


class ReportFile:
    """The file of `--report`. It is made sure of before the run, and appears (or is replaced) at its end."""

    def __init__(self, path: str) -> None:
        """Create the temporary file beside the target. Raises UsageError where that is not possible."""
        real = Path(os.path.realpath(path))  # a link stays a link, and leads to the new file
        if not path or (real.exists() and not real.is_file()):
            raise UsageError(f'cannot write the report "{path}": it is not a regular file')
        if not real.parent.is_dir():
            raise UsageError(f'cannot write the report "{path}": there is no folder "{real.parent}"')
        from regbot.registry.layout_files import NewFile  # the registry client comes with it

        self._new = NewFile(real)
        self._path = path
        try:
            self._new.open()
        except OSError as error:
            raise UsageError(f'cannot write the report "{path}": {error.strerror}') from error

    def write(self, document: dict[str, Any]) -> None:
        """Give the file its content and its name in one step. Raises UsageError when the disk refuses."""
        try:
            self._new.write(json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n")
            self._new.keep(sync=True)
        except OSError as error:
            raise UsageError(f'cannot write the report "{self._path}": {error.strerror}') from error
        finally:
            self._new.discard()


def run_document(run: RunRecord | RunSummary, summary: Summary, dropped: int) -> dict[str, Any]:
    """A run of a server as JSON values, without its single writes. dropped: ticks that found it going."""
    return {
        "id": run.id,
        "script": run.script,
        "trigger": run.trigger,
        "status": run.status,
        "due": None if run.due is None else timestamp(run.due),
        "started": timestamp(run.started),
        "ended": None if run.ended is None else timestamp(run.ended),
        "duration": None if run.duration is None else round(run.duration, 3),
        "dryRun": run.dry_run,
        "error": run.error or None,
        "at": run.at or None,
        "ticksDropped": dropped,
        "summary": summary_document(summary),
    }


def change_document(change: Change) -> dict[str, Any]:
    """One write as JSON values."""
    deletes = change.action.startswith("delete")
    return {
        "action": change.action,
        "result": "planned" if change.dry_run and change.result == "done" else change.result,
        "source": change.source or None,
        "target": change.target,
        "digestBefore": change.before or None,
        "digestAfter": None if deletes else change.digest or None,
        "bytesMoved": change.moved,
        "bytesSaved": change.saved,
        "blobsMoved": change.blobs_moved,
        "blobsMounted": change.blobs_mounted,
        "blobsSkipped": change.blobs_skipped,
        "size": change.size or None,
        "reason": change.reason or None,
        "at": change.at,
        "error": change.error or None,
    }


def _script(script: ScriptReport) -> dict[str, Any]:
    ran = script.status != "not run"
    return {
        "name": script.name,
        "status": script.status,
        "started": timestamp(script.started) if ran else None,
        "duration": round(script.duration, 3) if ran else None,
        "error": script.error or None,
        "summary": summary_document(Summary.of(script.changes.all)),
        "changes": [change_document(change) for change in script.changes.all],
    }


def summary_document(summary: Summary) -> dict[str, int]:
    """The sums as JSON values."""
    return {_camel(each.name): getattr(summary, each.name) for each in fields(summary)}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def timestamp(seconds: float) -> str:
    """Unix seconds as RFC 3339 in UTC, with milliseconds."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def redacted(value: Any) -> Any:
    """JSON values without the secrets that are known."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {name: redacted(member) for name, member in value.items()}
    if isinstance(value, list):
        return [redacted(item) for item in value]
    return value
