"""A real client and an in-process registry that misbehaves: one test for each fault to overcome or to name.

fault                                        test
a host that drops packets                    test_a_host_that_drops_packets_costs_two_waits
a TLS handshake that never ends              test_a_tls_handshake_that_never_ends_is_given_up
a server that accepts and stays silent       test_f22_a_silent_server_is_given_up
silence in the middle of a body              test_silence_in_the_middle_of_a_blob_is_followed_by_a_range
408 429 500 502 503 504                      test_f19_temporary_statuses_are_tried_again
network errors                               test_network_errors_are_tried_again
backoff with jitter                          test_waits_grow_and_differ
Retry-After, seconds and date                test_f19_retry_after_is_waited_for_in_both_forms
... beyond the script's deadline             test_a_wait_beyond_the_deadline_is_not_begun
an outage that is over                       test_f20_an_outage_does_not_slow_down_what_comes_after
a 429 for one of many                        test_a_429_holds_back_all_requests_together
a body that ends early                       test_a_blob_that_ends_early_is_resumed_and_verified_as_a_whole
... and goes on with other bytes             test_a_resumed_blob_of_other_bytes_is_a_digest_mismatch
an upload that breaks                        test_a_broken_upload_begins_anew_from_a_fresh_reader
an upload whose answer is lost               test_a_lost_answer_to_an_upload_costs_no_second_upload
an abandoned session                         test_an_abandoned_upload_is_ended
... by a cancellation                        test_cancellation.py
wrong digest, length, type, oversize,
garbage JSON                                 test_what_cannot_be_right_is_named
401, 403                                     test_401_and_403_fail_at_once
a connection that an idle server closed      test_a_connection_that_was_closed_meanwhile_is_replaced
a mirror that lies or is gone                tests/regbot/registry/test_mirrors.py
a token that ends in the middle of a copy    test_a_token_that_ends_in_the_middle_of_a_copy_is_replaced
a registry that is killed and comes back     tests/integration/test_mortal_registry.py
our own process killed                       test_killed.py
any of these on any request of a copy        test_copy.py
"""

import asyncio
import email.utils
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest

from regbot.registry.client import Client
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import (
    DigestMismatch,
    ManifestError,
    ManifestTooLarge,
    NetworkError,
    RateLimited,
    RegistryError,
    SizeMismatch,
    TimedOut,
    Unauthorized,
    UnexpectedStatus,
)
from regbot.registry.host import HostConfig
from regbot.registry.manifest import PULL_LIMIT
from regbot.registry.reference import Reference
from regbot.registry.transport import Request, Timeouts, Transport
from tests.fakes import images
from tests.fakes.clock import FakeClock
from tests.fakes.memory import MemoryRegistry
from tests.fakes.relay import refusing, silent
from tests.fakes.scripted import Got, Reply, Scripted
from tests.fakes.transports import check_clean, user

pytestmark = pytest.mark.anyio
NOW = 1_700_000_000.0
QUICK = Timeouts(connect=0.2, idle=0.1, commit=0.1)
ONE = images.image("faults", layers=1, layer_size=600_000)
LAYER = next(digest for digest, data in ONE.blobs.items() if len(data) > 500_000)
DATA = ONE.blobs[LAYER]
MANIFEST_PATH = "/v2/team/app/manifests/v1"


@dataclass
class Bench:
    """A client of one registry in the same loop, and the clock that its waits move."""

    client: Client
    transport: Transport
    registry: MemoryRegistry
    host: str
    clock: FakeClock = field(repr=False)

    def ref(self, rest: str = "team/app:v1") -> Reference:
        return Reference.parse(f"{self.host}/{rest}")


@asynccontextmanager
async def bench(
    *,
    before: Callable[[Got], Reply | None] = lambda _: None,
    random: Callable[[], float] = lambda: 0.0,
    timeouts: Timeouts = QUICK,
    **settings: Any,
) -> AsyncIterator[Bench]:
    registry, clock = MemoryRegistry(before=before), FakeClock()
    registry.load("team/app", ONE, "v1")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(Scripted(registry.answer))
        transport = Transport(
            [HostConfig(server.host, tls="disabled", **settings)],
            clock=clock,
            wall=lambda: NOW + clock.now - 1000.0,
            sleep=clock.sleep,
            random=random,
            environ={},
            timeouts=timeouts,
        )
        client = await stack.enter_async_context(Client(transport=transport))
        with anyio.fail_after(30):
            yield Bench(client, transport, registry, server.host, clock)
        check_clean(transport)


def first(*replies: Reply, method: str = "GET", part: str = "") -> Callable[[Got], Reply | None]:
    """These answers to the first requests that fit, and the registry's own afterwards."""
    left = list(replies)

    def before(got: Got) -> Reply | None:
        return left.pop(0) if left and got.method == method and part in got.path else None

    return before


def alone(address: str, tls: Any, clock: FakeClock) -> Client:
    config = HostConfig(address, tls=tls)
    return Client(transport=Transport([config], sleep=clock.sleep, clock=clock, environ={}, timeouts=QUICK))


@contextmanager
def deaf() -> Iterator[str]:
    """A host that drops packets: a listener whose queue is full, so that the kernel answers no SYN."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield f"127.0.0.1:{listener.getsockname()[1]}"


async def test_a_host_that_drops_packets_costs_two_waits() -> None:
    clock = FakeClock()
    with deaf() as address:
        async with alone(address, "disabled", clock) as client:
            begun = anyio.current_time()
            with pytest.raises(TimedOut) as caught:
                await client.list_tags(Reference.parse(f"{address}/team/app"))
    assert f"timed out connecting to 127.0.0.1 ({address}/team/app" in str(caught.value)
    assert 2 == caught.value.attempts
    assert anyio.current_time() - begun < 5 * QUICK.connect


async def test_a_tls_handshake_that_never_ends_is_given_up() -> None:
    clock = FakeClock()
    with silent() as address:
        async with alone(address, "enabled", clock) as client:
            with pytest.raises(TimedOut, match="timed out connecting") as caught:
                await client.list_tags(Reference.parse(f"{address}/team/app"))
    assert (2, [0.1]) == (caught.value.attempts, [round(wait, 1) for wait in clock.slept])


async def test_f22_a_silent_server_is_given_up() -> None:
    async with bench(before=lambda _: Reply(deaf=True)) as b:
        with pytest.raises(TimedOut, match="timed out waiting for data") as caught:
            await b.client.get_manifest(b.ref())
        assert (5, 5) == (caught.value.attempts, len(b.registry.log))


async def test_silence_in_the_middle_of_a_blob_is_followed_by_a_range() -> None:
    rest = Reply(206, [("Content-Range", f"bytes 300000-{len(DATA) - 1}/{len(DATA)}")], DATA[300_000:])
    async with bench(before=first(Reply(body=DATA, stall=300_000), rest)) as b:
        assert DATA == await b.client.read_blob(b.ref(), LAYER, 1 << 20)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_f19_temporary_statuses_are_tried_again(status: int) -> None:
    async with bench(before=first(Reply(status), Reply(status))) as b:
        assert ONE.manifest == (await b.client.get_manifest(b.ref())).raw
        assert 3 == len(b.registry.log)
    async with bench(before=lambda _: Reply(status)) as b:
        with pytest.raises((UnexpectedStatus, RateLimited), match=rf"\[http {status}\].*5 attempts"):
            await b.client.get_manifest(b.ref())


async def test_network_errors_are_tried_again() -> None:
    async with bench(before=first(Reply(hang_up=True), Reply(body=ONE.manifest, cut=5))) as b:
        assert ONE.manifest == (await b.client.get_manifest(b.ref())).raw
    clock = FakeClock()
    with refusing() as address:
        async with alone(address, "disabled", clock) as client:
            with pytest.raises(NetworkError, match=r"refused.*5 attempts"):
                await client.list_tags(Reference.parse(f"{address}/team/app"))
    assert 4 == len(clock.slept)


async def test_waits_grow_and_differ() -> None:
    numbers = iter([0.0, 1.0, 0.5, 0.0])
    async with bench(before=lambda _: Reply(503), random=lambda: next(numbers)) as b:
        with pytest.raises(UnexpectedStatus):
            await b.client.get_manifest(b.ref())
        assert [0.1, 0.3, 0.5, 0.8] == pytest.approx(b.clock.slept)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("as_date", [False, True])
async def test_f19_retry_after_is_waited_for_in_both_forms(status: int, as_date: bool) -> None:
    value = email.utils.formatdate(NOW + 7, usegmt=True) if as_date else "7"
    async with bench(before=first(Reply(status, [("Retry-After", value)]))) as b:
        await b.client.get_manifest(b.ref())
        assert [7.0] == pytest.approx(b.clock.slept)


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    async with bench(before=lambda _: Reply(429, [("Retry-After", "3600")])) as b:
        with anyio.fail_after(10), pytest.raises(RateLimited, match=r"\[http 429\]"):
            await b.client.get_manifest(b.ref())
        assert [] == b.clock.slept


async def test_f20_an_outage_does_not_slow_down_what_comes_after() -> None:
    async with bench(before=first(*[Reply(500)] * 5)) as b:
        with pytest.raises(UnexpectedStatus):
            await b.client.get_manifest(b.ref())
        b.clock.slept.clear()
        for _ in range(10):
            await b.client.get_manifest(b.ref())
        assert [] == b.clock.slept


async def test_a_429_holds_back_all_requests_together() -> None:
    times: list[float] = []

    def before(got: Got) -> Reply | None:
        times.append(b.clock.now)
        return Reply(429, [("Retry-After", "20")]) if len(times) == 1 else None

    async with bench(before=before, req_concurrent=3) as b:
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(b.client.get_manifest, b.ref())
        # those that were under way already may have come; nobody begins during the pause
        assert [] == [at for at in times[3:] if at < 1020.0]
        assert 9 == len(times)


async def test_a_blob_that_ends_early_is_resumed_and_verified_as_a_whole() -> None:
    rest = Reply(206, [("Content-Range", f"bytes 400000-{len(DATA) - 1}/{len(DATA)}")], DATA[400_000:])
    async with bench(before=first(Reply(body=DATA, cut=400_000), rest)) as b:
        assert DATA == await b.client.read_blob(b.ref(), LAYER, 1 << 20)


async def test_a_resumed_blob_of_other_bytes_is_a_digest_mismatch() -> None:
    other = bytes(len(DATA) - 400_000)
    rest = Reply(206, [("Content-Range", f"bytes 400000-{len(DATA) - 1}/{len(DATA)}")], other)
    async with bench(before=first(Reply(body=DATA, cut=400_000), rest)) as b:
        with pytest.raises(DigestMismatch) as caught:
            await b.client.read_blob(b.ref(), LAYER, 1 << 20)
        assert LAYER in str(caught.value)


def counting() -> tuple[list[int], Callable[[], AsyncIterator[bytes]]]:
    """A source of 3 MB that counts how often it was begun; its blob is `BIG`."""
    begun: list[int] = []

    async def source() -> AsyncIterator[bytes]:
        begun.append(1)
        for start in range(0, len(BIG_DATA), 100_000):
            yield BIG_DATA[start : start + 100_000]

    return begun, source


BIG_DATA = b"".join(images.big_blob(3_000_000))
BIG = Descriptor("application/octet-stream", images.digest_of(BIG_DATA), len(BIG_DATA))


@pytest.mark.parametrize("reply", [Reply(hang_up=True), Reply(500), Reply(503), Reply(deaf=True)])
async def test_a_broken_upload_begins_anew_from_a_fresh_reader(reply: Reply) -> None:
    begun, source = counting()
    async with bench(before=first(reply, method="PUT")) as b:
        await b.client.put_blob(b.ref(), source, BIG)
        assert BIG_DATA == b.registry.repositories["team/app"].blobs[BIG.digest]
        assert (2, {}) == (len(begun), b.registry.uploads)


async def test_a_lost_answer_to_an_upload_costs_no_second_upload() -> None:
    begun, source = counting()

    def before(got: Got) -> Reply | None:
        if got.method != "PUT":
            return None
        b.registry.repositories["team/app"].blobs[BIG.digest] = got.body
        b.registry.uploads.clear()
        return Reply(hang_up=True)

    async with bench(before=before) as b:
        await b.client.put_blob(b.ref(), source, BIG)
        assert (1, 1, 1) == (len(begun), b.registry.counted("POST"), b.registry.counted("PUT"))


@pytest.mark.parametrize("settings", [{}, {"blob_max": 0}])
async def test_an_abandoned_upload_is_ended(settings: dict[str, Any]) -> None:
    async with bench(
        before=lambda got: Reply(403) if got.method in ("PUT", "PATCH") else None, **settings
    ) as b:
        with pytest.raises(Unauthorized):
            await b.client.put_blob(b.ref(), counting()[1], BIG)
        assert (1, {}) == (b.registry.counted("DELETE"), b.registry.uploads)


def manifest(body: bytes, kind: str = images.OCI_MANIFEST, digest: str = "") -> Reply:
    headers = [("Content-Type", kind)] + ([("Docker-Content-Digest", digest)] if digest else [])
    return Reply(200, headers, body)


@pytest.mark.parametrize(
    ("reply", "kind", "gist"),
    [
        pytest.param(manifest(b"{}", digest=ONE.digest), DigestMismatch, "digest mismatch", id="digest"),
        pytest.param(manifest(ONE.manifest, kind="text/html"), ManifestError, "text/html", id="type"),
        pytest.param(manifest(ONE.manifest, images.OCI_INDEX), ManifestError, "media type", id="other type"),
        pytest.param(manifest(b"{not json"), ManifestError, "JSON", id="garbage"),
        pytest.param(manifest(b"[" * 100_000), ManifestError, "JSON", id="nested garbage"),
        pytest.param(manifest(bytes(PULL_LIMIT + 1)), ManifestTooLarge, "too large", id="oversize"),
    ],
)  # fmt: skip
async def test_what_cannot_be_right_is_named(reply: Reply, kind: type[RegistryError], gist: str) -> None:
    async with bench(before=lambda _: reply) as b:
        with pytest.raises(kind, match=gist) as caught:
            await b.client.get_manifest(b.ref())
        assert b.host in str(caught.value)
        assert "team/app:v1" in str(caught.value)
        assert 1 == len(b.registry.log)
        assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("body", "kind", "gist"),
    [
        pytest.param(DATA[:-1], SizeMismatch, "expected", id="short"),
        pytest.param(DATA + b"x", SizeMismatch, "expected", id="long"),
        pytest.param(DATA[::-1], DigestMismatch, "digest mismatch", id="digest"),
    ],
)
async def test_f21_what_cannot_be_right_is_named_for_blobs(
    body: bytes, kind: type[RegistryError], gist: str
) -> None:
    async with bench(before=lambda _: Reply(body=body)) as b:
        with pytest.raises(kind, match=gist) as caught:
            await b.client.read_blob(b.ref(), Descriptor("x/y", LAYER, len(DATA)), 1 << 20)
        assert b.host in str(caught.value)
        assert "team/app" in str(caught.value)
        assert f"GET http://{b.host}/v2/team/app/blobs/{LAYER}" in str(caught.value)
        assert ([], 1) == (b.clock.slept, len(b.registry.log))


@pytest.mark.parametrize("status", [401, 403])
async def test_401_and_403_fail_at_once(status: int) -> None:
    challenge = [("WWW-Authenticate", 'Basic realm="x"')]
    async with bench(before=lambda _: Reply(status, challenge), credential=user) as b:
        with pytest.raises(Unauthorized, match=rf"\[http {status}\]") as caught:
            await b.client.get_manifest(b.ref())
        assert [] == b.clock.slept
        assert (2 if status == 401 else 1) == len(b.registry.log)
        assert "password" not in str(caught.value).replace("user or password refused", "")


async def test_a_connection_that_was_closed_meanwhile_is_replaced() -> None:
    async with bench() as b:
        await b.client.get_manifest(b.ref())
        session = b.transport._wire._session
        assert session is not None
        assert session.connector is not None
        kept = [each for connections in session.connector._conns.values() for each, _ in connections]
        assert 1 == len(kept)
        assert kept[0].transport is not None
        kept[0].transport.abort()
        await b.client.get_manifest(b.ref())
        begun, source = counting()
        await b.client.put_blob(b.ref(), source, BIG)
        assert [1] == begun


async def test_a_token_that_ends_in_the_middle_of_a_copy_is_replaced() -> None:
    """Every fifth request finds its token over, also writes and uploads."""
    served: list[Got] = []
    bought: list[str] = []

    def before(got: Got) -> Reply | None:
        if got.path == "/token":
            bought.append(f"t{len(bought)}")
            return Reply(body=json.dumps({"token": bought[-1]}).encode())
        served.append(got)
        if len(served) % 5 and bought and got.headers.get("authorization") == f"Bearer {bought[-1]}":
            return None
        if len(served) % 5 == 0:
            bought.append("taken back")
        return Reply(401, [("WWW-Authenticate", 'Bearer realm="/token",service="s"')])

    async with bench(before=before, credential=user) as b:
        await b.client.copy_image(b.ref(), b.ref("team/copy:v2"))
        assert ONE.digest == b.registry.repositories["team/copy"].tags["v2"]
        assert (ONE.blobs, {}) == (b.registry.repositories["team/copy"].blobs, b.registry.uploads)
        assert len(bought) > 3


@dataclass
class Unread:
    """An upload without end to a server that takes a part of it and never reads on."""

    request: Request
    peers: list[asyncio.StreamWriter]
    begun: anyio.Event

    async def stuck(self) -> None:
        """Wait until the sender can send no more."""
        await self.begun.wait()
        await anyio.wait_all_tasks_blocked()


@asynccontextmanager
async def unread(answer: bytes = b"") -> AsyncIterator[Unread]:
    """The server says `answer` to the head of the request, before it stops to read."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upload.peers.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        reader._transport.pause_reading()  # type: ignore[attr-defined]  # streams read on by themselves
        await over.wait()
        writer.transport.abort()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            upload.begun.set()
            yield bytes(1 << 20)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    request = Request(method="PUT", registry=host, repository="a", path="x", body=endless, retry=False)
    upload = Unread(request, [], anyio.Event())
    yield upload
    over.set()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("how", ["cancelled", "given up", "refused"])
async def test_an_upload_that_nobody_reads_leaves_no_socket_behind(how: str) -> None:
    """Bytes that the peer never takes keep a socket open that was closed in an orderly way."""
    answer = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n" if how == "refused" else b""
    async with unread(answer) as upload:
        config = HostConfig(upload.request.registry, tls="disabled")
        timeouts = QUICK if how == "given up" else Timeouts()
        transport = Transport([config], environ={}, timeouts=timeouts)

        async def send() -> None:
            with pytest.raises(TimedOut if how == "given up" else UnexpectedStatus):
                async with transport.send(upload.request):
                    pass

        with anyio.fail_after(60):
            async with anyio.create_task_group() as group:
                group.start_soon(send)
                if how == "cancelled":
                    await upload.stuck()
                    group.cancel_scope.cancel()
        assert group.cancel_scope.cancelled_caught == (how == "cancelled")
        sockets = list(transport._wire._sockets)
        await transport.aclose()
        assert ([-1], 1) == ([each.fileno() for each in sockets], len(upload.peers))


async def test_closing_does_not_wait_for_an_upload_that_nobody_reads() -> None:
    async with unread() as upload:
        transport = Transport([HostConfig(upload.request.registry, tls="disabled")], environ={})

        async def send() -> None:
            with pytest.raises(NetworkError):
                async with transport.send(upload.request):
                    pass

        with anyio.fail_after(60):
            async with anyio.create_task_group() as group:
                group.start_soon(send)
                await upload.stuck()
                await transport.aclose()
