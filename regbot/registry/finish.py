"""Work that must not stop half way: it runs on for a short time when its caller is cancelled.

For the few places where stopping would leave a registry worse than before: between the POST that opens an
upload and the answer that says where it is, and while a tag points to a placeholder. Used by uploads and
tags.
"""

from collections.abc import Awaitable, Callable

import anyio


async def finish(work: Callable[[], Awaitable[None]], *, grace: float) -> None:
    """Run `work` to its end. A cancellation waits for it, but no longer than `grace` seconds, and then goes
    on.

    Raises what the work raises.
    """
    scope, done = anyio.CancelScope(shield=True), anyio.Event()
    failed: list[Exception] = []

    async def run() -> None:
        try:
            with scope:
                await work()
        except Exception as error:  # noqa: BLE001 - raised again below, outside the task group's wrapping
            failed.append(error)
        finally:
            done.set()

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        try:
            await done.wait()
        finally:
            scope.deadline = anyio.current_time() + grace
    if failed:
        raise failed[0]
