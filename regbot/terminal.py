"""Lines at the bottom of a terminal that other output scrolls above; and what scripts see of the terminal.

The cursor rests on the empty line below the region and is never hidden, no mode of the terminal is changed:
whatever ends the process, there is nothing to restore. Whoever writes goes through here, so that the region
is taken away before and put back after. It stays away while the cursor stands in the middle of a line (a
script's prompt), while a script reads from the terminal, and while a command that a script started runs.

Refuses to know what the lines say: that is `progress.py`. Called by the app.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import Popen
from typing import IO, Any, BinaryIO, TextIO, TypeGuard

from interpreter import standard_input

Command = Popen[bytes]

_FALLBACK = (80, 24)
_CLEAR_LINE, _CLEAR_BELOW = "\x1b[K", "\x1b[J"
_OFF = frozenset({"", "0", "false"})


@dataclass(frozen=True, kw_only=True)
class Streams:
    """The standard streams of scripts, None for the process's own; and what starts their commands."""

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None
    start_command: Callable[[Callable[[], Command]], Command] = lambda start: start()


NO_STREAMS = Streams()
"""Nothing of its own: scripts have the process's streams."""


def is_live(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether lines on this stream can be replaced later, and somebody watches: a terminal that knows how.

    CI systems may give a terminal to what they run; what they keep is a file.
    """
    return (
        stream.isatty()
        and environ.get("TERM", "") not in ("", "dumb", "unknown")
        and environ.get("CI", "").lower() in _OFF
    )


class Region:
    """The lines, on a text stream that is a terminal. Safe to use from several threads."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.RLock()
        self._drawn: list[int] = []  # the widths of the lines that are on the screen, in cells
        self._block = ""
        self._widths: list[int] = []
        self._broken_line = False
        self._lent = 0
        self._commands: list[Command] = []
        self._gone = False

    def size(self) -> tuple[int, int]:
        """Columns and rows of the terminal."""
        try:
            found = os.get_terminal_size(self._stream.fileno())
        except OSError:
            return _FALLBACK
        return found.columns or _FALLBACK[0], found.lines or _FALLBACK[1]

    def is_on(self, stream: TextIO) -> bool:
        """Whether the stream leads to the region's terminal."""
        try:
            return os.fstat(stream.fileno()).st_rdev == os.fstat(self._stream.fileno()).st_rdev
        except OSError:
            return False

    def draw(self, lines: Sequence[tuple[str, int]]) -> None:
        """Show these lines instead of the ones before: texts with colours, and their widths in cells.

        Waits for nobody: while another thread writes, the old lines stay.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            block = "".join(f"{text}{_CLEAR_LINE}\n" for text, _ in lines)
            same = block == self._block
            self._block, self._widths = block, [cells for _, cells in lines]
            if self._kept_away() or not self._in_foreground() or (same and self._drawn):
                return
            self._write(self._climb() + block + _CLEAR_BELOW)
            self._drawn = self._widths
        finally:
            self._lock.release()

    def erase(self) -> None:
        """Take the lines off the screen, until the next `draw`."""
        with self._lock:
            self._write(self._removal())
            self._block = ""

    def forget(self) -> None:
        """The terminal was somebody else's meanwhile (the program was stopped): leave what stands there."""
        with self._lock:
            self._drawn = []

    def write_above(self, text: str) -> None:
        """Write to the region's own stream, in one piece with the region."""
        if not text:
            return
        with self._lock:
            removal = self._removal()
            self._broken_line = not text.endswith("\n")
            if self._gone:
                self._stream.write(text)  # raises what it raises
            else:
                self._stream.write(removal + text + self._again())
            self._stream.flush()

    @contextmanager
    def above(self, *, ends_line: bool) -> Iterator[None]:
        """Write to the terminal in the block. `ends_line`: the cursor is at a line's start afterwards."""
        with self._lock:
            self._write(self._removal())
            try:
                yield
            finally:
                self._broken_line = not ends_line
                self._write(self._again())

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The terminal is somebody else's during the block."""
        with self._lock:
            self._lent += 1
            self._write(self._removal())
        try:
            yield
        finally:
            with self._lock:
                self._lent -= 1

    def start_command(self, start: Callable[[], Command]) -> Command:
        """Start a command, and stay away until it has ended: the terminal is its as well."""
        with self._lock:
            self._write(self._removal())
            process = start()
            self._commands.append(process)
            return process

    def _kept_away(self) -> bool:
        self._commands = [process for process in self._commands if process.poll() is None]
        return bool(self._broken_line or self._lent or self._commands)

    def _in_foreground(self) -> bool:
        # What runs in the shell's background would paint over what the user types.
        try:
            return os.tcgetpgrp(self._stream.fileno()) == os.getpgrp()
        except OSError:
            return True  # not our session's terminal: there is no job control

    def _climb(self) -> str:
        # A terminal that became narrower has wrapped the lines.
        columns, _ = self.size()
        rows = sum(max(1, -(-cells // columns)) for cells in self._drawn)
        return f"\x1b[{rows}A\r" if rows else ""

    def _removal(self) -> str:
        climb = self._climb()
        self._drawn = []
        return climb + _CLEAR_BELOW if climb else ""

    def _again(self) -> str:
        if not self._block or self._kept_away() or not self._in_foreground():
            return ""
        self._drawn = self._widths
        return self._block

    def _write(self, text: str) -> None:
        if not text or self._gone:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._gone = True  # the terminal was closed; whoever has something to say finds out by himself


class LogStream:
    """What the log handler writes to while there is a region."""

    def __init__(self, stream: TextIO, region: Region) -> None:
        self.encoding = stream.encoding
        self._stream = stream
        self._region = region

    def write(self, text: str) -> int:
        """Write above the region."""
        self._region.write_above(text)
        return len(text)

    def flush(self) -> None:
        """Every line has been flushed."""
        self._stream.flush()


def script_streams(region: Region | None) -> Streams:
    """The standard streams for scripts: those that lead to a terminal are wrapped, the others left alone.

    Without a region only this remains: what a script prints on a terminal appears at once, and so between the
    log lines before and after it.
    """
    found: dict[str, Any] = {}
    if _leads_to(sys.stdout, region):
        found["stdout"] = _Output(sys.stdout.buffer, region)
    if region is not None:
        if _leads_to(sys.stderr, region):
            found["stderr"] = _Output(sys.stderr.buffer, region)
        if _leads_to(sys.stdin, region):
            found["stdin"] = _Input(standard_input(), region)
        found["start_command"] = region.start_command
    return Streams(**found)


def _leads_to(stream: TextIO | None, region: Region | None) -> TypeGuard[TextIO]:
    # A stream is None when the program was started with it closed.
    return stream is not None and stream.isatty() and (region is None or region.is_on(stream))


class _Output(io.BufferedIOBase):
    """A standard stream that leads to the terminal: every line appears at once, above the region."""

    def __init__(self, stream: BinaryIO, region: Region | None) -> None:
        self._inner = stream
        self._region = region

    def write(self, data: Any, /) -> int:
        if self._region is None or not data:
            written = self._inner.write(data)
            self._inner.flush()
            return written
        with self._region.above(ends_line=bytes(data[-1:]) == b"\n"):
            written = self._inner.write(data)
            self._inner.flush()
        return written

    def flush(self) -> None:
        self._inner.flush()

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._inner.fileno()


class _Input(io.BufferedIOBase):
    """Standard input from the terminal: while somebody types, the region is away."""

    def __init__(self, stream: IO[bytes], region: Region) -> None:
        self._inner = stream
        self._region = region

    def read(self, size: int | None = -1, /) -> bytes:
        with self._region.lent():
            return self._inner.read(-1 if size is None else size)

    def readline(self, size: int | None = -1, /) -> bytes:
        with self._region.lent():
            return self._inner.readline(-1 if size is None else size)

    def readable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._inner.fileno()
