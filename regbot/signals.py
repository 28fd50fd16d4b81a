"""SIGINT, SIGTERM and SIGHUP: obeyed in the event loop, noted outside of it, final when nothing else helps.

`handled(patience)` takes the signals over for a block. Each of the first `patience` ones that ask to stop is
given to the function that `Signals.arm` was told, in the loop; the next one ends the process at once. The
same signal twice within a quarter of a second is one: `timeout` of coreutils sends it to its child and then
to the child's group, and wrappers pass on what a terminal has sent to everybody. Used by `once` (patience 1)
and by the server (2: let scripts end, cancel them). Before and after it, interrupts.py has them.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context
from queue import Empty, SimpleQueue
from types import FrameType

from regbot import interrupts
from regbot.interrupts import STOPS, TELLING
from regbot.logs import log

ECHO = 0.25
"""Seconds within which the same signal again is the same wish."""


class Signals:
    """The signals so far. `number` is the first one that asked to stop, None before; `stops` counts them.

    The handlers are plain ones, not the event loop's: they also run while something keeps the loop busy, and
    while the process waits for threads after the loop's end. `clock` gives monotonic seconds.
    """

    def __init__(self, patience: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.number: int | None = None
        self.stops = 0
        self.limit: float | None = None
        """Seconds from the first one that asks to stop to the end of the process, see `handled`."""
        self._events: SimpleQueue[str] = SimpleQueue()  # may be put to in a handler, unlike all locks
        self._patience = patience
        self._told = 0
        self._clock = clock
        self._last: tuple[int, float] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: Context | None = None
        self._stop: Callable[[int], None] | None = None
        self._hangup: Callable[[], None] | None = None

    def arm(self, stop: Callable[[int], None], hangup: Callable[[], None] | None = None) -> None:
        """From now on tell of signals, in the running loop; of stops that came before, soon.

        `stop` gets how many there were: 1, then 2.
        """
        self._loop, self._context = asyncio.get_running_loop(), copy_context()
        self._stop, self._hangup = stop, hangup
        self._loop.call_soon(self._tell)

    def on_stop(self, number: int, _: FrameType | None) -> None:
        """What Python calls for SIGINT and SIGTERM. Only notes it: Python may be in the midst of anything."""
        before, now = self._last, self._clock()
        if before is not None and before[0] == number and now - before[1] < ECHO:
            return
        self._last = number, now
        if self.stops >= self._patience:
            os._exit(128 + number)
        self.stops += 1
        if self.number is None:
            self.number = number
            self._events.put("stop")
        self._later(self._tell)

    def on_hangup(self, _number: int, _: FrameType | None) -> None:
        """What Python calls for SIGHUP. One that comes before the loop is answered by the start itself."""
        if self._hangup is not None:
            self._later(self._hangup)

    def _later(self, call: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            # In the context of who armed, not of whatever ran when the signal came.
            self._loop.call_soon_threadsafe(call, context=self._context)

    def watch(self) -> None:
        """End the process when it has not ended `limit` seconds after a signal. For a thread of its own."""
        try:
            if self._events.get() == "stop":
                self._events.get(timeout=self.limit)
        except Empty:
            telling = threading.Thread(target=self._tell_of_the_end, daemon=True)
            telling.start()
            telling.join(TELLING)
            os._exit(128 + (self.number or 0))

    def unwatch(self) -> None:
        """There is nothing more to watch."""
        self._events.put("over")

    def _tell_of_the_end(self) -> None:
        fields = {"signal": signal.Signals(self.number or 0).name, "limit": f"{self.limit:g}s"}
        log(logging.getLogger("regbot"), logging.ERROR, "Stopping takes too long, ending the process", fields)

    def _tell(self) -> None:
        while self._told < self.stops and self._stop is not None:
            self._told += 1
            self._stop(self._told)


@contextmanager
def handled(patience: int = 1, *, hangup: bool = False, limit: float | None = None) -> Iterator[Signals]:
    """Take over the signals that ask to stop, and with `hangup` SIGHUP, which else ends the process.

    limit: seconds within which the process has to end after the first one, also when a disk or the log takes
    nothing any more; where the process is this program's, that holds after the block as well.
    """
    signals = Signals(patience)
    signals.limit = limit
    if threading.current_thread() is not threading.main_thread():
        yield signals  # Python delivers signals to the main thread only
        return
    before = {number: signal.signal(number, signals.on_stop) for number in STOPS}
    if hangup:
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, signals.on_hangup)
    try:
        if sys.__stderr__ is not None and not sys.__stderr__.closed:  # else nobody would see it
            faulthandler.register(signal.SIGUSR1, file=sys.__stderr__)
        if limit is not None:
            threading.Thread(target=signals.watch, name="watches the stop", daemon=True).start()
        yield signals
    finally:
        if not interrupts.own():
            signals.unwatch()
        faulthandler.unregister(signal.SIGUSR1)
        for number, handler in before.items():
            signal.signal(number, handler)
