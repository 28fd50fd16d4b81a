"""Faults of the Go regbot that lie in its config, by their numbers."""

from pathlib import Path

import pytest

from regbot import cron
from regbot.config.load import load_config
from regbot.errors import ConfigError


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("frequency: 5m", "interval"),
        ("intervall: 5m", "interval"),
        ("Script: log('x')", "script"),
        ("schedul: '0 0 * * *'", "schedule"),
    ],
)
def test_f12_an_unknown_key_is_warned_about_with_the_nearest_name(line: str, nearest: str) -> None:
    """The Go program says nothing, and such a script never runs."""
    warnings = [str(each) for each in load_config("f.yml", f"scripts:\n  - name: a\n    {line}\n").warnings]
    (warning,) = [each for each in warnings if each.startswith("f.yml:3:5: ")]
    assert nearest in warning.partition(line.partition(":")[0])[2]


def test_f12_a_duplicate_key_is_warned_about() -> None:
    text = "scripts:\n  - name: a\n    script: one()\n    script: two()\n"
    loaded = load_config("f.yml", text)
    assert ["two()"] == [script.script for script in loaded.config.scripts]
    assert any("f.yml:4:5" in str(warning) for warning in loaded.warnings)


def test_f12_an_unknown_api_option_is_warned_about() -> None:
    text = "creds:\n  - registry: a.io\n    apiOpts:\n      disablehead: true\n"
    assert ["f.yml:4:7: creds[0].apiOpts.disablehead: unknown key (did you mean disableHead?)"] == [
        str(each).splitlines()[0] for each in load_config("f.yml", text).warnings
    ]


def test_f12_users_own_keys_are_left_alone() -> None:
    assert () == tuple(load_config("f.yml", "x-mine: {anything: 1}\nscripts: []\n").warnings)


def test_f13_merge_lists_and_keys_before_a_merge_follow_yaml() -> None:
    """The Go program rejects the list, and lets a merge that comes later overrule the key."""
    text = """
x-a: &a {timeout: 1s, name: merged}
x-b: &b {timeout: 2s, script: from_b()}
scripts:
  - name: written
    <<: [*a, *b]
"""
    (script,) = load_config("f.yml", text).config.scripts
    assert ("written", 1.0, "from_b()") == (script.name, script.timeout, script.script)


@pytest.mark.parametrize("schedule", ["TZ=UTC", "CRON_TZ=UTC", "TZ=", "0 0 * *", "61 * * * *", "@daly"])
def test_f14_a_bad_schedule_is_an_error_and_no_crash(schedule: str) -> None:
    """The Go program panics on a zone with nothing behind it."""
    with pytest.raises(cron.CronError):
        cron.parse(schedule)


def test_f40_a_template_of_a_missing_file_is_an_error_and_no_empty_password(tmp_path: Path) -> None:
    missing = tmp_path / "password"
    text = f"creds:\n  - registry: a.io\n    user: u\n    pass: '{{{{file \"{missing}\"}}}}'\n"
    with pytest.raises(ConfigError) as raised:
        load_config("f.yml", text)
    assert "f.yml:4:11" in str(raised.value)
    assert str(missing) in str(raised.value)
