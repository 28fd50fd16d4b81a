"""A manifest: its bytes as they came, what they say, and which parts they name.

Refuses to change bytes: who edits a document builds a new manifest with `from_document`. Pure; made by the
stores (`manifests.py`, `layout.py`) and by the Lua module `manifest`.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from regbot.registry import mediatypes
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import algorithm_of, compute_digest
from regbot.registry.errors import DigestMismatch, ManifestError, ManifestTooLarge
from regbot.registry.jsontext import parse_json
from regbot.registry.ratelimit import RateLimit
from regbot.registry.reference import Reference

PULL_LIMIT = 8 << 20
"""The longest manifest, in bytes, that we read."""
PUSH_LIMIT = 4 << 20
"""The longest manifest, in bytes, that we send: what registries take at most."""


@dataclass(frozen=True)
class Manifest:
    """A manifest as it was asked for by `reference`.

    `raw` and `document` (the parsed body) are None after a HEAD.
    """

    reference: Reference
    descriptor: Descriptor
    raw: bytes | None = field(default=None, repr=False)
    document: dict[str, Any] | None = field(default=None, repr=False)
    rate_limit: RateLimit = field(default_factory=RateLimit)

    @property
    def is_index(self) -> bool:
        """A list of manifests, one for each platform."""
        return mediatypes.is_index(self.descriptor.media_type)

    @property
    def is_image(self) -> bool:
        """A config and layers."""
        return mediatypes.is_image(self.descriptor.media_type)

    @property
    def body(self) -> bytes:
        """The bytes. Raises ManifestError when only the head was asked for."""
        if self.raw is None:
            raise ManifestError("manifest not set: only its head was fetched", reference=str(self.reference))
        return self.raw

    @property
    def children(self) -> list[Descriptor]:
        """The manifests that an index names. Raises ManifestError when they are malformed."""
        return self._descriptors("manifests")

    @property
    def config(self) -> Descriptor | None:
        """The image's configuration; None when there is none."""
        config = (self.document or {}).get("config")
        return None if config is None else Descriptor.from_json(config)

    @property
    def layers(self) -> list[Descriptor]:
        """An image's layers, and the blobs of a withdrawn OCI artifact manifest."""
        return self._descriptors("layers") + self._descriptors("blobs")

    @property
    def subject(self) -> Descriptor | None:
        """The manifest that this one is about (signatures, SBOMs); None for the usual image."""
        subject = (self.document or {}).get("subject")
        return None if subject is None else Descriptor.from_json(subject)

    def _descriptors(self, member: str) -> list[Descriptor]:
        listed = (self.document or {}).get(member)
        if listed is None:
            return []
        if not isinstance(listed, list):
            raise ManifestError(f"{member} is not a list", reference=str(self.reference))
        return [Descriptor.from_json(each) for each in listed]


def parse_manifest(
    reference: Reference,
    raw: bytes,
    content_type: str = "",
    *,
    expected: str = "",
    rate_limit: RateLimit | None = None,
) -> Manifest:
    """The manifest in `raw`, which came as `content_type` and should have the digest `expected` ("" = any).

    Raises DigestMismatch, ManifestTooLarge, or ManifestError for what is not JSON or of no known kind.
    """
    if len(raw) > PULL_LIMIT:
        raise ManifestTooLarge(
            f"manifest too large: {len(raw)} bytes, the limit is {PULL_LIMIT}", reference=str(reference)
        )
    try:
        document = parse_json(raw)
    except (ValueError, RecursionError) as error:
        if expected and expected != (computed := compute_digest(raw, algorithm_of(expected))):
            raise _mismatch(reference, expected, computed) from error  # damaged on the way
        raise ManifestError(f"manifest is not JSON: {error}", reference=str(reference)) from error
    if not isinstance(document, dict):
        raise ManifestError("manifest is not a JSON object", reference=str(reference))
    try:
        media_type = mediatypes.detect(document, content_type)
    except ManifestError as error:
        error.reference = str(reference)
        raise
    digest = digest_of_manifest(raw, document, media_type, algorithm_of(expected) if expected else "sha256")
    if expected and digest != expected:
        raise _mismatch(reference, expected, digest)
    return Manifest(
        reference,
        Descriptor(media_type, digest, len(raw), artifact_type=_artifact_type(document)),
        raw,
        document,
        rate_limit or RateLimit(),
    )


def from_document(reference: Reference, document: dict[str, Any], media_type: str = "") -> Manifest:
    """A new manifest from an edited document: compact JSON, members in the order they have."""
    raw = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    return parse_manifest(reference, raw, media_type)


def _mismatch(reference: Reference, expected: str, computed: str) -> DigestMismatch:
    return DigestMismatch(
        f"manifest digest mismatch, expected {expected}, computed {computed}", reference=str(reference)
    )


def digest_of_manifest(raw: bytes, document: dict[str, Any], media_type: str, algorithm: str) -> str:
    """The digest under which registries keep these bytes.

    A signed schema 1 manifest is known by the digest of its payload, without the signatures around it.
    """
    if media_type == mediatypes.DOCKER_SCHEMA1_SIGNED:
        raw = _payload(raw, document)
    return compute_digest(raw, algorithm)


def _payload(raw: bytes, document: dict[str, Any]) -> bytes:
    """What a JSON web signature in libtrust's form signs: a head of the body plus a tail it carries along."""
    try:
        protected = parse_json(_unpad(document["signatures"][0]["protected"]))
        return raw[: int(protected["formatLength"])] + _unpad(protected["formatTail"])
    except (KeyError, IndexError, TypeError, ValueError, binascii.Error) as error:
        raise ManifestError("the signature of a schema 1 manifest cannot be read") from error


def _unpad(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _artifact_type(document: dict[str, Any]) -> str:
    value = document.get("artifactType")
    return value if isinstance(value, str) else ""
