"""What `regbot history` prints: runs as a table for people or as JSON for other programs, or one run in full.

Reads the file beside a daemon that writes it, and changes nothing. What registries and scripts said cannot
steer the terminal. Called by the command line.
"""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from regbot.duration import lasted
from regbot.errors import UsageError
from regbot.history_file import RunSummary, read_only, select, summary_of
from regbot.plan import size

_STYLES = {"ok": "green", "running": "cyan", "cancelled": "yellow", "lost": "magenta"}
_WORDS = (
    ("copied", "copied"),
    ("retagged", "retagged"),
    ("pushed", "pushed"),
    ("deleted", "deleted"),
    ("exported", "exported"),
    ("failed", "failed"),
    ("skipped", "in place"),
)
_SIGNS = {"retag": "~", "delete tag": "-", "delete manifest": "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs: the newest `limit` (0 for all) of one script or of all, only those that went wrong, or the
    one with the id `run`.
    """

    script: str | None = None
    limit: int = 20
    failed: bool = False
    run: str | None = None


def read_runs(path: Path, wanted: Wanted) -> list[RunSummary]:
    """The runs, newest first. Raises UsageError for a file that is missing or no history, or no such run."""
    question, values = select(wanted.script, limit=wanted.limit or -1, failed=wanted.failed, run=wanted.run)
    try:
        with closing(read_only(path)) as connection:
            runs = [summary_of(row) for row in connection.execute(question, values)]
    except sqlite3.Error as error:
        raise UsageError(f'cannot read the history "{path}": {error}') from error
    if wanted.run is not None and not runs:
        raise UsageError(f'there is no run "{wanted.run}" in the history "{path}"')
    return runs


def as_json(runs: Iterable[RunSummary]) -> str:
    """A JSON array with the document of each run."""
    return json.dumps([run.document() for run in runs], indent=2, ensure_ascii=False)


def table(runs: Iterable[RunSummary], *, width: int | None) -> str:
    """A table with a line for each run. width: of the terminal, None for output that is not one: no colours,
    and nothing is cut off.
    """
    runs = list(runs)
    if not runs:
        return "no runs\n"
    columns = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name in ("RUN", "STARTED", "SCRIPT", "TOOK", "RESULT"):
        columns.add_column(name, no_wrap=True, overflow="ellipsis")
    columns.add_column("CHANGES")  # the one that gives way to the others
    for run in runs:
        duration = "" if run.duration is None else lasted(run.duration)
        result = Text(run.status, style=_STYLES.get(run.status, "bold red"))
        what = "; ".join(part for part in (run.error, _sums(run)) if part)
        shown = Text(_line(what), no_wrap=True, overflow="ellipsis")
        columns.add_row(Text(run.id), local(run.started), Text(_line(run.script)), duration, result, shown)
    return _rendered(columns, width)


def one(run: RunSummary, *, width: int | None) -> str:
    """Everything about one run, with a line for each write."""
    return _rendered(Text("\n").join(_details(run)), width, wrap=True)


def local(seconds: float) -> str:
    """Unix seconds as a time of this machine's zone."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _details(run: RunSummary) -> Iterator[Text]:
    head = Text(f"{_line(run.script)}: ")
    head.append(run.status, style=_STYLES.get(run.status, "bold red"))
    if run.duration is not None:
        head.append(f" after {lasted(run.duration)}")
    yield head
    yield Text(f"  run {run.id}, started {local(run.started)} ({run.trigger}{', dry run' * run.dry_run})")
    if run.dropped:
        yield Text(f"  {run.dropped} of its times came while it was still running")
    if run.error:
        yield Text(f"  error: {_line(run.error)}" + (f" ({run.at})" if run.at else ""))
    for change in run.changes:
        yield Text(f"  {_line(_change(change))}")
    if run.left_out:
        yield Text(f"  and {run.left_out} more that the history does not keep")
    yield Text(f"  {_sums(run) or 'nothing was changed'}")


def _change(change: dict[str, Any]) -> str:
    failed = change["result"] == "failed"
    sign = "!" if failed else _SIGNS.get(change["action"], "+")
    ends = f"{change['source']} -> {change['target']}" if change["source"] else change["target"]
    before, after = change["digestBefore"], change["digestAfter"]
    facts = [f"{_short(before)} becomes {_short(after)}" if before and after else _short(after or before)]
    facts.append(f"{size(change['bytesMoved'])} sent" if change["bytesMoved"] else "")
    facts.append(change["reason"] or change["at"])
    known = "; ".join(fact for fact in facts if fact)
    error = f": {change['error']}" if change["error"] else ""
    return f"{sign} {change['action']}{' failed' * failed}: {ends}{error}" + (f" ({known})" if known else "")


def _short(digest: str | None) -> str:
    return (digest or "")[:19]


def _sums(run: RunSummary) -> str:
    counts = [f"{run.summary[name]} {word}" for name, word in _WORDS if run.summary.get(name)]
    if moved := run.summary.get("bytes_moved"):
        counts.append(f"{size(moved)} sent")
    return ("dry run: " if run.dry_run and counts else "") + ", ".join(counts)


def _line(text: str) -> str:
    # One line, and no escape sequences: a registry's error text is anybody's.
    words = " ".join(text.split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in words)


def _rendered(what: Any, width: int | None, *, wrap: bool = False) -> str:
    page = io.StringIO()
    console = Console(
        file=page,
        width=width or 1_000_000,
        force_terminal=width is not None,
        color_system="auto" if width is not None else None,
        highlight=False,
        soft_wrap=wrap,
    )
    console.print(what)
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())
