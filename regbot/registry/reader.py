"""Reading a blob: a stream of chunks that is verified while it passes.

Made by the stores; used by copy, export, the image config and the Lua module `blob`.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable

from regbot.registry.descriptor import Descriptor
from regbot.registry.digest import Verifier
from regbot.registry.errors import RegistryError, SizeMismatch


class BlobReader:
    """One pass over a blob's bytes. Digest and size are checked when the end is reached.

    reference: where the bytes come from; url: what was asked for them, redacted. Both are for errors.
    elsewhere: told of wrong bytes; says whether a new reader would get them from another host.
    """

    def __init__(
        self,
        descriptor: Descriptor,
        chunks: AsyncIterator[bytes],
        *,
        reference: str = "",
        url: str = "",
        elsewhere: Callable[[RegistryError], bool] = lambda _: False,
    ) -> None:
        self.descriptor = descriptor
        self._reference, self._url = reference, url
        self._elsewhere = elsewhere
        size = descriptor.size if descriptor.size >= 0 else None
        self._verifier = Verifier(descriptor.digest, size)
        self._chunks = chunks
        self._rest = b""
        self._ended = False

    @property
    def count(self) -> int:
        """Bytes that have come in so far."""
        return self._verifier.count

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """What is left, in pieces as they come.

        Raises DigestMismatch or SizeMismatch before the last piece or one that is too much (at the end, where
        the size is not known), and whatever breaks the connection.
        """
        while chunk := await self._next():
            yield chunk

    async def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, fewer only at the end, b"" after it; everything that is left when
        negative.
        """
        parts, wanted = [], size
        while wanted and (chunk := await self._next()):
            if size >= 0 and len(chunk) > wanted:
                chunk, self._rest = chunk[:wanted], chunk[wanted:]
            parts.append(chunk)
            wanted -= len(chunk) if size >= 0 else 0
        return b"".join(parts)

    async def read_all(self, limit: int) -> bytes:
        """Everything that is left. Raises SizeMismatch when that is more than `limit` bytes."""
        parts, total = [], 0
        async for chunk in self.chunks():
            total += len(chunk)
            if total > limit:
                raise self._placed(
                    SizeMismatch(
                        f"read limit exceeded: blob {self.descriptor.digest} has more than {limit} bytes"
                    )
                )
            parts.append(chunk)
        return b"".join(parts)

    async def _next(self) -> bytes:
        if self._rest:
            chunk, self._rest = self._rest, b""
            return chunk
        if self._ended:
            return b""
        async for chunk in self._chunks:
            if chunk:
                self._verify(chunk)
                return chunk
        self._ended = True
        self._verify(None)
        return b""

    def _verify(self, chunk: bytes | None) -> None:
        """Take a chunk, or (None) the end."""
        try:
            if chunk is not None:
                self._verifier.update(chunk)
            if chunk is None or self._verifier.count == self.descriptor.size:
                self._verifier.finish()  # so the last piece of wrong bytes is handed on to nobody
        except RegistryError as error:
            error.elsewhere = self._elsewhere(error)
            raise self._placed(error) from None

    def _placed(self, error: RegistryError) -> RegistryError:
        error.reference, error.url = self._reference, self._url
        error.method = "GET" if self._url else ""
        return error


async def one_chunk(data: bytes) -> AsyncIterator[bytes]:
    """Bytes that are at hand, as a stream."""
    yield data


async def close_stream(stream: AsyncIterator[bytes]) -> None:
    """End a source: a generator lets go of its connection now, and not when the collector finds it."""
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
