"""The repositories of a registry. Not every registry offers the list (Docker Hub does not)."""

from regbot.registry.pages import list_pages
from regbot.registry.reference import parse_registry
from regbot.registry.transport import Request, Transport


async def list_repositories(
    transport: Transport, registry: str, *, limit: int | None = None, last: str | None = None
) -> list[str]:
    """Names of the repositories after `last`: every page, or at most `limit` names (fault F23: one page).

    Raises InvalidReference for a bad host, NotFound or Unauthorized where the registry has no such list.
    """
    name = parse_registry(registry)
    query = [("last", last)] if last else []
    query += [("n", str(limit))] if limit is not None else []
    request = Request(
        method="GET",
        registry=name,
        path="_catalog",
        query=tuple(query),
        headers=(("Accept", "application/json"),),
        reference=name,
    )
    found = await list_pages(transport, request, "repositories", limit=limit, last=last)
    return [str(each) for each in found]
