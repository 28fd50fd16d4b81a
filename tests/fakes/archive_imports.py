"""Imports of archives into registries in memory, and a look at what arrived."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from regbot.registry.archive import ImportReport
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.memory import MemoryRegistry, connected


def at(host: str, rest: str = "team/app:v1") -> Reference:
    return Reference.parse(f"{host}/{rest}")


def assert_holds(target: MemoryRegistry, what: images.Image | images.Index, tag: str = "v1") -> None:
    full = MemoryRegistry()
    full.load("team/app", what, tag)
    assert full.repositories["team/app"] == target.repositories["team/app"]
    assert {} == target.uploads


@asynccontextmanager
async def importing(
    target: MemoryRegistry, path: str, name: str | None = None, rest: str = "team/app:v1", **settings: Any
) -> AsyncIterator[ImportReport]:
    async with connected(target, **settings) as (client, host):
        yield await client.import_image(at(host, rest), path, name=name)
