"""`defaults.parallel`: how many copies are under way at a time, over all scripts.

Where it is given, so many and no more, whoever asks. Where it is not, one script copies at a time, and that
script as many as it runs side by side (`parallel.each` and its like): the documents' "one at a time" is about
scripts, and who writes `parallel.each` wants more. A script that waits for its turn is not passed by further
copies of the script that has it. Made by app and daemon; the builtins enter it for each copy.
"""

import asyncio
from collections import Counter, deque
from contextlib import AbstractAsyncContextManager
from types import TracebackType

from regbot.logs import run_id


class Throttle(AbstractAsyncContextManager[None]):
    """Entered by many tasks at once; each has a place inside the block.

    width: places, 0 for one script's. It may change at any time; who is inside stays. Scripts that run at the
    same time are told apart by their run's id: without the daemon they only do where the width is given.
    """

    def __init__(self, width: int = 0) -> None:
        self._width = width
        self._inside: Counter[str] = Counter()
        self._queue: deque[tuple[str, asyncio.Future[None]]] = deque()

    @property
    def width(self) -> int:
        """Places for copies; 0: those of one script."""
        return self._width

    @width.setter
    def width(self, width: int) -> None:
        self._width = max(0, width)
        self._admit()

    async def __aenter__(self) -> None:
        run = run_id.get()
        if not self._queue and self._has_room(run):
            self._inside[run] += 1
            return
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((run, ticket))
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self._leave(run)  # the place came together with the cancellation
            elif (run, ticket) in self._queue:
                self._queue.remove((run, ticket))
                self._admit()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(run_id.get())

    def _has_room(self, run: str) -> bool:
        if self._width:
            return self._inside.total() < self._width
        return not self._inside or run in self._inside

    def _leave(self, run: str) -> None:
        self._inside[run] -= 1
        if not self._inside[run]:
            del self._inside[run]
        self._admit()

    def _admit(self) -> None:
        while self._queue and self._has_room(self._queue[0][0]):
            run, ticket = self._queue.popleft()
            if not ticket.done():
                self._inside[run] += 1
                ticket.set_result(None)
