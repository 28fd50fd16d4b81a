"""What is told of a run, to whom, and in which words: the pure part of notices.

`Choice` looks at each run that ended and says who hears of it; `document` and `words` are what they hear. A
run may be several events at once; of those that somebody asked for, he hears the weightiest. A failure that
goes on is told again only after a while. Refuses to send anything: that is `notify.py`, which calls this.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from regbot.builtins import Change
from regbot.config.model import Config, Notify
from regbot.config.scalars import Event
from regbot.duration import lasted
from regbot.logs import redact
from regbot.plan import size
from regbot.report import Summary, change_document, redacted, summary_document, timestamp
from regbot.runs import RunRecord

VERSION = 1
"""Of the JSON document. It grows when a member changes its meaning or goes; new members may come without."""

_FAILED = frozenset({"failed", "timed out", "lost"})
_MOST_CHANGES = 50  # in a document
_MOST_LINES = 10  # of changes in a text
_LONGEST_ERROR = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One run as one event. `failures`: how many runs have failed in a row, with this one if it failed."""

    event: Event
    run: RunRecord
    failures: int
    host: str


def events_of(run: RunRecord, failures_before: int) -> tuple[Event, ...]:
    """What a run that ended means, weightiest first. `failures_before`: runs that failed just before it.

    A run that the server's stop cancelled is neither a failure nor a recovery; nothing changes in a dry run.
    """
    found: list[Event] = []
    if run.status in _FAILED:
        found.append("failure")
    elif run.status == "ok" and failures_before:
        found.append("recovery")
    if not run.dry_run and len(run.changes):
        found.append("change")
    return tuple(found)


class Choice:
    """Who hears of which run. `failing`: the scripts whose last run failed, before this process began."""

    def __init__(self, config: Config, *, host: str, failing: Collection[str] = ()) -> None:
        self._host = host
        self._failures = dict.fromkeys(failing, 1)
        self._told: dict[tuple[str, str], float] = {}
        self.use(config)

    def use(self, config: Config) -> None:
        """From now on go by this config; what is known of scripts stays."""
        self._entries = list(config.notify)
        self._pings = {script.name: config.pings_of(script) for script in reversed(config.scripts)}

    def look(self, run: RunRecord) -> tuple[list[tuple[Notify, Notice]], str]:
        """Whom to tell what of a run that just ended, and which address to ask ("": none)."""
        before = self._failures.get(run.script, 0)
        if run.status in _FAILED:
            self._failures[run.script] = before + 1
        elif run.status == "ok":
            self._failures.pop(run.script, None)
        events = events_of(run, before)
        chosen = []
        for entry in self._entries:
            if entry.scripts and run.script not in entry.scripts:
                continue
            event = next((each for each in events if self._is_wanted(entry, each, run, before)), None)
            if event is not None:
                failures = self._failures.get(run.script, before)
                chosen.append((entry, Notice(event=event, run=run, failures=failures, host=self._host)))
        ping, ping_failure = self._pings.get(run.script, ("", ""))
        return chosen, ping if run.status == "ok" else ping_failure if run.status in _FAILED else ""

    def _is_wanted(self, entry: Notify, event: Event, run: RunRecord, before: int) -> bool:
        if event not in entry.on:
            return False
        if event != "failure":
            return True
        key, now = (entry.url.get_secret_value(), run.script), run.ended or 0.0
        told = self._told.get(key)
        if before and told is not None and now - told < entry.repeat:
            return False
        self._told[key] = now
        return True


def body(entry: Notify, notice: Notice) -> tuple[bytes, str]:
    """What is sent to this webhook, and its media type."""
    if entry.format == "text":
        return words(notice).encode(), "text/plain; charset=utf-8"
    if entry.format == "slack":
        # What a mirror is called must not become a link or a mention there.
        text = words(notice).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        content: dict[str, Any] = {"text": text}
    else:
        content = document(notice)
    return json.dumps(content, ensure_ascii=False).encode(), "application/json"


def document(notice: Notice) -> dict[str, Any]:
    """A notice as JSON values; see docs/notices.md. No text in it holds a secret."""
    run = notice.run
    changes = list(run.changes)
    found: dict[str, Any] = redacted(
        {
            "version": VERSION,
            "event": notice.event,
            "text": words(notice),
            "host": notice.host,
            "script": run.script,
            "run": run.id,
            "trigger": run.trigger,
            "status": run.status,
            "error": run.error or None,
            "at": run.at or None,
            "failures": notice.failures,
            "started": timestamp(run.started),
            "duration": None if run.duration is None else round(run.duration, 3),
            "dryRun": run.dry_run,
            "summary": summary_document(Summary.of(run.changes.all)),
            "changes": [change_document(change) for change in changes[:_MOST_CHANGES]],
            "changesLeftOut": max(0, len(changes) - _MOST_CHANGES),
        }
    )
    return found


def words(notice: Notice) -> str:
    """A notice for people: what happened, the sums, and what was changed, in a few lines without secrets."""
    lines = [_headline(notice)]
    sums = _sums(Summary.of(notice.run.changes.all))
    if sums:
        lines.append(sums)
    lines += _changes(list(notice.run.changes))
    return redact("\n".join(lines))


def _headline(notice: Notice) -> str:
    run, count = notice.run, notice.failures
    name = run.script or "A script without a name"
    took = "" if run.duration is None else f" in {lasted(run.duration)}"
    if run.status == "ok":
        if notice.event != "recovery":
            return f"{name} ran on {notice.host}{took}"
        failed = "1 failed run" if count == 1 else f"{count} failed runs"
        return f"{name} is fine again on {notice.host} after {failed}"
    if run.status == "cancelled":
        return f"{name} was stopped on {notice.host}"
    often = f", {count} times in a row" if count > 1 else ""
    error = run.error if len(run.error) <= _LONGEST_ERROR else f"{run.error[:_LONGEST_ERROR]}…"
    return f"{name} failed on {notice.host}{often}: {error or run.status}" + (
        f" ({run.at})" if run.at else ""
    )


def _sums(summary: Summary) -> str:
    numbers = (
        (summary.copied, "copied"),
        (summary.retagged, "retagged"),
        (summary.pushed, "pushed"),
        (summary.deleted, "deleted"),
        (summary.exported, "exported"),
        (summary.skipped, "skipped"),
        (summary.failed, "failed"),
    )
    parts = [f"{number} {what}" for number, what in numbers if number]
    if summary.bytes_moved:
        parts.append(f"{size(summary.bytes_moved)} moved")
    return ", ".join(parts)


def _changes(changes: Sequence[Change]) -> Iterator[str]:
    shown = changes if len(changes) <= _MOST_LINES else changes[: _MOST_LINES - 1]
    for change in shown:
        yield f"{change.action} {change.target}"
    if len(shown) < len(changes):
        yield f"and {len(changes) - len(shown)} more"
