"""One run of one script: a fresh Lua state, a deadline, and an outcome that says how it ended.

Called by the app, once for each script and run. Whatever a script does, this returns an Outcome and logs it
once; only a cancellation from outside passes through, after it reached the script. Refuses to know when a
script runs and how many run at a time.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import anyio

from interpreter import DeadlineExceeded, Interpreter, Limits, LuaError, Sandbox, ScriptExit, decode, encode
from regbot.builtins import Changes, Context, ScriptContext, open_builtins
from regbot.config.scripts import Source
from regbot.duration import format_duration, lasted
from regbot.hints import syntax_hint
from regbot.logs import log, run_id
from regbot.reach import asks_registry
from regbot.terminal import NO_STREAMS, Streams

if TYPE_CHECKING:
    from regbot.registry.client import Client

logger = logging.getLogger("regbot")

_PATHS = ("/usr/local/share/lua/5.1/?.lua", "/usr/local/share/lua/5.1/?/init.lua")


Status = Literal["ok", "failed", "timed out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended. `duration` is seconds; `error` is one line, `traceback` the Lua one,
    if any, `at` the place of the error in a file (`file:line`), where that is known.

    `exit_code` is what `once` exits with when this run is the first that failed: the number that the script
    gave to `os.exit`, else 1.
    """

    script: str
    status: Status
    duration: float
    error: str = ""
    traceback: str = ""
    at: str = ""
    exit_code: int = 0
    changes: Changes = field(default_factory=Changes)


@dataclass(slots=True)
class Place:
    """Where a script was when something outside of it ended it: `file:line`, "" where that is not known."""

    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all runs of a process share: see `regbot.builtins.Context`. `streams` are the scripts' own.

    `client`: None where no script can reach it (reach.py); none is given the modules that need it then.
    `strict`: files and processes are closed to scripts (`defaults.sandbox`).
    """

    client: Client | None
    throttle: AbstractAsyncContextManager[Any]
    base_dir: Path
    parallel: int = 0
    strict: bool = False
    streams: Streams = NO_STREAMS
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Callable[[], float] = time.monotonic


def package_path(folders: Iterable[Path], environ: Mapping[str, str]) -> str:
    """Where `require` looks: in the folders (beside script and config), then LUA_PATH or the usual places.

    `;;` in LUA_PATH stands for the usual places, as in the manual's section on package.path.
    """
    beside = ";".join(f"{folder}/?.lua;{folder}/?/init.lua" for folder in dict.fromkeys(folders))
    usual = ";".join(("./?.lua", *_PATHS))
    return f"{beside};{environ.get('LUA_PATH', usual).replace(';;', f';{usual};').strip(';')}"


def place_of(source: Source, message: str, trace: str = "") -> str:
    """`file:line` of an error in a script: from the message, or the script's innermost call in the traceback.

    Empty when neither names a line of the script.
    """
    if not source.file:
        return ""
    name = re.escape(source.chunk[1:])
    found = re.match(rf"{name}:(\d+):", message) or re.search(rf"^\t{name}:(\d+):", trace, re.MULTILINE)
    return source.at(int(found[1])) if found else ""


async def run_script(
    name: str,
    source: Source,
    timeout: float | None,
    around: Surroundings,
    *,
    changes: Changes | None = None,
    place: Place | None = None,
) -> Outcome:
    """Run a script; `timeout` is seconds, None without limit. Logs the start and the end.

    `changes` receives the script's writes as they happen, `place` where it was ended: whoever gives them sees
    them although a cancellation lets no Outcome out.
    """
    started = around.clock()
    changes = Changes() if changes is None else changes
    place = Place() if place is None else place
    log(logger, logging.DEBUG, "Starting script", {"script": name})
    status: Status = "failed"
    error = trace = ""
    exit_code = 1
    level, message = logging.WARNING, "Error running script"
    try:
        with anyio.move_on_after(timeout) as scope, _warnings_once(around.client):
            await _run(name, source, timeout, around, changes, place)
            status, exit_code = "ok", 0
        if scope.cancelled_caught:
            status, error = "timed out", _overdue(timeout)
    except DeadlineExceeded:
        status, error = "timed out", _overdue(timeout)
    except LuaError as raised:
        error, trace = decode(str(raised)), decode(raised.traceback or "")
    except ScriptExit as leave:
        # os.exit ends the script that calls it; the reference ends the process and all other scripts.
        if leave.code:
            error, exit_code = f"os.exit({leave.code})", leave.code & 0xFF or 1
        else:
            status, exit_code = "ok", 0
    except Exception as unexpected:  # noqa: BLE001 (a fault of ours ends this script, not the others)
        if isinstance(unexpected, OSError) and unexpected.errno in (errno.ENOSPC, errno.EDQUOT):
            error = f"cannot write the output: {os.strerror(unexpected.errno).lower()}"
        else:
            error = _unexpected(name, unexpected)
            level, message = logging.ERROR, "Runtime error from script"
    outcome = Outcome(
        script=name,
        status=status,
        duration=around.clock() - started,
        error=error,
        traceback=trace,
        at="" if status == "ok" else place_of(source, error, trace) or place.at,
        exit_code=exit_code,
        changes=changes,
    )
    # In a server's log the lines of a run carry its id, and the last one how long it took.
    took = {"duration": lasted(outcome.duration)} if run_id.get() else {}
    if status == "ok":
        log(logger, logging.DEBUG, "Finished script", {"script": name, **took})
    else:
        at = {"at": outcome.at} if outcome.at else {}
        full = f"{error}\n{trace}" if trace else error
        advice = syntax_hint(error, source.code) if error.startswith(f"{source.chunk[1:]}:") else ""
        hint = {"hint": advice} if advice else {}
        log(logger, level, message, {"script": name, "error": full, **hint, **at, **took})
    return outcome


def _warnings_once(client: Client | None) -> AbstractContextManager[None]:
    """Around a run: what registries warn of is logged once."""
    if client is None:
        return nullcontext()
    from regbot.registry.warnings import once_per_run

    return once_per_run()


def _overdue(timeout: float | None) -> str:
    return f"deadline exceeded: the script's timeout of {format_duration(timeout or 0)} is over"


def _unexpected(name: str, error: Exception) -> str:
    where = "".join(traceback.format_exception(error))
    log(logger, logging.DEBUG, "Traceback of an internal error", {"script": name, "traceback": where})
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return f"unexpected internal error: {text} (-v debug shows where)"


async def _run(
    name: str, source: Source, timeout: float | None, around: Surroundings, changes: Changes, place: Place
) -> None:
    deadline = None if timeout is None else around.clock() + timeout
    state = Interpreter(
        Limits(deadline=deadline),
        sandbox=Sandbox(folders=source.folders(around.base_dir)) if around.strict else None,
        package_path=encode(package_path(source.folders(around.base_dir), around.environ)),
        stdin=around.streams.stdin,
        stdout=around.streams.stdout,
        stderr=around.streams.stderr,
        clock=around.clock,
    )
    state.start_command = around.streams.start_command
    if around.client is None:
        open_builtins(state, ScriptContext(script=name, parallel=around.parallel))
    else:
        context = Context(
            script=name,
            client=around.client,
            throttle=around.throttle,
            parallel=around.parallel,
            base_dir=around.base_dir,
            changes=changes,
        )
        open_builtins(state, context)
        if asks_registry(source.code):
            await around.client.prepare()  # else the script's first copy would pay for it
    chunk = await state.load_async(source.code, encode(source.chunk), shebang=source.is_file)
    try:
        await state.run(chunk)
    finally:
        place.at = place_of(source, "", decode(state.ended_at))
    state.stdout.flush()  # a full disk is this script's failure, and a daemon's output comes when it is made
