"""Runs Lua scripts with the builtins on a real interpreter and client: on OCI layouts, or real registries."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from interpreter import Interpreter, LuaError, LuaFunction, Userdata, encode
from regbot.builtins import Changes, Context, open_builtins
from regbot.builtins.convert import from_lua
from regbot.registry.client import Client
from regbot.registry.host import HostConfig
from regbot.throttle import Throttle
from tests.fakes import images


class Lua:
    """A folder of layouts, and scripts that see it; `log` and `changes` are those of the last run.

    `parallel` is the config's default, and `functions` are host functions that scripts see as globals.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log: list[tuple[str, str, dict[str, Any]]] = []
        self.changes = Changes()
        self.client: Any = None
        self.hosts: tuple[HostConfig, ...] = ()
        self.parallel = 0
        self.functions: dict[str, Callable[..., Any]] = {}
        self.sleep: Callable[[float], Awaitable[None]] = anyio.sleep
        self.clock: Callable[[], float] = lambda: 0.0
        self.now: Callable[[], float] = lambda: 1_700_000_000.0

    def layout(self, name: str, what: images.Image | images.Index, *tags: str) -> str:
        """Write an image into a layout; gives the reference of the layout."""
        images.write_layout(self.folder / name, what, *tags)
        return self.repository(name)

    def repository(self, name: str) -> str:
        """Give the reference of a layout."""
        return f"ocidir://{self.folder / name}"

    def run(self, source: str, /, *, dry_run: bool = False, **variables: str) -> Any:
        """Run a script whose globals include `variables`; gives what it returns, as Python values."""
        return anyio.run(self._run, source, dry_run, variables)

    def fail(self, source: str, /, **variables: str) -> str:
        """Run a script that must fail; gives the message."""
        with pytest.raises(LuaError) as caught:
            self.run(source, **variables)
        return str(caught.value)

    def messages(self) -> list[str]:
        """Give the fixed texts of the last run's log lines at INFO and above."""
        return [message for level, message, _ in self.log if level != "DEBUG"]

    async def _run(self, source: str, dry_run: bool, variables: dict[str, str]) -> Any:
        self.log = []
        self.changes = Changes()
        logger = logging.Logger("test", logging.DEBUG)
        logger.addHandler(_Recorder(self.log))
        async with Client(self.hosts, rehearse=dry_run) as client:
            state = Interpreter()
            context = Context(
                script="test",
                client=self.client or client,
                throttle=Throttle(self.parallel),
                parallel=self.parallel,
                logger=logger,
                changes=self.changes,
                sleep=self.sleep,
                clock=self.clock,
                now=self.now,
            )
            open_builtins(state, context)
            for name, text in variables.items():
                state.globals.set(name, encode(text))
            for name, function in self.functions.items():
                state.globals.set(name, LuaFunction(function, name))
            found = await state.run(state.load(source.encode(), "=<string>"))
        values = [value if isinstance(value, Userdata) else from_lua(value) for value in found]
        return values[0] if len(values) == 1 else values or None


class _Recorder(logging.Handler):
    def __init__(self, lines: list[tuple[str, str, dict[str, Any]]]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append((record.levelname, record.getMessage(), record.__dict__["fields"]))
