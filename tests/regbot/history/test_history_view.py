import json
import os
from contextlib import closing
from pathlib import Path

import pytest

from regbot.cli import main
from regbot.history_file import SAVE, for_writing, row_of
from regbot.history_view import Wanted, one, read_runs, table
from tests.fakes.histories import copied, ended, record

SUMS = "dry run: 1 copied, 1 failed, 1 in place, 3.0 kB sent"
LONG = "Failed copying image: unauthorized [http 401]: the registry says a lot about it, and goes on about it"


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A folder with the history of five runs, the last of which goes on."""
    changes = (copied(1), copied(2, result="unchanged"), copied(3, result="failed", error="no\x1b[2J"))
    runs = [
        ended(record(1, changes=changes, dry_run=True)),
        ended(record(2, "prune [old]"), "failed", after=83.21, error=LONG),
        ended(record(3), "lost", error="gone"),
        ended(record(4, changes=(copied(1, reason="the newest", before=f"sha256:{'2' * 64}"),))),
        record(5, "prune [old]"),
    ]
    runs[2].ended = None
    with closing(for_writing(tmp_path / "history.sqlite", 1e9)) as connection:
        connection.executemany(SAVE, [row_of(run, number) for number, run in enumerate(runs)])
    return tmp_path


def test_the_table_is_plain_and_whole_where_no_terminal_is(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["history", "--state", str(state)])
    expected = f"""\
RUN    STARTED              SCRIPT       TOOK     RESULT   CHANGES
run-5  1970-01-01 00:16:45  prune [old]           running
run-4  1970-01-01 00:16:44  mirror       500ms    ok       1 copied, 1.0 kB sent
run-3  1970-01-01 00:16:43  mirror                lost     gone
run-2  1970-01-01 00:16:42  prune [old]  1m23.2s  failed   {LONG}
run-1  1970-01-01 00:16:41  mirror       500ms    ok       {SUMS}
"""
    assert (expected, "") == capsys.readouterr()


def test_on_a_terminal_only_the_last_column_is_cut(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text = table(read_runs(state / "history.sqlite", Wanted()), width=80)
    assert "\x1b[36mrunning" in text
    assert "1970-01-01 00:16:42" in text
    assert "Failed copying" in text
    assert "…" in text
    assert LONG not in text


def test_one_run_in_full(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["history", "run-1", "--state", str(state)])
    assert (
        """\
mirror: ok after 500ms
  run run-1, started 1970-01-01 00:16:41 (schedule, dry run)
  + copy: a/x:1 -> b/x:1 (sha256:111111111111; 1.0 kB sent; m:1)
  ! copy failed: a/x:3 -> b/x:3: no\N{REPLACEMENT CHARACTER}[2J (sha256:111111111111; 1.0 kB sent; m:1)
  dry run: 1 copied, 1 failed, 1 in place, 3.0 kB sent
"""
        == capsys.readouterr().out
    )
    assert 0 == main(["history", "run-4", "--state", str(state)])
    assert (
        """\
mirror: ok after 500ms
  run run-4, started 1970-01-01 00:16:44 (schedule)
  3 of its times came while it was still running
  + copy: a/x:1 -> b/x:1 (sha256:222222222222 becomes sha256:111111111111; 1.0 kB sent; the newest)
  1 copied, 1.0 kB sent
"""
        == capsys.readouterr().out
    )


def test_a_run_with_more_writes_than_are_kept_says_so(state: Path) -> None:
    run = ended(record(9, changes=tuple(copied(number) for number in range(502))))
    with closing(for_writing(state / "history.sqlite", 1e9)) as connection:
        connection.execute(SAVE, row_of(run))
    (found,) = read_runs(state / "history.sqlite", Wanted(run="run-9"))
    assert "  and 2 more that the history does not keep" in one(found, width=None).splitlines()


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ([], ["run-5", "run-4", "run-3", "run-2", "run-1"]),
        (["--limit", "2"], ["run-5", "run-4"]),
        (["--limit", "0"], ["run-5", "run-4", "run-3", "run-2", "run-1"]),
        (["--script", "mirror"], ["run-4", "run-3", "run-1"]),
        (["--failed"], ["run-3", "run-2"]),
        (["--failed", "--script", "mirror"], ["run-3"]),
        (["--script", "nobody"], []),
        (["run-2"], ["run-2"]),
    ],
)
def test_json_is_an_array_of_the_runs_asked_for(
    flags: list[str], expected: list[str], state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["history", "--format", "json", "--state", str(state), *flags])
    runs = json.loads(capsys.readouterr().out)
    assert expected == [run["id"] for run in runs]
    assert {"script", "status", "started", "duration", "summary", "changes"} <= set().union(*runs) or not runs


def test_without_runs_the_table_says_so(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["history", "--script", "nobody", "--state", str(state)])
    assert "no runs\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "error"),
    [
        (["--format", "xml"], 'unknown format "xml" (allowed: text, json)'),
        (["--limit", "-1"], "--limit takes a number of runs, 0 for all; not -1"),
        (["run-99"], 'there is no run "run-99" in the history "STATE/history.sqlite"'),
        (["--state", "/no/such"], 'there is no history "/no/such/history.sqlite"'),
    ],
)
def test_what_is_not_there_is_told(
    flags: list[str], error: str, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == main(["history", "--state", str(state), *flags])
    assert error.replace("STATE", str(state)) in capsys.readouterr().err


def test_the_state_directory_is_that_of_the_service(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    before = sorted(os.listdir(state))
    assert 0 == main(["history", "--limit", "1"])
    assert "run-5" in capsys.readouterr().out
    assert before == sorted(os.listdir(state))
