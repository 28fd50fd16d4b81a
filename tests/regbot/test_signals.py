import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

import regbot
from regbot.signals import Signals, handled

ENVIRON = {**os.environ, "PYTHONPATH": str(Path(regbot.__file__).parent.parent)}


def process(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        env=ENVIRON,
        timeout=60,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize(("patience", "sent", "code"), [(1, 2, 130), (2, 3, 143), (2, 2, 0)])
def test_the_process_ends_with_the_signal_that_comes_after_all_patience(
    patience: int, sent: int, code: int
) -> None:
    lines = f"""
import os, signal, time
from regbot.signals import handled
with handled({patience}) as signals:
    for number in range({sent}):
        os.kill(os.getpid(), (signal.SIGTERM, signal.SIGINT)[number % 2])
        while signals.stops <= number:
            time.sleep(0.001)  # before the next look
    assert signal.SIGTERM == signals.number
"""
    assert code == process(lines).returncode


def test_usr1_shows_where_the_threads_are_and_ends_nothing() -> None:
    lines = """
import os, signal
from regbot.signals import handled
def busy():
    os.kill(os.getpid(), signal.SIGUSR1)
with handled() as signals:
    busy()
assert signals.number is None and signal.SIG_DFL == signal.getsignal(signal.SIGUSR1)
"""
    done = process(lines)
    assert (0, 1) == (done.returncode, done.stderr.count("in busy"))


HANGS = """
import os, signal, sys
from regbot import logs, signals
logs.configure(20, sys.stderr)
def full():
    taking, full = os.pipe()
    os.set_blocking(full, False)
    try:
        while True:
            os.write(full, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(full, True)
        os.dup2(full, 2)
        return taking  # which nobody reads from
with signals.handled(2, limit=LIMIT):
    os.kill(os.getpid(), signal.SIGTERM)
    HANGS
"""


def test_a_process_whose_stop_hangs_ends_when_its_time_is_over() -> None:
    code = HANGS.replace("LIMIT", "0.0").replace("HANGS", "os.read(os.pipe()[0], 1)")
    done = process(code)
    assert 143 == done.returncode
    assert (
        'level=ERROR msg="Stopping takes too long, ending the process" signal=SIGTERM limit=0s' in done.stderr
    )


def test_a_process_whose_log_takes_nothing_ends_when_its_time_is_over() -> None:
    code = HANGS.replace("LIMIT", "0.0").replace("HANGS", "kept = full(); os.write(2, b'more')")
    assert 143 == process(code).returncode


def test_a_process_that_stops_in_time_is_not_ended() -> None:
    assert 0 == process(HANGS.replace("LIMIT", "600.0").replace("HANGS", "pass")).returncode


def test_each_signal_is_told_in_the_loop_also_one_from_before() -> None:
    async def scene(signals: Signals) -> list[object]:
        told: list[object] = []
        second, hung = anyio.Event(), anyio.Event()

        def stop(count: int) -> None:
            told.append(count)
            if count == 2:
                second.set()

        signals.arm(stop, hung.set)
        assert not told
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGTERM)
        with anyio.fail_after(60):
            await second.wait()
            await hung.wait()
        return told

    with handled(2, hangup=True) as signals:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGHUP)  # of no use before there is a loop, and no end either
        assert [1, 2] == anyio.run(scene, signals)
    assert signal.SIGINT == signals.number


def test_what_was_there_before_comes_back() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with handled(hangup=True):
        assert before != [
            signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        ]
    assert before == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]


def test_a_signal_does_not_speak_for_the_run_that_it_interrupts() -> None:
    code = """
import asyncio, os, signal
from regbot.logs import run_id
from regbot.signals import handled
async def main(signals):
    done, seen = asyncio.Event(), []
    signals.arm(lambda _: (seen.append(run_id.get()), done.set()))
    async def run():
        run_id.set("r1")
        os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.create_task(run())
    await done.wait()
    print(seen)
with handled() as signals:
    asyncio.run(main(signals))
"""
    assert "['']\n" == process(code).stdout


@pytest.mark.parametrize(
    ("second", "after", "stops"),
    [
        (signal.SIGTERM, 0.005, 1),  # `timeout` sends it to its child, and to the child's group
        (signal.SIGTERM, 0.24, 1),
        (signal.SIGTERM, 0.26, 2),
        (signal.SIGINT, 0.005, 2),
    ],
)
def test_the_same_signal_twice_in_a_moment_is_one(second: int, after: float, stops: int) -> None:
    times = iter((100.0, 100.0 + after))
    signals = Signals(2, clock=lambda: next(times))
    signals.on_stop(signal.SIGTERM, None)
    signals.on_stop(second, None)
    assert (stops, signal.SIGTERM) == (signals.stops, signals.number)
