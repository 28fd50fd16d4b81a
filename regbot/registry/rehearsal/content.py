"""The content of a blob that was put in a rehearsal: its digest and size, and where its bytes can be read.

Nothing is fetched to make one: a blob from a store is remembered by its real place. Bytes of a string are
kept; those of any other stream (a member of an archive) are read once, which verifies them, and kept when
they are few.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import algorithm_of, compute_digest, new_hash
from regbot.registry.errors import DigestMismatch, SizeMismatch, Unsupported
from regbot.registry.reader import BlobReader, one_chunk
from regbot.registry.reference import Reference
from regbot.registry.store import Source, StoredBlob

KEPT = 8 << 20
"""The longest blob, in bytes, that is kept from a stream that cannot be read again: configs, not layers."""


@dataclass(frozen=True)
class Content:
    """A blob's digest, size, and its bytes: at hand, in a real store, or (None) not to be had again."""

    digest: str
    size: int
    origin: bytes | StoredBlob | None = field(repr=False)

    @property
    def descriptor(self) -> Descriptor:
        """What a store says about the blob."""
        return Descriptor("application/octet-stream", self.digest, self.size)

    @asynccontextmanager
    async def open(self, ref: Reference, wanted: Descriptor) -> AsyncIterator[BlobReader]:
        """The blob as a stream, from wherever it is. Raises Unsupported when its bytes were not kept."""
        if isinstance(self.origin, StoredBlob):
            there = self.origin
            async with there.store.get_blob(there.ref, there.descriptor, external=there.external) as reader:
                yield reader
        elif self.origin is not None:
            size = wanted.size if wanted.size >= 0 else self.size
            full = Descriptor(wanted.media_type, self.digest, size)
            yield BlobReader(full, one_chunk(self.origin), reference=str(ref))
        else:
            raise Unsupported(
                f"a dry run does not keep the {self.size} bytes of blob {self.digest}", reference=str(ref)
            )


@runtime_checkable
class Traceable(Protocol):
    """A rehearsal: it can say where a blob that it shows really is."""

    async def trace(self, blob: StoredBlob) -> Content:
        """The content behind a blob of this store. Raises NotFound for one that is gone."""
        ...


async def content_of(source: Source, descriptor: Descriptor | None, ref: Reference) -> Content:
    """What `put_blob(ref, source, descriptor)` would store.

    Raises DigestMismatch and SizeMismatch as the real put does, NotFound for a source that is gone.
    """
    if isinstance(source, StoredBlob):
        content = await source.store.trace(source) if isinstance(source.store, Traceable) else None
        if content is None:
            found = await source.store.head_blob(source.ref, source.descriptor.digest)
            content = Content(found.digest, found.size, source)
        return content
    kept: bytes | None
    if isinstance(source, bytes):
        algorithm = algorithm_of(descriptor.digest) if descriptor else "sha256"
        kept, digest, size = source, compute_digest(source, algorithm), len(source)
    else:
        kept, digest, size = await _read(source(), descriptor)
    if descriptor is not None and descriptor.size >= 0 and descriptor.size != size:
        raise SizeMismatch(
            f"blob {descriptor.digest} has {size} bytes, expected {descriptor.size}", reference=str(ref)
        )
    if descriptor is not None and descriptor.digest != digest:
        raise DigestMismatch(
            f"blob digest mismatch [expected {descriptor.digest}, calculated {digest}]", reference=str(ref)
        )
    return Content(digest, size, kept)


async def _read(chunks: AsyncIterator[bytes], descriptor: Descriptor | None) -> tuple[bytes | None, str, int]:
    """Read a stream to its end: the bytes, unless they are many; their digest; their number."""
    algorithm = algorithm_of(descriptor.digest) if descriptor else "sha256"
    running, size, kept = new_hash(algorithm), 0, bytearray()
    async for chunk in chunks:
        running.update(chunk)
        size += len(chunk)
        if size <= KEPT:
            kept += chunk
        else:
            kept.clear()
    return bytes(kept) if size <= KEPT else None, f"{algorithm}:{running.hexdigest()}", size
