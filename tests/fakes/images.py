"""Synthetic images and indexes for tests, and a push of our own to put them into a registry or a folder.

Everything is deterministic: one seed, one digest. The push speaks plain `http.client` and shares no code with
`regbot.registry`, so that it can referee that client. It knows plain HTTP on loopback only.

    one = image("one", layers=3, labels={"stage": "prod"})
    many = index("many", platforms=("linux/amd64", "linux/arm64"))
    push("127.0.0.1:5000", "team/app", one, "v1", "latest")     # -> digest of the manifest
    write_layout(tmp_path, many, "v2")                          # the same as an OCI image layout
"""

import gzip
import hashlib
import http.client
import io
import json
import random
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"

CREATED = "2024-01-02T03:04:05Z"


def digest_of(data: bytes, algorithm: str = "sha256") -> str:
    """`algorithm:hex` of data."""
    return f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"


@dataclass(frozen=True)
class Image:
    """One image: the manifest's bytes and the blobs it names, by digest."""

    manifest: bytes
    media_type: str
    platform: dict[str, str]
    blobs: dict[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        return digest_of(self.manifest)

    @property
    def document(self) -> Any:
        return json.loads(self.manifest)

    @property
    def descriptor(self) -> dict[str, Any]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.manifest)}


@dataclass(frozen=True)
class Index:
    """An index (or docker list) and its children."""

    manifest: bytes
    media_type: str
    children: tuple[Image, ...] = field(repr=False)

    @property
    def digest(self) -> str:
        return digest_of(self.manifest)

    @property
    def document(self) -> Any:
        return json.loads(self.manifest)

    @property
    def descriptor(self) -> dict[str, Any]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.manifest)}


def layer(seed: str, size: int = 1000) -> tuple[bytes, str]:
    """A gzipped tar with one file of `size` random bytes; and its diff id: the digest of the unpacked tar."""
    content = random.Random(seed).randbytes(size)
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo(f"data/{hashlib.sha256(seed.encode()).hexdigest()[:12]}")
        entry.size = size
        tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(raw.getvalue(), compresslevel=1, mtime=0), digest_of(raw.getvalue())


def image(
    seed: str,
    *,
    layers: int = 2,
    layer_size: int = 1000,
    layer_seeds: tuple[str, ...] = (),
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
    created: str = CREATED,
    platform: str = "linux/amd64",
    docker: bool = False,
    subject: dict[str, Any] | None = None,
    extra_layers: tuple[dict[str, Any], ...] = (),
) -> Image:
    """An image; `layer_seeds` names layers to share with others, `extra_layers` adds bare descriptors."""
    seeds = layer_seeds or tuple(f"{seed}/{number}" for number in range(layers))
    packed = [layer(each, layer_size) for each in seeds]
    where = _platform(platform)
    config = _json(
        {
            "created": created,
            **where,
            "config": {"Labels": labels or {}, "Env": ["PATH=/bin"], "Cmd": ["/bin/sh"]},
            "rootfs": {"type": "layers", "diff_ids": [diff_id for _, diff_id in packed]},
            "history": [{"created": created, "created_by": f"layer {each}"} for each in seeds],
            "x-seed": seed,
        }
    )
    kinds = (
        (DOCKER_MANIFEST, DOCKER_CONFIG, DOCKER_LAYER) if docker else (OCI_MANIFEST, OCI_CONFIG, OCI_LAYER)
    )
    document: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": kinds[0],
        "config": {"mediaType": kinds[1], "digest": digest_of(config), "size": len(config)},
        "layers": [
            {"mediaType": kinds[2], "digest": digest_of(data), "size": len(data)} for data, _ in packed
        ]
        + list(extra_layers),
    }
    if annotations:
        document["annotations"] = annotations
    if subject:
        document["subject"] = subject
    blobs = {digest_of(data): data for data, _ in packed} | {digest_of(config): config}
    return Image(_json(document), kinds[0], where, blobs)


def index(
    seed: str,
    *,
    platforms: tuple[str, ...] = ("linux/amd64", "linux/arm64", "linux/arm/v7"),
    docker: bool = False,
    annotations: dict[str, str] | None = None,
    **options: Any,
) -> Index:
    """An index with one image for each platform; `options` go to `image`."""
    children = tuple(
        image(f"{seed}/{platform}", platform=platform, docker=docker, **options) for platform in platforms
    )
    document: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": DOCKER_LIST if docker else OCI_INDEX,
        "manifests": [{**child.descriptor, "platform": child.platform} for child in children],
    }
    if annotations:
        document["annotations"] = annotations
    return Index(_json(document), document["mediaType"], children)


def push(host: str, repository: str, what: Image | Index, *tags: str) -> str:
    """Put `what` with all its parts to http://host/repository, by digest and under each tag; its digest."""
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        for each in what.children if isinstance(what, Index) else (what,):
            for digest, data in each.blobs.items():
                _push_blob(connection, repository, digest, data)
            _push_manifest(connection, repository, each.digest, each)
        for tag in tags or (what.digest,):
            _push_manifest(connection, repository, tag, what)
    finally:
        connection.close()
    return what.digest


def push_blob(host: str, repository: str, data: bytes) -> str:
    """Put one blob; its digest."""
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        _push_blob(connection, repository, digest_of(data), data)
    finally:
        connection.close()
    return digest_of(data)


def push_big_blob(host: str, repository: str, size: int, seed: int = 1) -> str:
    """Put one blob of `size` pseudo-random bytes without holding it in memory; its digest."""
    hashed = hashlib.sha256()
    for chunk in big_blob(size, seed):
        hashed.update(chunk)
    digest = f"sha256:{hashed.hexdigest()}"
    connection = http.client.HTTPConnection(host, timeout=120)
    try:
        target = _start_upload(connection, repository, digest)
        headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        connection.request("PUT", target, body=big_blob(size, seed), headers=headers)
        _answer(connection, 201)
    finally:
        connection.close()
    return digest


def big_blob(size: int, seed: int = 1) -> Iterator[bytes]:
    """`size` pseudo-random bytes in pieces of at most 1 MiB: one block, numbered, so that they are cheap."""
    block = random.Random(seed).randbytes(1 << 20)
    for number in range(0, size, 1 << 20):
        at = number >> 20
        yield (at.to_bytes(8, "big") + block[8:])[: min(1 << 20, size - number)]


def write_layout(path: Path, what: Image | Index, *tags: str) -> str:
    """Write `what` as an OCI image layout at `path` (added to what is there), under each tag; its digest."""
    for each in what.children if isinstance(what, Index) else (what,):
        for data in (*each.blobs.values(), each.manifest):
            _write_blob(path, data)
    _write_blob(path, what.manifest)
    (path / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    table = path / "index.json"
    document = (
        json.loads(table.read_text(encoding="utf-8"))
        if table.exists()
        else {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": []}
    )
    for tag in tags:
        entry = {**what.descriptor, "annotations": {"org.opencontainers.image.ref.name": tag}}
        document["manifests"].append(entry)
    table.write_text(json.dumps(document))
    return what.digest


def _platform(text: str) -> dict[str, str]:
    system, _, rest = text.partition("/")
    architecture, _, variant = rest.partition("/")
    found = {"architecture": architecture, "os": system}
    return found | {"variant": variant} if variant else found


def _json(document: Any) -> bytes:
    """Indented on purpose: a client that re-serialises manifests changes the digest and is caught."""
    return json.dumps(document, indent=3).encode()


def _write_blob(path: Path, data: bytes) -> None:
    folder = path / "blobs" / "sha256"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / digest_of(data).partition(":")[2]).write_bytes(data)


def _push_blob(connection: http.client.HTTPConnection, repository: str, digest: str, data: bytes) -> None:
    connection.request("HEAD", f"/v2/{repository}/blobs/{digest}")
    if _answer(connection, 200, 404).status == 200:
        return
    target = _start_upload(connection, repository, digest)
    connection.request("PUT", target, body=data, headers={"Content-Type": "application/octet-stream"})
    _answer(connection, 201)


def _start_upload(connection: http.client.HTTPConnection, repository: str, digest: str) -> str:
    connection.request("POST", f"/v2/{repository}/blobs/uploads/", headers={"Content-Length": "0"})
    location = urlsplit(_answer(connection, 202).headers["Location"])
    query = urlencode({"digest": digest})
    return f"{location.path}?{location.query}&{query}" if location.query else f"{location.path}?{query}"


def _push_manifest(
    connection: http.client.HTTPConnection, repository: str, name: str, what: Image | Index
) -> None:
    headers = {"Content-Type": what.media_type}
    connection.request("PUT", f"/v2/{repository}/manifests/{name}", body=what.manifest, headers=headers)
    _answer(connection, 201)


def _answer(connection: http.client.HTTPConnection, *expected: int) -> http.client.HTTPResponse:
    response = connection.getresponse()
    body = response.read()
    if response.status not in expected:
        raise AssertionError(f"the registry answered {response.status}, not {expected}: {body[:300]!r}")
    return response
