"""HTTP/1.1 framing for the relay: heads are parsed, bodies are passed on as the raw bytes of the wire.

Refuses nothing on purpose: what one side sends, broken or not, is what the other side should see.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

PIECE = 1 << 16


@dataclass
class Head:
    """The first line's three words, and the header lines in their order."""

    first: tuple[str, str, str]
    lines: list[tuple[str, str]]

    def get(self, name: str) -> str:
        """The first value of a header, or ""."""
        return next((value for each, value in self.lines if each.lower() == name.lower()), "")

    def set(self, name: str, value: str | None) -> None:
        """Replace a header; None removes it."""
        self.lines = [line for line in self.lines if line[0].lower() != name.lower()]
        if value is not None:
            self.lines.append((name, value))

    def encode(self) -> bytes:
        """The bytes for the wire."""
        lines = [" ".join(self.first).rstrip(), *(f"{name}: {value}" for name, value in self.lines), "", ""]
        return "\r\n".join(lines).encode("latin-1")

    @property
    def status(self) -> int:
        """Of a response."""
        return int(self.first[1])

    @property
    def closes(self) -> bool:
        """Whether the sender wants the connection closed after this message."""
        return "close" in self.get("Connection").lower()

    @property
    def chunked(self) -> bool:
        return "chunked" in self.get("Transfer-Encoding").lower()


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next head; None at the end of the connection. Raises ValueError at once for a TLS handshake."""
    try:
        raw = await reader.readexactly(1)
        if not raw.isalpha():
            raise ValueError("not HTTP")  # a client that tries TLS first waits for an answer, not for the end
        raw += await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *rest = raw.decode("latin-1").split("\r\n")
    words = [*first.split(" ", 2), "", ""]
    lines = [(name, value.strip()) for name, _, value in (line.partition(":") for line in rest if line)]
    return Head((words[0], words[1], words[2]), lines)


async def request_body(head: Head, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The raw bytes of a request's body."""
    if head.chunked:
        async for piece in _chunks(reader):
            yield piece
    else:
        async for piece in _counted(reader, int(head.get("Content-Length") or 0)):
            yield piece


async def response_body(method: str, head: Head, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The raw bytes of a response's body."""
    if method == "HEAD" or head.status in (204, 304) or head.status < 200:
        return
    if head.chunked:
        async for piece in _chunks(reader):
            yield piece
    elif head.get("Content-Length"):
        async for piece in _counted(reader, int(head.get("Content-Length"))):
            yield piece
    else:
        while piece := await reader.read(PIECE):
            yield piece


def ends_with_connection(method: str, head: Head) -> bool:
    """Whether only the end of the connection shows the end of this response."""
    bodiless = method == "HEAD" or head.status in (204, 304)
    return head.closes or not (bodiless or head.chunked or head.get("Content-Length"))


async def _counted(reader: asyncio.StreamReader, size: int) -> AsyncIterator[bytes]:
    while size:
        piece = await reader.read(min(PIECE, size))
        if not piece:
            raise ConnectionResetError("the peer left in the middle of a body")
        size -= len(piece)
        yield piece


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while True:
        line = await reader.readuntil(b"\n")
        yield line
        size = int(line.split(b";")[0], 16)
        if size == 0:
            break
        async for piece in _counted(reader, size + 2):
            yield piece
    while (line := await reader.readuntil(b"\n")) not in (b"\r\n", b"\n"):
        yield line  # trailers
    yield line
