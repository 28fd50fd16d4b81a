"""Blobs are read, described, and moved by copies; what goes up is in test_uploads.py and test_chunks.py."""

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
)
from regbot.registry.transport import Transport
from tests.fakes import images
from tests.fakes.blobs import DATA, DESCRIPTOR, DIGEST, Pieces, at
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply, Scripted

pytestmark = pytest.mark.anyio


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


async def test_sha512() -> None:
    digest = compute_digest(DATA, "sha512")
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        await client.put_blob(at(host), DATA, Descriptor("", digest, len(DATA)))
        async with client.get_blob(at(host), digest) as reader:
            assert DATA == await reader.read()


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
            await client.put_blob(at(host), Pieces(), DESCRIPTOR)
    assert {} == registry.uploads
