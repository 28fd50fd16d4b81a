"""What is heavy is loaded by those commands and scripts that need it, and by no others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import images

ROOT = Path(__file__).parent.parent
PROGRAM = """
import sys
from regbot.__main__ import main
code = main()
print(*sys.modules, sep="\\n", file=open(sys.argv[-1] + ".modules", "w", encoding="utf-8"))
sys.exit(code)
"""
INTERRUPTED = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == "regbot.app":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
from regbot.__main__ import main
sys.exit(main())
"""
# Runs of the program and what they have no use for.
SERVER = ("aiosqlite", "apscheduler", "prometheus_client", "sqlite3", "watchfiles", "regbot.daemon")
TERMINAL = ("rich", "regbot.progress")
NETWORK = ("aiohttp", "yarl", "multidict")
SELDOM = (
    "tarfile",
    "zstandard",
    "regbot.check",
    "regbot.config.helper",
    "regbot.config.schema",
    "regbot.config.template",
    "regbot.registry.archive",
    "regbot.registry.rehearsal",
)
CLIENT = ("regbot.registry", "regbot.clients", "regbot.builtins.modules", "regbot.semver")
CONFIG = ("pydantic", "ruamel", "regbot.config.load")
RUNS = ("anyio", "asyncio", "ssl", "greenlet", "interpreter", "luaparser", "regbot.registry", "regbot.app")


def loaded(tmp_path: Path, *arguments: str, script: str = "") -> set[str]:
    """The modules of a process that ran the program; with a script, as the last argument's config."""
    config = tmp_path / "regbot.yml"
    config.write_text(
        "version: 1\ndefaults: {skipDockerConfig: true}\n"
        f"scripts:\n  - name: start\n    script: |\n      {script}\n",
        encoding="utf-8",
    )
    given = [*arguments, str(config)] if script else list(arguments)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("sys.argv[-1]", repr(str(config))), *given],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "COLUMNS": "100"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    assert (0, "") == (done.returncode, "" if done.returncode == 0 else done.stderr)
    return set(Path(f"{config}.modules").read_text(encoding="utf-8").split())


def needless(modules: set[str], *groups: tuple[str, ...]) -> set[str]:
    return modules & {name for group in groups for name in group}


@pytest.mark.parametrize(
    "arguments", [("version",), ("--help",), ("help", "once"), ("once", "--help"), ("completion", "bash")]
)
def test_help_and_version_load_neither_config_nor_interpreter_nor_client(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    modules = loaded(tmp_path, *arguments)
    assert "regbot.cli" in modules
    template = tuple(name for name in SELDOM if name != "regbot.config.template")  # `version --format`
    assert set() == needless(modules, SERVER, TERMINAL, NETWORK, template, CONFIG, RUNS)


def test_a_script_that_cannot_reach_a_registry_loads_no_client(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "once", "-c", script='log "hello"')
    assert "regbot.app" in modules
    assert set() == needless(modules, SERVER, TERMINAL, NETWORK, SELDOM, CLIENT)


def test_a_script_that_calls_no_registry_loads_no_http_client(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "once", "-c", script='log(tostring(reference.new "a.io/b:c"))')
    assert "regbot.registry" in modules
    assert set() == needless(modules, SERVER, TERMINAL, NETWORK, SELDOM)


def test_a_script_that_may_ask_a_registry_has_the_http_client_loaded_beside_the_rest(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "once", "-c", script='if nil then tag.ls "a.io/b" end')
    assert {"aiohttp", "regbot.registry"} <= modules
    assert set() == needless(modules, SERVER, TERMINAL, SELDOM)


def test_a_copy_between_layouts_loads_no_http_client(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "source", images.image("start"), "v1")
    copied = f'image.copy("ocidir://{tmp_path}/source:v1", "ocidir://{tmp_path}/target:v1")'
    modules = loaded(tmp_path, "once", "-c", script=copied)
    assert (tmp_path / "target" / "index.json").is_file()
    assert set() == needless(modules, SERVER, TERMINAL, NETWORK, SELDOM)


def test_a_check_loads_no_http_client(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "check", "-c", script='log "hello"')
    assert "regbot.check" in modules
    seldom = tuple(name for name in SELDOM if name != "regbot.check")
    assert set() == needless(modules, SERVER, TERMINAL, NETWORK, seldom, ("regbot.app",))


def test_without_scripts_a_config_loads_neither_interpreter_nor_client(tmp_path: Path) -> None:
    (tmp_path / "empty.yml").write_text("version: 1\n", encoding="utf-8")
    modules = loaded(tmp_path, "once", "-c", str(tmp_path / "empty.yml"))
    assert "regbot.config.load" in modules
    assert set() == needless(modules, SERVER, TERMINAL, NETWORK, SELDOM, RUNS)


def test_an_interrupt_while_the_program_loads_ends_the_run_as_any_other(tmp_path: Path) -> None:
    config = tmp_path / "regbot.yml"
    endless = "if nil then tag.ls 'a.io/b' end while true do end"
    config.write_text(f"scripts:\n- name: endless\n  script: |\n    {endless}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "once", "-c", str(config)],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    assert (130, "") == (done.returncode, done.stdout)
    assert 'msg="Interrupt received, stopping" signal=SIGINT' in done.stderr
    assert 1 == len(done.stderr.splitlines())
