"""packaging/regbot.service, judged by systemd's own tools and by what the program knows."""

import configparser
import os
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import pytest
from typer.main import get_command

from regbot.cli import app
from regbot.config.model import Defaults
from regbot.duration import parse_duration
from regbot.interrupts import TELLING
from regbot.server import CLOSING

TOP = Path(__file__).parents[2]
UNIT = TOP / "packaging/regbot.service"
PROGRAM = "/opt/regbot/bin/regbot"


def unit() -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=False)  # SystemCallFilter= stands twice
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names as they are written
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


def analyze(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run systemd-analyze; without it the test is skipped, with a warning at the end of the run."""
    program = shutil.which("systemd-analyze")
    if program is None:
        message = (
            "systemd-analyze is not installed (Debian: apt-get install systemd): the unit is not verified"
        )
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn(message, stacklevel=2)
        pytest.skip(message)
    environ = {**os.environ, "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": ""}
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=120, check=False, env=environ
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The unit with programs that exist on this machine."""
    program = tmp_path / "regbot"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    path = tmp_path / "regbot.service"
    text = UNIT.read_text(encoding="utf-8")
    for name in (PROGRAM, "/bin/kill"):
        assert name in text
        text = text.replace(name, str(program))
    path.write_text(text, encoding="utf-8")
    return path


def test_systemd_has_nothing_to_say_about_the_unit(file: Path) -> None:
    done = analyze("verify", "--man=no", str(file))
    assert (0, "") == (done.returncode, done.stderr.strip()), done.stderr


def test_systemd_would_say_if_there_were(file: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("\n[Service]\nProtectEverything=yes\n")
    assert "ProtectEverything" in analyze("verify", "--man=no", str(file)).stderr


def test_little_of_the_machine_is_exposed(file: Path) -> None:
    # Of 100; without the options it is 96.
    done = analyze("security", "--offline=true", "--threshold=15", "--no-pager", str(file))
    assert 0 == done.returncode, done.stdout


def test_the_command_is_understood() -> None:
    program, name, *rest = unit()["ExecStart"].split()
    assert (PROGRAM, "server") == (program, name)
    parameters = get_command(app).commands[name].make_context(name, rest).params  # type: ignore[attr-defined]  # a group
    assert ("/etc/regbot/regbot.yml", "127.0.0.1:8090") == (parameters["config"], parameters["listen"])


def test_a_stop_lasts_longer_than_the_server_takes_whatever_hangs() -> None:
    assert parse_duration(unit()["TimeoutStopSec"]) >= Defaults().grace_period + CLOSING + TELLING
    assert "143" == unit()["SuccessExitStatus"]


def test_the_state_directory_is_where_the_documents_say() -> None:
    assert "regbot" == unit()["StateDirectory"]
    assert "/var/lib/regbot" in (TOP / "docs/operations.md").read_text(encoding="utf-8")


def test_no_secret_is_given_by_the_environment() -> None:
    assert not re.search(r"^Environment", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
