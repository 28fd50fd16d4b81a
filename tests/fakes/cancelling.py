"""Operations that are cancelled after a number of turns of the loop, in both ways that there are.

`@both` runs a test with each way as its argument `cancel`. A way takes an operation (a function that gives an
awaitable) and a number of turns; it tells whether the operation was done before, and raises what that raised.
"""

import asyncio
from collections.abc import Awaitable, Callable

import anyio
import pytest

Operation = Callable[[], Awaitable[object]]
Cancel = Callable[[Operation, int], Awaitable[bool]]


async def natively(operation: Operation, turns: int) -> bool:
    """Cancel the task, once."""
    task = asyncio.ensure_future(operation())
    for _ in range(turns):
        await asyncio.sleep(0)
    done = task.done()
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error
    return done


async def by_scope(operation: Operation, turns: int) -> bool:
    """Cancel with an anyio scope, which cancels again at every further await."""
    done = False

    async def run() -> None:
        nonlocal done
        await operation()
        done = True

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        for _ in range(turns):
            await asyncio.sleep(0)
        finished = done
        group.cancel_scope.cancel()
    return finished


both = pytest.mark.parametrize("cancel", [natively, by_scope])


def check_no_tasks(before: set["asyncio.Task[object]"]) -> None:
    """No task is left that was not there before; a server's own tasks end with their connections."""
    left = [repr(task) for task in asyncio.all_tasks() - before]
    assert [] == [task for task in left if "_serve" not in task and "_accept_conn" not in task]
