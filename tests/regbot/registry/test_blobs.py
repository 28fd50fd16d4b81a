import base64
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from regbot.registry.blobs import get_blob
from regbot.registry.copyplan import CopyOptions
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import (
    DigestMismatch,
    InvalidDigest,
    NotFound,
    Refused,
    RegistryError,
    SizeMismatch,
    UnexpectedStatus,
)
from regbot.registry.reference import Reference
from regbot.registry.transport import Transport
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply, Scripted

pytestmark = pytest.mark.anyio
DATA = bytes(range(256)) * 40
DIGEST = compute_digest(DATA)
DESCRIPTOR = Descriptor("application/octet-stream", DIGEST, len(DATA))
UPLOADS = "/v2/team/app/blobs/uploads/"


def at(host: str, name: str = "team/app") -> Reference:
    return Reference.parse(f"{host}/{name}:v1")


def pieces(data: bytes = DATA, size: int = 1000):  # type: ignore[no-untyped-def]  # a factory of generators
    opened: list[str] = []

    async def source() -> AsyncIterator[bytes]:
        opened.append("opened")
        try:
            for start in range(0, len(data), size):
                yield data[start : start + size]
        finally:
            opened.append("closed")

    source.opened = opened  # type: ignore[attr-defined]  # what the test looks at afterwards
    return source


def holding(data: bytes = DATA, **quirks: object) -> MemoryRegistry:
    registry = MemoryRegistry(**quirks)  # type: ignore[arg-type]  # the quirks are checked by the dataclass
    registry.repository("team/app").blobs[compute_digest(data)] = data
    return registry


async def test_head_and_get() -> None:
    registry = holding()
    async with connected(registry) as (client, host):
        assert len(DATA) == (await client.head_blob(at(host), DIGEST)).size
        async with client.get_blob(at(host), DIGEST) as reader:
            assert (DATA[:5], DATA[5:]) == (await reader.read(5), await reader.read())
            assert b"" == await reader.read(1)
        async with client.get_blob(at(host), DESCRIPTOR) as reader:
            assert DATA == b"".join([chunk async for chunk in reader.chunks()])
        with pytest.raises(NotFound):
            await client.head_blob(at(host), compute_digest(b"no"))
        with pytest.raises(InvalidDigest):
            await client.head_blob(at(host), "sha256:../../x")


@pytest.mark.parametrize("settings", [{}, {"disable_head": True}])
async def test_head_of_a_blob_falls_back_to_get(settings: dict[str, Any]) -> None:
    registry = holding(head=False)
    async with connected(registry, **settings) as (client, host):
        assert len(DATA) == (await client.head_blob(at(host), DIGEST)).size
    assert f"GET /v2/team/app/blobs/{DIGEST}" == registry.log[-1]


async def test_wrong_bytes_are_found_while_reading() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(200, body=DATA[::-1]))
    async with connected(registry) as (client, host), client.get_blob(at(host), DIGEST) as reader:
        with pytest.raises(DigestMismatch, match="digest mismatch"):
            await reader.read()


async def test_a_limit_ends_the_reading() -> None:
    async with connected(holding()) as (client, host), client.get_blob(at(host), DIGEST) as reader:
        with pytest.raises(SizeMismatch, match="read limit exceeded"):
            await reader.read_all(100)


async def test_f21_a_wrong_length_is_named() -> None:
    descriptor = Descriptor("", DIGEST, len(DATA) + 1)
    async with connected(holding()) as (client, host):
        with pytest.raises(RegistryError) as caught:
            async with client.get_blob(at(host), descriptor) as reader:
                await reader.read()
    assert str(len(DATA)) in str(caught.value)


async def test_bytes_go_up_in_one_put() -> None:
    registry = MemoryRegistry(relative=True)
    async with connected(registry) as (client, host):
        assert DESCRIPTOR == await client.put_blob(at(host), DATA)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert [f"POST {UPLOADS}", f"PUT {UPLOADS}session-0"] == registry.log


async def test_a_stream_goes_up_in_one_put_with_its_length() -> None:
    seen: list[Got] = []
    registry = MemoryRegistry(before=lambda got: seen.append(got))
    source = pieces()
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
        await client.put_blob(at(host, "team/other"), pieces(b""), empty)
    assert b"" == registry.repositories["team/other"].blobs[empty.digest]
    assert {} == registry.uploads


async def test_sha512() -> None:
    digest = compute_digest(DATA, "sha512")
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), DATA, Descriptor("", digest, len(DATA)))
        async with client.get_blob(at(host), digest) as reader:
            assert DATA == await reader.read()


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


async def test_chunks_where_the_host_asks_for_them() -> None:
    registry = MemoryRegistry(relative=True)
    async with connected(registry, blob_max=1000, blob_chunk=4096) as (client, host):
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
    session = f"{UPLOADS}session-0"
    expected = [f"POST {UPLOADS}", *[f"PATCH {session}"] * 3, f"PUT {session}"]
    assert expected == registry.log
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]


async def test_chunks_are_as_long_as_the_registry_wants_at_least() -> None:
    registry = MemoryRegistry(least_chunk=8000)
    async with connected(registry, blob_max=0, blob_chunk=10) as (client, host):
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
    assert 2 == registry.counted("PATCH")


async def test_a_stream_of_unknown_digest_goes_up_in_chunks() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        assert DESCRIPTOR == await client.put_blob(at(host), pieces())
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert 1 == registry.counted("PATCH")


async def test_a_put_that_is_too_large_for_a_gateway_is_repeated_in_chunks() -> None:
    registry = MemoryRegistry(put_limit=5000)
    source = pieces()
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
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
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
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert 2 == registry.counted("PATCH")


async def test_repairs_come_to_an_end() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(500) if got.method == "PATCH" else None)
    async with connected(registry, blob_max=0) as (client, host):
        with pytest.raises(UnexpectedStatus, match="http 500"):
            await client.put_blob(at(host), pieces(), DESCRIPTOR)
    # five tries in each of two sessions
    assert (10, 2, {}) == (registry.counted("PATCH"), registry.counted("POST"), registry.uploads)


async def test_a_refused_chunk_is_not_repeated_for_long() -> None:
    registry = MemoryRegistry(before=lambda got: Reply(405) if got.method == "PATCH" else None)
    async with connected(registry, blob_max=0) as (client, host):
        with pytest.raises(UnexpectedStatus, match="http 405"):
            await client.put_blob(at(host), pieces(), DESCRIPTOR)
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
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
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
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
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
    source = pieces()
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert DATA == registry.repositories["team/app"].blobs[DIGEST]
    assert (2, {}) == (registry.counted("POST"), registry.uploads)
    assert ["opened", "closed"] * 2 == source.opened


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
    source = pieces()
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
    source = pieces()
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert (DATA, {}) == (registry.repositories["team/app"].blobs[DIGEST], registry.uploads)
    assert (2, 2, 0, 1) == tuple(registry.counted(method) for method in ("POST", "PUT", "PATCH", "DELETE"))
    assert f"PUT {UPLOADS}session-1" == registry.log[-1]
    assert ["opened", "closed"] * 2 == source.opened


async def test_an_upload_that_breaks_twice_goes_on_in_chunks() -> None:
    def cut(got: Got) -> Reply | None:
        return Reply(hang_up=True) if got.method == "PUT" and len(got.body) > 5000 else None

    registry = MemoryRegistry(before=cut)
    source = pieces()
    async with connected(registry, blob_chunk=4000) as (client, host):
        await client.put_blob(at(host), source, DESCRIPTOR)
    assert (DATA, {}) == (registry.repositories["team/app"].blobs[DIGEST], registry.uploads)
    assert (3, 3) == (registry.counted("POST"), registry.counted("PATCH"))
    assert ["opened", "closed"] * 3 == source.opened


async def test_a_source_that_cannot_begin_anew_is_an_error_not_a_truncated_blob() -> None:
    once = pieces()()
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
    source = pieces(data)
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


async def test_foreign_layers_come_from_their_own_address() -> None:
    async def elsewhere(got: Got) -> Reply:
        assert "authorization" not in got.headers
        return Reply(200, body=DATA)

    async with Scripted(elsewhere) as server:
        foreign = Descriptor("", DIGEST, len(DATA), urls=(f"http://{server.host}/layer",))
        source, target = MemoryRegistry(), MemoryRegistry()
        layer = {"mediaType": "x/foreign", "digest": DIGEST, "size": len(DATA), "urls": list(foreign.urls)}
        image = images.image("foreign", extra_layers=(layer,))
        source.load("team/app", image, "v1")
        async with connected(source, target) as (client, first, second):
            await client.copy_image(at(first), at(second, "team/without"))
            await client.copy_image(at(first), at(second), CopyOptions(include_external=True))
    assert DIGEST not in target.repositories["team/without"].blobs
    assert DATA == target.repositories["team/app"].blobs[DIGEST]


async def test_a_public_manifest_does_not_send_us_to_a_local_address() -> None:
    foreign = Descriptor("", DIGEST, len(DATA), urls=("https://169.254.169.254/latest",))
    async with Transport(environ={}, sleep=lambda _: anyio.lowlevel.checkpoint()) as transport:
        with pytest.raises(Refused, match="local address"):
            async with get_blob(transport, at("registry.invalid"), foreign, external=True):
                pass


async def test_embedded_data_needs_no_request() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        inline = Descriptor("", DIGEST, len(DATA), data=DATA)
        async with client.get_blob(at(host), inline) as reader:
            assert DATA == await reader.read()
    assert [] == registry.log


@pytest.mark.parametrize("lie", ["bytes=0-99999", "0-1"])
async def test_a_registry_that_counts_wrongly_is_named(lie: str) -> None:
    def before(got: Got) -> Reply | None:
        return Reply(202, [("Range", lie)]) if got.method == "PATCH" and len(registry.log) > 3 else None

    registry = MemoryRegistry(before=before)
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        with pytest.raises(RegistryError, match=r"the registry has \d+ bytes of the upload, expected"):
            await client.put_blob(at(host), pieces(), DESCRIPTOR)
    assert {} == registry.uploads


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


async def test_a_least_chunk_beyond_our_limit_is_not_followed() -> None:
    registry = MemoryRegistry(least_chunk=1 << 40)
    async with connected(registry, blob_max=0, blob_chunk=1000, blob_limit=5000) as (client, host):
        await client.put_blob(at(host), pieces(), DESCRIPTOR)
    assert 3 == registry.counted("PATCH")  # 10240 bytes in chunks of 5000


async def test_sha512_in_chunks() -> None:
    digest = compute_digest(DATA, "sha512")
    registry = MemoryRegistry()
    async with connected(registry, blob_max=0, blob_chunk=3000) as (client, host):
        await client.put_blob(at(host), pieces(), Descriptor("", digest, len(DATA)))
    assert {digest: DATA} == registry.repositories["team/app"].blobs


async def test_an_empty_blob_where_chunks_are_asked_for() -> None:
    registry = MemoryRegistry()
    async with connected(registry, blob_max=0) as (client, host):
        assert 0 == (await client.put_blob(at(host), pieces(b""))).size
    assert {compute_digest(b""): b""} == registry.repositories["team/app"].blobs
    assert 0 == registry.counted("PATCH")


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
