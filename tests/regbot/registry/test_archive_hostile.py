"""Archives that somebody made to do harm: nothing is written outside, nothing runs or grows without end."""

import bz2
import contextlib
import gzip
import io
import lzma
import random
import resource
import tarfile
from pathlib import Path
from typing import Any

import anyio
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regbot.registry.archive import compression, members, oci
from regbot.registry.archive.members import Contents, Member, NotTar, clean_name, next_member
from regbot.registry.errors import ArchiveError, RegistryError
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.archives import (
    COMPRESSIONS,
    layout_members,
    link,
    saved_members,
    tar_bytes,
    write_tar,
)
from tests.fakes.memory import MemoryRegistry, connected

ONE = images.image("one")


def refused(path: Path | str, expected: str) -> None:
    """The import fails with this text, and nothing reaches the registry."""
    target = MemoryRegistry()

    async def main() -> None:
        async with connected(target) as (client, host):
            with pytest.raises(RegistryError) as caught:
                await client.import_image(Reference.parse(f"{host}/team/app:v1"), str(path))
            assert expected in str(caught.value)

    anyio.run(main)
    assert ({}, {}) == (target.repository("team/app").tags, target.uploads)


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (("../etc/passwd", b"x"), 'refused: the name "../etc/passwd" leads out of the archive'),
        (("a/../../b", b"x"), "leads out of the archive"),
        (("./../b", b"x"), "leads out of the archive"),
        (("/etc/passwd", b"x"), 'refused: the name "/etc/passwd" is absolute'),
        (
            link("index.json", "/etc/passwd"),
            'the link "index.json" leads out of the archive, to "/etc/passwd"',
        ),
        (link("blobs/x", "../../etc/passwd"), 'the link "blobs/x" leads out of the archive'),
        (link("blobs/x", "../etc/passwd", hard=True), 'the link "blobs/x" leads out of the archive'),
        (link("blobs/x", "/etc/passwd", hard=True), 'the link "blobs/x" leads out of the archive'),
    ],
)
@pytest.mark.parametrize("packed", ["plain", "gzip"])
def test_names_and_links_that_leave_the_archive_are_refused(
    tmp_path: Path, member: Any, expected: str, packed: str
) -> None:
    refused(write_tar(tmp_path / "a", [member, *layout_members(ONE, "v1")], packed), expected)


def test_links_to_files_of_the_machine_are_never_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    listed = b'[{"Config": "c", "Layers": []}]'
    tar = [link("c", str(tmp_path / "secret")), ("manifest.json", listed)]
    refused(write_tar(tmp_path / "a", tar), "leads out of the archive")
    names = b'[{"Config": "../secret", "Layers": []}]'
    refused(write_tar(tmp_path / "a", [("manifest.json", names)]), 'the name "../secret" leads out')
    names = f'[{{"Config": "{tmp_path}/secret", "Layers": []}}]'.encode()
    refused(write_tar(tmp_path / "a", [("manifest.json", names)]), "is absolute")


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    refused(
        write_tar(tmp_path / "a", [link("index.json", "b"), link("b", "index.json")]), "go round in a circle"
    )
    refused(write_tar(tmp_path / "a", [link("index.json", "index.json")]), "go round in a circle")


def test_devices_and_pipes_are_no_files(tmp_path: Path) -> None:
    for kind in (tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.GNUTYPE_SPARSE):
        info = tarfile.TarInfo("index.json")
        info.type = kind
        refused(write_tar(tmp_path / "a", [(info, b"")]), "it is no image archive")


@pytest.mark.parametrize(
    ("pack", "name"),
    [
        (lambda data: gzip.compress(data, 9), "gzip"),
        (lambda data: bz2.compress(data, 9), "bzip2"),
        (lambda data: lzma.compress(data), "xz"),
        (lambda data: zstandard.ZstdCompressor().compress(data), "zstd"),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, pack: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "FLOOR", 1 << 20)
    (tmp_path / "bomb").write_bytes(pack(tar_bytes([("zeroes", bytes(30 << 20))])))
    refused(tmp_path / "bomb", "refused: it unpacks to more than")


def test_a_layer_that_is_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "FLOOR", 1 << 20)
    name = saved_members(ONE)[1][0]
    layers = {str(name): gzip.compress(bytes(30 << 20), 9)}
    refused(write_tar(tmp_path / "a", saved_members(ONE, layers=layers)), "refused: it unpacks to more than")


def test_the_limit_lets_real_files_through() -> None:
    """The floor alone is larger than most images; beyond it a hundred times is."""
    assert (1 << 30, 100) == (compression.FLOOR, compression.RATIO)


def test_xz_and_zstd_that_want_much_memory_are_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 512 << 20, "preset": 0}]
    data = lzma.compress(tar_bytes(layout_members(ONE, "v1")), format=lzma.FORMAT_XZ, filters=filters)
    (tmp_path / "a").write_bytes(data)
    refused(tmp_path / "a", "Memory usage limit exceeded")
    # A frame header that asks for a window of 2 GiB: no single segment, exponent 21, nothing behind it.
    (tmp_path / "a").write_bytes(b"\x28\xb5\x2f\xfd\x00" + bytes([21 << 3]) + bytes(100))
    refused(tmp_path / "a", "the compressed data is damaged")


def header(**fields: Any) -> bytes:
    info = tarfile.TarInfo(fields.pop("name", "x"))
    for key, value in fields.items():
        setattr(info, key, value)
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (header(type=tarfile.XHDTYPE, size=1 << 40), "refused: an extended header of 1099511627776 bytes"),
        (header(type=tarfile.GNUTYPE_LONGNAME, size=1 << 40), "refused: an extended header of"),
        (header(type=tarfile.GNUTYPE_LONGLINK, size=2 << 20), "refused: an extended header of"),
        (header(type=tarfile.XHDTYPE, size=1000), "it ends in the middle of a header"),
        (header(type=tarfile.XGLTYPE) * 20, "more than 16 extended headers in a row"),
        (header(type=tarfile.XHDTYPE, size=5) + b"hello".ljust(512, b"\0"), "not a number: 'hello'"),
        (header(type=tarfile.XHDTYPE, size=9) + b"99 path=x".ljust(512, b"\0"), "cannot be read"),
        (header(type=tarfile.XHDTYPE, size=9) + b"0 path=x\n".ljust(512, b"\0"), "cannot be read"),
        (
            header(type=tarfile.XHDTYPE, size=11) + b"11 size=-1\n".ljust(512, b"\0") + header(),
            "not a number",
        ),
        (header(size=-5), "claims -5 bytes"),
        (header(name="index.json", size=9 << 20), '"index.json" has 9437184 bytes, more than 8388608'),
    ],
)
def test_headers_that_lie_are_refused(tmp_path: Path, raw: bytes, expected: str) -> None:
    (tmp_path / "a").write_bytes(raw)
    refused(tmp_path / "a", expected)


def test_members_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MEMBERS", 50)
    many = [(f"m{number}", b"") for number in range(51)]
    refused(write_tar(tmp_path / "a", many), "refused: it has more than 50 members")


def test_manifests_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oci, "DOCUMENTS_LIMIT", 2000)
    path = write_tar(tmp_path / "a", layout_members(images.index("many"), "v1"))
    refused(path, "have more than 2000 bytes")


def test_documents_in_passing_are_kept_up_to_a_limit_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regbot.registry.archive.importer._KEPT_LIMIT", 2000)
    many, target = images.index("many"), MemoryRegistry()
    path = write_tar(tmp_path / "a", layout_members(many, "v1")[::-1], "gzip")

    async def main() -> None:
        async with connected(target) as (client, host):
            await client.import_image(Reference.parse(f"{host}/team/app:v1"), path)

    anyio.run(main)
    assert {"v1": many.digest} == target.repositories["team/app"].tags


def test_memory_stays_small_however_much_comes_out(tmp_path: Path) -> None:
    """900 MB of zeroes, below the limit of what may come out: they are passed over piece by piece."""
    packed = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(packed, closefd=False) as writer:
        writer.write(header(name="zeroes", size=900 << 20))
        for _ in range(900):
            writer.write(bytes(1 << 20))
        writer.write(tar_bytes(layout_members(ONE, "v1")))
    path, target = tmp_path / "a", MemoryRegistry()
    path.write_bytes(packed.getvalue())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    async def main() -> None:
        async with connected(target) as (client, host):
            await client.import_image(Reference.parse(f"{host}/team/app:v1"), str(path))

    anyio.run(main)
    assert {"v1": ONE.digest} == target.repositories["team/app"].tags
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


@pytest.mark.parametrize("packed", COMPRESSIONS)
@pytest.mark.parametrize("saved", [False, True])
def test_random_damage_never_makes_a_wrong_image(tmp_path: Path, packed: str, saved: bool) -> None:
    made = saved_members(ONE, "a/b:v1") if saved else layout_members(ONE, "v1")
    whole = tar_bytes(made, packed)
    dice = random.Random(packed)
    right: set[str] = set()

    async def attempt(data: bytes) -> MemoryRegistry:
        (tmp_path / "a").write_bytes(data)
        target = MemoryRegistry()
        async with connected(target) as (client, host):
            with contextlib.suppress(RegistryError):
                await client.import_image(Reference.parse(f"{host}/team/app:v1"), str(tmp_path / "a"))
        assert {} == target.uploads
        return target

    async def main() -> None:
        right.update((await attempt(whole)).repositories["team/app"].tags.values())
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 4)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            tags = (await attempt(bytes(data))).repository("team/app").tags
            assert set(tags.values()) <= right

    anyio.run(main)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000), st.integers(0, 1535))
def test_any_bytes_are_a_member_or_an_error(noise: bytes, place: int) -> None:
    raw = bytearray(tar_bytes([(f"{'long/' * 40}name", b"content"), link("l", "t")])[:8192])
    raw[place : place + len(noise)] = noise

    def read_at(offset: int, size: int) -> bytes:
        return bytes(raw[offset : offset + size])

    offset = 0
    while True:
        try:
            member, after = next_member(read_at, offset)
        except NotTar:
            return
        if member is None:
            return
        assert after > offset
        assert member.size >= 0
        assert ".." not in member.name.split("/")
        offset = after


@given(st.text(alphabet="ab./", max_size=12))
def test_clean_names_never_lead_anywhere_else(name: str) -> None:
    try:
        found = clean_name(name)
    except NotTar:
        assert name.startswith("/") or ".." in name
        return
    assert not {"", ".", ".."} & set(found.split("/")) or found == ""
    assert found == clean_name(found)


def test_a_later_member_replaces_an_earlier_one() -> None:
    contents = Contents()
    for size in (1, 2):
        contents.add(Member("a", "file", 0, size))
    found = contents.find("./a")
    assert found is not None
    assert 2 == found.size
    contents.add(Member("a", "other", 0, 0))
    assert contents.find("a") is None


def test_a_file_is_no_folder() -> None:
    contents = Contents()
    contents.add(Member("a", "file", 0, 1))
    contents.add(Member("b", "file", 0, 1))
    assert contents.find("a/b") is None


def test_the_error_is_about_the_archive(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(header(size=-5))

    async def main() -> None:
        async with connected() as (client,):
            with pytest.raises(ArchiveError, match=f'archive "{tmp_path}/a": '):
                await client.import_image(Reference.parse("localhost/x:v1"), str(tmp_path / "a"))

    anyio.run(main)
