"""How much one registry is asked at once and per second: `reqConcurrent`, `reqPerSec`, and shared pauses.

A `Gate` belongs to one registry. A request takes a slot (held until its answer is closed), then waits for
its turn in time: `reqPerSec` spaces all requests, also those for tokens and repeated ones, and a pause
that a 429 asked for holds back all users of the registry together.

Slots: waiting manifests and other small requests go before waiting blobs, and where there are two slots
or more, one is never taken by a blob (of the default number, half), so that a manifest is not stuck behind
big blobs. A copy that reads
and writes at once takes its slots beforehand and in one order (`reserve`), because two copies that each
hold one slot and wait for the other's would wait for ever.

Refuses to know requests, answers or retries. Called by the transport.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Final

import anyio

from regbot.registry.errors import RateLimited
from regbot.registry.meter import UNMETERED, Meter

SMALL: Final = 1 << 20
"""Bodies up to this many bytes count as small and are not queued with the blobs."""


class Slot:
    """The right to have one request under way; `release` gives it back, once."""

    __slots__ = ("_gate", "heavy")

    def __init__(self, gate: "Gate | None", heavy: bool) -> None:
        self._gate = gate
        self.heavy = heavy

    def release(self) -> None:
        """Give the slot back; further calls do nothing."""
        gate, self._gate = self._gate, None
        if gate is not None:
            gate._leave(self.heavy)


_reserved: ContextVar[frozenset["Gate"]] = ContextVar("reserved slots", default=frozenset())


class Bucket:
    """A token bucket of one token: requests start at least 1/rate seconds apart. Pure."""

    def __init__(self, rate: float) -> None:
        self._interval = 1.0 / rate if rate > 0 else 0.0
        self._next = -math.inf

    def delay(self, now: float) -> float:
        """Seconds until the next request may start."""
        return max(0.0, self._next - now)

    def take(self, now: float) -> None:
        """Count a request that starts now."""
        self._next = max(self._next, now) + self._interval if self._interval else -math.inf


class Gate:
    """All limits of one registry.

    concurrency: requests at the same time, 0 = no limit. rate: requests per second, 0 = no limit. heavy: how
    many of the requests may be big blobs, 0 = all but one. clock: monotonic seconds. sleep: waits that many
    seconds.
    """

    def __init__(
        self,
        concurrency: int,
        rate: float,
        *,
        heavy: int = 0,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        registry: str = "",
        meter: Meter = UNMETERED,
    ) -> None:
        self._limit = concurrency if concurrency > 0 else math.inf
        self._heavy_limit = heavy or (self._limit - 1 if self._limit >= 2 else self._limit)
        self._bucket = Bucket(rate)
        self._clock = clock
        self._sleep = sleep
        self.registry = registry
        self._meter = meter
        self._paused_until = -math.inf
        self._turn = asyncio.Lock()
        self._light_queue: deque[asyncio.Future[None]] = deque()
        self._heavy_queue: deque[asyncio.Future[None]] = deque()
        self.in_use = 0
        """Slots that are taken."""
        self._heavy_in_use = 0

    @property
    def waiting(self) -> int:
        """Requests that wait for a slot."""
        return len(self._light_queue) + len(self._heavy_queue)

    async def enter(self, heavy: bool = False) -> Slot:
        """Wait for a slot. A cancelled wait leaves nothing behind."""
        if self in _reserved.get():
            return Slot(None, heavy)
        if self._has_room(heavy) and not (self._heavy_queue if heavy else self._light_queue):
            self._take(heavy)
            return Slot(self, heavy)
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue = self._heavy_queue if heavy else self._light_queue
        queue.append(ticket)
        since = self._clock()
        try:
            await ticket
        except asyncio.CancelledError:
            if ticket.done() and not ticket.cancelled():
                self._leave(heavy)  # the slot came together with the cancellation
            elif ticket in queue:
                queue.remove(ticket)
            raise
        finally:
            self._meter.waited(self.registry, "slot", self._clock() - since)
        return Slot(self, heavy)

    async def pace(self, remaining: Callable[[], float] = lambda: math.inf) -> None:
        """Wait until the rate and the pauses allow the next request, and count it.

        remaining: seconds until the caller's deadline. Raises RateLimited at once when a pause lasts longer.
        """
        self._check_pause(remaining)
        since, waited = self._clock(), self._turn.locked()
        async with self._turn:
            while True:
                self._check_pause(remaining)
                now = self._clock()
                delay = max(self._paused_until - now, self._bucket.delay(now))
                if delay <= 0:
                    self._bucket.take(now)
                    if waited:
                        self._meter.waited(self.registry, "rate", now - since)
                    return
                waited = True
                await self._sleep(delay)

    def pause(self, seconds: float) -> None:
        """Hold back all requests to this registry; the longest pause counts."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    @property
    def paused(self) -> bool:
        """Whether a pause is on."""
        return self._clock() < self._paused_until

    def _check_pause(self, remaining: Callable[[], float]) -> None:
        pause = self._paused_until - self._clock()
        if pause > 0 and pause >= remaining():
            error = RateLimited(
                f"rate limit exceeded: the registry asked to wait another {pause:.0f} s, past the deadline",
                registry=self.registry,
            )
            error.retry_after = pause
            raise error

    def _has_room(self, heavy: bool) -> bool:
        return self.in_use < self._limit and not (heavy and self._heavy_in_use >= self._heavy_limit)

    def _take(self, heavy: bool) -> None:
        self.in_use += 1
        self._heavy_in_use += heavy

    def _leave(self, heavy: bool) -> None:
        self.in_use -= 1
        self._heavy_in_use -= heavy
        self._admit()

    def _admit(self) -> None:
        for heavy, queue in ((False, self._light_queue), (True, self._heavy_queue)):
            while queue and self._has_room(heavy):
                ticket = queue.popleft()
                if not ticket.done():
                    self._take(heavy)
                    ticket.set_result(None)


def remaining() -> float:
    """Seconds until the caller's deadline; infinite without one."""
    deadline = anyio.current_effective_deadline()
    if deadline == -math.inf:
        return math.inf  # cancelled already: the next await says so, and better than an error about time
    return deadline - anyio.current_time()


@asynccontextmanager
async def reserve(gates: Iterable[Gate], *, heavy: bool = True) -> AsyncIterator[None]:
    """Take one slot of each gate for everything that this task and its children send inside.

    Always in the same order, so that copies in opposite directions cannot block each other.
    """
    already = _reserved.get()
    wanted = sorted({gate for gate in gates if gate not in already}, key=lambda gate: gate.registry)
    slots: list[Slot] = []
    try:
        for gate in wanted:
            slots.append(await gate.enter(heavy))  # noqa: PERF401  taken so far must be known on failure
        mark = _reserved.set(already | frozenset(wanted))
        try:
            yield
        finally:
            _reserved.reset(mark)
    finally:
        for slot in reversed(slots):
            slot.release()
