"""Files of an OCI image layout: atomic writes, locks between processes, the index (specification, chapter
10).

    PATH/oci-layout                 {"imageLayoutVersion": "1.0.0"}
    PATH/index.json                 the tags, as descriptors with annotations
    PATH/blobs/ALGORITHM/HEX        manifests and blobs alike
    PATH/.regbot-index.lock         held exclusively while index.json is read, changed and replaced
    PATH/.regbot-writers.lock       held shared by whoever writes parts that no tag reaches yet,
                                    and exclusively by the collection of unreachable files

Both locks are flock(2) locks: they vanish with their process, kill -9 included, and bind tasks of one process
as well, because every holder opens the file anew. Functions here block; `layout.py` calls them in worker
threads.
"""

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

import anyio
from anyio import to_thread

from regbot.registry import mediatypes
from regbot.registry.digest import check_digest
from regbot.registry.errors import LayoutError, NotFound
from regbot.registry.jsontext import parse_json

REF_NAME = "org.opencontainers.image.ref.name"
CREATED = "org.opencontainers.image.created"
TEMPORARY_PREFIX = ".regbot-tmp-"
INDEX_LOCK = ".regbot-index.lock"
WRITERS_LOCK = ".regbot-writers.lock"
_VERSION = b'{"imageLayoutVersion":"1.0.0"}'
_POLL_SECONDS = 0.02
_WAIT_SECONDS = 60.0


def blob_path(folder: Path, digest: str) -> Path:
    """Where the bytes of `digest` live. The check keeps `..` and slashes out."""
    algorithm, _, digits = check_digest(digest).partition(":")
    return folder / "blobs" / algorithm / digits


def check_layout(folder: Path) -> None:
    """Raises NotFound where there is no layout, LayoutError where there is one that we do not understand."""
    try:
        raw = (folder / "oci-layout").read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(
            f"not found: oci-layout cannot be opened in {folder}", reference=f"ocidir://{folder}"
        ) from error
    except OSError as error:
        raise LayoutError(f"oci-layout cannot be opened: {error}", reference=f"ocidir://{folder}") from error
    try:
        version = parse_json(raw)["imageLayoutVersion"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LayoutError("oci-layout names no imageLayoutVersion", reference=f"ocidir://{folder}") from error
    if not isinstance(version, str) or not version.startswith("1."):
        raise LayoutError(f"unknown imageLayoutVersion {version!r}", reference=f"ocidir://{folder}")


def create_layout(folder: Path) -> list[Path]:
    """Make the folder a layout, if it is none. Out: the folders made, innermost first. Raises LayoutError."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "oci-layout").exists():
            write_file(folder / "oci-layout", _VERSION)
    except OSError as error:
        raise LayoutError(f"cannot create an oci-layout: {error}", reference=f"ocidir://{folder}") from error
    check_layout(folder)
    return made


def remove_unused(folder: Path, made: Iterable[Path]) -> None:
    """Undo `create_layout`, unless something is in the layout. The writers' lock must be held exclusively."""
    if (folder / "index.json").exists() or any(path.is_file() for path in folder.glob("blobs/*/*")):
        return
    with contextlib.suppress(OSError):
        for name in ("oci-layout", INDEX_LOCK, WRITERS_LOCK):
            (folder / name).unlink(missing_ok=True)
        for path in (*folder.glob("blobs/*"), folder / "blobs"):
            if path.exists():
                path.rmdir()
        for path in made:
            path.rmdir()  # not when somebody put something there


def read_index(folder: Path) -> dict[str, Any]:
    """index.json; an empty index when there is none yet. Raises LayoutError for what is no index."""
    try:
        document = parse_json((folder / "index.json").read_bytes())
    except FileNotFoundError:
        return {"schemaVersion": 2, "mediaType": mediatypes.OCI_INDEX, "manifests": []}
    except (OSError, ValueError, RecursionError) as error:
        raise LayoutError(f"index.json cannot be read: {error}", reference=f"ocidir://{folder}") from error
    entries = document.get("manifests") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise LayoutError("index.json has no list of manifests", reference=f"ocidir://{folder}")
    return dict(document)


def write_index(folder: Path, document: dict[str, Any]) -> None:
    """Replace index.json in one step; it is on the disk before its old content is gone."""
    write_file(folder / "index.json", json.dumps(document, separators=(",", ":")).encode(), sync=True)


def write_file(path: Path, data: bytes, *, sync: bool = False) -> None:
    """Write beside the target and rename: readers see the old file or the new one."""
    with NewFile(path) as new:
        new.write(data)
        new.keep(sync=sync)


class NewFile:
    """A file that appears under its name when `keep` is called, and never in part."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None
        self._name = ""

    def __enter__(self) -> "NewFile":
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()

    def open(self) -> None:
        """Create the temporary file in the target's folder (a rename must not cross file systems)."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, self._name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=self.path.parent)
        self._file = os.fdopen(handle, "wb")

    def write(self, data: bytes) -> None:
        """Append."""
        assert self._file is not None
        self._file.write(data)

    def keep(self, *, sync: bool = False) -> None:
        """Finish under the final name, readable as any file that this process creates."""
        assert self._file is not None
        self._file.flush()
        os.fchmod(self._file.fileno(), 0o666 & ~_UMASK)
        if sync:
            os.fsync(self._file.fileno())
        self._file.close()
        Path(self._name).replace(self.path)
        self._file = None

    def discard(self) -> None:
        """Remove what was not kept."""
        if self._file is not None:
            self._file.close()
            self._file = None
            with contextlib.suppress(OSError):
                Path(self._name).unlink()


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _read_umask()  # read once, while no other thread creates files


@asynccontextmanager
async def locked(
    folder: Path, name: str, *, shared: bool = False, wait: float = _WAIT_SECONDS
) -> AsyncIterator[bool]:
    """Hold a lock file of the folder; the value says whether it was got (always, unless `wait` is 0).

    Polls instead of blocking a thread, so that a cancellation ends the wait. Raises LayoutError after `wait`
    seconds.
    """
    path = folder / name
    handle = await to_thread.run_sync(_open_lock, path)
    try:
        mode = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
        got = _try_lock(handle, mode)
        deadline = anyio.current_time() + wait
        while wait > 0 and not (got and _is_at(handle, path)):
            if anyio.current_time() > deadline:
                raise LayoutError(
                    f"another process holds {name} for more than {wait:g} s", reference=f"ocidir://{folder}"
                )
            if got:  # the file was removed after it was opened: what others lock now is a new one
                os.close(handle)
                handle = -1
                handle = await to_thread.run_sync(_open_lock, path)
            else:
                await anyio.sleep(_POLL_SECONDS)
            got = _try_lock(handle, mode)
        yield got and (wait > 0 or _is_at(handle, path))
    finally:
        if handle >= 0:
            os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _open_lock(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise LayoutError(f"cannot lock: {error}", reference=f"ocidir://{path.parent}") from error


def _try_lock(handle: int, mode: int) -> bool:
    try:
        fcntl.flock(handle, mode)
    except BlockingIOError:
        return False
    return True
