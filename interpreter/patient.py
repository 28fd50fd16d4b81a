"""What a thread can be called off from: reads and writes that may take for ever, and the opening of pipes.

A thread that is blocked in a system call cannot be ended, and Python waits for its threads when it exits. So
what is read or written here is begun only when the system says that it can be, and whoever gives up the
thread's work sets its event. Called by standard_input.py and stdlib/file.py; stdlib/process.py has the
threads.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import stat
import threading
from collections.abc import Iterator
from typing import Any

_TURN = 100
"""milliseconds for which a given up read or write goes on at most"""

# null, zero, full, random, urandom: they never let anybody wait, and scripts write many small pieces to null.
_AT_ONCE = frozenset(os.makedev(1, minor) for minor in (3, 5, 7, 8, 9))

_here = threading.local()


@contextlib.contextmanager
def until(given_up: threading.Event) -> Iterator[None]:
    """Within it, reads of this thread end, as if at the end, when the event is set; writes raise OSError."""
    _here.given_up = given_up
    try:
        yield
    finally:
        _here.given_up = None


def _given_up() -> threading.Event | None:
    found: threading.Event | None = getattr(_here, "given_up", None)
    return found


class Patient(io.RawIOBase):
    """A file descriptor that is read, or written with `writes`, in turns. `owned`: it is closed with this."""

    def __init__(self, descriptor: int, *, writes: bool = False, owned: bool = False) -> None:
        self._descriptor = descriptor
        self._writes = writes
        self._owned = owned
        self._hurries = False
        if owned:
            os.set_blocking(descriptor, False)  # what is shared with other processes has to stay as it is

    def hurry(self) -> None:
        """From now on nothing is waited for: what cannot be written at once is lost."""
        self._hurries = True

    def readable(self) -> bool:
        """See io.IOBase, as for all the others."""
        return not self._writes

    def writable(self) -> bool:
        """Whether it is one for writing."""
        return self._writes

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Whether it is a terminal's."""
        return os.isatty(self._descriptor)

    def readinto(self, buffer: Any, /) -> int:
        """Wait for the next bytes; 0 at the end, and when that is given up."""
        while True:
            if not self._wait(select.POLLIN):
                return 0  # what came meanwhile is for the next reader
            with contextlib.suppress(BlockingIOError):
                data = os.read(self._descriptor, len(buffer))
                buffer[: len(data)] = data
                return len(data)

    def write(self, data: Any, /) -> int:
        """Wait until some of it can be written; how many. Raises OSError, also when that is given up."""
        while True:
            if not self._wait(select.POLLOUT):
                raise OSError(errno.ECANCELED, os.strerror(errno.ECANCELED))
            with contextlib.suppress(BlockingIOError):
                return os.write(self._descriptor, data)

    def close(self) -> None:
        """Close what is owned."""
        if not self.closed and self._owned:
            os.close(self._descriptor)
        super().close()

    def _wait(self, event: int) -> bool:
        """Wait until the system says that it can be; False when that is given up."""
        given_up = _given_up()
        poll = select.poll()
        poll.register(self._descriptor, event)
        ready: list[tuple[int, int]] = []
        while not ready:
            ready = poll.poll(0 if self._hurries else None if given_up is None else _TURN)
            if (given_up is not None and given_up.is_set()) or (self._hurries and not ready):
                return False
        return True


class Opening:
    """The opening of a pipe, for a thread: who opens one waits for somebody to open its other end.

    `undo` is that somebody, when nobody else is to be waited for any more. A terminal is opened at once.
    """

    def __init__(self, name: bytes, flags: int, *, pipe: bool) -> None:
        self._name = name
        self._flags = flags | os.O_CLOEXEC | (0 if pipe else os.O_NONBLOCK)
        self._pipe = pipe
        self._lock = threading.Lock()
        self._over = False
        self._other: Patient | None = None  # closes itself where the thread never begins

    def do(self) -> Patient:
        """Open it. Raises OSError."""
        try:
            descriptor = os.open(self._name, self._flags)
        finally:
            with self._lock:
                self._over = True
                if self._other is not None:
                    self._other.close()
        return Patient(descriptor, writes=bool(self._flags & os.O_WRONLY), owned=True)

    def undo(self) -> None:
        """End the wait of the thread, which may not have begun yet."""
        with self._lock, contextlib.suppress(OSError):
            if self._pipe and not self._over:
                other = os.open(self._name, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
                self._other = Patient(other, owned=True)


def opening(name: bytes, flags: int) -> Opening | None:
    """How to open a file that lets wait for somebody else, a pipe or a terminal; None for any other file.

    flags: those of os.open, for reading or for writing only.
    """
    try:
        found = os.stat(name)
    except (OSError, ValueError):  # who opens it says what is wrong
        return None
    pipe = stat.S_ISFIFO(found.st_mode)
    if pipe or (stat.S_ISCHR(found.st_mode) and found.st_rdev not in _AT_ONCE):
        return Opening(name, flags, pipe=pipe)
    return None
