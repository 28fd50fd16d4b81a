"""A process that writes its history is killed at any moment: what it was told is there, is there."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import anyio
import pytest

from regbot.errors import UsageError
from regbot.history import RunSummary, open_history
from regbot.history_file import read_only

TOP = Path(__file__).parents[2]

# Says the number of a run when it is in the file. Runs with an odd number never end.
WRITER = """
import sys
from pathlib import Path

import anyio

from regbot.history import open_history
from tests.fakes.histories import copied, ended, record


async def main():
    async with open_history(Path(sys.argv[1]), wall=lambda: 2000.0) as history:
        number = int(sys.argv[2])
        while True:
            run = record(number, changes=tuple(copied(each) for each in range(number % 50)))
            history.run_started(run)
            if number % 2 == 0:
                history.run_ended(ended(run))
            await history.flush()
            print(number, flush=True)
            number += 1


anyio.run(main)
"""


def killed_after(path: Path, first: int, runs: int) -> int:
    """Write runs from this number on, and be killed after so many; the last that was surely written."""
    arguments = [sys.executable, "-c", WRITER, str(path), str(first)]
    with subprocess.Popen(arguments, cwd=TOP, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = -1
        for _ in range(runs):
            last = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split("\n")
    # The last line may have been cut by the kill.
    return max([last, *map(int, rest[:-1])])


async def everything(path: Path) -> list[RunSummary]:
    async with open_history(path, wall=lambda: 2000.0) as history:
        return await history.runs(limit=1_000_000)


def test_a_killed_process_loses_nothing_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    sure: set[int] = set()
    first = 0
    for runs in (3, 40, 17):
        last = killed_after(path, first, runs)
        sure |= set(range(first, last + 1))
        first = last + 10  # the run after the last may be there, too
        found = {int(run.id.removeprefix("run-")): run for run in anyio.run(everything, path)}
        assert set() == sure - found.keys()
        states = {number: found[number].status for number in sure}
        assert {number: "lost" if number % 2 else "ok" for number in sure} == states
        assert all(len(found[number].changes) == number % 50 for number in sure if number % 2 == 0)
    with closing(read_only(path)) as connection:
        assert ("ok",) == connection.execute("PRAGMA integrity_check").fetchone()
    assert not list(tmp_path.glob("*.broken*"))


def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    arguments = [sys.executable, "-c", WRITER, str(path), "0"]
    with subprocess.Popen(arguments, cwd=TOP, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            with pytest.raises(UsageError, match=rf"\(process {process.pid}\)"):
                anyio.run(everything, path)
        finally:
            process.kill()
    assert anyio.run(everything, path)
