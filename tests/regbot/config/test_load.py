import io
import sys
from pathlib import Path

import pytest

from regbot.config.load import load_config
from regbot.config.model import Config
from regbot.errors import ConfigError


def load(text: str) -> Config:
    return load_config("f.yml", text).config


def warnings(text: str) -> list[str]:
    return [str(problem) for problem in load_config("f.yml", text).warnings]


def errors(text: str) -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load_config("f.yml", text)
    return str(raised.value).split("\n")


AS_DURATION = "(allowed: for example 30s, 10m or 1h15m)"
AS_INTEGER = "(allowed: for example 3)"
AS_BYTES = "(allowed: for example 1048576, 0x100000 or 1_048_576)"
AS_MAP = "(allowed: entries such as key: value)"
AS_LIST = "(allowed: entries that begin with -)"
AS_FLAG = "(allowed: true, false, without quotes)"
AS_QUOTED = "(a text with ': ' in it needs quotes, a key needs a blank behind its ':')"

DOCUMENTED = """
x-hourly: &hourly
  interval: 60m
  timeout: 10m
x-nightly: &nightly
  schedule: "5 2 * * *"
  timeout: 60m
version: 1
creds:
  - registry: registry.example.org
    user: botuser
    pass: 'Pa$$w0rd'
    credHelper: docker-credential-x
    credExpire: 1h15m
    reqPerSec: "0.5"
    reqConcurrent: 0
    blobMax: -1
    blobChunk: 0x100000
    mirrors: [a.example.org, "b.example.org:5000"]
    repoAuth: true
    apiOpts: {disableHead: true}
  - registry: localhost:5000
    tls: Disabled
defaults:
  parallel: 3
  interval: 60m
  skipDockerConfig: true
scripts:
  - <<: *hourly
    name: one
    script: |
      log "hello"
  - <<: [*nightly, *hourly]
    name: two
    timeout: 5s
    script: log "two"
"""


def test_the_documented_keys_are_read() -> None:
    config = load(DOCUMENTED)
    first, second = config.creds
    assert ("registry.example.org", "botuser", "Pa$$w0rd") == (
        first.registry,
        first.user,
        first.password.get_secret_value(),
    )
    assert (4500.0, 0.5, 0, -1, 1 << 20) == (
        first.cred_expire,
        first.req_per_sec,
        first.req_concurrent,
        first.blob_max,
        first.blob_chunk,
    )
    assert ["a.example.org", "b.example.org:5000"] == first.mirrors
    assert {"disableHead": "true"} == first.api_opts
    assert ("disabled", None) == (second.tls, second.req_concurrent)
    assert [("one", 3600.0, "", 600.0), ("two", 3600.0, "5 2 * * *", 5.0)] == [
        (script.name, script.interval, script.schedule, script.timeout) for script in config.scripts
    ]
    assert [] == warnings(DOCUMENTED)


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "null", "\ufeff", "---\n", "x-a: 1", "scripts:\n"]
)
def test_a_config_may_say_nothing(text: str) -> None:
    assert Config.model_validate({}) == load(text)


def test_byte_order_mark_crlf_and_later_documents_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "regbot.yml"
    path.write_bytes(
        b"\xef\xbb\xbfscripts:\r\n  - script: |\r\n      x = 1\r\n      y = 2\r\n---\nversion: 9\n"
    )
    assert ["x = 1\ny = 2\n"] == [script.script for script in load_config(path).config.scripts]


@pytest.mark.parametrize(
    "text",
    [
        "scripts:\n  - name:\tmirror\t# nightly\n    script:\t'x = 1'\n",
        "scripts:\t\n  - name: mirror\n\t\n\t# a comment\n    script: x = 1\n",
        "x-name: &name\tmirror\nscripts:\n  - name:\t*name\n    script:\tx = 1\n",
    ],
)
def test_tabs_stand_between_the_parts_of_a_line_and_in_empty_ones(text: str) -> None:
    assert [("mirror", "x = 1")] == [(script.name, script.script) for script in load(text).scripts]


def test_tabs_stand_within_a_text_without_quotes_and_at_the_end_of_lines() -> None:
    lines = (
        "- name: a\tb \t",
        "    c\t# d",
        "  schedule:\t0\t3 * * *\t",
        "  script: | \t# Lua",
        "    x = 1\n",
    )
    [script] = load("scripts:\n" + "\n".join(lines)).scripts
    assert ("a\tb c", "0\t3 * * *", "x = 1\n") == (script.name, script.schedule, script.script)


def test_a_line_of_tabs_in_a_script_is_an_empty_one() -> None:
    lines = ("x = 1", "\t", "if x then", "\ty = 2", "end")
    text = "scripts:\n  - script: |\n" + "".join(
        f"{line}\n" if line == "\t" else f"      {line}\n" for line in lines
    )
    [script] = load(text + "    name: a\n").scripts
    assert ("x = 1\n\nif x then\n\ty = 2\nend\n", "a") == (script.script, script.name)


@pytest.mark.parametrize("directive", ["%YAML 1.1", "%YAML 1.2", "%TAG ! tag:example.org,2026:"])
def test_a_directive_before_the_document_changes_nothing(directive: str) -> None:
    text = f"{directive}\n---\nscripts:\n  - name: yes\n    timeout: 1m\n"
    assert [("yes", 60)] == [(script.name, script.timeout) for script in load(text).scripts]


@pytest.mark.parametrize("version", ["0", "1", '"1"', "-3", "", "0x1"])
def test_version_one_has_many_spellings(version: str) -> None:
    assert 1 == load(f"version: {version}").version


def test_later_versions_are_refused() -> None:
    assert ["f.yml:1:10: version: unsupported config version 2 (allowed: 1, or leave it out)"] == errors(
        "version: 2"
    )


def test_explicit_keys_rule_over_merged_ones_wherever_they_stand() -> None:
    text = "x-a: &a {name: merged, timeout: 1s}\nscripts:\n  - name: explicit\n    <<: *a\n"
    assert ("explicit", 1.0) == (load(text).scripts[0].name, load(text).scripts[0].timeout)


def test_two_merges_and_an_inline_one_work_and_the_earlier_rules() -> None:
    text = "scripts:\n  - <<: {name: first, timeout: 1s}\n    <<: {name: second, script: x()}\n"
    script = load(text).scripts[0]
    assert ("first", 1.0, "x()") == (script.name, script.timeout, script.script)


def test_of_duplicate_keys_the_last_one_rules_with_a_warning() -> None:
    text = "defaults:\n  parallel: 2\n  parallel: 3\n"
    assert 3 == load(text).defaults.parallel
    assert ["f.yml:3:3: defaults.parallel: written twice in one map; the last one rules"] == warnings(text)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "scripts:\n  - frequency: 5m\n    script: x()",
            "f.yml:2:5: scripts[0].frequency: unknown key (did you mean interval?)",
        ),
        ("Scripts: []", "f.yml:1:1: Scripts: unknown key (did you mean scripts?)"),
        ("sync: []", "f.yml:1:1: sync: unknown key: one of regsync's, without effect here"),
        (
            "defaults: {cacheTime: 5m}",
            "f.yml:1:12: defaults.cacheTime: unknown key: one of regsync's, without effect here",
        ),
        (
            "scripts:\n  - intervall: 5m\n    script: x()",
            "f.yml:2:5: scripts[0].intervall: unknown key (did you mean interval?)",
        ),
        (
            "creds:\n  - registry: a.io\n    password: x",
            "f.yml:3:5: creds[0].password: unknown key (did you mean pass?)",
        ),
        (
            "creds:\n  - registry: a.io\n    req_per_sec: 1",
            "f.yml:3:5: creds[0].req_per_sec: unknown key (did you mean reqPerSec?)",
        ),
        ("zebra: 1", "f.yml:1:1: zebra: unknown key"),
        ("creds:\n  - user: a", "f.yml:2:5: creds[0]: ignored: it names no registry"),
        ("creds:\n  -", "f.yml:2:4: creds[0]: ignored: it names no registry"),
        (
            "creds:\n  - registry: a.io\n    scheme: http",
            "f.yml:3:5: creds[0].scheme: no effect; for http set tls: disabled",
        ),
        (
            "scripts:\n  - {name: a, script: x()}\n  - {name: a, script: y()}",
            "f.yml:3:12: scripts[1].name: another script is called a too",
        ),
        (
            "scripts:\n  - name: a",
            "f.yml:2:5: scripts[0]: it has no script: nothing runs (allowed: script or scriptFile)",
        ),
    ],
)
def test_what_has_no_effect_is_warned_about_with_its_place(text: str, warning: str) -> None:
    assert [warning] == warnings(text)


@pytest.mark.parametrize("key", ["pass", "token", "clientKey"])
@pytest.mark.parametrize(
    "value",
    [
        "a{{hunter2}}",
        "{{$hunter2}}",
        "{{.hunter2}}",
        "{{1hunter2}}",
        "{{if hunter2}}",
        '{{template "hunter2"}}',
    ],
)
def test_a_secret_with_braces_in_it_is_not_repeated(key: str, value: str) -> None:
    (error,) = errors(f"creds:\n  - registry: a.io\n    {key}: '{value}'\n")
    hidden = 'what stands between {{ and }} is no template, and not shown here (for plain braces: {{"{{"}})'
    place = f"f.yml:3:{len(key) + 7}: creds[0].{key}: template: out:1: "
    assert (place + hidden) == error


def test_the_functions_of_a_secret_say_what_failed() -> None:
    text = "creds:\n  - registry: a.io\n    pass: '{{file \"/no\"}}'\n"
    assert [
        "f.yml:3:11: creds[0].pass: template: out:1: error calling file: open /no: no such file or directory"
    ] == errors(text)


NEGATIVE = "no effect: a negative number counts as left out"


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("defaults:\n  parallel: -4", f"f.yml:2:13: defaults.parallel: {NEGATIVE}"),
        (
            "defaults:\n  jitter: -4s",
            "f.yml:2:11: defaults.jitter: no effect: a negative time counts as left out",
        ),
        (
            "defaults:\n  gracePeriod: -4s",
            "f.yml:2:16: defaults.gracePeriod: no effect: a negative time is over at once, as 0 is",
        ),
        ("defaults:\n  blobLimit: -4", f"f.yml:2:14: defaults.blobLimit: {NEGATIVE}"),
        ("creds:\n  - {registry: a.io, blobChunk: -1}", f"f.yml:2:33: creds[0].blobChunk: {NEGATIVE}"),
        (
            "creds:\n  - {registry: a.io, credExpire: -1h}",
            "f.yml:2:34: creds[0].credExpire: no effect: a negative time is over at once, as 0 is",
        ),
        (
            "creds:\n  - {registry: a.io, apiOpts: {disableHead: maybe}}",
            ("f.yml:2:45: creds[0].apiOpts.disableHead: no effect: only true has one (allowed: true, false)"),
        ),
        (
            "creds:\n  - registry: a.io/team",
            (
                "f.yml:2:15: creds[0].registry: no effect: images name a registry by HOST or HOST:PORT, "
                "without a path (see pathPrefix)"
            ),
        ),
        ("creds:\n  - {registry: a.io, api: docker}", "f.yml:2:22: creds[0].api: no effect"),
    ],
)
def test_a_value_that_the_reference_takes_and_ignores_is_warned_about(text: str, warning: str) -> None:
    assert [warning] == warnings(text)


@pytest.mark.parametrize(
    "text",
    [
        "defaults: {parallel: 0, blobLimit: 0}",
        "creds: [{registry: a.io, blobChunk: 0, blobMax: -1, credExpire: 0, apiOpts: {disableHead: false}}]",
        "creds: [{registry: 'https://index.docker.io/v1/', apiOpts: {disableHead: True}}]",
        "creds: [{registry: 'http://localhost:5000/', api: ''}]",
    ],
)
def test_a_value_that_says_what_holds_anyway_is_no_warning(text: str) -> None:
    assert [] == warnings(text)


def test_user_extensions_are_not_looked_at_anywhere() -> None:
    text = "x-a: {b: [1]}\ncreds:\n  - registry: a.io\n    x-b: 1\nscripts:\n  - x-c: {}\n    script: n()\n"
    assert [] == warnings(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "defaults:\n  timeout: 5",
            f"f.yml:2:12: defaults.timeout: must be a duration with a unit, got a number {AS_DURATION}",
        ),
        (
            "defaults:\n  timeout: 1d",
            f'f.yml:2:12: defaults.timeout: unknown unit "d" in duration "1d" {AS_DURATION}',
        ),
        (
            "defaults:\n  timeout: []",
            f"f.yml:2:12: defaults.timeout: must be a duration, got a list {AS_DURATION}",
        ),
        (
            "defaults:\n  parallel: two",
            f"f.yml:2:13: defaults.parallel: must be an integer, got text {AS_INTEGER}",
        ),
        (
            "defaults:\n  parallel: 1.5",
            f"f.yml:2:13: defaults.parallel: must be an integer, got a number {AS_INTEGER}",
        ),
        (
            "defaults:\n  skipDockerConfig: yes",
            f"f.yml:2:21: defaults.skipDockerConfig: must be a boolean, got text {AS_FLAG}",
        ),
        (
            "defaults:\n  skipDockerConfig: 'true'",
            f"f.yml:2:21: defaults.skipDockerConfig: must be a boolean, got text {AS_FLAG}",
        ),
        ("defaults: 5", f"f.yml:1:11: defaults: must be a map, got a number {AS_MAP}"),
        ("scripts: {a: b}", f"f.yml:1:10: scripts: must be a list, got a map {AS_LIST}"),
        ("scripts:\n  - foo", f"f.yml:2:5: scripts[0]: must be a map, got text {AS_MAP}"),
        ("scripts:\n  - script: [a]", "f.yml:2:13: scripts[0].script: must be text, got a list"),
        (
            "creds:\n  - tls: false",
            (
                "f.yml:2:10: creds[0].tls: unknown TLS value, got a boolean "
                "(allowed: enabled, insecure, disabled)"
            ),
        ),
        (
            "defaults:\n  sandbox: closed",
            'f.yml:2:12: defaults.sandbox: unknown sandbox, got "closed" (allowed: open, strict)',
        ),
        (
            "creds:\n  - tls: maybe",
            'f.yml:2:10: creds[0].tls: unknown TLS value, got "maybe" (allowed: enabled, insecure, disabled)',
        ),
        (
            "creds:\n  - priority: -1",
            "f.yml:2:15: creds[0].priority: must not be negative (allowed: 0 and more)",
        ),
        (
            "creds:\n  - blobMax: 10MB",
            f"f.yml:2:14: creds[0].blobMax: must be a number of bytes, got text {AS_BYTES}",
        ),
        (
            "creds:\n  - reqPerSec: fast",
            "f.yml:2:16: creds[0].reqPerSec: must be a number, got text (allowed: for example 0.5 or 20)",
        ),
        (
            "creds:\n  - reqPerSec: -1",
            "f.yml:2:16: creds[0].reqPerSec: must not be negative or infinite (allowed: 0 and more)",
        ),
        (
            "creds:\n  - registry: a.io\n    mirrors: x",
            f"f.yml:3:14: creds[0].mirrors: must be a list, got text {AS_LIST}",
        ),
        ("creds:\n  - mirrors: [[a]]", "f.yml:2:15: creds[0].mirrors[0]: must be text, got a list"),
        (
            "creds:\n  - user: '{{nofunc}}'",
            'f.yml:2:11: creds[0].user: template: out:1: function "nofunc" not defined',
        ),
        (
            "creds:\n  - registry: '{{file \"/no\"}}'",
            (
                "f.yml:2:15: creds[0].registry: template: out:1: "
                "error calling file: open /no: no such file or directory"
            ),
        ),
        ("- a", f"f.yml:1:1: must be a map, got a list {AS_MAP}"),
        ("just text", f"f.yml:1:1: must be a map, got text {AS_MAP}"),
        (
            "a: b: c",
            f"f.yml:1:5: unexpected ':' {AS_QUOTED}",
        ),
        ("a:\n\tb: 1", "f.yml:2:1: tabs cannot indent, only blanks can"),
        (
            "a: *nope",
            "f.yml:1:4: an alias without an anchor before it (a text that begins with * needs quotes)",
        ),
        ("a: &a [*a]", "f.yml:1:4: an alias inside the value that it names"),
        ("a: &a {<<: *a}", "f.yml:1:4: an alias inside the value that it names"),
        ("a: {<<: text}", "f.yml:1:9: only maps can be merged with <<"),
        (
            "? [a]\n: b",
            "f.yml:1:3: a key must be a plain word (a text that begins with { or [ needs quotes)",
        ),
        ("a: [1\nb: 2", "f.yml:1:4: this [ is not closed, or a ',' is missing in it"),
        ("a: \x01", "f.yml: unacceptable character #x0001: special characters are not allowed"),
        ('a: "x', "f.yml:1:4: a text in quotes that does not end"),
        (
            'scripts:\n  - name: "a\\ud800"',
            "f.yml:2:11: half a character (\\ud800 to \\udfff stand in pairs)",
        ),
    ],
)
def test_each_mistake_is_one_line_with_its_place(text: str, error: str) -> None:
    assert [error] == errors(text)


def test_a_character_in_two_escapes_is_one_as_in_json() -> None:
    assert "a\U0001f600" == load('scripts: [{"name": "a\\ud83d\\ude00"}]').scripts[0].name


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        "version: 2\ncreds:\n  - tls: maybe\n    pass: '{{x}}'\n    priority: -1\nscripts:\n  - timeout: 1d\n"
    )
    assert ["1:10", "3:10", "4:11", "5:15", "7:14"] == [
        ":".join(line.split(":")[1:3]) for line in errors(text)
    ]


def test_no_error_shows_a_secret() -> None:
    text = "creds:\n  - pass: [hunter2hunter2]\n    token: {a: hunter2}\n    clientKey: [hunter2]\n"
    assert "hunter2" not in "".join(errors(text))
    assert "hunter2" not in repr(load("creds:\n  - registry: a.io\n    pass: hunter2hunter2\n"))
    assert "hunter2" not in "".join(errors("creds:\n  - pass: *hunter2\n"))


def test_a_text_may_look_like_a_number_or_be_missing() -> None:
    text = "scripts:\n  - name: 0123\n    script: 12\n  - name:\n    script: ~\n"
    config = load(text)
    assert [] == warnings(text)
    assert [("0123", "12"), ("", "")] == [(script.name, script.script) for script in config.scripts]


def test_exotic_numbers_are_numbers() -> None:
    config = load(
        "creds:\n  - registry: a.io\n    blobChunk: 1_000\n    priority: '7'\n    reqPerSec: 1e1\n"
        "    credExpire: 1000000000\n"
    )
    creds = config.creds[0]
    assert (1000, 7, 10.0, 1.0) == (creds.blob_chunk, creds.priority, creds.req_per_sec, creds.cred_expire)


@pytest.mark.parametrize(
    ("registry", "name", "tls"),
    [
        ("http://localhost:5000", "localhost:5000", "disabled"),
        ("https://registry.example.org/", "registry.example.org", "enabled"),
        ("https://index.docker.io/v1/", "docker.io", "enabled"),
        ("registry-1.docker.io", "docker.io", "enabled"),
        ("localhost:5000", "localhost:5000", "enabled"),
    ],
)
def test_registry_names_as_docker_writes_them(registry: str, name: str, tls: str) -> None:
    creds = load(f"creds:\n  - registry: {registry}\n").creds[0]
    assert (name, tls) == (creds.registry, creds.tls)


def test_a_scheme_does_not_rule_over_a_written_tls() -> None:
    assert "insecure" == load("creds:\n  - registry: http://a.io\n    tls: insecure\n").creds[0].tls


def test_templates_are_expanded_where_the_documents_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHO", "me")
    keys = "user", "pass", "regcert", "clientCert", "clientKey"
    text = "creds:\n  - registry: '{{env \"WHO\"}}.io'\n    hostname: '{{env \"WHO\"}}'\n" + "".join(
        f"    {key}: '{{{{env \"WHO\"}}}}'\n" for key in keys
    )
    creds = load(text).creds[0]
    assert ("me.io", "me", "me", "me", "me", "me") == (
        creds.registry,
        creds.user,
        creds.password.get_secret_value(),
        creds.regcert,
        creds.client_cert,
        creds.client_key.get_secret_value(),
    )
    assert '{{env "WHO"}}' == creds.hostname


@pytest.mark.parametrize(
    ("script", "default", "seconds"),
    [
        ("", "", None),
        ("", "10s", 10.0),
        ("5s", "10s", 5.0),
        ('"0"', "10s", 10.0),
        ("0", "", None),
        ("-1s", "10s", None),
        ("", "-10s", None),
    ],
)
def test_the_default_timeout_fills_in_where_a_script_has_none(
    script: str, default: str, seconds: float | None
) -> None:
    config = load(f"defaults: {{timeout: {default}}}\nscripts:\n  - timeout: {script}\n")
    assert seconds == config.timeout_of(config.scripts[0])


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ConfigError) as raised:
        load_config("/no/such.yml")
    assert "open /no/such.yml: no such file or directory" == str(raised.value)


def test_bytes_that_are_no_text_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"version: 1\nx: \xff\n")
    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path / "a.yml")
    assert f"{tmp_path}/a.yml:2:4: not UTF-8 text" == str(raised.value)


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sys,
        "stdin",
        io.TextIOWrapper(io.BytesIO(b"scripts:\n  - nme: x\n    script: x()\n"), encoding="utf-8"),
    )
    loaded = load_config("-")
    assert ["<stdin>:2:5: scripts[0].nme: unknown key (did you mean name?)"] == [*map(str, loaded.warnings)]
    assert Path.cwd() == loaded.base_dir


def test_nested_aliases_cannot_fill_the_memory() -> None:
    lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a, a]"]
    lines += [f"x{n}: &x{n} [" + ", ".join([f"*x{n - 1}"] * 10) + "]" for n in range(1, 12)]
    (error,) = errors("\n".join(lines))
    assert error.endswith("too many values (do aliases nest?)")


def test_deep_nesting_is_an_error_not_a_crash() -> None:
    (error,) = errors("a: " + "[" * 5000 + "]" * 5000)
    assert "nested too deeply" in error


@pytest.mark.parametrize(("text", "seconds"), [("1h15m", 4500.0), ("30s", 30.0), ("1000000000", 1.0)])
def test_f10_a_credential_expires_after_a_duration_or_nanoseconds(text: str, seconds: float) -> None:
    assert seconds == load(f"creds:\n  - {{registry: a.io, credExpire: {text}}}\n").creds[0].cred_expire
