"""What `regbot check` says: one finding is one line, as a compiler prints it.

    regbot.yml:12:20: error: the module tag has no member list, did you mean tag.ls? [unknown-member]

An error fails when it is reached, a warning does something else than it seems to, a hint may be a slip.
Pure. Used by everything in this package; printed by the command line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `line` and `column` count from 1; 0 when the whole file is meant. Sorts by its place."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str
    rule: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}: {self.message} [{self.rule}]"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file, line and column."""
    return sorted(
        set(findings), key=lambda each: (each.file, each.line, each.column, each.rule, each.message)
    )


def as_json(findings: Iterable[Finding]) -> str:
    """The findings as a JSON document: the list of them, and how many there are of each severity."""
    listed = [
        {
            "file": each.file,
            "line": each.line,
            "column": each.column,
            "severity": each.severity,
            "rule": each.rule,
            "message": each.message,
        }
        for each in findings
    ]
    severities = ("error", "warning", "hint")
    counts = {f"{name}s": sum(each["severity"] == name for each in listed) for name in severities}
    return json.dumps({"findings": listed, **counts}, ensure_ascii=False, indent=2)
