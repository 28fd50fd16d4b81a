"""`once` on a terminal: the display appears, scripts and logs come out right, nothing is left behind."""

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.fakes import images
from tests.fakes.memory import MemoryRegistry
from tests.fakes.pseudo_terminal import Window, on_terminal
from tests.fakes.scripted import Got, Reply, Scripted

IMAGE = images.image("one", layers=3)
SCRIPT = """
print("a line")
image.copy(REGISTRY .. "/team/app:v1", "ocidir://target:v1")
io.write("half ") print("a line more")
os.execute("echo from a command")
image.copy(REGISTRY .. "/team/app:v1", "ocidir://target:v1")
"""


class Stage:
    """A registry that gives one layer only when it may."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = MemoryRegistry()
        self.registry.load("team/app", IMAGE, "v1")
        self.gate = asyncio.Event()
        self.held = IMAGE.document["layers"][1]["digest"]

    async def answer(self, got: Got) -> Reply:
        if got.path.endswith(self.held):
            await self.gate.wait()
        return await self.registry.answer(got)

    def config(self, host: str, script: str) -> list[str]:
        config = {
            "defaults": {"skipDockerConfig": True},
            "creds": [{"registry": host, "tls": "disabled"}],
            "scripts": [{"name": "mirror", "script": f'REGISTRY = "{host}"\n{script}'}],
        }
        (self.folder / "regbot.yml").write_text(json.dumps(config), encoding="utf-8")
        return ["once", "-c", "regbot.yml"]


Test = Callable[[Stage, Window], Any]


def run(folder: Path, test: Test, *flags: str, script: str = SCRIPT, **environ: str) -> None:
    async def main() -> None:
        stage = Stage(folder)
        async with (
            Scripted(stage.answer) as server,
            on_terminal([*stage.config(server.host, script), *flags], folder, **environ) as window,
        ):
            await test(stage, window)

    anyio.run(main)


def displayed(window: Window) -> bool:
    return any("1 running" in line for line in window.screen.lines())


def test_the_display_is_there_while_a_copy_runs_and_gone_afterwards(tmp_path: Path) -> None:
    async def test(stage: Stage, window: Window) -> None:
        await window.until(lambda: displayed(window) and " of " in window.screen.lines()[-2])
        shown = window.screen.lines()
        assert shown[0] == "a line"
        assert "ocidir://target:v1  " in shown[-2]
        stage.gate.set()
        assert 0 == await window.end()
        lines = window.screen.lines()
        assert not [line for line in lines if "1 running" in line or "━" in line]
        assert ["a line", "half a line more", "from a command"] == [x for x in lines if "level=" not in x]
        assert lines.index("from a command") == lines.index("half a line more") + 1
        assert " copied=1 " in lines[-1]
        assert " skipped=1 " in lines[-1]

    run(tmp_path, test)


@pytest.mark.parametrize(("number", "code"), [(0, 130), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_or_a_signal_leaves_a_clean_terminal(tmp_path: Path, number: int, code: int) -> None:
    async def test(_: Stage, window: Window) -> None:
        await window.until(lambda: displayed(window))
        if number:
            window.process.send_signal(number)
        else:
            window.type("\x03")
        assert code == await window.end()
        lines = window.screen.lines()
        assert not displayed(window)
        assert 'msg="Run finished"' in lines[-1]
        assert 0 == window.screen.column

    run(tmp_path, test)


def test_after_kill_9_the_cursor_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    async def test(_: Stage, window: Window) -> None:
        await window.until(lambda: displayed(window))
        window.process.kill()
        assert -9 == await window.end()
        assert (len(window.screen.lines()), 0) == (window.screen.row, window.screen.column)

    run(tmp_path, test)


def test_a_failing_script_leaves_a_clean_terminal(tmp_path: Path) -> None:
    async def test(stage: Stage, window: Window) -> None:
        await window.until(lambda: displayed(window))
        stage.registry.repositories["team/app"].blobs.clear()
        stage.gate.set()
        assert 1 == await window.end()
        assert not displayed(window)

    run(tmp_path, test)


def test_a_script_asks_and_the_answer_is_read(tmp_path: Path) -> None:
    script = """
      parallel.run(
        function() image.copy(REGISTRY .. "/team/app:v1", "ocidir://target:v1") end,
        function()
          while not io.open("asked") do end
          io.write("sure? ") log.info("answer: " .. io.read())
        end)
    """

    async def test(stage: Stage, window: Window) -> None:
        await window.until(lambda: displayed(window) and window.text.count("Copy layer") == 3)
        (stage.folder / "asked").touch()
        await window.until(lambda: "sure? " in window.screen.lines()[-1] + " ")
        window.type("yes\n")
        await window.until(lambda: "answer: yes" in window.text and displayed(window))
        assert "sure? yes" in window.screen.lines()
        stage.gate.set()
        assert 0 == await window.end()

    run(tmp_path, test, script=script)


@pytest.mark.parametrize(
    ("flags", "environ"),
    [(["--no-progress"], {}), (["--logopt", "json"], {}), ([], {"CI": "1"}), ([], {"TERM": "dumb"})],
)
def test_where_it_is_not_wanted_there_are_only_logs(
    tmp_path: Path, flags: list[str], environ: dict[str, str]
) -> None:
    async def test(stage: Stage, window: Window) -> None:
        await window.until(lambda: window.text.count("Copy layer") == 3)
        stage.gate.set()
        assert 0 == await window.end()
        assert "\x1b" not in window.text
        assert ["a line", "half a line more", "from a command"] == [
            line for line in window.text.splitlines() if "level" not in line
        ]

    run(tmp_path, test, *flags, **environ)
