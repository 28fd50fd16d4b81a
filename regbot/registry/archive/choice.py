"""Which image of an archive is meant, when there are several. Pure; used by importer.py and docker.py.

In this order: the entry that `name=` names; the only entry; the digest of the target; the target's full name,
as containerd and docker note it; the target's tag. Anything else is an error that lists what there is: to
guess would put the wrong image under a tag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from regbot.registry.errors import ArchiveError, InvalidReference
from regbot.registry.reference import Reference

REF_NAME = "org.opencontainers.image.ref.name"
IMAGE_NAME = "io.containerd.image.name"
_LISTED = 20
"""Entries that an error lists."""

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Candidate(Generic[Entry]):
    """One image of an archive, with the names it goes by: full names, tags, or whatever a tool wrote."""

    names: tuple[str, ...]
    digest: str
    entry: Entry

    @property
    def references(self) -> set[str]:
        """The names that are full names, in the form that `str(Reference)` gives them."""
        return {full for name in self.names if (full := _full_name(name))}

    @property
    def tags(self) -> set[str]:
        """The names' tags: a full name's last part, or a name that is nothing but a tag."""
        return {name.rpartition(":")[2] for name in self.names if ":" in name or "/" not in name}

    def __str__(self) -> str:
        return ", ".join(self.names) or self.digest or "an image without a name"


def names_in(entry: dict[str, Any]) -> tuple[str, ...]:
    """The names of an entry of index.json: its ref.name, and what containerd calls it; each once."""
    annotations = entry.get("annotations")
    found = annotations if isinstance(annotations, dict) else {}
    names = (found.get(IMAGE_NAME), found.get(REF_NAME))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def choose(candidates: Sequence[Candidate[Entry]], ref: Reference, name: str | None) -> Candidate[Entry]:
    """The image to import as `ref`. Raises ArchiveError (without the file's name) when it cannot be told."""
    if not candidates:
        raise ArchiveError("it names no image")
    if name is not None:
        full = _full_name(name)
        found = [each for each in candidates if name in each.names or name == each.digest]
        found = found or [each for each in candidates if full and full in each.references]
        found = found or [each for each in candidates if name in each.tags]
        return _single(found, candidates, f'image "{name}"')
    if len(candidates) == 1:
        only = candidates[0]
        if ref.digest and only.digest and only.digest != ref.digest:
            raise ArchiveError(f"its only image is {only.digest}, not {ref.digest}")
        return only
    if ref.digest:
        return _single(
            [each for each in candidates if each.digest == ref.digest], candidates, f"image {ref.digest}"
        )
    tag = ref.tag or "latest"
    found = [each for each in candidates if f"{ref.name}:{tag}" in each.references]
    found = found or [each for each in candidates if tag in each.tags]
    return _single(found, candidates, f'tag "{tag}"')


def _single(
    found: list[Candidate[Entry]], candidates: Sequence[Candidate[Entry]], wanted: str
) -> Candidate[Entry]:
    """The one that was found; several are one when they have the same digest."""
    if len({each.digest or id(each) for each in found}) == 1:
        return found[0]
    listed = "; ".join(str(each) for each in (found or candidates)[:_LISTED])
    if found:
        raise ArchiveError(f"{wanted} is ambiguous, name one of: {listed}")
    raise ArchiveError(f"could not find {wanted}, there is: {listed}")


def _full_name(name: str) -> str:
    """A name as `str(Reference)` would write it; "" for a tag, or what is no name at all."""
    if "/" not in name and ":" not in name:
        return ""
    try:
        return str(Reference.parse(name))
    except InvalidReference:
        return ""
