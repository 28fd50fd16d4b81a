"""An answer as the modules above see it: head, and a body that survives a broken connection.

A blob that ends early is gone on with by a `Range` request where the registry offers it (206 whose
Content-Range continues exactly; the same ETag, if there is one), else fetched anew up to the same place;
where there are mirrors, from another host than the one that broke.
Any other body is small and asked for again from its beginning. Whether the bytes are the right ones is
the caller's check: a digest over the whole. Made by the transport.
"""

import re
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from regbot.registry.errors import NetworkError, SizeMismatch
from regbot.registry.ratelimit import RateLimit, parse_rate_limit
from regbot.registry.redact import redact_url
from regbot.registry.redirects import join_location
from regbot.registry.request import Request
from regbot.registry.wire import Answer

if TYPE_CHECKING:
    from multidict import CIMultiDictProxy
    from yarl import URL

    from regbot.registry.host import Host

PROGRESS: Final = 1 << 16
"""Bytes after which a broken body counts as a fresh failure, not as another one in a row."""

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")

Reopen = Callable[[Request], Awaitable[Answer]]


class Response:
    """`status`, `headers` and `url` (where it came from, after redirects) of an answer, and its body once.

    `request` is what was asked for.
    """

    def __init__(self, request: Request, answer: Answer, reopen: Reopen, tries: int) -> None:
        self.request = request
        self._answer = answer
        self._reopen = reopen
        self._tries = tries
        self._total: int | None = None
        self._have = 0
        self._failures = 0
        self._mark = 0

    @property
    def status(self) -> int:
        """The HTTP status, one of the request's `expect`."""
        return self._answer.status

    @property
    def host(self) -> "Host":
        """Which host it is that answers now: the registry, or one of its mirrors."""
        return self._answer.host

    @property
    def headers(self) -> "CIMultiDictProxy[str]":
        """The answer's headers."""
        return self._answer.headers

    @property
    def url(self) -> "URL":
        """Where the answer came from."""
        return self._answer.url

    @property
    def location(self) -> "URL | None":
        """The `Location` header as an absolute URL; its encoding is kept, upload states are opaque."""
        text = self.headers.get("Location", "")
        return join_location(self.url, text) if text else None

    @property
    def rate_limit(self) -> RateLimit:
        """What the registry said about its rate limit."""
        return parse_rate_limit(self.headers)

    async def read(self, limit: int) -> bytes:
        """The whole body, decompressed if need be. Raises SizeMismatch when it is over `limit` bytes."""
        announced = self.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > limit and self.request.method != "HEAD":
            raise self._too_large(limit)
        failures = 0
        while True:
            try:
                return await self._read_once(limit)
            except NetworkError as error:
                failures += 1
                if not error.temporary or failures >= self._tries or not self._repeatable:
                    error.attempts = failures
                    raise
            await self._answer.aclose()
            self._answer = await self._reopen(replace(self.request, avoid=self.host.config.name))

    def chunks(self) -> AsyncIterator[bytes]:
        """The body as sent, in pieces of at most 256 KiB. Raises NetworkError when it cannot be completed.

        Needs no closing: all it holds belongs to the answer.
        """
        return _Chunks(self.chunk)

    async def chunk(self) -> bytes:
        """The next piece of the body, empty at its end."""
        if self._total is None:
            self._total = self._length()
        while True:
            try:
                piece = await self._answer.piece()
                self._have += len(piece)
                if piece or self._have >= (self._total or 0):
                    return piece
                raise self._error(
                    f"the body ended early, after {self._have} of {self._total} bytes", temporary=True
                )
            except NetworkError as error:
                self._failures = self._failures + 1 if self._have - self._mark < PROGRESS else 1
                self._mark = self._have
                resumable = self._repeatable and self.request.kind == "blob" and self._total is not None
                if not error.temporary or not resumable or self._failures >= self._tries:
                    error.attempts = self._failures
                    raise
            await self._resume(self._have, self._total or 0)

    async def aclose(self) -> None:
        """Give back connection and slot; `Transport.send` does it."""
        await self._answer.aclose()

    @property
    def _repeatable(self) -> bool:
        return self.request.method == "GET" and self.request.retry

    async def _read_once(self, limit: int) -> bytes:
        coding = self.headers.get("Content-Encoding", "").strip().lower()
        # asked for as it is; some gateways compress all the same
        inflate = zlib.decompressobj(47) if coding in ("gzip", "x-gzip", "deflate") else None
        body = bytearray()
        while piece := await self._answer.piece():
            try:
                body += inflate.decompress(piece, limit + 1 - len(body)) if inflate else piece
            except zlib.error as error:
                raise self._error(f"the body is not {coding} as its header says") from error
            if len(body) > limit:
                raise self._too_large(limit)
        if inflate and body and not inflate.eof:
            raise self._error(f"the {coding} body is cut short")
        return bytes(body)

    async def _resume(self, have: int, total: int) -> None:
        """Go on at byte `have` of `total`."""
        old = self._answer
        # of another host the digest over the whole must do: each has tags of its own
        tag = "" if old.mirrored else old.headers.get("ETag", "")
        await old.aclose()
        elsewhere = replace(self.request, avoid=old.host.config.name)
        if not have:
            self._answer = await self._reopen(elsewhere)
            return
        headers = [*self.request.headers, ("Range", f"bytes={have}-{total - 1}")]
        if tag.startswith('"'):
            headers.append(("If-Range", tag))  # a changed blob then comes whole, and is refused below
        again = replace(elsewhere, headers=tuple(headers), size=None, expect=self.request.expect | {200, 206})
        self._answer = await self._reopen(again)
        if tag and self.headers.get("ETag", tag) != tag:
            raise self._error("the blob changed while it was read")
        if self.status == 206:
            self._check_range(have, total)
            return
        if self._length() != total:
            raise self._error(f"the blob changed while it was read: it had {total} bytes")
        await self._skip(have)

    def _check_range(self, have: int, total: int) -> None:
        text = self.headers.get("Content-Range", "")
        match = _RANGE.fullmatch(text.strip())
        if match is None or int(match[1]) != have or match[3] not in ("*", str(total)):
            raise self._error(f"asked to go on at byte {have} of {total}, the registry sent {text!r}")

    async def _skip(self, count: int) -> None:
        """Read past what is there already: the registry does not do ranges."""
        while count:
            piece = await self._answer.piece()
            if not piece:
                raise self._error(f"the body ended early, {count} bytes before the place to go on at")
            self._answer.put_back(piece[count:])
            count = max(0, count - len(piece))

    def _length(self) -> int | None:
        length = self.headers.get("Content-Length", "")
        if length.isdigit() and self.status != 206:
            return int(length)
        return self.request.size

    def _too_large(self, limit: int) -> SizeMismatch:
        return SizeMismatch(f"read limit exceeded: the answer is longer than {limit} bytes", **self._place())

    def _error(self, text: str, *, temporary: bool = False) -> NetworkError:
        return NetworkError(text, **self._place(), temporary=temporary)

    def _place(self) -> dict[str, Any]:
        return {
            "registry": self.request.registry,
            "reference": self.request.reference,
            "method": self.request.method,
            "url": redact_url(self.url),
        }


def check_length(request: Request, answer: Answer) -> None:
    """Raise SizeMismatch when Content-Length is not the wanted size: no other try would change it."""
    length = answer.headers.get("Content-Length", "")
    if (
        request.size is not None
        and request.method == "GET"
        and answer.status == 200
        and length.isdigit()
        and int(length) != request.size
        and "Content-Encoding" not in answer.headers
    ):
        raise SizeMismatch(
            f"the registry announces {length} bytes, expected were {request.size}", url=redact_url(answer.url)
        )


class _Chunks:
    def __init__(self, chunk: Callable[[], Awaitable[bytes]]) -> None:
        self._chunk = chunk

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if piece := await self._chunk():
            return piece
        raise StopAsyncIteration
