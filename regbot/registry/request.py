"""What the modules above ask the transport for: one request, before it is known which host answers it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from regbot.registry.limits import SMALL

if TYPE_CHECKING:
    from yarl import URL


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request to a registry.

    path: below `/v2/[prefix/]repository/`; `_catalog` without a repository. url: absolute, instead of the
    path (an upload's Location, a Link). body: bytes, or a callable that is called afresh for every attempt.
    body_size: length of a callable's body, None when unknown. size: length of the wanted answer when known
    (checked against Content-Length; small blobs are not queued behind big ones). expect: statuses that are
    answers; others raise. mirrors: a read that mirrors may answer. retry: False = one try. pull_from: other
    repositories that this request reads (the source of a mount), for the token's scope. avoid: the host to
    ask last, because it just broke off. reference: for error texts.
    """

    method: str
    registry: str
    repository: str = ""
    path: str = ""
    url: "URL | None" = None
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Callable[[], AsyncIterator[bytes]] | None = field(default=None, repr=False)
    body_size: int | None = None
    size: int | None = None
    expect: frozenset[int] = frozenset({200})
    mirrors: bool = False
    retry: bool = True
    kind: Literal["manifest", "blob", "upload", "other"] = "other"
    pull_from: tuple[str, ...] = ()
    avoid: str = ""
    reference: str = ""

    @property
    def heavy(self) -> bool:
        """Whether it may keep a connection busy for long: a blob, unless it is known to be small."""
        if self.method == "GET" and self.kind == "blob":
            size = self.size
        elif callable(self.body):
            size = self.body_size
        else:
            return isinstance(self.body, bytes) and len(self.body) > SMALL
        return size is None or size > SMALL
