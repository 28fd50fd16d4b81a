"""Helpers of the tests that run example configs: the program in a process of its own, and what it did."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes import images
from tests.fakes.programs import Registry

TOP = Path(__file__).parents[2]
EXAMPLES = TOP / "examples"

Lines = list[dict[str, Any]]


def run(*arguments: str, folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run the program in `folder`, with nothing of this machine's but PATH."""
    start = "import sys; from regbot.__main__ import main; sys.exit(main())"
    path = {"PYTHONPATH": str(TOP), "HOME": str(folder), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-c", start, *arguments],
        cwd=folder,
        env={**path, **environ},
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )


def logged(done: "subprocess.CompletedProcess[str]") -> Lines:
    """The log lines of a run with `--logopt json`."""
    return [json.loads(line) for line in done.stderr.splitlines()]


def regbot(*arguments: str, folder: Path, **environ: str) -> Lines:
    """Run the program, which must succeed; gives its log lines."""
    done = run(*arguments, "--logopt", "json", folder=folder, **environ)
    assert (0, "") == (done.returncode, done.stdout), done.stderr
    return logged(done)


def said(lines: Lines) -> list[str]:
    """What the scripts logged themselves."""
    return [line["message"] for line in lines if line["msg"] == "User script message"]


def did(lines: Lines) -> list[str]:
    """The names of the writes in the log."""
    return [line["msg"] for line in lines if line["msg"].startswith(("Copy image", "Delete tag"))]


def copy_with_creds(folder: Path, example: str, *registries: Registry, **hostname: str) -> Path:
    """Copy the examples; gives the path of one that is told of plain-HTTP registries in its `creds`.

    hostname: names in its scripts, and the host that stands for each.
    """
    shutil.copytree(EXAMPLES, folder / "examples", dirs_exist_ok=True)
    path = folder / "examples" / example
    path.write_text(with_creds(path.read_text(encoding="utf-8"), *registries, **hostname))
    return path


def with_creds(config: str, *registries: Registry, **hostname: str) -> str:
    """A config with entries for plain-HTTP registries before its own `creds`; the rest stays as it is."""
    entries = [f"  - registry: {each.host}\n    tls: disabled\n" for each in registries]
    entries += [
        f"  - registry: {name}\n    hostname: {host}\n    tls: disabled\n" for name, host in hostname.items()
    ]
    before, creds, after = config.partition("creds:\n")
    return before + (creds or "\ncreds:\n") + "".join(entries) + after


def push_versions(registry: Registry, repository: str, *tags: str) -> dict[str, str]:
    """Push an image of its own for each tag; gives the digests."""
    return {tag: images.push(registry.host, repository, images.image(tag), tag) for tag in tags}


def writes_of(work: Callable[[], Any], *registries: Registry) -> list[str]:
    """The requests that are neither GET nor HEAD, among those that some work sends."""
    before = [len(each.requests()) for each in registries]
    work()
    sent = [line for each, seen in zip(registries, before, strict=True) for line in each.requests()[seen:]]
    return [line for line in sent if not line.startswith(("GET ", "HEAD "))]
