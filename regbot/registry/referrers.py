"""Referrers: manifests about another manifest (signatures, SBOMs), listed by the registry or by a tag.

A registry that indexes them answers `OCI-Subject` on put. For the others the distribution spec has clients
keep an index under the tag `ALGORITHM-HEX` of the subject; two clients that do so at the same moment can lose
an entry, and nothing in the protocol prevents that. Within this process a lock does.
"""

import json
from dataclasses import replace
from weakref import WeakValueDictionary

import anyio

from regbot.registry import mediatypes
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NotFound
from regbot.registry.manifest import Manifest, from_document
from regbot.registry.reference import Reference
from regbot.registry.store import Store

_LOCKS: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()


def fallback_tag(digest: str) -> str:
    """The tag under which referrers of `digest` are kept: `sha256-` and at most 64 hex digits."""
    algorithm, _, digits = digest.partition(":")
    return f"{algorithm[:32]}-{digits[:64]}"


async def note_referrer(store: Store, ref: Reference, manifest: Manifest, subject: Descriptor) -> None:
    """Append `manifest` to the fallback index of `subject`, unless it is there."""
    tagged = ref.with_tag(fallback_tag(subject.digest))
    lock = _LOCKS.setdefault(str(tagged), anyio.Lock())
    async with lock:
        try:
            current = (await store.get_manifest(tagged)).document or {}
        except NotFound:
            current = {}
        updated = with_referrer(current, referrer_descriptor(manifest))
        if updated is not None:
            await store.put_manifest(tagged, from_document(tagged, updated, mediatypes.OCI_INDEX))


def with_referrer(index: dict[str, object], descriptor: Descriptor) -> dict[str, object] | None:
    """The index with the descriptor appended; None when it is there already."""
    listed = index.get("manifests")
    entries = list(listed) if isinstance(listed, list) else []
    if any(isinstance(entry, dict) and entry.get("digest") == descriptor.digest for entry in entries):
        return None
    base = {"schemaVersion": 2, "mediaType": mediatypes.OCI_INDEX, **index}
    return {**base, "manifests": [*entries, descriptor.to_json()]}


def referrer_descriptor(manifest: Manifest) -> Descriptor:
    """How a referrer is listed: its artifact type (else its config's type) and its annotations."""
    config = manifest.config
    kind = manifest.descriptor.artifact_type or (config.media_type if config else "")
    annotations = (manifest.document or {}).get("annotations")
    listed = annotations if isinstance(annotations, dict) else {}
    return replace(manifest.descriptor, artifact_type=kind, annotations=json.loads(json.dumps(listed)))
