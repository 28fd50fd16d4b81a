"""Upload sessions: whole blobs, mounts, what breaks on the way, and nothing left open."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import (
    DigestMismatch,
    RegistryError,
    SizeMismatch,
)
from tests.fakes import images
from tests.fakes.blobs import DATA, DESCRIPTOR, DIGEST, UPLOADS, Pieces, at
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio


async def test_bytes_go_up_in_one_put() -> None:
    registry = MemoryRegistry(relative=True)
    async with connected(registry) as (client, host):
        assert DESCRIPTOR == await client.put_blob(at(host), DATA)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert [f"POST {UPLOADS}", f"PUT {UPLOADS}session-0"] == registry.log


async def test_a_stream_goes_up_in_one_put_with_its_length() -> None:
    seen: list[Got] = []
    registry = MemoryRegistry(before=lambda got: seen.append(got))
    source = Pieces()
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert (str(len(DATA)), "application/octet-stream") == (
        seen[1].headers["content-length"],
        seen[1].headers["content-type"],
    )
    assert [("mount", DIGEST)] == seen[0].query
    assert ["opened", "closed"] == source.opened


async def test_an_empty_blob() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        assert 0 == (await client.put_blob(at(host), b"")).size
        empty = Descriptor("", compute_digest(b""), 0)
        await client.put_blob(at(host, "team/other"), Pieces(b""), empty)
    assert b"" == registry.repositories["team/other"].blobs[empty.digest]
    assert {} == registry.uploads


async def test_a_mount_of_whatever_the_registry_has() -> None:
    registry = MemoryRegistry(anonymous_mount="mount")
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), DATA, DESCRIPTOR)
    assert [f"POST {UPLOADS}"] == registry.log
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]


async def test_a_refused_mount_is_followed_by_a_plain_post() -> None:
    registry = MemoryRegistry(anonymous_mount="refuse")
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), DATA, DESCRIPTOR)
    assert [f"POST {UPLOADS}", f"POST {UPLOADS}", f"PUT {UPLOADS}session-0"] == registry.log


async def test_a_registry_that_refuses_mounts_of_a_kind_is_offered_no_more_of_it() -> None:
    registry = MemoryRegistry(anonymous_mount="refuse")
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        for repository in ("team/one", "team/two", "team/three"):
            await client.put_blob(at(host, repository), DATA, DESCRIPTOR)
        assert 1 + 3 == registry.counted("POST")
        assert await client.mount_blob(at(host, "other"), at(host), DESCRIPTOR)


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_registry_that_takes_no_upload_at_all_is_offered_mounts_the_next_time(status: int) -> None:
    def refuse(got: Got) -> Reply | None:
        return Reply(status) if got.method == "POST" and refuses else None

    refuses = True
    registry = MemoryRegistry(before=refuse, anonymous_mount="mount")
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        with pytest.raises(RegistryError):
            await client.put_blob(at(host), DATA, DESCRIPTOR)
        refuses = False
        await client.put_blob(at(host), DATA, DESCRIPTOR)
    assert 0 == registry.counted("PUT")  # it was mounted


async def test_a_mount_from_another_repository() -> None:
    registry = MemoryRegistry()
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        assert await client.mount_blob(at(host, "other"), at(host), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]


async def test_a_mount_that_did_not_happen_leaves_no_session() -> None:
    registry = MemoryRegistry(mounts=False)
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        assert not await client.mount_blob(at(host, "other"), at(host), DESCRIPTOR)
    assert ({}, [f"POST {UPLOADS}", f"DELETE {UPLOADS}session-0"]) == (registry.uploads, registry.log)


async def test_a_copied_blob_uses_the_session_of_its_refused_mount() -> None:
    registry = MemoryRegistry(mounts=False)
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        await client.copy_blob(at(host, "other"), at(host), DESCRIPTOR)
    expected = [f"POST {UPLOADS}", f"GET /v2/other/blobs/{DIGEST}", f"PUT {UPLOADS}session-0"]
    assert sorted(expected) == sorted(registry.log)


@pytest.mark.parametrize("settings", [{}, {"blob_max": 0}])
async def test_an_upload_whose_last_answer_was_lost_is_not_sent_again(settings: dict[str, Any]) -> None:
    lost: list[Got] = []

    def lose(got: Got) -> Reply | None:
        if got.method == "PUT" and not lost:
            lost.append(got)
            registry.repository("team/app").blobs[DIGEST] = DATA
            registry.uploads.clear()
            return Reply(hang_up=True)
        return None

    registry = MemoryRegistry(before=lose)
    source = Pieces()
    async with connected(registry, **settings) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert (2 if settings else 1) == registry.counted("PUT")  # one without a body may be repeated
    assert (1, 1) == (registry.counted("POST"), registry.counted("HEAD", "/blobs/"))
    assert ["opened", "closed"] == source.opened


@pytest.mark.parametrize("reply", [Reply(hang_up=True), Reply(503), Reply(429, [("Retry-After", "1")])])
async def test_a_broken_upload_is_repeated_whole_in_a_new_session(reply: Reply) -> None:
    failed: list[Got] = []

    def fail(got: Got) -> Reply | None:
        if got.method == "PUT" and not failed:
            failed.append(got)
            return reply
        return None

    registry = MemoryRegistry(before=fail)
    source = Pieces()
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert (DATA, {}) == (registry.repositories["team/app"].blobs[DIGEST], registry.uploads)
    assert (2, 2, 0, 1) == tuple(registry.counted(method) for method in ("POST", "PUT", "PATCH", "DELETE"))
    assert f"PUT {UPLOADS}session-1" == registry.log[-1]
    assert ["opened", "closed"] * 2 == source.opened


async def test_a_source_that_cannot_begin_anew_is_an_error_not_a_truncated_blob() -> None:
    once = Pieces()()
    registry = MemoryRegistry(before=lambda got: Reply(hang_up=True) if got.method == "PUT" else None)
    async with connected(registry) as (client, host):
        with pytest.raises(RegistryError, match="its source cannot"):
            await client.put_blob(at(host), lambda: once, DESCRIPTOR)
    assert ({}, {}) == (registry.uploads, registry.repository("team/app").blobs)


@pytest.mark.parametrize("settings", [{}, {"blob_max": 0}])
@pytest.mark.parametrize(
    ("data", "error"), [(DATA[:-1], SizeMismatch), (DATA + b"x", SizeMismatch), (DATA[::-1], RegistryError)]
)
async def test_a_source_that_is_not_what_it_says_leaves_nothing_behind(
    settings: dict[str, Any], data: bytes, error: type[Exception]
) -> None:
    registry = MemoryRegistry()
    source = Pieces(data)
    async with connected(registry, **settings) as (client, host):
        with pytest.raises(error):
            await client.put_blob(at(host), source, DESCRIPTOR)
    assert ({}, {}) == (registry.uploads, registry.repository("team/app").blobs)
    assert source.opened.count("opened") == source.opened.count("closed")


async def test_a_source_that_breaks_is_not_read_again() -> None:
    class BrokenDisk(Exception):
        pass

    calls = []

    async def source() -> AsyncIterator[bytes]:
        calls.append(1)
        yield DATA[:10]
        raise BrokenDisk

    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        with pytest.raises(BrokenDisk):
            await client.put_blob(at(host), source, DESCRIPTOR)
    assert ({}, 1) == (registry.uploads, len(calls))


@pytest.mark.parametrize("settings", [{}, {"blob_max": 0, "blob_chunk": 100}])
async def test_a_cancelled_upload_ends_its_session(settings: dict[str, Any]) -> None:
    registry = MemoryRegistry()
    async with connected(registry, **settings) as (client, host):
        with anyio.CancelScope() as scope:

            async def source() -> AsyncIterator[bytes]:
                yield DATA[:200]
                scope.cancel()
                yield DATA[200:]

            await client.put_blob(at(host), source, DESCRIPTOR)
    assert ({}, 1) == (registry.uploads, registry.counted("DELETE"))


async def test_a_session_whose_answer_comes_after_the_cancellation_is_ended_too() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        with anyio.CancelScope() as scope:
            registry.before = lambda got: scope.cancel() if got.method == "POST" else None
            await client.put_blob(at(host), DATA, DESCRIPTOR)
    assert ({}, ["POST", "DELETE"]) == (registry.uploads, [line.split()[0] for line in registry.log])


async def test_a_registry_that_does_not_say_where_is_named() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(202))
    async with connected(registry) as (client, host):
        with pytest.raises(RegistryError, match="no Location header"):
            await client.put_blob(at(host), DATA)


async def test_a_mount_that_gives_another_blob_is_refused() -> None:
    other = [("Docker-Content-Digest", compute_digest(b"other"))]
    async with connected(MemoryRegistry(before=lambda got: Reply(201, other))) as (client, host):
        with pytest.raises(DigestMismatch, match="mounted"):
            await client.put_blob(at(host), DATA)


async def test_without_the_right_to_read_the_source_a_mount_becomes_an_upload() -> None:
    def before(got: Got) -> Reply | None:
        return Reply(403) if ("from", "other") in got.query else None

    registry = MemoryRegistry(before=before)
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        await client.copy_blob(at(host, "other"), at(host), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]


async def test_a_204_to_the_last_put_is_an_answer() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(204) if got.method == "PUT" else None)
    async with connected(registry) as (client, host):
        assert DESCRIPTOR == await client.put_blob(at(host), DATA)
    assert 0 == registry.counted("DELETE")


@pytest.mark.parametrize("extra", [b"", b"data in the manifest"])
async def test_a_copy_moves_empty_blobs_and_those_that_the_manifest_carries(extra: bytes) -> None:
    layer = {"mediaType": "x/y", "digest": compute_digest(extra), "size": len(extra)}
    if extra:
        layer["data"] = base64.b64encode(extra).decode()
    image = images.image("with", extra_layers=(layer,))
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", image, "v1")
    if not extra:
        source.repositories["team/app"].blobs[compute_digest(b"")] = b""
    async with connected(source, target) as (client, here, there):
        await client.copy_image(at(here), at(there))
    assert extra == target.repositories["team/app"].blobs[compute_digest(extra)]
    assert (1 if not extra else 0) == source.counted("GET", compute_digest(extra))


async def test_a_mount_from_a_repository_that_is_unknown_is_an_ordinary_upload() -> None:
    def unknown(got: Got) -> Reply | None:
        return Reply(404) if ("from", "other") in got.query else None

    registry = MemoryRegistry(before=unknown)
    registry.repository("other").blobs[DIGEST] = DATA
    async with connected(registry) as (client, host):
        await client.copy_blob(at(host, "other"), at(host), DESCRIPTOR)
        assert DATA == registry.repositories["team/app"].blobs[DIGEST]
        # which says nothing about a repository that it knows
        assert await client.mount_blob(at(host), at(host, "team/new"), DESCRIPTOR)
