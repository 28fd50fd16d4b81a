"""Benchmarks run in their smallest form and count what they should: nobody looks at them every day."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.programs import find_program

ROOT = Path(__file__).parent.parent


def run_benchmark(name: str, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / name), *arguments]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def rows(output: str) -> dict[str, str]:
    """The table's lines by their first word, without it."""
    return {line.split()[0]: line.split(maxsplit=1)[1] for line in output.splitlines() if line.strip()}


@pytest.mark.integration
def test_the_copy_benchmark_counts_the_requests_of_both_sides() -> None:
    find_program("docker-registry")
    output = run_benchmark("copy.py", "--runs", "1", "--delay", "1", "--only", "copy", "--only", "again")
    table = rows(output)
    assert table["again"].startswith("1 + 1 ")
    source, target = map(int, re.findall(r"\d+", table["copy"])[:2])
    assert source >= 7, "the manifest and six blobs"
    assert target >= 14, "six blobs in two requests each, the question for the manifest, and the manifest"


@pytest.mark.integration
def test_the_copy_benchmark_compares_with_another_command() -> None:
    find_program("docker-registry")
    other = f"{sys.executable} -m regbot"
    output = run_benchmark("copy.py", "--runs", "1", "--delay", "0", "--only", "again", "--against", other)
    table = rows(output)
    assert table["again"].startswith("1 + 1 ")
    assert table["other"].startswith("1 + 1 ")
    assert table["ratio"].startswith("1.00 ")


def test_the_copy_benchmark_does_not_stand_in_for_the_module_of_its_name() -> None:
    code = "import copy, dataclasses; print(copy.deepcopy([1]))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "benchmarks")},
    )
    assert (done.stdout, done.stderr) == ("[1]\n", "")


def test_the_startup_benchmark_profiles_what_it_runs() -> None:
    output = run_benchmark("startup.py", "--runs", "1", "--profile", "version", "--modules", "5")
    table = rows(output)
    assert {"python", "version", "--help", "hello", "layouts"} <= set(table)
    assert re.search(r"^version: [1-9]\d+ modules", output, re.MULTILINE)
