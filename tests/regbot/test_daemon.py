"""The daemon in simulated time; as a process it is in tests/integration/test_daemon.py."""

import asyncio
import io
import json
import logging
import random
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from interpreter import Interpreter, LuaFunction, wait
from regbot import logs, start
from regbot import run as run_module
from regbot.agenda import agenda
from regbot.config.load import load_config
from regbot.config.model import Config
from regbot.daemon import Daemon, Options
from regbot.registries import read_registries
from regbot.runs import RunRecord
from regbot.schedule import Clock
from regbot.signals import Signals
from regbot.systemd import Notifier
from tests.fakes import images
from tests.fakes.simulated import SimulatedTime, run

DEFAULTS = "defaults: {skipDockerConfig: true}\n"


@pytest.fixture(autouse=True)
def _naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts may wait in simulated time: `nap(30)`."""
    original = run_module.open_builtins

    def nap(seconds: float = 0.0, *_: object) -> tuple[()]:
        wait(anyio.sleep(seconds))
        return ()

    def opened(state: Interpreter, context: Any) -> None:
        original(state, context)
        state.globals.set("nap", LuaFunction(nap, "nap"))

    monkeypatch.setattr(run_module, "open_builtins", opened)


@pytest.fixture
def records(logging_restored: None) -> Callable[[], list[dict[str, Any]]]:
    """Every record of the test, as `--logopt json -v debug` prints it."""
    stream = io.StringIO()
    logs.configure(logging.DEBUG, stream, as_json=True)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


class Told:
    """An observer that remembers; times are seconds since the start of the scene."""

    def __init__(self, begin: float) -> None:
        self.begin = begin
        self.ended: list[RunRecord] = []
        self.events: list[tuple[str, str, int]] = []
        self.broken = False

    def run_started(self, run: RunRecord) -> None:
        self.events.append(("start", run.script, round(run.started - self.begin)))
        if self.broken:
            raise RuntimeError("no")

    def run_ended(self, run: RunRecord) -> None:
        assert run.ended is not None
        self.ended.append(run)
        self.events.append((run.status, run.script, round(run.ended - self.begin)))

    def tick_dropped(self, script: str, running: RunRecord) -> None:
        self.events.append(("dropped", script, round(running.started - self.begin)))


class Scene:
    """A daemon, its config file, its clock, its signals, and what it told."""

    def __init__(self, folder: Path, config: str, **options: Any) -> None:
        self.file = folder / "regbot.yml"
        self.write(config)
        self.time = SimulatedTime(1_700_000_000.5)
        self.told = Told(self.time.wall())
        self.signals = Signals(2, clock=self.time.steady)
        self.configs: list[Config] = []
        self.options = Options(config=str(self.file), **options)
        self.random: Callable[[], float] = random.random
        self.daemon: Daemon

    def write(self, config: str) -> None:
        self.file.write_text(config if "defaults" in config else DEFAULTS + config, encoding="utf-8")

    def run(self, steps: Callable[[], Awaitable[None]]) -> int:
        """Run the daemon, with these steps beside it, and a SIGTERM at their end; the exit code."""
        loaded = load_config(self.file)

        async def scene() -> int:
            self.daemon = Daemon(
                self.options,
                observers=[self.told],
                adopted=self.configs.append,
                notifier=Notifier({}),
                clock=Clock(self.time.wall, self.time.elapsed),
                random=self.random,
            )
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._steps, steps)
                entries = agenda(loaded, at_start=self.options.run_at_start)
                return await self.daemon.run(loaded, entries, self.signals)
            raise AssertionError

        return run(scene, self.time)

    async def _steps(self, steps: Callable[[], Awaitable[None]]) -> None:
        await steps()
        if not self.signals.stops:
            self.stop()

    def stop(self) -> None:
        self.signals.on_stop(signal.SIGTERM, None)

    async def reload(self, config: str) -> None:
        """Another config, and SIGHUP; returns when the daemon has read it."""
        before = self.daemon.reload
        self.write(config)
        self.signals.on_hangup(signal.SIGHUP, None)
        while self.daemon.reload is before:  # noqa: ASYNC110 (the daemon has no event for it)
            await anyio.sleep(0.001)


def sleep(seconds: float) -> Callable[[], Awaitable[None]]:
    return lambda: anyio.sleep(seconds)


def test_scripts_run_on_their_intervals_and_a_script_never_beside_itself(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]]
) -> None:
    scene = Scene(
        tmp_path,
        "defaults: {skipDockerConfig: true, gracePeriod: 1m}\n"
        "scripts:\n"
        "  - {name: quick, interval: 60s, script: print()}\n"
        "  - {name: long, interval: 60s, script: nap(130)}\n",
    )
    assert 0 == scene.run(sleep(330))
    quick = [event for event in scene.told.events if event[1] == "quick"]
    assert [(what, "quick", at) for at in (60, 120, 180, 240, 300) for what in ("start", "ok")] == [
        (what, name, round(at, -1)) for what, name, at in quick
    ]
    assert [
        ("start", 60),
        ("dropped", 60),
        ("dropped", 60),
        ("ok", 190),
        ("start", 240),
        ("dropped", 240),
        ("ok", 370),
    ] == [(what, round(at, -1)) for what, name, at in scene.told.events if name == "long"]
    skipped = [record for record in records() if record["msg"].startswith("Skipping run")]
    assert ["1m0s", "2m0s", "1m0s"] == [record["running"].replace(".0s", "s") for record in skipped]
    assert [run.id for run in scene.told.ended if run.script == "long"] == list(
        dict.fromkeys(record["run"] for record in skipped)
    )


def test_each_line_of_a_run_has_its_id_and_the_last_one_the_duration(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]]
) -> None:
    scene = Scene(tmp_path, "scripts: [{name: a, interval: 10s, script: 'log(1) nap(2) x()'}]")
    scene.run(sleep(15))
    (ended,) = scene.told.ended
    assert ("failed", "schedule", "2s") == (ended.status, ended.trigger, logs_duration(ended))
    assert ended.error.startswith("<string>:1: attempt to call global 'x'")
    assert f"{scene.file}:2" == ended.at
    lines = [record for record in records() if record.get("run") == ended.id]
    assert ["Running task", "Starting script", "User script message", "Error running script"] == [
        line["msg"] for line in lines
    ]
    assert lines[-1]["duration"].endswith("s")
    started = [record for record in records() if record["msg"] == "Server started"]
    assert "run" not in started[0]


def logs_duration(run: RunRecord) -> str:
    return f"{run.duration:.0f}s"


@pytest.mark.parametrize(
    ("grace", "signals", "code", "status", "at"),
    [
        ("30s", 1, 0, "ok", 40),  # ends by itself
        ("5s", 1, 143, "cancelled", 25),  # when the grace period is over
        ("0s", 1, 143, "cancelled", 20),
        ("30s", 2, 143, "cancelled", 20),  # at once
    ],
)
def test_a_stop_lets_scripts_end_for_a_while(
    tmp_path: Path, grace: str, signals: int, code: int, status: str, at: int
) -> None:
    config = f"defaults: {{skipDockerConfig: true, gracePeriod: {grace}}}\n"
    config += "scripts: [{name: a, interval: 10s, script: nap(30)}]"
    scene = Scene(tmp_path, config)

    async def steps() -> None:
        await anyio.sleep(20)
        for _ in range(signals):
            scene.stop()
            scene.stop()  # at the same time: `timeout` sends it to its child and to the group
            await anyio.sleep(0.3)

    assert code == scene.run(steps)
    ((what, _, when),) = [event for event in scene.told.events if event[0] in ("ok", "cancelled")]
    assert (status, at) == (what, round(when / 5) * 5)
    assert not scene.daemon.ready
    (run,) = scene.told.ended
    assert (f"{scene.file}:2" if status == "cancelled" else "") == run.at


def test_a_reload_keeps_what_did_not_change(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]]
) -> None:
    def config(text: str, *others: str) -> str:
        script = f"log('{text}') nap(45) log('{text}')"
        first = f'scripts:\n  - {{name: kept, interval: 100s, script: "{script}"}}\n'
        return first + "".join(f"  - {{name: {name}, interval: 70s}}\n" for name in others)

    scene = Scene(tmp_path, config("old", "gone"))
    clients: list[object] = []

    async def steps() -> None:
        await anyio.sleep(110)  # `kept` runs
        clients.append(scene.daemon._jobs["kept"].around.client)
        await scene.reload(config("new", "came"))
        clients.append(scene.daemon._jobs["kept"].around.client)
        states = {state.name: state for state in scene.daemon.scripts()}
        assert ["kept", "came"] == list(states)
        assert states["kept"].running is not None
        assert 200 == round((states["kept"].next_run or 0) - scene.told.begin)
        assert 180 == round((states["came"].next_run or 0) - scene.told.begin)
        await anyio.sleep(150)

    assert 0 == scene.run(steps)
    said = [record["message"] for record in records() if record["msg"] == "User script message"]
    assert ["old", "old", "new", "new"] == said
    assert clients[0] is clients[1]
    assert 2 == len(scene.configs)
    assert ["gone", "kept", "came", "kept", "came"] == [run.script for run in scene.told.ended]


def test_of_two_scripts_of_one_name_each_stays_itself_when_the_other_goes(tmp_path: Path) -> None:
    first = "  - {name: twin, interval: 60s, script: nap(200)}\n"
    second = "  - {name: twin, interval: 100s, script: log('second')}\n"
    scene = Scene(tmp_path, f"scripts:\n{first}{second}")

    async def steps() -> None:
        await anyio.sleep(70)  # the first one runs
        await scene.reload(f"scripts:\n{second}")
        await anyio.sleep(40)  # time for the second one, for the first time
        assert [("start", "twin", 60), ("start", "twin", 100)] == scene.told.events[:2]
        assert "request" == scene.daemon.run_now("twin").trigger

    scene.run(steps)
    assert "dropped" not in {what for what, _, _ in scene.told.events}


def test_the_event_loop_turns_between_the_scripts_that_a_reload_looks_at(tmp_path: Path) -> None:
    scripts = "".join(f"  - {{name: s{number}, interval: 1h, script: log()}}\n" for number in range(50))
    scene = Scene(tmp_path, f"scripts:\n{scripts}")

    async def steps() -> None:
        await anyio.sleep(1)
        turns = 0

        async def turn() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(turn)
            # The texts are known: nothing is waited for in a thread.
            assert [] == await scene.daemon._unreadable(list(scene.daemon._entries.values()))
            tasks.cancel_scope.cancel()
        assert turns >= 40

    assert 0 == scene.run(steps)


def test_a_change_of_registries_gives_later_runs_a_new_client_and_closes_the_old_one(tmp_path: Path) -> None:
    scripts = "scripts: [{name: a, interval: 10s, script: nap(15)}]"
    scene = Scene(tmp_path, scripts)

    async def steps() -> None:
        await anyio.sleep(12)
        old = scene.daemon._lease
        await scene.reload("creds: [{registry: a.io, tls: insecure}]\n" + scripts)
        new = scene.daemon._lease
        assert old is not None
        assert new is not None
        assert (True, 1, 1) == (new is not old, old._users, new._users)
        await anyio.sleep(30)
        assert 0 == old._users

    assert 0 == scene.run(steps)


@pytest.mark.parametrize(
    ("config", "strict", "error"),
    [
        ("scripts: [{name: a, schedule: 61 * * * *}]", False, ':2:31: scripts[0].schedule: minute "61"'),
        ("scripts: [{name: a, interval: 10s, script: x = = 1}]", False, ":2: a: <string>:1: "),
        ("scripts: [", False, ":2:11: a value is missing"),
        ("scripts: [{interval: 10s, frequency: 1m, script: x()}]", True, ":2:27: scripts[0].frequency: "),
    ],
)
def test_a_bad_config_is_reported_and_the_old_one_stays(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]], config: str, strict: bool, error: str
) -> None:
    scene = Scene(tmp_path, "scripts: [{name: a, interval: 10s, script: log('old')}]", strict=strict)

    async def steps() -> None:
        await anyio.sleep(15)
        await scene.reload(config)
        assert scene.daemon.reload.error.startswith(f"{scene.file}{error}")
        assert scene.daemon.ready
        await anyio.sleep(10)
        await scene.reload("scripts: [{name: a, interval: 10s, script: log('new')}]")
        assert "" == scene.daemon.reload.error
        await anyio.sleep(10)

    assert 0 == scene.run(steps)
    said = [record["message"] for record in records() if record["msg"] == "User script message"]
    assert ["old", "old", "new"] == said
    assert 1 == sum(record["msg"] == "Config not reloaded, the old one stays" for record in records())


def test_what_a_refused_reload_leaves_is_let_go_as_that_of_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = Scene(tmp_path, "scripts: [{name: a, interval: 10s, script: log('old')}]")
    settled: list[bool] = []
    monkeypatch.setattr(start, "settle", lambda *, idle: settled.append(idle))

    async def steps() -> None:
        await anyio.sleep(1)
        assert [True] == settled  # after the start
        await scene.reload("scripts: no")
        await anyio.sleep(1)
        assert [True, True] == settled

    assert 0 == scene.run(steps)


@pytest.mark.parametrize("store", ['"store\\u0000"', '"no such\\nstore"'])
def test_a_reload_that_breaks_ends_no_server(
    tmp_path: Path,
    records: Callable[[], list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    store: str,
) -> None:
    (tmp_path / "config.json").write_text(f'{{"credsStore": {store}}}', encoding="utf-8")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    scripts = "scripts: [{name: a, interval: 10s, script: log('x')}]"
    scene = Scene(tmp_path, scripts)

    async def steps() -> None:
        await anyio.sleep(15)
        await scene.reload("defaults: {skipDockerConfig: false}\n" + scripts)
        await anyio.sleep(10)

    assert 0 == scene.run(steps)
    assert [10, 20] == [round(at) for what, _, at in scene.told.events if what == "ok"]


def test_what_breaks_beside_the_scripts_is_told_and_they_go_on(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("no more watches")

    monkeypatch.setattr("regbot.daemon.watch", broken)
    monkeypatch.setattr("regbot.daemon.read_registries", read := Broken())
    scene = Scene(tmp_path, "scripts: [{name: a, interval: 10s}]", watch=True)

    async def steps() -> None:
        await anyio.sleep(15)
        read.broken = True
        await scene.reload("scripts: [{name: b, interval: 10s}]")
        assert "RuntimeError: no" == scene.daemon.reload.error
        await anyio.sleep(10)

    assert 0 == scene.run(steps)
    assert ["a", "a"] == [run.script for run in scene.told.ended]
    errors = {record["msg"]: record["err"] for record in records() if record["level"] == "ERROR"}
    assert {
        "A part of the server has stopped": "RuntimeError: no more watches",
        "Config not reloaded, the old one stays": "RuntimeError: no",
    } == errors


class Broken:
    """What reads the registries, until it is `broken`."""

    broken = False

    async def __call__(self, loaded: Any) -> Any:
        if self.broken:
            raise RuntimeError("no")
        return await read_registries(loaded)


def test_run_at_start_and_on_request(tmp_path: Path) -> None:
    config = (
        "scripts:\n  - {name: a, schedule: '@yearly', runAtStart: true}\n  - {name: b, schedule: '@yearly'}\n"
    )
    scene = Scene(tmp_path, f"{config}  - {{name: c, schedule: '@yearly', script: nap(10)}}\n")

    async def steps() -> None:
        await anyio.sleep(5)
        assert "request" == scene.daemon.run_now("c").trigger
        with pytest.raises(BlockingIOError):
            scene.daemon.run_now("c")
        with pytest.raises(KeyError):
            scene.daemon.run_now("d")
        scene.stop()
        await anyio.sleep(1)
        with pytest.raises(BlockingIOError):
            scene.daemon.run_now("b")

    assert 0 == scene.run(steps)
    assert [("a", "start"), ("c", "request")] == [(run.script, run.trigger) for run in scene.told.ended]


def test_jitter_spreads_the_runs_at_the_start(tmp_path: Path) -> None:
    scripts = "".join(f"  - {{name: s{number}, schedule: '@yearly'}}\n" for number in range(5))
    config = f"defaults: {{skipDockerConfig: true, jitter: 100s}}\nscripts:\n{scripts}"
    scene = Scene(tmp_path, config, run_at_start=True)
    # Asked for the schedules first, then for the starts.
    scene.random = iter([0.0] * 5 + [0.5, 0.0, 0.25, 0.99, 0.75]).__next__
    scene.run(sleep(101))
    starts = {script: at for what, script, at in scene.told.events if what == "start"}
    assert {"s0": 50, "s1": 0, "s2": 25, "s3": 99, "s4": 75} == starts


def test_a_run_that_begins_late_is_told(tmp_path: Path, records: Callable[[], list[dict[str, Any]]]) -> None:
    scene = Scene(tmp_path, "scripts: [{name: a, interval: 60s}]")

    async def steps() -> None:
        await anyio.sleep(30)
        scene.time.suspend(3600)
        await anyio.sleep(20)

    scene.run(steps)
    (late,) = [record for record in records() if record["msg"] == "Script is late"]
    assert "a" == late["script"]
    assert late["late"].startswith("59m3")
    assert 1 == len(scene.told.ended)


def test_an_observer_that_fails_harms_nobody(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]]
) -> None:
    scene = Scene(tmp_path, "scripts: [{name: a, interval: 10s}]")
    scene.told.broken = True
    assert 0 == scene.run(sleep(25))
    assert ["ok", "ok"] == [run.status for run in scene.told.ended]
    failed = [record for record in records() if record["msg"] == "Cannot tell of a run"]
    assert ["RuntimeError: no"] * 2 == [record["err"] for record in failed]


def test_each_dry_run_tells_what_there_is_to_do(
    tmp_path: Path, records: Callable[[], list[dict[str, Any]]]
) -> None:
    images.write_layout(tmp_path / "source", images.image("one"), "one")
    copy = f"image.copy('ocidir://{tmp_path}/source:one', 'ocidir://{tmp_path}/target:one')"
    scene = Scene(tmp_path, f'scripts: [{{name: a, interval: 10s, script: "{copy}"}}]', dry_run=True)
    assert 0 == scene.run(sleep(25))
    finished = [record for record in records() if record["msg"] == "Run finished"]
    assert [(1, True)] * 2 == [(record["copied"], record["dry-run"]) for record in finished]
    assert [True, True] == [run.dry_run for run in scene.told.ended]
    assert not (tmp_path / "target").exists()
