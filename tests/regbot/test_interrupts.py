"""Signals that come before anything runs, or after everything has ended, in processes of their own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import regbot

ROOT = Path(regbot.__file__).parent.parent
START = "import os, signal, sys\n"
END = """
from regbot.__main__ import main
code = main()
"""
WHILE_LOADING = """
class Interrupt:
    def find_spec(self, name, *_):
        if name == MODULE:
            os.kill(os.getpid(), SENT)

sys.meta_path.insert(0, Interrupt())
"""
WHILE_READING = """
class Input:
    buffer = property(lambda self: self)

    def read(self):
        os.kill(os.getpid(), SENT)
        os.read(os.pipe()[0], 1)

sys.stdin = Input()
"""
FULL = """
kept, full = os.pipe()
os.set_blocking(full, False)
try:
    while True:
        os.write(full, b"x" * 4096)
except BlockingIOError:
    os.set_blocking(full, True)
    os.dup2(full, 2)
"""
AT_THE_END = "os.kill(os.getpid(), SENT)\n"
SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A config whose script never ends by itself."""
    path = tmp_path / "regbot.yml"
    endless = "if nil then tag.ls 'a.io/b' end while true do end"
    path.write_text(f"scripts:\n- name: endless\n  script: |\n    {endless}\n", encoding="utf-8")
    return str(path)


# Where the tests run as a background job, shells let all their programs ignore SIGINT.
AS_FROM_A_TERMINAL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


def run(code: str, number: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", AS_FROM_A_TERMINAL + code.replace("SENT", str(number)), *arguments],
        cwd=ROOT,
        env={**os.environ, "HOME": "/nonexistent"},
        timeout=120,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


def said(number: int) -> str:
    return f'level=INFO msg="Interrupt received, stopping" signal={signal.Signals(number).name}\n'


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("module", ["typer", "regbot.cli", "regbot.config.load", "ruamel.yaml", "asyncio"])
def test_a_signal_while_a_module_loads_ends_the_run_with_one_line(
    module: str, number: int, config: str
) -> None:
    code = START + WHILE_LOADING.replace("MODULE", repr(module)) + END
    done = run(code, number, "once", "-c", config)
    assert (128 + number, "") == (done.returncode, done.stdout)
    assert said(number) == done.stderr.partition(" ")[2]


def test_the_line_about_an_early_signal_is_written_as_the_flags_say(config: str) -> None:
    code = START + WHILE_LOADING.replace("MODULE", "'typer'") + END
    done = run(code, signal.SIGINT, "once", "-c", config, "--logopt", "json")
    assert 130 == done.returncode
    assert '"msg":"Interrupt received, stopping"' in done.stderr.replace('": "', '":"')
    assert 1 == done.stderr.count("\n")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_wait_for_a_config_from_standard_input(number: int) -> None:
    done = run(START + WHILE_READING + END, number, "once", "-c", "-")
    assert 128 + number == done.returncode
    assert said(number) == done.stderr.partition(" ")[2]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_a_server_loads_ends_it_with_one_line(number: int, config: str) -> None:
    code = START + WHILE_LOADING.replace("MODULE", "'regbot.config.load'") + END
    done = run(code, number, "server", "-c", config, "--no-history")
    assert 128 + number == done.returncode
    assert said(number) == done.stderr.partition(" ")[2]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_after_the_run_ends_the_process_with_one_line(number: int, tmp_path: Path) -> None:
    path = tmp_path / "regbot.yml"
    path.write_text("scripts:\n- name: short\n  script: print 'done'\n", encoding="utf-8")
    done = run(START + END + AT_THE_END, number, "once", "-c", str(path))
    assert (128 + number, "done\n") == (done.returncode, done.stdout)
    assert said(number) == done.stderr.partition(" ")[2]


def test_a_log_that_takes_nothing_does_not_keep_the_process(tmp_path: Path) -> None:
    path = tmp_path / "regbot.yml"
    path.write_text("scripts: []\n", encoding="utf-8")
    done = run(START + END + FULL + AT_THE_END, signal.SIGTERM, "once", "-c", str(path))
    assert 143 == done.returncode


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_command_that_runs_no_script_is_ended_as_other_programs_are(
    number: int, code: int, config: str
) -> None:
    start = START + WHILE_LOADING.replace("MODULE", "'typer'") + END + "sys.exit(code)\n"
    done = run(start, number, "check", "-c", config)
    assert (code, "", "") == (done.returncode, done.stdout, done.stderr)


def test_a_program_that_calls_the_command_line_keeps_its_own_answers() -> None:
    code = "import signal\nfrom regbot.cli import main\nmain(['version'])\n"
    code += "assert signal.default_int_handler is signal.getsignal(signal.SIGINT)"
    assert 0 == run(code, 0).returncode
