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
from dataclasses import dataclass
from typing import Any

from anyio import Lock, fail_after, run_process
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
        with fail_after(TIME_LIMIT):
            done = await run_process([program, action], input=text, check=False)
    except TimeoutError as error:
        raise HelperError(f"{program}: no answer in {TIME_LIMIT:g} s") from error
    except OSError as error:
        raise HelperError(f"{program}: {(error.strerror or str(error)).lower()}") from error
    if done.returncode:
        said = (done.stdout.strip() or done.stderr.strip()).decode(errors="replace")
        raise HelperError(f"{program}: exit status {done.returncode}: {redact(said[:200])}")
    return done.stdout


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
        hide_login(user, secret)
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
