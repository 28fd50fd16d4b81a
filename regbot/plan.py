"""A report for people: the plan of a dry run as a block of text, and the last log lines of any run.

With text logs the plan goes to stdout, as the result of the command that it is; with JSON logs every line on
stderr stays a JSON object, one for each planned write. A real run ends with one log line, unless no script
tried to write anything. Called by the app.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from regbot.builtins import Change
from regbot.duration import lasted
from regbot.logs import log, redact
from regbot.report import Report, ScriptReport, Summary, change_document

logger = logging.getLogger("regbot")

_SIGNS = {"copy": "+", "import": "+", "export": "+", "put manifest": "+", "put blob": "+", "retag": "~"}
_SHORT = 19  # of a digest: sha256: and twelve digits


def tell(report: Report, *, as_json: bool) -> str:
    """Log how the run ended; of a dry run with text logs, give the text for stdout ("" otherwise)."""
    if report.dry_run and not as_json:
        return redact(plan(report))
    if report.dry_run:
        for script in report.scripts:
            for change in script.changes.all:
                facts = {name: value for name, value in change_document(change).items() if value is not None}
                log(logger, logging.INFO, "Planned change", {"script": script.name, **facts, "dry-run": True})
    summary = report.summary
    if report.dry_run or not summary.empty:
        log(logger, logging.INFO, "Run finished", _fields(report, summary, as_json=as_json))
    return ""


def plan(report: Report) -> str:
    """The plan: for each script what it would do and why, then the sums."""
    lines = ["Plan (dry run, nothing was changed)", ""]
    for script in report.scripts:
        lines += [*_script(script), ""]
    badly = _badly(report)
    lines.append(
        _sums(report.summary) + (f"; not ended well: {badly} of {_scripts(report)}" if badly else "")
    )
    return "\n".join(lines) + "\n"


def size(count: int) -> str:
    """A number of bytes for people: `999 B`, `1.5 kB`, `12.3 MB`."""
    if count < 1000:
        return f"{count} B"
    value, units = count / 1000, ["kB", "MB", "GB", "TB"]
    while value >= 999.95 and len(units) > 1:
        value /= 1000
        del units[0]
    return f"{value:.1f} {units[0]}"


def _fields(report: Report, summary: Summary, *, as_json: bool) -> dict[str, Any]:
    return {
        "copied": summary.copied,
        "retagged": summary.retagged,
        "pushed": summary.pushed,
        "deleted": summary.deleted,
        "exported": summary.exported,
        "skipped": summary.skipped,
        "failed": summary.failed,
        # People read the text, programs the JSON.
        "moved": summary.bytes_moved if as_json else size(summary.bytes_moved),
        "saved": summary.bytes_saved if as_json else size(summary.bytes_saved),
        "duration": lasted(report.duration),
        # `failed` counts changes; a script may fail without having tried any.
        **({"scripts-failed": badly} if (badly := _badly(report)) else {}),
        **({"dry-run": True} if report.dry_run else {}),
    }


def _badly(report: Report) -> int:
    """How many scripts did not end well: failed, timed out, were cancelled, or never began."""
    return sum(script.status != "ok" for script in report.scripts)


def _scripts(report: Report) -> str:
    return "1 script" if len(report.scripts) == 1 else f"{len(report.scripts)} scripts"


def _script(script: ScriptReport) -> Iterator[str]:
    name = script.name or "(a script without a name)"
    if script.status == "ok":
        yield name
    else:
        yield f"{name}: {script.status}" + (f": {script.error}" if script.error else "")
    changes = script.changes.all
    for change in changes:
        if change.result != "unchanged":
            yield f"  {_line(change)}"
    there = sum(change.result == "unchanged" for change in changes)
    if there:
        yield f"  = {there} of {len(changes)} already in place"
    elif not changes:
        yield "  = no changes"


def _line(change: Change) -> str:
    sign = "!" if change.result == "failed" else _SIGNS.get(change.action, "-")
    ends = f"{change.source} -> {change.target}" if change.source else change.target
    facts = [] if change.result == "failed" else list(_facts(change))
    if change.reason or change.at:
        facts.append(change.reason or change.at)
    what = f"{change.action} failed" if change.result == "failed" else change.action
    error = f": {change.error}" if change.error else ""
    return f"{sign} {what}: {ends}{error} ({'; '.join(facts)})"


def _facts(change: Change) -> Iterator[str]:
    if change.action.startswith("delete"):
        yield f"is {_short(change.before)}" if change.before else "its digest is not known"
        return
    if change.action in ("copy", "retag", "import", "put manifest"):
        if change.before and change.before != change.digest:
            yield f"{_short(change.before)} becomes {_short(change.digest)}"
        else:
            yield f"{'again' if change.before else 'new'}, {_short(change.digest)}"
    if change.action == "export":
        yield f"{_short(change.digest)}, a file of {size(change.size)}"
    elif change.action != "retag":
        yield f"{size(change.moved)} to send" + (f" in {_blobs(change)}" if change.blobs_moved else "")
    if change.saved:
        yield f"{size(change.saved)} there already"


def _blobs(change: Change) -> str:
    return "1 blob" if change.blobs_moved == 1 else f"{change.blobs_moved} blobs"


def _short(digest: str) -> str:
    return digest[:_SHORT]


def _sums(summary: Summary) -> str:
    numbers = (
        (summary.copied, "to copy"),
        (summary.retagged, "to retag"),
        (summary.pushed, "to push"),
        (summary.deleted, "to delete"),
        (summary.exported, "to export"),
        (summary.skipped, "in place"),
        (summary.failed, "that failed"),
    )
    parts = [f"{number} {what}" for number, what in numbers if number]
    if not parts:
        return "In all: nothing to do"
    sums = f"{size(summary.bytes_moved)} to send, {size(summary.bytes_saved)} there already"
    return f"In all: {', '.join(parts)}; {sums}"
