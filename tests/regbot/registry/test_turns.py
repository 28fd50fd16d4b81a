"""One at a time for each thing."""

import anyio
import anyio.abc
import pytest

from regbot.registry.turns import Turns

pytestmark = pytest.mark.anyio


async def test_turns_of_one_key_follow_each_other_in_the_order_of_asking() -> None:
    turns, events = Turns(), list[str]()

    async def work(name: str) -> None:
        async with turns.take("blob", "a"):
            events.append(f"{name} begins")
            await anyio.wait_all_tasks_blocked()
            events.append(f"{name} ends")

    with anyio.fail_after(20):
        async with anyio.create_task_group() as group:
            for name in "123":
                group.start_soon(work, name)
    assert [f"{name} {event}" for name in "123" for event in ("begins", "ends")] == events
    assert {} == turns._locks


async def test_turns_of_different_keys_do_not_wait() -> None:
    turns = Turns()
    with anyio.fail_after(20):
        async with turns.take("a"), turns.take("b"), turns.take("a", "b"):
            pass
    assert {} == turns._locks


async def test_a_turn_that_fails_or_is_cancelled_is_the_next_ones() -> None:
    turns, had = Turns(), list[str]()

    async def work(name: str) -> None:
        async with turns.take("a"):
            had.append(name)

    async def fail(others: anyio.abc.TaskGroup) -> None:
        async with turns.take("a"):
            async with anyio.create_task_group() as waiting:
                waiting.start_soon(work, "cancelled")
                await anyio.wait_all_tasks_blocked()
                others.start_soon(work, "next")
                await anyio.wait_all_tasks_blocked()
                waiting.cancel_scope.cancel()
            raise ValueError("broken")

    with anyio.fail_after(20):
        async with anyio.create_task_group() as others:
            with pytest.raises(ValueError, match="broken"):
                await fail(others)
    assert ["next"] == had
    assert {} == turns._locks
