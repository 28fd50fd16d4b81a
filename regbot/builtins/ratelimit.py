"""The rate limit that a registry reported, and waiting until there is enough of it again.

`m:ratelimit()` reads what came with a manifest; `m:ratelimitWait(limit, poll, timeout)` and
`image.ratelimitWait(ref, limit, poll, timeout)` poll with one HEAD request each time.
"""

import logging

from interpreter import MISSING, LuaTable, Value
from regbot.builtins.arguments import duration_argument, number_argument
from regbot.builtins.context import Context
from regbot.builtins.convert import plain_number, to_lua
from regbot.builtins.nouns import reference_argument
from regbot.duration import format_duration
from regbot.registry.ratelimit import RateLimit
from regbot.registry.reference import Reference

POLL = 5 * 60.0
TIMEOUT = 6 * 3600.0


def ratelimit_table(limit: RateLimit) -> LuaTable:
    """Give a rate limit as a table; `Set` says whether the registry reported one at all."""
    table: LuaTable = to_lua(
        {
            "Remain": limit.remain,
            "Limit": limit.limit,
            "Reset": limit.reset,
            "Set": limit.set,
            "Policies": limit.policies,
        }
    )
    return table


def wait_for_ratelimit(
    context: Context,
    image: Value = MISSING,
    limit: Value = MISSING,
    poll: Value = None,
    timeout: Value = None,
    *_: Value,
) -> bool:
    """Wait until `limit` requests are left: true then and when there is no limit, false at the timeout."""
    reference = reference_argument(1, image)
    needed = number_argument(2, limit)
    pause = duration_argument(3, poll, POLL)
    end = context.clock() + duration_argument(4, timeout, TIMEOUT)
    return context.request(
        f'Failed checking "{reference}" manifest', _wait(context, reference, needed, pause, end)
    )


async def _wait(context: Context, reference: Reference, needed: float, pause: float, end: float) -> bool:
    while True:
        seen = (await context.client.head_manifest(reference)).rate_limit
        if not seen.set or seen.remain >= needed:
            return True
        if context.clock() + pause > end:
            return False
        context.log(
            logging.INFO,
            "Delaying for ratelimit",
            image=str(reference),
            current=seen.remain,
            target=plain_number(needed),
            delay=format_duration(pause),
        )
        await context.sleep(pause)
