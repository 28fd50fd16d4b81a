"""Standard input for scripts that may be ended while they read: a reader that waits in short turns.

Called by Interpreter and the host for the stream; stdlib/process.py does the reading, in a thread.
"""

import io
import sys
from typing import IO
from weakref import WeakKeyDictionary

from interpreter.patient import Patient

_readers: WeakKeyDictionary[IO[bytes], IO[bytes]] = WeakKeyDictionary()


def standard_input() -> IO[bytes]:
    """The process's standard input: one reader for all states, so that nothing is buffered twice."""
    if sys.stdin is None:  # closed when the program was started
        return io.BytesIO()
    stream = sys.stdin.buffer
    if stream not in _readers:
        try:
            _readers[stream] = io.BufferedReader(Patient(stream.fileno()))
        except (OSError, ValueError):  # no file of the system behind it, as in tests
            return stream
    return _readers[stream]
