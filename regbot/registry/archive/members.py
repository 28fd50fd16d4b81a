"""The members of a tar archive: headers (ustar, GNU, PAX), clean names, links that are followed inside.

The standard library decodes each 512-byte header. The rest is here, because its reader takes whatever length
a header claims into memory, keeps every member, and knows only files that can be sought.

Refuses names and links that leave the archive, and headers of unreasonable size or number. Blocking; called
in worker threads by `reader.py`. `Contents` is pure.
"""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

BLOCK = 512
HEADER_LIMIT = 1 << 20
"""Bytes of one extended header. A path has at most 4096."""
MEMBERS = 100_000
"""Members of one archive. Each part of an image is one; `docker save` writes three for a layer."""
_EXTENSIONS = 16
"""Extended headers before one member; two or three are usual."""
_LINKS = 16
"""Links in a row, before it counts as a circle."""

ReadAt = Callable[[int, int], bytes]
"""Bytes of the archive: `read_at(offset, size)`, fewer only at its end."""


class NotTar(Exception):
    """The bytes are no tar archive, or one that is refused. The text says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `offset` and `size` (bytes) are those of its content, `target` is where a link leads."""

    name: str
    kind: Literal["file", "link", "folder", "other"]
    offset: int
    size: int
    target: str = ""


def next_member(read_at: ReadAt, offset: int) -> tuple[Member | None, int]:
    """The member whose headers begin at `offset`, and where the next ones begin; None at the end.

    Raises NotTar.
    """
    records: dict[str, str] = {}
    for _ in range(_EXTENSIONS):
        block = read_at(offset, BLOCK)
        if not block.strip(b"\0") and len(block) in (0, BLOCK):
            return None, offset
        info = _decode(block, offset)
        content = offset + BLOCK
        if info.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
            records |= _pax_records(_extension(read_at, content, info.size), offset)
        elif info.type == tarfile.GNUTYPE_LONGNAME:
            records["path"] = _text(_extension(read_at, content, info.size).rstrip(b"\0"))
        elif info.type == tarfile.GNUTYPE_LONGLINK:
            records["linkpath"] = _text(_extension(read_at, content, info.size).rstrip(b"\0"))
        elif info.type != tarfile.XGLTYPE:  # what holds for all members (comments, times) says nothing to us
            return _member(info, records, content)
        offset = content + _padded(info.size)
    raise NotTar(f"more than {_EXTENSIONS} extended headers in a row at byte {offset}")


def clean_name(name: str) -> str:
    """The name without `./`, `//` and `a/../`. Raises NotTar for one that leaves the archive."""
    if name.startswith("/") or "\0" in name:
        raise NotTar(f'refused: the name "{name}" is absolute')
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            if not parts:
                raise NotTar(f'refused: the name "{name}" leads out of the archive')
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class Contents:
    """The members of an archive by name. A later member replaces an earlier one, as tar does it."""

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}
        self._count = 0

    def add(self, member: Member) -> None:
        """Take a member in. Raises NotTar when there are too many."""
        self._count += 1
        if self._count > MEMBERS:
            raise NotTar(f"refused: it has more than {MEMBERS} members")
        if member.kind in ("file", "link"):
            self._members[member.name] = member
        elif member.kind == "other":
            self._members.pop(member.name, None)

    def find(self, name: str) -> Member | None:
        """The file of this name, links followed (also those on the way to it); None when there is none.

        Raises NotTar for links that go round in a circle, and names that leave the archive.
        """
        wanted = clean_name(name)
        for _ in range(_LINKS):
            member = self._members.get(wanted)
            if member is not None and member.kind == "file":
                return member
            moved = member.target if member is not None else self._through_folder(wanted)
            if moved is None:
                return None
            wanted = moved
        raise NotTar(f'the links of "{name}" go round in a circle')

    def _through_folder(self, name: str) -> str | None:
        folder = name
        while folder := folder.rpartition("/")[0]:
            link = self._members.get(folder)
            if link is not None and link.kind == "link":
                return f"{link.target}{name[len(folder) :]}"
        return None


def _decode(block: bytes, offset: int) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError) as error:
        where = "it is not a tar archive" if offset == 0 else f"damaged at byte {offset}"
        cut = len(block) < BLOCK and offset
        raise NotTar(f"{where}: {'it ends in the middle' if cut else error}") from error
    if info.size < 0:
        raise NotTar(f"a member at byte {offset} claims {info.size} bytes")
    return info


def _member(info: tarfile.TarInfo, records: dict[str, str], content: int) -> tuple[Member, int]:
    size = info.size
    if "size" in records:
        size = _number(records["size"], content)
    raw = records.get("path", info.name)
    name = clean_name(raw)
    target = records.get("linkpath", info.linkname)
    kind: Literal["file", "link", "folder", "other"] = "other"
    if info.issym():
        kind, target = "link", _link_target(name, f"{name.rpartition('/')[0]}/{target}", target)
    elif info.islnk():
        kind, target = "link", _link_target(name, target, target)
    elif info.isdir():
        kind = "folder"
    elif info.isreg() and info.type != tarfile.GNUTYPE_SPARSE and not _is_sparse(records):
        kind = "file"
    # Links, folders and devices have no content, whatever size an old tar may have written for them.
    has_content = info.isreg() or info.type not in tarfile.SUPPORTED_TYPES
    if not has_content:
        size = 0
    return Member(name, kind, content, size, target if kind == "link" else ""), content + _padded(size)


def _link_target(name: str, path: str, target: str) -> str:
    if target.startswith("/"):
        raise NotTar(f'refused: the link "{name}" leads out of the archive, to "{target}"')
    try:
        return clean_name(path.removeprefix("/"))
    except NotTar as error:
        raise NotTar(f'refused: the link "{name}" leads out of the archive, to "{target}"') from error


def _is_sparse(records: dict[str, str]) -> bool:
    return any(key.startswith("GNU.sparse.") for key in records)


def _extension(read_at: ReadAt, offset: int, size: int) -> bytes:
    if size > HEADER_LIMIT:
        raise NotTar(f"refused: an extended header of {size} bytes at byte {offset - BLOCK}")
    data = read_at(offset, size)
    if len(data) < size:
        raise NotTar("it ends in the middle of a header")
    return data


def _pax_records(data: bytes, offset: int) -> dict[str, str]:
    """`LENGTH KEY=VALUE\\n` after each other; LENGTH counts all of it (POSIX, pax extended header)."""
    found = {}
    while data.strip(b"\0"):
        digits, _, _ = data[:24].partition(b" ")
        length = _number(digits.decode("latin-1"), offset)
        record = data[len(digits) + 1 : length]
        key, equals, value = record.partition(b"=")
        if length > len(data) or not equals or not value.endswith(b"\n"):
            raise NotTar(f"damaged at byte {offset}: an extended header cannot be read")
        found[_text(key)] = _text(value[:-1])
        data = data[length:]
    return found


def _number(text: str, offset: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise NotTar(f"damaged at byte {offset}: not a number: {text[:20]!r}")
    return int(text)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
