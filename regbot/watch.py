"""`server --watch`: tells when the content of files changed, however somebody changed them.

Folders are watched, not files: editors and Kubernetes put a new file, or a link to a new folder, in the place
of the old one. What is compared then is the content: a file that was only touched has not changed, and one
that is missing is waited for. Now and then it is compared without an event too, for file systems that tell of
none. Called by the server.
"""

from __future__ import annotations

import logging
import os
from codecs import BOM_UTF8
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Protocol

import anyio
import anyio.to_thread
from watchfiles import awatch

from regbot.logs import log

logger = logging.getLogger("regbot")

QUIET = 200
"""Milliseconds without an event, after which a group of events is over."""

LONGEST = 2_000
"""Milliseconds after which a group of events is over in any case."""

AGAIN = 10.0
"""Seconds after which the contents are compared without an event."""


class Stop(Protocol):
    """An event of asyncio or anyio."""

    def is_set(self) -> bool:
        """Whether it has come."""
        ...


async def watch(
    files: Callable[[], Mapping[Path, bytes]],
    changed: Callable[[], None],
    stop: Stop,
    *,
    sleep: Callable[[float], Awaitable[object]] = anyio.sleep,
) -> None:
    """Call `changed` whenever the content of one of the files is another; until `stop` is set.

    `files` gives what is known of each; it is asked again after each change, as a config may name other
    scripts than before. What cannot be watched is told once, and tried again. sleep: waits that many seconds.
    """
    told: dict[Path, bytes] = {}
    trouble = ""
    while not stop.is_set():
        try:
            wanted = set(files())
            folders = await anyio.to_thread.run_sync(_folders, wanted)
            events = awatch(
                *folders,
                watch_filter=None,
                recursive=False,
                step=QUIET,
                debounce=LONGEST,
                rust_timeout=round(AGAIN * 1000),
                yield_on_timeout=True,
                stop_event=stop,  # without it a cancellation would wait for the watching thread
            )
            async with aclosing(events):
                async for _ in events:
                    trouble = ""
                    known = {**files(), **told}
                    found = await anyio.to_thread.run_sync(_contents, wanted)
                    if any(known.get(file) != content for file, content in found.items()):
                        told.update(found)
                        changed()
                    if (
                        files().keys() != wanted
                        or await anyio.to_thread.run_sync(_folders, wanted) != folders
                    ):
                        break
        except (OSError, RuntimeError) as error:  # a folder that went away, or the system's limit of watches
            if trouble != str(error):
                trouble = str(error)
                log(logger, logging.WARNING, "Cannot watch the config, trying again", {"err": trouble})
            await sleep(AGAIN)


def _contents(files: Iterable[Path]) -> dict[Path, bytes]:
    """What is in the files; those that cannot be read are left out."""
    found = {}
    for file in files:
        try:
            found[file] = file.read_bytes().removeprefix(BOM_UTF8)
        except OSError:
            continue
    return found


def _folders(files: Iterable[Path]) -> set[Path]:
    """The folders in which the files, and the links that lead to them, lie."""
    found = set()
    for file in files:
        at = file.absolute()
        found |= {at.parent, at.resolve().parent}
        for _ in range(40):
            if not at.is_symlink():
                break
            at = at.parent / os.readlink(at)
            found.add(at.parent)
    return {folder for folder in found if folder.is_dir()}
