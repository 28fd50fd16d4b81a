"""The blob that the tests of reading, uploading and chunks share, and where they put it."""

from collections.abc import AsyncIterator

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.reference import Reference

DATA = bytes(range(256)) * 40
DIGEST = compute_digest(DATA)
DESCRIPTOR = Descriptor("application/octet-stream", DIGEST, len(DATA))
UPLOADS = "/v2/team/app/blobs/uploads/"


def at(host: str, name: str = "team/app") -> Reference:
    """`v1` of a repository at the host."""
    return Reference.parse(f"{host}/{name}:v1")


class Pieces:
    """A source of `data` in small pieces; `opened` notes every beginning and end."""

    def __init__(self, data: bytes = DATA, size: int = 1000) -> None:
        self.opened: list[str] = []
        self._data, self._size = data, size

    async def __call__(self) -> AsyncIterator[bytes]:
        self.opened.append("opened")
        try:
            for start in range(0, len(self._data), self._size):
                yield self._data[start : start + self._size]
        finally:
            self.opened.append("closed")
