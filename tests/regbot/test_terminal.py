import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from interpreter import Interpreter, encode
from regbot.terminal import LogStream, Region, is_live, script_streams
from tests.fakes.screen import Screen

TERMINAL = {"TERM": "xterm-256color"}


class Terminal(io.StringIO):
    """A text stream, and a `buffer` for bytes, that end on a screen."""

    encoding = "utf-8"

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.screen = screen
        self.buffer = _Bytes(self)
        self.closed_by_user = False

    def write(self, text: str) -> int:
        if self.closed_by_user:
            raise OSError(5, "Input/output error")
        self.screen.feed(text)
        return len(text)

    def isatty(self) -> bool:
        return True


class _Bytes(io.RawIOBase):
    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def write(self, data: Any) -> int:
        return self.terminal.write(bytes(data).decode())


class Sized(Region):
    """A region that takes its terminal's size from the screen."""

    def size(self) -> tuple[int, int]:
        screen = self._stream.screen  # type: ignore[attr-defined]  # the stream is a Terminal
        return screen.columns, screen.rows

    def is_on(self, stream: Any) -> bool:
        return isinstance(stream, Terminal)


@pytest.fixture
def screen() -> Screen:
    return Screen(columns=40, rows=10)


@pytest.fixture
def terminal(screen: Screen) -> Terminal:
    return Terminal(screen)


@pytest.fixture
def region(terminal: Terminal) -> Region:
    return Sized(terminal)


def lines(*texts: str) -> list[tuple[str, int]]:
    return [(text, len(text)) for text in texts]


def test_lines_replace_those_before(region: Region, screen: Screen) -> None:
    region.draw(lines("a 10", "b 20", "sum"))
    region.draw(lines("a 9", "sum"))
    assert (["a 9", "sum"], 2, 0) == (screen.lines(), screen.row, screen.column)


def test_what_did_not_change_is_not_written_again(region: Region, terminal: Terminal) -> None:
    region.draw(lines("a"))
    terminal.write = None  # type: ignore[assignment,method-assign]  # any call would fail
    region.draw(lines("a"))


def test_the_log_goes_on_above(region: Region, screen: Screen, terminal: Terminal) -> None:
    log = LogStream(terminal, region)
    log.write("first\n")
    region.draw(lines("a", "sum"))
    log.write("a line that is longer than the forty columns that there are\n")
    log.write("[bold]last[/bold]\n")
    wrapped = ["a line that is longer than the forty col", "umns that there are"]
    assert ["first", *wrapped, "[bold]last[/bold]", "a", "sum"] == screen.lines()
    region.erase()
    log.write("end\n")
    assert ["first", *wrapped, "[bold]last[/bold]", "end"] == screen.lines()


def test_a_region_that_scrolled_is_replaced_where_it_is(region: Region, screen: Screen) -> None:
    region.draw(lines("a", "b", "sum"))
    for number in range(30):
        region.write_above(f"{number}\n")
    region.draw(lines("c", "sum"))
    assert [*map(str, range(30)), "c", "sum"] == screen.lines()


def test_a_narrower_window_leaves_no_traces(region: Region, screen: Screen) -> None:
    region.write_above("log\n")
    region.draw(lines("x" * 39, "y" * 39))
    # The terminal wraps what stands there anew.
    screen.columns = 20
    screen._cells = [[*line] for line in ("log", "x" * 20, "x" * 19, "y" * 20, "y" * 19, "")]
    screen.row = 5
    region.draw(lines("x" * 19, "y" * 19))
    assert ["log", "x" * 19, "y" * 19] == screen.lines()


def test_after_a_stop_what_the_shell_wrote_stays(region: Region, screen: Screen) -> None:
    region.draw(lines("a"))
    screen.feed("[1]+ Stopped\n$ fg\n")
    region.forget()
    region.draw(lines("b"))
    assert ["a", "[1]+ Stopped", "$ fg", "b"] == screen.lines()


def test_a_closed_terminal_ends_the_display_and_nothing_else(region: Region, terminal: Terminal) -> None:
    region.draw(lines("a"))
    terminal.closed_by_user = True
    region.draw(lines("b"))
    region.erase()
    with pytest.raises(OSError, match="Input/output"):
        LogStream(terminal, region).write("x\n")


# -- scripts


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, terminal: Terminal, region: Region) -> Callable[[str], None]:
    """Runs a script whose standard streams all lead to the terminal."""

    def run(source: str) -> None:
        for name in ("stdout", "stderr", "stdin"):
            monkeypatch.setattr(sys, name, terminal)
        streams = script_streams(region)
        state = Interpreter(stdin=streams.stdin, stdout=streams.stdout, stderr=streams.stderr)
        state.start_command = streams.start_command
        state.call(state.load(encode(source).encode("latin-1")))

    return run


def test_prints_scroll_above_at_once(run: Callable[[str], None], region: Region, screen: Screen) -> None:
    region.draw(lines("a", "sum"))
    run("print('one', 2) io.write('thr', 'ee\\n') io.stderr:write('four\\n')")
    assert ["one\t2", "three", "four", "a", "sum"] == screen.lines()


def test_a_line_that_is_not_ended_keeps_the_region_away(
    run: Callable[[str], None], region: Region, screen: Screen
) -> None:
    region.draw(lines("sum"))
    run("io.write('name? ')")
    region.draw(lines("sum 2"))
    region.write_above("a log line\n")
    assert ["name? a log line", "sum 2"] == screen.lines()


def test_who_reads_from_the_terminal_has_it_for_himself(
    run: Callable[[str], None], region: Region, screen: Screen, terminal: Terminal
) -> None:
    seen: list[list[str]] = []

    def readline(_: int) -> bytes:
        region.draw(lines("sum 2"))
        seen.append(screen.lines())
        return b"yes\n"

    terminal.buffer.readline = readline  # type: ignore[assignment,method-assign]  # as if somebody typed
    region.draw(lines("sum"))
    run("print('sure?') assert(io.read() == 'yes')")
    region.draw(lines("sum 3"))
    assert [["sure?"]] == seen
    assert ["sure?", "sum 3"] == screen.lines()


def test_a_command_has_the_terminal_until_it_ends(
    run: Callable[[str], None], region: Region, screen: Screen
) -> None:
    region.draw(lines("sum"))
    run("pipe = io.popen('cat', 'w') pipe:write('x')")
    region.draw(lines("sum 2"))
    assert [] == screen.lines()
    run("assert(os.execute('exit 3') ~= 0)")
    region._commands[0].stdin.close()  # type: ignore[union-attr]  # the pipe that the script left open
    for process in region._commands:
        process.wait(timeout=20)
    region.draw(lines("sum 3"))
    assert ["sum 3"] == screen.lines()


def test_streams_that_lead_elsewhere_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, region: Region, terminal: Terminal
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stderr", terminal)
    streams = script_streams(region)
    assert (None, None, True) == (streams.stdin, streams.stdout, streams.stderr is not None)


def test_without_a_region_prints_on_a_terminal_still_appear_at_once(
    monkeypatch: pytest.MonkeyPatch, terminal: Terminal, screen: Screen
) -> None:
    monkeypatch.setattr(sys, "stdout", terminal)
    streams = script_streams(None)
    assert streams.stdout is not None
    streams.stdout.write(b"now\n")
    assert ["now"] == screen.lines()
    assert (None, None) == (streams.stdin, streams.stderr)
    process = streams.start_command(lambda: subprocess.Popen(["true"]))
    assert 0 == process.wait(timeout=20)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (TERMINAL, True),
        ({}, False),
        ({"TERM": "dumb"}, False),
        ({**TERMINAL, "CI": "true"}, False),
        ({**TERMINAL, "CI": "false"}, True),
        ({**TERMINAL, "NO_COLOR": "1"}, True),
    ],
)
def test_a_terminal_is_live_unless_it_is_dumb_or_watched_by_ci(
    terminal: Terminal, environ: dict[str, str], expected: bool
) -> None:
    assert expected == is_live(terminal, environ)
    assert not is_live(io.StringIO(), environ)
