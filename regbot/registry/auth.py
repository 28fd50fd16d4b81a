"""Proves who we are to one registry: anonymous first, then what its challenge asks for.

State of one registry (of one repository with `repoAuth`): the challenge it answered with, so that later
requests carry their proof in advance, and its tokens by scope. Requests that need the same token share one
fetch; when one of them is cancelled the others still get it, when all are, the fetch ends.

Refuses (as Refused): realms that leave https, or that point from a registry on the network to this machine.
Never retries: a token service that fails for the moment raises a temporary error, and the transport's
retry loop comes back. Credentials go to the registry's origin (Basic) and to its realm (Bearer) only; the
transport takes care that challenges of redirect targets never get here.
"""

import asyncio
import copy
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import anyio

from regbot.registry.challenge import Challenge
from regbot.registry.credential import Credential
from regbot.registry.errors import NetworkError, RegistryError, Unauthorized, status_error
from regbot.registry.redact import redact_url
from regbot.registry.redirects import check_target, parse_address
from regbot.registry.token import Token, TokenRequest, parse_token, token_get, token_post, widen

if TYPE_CHECKING:
    from yarl import URL

Scopes = tuple[str, ...]
Fetch = Callable[[TokenRequest], Awaitable[tuple[int, bytes]]]
"""Sends a token request, returns status and (bounded) body; raises NetworkError."""

TOKENS_KEPT: Final = 256


class Authenticator:
    """The proofs for one registry.

    base: the registry's origin. credential: asked when needed, None = anonymous. fetch: the way to the
    token service. client_id: names us to it. clock: monotonic seconds; wall: Unix time. by_get: ask for
    tokens by GET wherever that can work, which is unless an identity token is all that there is (dry runs).
    """

    def __init__(
        self,
        registry: str,
        base: "URL",
        credential: Callable[[], Awaitable[Credential | None]] | None,
        *,
        fetch: Fetch,
        client_id: str,
        clock: Callable[[], float],
        wall: Callable[[], float],
        by_get: bool = False,
    ) -> None:
        self._registry = registry
        self._base = base
        self._credential = credential
        self._fetch = fetch
        self._client_id = client_id
        self._clock = clock
        self._wall = wall
        self._by_get = by_get
        self._challenge: Challenge | None = None
        self._realm: URL | None = None
        self._widened: dict[Scopes, Scopes] = {}
        self._tokens: dict[Scopes, Token] = {}
        self._refresh = ""
        self._flights: dict[Scopes, _Flight] = {}

    async def header(self, scopes: Scopes) -> str | None:
        """The `Authorization` value to send in advance, or None while nothing is known."""
        if self._challenge is None:
            return None
        if self._challenge.scheme == "basic":
            return basic_header((await self._ask()).basic())
        return await self._bearer(scopes)

    async def answer(
        self,
        challenges: list[Challenge],
        url: "URL",
        scopes: Scopes,
        sent: str | None,
        *,
        again: bool = False,
        refusal: str = "",
    ) -> str:
        """The `Authorization` value after a 401 to a request for `url` that carried `sent`.

        again: this is not the request's first 401, so an equally good token has no better luck. refusal: the
        registry's words, for the error. Raises Unauthorized when there is nothing (new) to show.
        """
        credential = await self._ask()
        challenge = _choose(challenges, credential)
        if challenge is None:
            schemes = ", ".join(challenge.scheme for challenge in challenges)
            raise self._unauthorized(f"no supported authentication offered ({schemes or 'no challenge'})")
        if challenge.scheme == "basic":
            header = basic_header(credential.basic())
            if header is None:
                missing = f"no credentials available ({_missing(credential)})"
                raise self._unauthorized(missing, refusal, credential_refused=True)
            if header == sent:
                raise self._unauthorized("user or password refused", refusal, credential_refused=True)
            self._challenge = challenge
            return header
        self._learn_bearer(challenge, url)
        known = self._widened.get(scopes, scopes)
        wider = widen(known, challenge)
        if wider != known:
            self._widened[scopes] = wider
            _trim(self._widened)
        elif again:
            anonymous = credential.basic() is None and not credential.token
            how = " (it was asked for without a login)" if anonymous else ""
            raise self._unauthorized(f"the token was refused{how}", refusal)
        return await self._bearer(scopes, rejected=sent.removeprefix("Bearer ") if sent else "")

    def _learn_bearer(self, challenge: Challenge, url: "URL") -> None:
        from yarl import URL

        try:
            realm = url.join(parse_address(challenge.get("realm"), encoded=False))
        except ValueError:
            realm = URL()
        if not challenge.get("realm"):
            raise self._unauthorized("the challenge names no realm")
        check_target(self._base, realm, what="token realm", registry=self._registry)
        self._challenge, self._realm = challenge, realm.with_user(None).with_fragment(None)

    async def _bearer(self, scopes: Scopes, rejected: str = "") -> str:
        wanted = self._widened.get(scopes, scopes)
        token = self._tokens.get(wanted)
        if token is None or token.value == rejected or not token.usable(self._clock()):
            token = await self._shared(wanted)
        return f"Bearer {token.value}"

    async def _shared(self, scopes: Scopes) -> Token:
        flight = self._flights.get(scopes)
        if flight is None:
            flight = self._flights[scopes] = _Flight(self._buy(scopes))
            flight.task.add_done_callback(lambda _: self._flights.pop(scopes, None))
        return await flight.join(self._registry)

    async def _buy(self, scopes: Scopes) -> Token:
        """Ask the token service, and keep what it gives."""
        challenge, realm = self._challenge, self._realm
        assert challenge is not None
        assert realm is not None
        credential = await self._ask()
        identity = credential.token.get_secret_value() if credential.token is not None else ""
        token: Token | None = None
        post = not self._by_get or bool(identity and not credential.basic())
        for refresh in dict.fromkeys((self._refresh, identity)) if post else ():
            if refresh and token is None:
                ask = token_post(challenge, realm, scopes, client_id=self._client_id, refresh=refresh)
                token = await self._order(ask, fallback=True)
                if token is None and refresh == self._refresh:
                    self._refresh = ""
        if token is None:
            ask = token_get(challenge, realm, scopes, client_id=self._client_id, basic=credential.basic())
            token = await self._order(ask, shown=bool(ask.basic), refused_identity=bool(identity))
            assert token is not None
        self._refresh = token.refresh or self._refresh
        self._tokens.pop(scopes, None)
        self._tokens[scopes] = token
        _trim(self._tokens)
        return token

    async def _order(
        self,
        ask: TokenRequest,
        *,
        fallback: bool = False,
        shown: bool = False,
        refused_identity: bool = False,
    ) -> Token | None:
        """One token request; None instead of an error when `fallback` has another way to try.

        shown: the request carries user and password, so a 401 means them; a 403 may mean the scope.
        """
        start = self._clock()
        status, body = await self._fetch(ask)
        if status != 200:
            if fallback and status < 500 and status != 429:
                return None
            detail = f"token service {redact_url(ask.url.with_query(None))}"
            if refused_identity:
                detail += " refused the identity token, and then"
            error = status_error(
                status,
                "token request failed",
                body,
                detail=detail,
                registry=self._registry,
                method=ask.method,
                url=redact_url(ask.url),
            )
            if 400 <= status < 500 and not error.temporary:
                refused = status == 401 and (shown or refused_identity)
                raise self._unauthorized(error.message, credential_refused=refused) from error
            raise error
        try:
            return parse_token(body, now=start, wall=self._wall())
        except (ValueError, RecursionError) as problem:
            raise RegistryError(
                f"token service's answer is unusable: {problem}",
                registry=self._registry,
                method=ask.method,
                url=redact_url(ask.url),
            ) from problem

    async def _ask(self) -> Credential:
        credential = await self._credential() if self._credential is not None else None
        return credential or Credential()

    def _unauthorized(self, *details: str, credential_refused: bool = False) -> Unauthorized:
        text = ": ".join(detail for detail in details if detail)
        if not text.startswith("unauthorized"):
            text = f"unauthorized [http 401]: {text}"
        error = Unauthorized(text, registry=self._registry, status=401)
        error.credential_refused = credential_refused
        return error


def _missing(credential: Credential) -> str:
    """What Basic lacks, so that people know where to look: a variable may be empty, a helper may fail."""
    if credential.user:
        return "a user, but no password"
    if credential.secret is not None and credential.secret.get_secret_value():
        return "a password, but no user"
    if credential.token is not None:
        return "an identity token, but the registry wants user and password"
    return "user and pass in creds, or a docker login"


class _Flight:
    """One fetch that several requests wait for."""

    def __init__(self, fetch: Awaitable[Token]) -> None:
        self.task: asyncio.Future[Token] = asyncio.ensure_future(fetch)
        self._waiters = 0

    async def join(self, registry: str) -> Token:
        self._waiters += 1
        try:
            await asyncio.wait({self.task})
        finally:
            self._waiters -= 1
            if not self._waiters and not self.task.done():
                self.task.cancel()
                with anyio.CancelScope(shield=True):
                    await asyncio.wait({self.task})
        if self.task.cancelled():
            raise NetworkError("token request was given up", registry=registry, temporary=True)
        error = self.task.exception()
        if error is not None:
            # every waiter gets an error of its own: tracebacks and attempts are added to it later
            raise copy.copy(error) from error
        return self.task.result()


def _choose(challenges: list[Challenge], credential: "Credential") -> Challenge | None:
    """Basic before Bearer when it can be answered (section 3.3); an unanswerable Basic is the last resort."""
    basic = next((c for c in challenges if c.scheme == "basic"), None)
    bearer = next((c for c in challenges if c.scheme == "bearer"), None)
    if basic is not None and (credential.basic() or bearer is None):
        return basic
    return bearer


def basic_header(pair: tuple[str, str] | None) -> str | None:
    """The `Authorization` value for user and password."""
    if pair is None:
        return None
    return "Basic " + b64encode(f"{pair[0]}:{pair[1]}".encode()).decode("ascii")


def _trim(cache: "dict[Scopes, Token] | dict[Scopes, Scopes]") -> None:
    while len(cache) > TOKENS_KEPT:
        del cache[next(iter(cache))]
