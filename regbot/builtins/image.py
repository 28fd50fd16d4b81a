"""`image`: copy and delete whole images, carry them in tar files, read their configs, wait for a rate limit.

The functions on manifests that older scripts call here are those of the module `manifest`.
"""

import logging
from collections.abc import Callable

from interpreter import MISSING, LuaTable, Value, argument_error, decode, encode
from regbot.builtins.arguments import REASON, describe, file_argument, options_argument, reason_option
from regbot.builtins.changes import Action, Change
from regbot.builtins.context import Context
from regbot.builtins.imageconfig import fetch_config
from regbot.builtins.manifest import delete_manifest
from regbot.builtins.nouns import parse_platform, reference_argument
from regbot.builtins.ratelimit import wait_for_ratelimit
from regbot.registry.client import CopyOptions, CopyReport
from regbot.registry.errors import NotFound
from regbot.registry.reference import Reference

_OPTIONS = {
    "digestTags": "boolean",
    "forceRecursive": "boolean",
    "includeExternal": "boolean",
    "referrers": "boolean",
    "platforms": "table",
    "platformsIndex": "string",
    **REASON,
}
# The old names of functions of the module `manifest`.
_ALIASES = {"manifest": "get", "manifestList": "getList", "manifestHead": "head"}


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module."""

    def copy(source: Value = MISSING, target: Value = MISSING, options: Value = None, *_: Value) -> tuple[()]:
        from_reference = reference_argument(1, source)
        to_reference = reference_argument(2, target)
        chosen, reason = _copy_options(3, options)
        context.log_write(
            "Copy image",
            source=str(from_reference),
            target=str(to_reference),
            digestTags=chosen.digest_tags,
            forceRecursive=chosen.force_recursive,
            includeExternal=chosen.include_external,
            **({"referrers": True} if chosen.referrers else {}),
        )
        action: Action = "retag" if from_reference.name == to_reference.name else "copy"
        with context.change(action, str(to_reference), source=str(from_reference), reason=reason) as change:
            context.request(
                f'Failed copying "{from_reference}" to "{to_reference}"',
                context.throttled(_copy(context, change, from_reference, to_reference, chosen)),
            )
        return ()

    def export_tar(source: Value = MISSING, file: Value = MISSING, *_: Value) -> tuple[()]:
        reference = reference_argument(1, source)
        path = file_argument(2, file)
        context.log_write("Export image", source=str(reference), file=path)
        with context.change("export", path, source=str(reference)) as change:
            context.request(
                f'Failed exporting "{reference}" to "{path}"',
                context.throttled(_export(context, change, reference, path)),
            )
        return ()

    def import_tar(
        target: Value = MISSING, file: Value = MISSING, options: Value = None, *_: Value
    ) -> tuple[()]:
        reference = reference_argument(1, target)
        path = file_argument(2, file)
        given = options_argument(3, options, {"name": "string", **REASON})
        name, reason = given.get("name"), given.get("reason", "")
        context.log_write(
            "Import image", file=path, target=str(reference), **({"name": name} if name else {})
        )
        with context.change("import", str(reference), source=path, reason=reason) as change:
            context.request(
                f'Failed importing "{path}" to "{reference}"',
                context.throttled(_import(context, change, reference, path, name)),
            )
        return ()

    def exists(image: Value = MISSING, *_: Value) -> Value:
        reference = reference_argument(1, image)
        context.log(logging.DEBUG, "Retrieve manifest with head", image=str(reference))
        return context.request(f'Failed checking "{reference}"', _exists(context, reference))

    def delete(image: Value = MISSING, options: Value = None, *_: Value) -> Value:
        # By the name that was asked for: a manifest object stands for its reference here, not for its digest.
        return delete_manifest(context, reference_argument(1, image), reason_option(2, options))

    def config(image: Value = MISSING, platform: Value = None, *_: Value) -> Value:
        return fetch_config(context, image, platform)

    def ratelimit_wait(
        image: Value = MISSING, limit: Value = MISSING, poll: Value = None, timeout: Value = None, *_: Value
    ) -> Value:
        return wait_for_ratelimit(context, image, limit, poll, timeout)

    manifest = context.tables["manifest"]
    aliases = {old: manifest.get(name).call for old, name in _ALIASES.items()}
    return {
        "copy": copy,
        "exists": exists,
        "delete": delete,
        "exportTar": export_tar,
        "importTar": import_tar,
        "config": config,
        "ratelimitWait": ratelimit_wait,
        **aliases,
    }


async def _copy(
    context: Context, change: Change, source: Reference, target: Reference, options: CopyOptions
) -> None:
    report = change.live = CopyReport(source, target)
    try:
        await context.client.copy_image(source, target, options, report=report)
        await context.client.close_reference(target)  # in an OCI layout: removes what nothing points to
        change.result = "unchanged" if report.unchanged else "done"
    finally:
        change.live = None
        change.count(report)


async def _exists(context: Context, reference: Reference) -> bool:
    try:
        await context.client.head_manifest(reference)
    except NotFound:
        return False
    return True


async def _export(context: Context, change: Change, source: Reference, path: str) -> None:
    from regbot.registry.archive import ExportReport  # most scripts have nothing to do with archives

    report = change.live = ExportReport(source, path)
    try:
        await context.client.export_image(source, path, report=report)
        change.digest, change.size = report.digest, report.size
    finally:
        change.live = None


async def _import(context: Context, change: Change, target: Reference, path: str, name: str | None) -> None:
    from regbot.registry.archive import ImportReport

    report = change.live = ImportReport(path, target)
    try:
        await context.client.import_image(target, path, name=name, report=report)
        await context.client.close_reference(target)  # as after a copy
        change.result = "unchanged" if report.unchanged else "done"
        change.digest = report.digest
    finally:
        change.live = None
        change.before = report.before
        change.moved, change.saved = report.bytes_moved, report.bytes_skipped
        change.blobs_moved, change.blobs_skipped = report.blobs_copied, report.blobs_skipped


def _copy_options(position: int, value: Value) -> tuple[CopyOptions, str]:
    """Read the options of a copy; and the reason that the script gives for it."""
    found = options_argument(position, value, _OPTIONS)
    platforms = found.get("platforms")
    index = found.get("platformsIndex", "rebuild")
    if index not in ("rebuild", "sparse"):
        raise argument_error(
            position, encode(f"option 'platformsIndex' must be rebuild or sparse, got '{index}'")
        )
    chosen = CopyOptions(
        digest_tags=found.get("digestTags", False),
        force_recursive=found.get("forceRecursive", False),
        include_external=found.get("includeExternal", False),
        referrers=found.get("referrers", False),
        platforms=() if platforms is None else _platforms(position, platforms),
        sparse_index=index == "sparse",
    )
    return chosen, found.get("reason", "")


def _platforms(position: int, table: LuaTable) -> tuple[str, ...]:
    """Read the list of platforms; "" stands for the entries of an index that have none."""
    found = []
    for place in range(1, table.length() + 1):
        item = table.get(float(place))
        if not isinstance(item, str):
            raise argument_error(position, f"option 'platforms' must hold strings, got {describe(item)}")
        text = decode(item)
        if text:
            parse_platform(position, text)
        found.append(text)
    return tuple(found)
