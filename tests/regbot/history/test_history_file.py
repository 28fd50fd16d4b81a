import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from regbot import history_file
from regbot.errors import UsageError
from regbot.history_file import (
    MIGRATIONS,
    SAVE,
    for_writing,
    locked,
    read_only,
    row_of,
    select,
    summary_of,
)
from tests.fakes.histories import copied, ended, record

NOW = 1_700_000_000.0  # 2023-11-14T22:13:20Z


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def fill(path: Path, *numbers: int) -> None:
    """Write these runs, each with some changes."""
    with closing(for_writing(path, NOW)) as connection:
        connection.executemany(
            SAVE, [row_of(ended(record(n, changes=tuple(map(copied, range(20)))))) for n in numbers]
        )


def ids(connection: sqlite3.Connection) -> list[str]:
    return [summary_of(row).id for row in connection.execute(*select())]


@contextmanager
def without_rights(monkeypatch: pytest.MonkeyPatch, message: str) -> Iterator[None]:
    """As if the process had no right to write; the tests may run as root, who has all."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, message)

    with monkeypatch.context() as patch:
        patch.setattr(history_file.os, "open", refuse)
        yield


def test_a_second_writer_is_refused_and_told_of_the_first(path: Path) -> None:
    with locked(path):
        with pytest.raises(UsageError) as refused, locked(path):
            pass
        import os

        expected = (
            f'the history "{path}" belongs to another regbot that runs (process {os.getpid()}): '
            "give each its own --state DIR, or use --no-history"
        )
        assert expected == str(refused.value)
    with locked(path):  # the first has gone
        pass


def test_folder_and_file_are_made_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "regbot" / "history.sqlite"
    with locked(path), closing(for_writing(path, NOW)) as connection:
        connection.executemany(SAVE, [row_of(record(1))])
        assert 0o700 == path.parent.stat().st_mode & 0o777
        assert {0o600} == {each.stat().st_mode & 0o777 for each in path.parent.iterdir()}


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    path = tmp_path / "file" / "history.sqlite"
    with pytest.raises(UsageError) as refused, locked(path):
        pass
    expected = f'cannot use the history "{path}": File exists (--state DIR: elsewhere, --no-history: none)'
    assert expected == str(refused.value)


def test_a_folder_without_the_right_to_write_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with without_rights(monkeypatch, "Permission denied"), pytest.raises(UsageError) as refused, locked(path):
        pass
    assert f'cannot use the history "{path}": Permission denied' in str(refused.value)


def test_a_file_that_cannot_be_opened_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(UsageError, match="unable to open database file") as refused:
        for_writing(path, NOW)
    assert f'cannot use the history "{path}"' in str(refused.value)


@pytest.mark.parametrize("how", ["garbage", "torn", "cut"])
def test_a_broken_file_is_kept_under_another_name(
    how: str, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(path, *range(200))
    whole = path.read_bytes()
    middle = len(whole) // 2
    broken = {
        "garbage": b"not a database, but a letter from a user" * 100,
        "torn": whole[:middle] + b"\xa5" * 65536 + whole[middle + 65536 :],
        "cut": whole[:middle],
    }[how]
    path.write_bytes(broken)
    with caplog.at_level(logging.WARNING, "regbot"), closing(for_writing(path, NOW)) as connection:
        assert [] == ids(connection)
    aside = path.with_name("history.sqlite.broken-20231114T221320Z")
    assert broken == aside.read_bytes()
    fields = caplog.records[0].fields  # type: ignore[attr-defined]  # ours
    assert "The history is broken, beginning a new one" == caplog.records[0].getMessage()
    assert (str(path), str(aside)) == (fields["file"], fields["kept-as"])


def test_a_second_broken_file_of_the_same_second_gets_a_name_of_its_own(path: Path) -> None:
    for text in ("first", "second"):
        path.write_text(text * 200, encoding="utf-8")
        for_writing(path, NOW).close()
    names = ["history.sqlite.broken-20231114T221320Z", "history.sqlite.broken-20231114T221320Z-2"]
    assert ["first", "second"] == [
        path.with_name(name).read_text(encoding="utf-8").removesuffix(text * 199)
        for name, text in zip(names, ("first", "second"), strict=True)
    ]


def test_a_broken_file_takes_its_log_along(path: Path) -> None:
    path.write_text("broken" * 200, encoding="utf-8")
    path.with_name("history.sqlite-wal").write_bytes(b"the last runs")
    for_writing(path, NOW).close()
    kept = path.with_name("history.sqlite.broken-20231114T221320Z-wal")
    assert b"the last runs" == kept.read_bytes()
    assert not path.with_name("history.sqlite-wal").exists()


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="it is the database of another program"):
        for_writing(path, NOW)
    assert before == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_a_newer_file_is_left_alone(path: Path) -> None:
    fill(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    for opener in (lambda: for_writing(path, NOW), lambda: read_only(path)):
        with pytest.raises(UsageError) as refused:
            opener()
        assert f"a newer regbot wrote it (version 99; this one knows {len(MIGRATIONS)})" in str(refused.value)


def test_an_older_file_is_migrated_with_its_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(path, 1, 2)
    later = (*MIGRATIONS, ("ALTER TABLE runs ADD COLUMN host TEXT NOT NULL DEFAULT 'here'",))
    monkeypatch.setattr(history_file, "MIGRATIONS", later)
    with pytest.raises(UsageError, match="an older regbot wrote it, and a daemon has to migrate it first"):
        read_only(path)
    for _ in range(2):
        with closing(for_writing(path, NOW)) as connection:
            assert [("run-1", "here"), ("run-2", "here")] == connection.execute(
                "SELECT id, host FROM runs ORDER BY id"
            ).fetchall()
            assert (len(later),) == connection.execute("PRAGMA user_version").fetchone()


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, 1)
    broken = (*MIGRATIONS, ("ALTER TABLE runs ADD COLUMN host TEXT", "ALTER TABLE missing ADD COLUMN x"))
    with monkeypatch.context() as patch:
        patch.setattr(history_file, "MIGRATIONS", broken)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            for_writing(path, NOW)
    with closing(for_writing(path, NOW)) as connection:
        assert ["run-1"] == ids(connection)


def test_reading_needs_no_right_to_write_and_leaves_nothing(path: Path) -> None:
    fill(path, 1)
    with closing(read_only(path)) as connection:
        assert ["run-1"] == ids(connection)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM runs")
    assert [path] == list(path.parent.iterdir())


def test_what_is_being_written_can_be_read(path: Path) -> None:
    with closing(for_writing(path, NOW)) as writer:
        writer.executemany(SAVE, [row_of(ended(record(1)))])
        with closing(read_only(path)) as reader:
            assert ["run-1"] == ids(reader)
            writer.executemany(SAVE, [row_of(ended(record(2)))])
            assert ["run-2", "run-1"] == ids(reader)


def test_reading_says_what_is_wrong(path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        read_only(path)
    expected = f'there is no history "{path}" (--state DIR says where the daemon keeps it)'
    assert expected == str(refused.value)
    path.write_text("broken" * 200, encoding="utf-8")
    with pytest.raises(UsageError, match="file is not a database"):
        read_only(path)
    assert "broken" * 200 == path.read_text(encoding="utf-8")


def test_failed_runs_are_those_that_ended_otherwise_than_well(path: Path) -> None:
    states = ("ok", "failed", "timed out", "cancelled", "ok")
    with closing(for_writing(path, NOW)) as connection:
        connection.executemany(SAVE, [row_of(ended(record(n), status)) for n, status in enumerate(states)])
        connection.executemany(SAVE, [row_of(record(9))])
        rows = connection.execute(*select(failed=True)).fetchall()
    assert ["cancelled", "timed out", "failed"] == [summary_of(row).status for row in rows]
