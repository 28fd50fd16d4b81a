"""How long until a script runs, against the start of Python itself; and which modules take the time?

    python benchmarks/startup.py [--runs 9] [--profile hello] [--modules 25]

Runs `version`, `--help`, a script that logs one line, one that could ask a registry and does not, a copy
between two OCI layouts (no registry), and the same `version` through `scripts/regbot`, in turn with
`python -c pass`, each in a process of its own. Prints wall and CPU time (medians, and the best, which a busy
machine spoils least), and the medians as multiples of Python's. Then the import profile of one of them
(`--profile ''` for none): modules by their own time, then by the time with all that they import; each is the
least of the runs. `-X importtime` itself takes time, too.
"""

import os
import sys

if __name__ == "__main__":
    sys.path[0] = os.path.dirname(sys.path[0])  # this folder holds a `copy`, which is not the library's

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.fakes import images

ROOT = Path(__file__).resolve().parent.parent
CONFIG = """\
version: 1
defaults: {{skipDockerConfig: true}}
scripts:
  - name: start
    script: |
      {script}
"""


@dataclass(frozen=True)
class Times:
    """Seconds of one run."""

    wall: float
    cpu: float


@dataclass
class Module:
    """What importing a module took, in milliseconds: itself, and with what it imports."""

    name: str
    own: float
    whole: float


def commands(folder: Path) -> dict[str, list[str]]:
    """What is measured, by name; configs and images go into `folder`."""
    images.write_layout(folder / "source", images.image("start"), "v1")
    hello = _config(folder / "hello.yml", 'log "hello"')
    copied = f'image.copy("ocidir://{folder}/source:v1", "ocidir://{folder}/target:v1")'
    asking = _config(folder / "asking.yml", 'if nil then tag.ls "example.org/a" end')
    layouts = _config(folder / "layouts.yml", copied)
    program = [sys.executable, "-m", "regbot"]
    found = {
        "version": [*program, "version"],
        "--help": [*program, "--help"],
        "hello": [*program, "once", "-c", hello],
        "asking": [*program, "once", "-c", asking],
        "layouts": [*program, "once", "-c", layouts],
    }
    if (ROOT / ".venv" / "bin" / "regbot").is_file():  # else the script would first make the environment
        found["shell"] = [str(ROOT / "scripts" / "regbot"), "version"]
    return found


def _config(path: Path, script: str) -> str:
    path.write_text(CONFIG.format(script=script), encoding="utf-8")
    return str(path)


def environment() -> Mapping[str, str]:
    """This process's, without what forbids to keep compiled modules: `scripts/regbot` has it so, too."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: list[str]) -> Times:
    """Run a command in the project's folder. SystemExit with its output when it fails."""
    began = time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed with {process.returncode}:\n{output.decode(errors='replace')}")
    return Times(wall, usage.ru_utime + usage.ru_stime)


def profile(command: list[str], runs: int) -> list[Module]:
    """What each module of a command costs, the least of the runs; in the order of loading."""
    found: dict[str, Module] = {}
    for _ in range(runs):
        said = subprocess.run(
            [command[0], "-X", "importtime", *command[1:]],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stderr
        for line in said.splitlines():
            if not line.startswith("import time:") or "self [us]" in line:
                continue
            own, whole, name = line.removeprefix("import time:").split("|")
            module = found.setdefault(name.strip(), Module(name.strip(), 1e9, 1e9))
            module.own = min(module.own, int(own) / 1000)
            module.whole = min(module.whole, int(whole) / 1000)
    return list(found.values())


def print_times(measured: Mapping[str, list[Times]]) -> None:
    """The table of all commands; the first one is what the others are compared with."""
    heads = ("wall ms", "best", "ratio", "CPU ms", "best", "ratio")
    print(f"{'':>8}" + "".join(f"{head:>9}" for head in heads))
    base = next(iter(measured.values()))
    for name, times in measured.items():
        shown = ""
        for field in ("wall", "cpu"):
            values = [getattr(each, field) * 1000 for each in times]
            least = [getattr(each, field) * 1000 for each in base]
            middle = statistics.median(values)
            ratio = middle / max(statistics.median(least), 0.001)
            shown += f"{middle:9.0f}{min(values):9.0f}{ratio:9.1f}"
        print(f"{name:>8}{shown}")


def print_profile(name: str, modules: list[Module], most: int) -> None:
    """The slowest modules, by each of the two times."""
    whole = sum(module.own for module in modules)
    print(f"\n{name}: {len(modules)} modules, {whole:.0f} ms under -X importtime")
    for title, slowest in (
        ("by own time", sorted(modules, key=lambda module: -module.own)),
        ("by whole time", sorted(modules, key=lambda module: -module.whole)),
    ):
        print(f"\n{'own ms':>8}{'whole ms':>10}  {title}")
        for module in slowest[:most]:
            print(f"{module.own:8.1f}{module.whole:10.1f}  {module.name}")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    profiled = "version, --help, hello, asking, layouts"
    parser.add_argument("--profile", default="hello", metavar="NAME", help=profiled)
    parser.add_argument("--modules", type=int, default=25, help="lines of each table of modules")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="startup-") as folder:
        known = {"python": [sys.executable, "-c", "pass"], **commands(Path(folder))}
        for command in known.values():
            run(command)  # compiles what is not compiled yet
        measured: dict[str, list[Times]] = {name: [] for name in known}
        for _ in range(options.runs):
            for name, command in known.items():
                measured[name].append(run(command))
        print_times(measured)
        if options.profile:
            print_profile(options.profile, profile(known[options.profile], options.runs), options.modules)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
