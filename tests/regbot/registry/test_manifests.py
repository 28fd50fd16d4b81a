import base64
import json

import pytest

from regbot.registry.digest import compute_digest
from regbot.registry.errors import (
    DigestMismatch,
    InvalidReference,
    ManifestError,
    ManifestTooLarge,
    NotFound,
    PlatformNotFound,
)
from regbot.registry.manifest import PUSH_LIMIT, Manifest, from_document, parse_manifest
from regbot.registry.mediatypes import ACCEPT, DOCKER_SCHEMA1_SIGNED, OCI_INDEX, OCI_MANIFEST
from regbot.registry.platform import Platform
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio
ONE = images.image("one", labels={"stage": "prod"})
MANY = images.index("many")


def at(host: str, rest: str = ":v1") -> Reference:
    return Reference.parse(f"{host}/team/app{rest}")


async def test_get_gives_the_bytes_as_they_are() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        found = await client.get_manifest(at(host))
    assert (ONE.manifest, ONE.digest, OCI_MANIFEST) == (
        found.raw,
        found.descriptor.digest,
        found.descriptor.media_type,
    )
    assert (len(ONE.manifest), True, False) == (found.descriptor.size, found.is_image, found.is_index)
    assert ["GET /v2/team/app/manifests/v1"] == registry.log


async def test_get_asks_for_the_digest_when_there_is_one_and_accepts_all_kinds() -> None:
    seen: list[Got] = []
    registry = MemoryRegistry(before=lambda got: seen.append(got))
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        await client.get_manifest(at(host, f":v2@{ONE.digest}"))
    assert f"/v2/team/app/manifests/{ONE.digest}" == seen[0].path
    assert seen[0].headers["accept"] in ACCEPT


@pytest.mark.parametrize("with_digest", [True, False])
async def test_get_refuses_other_bytes_than_promised(with_digest: bool) -> None:
    other = images.image("other")
    headers = [("Content-Type", OCI_MANIFEST), ("Docker-Content-Digest", ONE.digest)]
    registry = MemoryRegistry(before=lambda got: Reply(200, headers, other.manifest))
    async with connected(registry) as (client, host):
        with pytest.raises(DigestMismatch) as caught:
            await client.get_manifest(at(host, f"@{ONE.digest}" if with_digest else ":v1"))
    expected = f"manifest digest mismatch, expected {ONE.digest}, computed {other.digest}"
    assert expected in str(caught.value)


async def test_get_verifies_sha512() -> None:
    digest = compute_digest(ONE.manifest, "sha512")
    registry = MemoryRegistry(before=lambda got: Reply(200, [("Content-Type", OCI_MANIFEST)], ONE.manifest))
    async with connected(registry) as (client, host):
        found = await client.get_manifest(at(host, f"@{digest}"))
        with pytest.raises(DigestMismatch):
            await client.get_manifest(at(host, f"@{compute_digest(b'', 'sha512')}"))
    assert digest == found.descriptor.digest


@pytest.mark.parametrize(
    ("reply", "error", "gist"),
    [
        (Reply(200, [], b"<html>"), ManifestError, "manifest is not JSON"),
        (Reply(200, [], b"[1]"), ManifestError, "not a JSON object"),
        (Reply(200, [("Content-Type", "text/html")], b"{}"), ManifestError, "unsupported media type"),
        (Reply(200, [], b"[" * 100_000), ManifestError, "manifest is not JSON"),
        (Reply(200, [], b"{}", length=str(9 << 20), stall=0), ManifestTooLarge, "manifest too large"),
        (Reply(404), NotFound, "not found [http 404]"),
    ],
)
async def test_get_says_what_is_wrong_and_where(reply: Reply, error: type[Exception], gist: str) -> None:
    async with connected(MemoryRegistry(before=lambda got: reply)) as (client, host):
        with pytest.raises(error) as caught:
            await client.get_manifest(at(host))
    assert gist in str(caught.value)
    assert f"{host}/team/app:v1" in str(caught.value)


async def test_a_platform_is_resolved_and_the_reference_kept() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", MANY, "v1")
    async with connected(registry) as (client, host):
        found = await client.get_manifest(at(host), platform=Platform.parse("linux/arm64"))
        index = await client.get_manifest(at(host))
        with pytest.raises(PlatformNotFound) as caught:
            await client.get_manifest(at(host), platform=Platform.parse("linux/s390x"))
    assert (MANY.children[1].manifest, at(host)) == (found.raw, found.reference)
    assert (True, 3) == (index.is_index, len(index.children))
    assert "linux/s390x (there are linux/amd64, linux/arm/v7, linux/arm64)" in str(caught.value)


async def test_a_child_with_embedded_data_needs_no_request() -> None:
    child = MANY.children[0]
    data = base64.b64encode(child.manifest).decode()
    entry = {
        **child.descriptor,
        "platform": child.platform,
        "data": data,
    }
    raw = json.dumps({"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": [entry]}).encode()
    registry = MemoryRegistry(before=lambda got: Reply(200, [("Content-Type", OCI_INDEX)], raw))
    async with connected(registry) as (client, host):
        found = await client.get_manifest(at(host), platform=Platform.parse("linux/amd64"))
    assert (child.manifest, 1) == (found.raw, len(registry.log))


async def test_head_takes_everything_from_the_headers() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", MANY, "v1")
    async with connected(registry) as (client, host):
        found = await client.head_manifest(at(host))
    assert (MANY.digest, OCI_INDEX, len(MANY.manifest), None) == (
        found.descriptor.digest,
        found.descriptor.media_type,
        found.descriptor.size,
        found.raw,
    )
    assert ["HEAD /v2/team/app/manifests/v1"] == registry.log


@pytest.mark.parametrize("registry", [MemoryRegistry(head=False), MemoryRegistry(digest_header=False)])
async def test_f29_head_falls_back_to_get_where_it_is_refused_or_says_no_digest(
    registry: MemoryRegistry,
) -> None:
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        found = await client.head_manifest(at(host))
    assert (ONE.digest, None) == (found.descriptor.digest, found.raw)
    assert ["HEAD /v2/team/app/manifests/v1", "GET /v2/team/app/manifests/v1"] == registry.log


async def test_f28_head_uses_get_where_head_is_switched_off() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry, disable_head=True) as (client, host):
        assert ONE.digest == (await client.head_manifest(at(host))).descriptor.digest
    assert ["GET /v2/team/app/manifests/v1"] == registry.log


async def test_a_missing_manifest_is_not_found() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE)
    async with connected(registry) as (client, host):
        with pytest.raises(NotFound, match=r"not found \[http 404\]"):
            await client.head_manifest(at(host))


async def test_the_rate_limit_is_captured() -> None:
    headers = [
        ("Content-Type", OCI_MANIFEST),
        ("RateLimit-Limit", "100;w=21600"),
        ("RateLimit-Remaining", "98"),
    ]
    registry = MemoryRegistry(before=lambda got: Reply(200, headers, ONE.manifest))
    async with connected(registry) as (client, host):
        found = (await client.get_manifest(at(host))).rate_limit
    assert (True, 100, 98) == (found.set, found.limit, found.remain)


async def test_put_sends_the_same_bytes() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        stored = await client.put_manifest(at(host, ":v2"), await client.get_manifest(at(host)))
    assert ONE.digest == stored.digest == registry.repositories["team/app"].tags["v2"]


async def test_put_refuses_a_reference_with_another_digest() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        found = await client.get_manifest(at(host))
        with pytest.raises(DigestMismatch, match="expected sha256:"):
            await client.put_manifest(at(host, f"@{images.digest_of(b'')}"), found)
    assert 0 == registry.counted("PUT")


async def test_put_under_a_sha512_digest_computes_that() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    digest = compute_digest(ONE.manifest, "sha512")
    async with connected(registry) as (client, host):
        found = await client.get_manifest(at(host))
        stored = await client.put_manifest(at(host, f"@{digest}"), found)
    assert digest == stored.digest
    assert digest in registry.repositories["team/app"].manifests


async def test_put_of_a_sha512_manifest_by_tag_keeps_the_algorithm() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    digest = compute_digest(ONE.manifest, "sha512")
    async with connected(registry) as (client, host):
        manifest = parse_manifest(at(host), ONE.manifest, expected=digest)
        await client.put_manifest(at(host, ":v5"), manifest)
    assert digest == registry.repositories["team/app"].tags["v5"]
    assert [f"PUT /v2/team/app/manifests/{digest}"] == registry.log


async def test_put_notices_that_the_registry_stored_something_else() -> None:
    headers = [("Docker-Content-Digest", images.digest_of(b"changed"))]
    registry = MemoryRegistry(before=lambda got: Reply(201, headers))
    async with connected(registry) as (client, host):
        with pytest.raises(DigestMismatch, match="unexpected digest returned"):
            await client.put_manifest(at(host), parse_manifest(at(host), ONE.manifest))


async def test_put_refuses_what_registries_do_not_take() -> None:
    registry = MemoryRegistry()
    async with connected(registry) as (client, host):
        document = {**ONE.document, "annotations": {"a": "x" * PUSH_LIMIT}}
        with pytest.raises(ManifestTooLarge, match="manifest too large"):
            await client.put_manifest(at(host), from_document(at(host), document))
    assert [] == registry.log


async def test_put_of_a_head_is_refused() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry) as (client, host):
        head = await client.head_manifest(at(host))
        with pytest.raises(ManifestError, match="manifest not set"):
            await client.put_manifest(at(host, ":v2"), head)


async def test_delete_by_digest() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry) as (client, host):
        await client.delete_manifest(at(host, f"@{ONE.digest}"))
        with pytest.raises(InvalidReference, match="digest missing"):
            await client.delete_manifest(at(host, ":v2"))
    assert {} == registry.repositories["team/app"].tags
    path = f"/v2/team/app/manifests/{ONE.digest}"
    assert [f"GET {path}", f"DELETE {path}"] == registry.log  # is it a referrer, whose list must change?


def test_a_signed_schema_1_manifest_is_known_by_its_payload() -> None:
    payload = b'{\n   "schemaVersion": 1,\n   "name": "x"\n}'
    protected = {
        "formatLength": len(payload) - 2,
        "formatTail": base64.urlsafe_b64encode(payload[-2:]).decode(),
    }
    encoded = base64.urlsafe_b64encode(json.dumps(protected).encode()).decode().rstrip("=")
    raw = payload[:-2] + b',\n   "signatures": [{"protected": "' + encoded.encode() + b'"}]\n}'
    reference = Reference.parse("example.com/x:1")
    found = parse_manifest(reference, raw, DOCKER_SCHEMA1_SIGNED, expected=compute_digest(payload))
    assert DOCKER_SCHEMA1_SIGNED == found.descriptor.media_type
    with pytest.raises(ManifestError, match="signature of a schema 1"):
        parse_manifest(reference, b'{"schemaVersion": 1, "signatures": []}')


def test_malformed_parts_are_errors_when_they_are_looked_at() -> None:
    reference = Reference.parse("example.com/x:1")
    bad = from_document(reference, {"mediaType": OCI_MANIFEST, "layers": {}, "config": {"digest": "x"}})
    with pytest.raises(ManifestError, match="layers is not a list"):
        _ = bad.layers
    assert isinstance(bad, Manifest)
    assert bad.subject is None
