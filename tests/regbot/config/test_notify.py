"""Whom the server tells how runs ended: the keys `notify`, `ping` and `pingFailure`."""

import re
from pathlib import Path

import pytest

from regbot.config.load import load_config
from regbot.config.model import Config
from regbot.errors import ConfigError

SECRET = "https://hooks.example.org/services/T0/B0/verysecret"


def load(text: str) -> Config:
    return load_config("regbot.yml", text).config


def refused(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text)
    return str(caught.value).splitlines()


def test_what_is_left_out_has_its_usual_value() -> None:
    (entry,) = load(f"notify: [{{url: '{SECRET}'}}]").notify
    assert (SECRET, ["failure", "recovery"], "json", [], 3600.0) == (
        entry.url.get_secret_value(), entry.on, entry.format, entry.scripts, entry.repeat,
    )  # fmt: skip
    assert "verysecret" not in repr(entry)


def test_every_key_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK", SECRET)
    text = """
notify:
  - url: '{{env "HOOK"}}'
    on: [failure, change, failure]
    format: slack
    scripts: [a]
    repeat: 0
  - {url: http://h/, on: recovery, format: text}
scripts: [{name: a, script: ''}]
"""
    one, two = load(text).notify
    assert (SECRET, ["failure", "change"], "slack", ["a"], 0.0) == (
        one.url.get_secret_value(), one.on, one.format, one.scripts, one.repeat,
    )  # fmt: skip
    assert (["recovery"], "text") == (two.on, two.format)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{url: hooks.example.org/x}", ":1:16: notify[0].url: must be a web address"),
        ("{url: 'ftp://hooks.example.org/x'}", ":1:16: notify[0].url: must be a web address"),
        ("{url: 'https:///verysecret'}", ":1:16: notify[0].url: must be a web address"),
        ("{url: 'https://h:99999/verysecret'}", ":1:16: notify[0].url: must be a web address"),
        ("{url: 'https://h/ verysecret'}", ":1:16: notify[0].url: must be a web address"),
        ("{url: [verysecret]}", ":1:16: notify[0].url: must be text, got a list"),
        ("{on: failure}", ":1:10: notify[0]: it has no url: nobody is told"),
        (
            f"{{url: '{SECRET}', on: [failure, sucess]}}",
            'notify[0].on: unknown event, got "sucess" (allowed: failure, recovery, change)',
        ),
        (
            f"{{url: '{SECRET}', on: {{a: b}}}}",
            "notify[0].on: must be text, got a map",
        ),
        (
            f"{{url: '{SECRET}', format: xml}}",
            'notify[0].format: unknown format, got "xml" (allowed: json, slack, text)',
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_without_the_secret(entry: str, expected: str) -> None:
    message = refused(f"notify: [{entry}]")
    assert expected in message[0]
    assert "verysecret" not in "".join(message)


def test_what_has_no_effect_is_warned_about() -> None:
    text = f"notify: [{{url: '{SECRET}', scripts: [mirrr], on: []}}]\nscripts: [{{name: mirror, script: ''}}]"
    loaded = load_config("regbot.yml", text)
    assert [
        ("notify[0].on", "no effect: an empty list: nothing is told"),
        ("notify[0].scripts[0]", 'no effect: no script is called "mirrr"'),
    ] == sorted((warning.key, warning.message) for warning in loaded.warnings)


def test_an_unknown_key_is_warned_about_with_the_nearest() -> None:
    loaded = load_config("regbot.yml", f"notify: [{{url: '{SECRET}', webhook: x, repeats: 1h}}]")
    assert [
        ("notify[0].webhook", "unknown key (did you mean url?)"),
        ("notify[0].repeats", "unknown key (did you mean repeat?)"),
    ] == [(warning.key, warning.message) for warning in loaded.warnings]


def test_a_script_has_its_own_pings_those_of_the_defaults_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PING", "https://ping.example.org/KEY")
    text = """
defaults:
  ping: '{{env "PING"}}/{script}'
  pingFailure: 'https://ping.example.org/KEY/{script}/fail'
scripts:
  - {name: a b, script: ''}
  - {name: own, script: '', ping: 'https://other.example.org/'}
  - {name: none, script: '', ping: '', pingFailure: ''}
"""
    config = load(text)
    assert [
        ("https://ping.example.org/KEY/a%20b", "https://ping.example.org/KEY/a%20b/fail"),
        ("https://other.example.org/", "https://ping.example.org/KEY/own/fail"),
        ("", ""),
    ] == [config.pings_of(script) for script in config.scripts]
    assert "KEY" not in repr(config)


def test_a_wrong_ping_is_told_without_its_value() -> None:
    message = refused("scripts: [{name: a, script: '', ping: verysecret}]")
    assert "scripts[0].ping: must be a web address" in message[0]
    assert "verysecret" not in "".join(message)


def test_the_examples_of_the_document_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK", SECRET)
    monkeypatch.setenv("PING_KEY", "KEY")
    text = (Path(__file__).parents[3] / "docs/notices.md").read_text(encoding="utf-8")
    hooks, pings = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert [SECRET, "https://automation.example.org/regbot"] == [
        entry.url.get_secret_value() for entry in load(hooks).notify
    ]
    config = load(pings)
    assert [("https://hc.example.org/KEY/mirror", "https://hc.example.org/KEY/mirror/fail"), ("", "")] == [
        config.pings_of(script) for script in config.scripts
    ]
