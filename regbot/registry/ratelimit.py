"""The rate limit a registry reports in its answers' headers (behaviour section 3.6).

Only reads headers; waiting is the limits' and the builtins' business. Used by the transport (what to do
after a 429) and by manifests (the value scripts see).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Headers(Protocol):
    """Answer headers, looked up without regard to case; several lines of one name are kept apart."""

    def __contains__(self, key: object, /) -> bool:
        """Whether there is a line of this name."""
        ...

    def get(self, key: str, default: str, /) -> str:
        """The first value of `key`."""
        ...

    def getall(self, key: str, default: list[str], /) -> Iterable[str]:
        """All values of `key`."""
        ...


@dataclass(frozen=True)
class RateLimit:
    """Requests left (`remain`) of `limit` in the window, seconds until it starts anew (`reset`).

    `set` says whether the registry reported a rest at all. `policies` are the raw texts of all limits, such
    as `100;w=21600`.
    """

    remain: int = 0
    limit: int = 0
    reset: int = 0
    set: bool = False
    policies: tuple[str, ...] = ()


_NUMBER = re.compile(r"\s*(\d{1,18})")
_NAMES = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_NONE = RateLimit()


def parse_rate_limit(headers: Headers) -> RateLimit:
    """Read `RateLimit-Limit`, `-Remaining` and `-Reset` (IETF draft; Docker Hub sends the first two).

    A value that is no number counts as absent.
    """
    if not any(name in headers for name in _NAMES):
        return _NONE
    policies = tuple(
        policy.strip()
        for line in headers.getall("RateLimit-Limit", [])
        for policy in line.split(",")
        if policy.strip()
    )
    remain = _number(headers.get("RateLimit-Remaining", ""))
    return RateLimit(
        remain=remain or 0,
        limit=(_number(policies[0]) or 0) if policies else 0,
        reset=_number(headers.get("RateLimit-Reset", "")) or 0,
        set=remain is not None,
        policies=policies,
    )


def _number(text: str) -> int | None:
    match = _NUMBER.match(text)
    return int(match.group(1)) if match else None
