"""What one script run gives to its builtins: the client, the log, the throttle, the record of changes.

`regbot.run` builds one Context for each run; every builtin receives it and nothing else. The context knows
how a builtin speaks to the registry: `request` awaits the client from inside the script and turns a registry
error into a Lua error. It does not know what any builtin does.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import anyio

from interpreter import LuaTable, encode, runtime_error, wait
from regbot.builtins.fields import Shapes
from regbot.registry.client import Client
from regbot.registry.errors import RegistryError

T = TypeVar("T")

Action = Literal["copy", "export", "import", "put manifest", "put blob", "delete tag", "delete manifest"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One write that a script made, or would have made in a dry run. Sizes and `moved` are bytes."""

    action: Action
    target: str
    source: str = ""
    digest: str = ""
    size: int = 0
    moved: int = 0
    dry_run: bool = False


class Changes:
    """The writes of one run in the order of their completion, for the summary and the dry run's plan."""

    def __init__(self) -> None:
        self._changes: list[Change] = []

    def record(self, change: Change) -> None:
        """Remember one write."""
        self._changes.append(change)

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)


@dataclass(kw_only=True)
class Context:
    """The surroundings of one script run.

    `throttle` is entered for as long as a copy or an image config is fetched (`defaults.parallel`);
    `base_dir` is the folder of the config file; `sleep`, `clock` (seconds) and `now` (Unix seconds) are
    parameters so that tests do not wait.
    """

    script: str
    client: Client
    throttle: AbstractAsyncContextManager[Any]
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("regbot"))
    dry_run: bool = False
    base_dir: Path = field(default_factory=Path)
    changes: Changes = field(default_factory=Changes)
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    # The global table of each module; it is also the metatable of the module's objects (behaviour 11.1).
    tables: dict[str, LuaTable] = field(default_factory=dict)
    shapes: Shapes = field(init=False)

    def __post_init__(self) -> None:
        self.shapes = Shapes(lambda method: self.tables["manifest"].get(method))

    def log(self, level: int, message: str, /, **fields: Any) -> None:
        """Log a fixed message with the script's name and the given fields."""
        self.logger.log(level, message, extra={"fields": {"script": self.script, **fields}})

    def log_write(self, message: str, /, **fields: Any) -> None:
        """Log a write at INFO; the last field says whether it is a dry run, in which nothing is sent."""
        self.log(logging.INFO, message, **fields, **{"dry-run": self.dry_run})

    def request(self, failed: str, action: Awaitable[T]) -> T:
        """Await `action` from inside the script; a registry error becomes the Lua error "FAILED: reason".

        The message is a string with the script's position, as the reference raises it (behaviour 11.5).
        Cancellation and the script's deadline pass through: no script can catch them.
        """
        try:
            result: T = wait(action)
        except RegistryError as error:
            raise runtime_error(encode(f"{failed}: {error}")) from error
        return result

    async def throttled(self, action: Awaitable[T]) -> T:
        """Await `action` in one of the places that `defaults.parallel` allows for all scripts together."""
        async with self.throttle:
            return await action

    def changed(self, action: Action, target: str, **facts: Any) -> None:
        """Record a write, or in a dry run the write that was left out."""
        self.changes.record(Change(action=action, target=target, dry_run=self.dry_run, **facts))
