"""`blob`: layers, configs and other content by digest: head, get, read, put.

A blob that a script got holds no connection: `get` asks only whether it is there, and the content is fetched
by the call that needs it. `b:read()` gives all of it, `b:read(n)` the next n bytes out of a temporary copy,
`b:put(ref)` streams it from registry to registry. (The Go program keeps a connection slot for every blob,
behaviour 12, F6.)
"""

import logging
import weakref
from collections.abc import Callable
from tempfile import SpooledTemporaryFile

from interpreter import MISSING, Value, argument_error, encode, runtime_error
from regbot.builtins.arguments import absent, inner, mismatch, text_argument
from regbot.builtins.context import Context
from regbot.builtins.nouns import reference_argument, refused
from regbot.builtins.objects import ConfigObject, ManifestObject, ReferenceObject, new_object
from regbot.registry.client import Placed
from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import check_digest, compute_digest
from regbot.registry.errors import RegistryError
from regbot.registry.reference import Reference

READ_LIMIT = 64 << 20
"""Bytes that `b:read()` gives as one string; larger blobs are read in pieces."""
_IN_MEMORY = 1 << 20  # bytes of a temporary copy before it moves to the disk


class BlobObject:
    """A blob in a repository, `reference` names both; and the temporary copy that `b:read(n)` reads from."""

    def __init__(self, reference: Reference, descriptor: Descriptor) -> None:
        self.reference = reference
        self.descriptor = descriptor
        self._content: SpooledTemporaryFile[bytes] | None = None
        self.read_whole = False
        self.closed = False

    @property
    def content(self) -> "SpooledTemporaryFile[bytes] | None":
        """The temporary copy; None before the first `b:read(n)`."""
        return self._content

    @content.setter
    def content(self, file: "SpooledTemporaryFile[bytes]") -> None:
        self._content = file
        weakref.finalize(self, file.close)  # scripts forget to close

    def close(self) -> None:
        """Let go of the content; further reads are errors."""
        if self._content is not None:
            self._content.close()
        self.closed = True


def functions(context: Context) -> dict[str, Callable[..., Value]]:
    """Give the members of the module; all of them are methods as well."""
    table = context.tables["blob"]

    def find(message: str, image: Value, digest: Value) -> Value:
        reference, wanted = _address(image, digest)
        context.log(logging.DEBUG, message, ref=str(reference), digest=wanted)
        # A blob is the repository's: the reference's tag, maybe one that nobody wrote, has no part in it.
        place = reference.with_digest(wanted)
        found = context.request(_failed(place), context.client.head_blob(place, wanted))
        return new_object(table, BlobObject(place, found))

    def head(image: Value = MISSING, digest: Value = None, *_: Value) -> Value:
        return find("Retrieve blob with head", image, digest)

    def get(image: Value = MISSING, digest: Value = None, *_: Value) -> Value:
        return find("Retrieve blob", image, digest)

    def read(blob: Value = MISSING, count: Value = None, *_: Value) -> Value:
        held = _own(blob)
        if held.closed:
            raise runtime_error("attempt to read a closed blob")
        if not absent(count):
            return _read_some(context, held, _count(count))
        return _read_all(context, held)

    def close(blob: Value = MISSING, *_: Value) -> tuple[()]:
        _own(blob).close()
        return ()

    def put(target: Value = MISSING, content: Value = MISSING, more: Value = None, *_: Value) -> Value:
        reference, source, descriptor = _what_to_put(target, content, more)
        context.log(
            logging.INFO if context.dry_run else logging.DEBUG,
            "Put blob",
            ref=reference.name,
            digest=descriptor.digest,
            size=descriptor.size,
            **{"dry-run": context.dry_run},
        )
        with context.change("put blob", reference.name) as change:
            placed = context.request("Failed to put blob", _put(context, reference, source, descriptor))
            descriptor = placed.descriptor
            change.digest, change.size = descriptor.digest, descriptor.size
            if placed.how == "sent":
                change.moved, change.blobs_moved = descriptor.size, 1
            else:
                change.saved, change.blobs_mounted = descriptor.size, 1
        return encode(descriptor.digest), float(descriptor.size)

    def index(blob: Value = MISSING, name: Value = None, *_: Value) -> Value:
        held = _own(blob)
        if name in ("digest", "Digest"):
            return encode(held.descriptor.digest)
        if name in ("size", "Size"):
            return float(held.descriptor.size)
        return table.get(name)

    return {"head": head, "get": get, "read": read, "close": close, "put": put, "__index": index}


def _own(value: Value) -> BlobObject:
    found = inner(value)
    if not isinstance(found, BlobObject):
        raise mismatch(1, "blob", value)
    return found


def _address(image: Value, digest: Value) -> tuple[Reference, str]:
    """Take a repository and a digest; the digest may be part of the reference, or a blob's own."""
    held = inner(image)
    if isinstance(held, BlobObject):
        reference, wanted = held.reference, held.descriptor.digest
    else:
        reference = reference_argument(1, image)
        wanted = reference.digest
    if not absent(digest):
        wanted = text_argument(2, digest)
    if not wanted:
        raise argument_error(2, "digest expected, and the reference has none")
    try:
        return reference, check_digest(wanted)
    except RegistryError as error:
        raise refused(2, error) from error


def _count(value: Value) -> int:
    if not isinstance(value, float):
        raise mismatch(2, "number", value)
    if not value.is_integer() or value < 0:
        raise argument_error(2, "number of bytes expected")
    return int(value)


def _read_all(context: Context, held: BlobObject) -> str:
    """Give what is left of the content, "" after the end, as `io.read("*a")` does."""
    if held.content is not None:
        return held.content.read(READ_LIMIT).decode("latin-1")
    if held.read_whole:
        return ""
    if held.descriptor.size > READ_LIMIT:
        raise runtime_error(
            f"blob has {held.descriptor.size} bytes, more than {READ_LIMIT}: read it in pieces, b:read(n)"
        )
    data = context.request(_failed(held.reference), _fetch(context, held))
    held.read_whole = True
    return data.decode("latin-1")


def _read_some(context: Context, held: BlobObject, count: int) -> str | None:
    """Give the next bytes, nil at the end, as `io.read(n)` does."""
    if held.read_whole:
        return None
    content = held.content
    if content is None:
        content = held.content = context.request(_failed(held.reference), _spool(context, held))
    data = content.read(min(count, READ_LIMIT))
    return data.decode("latin-1") if data or not count else None


def _failed(place: Reference) -> str:
    return f'Failed retrieving "{place.name}" blob "{place.digest}"'


async def _fetch(context: Context, held: BlobObject) -> bytes:
    return await context.client.read_blob(held.reference, held.descriptor, READ_LIMIT)


async def _spool(context: Context, held: BlobObject) -> "SpooledTemporaryFile[bytes]":
    """Fetch the whole blob into a temporary file, so that no connection waits for the script's next read."""
    content: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - b:close()
    try:
        while not await _spooled(context, held, content):
            content.seek(0)
            content.truncate()
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return content


async def _spooled(context: Context, held: BlobObject, content: "SpooledTemporaryFile[bytes]") -> bool:
    """Whether it is all there; else a mirror gave wrong bytes, and another host comes next."""
    async with context.client.get_blob(held.reference, held.descriptor) as reader:
        try:
            async for chunk in reader.chunks():
                content.write(chunk)
        except RegistryError as error:
            if not error.elsewhere:
                raise
            return False
    return True


def _what_to_put(
    target: Value, content: Value, more: Value
) -> tuple[Reference, bytes | BlobObject, Descriptor]:
    """Sort out `blob.put(REF, content)`, `b:put(REF)`, `b:put(REF, content)` and `b:put(content)`.

    A string alone after `b:put(` is a reference: use `blob.put` to put a string beside a blob.
    """
    held = inner(target)
    if not isinstance(held, BlobObject):
        return reference_argument(1, target), *_content(2, content)
    if not absent(more):
        return reference_argument(2, content), *_content(3, more)
    if isinstance(content, str) or isinstance(inner(content), ReferenceObject):
        return reference_argument(2, content), held, held.descriptor
    return held.reference, *_content(2, content)


def _content(position: int, value: Value) -> tuple[bytes | BlobObject, Descriptor]:
    found = inner(value)
    if isinstance(found, BlobObject):
        return found, found.descriptor
    if isinstance(value, str):
        data = value.encode("latin-1")
    elif isinstance(found, ConfigObject):
        data = found.config.raw
    elif isinstance(found, ManifestObject) and found.manifest.raw is not None:
        data = found.manifest.raw
    else:
        raise mismatch(position, "blob content", value)
    return data, Descriptor("application/octet-stream", compute_digest(data), len(data))


async def _put(
    context: Context, reference: Reference, source: bytes | BlobObject, descriptor: Descriptor
) -> Placed:
    if isinstance(source, BlobObject):
        return await context.client.copy_blob(source.reference, reference, descriptor)
    return Placed(await context.client.put_blob(reference, source, descriptor), "sent")
