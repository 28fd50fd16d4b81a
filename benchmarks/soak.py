"""How a server with 200 scripts holds out: `python benchmarks/soak.py [--minutes 10] [--hours 10]`.

Two parts. Simulated: 200 schedules with intervals of 1 to 5 s for ten hours on a clock that does not wait,
with real timers, triggers and the real runner around scripts that do nothing: is each tick there, on time,
and does memory stay? Real: `regbot server` as a process with 200 such scripts for ten minutes: memory, lag of
the event loop, ticks. Prints figures, and what is asked of them; exit code 1 when one is missed.
"""

import argparse
import asyncio
import gc
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import anyio

sys.path.insert(0, str(Path(__file__).parents[1]))  # the checkout's modules, wherever this is started

from regbot import runner as runner_module
from regbot.config.scripts import Source
from regbot.run import Outcome
from regbot.runner import Job, Lease, Runner
from regbot.runs import RunRecord
from regbot.schedule import Clock, Schedule, timing
from tests.fakes.simulated import SimulatedTime, run

ROOT = Path(__file__).parents[1]
SCRIPTS = 200
GROWTH = 5.0
"""Megabytes by which the process may grow after it is warm."""
LAG = 0.020
"""Seconds that the event loop may be late, in 99 of 100 looks."""
IDLE = 80.0
"""Megabytes of an idle server."""


def every(number: int) -> int:
    """The interval of a script, in seconds."""
    return 1 + number % 5


def resident(pid: int | str = "self") -> float:
    """Megabytes in memory."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


class Watch:
    """What the simulated part saw."""

    def __init__(self, time: SimulatedTime) -> None:
        self.time = time
        self.began = [0] * SCRIPTS
        self.ended = 0
        self.late = 0.0
        self.dropped = 0

    def run_started(self, run: RunRecord) -> None:
        """Count it, and how late it is."""
        self.began[int(run.script)] += 1
        self.late = max(self.late, abs(run.started - (run.due or 0.0)))

    def run_ended(self, _: RunRecord) -> None:
        """Count it."""
        self.ended += 1

    def tick_dropped(self, _: str, __: RunRecord) -> None:
        """Count it."""
        self.dropped += 1


def simulate(hours: float) -> tuple[Watch, int, float]:
    """Ticks that came and should have, and the megabytes by which memory grew after the first tenth."""
    clock = SimulatedTime()
    seen = Watch(clock)
    growth = 0.0

    async def nothing(name: str, *_: object, **__: object) -> Outcome:
        await asyncio.sleep(0.01)  # simulated: what a script takes
        return Outcome(script=name, status="ok", duration=0.01)

    async def scene() -> None:
        nonlocal growth
        client: Any = SimpleNamespace(rehearses=False)
        lease = Lease(client, lambda _: None)
        lease.begin()
        around: Any = SimpleNamespace(client=client)
        source = Source(code=b"")
        async with anyio.create_task_group() as tasks:
            runs = Runner(tasks, [seen], wall=clock.wall)
            jobs = {
                str(number): Job(
                    key=str(number),
                    name=str(number),
                    source=source,
                    timeout=None,
                    around=around,
                    lease=lease,
                )
                for number in range(SCRIPTS)
            }
            schedule = Schedule(
                lambda key, due: runs.tick(jobs[key], due), clock=Clock(clock.wall, clock.elapsed)
            )
            schedule.start()
            timings = {str(number): timing("", float(every(number))) for number in range(SCRIPTS)}
            schedule.update({key: found for key, found in timings.items() if found is not None})
            await asyncio.sleep(hours * 360 + 0.5)  # simulated: a tenth, until it is warm
            gc.collect()
            before = resident()
            await asyncio.sleep(hours * 3240)  # simulated: the other nine tenths
            gc.collect()
            growth = resident() - before
            schedule.stop()
            await runs.idle()

    with mock.patch.object(runner_module, "run_script", nothing):
        run(scene, clock)
    wanted = sum(int(hours * 3600) // every(number) for number in range(SCRIPTS))
    return seen, wanted, growth


def config() -> str:
    """200 scripts that do a little."""
    lines = ["defaults: {skipDockerConfig: true}", "scripts:"]
    for number in range(SCRIPTS):
        lines.append(f"  - name: s{number}")
        lines.append(f"    interval: {every(number)}s")
        lines.append("    script: |")
        lines.append(f"      local t = {{}} for i = 1, 100 do t[i] = i * {number} end")
        lines.append("      for _, v in ipairs(t) do assert(v >= 0) end")
        lines.append('      assert(("1.2.3"):match("^(%d+)%.(%d+)%.(%d+)$") == "1")')
    return "\n".join(lines) + "\n"


class Server:
    """A real server with a status page."""

    def __init__(self, folder: Path, text: str, *arguments: str) -> None:
        path, self._log = folder / "regbot.yml", folder / "log"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "regbot", "server", "-c", str(path), "-v", "info", *arguments]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=folder
            )
        self.address = ""
        end = time.monotonic() + 60
        while "Server started" not in self.log:
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(f"the server did not start: {self.log}")
            time.sleep(0.05)  # between two looks into the log
        found = re.search(r"Serving status\" address=(\S+)", self.log)
        self.address = found[1] if found else ""

    @property
    def log(self) -> str:
        """What it said so far."""
        return self._log.read_text(encoding="utf-8")

    def ask(self, path: str) -> str:
        """An answer of its status page."""
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=60) as answer:
            text: str = answer.read().decode()
        return text

    def processor(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> int:
        """Its exit code after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(90)


def quantile(text: str, name: str, share: float) -> float:
    """The upper bound of a histogram's bucket that holds this share."""
    buckets = [
        (float(bound), float(count))
        for bound, count in re.findall(rf'^{name}_bucket{{le="([^"]+)"}} (\S+)$', text, re.MULTILINE)
    ]
    total = buckets[-1][1]
    return next(bound for bound, count in buckets if count >= share * total)


def total(text: str, name: str) -> float:
    """The sum of a counter over its labels."""
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))


def idle(folder: Path) -> float:
    """Megabytes of a server with one script that never runs meanwhile."""
    server = Server(folder, "scripts: [{name: a, interval: 1h, script: log('x')}]\n", "--no-history")
    time.sleep(3)  # what the start took is given back by then
    used = resident(server.process.pid)
    server.stop()
    return used


def live(folder: Path, minutes: float) -> dict[str, float]:
    """Ten minutes of a real server."""
    server = Server(folder, config(), "--listen", "127.0.0.1:0", "--state", str(folder / "state"))
    warm = min(60.0, minutes * 60 * 0.3)
    time.sleep(warm)  # caches fill; growth is measured from then on
    before, first, begin, spent = (
        resident(server.process.pid),
        server.ask("/metrics"),
        time.monotonic(),
        server.processor(),
    )
    used = []
    while time.monotonic() - begin < minutes * 60 - warm:
        time.sleep(2)  # between two samples
        used.append(resident(server.process.pid))
    lasted = time.monotonic() - begin
    text, spent = server.ask("/metrics"), server.processor() - spent
    status = json.loads(server.ask("/api/status"))
    code = server.stop()
    runs = total(text, "regbot_runs_total") - total(first, "regbot_runs_total")
    tail = used[-max(1, len(used) // 5) :]
    return {
        "seconds": lasted,
        "scripts": len(status["scripts"]),
        "runs": runs,
        "runs wanted": sum(lasted / every(number) for number in range(SCRIPTS)),
        "runs failed": total(text, "regbot_run_failures_total"),
        "ticks dropped": total(text, "regbot_ticks_dropped_total"),
        "MB when warm": before,
        "MB grown": sum(tail) / len(tail) - before,
        "lag p99, at most": quantile(text, "regbot_event_loop_lag_seconds", 0.99),
        "lag p50, at most": quantile(text, "regbot_event_loop_lag_seconds", 0.5),
        "processor": spent / lasted,
        "ms a run": 1000 * spent / runs,
        "exit code": code,
    }


def main() -> int:
    """Print the figures; 1 when one is not what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=10.0, help="simulated; 0: leave this part out")
    parser.add_argument("--minutes", type=float, default=10.0, help="real; 0: leave this part out")
    wanted = parser.parse_args()
    misses = []

    def figure(name: str, value: float, most: float | None = None, unit: str = "") -> None:
        bad = most is not None and value > most
        misses.extend([name] if bad else [])
        limit = "" if most is None else f"   (at most {most:g}{unit}){'  MISSED' if bad else ''}"
        print(f"  {name:<18} {value:12.3f}{unit}{limit}")

    if wanted.hours:
        begin = time.monotonic()
        seen, ticks, growth = simulate(wanted.hours)
        print(f"simulated: {SCRIPTS} scripts, {wanted.hours:g} hours, in {time.monotonic() - begin:.0f} s")
        figure("ticks", sum(seen.began))
        figure("ticks missing", abs(ticks - sum(seen.began)), 0)
        figure("ticks dropped", seen.dropped, 0)
        figure("latest start", seen.late, 0.001, " s")
        figure("MB grown", growth, GROWTH)
    if wanted.minutes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for part in ("idle", "live"):
                (folder / part).mkdir()
            print("real: idle")
            figure("MB", idle(folder / "idle"), IDLE)
            found = live(folder / "live", wanted.minutes)
            print(f"real: {found['scripts']:.0f} scripts for {found['seconds']:.0f} s")
            limits = {
                "MB grown": GROWTH,
                "lag p99, at most": LAG,
                "ticks dropped": 0,
                "runs failed": 0,
                "exit code": 0,
            }
            for label, value in found.items():
                figure(label, value, limits.get(label))
            lost = found["runs wanted"] - found["runs"] - found["ticks dropped"]
            figure("runs lost", max(0.0, lost - SCRIPTS), 0)  # those that the edges of the time cut off
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
