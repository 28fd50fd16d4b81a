"""Every file of `wrong/` says what is wrong with it, and where.

`--> COLUMN SEVERITY RULE: MESSAGE` behind a line is a finding on that line, `-->^` is one on the line above;
a line may have several. In YAML the same stands in a comment of YAML's, or of Lua's inside a script.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from regbot.check import Finding, check_config, check_file

WRONG = Path(__file__).parent / "wrong"
FILES = sorted(path.name for path in WRONG.glob("*.*"))
ENVIRON = {"PATH": "/usr/bin:/bin", "DOCKER_CONFIG": "/no/such/folder"}


def expected(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for above, finding in re.findall(r"-->(\^?) (.*?)(?= -->|$)", line):
            yield number - bool(above), finding


def found(name: str) -> list[Finding]:
    return check_config(name, ENVIRON) if name.endswith(".yml") else check_file(name, ENVIRON)


def said(findings: list[Finding], name: str) -> list[tuple[int, str]]:
    return [
        (each.line, f"{each.column} {each.severity} {each.rule}: {each.message}")
        for each in findings
        if each.file == name
    ]


@pytest.mark.parametrize("name", FILES)
def test_each_mistake_is_found_at_its_place(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)  # what a message calls a file does not depend on where the tests run
    findings = found(name)
    files = {name, *(finding.file for finding in findings)}
    assert {file: [*expected(Path(file))] for file in files} == {file: said(findings, file) for file in files}
    assert findings


def test_a_required_file_is_looked_at_with_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WRONG)
    files = {finding.file for finding in found("required_file.lua")}
    assert {"parts/helper.lua", "required_file.lua"} == files


def test_every_rule_is_in_the_document() -> None:
    document = (Path(__file__).parents[3] / "docs/check.md").read_text(encoding="utf-8")
    rules = {text.split()[2].rstrip(":") for name in FILES for _, text in expected(WRONG / name)}
    of_the_config = {"config", "unknown-key", "duplicate-name", "no-script"}
    assert set() == {rule for rule in rules - of_the_config if f"`{rule}`" not in document}


def test_there_are_at_least_thirty() -> None:
    assert len(FILES) >= 30
