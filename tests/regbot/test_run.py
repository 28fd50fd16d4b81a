import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from regbot import logs
from regbot.config.load import load_config
from regbot.config.scripts import Source
from regbot.registry.client import Client
from regbot.run import Outcome, Place, Surroundings, package_path, run_script


@pytest.fixture
def records(logging_restored: None) -> list[dict[str, Any]]:
    """Every record of the test, as `--logopt json -v debug` would print it."""
    stream = io.StringIO()
    logs.configure(logging.DEBUG, stream, as_json=True)

    class Lines(list[dict[str, Any]]):
        def __iter__(self) -> Iterator[dict[str, Any]]:
            return iter([json.loads(line) for line in stream.getvalue().splitlines()])

    return Lines()


def run(text: str, *, timeout: float | None = None, base_dir: Path = Path(), **environ: str) -> Outcome:
    async def once() -> Outcome:
        async with Client() as client:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=base_dir, environ=environ
            )
            return await run_script("test", Source(code=text.encode()), timeout, around)

    return anyio.run(once)


def run_strictly(text: str, folder: Path, **environ: str) -> Outcome:
    async def once() -> Outcome:
        async with Client() as client:
            around = Surroundings(
                client=client,
                throttle=anyio.CapacityLimiter(1),
                strict=True,
                base_dir=folder,
                environ=environ,
            )
            return await run_script("test", Source(code=text.encode()), None, around)

    return anyio.run(once)


@pytest.mark.parametrize(
    ("attempt", "refusal"),
    [
        ("io.open('SECRET')", "'io.open' is closed in this sandbox"),
        ("io.popen('cat SECRET')", "'io.popen' is closed in this sandbox"),
        ("os.execute('touch SECRET.new')", "'os.execute' is closed in this sandbox"),
        ("os.remove('SECRET')", "'os.remove' is closed in this sandbox"),
        ("os.rename('SECRET', 'SECRET.new')", "'os.rename' is closed in this sandbox"),
        ("os.getenv('HOME')", "'os.getenv' is closed in this sandbox"),
        ("dofile('SECRET')", "cannot open SECRET: outside of the sandbox"),
        ("assert(loadfile('SECRET'))", "cannot open SECRET: outside of the sandbox"),
        ("assert(loadfile('FOLDER/../secret.lua'))", "outside of the sandbox"),
        ("package.path = 'FOLDER/../?.lua' require 'secret'", "module 'secret' not found"),
        ("image.exportTar('ocidir://FOLDER/image:1', 'SECRET')", "SECRET is outside of the sandbox"),
        ("image.importTar('ocidir://FOLDER/image:1', 'SECRET')", "SECRET is outside of the sandbox"),
        ("image.exportTar('ocidir://FOLDER/../image:1', 'a.tar')", "image is outside of the sandbox"),
        ("tag.ls('ocidir://FOLDER/../image')", "image is outside of the sandbox"),
        ("reference.new('ocidir://FOLDER/link/image:1')", "image is outside of the sandbox"),
    ],
)
def test_a_strict_sandbox_holds_scripts_below_the_folder_of_the_config(
    tmp_path: Path, attempt: str, refusal: str
) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    secret = tmp_path / "secret.lua"
    secret.write_text("escaped = true", encoding="utf-8")
    places = {"SECRET": str(secret), "FOLDER": str(folder)}
    for name, place in places.items():
        attempt, refusal = attempt.replace(name, place), refusal.replace(name, place)
    outcome = run_strictly(attempt, folder)
    assert "failed" == outcome.status
    assert refusal in outcome.error
    assert "escaped = true" == secret.read_text(encoding="utf-8")
    assert [folder, secret] == sorted(tmp_path.iterdir())


def test_a_strict_sandbox_lets_scripts_load_what_lies_beside_the_config(tmp_path: Path) -> None:
    (tmp_path / "library.lua").write_text("return {name = 'library'}", encoding="utf-8")
    text = f"assert(require('library').name == dofile('{tmp_path}/library.lua').name) print('x')"
    assert "" == run_strictly(text, tmp_path).error
    assert "" == run(f"assert(io.open('{tmp_path}/library.lua')):close()").error


def messages(records: Any) -> list[tuple[str, str, Any]]:
    return [
        (record["level"], record["msg"], record.get("error", record.get("message"))) for record in records
    ]


def test_a_run_that_ends_well(records: Any) -> None:
    outcome = run('log "hello"')
    assert ("test", "ok", "", 0) == (outcome.script, outcome.status, outcome.error, outcome.exit_code)
    assert outcome.duration > 0
    assert [
        ("DEBUG", "Starting script", None),
        ("INFO", "User script message", "hello"),
        ("DEBUG", "Finished script", None),
    ] == messages(records)
    assert {"test"} == {record["script"] for record in records}


def test_f35_an_error_is_reported_once_with_its_traceback(records: Any) -> None:
    outcome = run("local function f()\n  error('broken \u00e4')\nend\nf()\n")
    assert ("failed", "<string>:2: broken \u00e4", 1) == (outcome.status, outcome.error, outcome.exit_code)
    (_, _, error) = messages(records)[-1]
    assert ("WARN", "Error running script") == messages(records)[-1][:2]
    assert error.startswith("<string>:2: broken \u00e4\nstack traceback:\n\t")
    assert 1 == sum("broken" in json.dumps(record) for record in records)


def test_a_syntax_error_names_its_line(records: Any) -> None:
    outcome = run("x = 1\ny = = 2\n")
    assert "failed" == outcome.status
    assert outcome.error.startswith("<string>:2: ")
    assert "near '='" in outcome.error
    assert all("hint" not in record for record in records)


def test_a_slip_that_the_documents_print_has_a_hint(records: Any) -> None:
    outcome = run('log "Found tag " .. "1.2"\n')
    assert "<string>:1: unexpected symbol near '..'" == outcome.error
    *_, last = records
    assert 'a call without parentheses takes one text only: write log("Found tag " .. …)' == last["hint"]


def test_a_table_as_error_says_so() -> None:
    assert "(error object is a table value)" == run("error({})").error


def test_an_empty_script_does_nothing() -> None:
    assert "ok" == run("").status


@pytest.mark.parametrize(
    "text",
    [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "repeat local ok = pcall(string.rep, 'x', -1) until false",
        "local function f() return f() end f()",
    ],
)
def test_f7_the_timeout_ends_a_busy_script(text: str, records: Any) -> None:
    begin = time.process_time()
    outcome = run(text, timeout=0.2)
    assert time.process_time() - begin < 2  # of this process: a busy machine takes no part in it
    assert ("timed out", 1) == (outcome.status, outcome.exit_code)
    assert "deadline exceeded: the script's timeout of 200ms is over" == outcome.error
    assert ("WARN", "Error running script", outcome.error) == messages(records)[-1]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x = nil\nerror('no')", "regbot.yml:18"),
        ("\nlocal function f() error('no', 0) end\nf()", "regbot.yml:18"),
        ("\n\nerror({})", "regbot.yml:19"),
        ("x = = 1", "regbot.yml:17"),
        ("os.exit(3)", None),
    ],
)
def test_a_failure_is_told_with_its_line_in_the_config(text: str, at: str | None, records: Any) -> None:
    async def once() -> None:
        async with Client() as client:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path(), environ={}
            )
            source = Source(code=text.encode(), file="regbot.yml", line=17, indent=6)
            await run_script("test", source, None, around)

    anyio.run(once)
    assert [at] == [record.get("at") for record in records if record["level"] == "WARN"]


@pytest.mark.parametrize(
    "text",
    [
        "local x\nwhile true do x = 1 end",
        "local function f() while true do local x = 1 end end f()",
        "\npcall(os.execute, 'exec sleep 60')",
        "\nparallel.each({1}, function() os.execute('exec sleep 60') end)",
    ],
)
def test_a_timeout_is_told_with_the_line_that_the_script_had_come_to(text: str, records: Any) -> None:
    async def once() -> Outcome:
        async with Client() as client:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path(), environ={}
            )
            source = Source(code=text.encode(), file="regbot.yml", line=17, indent=6)
            return await run_script("test", source, 1.0, around)

    outcome = anyio.run(once)
    line = 18 if text.count("\n") else 17
    assert ("timed out", f"regbot.yml:{line}") == (outcome.status, outcome.at)
    assert [outcome.at] == [record.get("at") for record in records if record["level"] == "WARN"]


def test_a_cancellation_leaves_the_place_where_the_script_was(tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    async def once() -> str:
        place = Place()
        async with Client() as client, anyio.create_task_group() as tasks:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path(), environ={}
            )
            code = f"local x = 1\nos.execute('touch {begun}; exec sleep 60')"
            source = Source(code=code.encode(), file="regbot.yml", line=17)

            async def script() -> None:
                await run_script("test", source, None, around, place=place)

            tasks.start_soon(script)
            with anyio.fail_after(60):
                while not begun.exists():  # noqa: ASYNC110 (another process makes it)
                    await anyio.sleep(0.01)  # before the next look
            assert "" == place.at
            tasks.cancel_scope.cancel()
        return place.at

    assert "regbot.yml:18" == anyio.run(once)


def test_a_script_file_is_called_by_its_name_and_has_its_neighbours(tmp_path: Path, records: Any) -> None:
    (tmp_path / "lua").mkdir()
    (tmp_path / "lua" / "helper.lua").write_text("return 'helped'")
    (tmp_path / "lua" / "mirror.lua").write_text("#!/bin/lua\nerror(require('helper'))")
    (tmp_path / "regbot.yml").write_text("scripts:\n  - scriptFile: lua/mirror.lua")

    async def once() -> None:
        async with Client() as client:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=tmp_path, environ={}
            )
            await run_script("test", load_config(tmp_path / "regbot.yml").sources[0], None, around)

    anyio.run(once)
    (record,) = [record for record in records if record["level"] == "WARN"]
    assert record["error"].startswith("lua/mirror.lua:2: helped\nstack traceback:")
    assert f"{tmp_path}/lua/mirror.lua:2" == record["at"]


def test_two_busy_scripts_leave_a_third_one_responsive() -> None:
    async def scene() -> list[str]:
        ended: list[str] = []
        async with Client() as client:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path(), environ={}
            )

            async def one(name: str, text: str, timeout: float | None) -> None:
                await run_script(name, Source(code=text.encode()), timeout, around)
                ended.append(name)

            async with anyio.create_task_group() as group:
                group.start_soon(one, "busy 1", "while true do end", 1.0)
                group.start_soon(one, "busy 2", "while true do end", 1.0)
                group.start_soon(
                    one, "third", "for i = 1, 20 do pcall(tag.ls, 'ocidir:///no/such') end", None
                )
        return ended

    assert "third" == anyio.run(scene)[0]


def test_cancelling_a_run_ends_a_busy_script_and_passes_through() -> None:
    async def scene() -> bool:
        async with Client() as client:
            around = Surroundings(
                client=client, throttle=anyio.CapacityLimiter(1), base_dir=Path(), environ={}
            )
            with anyio.move_on_after(0.1) as scope:
                source = Source(code=b"while true do pcall(function() while true do end end) end")
                await run_script("busy", source, None, around)
            return scope.cancelled_caught

    assert anyio.run(scene)


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("os.exit(3)", "failed", 3),
        ("os.exit(0)", "ok", 0),
        ("os.exit()", "ok", 0),
        ("pcall(function() os.exit(4) end)", "failed", 4),
    ],
)
def test_f38_os_exit_ends_the_script_that_calls_it(text: str, status: str, code: int) -> None:
    outcome = run(text + ' error("not reached")')
    assert (status, code) == (outcome.status, outcome.exit_code)


@pytest.mark.parametrize("name", ["semver", "retain", "json", "time", "parallel"])
def test_a_variable_of_the_script_hides_a_module(name: str) -> None:
    """The Go program has none of these: a script of its time may use the names."""
    held = f"assert(type({name}) == 'table')"
    mine = f"{name} = 5; assert({name} + 1 == 6); local {name} = 'x'; assert({name} == 'x')"
    assert "ok" == run(f"{held} {mine}").status
    assert "ok" == run(held).status  # the next run has it again


def test_every_run_has_a_state_of_its_own() -> None:
    assert "ok" == run("assert(x == nil); x = 1").status
    assert "ok" == run("assert(x == nil); x = 1").status


def test_a_module_beside_the_config_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.lua").write_text("return {answer = 42}")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert "ok" == run("assert(require('mine').answer == 42)", base_dir=tmp_path).status


@pytest.mark.parametrize(
    ("environ", "rest"),
    [
        ({}, "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua"),
        ({"LUA_PATH": "?;?.lua;/lua-user/?"}, "?;?.lua;/lua-user/?"),
        (
            {"LUA_PATH": "/mine/?.lua;;"},
            "/mine/?.lua;./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua",
        ),
    ],
)
def test_where_require_looks(environ: dict[str, str], rest: str) -> None:
    expected = f"/etc/regbot/?.lua;/etc/regbot/?/init.lua;{rest}"
    assert expected == package_path([Path("/etc/regbot")] * 2, environ)


def test_a_fault_of_ours_ends_the_script_with_one_line(monkeypatch: pytest.MonkeyPatch, records: Any) -> None:
    def broken(*_: object) -> None:
        raise KeyError("inner")

    monkeypatch.setattr("regbot.run.open_builtins", broken)
    outcome = run("")
    assert "unexpected internal error: KeyError: 'inner' (-v debug shows where)" == outcome.error
    assert [
        ("DEBUG", "Starting script"),
        ("DEBUG", "Traceback of an internal error"),
        ("ERROR", "Runtime error from script"),
    ] == [(record["level"], record["msg"]) for record in records]
