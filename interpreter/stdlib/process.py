"""Shell commands for os.execute and io.popen, beside the event loop when the script runs in one.

A blocking call would hold up every script of the process. So where there is a loop, the wait for a command,
and for bytes from its pipe, is done in a worker thread and awaited; when the script is cancelled the
command is killed. Without a loop (`python -m interpreter`) the calls simply block. Called by os.py and
io.py.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from interpreter.bridge import wait
from interpreter.patient import until

if TYPE_CHECKING:
    from interpreter.interpreter import Interpreter

T = TypeVar("T")
Command = subprocess.Popen[bytes]
SHELL = "/bin/sh"


def beside(state: Interpreter, work: Callable[[], T], undo: Callable[[], object]) -> T:
    """Do blocking work in a thread while other tasks run; `undo` unblocks it when the script is ended."""
    if state.run_in_loop is None:
        return work()
    return wait(_in_thread(work, undo))


async def _in_thread(work: Callable[[], T], undo: Callable[[], object]) -> T:
    given_up = threading.Event()

    def in_thread() -> T:
        with until(given_up):
            return work()

    try:
        return await asyncio.to_thread(in_thread)
    except asyncio.CancelledError:
        given_up.set()
        undo()
        raise


def start(
    state: Interpreter, command: bytes, *, stdin: int | None = None, stdout: int | None = None
) -> Command:
    """Start a shell command.

    Beside an event loop it gets a process group of its own, so that all it started can be ended with it; in a
    stand-alone program it stays in the terminal's foreground, where it may be interactive.
    """
    state.stdout.flush()
    return state.start_command(
        lambda: subprocess.Popen(  # noqa: S603 (the script's own command; a sandbox has none)
            [SHELL, "-c", command],
            stdin=stdin,
            stdout=stdout,
            env={**os.environb, **state.environ} if state.environ else None,
            process_group=None if state.run_in_loop is None else 0,
        )
    )


def kill(process: Command) -> None:
    """End a command that still runs, with what it started, and take note of its end."""
    if process.poll() is None:
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def status_of(code: int) -> int:
    """Return what C's `wait` says of a process, from Popen's returncode (negative: ended by a signal)."""
    return -code if code < 0 else code << 8


def run_shell(state: Interpreter, command: bytes) -> int:
    """Run a command and return its status as C's `system`."""
    process = start(state, command)
    try:
        return status_of(beside(state, process.wait, lambda: kill(process)))
    finally:
        kill(process)
