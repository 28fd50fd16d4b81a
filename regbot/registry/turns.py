"""One at a time for each thing: whoever wants what somebody is at already waits, and then looks again.

So two scripts that copy the same blob to the same repository send it once; and when the first of them fails
or is cancelled, the next does it itself. Nobody may take a turn while holding connection slots, and nobody
waits for a second turn of the same kind while having one: that keeps the waits free of circles. Used by copy
and transfers.
"""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Turns:
    """The turns of one client, by key."""

    def __init__(self) -> None:
        self._locks: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def take(self, *key: Hashable) -> AsyncIterator[None]:
        """Have the only turn of `key` while the block lasts. First come, first served."""
        # anyio's would let all other tasks go first although nobody has the turn: a pass of the loop a blob
        lock, interested = self._locks.get(key) or (asyncio.Lock(), 0)
        self._locks[key] = (lock, interested + 1)
        try:
            async with lock:
                yield
        finally:
            lock, interested = self._locks[key]
            if interested == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, interested - 1)
