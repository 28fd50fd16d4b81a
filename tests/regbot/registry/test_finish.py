import anyio
import anyio.lowlevel
import pytest

from regbot.registry.errors import NotFound
from regbot.registry.finish import finish

pytestmark = pytest.mark.anyio


async def test_a_cancellation_waits_for_the_work() -> None:
    steps = []
    with anyio.CancelScope() as scope:

        async def work() -> None:
            scope.cancel()
            for step in range(5):
                await anyio.lowlevel.checkpoint()
                steps.append(step)

        await finish(work, grace=5)
    assert ([0, 1, 2, 3, 4], True) == (steps, scope.cancelled_caught)


async def test_a_cancellation_waits_no_longer_than_the_grace() -> None:
    with anyio.fail_after(5), anyio.CancelScope() as scope:

        async def work() -> None:
            scope.cancel()
            await anyio.sleep_forever()

        await finish(work, grace=0)
    assert scope.cancelled_caught


async def test_errors_come_out_as_they_are() -> None:
    async def work() -> None:
        raise NotFound("gone")

    with pytest.raises(NotFound):
        await finish(work, grace=1)
