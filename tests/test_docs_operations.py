"""What operations.md and SECURITY.md show is there: tests, configs, pipelines, messages, units."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from regbot.config.load import load_config

TOP = Path(__file__).parents[1]
OPERATIONS = (TOP / "docs/operations.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The code blocks of docs/operations.md in a language."""
    return [text for name, text in _BLOCK.findall(OPERATIONS) if name == language]


def test_every_test_that_security_names_exists() -> None:
    security = (TOP / "SECURITY.md").read_text(encoding="utf-8")
    named = _TEST.findall(security)
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TOP / path).is_file()
        or not re.search(rf"def {name}\(", (TOP / path).read_text(encoding="utf-8"))
    ]
    assert [] == missing
    rows = [
        row for row in re.findall(r"^\| (.+) \|$", security, re.MULTILINE) if not row.startswith("Promise")
    ]
    assert [] == [row for row in rows if not _TEST.search(row)]
    assert len(rows) > 10


def test_every_config_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hub").write_text("hunter2hunter2\n", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    configs = [text for text in blocks("yaml") if re.match(r"(creds|defaults|scripts):", text)]
    for text in configs:
        loaded = load_config("operations.yml", text=text)
        assert () == loaded.warnings
        assert "hunter2hunter2" == loaded.config.creds[0].password.get_secret_value()
    assert 1 == len(configs)


def test_the_pipelines_are_yaml_and_pinned_to_this_version() -> None:
    from regbot import __version__

    github, gitlab = [
        YAML(typ="safe").load(text) for text in blocks("yaml") if not text.startswith(("creds", "defaults"))
    ]
    steps = github["jobs"]["mirror"]["steps"]
    assert all(re.search(r"@v\d+$", step["uses"]) for step in steps if "uses" in step)
    assert (TOP / "scripts/regbot").is_file()
    assert gitlab["mirror"]["image"]["name"].endswith(f":{__version__}")


def test_the_drop_ins_fit_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
    binary = tmp_path / "regbot"
    binary.write_text("#!/bin/sh\n", encoding="utf-8")
    binary.chmod(0o755)
    unit = (TOP / "packaging/regbot.service").read_text(encoding="utf-8")
    for name in ("/opt/regbot/bin/regbot", "/bin/kill"):
        unit = unit.replace(name, str(binary))
    assert len(blocks("ini")) == 2
    for text in blocks("ini"):
        path = tmp_path / "regbot.service"
        path.write_text(f"{unit}\n{text}", encoding="utf-8")
        done = subprocess.run(
            [program, "verify", "--man=no", str(path)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert (0, "") == (done.returncode, done.stderr.strip())


def test_every_symptom_is_a_message_of_the_program() -> None:
    table = OPERATIONS.partition("## When something is wrong")[2].partition("## The security model")[0]
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", table, re.MULTILINE)
    quoted = [text for row in rows for text in re.findall(r"`([^`]+)`", row[0])]
    quoted += ["No schedule or interval found, ignoring", "Failed to schedule cron"]
    assert all(text in table for text in quoted)
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((TOP / "regbot").rglob("*.py"))
    ).replace("{status}", "401")
    # Words of the C library, of OpenSSL and of our own with numbers in them.
    others = {"[http 403]", "Connection refused", "certificate verify failed", "lost", "tag.delete"}
    missing = [
        text
        for text in quoted
        if text not in others and text.partition(": Name")[0].partition(" of 10m0s")[0] not in source
    ]
    assert [] == missing
    assert len(quoted) > 12


def test_what_compose_is_told_exists() -> None:
    services = YAML(typ="safe").load((TOP / "compose.yaml").read_text(encoding="utf-8"))["services"]
    lines = [line for text in blocks("sh") for line in text.splitlines() if "docker compose" in line]
    for line in lines:
        words = shlex.split(line, comments=True)
        verb = words[words.index("compose") + 1]
        assert verb in {"up", "logs", "exec", "kill", "run"}
        assert verb == "up" or "regbot" in words
    assert "regbot" in services
    assert len(lines) > 5
