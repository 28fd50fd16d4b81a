"""`manifest`: fetch, look into, edit, push and delete manifests.

The module's functions are the objects' methods too: `m:put(ref)` is `manifest.put(m, ref)`. `image.manifest`,
`image.manifestList` and `image.manifestHead` are the old names of `get`, `getList` and `head`. A fetched
manifest that is not edited is pushed with its bytes, so that its digest stays; edits count after `m:export()`
(the documents).
"""

import logging
from collections.abc import Callable

from interpreter import MISSING, LuaTable, Userdata, Value, encode, runtime_error
from regbot.builtins.arguments import absent, inner, mismatch, options_argument, reason_option, text_argument
from regbot.builtins.context import Context
from regbot.builtins.convert import to_lua
from regbot.builtins.document import pretty
from regbot.builtins.imageconfig import fetch_config
from regbot.builtins.nouns import manifest_argument, platform_argument, reference_argument
from regbot.builtins.objects import ConfigObject, ManifestObject, new_object
from regbot.builtins.ratelimit import ratelimit_table, wait_for_ratelimit
from regbot.builtins.shapes import DESCRIPTOR
from regbot.registry.client import Manifest
from regbot.registry.descriptor import Descriptor
from regbot.registry.reference import Reference


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""
    table = context.tables["manifest"]
    client = context.client

    def wrap(reference: Reference, manifest: Manifest) -> Userdata:
        return new_object(table, ManifestObject(context.shapes, reference, manifest))

    def get(image: Value = MISSING, platform: Value = None, *_: Value) -> Value:
        reference = reference_argument(1, image)
        wanted = platform_argument(2, platform)
        named = "" if absent(platform) else text_argument(2, platform)
        context.log(logging.DEBUG, "Retrieve manifest", image=str(reference), list=False, platform=named)
        action = client.get_manifest(reference, platform=wanted)
        return wrap(reference, context.request(f'Failed retrieving "{reference}" manifest', action))

    def get_list(image: Value = MISSING, *_: Value) -> Value:
        reference = reference_argument(1, image)
        context.log(logging.DEBUG, "Retrieve manifest", image=str(reference), list=True, platform="")
        action = client.get_manifest(reference)
        return wrap(reference, context.request(f'Failed retrieving "{reference}" manifest', action))

    def head(image: Value = MISSING, *_: Value) -> Value:
        reference = reference_argument(1, image)
        context.log(logging.DEBUG, "Retrieve manifest with head", image=str(reference))
        action = client.head_manifest(reference)
        return wrap(reference, context.request(f'Failed retrieving "{reference}" manifest', action))

    def descriptor(image: Value = MISSING, *_: Value) -> Value:
        found = manifest_argument(1, image)
        if isinstance(found, Reference):
            manifest = context.request(f'Failed retrieving "{found}" manifest', client.head_manifest(found))
        elif isinstance(found, ManifestObject) and found.edited:
            manifest = found.export().manifest
        else:
            manifest = found.manifest
        described = manifest.descriptor
        return _descriptor_table(context, Descriptor(described.media_type, described.digest, described.size))

    def referrers(image: Value = MISSING, options: Value = None, *_: Value) -> Value:
        found = manifest_argument(1, image)
        wanted = options_argument(2, options, {"artifactType": "string"}).get("artifactType", "")
        if isinstance(found, Reference):
            reference = found
        else:
            reference = found.reference.with_digest(found.manifest.descriptor.digest)
        context.log(logging.DEBUG, "Listing referrers", image=str(reference), artifactType=wanted)
        action = client.list_referrers(reference, artifact_type=wanted)
        listed = context.request(f'Failed retrieving referrers of "{reference}"', action)
        return LuaTable.from_list([_descriptor_table(context, each) for each in listed])

    def put(image: Value = MISSING, target: Value = MISSING, options: Value = None, *_: Value) -> tuple[()]:
        found = manifest_argument(1, image)
        reference = reference_argument(2, target)
        reason = reason_option(3, options)
        if isinstance(found, ManifestObject) and found.edited:
            context.log(logging.WARNING, "Manifest has changes that were not exported", image=str(reference))
        manifest = _with_body(context, found)
        described = manifest.descriptor
        context.log(
            logging.INFO if context.dry_run else logging.DEBUG,
            "Put manifest",
            image=str(reference),
            digest=described.digest,
            size=described.size,
            **{"dry-run": context.dry_run},
        )
        with context.change("put manifest", str(reference), reason=reason) as change:
            change.digest, change.size = described.digest, described.size
            change.before = context.request("Failed to put manifest", _put(context, reference, manifest))
            change.moved = described.size
        return ()

    def delete(image: Value = MISSING, options: Value = None, *_: Value) -> tuple[()]:
        return delete_manifest(context, manifest_argument(1, image), reason_option(2, options))

    def export(image: Value = MISSING, *_: Value) -> Value:
        held = _own(image)
        _need_body(held)
        return new_object(table, held.export())

    def config(image: Value = MISSING, platform: Value = None, *_: Value) -> Value:
        return fetch_config(context, image, platform)

    def ratelimit(image: Value = MISSING, *_: Value) -> Value:
        return ratelimit_table(_own(image).manifest.rate_limit)

    def ratelimit_wait(
        image: Value = MISSING, limit: Value = MISSING, poll: Value = None, timeout: Value = None, *_: Value
    ) -> Value:
        return wait_for_ratelimit(context, image, limit, poll, timeout)

    def index(image: Value = MISSING, name: Value = None, *_: Value) -> Value:
        # A registry's manifest must not be able to replace a method; `config` is a member that can be called.
        member = table.get(name)
        if member is not None and name != "config":
            return member
        value = _own(image).fields.read(name)
        return member if value is None else value

    def set_index(image: Value = MISSING, name: Value = None, value: Value = None, *_: Value) -> tuple[()]:
        _own(image).fields.write(name, value)
        return ()

    def text(image: Value = MISSING, *_: Value) -> Value:
        held = _own(image)
        _need_body(held)
        return encode(pretty(held.fields.document()))

    return {
        "get": get,
        "getList": get_list,
        "head": head,
        "descriptor": descriptor,
        "referrers": referrers,
        "put": put,
        "delete": delete,
        "export": export,
        "config": config,
        "ratelimit": ratelimit,
        "ratelimitWait": ratelimit_wait,
        "__index": index,
        "__newindex": set_index,
        "__tostring": text,
    }


def _descriptor_table(context: Context, descriptor: Descriptor) -> LuaTable:
    fields = context.shapes.table(DESCRIPTOR)
    for name, value in descriptor.to_json().items():
        fields.set(name, to_lua(value))
    return fields


def _own(value: Value) -> ManifestObject:
    found = inner(value)
    if not isinstance(found, ManifestObject):
        raise mismatch(1, "manifest", value)
    return found


def _need_body(held: ManifestObject) -> None:
    if held.manifest.raw is None:
        raise runtime_error(
            encode(
                f'manifest not set: only the head of "{held.reference}" was retrieved, use its :get() first'
            )
        )


def _with_body(context: Context, found: ManifestObject | ConfigObject | Reference) -> Manifest:
    """Give the manifest that a put sends; one that was only named, or seen by a head, is fetched as it is."""
    if isinstance(found, Reference):
        reference = found
    elif found.manifest.raw is not None:
        return found.manifest
    else:
        reference = found.reference.with_digest(found.manifest.descriptor.digest)
    return context.request(
        f'Failed retrieving "{reference}" manifest', context.client.get_manifest(reference)
    )


def delete_manifest(
    context: Context, found: ManifestObject | ConfigObject | Reference, reason: str
) -> tuple[()]:
    """Delete a manifest by its digest, which a HEAD finds out for a reference."""
    if isinstance(found, Reference):
        failed = f'Failed retrieving "{found}" manifest'
        head = context.request(failed, context.client.head_manifest(found))
        reference, digest = found, head.descriptor.digest
    else:
        reference, digest = found.reference, found.manifest.descriptor.digest
    context.log_write("Delete manifest", image=str(reference))
    with context.change("delete manifest", str(reference), reason=reason) as change:
        change.digest = change.before = digest
        context.request(f'Failed deleting "{reference}"', _delete(context, reference.with_digest(digest)))
    return ()


async def _put(context: Context, reference: Reference, manifest: Manifest) -> str:
    """Put the manifest; what a tag pointed to before, as far as the registry says so."""
    before = ""
    if not reference.digest:
        there = await context.client.find_manifest(reference)
        before = there.digest if there else ""
    await context.client.put_manifest(reference, manifest)
    return before


async def _delete(context: Context, reference: Reference) -> None:
    await context.client.delete_manifest(reference)
    await context.client.close_reference(reference)  # in a layout: removes what nothing points to any more
