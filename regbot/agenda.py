"""What a server has to do by one reading of its config: each script with its timing, or why it has none.

Pure. A wrong schedule, or none, is told with its place in the file. At the start the other scripts run all
the same, as in the reference; where nothing at all can run, and in a reload, it is an error (daemon.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from regbot.config.load import Loaded
from regbot.config.scripts import Source
from regbot.cron import CronError
from regbot.errors import Problem
from regbot.schedule import Timing, timing

WRONG, NONE = "schedule", "no-schedule"
"""The rules of problems: a schedule that is none, and a script that has neither schedule nor interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One script. `key` is its name, with a number when several have it; `timeout` is seconds.

    `problem` says why it is never run without being asked for, None for one that is.
    """

    key: str
    name: str
    source: Source
    timeout: float | None
    timing: Timing | None
    at_start: bool
    problem: Problem | None

    @property
    def runs(self) -> bool:
        """Whether it is ever run without being asked for."""
        return self.timing is not None or self.at_start


def agenda(loaded: Loaded, *, at_start: bool = False, now: datetime | None = None) -> list[Entry]:
    """The scripts in the order of the config. `at_start`: run all of them when the server starts."""
    config = loaded.config
    now = now or datetime.now(UTC)
    entries: dict[str, Entry] = {}
    for index, script in enumerate(config.scripts):
        found: Timing | None = None
        schedule, interval = config.schedule_of(script)
        own = bool(script.schedule.strip() or script.interval)
        path = (("scripts", index) if own else ("defaults",)) + ("schedule" if schedule else "interval",)
        problem = None
        try:
            found = timing(schedule, interval, config.defaults.jitter)
            if found is not None and found.cron.next(now) is None:
                raise CronError(f'"{schedule}" never comes')
        except CronError as error:
            found, problem = None, loaded.locate(path, str(error), rule=WRONG)
        starts = at_start or config.at_start(script)
        if found is None and problem is None and not starts:
            message = "neither schedule nor interval: it never runs (allowed: one of them, or runAtStart)"
            problem = loaded.locate(("scripts", index), message, rule=NONE)
        key, number = script.name, 1
        while key in entries:
            number += 1
            key = f"{script.name}#{number}"
        entries[key] = Entry(
            key=key,
            name=script.name,
            source=loaded.sources[index],
            timeout=config.timeout_of(script),
            timing=found,
            at_start=starts,
            problem=problem,
        )
    return list(entries.values())


def problems(entries: Iterable[Entry], *rules: str) -> list[Problem]:
    """What keeps scripts from being run, by these rules; each place once."""
    found = (entry.problem for entry in entries if entry.problem is not None and entry.problem.rule in rules)
    return list(dict.fromkeys(found))
