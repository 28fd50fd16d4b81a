"""The entries of a layout's index.json: which tag names what, and how the list changes.

Pure: lists in, lists out. `layout.py` reads and writes the file around it; a rehearsal keeps the list in
memory.
"""

from datetime import datetime
from typing import Any

from regbot.registry import layout_files as files
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import check_digest
from regbot.registry.errors import NotFound
from regbot.registry.reference import Reference

Entries = list[dict[str, Any]]


def tag_of(entry: dict[str, Any]) -> str:
    """An entry's tag: its ref.name, or what follows the last colon of a full name."""
    annotations = entry.get("annotations")
    name = annotations.get(files.REF_NAME) if isinstance(annotations, dict) else None
    return name.rpartition(":")[2] if isinstance(name, str) else ""


def tags_of(entries: Entries, *, limit: int | None = None, last: str | None = None) -> list[str]:
    """The tags, sorted, each once; after `last`, at most `limit`."""
    tags = sorted({tag_of(entry) for entry in entries} - {""})
    after = [tag for tag in tags if last is None or tag > last]
    return after if limit is None else after[:limit]


def find_entry(entries: Entries, ref: Reference) -> tuple[str, str]:
    """Digest and media type ("" when unknown) of what the reference names. Raises NotFound for a tag."""
    if ref.digest:
        for entry in entries:
            if entry.get("digest") == ref.digest:
                return check_digest(ref.digest), str(entry.get("mediaType") or "")
        return check_digest(ref.digest), ""
    tag = ref.tag or "latest"
    exact = [entry for entry in entries if (entry.get("annotations") or {}).get(files.REF_NAME) == tag]
    for entry in exact or [entry for entry in entries if tag_of(entry) == tag]:
        descriptor = Descriptor.from_json(entry)
        return descriptor.digest, descriptor.media_type
    raise NotFound(f"not found: no tag {tag}", reference=str(ref))


def with_entry(entries: Entries, stored: Descriptor, tag: str, now: datetime) -> tuple[Entries, list[str]]:
    """The entries with `stored` under `tag`, or without a tag once per digest; and the digests that lost the
    tag.
    """
    entry: dict[str, Any] = stored.to_json()
    if not tag:
        there = any(each.get("digest") == stored.digest for each in entries)
        return entries if there else [*entries, entry], []
    created = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    entry["annotations"] = {files.CREATED: created, files.REF_NAME: tag}
    replaced = [str(each.get("digest")) for each in entries if tag_of(each) == tag]
    lost = [digest for digest in replaced if digest != stored.digest]
    return [*(each for each in entries if tag_of(each) != tag), entry], lost


def without_tag(entries: Entries, ref: Reference) -> tuple[Entries, list[str]]:
    """The entries without the reference's tag, and the digests that had it. Raises NotFound."""
    kept = [entry for entry in entries if tag_of(entry) != ref.tag]
    if len(kept) == len(entries):
        raise NotFound(f"not found: no tag {ref.tag}", reference=str(ref))
    return kept, [str(entry.get("digest")) for entry in entries if tag_of(entry) == ref.tag]


def without_digest(entries: Entries, digest: str) -> Entries:
    """The entries without those of a digest."""
    return [entry for entry in entries if entry.get("digest") != digest]
