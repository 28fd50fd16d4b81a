"""Cancelled at every await: a copy, an upload, a login. Nothing is left behind, wherever it comes.

Each test runs its operation again and again on a fresh registry in the same loop, and cancels it after one
turn of the loop, after two, and so on, until the operation completes before its cancellation: every await is
hit.
Left behind would be: an upload session, a slot, a connection, a task, a tag without its parts.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import anyio
import pytest

from regbot.registry.client import Client
from regbot.registry.descriptor import Descriptor
from regbot.registry.host import HostConfig
from regbot.registry.reference import Reference
from regbot.registry.transport import Transport
from tests.fakes import images
from tests.fakes.cancelling import Cancel, both, check_no_tasks
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryRegistry
from tests.fakes.scripted import Got, Reply, Scripted
from tests.fakes.transports import check_clean, user

ONE = images.image("cancelled", layers=2, layer_size=2000)
DATA = b"".join(images.big_blob(300_000))
BLOB = Descriptor("application/octet-stream", images.digest_of(DATA), len(DATA))


@dataclass
class Bench:
    """A client of a source that wants tokens, and of a target."""

    client: Client
    source: MemoryRegistry
    target: MemoryRegistry
    hosts: tuple[str, str]

    def ref(self, side: int, rest: str = "team/app:v1") -> Reference:
        return Reference.parse(f"{self.hosts[side]}/{rest}")


Operation = Callable[[Bench], Awaitable[object]]


def wants_tokens(got: Got) -> Reply | None:
    if got.path == "/token":
        return Reply(body=json.dumps({"token": "good"}).encode())
    if got.headers.get("authorization") == "Bearer good":
        return None
    return Reply(401, [("WWW-Authenticate", 'Bearer realm="/token",service="s"')])


def cancel_everywhere(
    cancel: Cancel,
    operation: Operation,
    *,
    before: Callable[[Got], Reply | None] = lambda _: None,
    **settings: Any,
) -> int:
    """How many turns the operation takes. `before`: the target's faults; `settings`: of its HostConfig."""

    async def once(turns: int) -> bool:
        source, target = MemoryRegistry(before=wants_tokens), MemoryRegistry(before=before)
        source.load("team/app", ONE, "v1")
        clock = FakeClock()
        async with AsyncExitStack() as stack:
            servers = [await stack.enter_async_context(Scripted(each.answer)) for each in (source, target)]
            transport = Transport(
                [
                    HostConfig(servers[0].host, tls="disabled", credential=user),
                    HostConfig(servers[1].host, tls="disabled", **settings),
                ],
                clock=clock,
                sleep=clock.sleep,
                random=lambda: 0.0,
                environ={},
            )
            client = await stack.enter_async_context(Client(transport=transport))
            tasks = asyncio.all_tasks()
            bench = Bench(client, source, target, (servers[0].host, servers[1].host))
            done = await cancel(lambda: operation(bench), turns)
            check_clean(transport)
            check_no_tasks(tasks)
            assert {} == target.uploads
            check_parts(target)
        return done

    async def main() -> int:
        for turns in range(5000):
            with anyio.fail_after(20):
                if await once(turns):
                    return turns
        raise AssertionError("the operation does not end")

    return anyio.run(main)


def check_parts(registry: MemoryRegistry) -> None:
    """Every tag has all its parts."""
    for repository in registry.repositories.values():
        for digest in repository.tags.values():
            document = json.loads(repository.manifests[digest][1])
            parts = [document["config"], *document["layers"]]
            assert [] == [part["digest"] for part in parts if part["digest"] not in repository.blobs]


@both
def test_a_copy_with_a_login(cancel: Cancel) -> None:
    async def operation(bench: Bench) -> None:
        await bench.client.copy_image(bench.ref(0), bench.ref(1))

    assert cancel_everywhere(cancel, operation) > 50


@both
@pytest.mark.parametrize("settings", [{}, {"blob_max": 0, "blob_chunk": 100_000}], ids=["whole", "in chunks"])
def test_an_upload(cancel: Cancel, settings: dict[str, Any]) -> None:
    async def source() -> AsyncIterator[bytes]:
        for start in range(0, len(DATA), 100_000):
            yield DATA[start : start + 100_000]

    async def operation(bench: Bench) -> None:
        await bench.client.put_blob(bench.ref(1), source, BLOB)

    assert cancel_everywhere(cancel, operation, **settings) > 20


@both
def test_an_upload_that_breaks_and_begins_anew(cancel: Cancel) -> None:
    async def source() -> AsyncIterator[bytes]:
        for start in range(0, len(DATA), 100_000):
            yield DATA[start : start + 100_000]

    async def operation(bench: Bench) -> None:
        await bench.client.put_blob(bench.ref(1), source, BLOB)

    def breaking(got: Got) -> Reply | None:
        return Reply(hang_up=True) if got.method == "PUT" and "session-0" in got.path else None

    assert cancel_everywhere(cancel, operation, before=breaking) > 30


@both
def test_a_manifest_is_put_or_not(cancel: Cancel) -> None:
    async def operation(bench: Bench) -> None:
        bench.target.load("team/app", ONE)
        manifest = await bench.client.get_manifest(bench.ref(1, f"team/app@{ONE.digest}"))
        await bench.client.put_manifest(bench.ref(1), manifest)

    assert cancel_everywhere(cancel, operation) > 5


@both
def test_a_login_that_several_requests_share(cancel: Cancel) -> None:
    async def operation(bench: Bench) -> None:
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(bench.client.get_manifest, bench.ref(0))

    assert cancel_everywhere(cancel, operation) > 15
