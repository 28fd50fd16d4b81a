import json
from pathlib import Path

import pytest

from regbot.check import check_config


def found(folder: Path, text: str, docker: object = None) -> list[str]:
    (folder / "docker").mkdir()
    if docker is not None:
        (folder / "docker" / "config.json").write_text(
            docker if isinstance(docker, str) else json.dumps(docker)
        )
    (folder / "regbot.yml").write_text(text)
    environ = {"PATH": str(folder / "bin"), "DOCKER_CONFIG": str(folder / "docker")}
    return [str(each).replace(f"{folder}/", "") for each in check_config(folder / "regbot.yml", environ)]


def test_helpers_of_docker_must_be_there(tmp_path: Path) -> None:
    docker = {"credsStore": "gone", "credHelpers": {"a.io": "lost", "b.io": "here"}}
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "docker-credential-here").touch(mode=0o755)
    assert [
        "docker/config.json: warning: credHelpers: no program docker-credential-lost in PATH [docker]",
        "docker/config.json: warning: credsStore: no program docker-credential-gone in PATH [docker]",
    ] == found(tmp_path, "version: 1\n", docker)


def test_a_broken_docker_config_is_told(tmp_path: Path) -> None:
    (line,) = found(tmp_path, "version: 1\n", "{")
    assert line.startswith("docker/config.json: warning: Expecting property name")


def test_docker_is_not_looked_at_where_it_is_not_used(tmp_path: Path) -> None:
    assert [] == found(tmp_path, "defaults: {skipDockerConfig: true}\n", "{")


PAIR = "not a certificate and its (unencrypted) key in PEM format"


@pytest.mark.parametrize(
    ("creds", "lines"),
    [
        ("{registry: a.io, user: bot, pass: secret1}", []),
        ("{registry: a.io, token: secret1}", []),
        (
            "{registry: a.io, pass: secret1}",
            ["2:28: warning: creds[0].pass: a password without user [credentials]"],
        ),
        (
            "{registry: a.io, clientKey: secret1}",
            ["2:33: error: creds[0].clientKey: clientCert is missing, both are needed [certificate]"],
        ),
        (
            "{registry: a.io, clientCert: x, clientKey: secret1}",
            [f"2:34: error: creds[0].clientCert: {PAIR} [certificate]"],
        ),
    ],
)
def test_logins_and_certificates(tmp_path: Path, creds: str, lines: list[str]) -> None:
    assert [f"regbot.yml:{line}" for line in lines] == found(tmp_path, f"creds:\n  - {creds}\n")


def test_scripts_are_looked_at_although_the_config_is_wrong(tmp_path: Path) -> None:
    text = "version: 2\nscripts:\n  - script: tag.lst()\n"
    unsupported = "version: unsupported config version 2 (allowed: 1, or leave it out)"
    assert [
        f"regbot.yml:1:10: error: {unsupported} [config]",
        "regbot.yml:3:17: error: the module tag has no member lst, did you mean tag.ls? [unknown-member]",
    ] == found(tmp_path, text)


def test_a_file_without_yaml_is_one_finding(tmp_path: Path) -> None:
    assert ["regbot.yml:1:4: error: this [ is not closed, or a ',' is missing in it [yaml]"] == found(
        tmp_path, "a: [1\nb: 2\n"
    )


def test_a_script_file_is_called_as_the_config_is(tmp_path: Path) -> None:
    (tmp_path / "lua").mkdir()
    (tmp_path / "lua" / "one.lua").write_text("#!/bin/lua\nrequire 'two'\n")
    (tmp_path / "lua" / "two.lua").write_text("tag.lst()\n")
    text = "scripts:\n  - scriptFile: lua/one.lua\n"
    assert [
        "lua/two.lua:1:5: error: the module tag has no member lst, did you mean tag.ls? [unknown-member]"
    ] == (found(tmp_path, text))


def test_one_wrong_value_hides_no_other_mistake(tmp_path: Path) -> None:
    text = """\
defaults: {skipDockerConfig: true, parallel: two, schedule: '* * *'}
creds:
  - {registry: a.io, tls: maybe, user: bot, pass: '{{file "/no"}}'}
  - {registry: b.io, pass: secret1}
  - 5
scripts:
  - {name: a, script: tag.lst("x"), interval: soon, schedule: '99 * * * *'}
  - {name: a, script: log "x", interval: 1ms}
"""
    lines = [line.split(": ")[:3] for line in found(tmp_path, text)]
    assert [
        ["regbot.yml:1:46", "error", "defaults.parallel"],
        ["regbot.yml:1:61", "error", "defaults.schedule"],
        ["regbot.yml:3:27", "error", "creds[0].tls"],
        ["regbot.yml:3:51", "error", "creds[0].pass"],
        ["regbot.yml:4:28", "warning", "creds[1].pass"],
        ["regbot.yml:5:5", "error", "creds[2]"],
        [
            "regbot.yml:7:27",
            "error",
            "the module tag has no member lst, did you mean tag.ls? [unknown-member]",
        ],
        ["regbot.yml:7:47", "error", "scripts[0].interval"],
        ["regbot.yml:7:63", "error", "scripts[0].schedule"],
        ["regbot.yml:8:12", "warning", "scripts[1].name"],
        ["regbot.yml:8:42", "warning", "scripts[1].interval"],
    ] == lines


@pytest.mark.parametrize(
    "wrong", ["defaults: 5", "defaults: {skipDockerConfig: 5}", "creds: 5", "scripts: 5"]
)
def test_what_depends_on_a_wrong_value_is_not_judged(tmp_path: Path, wrong: str) -> None:
    docker = "{" if wrong.startswith("defaults") else None
    assert [True] == [": error: " in line for line in found(tmp_path, wrong + "\n", docker)]
