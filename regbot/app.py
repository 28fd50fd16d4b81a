"""The only wiring place: a config becomes a client, a throttle and runs of scripts.

What runs of `once` and of the server have in common is `surroundings`, and the client of clients.py. `once`
runs every script and gives the exit code. The first script that failed in time decides it; SIGINT and SIGTERM
end all scripts (also busy ones) and give 130 and 143, a second signal ends the process at once. Called by the
command line and the server (daemon.py).
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio

from regbot import interrupts
from regbot.config.load import Loaded
from regbot.errors import ScriptError
from regbot.logs import log
from regbot.plan import tell
from regbot.reach import reaches_client
from regbot.registries import Registries, read_registries
from regbot.report import Report, ReportFile
from regbot.run import Outcome, Surroundings, run_script
from regbot.signals import Signals
from regbot.terminal import Region, is_live, script_streams
from regbot.throttle import Throttle

if TYPE_CHECKING:
    from regbot.registry.client import Client

logger = logging.getLogger("regbot")


def once(
    loaded: Loaded,
    signals: Signals,
    *,
    dry_run: bool,
    report_file: str | None = None,
    as_json: bool = False,
    show_progress: bool = False,
) -> int:
    """Run every script of a config once; the exit code. Tells at the end what was done, or would be.

    `signals`: what asks to stop, also what came while the program was loaded.
    `show_progress`: on a terminal, show what is under way; never with JSON logs.

    Raises ScriptError instead where the log does not show warnings: a failure is told once, but it is told.
    UsageError before anything runs when `report_file` cannot be written.
    """
    file = ReportFile(report_file) if report_file is not None else None
    report = Report((script.name for script in loaded.config.scripts), dry_run=dry_run)
    live = show_progress and not as_json and is_live(sys.stderr, os.environ)
    try:
        code: int = anyio.run(_once, loaded, report, signals, Region(sys.stderr) if live else None)
    finally:
        report.finish()
        text = tell(report, as_json=as_json)
        try:
            if file is not None:
                file.write(report.document())
        finally:
            sys.stdout.write(text)
            sys.stdout.flush()
    return code


async def _once(loaded: Loaded, report: Report, signals: Signals, region: Region | None) -> int:
    failed: list[Outcome] = []
    with anyio.CancelScope() as everything:

        def stop(_: int) -> None:
            interrupts.tell(signals.number or 0)
            everything.cancel()

        signals.arm(stop)
        registries = await read_registries(loaded)
        async with _client(loaded, registries, rehearse=report.dry_run) as client, _display(report, region):
            around = surroundings(loaded, client, Throttle())
            around = replace(around, streams=script_streams(region))
            await _run_all(loaded, around, report, failed)
    if signals.number is not None:
        return 128 + signals.number
    if not failed:
        return 0
    first = failed[0]
    if not logger.isEnabledFor(logging.WARNING):
        raise ScriptError(first.script, first.error, first.exit_code)
    return first.exit_code


def _client(
    loaded: Loaded, registries: Registries, *, rehearse: bool
) -> AbstractAsyncContextManager[Client | None]:
    if not any(reaches_client(source.code) for source in loaded.sources):
        return nullcontext()
    from regbot.clients import make_client

    return make_client(registries, rehearse=rehearse)


def _display(report: Report, region: Region | None) -> AbstractAsyncContextManager[None]:
    if region is None:
        return nullcontext()
    from regbot.progress import progress  # most runs have no terminal

    return progress(report, region)


async def _run_all(loaded: Loaded, around: Surroundings, report: Report, failed: list[Outcome]) -> None:
    async def run(number: int) -> None:
        script = loaded.config.scripts[number]
        timeout = loaded.config.timeout_of(script)
        entry = report.start(number)
        outcome = await run_script(
            script.name, loaded.sources[number], timeout, around, changes=entry.changes
        )
        report.end(entry, outcome)
        if outcome.status != "ok":
            failed.append(outcome)

    numbers = range(len(loaded.config.scripts))
    # As in the reference: side by side only when `parallel` is given.
    if loaded.config.defaults.parallel >= 1:
        async with anyio.create_task_group() as group:
            for number in numbers:
                group.start_soon(run, number)
    else:
        for number in numbers:
            await run(number)


def surroundings(loaded: Loaded, client: Client | None, throttle: Throttle) -> Surroundings:
    """What the runs of a config's scripts share; the throttle gets as wide as the config says."""
    parallel = loaded.config.defaults.parallel
    log(logger, logging.DEBUG, "Configuring parallel settings", {"concurrent": parallel})
    throttle.width = parallel
    return Surroundings(
        client=client,
        throttle=throttle,
        parallel=parallel,
        strict=loaded.config.defaults.sandbox == "strict",
        base_dir=loaded.base_dir,
    )
