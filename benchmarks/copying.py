"""What does copying cost: requests, wall time, processor, memory, beside the round trips that nothing avoids?

    python benchmarks/copy.py [--runs 5] [--only NAME]... [--delay 25] [--against "/path/to/other/regbot"]

Starts two registries (docker-registry) and in front of each a relay of its own (`relay.py`) that lets every
request wait and counts it, pushes synthetic images, and runs `regbot once` on a config for each row. Every
run is a process of its own, with an empty target where the row needs one; figures are medians. `--against`
runs the rows' scripts by a second command that understands `CMD once -c FILE`, in turn with ours, and prints
what ours costs as a multiple of it; rows that need `parallel` are ours alone.

What is measured is the client, on a machine that it shares with both registries. So they store in memory
(/dev/shm, where there is room), and their collector of garbage runs seldom (GOGC=800). `--folder DIR` and
`--plain` measure with a disk and with the registries as they come.

Columns: `requests` are those to the source + to the target; `wall` is the whole process; `script` is the time
between the script's first and last line; `CPU` is ours, `theirs` that of the registries and relays meanwhile,
which share the processors with us; `floor` is the round trips in a row that the work cannot do without, at
the delay; `ratio` is script / floor; `most` is the most requests at a time and `/s` the most within any
second, at the busier registry. Judges nothing. Called by `copy.py`.
"""

import argparse
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from benchmarks.relay import RunningRelay, run_relay
from tests.fakes import images
from tests.fakes.programs import Registry, run_registry

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """\
local source, target = "{source}", "{target}"
local now = time and time.now or os.clock
local began = now()
{body}
print(string.format("took %.6f", now() - began))
"""
LAYER = 10_000
BIG = 100_000_000
MEMORY = Path("/dev/shm")
ROOM = 4_000_000_000
"""Bytes that must be free in memory; a run of the row `big` leaves 300 MB."""
IMAGES = 20
TAGS = 500


@dataclass(frozen=True)
class Row:
    """One line of the table.

    body: Lua; `source` and `target` are repositories. trips: round trips in a row. seed: pushes what the row
    needs to the source repository and, where it is to be there already, to the target. settings: of the
    config's `defaults`; limits: of both registries. distant: through the relays. fresh: an empty target for
    each run. common: runs on other regbots too.
    """

    name: str
    title: str
    body: str
    trips: int
    seed: Callable[[str, str, str], None]
    settings: str = ""
    limits: str = ""
    distant: bool = True
    fresh: bool = True
    common: bool = True


@dataclass(frozen=True)
class Cost:
    """What one run took. Times are seconds, memory is MB; requests are -1 when nobody counted."""

    source: float = -1
    target: float = -1
    wall: float = 0
    script: float = 0
    cpu: float = 0
    memory: float = 0
    theirs: float = -1
    concurrent: float = -1
    busiest: float = -1


def _push_image(source: str, _target: str, repository: str) -> None:
    images.push(source, repository, images.image("one", layers=5, layer_size=LAYER), "v1")


def _push_both(source: str, target: str, repository: str) -> None:
    for host in (source, target):
        _push_image(host, host, repository)


def _push_index(source: str, _target: str, repository: str) -> None:
    images.push(source, repository, images.index("many", layers=4, layer_size=LAYER), "v1")


def _push_repositories(source: str, _target: str, repository: str) -> None:
    for number in range(1, IMAGES + 1):
        what = images.image(f"image {number}", layers=5, layer_size=LAYER)
        images.push(source, f"{repository}/{number}", what, "v1")


def _push_tags(source: str, _target: str, repository: str) -> None:
    for number in range(1, IMAGES + 1):
        what = images.image(f"image {number}", layers=5, layer_size=LAYER)
        images.push(source, repository, what, f"v{number}")


def _push_family(source: str, _target: str, repository: str) -> None:
    shared = ("base 1", "base 2", "base 3", "base 4")
    for number in range(1, IMAGES + 1):
        what = images.image(f"child {number}", layer_seeds=(*shared, f"own {number}"), layer_size=LAYER)
        images.push(source, repository, what, f"v{number}")


def _push_big(source: str, _target: str, repository: str) -> None:
    layers = tuple(
        {
            "mediaType": images.OCI_LAYER,
            "digest": images.push_big_blob(source, repository, BIG, number),
            "size": BIG,
        }
        for number in (1, 2, 3)
    )
    images.push(source, repository, images.image("big", layers=0, extra_layers=layers), "v1")


def _push_many(source: str, target: str, repository: str) -> None:
    for number in range(20):
        what = images.image(f"stable {number}", layers=2, layer_size=LAYER)
        names = [f"v{tag}" for tag in range(1, TAGS + 1) if tag % 20 == number]
        for host in (source, target):
            images.push(host, repository, what, *names)


def _push_nothing(_source: str, _target: str, _repository: str) -> None:
    pass


COPY = 'image.copy(source .. ":v1", target .. ":v1")'
COPY_REPOSITORY = 'image.copy(source .. "/" .. n .. ":v1", target .. "/" .. n .. ":v1")'
COPY_TAGS = f'for n = 1, {IMAGES} do image.copy(source .. ":v" .. n, target .. ":v" .. n) end'
HEADS = 'for n = 1, 100 do manifest.head(source .. ":v1") end'
MIRROR = 'for _, t in ipairs(tag.ls(source)) do image.copy(source .. ":" .. t, target .. ":" .. t) end'
NUMBERS = f"local numbers = {{}} for n = 1, {IMAGES} do numbers[n] = n end"
ROWS = (
    Row("copy", "an image of 5 layers + config", COPY, 5, _push_image),
    Row("again", "the same again", COPY, 1, _push_both, fresh=False),
    Row("index", "an index of 3 x (4 layers + config)", COPY, 7, _push_index),
    Row(
        "serial",
        f"{IMAGES} images, one after the other",
        f"for n = 1, {IMAGES} do {COPY_REPOSITORY} end",
        5 * IMAGES,
        _push_repositories,
    ),
    Row(
        "parallel",
        f"{IMAGES} images by parallel.each",
        f"{NUMBERS} parallel.each(numbers, function(n) {COPY_REPOSITORY} end)",
        5,
        _push_repositories,
        settings=f"parallel: {IMAGES}",
        limits="reqConcurrent: 40",
        common=False,
    ),
    Row(
        "defaults",
        f"{IMAGES} images by parallel.each, no settings",
        f"{NUMBERS} parallel.each(numbers, function(n) {COPY_REPOSITORY} end)",
        5,
        _push_repositories,
        common=False,
    ),
    Row("tags", f"{IMAGES} tags of one repository", COPY_TAGS, 5 * IMAGES, _push_tags),
    Row("shared", f"{IMAGES} images, 4 of 5 layers shared", COPY_TAGS, 5 * IMAGES, _push_family),
    Row("head", "100 x manifest.head", HEADS, 100, _push_image, fresh=False),
    Row("big", "3 layers of 100 MB, no delay", COPY, 0, _push_big, distant=False),
    Row("hello", 'log "hello"', 'log "hello"', 0, _push_nothing),
    Row("mirror", f"{TAGS} tags that are all there", MIRROR, 1 + TAGS, _push_many, fresh=False),
    Row(
        "polite",
        "5 tags, reqConcurrent 2, reqPerSec 20",
        COPY_TAGS.replace(f"1, {IMAGES}", "1, 5"),
        25,
        _push_tags,
        limits="reqConcurrent: 2, reqPerSec: 20",
    ),
)


class Bench:
    """Two registries, their relays, and a folder for configs."""

    def __init__(
        self, registries: tuple[Registry, Registry], relays: tuple[RunningRelay, RunningRelay], folder: Path
    ) -> None:
        self._registries, self._relays, self._folder = registries, relays, folder
        self._others = [each.pid for each in (*registries, *relays)]
        self._runs = 0

    def seed(self, row: Row) -> None:
        """Push what the row's runs find."""
        source, target = (each.host for each in self._registries)
        row.seed(source, target, f"bench/{row.name}")

    def run(self, row: Row, command: list[str]) -> Cost:
        """One run of `command once -c FILE`. SystemExit with its output when it fails."""
        self._runs += 1
        hosts = [each.host for each in (self._relays if row.distant else self._registries)]
        target = f"{hosts[1]}/run{self._runs}/{row.name}" if row.fresh else f"{hosts[1]}/bench/{row.name}"
        config = self._folder / f"{self._runs}.yml"
        script = SCRIPT.format(source=f"{hosts[0]}/bench/{row.name}", target=target, body=row.body)
        config.write_text(_config(row, hosts, script), encoding="utf-8")
        for relay in self._relays:
            relay.reset()
        before = cpu_of(self._others)
        output, cost = measure([*command, "once", "-c", str(config)])
        theirs = cpu_of(self._others) - before
        took = re.search(r"took ([0-9.]+)", output)
        if took is None:
            raise SystemExit(f"{shlex.join(command)} did not finish the row {row.name}:\n{output}")
        counts = [relay.counts() for relay in self._relays]
        if not row.distant:
            return replace(cost, script=float(took[1]), theirs=theirs)
        return replace(
            cost,
            source=counts[0].requests,
            target=counts[1].requests,
            script=float(took[1]),
            theirs=theirs,
            concurrent=max(each.concurrent for each in counts),
            busiest=max(each.busiest for each in counts),
        )


def _config(row: Row, hosts: list[str], script: str) -> str:
    limits = f", {row.limits}" if row.limits else ""
    creds = "".join(f"  - {{registry: '{host}', tls: disabled{limits}}}\n" for host in hosts)
    settings = ", ".join(["skipDockerConfig: true", *([row.settings] if row.settings else [])])
    text = "".join(f"      {line}\n" for line in script.splitlines())
    return (
        f"version: 1\ncreds:\n{creds}defaults: {{{settings}}}\n"
        f"scripts:\n  - name: {row.name}\n    timeout: 10m\n    script: |\n{text}"
    )


def measure(command: list[str]) -> tuple[str, Cost]:
    """Run a command: what it printed, its wall and CPU time and its peak memory. SystemExit when it fails."""
    # Compiled modules are kept, as `scripts/regbot` has it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{shlex.join(command)} failed with {process.returncode}:\n{output}")
    return output, Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1000)


def cpu_of(processes: list[int]) -> float:
    """Seconds of processor time that these processes have used so far (Linux)."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # utime and stime (proc(5)), counted behind the name
    return ticks / os.sysconf("SC_CLK_TCK")


def own_command() -> list[str]:
    """This checkout's program: commands run in its folder."""
    return [sys.executable, "-m", "regbot"]


def median(costs: list[Cost]) -> Cost:
    """Of each figure by itself."""
    return Cost(*(statistics.median(figures) for figures in zip(*map(astuple, costs), strict=True)))


@contextmanager
def open_bench(delay: float, place: Path | None = None, *, plain: bool = False) -> Iterator[Bench]:
    """Start everything; `delay` is seconds a request. The registries store in a folder of `place`."""
    settings = {} if plain else {"GOGC": "800"}
    if place is None and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        place = MEMORY
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-copy-", dir=place)))
        source = stack.enter_context(run_registry(folder / "source", settings=settings))
        target = stack.enter_context(run_registry(folder / "target", settings=settings))
        relays = (
            stack.enter_context(run_relay(source.host, delay)),
            stack.enter_context(run_relay(target.host, delay)),
        )
        yield Bench((source, target), relays, folder)


HEADINGS = (
    f"{'row':>9} {'requests':>11} {'wall s':>7} {'script s':>8} {'CPU s':>6} {'theirs':>6} {'MB':>6} "
    f"{'floor s':>7} {'ratio':>6} {'most':>5} {'/s':>5}"
)


def line(label: str, cost: Cost, trips: int, delay: float) -> str:
    """One line of the table."""
    counted = cost.source >= 0
    requests = f"{cost.source:.0f} + {cost.target:.0f}" if counted else "-"
    floor = trips * delay
    floors = f"{floor:7.3f} {cost.script / floor:6.2f}" if floor else f"{'-':>7} {'-':>6}"
    most = f"{cost.concurrent:5.0f} {cost.busiest:5.0f}" if counted else f"{'-':>5} {'-':>5}"
    return (
        f"{label:>9} {requests:>11} {cost.wall:7.3f} {cost.script:8.3f} {cost.cpu:6.2f} "
        f"{cost.theirs:6.2f} {cost.memory:6.1f} "
        f"{floors} {most}"
    )


def ratios(ours: Cost, theirs: Cost) -> str:
    """Ours as multiples of theirs, under the table's columns."""
    requests = (ours.source + ours.target) / (theirs.source + theirs.target) if theirs.source > 0 else None
    shown = [
        f"{ours_ / theirs_:.2f}" if theirs_ > 0 else "-"
        for ours_, theirs_ in (
            (ours.wall, theirs.wall),
            (ours.script, theirs.script),
            (ours.cpu, theirs.cpu),
            (ours.memory, theirs.memory),
        )
    ]
    first = "-" if requests is None else f"{requests:.2f}"
    return f"{'ratio':>9} {first:>11} {shown[0]:>7} {shown[1]:>8} {shown[2]:>6} {'':>6} {shown[3]:>6}"


def main() -> int:
    """Run the rows and print the table."""
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each row; figures are medians")
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--delay", type=float, default=25.0, help="milliseconds that each request waits")
    parser.add_argument("--folder", type=Path, help="where the registries store")
    parser.add_argument("--plain", action="store_true", help="the registries' collector runs as it comes")
    parser.add_argument("--against", metavar="CMD", help="a second command that understands `once -c FILE`")
    options = parser.parse_args()
    delay = options.delay / 1000
    other = shlex.split(options.against) if options.against else None
    print(f"{options.delay:g} ms a request, {options.runs} runs a row\n{HEADINGS}", flush=True)
    with open_bench(delay, options.folder, plain=options.plain) as bench:
        for row in ROWS:
            if options.only and row.name not in options.only:
                continue
            bench.seed(row)
            commands = [own_command()] + ([other] if other and row.common else [])
            costs: list[list[Cost]] = [[] for _ in commands]
            for _ in range(options.runs):
                for taken, command in zip(costs, commands, strict=True):
                    taken.append(bench.run(row, command))
            ours, *others = (median(taken) for taken in costs)
            print(f"{line(row.name, ours, row.trips, delay)}  {row.title}", flush=True)
            for theirs in others:
                print(f"{line('other', theirs, row.trips, delay)}\n{ratios(ours, theirs)}", flush=True)
    return 0
