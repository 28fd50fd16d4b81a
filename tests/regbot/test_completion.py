import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from regbot import logs
from regbot.cli import app, main
from regbot.completion import FILES, FOLDERS, WORDS, completion_script

SHELLS = WORDS["SHELL"]
GROUP: Any = get_command(app)
# What stands before the cursor, word by word as bash takes a line apart, and what it offers.
LINES = [
    ("regbot c", {"check", "completion"}),
    ("regbot --v", {"--verbosity"}),
    ("regbot -c a.yml s", {"server"}),
    ("regbot --config = a.yml o", {"once"}),
    ("regbot once --re", {"--report"}),
    ("regbot once -c a", {"a.yml", "a folder"}),
    ("regbot once --config = a.", {"a.yml"}),
    ("regbot once --verbosity = w", {"warn"}),
    ("regbot once --logopt =", {"json"}),
    ("regbot server --state a", {"a folder"}),
    ("regbot server --listen ", set()),
    ("regbot check a", {"a.yml", "a folder"}),
    ("regbot check --format ", {"text", "json"}),
    ("regbot completion ", set(SHELLS)),
    ("regbot help h", {"help", "history", "healthcheck"}),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").touch()
    (tmp_path / "a folder").mkdir()
    return tmp_path


def program(name: str, *arguments: str, folder: Path) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install {name})")
    done = subprocess.run(
        [found, *arguments], cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_flag_is_there(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["completion", shell])
    text = capsys.readouterr().out
    words = set(text.replace("'", " ").replace('"', " ").replace("[", " ").replace("=", " ").split())
    flags = {name for command in GROUP.commands.values() for each in command.params for name in each.opts}
    if shell == "fish":
        flags = {f"-l {name[2:]} " for name in flags if name.startswith("--")}
        assert set() == {flag for flag in flags if flag not in text}
    else:
        spelled = words | {word.rpartition(")")[2].lstrip("*") for word in words}
        assert set() == {name for name in flags if name.startswith("-")} - spelled
    assert set() == {name for name in GROUP.commands if name not in text}


def test_what_is_offered_is_what_the_program_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert [each for each in WORDS["LEVEL"] if not logs.parse_level(each)] == []
    metavars = {
        str(each.metavar).strip("[].")
        for command in GROUP.commands.values()
        for each in command.params
        if each.metavar and not each.hidden
    }
    free = {"HOST:PORT", "NAME", "N", "SECONDS", "TEMPLATE", "RUN", "URL"}
    assert metavars == free | WORDS.keys() | FILES | FOLDERS
    assert 1 == main(["completion", "tcsh"])
    assert 'unknown shell "tcsh" (allowed: bash, zsh, fish)\n' == capsys.readouterr().err


@pytest.mark.parametrize("shell", SHELLS)
def test_descriptions_can_be_left_out(shell: str) -> None:
    about = "Run every script once"
    assert (shell != "bash") == (about in completion_script(GROUP, shell))
    assert about not in completion_script(GROUP, shell, descriptions=False)


@pytest.mark.parametrize(("line", "offered"), LINES, ids=[line for line, _ in LINES])
def test_bash_offers(line: str, offered: set[str], folder: Path) -> None:
    words = " ".join(f"'{word}'" for word in line.split(" "))
    asked = f"COMP_WORDS=({words}); COMP_CWORD={line.count(' ')}; _regbot\n"
    shown = 'for word in "${COMPREPLY[@]}"; do echo "$word"; done\n'
    text = completion_script(GROUP, "bash") + asked + shown
    assert offered == set(program("bash", "--norc", "-c", text, folder=folder).splitlines())


@pytest.mark.parametrize("line", [line for line, _ in LINES if " = " not in line and not line.endswith("=")])
def test_fish_offers(line: str, folder: Path) -> None:
    text = completion_script(GROUP, "fish") + f"complete -C '{line}'\n"
    found = program("fish", "--no-config", "-c", text, folder=folder).splitlines()
    offered = {each.partition("\t")[0].replace("\\ ", " ").rstrip("/") for each in found}
    assert dict(LINES)[line] == offered


def test_zsh_understands_its_script(folder: Path) -> None:
    (folder / "_regbot").write_text(completion_script(GROUP, "zsh"), encoding="utf-8")
    assert "" == program("zsh", "-n", "_regbot", folder=folder)
