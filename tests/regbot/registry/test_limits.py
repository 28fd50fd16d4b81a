import asyncio
import math
import random
from collections.abc import Awaitable, Callable

import anyio
import pytest

from regbot.registry.errors import RateLimited
from regbot.registry.limits import Bucket, Gate, reserve
from tests.fakes.clock import FakeClock


def make_gate(
    concurrency: int = 0, rate: float = 0.0, clock: FakeClock | None = None, name: str = "r"
) -> Gate:
    clock = clock or FakeClock()
    return Gate(concurrency, rate, clock=clock, sleep=clock.sleep, registry=name)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_bucket_spaces_requests_evenly() -> None:
    bucket = Bucket(4.0)
    bucket.take(10.0)
    bucket.take(10.25)

    assert [0.25, 0.0, 0.0] == [bucket.delay(10.25), bucket.delay(10.5), bucket.delay(99.0)]


def test_a_bucket_without_a_rate_never_delays() -> None:
    bucket = Bucket(0.0)
    bucket.take(10.0)

    assert 0.0 == bucket.delay(10.0)


@pytest.mark.parametrize(("concurrency", "most"), [(1, 1), (2, 2), (3, 3), (0, 20)])
def test_no_more_requests_than_slots_are_under_way(concurrency: int, most: int) -> None:
    async def run() -> None:
        gate = make_gate(concurrency)
        busiest = 0

        async def one() -> None:
            nonlocal busiest
            slot = await gate.enter()
            busiest = max(busiest, gate.in_use)
            await asyncio.sleep(0)
            slot.release()

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(one)
        assert (most, 0, 0) == (busiest, gate.in_use, gate.waiting)

    anyio.run(run)


def passing(gate: Gate) -> tuple[Callable[[str, bool], Awaitable[None]], list[str]]:
    """What passes the gate under its name, and the names in the order in which they passed."""
    order: list[str] = []

    async def one(name: str, heavy: bool) -> None:
        slot = await gate.enter(heavy)
        order.append(name)
        slot.release()

    return one, order


def test_a_manifest_is_not_stuck_behind_blobs() -> None:
    async def run() -> None:
        gate = make_gate(2)
        blob = await gate.enter(heavy=True)
        one, order = passing(gate)
        async with anyio.create_task_group() as group:
            group.start_soon(one, "blob", True)
            await settle()
            group.start_soon(one, "manifest", False)
            await settle()
            assert ["manifest"] == order
            blob.release()
        assert ["manifest", "blob"] == order

    anyio.run(run)


def test_with_a_single_slot_the_manifest_goes_first_when_both_wait() -> None:
    async def run() -> None:
        gate = make_gate(1)
        first = await gate.enter(heavy=True)
        one, order = passing(gate)
        async with anyio.create_task_group() as group:
            group.start_soon(one, "blob", True)
            await settle()
            group.start_soon(one, "manifest", False)
            await settle()
            first.release()
        assert ["manifest", "blob"] == order

    anyio.run(run)


def test_a_slot_is_given_back_once() -> None:
    async def run() -> None:
        gate = make_gate(2)
        slot = await gate.enter()
        slot.release()
        slot.release()
        assert 0 == gate.in_use

    anyio.run(run)


def test_a_cancelled_wait_leaves_no_slot_and_no_place_in_the_queue() -> None:
    async def run() -> None:
        gate = make_gate(1)
        slot = await gate.enter()
        waiting = asyncio.create_task(gate.enter())
        granted = asyncio.create_task(gate.enter())
        await settle()
        waiting.cancel()
        slot.release()  # grants the slot to the second one, which is cancelled before it runs
        granted.cancel()
        await asyncio.wait({waiting, granted})
        assert (0, 0) == (gate.in_use, gate.waiting)
        (await gate.enter()).release()

    anyio.run(run)


def test_every_start_is_paced_and_no_place_in_time_is_lost_to_the_cancelled() -> None:
    async def run() -> None:
        clock = FakeClock(0.0)
        gate = make_gate(0, 10.0, clock)
        starts = []
        for _ in range(4):
            await gate.pace()
            starts.append(round(clock.now, 3))
        assert [0.0, 0.1, 0.2, 0.3] == starts

    anyio.run(run)


def test_a_pause_holds_back_everybody_together() -> None:
    async def run() -> None:
        clock = FakeClock(0.0)
        gate = make_gate(0, 0.0, clock)
        gate.pause(30.0)
        gate.pause(5.0)
        starts: list[float] = []

        async def one() -> None:
            await gate.pace()
            starts.append(clock.now)

        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(one)
        assert ([30.0, 30.0, 30.0], [30.0]) == (starts, clock.slept)

    anyio.run(run)


def test_a_pause_past_the_deadline_is_an_error_at_once() -> None:
    async def run() -> None:
        gate = make_gate()
        gate.pause(30.0)
        with pytest.raises(RateLimited, match="asked to wait another 30 s, past the deadline"):
            await gate.pace(lambda: 10.0)

    anyio.run(run)


def test_requests_inside_a_reservation_use_its_slot() -> None:
    async def run() -> None:
        one, other = make_gate(1, name="a"), make_gate(1, name="b")
        async with reserve([one, other, one]), reserve([one]):
            inner = [await one.enter(), await one.enter(heavy=True), await other.enter()]
            assert (1, 1) == (one.in_use, other.in_use)
            for slot in inner:
                slot.release()
            assert (1, 1) == (one.in_use, other.in_use)
        assert (0, 0) == (one.in_use, other.in_use)

    anyio.run(run)


def test_reservations_in_opposite_directions_do_not_lock_up() -> None:
    async def run() -> None:
        one, other = make_gate(1, name="a"), make_gate(1, name="b")

        async def transfer(first: Gate, second: Gate) -> None:
            async with reserve([first, second]):
                (await first.enter(heavy=True)).release()
                await asyncio.sleep(0)
                (await second.enter(heavy=True)).release()

        with anyio.fail_after(5):
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(transfer, one, other)
                    group.start_soon(transfer, other, one)
        assert (0, 0, math.inf) == (one.in_use, other.in_use, math.inf)

    anyio.run(run)


def test_a_small_reservation_is_not_stuck_behind_big_ones() -> None:
    async def run() -> None:
        gate = make_gate(2)
        with anyio.fail_after(5):
            async with reserve([gate]), anyio.create_task_group() as group:

                async def small() -> None:
                    async with reserve([gate], heavy=False):
                        pass

                group.start_soon(small)
        other = make_gate(2, name="other")
        big = await other.enter(heavy=True)
        with anyio.fail_after(5):
            async with reserve([other], heavy=False):
                assert 2 == other.in_use
        big.release()
        assert (0, 0) == (gate.in_use, other.in_use)

    anyio.run(run)


def test_a_cancelled_reservation_gives_back_what_it_had() -> None:
    async def run() -> None:
        one, other = make_gate(1, name="a"), make_gate(1, name="b")
        held = await other.enter()

        async def transfer() -> None:
            async with reserve([one, other]):
                raise AssertionError("the second slot is taken")

        task = asyncio.create_task(transfer())
        await settle()
        assert 1 == one.in_use
        task.cancel()
        await asyncio.wait({task})
        held.release()
        assert (0, 0) == (one.in_use, other.in_use)

    anyio.run(run)


@pytest.mark.parametrize("seed", range(60))
def test_no_wakeup_is_lost_whoever_is_cancelled(seed: int) -> None:
    """Random requests, reservations, pauses and cancellations: everybody else gets a slot in the end."""
    pick = random.Random(seed)
    gates = [
        Gate(pick.choice((1, 2, 3)), pick.choice((0, 1000)), clock=clock, sleep=clock.sleep, registry=name)
        for clock in [FakeClock()]
        for name in "ab"
    ]

    async def use(gate: Gate) -> None:
        slot = await gate.enter(pick.random() < 0.5)
        try:
            await gate.pace()
            for _ in range(pick.randrange(4)):
                await asyncio.sleep(0)
        finally:
            slot.release()

    async def use_both() -> None:
        async with reserve(gates, heavy=pick.random() < 0.5):
            await asyncio.gather(*(use(gate) for gate in gates))

    async def main() -> None:
        tasks = []
        for _ in range(40):
            work = use_both() if pick.random() < 0.4 else use(pick.choice(gates))
            tasks.append(asyncio.ensure_future(work))
            if pick.random() < 0.1:
                pick.choice(gates).pause(1.0)
            for _ in range(pick.randrange(3)):
                await asyncio.sleep(0)
            if pick.random() < 0.5:
                pick.choice(tasks).cancel()
        done, waiting = await asyncio.wait(tasks, timeout=10)
        assert set() == waiting
        assert [] == [task for task in done if not task.cancelled() and task.exception()]
        assert [(0, 0)] * 2 == [(gate.in_use, gate.waiting) for gate in gates]

    anyio.run(main)
