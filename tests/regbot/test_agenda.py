from datetime import UTC, datetime
from typing import Any

import pytest

from regbot.agenda import NONE, WRONG, Entry, agenda, problems
from regbot.config.load import load_config
from regbot.errors import ConfigError
from regbot.server import refuse

CONFIG = """\
defaults: {timeout: 1m, jitter: 5s, runAtStart: false}
scripts:
  - {name: a, interval: 15m, script: x()}
  - {name: a, schedule: '0 3 * * *', interval: 1s, timeout: 2s, runAtStart: true}
  - {script: y()}
  - {name: bad, schedule: '0 25 * * *'}
  - {name: back, interval: -5m}
  - {name: never, schedule: '0 0 30 2 *'}
  - {name: start, runAtStart: true}
"""
NOW = datetime(2025, 1, 1, tzinfo=UTC)


NEITHER = "neither schedule nor interval: it never runs (allowed: one of them, or runAtStart)"
NEGATIVE = "a negative interval (allowed: 1s and more, for example 30s, 10m or 1h15m)"


def test_each_script_has_its_key_its_timing_and_its_problem() -> None:
    entries = agenda(load_config("f.yml", CONFIG), now=NOW)
    assert [
        ("a", "every 15m", 60.0, False),
        ("a#2", "0 3 * * *", 2.0, True),
        ("", "", 60.0, False),
        ("bad", "", 60.0, False),
        ("back", "", 60.0, False),
        ("never", "", 60.0, False),
        ("start", "", 60.0, True),
    ] == [
        (entry.key, entry.timing.when if entry.timing else "", entry.timeout, entry.at_start)
        for entry in entries
    ]
    assert [5.0, 5.0] == [entry.timing.jitter for entry in entries if entry.timing is not None]
    assert [
        f"f.yml:5:5: scripts[2]: {NEITHER}",
        'f.yml:6:27: scripts[3].schedule: hour "25": out of range (allowed: 0-23)',
        f"f.yml:7:28: scripts[4].interval: {NEGATIVE}",
        'f.yml:8:29: scripts[5].schedule: "0 0 30 2 *" never comes',
    ] == [str(entry.problem) for entry in entries if entry.problem is not None]
    assert [WRONG, WRONG, WRONG] == [problem.rule for problem in problems(entries, WRONG)]
    assert 4 == len(problems(entries, WRONG, NONE))


@pytest.mark.parametrize(
    ("defaults", "script", "when"),
    [
        ("interval: 1h", "{}", "every 1h"),
        ("interval: 1h, schedule: '@daily'", "{}", "@daily"),
        ("schedule: '@daily'", "{interval: 5m}", "every 5m"),
        ("interval: 1h", "{schedule: '@daily'}", "@daily"),
        ("interval: 1h", "{interval: 0}", "every 1h"),
        ("interval: 1h", "{schedule: ' '}", "every 1h"),
    ],
)
def test_defaults_fill_in_where_a_script_has_neither(defaults: str, script: str, when: str) -> None:
    (entry,) = agenda(load_config("f.yml", f"defaults: {{{defaults}}}\nscripts: [{script}]"))
    assert entry.timing is not None
    assert when == entry.timing.when


def test_a_wrong_default_is_told_once() -> None:
    entries = agenda(load_config("f.yml", "defaults: {schedule: x}\nscripts: [{name: a}, {name: b}]"))
    (problem,) = problems(entries, WRONG)
    assert ("defaults.schedule", 1) == (problem.key, problem.line)


def test_scripts_run_at_the_start_as_the_file_or_the_command_line_says() -> None:
    loaded = load_config("f.yml", "defaults: {runAtStart: true}\nscripts: [{}, {runAtStart: false}]")
    assert [True, False] == [entry.at_start for entry in agenda(loaded)]
    assert [True, True] == [entry.at_start for entry in agenda(loaded, at_start=True)]


@pytest.mark.parametrize(
    ("scripts", "strict", "on_request", "told"),
    [
        ("", False, False, 0),
        ("{interval: 1h}, {schedule: x}", False, False, 0),
        ("{interval: 1h}, {schedule: x}", True, False, 1),
        ("{interval: 1h}, {}", True, False, 0),
        ("{}, {schedule: x}", False, False, 2),
        ("{}, {schedule: x}", False, True, 0),
        ("{runAtStart: true}", False, False, 0),
    ],
)
def test_a_config_with_nothing_to_run_is_refused(
    scripts: str, strict: bool, on_request: bool, told: int
) -> None:
    entries = agenda(load_config("f.yml", f"scripts: [{scripts}]"))
    found = 0
    try:
        refuse(entries, strict=strict, on_request=on_request)
    except ConfigError as error:
        found = len(error.problems)
    assert told == found


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        ("1m x, 5m y", ["a", "a#2"]),
        ("5m y, 1m x", ["a#2", "a"]),
        ("5m y", ["a#2"]),
        ("5m new", ["a#2"]),
        ("9m y", ["a#2"]),
        ("9m new", ["a"]),
        ("1m new, 5m new, 5m y", ["a", "a#4", "a#2"]),
        ("1m x, 1m x, 5m y", ["a", "a#4", "a#2"]),
    ],
)
def test_scripts_of_one_name_are_known_again_by_their_texts_and_times(after: str, keys: list[str]) -> None:
    def read(scripts: str, **options: Any) -> list[Entry]:
        each = [script.split() for script in scripts.split(", ")]
        text = ", ".join(f"{{name: a, interval: {every}, script: {code}()}}" for every, code in each)
        return agenda(load_config("f.yml", f"scripts: [{text}]"), **options)

    found = read(after, before=read("1m x, 5m y"), taken={"a", "a#2", "a#3"})
    assert keys == [entry.key for entry in found]
