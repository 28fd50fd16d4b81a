"""io, os and package where Python must look: files, exits, environment, commands beside the event loop."""

import asyncio
import gc
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from interpreter.errors import LuaError
from interpreter.interpreter import Interpreter
from interpreter.limits import DeadlineExceeded, Limits, ScriptExit
from tests.fakes.threads import wait_until


def run(code: str, *arguments: Any, **options: Any) -> tuple[Any, ...]:
    state = Interpreter(**options)
    return state.call(state.load(code.encode("latin-1"), "=test"), *arguments)


def error_of(code: str, **options: Any) -> str:
    with pytest.raises(LuaError) as caught:
        run(code, **options)
    return str(caught.value)


# -- os


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [("os.exit()", 0), ("os.exit(3)", 3), ("pcall(os.exit, 4)", 4), ("os.exit('5')", 5)],
)
def test_exit_ends_the_script_with_its_code(code: str, exit_code: int) -> None:
    with pytest.raises(ScriptExit) as caught:
        run(code)
    assert exit_code == caught.value.code


def test_exit_cannot_be_caught_and_runs_through_coroutines() -> None:
    with pytest.raises(ScriptExit):
        run("xpcall(function() coroutine.wrap(function() pcall(os.exit, 1) end)() end, print)")


def test_exit_leaves_other_states_alone() -> None:
    other = Interpreter()
    with pytest.raises(ScriptExit):
        run("os.exit(1)")
    assert (2.0,) == other.call(other.load(b"return 1 + 1"))


def test_environment_is_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUA_TEST_VARIABLE", "ü")
    assert ("\xc3\xbc",) == run("return os.getenv('LUA_TEST_VARIABLE')")


def test_the_environment_is_changed_for_the_script_and_its_commands_only(tmp_path: Path) -> None:
    other = Interpreter()
    source = """
    print(os.setenv("LUA_TEST_SET", "here"), os.getenv("LUA_TEST_SET"))
    local p = io.popen("echo $LUA_TEST_SET $HOME") local text = p:read("*l") p:close()
    print(text == "here " .. os.getenv("HOME"))
    print(os.setenv("", "x")) print(os.setenv("A=B", "x")) print(os.setenv("A", "x\\0y"))
    return os.execute('test "$LUA_TEST_SET" = here')"""
    output = io.BytesIO()
    state = Interpreter(stdout=output)
    assert (0.0,) == state.call(state.load(source.encode(), "=script"))
    refused = "nil\tsetenv: invalid argument\n"
    assert "true\there\ntrue\n" + 3 * refused == output.getvalue().decode()
    assert (None,) == other.call(other.load(b"return os.getenv('LUA_TEST_SET')"))
    assert "LUA_TEST_SET" not in os.environ


READ_AND_BE_ENDED = """
import asyncio, sys
from interpreter import Interpreter, LuaFunction

async def main():
    state = Interpreter()
    begun = asyncio.Event()
    state.globals.set("begun", LuaFunction(lambda *_: (begun.set(), ())[1], "begun"))
    task = asyncio.create_task(state.run(state.load(b"print(io.read()) begun() print(pcall(io.read))")))
    await begun.wait()
    for _ in range(10):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    state = Interpreter()
    print(task.cancelled(), flush=True)
    print(await state.run(state.load(b"return io.read('*l')")), flush=True)

asyncio.run(main())
"""


def test_a_cancelled_script_leaves_standard_input_to_the_next_and_the_program_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READ_AND_BE_ENDED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("first\n")
        process.stdin.flush()
        assert ["first\n", "True\n"] == [process.stdout.readline() for _ in range(2)]
        process.stdin.write("second\nthird\n")  # and it stays open: nobody may wait for its end
        process.stdin.flush()
        assert "('second',)\n" == process.stdout.readline()
        assert 0 == process.wait(60)


def test_there_is_one_locale() -> None:
    code = "return os.setlocale(), os.setlocale('C'), os.setlocale(''), os.setlocale('de_DE')"
    assert ("C", "C", "C", None) == run(code)


def test_temporary_name_is_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    one, other = run("return os.tmpname(), os.tmpname()")
    assert one != other
    assert {Path(one).name, Path(other).name} == set(os.listdir(tmp_path))
    assert Path(one).read_bytes() == b""


def test_remove_takes_an_empty_directory(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert (True,) == run("return os.remove(...)", str(tmp_path / "empty"))
    (tmp_path / "full" / "x").mkdir(parents=True)
    assert (None, f"{tmp_path}/full: Directory not empty", 39.0) == run(
        "return os.remove(...)", f"{tmp_path}/full"
    )


def test_local_time_follows_the_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        expected = ("2024-07-01 14:00:00 +0200 CEST", True, 1719835200.0)
        code = """local d = os.date("*t", 1719835200)
                  return os.date("%Y-%m-%d %H:%M:%S %z %Z", 1719835200), d.isdst, os.time(d)"""
        assert expected == run(code)
        code = """local d = {year = 2024, month = 7, day = 1, hour = 14}
                  local either = os.time(d)
                  d.isdst = false
                  return either - os.time(d)"""
        assert (-3600.0,) == run(code)
    finally:
        monkeypatch.undo()
        time.tzset()


# -- io


def test_print_and_write_share_the_states_stdout() -> None:
    output = io.BytesIO()
    run("io.write('a') print('bc', 1) io.stdout:write('\\228', 2)", stdout=output)
    assert b"abc\t1\n\xe42" == output.getvalue()


def test_print_writes_up_to_a_nul_as_c_does_and_write_writes_all() -> None:
    output = io.BytesIO()
    run("print('a\\0b', 'c') io.write('a\\0b')", stdout=output)
    assert b"a\tc\na\0b" == output.getvalue()


def test_stderr_is_the_states(capfd: pytest.CaptureFixture[str]) -> None:
    errors = io.BytesIO()
    run("io.stderr:write('oops')", stderr=errors)
    assert b"oops" == errors.getvalue()
    assert ("", "") == tuple(capfd.readouterr())


def test_stdin_is_the_states() -> None:
    code = "return io.read('*n', '*l', '*a'), io.read(), io.stdin == io.input()"
    assert (12.0, None, True) == run(code, stdin=io.BytesIO(b"12 x\nrest\n"))
    code = "local t = {} for line in io.lines() do t[#t + 1] = line end return unpack(t)"
    assert ("a", "", "b") == run(code, stdin=io.BytesIO(b"a\n\nb"))


def test_standard_files_cannot_be_closed() -> None:
    expected = (None, "cannot close standard file")
    assert expected == run("return io.close()")
    assert expected == run("return io.stdout:close()")
    assert expected == run("return io.stdin:close()")


def test_a_forgotten_file_is_closed_and_flushed(tmp_path: Path) -> None:
    path = tmp_path / "out"
    run("io.open(..., 'w'):write('kept')", str(path))
    gc.collect()
    assert b"kept" == path.read_bytes()


def test_collecting_a_handle_closes_its_file(tmp_path: Path) -> None:
    code = "local f = io.open(..., 'w') debug.getmetatable(f).__gc(f) return io.type(f)"
    assert ("closed file",) == run(code, str(tmp_path / "x"))


def test_reading_from_an_unreadable_handle_is_an_error_result(tmp_path: Path) -> None:
    code = "local f = io.open(..., 'w') return f:read('*a')"
    assert (None, "Bad file descriptor", 9.0) == run(code, str(tmp_path / "x"))
    (tmp_path / "r").write_bytes(b"x")
    assert (None, "Bad file descriptor", 9.0) == run("return io.open(...):write('x')", str(tmp_path / "r"))


def test_file_names_end_at_a_nul(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"found")
    assert ("found",) == run("return io.open(... .. '\\0ignored'):read()", str(tmp_path / "x"))


def test_names_and_contents_are_bytes(tmp_path: Path) -> None:
    (tmp_path / "ü").write_bytes("ö".encode())
    name = f"{tmp_path}/ü".encode().decode("latin-1")
    assert ("\xc3\xb6",) == run("return io.open(...):read()", name)


def test_a_pipe_cannot_be_sought() -> None:
    assert (None, "Illegal seek", 29.0) == run("local p = io.popen('true') return p:seek('cur')")


def test_a_broken_pipe_is_an_error_result() -> None:
    code = """local p = io.popen('exit 0', 'w')
              local ok, message
              for _ = 1, 100 do
                ok, message = p:write(('x'):rep(100000))
                if not ok then break end
              end
              return ok, message"""
    assert (None, "Broken pipe") == run(code)


def test_reading_seek_and_writing_go_together(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"12 rest")
    run("local f = io.open(..., 'r+') f:read('*n') f:write('|') f:close()", str(path))
    assert b"12|rest" == path.read_bytes()


@pytest.mark.parametrize("code", ["f:read('*a')", "f:read('*l')", "f:read(5000)"])
def test_reads_respect_the_string_limit(code: str, tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 10_000)
    source = f"local f = io.open('{tmp_path}/big') {code}"
    assert "not enough memory" == error_of(source, limits=Limits(max_string=1000))


# -- commands beside the event loop


def test_commands_let_other_tasks_run() -> None:
    async def main() -> tuple[Any, ...]:
        state = Interpreter()
        passes = 0

        async def count() -> None:
            nonlocal passes
            while True:
                await asyncio.sleep(0)
                passes += 1

        counter = asyncio.create_task(count())
        chunk = state.load(b"return os.execute('sleep 0.05'), io.popen('sleep 0.05; echo done'):read()")
        result = await state.run(chunk)
        counter.cancel()
        return (*result, passes > 10)

    assert (0.0, "done", True) == asyncio.run(main())


@pytest.mark.parametrize("code", ["os.execute(c)", "io.popen(c):read()", "io.popen(c):close()"])
def test_a_cancelled_script_ends_its_command(tmp_path: Path, code: str) -> None:
    started = tmp_path / "started"
    command = f"echo $$ >{started}.new; mv {started}.new {started}; exec sleep 60"  # is ended before

    async def main() -> None:
        state = Interpreter()
        source = f"local c = ... pcall(function() {code} end)"
        task = asyncio.create_task(state.run(state.load(source.encode()), command))
        await asyncio.to_thread(wait_until, started.exists, timeout=60, what="the command's start")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(ProcessLookupError):
            os.kill(int(started.read_text(encoding="utf-8")), 0)

    asyncio.run(main())


# -- package


def test_modules_are_found_along_the_states_path(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "tags.lua").write_text(
        "local M, name = {}, ... function M.newest() return name end return M"
    )
    code = "local tags = require 'lib.tags' return tags.newest(), package.path"
    path = f"{tmp_path}/?.lua"
    assert ("lib.tags", path) == run(code, package_path=path)


def test_a_module_that_is_no_lua_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "bad.lua").write_text("x =\n= 1")
    head, reason = error_of("require 'bad'", package_path=f"{tmp_path}/?.lua").split("\n\t")
    assert f"error loading module 'bad' from file '{tmp_path}/bad.lua':" == head
    assert reason.endswith("bad.lua:2: unexpected symbol near '='")


def test_states_do_not_share_loaded_modules(tmp_path: Path) -> None:
    (tmp_path / "counter.lua").write_text("n = (n or 0) + 1 return n")
    for _ in range(2):
        assert (1.0,) == run("return require 'counter'", package_path=f"{tmp_path}/?.lua")


def test_libraries_may_be_left_out() -> None:
    code = "return io, os, debug, package, require, type(string), ('x'):upper()"
    libraries = ["base", "string", "table", "math"]
    assert (None, None, None, None, None, "table", "X") == run(code, libraries=libraries)


# -- limits


@pytest.mark.parametrize(
    "code",
    [
        "return ('x'):rep(1e9)",
        "return ('x'):rep(2^31 - 1)",
        "return table.concat({('x'):rep(600), ('y'):rep(600)})",
        "return table.concat({}, ('x'):rep(600), 1, 0) .. table.concat({'', '', ''}, ('x'):rep(600))",
        "return ('x'):rep(500):gsub('x', 'yyy')",
        "return ('x'):rep(500):gsub('x', function() return 'yyy' end)",
        "return ('x'):rep(500):gsub('x', '%0%0%0')",
        "return string.format('%s%s', ('x'):rep(600), ('x'):rep(600))",
    ],
)
def test_strings_above_the_limit_are_refused(code: str) -> None:
    assert "not enough memory" == error_of(code, limits=Limits(max_string=1000))


def test_not_enough_memory_can_be_caught() -> None:
    code = "return pcall(string.rep, 'x', 1e9)"
    assert (False, "not enough memory") == run(code, limits=Limits(max_string=1000))


@pytest.mark.parametrize(
    "code",
    [
        "fill(3000) while true do table.sort(t, less) end",
        "fill(20000) while true do table.concat(t) end",
        "fill(20000) while true do table.insert(t, 1, 'y') table.remove(t, 1) end",
        "while true do ('x'):rep(100000):gsub('x', 'y') end",
        "while true do ('x'):rep(1000):gsub('.', string.upper) end",
    ],
)
def test_long_library_calls_end_at_the_deadline(code: str) -> None:
    prelude = """t = {}
                 function fill(n) for i = 1, n do t[i] = tostring(-i) end end
                 function less(a, b) return a < b end """
    spent = time.process_time()
    with pytest.raises(DeadlineExceeded):
        run(prelude + code, limits=Limits(deadline=time.monotonic() + 0.2))
    assert time.process_time() - spent < 1.5
