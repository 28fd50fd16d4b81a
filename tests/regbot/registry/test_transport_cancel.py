"""Whatever is under way when the cancellation comes, nothing is left behind: slot, connection, task, source.

Each test cancels its operation after one turn of the loop, after two, and so on, until the operation
completes by itself. The server is in the same loop, so every await is hit.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import anyio

from regbot.registry.host import HostConfig
from regbot.registry.transport import Request, Transport
from tests.fakes.cancelling import Cancel, both, check_no_tasks
from tests.fakes.clock import FakeClock
from tests.fakes.scripted import Got, Reply, Scripted
from tests.fakes.transports import TokenRegistry, check_clean, connect, fetch, get, put, script, user

Operation = Callable[[Transport, Scripted], Awaitable[object]]


def cancel_everywhere(
    cancel: Cancel, answers: Callable[[], Callable[[Got], Awaitable[Reply]]], operation: Operation
) -> int:
    """How many turns the operation takes."""

    async def main() -> int:
        for turns in range(1000):
            clock = FakeClock()
            async with (
                Scripted(answers()) as server,
                connect(server, clock=clock, credential=user) as transport,
            ):
                before = asyncio.all_tasks()
                done = await cancel(partial(operation, transport, server), turns)
                check_clean(transport)
                check_no_tasks(before)
                if done:
                    return turns
        raise AssertionError("the operation does not end")

    return anyio.run(main)


@both
def test_a_download_with_a_token_and_a_retry(cancel: Cancel) -> None:
    def answers() -> Callable[[Got], Awaitable[Reply]]:
        registry = TokenRegistry()
        failed = [False]

        async def answer(got: Got) -> Reply:
            reply = await registry(got)
            if reply.status == 200 and got.path != "/token" and not failed[0]:
                failed[0] = True
                return Reply(503, body=b"later")
            return reply

        return answer

    async def operation(transport: Transport, server: Scripted) -> None:
        await fetch(transport, get(server))

    assert cancel_everywhere(cancel, answers, operation) > 20


@both
def test_an_upload_whose_source_is_a_download(cancel: Cancel) -> None:
    data = bytes(300_000)
    opened: list[int] = []

    def answers() -> Callable[[Got], Awaitable[Reply]]:
        async def answer(got: Got) -> Reply:
            return Reply(201) if got.method == "PUT" else Reply(body=data)

        return answer

    async def operation(transport: Transport, server: Scripted) -> None:
        async def source() -> AsyncIterator[bytes]:
            opened.append(1)
            try:
                async with transport.send(get(server, kind="blob", size=len(data))) as response:
                    async for chunk in response.chunks():
                        yield chunk
            finally:
                opened.pop()

        async with transport.reserve(server.host):
            await fetch(transport, put(server, source, body_size=len(data), kind="upload"))

    assert cancel_everywhere(cancel, answers, operation) > 20
    assert [] == opened


@both
def test_a_download_that_is_resumed(cancel: Cancel) -> None:
    data = bytes(200_000)

    def answers() -> Callable[[Got], Awaitable[Reply]]:
        rest = Reply(206, [("Content-Range", f"bytes 100000-199999/{len(data)}")], data[100_000:])
        return script(Reply(body=data, cut=100_000), rest)

    async def operation(transport: Transport, server: Scripted) -> None:
        async with transport.send(get(server, kind="blob")) as response:
            assert len(data) == sum([len(chunk) async for chunk in response.chunks()])

    assert cancel_everywhere(cancel, answers, operation) > 10


@both
def test_redirects_and_waits_for_slots_and_turns(cancel: Cancel) -> None:
    def answers() -> Callable[[Got], Awaitable[Reply]]:
        async def answer(got: Got) -> Reply:
            return Reply(307, [("Location", "/there")]) if got.path != "/there" else Reply(body=b"x")

        return answer

    async def operation(transport: Transport, server: Scripted) -> None:
        transport.host(server.host).gate.pause(0.5)
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(fetch, transport, get(server))

    assert cancel_everywhere(cancel, answers, operation) > 20


def test_a_caller_that_stops_reading_leaves_nothing() -> None:
    async def main() -> None:
        async with Scripted(script(Reply(body=bytes(1 << 20)))) as server, connect(server) as transport:
            async with transport.send(get(server, kind="blob")) as response:
                async for _ in response.chunks():
                    break
            check_clean(transport)

    anyio.run(main)


def test_a_transport_that_is_closed_twice_is_closed() -> None:
    async def main() -> None:
        transport = Transport([HostConfig("r", tls="disabled")])
        await transport.aclose()
        await transport.aclose()
        assert "r" == transport.host("r").config.name == Request(method="GET", registry="r").registry

    anyio.run(main)
