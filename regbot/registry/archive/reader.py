"""An archive file as its members, read from within the event loop, compressed or not.

The theory of operation. Every reader asks for bytes at an offset of the unpacked archive. A plain file gives
them from anywhere. A compressed one can only go forward: the bytes in between are unpacked and dropped, and
to go back it starts again from the beginning. So who reads in the order of offsets reads the file once.
Work in threads is done in steps of a few megabytes, so that a cancellation never waits long.

Refuses files that are no regular files (a pipe cannot be read twice). Used by importer.py and docker.py.
"""

import os
import stat
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

import anyio

from regbot.registry.archive.compression import MAGIC_LENGTH, Damaged, Unpacked, detect
from regbot.registry.archive.files import PIECE, in_thread
from regbot.registry.archive.members import Member, NotTar, next_member
from regbot.registry.errors import ArchiveError

T = TypeVar("T")
METADATA_LIMIT = 8 << 20
"""Bytes of a file in the archive that is read into memory: index.json, manifest.json, manifests, configs."""
_STEP = 4 << 20  # bytes unpacked in one go in a thread: some 10 ms


class Archive:
    """An open archive. `cut_off` says, after all members were seen, that the mark at the end is missing."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.cut_off = False
        self._raw: _Bytes | None = None

    @property
    def random_access(self) -> bool:
        """Whether members can be read in any order without unpacking anything twice."""
        return not self._bytes.compression

    @property
    def _bytes(self) -> "_Bytes":
        assert self._raw is not None
        return self._raw

    async def open(self) -> None:
        """Open the file and look at its first bytes. Raises ArchiveError."""
        raw = self._raw = _Bytes(self.path)
        await self.run(raw.open)

    async def close(self) -> None:
        """Close the file, once no thread reads from it any more."""
        if self._raw is not None:
            with anyio.CancelScope(shield=True):
                await self.run(self._raw.close)

    async def members(self) -> AsyncIterator[Member]:
        """All members in the order they have. Contents may be read in between. Raises ArchiveError."""
        offset = 0
        while True:
            await self.seek(offset)
            member, offset = await self.run(next_member, self.read_at, offset)
            if member is None:
                await self._finish(offset)
                return
            yield member

    async def _finish(self, offset: int) -> None:
        """Look for the end mark, and read what is compressed to its very end: its checksum is there."""
        self.cut_off = not await self.run(self.read_at, offset, 1)
        while not self.random_access and (piece := await self.run(self.read_at, offset, PIECE)):
            offset += len(piece)

    async def read(self, member: Member, limit: int = METADATA_LIMIT) -> bytes:
        """A whole member. Raises ArchiveError when it has more than `limit` bytes, or not all of them."""
        if member.size > limit:
            raise self.error(f'"{member.name}" has {member.size} bytes, more than {limit}')
        return b"".join([piece async for piece in self.chunks(member)])

    async def chunks(self, member: Member) -> AsyncGenerator[bytes, None]:
        """A member's content in pieces. Raises ArchiveError when the archive ends before it does."""
        done = 0
        await self.seek(member.offset)
        while done < member.size:
            size = min(PIECE, member.size - done)
            piece = await self.run(self.read_at, member.offset + done, size)
            if not piece:
                raise self.error(f'it is cut off in the middle of "{member.name}"')
            done += len(piece)
            yield piece

    async def seek(self, offset: int) -> None:
        """Unpack up to the offset, step by step. A plain file has nothing to do."""
        while not (self.random_access or await self.run(self._bytes.advance, offset)):
            pass

    def read_at(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes at the offset, fewer only at the end. Blocks: for code in worker threads."""
        return self._bytes.read_at(offset, size)

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Run blocking work of this package in a thread; what is wrong with the file becomes ArchiveError."""
        try:
            return await in_thread(self.path, partial(function, *arguments))
        except (NotTar, Damaged) as error:
            raise self.error(str(error)) from error

    def error(self, text: str) -> ArchiveError:
        """An error about this file."""
        return ArchiveError(f'archive "{self.path}": {text}')


@asynccontextmanager
async def open_archive(path: str) -> AsyncIterator[Archive]:
    """The archive, open for the block."""
    archive = Archive(path)
    try:
        await archive.open()
        yield archive
    finally:
        await archive.close()


class _Bytes:
    """The unpacked bytes of the file. Every method blocks, and may be called from any thread.

    The lock: a cancelled upload may leave a thread behind that still reads.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._closed = False
        self._file: IO[bytes] | None = None
        self._unpacked: Unpacked | None = None
        self._position = 0
        self._last = b""  # the bytes before the position
        self._size = 0
        self.compression = ""

    def open(self) -> None:
        with self._lock:
            if self._closed:
                return
            # Opened only after a look: opening a pipe would wait for its writer.
            if not stat.S_ISREG(os.stat(self._path).st_mode):
                raise Damaged("it is not a regular file")
            self._file = Path(self._path).open("rb")  # noqa: SIM115 - closed by `close`
            self._size = os.fstat(self._file.fileno()).st_size
            self.compression = detect(self._file.read(MAGIC_LENGTH))
            if not self._size:
                raise NotTar("it is empty")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._file is not None:
                self._file.close()

    def advance(self, offset: int) -> bool:
        """Go towards an offset of a compressed file, at most one step; whether nothing is left to do."""
        with self._lock:
            if self._unpacked is None or offset < self._position - len(self._last):
                self._start()
            if offset - self._position <= _STEP:
                return True
            return not self._skip(_STEP)

    def read_at(self, offset: int, size: int) -> bytes:
        with self._lock:
            if self._closed or self._file is None:
                return b""
            if not self.compression:
                return os.pread(self._file.fileno(), size, offset)
            if self._unpacked is None or offset < self._position - len(self._last):
                self._start()
            # What was read last is read again when a member's first bytes have told what it is.
            again = (
                self._last[len(self._last) - (self._position - offset) :] if offset < self._position else b""
            )
            if offset > self._position and not self._skip(offset - self._position):
                return b""
            self._last = again[:size] + self._read(size - len(again)) if len(again) < size else again
            return self._last[:size]

    def _start(self) -> None:
        assert self._file is not None
        self._file.seek(0)
        self._unpacked = Unpacked(self._file, self.compression, self._size)
        self._position = 0
        self._last = b""

    def _skip(self, count: int) -> bool:
        """Drop bytes; False when the file ended before."""
        self._last = b""
        end = self._position + count
        while self._position < end:
            if not self._take(min(PIECE, end - self._position)):
                return False
        return True

    def _read(self, size: int) -> bytes:
        parts = []
        while size and (data := self._take(size)):
            parts.append(data)
            size -= len(data)
        return b"".join(parts)

    def _take(self, size: int) -> bytes:
        assert self._unpacked is not None
        data = self._unpacked.read(size)
        self._position += len(data)
        return data
