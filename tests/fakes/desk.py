"""A daemon that does what a test says, for those who look at it through a Desk."""

from dataclasses import replace
from itertools import count
from typing import Any

from regbot.builtins import Change
from regbot.feed import Feed
from regbot.loglines import LogLines
from regbot.metrics import Metrics
from regbot.registry.client import CopyReport
from regbot.registry.reference import Reference
from regbot.runs import Reload, RunRecord, RunStatus, ScriptState

NOW = 1_800_000_000.0
"""Unix seconds: when these daemons began."""


class FakeDesk:
    """The desk of a daemon without a schedule: `begin` and `end` runs; the feed and the metrics are told.

    wall: Unix seconds that the runs get.
    """

    def __init__(self, *names: str, started: float = NOW) -> None:
        self.started = started
        self.wall = started
        self.ready = True
        self.reload = Reload(at=started)
        self.states = {name: ScriptState(name=name, when="every 15m") for name in names}
        self.lines = LogLines()
        self.feed = Feed(self.lines)
        self.metrics = Metrics(wall=lambda: self.wall)
        self._ids = count(1)

    def scripts(self) -> list[ScriptState]:
        return list(self.states.values())

    def run_now(self, name: str) -> RunRecord:
        if self.states[name].running is not None:
            raise BlockingIOError(name)
        return self.begin(name, trigger="request")

    def set(self, name: str, /, **fields: Any) -> None:
        """Change a script's state."""
        self.states[name] = replace(self.states[name], **fields)

    def begin(self, name: str, **fields: Any) -> RunRecord:
        """A run begins now."""
        fields = {"trigger": "schedule", "started": self.wall, **fields}
        run = RunRecord(id=f"r{next(self._ids)}", script=name, **fields)
        self.set(name, running=run)
        for observer in (self.metrics, self.feed):
            observer.run_started(run)
        return run

    def end(
        self, run: RunRecord, status: RunStatus = "ok", *, after: float = 1.0, error: str = ""
    ) -> RunRecord:
        """A run ends, `after` seconds after its start."""
        run.ended, run.status, run.error = run.started + after, status, error
        self.wall = max(self.wall, run.ended)
        self.set(run.script, running=None, last=run)
        for observer in (self.metrics, self.feed):
            observer.run_ended(run)
        return run

    def past(self, name: str, status: RunStatus = "ok", *, after: float = 1.0, **fields: Any) -> RunRecord:
        """A run that began and ended."""
        error = fields.pop("error", "")
        return self.end(self.begin(name, **fields), status, after=after, error=error)


def copying(run: RunRecord, source: str, target: str) -> tuple[Change, CopyReport]:
    """A copy of this run under way."""
    report = CopyReport(Reference.parse(source), Reference.parse(target))
    change = Change(action="copy", source=source, target=target, live=report)
    run.changes.running = [*run.changes.running, change]
    return change, report
