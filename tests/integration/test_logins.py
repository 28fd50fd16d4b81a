"""Every way to give the command a login, and what it says when the login is wrong."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.secured import Certificates, Secured

ROOT = Path(__file__).parent.parent.parent


class Command:
    """`regbot once` in a folder of its own, with a Docker config of its own."""

    def __init__(self, folder: Path, registry: Secured, certificates: Certificates) -> None:
        self.folder = folder
        self.registry = registry
        self.certificates = certificates

    def run(self, creds: dict[str, Any], script: str = "repo.ls(HOST)", **environ: str) -> tuple[int, str]:
        entry = {"registry": self.registry.host, "regcert": self.certificates.ca_pem, **creds}
        script = script.replace("HOST", json.dumps(self.registry.host))
        config = self.folder / "regbot.yml"
        # JSON is YAML.
        config.write_text(json.dumps({"creds": [entry], "scripts": [{"name": "s", "script": script}]}))
        done = subprocess.run(
            [sys.executable, "-m", "regbot", "once", "-c", str(config)],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "DOCKER_CONFIG": str(self.folder), **environ},
            timeout=60,
        )
        assert done.stdout == ""
        return done.returncode, done.stderr


@pytest.fixture
def command(tmp_path: Path, basic_registry: Secured, certificates: Certificates) -> Command:
    return Command(tmp_path, basic_registry, certificates)


def docker_config(registry: Secured) -> str:
    auth = base64.b64encode(f"{registry.user}:{registry.password}".encode()).decode()
    return json.dumps({"auths": {registry.host: {"auth": auth}}})


def test_user_and_password_of_the_config(command: Command) -> None:
    creds = {"user": command.registry.user, "pass": command.registry.password}
    assert (0, "") == command.run(creds)


def test_templates_read_variables_and_files(command: Command) -> None:
    (command.folder / "token").write_text(command.registry.password + "\n")
    creds = {"user": '{{env "WHO"}}', "pass": '{{file "token"}}'}
    assert (0, "") == command.run(creds, WHO=command.registry.user)


def test_the_login_that_docker_stored(command: Command) -> None:
    (command.folder / "config.json").write_text(docker_config(command.registry))
    assert (0, "") == command.run({})


def test_the_variable_that_holds_dockers_config(command: Command) -> None:
    assert (0, "") == command.run({}, DOCKER_AUTH_CONFIG=docker_config(command.registry))


def test_a_credential_helper_is_asked_once(command: Command) -> None:
    registry = command.registry
    helper = command.folder / "docker-credential-test"
    answer = json.dumps({"ServerURL": "", "Username": registry.user, "Secret": registry.password})
    helper.write_text(f"#!/bin/sh\ncat >> asked\necho >> asked\ncat <<'END'\n{answer}\nEND\n")
    helper.chmod(0o755)
    creds = {"credHelper": str(helper), "credExpire": "1h15m"}
    assert (0, "") == command.run(creds, "repo.ls(HOST) repo.ls(HOST)")
    assert f"{registry.host}\n" == (command.folder / "asked").read_text(encoding="utf-8")


def test_a_wrong_password_is_one_clear_line_without_the_secret(command: Command) -> None:
    code, said = command.run({"user": command.registry.user, "pass": "wrong-hunter2"})
    assert 1 == code
    assert 1 == said.count("\n")
    assert 'level=WARN msg="Error running script" script=s error="<string>:1: ' in said
    assert "unauthorized" in said
    assert command.registry.host in said
    assert "hunter2" not in said
    assert base64.b64encode(f"{command.registry.user}:wrong-hunter2".encode()).decode() not in said


def test_no_request_log_shows_the_login(command: Command, tmp_path: Path) -> None:
    creds = {"user": command.registry.user, "pass": command.registry.password}
    config = {"creds": [{"registry": command.registry.host, "regcert": command.certificates.ca_pem, **creds}]}
    path = tmp_path / "trace.yml"
    path.write_text(json.dumps({**config, "scripts": [{"script": f"repo.ls('{command.registry.host}')"}]}))
    done = subprocess.run(
        [sys.executable, "-m", "regbot", "once", "-c", str(path), "-v", "trace", "--logopt", "json"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DOCKER_CONFIG": str(tmp_path)},
        timeout=60,
    )
    records = [json.loads(line) for line in done.stderr.splitlines()]
    assert "reg http request" in {record["msg"] for record in records}
    assert command.registry.password not in done.stderr
    encoded = base64.b64encode(f"{command.registry.user}:{command.registry.password}".encode()).decode()
    assert encoded not in done.stderr


def test_a_missing_helper_is_a_warning_and_the_request_goes_out_bare(command: Command) -> None:
    code, said = command.run({"credHelper": "docker-credential-none"})
    assert 1 == code
    first, second = said.splitlines()
    assert 'level=WARN msg="Credential helper failed"' in first
    assert "docker-credential-none: no such file or directory" in first
    assert "unauthorized" in second


def test_an_unknown_authority_is_named(command: Command) -> None:
    code, said = command.run({"regcert": "", "user": "u", "pass": "hunter2"})
    assert 1 == code
    assert "certificate" in said
    assert "hunter2" not in said
    assert 1 == said.count("\n")
