"""Which runs are kept, and what those who watch are told."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from regbot import logs
from regbot.builtins import Change
from regbot.feed import RECENT, Feed, Listener, changes_document
from regbot.loglines import LogLines
from tests.fakes.desk import FakeDesk, copying


def parse(raw: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Events of a stream."""
    found = []
    for block in raw.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith(":"))
        if "data" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def watched(test: Callable[[FakeDesk, Listener], Awaitable[None]]) -> None:
    async def main() -> None:
        desk = FakeDesk("a")
        with desk.lines, desk.feed.listen() as listener:
            await test(desk, listener)

    anyio.run(main)


def test_runs_that_begin_and_end_are_told() -> None:
    async def test(desk: FakeDesk, listener: Listener) -> None:
        run = desk.begin("a")
        desk.feed.tick_dropped("a", run)
        run.changes.all.append(Change(action="copy", target="t", moved=7))
        desk.end(run, "failed", error="it broke")
        events = parse(await listener.take())

        assert ["run-started", "tick-dropped", "run-ended"] == [name for name, _ in events]
        assert {"script": "a", "run": run.id} == events[1][1]
        started, ended = events[0][1], events[2][1]
        assert ("running", None, "failed", "it broke", 1.0, 1, 7) == (
            started["status"],
            started["ended"],
            ended["status"],
            ended["error"],
            ended["duration"],
            ended["ticksDropped"],
            ended["summary"]["bytesMoved"],
        )

    watched(test)


def test_log_lines_of_runs_are_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "regbot")

    async def test(desk: FakeDesk, listener: Listener) -> None:
        mark = logs.run_id.set("r9")
        try:
            await asyncio.to_thread(logging.getLogger("regbot.test").info, "said in a thread")
        finally:
            logs.run_id.reset(mark)
        [(name, document)] = parse(await listener.take())

        assert ("line", "r9", 0, "said in a thread") == (
            name,
            document["run"],
            document["line"]["number"],
            document["line"]["message"],
        )

    watched(test)


def test_copies_under_way_are_told_when_they_get_on() -> None:
    turns: list[float] = []

    async def main() -> None:
        desk = FakeDesk("a")
        go = asyncio.Event()

        async def sleep(seconds: float) -> None:
            turns.append(seconds)
            go.clear()
            await go.wait()

        with desk.lines, desk.feed.listen() as listener:
            run = desk.begin("a")
            _, report = copying(run, "docker.io/library/debian:12", "localhost:5000/debian:12")
            waiting = Change(action="copy", source="s", target="t")
            run.changes.running.append(waiting)
            await listener.take()
            pulse = asyncio.create_task(desk.feed.pulse(0.5, sleep=sleep))
            report.bytes_planned, report.bytes_moved, report.bytes_skipped = 100, 10, 20
            report.bytes_under_way = 5
            run.changes.all.append(Change(action="delete tag", target="old"))
            [(name, document)] = parse(await listener.take())
            [shown] = document["runs"]
            first, second = shown["writes"]

            assert ("progress", run.id, 1, False, 100, 30, 5, True, 0) == (
                name,
                shown["id"],
                shown["summary"]["deleted"],
                first["waiting"],
                first["bytesPlanned"],
                first["bytesDone"],
                first["bytesUnderWay"],
                second["waiting"],
                second["bytesPlanned"],
            )
            run.changes.running = []
            go.set()
            [(_, after)] = parse(await listener.take())
            assert [] == after["runs"][0]["writes"]
            desk.end(run)
            await listener.take()
            go.set()
            await listener.take()
            pulse.cancel()
        assert {0.5} == set(turns)

    anyio.run(main)


def test_nobody_listens_nothing_is_made() -> None:
    async def main() -> None:
        desk = FakeDesk("a")
        with desk.lines:
            with desk.feed.listen():
                assert (1, True) == (desk.feed.listening, desk.lines.told is not None)
            assert (0, None) == (desk.feed.listening, desk.lines.told)
            slept: list[float] = []

            async def sleep(seconds: float) -> None:
                slept.append(seconds)

            pulse = asyncio.create_task(desk.feed.pulse(sleep=sleep))
            await anyio.wait_all_tasks_blocked()
            assert [] == slept
            pulse.cancel()

    anyio.run(main)


def test_a_listener_that_does_not_keep_up_is_lost_and_the_others_go_on() -> None:
    async def main() -> None:
        feed = Feed(LogLines(), queue=3)
        with feed.listen() as slow, feed.listen() as quick:
            for number in range(5):
                feed.tick_dropped("a", FakeDesk("a").begin("a"))
                assert "tick-dropped" == parse(await quick.take())[0][0]
                assert (number >= 3) == slow.lost
            assert (b"", False) == (await slow.take(), quick.lost)

    anyio.run(main)


def test_a_closed_feed_ends_all_listeners() -> None:
    async def main() -> None:
        feed = Feed(LogLines())
        with feed.listen() as before:
            feed.close()
            with feed.listen() as after:
                assert (b"", b"") == (await before.take(), await after.take())

    anyio.run(main)


def test_old_runs_go_by_number_and_by_what_they_wrote() -> None:
    desk = FakeDesk("a")
    desk.feed = Feed(desk.lines, runs=3, changes=10)
    running = desk.begin("a")
    for _ in range(5):
        desk.past("a")
    assert ["r1", "r5", "r6"] == sorted(run.id for run in desk.feed.runs())

    for _ in range(3):
        run = desk.begin("a")
        run.changes.all += [Change(action="copy", target="t")] * 8
        desk.end(run)
    assert ["r1", "r9"] == sorted(run.id for run in desk.feed.runs())
    assert (running, None) == (desk.feed.run("r1"), desk.feed.run("r5"))
    assert (RECENT - 4, "r9") == (len(desk.feed.recent("a")), desk.feed.recent("a")[-1]["id"])


def test_secrets_are_not_told() -> None:
    logs.hide("swordfish-99")
    desk = FakeDesk("a")
    run = desk.begin("a")
    run.changes.all.append(Change(action="copy", target="t", reason="because of swordfish-99"))
    change, _ = copying(run, "docker.io/library/debian:12", "localhost:5000/debian:12")
    change.target = "https://user:swordfish-99@localhost/x"
    desk_progress = desk.feed.progress(run)
    desk.end(run, "failed", error="wrong password swordfish-99")

    told = json.dumps([desk.feed.document(run), changes_document(run, 10), desk_progress])
    assert ("swordfish" in told, "[censored]" in told) == (False, True)


def test_the_newest_writes_are_shown_and_those_in_place_are_not() -> None:
    desk = FakeDesk("a")
    run = desk.begin("a")
    run.changes.all += [Change(action="copy", target=f"t{number}") for number in range(5)]
    run.changes.all.append(Change(action="copy", target="same", result="unchanged"))

    document = changes_document(run, 2)
    assert (["t3", "t4"], 3) == ([each["target"] for each in document["changes"]], document["changesLeftOut"])


def test_no_event_tells_a_secret() -> None:
    logs.hide("swordfish-77")

    async def test(desk: FakeDesk, listener: Listener) -> None:
        run = desk.begin("a")
        desk.feed.tick_dropped("swordfish-77", run)
        desk.end(run, "failed", error="swordfish-77")
        events = await listener.take()
        assert [b"event: run-started", b"event: tick-dropped", b"event: run-ended"] == [
            line for line in events.splitlines() if line.startswith(b"event")
        ]
        assert b"swordfish" not in events

    watched(test)
