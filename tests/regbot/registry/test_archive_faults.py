import gzip
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from regbot.registry.archive import importer
from regbot.registry.archive.files import file_chunks
from regbot.registry.archive.reader import Archive
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import (
    ArchiveError,
    DigestMismatch,
    NotFound,
    RegistryError,
    SizeMismatch,
    Unauthorized,
)
from regbot.registry.layout import Layout
from regbot.registry.reader import close_stream
from regbot.registry.reference import Reference
from regbot.registry.store import Placed, Source
from tests.fakes import images
from tests.fakes.archive_imports import assert_holds, at, importing
from tests.fakes.archives import (
    COMPRESSIONS,
    blob_name,
    layout_members,
    saved_members,
    tar_bytes,
    write_tar,
)
from tests.fakes.memory import MemoryRegistry, connected
from tests.fakes.scripted import Got, Reply

pytestmark = pytest.mark.anyio
ONE = images.image("one", layers=3)
MANY = images.index("many")


@pytest.mark.parametrize("compression", ["plain", "gzip"])
@pytest.mark.parametrize("missing", [*MANY.children[1].blobs, MANY.digest, MANY.children[1].digest])
async def test_a_missing_part_is_named_and_no_tag_appears(
    tmp_path: Path, missing: str, compression: str
) -> None:
    members = [each for each in layout_members(MANY, "v1") if each[0] != blob_name(missing)]
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", members, compression)
    with pytest.raises(ArchiveError) as caught:
        async with importing(target, path):
            pass
    kind = "manifest" if missing in (MANY.digest, MANY.children[1].digest) else "blob"
    assert f'archive "{path}": it is incomplete: {kind} {missing} is missing' == str(caught.value)
    if compression == "plain":
        assert 0 == target.counted("POST")
    assert 0 == target.counted("PUT", "/manifests/")


@pytest.mark.parametrize("compression", ["plain", "zstd"])
@pytest.mark.parametrize("broken", [*MANY.children[1].blobs, MANY.digest, MANY.children[1].digest])
async def test_damaged_parts_are_noticed_and_no_tag_appears(
    tmp_path: Path, broken: str, compression: str
) -> None:
    members = [
        (name, data[:-1] + b"!" if name == blob_name(broken) else data)
        for name, data in layout_members(MANY, "v1")
    ]
    target, path = MemoryRegistry(), write_tar(tmp_path / "a", members, compression)
    with pytest.raises((DigestMismatch, RegistryError)) as caught:
        async with importing(target, path):
            pass
    assert isinstance(caught.value, DigestMismatch) or "JSON" in str(caught.value)
    assert {} == target.uploads
    assert {} == target.repository("team/app").tags


async def test_a_part_of_another_size_is_noticed_before_it_is_sent(tmp_path: Path) -> None:
    digest = ONE.document["layers"][0]["digest"]
    members = dict(layout_members(ONE, "v1"))
    members[blob_name(digest)] += b"more"
    target = MemoryRegistry()
    with pytest.raises(SizeMismatch, match=digest):
        async with importing(target, write_tar(tmp_path / "a", members.items(), "gzip")):
            pass
    assert {} == target.repository("team/app").tags


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_a_file_that_is_cut_off_anywhere_is_an_error(tmp_path: Path, compression: str) -> None:
    whole = tar_bytes(layout_members(ONE, "v1"), compression)
    needed = len(whole) if compression != "plain" else len(whole.rstrip(b"\0"))
    path = tmp_path / "a"
    reasons: list[str] = []
    for size in [*range(0, 100, 9), *range(100, needed, 97)]:
        path.write_bytes(whole[:size])
        target = MemoryRegistry()
        try:
            async with importing(target, str(path)):
                pass
        except RegistryError as error:
            reasons.append(str(error))
            assert ({}, {}) == (target.repository("team/app").tags, target.uploads)
        else:
            assert_holds(target, ONE)  # all but the end mark was there
            assert size > needed * 0.7
    told = re.compile(r"it is (empty|cut off|incomplete|not a tar)|it ends|has no end")
    assert len(reasons) > 10
    assert [] == [each for each in reasons if not told.search(each)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "it is empty"),
        (b"garbage" * 200, "it is not a tar archive"),
        (b"short", "it is not a tar archive"),
        (gzip.compress(b"garbage" * 200), "it is not a tar archive"),
        (b"\x1f\x8bgarbage" * 200, "the compressed data is damaged"),
        (b"BZhgarbage" * 200, "the compressed data is damaged"),
        (b"\xfd7zXZ\x00garbage" * 200, "the compressed data is damaged"),
        (b"\x28\xb5\x2f\xfdgarbage" * 200, "the compressed data is damaged"),
        (bytes(10240), "it is no image archive: it has neither index.json nor manifest.json"),
        (tar_bytes([("hello", b"world")]), "it is no image archive"),
        (tar_bytes([("index.json", b"{}")]), "it has neither oci-layout nor manifest.json"),
        (tar_bytes([("repositories", b"{}")]), "archives of docker before 1.10 are not supported"),
        (tar_bytes([("oci-layout", b"{}"), ("index.json", b"{}")]), "unknown imageLayoutVersion None"),
        (tar_bytes([("oci-layout", b"?"), ("index.json", b"{}")]), "oci-layout is not JSON"),
        (tar_bytes([("index.json", b"{}"), ("index.json", b"{}")]), "it has two files index.json"),
        (tar_bytes([*layout_members()]), "it names no image"),
        (tar_bytes([("manifest.json", b"{}")]), "manifest.json is not a list"),
        (tar_bytes([("manifest.json", b"[]")]), "it names no image"),
        (tar_bytes([("manifest.json", b"[1]")]), "an image is not an object"),
        (tar_bytes([("manifest.json", b'[{"Layers": []}]')]), "an image has no Config"),
        (tar_bytes([("manifest.json", b'[{"Config": "c", "Layers": 1}]')]), "an image has no list of Layers"),
        (tar_bytes([("manifest.json", b'[{"Config": "c"}]')]), "it is incomplete: config c is missing"),
    ],
)
async def test_what_is_no_archive_is_named_with_its_reason(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    path, target = tmp_path / "a", MemoryRegistry()
    path.write_bytes(content)
    with pytest.raises(ArchiveError) as caught:
        async with importing(target, str(path)):
            pass
    assert str(caught.value).startswith(f'archive "{path}": ')
    assert expected in str(caught.value)
    assert [] == target.log


async def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, expected in (
        ("none", "No such file or directory"),
        ("pipe", "it is not a regular file"),
        ("", "it is not a regular file"),
    ):
        with pytest.raises(ArchiveError, match=expected) as caught:
            async with importing(MemoryRegistry(), f"{tmp_path}/{name}"):
                pass
        assert f"{tmp_path}/{name}" in str(caught.value)


async def test_garbage_does_not_make_a_layout(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"garbage" * 200)
    async with connected() as (client,):
        with pytest.raises(ArchiveError):
            await client.import_image(Reference.parse(f"ocidir://{tmp_path}/layout:v1"), str(path))
    assert ["a"] == os.listdir(tmp_path)


# Registries that misbehave


@pytest.mark.parametrize("compression", COMPRESSIONS)
async def test_an_upload_that_breaks_starts_again_from_the_file(tmp_path: Path, compression: str) -> None:
    image = images.image("big", layers=1, layer_size=700_000)
    broken = 0

    def before(got: Got) -> Reply | None:
        nonlocal broken
        if got.method == "PUT" and len(got.body) > 100_000 and broken < 2:
            broken += 1
            return Reply(500) if broken == 1 else Reply(hang_up=True)
        return None

    target = MemoryRegistry(before=before)
    async with importing(target, write_tar(tmp_path / "a", layout_members(image, "v1"), compression)):
        pass
    assert_holds(target, image)
    assert broken >= 1


async def test_small_chunks_are_enough(tmp_path: Path) -> None:
    image, target = images.image("big", layers=1, layer_size=70_000), MemoryRegistry()
    path = write_tar(tmp_path / "a", layout_members(image, "v1"), "xz")
    async with importing(target, path, blob_max=10_000, blob_chunk=10_000):
        assert_holds(target, image)
    assert target.counted("PATCH") > 6


@pytest.mark.parametrize("slots", [1, 2])
async def test_few_connections_are_enough(tmp_path: Path, slots: int) -> None:
    target = MemoryRegistry()
    with anyio.fail_after(20):
        async with importing(
            target, write_tar(tmp_path / "a", layout_members(MANY, "v1")), req_concurrent=slots
        ):
            assert_holds(target, MANY)


async def test_a_registry_that_says_no_ends_it(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a", layout_members(MANY, "v1"))
    for got_part, reply, kind in (
        ("/blobs/uploads/", Reply(403), Unauthorized),
        ("/manifests/v1", Reply(503), RegistryError),
    ):
        target = MemoryRegistry(before=lambda got, part=got_part, no=reply: no if part in got.path else None)
        with pytest.raises(kind):
            async with importing(target, path):
                pass
        assert {} == target.repository("team/app").tags


@pytest.mark.parametrize("compression", ["plain", "gzip"])
@pytest.mark.parametrize("saved", [False, True])
async def test_a_cancelled_import_leaves_no_session_no_file_and_no_half_tag_at_any_moment(
    tmp_path: Path, compression: str, saved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = images.image("small", layers=2, layer_size=30_000 if saved else 300_000)
    members = saved_members(image, "a/b:v1") if saved else layout_members(image, "v1")
    path = write_tar(tmp_path / "a", members, compression)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for moment in MOMENTS:
        target = MemoryRegistry()
        async with connected(target) as (client, host):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(_cancel_after, scope, moment)
                    await client.import_image(at(host), path)
                    group.cancel_scope.cancel()
        assert ({}, []) == (target.uploads, os.listdir(scratch)), moment
        held = target.repository("team/app")
        if held.tags:
            assert {"v1": next(iter(held.manifests))} == held.tags
        if not scope.cancel_called:
            break
    assert moment > 50
    assert held.tags


class Impatient(Layout):
    """A target that takes the first piece of a blob, closes what it reads from, and refuses the blob."""

    def __init__(self, open_streams: list[str]) -> None:
        super().__init__()
        self.open_streams = open_streams
        self.left_open: list[str] = []

    async def put_blob(
        self, ref: Reference, source: Source, descriptor: Descriptor | None = None, **_: object
    ) -> Placed:
        if isinstance(source, bytes):
            return await super().put_blob(ref, source, descriptor)
        assert descriptor is not None
        stream = source()
        await anext(stream)
        # Blobs of a layout go side by side, and are told apart by the names of their files.
        part = descriptor.digest.partition(":")[2]
        ours = [each for each in self.open_streams if part in each] or list(self.open_streams)
        assert ours
        await close_stream(stream)
        self.left_open += [each for each in ours if each in self.open_streams]
        raise NotFound("no more")


@pytest.mark.parametrize("compression", ["plain", "gzip"])
@pytest.mark.parametrize("saved", [False, True])
async def test_a_target_that_stops_reading_leaves_nothing_open(
    tmp_path: Path, compression: str, saved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_streams: list[str] = []

    def told(stream: Callable[..., AsyncIterator[bytes]]) -> Callable[..., AsyncIterator[bytes]]:
        async def chunks(*arguments: object) -> AsyncIterator[bytes]:
            open_streams.append(str(arguments))
            try:
                async for chunk in stream(*arguments):
                    yield chunk
            finally:
                open_streams.remove(str(arguments))

        return chunks

    monkeypatch.setattr(Archive, "chunks", told(Archive.chunks))
    monkeypatch.setattr(importer, "file_chunks", told(file_chunks))
    image = images.image("small", layers=1, layer_size=1_000_000)
    members = saved_members(image, "a/b:v1") if saved else layout_members(image, "v1")
    target = Impatient(open_streams)
    with pytest.raises(NotFound):
        await importer.import_image(
            target,
            Reference.parse(f"ocidir://{tmp_path}/layout:v1"),
            write_tar(tmp_path / "a", members, compression),
        )
    assert [] == target.left_open


# Each of the first passes of the loop, then ever larger steps: a thread at work is many passes long.
MOMENTS = [*range(120), *(int(120 * 1.04**power) for power in range(300))]


async def _cancel_after(scope: anyio.CancelScope, steps: int) -> None:
    for _ in range(steps):
        await anyio.lowlevel.checkpoint()
    scope.cancel()
