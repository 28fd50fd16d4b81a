"""What the status server answers: health, metrics, status, runs; how it listens, where its token is from."""

import logging
from pathlib import Path
from typing import Any

import aiohttp
import anyio
import pytest
from prometheus_client.parser import text_string_to_metric_families

import regbot
from regbot import logs
from regbot.builtins import Change
from regbot.errors import UsageError
from regbot.history import open_history
from regbot.http_status import parse_listen, read_token, serve_status
from regbot.logs import redact
from regbot.registry.ratelimit import RateLimit
from regbot.runs import Reload
from tests.fakes.desk import NOW, FakeDesk, copying
from tests.fakes.status import Visitor, serving, visit


def test_it_is_alive_and_it_is_ready_while_the_schedule_runs() -> None:
    desk = FakeDesk()

    async def test(visitor: Visitor) -> None:
        alive, ready = await visitor.ask("/healthz"), await visitor.ask("/readyz")
        assert (200, {"alive": True}, 200, {"ready": True}) == (
            alive.status,
            alive.json,
            ready.status,
            ready.json,
        )
        desk.ready = False
        alive, ready = await visitor.ask("/healthz"), await visitor.ask("/readyz")
        reason = "the schedule does not run: the server is starting or stopping"
        assert (200, 503, {"ready": False, "reason": reason}) == (alive.status, ready.status, ready.json)

    visit(desk, test)


def test_metrics_are_prometheus_text_and_tell_of_the_schedule() -> None:
    desk = FakeDesk("a")
    desk.past("a")
    desk.set("a", next_run=NOW + 60)

    async def test(visitor: Visitor) -> None:
        got = await visitor.ask("/metrics")
        names = {family.name for family in text_string_to_metric_families(got.body.decode())}
        assert (200, "text/plain; version=0.0.4; charset=utf-8") == (got.status, got.headers["Content-Type"])
        assert {"regbot_runs", "regbot_next_run_timestamp_seconds", "regbot_event_loop_lag_seconds"} <= names

    visit(desk, test)


def test_the_status_tells_scripts_reload_and_registries() -> None:
    desk = FakeDesk("a", "b", "c")
    desk.past("a", after=2.0)
    failed = desk.past("a", "failed", after=1.0, error="no such tag", at="a.lua:3")
    going = desk.begin("b")
    desk.set("a", next_run=NOW + 60)
    desk.set("c", when="", problem="no schedule")
    desk.reload = Reload(at=NOW + 5, error="regbot.yml:3: no")
    desk.metrics.requested("r.example", "GET", 200, 0.1)
    desk.metrics.limited("r.example", RateLimit(remain=5, limit=10, reset=60, set=True))

    async def test(visitor: Visitor) -> None:
        status = (await visitor.ask("/api/status")).json
        a, b, c = status["scripts"]
        assert ("2027-01-15T08:00:00.000Z", True, "", False, False) == tuple(
            status[name] for name in ("started", "ready", "reason", "mayRun", "history")
        )
        assert {"at": "2027-01-15T08:00:05.000Z", "error": "regbot.yml:3: no"} == status["reload"]
        assert ("a", "every 15m", "2027-01-15T08:01:00.000Z", None, failed.id, "no such tag", "a.lua:3") == (
            a["name"],
            a["when"],
            a["nextRun"],
            a["running"],
            a["last"]["id"],
            a["last"]["error"],
            a["last"]["at"],
        )
        assert [("ok", 2.0), ("failed", 1.0)] == [(run["status"], run["duration"]) for run in a["recent"]]
        assert (going.id, "running", None, "no schedule") == (
            b["running"]["id"],
            b["running"]["status"],
            b["last"],
            c["problem"],
        )
        assert [
            {
                "name": "r.example",
                "requests": 1,
                "retries": 0,
                "received": 0,
                "sent": 0,
                "rateLimit": {
                    "limit": 10,
                    "remaining": 5,
                    "reset": 60,
                    "told": "2027-01-15T08:00:03.000Z",
                },
            }
        ] == status["registries"]

    visit(desk, test, wall=lambda: NOW + 9)


def test_runs_come_newest_first_and_in_pages() -> None:
    desk = FakeDesk("a", "b")
    for number in range(5):
        desk.past("a" if number % 2 else "b")

    async def test(visitor: Visitor) -> None:
        first = (await visitor.ask("/api/runs?limit=2")).json
        second = (await visitor.ask(f"/api/runs?limit=2&before={first['next']!r}")).json
        third = (await visitor.ask(f"/api/runs?limit=2&before={second['next']!r}")).json
        assert [["r5", "r4"], ["r3", "r2"], ["r1"]] == [
            [run["id"] for run in page["runs"]] for page in (first, second, third)
        ]
        assert third["next"] is None
        only = (await visitor.ask("/api/runs?script=a")).json
        assert ["r4", "r2"] == [run["id"] for run in only["runs"]]
        assert [] == (await visitor.ask("/api/runs?script=nobody")).json["runs"]
        assert "changes" not in only["runs"][0]

    visit(desk, test)


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "limit=nan", "before=yesterday"])
def test_a_wrong_question_is_refused(query: str) -> None:
    async def test(visitor: Visitor) -> None:
        got = await visitor.ask(f"/api/runs?{query}")
        assert (400, True) == (got.status, "must be a number" in got.json["error"])

    visit(FakeDesk(), test)


def test_one_run_tells_its_writes_what_is_under_way_and_its_lines() -> None:
    desk = FakeDesk("a")
    run = desk.begin("a")
    run.changes.all.append(Change(action="copy", source="s", target="t", moved=7, digest="sha256:00"))
    _, report = copying(run, "docker.io/library/debian:12", "localhost:5000/debian:12")
    report.bytes_planned = 9

    async def test(visitor: Visitor) -> None:
        got = (await visitor.ask(f"/api/runs/{run.id}")).json
        assert ("a", "running", 7, "s", 0, 9, []) == (
            got["script"],
            got["status"],
            got["summary"]["bytesMoved"],
            got["changes"][0]["source"],
            got["changesLeftOut"],
            got["writes"][0]["bytesPlanned"],
            got["lines"],
        )
        missing = await visitor.ask("/api/runs/nothing")
        assert (404, {"error": "there is no such run"}) == (missing.status, missing.json)

    visit(desk, test)


def test_runs_of_earlier_processes_come_from_the_history(tmp_path: Path) -> None:
    before = FakeDesk("a", started=NOW - 1000)

    async def main() -> None:
        async with open_history(tmp_path / "history.sqlite", wall=lambda: NOW) as history:
            good = before.begin("a")
            good.id = "good"
            history.run_ended(before.end(good, after=500.0))
            old = before.begin("a")
            old.id = "old"
            old.changes.all.append(Change(action="delete tag", target="t", before="sha256:00"))
            before.end(old, "failed", error="long ago")
            history.run_started(old)
            history.run_ended(old)
            await history.flush()

            desk = FakeDesk("a", "b")
            async with serving(desk, history) as visitor:
                status = (await visitor.ask("/api/status")).json
                assert {"a": NOW - 500} == desk.metrics.last_success
                assert ("old", ["good", "old"], True) == (
                    status["scripts"][0]["last"]["id"],
                    [run["id"] for run in status["scripts"][0]["recent"]],
                    status["history"],
                )
                new = desk.past("a")
                history.run_ended(new)
                await history.flush()
                status = (await visitor.ask("/api/status")).json
                assert (new.id, ["good", "old", new.id]) == (
                    status["scripts"][0]["last"]["id"],
                    [run["id"] for run in status["scripts"][0]["recent"]],
                )
                runs = (await visitor.ask("/api/runs")).json
                assert ([new.id, "old", "good"], None) == ([run["id"] for run in runs["runs"]], runs["next"])
                assert runs["runs"][0].keys() == runs["runs"][1].keys()
                found = (await visitor.ask("/api/runs/old")).json
                fresh = (await visitor.ask(f"/api/runs/{new.id}")).json
                assert ("long ago", 1, "t", []) == (
                    found["error"],
                    found["summary"]["deleted"],
                    found["changes"][0]["target"],
                    found["lines"],
                )
                assert found.keys() == fresh.keys()

    anyio.run(main)


def test_a_secret_that_becomes_known_later_is_shown_no_more(tmp_path: Path) -> None:
    before = FakeDesk("a", started=NOW - 1000)

    async def main() -> None:
        async with open_history(tmp_path / "history.sqlite", wall=lambda: NOW) as history:
            old = before.begin("a")
            old.id = "old"
            old.changes.all.append(Change(action="copy", target="t", reason="it is opensesame7"))
            history.run_ended(before.end(old, "failed", error="opensesame7 is wrong"))
            await history.flush()

            desk = FakeDesk("a")
            new = desk.begin("a")
            new.changes.all.append(Change(action="copy", target="t", reason="opensesame7"))
            desk.end(new, "failed", error="opensesame7 again")
            paths = ("/api/status", "/api/runs", "/api/runs/old", f"/api/runs/{new.id}")
            async with serving(desk, history) as visitor:
                mark = logs.run_id.set(new.id)
                logging.getLogger("regbot").warning("trying opensesame7")
                logs.run_id.reset(mark)
                assert [True] * 4 == [b"opensesame7" in (await visitor.ask(path)).body for path in paths]
                logs.hide("opensesame7")
                answers = [(await visitor.ask(path)).body for path in paths]
                assert [False] * 4 == [b"opensesame7" in answer for answer in answers]
                assert all(b"[censored]" in answer for answer in answers)

    anyio.run(main)


PAGES = {
    "/": "text/html; charset=utf-8",
    "/style.css": "text/css; charset=utf-8",
    "/icon.svg": "image/svg+xml; charset=utf-8",
    **{
        f"/{name}.js": "text/javascript; charset=utf-8"
        for name in ("page", "dom", "registries", "words", "scripts", "runs", "timeline")
    },
}


def test_the_page_is_served_and_nothing_beside_it() -> None:
    async def test(visitor: Visitor) -> None:
        for path, kind in PAGES.items():
            got = await visitor.ask(path)
            assert (200, kind, True) == (got.status, got.headers["Content-Type"], len(got.body) > 100)
        for path in (
            "/index.html",
            "/../http_api.py",
            "/%2e%2e/http_api.py",
            "/pages/page.js",
            "/api",
            "/api/run/a",
        ):
            assert 404 == (await visitor.ask(path)).status

    visit(FakeDesk("a"), test)


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere() -> None:
    async def test(visitor: Visitor) -> None:
        page = (await visitor.ask("/")).body.decode()
        assert [] == [
            word for word in ("://", "<style", " style=", " onclick", "javascript:") if word in page
        ]
        for path in PAGES:
            text = (await visitor.ask(path)).body.decode()
            assert [] == [
                word
                for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
                if word in text
            ]

    visit(FakeDesk(), test)


def test_every_file_of_the_page_is_served() -> None:
    folder = Path(regbot.__file__).parent / "pages"

    assert {file.name for file in folder.iterdir()} == {
        "index.html" if path == "/" else path[1:] for path in PAGES
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:8090", ("127.0.0.1", 8090)),
        ("[::1]:8090", ("::1", 8090)),
        ("localhost:0", ("localhost", 0)),
        ("8090", ("127.0.0.1", 8090)),
        (":8090", (None, 8090)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
    ],
)
def test_addresses_to_listen_on(text: str, expected: Any) -> None:
    assert expected == parse_listen(text)


@pytest.mark.parametrize(
    "text", ["", "localhost", "a:b", "127.0.0.1:", "::1:80", "1.2.3.4:65536", "http://h:80"]
)
def test_no_addresses_to_listen_on(text: str) -> None:
    with pytest.raises(UsageError, match="is no address to listen on"):
        parse_listen(text)


def test_an_address_in_use_is_a_usage_error() -> None:
    desk = FakeDesk()

    async def test(visitor: Visitor) -> None:
        with pytest.raises(
            UsageError, match=f'cannot listen on "{visitor.address}": .*address already in use'
        ):
            async with serve_status(visitor.address, desk, desk.metrics, None, desk.feed):
                pass

    visit(FakeDesk(), test)


def test_a_token_is_read_hidden_and_its_file_looked_at(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "token"
    file.write_text("  0123456789abcdef-secret\n", encoding="utf-8")
    file.chmod(0o600)
    token = read_token(file)
    assert ("0123456789abcdef-secret", "[censored]", []) == (
        token.get_secret_value(),
        redact("0123456789abcdef-secret"),
        caplog.records,
    )

    file.chmod(0o644)
    read_token(file)
    [record] = caplog.records
    assert ("Other users may read the token file", {"file": str(file), "mode": "0644"}, logging.WARNING) == (
        record.message,
        record.fields,  # type: ignore[attr-defined]  # ours
        record.levelno,
    )


@pytest.mark.parametrize(
    "content", [b"", b"short", b"two words of some length", b"\xff" * 20, "é".encode() * 20]
)
def test_a_token_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="token file"):
        read_token(file)


def test_a_missing_token_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read the token file .*: No such file or directory"):
        read_token(tmp_path / "none")


def test_a_fault_of_ours_is_logged_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = FakeDesk("a")

    async def test(visitor: Visitor) -> None:
        monkeypatch.setattr(desk, "scripts", lambda: 1 / 0)
        got = await visitor.ask("/api/status")
        assert (500, {"error": "internal error, see the log"}) == (got.status, got.json)

    visit(desk, test)

    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "Cannot answer a request for the status" == record.message


def test_the_address_may_be_ipv6() -> None:
    desk = FakeDesk()

    async def main() -> None:
        async with (
            serve_status("[::1]:0", desk, desk.metrics, None, desk.feed) as address,
            aiohttp.ClientSession() as session,
            session.get(f"http://{address}/healthz") as answer,
        ):
            assert (200, True) == (answer.status, address.startswith("[::1]:"))

    anyio.run(main)
