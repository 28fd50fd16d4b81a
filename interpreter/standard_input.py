"""Standard input for scripts that may be ended while they read: a reader that waits in short turns.

A thread that is blocked in a read cannot be ended, and Python waits for its threads when it exits. So the
read begins only when there is something to read, and whoever gives up the thread's work sets its event.
Called by Interpreter and the host for the stream, and by stdlib/process.py, which does the reading.
"""

import contextlib
import io
import os
import select
import sys
import threading
from collections.abc import Iterator
from typing import IO, Any
from weakref import WeakKeyDictionary

_TURN = 0.1
"""seconds for which a given up read goes on at most"""

_here = threading.local()
_readers: WeakKeyDictionary[IO[bytes], IO[bytes]] = WeakKeyDictionary()


@contextlib.contextmanager
def until(given_up: threading.Event) -> Iterator[None]:
    """Within it, reads of this thread from `standard_input` end, as if at the end, when the event is set."""
    _here.given_up = given_up
    try:
        yield
    finally:
        _here.given_up = None


def standard_input() -> IO[bytes]:
    """The process's standard input: one reader for all states, so that nothing is buffered twice."""
    if sys.stdin is None:  # closed when the program was started
        return io.BytesIO()
    stream = sys.stdin.buffer
    if stream not in _readers:
        try:
            _readers[stream] = io.BufferedReader(_Patient(stream.fileno()))
        except (OSError, ValueError):  # no file of the system behind it, as in tests
            return stream
    return _readers[stream]


class _Patient(io.RawIOBase):
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def readinto(self, buffer: Any, /) -> int:
        given_up: threading.Event | None = getattr(_here, "given_up", None)
        turn = None if given_up is None else _TURN
        ready = False
        while not ready:
            ready = bool(select.select([self._descriptor], [], [], turn)[0])
            if given_up is not None and given_up.is_set():
                return 0  # what came meanwhile is for the next reader
        data = os.read(self._descriptor, len(buffer))
        buffer[: len(data)] = data
        return len(data)
