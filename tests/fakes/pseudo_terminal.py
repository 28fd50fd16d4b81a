"""The program on a pseudo-terminal: what a person sees of it, and what it leaves behind.

async with on_terminal(["once", "-c", "regbot.yml"], folder) as window:
    await window.until(lambda: "running" in window.text)
    window.type("\x03")
    assert 130 == await window.end()
    assert [...] == window.screen.lines()
"""

import asyncio
import codecs
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

import regbot
from tests.fakes.screen import Screen


class Window:
    """A terminal's window with one program in it."""

    def __init__(self, master: int, process: "subprocess.Popen[bytes]", screen: Screen) -> None:
        self.process = process
        self.screen = screen
        self.text = ""
        self._master = master
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._news = asyncio.Event()
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # EIO: nobody has the terminal open any more
            data = b""
        if not data:
            self._closed = True
            self._loop.remove_reader(self._master)
        text = self._decoder.decode(data).replace("\r\n", "\n")
        self.text += text
        self.screen.feed(text)
        self._news.set()

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        os.write(self._master, text.encode())

    async def until(self, condition: Callable[[], bool], timeout: float = 60) -> None:
        """Until the screen shows it. Raises TimeoutError with what it shows instead."""
        try:
            with anyio.fail_after(timeout):
                while not condition():
                    assert not self._closed, f"the program ended with {self.screen.lines()}"
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"still not there: {self.screen.lines()}") from None

    async def end(self, timeout: float = 60) -> int:
        """Until the program has ended and all it wrote is on the screen; the exit code."""
        with anyio.fail_after(timeout):
            code = await asyncio.to_thread(self.process.wait)
            while not self._closed:
                self._news.clear()
                await self._news.wait()
        return code


@asynccontextmanager
async def on_terminal(
    arguments: list[str], folder: Path, *, columns: int = 400, rows: int = 24, **environ: str
) -> AsyncIterator[Window]:
    """Start regbot in a window of this size, with the folder as its own and as its home."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    before = termios.tcgetattr(slave)
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(  # noqa: ASYNC220 (starting takes no time; `end` waits in a thread)
        [sys.executable, "-m", "regbot", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=folder,
        env={
            **kept,
            "PYTHONPATH": str(Path(regbot.__file__).parent.parent),
            "PYTHONIOENCODING": "utf-8",
            "DOCKER_CONFIG": str(folder),
            "TERM": "xterm",
            **environ,
        },
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C comes as a signal
    )
    os.close(slave)
    window = Window(master, process, Screen(columns, rows))
    try:
        yield window
        assert before == termios.tcgetattr(master), "the terminal's modes were changed"
    finally:
        window._loop.remove_reader(master)
        process.kill()
        process.wait()
        os.close(master)
