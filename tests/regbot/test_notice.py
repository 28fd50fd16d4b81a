import json
import re
from pathlib import Path
from typing import Any

import pytest

from regbot import logs
from regbot.builtins import Change, Changes
from regbot.config.load import load_config
from regbot.config.model import Config, Notify
from regbot.notice import Choice, Notice, body, document, events_of, words
from regbot.runs import RunRecord

CONFIG = """
notify:
  - {url: 'https://h/ordinary'}
  - {url: 'https://h/all', on: [failure, recovery, change], repeat: 0}
  - {url: 'https://h/changes', on: change, scripts: [mirror]}
scripts:
  - {name: mirror, script: '', ping: 'https://p/{script}', pingFailure: 'https://p/{script}/fail'}
  - {name: prune, script: ''}
"""


def config(text: str = CONFIG) -> Config:
    return load_config("regbot.yml", text).config


def changes(*targets: str, result: Any = "done", **more: Any) -> Changes:
    found = Changes()
    for target in targets:
        with found.begin(Change(action="copy", target=target, result=result, **more)):
            pass
    return found


def run(status: Any = "ok", *, script: str = "mirror", ended: float = 1000.0, **more: Any) -> RunRecord:
    return RunRecord(
        id="r1", script=script, trigger="schedule", started=ended - 2.1, ended=ended, status=status, **more
    )


def told(choice: Choice, record: RunRecord) -> list[tuple[str, str, int]]:
    chosen, _ = choice.look(record)
    return [
        (entry.url.get_secret_value().rpartition("/")[2], notice.event, notice.failures)
        for entry, notice in chosen
    ]


@pytest.mark.parametrize(
    ("record", "before", "expected"),
    [
        (run("ok"), 0, ()),
        (run("ok"), 3, ("recovery",)),
        (run("ok", changes=changes("b/x:1")), 0, ("change",)),
        (run("ok", changes=changes("b/x:1")), 1, ("recovery", "change")),
        (run("ok", changes=changes("b/x:1", result="unchanged")), 0, ()),
        (run("ok", changes=changes("b/x:1"), dry_run=True), 0, ()),
        (run("failed", changes=changes("b/x:1")), 0, ("failure", "change")),
        (run("timed out"), 5, ("failure",)),
        (run("cancelled"), 5, ()),
        (run("cancelled", changes=changes("b/x:1")), 0, ("change",)),
    ],
)
def test_what_a_run_means(record: RunRecord, before: int, expected: tuple[str, ...]) -> None:
    assert expected == events_of(record, before)


def test_everybody_hears_the_weightiest_of_what_he_asked_for() -> None:
    choice = Choice(config(), host="h1")
    both = changes("b/x:1")
    assert [] == told(choice, run("ok"))
    assert [("all", "change", 0), ("changes", "change", 0)] == told(choice, run("ok", changes=both))
    assert [("ordinary", "failure", 1), ("all", "failure", 1), ("changes", "change", 1)] == told(
        choice, run("failed", changes=both)
    )
    assert [("ordinary", "recovery", 1), ("all", "recovery", 1)] == told(choice, run("ok"))
    assert [("all", "change", 0)] == told(choice, run("ok", script="prune", changes=both))


def test_a_failure_that_goes_on_is_told_again_after_a_while() -> None:
    choice = Choice(config(), host="h1")
    heard = [
        [name for name, _, _ in told(choice, run("failed", ended=now))] for now in (0, 60, 3599, 3600, 3660)
    ]
    assert [["ordinary", "all"], ["all"], ["all"], ["ordinary", "all"], ["all"]] == heard
    assert [("ordinary", "recovery", 5), ("all", "recovery", 5)] == told(choice, run("ok", ended=3700))
    assert [("ordinary", "failure", 1), ("all", "failure", 1)] == told(choice, run("failed", ended=3760))


def test_a_stopped_run_leaves_the_count_of_failures_as_it_is() -> None:
    choice = Choice(config(), host="h1")
    for status in ("failed", "cancelled", "failed"):
        latest = told(choice, run(status))
    assert [("all", "failure", 2)] == latest


def test_scripts_that_failed_before_the_start_can_recover_and_survive_a_reload() -> None:
    choice = Choice(config(), host="h1", failing=["mirror", "prune"])
    choice.use(config("notify: [{url: 'https://h/new'}]\nscripts: [{name: mirror, script: ''}]"))
    assert [("new", "recovery", 1)] == told(choice, run("ok"))
    assert [("new", "failure", 2)] == told(choice, run("failed", script="prune"))


def test_pings_go_to_the_address_of_the_outcome() -> None:
    choice = Choice(config(), host="h1")
    assert ["https://p/mirror", "https://p/mirror/fail", "https://p/mirror/fail", "", ""] == [
        choice.look(record)[1]
        for record in (
            run("ok"),
            run("failed"),
            run("timed out"),
            run("cancelled"),
            run("ok", script="prune"),
        )
    ]


# -- the words


def notice(event: Any, record: RunRecord, failures: int = 0) -> Notice:
    return Notice(event=event, run=record, failures=failures, host="h1")


@pytest.mark.parametrize(
    ("event", "record", "failures", "expected"),
    [
        ("failure", run("failed", error="<string>:3: no", at="r.yml:7"), 1,
         "mirror failed on h1: <string>:3: no (r.yml:7)"),
        ("failure", run("failed", error="no"), 4, "mirror failed on h1, 4 times in a row: no"),
        ("failure", run("lost"), 1, "mirror failed on h1: lost"),
        ("recovery", run("ok"), 1, "mirror is fine again on h1 after 1 failed run"),
        ("recovery", run("ok"), 9, "mirror is fine again on h1 after 9 failed runs"),
        ("change", run("ok", changes=changes("b/x:1", moved=12_300_000)), 0,
         "mirror ran on h1 in 2.1s\n1 copied, 12.3 MB moved\ncopy b/x:1"),
        ("change", run("cancelled", changes=changes("b/x:1")), 0,
         "mirror was stopped on h1\n1 copied\ncopy b/x:1"),
        ("failure", run("failed", script="", error="no"), 1, "A script without a name failed on h1: no"),
    ],
)  # fmt: skip
def test_what_people_read(event: Any, record: RunRecord, failures: int, expected: str) -> None:
    assert expected == words(notice(event, record, failures))


def test_many_changes_and_long_errors_are_cut() -> None:
    record = run("failed", error="x" * 5000, changes=changes(*(f"b/x:{n}" for n in range(60))))
    lines = words(notice("failure", record, 1)).splitlines()
    assert ["60 copied", "copy b/x:0", "copy b/x:8", "and 51 more"] == [lines[n] for n in (1, 2, 10, 11)]
    assert 1100 > len(lines[0])
    found = document(notice("failure", record, 1))
    assert (50, 10, 60) == (len(found["changes"]), found["changesLeftOut"], found["summary"]["copied"])


def test_the_document_says_everything() -> None:
    record = run("failed", error="no", at="r.yml:7", changes=changes("b/x:1", source="a/x:1"))
    found = document(notice("failure", record, 2))
    assert [("copy", "b/x:1", "done")] == [
        (change["action"], change["target"], change["result"]) for change in found.pop("changes")
    ]
    assert 1 == found.pop("summary")["copied"]
    assert {
        "version": 1, "event": "failure", "host": "h1", "script": "mirror", "run": "r1",
        "trigger": "schedule", "status": "failed",
        "text": "mirror failed on h1, 2 times in a row: no (r.yml:7)\n1 copied\ncopy b/x:1",
        "error": "no", "at": "r.yml:7", "failures": 2, "started": "1970-01-01T00:16:37.900Z", "duration": 2.1,
        "dryRun": False, "changesLeftOut": 0,
    } == found  # fmt: skip


def test_the_notice_that_the_document_shows_has_its_members_in_order() -> None:
    text = (Path(__file__).parents[2] / "docs/notices.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    shown, real = json.loads(block), document(notice("failure", run("failed"), 1))
    assert (list(real), list(real["summary"])) == (list(shown), list(shown["summary"]))


def entry(form: str) -> Notify:
    return Notify.model_validate({"url": "https://h/", "format": form})


def test_each_format_has_its_body() -> None:
    record = run("failed", error="<b> & <!channel>")
    text = "mirror failed on h1: <b> & <!channel>"
    sent = notice("failure", record, 1)
    assert (text.encode(), "text/plain; charset=utf-8") == body(entry("text"), sent)
    content, media_type = body(entry("slack"), sent)
    escaped = "mirror failed on h1: &lt;b&gt; &amp; &lt;!channel&gt;"
    assert ({"text": escaped}, "application/json") == (json.loads(content), media_type)
    content, media_type = body(entry("json"), sent)
    assert (text, "application/json") == (json.loads(content)["text"], media_type)


def test_no_secret_gets_into_a_notice() -> None:
    logs.hide("hunter2hunter2")
    record = run("failed", error="https://user:hunter2hunter2@b/x", changes=changes("b/hunter2hunter2:1"))
    for form in ("text", "slack", "json"):
        content, _ = body(entry(form), notice("failure", record, 1))
        assert b"hunter2" not in content
