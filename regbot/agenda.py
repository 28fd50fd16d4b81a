"""What a server has to do by one reading of its config: each script with its timing, or why it has none.

Pure. A wrong schedule, or none, is told with its place in the file. At the start the other scripts run all
the same, as in the reference; where nothing at all can run, and in a reload, it is an error (daemon.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
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
    """One script. `key` tells it from all others, also in later readings: its name, with a number when
    several have that. `timeout` is seconds.

    `problem` says why it is never run without being asked for, None for one that is.
    """

    key: str
    name: str
    source: Source
    timeout: float | None
    timing: Timing | None
    at_start: bool
    problem: Problem | None


def agenda(
    loaded: Loaded,
    *,
    at_start: bool = False,
    now: datetime | None = None,
    before: Sequence[Entry] = (),
    taken: Collection[str] = (),
) -> list[Entry]:
    """The scripts in the order of the config. `at_start`: run all of them when the server starts.

    before: the agenda that this one replaces, whose scripts keep their keys. taken: keys that no new script
    may have, of scripts that still run and may be in neither.
    """
    config = loaded.config
    now = now or datetime.now(UTC)
    entries: list[Entry] = []
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
        entries.append(
            Entry(
                key="",
                name=script.name,
                source=loaded.sources[index],
                timeout=config.timeout_of(script),
                timing=found,
                at_start=starts,
                problem=problem,
            )
        )
    return _with_keys(entries, before, taken)


# By what a script is known again among those of its name: the first that says which one it is.
_LIKENESS: tuple[Callable[[Entry], object], ...] = (
    lambda entry: (entry.source.chunk, entry.source.code, entry.timing),
    lambda entry: (entry.source.chunk, entry.source.code),
    lambda entry: entry.timing,
    lambda entry: entry.name,
)


def _with_keys(entries: list[Entry], before: Sequence[Entry], taken: Collection[str]) -> list[Entry]:
    """Each script with the key that it had, or a new one."""
    free: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in before:
        free[entry.name].append(entry)
    keys: dict[int, str] = {}
    for likeness in _LIKENESS:
        for index, entry in enumerate(entries):
            same = (old for old in free[entry.name] if likeness(old) == likeness(entry))
            if index not in keys and (old := next(same, None)) is not None:
                keys[index] = old.key
                free[entry.name].remove(old)
    used = {*taken, *keys.values()}
    for index, entry in enumerate(entries):
        if index not in keys:
            keys[index] = _unused(entry.name, used)
            used.add(keys[index])
    return [replace(entry, key=keys[index]) for index, entry in enumerate(entries)]


def _unused(name: str, used: Collection[str]) -> str:
    key, number = name, 1
    while key in used:
        number += 1
        key = f"{name}#{number}"
    return key


def problems(entries: Iterable[Entry], *rules: str) -> list[Problem]:
    """What keeps scripts from being run, by these rules; each place once."""
    found = (entry.problem for entry in entries if entry.problem is not None and entry.problem.rule in rules)
    return list(dict.fromkeys(found))
