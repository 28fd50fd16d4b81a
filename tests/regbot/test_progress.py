import asyncio
import io
import logging
import sys
from contextlib import ExitStack
from typing import Any

import pytest

from regbot import logs
from regbot.builtins import Change
from regbot.progress import Line, Painter, Row, Speed, View, Watch, clock_time, compose, progress
from regbot.registry.archive import ExportReport
from regbot.registry.client import CopyReport
from regbot.registry.reference import Reference
from regbot.report import Report, Summary
from regbot.terminal import Region
from tests.fakes.screen import Screen
from tests.regbot.test_terminal import Sized, Terminal

MB = 1_000_000


def texts(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def view(*rows: Row, waiting: int = 0, elapsed: float = 5, speed: float | None = None, **sums: int) -> View:
    return View(rows=rows, waiting=waiting, summary=Summary(**sums), speed=speed, elapsed=elapsed)


# -- speeds


def test_a_speed_is_that_of_the_last_seconds() -> None:
    speed = Speed()
    assert None is speed.at(0, 0)
    assert None is speed.at(0.25, 100)
    assert 200 == speed.at(1, 200)
    for second in range(2, 20):
        latest = speed.at(second, 200 + (second - 1) * 1000)
    assert 1000 == latest


def test_a_transfer_that_began_anew_has_no_speed_yet() -> None:
    speed = Speed()
    speed.at(0, 0)
    speed.at(1, 1000)
    assert None is speed.at(2, 10)
    assert 20 == speed.at(3, 30)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, "0:00"), (7.9, "0:07"), (754, "12:34"), (3723, "1:02:03")]
)
def test_times_are_written_as_on_a_clock(seconds: float, expected: str) -> None:
    assert expected == clock_time(seconds)


# -- looking at the report


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def copy_of(name: str, started: float = 0.0, **numbers: int) -> Change:
    target = Reference.parse(f"b.example/{name}")
    live = CopyReport(target, target, started=started, **numbers)
    return Change(action="copy", target=str(target), live=live)


def test_what_is_under_way_is_seen_as_it_grows() -> None:
    clock = Clock()
    report = Report(["a", "b"], dry_run=False, clock=clock)
    watch = Watch(report.scripts, dry_run=False, clock=clock)
    assert watch.look().empty
    with ExitStack() as running:
        second, first = copy_of("x:2", 2), copy_of("x:1", 1)
        for number, change in enumerate((second, first)):
            running.enter_context(report.start(number).changes.begin(change))
        running.enter_context(report.scripts[0].changes.begin(Change(action="copy", target="waits")))
        running.enter_context(report.scripts[0].changes.begin(Change(action="delete tag", target="t")))
        export = Change(action="export", target="x.tar")
        running.enter_context(report.scripts[0].changes.begin(export))
        assert 2 == watch.look().waiting
        export.live = ExportReport(Reference.parse("b.example/x:1"), "x.tar", started=3)
        clock.now += 2
        assert first.live is not None
        first.live.bytes_planned = 10 * MB
        first.live.bytes_moved, first.live.bytes_under_way, first.live.bytes_mounted = 3 * MB, MB, 2 * MB
        seen = watch.look()
        expected = [
            Row(name="b.example/x:1", done=6 * MB, planned=10 * MB, there=2 * MB, speed=2.0 * MB),
            Row(name="b.example/x:2", speed=0.0),
            Row(name="x.tar", verb="exporting", speed=None),
        ]
        assert expected == list(seen.rows)
        export.live.bytes_planned, export.live.bytes_under_way = 4 * MB, MB
        clock.now += 1
        seen, before = watch.look(), seen
        assert Row(name="x.tar", verb="exporting", done=MB, planned=4 * MB, speed=1.0 * MB) == seen.rows[2]
        assert before.summary == seen.summary  # what a file receives is in no sum
        seen = before
        assert (2.0, None, None) == tuple(row.left for row in seen.rows)
        assert (1, Summary(bytes_moved=4 * MB, bytes_saved=2 * MB), 2 * MB, 2) == (
            seen.waiting, seen.summary, seen.speed, seen.elapsed,
        )  # fmt: skip
        first.live = None
        first.moved, first.saved = 8 * MB, 2 * MB
    seen = watch.look()
    assert ((), 0, False) == (seen.rows, seen.waiting, seen.empty)
    expected_sums = Summary(copied=3, deleted=1, exported=1, bytes_moved=8 * MB, bytes_saved=2 * MB)
    assert expected_sums == seen.summary
    assert expected_sums == watch.look().summary


# -- the lines


def test_a_line_for_each_copy_and_one_with_the_sums() -> None:
    one = Row(name="b.example/app:1.2", done=30 * MB, planned=120 * MB, there=5 * MB, speed=12.3 * MB)
    two = Row(name="b.example/app:3", done=0, planned=0)
    sums = {"copied": 2, "skipped": 480, "failed": 1, "bytes_moved": 1_200 * MB}
    seen = view(one, two, waiting=3, speed=12.3 * MB, elapsed=102, **sums)
    assert [
        "b.example/app:1.2  ━━━━━───────────────  30.0 MB of 120.0 MB  12.3 MB/s  0:07 left  5.0 MB there",
        "b.example/app:3    ────────────────────              looking",
        "2 copied · 480 skipped · 1 failed · 2 running · 3 waiting · 1.2 GB moved · 12.3 MB/s · 1:42",
    ] == texts(compose(seen, 110, 24))


def test_without_other_characters_than_ascii_it_says_the_same() -> None:
    row = Row(name="b.example/a-long-name-of-an-image/app:1.2", done=5, planned=10)
    sums = "1 copied, 1 running, 0:05"
    assert [
        "~e/a-long-name-of-an-image/app:1.2  #####.....  5 B of 10 B",
        sums,
    ] == texts(compose(view(row, copied=1), 60, 24, plain=True))


@pytest.mark.parametrize("columns", [2, 3, 10, 20, 30, 40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    rows = [
        Row(name=f"registry.example.org/team/{'app' * length}:1", done=7 * MB, planned=9 * MB, speed=5.0)
        for length in (1, 20)
    ]
    lines = compose(view(*rows, copied=1, failed=2, bytes_moved=MB), columns, 24)
    assert all(len(text) < columns for text in texts(lines))


def test_the_tag_is_what_stays_of_a_long_name() -> None:
    row = Row(name=f"registry.example.org/{'team/' * 20}app:1.2.3", planned=1)
    assert "…m/team/team/team/app:1.2.3" == texts(compose(view(row), 40, 24))[0].split("  ")[0]


def test_names_take_as_many_cells_as_a_terminal_gives_them() -> None:
    row = Row(name="ocidir:///日本:1", done=1, planned=2)
    assert "ocidir:///日本:1  ━━━━━━━━━━──────────  1 B of 2 B" == texts(compose(view(row), 80, 24))[0]
    (line, _) = texts(compose(view(Row(name="ocidir:///日本:1", verb="x")), 12, 24))
    assert "…:///日本:1" == line


@pytest.mark.parametrize(("rows", "expected"), [(24, 11), (10, 4), (2, 1), (1, 1), (200, 20)])
def test_of_many_copies_so_many_are_shown_as_fit_in_half_of_the_window(rows: int, expected: int) -> None:
    lines = compose(view(*[Row(name=f"b/x:{n}", planned=1) for n in range(500)]), 80, rows)
    assert expected + 1 == len(lines)
    assert texts(lines)[-1].startswith(f"500 running ({500 - expected} not shown)")


def test_a_dry_run_says_so() -> None:
    seen = Watch([], dry_run=True).look()
    assert ["dry run · 0:00"] == texts(compose(seen, 80, 24))


# -- colours, and the whole


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal(Screen(columns=120, rows=20))


def test_colours_are_there_unless_no_color_is_set(
    monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    line: Line = [("3 failed", "bold red"), (" · ", "dim"), ("", "bold"), ("日", "")]
    assert [("\x1b[1;31m3 failed\x1b[0m\x1b[2m · \x1b[0m日", 13)] == Painter().paint([line])
    assert not Painter().plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert [("3 failed", 8)] == [
        (text.replace("\x1b[1m", "").replace("\x1b[0m", ""), cells)
        for text, cells in Painter().paint([line[:1]])
    ]


class Steps:
    """A sleep that lasts until the test says so."""

    def __init__(self) -> None:
        self._turn = asyncio.Queue[None]()
        self._done = asyncio.Event()

    async def sleep(self, _: float) -> None:
        self._done.set()
        await self._turn.get()

    async def step(self) -> None:
        """One look at the report."""
        await self._done.wait()
        self._done.clear()
        self._turn.put_nowait(None)
        await self._done.wait()


def test_the_display_comes_goes_and_leaves_the_log(
    monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    screen = terminal.screen
    monkeypatch.setattr(sys, "stderr", terminal)
    logs.configure(logging.INFO, sys.stderr)
    monkeypatch.setattr("regbot.progress._DELAY", 0.0)
    report = Report(["a"], dry_run=False)
    seen: list[Any] = []

    async def main() -> None:
        steps = Steps()
        async with progress(report, Sized(terminal), sleep=steps.sleep):
            await steps.step()
            seen.append(screen.lines())
            change = copy_of("x:1", bytes_planned=10, bytes_under_way=5)
            with report.scripts[0].changes.begin(change):
                await steps.step()
                seen.append([line.split("  ")[0] for line in screen.lines()])
                logging.getLogger("regbot").info("[red]above[/red]")
            await steps.step()
            seen.append(len(screen.lines()))
        logging.getLogger("regbot").info("after")

    try:
        asyncio.run(main())
    finally:
        logs.configure(logging.INFO, io.StringIO())
    assert [[], ["b.example/x:1", "1 running · 5 B moved · 0:00"], 2] == seen
    assert ["msg=[red]above[/red]", "msg=after"] == [
        line.partition("level=INFO ")[2] for line in screen.lines()
    ]


def test_a_fault_of_the_display_is_told_and_ends_only_the_display(
    monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    logs.configure(logging.INFO, sys.stderr)

    async def sleep(_: float) -> None:
        raise ValueError("odd")

    async def main() -> None:
        async with progress(Report([], dry_run=False), Region(terminal), sleep=sleep):
            for _ in range(5):
                await asyncio.sleep(0)

    try:
        asyncio.run(main())
    finally:
        logs.configure(logging.INFO, io.StringIO())
    assert ['level=WARN msg="Progress display failed" err="ValueError: odd"'] == [
        line.partition(" ")[2] for line in "".join(terminal.screen.lines()).split("\n")
    ]
