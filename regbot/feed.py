"""What happens now, for those who watch: the newest runs, and a stream of events about them.

`Feed` is an Observer. It keeps the newest runs with what they wrote (bounded; the history has the others),
and tells each Listener of runs that begin and end, of log lines, and twice a second of copies under way.
While nobody listens, it makes no event. A listener that does not keep up is marked as lost instead of slowing
anybody down. All documents are redacted; docs/status.md describes them. Read by `http_api.py`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anyio

from regbot.builtins import Change
from regbot.loglines import LogLine, LogLines
from regbot.report import (
    Summary,
    change_document,
    redacted,
    run_document,
    summary_document,
    timestamp,
)
from regbot.runs import RunRecord

RUNS = 200
"""Runs that are kept."""

CHANGES = 20_000
"""Writes of all runs that are kept; the oldest runs go first."""

QUEUE = 500
"""Events that may wait for a listener."""

RECENT = 12
"""Runs of each script that are kept in brief."""

PULSE = 0.5
"""Seconds between two looks at copies under way."""


class Listener:
    """One who watches: a bounded queue of encoded events. `lost`: it took too long, or there is an end."""

    def __init__(self, size: int) -> None:
        self.lost = False
        self._size = size
        self._waiting: deque[bytes] = deque()
        self._news = asyncio.Event()

    def push(self, event: bytes) -> None:
        """Add an event, or give the listener up."""
        if len(self._waiting) >= self._size:
            self.end()
        elif not self.lost:
            self._waiting.append(event)
            self._news.set()

    def end(self) -> None:
        """No more events, and none of those that wait."""
        self.lost = True
        self._waiting.clear()
        self._news.set()

    async def take(self) -> bytes:
        """All events that wait, at least one; b"" when the listener is lost."""
        await self._news.wait()
        if not self.lost:
            self._news.clear()
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


class _Sums:
    """The sums of a run that goes on, brought up to date without counting everything again."""

    def __init__(self) -> None:
        self.summary = Summary()
        self._counted = 0

    def update(self, changes: list[Change]) -> Summary:
        for change in changes[self._counted :]:
            self.summary.add(change)
        self._counted = len(changes)
        return self.summary


class Feed:
    """The newest runs of a daemon and those who watch them. `lines` keeps their log lines."""

    def __init__(
        self, lines: LogLines, *, runs: int = RUNS, changes: int = CHANGES, queue: int = QUEUE
    ) -> None:
        self.lines = lines
        self._most_runs, self._most_changes, self._queue = runs, changes, queue
        self._runs: OrderedDict[str, RunRecord] = OrderedDict()
        self._documents: dict[str, dict[str, Any]] = {}
        self._sums: dict[str, _Sums] = {}
        self._recent: dict[str, deque[dict[str, Any]]] = {}
        self._changes = 0
        self._dropped: dict[str, int] = {}
        self._listeners: set[Listener] = set()
        self._somebody = asyncio.Event()
        self._closed = False

    # An Observer of runs.

    def run_started(self, run: RunRecord) -> None:
        """Keep it, and tell."""
        self._runs[run.id] = run
        self._sums[run.id] = _Sums()
        if self._listeners:
            self._publish("run-started", self.document(run))

    def run_ended(self, run: RunRecord) -> None:
        """Tell, and let older runs go."""
        self._runs[run.id] = run
        document = self.document(run)
        self._documents[run.id] = document
        self._dropped.pop(run.id, None)
        self._sums.pop(run.id, None)
        self._recent.setdefault(run.script, deque(maxlen=RECENT)).append(brief(document))
        self._changes += len(run.changes.all)
        self._forget()
        if self._listeners:
            self._publish("run-ended", document)

    def tick_dropped(self, script: str, running: RunRecord) -> None:
        """Tell."""
        self._dropped[running.id] = self._dropped.get(running.id, 0) + 1
        if self._listeners:
            self._publish("tick-dropped", {"script": redacted(script), "run": running.id})

    # What is known.

    def runs(self) -> list[RunRecord]:
        """The runs that are kept, newest first."""
        return sorted(self._runs.values(), key=lambda run: run.started, reverse=True)

    def run(self, run_id: str) -> RunRecord | None:
        """The run with this id, while it is kept."""
        return self._runs.get(run_id)

    def document(self, run: RunRecord) -> dict[str, Any]:
        """A run as JSON values, without its single writes."""
        found = self._documents.get(run.id)
        if found is not None:
            return found
        made: dict[str, Any] = redacted(run_document(run, self._sums_of(run), self._dropped.get(run.id, 0)))
        return made

    def recent(self, script: str) -> list[dict[str, Any]]:
        """The last runs of a script in brief, the newest at the end."""
        return list(self._recent.get(script, ()))

    def progress(self, run: RunRecord) -> dict[str, Any]:
        """How a run that goes on gets on."""
        return progress_document(run, self._sums_of(run))

    # Those who watch.

    @property
    def listening(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        """A listener for as long as the block lasts; lost from the beginning when the feed is closed."""
        listener = Listener(self._queue)
        if self._closed:
            listener.end()
        self._listeners.add(listener)
        self._somebody.set()
        self.lines.told = self._told(asyncio.get_running_loop())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self.lines.told = None
                self._somebody.clear()

    def close(self) -> None:
        """End all listeners, also those to come."""
        self._closed = True
        for listener in self._listeners:
            listener.end()

    async def pulse(
        self, every: float = PULSE, *, sleep: Callable[[float], Awaitable[object]] = anyio.sleep
    ) -> None:
        """Tell for ever, while somebody listens, how copies get on. To be run as a task, and cancelled."""
        before: list[dict[str, Any]] = []
        while True:
            await self._somebody.wait()
            going = [run for run in self._runs.values() if run.ended is None]
            now = [self.progress(run) for run in going]
            if now != before and self._listeners:
                self._publish("progress", {"runs": now})
            before = now
            await sleep(every)

    def _sums_of(self, run: RunRecord) -> Summary:
        sums = self._sums.get(run.id)  # of a run that began here and has not ended
        return Summary.of(run.changes.all) if sums is None else sums.update(run.changes.all)

    def _told(self, loop: asyncio.AbstractEventLoop) -> Callable[[str, LogLine], None]:
        def told(run: str, line: LogLine) -> None:
            try:
                loop.call_soon_threadsafe(self._line, run, line)
            except RuntimeError:
                pass  # the loop is closed: nobody listens any more

        return told

    def _line(self, run: str, line: LogLine) -> None:
        if self._listeners:
            self._publish("line", {"run": run, "line": line_document(line)})

    def _publish(self, name: str, document: dict[str, Any]) -> None:
        event = encode_event(name, document)
        for listener in self._listeners:
            listener.push(event)

    def _forget(self) -> None:
        ended = [run for run in self._runs.values() if run.ended is not None]
        surplus = len(self._runs) - self._most_runs
        for number, run in enumerate(ended[:-1]):
            if number >= surplus and self._changes <= self._most_changes:
                break
            self._changes -= len(run.changes.all)
            del self._runs[run.id], self._documents[run.id]


def encode_event(name: str, document: dict[str, Any]) -> bytes:
    """A server-sent event."""
    return f"event: {name}\ndata: {json.dumps(document, ensure_ascii=False)}\n\n".encode(errors="replace")


def brief(document: dict[str, Any]) -> dict[str, Any]:
    """Of a run's document what a small picture needs."""
    return {name: document[name] for name in ("id", "status", "started", "duration")}


def changes_document(run: RunRecord, most: int) -> dict[str, Any]:
    """The writes of a run, the newest `most` of them."""
    told = [change for change in run.changes.all if change.result != "unchanged"]
    left_out = max(0, len(told) - most)
    changes = [redacted(change_document(change)) for change in told[left_out:]]
    return {"changes": changes, "changesLeftOut": left_out}


def progress_document(
    run: RunRecord, summary: Summary, clock: Callable[[], float] = time.monotonic
) -> dict[str, Any]:
    """A run that goes on: its sums so far, and the writes under way."""
    return {
        "id": run.id,
        "script": redacted(run.script),
        "summary": summary_document(summary),
        "writes": [redacted(_under_way(change, clock)) for change in run.changes.running],
    }


def line_document(line: LogLine) -> dict[str, Any]:
    """A log line; it was redacted when it was made."""
    return {
        "number": line.number,
        "time": timestamp(line.time),
        "level": line.level,
        "message": line.message,
        "fields": [list(pair) for pair in line.fields],
    }


def _under_way(change: Change, clock: Callable[[], float]) -> dict[str, Any]:
    live = change.live
    return {
        "action": change.action,
        "source": change.source or None,
        "target": change.target,
        "waiting": change.waits,
        "bytesPlanned": 0 if live is None else live.bytes_planned,
        "bytesDone": 0 if live is None else live.bytes_moved + live.bytes_skipped + live.bytes_mounted,
        "bytesUnderWay": 0 if live is None else live.bytes_under_way,
        "elapsed": 0.0 if live is None else round(clock() - live.started, 1),
    }
