"""What a service manager is told: ready, reloading, stopping, a status line, and that the loop still turns.

The protocol of sd_notify(3): datagrams to the socket that $NOTIFY_SOCKET names. Where there is none, nothing
is sent; what cannot be sent is dropped, as a service must not fail because of its manager. Called by the
server, in the event loop.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping

import anyio


class Notifier:
    """The way to the service manager. Close it at the end."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        if self._address.startswith("@"):  # of Linux's abstract namespace
            self._address = "\0" + self._address[1:]
        known = self._address.startswith(("/", "\0"))
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if known else None
        if self._socket is not None:
            self._socket.setblocking(False)
        self.watchdog = _watchdog(environ)

    @property
    def active(self) -> bool:
        """Whether there is somebody to tell."""
        return self._socket is not None

    def ready(self, status: str = "") -> None:
        """The start or a reload is over."""
        self.send("READY=1", *([f"STATUS={status}"] if status else ()))

    def reloading(self) -> None:
        """A reload begins. (Type=notify-reload wants to know when, by the monotonic clock.)"""
        self.send("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self, status: str = "") -> None:
        """The end has begun."""
        self.send("STOPPING=1", *([f"STATUS={status}"] if status else ()))

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self.send(f"STATUS={text}")

    async def feed(self, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        """Tell that the event loop turns, twice in the time after which the manager would restart it."""
        while self.watchdog is not None:
            self.send("WATCHDOG=1")
            await sleep(self.watchdog / 2)

    def send(self, *lines: str) -> None:
        """Send assignments as one datagram."""
        if self._socket is None:
            return
        text = "\n".join(line.replace("\n", " ") for line in lines)
        try:
            self._socket.sendto(text.encode(), self._address)
        except OSError:
            return

    def close(self) -> None:
        """Send nothing any more."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _watchdog(environ: Mapping[str, str]) -> float | None:
    """The seconds after which the manager takes this process for stuck; None when it does not look."""
    try:
        micros = int(environ.get("WATCHDOG_USEC", "0"))
        pid = int(environ.get("WATCHDOG_PID") or os.getpid())
    except ValueError:
        return None
    return micros / 1e6 if micros > 0 and pid == os.getpid() else None
