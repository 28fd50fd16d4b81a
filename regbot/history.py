"""What ran, when, how it ended and what it changed: kept in SQLite, written behind the daemon's back.

`History` is an Observer: what it is told waits in memory, and a task writes everything that has come as one
transaction, in the database's own thread, so that the event loop never waits for a disk. When the disk is
full, fails or hangs, the daemon goes on: one warning, the runs wait, each half minute brings another try. Of
very many that wait the oldest are dropped, and counted. A disk that still hangs when the daemon stops is
waited for as long as its scripts are; then an error names what was not written, and its thread is left.
Used by the daemon and the status page; the file itself is described in `history_file.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import starmap
from pathlib import Path
from typing import Any

import aiosqlite
import anyio

from regbot.history_file import (
    LAST_SUCCESSES,
    PRUNE_MANY,
    PRUNE_OLD,
    PRUNE_TENTH,
    SAVE,
    USED_BYTES,
    RunSummary,
    for_writing,
    locked,
    row_of,
    select,
    summary_of,
)
from regbot.logs import log
from regbot.runs import RunRecord

__all__ = ["History", "RunSummary", "open_history"]

logger = logging.getLogger("regbot")

WAITING = 1_000
"""Runs that wait in memory while the disk takes nothing, beside those under way to it."""

CLOSING = 5.0
"""Seconds that the last runs may take to be written, however little patience there is."""

ASKING = 0.5
"""Seconds after which that is asked again: a second signal takes the patience away."""

DAY = 86_400.0
_PRUNE_RUNS, _PRUNE_SECONDS = 500, 3_600.0  # the old is looked for after so many runs, or so long


class History:
    """The runs of a daemon: told as an Observer, asked by the page. Made by `open_history`."""

    def __init__(
        self,
        path: Path,
        *,
        keep_runs: int,
        keep_days: float,
        keep_bytes: int,
        wall: Callable[[], float],
        retry_after: float,
    ) -> None:
        self.path = path
        self._keep_runs, self._keep_days, self._keep_bytes = keep_runs, keep_days, keep_bytes
        self._wall, self._retry_after = wall, retry_after
        self._connection: aiosqlite.Connection | None = None
        self.missing = 0
        """Runs that were dropped since this process began, as the disk took nothing for too long."""
        self.patience: Callable[[], float] = lambda: CLOSING
        """How many more seconds a hanging disk is waited for at the end; asked then, every `ASKING`."""
        self._under_way: dict[str, RunRecord] = {}
        self._hangs = False
        self._waiting: dict[str, RunRecord] = {}
        self._news, self._written, self._closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._written.set()
        self._dropped: Counter[str] = Counter()
        self._troubled = False
        self._missed = 0  # of `missing`: those that a log line has told
        self._unpruned = 0
        self._pruned_at = float("-inf")
        self._writer: asyncio.Task[None] | None = None

    def run_started(self, run: RunRecord) -> None:
        """Remember that it runs: after a crash it is known as lost."""
        self._keep(run)

    def run_ended(self, run: RunRecord) -> None:
        """Remember how it ended."""
        self._keep(run)

    def tick_dropped(self, script: str, running: RunRecord) -> None:  # noqa: ARG002 (an Observer's shape)
        """Count it with the run that was in the way."""
        self._dropped[running.id] += 1

    async def last(self, script: str) -> RunSummary | None:
        """The newest run of a script, also one that goes on; None when there was none."""
        return next(iter(await self.runs(script, 1)), None)

    async def run(self, run: str) -> RunSummary | None:
        """The run with this id."""
        return next(iter(await self._select(*select(run=run))), None)

    async def runs(
        self, script: str | None = None, limit: int = 100, before: float | None = None
    ) -> list[RunSummary]:
        """The newest runs first: of one script or of all, those that began before `before` (Unix seconds)."""
        return await self._select(*select(script, limit=limit, before=before))

    async def last_successes(self) -> dict[str, float]:
        """By script: when its last good run ended, Unix seconds."""
        if self._connection is None:
            return {}
        try:
            return dict(await self._do(LAST_SUCCESSES))
        except sqlite3.Error as error:
            self._complain(error)
            return {}

    async def flush(self) -> None:
        """Return when everything that was told so far is in the file; while a disk is full, that is long."""
        await self._written.wait()

    async def start(self) -> None:
        """Open the file and begin to write. Raises UsageError as `for_writing` does."""
        try:
            await self._connect()
        except sqlite3.Error as error:
            self._complain(error)
        self._writer = asyncio.create_task(self._work(), name="history")

    async def aclose(self) -> None:
        """Write what has been told, and close the file; not longer than there is patience."""
        self._closing.set()
        self._news.set()
        if self._writer is None:
            return
        least = anyio.current_time() + CLOSING
        while not self._writer.done():
            left = max(least - anyio.current_time(), self.patience())
            if left <= 0:
                self._give_up(self._writer)
                await asyncio.wait([self._writer])
                return
            await asyncio.wait([self._writer], timeout=min(left, ASKING))
        self._writer.result()

    def _give_up(self, writer: asyncio.Task[None]) -> None:
        left = {**self._under_way, **self._waiting}
        missing = self.missing - self._missed + len(left)
        fields = {"file": str(self.path), "missing": missing, "runs": [run.id for run in left.values()]}
        log(logger, logging.ERROR, "The history hangs, stopping without the last runs", fields)
        self._hangs = True
        writer.cancel()

    def _keep(self, run: RunRecord) -> None:
        self._waiting[run.id] = run
        self._written.clear()
        self._news.set()
        self._drop()

    def _drop(self) -> None:
        """Make room among those that wait."""
        while len(self._waiting) > WAITING:
            oldest = self._waiting.pop(next(iter(self._waiting)))
            if oldest.ended is None:
                continue  # its end will be told
            del self._dropped[oldest.id]
            if self.missing == self._missed:
                fields = {"file": str(self.path), "waiting": WAITING}
                log(logger, logging.WARNING, "The history takes nothing, dropping the oldest runs", fields)
            self.missing += 1

    async def _work(self) -> None:
        saved = True
        try:
            while True:
                if not saved:  # the last try failed
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._closing.wait(), self._retry_after)
                else:
                    await self._news.wait()
                self._news.clear()
                closing = self._closing.is_set()
                batch, self._waiting = self._waiting, {}
                self._under_way = batch
                saved = await self._save(batch)
                self._under_way = {}
                if not saved:
                    self._waiting = {**batch, **self._waiting}
                    self._drop()
                elif not self._waiting:
                    self._written.set()
                if closing:
                    break
            if not saved:
                missing = self.missing - self._missed + len(self._waiting)
                fields = {"file": str(self.path), "missing": missing}
                log(logger, logging.WARNING, "Runs are missing in the history", fields)
        finally:
            self._written.set()
            if self._connection is not None:
                if self._hangs:
                    self._connection.stop()  # should it ever come back
                else:
                    await self._connection.close()
                self._connection = None

    async def _save(self, waiting: dict[str, RunRecord]) -> bool:
        if not waiting:
            return True
        told = [(run, self._dropped[run.id]) for run in waiting.values()]
        ended = [run.id for run in waiting.values() if run.ended is not None]
        try:
            # A run can hold thousands of writes; making JSON of them is not for the event loop.
            rows = await anyio.to_thread.run_sync(lambda: [*filter(None, starmap(_row, told))])
            await self._write(rows, len(ended))
        except Exception as error:  # noqa: BLE001 (whatever it is, the next runs are to be written)
            self._complain(error)
            return False
        for run in ended:
            del self._dropped[run]
        if self._troubled or self.missing > self._missed:
            fields = {"file": str(self.path), "missing": self.missing - self._missed}
            log(logger, logging.INFO, "Writing the history again", fields)
            self._troubled, self._missed = False, self.missing
        return True

    async def _write(self, rows: list[tuple[Any, ...]], ended: int) -> None:
        if self._connection is None:
            await self._connect()
        assert self._connection is not None
        await self._do("BEGIN IMMEDIATE")
        try:
            await self._connection.executemany(SAVE, rows)
            self._unpruned += ended
            now = self._wall()
            if self._unpruned >= _PRUNE_RUNS or now >= self._pruned_at + _PRUNE_SECONDS:
                self._unpruned, self._pruned_at = 0, now
                await self._prune(now)
            await self._do("COMMIT")
        except BaseException:
            if not self._hangs:
                with contextlib.suppress(sqlite3.Error):  # a full disk may have rolled back by itself
                    await self._do("ROLLBACK")
            raise

    async def _prune(self, now: float) -> None:
        await self._do(PRUNE_OLD, now - self._keep_days * DAY)
        await self._do(PRUNE_MANY, self._keep_runs)
        while (await self._do(USED_BYTES))[0][0] > self._keep_bytes:
            before = await self._do("SELECT count(*) FROM runs")
            await self._do(PRUNE_TENTH)
            if before == await self._do("SELECT count(*) FROM runs"):
                break

    async def _select(self, question: str, values: list[Any]) -> list[RunSummary]:
        if self._connection is None:  # the disk was full from the start, and a warning said so
            return []
        try:
            rows = await self._do(question, *values)
        except sqlite3.Error as error:
            self._complain(error)
            return []
        return await anyio.to_thread.run_sync(lambda: [summary_of(row) for row in rows])

    async def _do(self, statement: str, *values: Any) -> list[Any]:
        assert self._connection is not None
        return list(await self._connection.execute_fetchall(statement, values))

    async def _connect(self) -> None:
        # The constructor, not aiosqlite.connect: opening includes checks and migrations, in the same thread.
        connection = aiosqlite.Connection(lambda: for_writing(self.path, self._wall()), 64)
        connection._thread.daemon = True  # a process waits for its threads, but for such ones
        self._connection = await connection

    def _complain(self, error: Exception) -> None:
        if self._troubled:
            return
        self._troubled = True
        fields = {"file": str(self.path), "err": str(error)}
        log(logger, logging.WARNING, "Cannot write the history, trying again later", fields)


def _row(run: RunRecord, dropped: int) -> tuple[Any, ...] | None:
    """What is written of a run; None when that cannot be said, so that it does not stand before others."""
    try:
        return row_of(run, dropped)
    except Exception as error:  # noqa: BLE001 (a fault of ours costs one line of the history, not all)
        fields = {"script": run.script, "id": run.id, "err": f"{type(error).__name__}: {error}"}
        log(logger, logging.ERROR, "A run is missing in the history", fields)
        return None


@asynccontextmanager
async def open_history(
    path: Path,
    *,
    keep_runs: int = 10_000,
    keep_days: float = 90,
    keep_bytes: int = 256 << 20,
    wall: Callable[[], float] = time.time,
    retry_after: float = 30.0,
) -> AsyncIterator[History]:
    """The history in this file, for one process at a time; its folder is made when it is missing.

    Runs that were `running` become `lost`, a broken file is renamed with a warning. Kept are the newest
    `keep_runs` of at most `keep_days`, in a file of about `keep_bytes`; see `PRUNE_OLD` for what is spared.
    wall: Unix seconds. retry_after: seconds from a failed write to the next. Raises UsageError for a file
    that another process writes, that a newer regbot or another program made, or that cannot be written to.
    A full disk is a warning.
    """
    with locked(path):
        history = History(
            path,
            keep_runs=keep_runs,
            keep_days=keep_days,
            keep_bytes=keep_bytes,
            wall=wall,
            retry_after=retry_after,
        )
        await history.start()
        try:
            yield history
        finally:
            with anyio.CancelScope(shield=True):
                await history.aclose()
