"""The repositories of a registry: which there are, and whether there is a certain one.

Not every registry offers the list (Docker Hub does not).
"""

from typing import Final

import anyio

from regbot.registry.errors import NotFound, RegistryError
from regbot.registry.pages import list_pages
from regbot.registry.reference import Reference, parse_registry
from regbot.registry.transport import Request, Transport

PATIENCE: Final = 5.0
"""Seconds for which `is_new` waits: one that is new is unknown at once."""


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


async def is_new(transport: Transport, ref: Reference) -> bool:
    """Whether the registry says that it has no such repository; False where it says anything else.

    Distribution has nothing but this list to tell an unknown repository from an unknown tag, and counts a
    repository as unknown until its first manifest arrives: blobs of an upload that broke off may be there.
    It gathers all the tags before it answers, which takes long where there are many: that is an answer, too.
    """
    request = Request(
        method="GET",
        registry=ref.registry,
        repository=ref.repository,
        path="tags/list",
        query=(("n", "1"),),
        headers=(("Accept", "application/json"),),
        mirrors=True,
        retry=False,
        reference=ref.name,
    )
    with anyio.move_on_after(PATIENCE):
        try:
            async with transport.send(request):
                return False
        except NotFound as error:
            return error.code == "NAME_UNKNOWN"
        except RegistryError:
            return False
    return False
