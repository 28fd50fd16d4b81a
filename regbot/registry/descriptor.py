"""Descriptors: what points from one part of an image to another (media type, digest, size).

Read from manifests of any origin, so everything is checked here once and trusted afterwards.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regbot.registry.digest import check_digest, compute_digest
from regbot.registry.errors import ManifestError
from regbot.registry.platform import Platform


@dataclass(frozen=True)
class Descriptor:
    """One descriptor of the OCI image specification.

    `size` is in bytes, -1 when nobody has said it yet. `urls` are where a foreign layer comes from. `data` is
    the embedded content, only when its size and digest fit.
    """

    media_type: str
    digest: str
    size: int = -1
    urls: tuple[str, ...] = ()
    annotations: Mapping[str, str] = field(default_factory=dict)
    platform: Platform | None = None
    artifact_type: str = ""
    data: bytes | None = field(default=None, repr=False)

    @classmethod
    def from_json(cls, document: Any) -> "Descriptor":
        """The descriptor in a parsed manifest. Raises ManifestError or InvalidDigest."""
        if not isinstance(document, dict):
            raise ManifestError(f"a descriptor is not an object but {_kind(document)}")
        digest, size = document.get("digest"), document.get("size", -1)
        if not isinstance(digest, str):
            raise ManifestError("a descriptor has no digest")
        if not isinstance(size, int) or isinstance(size, bool) or size < -1:
            raise ManifestError(f"the descriptor of {digest} has no valid size: {size!r}")
        platform = document.get("platform")
        urls = document.get("urls") or ()
        annotations = document.get("annotations")
        return cls(
            media_type=str(document.get("mediaType") or ""),
            digest=check_digest(digest),
            size=size,
            urls=tuple(url for url in urls if isinstance(url, str)),
            annotations=dict(annotations) if isinstance(annotations, dict) else {},
            platform=Platform.from_json(platform) if isinstance(platform, dict) else None,
            artifact_type=str(document.get("artifactType") or ""),
            data=_embedded(document.get("data"), digest, size),
        )

    def to_json(self) -> dict[str, Any]:
        """The members that are set, in the specification's order."""
        document: dict[str, Any] = {"mediaType": self.media_type, "digest": self.digest, "size": self.size}
        if self.urls:
            document["urls"] = list(self.urls)
        if self.annotations:
            document["annotations"] = dict(self.annotations)
        if self.data is not None:
            document["data"] = base64.b64encode(self.data).decode()
        if self.platform is not None:
            document["platform"] = self.platform.to_json()
        if self.artifact_type:
            document["artifactType"] = self.artifact_type
        return document


def _embedded(text: Any, digest: str, size: int) -> bytes | None:
    """Embedded data; None when there is none or when it is not what the descriptor promises."""
    if not isinstance(text, str):
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    fits = len(data) == size and compute_digest(data, digest.partition(":")[0]) == digest
    return data if fits else None


def _kind(value: Any) -> str:
    return "null" if value is None else type(value).__name__
