"""Which files of an OCI layout nothing reaches any more, and which of them may go.

A file goes when no entry of index.json reaches it and it is either older than the grace age or part of what
this process itself took out of the index. Young files may belong to another program that has not written its
index yet. A manifest that cannot be read stops the whole collection: what it names is unknown. Blocking and
without locks; `layout.py` holds them (fault F39).
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from regbot.registry import mediatypes
from regbot.registry.digest import check_digest
from regbot.registry.errors import InvalidDigest, LayoutError
from regbot.registry.jsontext import parse_json
from regbot.registry.layout_files import TEMPORARY_PREFIX, blob_path, read_index

_PARTS = ("manifests", "layers", "blobs")


def collect(folder: Path, dropped: Iterable[str], *, now: float, grace: float) -> list[str]:
    """Remove unreachable files. `dropped`: manifests that this process took out of the index.

    `now` and `grace` are seconds of the file system's clock. Out: the digests (and temporary names) removed.
    Raises LayoutError when a reachable manifest cannot be read.
    """
    kept = reachable(folder, read_index(folder)["manifests"])
    mine = closure_of(folder, dropped)
    removed = []
    for path in sorted((folder / "blobs").glob("*/*")):
        digest = f"{path.parent.name}:{path.name}"
        if digest in kept or not path.is_file():
            continue
        try:
            if digest not in mine and now - path.stat().st_mtime < grace:
                continue
            path.unlink()
        except FileNotFoundError:
            continue
        removed.append(digest)
    for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
        if now - path.stat().st_mtime >= grace:
            path.unlink(missing_ok=True)
            removed.append(path.name)
    return removed


Parts = Callable[[Path, str], list[Any]]
"""Gives the descriptors inside a manifest of a layout; none when the manifest is not there."""


def reachable(folder: Path, entries: Iterable[Any], parts: Parts | None = None) -> set[str]:
    """Every digest that these descriptors reach. `parts`: what else than the folder knows the manifests.

    Raises LayoutError for a manifest that is there but unreadable.
    """
    parts = parts or parts_of_file
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        entry = waiting.pop()
        if not isinstance(entry, dict) or not isinstance(entry.get("digest"), str):
            raise LayoutError(f"a descriptor names no digest: {entry!r}", reference=f"ocidir://{folder}")
        if entry["digest"] in found:
            continue
        found.add(entry["digest"])
        if mediatypes.is_manifest(str(entry.get("mediaType") or "")):
            waiting += parts(folder, entry["digest"])
    return found


def parts_of_file(folder: Path, digest: str) -> list[Any]:
    """The descriptors inside a manifest; none when the file is missing (an index may be sparse)."""
    try:
        return parts_of(folder, digest, blob_path(folder, digest).read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, InvalidDigest) as error:
        raise _unreadable(folder, digest, error) from error


def parts_of(folder: Path, digest: str, raw: bytes) -> list[Any]:
    """The descriptors inside these bytes of a manifest. Raises LayoutError."""
    try:
        document = parse_json(raw)
    except (ValueError, RecursionError) as error:
        raise _unreadable(folder, digest, error) from error
    if not isinstance(document, dict):
        raise LayoutError(f"manifest {digest} is no object", reference=f"ocidir://{folder}")
    parts = [document["config"]] if isinstance(document.get("config"), dict) else []
    for member in _PARTS:
        listed = document.get(member)
        parts += listed if isinstance(listed, list) else []
    return parts


def _unreadable(folder: Path, digest: str, error: Exception) -> LayoutError:
    return LayoutError(f"manifest {digest} cannot be read: {error}", reference=f"ocidir://{folder}")


def closure_of(folder: Path, dropped: Iterable[str], parts: Parts | None = None) -> set[str]:
    """What the dropped manifests reached; whatever cannot be read of them waits for its age instead."""
    found: set[str] = set()
    for digest in dropped:
        try:
            check_digest(digest)
            found |= reachable(folder, [{"mediaType": mediatypes.OCI_INDEX, "digest": digest}], parts)
        except (LayoutError, InvalidDigest):
            found.add(digest)
    return found
