"""The flags of the commands, each described once; and where those that may stand anywhere come together.

A command says by `@takes(CONFIG, DRY_RUN)` which of the flags it shares with the others, and declares its own
only. `-v` and `--logopt` belong to all. Used by the command line (cli.py) only.
"""

# No `from __future__ import annotations`: typer reads the annotations, and need not evaluate them anew.

import logging
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from regbot import logs
from regbot.errors import UsageError

ConfigOption = Annotated[
    str | None, typer.Option("-c", "--config", metavar="FILE", help="Config file; - is standard input.")
]
DryRunOption = Annotated[
    bool | None,
    typer.Option("--dry-run/--no-dry-run", help="Read only: log what would be copied, pushed or deleted."),
]
ReportOption = Annotated[
    str | None, typer.Option("--report", metavar="FILE", help="Write what was (or would be) done as JSON.")
]
FormatOption = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="text, or json for other programs.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Treat warnings about the config as errors.")]
NoProgressOption = Annotated[
    bool, typer.Option("--no-progress", help="On a terminal: only the log, no display of running copies.")
]
StateOption = Annotated[
    str | None, typer.Option("--state", metavar="DIR", help="Folder of the history; see docs/operations.md.")
]
VerbosityOption = Annotated[
    str | None,
    typer.Option(
        "-v", "--verbosity", metavar="LEVEL", help="trace, debug, info, warn or error [default: info]"
    ),
]
LogoptOption = Annotated[
    list[str] | None, typer.Option("--logopt", metavar="OPTION", help="json: one JSON object for each line.")
]
RunAtStartOption = Annotated[
    bool, typer.Option("--run-at-start", help="Also run every script when the server starts.")
]
WatchOption = Annotated[
    bool, typer.Option("--watch", help="Read the config again when it or a script's file changes.")
]
ListenOption = Annotated[
    str | None,
    typer.Option(
        "--listen",
        metavar="HOST:PORT",
        help="Serve status page, health, metrics: 127.0.0.1:8090.",
    ),
]
HostNameOption = Annotated[
    list[str] | None,
    typer.Option("--host-name", metavar="NAME", help="Another name by which the page may be asked for."),
]
TokenFileOption = Annotated[
    str | None,
    typer.Option(
        "--token-file", metavar="FILE", help="Who has this token may start scripts by the status page."
    ),
]
NoHistoryOption = Annotated[bool, typer.Option("--no-history", help="Keep no history of runs.")]


@dataclass(slots=True)
class Flags:
    """The flags, wherever they stood; one after the command rules over one before it."""

    config: str | None = None
    dry_run: bool = False
    verbosity: str = "info"
    logopts: tuple[str, ...] = ()

    def add(
        self, config: str | None, dry_run: bool | None, verbosity: str | None, logopts: list[str] | None
    ) -> None:
        """Take the flags that were given at one of the places, and set the logs up accordingly."""
        self.config = self.config if config is None else config
        self.dry_run = self.dry_run if dry_run is None else dry_run
        self.verbosity = self.verbosity if verbosity is None else verbosity
        self.logopts += tuple(logopts or ())
        logs.configure(logs.parse_level(self.verbosity), sys.stderr, as_json="json" in self.logopts)

    def warn(self) -> None:
        """Name the log options that there are not; the reference says nothing of them."""
        for option in dict.fromkeys(self.logopts):
            if option != "json":
                fields = {"logopt": option, "allowed": "json"}
                logs.log(logging.getLogger("regbot"), logging.WARNING, "Ignoring unknown log option", fields)


def _shared(name: str, annotation: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


_CONTEXT = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
_VERBOSITY, _LOGOPT = _shared("verbosity", VerbosityOption), _shared("logopt", LogoptOption)
CONFIG, DRY_RUN = _shared("config", ConfigOption), _shared("dry_run", DryRunOption)
# For a command that has no use for them, and takes them all the same: the reference's global flags.
UNUSED_CONFIG = _shared("config", Annotated[str | None, typer.Option("-c", "--config", hidden=True)])
UNUSED_DRY_RUN = _shared(
    "dry_run", Annotated[bool | None, typer.Option("--dry-run/--no-dry-run", hidden=True)]
)


def takes(*shared: Parameter) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Make a command of a function `f(flags, own flags…)`: these flags, its own, then `-v` and `--logopt`.

    The function is called with all that was given at any place, and the logs set up.
    """

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        def command(context: typer.Context, **given: Any) -> int:
            flags: Flags = context.obj
            flags.add(*(given.pop(name, None) for name in ("config", "dry_run", "verbosity", "logopt")))
            flags.warn()
            return function(flags, **given)

        _, *own = signature(function).parameters.values()
        keywords = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in own]
        parameters = [_CONTEXT, *shared, *keywords, _VERBOSITY, _LOGOPT]
        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__annotations__ = {each.name: each.annotation for each in parameters}
        command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # where inspect looks
        return command

    return decorate


_TRUE = frozenset({"1", "t", "true"})
_FALSE = frozenset({"0", "f", "false"})


def spelled(arguments: list[str]) -> list[str]:
    """The arguments, with two spellings of the reference that typer does not know put into its own.

    These are `--dry-run=false` and `-v=debug`. Raises UsageError for what is neither true nor false.
    """
    found: list[str] = []
    for index, argument in enumerate(arguments):
        if argument == "--":
            return found + arguments[index:]
        if argument.startswith("--dry-run="):
            value = argument.partition("=")[2]
            if value.lower() not in _TRUE | _FALSE:
                raise UsageError(f'invalid argument "{value}" for --dry-run (allowed: true, false)')
            found.append("--dry-run" if value.lower() in _TRUE else "--no-dry-run")
        elif re.match(r"-[cv]=", argument):
            found += [argument[:2], argument[3:]]
        else:
            found.append(argument)
    return found
