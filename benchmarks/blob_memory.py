"""How much memory and time does one 300 MB blob cost? Ours beside `skopeo copy` of the same, in one run.

    python benchmarks/blob_memory.py [--megabytes 300]

Starts two registries of its own (docker-registry, filesystem storage in a temporary folder), seeds one image
with one blob of pseudo-random bytes, and copies it by each client in a fresh process to an empty repository.
Prints the peak resident memory of each process, its wall and CPU time, and the ratios. Exit code 1 when ours
needs 120 MB or more.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fakes import images  # noqa: E402 - found through the line above
from tests.fakes.programs import Registry, find_program, run_registry  # noqa: E402

LIMIT_MB = 120
COPY = """
import sys, anyio
from regbot.registry import Client, HostConfig, Reference
async def main(source, target):
    ends = [Reference.parse(source), Reference.parse(target)]
    async with Client([HostConfig(each.registry, tls="disabled") for each in ends]) as client:
        report = await client.copy_image(*ends)
        assert report.blobs_copied == 2, report
anyio.run(main, *sys.argv[1:])
"""


@dataclass(frozen=True)
class Cost:
    """What one process took: peak resident memory in MB, wall and CPU time in seconds."""

    memory: float
    wall: float
    cpu: float


def main() -> int:
    """Run the question once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=300)
    size = parser.parse_args().megabytes * 1_000_000
    with (
        tempfile.TemporaryDirectory(prefix="blob-memory-") as folder,
        run_registry(Path(folder) / "a") as source,
        run_registry(Path(folder) / "b") as target,
    ):
        tag = f"{source.host}/big/image:v1"
        seed(source, size)
        ours = run([sys.executable, "-c", COPY, tag, f"{target.host}/big/ours:v1"])
        theirs = run(
            [
                find_program("skopeo"),
                "copy",
                "--quiet",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                f"docker://{tag}",
                f"docker://{target.host}/big/skopeo:v1",
            ]
        )
    print(f"{'':>8} {'RSS MB':>8} {'wall s':>8} {'CPU s':>8}")
    for name, cost in (("regbot", ours), ("skopeo", theirs)):
        print(f"{name:>8} {cost.memory:8.1f} {cost.wall:8.2f} {cost.cpu:8.2f}")
    ratios = (ours.memory / theirs.memory, ours.wall / theirs.wall, ours.cpu / theirs.cpu)
    print(f"{'ratio':>8} " + " ".join(f"{ratio:8.2f}" for ratio in ratios))
    print(f"peak memory {ours.memory:.1f} MB, the limit is {LIMIT_MB} MB")
    return 0 if ours.memory < LIMIT_MB else 1


def seed(registry: Registry, size: int) -> None:
    """An image whose one layer is `size` bytes, pushed without our client."""
    layer = images.push_big_blob(registry.host, "big/image", size)
    entry = {"mediaType": images.OCI_LAYER, "digest": layer, "size": size}
    images.push(registry.host, "big/image", images.image("big", layers=0, extra_layers=(entry,)), "v1")


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
