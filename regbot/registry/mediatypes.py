"""Media types: which manifests we ask for, and which kind a body is.

The list and its order are the reference's (specification, chapter 5). Schema 1 manifests can be read and
never pushed to another repository; the OCI artifact manifest was withdrawn and is still met in old
registries.
"""

from collections.abc import Mapping
from typing import Any

from regbot.registry.errors import ManifestError

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
DOCKER_SCHEMA1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws"
DOCKER_SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json"

ACCEPT = (
    OCI_INDEX,
    OCI_MANIFEST,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    DOCKER_SCHEMA1_SIGNED,
    DOCKER_SCHEMA1,
    OCI_ARTIFACT,
)
_KNOWN = frozenset(ACCEPT)
_INDEXES = frozenset({OCI_INDEX, DOCKER_LIST})
_IMAGES = frozenset({OCI_MANIFEST, DOCKER_MANIFEST})
# Said by servers that do not know what they serve (plain web servers, some proxies): look at the body
# instead.
_VAGUE = frozenset({"", "application/json", "text/plain", "application/octet-stream"})


def is_index(media_type: str) -> bool:
    """A list of manifests (OCI index or docker manifest list)."""
    return media_type in _INDEXES


def is_image(media_type: str) -> bool:
    """An image manifest with a config and layers."""
    return media_type in _IMAGES


def is_manifest(media_type: str) -> bool:
    """Anything that lives under /manifests/ rather than /blobs/."""
    return media_type in _KNOWN


def base_type(content_type: str) -> str:
    """A Content-Type header without its parameters, lower-cased."""
    return content_type.partition(";")[0].strip().lower()


def detect(document: Mapping[str, Any], content_type: str) -> str:
    """The media type of a manifest from its parsed body and the header it came with ("" when there was none).

    Raises ManifestError when header and body disagree, or when the type is unknown.
    """
    claimed, inside = base_type(content_type), document.get("mediaType")
    if claimed in _VAGUE:
        claimed = inside if isinstance(inside, str) and inside else _shape(document)
    elif isinstance(inside, str) and inside and inside != claimed:
        raise ManifestError(
            f"manifest contains an unexpected media type: the header says {claimed}, the body {inside}"
        )
    if claimed not in _KNOWN:
        raise ManifestError(f'unsupported media type: "{claimed}"')
    return claimed


def _shape(document: Mapping[str, Any]) -> str:
    """The kind of a body that does not name itself: by its members and the family of its first child."""
    if document.get("schemaVersion") == 1:
        return DOCKER_SCHEMA1_SIGNED if "signatures" in document else DOCKER_SCHEMA1
    if isinstance(document.get("manifests"), list):
        return DOCKER_LIST if _is_docker(document["manifests"]) else OCI_INDEX
    if isinstance(document.get("layers"), list):
        docker = _is_docker([document.get("config"), *document["layers"]])
        return DOCKER_MANIFEST if docker else OCI_MANIFEST
    return ""


def _is_docker(children: list[Any]) -> bool:
    for child in children:
        if isinstance(child, dict) and child.get("mediaType"):
            return str(child["mediaType"]).startswith("application/vnd.docker.")
    return False
