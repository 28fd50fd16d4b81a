"""Failing registries, silent ones, cut downloads and uploads that start again."""

import gzip
from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest

from regbot.registry.errors import (
    NetworkError,
    NotFound,
    RateLimited,
    RegistryError,
    SizeMismatch,
    TimedOut,
    UnexpectedStatus,
)
from regbot.registry.transport import Request, Transport
from tests.fakes.clock import FakeClock
from tests.fakes.scripted import Got, Reply, Scripted
from tests.fakes.transports import (
    OK,
    QUICK,
    against,
    check_clean,
    connect,
    fetch,
    get,
    pieces,
    put,
    script,
)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_temporary_statuses_are_tried_again_with_growing_waits(status: int) -> None:
    clock = FakeClock()

    async def test(transport: Transport, server: Scripted) -> None:
        assert b"fine" == await fetch(transport, get(server))
        assert (4, [0.1, 0.2, 0.4]) == (len(server.got), clock.slept)

    against(script(Reply(status), Reply(status), Reply(status), OK), test, clock=clock)


def test_after_five_tries_the_last_error_is_raised() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(UnexpectedStatus, match=r"\[http 502\].*5 attempts") as caught:
            await fetch(transport, get(server))
        assert (5, 5) == (len(server.got), caught.value.attempts)

    against(script(Reply(502)), test)


def test_one_outage_does_not_slow_down_later_requests() -> None:
    clock = FakeClock()

    async def test(transport: Transport, server: Scripted) -> None:
        for _ in range(3):
            await fetch(transport, get(server))
        assert [0.1, 0.2, 0.1] == clock.slept

    against(script(Reply(500), Reply(500), OK, OK, Reply(500), OK), test, clock=clock)


def test_a_request_may_forbid_repetition() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(UnexpectedStatus):
            await fetch(transport, get(server, retry=False))
        assert 1 == len(server.got)

    against(script(Reply(500)), test)


def test_a_closed_connection_is_tried_again() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        assert b"fine" == await fetch(transport, get(server))

    against(script(Reply(hang_up=True), Reply(hang_up=True), Reply(hang_up=True), OK), test)


def test_a_refused_connection_is_a_network_error_after_five_tries() -> None:
    clock = FakeClock()

    async def main() -> None:
        async with Scripted(script(OK)) as server:
            pass
        async with connect(server, clock=clock) as transport:
            with pytest.raises(
                NetworkError, match=r"cannot connect to 127.0.0.1:\d+: Connection refused.*5 attempts"
            ):
                await fetch(transport, get(server))
            check_clean(transport)
        assert [0.1, 0.2, 0.4, 0.8] == clock.slept

    anyio.run(main)


@pytest.mark.parametrize("value", ["7", "Tue, 14 Nov 2023 22:13:27 GMT"])
def test_retry_after_is_honoured_in_both_forms(value: str) -> None:
    clock = FakeClock()

    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))
        assert [7.0] == clock.slept

    against(script(Reply(503, [("Retry-After", value)]), OK), test, clock=clock)


def test_a_429_holds_back_all_requests_to_its_registry() -> None:
    clock = FakeClock(0.0)
    starts: list[float] = []

    async def answer(_: Got) -> Reply:
        starts.append(clock.now)
        return Reply(429, [("Retry-After", "20")]) if len(starts) == 1 else OK

    async def test(transport: Transport, server: Scripted) -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(fetch, transport, get(server))
            await anyio.wait_all_tasks_blocked()
            for _ in range(5):
                group.start_soon(fetch, transport, get(server))
        assert ([0.0] + [20.0] * 6, [20.0]) == (starts, clock.slept)

    against(answer, test, clock=clock, req_concurrent=1)


def test_a_wait_past_the_deadline_is_not_begun() -> None:
    clock = FakeClock()

    async def test(transport: Transport, server: Scripted) -> None:
        for _ in range(2):
            with anyio.fail_after(5), pytest.raises(RateLimited, match="rate limit exceeded"):
                await fetch(transport, get(server))
        assert ([], 1) == (clock.slept, len(server.got))

    against(script(Reply(429, [("Retry-After", "60")])), test, clock=clock)


def test_a_streamed_body_starts_again_with_every_attempt() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, put(server, lambda: pieces(b"ab", b"", b"c"), body_size=3))
        assert [(b"abc", "3")] * 3 == [(got.body, got.headers["content-length"]) for got in server.got]

    against(script(Reply(503), Reply(hang_up=True), Reply(201)), test)


def test_a_body_of_unknown_size_is_chunked() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, put(server, lambda: pieces(b"ab", b"c")))
        assert (b"abc", "chunked") == (server.got[0].body, server.got[0].headers["transfer-encoding"])

    against(script(Reply(201)), test)


@pytest.mark.parametrize("size", [0, 5, 1 << 17, (1 << 21) + 7])
def test_bytes_of_every_size_arrive(size: int) -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        await fetch(transport, put(server, bytes(size)))
        assert (size, str(size)) == (len(server.got[0].body), server.got[0].headers.get("content-length"))

    against(script(Reply(201)), test)


def test_a_body_that_cannot_start_again_is_an_error_and_not_a_shorter_upload() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        once = pieces(b"abc")
        with pytest.raises(RegistryError, match="the upload has to start again, but its source cannot"):
            await fetch(transport, put(server, lambda: once))
        assert 1 == len(server.got)

    against(script(Reply(503)), test)


@pytest.mark.parametrize("parts", [(b"ab",), (b"abc", b"d")])
def test_a_source_of_another_length_is_an_error(parts: tuple[bytes, ...]) -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(SizeMismatch, match="the source gave"):
            await fetch(transport, put(server, lambda: pieces(*parts), body_size=3))

    against(script(Reply(201)), test)


def test_an_error_of_the_source_comes_out_as_it_is_and_the_source_is_closed() -> None:
    closed = []

    async def broken() -> AsyncIterator[bytes]:
        try:
            yield b"a"
            raise NotFound("the source is gone")
        finally:
            closed.append(True)

    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(NotFound, match="the source is gone"):
            await fetch(transport, put(server, broken, body_size=3))
        assert [True] == closed

    against(script(Reply(201)), test)


def test_an_answer_before_the_end_of_the_upload_is_understood_and_the_source_closed() -> None:
    closed = []

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield bytes(1 << 16)
        finally:
            closed.append(True)

    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(UnexpectedStatus, match="http 413"):
            await fetch(transport, put(server, endless))
        assert [True] == closed

    against(script(Reply(413)), test, early=lambda _: True)


BLOB = bytes(range(256)) * 1024


def blob(server: Scripted, **options: Any) -> Request:
    return get(server, path="blobs/sha256:x", kind="blob", **options)


async def download(transport: Transport, request: Request) -> bytes:
    async with transport.send(request) as response:
        return b"".join([chunk async for chunk in response.chunks()])


class Cutting:
    """Serves BLOB, cut after `cut` bytes each time, with or without ranges."""

    def __init__(self, cut: int, *, ranges: bool = True, etag: str = '"1"') -> None:
        self.cut = cut
        self.ranges = ranges
        self.etag = etag

    async def __call__(self, got: Got) -> Reply:
        wanted = got.headers.get("range", "")
        start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted and self.ranges else 0
        headers = [("ETag", self.etag)] if self.etag else []
        if start:
            headers.append(("Content-Range", f"bytes {start}-{len(BLOB) - 1}/{len(BLOB)}"))
        rest = BLOB[start:]
        return Reply(206 if start else 200, headers, rest, cut=self.cut if self.cut < len(rest) else None)


def test_a_cut_download_goes_on_where_it_stopped() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        assert BLOB == await download(transport, blob(server))
        assert [None, "bytes=100000-262143", "bytes=200000-262143"] == [
            got.headers.get("range") for got in server.got
        ]
        assert '"1"' == server.got[1].headers["if-range"]

    against(Cutting(100_000), test)


def test_a_registry_without_ranges_sends_again_and_nothing_is_doubled() -> None:
    answers = Cutting(100_000, ranges=False)

    async def answer(got: Got) -> Reply:
        reply = await answers(got)
        answers.cut = len(BLOB)
        return reply

    async def test(transport: Transport, server: Scripted) -> None:
        assert BLOB == await download(transport, blob(server))

    against(answer, test)


def test_a_download_without_progress_is_given_up_after_five_tries() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(NetworkError, match=r"ended early.*5 attempts"):
            await download(transport, blob(server))
        assert 5 == len(server.got)

    against(Cutting(10), test)


def test_a_blob_that_changed_meanwhile_is_an_error() -> None:
    answers = Cutting(100_000)

    async def answer(got: Got) -> Reply:
        reply = await answers(got)
        answers.etag = '"2"'
        return reply

    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(NetworkError, match="the blob changed while it was read"):
            await download(transport, blob(server))

    against(answer, test)


def test_a_range_that_was_not_asked_for_is_an_error() -> None:
    replies = script(
        Reply(body=BLOB, cut=100_000),
        Reply(206, [("Content-Range", f"bytes 5-{len(BLOB) - 1}/{len(BLOB)}")], BLOB[5:]),
    )

    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(NetworkError, match="asked to go on at byte 100000 of 262144, the registry sent"):
            await download(transport, blob(server))

    against(replies, test)


def test_a_download_of_unknown_length_is_complete_when_it_has_the_wanted_size() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        assert BLOB == await download(transport, blob(server, size=len(BLOB)))
        assert 2 == len(server.got)

    rest = Reply(206, [("Content-Range", f"bytes 1000-{len(BLOB) - 1}/{len(BLOB)}")], BLOB[1000:])
    against(script(Reply(body=BLOB[:1000], length=""), rest), test)


def test_a_cut_manifest_is_asked_for_again_from_its_beginning() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server)) as response:
            assert (b"newer manifest", "2") == (await response.read(100), response.headers["ETag"])

    against(
        script(Reply(body=b"manifest", cut=3), Reply(headers=[("ETag", "2")], body=b"newer manifest")), test
    )


@pytest.mark.parametrize("length", [None, ""])
def test_an_empty_answer_is_whole(length: str | None) -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server)) as response:
            assert [] == [piece async for piece in response.chunks()]

    against(script(Reply(length=length)), test)


def test_another_length_than_wanted_is_an_error_at_once() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(SizeMismatch, match="announces 4 bytes, expected were 5"):
            await download(transport, blob(server, size=5))
        assert 1 == len(server.got)

    against(script(OK), test)


@pytest.mark.parametrize("length", [None, ""])
def test_reading_is_bounded(length: str | None) -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server)) as response:
            with pytest.raises(
                SizeMismatch, match="read limit exceeded: the answer is longer than 1000 bytes"
            ):
                await response.read(1000)

    against(script(Reply(body=bytes(1 << 20), length=length)), test)


def test_an_answer_compressed_against_our_wish_is_read_within_the_limit() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        assert bytes(1000) == await fetch(transport, get(server))
        async with transport.send(get(server)) as response:
            with pytest.raises(SizeMismatch, match="read limit exceeded"):
                await response.read(999)
        async with transport.send(get(server)) as response:
            assert bytes(1000) == await response.read(1000)
        with pytest.raises(NetworkError, match="not gzip as its header says"):
            await fetch(transport, get(server))

    packed = Reply(headers=[("Content-Encoding", "gzip")], body=gzip.compress(bytes(1000)))
    broken = Reply(headers=[("Content-Encoding", "gzip")], body=b"plain text")
    against(script(packed, packed, packed, broken), test)


def test_a_silent_server_is_given_up() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(TimedOut, match=r"timed out waiting for data.*5 attempts"):
            await fetch(transport, get(server))

    against(script(Reply(deaf=True)), test, timeouts=QUICK)


def test_a_stalled_download_goes_on_elsewhere() -> None:
    async def test(transport: Transport, server: Scripted) -> None:
        assert BLOB == await download(transport, blob(server))

    rest = Reply(206, [("Content-Range", f"bytes 100000-{len(BLOB) - 1}/{len(BLOB)}")], BLOB[100_000:])
    against(script(Reply(body=BLOB, stall=100_000), rest), test, timeouts=QUICK)


def test_an_upload_that_nobody_reads_is_given_up() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1 << 20)

    async def test(transport: Transport, server: Scripted) -> None:
        with pytest.raises(TimedOut, match="timed out sending: the server takes no more data"):
            await fetch(transport, put(server, endless, retry=False))

    against(script(Reply(deaf=True)), test, timeouts=QUICK, early=lambda _: True)
