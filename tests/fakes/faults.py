"""The faults that the relay can inject, each a plain value. See `Relay.inject`.

Sizes count the bytes of a body on the wire.
"""

import asyncio
import email.utils
import json
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["answer", "corrupt", "cut", "drop", "hold", "lose", "reset", "rewrite", "stall"]


@dataclass(frozen=True)
class Fault:
    """`kind` says what happens; the other fields are what that kind needs (see the functions below)."""

    kind: Kind
    after: int | None = None
    status: int = 0
    headers: tuple[tuple[str, str | None], ...] = ()
    body: bytes = b""
    length: int = 0


class Injection:
    """A fault with the requests it waits for; `hits` counts those it met."""

    def __init__(
        self, fault: Fault, method: str, path: str, times: int, skip: int, loop: asyncio.AbstractEventLoop
    ) -> None:
        self.fault = fault
        self.hits = 0
        self._method, self._path = method, re.compile(path)
        self._times, self._skip = times, skip
        self._loop = loop
        self._released = asyncio.Event()

    def wants(self, method: str, path: str) -> bool:
        """Whether this request is one of those; counts it."""
        if self.hits >= self._times or method not in (self._method or method) or not self._path.search(path):
            return False
        if self._skip:
            self._skip -= 1
            return False
        self.hits += 1
        return True

    def release(self) -> None:
        """Let held requests go on; later ones are not held any more."""
        self._loop.call_soon_threadsafe(self._released.set)

    async def released(self) -> None:
        """Wait for `release`."""
        await self._released.wait()


def cut(after: int) -> Fault:
    """End the response's connection in an orderly way after `after` bytes of its body."""
    return Fault("cut", after=after)


def reset(after: int | None = None) -> Fault:
    """RST the client: before the request is passed on, or after `after` bytes of the response's body."""
    return Fault("reset", after=after)


def stall(after: int | None = None) -> Fault:
    """Say nothing more until the client leaves: from the request on, or from `after` bytes of the body on."""
    return Fault("stall", after=after)


def hold() -> Fault:
    """Keep the request back until `Injection.release()`, then treat it as if nothing had been."""
    return Fault("hold")


def answer(status: int, headers: tuple[tuple[str, str], ...] = (), body: bytes | None = None) -> Fault:
    """Answer in the registry's place, which never sees the request; its body is read and dropped."""
    if body is None:
        body = json.dumps({"errors": [{"code": "INJECTED", "message": f"injected {status}"}]}).encode()
    return Fault("answer", status=status, headers=(("Content-Type", "application/json"), *headers), body=body)


def too_many(retry_after: float | None = None, *, as_date_from: float | None = None) -> Fault:
    """429, with Retry-After in seconds, or as an HTTP date (`as_date_from`: the Unix time of now)."""
    body = json.dumps({"errors": [{"code": "TOOMANYREQUESTS", "message": "slow down"}]}).encode()
    value = ""
    if retry_after is not None:
        value = (
            f"{retry_after:g}"
            if as_date_from is None
            else email.utils.formatdate(as_date_from + retry_after, usegmt=True)
        )
    return answer(429, (("Retry-After", value),) if value else (), body)


def corrupt(at: int = 0) -> Fault:
    """Flip every bit of byte `at` of the response's body: right length, wrong digest."""
    return Fault("corrupt", after=at)


def wrong_length(delta: int) -> Fault:
    """Add `delta` to the response's Content-Length; the body stays, then the connection ends."""
    return Fault("rewrite", length=delta)


def rewrite(*headers: tuple[str, str | None]) -> Fault:
    """Replace headers of the response; None removes one."""
    return Fault("rewrite", headers=headers)


def lose() -> Fault:
    """The registry carries the request out, its answer is lost: the client sees a reset."""
    return Fault("lose")


def drop(after: int) -> Fault:
    """Reset both sides after `after` bytes of the request's body reached the registry."""
    return Fault("drop", after=after)
