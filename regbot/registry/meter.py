"""What the registry client tells of its work, as numbers: requests, bytes, retries, waits, rate limits.

The client calls a Meter in the midst of its work, in the event loop: a meter must return at once and must
not raise. It is told names of registries, methods and numbers: never a URL, a repository, a header or
anything secret. Registries come from scripts, so their number is not bounded: who keeps them must bound it.

Called by transport, wire and limits. `regbot.metrics` is one; without one, nothing is measured.
"""

from typing import TYPE_CHECKING, Final, Literal, Protocol

from regbot.registry.errors import NetworkError, RateLimited, RegistryError, TimedOut

if TYPE_CHECKING:
    from regbot.registry.ratelimit import RateLimit

Wait = Literal["slot", "rate"]
"""What a request waits for: `reqConcurrent`, or `reqPerSec` and the pause that a 429 asked for."""

Reason = Literal["rate limited", "timed out", "network", "refused", "broken body"]
"""Why a request is made again. `refused`: a status that may go away, or wrong bytes."""


class Meter(Protocol):
    """Whoever counts. `registry` is its name in references."""

    def requested(self, registry: str, method: str, status: int, seconds: float) -> None:
        """One HTTP exchange: `status` 0 when there was no answer, `seconds` until the answer's head."""
        ...

    def retried(self, registry: str, reason: Reason) -> None:
        """The same request is made again."""
        ...

    def received(self, registry: str, size: int) -> None:
        """Bytes of an answer's body arrived."""
        ...

    def sent(self, registry: str, size: int) -> None:
        """Bytes of a request's body left."""
        ...

    def waited(self, registry: str, wait: Wait, seconds: float) -> None:
        """A request had to wait; not told when it had not."""
        ...

    def limited(self, registry: str, limit: "RateLimit") -> None:
        """An answer told the rate limit."""
        ...


class Unmetered:
    """The meter that counts nothing."""

    def requested(self, registry: str, method: str, status: int, seconds: float) -> None:
        """Count nothing."""

    def retried(self, registry: str, reason: Reason) -> None:
        """Count nothing."""

    def received(self, registry: str, size: int) -> None:
        """Count nothing."""

    def sent(self, registry: str, size: int) -> None:
        """Count nothing."""

    def waited(self, registry: str, wait: Wait, seconds: float) -> None:
        """Count nothing."""

    def limited(self, registry: str, limit: "RateLimit") -> None:
        """Count nothing."""


UNMETERED: Final = Unmetered()


def reason_of(error: RegistryError) -> Reason:
    """Why the request that failed like this is made again."""
    if isinstance(error, RateLimited):
        return "rate limited"
    if isinstance(error, TimedOut):
        return "timed out"
    return "network" if isinstance(error, NetworkError) else "refused"
