import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from regbot.systemd import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket that hears, and its name as NOTIFY_SOCKET has it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@regbot-test-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hears:
        hears.bind(name.replace("@", "\0", 1) if name.startswith("@") else name)
        hears.settimeout(10)
        yield hears, name


def test_what_the_manager_is_told(manager: tuple[socket.socket, str]) -> None:
    hears, name = manager
    notifier = Notifier({"NOTIFY_SOCKET": name})
    assert notifier.active
    notifier.ready("2 scripts\nREADY=0")
    notifier.reloading()
    notifier.status("one")
    notifier.stopping("bye")
    heard = [hears.recv(1000).decode() for _ in range(4)]
    assert ["READY=1\nSTATUS=2 scripts READY=0", "STATUS=one", "STOPPING=1\nSTATUS=bye"] == [
        heard[0],
        heard[2],
        heard[3],
    ]
    reloading, _, at = heard[1].partition("\nMONOTONIC_USEC=")
    assert "RELOADING=1" == reloading
    assert abs(int(at) - time.monotonic() * 1e6) < 60e6
    notifier.close()
    notifier.status("nobody hears this")


@pytest.mark.parametrize("name", ["", "no/path", "/no/such/socket"])
def test_without_a_manager_nothing_happens(name: str) -> None:
    notifier = Notifier({"NOTIFY_SOCKET": name})
    notifier.ready()
    assert name.startswith("/") == notifier.active
    notifier.close()
    assert not notifier.active


def test_a_manager_that_does_not_listen_holds_nobody_up(manager: tuple[socket.socket, str]) -> None:
    _, name = manager
    notifier = Notifier({"NOTIFY_SOCKET": name})

    def tell() -> None:
        for _ in range(10_000):  # more than a socket holds
            notifier.status("x" * 100)

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    telling.join(60)
    assert not telling.is_alive()
    notifier.close()


def test_the_watchdog_is_fed_twice_in_its_time(manager: tuple[socket.socket, str]) -> None:
    hears, name = manager
    notifier = Notifier({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000000"})
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            scope.cancel()
        await anyio.lowlevel.checkpoint()

    async def feed() -> None:
        global scope
        with anyio.CancelScope() as scope:
            await notifier.feed(sleep)

    anyio.run(feed)
    assert [b"WATCHDOG=1"] * 3 == [hears.recv(1000) for _ in range(3)]
    assert [1.5] * 3 == slept
    notifier.close()


scope: anyio.CancelScope


@pytest.mark.parametrize(
    "environ",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "5", "WATCHDOG_PID": "1"}],
)
def test_who_is_not_watched_feeds_nobody(environ: dict[str, str]) -> None:
    notifier = Notifier(environ)
    assert notifier.watchdog is None
    anyio.run(notifier.feed)
