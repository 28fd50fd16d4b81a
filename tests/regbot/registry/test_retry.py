from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from multidict import CIMultiDict

from regbot.registry.errors import NetworkError, Unauthorized
from regbot.registry.retry import Backoff, next_wait, retry_after


def no_chance() -> float:
    return 0.0


def test_waits_double_from_a_tenth_of_a_second_up_to_the_cap() -> None:
    backoff = Backoff()

    waits = [backoff.wait(failures, no_chance) for failures in (1, 2, 3, 4, 8, 9, 10, 5000)]

    assert [0.1, 0.2, 0.4, 0.8, 12.8, 25.6, 30.0, 30.0] == waits


def test_chance_adds_up_to_half() -> None:
    assert pytest.approx(0.15) == Backoff().wait(1, lambda: 1.0)


@pytest.mark.parametrize(
    ("headers", "status", "wait"),
    [
        ({}, 429, None),
        ({"Retry-After": "7"}, 429, 7.0),
        ({"Retry-After": "0"}, 503, 0.0),
        ({"Retry-After": "99999999999999"}, 503, 300.0),
        ({"Retry-After": "-5"}, 503, None),
        ({"Retry-After": "soon"}, 503, None),
        ({"Retry-After": "Sat, 01 Jan 2022 00:00:00 GMT"}, 503, 0.0),
        (
            {"Retry-After": format_datetime(datetime.fromtimestamp(1_700_000_012, UTC), usegmt=True)},
            503,
            12.0,
        ),
        ({"RateLimit-Remaining": "0;w=60", "RateLimit-Reset": "9"}, 429, 9.0),
        ({"RateLimit-Remaining": "0;w=60", "RateLimit-Reset": "9"}, 503, None),
        ({"RateLimit-Remaining": "4", "RateLimit-Reset": "9"}, 429, None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_capped(
    headers: dict[str, str], status: int, wait: float | None
) -> None:
    assert wait == retry_after(CIMultiDict(headers), status, 1_700_000_000.0)


def wait_for(error: NetworkError | Unauthorized, tries: int, remaining: float = 1e9) -> float | None:
    return next_wait(error, tries=tries, backoff=Backoff(), random=no_chance, remaining=remaining)


def test_temporary_errors_are_tried_five_times() -> None:
    error = NetworkError("reset", temporary=True)

    assert [0.1, 0.2, 0.4, 0.8, None] == [wait_for(error, tries) for tries in (1, 2, 3, 4, 5)]


def test_a_final_error_is_not_tried_again() -> None:
    assert None is wait_for(Unauthorized("no"), 1)


def test_the_registrys_wish_comes_before_the_backoff() -> None:
    error = NetworkError("busy", temporary=True)
    error.retry_after = 17.0

    assert 17.0 == wait_for(error, 1)


def test_no_wait_goes_past_the_deadline() -> None:
    assert None is wait_for(NetworkError("reset", temporary=True), 4, remaining=0.5)
