import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbot.duration import format_duration, parse_duration, parse_nanoseconds


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("0", 0),
        ("-0", 0),
        ("1h15m", 4500_000_000_000),
        ("1.5h", 5400_000_000_000),
        (".5s", 500_000_000),
        ("1.s", 1_000_000_000),
        ("-2m", -120_000_000_000),
        ("+1ns", 1),
        ("1us", 1000),
        ("1\u00b5s", 1000),
        ("1\u03bcs", 1000),
        ("30s1h", 3630_000_000_000),
        ("1ms1ms", 2_000_000),
        ("9223372036854775807ns", (1 << 63) - 1),
        ("-9223372036854775808ns", -(1 << 63)),
    ],
)
def test_durations_are_read_as_go_reads_them(text: str, nanoseconds: int) -> None:
    assert nanoseconds == parse_nanoseconds(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'invalid duration ""'),
        ("-", 'invalid duration "-"'),
        ("1", 'missing unit in duration "1" (for example 1s)'),
        ("1d", 'unknown unit "d" in duration "1d"'),
        ("2w", 'unknown unit "w" in duration "2w"'),
        ("1h 2m", 'unknown unit "h " in duration "1h 2m"'),
        (" 1h", 'invalid duration " 1h"'),
        (".s", 'invalid duration ".s"'),
        ("1H", 'unknown unit "H" in duration "1H"'),
        ("9223372036854775808ns", 'invalid duration "9223372036854775808ns": out of range'),
        ("\u0661s", 'invalid duration "\u0661s"'),
    ],
)
def test_what_go_rejects_is_rejected_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(ValueError, match="duration") as raised:
        parse_duration(text)
    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (3600, "1h0m0s"),
        (150, "2m30s"),
        (0.5, "500ms"),
        (1.5, "1.5s"),
        (1e-6, "1\u00b5s"),
        (2e-9, "2ns"),
        (-90, "-1m30s"),
        (3661.001, "1h1m1.001s"),
    ],
)
def test_durations_print_as_go_prints_them(seconds: float, text: str) -> None:
    assert text == format_duration(seconds)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_what_is_printed_reads_back_the_same(nanoseconds: int) -> None:
    assert nanoseconds == parse_nanoseconds(format_duration(nanoseconds / 1e9))
