import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from regbot import logs
from regbot.builtins import Change
from regbot.errors import UsageError
from regbot.plan import plan, size, tell
from regbot.report import Report, ReportFile, Summary
from regbot.run import Outcome

ONE, TWO = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"
CHANGES = (
    Change(
        action="copy",
        source="a/x:1",
        target="b/x:1",
        digest=ONE,
        moved=12_300_000,
        saved=4_500,
        blobs_moved=3,
    ),
    Change(
        action="copy",
        source="a/x:2",
        target="b/x:2",
        before=ONE,
        digest=TWO,
        moved=900,
        blobs_moved=1,
        at="m:2",
    ),
    Change(action="copy", source="a/x:3", target="b/x:3", before=ONE, digest=ONE, result="unchanged"),
    Change(action="retag", source="b/x:1", target="b/x:latest", before=ONE, digest=ONE, moved=500, at="m:4"),
    Change(action="delete tag", target="b/x:0", before=ONE, digest=ONE, reason="too old"),
    Change(action="delete manifest", target="b/y:0", result="failed", error="<string>:9: Failed", at="m:9"),
    Change(action="put manifest", target="b/z:1", digest=TWO, moved=500, at="m:5"),
    Change(action="put blob", target="b/z", digest=TWO, saved=7, at="m:6"),
    Change(action="export", source="b/x:1", target="x.tar", digest=ONE, size=1000, at="m:7"),
    Change(action="import", source="x.tar", target="c/x:1", digest=ONE, moved=1, at="m:8"),
)


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def outcome(status: Any, error: str = "") -> Outcome:
    return Outcome(script="", status=status, duration=1.5, error=error)


def filled(*, dry_run: bool = True) -> Report:
    clock = Clock()
    report = Report(["mirror", "bad", "idle"], dry_run=dry_run, wall=clock, clock=clock)
    mirror = report.start(0)
    for change in CHANGES:
        with mirror.changes.begin(change):
            pass
    report.end(mirror, outcome("ok"))
    report.end(report.start(1), outcome("failed", "<string>:1: no"))
    report.end(report.start(2), outcome("ok"))
    clock.now += 2.5
    report.finish()
    return report


def test_the_summary_counts_every_write_once() -> None:
    expected = Summary(
        copied=3, retagged=1, pushed=2, deleted=1, exported=1, skipped=1, failed=1,
        bytes_moved=12_301_901, bytes_saved=4_507,
    )  # fmt: skip
    assert expected == filled().summary
    assert 10 == len(CHANGES)
    assert Summary.of([]).empty


def test_the_document_says_what_each_script_did() -> None:
    document = filled().document()
    assert (1, True, "failed", "1970-01-01T00:16:40.000Z", 2.5) == tuple(
        document[name] for name in ("version", "dryRun", "status", "started", "duration")
    )
    assert [("mirror", "ok", None), ("bad", "failed", "<string>:1: no"), ("idle", "ok", None)] == [
        (script["name"], script["status"], script["error"]) for script in document["scripts"]
    ]
    first, *_ = document["scripts"][0]["changes"]
    assert {
        "action": "copy", "result": "done", "source": "a/x:1", "target": "b/x:1", "digestBefore": None,
        "digestAfter": ONE, "bytesMoved": 12_300_000, "bytesSaved": 4_500, "blobsMoved": 3, "blobsMounted": 0,
        "blobsSkipped": 0, "size": None, "reason": None, "at": "", "error": None,
    } == first  # fmt: skip
    assert {"copied": 0, "bytesMoved": 0}.items() <= document["scripts"][1]["summary"].items()


def test_the_report_that_the_document_shows_has_its_members() -> None:
    text = (Path(__file__).parents[2] / "docs/report.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    shown, real = json.loads(block), filled().document()
    assert members(shown) == members(real)
    for name in members(real) - {"dryRun"}:
        assert f"`{name.rpartition('.')[2]}`" in text, name


def members(value: Any, before: str = "") -> set[str]:
    """The names in a JSON document with those above them; of a list those of its first element."""
    if isinstance(value, list):
        return members(value[0], before) if value else set()
    if not isinstance(value, dict):
        return set()
    return {f"{before}{name}" for name in value}.union(
        *(members(each, f"{before}{name}.") for name, each in value.items())
    )


def test_a_deletion_leaves_no_digest_after_it() -> None:
    change = filled().document()["scripts"][0]["changes"][4]
    assert (ONE, None, "too old") == (change["digestBefore"], change["digestAfter"], change["reason"])


def test_a_cancelled_run_says_so_of_what_ran_and_of_what_did_not() -> None:
    clock = Clock()
    report = Report(["ended", "cut", "never"], dry_run=False, wall=clock, clock=clock)
    report.end(report.start(0), outcome("ok"))
    clock.now += 1
    cut = report.start(1)
    with pytest.raises(KeyboardInterrupt), cut.changes.begin(Change(action="copy", target="b/x:1")):
        raise KeyboardInterrupt
    clock.now += 3
    report.finish()
    document = report.document()
    assert "cancelled" == document["status"]
    assert [("ok", 1.5, None), ("cancelled", 3.0, "the run was cancelled"), ("not run", None, None)] == [
        (script["status"], script["duration"], script["error"]) for script in document["scripts"]
    ]
    assert [("failed", "the script was ended")] == [
        (change["result"], change["error"]) for change in document["scripts"][1]["changes"]
    ]


def test_no_secret_reaches_the_document_or_the_plan() -> None:
    logs.hide("hunter2hunter2")
    report = Report(["s"], dry_run=True)
    script = report.start(0)
    with script.changes.begin(Change(action="copy", target="b/x", reason="hunter2hunter2")):
        pass
    report.end(script, outcome("failed", "https://user:hunter2hunter2@b/x"))
    report.finish()
    assert "hunter2" not in json.dumps(report.document()) + tell(report, as_json=False)


@pytest.mark.parametrize(("as_json", "moved"), [(False, "12.3 MB"), (True, 12_301_901)])
def test_the_last_log_line_has_sizes_for_people_and_numbers_for_programs(
    caplog: pytest.LogCaptureFixture, as_json: bool, moved: str | int
) -> None:
    with caplog.at_level("INFO", logger="regbot"):
        assert "" == tell(filled(dry_run=False), as_json=as_json)
    (record,) = caplog.records
    expected = {"copied": 3, "deleted": 1, "skipped": 1, "failed": 1, "moved": moved, "duration": "2.5s"}
    assert "Run finished" == record.getMessage()
    assert expected.items() <= record.__dict__["fields"].items()
    assert 1 == record.__dict__["fields"]["scripts-failed"]


def test_the_plan_is_for_people() -> None:
    expected = """\
Plan (dry run, nothing was changed)

mirror
  + copy: a/x:1 -> b/x:1 (new, sha256:111111111111; 12.3 MB to send in 3 blobs; 4.5 kB there already; )
  + copy: a/x:2 -> b/x:2 (sha256:111111111111 becomes sha256:222222222222; 900 B to send in 1 blob; m:2)
  ~ retag: b/x:1 -> b/x:latest (again, sha256:111111111111; m:4)
  - delete tag: b/x:0 (is sha256:111111111111; too old)
  ! delete manifest failed: b/y:0: <string>:9: Failed (m:9)
  + put manifest: b/z:1 (new, sha256:222222222222; 500 B to send; m:5)
  + put blob: b/z (0 B to send; 7 B there already; m:6)
  + export: b/x:1 -> x.tar (sha256:111111111111, a file of 1.0 kB; m:7)
  + import: x.tar -> c/x:1 (new, sha256:111111111111; 1 B to send; m:8)
  = 1 of 10 already in place

bad: failed: <string>:1: no
  = no changes

idle
  = no changes

In all: 3 to copy, 1 to retag, 2 to push, 1 to delete, 1 to export, 1 in place, 1 that failed; \
12.3 MB to send, 4.5 kB there already; not ended well: 1 of 3 scripts
"""
    assert expected.replace("; )", ")") == plan(filled())


def test_a_plan_of_nothing_says_so() -> None:
    report = Report([""], dry_run=True)
    report.end(report.start(0), outcome("ok"))
    assert "(a script without a name)\n  = no changes\n\nIn all: nothing to do\n" in plan(report)


def test_a_plan_says_at_its_end_that_a_script_failed_before_it_had_any() -> None:
    report = Report(["mirror"], dry_run=True)
    report.end(report.start(0), outcome("failed", "<string>:1: no"))
    assert plan(report).endswith("\n\nIn all: nothing to do; not ended well: 1 of 1 script\n")


def test_scripts_that_ended_well_are_not_counted_in_the_last_log_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    report = Report(["mirror"], dry_run=False)
    script = report.start(0)
    with script.changes.begin(Change(action="copy", target="b/x")):
        pass
    report.end(script, outcome("ok"))
    with caplog.at_level("INFO", logger="regbot"):
        tell(report, as_json=False)
    (record,) = caplog.records
    assert "scripts-failed" not in record.__dict__["fields"]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (5 * 10**16, "50000.0 TB"),
    ],
)
def test_sizes(count: int, text: str) -> None:
    assert text == size(count)


def test_the_file_appears_at_the_end_and_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    link = tmp_path / "link.json"
    link.symlink_to(path)
    file = ReportFile(str(link))
    assert "old" == path.read_text(encoding="utf-8")
    file.write({"a": "ä"})
    assert '{\n  "a": "ä"\n}\n' == path.read_text(encoding="utf-8")
    assert ["link.json", "report.json"] == sorted(os.listdir(tmp_path))


@pytest.mark.parametrize(
    ("name", "gist"),
    [
        ("", "not a regular file"),
        (".", "not a regular file"),
        ("no/r.json", "there is no folder"),
    ],
)
def test_a_file_that_cannot_be_is_told_before_the_run(tmp_path: Path, name: str, gist: str) -> None:
    with pytest.raises(UsageError, match=gist):
        ReportFile(name and str(tmp_path / name))
