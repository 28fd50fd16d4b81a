"""Lists that come in pages: follow `Link: <…>; rel="next"` until there is no more (specification, 3.9).

Refuses a page that leads back to one already read, and pages without end. Used by tags, repos and referrers.
"""

import re
from typing import Any

from regbot.registry.errors import RegistryError, SizeMismatch
from regbot.registry.jsontext import parse_json
from regbot.registry.redirects import join_location
from regbot.registry.transport import Request, Transport

_PAGE_LIMIT = 32 << 20
_LINK = re.compile(r'<([^>]*)>\s*((?:;\s*[\w!#$&+.^`|~-]+\s*=\s*(?:"[^"]*"|[^\s,;"]+)\s*)*)')
_REL_NEXT = re.compile(r';\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)', re.IGNORECASE)


async def list_pages(
    transport: Transport, request: Request, member: str, *, limit: int | None = None, last: str | None = None
) -> list[Any]:
    """Everything under `member` of each page; null or a missing member counts as empty.

    Stops when `limit` entries are held (and cuts there); None means all pages. A registry that was asked for
    what comes after `last` and lists that all the same (distribution 2.8 does, with tags) has ignored the
    question: what stands up to there is left out, or a script that pages by itself would never end. The
    mirror that answered the first page is not bound to the rest: a Link names its own host.
    """
    from yarl import URL

    found: list[Any] = []
    seen: set[URL] = set()
    following: Request | None = request
    while following is not None and (limit is None or len(found) < limit):
        async with transport.send(following) as response:
            try:
                raw = await response.read(_PAGE_LIMIT)
            except SizeMismatch as error:
                error.reference = request.reference
                raise
            listed = _entries(raw, member, request)
            if last in listed:
                found, listed = [], listed[listed.index(last) + 1 :]
            found += listed
            seen.add(response.url)
            target = next_link(response.headers.getall("Link", []))
            following = None
            if target:
                url = join_location(response.url, target, what="link")
                if url in seen:
                    raise RegistryError(
                        "the registry's pages lead back to a page that was already read",
                        registry=request.registry,
                        reference=request.reference,
                    )
                following = Request(
                    method="GET",
                    registry=request.registry,
                    repository=request.repository,
                    url=url,
                    headers=request.headers,
                    reference=request.reference,
                )
    return found if limit is None else found[:limit]


def next_link(headers: list[str]) -> str:
    """The target of the first `rel=next` in Link headers (RFC 8288), as it stands; "" when there is none."""
    for header in headers:
        for link in _LINK.finditer(header):
            if _REL_NEXT.search(link[2]):
                return link[1]
    return ""


def _entries(raw: bytes, member: str, request: Request) -> list[Any]:
    try:
        document = parse_json(raw)
    except (ValueError, RecursionError) as error:
        raise RegistryError(
            f"the list of {member} is not JSON: {error}",
            registry=request.registry,
            reference=request.reference,
        ) from error
    listed = document.get(member) if isinstance(document, dict) else document
    if listed is None:
        return []
    if not isinstance(document, dict) or not isinstance(listed, list):
        raise RegistryError(
            f"the list of {member} has an unexpected form",
            registry=request.registry,
            reference=request.reference,
        )
    return listed
