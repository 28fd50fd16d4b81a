import io
import json
import logging
import re
from base64 import b64encode

import pytest
from pydantic import SecretStr

from regbot import logs
from regbot.errors import UsageError

pytestmark = pytest.mark.usefixtures("logging_restored")


def line(message: str, fields: dict[str, object], *, as_json: bool = False, level: int = logging.INFO) -> str:
    stream = io.StringIO()
    logs.configure(logs.TRACE, stream, as_json=as_json)
    logs.log(logging.getLogger("regbot.test"), level, message, fields)
    return stream.getvalue()


def field(value: object) -> str:
    return line("m", {"k": value}).split(" msg=m k=", 1)[1].removesuffix("\n")


def test_a_text_line_is_time_level_message_and_fields_in_order() -> None:
    pattern = (
        r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) level=INFO msg=\"Copy image\" b=1 a=x\n"
    )
    assert re.fullmatch(pattern, line("Copy image", {"b": 1, "a": "x"}))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("two words", '"two words"'),
        ("a=b", '"a=b"'),
        ('say "x"', r'"say \"x\""'),
        ("back\\slash", "back\\slash"),
        ("back\\slash here", r'"back\\slash here"'),
        ("line\nbreak", r'"line\nbreak"'),
        ("tab\t", r'"tab\t"'),
        ("bell\x07\x00", r'"bell\a\x00"'),
        ("gr\u00fc\u00dfe", "gr\u00fc\u00dfe"),
        ("nbsp\u00a0", r'"nbsp\u00a0"'),
        ("\U0001f600", "\U0001f600"),
        ("zero\u200bwidth", r'"zero\u200bwidth"'),
        (None, "<nil>"),
        (True, "true"),
        (3, "3"),
        (2.5, "2.5"),
        (3.0, "3"),
        (["a", 1], '"[a 1]"'),
        ({"a": 1}, "map[a:1]"),
    ],
)
def test_values_are_quoted_as_slog_quotes_them(value: object, text: str) -> None:
    assert text == field(value)


def test_json_lines_keep_the_types_of_fields() -> None:
    text = line("m", {"message": "hi \u00e4", "n": 1, "b": True, "none": None, "l": [1]}, as_json=True)
    record = json.loads(text)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d)", record.pop("time"))
    assert {
        "level": "INFO",
        "msg": "m",
        "message": "hi \u00e4",
        "n": 1,
        "b": True,
        "none": None,
        "l": [1],
    } == record
    assert "\u00e4" in text


@pytest.mark.parametrize(
    ("level", "name"),
    [(5, "DEBUG-4"), (10, "DEBUG"), (20, "INFO"), (30, "WARN"), (40, "ERROR"), (50, "ERROR+4")],
)
def test_levels_print_as_in_go(level: int, name: str) -> None:
    assert f" level={name} " in line("m", {}, level=level)


@pytest.mark.parametrize(
    ("verbosity", "shown"),
    [
        ("trace", [5, 10, 20, 30, 40]),
        ("TRACE", [5, 10, 20, 30, 40]),
        ("debug", [10, 20, 30, 40]),
        ("debug-1", [10, 20, 30, 40]),
        ("debug-4", [5, 10, 20, 30, 40]),
        ("INFO", [20, 30, 40]),
        ("info+1", [30, 40]),
        ("Warn", [30, 40]),
        ("warn+1", [40]),
        ("error", [40]),
        ("error+4", []),
        ("fatal", [40]),
        ("panic", [40]),
    ],
)
def test_verbosity_names_and_offsets(verbosity: str, shown: list[int]) -> None:
    stream = io.StringIO()
    logs.configure(logs.parse_level(verbosity), stream)
    for level in (5, 10, 20, 30, 40):
        logs.log(logging.getLogger("regbot.test"), level, f"m{level}")
    assert shown == [int(found) for found in re.findall(r"msg=m(\d+)", stream.getvalue())]


@pytest.mark.parametrize("verbosity", ["", "foo", "info+", "info +1", "+1", "info+x"])
def test_other_verbosities_are_refused(verbosity: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"unable to parse verbosity {verbosity}")):
        logs.parse_level(verbosity)


@pytest.mark.parametrize("as_json", [False, True])
def test_secrets_do_not_reach_a_line(as_json: bool) -> None:
    logs.hide_login("bot", "p/ss w0rd&x")
    text = line(
        "it was p/ss w0rd&x",
        {
            "err": "GET https://bot:other@h/v2/?a=p%2Fss%20w0rd%26x failed",
            "req-headers": {"Authorization": ["Bearer abc"], "Accept": ["json"]},
            "pairs": [["authorization", "Basic abcdef"]],
            "auth": "Basic Ym90OnAvc3MgdzByZCZ4",
            "pass": "short",
            "secret": SecretStr("whatever"),
        },
        as_json=as_json,
    )
    for secret in ("p/ss", "w0rd", "other", "abc", "Ym90", "short", "whatever"):
        assert secret not in text
    assert "json" in text
    assert "[censored]@h/v2/" in text


def test_a_reference_with_a_digest_is_not_taken_for_a_login() -> None:
    assert "ocidir://dir:tag@sha256:abc" == field("ocidir://dir:tag@sha256:abc")


def test_short_secrets_do_not_riddle_the_log() -> None:
    logs.hide("info", "")
    assert "information" == field("information")


def test_an_exception_of_a_library_is_a_field_and_no_traceback() -> None:
    stream = io.StringIO()
    logs.configure(logging.INFO, stream)
    try:
        raise OSError("it\nbroke")
    except OSError:
        logging.getLogger("asyncio").exception("Unhandled")
    assert stream.getvalue().endswith('level=ERROR msg=Unhandled err="OSError: it\\nbroke"\n')
    assert 1 == stream.getvalue().count("\n")


def test_a_line_that_cannot_be_written_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    logs.configure(logging.INFO, stream)
    stream.close()
    logs.log(logging.getLogger("regbot.test"), logging.INFO, "m")
    assert ("", "") == capsys.readouterr()


def test_a_terminal_without_unicode_gets_escapes() -> None:
    raw = io.BytesIO()
    logs.configure(logging.INFO, io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    logs.log(logging.getLogger("regbot.test"), logging.INFO, "gr\u00fc\u00dfe\udc80")
    assert b"gr\\xfc\\xdfe" in raw.getvalue()


def test_within_a_run_every_record_tells_it_in_its_last_field() -> None:
    stream = io.StringIO()
    logs.configure(logging.INFO, stream)
    mark = logs.run_id.set("r7")
    try:
        logs.log(logging.getLogger("regbot.test"), logging.INFO, "m", {"script": "a"})
        logging.getLogger("aiohttp").warning("w")
    finally:
        logs.run_id.reset(mark)
    logs.log(logging.getLogger("regbot.test"), logging.INFO, "m", {"script": "a"})

    lines = stream.getvalue().splitlines()
    assert ["msg=m script=a run=r7", "msg=w run=r7", "msg=m script=a"] == [
        line[line.index("msg=") :] for line in lines
    ]


def test_a_records_texts_are_plain_and_redacted() -> None:
    logs.hide("hunter2hunter2")
    record = logging.makeLogRecord(
        {
            "msg": "it is hunter2hunter2",
            "fields": {"n": 3.0, "token": "x", "url": "https://u:p@h/", "l": ["a"]},
        }
    )

    assert (
        "it is [censored]",
        [("n", "3"), ("token", "[censored]"), ("url", "https://[censored]@h/"), ("l", "[a]")],
    ) == logs.texts(record)


def test_of_secrets_that_replace_each_other_the_newest_are_hidden_and_the_others_always() -> None:
    logs.hide("configured-password")
    logs.hide_login("other", "of-another-giver", giver="b")
    for number in range(300):
        logs.hide_login("user", f"token-number-{number}", giver="a")
        logs.hide_login("user", "still-in-use", giver="a")
    basic = b64encode(b"user:token-number-299").decode()
    for secret in ("configured-password", "of-another-giver", "still-in-use", "token-number-299", basic):
        assert f"a {logs.CENSORED} b" == logs.redact(f"a {secret} b")
    assert "token-number-100" == logs.redact("token-number-100")
