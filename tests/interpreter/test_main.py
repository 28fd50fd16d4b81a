"""`python -m interpreter` beside the program `lua5.1`: output, errors, exit codes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from interpreter.__main__ import main

ROOT = Path(__file__).parents[2]
LUA = shutil.which("lua5.1")


def ours(*arguments: str, stdin: str = "", cwd: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "interpreter", *arguments],
        input=stdin, capture_output=True, encoding="latin-1", check=False,
        cwd=cwd, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


CASES = {
    "output": ("print('a', 1, nil)\nio.write('b')", []),
    "arguments": ("print(..., arg[0] ~= nil, arg[1], arg[2], #arg)", ["one", "two words"]),
    "an error": ("local function f() error('boom') end\nf()", []),
    "a runtime error": ("local t = {}\nt.x.y = 1", []),
    "a syntax error": ("x = = 1", []),
    "an error object": ("error({})", []),
    "an error with a text": ("error(setmetatable({}, {__tostring = function() return 'as text' end}))", []),
    "a tail call": ("local function f() error('x') end\nlocal function g() return f() end\ng()", []),
    "a shebang": ("#!/usr/bin/lua\nprint('after')", []),
    "no value": ("error()", []),
}


@pytest.mark.skipif(LUA is None, reason="no lua5.1 program to compare with")
@pytest.mark.parametrize("name", CASES)
def test_a_script_does_as_in_lua(name: str, tmp_path: Path) -> None:
    source, arguments = CASES[name]
    (tmp_path / "script.lua").write_text(source)
    real = subprocess.run(
        [str(LUA), "script.lua", *arguments],
        capture_output=True, encoding="latin-1", cwd=tmp_path, check=False,
    )  # fmt: skip
    code, out, err = ours("script.lua", *arguments, cwd=tmp_path)
    assert (real.returncode, real.stdout, real.stderr.replace(f"{LUA}:", "lua:")) == (code, out, err)


@pytest.mark.parametrize("name", CASES)
def test_main_does_what_the_program_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    source, arguments = CASES[name]
    (tmp_path / "script.lua").write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = main(["-e", "part = 1", "script.lua", *arguments])
    out, err = capfd.readouterr()
    assert (code, out, err) == ours("-e", "part = 1", "script.lua", *arguments, cwd=tmp_path)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-e", "os.exit(3)"], 3),
        (["-v", "-e", "print(arg[-1])"], 0),
        (["-l", "string", "--", "missing.lua"], 1),
        (["-x"], 1),
        ([], 1),
        (["-e"], 1),
    ],
)
def test_main_gives_the_exit_code(
    arguments: list[str], expected: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == expected
    capfd.readouterr()


def test_code_on_the_command_line() -> None:
    assert ours("-e", "print(1 + 1)") == (0, "2\n", "")
    assert ours("-eprint(arg ~= nil)", "-e", "print('again')") == (0, "true\nagain\n", "")


def test_code_from_stdin() -> None:
    assert ours("-", "x", stdin="print(..., arg[0])") == (0, "x\t-\n", "")


def test_a_required_module(tmp_path: Path) -> None:
    (tmp_path / "part.lua").write_text("print('part', ...)")
    assert ours("-l", "part", "-e", "print('main')", cwd=tmp_path) == (0, "part\tpart\nmain\n", "")


def test_the_version() -> None:
    code, out, err = ours("-v")
    assert (code, out.startswith("Lua 5.1"), err) == (0, True, "")


def test_a_script_after_the_end_of_options(tmp_path: Path) -> None:
    (tmp_path / "-x.lua").write_text("print('odd name')")
    assert ours("--", "-x.lua", cwd=tmp_path) == (0, "odd name\n", "")


def test_a_missing_file() -> None:
    assert ours("/no/such/file.lua") == (1, "", "lua: cannot open /no/such/file.lua\n")


@pytest.mark.parametrize("arguments", [["-z"], ["-e"], []])
def test_wrong_options_show_the_usage(arguments: list[str]) -> None:
    code, out, err = ours(*arguments)
    assert (code, out, err.startswith("usage:")) == (1, "", True)


def test_bytes_pass_through_unchanged(tmp_path: Path) -> None:
    (tmp_path / "script.lua").write_bytes(b"io.write('\xff\xfe', '\\200')")
    assert ours("script.lua", cwd=tmp_path) == (0, "\xff\xfe\xc8", "")
