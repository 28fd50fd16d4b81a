"""Works side by side that fail with one error, not with a group of them. Used by copy and archive import."""

from collections.abc import Awaitable, Callable

import anyio

from regbot.registry.errors import RegistryError


async def together(*works: Callable[[], Awaitable[None]]) -> None:
    """Do all the works; the first error ends the others. Of several, the one that says most comes out."""
    first, *others = works
    try:
        if not others:
            await first()
            return
        async with anyio.create_task_group() as group:
            for work in others:
                group.start_soon(_run, work)
            await first()
    except BaseExceptionGroup as errors:
        raise best_error(errors) from None


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    await work()


def best_error(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error of a group; the client's own before others, lasting ones before temporary ones.

    Cancellations are not in such groups: a task group keeps them to itself.
    """
    found: list[BaseException] = []
    waiting: list[BaseException] = [group]
    while waiting:
        error = waiting.pop(0)
        if isinstance(error, BaseExceptionGroup):
            waiting = [*error.exceptions, *waiting]
        else:
            found.append(error)
    return min(found, key=_importance)


def _importance(error: BaseException) -> int:
    if not isinstance(error, Exception):
        return 0
    if not isinstance(error, RegistryError):
        return 1
    return 3 if error.temporary else 2
