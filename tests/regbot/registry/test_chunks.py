"""Blobs that go up in chunks: their length, and what follows when one of them fails."""

import pytest

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import (
    UnexpectedStatus,
)
from tests.fakes.blobs import DATA, DESCRIPTOR, DIGEST, UPLOADS, Pieces, at
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio


async def test_chunks_where_the_host_asks_for_them() -> None:
    registry = MemoryRegistry(relative=True)
    async with connected(registry, blob_max=1000, blob_chunk=4096) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    session = f"{UPLOADS}session-0"
    expected = [f"POST {UPLOADS}", *[f"PATCH {session}"] * 3, f"PUT {session}"]
    assert expected == registry.log
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]


async def test_chunks_are_as_long_as_the_registry_wants_at_least() -> None:
    registry = MemoryRegistry(least_chunk=8000)
    async with connected(registry, blob_max=0, blob_chunk=10) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert 2 == registry.counted("PATCH")


async def test_a_stream_of_unknown_digest_goes_up_in_chunks() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        assert DESCRIPTOR == await client.put_blob(at(host), Pieces())
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert 1 == registry.counted("PATCH")


async def test_a_put_that_is_too_large_for_a_gateway_is_repeated_in_chunks() -> None:
    registry = MemoryRegistry(put_limit=5000)
    source = Pieces()
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert (DATA, {}) == (registry.repositories["team/app"].blobs[DIGEST], registry.uploads)
    assert ["opened", "closed", "opened", "closed"] == source.opened


async def test_a_lost_chunk_is_sent_again() -> None:
    failed: list[Got] = []

    def lose(got: Got) -> Reply | None:
        if got.method == "PATCH" and len(failed) < 2:
            failed.append(got)
            return Reply(500) if len(failed) == 1 else Reply(hang_up=True)
        return None

    registry = MemoryRegistry(before=lose)
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert (6, 2) == (registry.counted("PATCH"), registry.counted("GET"))


async def test_a_chunk_that_arrived_without_its_answer_is_not_sent_again() -> None:
    lost: list[Got] = []

    def lose(got: Got) -> Reply | None:
        if got.method == "PATCH" and not lost:
            lost.append(got)
            registry.uploads["session-0"] += got.body
            return Reply(502)
        return None

    registry = MemoryRegistry(before=lose)
    async with connected(registry, blob_max=0, blob_chunk=6000) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert 2 == registry.counted("PATCH")


async def test_repairs_come_to_an_end() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(500) if got.method == "PATCH" else None)
    async with connected(registry, blob_max=0) as (client, host):
        with pytest.raises(UnexpectedStatus, match="http 500"):
            await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    # five tries in each of two sessions
    assert (10, 2, {}) == (registry.counted("PATCH"), registry.counted("POST"), registry.uploads)


async def test_a_refused_chunk_is_not_repeated_for_long() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(405) if got.method == "PATCH" else None)
    async with connected(registry, blob_max=0) as (client, host):
        with pytest.raises(UnexpectedStatus, match="http 405"):
            await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert (3, 1, {}) == (registry.counted("PATCH"), registry.counted("POST"), registry.uploads)


async def test_a_429_on_a_chunk_is_waited_for() -> None:
    refused: list[Got] = []

    def busy(got: Got) -> Reply | None:
        if got.method == "PATCH" and not refused:
            refused.append(got)
            return Reply(429, [("Retry-After", "7")])
        return None

    registry = MemoryRegistry(before=busy)
    async with connected(registry, blob_max=0, blob_chunk=6000) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert (3, 1) == (registry.counted("PATCH"), registry.counted("POST"))


async def test_a_416_is_overcome_by_asking_how_much_is_there() -> None:
    refused: list[Got] = []

    def lose(got: Got) -> Reply | None:
        if got.method == "PATCH" and len(registry.uploads["session-0"]) == 3000 and not refused:
            refused.append(got)
            del registry.uploads["session-0"][1000:]  # as after a crash: less than was acknowledged
            registry.uploads["session-0"] += DATA[1000:3500]
        return None

    registry = MemoryRegistry(before=lose)
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert (5, 1) == (registry.counted("PATCH"), registry.counted("GET"))


async def test_a_forgotten_session_is_followed_by_another_one() -> None:
    forgotten: list[Got] = []

    def forget(got: Got) -> Reply | None:
        if got.method == "PATCH" and len(registry.uploads["session-0"]) == 6000:
            forgotten.append(got)
            registry.uploads.clear()
        return None

    registry = MemoryRegistry(before=lambda got: None if forgotten else forget(got))
    source = Pieces()
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert (2, {}) == (registry.counted("POST"), registry.uploads)
    assert ["opened", "closed"] * 2 == source.opened


async def test_an_upload_that_breaks_twice_goes_on_in_chunks() -> None:
    def cut(got: Got) -> Reply | None:
        return Reply(hang_up=True) if got.method == "PUT" and len(got.body) > 5000 else None

    registry = MemoryRegistry(before=cut)
    source = Pieces()
    async with connected(registry, blob_chunk=4000) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert (DATA, {}) == (registry.repositories["team/app"].blobs[DIGEST], registry.uploads)
    assert (3, 3) == (registry.counted("POST"), registry.counted("PATCH"))
    assert ["opened", "closed"] * 3 == source.opened


async def test_a_least_chunk_beyond_our_limit_is_not_followed() -> None:
    registry = MemoryRegistry(least_chunk=1 << 40)
    async with connected(registry, blob_max=0, blob_chunk=1000, blob_limit=5000) as (client, host):
        await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert 3 == registry.counted("PATCH")  # 10240 bytes in chunks of 5000


async def test_sha512_in_chunks() -> None:
    digest = compute_digest(DATA, "sha512")
    registry = MemoryRegistry()
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        await client.put_blob(at(host), Pieces(), Descriptor("", digest, len(DATA)))
    assert {digest: DATA} == registry.repositories["team/app"].blobs


async def test_an_empty_blob_where_chunks_are_asked_for() -> None:
    registry = MemoryRegistry()
    async with connected(registry, blob_max=0) as (client, host):
        assert 0 == (await client.put_blob(at(host), Pieces(b""))).size
    assert {compute_digest(b""): b""} == registry.repositories["team/app"].blobs
    assert 0 == registry.counted("PATCH")
