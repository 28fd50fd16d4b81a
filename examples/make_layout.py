"""Makes `examples/layout`: a tiny OCI image layout with several versions of one image, for the quickstart.

    python examples/make_layout.py [FOLDER]

Everything is fixed (times, order, compression), so every run writes the same bytes and the same digests. The
versions are 1.0 to 2.1, with 1.10 above 1.9 on purpose; 2.1 is an index of two platforms; `2.2-rc1` and
`edge` are tags that a mirror of releases must leave out. Each config carries labels. Needs only the standard
library.
"""

import gzip
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"

# tag: day of its making, stage
VERSIONS = {
    "1.0": ("2023-01-10", "retired"),
    "1.1": ("2023-03-14", "retired"),
    "1.9": ("2023-11-02", "stable"),
    "1.10": ("2024-02-20", "stable"),
    "2.0": ("2024-06-01", "stable"),
    "2.1": ("2024-09-09", "stable"),
    "2.2-rc1": ("2024-10-01", "testing"),
    "edge": ("2024-10-02", "testing"),
}
TWO_PLATFORMS = {"2.1"}


def main(folder: Path) -> None:
    """Write the layout into `folder`, which must be new or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for version, (day, stage) in VERSIONS.items():
        architectures = ("amd64", "arm64") if version in TWO_PLATFORMS else ("amd64",)
        images = [write_image(folder, version, day, stage, architecture) for architecture in architectures]
        found = images[0]
        if len(images) > 1:
            found = write_json(folder, INDEX, {"schemaVersion": 2, "mediaType": INDEX, "manifests": images})
        named = {key: value for key, value in found.items() if key != "platform"}
        entries.append({**named, "annotations": {"org.opencontainers.image.ref.name": version}})
    (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    (folder / "index.json").write_text(json.dumps(index, indent=2) + "\n")
    print(f"{folder}: {', '.join(VERSIONS)}")


def write_image(folder: Path, version: str, day: str, stage: str, architecture: str) -> dict[str, Any]:
    """Write one image with a base layer, which all share, and one of its own. Gives its descriptor."""
    files = {"etc/motd": "a small base\n"}, {"app/version": f"{version} for {architecture}\n"}
    tars = [tar_of(each) for each in files]
    layers = [write_blob(folder, LAYER, gzip.compress(tar, 9, mtime=0)) for tar in tars]
    platform = {"architecture": architecture, "os": "linux"}
    config = {
        "created": f"{day}T12:00:00Z",
        **platform,
        "config": {
            "Cmd": ["cat", "/app/version"],
            "Labels": {"org.opencontainers.image.version": version, "org.example.stage": stage},
        },
        "rootfs": {"type": "layers", "diff_ids": [digest_of(tar) for tar in tars]},
        "history": [{"created": f"{day}T12:00:00Z", "created_by": name} for each in files for name in each],
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": write_json(folder, CONFIG, config),
        "layers": layers,
    }
    return {**write_json(folder, MANIFEST, manifest), "platform": platform}


def tar_of(files: dict[str, str]) -> bytes:
    """Pack files into a tar without anything that depends on the time or the machine."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT, bufsize=512) as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def write_json(folder: Path, media_type: str, document: dict[str, Any]) -> dict[str, Any]:
    """Write a document as a blob. Gives its descriptor."""
    return write_blob(folder, media_type, json.dumps(document, separators=(",", ":")).encode())


def write_blob(folder: Path, media_type: str, data: bytes) -> dict[str, Any]:
    """Write bytes under their digest. Gives the descriptor."""
    digest = digest_of(data)
    path = folder / "blobs" / "sha256" / digest.removeprefix("sha256:")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return {"mediaType": media_type, "digest": digest, "size": len(data)}


def digest_of(data: bytes) -> str:
    """Give the digest of some bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "layout")
