"""What one script run gives to its builtins: the client, the log, the throttle, the record of changes.

`regbot.run` builds one for each run; every builtin receives it and nothing else. `ScriptContext` is what
every script has, `Context` what one has besides whose text may ask registries (reach.py): it knows how a
builtin speaks to the registry. `request` awaits the client from inside the script and turns a registry error
into a Lua error. Neither knows what any builtin does, and importing them loads no client.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import anyio

from interpreter import LuaTable, decode, encode, runtime_error, wait
from regbot.builtins.changes import Action, Change, Changes

if TYPE_CHECKING:
    from regbot.builtins.fields import Shapes
    from regbot.registry.client import Client

T = TypeVar("T")

_CHUNK = "<string>"
_LEVELS = 8  # of callers that are looked at for a line: pcall, a sort's comparator and the like have none


@dataclass(kw_only=True)
class ScriptContext:
    """The surroundings of one script run, whatever the script does.

    `parallel` is the setting `defaults.parallel`, 0 when the config has none. `now` (Unix seconds) is a
    parameter so that tests do not wait.
    """

    script: str
    parallel: int = 0
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("regbot"))
    now: Callable[[], float] = time.time
    # The global table of each module; it is also the metatable of the module's objects (behaviour 11.1).
    tables: dict[str, LuaTable] = field(default_factory=dict)

    def log(self, level: int, message: str, /, **fields: Any) -> None:
        """Log a fixed message with the script's name and the given fields."""
        self.logger.log(level, message, extra={"fields": {"script": self.script, **fields}})


@dataclass(kw_only=True)
class Context(ScriptContext):
    """The surroundings of a run whose script may ask registries.

    `throttle` is entered for as long as a copy or an image config is fetched (`defaults.parallel`).
    `base_dir` is the folder of the config file; `sleep` and `clock` (seconds) are parameters as `now` is.
    """

    client: "Client"
    throttle: AbstractAsyncContextManager[Any]
    base_dir: Path = field(default_factory=Path)
    changes: Changes = field(default_factory=Changes)
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep
    clock: Callable[[], float] = time.monotonic
    shapes: "Shapes" = field(init=False)

    def __post_init__(self) -> None:
        from regbot.builtins.fields import Shapes

        self.shapes = Shapes(lambda method: self.tables["manifest"].get(method))

    @property
    def dry_run(self) -> bool:
        """Whether the client only rehearses writes."""
        return self.client.rehearses

    def log_write(self, message: str, /, **fields: Any) -> None:
        """Log a write at INFO; the last field says whether it is a dry run, in which nothing is sent."""
        self.log(logging.INFO, message, **fields, **{"dry-run": self.dry_run})

    def request(self, failed: str, action: Awaitable[T]) -> T:
        """Await `action` from inside the script; a registry error becomes the Lua error "FAILED: reason".

        The message is a string with the script's position, as the reference raises it (behaviour 11.5).
        Cancellation and the script's deadline pass through: no script can catch them.
        """
        from regbot.registry.errors import RegistryError

        try:
            result: T = wait(action)
        except RegistryError as error:
            raise runtime_error(encode(f"{failed}: {error}")) from error
        return result

    async def throttled(self, action: Awaitable[T]) -> T:
        """Await `action` in one of the places that `defaults.parallel` allows for all scripts together."""
        async with self.throttle:
            return await action

    def change(
        self, action: Action, target: str, *, source: str = "", reason: str = ""
    ) -> AbstractContextManager[Change]:
        """Record a write (in a dry run, a rehearsed one) at the end of the block, failed ones as well."""
        return self.changes.begin(
            Change(
                action=action,
                target=target,
                source=source,
                reason=reason,
                at=self._place(),
                dry_run=self.dry_run,
            )
        )

    def _place(self) -> str:
        """The line of the script that called: `SCRIPT:LINE`, or `FILE:LINE` inside a module."""
        for level in range(1, _LEVELS):
            place = decode(str(runtime_error("", level))).strip().removesuffix(":")
            if place:
                return place.replace(_CHUNK, self.script or _CHUNK, 1)
        return self.script
