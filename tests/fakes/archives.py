"""Tar files with images, built by the standard library and not by our code: OCI layouts, and `docker save`.

    write_tar(path, layout_members(images.image("one"), "v1"))              # what regbot writes, in its order
    write_tar(path, reversed(layout_members(...)), compression="zstd")      # any order, any compression
    write_tar(path, saved_members(images.image("one"), "team/app:v1"))      # docker's own form

A member is a name with bytes, or a `tarfile.TarInfo` with bytes for links and oddities.
"""

import bz2
import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import zstandard

from tests.fakes.images import Image, Index, digest_of

Member = tuple[str | tarfile.TarInfo, bytes]
COMPRESSIONS = ("plain", "gzip", "bzip2", "xz", "zstd")
REF_NAME = "org.opencontainers.image.ref.name"
IMAGE_NAME = "io.containerd.image.name"


def compress(data: bytes, compression: str) -> bytes:
    """The data in one of COMPRESSIONS."""
    if compression == "gzip":
        return gzip.compress(data, compresslevel=1, mtime=0)
    if compression == "bzip2":
        return bz2.compress(data, 1)
    if compression == "xz":
        return lzma.compress(data, preset=0)
    if compression == "zstd":
        return zstandard.ZstdCompressor(level=1).compress(data)
    return data


def tar_bytes(members: Iterable[Member], compression: str = "plain") -> bytes:
    """A tar file in memory."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            if info.isreg():
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return compress(raw.getvalue(), compression)


def write_tar(path: Path, members: Iterable[Member], compression: str = "plain") -> str:
    """Write a tar file; its path."""
    path.write_bytes(tar_bytes(members, compression))
    return str(path)


def link(name: str, target: str, *, hard: bool = False) -> Member:
    """A link as a member."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = (tarfile.LNKTYPE if hard else tarfile.SYMTYPE), target
    return info, b""


def blob_name(digest: str) -> str:
    """Where a layout keeps a digest."""
    return f"blobs/{digest.replace(':', '/')}"


def index_entry(what: Image | Index, tag: str = "", name: str = "") -> dict[str, object]:
    """An entry of index.json."""
    annotations = {key: value for key, value in ((REF_NAME, tag), (IMAGE_NAME, name)) if value}
    return {**what.descriptor, **({"annotations": annotations} if annotations else {})}


def layout_members(
    *tagged: Image | Index | str, entries: list[dict[str, object]] | None = None
) -> list[Member]:
    """A layout, manifests before blobs: `layout_members(one, "v1", many, "v2")`. `entries`: of index.json."""
    pairs = [(tagged[at], tagged[at + 1]) for at in range(0, len(tagged), 2)]
    parts: dict[str, bytes] = {}
    listed = []
    for what, tag in pairs:
        assert not isinstance(what, str)
        assert isinstance(tag, str)
        listed.append(index_entry(what, tag))
        parts[what.digest] = what.manifest
        for each in what.children if isinstance(what, Index) else (what,):
            parts[each.digest] = each.manifest
            parts |= each.blobs
    index = {"schemaVersion": 2, "manifests": listed if entries is None else entries}
    return [
        ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'),
        ("index.json", json.dumps(index).encode()),
        *((blob_name(digest), data) for digest, data in parts.items()),
    ]


def saved_members(
    image: Image, *names: str, compression: str = "plain", layers: Mapping[str, bytes] | None = None
) -> list[Member]:
    """What `docker save` makes of an image: unpacked layers (or compressed again), a list of images at the
    end. `layers` replaces the contents of layers, by name.
    """
    config = image.blobs[image.document["config"]["digest"]]
    found: dict[str, bytes] = {}
    order = []
    for entry in image.document["layers"]:
        unpacked = gzip.decompress(image.blobs[entry["digest"]])
        name = f"{digest_of(unpacked)[7:]}/layer.tar"
        found[name] = compress(unpacked, compression)
        order.append(name)
    found |= layers or {}
    config_name = f"{digest_of(config)[7:]}.json"
    listed = [{"Config": config_name, "RepoTags": list(names) or None, "Layers": order}]
    return [(config_name, config), *found.items(), ("manifest.json", json.dumps(listed).encode())]
