"""An event loop whose time passes at once: a year of timers takes as long as their callbacks do.

`run(main, time)` runs a coroutine function in a loop that, instead of sleeping until the next timer, moves
`time` on. It sleeps for real only while worker threads have something to do.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import anyio.to_thread

T = TypeVar("T")


class SimulatedTime:
    """Clocks: `steady` is the event loop's, `wall` the time of day in Unix seconds, which can be set,
    and `elapsed` one that also counts the time for which the machine sleeps.
    """

    def __init__(self, wall: float = 1_700_000_000.0) -> None:
        self._steady = 1000.0
        self._start = wall - self._steady
        self._asleep = 0.0

    def steady(self) -> float:
        return self._steady

    def wall(self) -> float:
        return self._steady + self._start

    def elapsed(self) -> float:
        return self._steady + self._asleep

    def pass_by(self, seconds: float) -> None:
        """The machine runs on."""
        self._steady += seconds

    def set_wall(self, by: float) -> None:
        """Somebody sets the time of day."""
        self._start += by

    def suspend(self, seconds: float) -> None:
        """The machine sleeps: no timer goes on, but the time of day does."""
        self._start += seconds
        self._asleep += seconds


class _Selector(selectors.DefaultSelector):
    time: SimulatedTime
    working: int = 0
    threads: anyio.CapacityLimiter | None = None

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if found or timeout == 0:
            return found
        if timeout is None or self.working or (self.threads is not None and self.threads.borrowed_tokens):
            return super().select(None if timeout is None else 0.001)
        self.time.pass_by(timeout)
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """The loop; see above."""

    def __init__(self, time: SimulatedTime) -> None:
        self._simulated = time
        self.waiter = _Selector()
        self.waiter.time = time
        super().__init__(self.waiter)
        self._clock_resolution = 1e-6  # asyncio adds it to the time, of which a nanosecond may be no part

    def time(self) -> float:
        return self._simulated.steady()

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        self.waiter.working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._worked)
        return future

    def _worked(self, _: object) -> None:
        self.waiter.working -= 1


def run(main: Callable[[], Awaitable[T]], time: SimulatedTime) -> T:
    """What `main` gives, run in a loop of its own."""

    async def whole() -> T:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SimulatedLoop)
        loop.waiter.threads = anyio.to_thread.current_default_thread_limiter()
        return await main()

    with asyncio.Runner(loop_factory=lambda: SimulatedLoop(time)) as runner:
        return runner.run(whole())
