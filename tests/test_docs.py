"""The documents as a newcomer meets them: links lead somewhere, commands, configs and outputs are real."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from regbot.check import check_config
from regbot.cli import app, main

TOP = Path(__file__).parents[1]
DOCUMENTS = [
    *sorted(TOP.glob("*.md")),
    *sorted((TOP / "docs").glob("*.md")),
    *sorted((TOP / "docs/adr").glob("*.md")),
]
GROUP: Any = get_command(app)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return [body for name, body in _BLOCK.findall(text) if name == language]


def commands(text: str) -> list[list[str]]:
    """Every `regbot COMMAND …` of a document's code, without the shell around it."""
    found = []
    for language, body in _BLOCK.findall(text):
        for line in body.splitlines() if language in ("sh", "console", "yaml", "ini") else ():
            for part in re.split(r"&&|\|\||;", line):
                words = shlex.split(re.split(r"\s[#<]", part)[0]) if "regbot " in part else []
                starts = [at for at, word in enumerate(words) if re.fullmatch(r"(\S*/)?regbot", word)]
                if starts and words[starts[-1] + 1 :]:
                    found.append(words[starts[-1] + 1 :])
    return [each for each in found if re.fullmatch(r"[a-z]+", each[0])]


def anchors(path: Path) -> set[str]:
    """The anchors that headings make."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def flags(name: str) -> set[str]:
    options = [each for each in GROUP.commands[name].params if each.param_type_name == "option"]
    return {each.opts[0] for each in options if not each.hidden}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = link.partition("#")
        if not file.startswith("http"):
            target = path.parent / file if file else path
            if not target.exists() or (anchor and anchor not in anchors(target)):
                dead.append(link)
    assert [] == dead


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_is_understood(path: Path) -> None:
    for name, *arguments in commands(path.read_text(encoding="utf-8")):
        GROUP.commands[name].make_context(name, list(arguments))


def test_commands_are_found() -> None:
    assert len(commands(read("README.md"))) > 5
    assert len(commands(read("docs/operations.md"))) > 5


def test_every_document_is_in_the_readme() -> None:
    readme = read("README.md")
    assert [] == [path.name for path in (TOP / "docs").glob("*.md") if f"](docs/{path.name})" not in readme]


@pytest.mark.parametrize("name", ["README.md", "docs/config.md", "docs/tour.md"])
def test_the_first_config_is_right(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    (tmp_path / "registry").write_text("hunter2hunter2\n", encoding="utf-8")
    text = blocks(read(name), "yaml")[0].replace("/run/secrets", str(tmp_path))
    (tmp_path / "regbot.yml").write_text(text, encoding="utf-8")
    assert [] == check_config(str(tmp_path / "regbot.yml"))


def test_the_usage_names_every_flag() -> None:
    section = read("docs/config.md").partition("## The command line\n")[2]
    usage = " ".join(blocks(section, "")[0].split())
    shown = {
        line.split()[0]: set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line))
        for line in re.split(r"(?:^| )regbot ", usage)[1:]
    }
    everywhere = {"-v", "--logopt"}
    assert GROUP.commands.keys() == shown.keys()
    assert {name: flags(name) - everywhere for name in shown} == {
        name: found - everywhere for name, found in shown.items()
    }


def test_the_server_s_flags_are_in_its_table() -> None:
    table = read("docs/server.md").partition("| Flag | Meaning |")[2].partition("## ")[0]
    assert flags("server") == set(re.findall(r"`(--?[a-z-]+)[` ]", table))


def test_every_key_of_the_config_is_in_its_document() -> None:
    def keys_of(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from schema.get("properties", {})
        for each in schema.values() if isinstance(schema, dict) else schema:
            if isinstance(each, dict | list):
                yield from keys_of(each)

    keys = set(keys_of(json.loads(read("docs/regbot.schema.json"))))
    text = read("docs/config.md")
    assert len(keys) > 40
    assert set() == {key for key in keys if f"`{key}`" not in text}


def test_the_shown_mistakes_of_a_config_are_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["creds:", "  - registry: localhost:5000", "    tls: maybe", "", "scripts: []", "defaults:"]
    Path("regbot.yml").write_text("\n".join([*lines, "  timeout: 1d", ""]), encoding="utf-8")
    _, _, output = blocks(read("docs/config.md"), "console")[0].partition("\n")
    assert 1 == main(["once", "-c", "regbot.yml"])
    assert output == capsys.readouterr().err


def test_the_shown_findings_of_check_are_what_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    config = """\
creds:
    - registry: registry.example.org
      reqPerSec: 5



defaults:
    skipDockerConfig: true
    schedule: 15 3 * *
    timeout: 10m


scripts:
  - name: latest
    script: |
      repository = "registry.example.org/app"
      for _, t in ipairs(tag.list(repository)) do
        log(t)
      end
      image.delete(repository)
      manifest.delete(repositry)
"""
    Path("regbot.yml").write_text(config, encoding="utf-8")
    _, _, output = blocks(read("docs/check.md"), "console")[0].partition("\n")
    assert 1 == main(["check", "-c", "regbot.yml"])
    assert output == capsys.readouterr().out
