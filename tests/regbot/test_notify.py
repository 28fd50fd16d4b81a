import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
import trustme

from regbot import logs
from regbot.config.load import load_config
from regbot.notify import Notices, open_notices
from regbot.registry.retry import Backoff
from regbot.runs import RunRecord
from tests.fakes.scripted import Got, Reply, Scripted

NO_WAIT = Backoff(tries=4, first=0.0, cap=0.0)
SECRET = "/services/T0/verysecret"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure(logging.DEBUG, stream)
    yield stream
    logs.configure(logging.INFO, io.StringIO())


def run(status: Any = "failed", number: int = 1, script: str = "mirror") -> RunRecord:
    record = RunRecord(id=f"r{number}", script=script, trigger="schedule", started=number * 60.0)
    record.ended, record.status, record.error = number * 60.0 + 1, status, "no" if status != "ok" else ""
    return record


class Receiver:
    """Answers with the given replies, then with the last of them for ever."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.got: list[Got] = []
        self.arrived = asyncio.Event()

    async def answer(self, got: Got) -> Reply:
        self.got.append(got)
        self.arrived.set()
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def runs(self) -> list[str]:
        return [got.body.decode().partition('"run": "')[2].partition('"')[0] for got in self.got]


def play(receiver: Receiver, test: Callable[[str], Awaitable[None]], **server: Any) -> None:
    async def main() -> None:
        async with Scripted(receiver.answer, **server) as served:
            await test(served.host)

    anyio.run(main)


def config(host: str, more: str = "", *, scheme: str = "http") -> Any:
    text = (
        f"notify: [{{url: '{scheme}://{host}{SECRET}', on: [failure, recovery], repeat: 0 {more}}}]\n"
        "scripts: [{name: mirror, script: ''}]"
    )
    return load_config("regbot.yml", text).config


@asynccontextmanager
async def notices(settings: Any, *, patience: float = 30, **parameters: Any) -> Any:
    made = Notices(settings, **{"host": "h1", "backoff": NO_WAIT, "environ": {}, **parameters})
    try:
        yield made
    finally:
        await made.aclose(patience)


def test_a_failure_is_posted_as_json(log: io.StringIO) -> None:
    receiver = Receiver(Reply(200))

    async def test(host: str) -> None:
        async with notices(config(host)) as observer:
            observer.run_started(run())
            observer.tick_dropped("mirror", run())
            observer.run_ended(run())

    play(receiver, test)
    (got,) = receiver.got
    assert ("POST", SECRET, "application/json") == (got.method, got.target, got.headers["content-type"])
    assert b'"text": "mirror failed on h1: no"' in got.body
    assert got.headers["user-agent"].startswith("regbot/")
    assert 'msg="Notice sent" script=mirror run=r1 notice=failure host=127.0.0.1' in log.getvalue()
    assert "verysecret" not in log.getvalue()


def test_what_fails_for_a_while_is_sent_again_and_in_order(log: io.StringIO) -> None:
    receiver = Receiver(Reply(503), Reply(hang_up=True), Reply(429), Reply(204))

    async def test(host: str) -> None:
        async with notices(config(host)) as observer:
            for number in (1, 2):
                observer.run_ended(run(number=number))
            observer.run_ended(run("ok", 3))
            while len(receiver.got) < 6:
                receiver.arrived.clear()
                await receiver.arrived.wait()

    play(receiver, test)
    assert ["r1", "r1", "r1", "r1", "r2", "r3"] == receiver.runs()
    assert "WARN" not in log.getvalue()


def test_what_goes_on_failing_is_given_up_with_a_warning_that_names_only_the_host(log: io.StringIO) -> None:
    receiver = Receiver(Reply(500))

    async def test(host: str) -> None:
        async with notices(config(host)) as observer:
            observer.run_ended(run())
            while len(receiver.got) < 4:
                receiver.arrived.clear()
                await receiver.arrived.wait()

    play(receiver, test)
    assert 4 == len(receiver.got)
    expected = (
        'level=WARN msg="Notice not sent" script=mirror run=r1 notice=failure host=127.0.0.1 '
        'err="refused [http 500]" tries=4'
    )
    assert expected in log.getvalue()
    assert "verysecret" not in log.getvalue()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(404), "refused [http 404]"),
        (Reply(401, body=b"verysecret"), "refused [http 401]"),
        (Reply(302, [("Location", "http://127.0.0.1/verysecret")]), "redirects are not followed [http 302]"),
    ],
)
def test_what_will_not_get_better_is_not_tried_again(log: io.StringIO, reply: Reply, reason: str) -> None:
    receiver = Receiver(reply)

    async def test(host: str) -> None:
        async with notices(config(host)) as observer:
            observer.run_ended(run())

    play(receiver, test)
    assert 1 == len(receiver.got)
    assert f'err="{reason}" tries=1' in log.getvalue()
    assert "verysecret" not in log.getvalue()


def test_who_does_not_answer_is_left_after_a_while(log: io.StringIO) -> None:
    receiver = Receiver(Reply(deaf=True), Reply(200))

    async def test(host: str) -> None:
        async with notices(config(host), time_limit=0.2) as observer:
            observer.run_ended(run())
            while len(receiver.got) < 2:
                receiver.arrived.clear()
                await receiver.arrived.wait()

    play(receiver, test)
    assert {"r1"} == set(receiver.runs())  # on a slow machine the second answer may be late, too


def test_nobody_there_is_told_without_the_address(log: io.StringIO) -> None:
    async def main() -> None:
        async with notices(config("127.0.0.1:1")) as observer:
            observer.run_ended(run())

    anyio.run(main)
    assert 'err="ClientConnectorError: Connect' in log.getvalue()
    assert "verysecret" not in log.getvalue()


def test_certificates_are_verified(log: io.StringIO) -> None:
    import ssl

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    receiver = Receiver(Reply(200))

    async def test(host: str) -> None:
        async with notices(config(host, scheme="https")) as observer:
            observer.run_ended(run())

    play(receiver, test, tls=context)
    assert [] == receiver.got
    assert 'err="ClientConnectorCertificateError: ' in log.getvalue()


def test_the_proxy_of_the_environment_is_used_or_refused(log: io.StringIO) -> None:
    receiver = Receiver(Reply(200))

    async def test(host: str) -> None:
        async with notices(config("hooks.example.org"), environ={"HTTP_PROXY": host}) as observer:
            observer.run_ended(run())
        async with notices(config("hooks.example.org"), environ={"HTTP_PROXY": "socks5://x"}) as observer:
            observer.run_ended(run())

    play(receiver, test)
    assert [f"http://hooks.example.org{SECRET}"] == [got.target for got in receiver.got]
    assert (
        'host=hooks.example.org err="HTTP_PROXY is no http or https proxy address" tries=1' in log.getvalue()
    )


def test_pings_are_asked_for_and_only_the_newest_waits(log: io.StringIO) -> None:
    receiver = Receiver(Reply(200))
    text = "scripts: [{name: mirror, script: '', ping: 'http://HOST/p/verysecret'}]"

    async def test(host: str) -> None:
        settings = load_config("regbot.yml", text.replace("HOST", host)).config
        async with notices(settings) as observer:
            for number in range(5):
                observer.run_ended(run("ok", number))
            observer.run_ended(run("failed", 6))

    play(receiver, test)
    assert ["GET /p/verysecret"] * 2 == [str(got) for got in receiver.got]
    assert ["run=r0 notice=ping", "run=r4 notice=ping"] == [
        line.partition("script=mirror ")[2].partition(" host")[0]
        for line in log.getvalue().splitlines()
        if "Notice sent" in line
    ]
    assert "verysecret" not in log.getvalue()


def test_of_too_many_the_oldest_is_dropped_with_a_warning(log: io.StringIO) -> None:
    receiver = Receiver(Reply(200))

    async def test(host: str) -> None:
        async with notices(config(host)) as observer:
            for number in range(102):
                observer.run_ended(run(number=number))

    play(receiver, test)
    assert ["r0", *(f"r{number}" for number in range(3, 102))] == receiver.runs()
    assert 2 == log.getvalue().count('err="too many are waiting"')


def test_a_stop_waits_for_what_is_under_way_but_not_for_ever(log: io.StringIO) -> None:
    receiver = Receiver(Reply(deaf=True))

    async def test(host: str) -> None:
        async with notices(config(host), patience=0.05) as observer:
            observer.run_ended(run(number=1))
            observer.run_ended(run(number=2))
            await receiver.arrived.wait()

    play(receiver, test)
    assert ["run=r1", "run=r2"] == [
        line.partition("script=mirror ")[2].partition(" ")[0]
        for line in log.getvalue().splitlines()
        if 'err="the server stopped"' in line
    ]


def test_a_stop_does_not_wait_for_the_next_try_but_makes_it(log: io.StringIO) -> None:
    receiver = Receiver(Reply(503), Reply(200))

    async def test(host: str) -> None:
        patient = Backoff(tries=4, first=3600.0, cap=3600.0)
        async with notices(config(host), backoff=patient) as observer:
            observer.run_ended(run())
            await receiver.arrived.wait()

    play(receiver, test)
    assert ["r1", "r1"] == receiver.runs()
    assert "WARN" not in log.getvalue()


def test_a_cancelled_server_still_sends(log: io.StringIO) -> None:
    receiver = Receiver(Reply(200))

    async def test(host: str) -> None:
        with anyio.CancelScope() as scope:
            async with open_notices(config(host), failing=["mirror"]) as observer:
                observer.run_ended(run("ok"))
                scope.cancel()
                await anyio.sleep_forever()

    play(receiver, test)
    assert b'"event": "recovery"' in receiver.got[0].body


def test_after_a_reload_the_new_addresses_are_told(log: io.StringIO) -> None:
    receiver = Receiver(Reply(200))

    async def test(host: str) -> None:
        async with notices(config("127.0.0.1:1")) as observer:
            observer.use(config(host, ", format: text"))
            observer.run_ended(run())

    play(receiver, test)
    assert [b"mirror failed on h1: no"] == [got.body for got in receiver.got]
    assert "WARN" not in log.getvalue()
