import logging
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from anyio.lowlevel import checkpoint

from regbot import logs
from regbot.history import WAITING, History, RunSummary, open_history
from regbot.history_file import LOST, MAX_CHANGES, row_of
from regbot.report import Summary, change_document
from regbot.runs import RunRecord
from tests.fakes.histories import copied, ended, record

NOW = 5000.0


def run(work: Callable[[History], Awaitable[Any]], path: Path, **options: Any) -> Any:
    """Do some work with the history in `path`, open it before and close it afterwards."""

    async def inside() -> Any:
        async with open_history(path, **{"wall": lambda: NOW, "retry_after": 0.01, **options}) as history:
            return await work(history)

    return anyio.run(inside)


def tell(*runs: Any) -> Callable[[History], Awaitable[list[RunSummary]]]:
    """Tell of the end of these runs, and give all that the history knows then."""

    async def work(history: History) -> list[RunSummary]:
        for each in runs:
            history.run_ended(each)
        await history.flush()
        return await history.runs(limit=1_000_000)

    return work


async def everything(history: History) -> list[RunSummary]:
    return await history.runs(limit=1_000_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.sqlite"


def test_a_run_is_remembered_as_it_was(path: Path) -> None:
    changes = (copied(1), copied(2, result="unchanged"), copied(3, result="failed", error="no"))
    one = ended(record(7, changes=changes, due=1006.5, dry_run=True, at="r.yml:3"), "failed", error="boo")
    run(tell(one), path)
    expected = RunSummary(
        id="run-7", script="mirror", trigger="schedule", due=1006.5, started=1007.0, ended=1007.5,
        status="failed", error="boo", at="r.yml:3", dry_run=True, dropped=0, left_out=0,
        summary=asdict(Summary(copied=1, skipped=1, failed=1, bytes_moved=3000)),
        changes=[change_document(changes[0]), change_document(changes[2])],
    )  # fmt: skip
    assert [expected] == run(everything, path)
    assert 0.5 == expected.duration


def test_the_document_speaks_as_the_report_does(path: Path) -> None:
    one, *_ = run(tell(ended(record(1, changes=(copied(),)))), path)
    assert {
        "id": "run-1", "script": "mirror", "trigger": "schedule", "status": "ok", "due": None,
        "started": "1970-01-01T00:16:41.000Z", "ended": "1970-01-01T00:16:41.500Z", "duration": 0.5,
        "dryRun": False, "error": None, "at": None, "ticksDropped": 0,
        "summary": {
            "copied": 1, "retagged": 0, "pushed": 0, "deleted": 0, "exported": 0, "skipped": 0, "failed": 0,
            "bytesMoved": 1000, "bytesSaved": 0,
        },
        "changes": [change_document(copied())], "changesLeftOut": 0,
    } == one.document()  # fmt: skip


def test_a_run_is_known_from_its_start_and_once(path: Path) -> None:
    async def work(history: History) -> None:
        one = record(1)
        history.run_started(one)
        await history.flush()
        assert ["running"] == [each.status for each in await history.runs()]
        history.run_ended(ended(one))
        await history.flush()
        assert ["ok"] == [each.status for each in await history.runs()]

    run(work, path)


def test_closing_writes_what_was_told(path: Path) -> None:
    async def work(history: History) -> None:
        for number in range(100):
            history.run_started(one := record(number))
            history.run_ended(ended(one))

    run(work, path)
    assert 100 == len(run(everything, path))
    assert ["history.sqlite", "history.sqlite.lock"] == sorted(each.name for each in path.parent.iterdir())


def test_a_cancelled_daemon_loses_nothing(path: Path) -> None:
    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with open_history(path) as history:
                history.run_ended(ended(record(1)))
                scope.cancel()
                await anyio.sleep_forever()

    anyio.run(main)
    assert 1 == len(run(everything, path))


def test_the_newest_come_first_by_script_limit_and_time(path: Path) -> None:
    runs = [ended(record(number, "odd" if number % 2 else "even")) for number in range(10)]
    run(tell(*runs), path)

    async def ids(history: History, *arguments: Any) -> list[str]:
        return [each.id for each in await history.runs(*arguments)]

    async def work(history: History) -> None:
        assert [f"run-{number}" for number in reversed(range(10))] == await ids(history)
        assert ["run-9", "run-7"] == await ids(history, "odd", 2)
        assert ["run-3", "run-1"] == await ids(history, "odd", 9, 1004.0)
        assert "run-8" == (await history.last("even")).id  # type: ignore[union-attr]  # there are five
        assert None is await history.last("neither")
        assert "run-4" == (await history.run("run-4")).id  # type: ignore[union-attr]  # it was told
        assert None is await history.run("run-99")

    run(work, path)


def test_runs_of_a_process_that_went_are_lost(path: Path) -> None:
    async def work(history: History) -> None:
        history.run_started(record(1))

    run(work, path)
    one, *_ = run(everything, path)
    assert ("lost", None, None, LOST) == (one.status, one.ended, one.duration, one.error)


def test_dropped_ticks_are_counted_with_the_run_in_the_way(path: Path) -> None:
    async def work(history: History) -> list[int]:
        one = record(1)
        history.run_started(one)
        for _ in range(3):
            history.tick_dropped("mirror", one)
        history.run_ended(ended(one))
        history.run_ended(ended(record(2)))
        await history.flush()
        return [each.dropped for each in await history.runs()]

    assert [0, 3] == run(work, path)


def test_no_secret_gets_into_the_file(path: Path) -> None:
    logs.hide("hunter2hunter2")
    reason = copied(reason="it is hunter2hunter2")
    run(tell(ended(record(1, changes=(reason,)), "failed", error="https://u:pw@host/ hunter2hunter2")), path)
    one, *_ = run(everything, path)
    assert "https://[censored]@host/ [censored]" == one.error
    assert "it is [censored]" == one.changes[0]["reason"]
    assert b"hunter2" not in path.read_bytes()


def test_text_that_is_no_utf8_is_kept_readable(path: Path) -> None:
    run(tell(ended(record(1), "failed", error="no such file: \udcff.lua")), path)
    assert ["no such file: \\udcff.lua"] == [each.error for each in run(everything, path)]


def test_of_very_many_writes_the_first_are_kept_and_all_are_counted(path: Path) -> None:
    changes = tuple(copied(number) for number in range(MAX_CHANGES + 20))
    one, *_ = run(tell(ended(record(1, changes=changes))), path)
    assert (MAX_CHANGES, 20, MAX_CHANGES + 20) == (len(one.changes), one.left_out, one.summary["copied"])


def test_old_runs_are_forgotten_but_the_newest_of_each_script(path: Path) -> None:
    runs = [ended(record(0, "rare")), *(ended(record(number)) for number in range(1, 5))]
    kept = run(tell(*runs), path, wall=lambda: 1003.5 + 86_400, keep_days=1)
    assert ["run-4", "run-0"] == [each.id for each in kept]


def test_many_runs_are_forgotten_but_twenty_of_each_script(path: Path) -> None:
    rare = [ended(record(number, "rare")) for number in range(3)]
    often = [ended(record(number)) for number in range(10, 100)]
    kept = run(tell(*rare, *often), path, keep_runs=30)
    assert [*(f"run-{number}" for number in reversed(range(70, 100))), "run-2", "run-1", "run-0"] == [
        each.id for each in kept
    ]


def test_a_run_that_goes_on_is_not_forgotten(path: Path) -> None:
    async def work(history: History) -> list[RunSummary]:
        history.run_started(record(1))
        return await tell(*(ended(record(number)) for number in range(2, 50)))(history)

    kept = run(work, path, keep_runs=20, keep_days=0)
    assert {"run-49", "run-1"} == {each.id for each in kept}


def test_the_file_stays_within_its_bytes(path: Path) -> None:
    changes = tuple(copied(number) for number in range(100))
    runs = [ended(record(number, changes=changes)) for number in range(100)]
    kept = run(tell(*runs), path, keep_bytes=1_000_000)
    assert 10 < len(kept) < 50
    assert "run-99" == kept[0].id

    async def nothing(_: History) -> None:
        pass

    run(nothing, path, keep_bytes=0)  # an empty file has pages, too: that must not go on for ever


def test_what_is_old_is_looked_for_now_and_then(path: Path) -> None:
    now = [1000.0]

    async def work(history: History) -> list[int]:
        counts = []
        for number in (1, 2, 3, 4):
            now[0] += 1000
            history.run_ended(ended(record(number)))
            await history.flush()
            counts.append(len(await history.runs()))
        now[0] += 3600
        history.run_ended(ended(record(5)))
        await history.flush()
        return [*counts, len(await history.runs())]

    assert [1, 2, 3, 4, 1] == run(work, path, keep_days=0, wall=lambda: now[0])


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The messages of regbot's log from INFO on."""
    caplog.set_level(logging.INFO, "regbot")
    return lambda: [each.getMessage() for each in caplog.records if each.name == "regbot"]


async def fill(history: History) -> None:
    pages = await history._do("PRAGMA page_count")
    await history._do(f"PRAGMA max_page_count = {pages[0][0] + 1}")


async def make_room(history: History) -> None:
    await history._do("PRAGMA max_page_count = 1000000")


async def until(condition: Callable[[], bool]) -> None:
    with anyio.fail_after(60):
        while not condition():  # noqa: ASYNC110 (a log line sets no event)
            await anyio.sleep(0.001)  # before the next look


def test_a_full_disk_is_told_once_and_the_runs_wait_for_room(
    path: Path, warnings: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tuple(copied(number) for number in range(100))
    tries = 0

    async def work(history: History) -> list[str]:
        save = history._save

        async def counted(waiting: dict[str, RunRecord]) -> bool:
            nonlocal tries
            tries += 1
            return await save(waiting)

        monkeypatch.setattr(history, "_save", counted)
        await fill(history)
        for number in range(5):
            history.run_ended(ended(record(number, changes=large)))
        await until(lambda: tries > 3)
        assert [] == await history.runs()
        await make_room(history)
        await history.flush()
        return [each.id for each in await history.runs()]

    assert [f"run-{number}" for number in reversed(range(5))] == run(work, path)
    assert ["Cannot write the history, trying again later", "Writing the history again"] == warnings()


def test_a_run_that_cannot_be_written_does_not_stand_before_others(
    path: Path, warnings: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def picky(run: RunRecord, dropped: int) -> tuple[Any, ...]:
        if run.id == "run-1":
            raise TypeError("no row")
        return row_of(run, dropped)

    monkeypatch.setattr("regbot.history.row_of", picky)
    kept = run(tell(*(ended(record(number)) for number in range(3))), path)
    assert ["run-2", "run-0"] == [each.id for each in kept]
    assert ["A run is missing in the history"] == warnings()


def test_a_write_that_breaks_is_tried_again(
    path: Path, warnings: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(history: History) -> list[RunSummary]:
        do = history._do

        async def broken(*_: Any) -> list[Any]:
            raise ValueError("no active connection")

        monkeypatch.setattr(history, "_do", broken)
        history.run_ended(ended(record(1)))
        await until(lambda: bool(warnings()))
        monkeypatch.setattr(history, "_do", do)
        await history.flush()
        return await history.runs()

    assert ["run-1"] == [each.id for each in run(work, path)]
    assert ["Cannot write the history, trying again later", "Writing the history again"] == warnings()


def test_what_a_full_disk_did_not_take_is_told_at_the_end(
    path: Path, warnings: Callable[[], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    large = tuple(copied(number) for number in range(10))

    async def work(history: History) -> None:
        await fill(history)
        history.run_ended(ended(record(0, changes=10 * large)))
        await until(lambda: bool(warnings()))
        for number in range(1, WAITING + 50):
            history.run_ended(ended(record(number, changes=large)))

    run(work, path)
    assert [
        "Cannot write the history, trying again later",
        "The history takes nothing, dropping the oldest runs",
        "Runs are missing in the history",
    ] == warnings()
    assert {"file": str(path), "missing": WAITING + 50} == caplog.records[-1].fields  # type: ignore[attr-defined]  # ours
    assert [] == run(everything, path)


def test_while_the_disk_hangs_the_newest_runs_wait_and_the_others_are_counted(
    path: Path, warnings: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(history: History) -> list[RunSummary]:
        do, hangs, answers = history._do, anyio.Event(), anyio.Event()

        async def slow(*arguments: Any) -> list[Any]:
            hangs.set()
            await answers.wait()
            return await do(*arguments)

        monkeypatch.setattr(history, "_do", slow)
        history.run_ended(ended(record(0)))
        await hangs.wait()
        for number in range(1, WAITING + 51):
            history.run_started(one := record(number))
            history.tick_dropped("mirror", one)
            history.run_ended(ended(one))
        assert (WAITING, 50) == (len(history._waiting), history.missing)
        answers.set()
        await history.flush()
        assert not history._dropped
        return await history.runs(limit=2 * WAITING)

    found = [each.id for each in run(work, path)]
    assert [f"run-{number}" for number in (*reversed(range(51, WAITING + 51)), 0)] == found
    told = ["The history takes nothing, dropping the oldest runs", "Writing the history again"]
    assert told == warnings()


def test_a_disk_that_hangs_for_ever_is_left_with_an_error_that_names_the_runs(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regbot.history.CLOSING", 0.0)
    asked: list[float] = []

    async def scene() -> None:
        hangs = anyio.Event()

        async def never(*_: object) -> None:
            hangs.set()
            await anyio.sleep_forever()

        def patience() -> float:
            asked.append(0.0)
            return asked[-1]

        async with open_history(path, wall=lambda: NOW) as history:
            history.patience = patience
            monkeypatch.setattr(history, "_do", never)
            thread = history._connection._thread  # type: ignore[union-attr]  # it is open
            history.run_ended(ended(record(0)))
            await hangs.wait()
            history.run_ended(ended(record(1)))
        assert thread.daemon
        await anyio.to_thread.run_sync(thread.join)  # this one can be ended

    anyio.run(scene)
    assert [0.0] == asked
    error = caplog.records[-1]
    assert ("ERROR", "The history hangs, stopping without the last runs") == (error.levelname, error.message)
    fields = {"file": str(path), "missing": 2, "runs": ["run-0", "run-1"]}
    assert fields == error.fields  # type: ignore[attr-defined]  # ours


def test_the_wait_for_a_disk_that_hangs_ends_when_the_patience_does(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regbot.history.CLOSING", 0.0)
    monkeypatch.setattr("regbot.history.ASKING", 0.001)
    patience = [0.0, 600.0, 600.0]

    async def scene() -> None:
        async with open_history(path, wall=lambda: NOW) as history:
            history.patience = patience.pop
            monkeypatch.setattr(history, "_do", lambda *_: anyio.sleep_forever())
            thread = history._connection._thread  # type: ignore[union-attr]  # it is open
            history.run_ended(ended(record(0)))
        await anyio.to_thread.run_sync(thread.join)

    anyio.run(scene)
    assert [] == patience


def test_a_disk_that_is_full_at_the_start_stops_no_daemon(
    path: Path, warnings: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [True]

    def connect(path: Path, now: float) -> sqlite3.Connection:
        if full[0]:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return prepared(path, now)

    from regbot import history as module

    prepared = module.for_writing
    monkeypatch.setattr(module, "for_writing", connect)

    async def work(history: History) -> int:
        history.run_ended(ended(record(1)))
        assert [] == await history.runs()
        assert None is await history.last("mirror")
        full[0] = False
        await history.flush()
        return len(await history.runs())

    assert 1 == run(work, path)
    assert ["Cannot write the history, trying again later", "Writing the history again"] == warnings()


def test_a_reader_that_holds_the_file_delays_and_loses_nothing(path: Path) -> None:
    async def work(history: History) -> int:
        reader = sqlite3.connect(path)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM runs").fetchall()
        history.run_ended(ended(record(1)))
        await history.flush()
        reader.close()
        return len(await history.runs())

    assert 1 == run(work, path)


def test_the_event_loop_goes_on_while_a_large_run_is_written(path: Path) -> None:
    # What is asserted is that the loop had turns before the write ended, not how long it took.
    changes = tuple(copied(number) for number in range(20_000))

    async def work(history: History) -> int:
        turns = 0
        history.run_ended(ended(record(1, changes=changes)))
        async with anyio.create_task_group() as group:

            async def flush() -> None:
                await history.flush()
                group.cancel_scope.cancel()

            group.start_soon(flush)
            while True:
                await checkpoint()
                turns += 1
                if group.cancel_scope.cancel_called:
                    break
        return turns

    assert run(work, path) > 10
