"""The daemon: scripts on their schedules until a signal says stop, with reloads in between.

It runs until SIGTERM or SIGINT. The first one stops the schedule and lets what runs go on for
`defaults.gracePeriod`, then cancels it wherever it is; the second cancels at once; the third ends the
process. SIGHUP reads the config again: it is taken when nothing is wrong with it, else the old one stays.
Runs that are under way keep the config that they began with.

The exit code is 0 when nothing had to be cancelled, whatever failed before; else 128 and the signal's number.
Refuses to know who is told of runs, and how. Made by the command `server` (server.py).
"""

from __future__ import annotations

import asyncio
import logging
import random as random_module
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from pydantic import SecretStr

from interpreter import Interpreter, LuaError, decode, encode
from regbot import start
from regbot.agenda import NONE, WRONG, Entry, agenda, problems
from regbot.app import surroundings
from regbot.clients import make_client
from regbot.config.load import STDIN, Loaded, load_config
from regbot.config.model import Config
from regbot.duration import format_duration, lasted
from regbot.errors import ConfigError, Problem
from regbot.logs import log, log_errors, log_warnings, redact
from regbot.registries import Registries, read_registries
from regbot.registry.client import Client
from regbot.registry.meter import UNMETERED
from regbot.run import place_of
from regbot.runner import Job, Lease, Runner
from regbot.runs import Observer, Reload, RunRecord, ScriptState
from regbot.schedule import SYSTEM, Clock, Schedule
from regbot.signals import Signals
from regbot.systemd import Notifier
from regbot.throttle import Throttle
from regbot.watch import watch

if TYPE_CHECKING:
    from regbot.metrics import Metrics

logger = logging.getLogger("regbot")

STATUS = 10.0
"""Seconds between two status lines for the service manager."""

PAUSE = 60.0
"""Seconds for which a moment without runs is waited for, to tidy up."""

LATE = 10.0
"""Seconds that a run may begin after its time without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says. `config` is the file, `-` for standard input.

    `state` is the folder that somebody named for the history, None for a usual one; `names` are what the
    server may be called in the address of the status page.
    """

    config: str
    dry_run: bool = False
    run_at_start: bool = False
    watch: bool = False
    strict: bool = False
    listen: str | None = None
    token: SecretStr | None = None
    names: tuple[str, ...] = ()
    history: bool = True
    state: str | None = None


class Daemon:
    """The server. As a Desk (runs.py) it is what the status page looks at.

    `observers` are told of runs, `adopted` of each config that comes into force, `metrics` of the client and
    its waits; the others are for tests.
    """

    def __init__(
        self,
        options: Options,
        *,
        observers: Sequence[Observer] = (),
        adopted: Callable[[Config], object] = lambda _: None,
        metrics: Metrics | None = None,
        notifier: Notifier | None = None,
        clock: Clock = SYSTEM,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self.started = clock.wall()
        self.ready = False
        self.reload = Reload(at=self.started)
        self._options = options
        self._adopted = adopted
        self._metrics = metrics
        self._notifier = notifier or Notifier()
        self._wall, self._random = clock.wall, random
        self._tasks = anyio.create_task_group()
        self._runner = Runner(self._tasks, observers, wall=clock.wall)
        self._schedule = Schedule(self._tick, clock=clock, random=random)
        self._throttle = Throttle()
        self._jobs: dict[str, Job] = {}
        self._entries: dict[str, Entry] = {}
        self._registries: Registries | None = None
        self._lease: Lease | None = None
        self._grace = 0.0
        self._patience = anyio.CancelScope()
        self._stopping = asyncio.Event()
        self._hangup = asyncio.Event()

    async def run(self, loaded: Loaded, entries: Sequence[Entry], signals: Signals) -> int:
        """Serve until a signal says stop; the exit code."""
        self._loaded = loaded
        signals.arm(lambda count: self._on_stop(count, signals), self._hangup.set)
        async with self._tasks:
            try:
                await self._adopt(loaded, entries)
                await self._start()
                await self._stopping.wait()
                cancelled = await self._drain()
            finally:
                self._schedule.stop()
                self._notifier.close()
                if self._lease is not None:
                    await self._aclose(self._lease.client)
            self._tasks.cancel_scope.cancel()
        return 128 + (signals.number or 0) if cancelled else 0

    # -- the Desk

    def scripts(self) -> list[ScriptState]:
        """All scripts in the order of the config."""
        return [
            ScriptState(
                name=entry.name,
                when="" if entry.timing is None else entry.timing.when,
                next_run=self._schedule.next_run(key),
                running=self._runner.running.get(key),
                last=self._runner.last.get(key),
                problem="" if entry.problem is None else entry.problem.message,
            )
            for key, entry in self._entries.items()
        ]

    def run_now(self, name: str) -> RunRecord:
        """Start a script now. Raises KeyError for an unknown name, BlockingIOError when it is running."""
        if not self.ready:
            raise BlockingIOError("the server is starting or stopping")
        key = next((key for key, entry in self._entries.items() if entry.name == name), name)
        return self._runner.start(self._jobs[key], "request")

    # -- start and stop

    async def _start(self) -> None:
        for job in self._jobs.values():
            await job.lease.client.prepare()  # no run has to wait while the HTTP library is loaded
            break
        start.ready()
        if self._stopping.is_set():
            return
        self._schedule.start()
        self._set_schedule()
        for entry in self._entries.values():
            if entry.at_start:
                self._tasks.start_soon(self._run_at_start, entry)
        for work in (self._read_scripts, self._reloads, self._notifier.feed, self._keep_status):
            self._tasks.start_soon(_beside, work)
        if self._options.watch:
            self._tasks.start_soon(_beside, partial(watch, self._files, self._hangup.set, self._stopping))
        self.ready = True
        self._notifier.ready(self._status())
        scheduled = sum(entry.timing is not None for entry in self._entries.values())
        log(logger, logging.INFO, "Server started", {"scripts": len(self._entries), "scheduled": scheduled})

    def _on_stop(self, count: int, signals: Signals) -> None:
        """A signal says stop, for the first or the second time."""
        if count > 1:
            self._patience.cancel()
            return
        self.ready = False
        self._schedule.stop()
        running = [record.script for record in self._runner.running.values()]
        fields = {"signal": signal.Signals(signals.number or 0).name, "running": running}
        log(logger, logging.INFO, "Stopping server", fields)
        self._notifier.stopping(f"stopping, {len(running)} running")
        self._stopping.set()

    def patience(self) -> float:
        """Seconds that are left of the grace period, once the server stops; 0 after a second signal."""
        if self._patience.cancel_called:
            return 0.0
        return max(0.0, min(self._patience.deadline - anyio.current_time(), self._grace))

    async def _drain(self) -> bool:
        """Let what runs go on for the grace period, then cancel it. Gives whether there was something."""
        self._patience.deadline = anyio.current_time() + self._grace
        with self._patience:
            await self._runner.idle()
        names = self._runner.cancel()
        if names:
            fields = {"scripts": names, "gracePeriod": format_duration(self._grace)}
            log(logger, logging.WARNING, "Cancelling scripts", fields)
            await self._runner.idle()
        return bool(names)

    # -- runs

    async def _run_at_start(self, entry: Entry) -> None:
        await anyio.sleep(self._random() * (entry.timing.jitter if entry.timing else 0.0))
        job = self._jobs.get(entry.key)
        if job is not None and not self._stopping.is_set() and entry.key not in self._runner.running:
            self._runner.start(job, "start")

    def _tick(self, key: str, due: float) -> None:
        entry = self._entries[key]
        late = self._wall() - due - (entry.timing.jitter if entry.timing else 0.0)
        if late > LATE:
            log(logger, logging.WARNING, "Script is late", {"script": entry.name, "late": lasted(late)})
        self._runner.tick(self._jobs[key], due)

    def _set_schedule(self) -> None:
        timings = {key: entry.timing for key, entry in self._entries.items() if entry.timing is not None}
        for key, timing in timings.items():
            log(logger, logging.DEBUG, "Scheduled task", {"name": key, "sched": timing.when})
        self._schedule.update(timings)
        for entry in self._entries.values():
            if entry.problem is None or (entry.problem.rule == NONE and self._options.token is not None):
                continue  # who has the token may start it
            fields = {"name": entry.name, "at": entry.problem.place}
            if entry.problem.rule == WRONG:
                log(
                    logger, logging.ERROR, "Failed to schedule cron", {**fields, "err": entry.problem.message}
                )
            else:
                log(logger, logging.ERROR, "No schedule or interval found, ignoring", fields)

    # -- the config

    async def _adopt(self, loaded: Loaded, entries: Sequence[Entry]) -> None:
        """Runs that begin from now on are of this config; the client stays where it needs nothing new."""
        registries = await read_registries(loaded)
        if self._lease is None or registries != self._registries:
            meter = self._metrics or UNMETERED
            client = make_client(registries, rehearse=self._options.dry_run, meter=meter)
            before, self._lease, self._registries = self._lease, Lease(client, self._close), registries
            self._lease.begin()
            if before is not None:
                before.end()
        around = surroundings(loaded, self._lease.client, self._throttle)
        if self._metrics is not None:
            around = replace(around, throttle=self._metrics.throttle(around.throttle))
        self._loaded = loaded
        self._grace = max(0.0, loaded.config.defaults.grace_period)
        self._entries = {entry.key: entry for entry in entries}
        self._jobs = {
            entry.key: Job(
                key=entry.key,
                name=entry.name,
                source=entry.source,
                timeout=entry.timeout,
                around=around,
                lease=self._lease,
            )
            for entry in entries
        }
        self._runner.forget(self._jobs)
        self._adopted(loaded.config)

    def _close(self, client: Client) -> None:
        self._tasks.start_soon(_beside, partial(self._aclose, client))

    async def _aclose(self, client: Client) -> None:
        with anyio.CancelScope(shield=True):
            await client.aclose()

    def _files(self) -> dict[Path, bytes]:
        """The files that the config in force was read from, with their content."""
        loaded = self._loaded
        scripts = (source for source in loaded.sources if source.is_file)
        return {
            Path(self._options.config): loaded.text.encode(),
            **{loaded.base_dir / source.chunk[1:]: source.code for source in scripts},
        }

    async def _reloads(self) -> None:
        while True:
            await self._hangup.wait()
            self._hangup.clear()
            if not self._stopping.is_set():
                self._notifier.reloading()
                with start.reading():
                    await self._reload()
                self._tasks.start_soon(_beside, self._settle)  # a config that is not taken leaves things, too
                if not self._stopping.is_set():
                    self._notifier.ready(self._status())

    async def _reload(self) -> None:
        """Read the config again; take it when nothing is wrong with it."""
        path = self._options.config
        try:
            if path == "-":
                raise ConfigError([Problem(STDIN, 0, 0, "", "standard input can be read only once")])
            loaded = await anyio.to_thread.run_sync(load_config, path)
            entries = agenda(loaded, before=[*self._entries.values()], taken=self._runner.running)
            wrong = problems(entries, WRONG) + await self._unreadable(entries)
            if wrong or (self._options.strict and loaded.warnings):
                raise ConfigError(wrong or loaded.warnings)
            await self._adopt(loaded, entries)
        except ConfigError as error:
            log_errors(error.problems)
            self._refuse(str(error.problems[0]), {"problems": len(error.problems)})
            return
        except Exception as error:  # noqa: BLE001 (what goes on with the old config is worth more than a crash)
            text = f"{type(error).__name__}: {error}"
            self._refuse(text, {"err": text})
            return
        log_warnings(loaded.warnings)
        self._set_schedule()
        self.reload = Reload(at=self._wall())
        log(logger, logging.INFO, "Config reloaded", {"config": path, "scripts": len(entries)})

    def _refuse(self, why: str, fields: Mapping[str, object]) -> None:
        fields = {"config": self._options.config, **fields}
        log(logger, logging.ERROR, "Config not reloaded, the old one stays", fields)
        self.reload = Reload(at=self._wall(), error=redact(why))

    async def _read_scripts(self) -> None:
        """Parse what no run has parsed yet."""
        with start.reading():
            await self._unreadable(list(self._entries.values()))
        await self._settle()

    async def _unreadable(self, entries: Sequence[Entry]) -> list[Problem]:
        """The scripts that are no Lua. (At the start each fails when it runs, as in the reference.)"""
        state = Interpreter(libraries=())
        wrong = []
        for entry in entries:
            source = entry.source
            await asyncio.sleep(0)  # what was parsed before is loaded at once, and there may be hundreds
            try:
                await state.load_async(source.code, encode(source.chunk), shebang=source.is_file)
            except LuaError as error:
                text = decode(str(error))
                place = place_of(source, text) or source.file
                wrong.append(Problem(place, 0, 0, entry.name, text, rule="syntax"))
            if not self._runner.running:
                start.keep()
        return wrong

    async def _settle(self) -> None:
        """When nothing runs, keep what was read from the garbage collector."""
        with anyio.move_on_after(PAUSE):
            await self._runner.idle()
        start.settle(idle=not self._runner.running)

    # -- the service manager

    async def _keep_status(self) -> None:
        while self._notifier.active:
            await anyio.sleep(STATUS)
            self._notifier.status(self._status())

    def _status(self) -> str:
        count = len(self._entries)
        parts = [f"{count} script{'s' * (count != 1)}", f"{len(self._runner.running)} running"]
        following = [(state.next_run, state.name) for state in self.scripts() if state.next_run is not None]
        if following:
            at, name = min(following)
            parts.append(f"next: {name} at {datetime.fromtimestamp(at, UTC).astimezone():%H:%M:%S}")
        return ", ".join(parts)


async def _beside(work: Callable[[], Awaitable[None]]) -> None:
    """Work that is not the scripts': when it fails, that is told, and they go on."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 (a fault beside the scripts must not end them)
        fields = {
            "part": getattr(getattr(work, "func", work), "__name__", ""),
            "err": f"{type(error).__name__}: {error}",
        }
        log(logger, logging.ERROR, "A part of the server has stopped", fields)
