"""Compressed bytes: told by their magic, unpacked piece by piece, never without end.

The theory of operation. `Unpacked` gives at most as many bytes as are asked for, whatever the input says, so
memory is bounded by the decompressor's window. The work is bounded by the size of the input: real archives of
images shrink 2 to 5 times, so who unpacks to more than `RATIO` times the file's size (and `FLOOR`) is a bomb.

Blocking; called in worker threads by `reader.py` and `docker.py`.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import IO, Protocol, cast

FLOOR = 1 << 30
"""Bytes that every file may unpack to, however small it is: tests and sparse images are smaller."""
RATIO = 100
"""Bytes that each byte of a file may unpack to beyond the floor. Layers full of zeroes reach about 50."""
XZ_MEMORY = 80 << 20
"""Bytes of memory for xz: what its highest level (-9) needs, and a little."""
ZSTD_WINDOW = 128 << 20
"""Bytes of history for zstd: what its own program accepts without --long."""
MAGIC_LENGTH = 6
_INPUT = 1 << 16
_ERRORS: tuple[type[Exception], ...] = (zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)


class Damaged(Exception):
    """The compressed data is broken, or too much comes out of it. The text says which."""


class Readable(Protocol):
    """Something with the one method of a file that is needed here."""

    def read(self, size: int, /) -> bytes:
        """Give up to `size` bytes; b"" at the end."""
        ...


class _Decompressor(Protocol):
    """What the objects of bz2 and lzma do."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's object in the form of those of bz2 and lzma."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not (self._full or self._inner.unconsumed_tail)

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(out) == max_length
        return out


_NEW: dict[str, Callable[[], _Decompressor]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=XZ_MEMORY),
}


def detect(head: bytes) -> str:
    """The compression that the first bytes show: gzip, bzip2, xz, zstd, or "" for none that we know."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"BZh"):
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    # A zstd file may begin with a skippable frame, whose magic has sixteen forms.
    skippable = head[1:4] == b"\x2a\x4d\x18" and head[0] >> 4 == 5
    return "zstd" if head.startswith(b"\x28\xb5\x2f\xfd") or skippable else ""


class Unpacked:
    """The unpacked bytes of a compressed file, from its beginning.

    `size` is that of the compressed file, in bytes: it sets the limit of what may come out.
    """

    def __init__(self, file: Readable, compression: str, size: int) -> None:
        self._limit = FLOOR + RATIO * size
        self._given = 0
        self._errors = _ERRORS
        self._read: Callable[[int], bytes]
        if compression == "zstd":
            import zstandard  # few archives need it, and every start of the program would pay for it

            self._errors = (*_ERRORS, zstandard.ZstdError)
            decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
            source = cast("IO[bytes]", file)  # only `read` is called
            self._read = decompressor.stream_reader(source, read_size=_INPUT, read_across_frames=True).read
        else:
            self._read = _Frames(file, _NEW[compression]).read

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; b"" only at the end. Raises Damaged."""
        try:
            data = self._read(size)
        except self._errors as error:
            raise Damaged(f"the compressed data is damaged: {error}") from error
        self._given += len(data)
        if self._given > self._limit:
            raise Damaged(
                f"refused: it unpacks to more than {self._limit} bytes, {RATIO} times its size and {FLOOR}"
            )
        return data


class _Frames:
    """One compressed stream after another, as gzip, bzip2 and xz allow and parallel packers write."""

    def __init__(self, file: Readable, new: Callable[[], _Decompressor]) -> None:
        self._file = file
        self._new = new
        self._inner = new()

    def read(self, size: int) -> bytes:
        while True:
            data = b""
            if self._inner.eof:
                data = self._next_frame()
                if not data:
                    return b""
            elif self._inner.needs_input:
                data = self._file.read(_INPUT)
                if not data:
                    raise EOFError("it ends too early")
            out = self._inner.decompress(data, size)
            if out:
                return out

    def _next_frame(self) -> bytes:
        """The first bytes of what follows, b"" when that is nothing, or padding (tapes, xz)."""
        data = self._inner.unused_data
        while not data.lstrip(b"\0"):
            data = self._file.read(_INPUT)
            if not data:
                return b""
        data = data.lstrip(b"\0")
        self._inner = self._new()
        return data
