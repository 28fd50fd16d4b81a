import os
import stat
from pathlib import Path
from typing import Any

import anyio
import pytest

from regbot.registry.client import Client
from regbot.registry.copyplan import CopyOptions
from regbot.registry.errors import (
    ArchiveError,
    DigestMismatch,
    InvalidReference,
    ManifestTooLarge,
    NotFound,
    SizeMismatch,
    Unauthorized,
    Unsupported,
)
from regbot.registry.manifest import PUSH_LIMIT, Manifest, from_document
from regbot.registry.reference import Reference
from regbot.registry.rehearsal import content
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply
from tests.fakes.transports import user

pytestmark = pytest.mark.anyio
ONE, TWO = images.image("one"), images.image("two")
MANY = images.index("many")


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def methods(*registries: MemoryRegistry) -> set[str]:
    return {line.split()[0] for registry in registries for line in registry.log}


def blob_reads(registry: MemoryRegistry) -> int:
    return registry.counted("GET", "/blobs/")


async def test_a_copy_reads_manifests_asks_the_target_and_moves_nothing() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    target.load("team/app", MANY.children[0])
    async with connected(source, target, rehearse=True) as (client, here, there):
        report = await client.copy_image(at(here), at(there))
        assert (MANY.digest, "", 3, 1, 6, 0) == (
            report.digest,
            report.before,
            report.manifests_copied,
            report.manifests_skipped,
            report.blobs_copied,
            report.blobs_skipped,
        )
        moved = sum(len(blob) for child in MANY.children[1:] for blob in child.blobs.values())
        moved += sum(len(each.manifest) for each in (*MANY.children[1:], MANY))
        assert moved == report.bytes_moved
        assert {"GET", "HEAD"} == methods(source, target)
        assert (0, 0) == (blob_reads(source), blob_reads(target))
        before = len(target.log)
        again = await client.copy_image(at(here), at(there))
        assert (True, before) == (again.unchanged, len(target.log))


async def test_what_was_copied_is_read_at_the_target_from_where_it_really_is() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    async with connected(source, target, rehearse=True) as (client, here, there):
        await client.copy_image(at(here), at(there))
        await client.copy_image(at(there), at(there, "other/app:v2"))
        asked = len(target.log)
        new = at(there, "other/app:v2")
        assert ONE.digest == (await client.head_manifest(new)).descriptor.digest
        assert ONE.manifest == (await client.get_manifest(new)).raw
        assert ["v2"] == await client.list_tags(new)
        config = ONE.document["config"]["digest"]
        assert len(ONE.blobs[config]) == (await client.head_blob(new, config)).size
        assert ONE.blobs[config] == (await client.get_config(new)).raw
        assert ["other/app", "team/app"] == await client.list_repositories(there)
        assert ["team/app"] == await client.list_repositories(there, last="other/app")
    assert 1 == blob_reads(source)
    assert ["GET /v2/other/app/tags/list", "GET /v2/_catalog", "GET /v2/_catalog"] == target.log[asked:]


async def test_a_source_that_was_deleted_afterwards_is_still_read_for_its_copy(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "source", ONE, "v1")
    source = Reference(scheme="ocidir", path=str(tmp_path / "source"), tag="v1")
    target = Reference(scheme="ocidir", path=str(tmp_path / "target"), tag="v1")
    async with Client(rehearse=True) as client:
        await client.copy_image(source, target)
        assert ONE.digest == await client.delete_tag(source)
        await client.close_reference(source)
        with pytest.raises(NotFound):
            await client.head_blob(source, ONE.document["config"]["digest"])
        assert ONE.blobs[ONE.document["config"]["digest"]] == (await client.get_config(target)).raw


async def test_a_deleted_tag_is_gone_and_its_sibling_stays() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1", "v2")
    async with connected(registry, rehearse=True) as (client, host):
        assert ONE.digest == await client.delete_tag(at(host))
        assert ["v2"] == await client.list_tags(at(host))
        for read in (client.head_manifest, client.get_manifest, client.delete_tag):
            with pytest.raises(NotFound, match=r"not found \[http 404\]: deleted earlier in this dry run"):
                await read(at(host))
        assert ONE.digest == (await client.head_manifest(at(host, "team/app:v2"))).descriptor.digest
        await client.copy_image(at(host, "team/app:v2"), at(host))
        assert ["v1", "v2"] == await client.list_tags(at(host))
    assert {"GET", "HEAD"} == methods(registry)


async def test_a_deleted_manifest_takes_all_its_tags_along_and_a_new_one_does_not_bring_them_back() -> None:
    source, registry = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    registry.load("team/app", ONE, "v1", "v2", "v3")
    registry.load("team/app", TWO, "w1")
    async with connected(source, registry, rehearse=True) as (client, here, there):
        await client.copy_image(at(there), at(there, "team/app:v0"))
        await client.delete_manifest(at(there, f"team/app@{ONE.digest}"))
        with pytest.raises(NotFound):
            await client.get_manifest(at(there, "team/app:v0"))
        with pytest.raises(NotFound):
            await client.head_manifest(at(there, "team/app:v2"))
        assert ["w1"] == await client.list_tags(at(there))
        asked = registry.counted("HEAD")
        assert ["w1"] == await client.list_tags(at(there))
        assert 1 == registry.counted("HEAD") - asked  # of w1: what it points to may change meanwhile
        await client.copy_image(at(here), at(there))
        assert ["v1", "w1"] == await client.list_tags(at(there))
        with pytest.raises(NotFound):
            await client.get_manifest(at(there, "team/app:v3"))
    assert {"GET", "HEAD"} == methods(registry)


async def test_no_tag_is_asked_for_unless_a_manifest_was_deleted() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, *(f"v{number}" for number in range(20)))
    async with connected(registry, rehearse=True) as (client, host):
        await client.delete_tag(at(host, "team/app:v3"))
        assert 19 == len(await client.list_tags(at(host)))
    assert (1, 1) == (registry.counted("HEAD"), registry.counted("GET"))


async def test_listings_with_limit_and_last_see_the_changes_too() -> None:
    registry = MemoryRegistry(page=2)
    registry.load("team/app", ONE, "a", "c", "e", "g")
    async with connected(registry, rehearse=True) as (client, host):
        await client.copy_image(at(host, "team/app:a"), at(host, "team/app:d"))
        await client.delete_tag(at(host, "team/app:c"))
        assert ["a", "d", "e", "g"] == await client.list_tags(at(host))
        assert ["d", "e"] == await client.list_tags(at(host), limit=2, last="b")
        assert ["e", "g"] == await client.list_tags(at(host), last="d")


async def test_a_registry_with_an_order_of_its_own_keeps_it() -> None:
    body = b'{"name": "x", "tags": ["z", "a", "m"]}'
    registry = MemoryRegistry(before=lambda got: Reply(200, body=body) if "tags/list" in got.path else None)
    registry.load("team/app", ONE, "z", "a", "m")
    async with connected(registry, rehearse=True) as (client, host):
        await client.copy_image(at(host, "team/app:a"), at(host, "team/app:b"))
        assert ["z", "a", "m", "b"] == await client.list_tags(at(host))
        assert ["m", "b"] == await client.list_tags(at(host), last="a")


async def test_a_login_that_is_refused_is_no_repository_that_does_not_exist_yet() -> None:
    def refuse(got: Got) -> Reply | None:
        return Reply(401, [("WWW-Authenticate", 'Basic realm="x"')]) if "/new/tags/" in got.path else None

    registry = MemoryRegistry(before=refuse)
    registry.load("team/app", ONE, "v1")
    async with connected(registry, rehearse=True, credential=user) as (client, host):
        await client.copy_image(at(host), at(host, "team/new:v1"))
        with pytest.raises(Unauthorized, match="user or password refused"):
            await client.list_tags(at(host, "team/new"))


@pytest.mark.parametrize("status", [401, 404])
async def test_a_repository_that_does_not_exist_yet_has_the_tags_it_would_get(status: int) -> None:
    def refuse(got: Got) -> Reply | None:
        return Reply(status) if "/new/" in got.path else None

    registry = MemoryRegistry(before=refuse)
    registry.load("team/app", ONE, "v1")
    async with connected(registry, rehearse=True) as (client, host):
        with pytest.raises((NotFound, Unauthorized)):
            await client.list_tags(at(host, "new/app"))
        await client.copy_image(at(host), at(host, "new/app:v1"))
        assert ["v1"] == await client.list_tags(at(host, "new/app"))
        await client.delete_tag(at(host, "new/app:v1"))
        assert [] == await client.list_tags(at(host, "new/app"))


async def test_inside_one_registry_blobs_count_as_mounted() -> None:
    registry = MemoryRegistry()
    registry.load("team/app", ONE, "v1")
    async with connected(registry, rehearse=True) as (client, host):
        report = await client.copy_image(at(host), at(host, "other/app:v1"))
        assert (3, 0) == (report.blobs_mounted, report.blobs_copied)
        descriptor = await client.head_blob(at(host), next(iter(ONE.blobs)))
        assert await client.mount_blob(at(host), at(host, "third/app"), descriptor)
        assert descriptor.size == (await client.head_blob(at(host, "third/app"), descriptor.digest)).size
        missing = at(host, "fourth/app")
        assert not await client.mount_blob(missing, at(host, "third/app"), descriptor)


async def test_what_is_put_can_be_read_back_and_is_checked_as_a_real_put() -> None:
    registry = MemoryRegistry()
    async with connected(registry, rehearse=True) as (client, host):
        ref = at(host)
        manifest = from_document(ref, {**ONE.document, "annotations": {"a": "b"}})
        assert manifest.descriptor.digest == (await client.put_manifest(ref, manifest)).digest
        assert manifest.raw == (await client.get_manifest(ref)).raw
        by_digest = ref.with_digest(manifest.descriptor.digest)
        assert manifest.raw == (await client.get_manifest(by_digest)).raw
        assert images.digest_of(b"text") == (await client.put_blob(ref, b"text")).digest
        async with client.get_blob(ref, images.digest_of(b"text")) as reader:
            assert b"text" == await reader.read()
        with pytest.raises(DigestMismatch):
            await client.put_manifest(ref.with_digest(TWO.digest), manifest)
        with pytest.raises(InvalidReference):
            await client.put_manifest(ref.with_tag(""), manifest)
        with pytest.raises(InvalidReference):
            await client.delete_manifest(ref)
        with pytest.raises(InvalidReference):
            await client.delete_tag(by_digest)
        huge = Manifest(ref, manifest.descriptor, b" " * (PUSH_LIMIT + 1), manifest.document)
        with pytest.raises(ManifestTooLarge):
            await client.put_manifest(ref, huge)
        descriptor = await client.head_blob(ref, images.digest_of(b"text"))
        with pytest.raises(SizeMismatch):
            await client.put_blob(ref, b"texts", descriptor)
        with pytest.raises(DigestMismatch):
            await client.put_blob(ref, b"tuxt", descriptor)
    assert {"GET", "HEAD"} >= methods(registry)


@pytest.mark.parametrize("keeps_list", [True, False])
async def test_a_referrer_is_listed_by_whoever_would_list_it(keeps_list: bool) -> None:
    source, registry = MemoryRegistry(), MemoryRegistry(subjects=keeps_list, referrers=keeps_list)
    signature = images.image("signature", subject=ONE.descriptor)
    source.load("team/app", signature, "sig")
    registry.load("team/app", ONE, "v1")
    async with connected(source, registry, rehearse=True) as (client, here, there):
        await client.copy_image(at(here, "team/app:sig"), at(there, "team/app:sig"))
        subject = at(there, f"team/app@{ONE.digest}")
        assert [signature.digest] == [each.digest for each in await client.list_referrers(subject)]
        tags = await client.list_tags(subject)
        assert keeps_list == (f"sha256-{ONE.digest[7:]}" not in tags)
        await client.delete_manifest(at(there, f"team/app@{signature.digest}"))
        assert [] == await client.list_referrers(subject)
    assert {"GET", "HEAD"} == methods(registry)


async def test_scripts_side_by_side_see_one_another() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", ONE, "v1")
    async with connected(source, target, rehearse=True) as (client, here, there):
        copied = anyio.Event()

        async def one() -> None:
            await client.copy_image(at(here), at(there))
            copied.set()

        async def other() -> None:
            await copied.wait()
            await client.copy_image(at(there), at(there, "team/app:latest"))
            await client.delete_tag(at(there))

        async with anyio.create_task_group() as group:
            group.start_soon(one)
            group.start_soon(other)
        assert ["latest"] == await client.list_tags(at(there))


async def test_a_copy_option_works_as_in_the_real_run() -> None:
    source, target = MemoryRegistry(), MemoryRegistry()
    source.load("team/app", MANY, "v1")
    async with connected(source, target, rehearse=True) as (client, here, there):
        report = await client.copy_image(at(here), at(there), CopyOptions(platforms=("linux/arm64",)))
        rebuilt = await client.get_manifest(at(there))
        assert report.digest == rebuilt.descriptor.digest != MANY.digest
        assert [MANY.children[1].digest] == [child.digest for child in rebuilt.children]


async def test_a_folder_that_cannot_be_written_is_rehearsed(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "source", ONE, "v1")
    for path in (tmp_path / "source", tmp_path):
        path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        source = Reference(scheme="ocidir", path=str(tmp_path / "source"), tag="v1")
        async with Client(rehearse=True) as client:
            new = Reference(scheme="ocidir", path=str(tmp_path / "new"), tag="v1")
            await client.copy_image(source, new)
            await client.copy_image(source, source.with_tag("v2"))
            assert (["v1"], ["v1", "v2"]) == (await client.list_tags(new), await client.list_tags(source))
        assert ["source"] == os.listdir(tmp_path)
    finally:
        for path in (tmp_path, tmp_path / "source"):
            path.chmod(stat.S_IRWXU)


async def test_an_export_is_measured_to_the_byte_and_its_import_finds_it(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "source", MANY, "v1")
    source = Reference(scheme="ocidir", path=str(tmp_path / "source"), tag="v1")
    target = Reference(scheme="ocidir", path=str(tmp_path / "target"), tag="v2")
    file = str(tmp_path / "image.tar")
    async with Client(rehearse=True) as client:
        planned = await client.export_image(source, file)
        imported = await client.import_image(target, file)
        assert MANY.digest == (await client.head_manifest(target)).descriptor.digest
        assert (await client.import_image(target, file, name="v1")).unchanged
        with pytest.raises(ArchiveError, match='could not find image "v9"'):
            await client.import_image(target, file, name="v9")
        with pytest.raises(ArchiveError, match="there is no folder"):
            await client.export_image(source, str(tmp_path / "no/image.tar"))
    assert ["source"] == os.listdir(tmp_path)
    async with Client() as client:
        assert planned == await client.export_image(source, file)
        assert imported == await client.import_image(target, file)
    assert planned.size == len(await anyio.Path(file).read_bytes())


async def test_an_import_reads_the_file_and_keeps_what_is_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images.write_layout(tmp_path / "source", ONE, "v1")
    file = str(tmp_path / "image.tar")
    async with Client() as client:
        await client.export_image(Reference(scheme="ocidir", path=str(tmp_path / "source"), tag="v1"), file)
    config = ONE.document["config"]
    layer = max(ONE.document["layers"], key=lambda each: each["size"])
    monkeypatch.setattr(content, "KEPT", config["size"])
    assert layer["size"] > config["size"]
    registry = MemoryRegistry()
    async with connected(registry, rehearse=True) as (client, host):
        await client.import_image(at(host), file)
        assert ONE.digest == (await client.head_manifest(at(host))).descriptor.digest
        assert ONE.blobs[config["digest"]] == (await client.get_config(at(host))).raw
        await client.copy_image(at(host), at(host, "other/app:v1"))
        with pytest.raises(Unsupported, match=f"does not keep the {layer['size']} bytes"):
            async with client.get_blob(at(host), layer["digest"]):
                pass
    assert {"GET", "HEAD"} >= methods(registry)


async def test_while_somebody_writes_a_folder_nothing_is_collected(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "one", ONE, "v1")
    ref = Reference(scheme="ocidir", path=str(tmp_path / "one"), tag="v1")
    async with Client(rehearse=True) as client:
        store: Any = client._store(ref)
        await client.delete_tag(ref)
        async with store.writing(ref):
            await client.close_reference(ref)
            assert ONE.manifest == (await client.get_manifest(ref.with_digest(ONE.digest))).raw
        await client.close_reference(ref)
        with pytest.raises(NotFound):
            await client.get_manifest(ref.with_digest(ONE.digest))
