"""The last log lines of the last runs, kept in memory for the status page.

`LogLines` is a logging handler. A record belongs to the run that `logs.run_id` names while it is made;
records of no run are passed over. What is kept is redacted and cut: so many lines a run, so many runs, so
many characters in all; the run that was silent longest goes first. Installed by the daemon.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from regbot.logs import level_name, run_id, texts

LINES = 200
"""Lines kept of each run: the last ones."""

RUNS = 200
"""Runs with lines that are kept."""

LONGEST = 2_000
"""Characters kept of one message or field."""

TOTAL = 4_000_000
"""Characters kept in all."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One record: its number in the run, Unix seconds, the level as the logs print it, the message, and its
    fields as text.
    """

    number: int
    time: float
    level: str
    message: str
    fields: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Characters that it takes."""
        return len(self.message) + sum(len(key) + len(value) for key, value in self.fields)


@dataclass(slots=True)
class _Run:
    lines: deque[LogLine]
    size: int = 0
    count: int = 0


class LogLines(logging.Handler):
    """Keeps lines while it is entered (`with LogLines() as lines`), from whatever thread they come.

    `told` is called with the run's id and each new line, in the thread that logs: it must return at once.
    """

    def __init__(self, *, lines: int = LINES, runs: int = RUNS, total: int = TOTAL) -> None:
        super().__init__()
        self.told: Callable[[str, LogLine], None] | None = None
        self._most, self._most_runs, self._total = lines, runs, total
        self._runs: OrderedDict[str, _Run] = OrderedDict()
        self._size = 0

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self)

    def of(self, run: str) -> list[LogLine]:
        """The lines of a run; the first one's number says how many came before it and are gone."""
        self.acquire()
        try:
            found = self._runs.get(run)
            return list(found.lines) if found else []
        finally:
            self.release()

    def handleError(self, record: logging.LogRecord) -> None:
        """Drop the line: a log must not end a run."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record of a run. Called by logging, one at a time."""
        if not (run := run_id.get()):
            return
        try:
            message, fields = texts(record)
        except (TypeError, ValueError):  # a library's message that does not fit its arguments
            return
        short = tuple((_cut(key), _cut(value)) for key, value in fields if key != "run")
        kept = self._runs.setdefault(run, _Run(deque()))
        line = LogLine(kept.count, record.created, level_name(record.levelno), _cut(message), short)
        self._runs.move_to_end(run)
        self._keep(kept, line)
        if self.told is not None:
            self.told(run, line)

    def _keep(self, kept: _Run, line: LogLine) -> None:
        kept.count += 1
        kept.lines.append(line)
        added = line.size - (kept.lines.popleft().size if len(kept.lines) > self._most else 0)
        kept.size += added
        self._size += added
        while len(self._runs) > self._most_runs or (self._size > self._total and len(self._runs) > 1):
            _, oldest = self._runs.popitem(last=False)
            self._size -= oldest.size


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
