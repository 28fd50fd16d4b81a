import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbot.timestamps import format_timestamp, parse_layout, parse_timestamp
from tests.fakes import images
from tests.fakes.lua_runner import Lua

NOW = 1_700_000_000.0


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0.0),
        ("2024-01-02T03:04:05Z", 1704164645.0),
        ("2024-01-02t03:04:05.25z", 1704164645.25),
        ("2024-01-02T04:34:05+01:30", 1704164645.0),
        ("2024-01-01 22:04:05-05:00", 1704164645.0),
        ("2024-01-03T03:03:05+23:59", 1704164645.0),
        ("2024-01-02T03:04:05.123456789Z", 1704164645.123456789),
        ("2024-01-02 03:04:05 +0000 UTC", 1704164645.0),
        ("2024-01-02 04:04:05.5 +0100 +0100", 1704164645.5),
        ("0001-01-01T00:00:00Z", -62135596800.0),
    ],
)
def test_times_are_read_without_a_layout(text: str, expected: float) -> None:
    assert expected == parse_timestamp(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2024-01-02",
        "2024-01-02T03:04:05",
        "2024-02-30T00:00:00Z",
        "2024-01-02T25:00:00Z",
        "1704164645",
        "2024-01-02T03:04:05+24:00",
        "2024-01-02T03:04:05+23:60",
        "\u0662024-01-02T03:04:05Z",
        "2024-01-02T03:04:05Z ",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_timestamp(text) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_text_of_a_time_is_read_as_that_time(when: datetime) -> None:
    whole = when.replace(microsecond=0).timestamp()
    assert whole == parse_timestamp(format_timestamp(whole)) == parse_timestamp(format_timestamp(whole + 0.5))


def test_a_layout_means_local_time_unless_it_says_otherwise(lua: Lua, berlin: None) -> None:
    script = """
      local layout = "%Y-%m-%d %H:%M:%S"
      return time.parse("2024-07-01 12:00:00", layout), time.parse("2024-07-01 12:00:00", "!" .. layout),
        time.parse("2024-07-01 12:00:00 -0400", layout .. " %z"),
        time.format(0, layout), time.format(0, "!" .. layout), time.format(0)
    """
    noon = 1719835200
    expected = [noon - 7200, noon, noon + 14400]
    assert [*expected, "1970-01-01 01:00:00", "1970-01-01 00:00:00", "1970-01-01T00:00:00Z"] == lua.run(
        script
    )


@pytest.mark.parametrize(
    "layout", ["%c", "!%d.%m.%y", "%F %T", "!%Y%m%d", "%A %B %e %j %p %I", "100%%", "!%H"]
)
def test_format_is_os_date(lua: Lua, berlin: None, layout: str) -> None:
    script = "return time.format(1704164645, layout), os.date(layout, 1704164645)"
    ours, real = lua.run(script, layout=layout)
    assert real == ours


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        ("20240102", "!%Y%m%d", 1704153600.0),
        ("nightly-2024.01.02", "!nightly-%Y.%m.%d", 1704153600.0),
        ("02/01/24", "!%d/%m/%y", 1704153600.0),
        ("2024-01-02 03:04", "!%F %R", 1704164640.0),
        ("Tue Jan  2 03:04:05 2024", "!%c", 1704164645.0),
        ("2024", "!%Y", 1704067200.0),
        ("2024 002", "!%Y %j", 1704153600.0),
        ("100% 2024", "!100%% %Y", 1704067200.0),
        ("20240102x", "!%Y%m%d", None),
        ("2024", "!%Y%m%d", None),
        ("latest", "!%Y%m%d", None),
        ("20241399", "!%Y%m%d", None),
    ],
)
def test_texts_are_read_by_a_layout(text: str, layout: str, expected: float | None) -> None:
    assert expected == parse_layout(text, layout)


def test_now_and_since_are_of_the_runs_clock(lua: Lua) -> None:
    script = "return time.now(), time.since(time.now() - 90), time.since('2023-11-14T22:13:10Z')"
    assert [NOW, 90, 10] == lua.run(script)


def test_a_duration_is_its_seconds(lua: Lua) -> None:
    assert [4500, 0.25, -30] == lua.run(
        "return time.duration('1h15m'), time.duration('250ms'), time.duration('-30s')"
    )


def test_a_creation_time_can_be_compared(lua: Lua) -> None:
    repository = lua.layout("app", images.image("one"), "one")
    script = "return time.parse(image.config(repository .. ':one').created)"
    assert 1704164645 == lua.run(script, repository=repository)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("parse('12', '%H')", "bad argument #2 to 'parse' (layout names no year)"),
        ("parse('12', '%%Y')", "layout names no year"),
        (
            "parse('12', '%Y %Q')",
            "bad argument #2 to 'parse' (layout has \"%Q\", which no time can be read by)",
        ),
        ("parse('12', '%Y%')", 'layout has "%"'),
        ("parse({})", "bad argument #1 to 'parse' (string expected, got table)"),
        ("format('x')", "bad argument #1 to 'format' (number expected, got string)"),
        ("format(1e300)", "bad argument #1 to 'format' (time out of range: 1e+300)"),
        ("format(1e300, '%Y')", "time out of range"),
        ("format(0/0)", "one that is not finite"),
        ("since('yesterday')", "bad argument #1 to 'since' (\"yesterday\" is no time such as"),
        ("duration('1d')", 'bad argument #1 to \'duration\' (unknown unit "d" in duration "1d")'),
        ("duration()", "bad argument #1 to 'duration' (duration such as '5m' expected, got no value)"),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, call: str, expected: str) -> None:
    assert expected in lua.fail(f"time.{call}")
