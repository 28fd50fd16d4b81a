import pytest
from multidict import CIMultiDict

from regbot.registry.ratelimit import RateLimit, parse_rate_limit


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], RateLimit()),
        (
            [("ratelimit-limit", "100;w=21600"), ("ratelimit-remaining", "98;w=21600")],
            RateLimit(remain=98, limit=100, set=True, policies=("100;w=21600",)),
        ),
        (
            [("RateLimit-Limit", "10, 10;w=1, 50;w=60"), ("RateLimit-Limit", "7"), ("RateLimit-Reset", "5")],
            RateLimit(limit=10, reset=5, policies=("10", "10;w=1", "50;w=60", "7")),
        ),
        ([("RateLimit-Remaining", "0")], RateLimit(remain=0, set=True)),
        ([("RateLimit-Remaining", "many"), ("RateLimit-Limit", "x")], RateLimit(policies=("x",))),
    ],
)
def test_headers_become_numbers_and_raw_policies(headers: list[tuple[str, str]], expected: RateLimit) -> None:
    assert expected == parse_rate_limit(CIMultiDict(headers))
