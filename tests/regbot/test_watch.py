import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from regbot import watch as module
from regbot.watch import watch

pytestmark = pytest.mark.anyio


class Watched:
    """A watcher under way, and how often it saw a change."""

    def __init__(self, *files: Path) -> None:
        self.files = dict.fromkeys(files, b"")
        self.times = 0
        self.changed = anyio.Event()
        self.stop = asyncio.Event()

    def note(self) -> None:
        self.times += 1
        self.changed.set()

    async def sees(self, change: Callable[[], object]) -> None:
        """The change is seen."""
        self.changed = anyio.Event()
        change()
        with anyio.fail_after(60):
            await self.changed.wait()


async def scene(watched: Watched, steps: Callable[[], object]) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch, lambda: watched.files, watched.note, watched.stop)
        # A change that is certain to be new, again and again, until the watcher is there.
        first = next(iter(watched.files))
        with anyio.fail_after(60):
            number = 0
            while not watched.times:
                number += 1
                first.write_text(f"start {number}", encoding="utf-8")
                with anyio.move_on_after(1):
                    await watched.changed.wait()
        await steps()  # type: ignore[misc]  # an async function
        watched.stop.set()


def write(file: Path, text: str) -> Callable[[], object]:
    return lambda: file.write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET", 50)
    monkeypatch.setattr(module, "AGAIN", 1.0)


async def test_a_file_that_is_written_replaced_and_written_again(tmp_path: Path) -> None:
    config, other = tmp_path / "a.yml", tmp_path / "b"
    watched = Watched(config)

    async def steps() -> None:
        await watched.sees(write(config, "two"))
        other.write_text("three", encoding="utf-8")
        await watched.sees(lambda: other.rename(config))
        await watched.sees(write(config, "four"))
        config.unlink()
        await watched.sees(write(config, "five"))

    await scene(watched, steps)


async def test_the_folder_that_kubernetes_swaps(tmp_path: Path) -> None:
    for name in ("..1", "..2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yml").write_text(name, encoding="utf-8")
    (tmp_path / "..data").symlink_to("..1")
    config = tmp_path / "a.yml"
    config.symlink_to("..data/a.yml")
    watched = Watched(config)

    def swap(name: str) -> Callable[[], object]:
        def act() -> None:
            (tmp_path / "..data_tmp").symlink_to(name)
            os.replace(tmp_path / "..data_tmp", tmp_path / "..data")

        return act

    async def steps() -> None:
        await watched.sees(swap("..2"))
        (tmp_path / "..3").mkdir()
        (tmp_path / "..3" / "a.yml").write_text("three", encoding="utf-8")
        await watched.sees(swap("..3"))
        await watched.sees(write(tmp_path / "..3" / "a.yml", "four"))

    await scene(watched, steps)


async def test_a_link_to_a_file_elsewhere_and_a_file_that_came_later(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").mkdir()
    config = tmp_path / "near/a.yml"
    config.symlink_to("../far/a.yml")
    script = tmp_path / "far/new.lua"
    script.write_text("one", encoding="utf-8")
    watched = Watched(config)

    async def steps() -> None:
        watched.files[script] = b"one"
        await watched.sees(write(config, "names a script"))
        await watched.sees(write(script, "two"))

    await scene(watched, steps)


async def test_the_same_content_is_no_change(tmp_path: Path) -> None:
    config, other = tmp_path / "a.yml", tmp_path / "b.lua"
    other.write_text("one", encoding="utf-8")
    watched = Watched(config)

    async def steps() -> None:
        watched.files[other] = b"one"
        await watched.sees(write(config, "two"))
        before = watched.times
        config.touch()
        config.write_text("two", encoding="utf-8")
        (tmp_path / "unrelated").write_text("x", encoding="utf-8")
        await watched.sees(write(other, "two"))
        assert before + 1 == watched.times

    await scene(watched, steps)


@pytest.mark.parametrize("error", [OSError("OS file watch limit reached."), RuntimeError("a loop of links")])
async def test_what_cannot_be_watched_is_told_once_and_tried_again(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    stop = asyncio.Event()
    waits: list[float] = []

    def broken(*_: object) -> set[Path]:
        raise error

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            stop.set()

    monkeypatch.setattr(module, "_folders", broken)
    await watch(lambda: {tmp_path / "a.yml": b""}, lambda: None, stop, sleep=sleep)
    assert 3 * [module.AGAIN] == waits
    assert ["Cannot watch the config, trying again"] == [record.message for record in caplog.records]
