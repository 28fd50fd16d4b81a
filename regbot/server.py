"""`regbot server`: the daemon, and around it who is told of its runs: history, notices, metrics, the page.

`serve` runs until a signal says stop (daemon.py) and gives the exit code. What nobody asked for is not even
imported. Called by the command line.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import anyio

import regbot.builtins.modules  # noqa: F401 (loaded before the loop runs, which the first script would hold up)
from regbot.agenda import NONE, WRONG, Entry, agenda, problems
from regbot.config.load import Loaded
from regbot.config.model import Config
from regbot.daemon import Daemon, Options
from regbot.errors import ConfigError, UsageError
from regbot.logs import log
from regbot.notify import open_notices
from regbot.runs import Observer
from regbot.signals import Signals, handled

if TYPE_CHECKING:
    from regbot.history import History

logger = logging.getLogger("regbot")

CLOSING = 20.0
"""Seconds after the grace period for all that a server closes: the page, the notices, the history."""


def serve(loaded: Loaded, options: Options) -> int:
    """Run the scripts of a config on their schedules until a signal says stop; the exit code.

    Raises ConfigError when no script can be scheduled, and with `strict` when one cannot.
    """
    entries = agenda(loaded, at_start=options.run_at_start)
    refuse(entries, strict=options.strict, on_request=options.token is not None)
    with handled(2, hangup=True, limit=limit(loaded.config)) as signals:
        try:
            code: int = anyio.run(_serve, loaded, entries, options, signals)
        except BaseExceptionGroup as group:
            raise _first(group) from group
    return code


def limit(config: Config) -> float:
    """Seconds from the first signal to the end of the process, whatever hangs."""
    return max(0.0, config.defaults.grace_period) + CLOSING


def _first(error: BaseException) -> BaseException:
    """The first of a group's errors, as a user is told one."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _serve(loaded: Loaded, entries: Sequence[Entry], options: Options, signals: Signals) -> int:
    """Put the parts around the daemon together: who is told of runs, and who shows them."""
    async with AsyncExitStack() as stack:
        history = await _history(options, stack)
        notices = await stack.enter_async_context(
            open_notices(loaded.config, failing=await _failing(history, entries))
        )
        observers: list[Observer] = [notices] if history is None else [history, notices]

        def adopted(config: Config) -> None:
            notices.use(config)
            signals.limit = limit(config)

        async def run(daemon: Daemon) -> int:
            if history is not None:
                history.patience = daemon.patience
            return await daemon.run(loaded, entries, signals)

        if options.listen is None:
            return await run(Daemon(options, observers=observers, adopted=adopted))
        from regbot.feed import Feed
        from regbot.http_status import serve_status
        from regbot.loglines import LogLines
        from regbot.metrics import Metrics

        metrics, feed = Metrics(), Feed(stack.enter_context(LogLines()))
        daemon = Daemon(options, observers=[*observers, metrics, feed], adopted=adopted, metrics=metrics)
        await stack.enter_async_context(
            serve_status(options.listen, daemon, metrics, history, feed, options.token, names=options.names)
        )
        return await run(daemon)


async def _history(options: Options, stack: AsyncExitStack) -> History | None:
    """The history, unless it is switched off. A usual folder that cannot be used is a warning."""
    if not options.history:
        return None
    from regbot.history import open_history
    from regbot.state import HISTORY, state_directory

    try:
        folder = state_directory(options.state, os.environ)
        return await stack.enter_async_context(open_history(folder / HISTORY))
    except UsageError as error:
        if options.state is not None or "STATE_DIRECTORY" in os.environ:
            raise
        log(logger, logging.WARNING, "Going on without a history", {"err": str(error)})
        return None


async def _failing(history: History | None, entries: Sequence[Entry]) -> set[str]:
    """The scripts whose last run failed, before this process began."""
    if history is None:
        return set()
    last = {entry.name: await history.last(entry.name) for entry in entries}
    return {name for name, run in last.items() if run is not None and run.status in ("failed", "timed out")}


def refuse(entries: Sequence[Entry], *, strict: bool = False, on_request: bool = False) -> None:
    """Raise ConfigError when no script can run (`on_request`: all can); with `strict` for a bad schedule."""
    wrong = problems(entries, WRONG)
    if entries and not on_request and all(entry.problem is not None for entry in entries):
        raise ConfigError(problems(entries, WRONG, NONE))
    if strict and wrong:
        raise ConfigError(wrong)
