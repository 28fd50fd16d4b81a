"""Which log lines of which runs are kept."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from regbot import logs
from regbot.loglines import LONGEST, LogLine, LogLines

logger = logging.getLogger("regbot.test")


@contextmanager
def run(name: str) -> Iterator[None]:
    mark = logs.run_id.set(name)
    try:
        yield
    finally:
        logs.run_id.reset(mark)


@pytest.fixture(autouse=True)
def _level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "regbot")


def texts(lines: LogLines, name: str) -> list[str]:
    return [line.message for line in lines.of(name)]


def test_lines_belong_to_the_run_in_which_they_are_made() -> None:
    with LogLines() as lines:
        logger.info("no run")
        with run("one"):
            logs.log(logger, logging.WARNING, "m", {"script": "a", "n": 2.0})
            logger.debug("not at this level")
        with run("two"):
            logger.info("other")
    with run("one"):
        logger.info("after the end")

    assert [(0, "WARN", "m", (("script", "a"), ("n", "2")))] == [
        (line.number, line.level, line.message, line.fields) for line in lines.of("one")
    ]
    assert (["other"], []) == (texts(lines, "two"), texts(lines, "three"))


def test_the_last_lines_of_a_run_are_kept_with_their_numbers() -> None:
    with LogLines(lines=3) as lines, run("one"):
        for number in range(5):
            logger.info("line %d", number)

    assert [(2, "line 2"), (3, "line 3"), (4, "line 4")] == [
        (line.number, line.message) for line in lines.of("one")
    ]


def test_the_run_that_was_silent_longest_goes_first() -> None:
    with LogLines(runs=2) as lines:
        for name in ("one", "two", "one", "three"):
            with run(name):
                logger.info(name)

    assert (["one", "one"], [], ["three"]) == (
        texts(lines, "one"),
        texts(lines, "two"),
        texts(lines, "three"),
    )


def test_all_lines_together_have_a_bound() -> None:
    with LogLines(total=1_000) as lines:
        for number in range(50):
            with run(f"r{number}"):
                logger.info("x" * 100)

    assert 10 == sum(len(lines.of(f"r{number}")) for number in range(50))


def test_long_texts_are_cut_and_secrets_are_not_kept() -> None:
    logs.hide("open-sesame-123")
    with LogLines() as lines, run("one"):
        logs.log(logger, logging.INFO, "the token is open-sesame-123", {"text": "y" * 5000, "password": "p"})
    [line] = lines.of("one")

    assert ("the token is [censored]", LONGEST, "[censored]") == (
        line.message,
        len(line.fields[0][1]),
        line.fields[1][1],
    )


def test_a_record_that_cannot_be_printed_is_passed_over() -> None:
    with LogLines() as lines, run("one"):
        lines.handle(logging.makeLogRecord({"msg": "%d", "args": ("no number",)}))

    assert [] == lines.of("one")


def test_new_lines_are_told_from_whatever_thread() -> None:
    told: list[tuple[str, LogLine]] = []
    with LogLines() as lines:
        lines.told = lambda name, line: told.append((name, line))

        def work() -> None:
            with run("one"):
                logger.info("from a thread")

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert [("one", "from a thread")] == [(name, line.message) for name, line in told]
