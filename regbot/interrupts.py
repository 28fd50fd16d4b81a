"""SIGINT and SIGTERM from the program's first line on, until it is known what they have to end.

Python's own handler for SIGINT raises an exception at any place, and while modules are loaded there are
places where nobody passes it on. So `remember` comes before everything else is loaded, and only keeps what
comes. When the command is known it says `end_at_once` (it runs scripts) or `as_usual` (all others); while
scripts run, signals.py has the signals. Imports as little as it can: what comes while Python itself starts
ends the process as any program of Python's. Called by the command line and its commands.
"""

import os
import signal
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM)

TELLING = 1.0
"""Seconds for the log line of a process that is ended: its log may be what hangs."""

_before: dict[int, object] = {}  # what answered them before this program did
_kept: list[int] = []


def remember() -> None:
    """The process is this program's, and begins: keep the signals that ask to stop. Main thread only."""
    if not _before:
        for number in STOPS:
            _before[number] = signal.signal(number, _keep)


def own() -> bool:
    """Whether the process is this program's."""
    return bool(_before)


def end_at_once() -> None:
    """From now on such a signal, also one that was kept, ends the process with a line in the log.

    For commands that have begun nothing yet, or ended everything. Does nothing in somebody else's process.
    """
    _answer(dict.fromkeys(_before, _end))


def as_usual() -> None:
    """From now on such a signal, also one that was kept, does what it does to other programs of Python."""
    _answer(_before)


def tell(number: int) -> None:
    """Log that a signal ends the command."""
    import logging

    from regbot.logs import log

    fields = {"signal": signal.Signals(number).name}
    log(logging.getLogger("regbot"), logging.INFO, "Interrupt received, stopping", fields)


def _keep(number: int, _: FrameType | None) -> None:
    _kept.append(number)


def _end(number: int, _: FrameType | None) -> None:
    # A log that takes nothing must not keep the process.
    signal.signal(signal.SIGALRM, lambda *_: os._exit(128 + number))
    signal.setitimer(signal.ITIMER_REAL, TELLING)
    try:
        tell(number)
    finally:
        os._exit(128 + number)


def _answer(handlers: dict[int, object]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal` gave, it takes
    if handlers and _kept:
        signal.raise_signal(_kept.pop(0))
