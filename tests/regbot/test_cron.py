from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regbot.cron import CronError, parse

BERLIN, NEW_YORK, LORD_HOWE = map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe"))


def after(start: str, schedule: str, zone: ZoneInfo | None = None) -> str | None:
    """The next time as that zone's clocks show it; without a zone, as the schedule's own do, else in UTC."""
    moment = datetime.fromisoformat(start)
    cron = parse(schedule)
    found = cron.next(moment if zone is None else moment.astimezone(zone))
    shown = zone or cron.zone or UTC
    return None if found is None else found.astimezone(shown).isoformat().removesuffix("+00:00")


@pytest.mark.parametrize(
    ("schedule", "start", "due"),
    [
        ("* * * * *", "2025-01-01T00:00:00", "2025-01-01T00:01:00"),
        ("* * * * *", "2025-01-01T00:00:59.999999", "2025-01-01T00:01:00"),
        ("* * * * *", "2025-12-31T23:59:00", "2026-01-01T00:00:00"),
        ("? ? ? ? ?", "2025-01-01T00:00:30", "2025-01-01T00:01:00"),
        ("5 2 * * *", "2025-01-01T02:04:59", "2025-01-01T02:05:00"),
        ("5 2 * * *", "2025-01-01T02:05:00", "2025-01-02T02:05:00"),
        ("*/15 * * * *", "2025-01-01T10:45:00", "2025-01-01T11:00:00"),
        ("7/20 * * * *", "2025-01-01T10:00:00", "2025-01-01T10:07:00"),
        ("7/20 * * * *", "2025-01-01T10:47:00", "2025-01-01T11:07:00"),
        ("10-20/5 * * * *", "2025-01-01T10:15:00", "2025-01-01T10:20:00"),
        ("10-20/5 * * * *", "2025-01-01T10:20:00", "2025-01-01T11:10:00"),
        ("0,30,,45 * * * *", "2025-01-01T10:30:00", "2025-01-01T10:45:00"),
        ("0 8-18/2 * * *", "2025-01-01T09:00:00", "2025-01-01T10:00:00"),
        ("0 0 1 * *", "2025-01-01T00:00:00", "2025-02-01T00:00:00"),
        ("0 0 31 * *", "2025-01-31T00:00:00", "2025-03-31T00:00:00"),
        ("0 0 * 6 *", "2025-07-01T00:00:00", "2026-06-01T00:00:00"),
        ("0 0 * JUN,dec *", "2025-07-01T00:00:00", "2025-12-01T00:00:00"),
        ("0 0 * jan-mar *", "2025-04-01T00:00:00", "2026-01-01T00:00:00"),
        ("0 0 * * 0", "2025-01-01T00:00:00", "2025-01-05T00:00:00"),
        ("0 0 * * sun", "2025-01-05T00:00:00", "2025-01-12T00:00:00"),
        ("0 0 * * mon-FRI", "2025-01-03T00:00:00", "2025-01-06T00:00:00"),
        # either day may match when neither field holds a star
        ("0 0 13 * 5", "2025-01-01T00:00:00", "2025-01-03T00:00:00"),
        ("0 0 13 * 5", "2025-01-10T00:00:00", "2025-01-13T00:00:00"),
        # both must match when one does, also as ? or */1
        ("0 0 * * 5", "2025-01-01T00:00:00", "2025-01-03T00:00:00"),
        ("0 0 13 * */1", "2025-01-01T00:00:00", "2025-01-13T00:00:00"),
        ("0 0 13 * ?", "2025-01-01T00:00:00", "2025-01-13T00:00:00"),
        # a larger step is a restriction: odd days or Mondays
        ("0 0 */2 * 1", "2025-01-05T00:00:00", "2025-01-06T00:00:00"),
        ("0 0 */2 * 1", "2025-01-06T00:00:00", "2025-01-07T00:00:00"),
        # leap days
        ("0 0 29 2 *", "2025-01-01T00:00:00", "2028-02-29T00:00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00:00", "2032-02-29T00:00:00"),
        ("0 0 29 2 *", "2096-02-29T00:00:00", "2104-02-29T00:00:00"),
        ("59 23 28-31 2 *", "2024-02-28T23:59:00", "2024-02-29T23:59:00"),
        # never
        ("0 0 30 2 *", "2025-01-01T00:00:00", None),
        ("0 0 31 4,6,9,11 *", "2025-01-01T00:00:00", None),
        (", * * * *", "2025-01-01T00:00:00", None),
        # descriptors
        ("@yearly", "2025-01-01T00:00:00", "2026-01-01T00:00:00"),
        ("@annually", "2025-06-01T00:00:00", "2026-01-01T00:00:00"),
        ("@monthly", "2025-01-15T10:00:00", "2025-02-01T00:00:00"),
        ("@weekly", "2025-01-01T00:00:00", "2025-01-05T00:00:00"),
        ("@daily", "2025-01-01T00:00:00", "2025-01-02T00:00:00"),
        ("@midnight", "2025-01-01T23:00:00", "2025-01-02T00:00:00"),
        ("@hourly", "2025-01-01T23:10:00", "2025-01-02T00:00:00"),
        # @every counts from the last time, in whole seconds, one at least
        ("@every 1h30m", "2025-01-01T00:00:00", "2025-01-01T01:30:00"),
        ("@every 2s", "2025-01-01T00:00:00.93", "2025-01-01T00:00:02"),
        ("@every 2.9s", "2025-01-01T00:00:00", "2025-01-01T00:00:02"),
        ("@every 10ms", "2025-01-01T00:00:00", "2025-01-01T00:00:01"),
        ("@every -5m", "2025-01-01T00:00:00", "2025-01-01T00:00:01"),
        # zones
        ("CRON_TZ=UTC 0 12 * * *", "2025-01-01T00:00:00", "2025-01-01T12:00:00"),
        ("TZ=Asia/Kolkata 0 12 * * *", "2025-01-01T00:00:00", "2025-01-01T12:00:00+05:30"),
        ("CRON_TZ=Asia/Kathmandu   0 0 * * *", "2025-01-01T00:00:00", "2025-01-02T00:00:00+05:45"),
        ("TZ=Europe/Berlin @daily", "2025-07-01T00:00:00", "2025-07-02T00:00:00+02:00"),
        ("TZ=Europe/Berlin @every 1h", "2025-07-01T00:00:00", "2025-07-01T03:00:00+02:00"),
    ],
)
def test_the_next_time(schedule: str, start: str, due: str | None) -> None:
    assert due == after(f"{start}+00:00", schedule)


@pytest.mark.parametrize(
    ("zone", "schedule", "start", "due"),
    [
        # Berlin, 30 March 2025: 2:00 becomes 3:00
        (BERLIN, "30 2 * * *", "2025-03-29T12:00+01:00", "2025-03-31T02:30:00+02:00"),
        (BERLIN, "0 3 * * *", "2025-03-30T00:00+01:00", "2025-03-30T03:00:00+02:00"),
        (BERLIN, "*/30 * * * *", "2025-03-30T01:30+01:00", "2025-03-30T03:00:00+02:00"),
        (BERLIN, "0 */2 * * *", "2025-03-30T00:00+01:00", "2025-03-30T04:00:00+02:00"),
        (BERLIN, "30 2 30 3 *", "2025-01-01T00:00+01:00", "2026-03-30T02:30:00+02:00"),
        (BERLIN, "@every 1h", "2025-03-30T01:30+01:00", "2025-03-30T03:30:00+02:00"),
        # Berlin, 26 October 2025: 3:00 becomes 2:00, so 2:30 comes twice
        (BERLIN, "30 2 * * *", "2025-10-26T00:00+02:00", "2025-10-26T02:30:00+02:00"),
        (BERLIN, "30 2 * * *", "2025-10-26T02:30+02:00", "2025-10-26T02:30:00+01:00"),
        (BERLIN, "30 2 * * *", "2025-10-26T02:30+01:00", "2025-10-27T02:30:00+01:00"),
        (BERLIN, "0 2 * * *", "2025-10-26T02:00+02:00", "2025-10-26T02:00:00+01:00"),
        (BERLIN, "0 3 * * *", "2025-10-26T02:59+02:00", "2025-10-26T03:00:00+01:00"),
        (BERLIN, "@hourly", "2025-10-26T02:00+02:00", "2025-10-26T02:00:00+01:00"),
        # New York, 9 March and 2 November 2025
        (NEW_YORK, "30 2 * * *", "2025-03-08T12:00-05:00", "2025-03-10T02:30:00-04:00"),
        (NEW_YORK, "@hourly", "2025-03-09T01:00-05:00", "2025-03-09T03:00:00-04:00"),
        (NEW_YORK, "0 1 * * *", "2025-11-02T00:00-04:00", "2025-11-02T01:00:00-04:00"),
        (NEW_YORK, "0 1 * * *", "2025-11-02T01:00-04:00", "2025-11-02T01:00:00-05:00"),
        (NEW_YORK, "0 1 * * *", "2025-11-02T01:00-05:00", "2025-11-03T01:00:00-05:00"),
        (NEW_YORK, "0 2 * * *", "2025-11-02T01:30-05:00", "2025-11-02T02:00:00-05:00"),
        (NEW_YORK, "0 0 1 1 *", "2025-02-01T00:00-05:00", "2026-01-01T00:00:00-05:00"),
        # Lord Howe changes by half an hour: 5 October 2025 2:00 becomes 2:30, 6 April 2025 2:00 becomes 1:30
        (LORD_HOWE, "15 2 * * *", "2025-10-04T12:00+10:30", "2025-10-06T02:15:00+11:00"),
        (LORD_HOWE, "30 2 * * *", "2025-10-05T01:00+10:30", "2025-10-05T02:30:00+11:00"),
        (LORD_HOWE, "0 2 * * *", "2025-10-05T01:59+10:30", "2025-10-06T02:00:00+11:00"),
        (LORD_HOWE, "45 1 * * *", "2025-04-06T01:00+11:00", "2025-04-06T01:45:00+11:00"),
        (LORD_HOWE, "45 1 * * *", "2025-04-06T01:45+11:00", "2025-04-06T01:45:00+10:30"),
        (LORD_HOWE, "*/30 * * * *", "2025-04-06T01:30+11:00", "2025-04-06T01:30:00+10:30"),
        # clocks that change at midnight: on 29 October 2006 0:01 became 23:01 of the day before
        (ZoneInfo("America/St_Johns"), "30 23 * * *", "2006-10-29T00:00-02:30", "2006-10-28T23:30:00-03:30"),
        (ZoneInfo("America/St_Johns"), "0 0 * * *", "2006-10-29T00:00:00-02:30", "2006-10-29T00:00:00-03:30"),
        # a day that never was: Samoa left out 30 December 2011
        (ZoneInfo("Pacific/Apia"), "0 0 * * *", "2011-12-29T00:00-10:00", "2011-12-31T00:00:00+14:00"),
    ],
)
def test_the_next_time_where_clocks_change(zone: ZoneInfo, schedule: str, start: str, due: str) -> None:
    assert due == after(start, schedule, zone)


def test_a_written_zone_rules_over_that_of_the_time_given() -> None:
    start = datetime(2025, 7, 1, 0, 0, tzinfo=NEW_YORK)
    found = parse("CRON_TZ=Europe/Berlin 0 12 * * *").next(start)
    assert datetime(2025, 7, 1, 10, 0, tzinfo=UTC) == found


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        parse("@daily").next(datetime(2025, 1, 1))  # noqa: DTZ001 (what is refused)


FIVE = "(allowed: minute hour day-of-month month day-of-week, for example 15 3 * * *)"
ZONES = "(allowed: for example UTC or Europe/Berlin)"
DESCRIPTORS = "(allowed: @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, @every 1h30m)"
WEEKDAYS = "(allowed: 0-6 or sun-sat, where Sunday is 0)"


@pytest.mark.parametrize(
    ("schedule", "error"),
    [
        ("", f"expected exactly 5 fields, found 0 {FIVE}"),
        ("* * * *", f"expected exactly 5 fields, found 4 {FIVE}"),
        ("0 0 0 * * *", f"expected exactly 5 fields, found 6 {FIVE}"),
        ("60 * * * *", 'minute "60": out of range (allowed: 0-59)'),
        ("* 24 * * *", 'hour "24": out of range (allowed: 0-23)'),
        ("* * 0 * *", 'day of month "0": out of range (allowed: 1-31)'),
        ("* * * 13 *", 'month "13": out of range (allowed: 1-12 or jan-dec)'),
        ("* * * january *", 'month "january": "january" is no number (allowed: 1-12 or jan-dec)'),
        ("* * * * 7", f'day of week "7": out of range {WEEKDAYS}'),
        ("* * * * mon#2", f'day of week "mon#2": "mon#2" is no number {WEEKDAYS}'),
        ("* * L * *", 'day of month "L": "L" is no number (allowed: 1-31)'),
        ("* * 15W * *", 'day of month "15W": "15W" is no number (allowed: 1-31)'),
        ("20-10 * * * *", 'minute "20-10": the range ends before it begins (allowed: 0-59)'),
        ("*/0 * * * *", 'minute "*/0": a step must be 1 or more (allowed: 0-59)'),
        ("*/x * * * *", 'minute "*/x": "x" is no step (allowed: 0-59)'),
        ("5/ * * * *", 'minute "5/": "" is no step (allowed: 0-59)'),
        ("-5 * * * *", 'minute "-5": "" is no number (allowed: 0-59)'),
        ("1-2-3 * * * *", 'minute "1-2-3": "2-3" is no number (allowed: 0-59)'),
        ("* * * * mon-sun", f'day of week "mon-sun": the range ends before it begins {WEEKDAYS}'),
        ("@reboot", f"unknown schedule @reboot {DESCRIPTORS}"),
        ("@Daily", f"unknown schedule @Daily {DESCRIPTORS}"),
        ("@every", f"unknown schedule @every {DESCRIPTORS}"),
        (
            "@every 1d",
            '@every: unknown unit "d" in duration "1d" (allowed: for example 30s, 10m or 1h15m)',
        ),
        ("TZ=UTC", 'a schedule must follow TZ=UTC, for example "TZ=UTC @daily"'),
        ("CRON_TZ= * * * * *", f'unknown time zone "" {ZONES}'),
        ("TZ=Mars/Olympus * * * * *", f'unknown time zone "Mars/Olympus" {ZONES}'),
        ("TZ=../../etc/passwd * * * * *", f'unknown time zone "../../etc/passwd" {ZONES}'),
        ("TZ=Europe * * * * *", f'unknown time zone "Europe" {ZONES}'),
    ],
)
def test_what_is_no_schedule_says_what_is_allowed(schedule: str, error: str) -> None:
    with pytest.raises(CronError) as raised:
        parse(schedule)
    assert error == str(raised.value)


# -- the slow, obvious oracle: look at every minute


def allows(field: str, low: int, high: int, value: int) -> bool:
    for part in field.split(","):
        span, slash, step = part.partition("/")
        first, _, last = span.partition("-")
        if first == "*":
            start, end = low, high
        else:
            start, end = int(first), int(last or (high if slash else first))
        if value in range(start, end + 1, int(step or "1")):
            return True
    return False


def is_due(schedule: str, local: datetime) -> bool:
    minute, hour, day, month, weekday = schedule.split()
    by_day, by_week = allows(day, 1, 31, local.day), allows(weekday, 0, 6, local.isoweekday() % 7)
    star = "*" in day.split(",") + weekday.split(",")
    return (
        allows(minute, 0, 59, local.minute)
        and allows(hour, 0, 23, local.hour)
        and allows(month, 1, 12, local.month)
        and ((by_day and by_week) if star else (by_day or by_week))
    )


def oracle(schedule: str, start: datetime, zone: ZoneInfo, days: int) -> datetime | None:
    moment = start.astimezone(UTC).replace(second=0, microsecond=0)
    for _ in range(days * 24 * 60):
        moment += timedelta(minutes=1)
        if is_due(schedule, moment.astimezone(zone)):
            return moment
    return None


def fields(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    base = st.one_of(st.just("*"), number.map(str), span)
    stepped = st.tuples(base, st.integers(2, 20)).map(lambda pair: f"{pair[0]}/{pair[1]}")
    return st.one_of(st.just("*"), st.lists(st.one_of(base, stepped), min_size=1, max_size=2).map(",".join))


SCHEDULES = st.tuples(fields(0, 59), fields(0, 23), fields(1, 31), st.just("*"), fields(0, 6)).map(" ".join)
CHANGES = [  # a few hours before the clocks change
    (BERLIN, datetime(2025, 3, 30, tzinfo=UTC)),
    (BERLIN, datetime(2025, 10, 26, tzinfo=UTC)),
    (NEW_YORK, datetime(2025, 3, 9, 5, tzinfo=UTC)),
    (NEW_YORK, datetime(2025, 11, 2, 4, tzinfo=UTC)),
    (LORD_HOWE, datetime(2025, 4, 5, 13, tzinfo=UTC)),
    (LORD_HOWE, datetime(2025, 10, 4, 13, tzinfo=UTC)),
    (ZoneInfo("America/St_Johns"), datetime(2006, 10, 29, 1, tzinfo=UTC)),
    (ZoneInfo("Asia/Kathmandu"), datetime(2024, 2, 28, 12, tzinfo=UTC)),
]


@settings(deadline=None)
@given(SCHEDULES, st.sampled_from(CHANGES), st.integers(0, 12 * 3600))
def test_it_agrees_with_looking_at_every_minute(
    schedule: str, around: tuple[ZoneInfo, datetime], seconds: int
) -> None:
    zone, moment = around
    start = (moment + timedelta(seconds=seconds)).astimezone(zone)
    end = start.astimezone(UTC) + timedelta(days=2)
    actual = parse(schedule).next(start)
    assert oracle(schedule, start, zone, 2) == (actual if actual is not None and actual <= end else None)
