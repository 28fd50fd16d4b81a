"""Requests to registries: the one door through which bytes leave and enter.

Does: authentication, limits, retries, mirrors, redirects and proxies, so that the modules above only name
what they want. Refuses to interpret bodies. Called by manifests, blobs, tags, repos and referrers.
"""

import random as random_module
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from .errors import NetworkError, SizeMismatch, status_error
from .host import HostConfig, candidates, registry_name
from .ratelimit import RateLimit, parse_rate_limit

if TYPE_CHECKING:
    import aiohttp
    from multidict import CIMultiDictProxy
    from yarl import URL


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request to a registry, before it is known which host answers it.

    path: below `/v2/[prefix/]repository/`; `_catalog` without a repository. url: absolute, instead of the
    path (an upload's Location, a Link). body: bytes, or a callable that is called afresh for every attempt.
    body_size: length of a callable's body, None when unknown. size: length of the wanted answer when known
    (checked against Content-Length; small blobs are not queued behind big ones). expect: statuses that are
    answers; others raise. mirrors: a read that mirrors may answer. retry: False = one try. pull_from: other
    repositories that this request reads (the source of a mount), for the token's scope. reference: for
    error texts.
    """

    method: str
    registry: str
    repository: str = ""
    path: str = ""
    url: "URL | None" = None
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Callable[[], AsyncIterator[bytes]] | None = None
    body_size: int | None = None
    size: int | None = None
    expect: frozenset[int] = frozenset({200})
    mirrors: bool = False
    retry: bool = True
    kind: Literal["manifest", "blob", "upload", "other"] = "other"
    pull_from: tuple[str, ...] = ()
    reference: str = ""


class Response:
    """An answer whose body is still on the wire."""

    def __init__(self, request: Request, response: "aiohttp.ClientResponse") -> None:
        self._request = request
        self._response = response
        self.status: int = response.status
        self.headers: CIMultiDictProxy[str] = response.headers
        self.url: URL = response.url

    @property
    def rate_limit(self) -> RateLimit:
        """What the registry said about its rate limit."""
        return parse_rate_limit(self.headers)

    async def read(self, limit: int) -> bytes:
        """The whole body. Raises SizeMismatch when it is longer than `limit` bytes."""
        parts = []
        size = 0
        async for chunk in self.chunks():
            size += len(chunk)
            if size > limit:
                raise SizeMismatch(
                    f"read limit exceeded: more than {limit} bytes",
                    registry=self._request.registry,
                    reference=self._request.reference,
                )
            parts.append(chunk)
        return b"".join(parts)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body, in pieces of at most 256 KiB."""
        import aiohttp

        try:
            while chunk := await self._response.content.read(1 << 18):
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(str(error), registry=self._request.registry) from error


class Transport:
    """All registries of one client."""

    def __init__(
        self,
        hosts: Iterable[HostConfig] = (),
        *,
        user_agent: str = "regbot",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] | None = None,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._configs = {registry_name(config.name): config for config in hosts}
        self._user_agent = user_agent
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Response]:
        """Send, and hand out the answer while it is open."""
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(auto_decompress=False)
        config = candidates(request.registry, self._configs, False)[0]
        url = request.url or config.url(request.repository, request.path)
        headers: Any = [("User-Agent", self._user_agent), ("Accept-Encoding", "identity"), *request.headers]
        if request.body_size is not None:
            headers.append(("Content-Length", str(request.body_size)))
        data: Any = request.body() if callable(request.body) else request.body
        try:
            response = await self._session.request(
                request.method,
                url.extend_query(request.query) if request.query else url,
                headers=headers,
                data=data,
            )
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(str(error), registry=request.registry) from error
        async with response:
            if response.status not in request.expect:
                raise status_error(
                    response.status,
                    response.reason or "",
                    await response.content.read(4096),
                    registry=request.registry,
                    reference=request.reference,
                    method=request.method,
                    url=str(response.url),
                )
            yield Response(request, response)
