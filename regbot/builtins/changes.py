"""The writes of a script: what each did, why, and how it ended. The material of plans and reports.

A builtin opens `Changes.begin` around its write and adds what it learns; nothing is lost when the write fails
or the run is cancelled. Reports read what has ended, the display and the status page also what is under way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from interpreter import LuaError, decode

if TYPE_CHECKING:
    from regbot.registry.copyplan import CopyReport
    from regbot.registry.progress import Progress

Action = Literal[
    "copy", "retag", "export", "import", "put manifest", "put blob", "delete tag", "delete manifest"
]
Result = Literal["done", "unchanged", "failed"]

_IN_TURN = ("copy", "retag", "export", "import")


@dataclass(kw_only=True)
class Change:
    """One write that a script made, or would have made in a dry run.

    `digest` is what the target is afterwards, or, of a deletion, what is deleted; `before` is what it was
    before, "" for nothing. `size` is that of a file or a blob; `moved` are bytes sent to the target, `saved`
    bytes that it had or that its registry shared; `blobs_moved`, `blobs_mounted` and `blobs_skipped` count
    blobs. `reason` is the script's own, `at` the call's place (`script:LINE`), `error` says why it failed.
    `live` is what a copy, an export or an import under way has done so far; None before it begins (it waits
    for its turn), when it is over, and for other writes.
    """

    action: Action
    target: str
    source: str = ""
    result: Result = "done"
    before: str = ""
    digest: str = ""
    size: int = 0
    moved: int = 0
    saved: int = 0
    blobs_moved: int = 0
    blobs_mounted: int = 0
    blobs_skipped: int = 0
    reason: str = ""
    at: str = ""
    error: str = ""
    dry_run: bool = False
    live: "Progress | None" = field(default=None, compare=False, repr=False)

    @property
    def waits(self) -> bool:
        """It has not begun: as many as `defaults.parallel` says go on."""
        return self.live is None and self.action in _IN_TURN

    def count(self, report: "CopyReport") -> None:
        """Take the numbers of a copy, also of one that failed: what it moved, it moved."""
        self.before, self.digest = report.before, report.digest
        self.moved, self.saved = report.bytes_moved, report.bytes_skipped + report.bytes_mounted
        self.blobs_moved, self.blobs_mounted = report.blobs_copied, report.blobs_mounted
        self.blobs_skipped = report.blobs_skipped


class Changes:
    """The writes of one run in the order of their completion. Iterating gives those that changed something;
    `all` also those that failed, and those that found everything in place. `running` are those begun and not
    ended, in the order of their start.
    """

    def __init__(self) -> None:
        self.all: list[Change] = []
        self.running: list[Change] = []

    @contextmanager
    def begin(self, change: Change) -> Iterator[Change]:
        """Record the change at the end of the block; as failed when the block raises or is cancelled."""
        self.running.append(change)
        try:
            yield change
        except BaseException as error:
            change.result = "failed"
            change.error = decode(str(error)) if isinstance(error, LuaError) else "the script was ended"
            raise
        finally:
            # By identity: two equal writes may run side by side.
            self.running = [each for each in self.running if each is not change]
            self.all.append(change)

    def __iter__(self) -> Iterator[Change]:
        return (change for change in self.all if change.result == "done")

    def __len__(self) -> int:
        return sum(1 for _ in self)
