"""What people see while a run brings images over: a line for each one under way, and one with the sums.

    registry.example.org/team/app:1.10   ━━━━━━━━━━━━────────  45.2 MB of 120.0 MB  12.3 MB/s  0:06 left
    registry.example.org/team/base:12    ━━━───────────────────  9.8 MB of 61.0 MB   4.1 MB/s  0:13 left
    12 copied · 480 skipped · 1 failed · 2 running · 1.2 GB moved · 300.5 MB saved · 16.4 MB/s · 1:42

It looks at the growing report a few times a second, in the event loop; nothing else is counted for it. What
to show is decided without a terminal: `Watch` samples, `compose` words; `terminal.py` shows. rich paints, and
is imported when there is something to paint. Called by the app.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import IO, cast

from regbot import logs
from regbot.builtins import Change
from regbot.plan import size
from regbot.report import Report, ScriptReport, Summary
from regbot.terminal import LogStream, Region

INTERVAL = 0.125
"""Seconds between two looks."""
_DELAY = 0.4  # seconds of a run before the first line is shown: what is over by then needs none
_WINDOW = 4.0  # seconds over which a speed is measured
_SETTLED = 0.5  # seconds before a speed is told
_MOST_ROWS = 20
_NARROWEST_NAME = 16
_VERBS = {"export": "exporting", "import": "importing"}
_BARS = ((20, 40), (10, 24))  # widths, and how much of the names must be left beside them

Span = tuple[str, str]
"""A piece of text, and its style: a name of rich's."""
Line = list[Span]

logger = logging.getLogger("regbot")


class Speed:
    """Bytes per second over the last seconds. A count that falls (a transfer that began anew) starts over."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, now: float, count: int) -> float | None:
        """Take a count; the speed, None while it is too early to say."""
        if self._seen and count < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, count))
        while len(self._seen) > 2 and self._seen[1][0] <= now - _WINDOW:
            self._seen.popleft()
        then, before = self._seen[0]
        return (count - before) / (now - then) if now - then >= _SETTLED else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One write under way. Bytes, bytes per second, seconds; `planned` is 0 while nobody knows, and `verb`
    says what is done then.
    """

    name: str
    verb: str = "looking"
    done: int = 0
    planned: int = 0
    there: int = 0
    speed: float | None = None

    @property
    def left(self) -> float | None:
        """How long it will take at this speed; None when nobody can say."""
        return (self.planned - self.done) / self.speed if self.speed and self.planned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is to be shown at one moment. `summary` holds what has ended, and the bytes of what has not."""

    rows: tuple[Row, ...]
    waiting: int
    summary: Summary
    speed: float | None
    elapsed: float
    dry_run: bool = False

    @property
    def empty(self) -> bool:
        """No script has written anything, or tries to."""
        return not self.rows and not self.waiting and self.summary.empty


class Watch:
    """Looks at the scripts of a run. Every write is summed up once, when it has ended."""

    def __init__(
        self, scripts: Sequence[ScriptReport], *, dry_run: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._scripts = scripts
        self._dry_run = dry_run
        self._clock = clock
        self._started = clock()
        self._ended = Summary()
        self._counted = [0] * len(scripts)
        self._speeds: dict[int, tuple[Change, Speed]] = {}
        self._speed = Speed()

    def look(self) -> View:
        """How things stand now."""
        now = self._clock()
        for number, script in enumerate(self._scripts):
            ended = script.changes.all
            while self._counted[number] < len(ended):
                self._ended.add(ended[self._counted[number]])
                self._counted[number] += 1
        summary = replace(self._ended)
        running = [change for script in self._scripts for change in script.changes.running]
        live = {id(change): change for change in running if change.live is not None}
        self._speeds = {key: self._speeds.get(key, (change, Speed())) for key, change in live.items()}
        rows = []
        waiting = 0
        for change in sorted(running, key=_start):
            report = change.live
            if report is not None:
                sent = report.bytes_moved + report.bytes_under_way
                there = report.bytes_skipped + report.bytes_mounted
                if change.action != "export":  # what a file receives is in no sum
                    summary.bytes_moved += sent
                    summary.bytes_saved += there
                speed = self._speeds[id(change)][1].at(now, sent)
                rows.append(
                    Row(
                        name=change.target,
                        verb=_VERBS.get(change.action, "looking"),
                        done=min(sent + there, report.bytes_planned),
                        planned=report.bytes_planned,
                        there=there,
                        speed=speed,
                    )
                )
            else:
                waiting += change.waits
        return View(
            rows=tuple(rows),
            waiting=waiting,
            summary=summary,
            speed=self._speed.at(now, summary.bytes_moved),
            elapsed=now - self._started,
            dry_run=self._dry_run,
        )


def _start(change: Change) -> float:
    return float("inf") if change.live is None else change.live.started


def compose(view: View, columns: int, rows: int, *, plain: bool = False) -> list[Line]:
    """The lines for a terminal of this size: at most half of its rows, and none that it would wrap.

    `plain`: with ASCII only.
    """
    width = max(1, columns - 1)
    shown = view.rows[: max(1, min(_MOST_ROWS, rows // 2 - 1))]
    lines = _table(shown, width, plain=plain)
    lines.append(_sums(view, len(view.rows) - len(shown), width, plain=plain))
    return lines


def clock_time(seconds: float) -> str:
    """Seconds as `0:07`, `12:34` or `1:02:03`."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _table(rows: Sequence[Row], width: int, *, plain: bool) -> list[Line]:
    # The facts that are left out first where there is no room come last.
    facts = [
        [
            _amount(row),
            f"{size(int(row.speed))}/s" if row.speed is not None else "",
            f"{clock_time(row.left)} left" if row.left is not None and row.left < 360_000 else "",
            f"{size(row.there)} there" if row.there else "",
        ]
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*facts, strict=True)] if facts else []
    while widths and sum(2 + each for each in widths if each) + _NARROWEST_NAME > width:
        widths.pop()
    room = width - sum(2 + each for each in widths if each)
    longest = max((_cells(row.name) for row in rows), default=0)
    bar = next((each for each, name in _BARS if room >= min(longest, name) + 2 + each), 0)
    name_width = min(room - bar - 2 if bar else room, longest)
    lines: list[Line] = []
    for row, texts in zip(rows, facts, strict=True):
        line: Line = [(_from_end(row.name, name_width, plain=plain), "bold")]
        if bar:
            line += [("  ", ""), *_bar(row, bar, plain=plain)]
        for index, each in enumerate(widths):
            if each:
                line.append((f"  {texts[index]:>{each}}", "dim" if index == 3 else ""))
        lines.append(line)
    return lines


def _amount(row: Row) -> str:
    return f"{size(row.done)} of {size(row.planned)}" if row.planned else row.verb


def _bar(row: Row, width: int, *, plain: bool) -> list[Span]:
    full, empty = ("#", ".") if plain else ("━", "─")
    done = width * row.done // row.planned if row.planned else 0
    return [(full * done, "green"), (empty * (width - done), "dim")]


def _sums(view: View, hidden: int, width: int, *, plain: bool) -> Line:
    summary = view.summary
    running = f"{len(view.rows)} running" + (f" ({hidden} not shown)" if hidden else "")
    parts: list[Span] = [
        ("dry run" if view.dry_run else "", "bold"),
        *(
            (f"{count} {word}" if count else "", style)
            for count, word, style in (
                (summary.copied, "copied", "green"),
                (summary.retagged, "retagged", ""),
                (summary.pushed, "pushed", ""),
                (summary.deleted, "deleted", "yellow"),
                (summary.exported, "exported", ""),
                (summary.skipped, "skipped", ""),
                (summary.failed, "failed", "bold red"),
            )
        ),
        (running if view.rows else "", ""),
        (f"{view.waiting} waiting" if view.waiting else "", ""),
        (f"{size(summary.bytes_moved)} moved" if summary.bytes_moved else "", ""),
        (f"{size(summary.bytes_saved)} saved" if summary.bytes_saved else "", ""),
        (f"{size(int(view.speed))}/s" if view.rows and view.speed else "", ""),
        (clock_time(view.elapsed), "dim"),
    ]
    line: Line = []
    used = 0
    between = ", " if plain else " · "
    for text, style in parts:
        needed = len(text) + (len(between) if line else 0)
        if text and used + needed <= width:
            line += [(between, "dim"), (text, style)] if line else [(text, style)]
            used += needed
    return line


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _from_end(text: str, width: int, *, plain: bool) -> str:
    """The text in so many cells; of a long one the end, where the tag is."""
    missing = width - _cells(text)
    if missing >= 0:
        return text + " " * missing
    mark = "~" if plain else "…"
    kept = text
    while kept and _cells(kept) > width - 1:
        kept = kept[1:]
    return mark + kept + " " * (width - 1 - _cells(kept))


class Painter:
    """Makes of lines what a terminal takes: their texts with colours, as far as it and NO_COLOR have them."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(file=sys.stderr, force_terminal=True)
        self._styles: dict[str, tuple[str, str]] = {"": ("", "")}

    @property
    def plain(self) -> bool:
        """Whether the terminal's encoding has ASCII only."""
        return not (self._console.encoding or "").lower().startswith("utf")

    def paint(self, lines: Sequence[Line]) -> list[tuple[str, int]]:
        """The lines as the region takes them."""
        return [
            ("".join(self._span(*span) for span in line), sum(_cells(text) for text, _ in line))
            for line in lines
        ]

    def _span(self, text: str, style: str) -> str:
        if style not in self._styles:
            with self._console.capture() as capture:
                self._console.out("|", style=style, highlight=False, end="")
            before, _, after = capture.get().partition("|")
            self._styles[style] = before, after
        before, after = self._styles[style]
        return f"{before}{text}{after}" if text else ""


@asynccontextmanager
async def progress(
    report: Report, region: Region, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Show the run's progress in the region during the block, and the log above it."""
    watch = Watch(report.scripts, dry_run=report.dry_run)
    loop = asyncio.get_running_loop()
    with logs.through(cast("IO[str]", LogStream(sys.stderr, region))):
        watcher = asyncio.create_task(_show(watch, region, sleep))
        _on_continue(loop, region.forget)
        try:
            yield
        finally:
            _on_continue(loop, None)
            watcher.cancel()
            region.erase()


async def _show(watch: Watch, region: Region, sleep: Callable[[float], Awaitable[None]]) -> None:
    painter: Painter | None = None
    try:
        while True:
            await sleep(INTERVAL)
            view = watch.look()
            if painter is None:
                if view.empty or view.elapsed < _DELAY:
                    continue
                painter = await asyncio.to_thread(Painter)  # the import takes a tenth of a second
            columns, rows = region.size()
            region.draw(painter.paint(compose(view, columns, rows, plain=painter.plain)))
    except Exception as error:  # noqa: BLE001 (a fault of the display ends the display, not the run)
        region.erase()
        text = " ".join(f"{type(error).__name__}: {error}".split())
        logs.log(logger, logging.WARNING, "Progress display failed", {"err": text})


def _on_continue(loop: asyncio.AbstractEventLoop, react: Callable[[], None] | None) -> None:
    # After a stop (Ctrl-Z) the shell has written to the terminal.
    if react is None:
        loop.remove_signal_handler(signal.SIGCONT)
        return
    try:
        loop.add_signal_handler(signal.SIGCONT, react)
    except (RuntimeError, ValueError):
        pass  # not the main thread: nobody stops and continues a thread
