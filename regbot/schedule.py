"""When the server runs its scripts: APScheduler's AsyncIOScheduler, our triggers, and an injected clock.

A `Timing` says when one script is due; a `Schedule` calls `tick(key, due)` in the event loop whenever one is.
Rules: an interval's first tick comes one interval after the start, cut to whole seconds, and then every
interval by a clock that nobody sets and that counts the time for which the machine sleeps. A cron schedule
goes by the wall clock of its zone. A tick that could not come in time (the machine slept, the wall clock was
set forwards) comes once, late; the ones it stands for are not made up for. When the wall clock is set back,
cron schedules follow it, and intervals go on as if nothing had happened. `jitter` starts each run up to that
much later, at random, never as late as the tick after it.

Refuses to know what a tick does, and whether a run is still going on. Called by the server.
"""

from __future__ import annotations

import logging
import os
import random as random_module
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from regbot.cron import NEGATIVE, Cron, CronError, parse
from regbot.duration import format_duration
from regbot.errors import UsageError
from regbot.logs import log

logger = logging.getLogger("regbot")

LOOK = 10.0
"""Seconds after which the clocks are looked at again, whatever is due when."""

AT_ONCE = 20
"""Ticks in one pass of the event loop: they share it."""

SET = 1.0
"""Seconds by which the wall clock must jump to count as set."""

Tick = Callable[[str, float], None]
"""What is called when a script is due: its key, and the Unix seconds at which the schedule wanted it.

When it raises, an error is logged, and the schedule goes on.
"""


def elapsed() -> float:
    """Seconds of a clock that nobody sets and that goes on while the machine sleeps, where there is one."""
    return time.clock_gettime(_STEADY)


_STEADY: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day in Unix seconds, and a steady one (see `elapsed`)."""

    wall: Callable[[], float] = time.time
    elapsed: Callable[[], float] = elapsed


SYSTEM = Clock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a script is due. `when` is for people: `every 15m`, `0 3 * * *`; `jitter` is seconds."""

    cron: Cron
    when: str
    jitter: float = 0.0


def timing(schedule: str, interval: float | None, jitter: float = 0.0) -> Timing | None:
    """The timing of a script's settings (see `Config.schedule_of`); None when it has none.

    As in the reference an interval counts whole seconds, one at least. Raises CronError for a text that is no
    schedule, and for a negative interval, with which the reference runs each second.
    """
    jitter = max(0.0, jitter)
    if schedule:
        return Timing(cron=parse(schedule), when=schedule, jitter=jitter)
    if interval is None:
        return None
    if interval < 0:
        raise CronError(NEGATIVE)
    every = max(1, int(interval))
    text = _short(every)
    return Timing(cron=Cron(f"@every {text}", every=every), when=f"every {text}", jitter=jitter)


def _short(seconds: int) -> str:
    """A duration without its zeros: `15m`, `1h`, `1h30m`, `90s` is `1m30s`."""
    text = format_duration(seconds)
    for tail, kept in (("m0s", "m"), ("h0m", "h")):
        if text.endswith(tail):
            text = text.removesuffix(tail) + kept
    return text


class Trigger(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """A timing as APScheduler asks for it. `due` is the next tick as the schedule has it, before jitter."""

    def __init__(self, timing: Timing, zone: tzinfo, random: Callable[[], float]) -> None:
        self.timing = timing
        self.due: datetime | None = None
        self._zone = zone
        self._random = random

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime | None:
        """When to run next, later than now unless jitter of the tick before says so; None: never."""
        self.due = self._after(self.due, now)
        return self._jittered()

    def clock_set(self, shift: float, fire: datetime, now: datetime) -> datetime | None:
        """When to run next instead of `fire`, now that the wall clock was set forwards by `shift` seconds."""
        if self.due is None:
            return None
        if self.timing.cron.every:
            self.due += timedelta(seconds=shift)
            return fire + timedelta(seconds=shift)
        if shift > 0:
            return fire  # what lies in the past by now is due at once
        self.due = self._after(None, now)
        return self._jittered()

    def _after(self, due: datetime | None, now: datetime) -> datetime | None:
        """The first tick later than now and than `due`, on the grid of that one when it is an interval's."""
        every = self.timing.cron.every
        if due is None or not every:
            latest = now if due is None else max(due, now)
            return self.timing.cron.next(latest.astimezone(self._zone))
        step = timedelta(seconds=every)
        return due + (max(0, (now - due) // step) + 1) * step

    def _jittered(self) -> datetime | None:
        due, jitter = self.due, self.timing.jitter
        if due is None or not jitter:
            return due
        following = self._after(due, due)
        room = jitter if following is None else min(jitter, (following - due).total_seconds())
        return due + timedelta(seconds=self._random() * room)


class _Scheduler(AsyncIOScheduler):  # type: ignore[misc]  # APScheduler ships no types
    """APScheduler by a given clock: it reads the system's itself, in the one method that is replaced here."""

    def __init__(self, clock: Clock, look: float) -> None:
        super().__init__(timezone=UTC)
        self.clock = clock
        self.look = look
        self.stopped = False
        self.store = MemoryJobStore()
        self.add_jobstore(self.store)
        self._gap = clock.wall() - clock.elapsed()

    def now(self) -> datetime:
        """The time of day."""
        return datetime.fromtimestamp(self.clock.wall(), UTC)

    def _process_jobs(self) -> float | None:
        """Run what is due; the seconds until there is something to do again."""
        if self.stopped:  # APScheduler stops in a later pass of the event loop
            return None
        now = self.now()
        self._compare_clocks(now)
        following: datetime | None
        due = self.store.get_due_jobs(now)
        for job in due[:AT_ONCE]:
            try:
                job.func(*job.args)
            except Exception as error:  # noqa: BLE001 (whatever is wrong with one script, the others are due)
                fields = {"name": job.id, "err": f"{type(error).__name__}: {error}"}
                log(logger, logging.ERROR, "Cannot start a script that is due", fields)
            if self.stopped:
                return None
            self._set(job, job.trigger.get_next_fire_time(job.next_run_time, now))
        if len(due) > AT_ONCE:
            return 0.0
        following = self.store.get_next_run_time()
        if following is None:
            return self.look
        return min(self.look, max(0.0, (following - self.now()).total_seconds()))

    def _compare_clocks(self, now: datetime) -> None:
        gap = self.clock.wall() - self.clock.elapsed()
        shift = gap - self._gap
        if abs(shift) < SET:
            return
        self._gap = gap
        for job in self.store.get_all_jobs():
            self._set(job, job.trigger.clock_set(shift, job.next_run_time, now))

    def _set(self, job: Any, following: datetime | None) -> None:
        if following is None:
            self.remove_job(job.id)
        else:
            job._modify(next_run_time=following)
            self.store.update_job(job)


class Schedule:
    """The timings of all scripts by their keys. Use it in one event loop.

    `zone` is that of schedules which name none, the machine's when left out. `random` gives 0 to 1; every
    `look` seconds, or earlier, the clocks are compared.
    """

    def __init__(
        self,
        tick: Tick,
        *,
        zone: tzinfo | None = None,
        clock: Clock = SYSTEM,
        random: Callable[[], float] = random_module.random,
        look: float = LOOK,
    ) -> None:
        self._tick = tick
        self._zone = zone or local_zone()
        self._random = random
        self._scheduler = _Scheduler(clock, look)

    def start(self) -> None:
        """Begin to call `tick`."""
        self._scheduler.start()

    def stop(self) -> None:
        """Call `tick` no more."""
        if self._scheduler.running and not self._scheduler.stopped:
            self._scheduler.stopped = True
            self._scheduler.shutdown(wait=False)

    def update(self, timings: Mapping[str, Timing]) -> None:
        """Take these timings instead of the ones so far; what did not change keeps its next tick."""
        for job in self._scheduler.get_jobs():
            if timings.get(job.id) != job.trigger.timing:
                self._scheduler.remove_job(job.id)
        for key, timing in timings.items():
            if self._scheduler.get_job(key) is None:
                self._add(key, timing)

    def next_run(self, key: str) -> float | None:
        """When the script is run next, Unix seconds; None when it is not scheduled."""
        job = self._scheduler.get_job(key)
        return None if job is None else job.next_run_time.timestamp()

    def _add(self, key: str, timing: Timing) -> None:
        trigger = Trigger(timing, self._zone, self._random)
        first = trigger.get_next_fire_time(None, self._scheduler.now())
        if first is not None:
            # `next_run_time` is given, else APScheduler asks the system's clock.
            self._scheduler.add_job(
                self._due, trigger, (key, trigger), id=key, next_run_time=first, misfire_grace_time=None
            )

    def _due(self, key: str, trigger: Trigger) -> None:
        if trigger.due is not None:
            self._tick(key, trigger.due.timestamp())


def local_zone() -> tzinfo:
    """The machine's zone, or that of the variable TZ. Raises UsageError for an unknown one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a machine that has no zone at all, which means UTC
            zone: tzinfo = AsyncIOScheduler().timezone
    except (LookupError, ValueError, OSError) as error:
        name = os.environ.get("TZ", "")
        message = f'unknown local time zone "{name}" (allowed for TZ: for example UTC or Europe/Berlin)'
        raise UsageError(message) from error
    return zone
