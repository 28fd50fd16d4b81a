"""`regbot check`: a mistake in a config or a script is found before it deletes an image.

`check_config(path)` loads a config as a run does, looks at its schedules, logins and certificates, and at
every script with the files that it requires. `check_file(path)` looks at one Lua file. Both give findings in
the order of the files; they run nothing and send nothing. Called by the command line.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from regbot.check.finding import Finding, Severity, as_json, in_order
from regbot.check.scripts import check_source
from regbot.check.settings import check_settings
from regbot.config.load import read_config
from regbot.config.scripts import Source
from regbot.errors import ConfigError, Problem

__all__ = ["Finding", "as_json", "check_config", "check_file", "failed", "in_order"]


def check_config(path: str | Path, environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """The findings of a config file; `-` is standard input."""
    return in_order(_config(path, environ))


def check_file(path: str | Path, environ: Mapping[str, str] = os.environ) -> list[Finding]:
    """The findings of a Lua file and of those that it requires from beside it, or from LUA_PATH."""
    name = str(path)
    try:
        code = Path(name).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return [Finding(f"open {name}", 0, 0, "error", reason, "file")]
    folder = Path(name).absolute().parent
    return in_order(
        check_source(Source(code=code, chunk=f"@{name}", folder=folder, file=name), folder, environ)
    )


def failed(findings: list[Finding], *, strict: bool) -> bool:
    """Whether there is an error among them; with `strict`, or a warning."""
    return any(each.severity == "error" or (strict and each.severity == "warning") for each in findings)


def _config(path: str | Path, environ: Mapping[str, str]) -> Iterator[Finding]:
    try:
        reading = read_config(path)
    except ConfigError as error:
        for problem in error.problems:
            yield _finding(problem, "error")
        return
    for problem in reading.errors:
        yield _finding(problem, "error")
    for problem in reading.warnings:
        yield _finding(problem, "warning")
    if reading.config is not None:
        yield from check_settings(reading, reading.config, environ)
    for source in reading.sources:
        yield from check_source(source, reading.base_dir, environ)


def _finding(problem: Problem, severity: Severity) -> Finding:
    text = ": ".join(part for part in (problem.key, problem.message) if part)
    return Finding(problem.file, problem.line, problem.column, severity, text, problem.rule)
