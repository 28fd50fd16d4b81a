"""`parallel`: functions of one script side by side, each in a task of its own.

The task group lives inside the call: when `parallel.each` returns or raises, nothing that it began is still
under way. The first error cancels the others and is raised as it is, whatever Lua value it carries. How many
run at a time is `defaults.parallel` unless the script says it; at most so many tasks exist, however long the
list is. What the functions ask of registries is held by the registries' own limits and, for copies and
configs, by the throttle of all scripts (which, without `defaults.parallel`, lets one script's through).
"""

from collections.abc import Awaitable, Callable, Iterator

import anyio

from interpreter import (
    MISSING,
    Branch,
    LuaError,
    LuaFunction,
    LuaTable,
    Stopped,
    Value,
    argument_error,
    encode,
    side_by_side,
)
from regbot.builtins.arguments import absent, describe, mismatch
from regbot.builtins.context import ScriptContext

DEFAULT_LIMIT = 8
"""Functions at a time where `defaults.parallel` is not given; their requests share `reqConcurrent`."""

Work = Callable[[Branch, int], Awaitable[None]]


def functions(context: ScriptContext) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""

    def each(items: Value = MISSING, function: Value = MISSING, limit: Value = None, *_: Value) -> tuple[()]:
        listed, call, most = _arguments(context, items, function, limit)

        async def work(branch: Branch, place: int) -> None:
            await branch(call, listed[place], float(place + 1))

        _run(work, len(listed), most)
        return ()

    def map_(items: Value = MISSING, function: Value = MISSING, limit: Value = None, *_: Value) -> Value:
        listed, call, most = _arguments(context, items, function, limit)
        found: list[Value] = [None] * len(listed)

        async def work(branch: Branch, place: int) -> None:
            found[place] = _first(await branch(call, listed[place], float(place + 1)))

        _run(work, len(listed), most)
        return LuaTable.from_list(found)

    def all_(items: Value = MISSING, function: Value = MISSING, limit: Value = None, *_: Value) -> Value:
        listed, call, most = _arguments(context, items, function, limit)
        found: list[Value] = [None] * len(listed)
        errors: list[Value] = [None] * len(listed)

        async def work(branch: Branch, place: int) -> None:
            try:
                found[place] = _first(await branch(call, listed[place], float(place + 1)))
            except LuaError as error:
                # `error()` and `error(nil)` are errors too, and a table cannot hold nil.
                errors[place] = "nil" if error.value is None else error.value

        _run(work, len(listed), most)
        return LuaTable.from_list(found), LuaTable.from_list(errors)

    def run(*calls: Value) -> Value:
        for position, call in enumerate(calls, 1):
            _function(position, call)
        found: list[Value] = [None] * len(calls)

        async def work(branch: Branch, place: int) -> None:
            found[place] = _first(await branch(calls[place]))

        _run(work, len(calls), len(calls))
        return found[0] if len(found) == 1 else tuple(found)

    return {"each": each, "map": map_, "all": all_, "run": run}


def _arguments(
    context: ScriptContext, items: Value, function: Value, limit: Value
) -> tuple[list[Value], LuaFunction, int]:
    """Take the list as it is now, the function, and how many may run at a time."""
    if not isinstance(items, LuaTable):
        raise mismatch(1, "list", items)
    listed = [items.get(float(place)) for place in range(1, items.length() + 1)]
    return listed, _function(2, function), _limit(context, 3, limit)


def _function(position: int, value: Value) -> LuaFunction:
    if not isinstance(value, LuaFunction):
        raise mismatch(position, "function", value)
    return value


def _limit(context: ScriptContext, position: int, value: Value) -> int:
    if absent(value):
        return context.parallel if context.parallel >= 1 else DEFAULT_LIMIT
    if isinstance(value, float) and value.is_integer() and value >= 1:
        return int(value)
    got = f"{value:.14g}" if isinstance(value, float) else describe(value)
    raise argument_error(position, encode(f"limit must be a whole number of at least 1, got {got}"))


def _first(results: tuple[Value, ...]) -> Value:
    return results[0] if results else None


def _run(work: Work, count: int, limit: int) -> None:
    """Do the work of `count` places, `limit` at a time, in their order; raises the first error."""
    if count:
        side_by_side(lambda branch: _gather(work, branch, iter(range(count)), min(count, limit)))


async def _gather(work: Work, branch: Branch, places: Iterator[int], workers: int) -> None:
    """Share the places among tasks. The first error, not a group of errors, leaves when all have ended."""
    failed: list[BaseException] = []

    async def worker() -> None:
        try:
            for place in places:
                await work(branch, place)
        except (Exception, Stopped) as error:  # noqa: BLE001 (raised below, also what is no Lua error)
            failed.append(error)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for _ in range(workers):
            group.start_soon(worker)
    if failed:
        raise failed[0]
