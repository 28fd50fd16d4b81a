"""The history's SQLite file: how it is locked, opened, migrated, moved aside when broken, and read.

One process writes it (a lock file beside it says which), any number may read. The journal is a write-ahead
log and `synchronous` is NORMAL: a killed process loses nothing that was committed, a power cut may lose the
last seconds but leaves the file sound (https://sqlite.org/pragma.html#pragma_synchronous). Refuses to delete:
a broken file is renamed, a file of another program or of a newer regbot is left alone with an error.

Everything here is synchronous. `history.py` runs it in the database's thread, the command `history` reads
through `read_only`.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from regbot.errors import UsageError
from regbot.logs import log, redact
from regbot.report import Summary, change_document, redacted, run_document
from regbot.runs import RunRecord, RunStatus, Trigger

logger = logging.getLogger("regbot")

APPLICATION = 0x52474254
"""The `application_id` in the file's header: "RGBT"."""

MAX_CHANGES = 500
"""Writes kept of one run. More are counted only: a first mirror of a large registry would fill the disk."""

LOST = "regbot was killed, or its machine went down"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # The long columns come last: a row's beginning is read without them.
        """CREATE TABLE runs (
            id TEXT PRIMARY KEY, script TEXT NOT NULL, cause TEXT NOT NULL, due REAL, started REAL NOT NULL,
            ended REAL, status TEXT NOT NULL, error TEXT NOT NULL, at TEXT NOT NULL, dry_run INTEGER NOT NULL,
            dropped INTEGER NOT NULL, left_out INTEGER NOT NULL, summary TEXT NOT NULL,
            changes TEXT NOT NULL)""",
        "CREATE INDEX runs_by_start ON runs (started)",
        "CREATE INDEX runs_by_script ON runs (script, started)",
    ),
)
"""The steps from an empty file to today's; `user_version` in the file's header counts those taken."""

Row = tuple[Any, ...]

SAVE = """INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, status = excluded.status, error = excluded.error,
    at = excluded.at, dropped = excluded.dropped, left_out = excluded.left_out, summary = excluded.summary,
    changes = excluded.changes"""
"""Takes what `row_of` gives."""

# What is forgotten. Never a run that goes on; by age not the newest of a script, by number not its newest 20:
# a script that runs once a month is not forgotten because another runs each minute. By size all may go.
PRUNE_OLD = """DELETE FROM runs WHERE started < ? AND status <> 'running' AND started <
    (SELECT max(started) FROM runs AS newer WHERE newer.script = runs.script)"""
PRUNE_MANY = """DELETE FROM runs WHERE rowid IN (SELECT it FROM
    (SELECT rowid AS it, status, row_number() OVER (ORDER BY started DESC) AS place,
    row_number() OVER (PARTITION BY script ORDER BY started DESC) AS of_script FROM runs)
    WHERE place > ? AND of_script > 20 AND status <> 'running')"""
PRUNE_TENTH = """DELETE FROM runs WHERE rowid IN (SELECT rowid FROM runs WHERE status <> 'running'
    ORDER BY started LIMIT (SELECT count(*) / 10 + 1 FROM runs))"""
LAST_SUCCESSES = (
    "SELECT script, max(ended) FROM runs WHERE status = 'ok' AND ended IS NOT NULL GROUP BY script"
)
USED_BYTES = """SELECT (page_count - freelist_count) * page_size
    FROM pragma_page_count, pragma_freelist_count, pragma_page_size"""


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """A run as the history remembers it; times are Unix seconds.

    `ended` is None while it runs, and of a lost run. `summary` are the sums of `report.Summary` by their
    names there. `changes` are the documents of `report.change_document`, without writes that found everything
    in place; `left_out` more were not kept. `dropped` counts ticks that found the run still going.
    """

    id: str
    script: str
    trigger: Trigger
    due: float | None
    started: float
    ended: float | None
    status: RunStatus
    error: str
    at: str
    dry_run: bool
    dropped: int
    left_out: int
    summary: dict[str, int]
    changes: list[dict[str, Any]]

    @property
    def duration(self) -> float | None:
        """Seconds from start to end; None while it runs, and of a lost run."""
        return None if self.ended is None else max(0.0, self.ended - self.started)

    def document(self) -> dict[str, Any]:
        """The run as JSON values, in the words of the report (docs/report.md)."""
        document = run_document(self, Summary(**self.summary), self.dropped)
        return {**document, "changes": self.changes, "changesLeftOut": self.left_out}


def row_of(run: RunRecord, dropped: int = 0) -> Row:
    """What is written of a run. Secrets that are known are censored."""
    written = [change for change in run.changes.all if change.result != "unchanged"]
    documents = [redacted(change_document(change)) for change in written[:MAX_CHANGES]]
    return (
        _text(run.id),
        _text(run.script),
        run.trigger,
        run.due,
        run.started,
        run.ended,
        run.status,
        _text(run.error),
        _text(run.at),
        run.dry_run,
        dropped,
        len(written) - len(documents),
        json.dumps(asdict(Summary.of(run.changes.all))),
        json.dumps(documents),
    )


def summary_of(row: Row) -> RunSummary:
    """A row as a summary. Sums that a later version may add are left out."""
    *plain, sums, changes = row
    known = {each.name for each in fields(Summary)}
    names = [each.name for each in fields(RunSummary)]
    values = dict(zip(names, plain, strict=False))
    values["dry_run"] = bool(values["dry_run"])
    if values["status"] not in get_args(RunStatus):
        values["status"] = "lost"
    summary = {name: count for name, count in json.loads(sums).items() if name in known}
    return RunSummary(**values, summary=summary, changes=json.loads(changes))


def select(
    script: str | None = None,
    *,
    limit: int = -1,
    before: float | None = None,
    failed: bool = False,
    run: str | None = None,
) -> tuple[str, list[Any]]:
    """The question for the newest runs first: of one script, begun before a time, only those that went wrong.

    limit: -1 for all. run: the one with this id.
    """
    given = {"id = ?": run, "script = ?": script, "started < ?": before}
    values = {condition: value for condition, value in given.items() if value is not None}
    where = " AND ".join(["TRUE", *values, *(["status NOT IN ('ok', 'running')"] if failed else [])])
    order = "ORDER BY started DESC, rowid DESC LIMIT ?"
    text = f"SELECT * FROM runs WHERE {where} {order}"  # noqa: S608 (of texts above; what is given are values)
    return text, [*values.values(), limit]


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only writer of a history for the length of the block; its folder is made when it is missing.

    Raises UsageError when another process is it, or the folder cannot be written to.
    """
    lock = path.with_name(f"{path.name}.lock")
    with contextlib.ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not path.exists():
                path.touch(mode=0o600)  # SQLite gives its other files the same rights
        except BlockingIOError as error:
            process = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
            raise UsageError(
                f'the history "{path}" belongs to another regbot that runs (process {process}): '
                "give each its own --state DIR, or use --no-history"
            ) from error
        except OSError as error:
            raise unusable(path, error.strerror or str(error)) from error
        with contextlib.suppress(OSError):  # a full disk: the number is for people, the lock is what counts
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield


def unusable(path: Path, why: str) -> UsageError:
    """The error for a history that cannot be used, with the ways out."""
    return UsageError(f'cannot use the history "{path}": {why} (--state DIR: elsewhere, --no-history: none)')


def for_writing(path: Path, now: float) -> sqlite3.Connection:
    """Open the file of a history whose lock is held, make or migrate it, and mark lost runs.

    A broken file is renamed, with a warning that names both. now: Unix seconds, for its new name. Raises
    UsageError for a file that is not ours to write; sqlite3.Error when the disk is full or fails.
    """
    try:
        for _ in range(2):
            if (connection := _opened(path, now)) is not None:
                return connection
    except sqlite3.Error as error:
        if _code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise unusable(path, str(error)) from error
        raise
    raise unusable(path, "a file just made is broken, too")


def read_only(path: Path) -> sqlite3.Connection:
    """Open a history for reading, also while a daemon writes it. Raises UsageError where that cannot be."""
    if not path.exists():
        raise UsageError(f'there is no history "{path}" (--state DIR says where the daemon keeps it)')
    # Without a log nobody writes it. Read as a file that does not change, it needs no right to write to the
    # folder, and no log is left there.
    nobody_writes = not path.with_name(f"{path.name}-wal").exists()
    try:
        return _read(path, "mode=ro&immutable=1" if nobody_writes else "mode=ro")
    except sqlite3.Error as error:
        raise UsageError(f'cannot read the history "{path}": {error}') from error


def move_aside(path: Path, now: float) -> Path:
    """Rename a broken file and its log; the new name. now: Unix seconds."""
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.broken-{stamp}-{number}")
    # The log first: left beside a new file it would be taken for the new one's.
    for suffix in ("-wal", "-shm", ""):
        old = path.with_name(path.name + suffix)
        if old.exists():
            old.rename(aside.with_name(aside.name + suffix))
    return aside


def _opened(path: Path, now: float) -> sqlite3.Connection | None:
    """The file, ready for writing; None when it was broken and has been renamed."""
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    try:
        _check(connection, path)
        if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise unusable(path, "its file system cannot share memory between processes")
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection)
        lost = "UPDATE runs SET status = 'lost', error = ? WHERE status = 'running'"
        connection.execute(lost, [LOST])
    except sqlite3.Error as error:
        if _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            # Before it is closed: closing removes the log, which may hold what the file has not.
            aside = move_aside(path, now)
            connection.close()
            facts = {"file": str(path), "kept-as": str(aside), "err": str(error)}
            log(logger, logging.WARNING, "The history is broken, beginning a new one", facts)
            return None
        connection.close()
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version, application = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    new = connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    if application != APPLICATION and not new:
        raise unusable(path, "it is the database of another program")
    if version > len(MIGRATIONS):
        raise unusable(path, f"a newer regbot wrote it (version {version}; this one knows {len(MIGRATIONS)})")
    found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != ("ok",):
        error = sqlite3.DatabaseError(str(found[0]) if found else "the check says nothing")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _migrate(connection: sqlite3.Connection) -> None:
    version = _pragma(connection, "user_version")
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        # Pragmas take no parameters.
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _read(path: Path, how: str) -> sqlite3.Connection:
    with contextlib.ExitStack() as stack:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=5)
        stack.callback(connection.close)
        _check(connection, path)
        if _pragma(connection, "user_version") != len(MIGRATIONS):
            raise unusable(path, "an older regbot wrote it, and a daemon has to migrate it first")
        stack.pop_all()
    return connection


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return cast("int", connection.execute(f"PRAGMA {name}").fetchone()[0])


def _code(error: sqlite3.Error) -> int:
    # The low byte of an extended code is the kind.
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _text(text: str) -> str:
    # A file name may hold bytes that are no UTF-8; SQLite takes none of them.
    return redact(text).encode("utf-8", "backslashreplace").decode()
