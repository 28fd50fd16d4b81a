import asyncio
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from regbot import schedule as module
from regbot.cron import CronError
from regbot.schedule import Clock, Schedule, timing
from tests.fakes.simulated import SimulatedTime, run

UTC, BERLIN, NEW_YORK, LORD_HOWE = map(
    ZoneInfo, ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
)
DAY = 86_400.0


class Scene:
    """A schedule in simulated time, and what it did: `ticks` are (key, when, due) in Unix seconds."""

    def __init__(
        self, start: str, zone: ZoneInfo = UTC, *, random: float = 0.0, look: float = module.LOOK
    ) -> None:
        self.zone = zone
        self.time = SimulatedTime(datetime.fromisoformat(start).replace(tzinfo=zone).timestamp())
        self.start = self.time.wall()
        self.ticks: list[tuple[str, float, float]] = []
        self.random = random
        self.look = look

    def run(self, schedules: dict[str, object], *steps: Callable[[Schedule], None] | float) -> None:
        """Begin with these schedules (texts) and intervals (seconds); wait for seconds, or do something."""

        async def scene() -> None:
            clock = Clock(self.time.wall, self.time.elapsed)
            schedule = Schedule(
                self._tick, zone=self.zone, clock=clock, random=lambda: self.random, look=self.look
            )
            schedule.start()
            schedule.update({key: made(when) for key, when in schedules.items()})
            for step in steps:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    step(schedule)
            schedule.stop()
            await asyncio.sleep(3 * DAY)

        run(scene, self.time)

    def _tick(self, key: str, due: float) -> None:
        self.ticks.append((key, self.time.wall(), due))

    def shown(self, key: str = "a") -> list[str]:
        """When a script ran, as the zone's clocks show it."""
        moments = [datetime.fromtimestamp(when, self.zone) for name, when, _ in self.ticks if name == key]
        return [moment.isoformat(timespec="seconds")[5:] for moment in moments]


def made(when: object, jitter: float = 0.0) -> module.Timing:
    found = timing(when, None, jitter) if isinstance(when, str) else timing("", float(str(when)), jitter)
    assert found is not None
    return found


def test_an_interval_begins_one_interval_after_the_start_in_whole_seconds() -> None:
    scene = Scene("2025-01-01T00:00:15.93")
    scene.run({"a": 2}, 6.0)
    assert ["01-01T00:00:17+00:00", "01-01T00:00:19+00:00", "01-01T00:00:21+00:00"] == scene.shown()


def test_an_interval_does_not_drift_in_a_day_of_ticks() -> None:
    scene = Scene("2025-01-01T00:00:00.5")
    scene.run({"a": 7, "b": 60}, DAY)
    for key, every in (("a", 7), ("b", 60)):
        found = [when for name, when, _ in scene.ticks if name == key]
        assert int(DAY / every) == len(found)
        assert max(abs(later - sooner - every) for sooner, later in itertools.pairwise(found)) < 0.001


@pytest.mark.parametrize(
    ("interval", "when", "every"),
    [
        (1.0, "every 1s", 1),
        (0.2, "every 1s", 1),
        (2.9, "every 2s", 2),
        (90, "every 1m30s", 90),
        (900, "every 15m", 900),
        (3600, "every 1h", 3600),
        (5400, "every 1h30m", 5400),
        (36000, "every 10h", 36000),
    ],
)
def test_an_interval_counts_whole_seconds_one_at_least(interval: float, when: str, every: int) -> None:
    found = timing("", interval)
    assert found is not None
    assert (when, every) == (found.when, found.cron.every)


def test_a_schedule_rules_over_an_interval_and_neither_is_no_timing() -> None:
    found = timing("0 3 * * *", 60.0)
    assert found is not None
    assert ("0 3 * * *", 0) == (found.when, found.cron.every)
    assert timing("", None) is None


@pytest.mark.parametrize(("schedule", "interval"), [("* * *", None), ("", -60.0)])
def test_a_wrong_schedule_and_a_negative_interval_are_refused(schedule: str, interval: float | None) -> None:
    with pytest.raises(CronError):
        timing(schedule, interval)


@pytest.mark.parametrize(
    ("zone", "schedule", "ticks", "without"),
    [
        # a time that is skipped in spring and comes twice in autumn: 365 - 1 + 1
        (BERLIN, "30 2 * * *", 365, "03-30T02:30"),
        (NEW_YORK, "30 2 * * *", 364, "03-09T02:30"),
        (NEW_YORK, "30 1 * * *", 366, ""),
        (LORD_HOWE, "15 2 * * *", 364, "10-05T02:15"),
        (LORD_HOWE, "45 1 * * *", 366, ""),
        (UTC, "30 2 * * *", 365, ""),
    ],
)
def test_a_year_of_a_daily_schedule(zone: ZoneInfo, schedule: str, ticks: int, without: str) -> None:
    scene = Scene("2025-01-01T00:00:00", zone, look=DAY)
    scene.run({"a": schedule}, 365 * DAY - 1)
    shown = scene.shown()
    assert ticks == len(shown)
    minute, hour = schedule.split()[:2]
    assert {f"{int(hour):02}:{minute}:00"} == {moment[6:14] for moment in shown}
    assert not any(without and moment.startswith(without) for moment in shown)


def test_a_year_of_hours_has_each_hour_once() -> None:
    scene = Scene("2025-01-01T00:00:00", BERLIN, look=DAY)
    scene.run({"a": "@hourly"}, 365 * DAY - 1)
    moments = [when for _, when, _ in scene.ticks]
    assert 365 * 24 - 1 == len(moments)
    assert {3600.0} == {round(later - sooner, 3) for sooner, later in itertools.pairwise(moments)}


def test_the_twenty_ninth_of_february_comes_in_leap_years() -> None:
    scene = Scene("2023-01-01T00:00:00", look=30 * DAY)
    scene.run({"a": "0 0 29 2 *"}, 6 * 365 * DAY)
    assert ["02-29T00:00:00+00:00", "02-29T00:00:00+00:00"] == scene.shown()


def test_a_machine_that_slept_runs_what_was_due_once_and_goes_on() -> None:
    scene = Scene("2025-01-01T00:00:00")
    scene.run({"a": 600, "b": "0 * * * *"}, 1205.0, lambda _: scene.time.suspend(3 * 3600 + 60), 3000.0)
    assert ["01-01T00:10:00+00:00", "01-01T00:20:00+00:00"] == scene.shown()[:2]
    late = scene.shown()[2]
    assert "01-01T03:21:05+00:00" <= late <= "01-01T03:21:15+00:00"
    assert ["01-01T03:30:00+00:00", "01-01T03:40:00+00:00"] == scene.shown()[3:5]
    assert [late[:13], "01-01T04:00:00+00:00"] == [scene.shown("b")[0][:13], scene.shown("b")[1]]


def test_a_wall_clock_that_is_set_forwards_changes_no_interval_and_makes_schedules_due() -> None:
    scene = Scene("2025-01-01T00:00:00")
    scene.run({"a": 600, "b": "30 0 * * *"}, 300.0, lambda _: scene.time.set_wall(3600), 901.0)
    assert ["01-01T01:10:00+00:00", "01-01T01:20:00+00:00"] == scene.shown()
    (shown,) = scene.shown("b")
    assert "01-01T01:05:00+00:00" <= shown <= "01-01T01:05:10+00:00"


def test_a_wall_clock_that_is_set_back_changes_no_interval_and_schedules_follow_it() -> None:
    scene = Scene("2025-01-01T05:00:00")
    scene.run({"a": 600, "b": "0 4 * * *"}, 300.0, lambda _: scene.time.set_wall(-2 * 3600), 3600.0)
    assert ["01-01T03:10:00+00:00", "01-01T03:20:00+00:00"] == scene.shown()[:2]
    assert ["01-01T04:00:00+00:00"] == scene.shown("b")


def test_a_clock_that_was_years_ahead_does_not_hold_schedules_back() -> None:
    scene = Scene("2031-06-01T00:00:00")
    scene.run({"a": 60, "b": "*/5 * * * *"}, 30.0, lambda _: scene.time.set_wall(-2000 * DAY), 600.0)
    assert 10 == len(scene.shown())
    assert 2 == len(scene.shown("b"))


def test_small_corrections_of_the_wall_clock_neither_repeat_nor_lose_a_tick() -> None:
    scene = Scene("2025-01-01T00:00:00")
    nudges: list[Callable[[Schedule], None] | float] = []
    for number in range(100):
        nudges += [29.9, lambda _, by=0.4 * (-1) ** number: scene.time.set_wall(by)]
    scene.run({"a": 10, "b": "* * * * *"}, *nudges)
    assert abs(299 - len(scene.shown())) <= 1
    dues = [due for name, _, due in scene.ticks if name == "b"]
    assert 49 == len(dues) == len(set(dues))


def test_jitter_starts_later_by_a_part_of_it_and_stays_on_the_schedule() -> None:
    scene = Scene("2025-01-01T00:00:00", random=0.5)
    jittered = {"a": made("*/10 * * * *", 60.0), "b": made(10, 60.0)}
    scene.run({}, lambda schedule: schedule.update(jittered), 1900.0)
    assert ["01-01T00:10:30+00:00", "01-01T00:20:30+00:00", "01-01T00:30:30+00:00"] == scene.shown()
    assert [600.0, 1200.0, 1800.0] == [
        due - scene.ticks[0][2] + 10 for name, _, due in scene.ticks if name == "a"
    ]
    # never as late as the tick after it
    b = [when for name, when, _ in scene.ticks if name == "b"]
    assert {10.0} == {round(later - sooner, 3) for sooner, later in itertools.pairwise(b)}


def test_what_did_not_change_keeps_its_next_run() -> None:
    scene = Scene("2025-01-01T00:00:00")
    first = {"kept": made(100), "changed": made(100), "gone": made(100)}
    second = {"kept": made(100), "changed": made(70), "new": made("* * * * *")}
    runs: list[dict[str, float | None]] = []

    def look(schedule: Schedule) -> None:
        begin = scene.time.wall() - 60
        names = ("kept", "changed", "gone", "new")
        runs.append({name: None if (at := schedule.next_run(name)) is None else at - begin for name in names})

    steps = (lambda schedule: schedule.update(first), 60.0, lambda schedule: schedule.update(second), look)
    scene.run({}, *steps, 50.0)
    assert [{"kept": 100.0, "changed": 130.0, "gone": None, "new": 120.0}] == [
        {name: None if at is None else round(at, 3) for name, at in found.items()} for found in runs
    ]
    assert ["kept"] == [name for name, _, _ in scene.ticks]


def test_a_schedule_that_never_comes_is_not_scheduled() -> None:
    scene = Scene("2025-01-01T00:00:00", look=DAY)
    found: list[float | None] = []
    scene.run({"a": "0 0 30 2 *"}, lambda schedule: found.append(schedule.next_run("a")), 400 * DAY)
    assert ([None], []) == (found, scene.ticks)


def test_a_stopped_schedule_does_not_tick() -> None:
    scene = Scene("2025-01-01T00:00:00")
    scene.run({"a": 10}, 25.0)  # and three days after the stop
    assert 2 == len(scene.ticks)


def test_nothing_is_started_after_a_stop_in_the_midst_of_what_is_due() -> None:
    scene = Scene("2026-05-05 10:00:00")
    told = scene._tick

    def tick(key: str, due: float) -> None:
        told(key, due)
        schedules[0].stop()
        schedules[0].stop()

    scene._tick = tick  # type: ignore[method-assign]  # as if a signal came right then
    schedules: list[Schedule] = []
    scene.run({"a": 10, "b": 10}, schedules.append, 25.0)
    assert [("a", 10.0)] == [(key, when - scene.start) for key, when, _ in scene.ticks]


def test_a_script_that_cannot_be_started_does_not_end_the_schedule(caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene("2026-05-05 10:00:00")
    told = scene._tick

    def tick(key: str, due: float) -> None:
        told(key, due)
        if key == "a":
            raise RuntimeError("no")

    scene._tick = tick  # type: ignore[method-assign]  # what no tick should do
    scene.run({"a": 10, "b": 10}, 25.0)
    assert [("a", 10), ("b", 10), ("a", 20), ("b", 20)] == [
        (key, round(when - scene.start)) for key, when, _ in scene.ticks
    ]
    assert 2 * ["Cannot start a script that is due"] == [record.message for record in caplog.records]


def test_a_tick_gets_the_time_that_the_schedule_wanted() -> None:
    scene = Scene("2025-01-01T00:00:00", random=0.5)
    scene.run({}, lambda schedule: schedule.update({"a": made(60, 10.0)}), 61.0, 10.0)
    ((_, when, due),) = scene.ticks
    assert timedelta(seconds=5) == timedelta(seconds=round(when - due, 3))


@pytest.mark.parametrize(
    ("variable", "printed"),
    [
        ("Australia/Lord_Howe", "Australia/Lord_Howe"),
        (
            "Mars/Olympus",
            'unknown local time zone "Mars/Olympus" (allowed for TZ: for example UTC or Europe/Berlin)',
        ),
    ],
)
def test_the_variable_tz_names_the_zone(variable: str, printed: str) -> None:
    code = "from regbot import schedule\ntry: print(schedule.local_zone())\n"
    code += "except schedule.UsageError as error: print(error)"
    environ = {**os.environ, "TZ": variable, "PYTHONPATH": str(Path(module.__file__).parent.parent)}
    found = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, encoding="utf-8", check=True
    )
    assert (f"{printed}\n", "") == (found.stdout, found.stderr)
