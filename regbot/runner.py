"""Runs of scripts in a server: one at a time of each script, each with a record, told to its observers.

`Runner.tick` and `Runner.start` begin a run in a task of its own; its lines in the log carry its id. A run
ends by itself or is cancelled; the record tells how, whatever happens. Refuses to know schedules, configs and
signals. Called by the server (daemon.py).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, fields, replace

import anyio
from anyio.abc import TaskGroup

from regbot.config.scripts import Source
from regbot.duration import lasted
from regbot.logs import log, redact, run_id
from regbot.registry.client import Client
from regbot.report import Summary
from regbot.run import Outcome, Place, Surroundings, run_script
from regbot.runs import Observer, RunRecord, Trigger

logger = logging.getLogger("regbot")


class Lease:
    """A client that is closed when nobody uses it any more: the config in force, and runs that began with it.

    `close` is called once, with the client, by the last user's `end`.
    """

    def __init__(self, client: Client, close: Callable[[Client], None]) -> None:
        self.client = client
        self._close = close
        self._users = 0

    def begin(self) -> None:
        """One more uses it."""
        self._users += 1

    def end(self) -> None:
        """One less does."""
        self._users -= 1
        if not self._users:
            self._close(self.client)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A script that can be run. `key` tells it from others of its name; `timeout` is seconds."""

    key: str
    name: str
    source: Source
    timeout: float | None
    around: Surroundings
    lease: Lease


class Runner:
    """What runs now, and how each script's last run ended. `tasks` is where the runs live.

    `wall` gives Unix seconds, `new_id` the id of a run; both are for tests.
    """

    def __init__(
        self,
        tasks: TaskGroup,
        observers: Sequence[Observer] = (),
        *,
        wall: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: secrets.token_hex(6),
    ) -> None:
        self.running: dict[str, RunRecord] = {}
        self.last: dict[str, RunRecord] = {}
        self._tasks = tasks
        self._observers = observers
        self._wall = wall
        self._new_id = new_id
        self._scopes: dict[str, anyio.CancelScope] = {}
        self._door = asyncio.Lock()
        self._idle = asyncio.Event()
        self._idle.set()

    def tick(self, job: Job, due: float | None = None) -> RunRecord | None:
        """It is time for a run: start it, or drop the tick when the one before is not over."""
        before = self.running.get(job.key)
        if before is None:
            return self.start(job, "schedule", due)
        going = lasted(max(0.0, self._wall() - before.started))
        log(
            logger,
            logging.WARNING,
            "Skipping run, the script is still running",
            {"script": job.name, "running": going, "run": before.id},
        )
        self._tell(lambda observer: observer.tick_dropped(job.name, before))
        return None

    def start(self, job: Job, trigger: Trigger, due: float | None = None) -> RunRecord:
        """Begin a run. Raises BlockingIOError when the script is running."""
        if job.key in self.running:
            raise BlockingIOError(f"{job.name} is running")
        record = RunRecord(
            id=self._new_id(),
            script=job.name,
            trigger=trigger,
            started=self._wall(),
            due=due,
            dry_run=job.lease.client.rehearses,
        )
        self.running[job.key] = record
        self._scopes[job.key] = anyio.CancelScope()
        self._idle.clear()
        job.lease.begin()
        self._tell(lambda observer: observer.run_started(record))
        self._tasks.start_soon(self._run, job, record)
        return record

    def forget(self, jobs: Container[str]) -> None:
        """Forget how scripts ended that are none of these, by their keys."""
        self.last = {key: record for key, record in self.last.items() if key in jobs}

    def cancel(self) -> list[str]:
        """End everything that runs, wherever it is; the names of the scripts."""
        for scope in self._scopes.values():
            scope.cancel()
        return [record.script for record in self.running.values()]

    async def idle(self) -> None:
        """Wait until nothing runs."""
        await self._idle.wait()

    async def _run(self, job: Job, record: RunRecord) -> None:
        run_id.set(record.id)  # in the context of this task, and of all that it starts
        outcome: Outcome | None = None
        place = Place()
        try:
            with self._scopes[job.key]:
                # One in each pass of the event loop: a run's first step makes a Lua state, which takes some
                # milliseconds, and at a full minute a hundred scripts may be due.
                async with self._door:
                    await asyncio.sleep(0)
                log(logger, logging.DEBUG, "Running task", {"name": job.name})
                around = job.around
                if job.lease.client.rehearses:  # each dry run tells what there is to do, not what is new
                    around = replace(around, client=job.lease.client.afresh())
                outcome = await run_script(
                    job.name, job.source, job.timeout, around, changes=record.changes, place=place
                )
        finally:
            self._end(job, record, outcome, place)

    def _end(self, job: Job, record: RunRecord, outcome: Outcome | None, place: Place) -> None:
        record.ended = self._wall()
        if outcome is None:
            record.status, record.error, record.at = "cancelled", "the server stopped", place.at
            at = {"at": place.at} if place.at else {}
            log(logger, logging.WARNING, "Script was cancelled", {"script": job.name, **at, **_took(record)})
        else:
            record.status, record.error, record.at = outcome.status, redact(outcome.error), outcome.at
        summary = Summary.of(record.changes.all)
        if not summary.empty:
            dry = {"dry-run": True} if record.dry_run else {}
            fields = {"script": job.name, **_sums(summary), **_took(record), **dry}
            log(logger, logging.INFO, "Run finished", fields)
        del self.running[job.key], self._scopes[job.key]
        self.last[job.key] = record
        job.lease.end()
        if not self.running:
            self._idle.set()
        self._tell(lambda observer: observer.run_ended(record))

    def _tell(self, call: Callable[[Observer], None]) -> None:
        for observer in self._observers:
            try:
                call(observer)
            except Exception as error:  # noqa: BLE001 (the runs go on, whoever cannot be told of them)
                fields = {"observer": type(observer).__name__, "err": f"{type(error).__name__}: {error}"}
                log(logger, logging.ERROR, "Cannot tell of a run", fields)


def _took(record: RunRecord) -> dict[str, str]:
    return {"duration": lasted(record.duration or 0.0)}


def _sums(summary: Summary) -> dict[str, int]:
    return {each.name: count for each in fields(summary) if (count := getattr(summary, each.name))}
