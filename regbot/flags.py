"""The flags of the commands, each described once; and where those that may stand anywhere come together.

Used by the command line (cli.py) only.
"""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass
from typing import Annotated

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
