"""Blocking file work in worker threads, with the disk's errors as ArchiveError. Used by this package only."""

from collections.abc import AsyncIterator, Callable
from typing import IO, Any, TypeVar

from anyio import to_thread

from regbot.registry.errors import ArchiveError

T = TypeVar("T")
PIECE = 1 << 18
"""Bytes that are read at once."""


async def in_thread(file: str, function: Callable[..., T], *arguments: Any) -> T:
    """Run `function` in a worker thread. A cancellation waits for it: keep the work short.

    `file` is named in the ArchiveError that an OSError becomes.
    """
    try:
        return await to_thread.run_sync(function, *arguments)
    except OSError as error:
        raise disk_error(file, error) from error


def disk_error(file: str, error: OSError) -> ArchiveError:
    """The disk's error, with the archive's name and without Python's numbers."""
    return ArchiveError(f'cannot use "{file}": {error.strerror or error}')


async def file_chunks(file: str, handle: IO[bytes]) -> AsyncIterator[bytes]:
    """A temporary file from its beginning; nobody else may be reading it."""
    await in_thread(file, handle.seek, 0)
    while chunk := await in_thread(file, handle.read, PIECE):
        yield chunk
