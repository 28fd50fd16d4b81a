"""The real server tells how runs ended: also after a reload, and while it stops."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import anyio

import regbot
from tests.fakes.scripted import Got, Reply, Scripted

SCRIPT = """
local file = io.open("wrong")
if file then file:close() error("it is wrong") end
"""


def write(folder: Path, host: str, hook: str) -> None:
    config = {
        "defaults": {"skipDockerConfig": True, "ping": f"http://{host}/ping/{{script}}"},
        "notify": [{"url": f"http://{host}/{hook}"}],
        "scripts": [{"name": "look", "interval": "1s", "runAtStart": True, "script": SCRIPT}],
    }
    (folder / "regbot.yml").write_text(json.dumps(config), encoding="utf-8")


def test_the_server_tells_of_failures_recoveries_and_pings(tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "PYTHONPATH": str(Path(regbot.__file__).parent.parent),
        "DOCKER_CONFIG": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    got: list[tuple[str, str]] = []
    news = asyncio.Event()

    async def answer(request: Got) -> Reply:
        event = json.loads(request.body)["event"] if request.body else ""
        got.append((request.path, event))
        news.set()
        return Reply(200)

    async def until(condition: Callable[[], bool]) -> None:
        with anyio.fail_after(60):
            while not condition():
                news.clear()
                await news.wait()

    async def main() -> None:
        async with Scripted(answer) as server:
            write(tmp_path, server.host, "one")
            process = subprocess.Popen(  # noqa: ASYNC220 (starting takes no time)
                [sys.executable, "-m", "regbot", "server", "-c", "regbot.yml"],
                cwd=tmp_path,
                env=environ,
                stderr=subprocess.PIPE,
            )
            try:
                await until(lambda: ("/ping/look", "") in got)
                (tmp_path / "wrong").touch()
                await until(lambda: ("/one", "failure") in got)
                write(tmp_path, server.host, "two")
                process.send_signal(signal.SIGHUP)
                # Until the reload is done, failures go to nobody: the first one was told not an hour ago.
                await until(lambda: ("/two", "failure") in got)
                (tmp_path / "wrong").unlink()
                await until(lambda: ("/two", "recovery") in got)
                process.send_signal(signal.SIGTERM)
                _, log = await asyncio.to_thread(process.communicate, timeout=60)
            finally:
                process.kill()
                process.wait()
            assert 0 == process.returncode
            assert f"{server.host}/two" not in log.decode()

    anyio.run(main)
    assert 1 == got.count(("/one", "failure"))
    assert 1 == got.count(("/two", "failure"))
    assert ("/one", "recovery") not in got
