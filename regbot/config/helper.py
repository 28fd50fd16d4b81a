"""Docker credential helpers: programs that are asked for a login when one is first needed.

The protocol: `PROGRAM get`, the registry on standard input without a line end; the answer is JSON with
Username and Secret. The user name `<token>` marks an identity token. Answers are kept for `credExpire`,
failures for 5 seconds; a failure is logged once and the request goes out without a login. A helper that does
not answer is ended. Called through the registry client's hosts; refuses to store or erase logins.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from anyio import BrokenResourceError, CancelScope, Lock, create_task_group, fail_after, open_process
from anyio.abc import ByteReceiveStream, ByteSendStream, Process
from pydantic import SecretStr

from regbot.config.docker import HelperError
from regbot.logs import hide_login, log, redact

logger = logging.getLogger("regbot.config")

TIME_LIMIT = 30.0
"""Seconds that a helper may take. The reference waits for ever."""

_KEEP_FAILURE = 5.0

Run = Callable[[str, str, bytes], Awaitable[bytes]]
"""Runs PROGRAM with one argument and input; its standard output. Raises HelperError."""


@dataclass(frozen=True, slots=True)
class Login:
    """A user with a password, or an identity token."""

    user: str
    password: SecretStr
    token: SecretStr


async def run_helper(program: str, action: str, text: bytes) -> bytes:
    """The standard output of `program action`; raises HelperError with one line of what it said."""
    try:
        with CancelScope(shield=True):
            # A cancellation in the midst of the start would leave the program and its pipes behind.
            process = await open_process([program, action])
    except (OSError, ValueError) as error:  # the latter for a name that no file can have
        reason = getattr(error, "strerror", None) or str(error)
        raise HelperError(f"{program}: {reason.lower()}") from error
    async with process:
        try:
            with fail_after(TIME_LIMIT):
                output, said = await _talk(process, text)
                status = await process.wait()
        except TimeoutError as error:
            process.kill()
            raise HelperError(f"{program}: no answer in {TIME_LIMIT:g} s") from error
        except BaseException:
            process.kill()
            raise
    if status:
        reason = (output.strip() or said.strip()).decode(errors="replace")
        raise HelperError(f"{program}: exit status {status}: {redact(reason[:200])}")
    return output


async def _talk(process: Process, text: bytes) -> tuple[bytes, bytes]:
    async def say(stream: ByteSendStream) -> None:
        with suppress(BrokenResourceError):  # a program that does not want to hear
            await stream.send(text)
        await stream.aclose()

    async def hear(stream: ByteReceiveStream, into: list[bytes]) -> None:
        into.extend([chunk async for chunk in stream])

    output: list[bytes] = []
    said: list[bytes] = []
    async with create_task_group() as group:
        # All three are pipes, because `open_process` was not told otherwise.
        group.start_soon(say, cast(ByteSendStream, process.stdin))
        group.start_soon(hear, cast(ByteReceiveStream, process.stdout), output)
        group.start_soon(hear, cast(ByteReceiveStream, process.stderr), said)
    return b"".join(output), b"".join(said)


async def list_helper(program: str, run: Run = run_helper) -> Mapping[str, str]:
    """The registries that a helper knows, with their users. Raises HelperError."""
    return {name: str(user) for name, user in _object(program, await run(program, "list", b"")).items()}


class Helper:
    """The login of one registry from one helper program, asked for when needed and kept for a while."""

    def __init__(
        self,
        program: str,
        host: str,
        expire: float,
        *,
        run: Run = run_helper,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.program = program
        self.host = host
        self.expire = expire
        self._run = run
        self._clock = clock
        self._lock = Lock()
        self._login: Login | None = None
        self._until = float("-inf")
        self._warned = False

    async def login(self) -> Login | None:
        """The login; None when the helper has none or failed."""
        async with self._lock:
            if self._clock() >= self._until:
                try:
                    self._login = await self._ask()
                    keep = self.expire
                except HelperError as error:
                    self._login = None
                    keep = _KEEP_FAILURE
                    self._report(error)
                self._until = self._clock() + keep
            return self._login

    async def _ask(self) -> Login | None:
        answer = _object(self.program, await self._run(self.program, "get", self.host.encode()))
        user, secret = answer.get("Username") or "", answer.get("Secret") or ""
        if not (isinstance(user, str) and isinstance(secret, str) and user and secret):
            raise HelperError(f"{self.program}: its answer holds no login")
        hide_login(user, secret, giver=f"{self.program} {self.host}")  # some give another one each time
        if user == "<token>":
            return Login("", SecretStr(""), SecretStr(secret))
        return Login(user, SecretStr(secret), SecretStr(""))

    def _report(self, error: HelperError) -> None:
        # A helper that simply has no login for the registry says so with this text, and that is fine.
        common = "credentials not found" in str(error) or self._warned
        self._warned = True
        fields = {"host": self.host, "helper": self.program, "err": str(error)}
        log(logger, logging.DEBUG if common else logging.WARNING, "Credential helper failed", fields)


def _object(program: str, output: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise HelperError(f"{program}: its answer is not JSON") from error
    if not isinstance(answer, dict):
        raise HelperError(f"{program}: its answer is not a JSON object")
    return answer
