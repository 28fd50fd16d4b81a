"""How much memory and time do big blobs cost? Ours beside `skopeo copy` of the same, in one run.

    python benchmarks/blob_memory.py [--megabytes 300] [--blobs 1] [--runs 1]

Starts two registries of its own (docker-registry, filesystem storage in a temporary folder), seeds one image
with blobs of pseudo-random bytes, and copies it by each client in turn, in a fresh process, to an empty
repository. Prints the peak resident memory of each process, its wall and CPU time (medians), and the ratios.
Exit code 1 when ours needs 90 MB or more.
"""

import os
import sys

if __name__ == "__main__":
    sys.path[0] = os.path.dirname(sys.path[0])  # this folder holds a `copy`, which is not the library's

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path

from tests.fakes import images
from tests.fakes.programs import Registry, find_program, run_registry

ROOT = Path(__file__).resolve().parent.parent
LIMIT_MB = 90
COPY = """
import sys, anyio
from regbot.registry import Client, HostConfig, Reference
async def main(source, target):
    ends = [Reference.parse(source), Reference.parse(target)]
    async with Client([HostConfig(each.registry, tls="disabled") for each in ends]) as client:
        report = await client.copy_image(*ends)
        assert report.blobs_copied >= 2, report
anyio.run(main, *sys.argv[1:])
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: peak resident memory in MB, wall and CPU time in seconds."""

    memory: float
    wall: float
    cpu: float


def main() -> int:
    """Run the question."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=300, help="size of each blob")
    parser.add_argument("--blobs", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    costs: dict[str, list[Cost]] = {"regbot": [], "skopeo": []}
    with (
        tempfile.TemporaryDirectory(prefix="blob-memory-") as folder,
        run_registry(Path(folder) / "source") as source,
    ):
        tag = f"{source.host}/big/image:v1"
        seed(source, options.megabytes * 1_000_000, options.blobs)
        plain = ("--quiet", "--src-tls-verify=false", "--dest-tls-verify=false")
        theirs = [find_program("skopeo"), "copy", *plain, f"docker://{tag}"]
        for number in range(options.runs):
            # A target of its own for each: skopeo remembers from run to run where a registry has a blob.
            with run_registry(Path(folder) / f"a{number}") as target:
                ours = [sys.executable, "-c", COPY, tag]
                costs["regbot"].append(run([*ours, f"{target.host}/big/ours:v1"]))
            with run_registry(Path(folder) / f"b{number}") as target:
                costs["skopeo"].append(run([*theirs, f"docker://{target.host}/big/theirs:v1"]))
    print(f"{'':>8} {'RSS MB':>8} {'wall s':>8} {'CPU s':>8}")
    medians = [
        [statistics.median(each) for each in zip(*map(astuple, taken), strict=True)]
        for taken in costs.values()
    ]
    for name, cost in zip(costs, medians, strict=True):
        print(f"{name:>8} {cost[0]:8.1f} {cost[1]:8.2f} {cost[2]:8.2f}")
    print(f"{'ratio':>8} " + " ".join(f"{our / their:8.2f}" for our, their in zip(*medians, strict=True)))
    print(f"peak memory {medians[0][0]:.1f} MB, the limit is {LIMIT_MB} MB")
    return 0 if medians[0][0] < LIMIT_MB else 1


def seed(registry: Registry, size: int, blobs: int) -> None:
    """An image whose layers are `size` bytes each, pushed without our client."""
    layers = []
    for number in range(1, blobs + 1):
        digest = images.push_big_blob(registry.host, "big/image", size, number)
        layers.append({"mediaType": images.OCI_LAYER, "digest": digest, "size": size})
    images.push(registry.host, "big/image", images.image("big", layers=0, extra_layers=tuple(layers)), "v1")


def run(command: list[str]) -> Cost:
    """Run a command in a fresh process; raises when it fails."""
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{json.dumps(command)} failed: {process.returncode}")
    return Cost(usage.ru_maxrss / 1000, time.monotonic() - began, usage.ru_utime + usage.ru_stime)


if __name__ == "__main__":
    raise SystemExit(main())
