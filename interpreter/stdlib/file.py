"""Lua's file handles: one class over files, pipes and the standard streams, with the reads of `liolib.c`.

Text is bytes, as latin-1 strings. Errors are OSErrors; io.py makes `nil, message, code` of them. What may
block for long goes through `process.beside`: pipes, also named ones, terminals, standard input. Called by
io.py and loading.py.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import subprocess
import threading
import weakref
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, TypeVar

from interpreter.errors import LuaError
from interpreter.patient import Patient, opening
from interpreter.values import tonumber

from .process import Command, beside, kill, start

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

T = TypeVar("T")
_PIECE = 64 * 1024
# Every beginning of what C's strtod reads.
_NUMBER_BEGINS = re.compile(
    r"[+-]?(0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*((?<=[0-9a-fA-F.])[pP][+-]?\d*)?|\d*\.?\d*((?<=[\d.])[eE][+-]?\d*)?"
    r"|i(n(f(i(n(i(ty?)?)?)?)?)?)?|n(an?)?)\Z",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_NUMBER = 4096
# How a pipe is opened: it exists, and has nothing to cut off.
_FLAGS = {"r": os.O_RDONLY, "w": os.O_WRONLY, "a": os.O_WRONLY | os.O_APPEND}
_OPEN_EXPONENT = re.compile(r"[eEpP][+-]?\Z")


def _patient(stream: IO[bytes]) -> Patient | None:
    raw = getattr(stream, "raw", None)
    return raw if type(raw) is Patient else None


def _abandon(stream: IO[bytes], process: Command | None) -> None:
    """Close what a script forgot to close. Its command ends by itself and is waited for in a thread."""
    if (patient := _patient(stream)) is not None:
        patient.hurry()  # nobody is there to wait until the other side takes what was written
    with contextlib.suppress(OSError, ValueError):
        stream.close()
    if process is not None and process.poll() is None:
        threading.Thread(target=process.wait, daemon=True).start()


class _Directory(io.RawIOBase):
    """A directory as C's fopen opens it for reading: it is there and can be closed, what reads it fails."""

    def __init__(self, name: bytes) -> None:
        self._descriptor = os.open(name, os.O_RDONLY)

    def readable(self) -> bool:
        return True

    def readinto(self, _: object) -> int:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return os.lseek(self._descriptor, offset, whence)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()


class File:
    """What a file userdata holds. `stream` is None once it is closed."""

    __slots__ = (
        "__weakref__",
        "beside",
        "buffering",
        "finalizer",
        "pending",
        "process",
        "standard",
        "state",
        "stream",
    )

    def __init__(
        self,
        state: Interpreter,
        stream: IO[bytes],
        *,
        standard: bool = False,
        process: Command | None = None,
    ) -> None:
        self.state = state
        self.stream: IO[bytes] | None = stream
        self.standard = standard
        self.beside = standard or _patient(stream) is not None
        self.process = process
        self.pending = b""  # read from the stream and put back
        self.buffering = "full"
        # Not __del__: in a dead cycle, Python's collector may finalize the stream under its own buffer first.
        self.finalizer = None if standard else weakref.finalize(self, _abandon, stream, process)

    @property
    def open_stream(self) -> IO[bytes]:
        """The stream of a file that is known to be open."""
        assert self.stream is not None
        return self.stream

    def blocking(self, work: Callable[[], T]) -> T:
        """Read from the stream, or write to it, beside the event loop where that may take long."""
        process = self.process
        try:
            if process is not None:
                return beside(self.state, work, lambda: kill(process))
            if self.beside:
                return beside(self.state, work, lambda: None)
            return work()
        except io.UnsupportedOperation:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF)) from None

    def close(self) -> None:
        """Close the stream and wait for the command behind a pipe. Raises OSError when flushing fails."""
        stream = self.stream
        self.stream = None
        if stream is None:
            return
        if self.finalizer is not None:
            self.finalizer.detach()
        process = self.process
        try:
            self.blocking(stream.close)
        finally:
            if process is not None:
                beside(self.state, process.wait, lambda: kill(process))

    def read_line(self) -> str | None:
        """Return the next line without its end, None at the end of the file."""
        stream = self.open_stream
        limit = self.state.limits.max_string + 1
        data = self.pending
        self.pending = b""
        if not data.endswith(b"\n"):
            data += self.blocking(lambda: stream.readline(limit))
        if not data:
            return None
        self.check_size(data)
        return data.removesuffix(b"\n").decode("latin-1")

    def read_characters(self, count: int) -> str | None:
        """Return up to `count` characters; None when there are none. For 0: "" unless at the end."""
        if count == 0:
            data = self.take(1)
            self.pending = data
            return "" if data else None
        data = self.take(count)
        return data.decode("latin-1") if data else None

    def read_all(self) -> str:
        """Return what is left."""
        parts = []
        size = 0
        while piece := self.take(_PIECE):
            parts.append(piece)
            size += len(piece)
            if size > self.state.limits.max_string:
                raise LuaError("not enough memory")
        return b"".join(parts).decode("latin-1")

    def read_number(self) -> float | None:
        """Return a number as C's `fscanf("%lf")` reads it; None when there is none, what was read is lost."""
        if not self.open_stream.readable():
            return None  # fscanf notes no error there
        char = self.take(1)
        while char.isspace():
            char = self.take(1)
        text = ""
        while char and len(text) < _LONGEST_NUMBER and _NUMBER_BEGINS.match(text + char.decode("latin-1")):
            text += char.decode("latin-1")
            char = self.take(1)
        self.pending = char + self.pending
        number = tonumber(text)
        if number is None:  # what strtod leaves of "1e+" is 1
            number = tonumber(_OPEN_EXPONENT.sub("", text))
        return number

    def take(self, count: int) -> bytes:
        """Return up to `count` bytes; fewer only at the end of the file."""
        stream = self.open_stream
        data = self.pending[:count]
        self.pending = self.pending[count:]
        count = min(count, self.state.limits.max_string + 1)
        if len(data) < count:
            missing = count - len(data)
            data += self.blocking(lambda: stream.read(missing))
        self.check_size(data)
        return data

    def check_size(self, data: bytes) -> None:
        """Refuse what is longer than a string may be."""
        if len(data) > self.state.limits.max_string:
            raise LuaError("not enough memory")

    def write(self, text: str) -> None:
        """Write a string; what was put back is forgotten, as C's stdio does."""
        stream = self.open_stream
        if self.pending:
            self.seek(0, os.SEEK_CUR)
        data = text.encode("latin-1")
        self.blocking(lambda: stream.write(data))
        if self.buffering == "no" or (self.buffering == "line" and b"\n" in data):
            self.blocking(stream.flush)

    def flush(self) -> None:
        """Send what was written and waits in the buffer."""
        if self.standard:
            self.open_stream.flush()
        else:
            self.blocking(self.open_stream.flush)

    def set_buffering(self, mode: str) -> None:
        """When what is written leaves: "full" (the buffer is full), "line", "no" (at once)."""
        self.buffering = mode
        if self.stream is self.state.stdout:
            self.state.print_flushes = mode != "full"

    def seek(self, offset: int, whence: int) -> int:
        """Set the position and return it, in bytes from the start."""
        if whence == os.SEEK_CUR:
            offset -= len(self.pending)
        self.pending = b""
        stream = self.open_stream
        if not stream.seekable():
            raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE))
        return stream.seek(offset, whence)


def open_file(state: Interpreter, name: bytes, mode: str) -> File:
    """Open a file as C's fopen. Raises OSError, with EINVAL for a mode that C does not know."""
    if mode[:1] not in ("r", "w", "a"):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    if state.run_in_loop is not None and "+" not in mode and "x" not in mode:
        flags = _FLAGS[mode[0]]
        if (pipe := opening(name, flags)) is not None:
            patient = beside(state, pipe.do, pipe.undo)
            return File(state, io.BufferedWriter(patient) if flags else io.BufferedReader(patient))
    python_mode = ("x" if mode[0] == "w" and "x" in mode else mode[0]) + "b" + ("+" if "+" in mode else "")
    try:
        return File(state, open(name, python_mode))
    except IsADirectoryError:
        if python_mode != "rb":
            raise
        return File(state, io.BufferedReader(_Directory(name)))


def read_file(state: Interpreter, name: bytes, longest: int) -> bytes:
    """Return what a file holds, `longest` bytes of it at most: some have no end. Raises OSError."""
    if state.run_in_loop is None or (pipe := opening(name, os.O_RDONLY)) is None:
        with open(name, "rb") as file:
            return file.read(longest)
    with io.BufferedReader(beside(state, pipe.do, pipe.undo)) as file:
        return beside(state, lambda: file.read(longest), lambda: None)


def open_pipe(state: Interpreter, command: bytes, mode: str) -> File:
    """Start a command with a pipe from its output ("r") or to its input ("w")."""
    if mode not in ("r", "w"):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    if mode == "r":
        process = start(state, command, stdout=subprocess.PIPE)
        stream = process.stdout
    else:
        process = start(state, command, stdin=subprocess.PIPE)
        stream = process.stdin
    assert stream is not None
    return File(state, stream, process=process)
