"""The errors that regbot itself raises; the registry's and Lua's trees live in their own packages.

    RegbotError             what a user can mend; its text is fit for stderr as it is
    ├── UsageError          the command line is wrong
    ├── ConfigError         one or more places of the config file are wrong (a tuple of `Problem`)
    └── ScriptError         a script did not end well

Every text is free of secrets and needs no traceback beside it. The command line prints it and ends with
`exit_code`. Imports nothing heavy: `regbot version` loads this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class RegbotError(Exception):
    """Something the user can mend; `str()` is one line for each thing to mend."""

    exit_code = 1


class UsageError(RegbotError):
    """The command line is wrong."""


class ScriptError(RegbotError):
    """A script did not end well. `exit_code`: what the script gave to `os.exit`, else 1."""

    def __init__(self, script: str, error: str, exit_code: int = 1) -> None:
        super().__init__(f"{script}: {error}" if script else error)
        self.exit_code = exit_code


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong place of a config file: an error, or a warning.

    `line` and `column` count from 1; 0 when the whole file is meant. `key` is the path of the value as in
    `creds[0].tls`. `summary` is the fixed text for a log line, `rule` the short name of what is wrong.
    `excerpt` shows the place in the file, without secrets.
    """

    file: str
    line: int
    column: int
    key: str
    message: str
    summary: str = ""
    rule: str = "config"
    excerpt: str = ""

    @property
    def place(self) -> str:
        """`file:line:column`, or the file alone."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.key, self.message) if part)


class ConfigError(RegbotError):
    """A config file that cannot be used. `problems` holds every wrong place, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def explained(self) -> str:
        """The same for people: below each line the place in the file."""
        parts = ((str(problem), problem.excerpt) for problem in self.problems)
        return "\n".join(text for part in parts for text in part if text)

    @property
    def file(self) -> str:
        """The file of the first problem."""
        return self.problems[0].file

    @property
    def line(self) -> int:
        """The line of the first problem, from 1; 0 when the whole file is meant."""
        return self.problems[0].line

    @property
    def column(self) -> int:
        """The column of the first problem, from 1; 0 when the whole file is meant."""
        return self.problems[0].column

    @property
    def key(self) -> str:
        """The path of the first problem's value, as in `creds[0].tls`."""
        return self.problems[0].key

    @property
    def message(self) -> str:
        """What is wrong at the first problem."""
        return self.problems[0].message
