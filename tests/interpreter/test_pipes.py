"""Named pipes and terminals beside an event loop: nobody else waits for them, nor a script that has ended."""

import asyncio
import os
import pty
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from interpreter import Interpreter, LuaFunction
from interpreter.patient import opening


@pytest.fixture
def pipe(tmp_path: Path) -> str:
    os.mkfifo(tmp_path / "pipe")
    return str(tmp_path / "pipe")


@asynccontextmanager
async def beats() -> AsyncIterator[Callable[[], int]]:
    """Counts how often another task gets its turn."""
    count = 0

    async def beat() -> None:
        nonlocal count
        while True:
            await asyncio.sleep(0)
            count += 1

    task = asyncio.create_task(beat())
    yield lambda: count
    task.cancel()


async def run(code: str, *arguments: Any, meet: Callable[[], None] | None = None) -> tuple[Any, ...]:
    """Run Lua in a loop; `meet` is called in a thread when the script calls `ready`."""
    state = Interpreter()
    others: list[threading.Thread] = []

    def ready(*_: Any) -> Any:
        assert meet is not None
        others.append(threading.Thread(target=meet))
        others[0].start()
        return ()

    state.globals.set("ready", LuaFunction(ready, "ready"))
    try:
        return await state.run(state.load(code.encode()), *arguments)
    finally:
        for each in others:
            await asyncio.to_thread(each.join)


def test_who_reads_from_a_pipe_lets_others_go_on_until_somebody_writes(pipe: str) -> None:
    async def main() -> tuple[Any, ...]:
        async with beats() as count:

            def write() -> None:
                begun = count()
                while count() < begun + 10:
                    pass
                with open(pipe, "wb", buffering=0) as file:
                    file.write(b"one\n")
                    begun = count()
                    while count() < begun + 10:
                        pass
                    file.write(b"2 rest")

            code = """ready() local f = io.open(...)
                      local line, number, rest, none = f:read('*l', '*n', '*a', '*l')
                      return line, number, rest, none, f:close()"""
            return await run(code, pipe, meet=write)

    assert ("one", 2.0, " rest", None, True) == asyncio.run(main())


@pytest.mark.parametrize(
    "code",
    [
        "local t = {} for line in io.lines(p) do t[#t + 1] = line end return table.concat(t, ',')",
        "io.input(p) local a, b = io.read(), io.read() return a .. ',' .. b",
        "local f = io.open(p, 'rb') return f:read(2) .. ',' .. f:read('*a'):sub(2, 2)",
        "return loadfile(p)()",
    ],
)
def test_all_that_reads_by_name_reads_from_pipes(pipe: str, code: str) -> None:
    def write() -> None:
        with open(pipe, "wb") as file:
            file.write(b"return 'ab,c'" if "loadfile" in code else b"ab\nc\n")

    assert ("ab,c",) == asyncio.run(run(f"local p = ... ready() {code}", pipe, meet=write))


@pytest.mark.parametrize("mode", ["w", "a", "wb"])
def test_what_is_written_to_a_pipe_arrives_also_when_it_takes_long(pipe: str, mode: str) -> None:
    arrived: list[bytes] = []

    async def main() -> tuple[Any, ...]:
        async with beats() as count:

            def read() -> None:
                with open(pipe, "rb", buffering=0) as file:
                    begun = count()
                    while count() < begun + 10:  # by then the pipe is full, and the script waits
                        pass
                    while piece := file.read(1 << 16):
                        arrived.append(piece)

            code = """local p, mode = ... ready() local f = io.open(p, mode)
                      f:setvbuf('no') f:write(('x'):rep(300000), 1, 'y') return f:seek('cur'), f:close()"""
            return await run(code, pipe, mode, meet=read)

    assert (None, True) == asyncio.run(main())
    assert b"x" * 300_000 + b"1y" == b"".join(arrived)


def test_a_pipe_that_nobody_reads_from_any_more_is_broken(pipe: str) -> None:
    def read() -> None:
        os.close(os.open(pipe, os.O_RDONLY))

    code = """ready() local f = io.open(..., 'w') f:setvbuf('no')
              while true do local ok, what, no = f:write('x') if not ok then return ok, what, no end end"""
    assert (None, "Broken pipe", 32.0) == asyncio.run(run(code, pipe, meet=read))


WAITS = [
    "io.open(p)",
    "io.open(p, 'w')",
    "io.lines(p)",
    "loadfile(p)",
    "local f = io.open(p) begun() f:read()",
    "local f = io.open(p, 'w') begun() f:setvbuf('no') while true do f:write(('x'):rep(65536)) end",
    "local f = io.open(p, 'w') begun() f:write(('x'):rep(1e6)) while true do f:write('x') end",
]


@pytest.mark.parametrize("code", WAITS)
def test_a_cancelled_script_waits_for_no_pipe(pipe: str, code: str) -> None:
    """And neither does the process: its threads are gone when the loop is."""
    held: list[int] = []
    before = set(threading.enumerate())

    async def main() -> None:
        state = Interpreter()
        begun = asyncio.Event()
        if "begun" in code:
            held.append(os.open(pipe, os.O_RDWR))
        else:
            asyncio.get_running_loop().call_soon(begun.set)
        state.globals.set("begun", LuaFunction(lambda *_: begun.set() or (), "begun"))
        source = f"local p = ... pcall(function() {code} end)"
        task = asyncio.create_task(state.run(state.load(source.encode()), pipe))
        await begun.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    for descriptor in held:
        os.close(descriptor)
    assert set() == set(threading.enumerate()) - before


def test_an_opening_that_is_undone_before_it_begins_leaves_nothing_open(pipe: str) -> None:
    before = os.listdir("/proc/self/fd")
    for _ in range(10):
        found = opening(pipe.encode(), os.O_RDONLY)
        assert found is not None
        found.undo()
        del found
    assert len(before) == len(os.listdir("/proc/self/fd"))


def test_a_script_that_ends_leaves_what_a_full_pipe_does_not_take(pipe: str) -> None:
    with closing(os.fdopen(os.open(pipe, os.O_RDWR | os.O_NONBLOCK), "rb", buffering=0)) as other:
        code = "local f = io.open(..., 'w') f:write('x') f = nil"
        assert () == asyncio.run(run(code, pipe))
        assert b"x" == other.read(10)


def test_a_terminal_is_read_beside_other_tasks() -> None:
    controller, terminal = pty.openpty()

    def type_in() -> None:
        os.write(controller, b"yes\n")

    try:
        name = os.ttyname(terminal)
        code = "local f = io.open(...) ready() return f:read(), f:close()"
        assert ("yes", True) == asyncio.run(run(code, name, meet=type_in))
    finally:
        os.close(controller)
        os.close(terminal)


def test_what_needs_no_waiting_goes_to_no_thread() -> None:
    async def main() -> tuple[Any, ...]:
        code = """local f = io.open('/dev/null', 'w')
                  for _ = 1, 10 do f:write('x') end return f:close(), io.open('/dev/null'):read()"""
        return await run(code)

    assert (True, None) == asyncio.run(main())


def test_a_pipe_cannot_be_updated(pipe: str) -> None:
    result = asyncio.run(run("return io.open(..., 'r+')", pipe))
    assert None is result[0]
