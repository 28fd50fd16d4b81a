"""Referrers: manifests about another manifest (signatures, SBOMs), listed by the registry or by a tag.

Readers ask the registry first (`ask_registry`), and where it has no such list read the tag (`read_tag`). A
registry that indexes them answers `OCI-Subject` on put. For the others the distribution spec has clients
keep an index under the tag `ALGORITHM-HEX` of the subject; two clients that do so at the same moment can lose
an entry, and nothing in the protocol prevents that. Within this process a lock does.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

import anyio

from regbot.registry import mediatypes
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import check_digest
from regbot.registry.errors import DigestMismatch, ManifestError, NotFound, UnexpectedStatus
from regbot.registry.manifest import Manifest, from_document
from regbot.registry.pages import list_pages
from regbot.registry.reference import Reference
from regbot.registry.store import Store
from regbot.registry.transport import Request, Transport

# What registries from before the list say to its path: they take it for something malformed.
_NO_LIST = frozenset({400, 405, 406, 501})
_LOCKS: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()


def fallback_tag(digest: str) -> str:
    """The tag under which referrers of `digest` are kept: `sha256-` and at most 64 hex digits."""
    algorithm, _, digits = digest.partition(":")
    return f"{algorithm[:32]}-{digits[:64]}"


async def ask_registry(
    transport: Transport, ref: Reference, artifact_type: str = ""
) -> list[Descriptor] | None:
    """The referrers of the reference's digest as the registry lists them; None where it keeps no such list.

    Registries may ignore `artifact_type`: whoever needs it filters the answer.
    """
    request = Request(
        method="GET",
        registry=ref.registry,
        repository=ref.repository,
        path=f"referrers/{check_digest(ref.digest)}",
        query=(("artifactType", artifact_type),) if artifact_type else (),
        headers=(("Accept", mediatypes.OCI_INDEX),),
        mirrors=True,
        reference=str(ref),
    )
    try:
        listed = await list_pages(transport, request, "manifests")
    except NotFound:
        return None
    except UnexpectedStatus as error:
        if error.status not in _NO_LIST:
            raise
        return None
    return [Descriptor.from_json(each) for each in listed]


async def read_tag(store: Store, ref: Reference) -> list[Descriptor]:
    """The referrers of the reference's digest that clients noted under the fallback tag."""
    try:
        found = await store.get_manifest(ref.with_tag(fallback_tag(check_digest(ref.digest))))
    except NotFound:
        return []
    return found.children if found.is_index else []


def of_type(listed: list[Descriptor], artifact_type: str) -> list[Descriptor]:
    """Those of an artifact type; all when it is ""."""
    return [each for each in listed if not artifact_type or each.artifact_type == artifact_type]


async def note_referrer(store: Store, ref: Reference, manifest: Manifest, subject: Descriptor) -> None:
    """Append `manifest` to the fallback index of `subject`, unless it is there."""
    await _change_fallback(
        store, ref, subject, lambda index: with_referrer(index, referrer_descriptor(manifest))
    )


async def subject_of(store: Store, ref: Reference) -> Descriptor | None:
    """What the manifest is about, asked before its deletion; None also when it is missing or unreadable."""
    async with store.writing(ref):
        try:
            return (await store.get_manifest(ref)).subject
        except (NotFound, ManifestError, DigestMismatch):
            return None


async def forget_referrer(store: Store, ref: Reference, subject: Descriptor) -> None:
    """Strike the deleted manifest (the reference's digest) off the fallback index of `subject`.

    The list stays when it is empty (distribution-spec, "Deleting Manifests"). Where the registry keeps the
    list there is no such tag, and nothing to do.
    """
    await _change_fallback(store, ref, subject, lambda index: without_referrer(index, ref.digest))


async def _change_fallback(
    store: Store,
    ref: Reference,
    subject: Descriptor,
    change: Callable[[dict[str, object]], dict[str, object] | None],
) -> None:
    """Put what `change` makes of the fallback index (an empty one where there is none), unless it is None."""
    tagged = ref.with_tag(fallback_tag(subject.digest))
    lock = _LOCKS.setdefault(str(tagged), anyio.Lock())
    async with lock, store.writing(ref):
        try:
            current = (await store.get_manifest(tagged)).document or {}
        except NotFound:
            current = {}
        updated = change(current)
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


def without_referrer(index: dict[str, object], digest: str) -> dict[str, object] | None:
    """The index without the entry of this digest; None when there is none."""
    listed = index.get("manifests")
    entries = listed if isinstance(listed, list) else []
    kept = [entry for entry in entries if not (isinstance(entry, dict) and entry.get("digest") == digest)]
    return {**index, "manifests": kept} if len(kept) < len(entries) else None


def referrer_descriptor(manifest: Manifest) -> Descriptor:
    """How a referrer is listed: its artifact type (else its config's type) and its annotations."""
    config = manifest.config
    kind = manifest.descriptor.artifact_type or (config.media_type if config else "")
    annotations = (manifest.document or {}).get("annotations")
    listed = annotations if isinstance(annotations, dict) else {}
    return replace(manifest.descriptor, artifact_type=kind, annotations=json.loads(json.dumps(listed)))
