"""Whether a failed request is tried again, and after how long. Pure: no clock, no sleep, no loop.

The rules (behaviour section 3.4, with faults F19 to F21 of the reference mended): statuses 408, 429, 500,
502, 503, 504 and network errors are temporary; five tries; waits of 0.1 s doubling up to 30 s, plus jitter;
`Retry-After` in both forms, capped; never past the caller's deadline: then the last error is raised at
once, because it says more than a timeout would. Every request counts its own failures, so that one outage
does not punish later requests. Called by the transport.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

from regbot.registry.errors import RegistryError
from regbot.registry.ratelimit import Headers, parse_rate_limit

RETRY_AFTER_CAP: Final = 300.0
"""Longest wait in seconds that one `Retry-After` may ask for."""


@dataclass(frozen=True)
class Backoff:
    """How often and how patiently: `tries` in all, waits in seconds from `first`, doubling, up to `cap`."""

    tries: int = 5
    first: float = 0.1
    cap: float = 30.0

    def wait(self, failures: int, random: Callable[[], float]) -> float:
        """Seconds to wait after the `failures`-th failure in a row; up to half is added by chance."""
        doubled = self.first * 2.0 ** min(failures - 1, 60)
        return min(self.cap, doubled * (1.0 + random() / 2.0))


DEFAULT_BACKOFF: Final = Backoff()
NO_RETRY: Final = Backoff(tries=1)


def retry_after(headers: Headers, status: int, wall: float) -> float | None:
    """The wait in seconds that an answer asks for, capped, or None.

    `Retry-After` as seconds or as an HTTP date (RFC 9110 section 10.2.3; `wall` is the time of day as a
    Unix timestamp); on a 429 without it, the `RateLimit-Reset` of an exhausted limit.
    """
    text = headers.get("Retry-After", "").strip()
    seconds: float | None = None
    if text.isascii() and text.isdigit():
        seconds = float(text[:12])
    elif text:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            seconds = None  # neither form: as if it were absent
        else:
            moment = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
            seconds = moment.timestamp() - wall
    if seconds is None and status == 429:
        limit = parse_rate_limit(headers)
        seconds = float(limit.reset) if limit.set and limit.remain == 0 and limit.reset else None
    return None if seconds is None else min(max(0.0, seconds), RETRY_AFTER_CAP)


def next_wait(
    error: RegistryError,
    *,
    tries: int,
    backoff: Backoff,
    random: Callable[[], float],
    remaining: float = math.inf,
) -> float | None:
    """Seconds to wait before the next try, or None when `error` is final.

    tries: tries made so far. remaining: seconds until the caller's deadline.
    """
    if not error.temporary or tries >= min(backoff.tries, error.most_tries or backoff.tries):
        return None
    wait = error.retry_after if error.retry_after is not None else backoff.wait(tries, random)
    return wait if wait < remaining else None
