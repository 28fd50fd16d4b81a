"""What a meter is told, and that it is told nothing secret."""

from itertools import count
from typing import Any

import anyio

from regbot.registry.host import HostConfig
from regbot.registry.limits import Gate
from regbot.registry.meter import Reason, Unmetered, Wait
from regbot.registry.ratelimit import RateLimit
from regbot.registry.transport import Transport
from tests.fakes.clock import FakeClock
from tests.fakes.scripted import Reply, Scripted
from tests.fakes.transports import (
    OK,
    TokenRegistry,
    against,
    connect,
    fetch,
    get,
    pieces,
    put,
    script,
    user,
)


class Notes:
    """A meter that writes down what it is told; seconds only where a fake clock makes them."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []
        self.registries: set[str] = set()

    def _note(self, registry: str, *words: Any) -> None:
        self.registries.add(registry)
        self.told.append(words)

    def requested(self, registry: str, method: str, status: int, seconds: float) -> None:
        self._note(registry, method, status, seconds)

    def retried(self, registry: str, reason: Reason) -> None:
        self._note(registry, "again", reason)

    def received(self, registry: str, size: int) -> None:
        if size:
            self._note(registry, "in", size)

    def sent(self, registry: str, size: int) -> None:
        self._note(registry, "out", size)

    def waited(self, registry: str, wait: Wait, seconds: float) -> None:
        self._note(registry, "waited", wait, seconds)

    def limited(self, registry: str, limit: RateLimit) -> None:
        self._note(registry, "limit", limit.remain, limit.limit, limit.reset)


def test_a_request_and_the_bytes_of_its_answer_are_told() -> None:
    meter = Notes()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))
        assert {server.host} == meter.registries

    against(script(OK), test, meter=meter)

    assert [("GET", 200, 0.0), ("in", 4)] == meter.told


def test_a_streamed_body_is_told_piece_by_piece_and_one_in_memory_as_a_whole() -> None:
    meter = Notes()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, put(server, lambda: pieces(b"abc", b"de")))
        await fetch(transport, put(server, b"abcdefg"))

    against(script(Reply(201)), test, meter=meter)

    assert [("out", 3), ("out", 2), ("PUT", 201, 0.0), ("out", 7), ("PUT", 201, 0.0)] == meter.told


def test_token_requests_and_refusals_are_requests_too() -> None:
    meter = Notes()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))

    against(TokenRegistry(), test, meter=meter, credential=user)

    assert [401, 200, 200] == [note[1] for note in meter.told if note[0] in ("GET", "POST")]


def test_no_answer_is_a_request_with_status_0_and_a_retry() -> None:
    meter = Notes()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))

    silence = Reply(hang_up=True)  # twice: aiohttp asks once more by itself
    against(script(silence, silence, Reply(503), OK), test, meter=meter)

    assert [
        ("GET", 0, 0.0),
        ("again", "network"),
        ("GET", 503, 0.0),
        ("again", "refused"),
        ("GET", 200, 0.0),
        ("in", 4),
    ] == meter.told


def test_a_429_and_the_pause_that_it_asks_for_are_told() -> None:
    meter = Notes()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))

    limits = [("RateLimit-Limit", "100;w=60"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "7")]
    against(script(Reply(429, [*limits, ("Retry-After", "7")]), OK), test, meter=meter)

    assert [
        ("GET", 429, 0.0),
        ("limit", 0, 100, 7),
        ("again", "rate limited"),
        ("GET", 200, 0.0),
        ("in", 4),
    ] == meter.told


def test_a_broken_body_is_told_when_it_is_fetched_on() -> None:
    meter = Notes()

    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server, kind="blob", size=6)) as response:
            assert b"abcdef" == b"".join([piece async for piece in response.chunks()])

    rest = Reply(206, [("Content-Range", "bytes 3-5/6")], b"def")
    against(script(Reply(body=b"abcdef", cut=3), rest), test, meter=meter)

    assert [
        ("GET", 200, 0.0),
        ("in", 3),
        ("again", "broken body"),
        ("GET", 206, 0.0),
        ("in", 3),
    ] == meter.told


def test_a_mirrors_work_is_its_own() -> None:
    meter = Notes()

    async def main() -> None:
        async with Scripted(script(Reply(500))) as mirror, Scripted(script(OK)) as up:
            hosts = [
                HostConfig("up.example", hostname=up.host, tls="disabled", mirrors=(mirror.host,)),
                HostConfig(mirror.host, tls="disabled"),
            ]
            async with connect(hosts=hosts, meter=meter) as transport:
                await fetch(transport, get(up, registry="up.example", mirrors=True))
            assert {mirror.host, "up.example"} == meter.registries

    anyio.run(main)


def test_waits_for_a_slot_and_for_the_rate_are_told_only_when_there_were_some() -> None:
    meter = Notes()
    clock = FakeClock()

    async def main() -> None:
        gate = Gate(1, 4.0, clock=clock, sleep=clock.sleep, registry="r", meter=meter)
        first = await gate.enter()
        await gate.pace()
        async with anyio.create_task_group() as group:

            async def second() -> None:
                slot = await gate.enter()
                slot.release()

            group.start_soon(second)
            await anyio.wait_all_tasks_blocked()
            clock.now += 2.0
            first.release()
        await gate.pace()
        await gate.pace()

    anyio.run(main)

    assert [("waited", "slot", 2.0), ("waited", "rate", 0.25)] == meter.told


def test_a_request_that_goes_at_once_has_not_waited() -> None:
    meter = Notes()
    times = count()

    async def main() -> None:
        gate = Gate(1, 0.0, clock=lambda: float(next(times)), sleep=anyio.sleep, registry="r", meter=meter)
        slot = await gate.enter()
        await gate.pace()
        slot.release()

    anyio.run(main)

    assert [] == meter.told


def test_without_a_meter_nothing_is_counted() -> None:
    unmetered = Unmetered()

    assert [None] * 6 == [
        unmetered.requested("r", "GET", 200, 0.1),
        unmetered.retried("r", "network"),
        unmetered.received("r", 1),
        unmetered.sent("r", 1),
        unmetered.waited("r", "slot", 1.0),
        unmetered.limited("r", RateLimit()),
    ]
