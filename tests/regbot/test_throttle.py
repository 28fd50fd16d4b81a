"""`defaults.parallel` as a throttle: places for all, or those of one run at a time."""

import anyio
import anyio.abc
import anyio.lowlevel
import pytest

from regbot.logs import run_id
from regbot.throttle import Throttle

pytestmark = pytest.mark.anyio


class Stage:
    """Tasks that stay inside the throttle until they are let go; who is inside, in order of entry."""

    def __init__(self, throttle: Throttle) -> None:
        self.throttle = throttle
        self.inside: list[str] = []
        self._ends: dict[str, anyio.Event] = {}

    async def enter(self, name: str) -> None:
        run_id.set(name[0])  # tasks have contexts of their own
        self._ends[name] = anyio.Event()
        async with self.throttle:
            self.inside.append(name)
            await self._ends[name].wait()
            self.inside.remove(name)

    async def end(self, *names: str) -> None:
        for name in names:
            self._ends[name].set()
        await anyio.wait_all_tasks_blocked()


async def begin(group: anyio.abc.TaskGroup, stage: Stage, *names: str) -> None:
    for name in names:
        group.start_soon(stage.enter, name)
        await anyio.wait_all_tasks_blocked()


async def test_a_given_width_is_for_all_runs_together() -> None:
    stage = Stage(Throttle(2))
    async with anyio.create_task_group() as group:
        await begin(group, stage, "a1", "a2", "b1", "a3")
        assert ["a1", "a2"] == stage.inside
        await stage.end("a1")
        assert ["a2", "b1"] == stage.inside
        await stage.end("a2", "b1", "a3")
    assert [] == stage.inside


async def test_without_a_width_one_run_has_all_the_places_it_wants() -> None:
    stage = Stage(Throttle())
    async with anyio.create_task_group() as group:
        await begin(group, stage, "a1", "a2", "a3")
        assert ["a1", "a2", "a3"] == stage.inside
        await stage.end("a1", "a2", "a3")


async def test_a_run_that_waits_is_not_passed_by_the_one_that_has_the_turn() -> None:
    stage = Stage(Throttle())
    async with anyio.create_task_group() as group:
        await begin(group, stage, "a1", "a2", "b1", "a3", "b2", "b3")
        assert ["a1", "a2"] == stage.inside
        await stage.end("a1")
        assert ["a2"] == stage.inside
        await stage.end("a2")
        assert ["b1"] == stage.inside
        await stage.end("b1")
        assert ["a3"] == stage.inside
        await stage.end("a3")
        assert ["b2", "b3"] == stage.inside
        await stage.end("b2", "b3")


async def test_a_wider_throttle_lets_those_in_who_wait() -> None:
    stage = Stage(Throttle(1))
    async with anyio.create_task_group() as group:
        await begin(group, stage, "a1", "b1", "c1")
        stage.throttle.width = 3
        await anyio.wait_all_tasks_blocked()
        assert (["a1", "b1", "c1"], 3) == (stage.inside, stage.throttle.width)
        await stage.end("a1", "b1", "c1")


@pytest.mark.parametrize("width", [0, 1])
async def test_a_cancelled_wait_and_a_cancelled_stay_leave_nothing_behind(width: int) -> None:
    stage = Stage(Throttle(width))
    async with anyio.create_task_group() as group:
        await begin(group, stage, "a1")
        async with anyio.create_task_group() as waiting:
            await begin(waiting, stage, "b1", "b2")
            waiting.cancel_scope.cancel()
        await begin(group, stage, "c1")
        assert ["a1"] == stage.inside
        group.cancel_scope.cancel()
    with anyio.fail_after(20):
        async with stage.throttle:
            pass


async def test_a_place_that_comes_with_the_cancellation_goes_to_the_next() -> None:
    stage = Stage(Throttle(1))
    async with anyio.create_task_group() as group:
        await begin(group, stage, "a1")
        async with anyio.create_task_group() as waiting:
            await begin(waiting, stage, "b1")
            await begin(group, stage, "c1")
            stage._ends["a1"].set()
            await anyio.lowlevel.checkpoint()  # a1 leaves, and b1 has its place without knowing
            waiting.cancel_scope.cancel()
        await anyio.wait_all_tasks_blocked()
        assert "c1" in stage.inside
        await stage.end("c1")
