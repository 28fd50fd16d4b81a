"""`retain`: a plan for cleaning up a repository: what to keep, what to delete, and why.

    local plan = retain(tag.ls(repo), {keep = 5, newerThan = "720h", repository = repo})

It deletes nothing itself. The rules are in `regbot/retain.py`; this file reads the arguments and looks at the
images where the rules ask for their age or labels: with the option `repository` it fetches their configs, and
only those of tags that their names do not keep already. An image that has no config is kept; a registry that
fails ends the call, because a plan made of half the facts is none.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio

from interpreter import (
    MISSING,
    LuaFunction,
    LuaTable,
    Value,
    argument_error,
    call,
    current,
    decode,
    encode,
    results,
)
from regbot.builtins.arguments import describe, inner, invalid, mismatch, options_argument
from regbot.builtins.context import Context
from regbot.builtins.convert import from_lua, to_lua
from regbot.builtins.nouns import reference_argument
from regbot.builtins.objects import ConfigObject
from regbot.builtins.time import point_argument
from regbot.duration import parse_duration
from regbot.registry.client import ImageConfig, Manifest
from regbot.registry.errors import ManifestError, NotFound, PlatformNotFound, RegistryError
from regbot.registry.mediatypes import DOCKER_CONFIG, OCI_CONFIG
from regbot.registry.reference import Reference
from regbot.retain import Facts, Judged, Rules, judge, to_look_at
from regbot.timestamps import parse_timestamp

_OPTIONS = {
    "keep": "integer",
    "by": "string",
    "match": "string or function",
    "newerThan": "string or number",
    "label": "string or table",
    "repository": "any",
}
_AT_A_TIME = 6  # images looked at side by side; the client has its own limit for each registry


@dataclass
class _Tags:
    """The tags in their order, and what the script said about their images itself."""

    names: list[str] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module: it can only be called."""

    def retain(_: Value = None, tags: Value = MISSING, options: Value = MISSING, *__: Value) -> Value:
        listed = _tags(tags)
        found = options_argument(2, options, _OPTIONS)
        rules = _rules(found, context.now())
        matched = {name for name in listed.names if _matches(found.get("match"), name)}
        facts = dict(listed.facts)
        if "repository" in found:
            repository = reference_argument(2, found["repository"])
            wanted = [name for name in to_look_at(listed.names, matched, rules) if name not in facts]
            facts |= context.request(
                f'Failed judging the tags of "{repository.name}"',
                context.throttled(_look_at(context, repository, wanted)),
            )
        return _plan(judge(listed.names, matched, rules, facts))

    return {"__call": retain}


def _plan(judged: list[Judged]) -> LuaTable:
    def listed(keep: bool) -> list[dict[str, str]]:
        return [{"tag": each.tag, "reason": each.reason} for each in judged if each.keep is keep]

    plan: LuaTable = to_lua({"keep": listed(True), "delete": listed(False)})
    return plan


def _tags(value: Value) -> _Tags:
    if not isinstance(value, LuaTable):
        raise mismatch(1, "list of tags", value)
    found = _Tags()
    for place in range(1, value.length() + 1):
        item = value.get(float(place))
        held = inner(item)
        if isinstance(item, str):
            found.names.append(decode(item))
        elif isinstance(held, ConfigObject) and held.reference.tag:
            found.names.append(held.reference.tag)
            found.facts[held.reference.tag] = _facts(held.config.document)
        elif isinstance(item, LuaTable) and isinstance(item.get("tag"), str):
            name = decode(item.get("tag"))
            found.names.append(name)
            found.facts[name] = _said(item, place)
        else:
            raise argument_error(
                1, encode(f"tag, image config or table with 'tag' expected, got {describe(item)} at {place}")
            )
    return found


def _said(item: LuaTable, place: int) -> Facts:
    """What a table `{tag=, created=, labels=}` says about an image."""
    created, labels = item.get("created"), item.get("labels")
    if labels is not None and not isinstance(labels, LuaTable):
        raise argument_error(1, encode(f"'labels' must be a table, got {describe(labels)} at {place}"))
    known = None if labels is None else {str(name): str(text) for name, text in _named(labels)}
    return Facts(created=None if created is None else point_argument(1, created), labels=known)


def _named(table: LuaTable) -> list[tuple[str, Any]]:
    return [(decode(name), from_lua(value)) for name, value in table.items() if isinstance(name, str)]


def _rules(found: Mapping[str, Any], now: float) -> Rules:
    if not found.keys() & {"keep", "newerThan", "label"}:
        raise argument_error(2, "one of the options 'keep', 'newerThan', 'label' expected")
    if found.get("keep") == 0:
        raise argument_error(2, "option 'keep' must be at least 1")
    by = found.get("by", "version")
    if by not in ("version", "created"):
        raise argument_error(2, encode(f"option 'by' must be version or created, got '{by}'"))
    if "by" in found and "keep" not in found:
        raise argument_error(2, "option 'by' says how 'keep' counts, and there is no 'keep'")
    return Rules(
        keep=found.get("keep"),
        by="created" if by == "created" else "version",
        newer_than=_limit(found["newerThan"], now) if "newerThan" in found else None,
        labels=_labels(found["label"]) if "label" in found else (),
    )


def _limit(value: Value, now: float) -> float:
    """The point in time that `newerThan` means: a duration before now, or a point itself."""
    if isinstance(value, str) and parse_timestamp(decode(value)) is None:
        try:
            seconds = parse_duration(decode(value))
        except ValueError as error:
            raise invalid(2, error) from error
        if seconds <= 0:
            raise argument_error(2, encode(f"option 'newerThan' must be positive, got {decode(value)}"))
        return now - seconds
    return point_argument(2, value)


def _labels(value: Value) -> tuple[tuple[str, str | None], ...]:
    """Read `"name"`, `"name=value"`, or a list of those."""
    places = value.length() if isinstance(value, LuaTable) else 0
    texts = [value.get(float(place)) for place in range(1, places + 1)] if places else [value]
    found = []
    for text in texts:
        if not isinstance(text, str) or not text:
            raise argument_error(2, encode(f"option 'label' must hold strings, got {describe(text)}"))
        name, equals, wanted = decode(text).partition("=")
        found.append((name, wanted if equals else None))
    return tuple(found)


def _matches(wanted: Value, name: str) -> bool:
    """Ask the script's pattern, as `string.find` reads it, or its function."""
    if wanted is None:
        return True
    if isinstance(wanted, LuaFunction):
        answer = results(call(wanted, encode(name)))
    else:
        answer = results(call(current().globals.get("string").get("find"), encode(name), wanted))
    return bool(answer) and answer[0] not in (None, False)


async def _look_at(context: Context, repository: Reference, names: list[str]) -> dict[str, Facts]:
    """Fetch what the images say. Raises the first RegistryError that is not about one image."""
    found: dict[str, Facts] = {}
    failed: list[RegistryError] = []
    places = anyio.CapacityLimiter(_AT_A_TIME)

    async def look(name: str) -> None:
        async with places:
            try:
                found[name] = await _image_facts(context, repository.with_tag(name))
            except (NotFound, ManifestError, PlatformNotFound) as error:
                found[name] = Facts(unknown=error.message)
            except RegistryError as error:
                failed.append(error)
                group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for name in names:
            group.start_soon(look, name)
    if failed:
        raise failed[0]
    return found


async def _image_facts(context: Context, reference: Reference) -> Facts:
    context.log(logging.DEBUG, "Retrieve image config", image=str(reference))
    manifest = await context.client.get_manifest(reference)
    if manifest.is_index:
        manifest = await _first_image(context, reference, manifest)
    described = manifest.config
    if described is None or described.media_type not in (OCI_CONFIG, DOCKER_CONFIG):
        # a chart or a signature has neither age nor labels that could be judged
        kind = described.media_type if described else manifest.descriptor.media_type
        raise ManifestError(f"it is no image but {kind}", reference=str(reference))
    config: ImageConfig = await context.client.get_config(reference, manifest=manifest)
    return _facts(config.document)


async def _first_image(context: Context, reference: Reference, index: Manifest) -> Manifest:
    """Get the first image of an index: those of one build have one age and the same labels."""
    for child in index.children:
        if child.platform is not None and child.platform.os != "unknown":
            return await context.client.get_manifest(reference.with_digest(child.digest))
    raise ManifestError("the index names no image with a platform", reference=str(reference))


def _facts(document: Mapping[str, Any]) -> Facts:
    created = document.get("created")
    config = document.get("config")
    labels = config.get("Labels") if isinstance(config, dict) else None
    return Facts(
        created=parse_timestamp(created) if isinstance(created, str) else None,
        labels={str(name): str(value) for name, value in (labels or {}).items()}
        if labels is None or isinstance(labels, dict)
        else None,
    )
