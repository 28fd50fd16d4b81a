"""The `regbot` command: what its commands take and begin, their exit codes, and what goes to stderr.

Flags may stand before or after the command, as the two documents show them. Exit codes: 0 fine; 1 a wrong
command line, a wrong config or a failed script; 130 and 143 after SIGINT and SIGTERM, of a server only when
scripts had to be cancelled; `os.exit(n)` of a script gives n. An error is one line on stderr (a JSON line
with `--logopt json`), never a traceback. What is heavy (app, daemon, check) is imported inside the commands,
so that `--help` and `version` stay light.
"""

# No `from __future__ import annotations`: typer reads the annotations, and need not evaluate them anew.

import errno
import logging
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command

from regbot import interrupts, logs, start
from regbot.ahead import load_ahead
from regbot.errors import ConfigError, RegbotError, UsageError
from regbot.flags import (
    CONFIG,
    DRY_RUN,
    UNUSED_CONFIG,
    UNUSED_DRY_RUN,
    ConfigOption,
    DryRunOption,
    Flags,
    FormatOption,
    HostNameOption,
    ListenOption,
    LogoptOption,
    NoHistoryOption,
    NoProgressOption,
    ReportOption,
    RunAtStartOption,
    StateOption,
    StrictOption,
    TokenFileOption,
    VerbosityOption,
    WatchOption,
    spelled,
    takes,
)

if TYPE_CHECKING:
    from regbot.config.load import Loaded

_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    help="Script container registries in Lua.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=_HELP,
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    config: ConfigOption = None,
    dry_run: DryRunOption = None,
    verbosity: VerbosityOption = None,
    logopt: LogoptOption = None,
) -> None:
    context.obj.add(config, dry_run, verbosity, logopt)
    if context.invoked_subcommand not in ("once", "server"):
        interrupts.as_usual()
    if context.invoked_subcommand in (None, "help"):
        context.obj.warn()
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(help="Run every script once and exit.", context_settings=_HELP)
@takes(CONFIG, DRY_RUN)
def once(
    flags: Flags,
    report: ReportOption = None,
    strict: StrictOption = False,
    no_progress: NoProgressOption = False,
) -> int:
    """Run every script of the config once; the exit code."""
    interrupts.end_at_once()
    loaded = _load(_config(flags, "once"), strict)
    if not loaded.config.scripts and report is None:
        return 0
    from regbot.reach import asks_registry
    from regbot.signals import handled

    # Before there are threads: whoever ends it in the midst of loading leaves Python's import lock taken.
    with handled() as signals:
        if any(asks_registry(source.code) for source in loaded.sources):
            load_ahead("aiohttp")
        # After the config: a wrong one is told without waiting for the interpreter and the client to load.
        from regbot.app import once as run_once

        start.ready()
        return run_once(
            loaded,
            signals,
            dry_run=flags.dry_run,
            report_file=report,
            as_json="json" in flags.logopts,
            show_progress=not no_progress,
        )


@app.command(
    help="Run the scripts on their schedules until SIGTERM or SIGINT. SIGHUP reads the config again.",
    context_settings=_HELP,
)
@takes(CONFIG, DRY_RUN)
def server(
    flags: Flags,
    run_at_start: RunAtStartOption = False,
    watch: WatchOption = False,
    listen: ListenOption = None,
    host_name: HostNameOption = None,
    token_file: TokenFileOption = None,
    state: StateOption = None,
    no_history: NoHistoryOption = False,
    strict: StrictOption = False,
) -> int:
    """Run the scripts of the config until a signal says stop; the exit code."""
    interrupts.end_at_once()
    config = _config(flags, "server")
    if watch and config == "-":
        raise UsageError("--watch needs a file, not standard input")
    if token_file is not None and listen is None:
        raise UsageError("--token-file needs --listen: the page is where the token is asked for")
    if no_history and state is not None:
        raise UsageError("--state and --no-history exclude each other")
    loaded = _load(config, strict)
    from regbot.daemon import Options
    from regbot.server import serve

    token = None
    if token_file is not None:
        from regbot.http_status import read_token

        token = read_token(Path(token_file))
    options = Options(
        config=config,
        dry_run=flags.dry_run,
        run_at_start=run_at_start,
        watch=watch,
        strict=strict,
        listen=listen,
        token=token,
        names=tuple(host_name or ()),
        history=not no_history,
        state=state,
    )
    return serve(loaded, options)


@app.command(
    help="Look for mistakes in a config and its scripts without running them. "
    "Exit code 1 when there is an error.",
    context_settings=_HELP,
)
@takes(CONFIG)
def check(
    flags: Flags,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[SCRIPT.lua]...", help="Lua files to look at besides.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 also for warnings.")] = False,
    form: FormatOption = "text",
) -> int:
    """Print what is wrong with the config and the files; the exit code."""
    _check_format(form)
    if not files:
        _config(flags, "check")
    from regbot.check import as_json, check_config, check_file, failed, in_order

    findings = [] if flags.config is None else check_config(flags.config)
    for file in files or ():
        findings += check_file(file)
    findings = in_order(findings)
    if form == "json":
        typer.echo(logs.redact(as_json(findings)))
    else:
        for finding in findings:
            typer.echo(logs.redact(str(finding)))
    return 1 if failed(findings, strict=strict) else 0


@app.command(
    help="Show what the server ran, and what it changed. With an id everything about one run.",
    context_settings=_HELP,
)
@takes()
def history(
    _: Flags,
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="The id of one run.")] = None,
    script: Annotated[
        str | None, typer.Option("--script", metavar="NAME", help="Only runs of this script.")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only runs that did not end well.")] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="The newest N runs; 0 for all.")] = 20,
    form: FormatOption = "text",
    state: StateOption = None,
) -> int:
    """Print runs from the history; the exit code."""
    _check_format(form)
    if limit < 0:
        raise UsageError(f"--limit takes a number of runs, 0 for all; not {limit}")
    from regbot.history_view import Wanted, as_json, one, read_runs, table
    from regbot.state import HISTORY, state_directory

    wanted = Wanted(script=script, limit=limit, failed=failed, run=run)
    runs = read_runs(state_directory(state, os.environ) / HISTORY, wanted)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    if form == "json":
        text = as_json(runs)
    else:
        text = table(runs, width=width) if run is None else one(runs[0], width=width)
    typer.echo(logs.redact(text), nl=form == "json")
    return 0


@app.command(
    help="Ask a server whether it is well. Exit code 1 when it is not, or does not listen.",
    context_settings=_HELP,
)
@takes()
def healthcheck(
    _: Flags,
    url: Annotated[
        str, typer.Argument(metavar="[URL]", help="/healthz: it lives; /readyz: its schedule runs.")
    ] = "http://127.0.0.1:8090/healthz",
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="How long it may take to answer.")
    ] = 5.0,
) -> int:
    """Print nothing when the server is well; the exit code."""
    if timeout <= 0:
        raise UsageError(f"--timeout takes a number of seconds above 0; not {timeout}")
    from regbot.healthcheck import healthcheck as ask

    ask(url, timeout)
    return 0


@app.command(help="Show the version.", context_settings=_HELP)
@takes(UNUSED_CONFIG, UNUSED_DRY_RUN)
def version(
    _: Flags,
    template: Annotated[
        str, typer.Option("--format", metavar="TEMPLATE", help="Go template of the output.")
    ] = "{{printPretty .}}",
) -> int:
    """Print the build's values through a template."""
    from regbot.config.template import TemplateError, render
    from regbot.version import build

    try:
        sys.stdout.write(render(template, build()))
    except TemplateError as error:
        raise UsageError(str(error)) from error
    return 0


@app.command(
    help="Print the script by which bash, zsh or fish completes commands and flags.", context_settings=_HELP
)
@takes()
def completion(
    _: Flags,
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish")],
    no_descriptions: Annotated[
        bool, typer.Option("--no-descriptions", help="Only the words, without what they mean.")
    ] = False,
) -> int:
    """Print the script; the exit code."""
    from regbot.completion import completion_script

    sys.stdout.write(completion_script(get_command(app), shell, descriptions=not no_descriptions))
    return 0


def _config(flags: Flags, command: str) -> str:
    if flags.config is None:
        raise UsageError(f'required flag(s) "config" not set: regbot {command} -c FILE')
    return flags.config


def _load(path: str, strict: bool) -> "Loaded":
    from regbot.config.load import load_config

    loaded = load_config(path)
    if strict and loaded.warnings:
        raise ConfigError(loaded.warnings)
    logs.log_warnings(loaded.warnings)
    return loaded


def _check_format(form: str) -> None:
    if form not in ("text", "json"):
        raise UsageError(f'unknown format "{form}" (allowed: text, json)')


@app.command("help", help="Help about a command.", context_settings=_HELP)
def show_help(context: typer.Context, command: Annotated[str | None, typer.Argument()] = None) -> int:
    """Print the usage of the program or of one command."""
    group: Any = get_command(app)
    found = group.get_command(context, command) if command else group
    if found is None:
        raise UsageError(f'unknown command "{command}" for "regbot"')
    name = f"regbot {command}" if command else "regbot"
    with type(context)(found, info_name=name, obj=context.obj) as inner:
        typer.echo(found.get_help(inner))
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run the command line; the exit code. Prints errors to stderr; raises nothing."""
    flags = Flags()
    try:
        logs.configure(logs.parse_level(flags.verbosity), sys.stderr)
        result = get_command(app).main(
            args=spelled(list(arguments)), prog_name="regbot", standalone_mode=False, obj=flags
        )
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except RegbotError as error:
        _complain(error, as_json="json" in flags.logopts)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        _drop_output()  # the reader of stdout went away: `regbot help | head`
    except OSError as error:
        if error.errno not in _FULL:
            _unexpected(error, flags)
        else:
            message = f"cannot write the output: {(error.strerror or '').lower()}"
            _complain(RegbotError(message), as_json="json" in flags.logopts)
            _drop_output()
    except Exception as error:  # noqa: BLE001 (the last line of defence: no traceback reaches a user)
        if hasattr(error, "format_message"):  # what typer raises for a wrong command line
            message = " ".join(error.format_message().split())
            _complain(UsageError(message), as_json="json" in flags.logopts)
        else:
            _unexpected(error, flags)
    return 1


# What the system says when stdout leads to a full disk, or a quota is used up.
_FULL = (errno.ENOSPC, errno.EDQUOT)


def _drop_output() -> None:
    # What is left in stdout's buffer would be written, and fail again, at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _complain(error: RegbotError, *, as_json: bool) -> None:
    if not as_json:
        text = error.explained() if isinstance(error, ConfigError) else str(error)
        sys.stderr.write(logs.redact(text) + "\n")
        return
    if isinstance(error, ConfigError):
        logs.log_errors(error.problems)
    else:
        logs.log(logging.getLogger("regbot"), logging.ERROR, "Command failed", {"err": str(error)})


def _unexpected(error: Exception, flags: Flags) -> None:
    if logging.getLogger("regbot").isEnabledFor(logging.DEBUG):
        import traceback

        sys.stderr.write(logs.redact("".join(traceback.format_exception(error))))
        return
    text = " ".join(f"{type(error).__name__}: {error}".split())
    message = f"unexpected internal error: {text} (-v debug shows where)"
    _complain(RegbotError(message), as_json="json" in flags.logopts)
