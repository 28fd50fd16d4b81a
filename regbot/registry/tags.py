"""Tags in a registry: list, and delete without hurting siblings (specification, 3.9 and chapter 7).

Many registries cannot delete a tag by name: DELETE by digest takes every tag of that digest along. There the
tag is first moved to a placeholder image of its own, and that is deleted: after a question that shows
whether the registry deletes anything at all. The tag is given back to the image it had when the registry
refuses the last step nevertheless (fault F25).
"""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from regbot.registry import mediatypes
from regbot.registry.blobs import put_blob
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import compute_digest
from regbot.registry.errors import (
    InvalidReference,
    RegistryError,
    Unauthorized,
    UnexpectedStatus,
    Unsupported,
)
from regbot.registry.finish import finish
from regbot.registry.manifest import Manifest, from_document
from regbot.registry.manifests import (
    delete_manifest,
    get_manifest,
    head_manifest,
    put_manifest,
    refused_deletion,
)
from regbot.registry.pages import list_pages
from regbot.registry.reference import Reference
from regbot.registry.routes import at_upstream
from regbot.registry.transport import Request, Transport

_LOGGER = logging.getLogger("regbot.registry")
_EMPTY = b"{}"
# How long a cancelled deletion may still take to leave the tag on one of its two good states.
_GRACE_SECONDS = 10.0


async def list_tags(
    transport: Transport, ref: Reference, *, limit: int | None = None, last: str | None = None
) -> list[str]:
    """The repository's tags after `last`, in the registry's order: every page, or at most `limit`."""
    query = [("last", last)] if last else []
    query += [("n", str(limit))] if limit is not None else []
    request = Request(
        method="GET",
        registry=ref.registry,
        repository=ref.repository,
        path="tags/list",
        query=tuple(query),
        headers=(("Accept", "application/json"),),
        mirrors=True,
        reference=ref.name,
    )
    return [str(each) for each in await list_pages(transport, request, "tags", limit=limit, last=last)]


async def delete_tag(
    transport: Transport, ref: Reference, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> str:
    """Remove one tag; other tags of the same image stay. Out: the digest that it pointed to.

    The digest is asked for first, so that reports can say how to bring the tag back; "" for a tag that points
    nowhere, where the registry deletes even that. Raises InvalidReference without a tag, NotFound when there
    is none of that name, Unsupported when the registry lets nobody delete (the tag then points where it did
    before).
    """
    need_tag(ref)
    with at_upstream(ref.name):
        return await _delete_tag(transport, ref.with_tag(ref.tag), now)


async def _delete_tag(transport: Transport, ref: Reference, now: Callable[[], datetime]) -> str:
    try:
        original = await head_manifest(transport, ref)
    except Unauthorized:
        raise
    except RegistryError as error:
        if not await _delete_by_name(transport, ref):
            raise error from None
        return ""
    if await _delete_by_name(transport, ref):
        return original.descriptor.digest
    placeholder, config = _placeholder(ref, original, now())
    await _check_deletes(transport, ref.with_digest(placeholder.descriptor.digest))
    await put_blob(transport, ref, _EMPTY, _descriptor(_EMPTY))
    await put_blob(transport, ref, config, _descriptor(config))

    async def swap_and_delete() -> None:
        await put_manifest(transport, ref, placeholder)
        try:
            await delete_manifest(transport, ref.with_digest(placeholder.descriptor.digest))
        except RegistryError as refused:
            await _restore(transport, ref, original, refused)

    # In between the tag is not where it belongs.
    await finish(swap_and_delete, grace=_GRACE_SECONDS)
    return original.descriptor.digest


def need_tag(ref: Reference) -> None:
    """Raises InvalidReference for a reference without a tag."""
    if not ref.tag:
        raise InvalidReference("tag missing from image reference", reference=str(ref))


async def _delete_by_name(transport: Transport, ref: Reference) -> bool:
    """DELETE manifests/TAG: the OCI way. False when the registry cannot (distribution answers 400).

    Whoever may not delete (401, 403) may not delete the placeholder either, so that ends it.
    """
    request = Request(
        method="DELETE",
        registry=ref.registry,
        repository=ref.repository,
        path=f"manifests/{ref.tag}",
        expect=frozenset({202}),
        kind="manifest",
        retry=False,
        reference=str(ref),
    )
    try:
        async with transport.send(request):
            return True
    except Unauthorized:
        raise
    except RegistryError as error:
        _LOGGER.debug("Delete by tag refused", extra={"fields": {"ref": str(ref), "err": str(error)}})
        return False


async def _check_deletes(transport: Transport, ref: Reference) -> None:
    """Ask the registry to delete what it does not have: 404 (or 202) from one that deletes, 405 from one that
    does not. Raises Unsupported and Unauthorized; any other answer says nothing, and the tag would be given
    back.
    """
    request = Request(
        method="DELETE",
        registry=ref.registry,
        repository=ref.repository,
        path=f"manifests/{ref.digest}",
        expect=frozenset({202, 404}),
        kind="manifest",
        reference=str(ref),
    )
    try:
        async with transport.send(request):
            return
    except UnexpectedStatus as error:
        refused = refused_deletion(error, ref, "tag: {}; the tag was left as it was")
        if refused is not None:
            raise refused from error


def _placeholder(ref: Reference, original: Manifest, now: datetime) -> tuple[Manifest, bytes]:
    """An image that no other tag has, of the original's family; and its config.

    The labels make its digest unique, and tell people what it is, should they ever meet it.
    """
    oci = original.descriptor.media_type in (mediatypes.OCI_MANIFEST, mediatypes.OCI_INDEX)
    created = now.isoformat().replace("+00:00", "Z")
    config = json.dumps(
        {
            "created": created,
            "architecture": "amd64",
            "os": "linux",
            "config": {"Labels": {"delete-date": created, "delete-tag": ref.tag}},
            "rootfs": {"type": "layers", "diff_ids": [compute_digest(_EMPTY)]},
            "history": [{"created": created, "created_by": "# regbot", "comment": "tag deletion"}],
        },
        separators=(",", ":"),
    ).encode()
    kinds = (mediatypes.DOCKER_MANIFEST, mediatypes.DOCKER_CONFIG, mediatypes.DOCKER_LAYER)
    if oci:
        kinds = (mediatypes.OCI_MANIFEST, mediatypes.OCI_CONFIG, f"{mediatypes.OCI_LAYER}+gzip")
    document = {
        "schemaVersion": 2,
        "mediaType": kinds[0],
        "config": {**_descriptor(config).to_json(), "mediaType": kinds[1]},
        "layers": [{**_descriptor(_EMPTY).to_json(), "mediaType": kinds[2]}],
    }
    return from_document(ref, document), config


def _descriptor(data: bytes) -> Descriptor:
    return Descriptor("application/octet-stream", compute_digest(data), len(data))


async def _restore(transport: Transport, ref: Reference, original: Manifest, refused: RegistryError) -> None:
    """Point the tag at its image again, and raise what the registry said about deleting."""
    at_digest = ref.with_digest(original.descriptor.digest)
    try:
        await put_manifest(transport, ref, await get_manifest(transport, at_digest))
    except RegistryError as failed:
        raise Unsupported(
            f"the registry refused to delete ({refused.message}), and the tag could not be given back: "
            f"it now points to a placeholder, its image is {at_digest} ({failed.message})",
            reference=str(ref),
            registry=ref.registry,
            status=refused.status,
        ) from refused
    raise Unsupported(
        f"the registry refused to delete the tag: {refused.message}; the tag was left as it was",
        reference=str(ref),
        registry=ref.registry,
        status=refused.status,
    ) from refused
