"""Bearer tokens without I/O: scopes, the token request, the token answer (distribution "token" spec).

A request's scopes name its own repository only, so a token never opens more than the one at hand (fault F41
of the reference). Called by auth, which sends the requests that are put together here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from regbot.registry.challenge import Challenge
from regbot.registry.jsontext import parse_json

if TYPE_CHECKING:
    from yarl import URL

MIN_LIFETIME: Final = 60.0
"""Seconds that a token is good for at least; shorter `expires_in` values are raised (token spec)."""

RENEW_BEFORE: Final = 5.0
"""Seconds before its end at which a token is not used any more."""

_ORDER: Final = {"pull": 0, "push": 1, "delete": 2}


@dataclass(frozen=True)
class Token:
    """A bearer token; `expires` is on the monotonic clock. `refresh` may buy the next one by POST."""

    value: str = field(repr=False)
    expires: float = math.inf
    refresh: str = field(default="", repr=False)

    def usable(self, now: float) -> bool:
        """Whether a request sent now arrives before the end."""
        return now < self.expires - RENEW_BEFORE


@dataclass(frozen=True)
class TokenRequest:
    """What to send to the token service; `form` is a POST body, `basic` the user and password of a GET."""

    method: str
    url: "URL"
    form: bytes | None = field(default=None, repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)


@lru_cache(maxsize=1000)  # every request asks
def scopes_for(repository: str, method: str, pull_from: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The scopes of one request: reads pull, everything else pulls and pushes (DELETE too, section 3.3).

    pull_from: repositories that a mount reads besides. No repository (ping, catalog): no scope is known
    before the registry asks for one.
    """
    if not repository:
        return ()
    actions = "pull" if method in ("GET", "HEAD") else "pull,push"
    others = (f"repository:{name}:pull" for name in pull_from)
    return merge_scopes((f"repository:{repository}:{actions}", *others), ())


def merge_scopes(known: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """Both, each resource once with all its actions, in a stable order."""
    actions: dict[str, set[str]] = {}
    for scope in (*known, *asked):
        resource, colon, wanted = scope.rpartition(":")
        if colon:
            actions.setdefault(resource, set()).update(part for part in wanted.split(",") if part)
        else:
            actions.setdefault(scope, set())
    return tuple(
        f"{resource}:{','.join(sorted(wanted, key=_action_order))}" if wanted else resource
        for resource, wanted in actions.items()
    )


def widen(scopes: tuple[str, ...], challenge: Challenge) -> tuple[str, ...]:
    """The scopes to ask for after a challenge: ours, and what the registry says is needed.

    A registry behind a path prefix may know the repository by a longer or shorter name; its name wins.
    """
    asked = challenge.get("scope").split()
    names = [_name(scope) for scope in asked]
    if scopes and any(_alias(_name(scopes[0]), name) for name in names):
        scopes = scopes[1:]
    return merge_scopes(scopes, asked)


def token_get(
    challenge: Challenge,
    realm: "URL",
    scopes: Iterable[str],
    *,
    client_id: str,
    basic: tuple[str, str] | None,
) -> TokenRequest:
    """Ask by GET, with user and password when there are both, else anonymous."""
    query = [("scope", scope) for scope in scopes]
    query.append(("client_id", client_id))
    if basic:
        query.append(("account", basic[0]))
    if challenge.get("service"):
        query.append(("service", challenge.get("service")))
    query.sort(key=lambda pair: pair[0])
    return TokenRequest("GET", add_query(realm, query), basic=basic)


def token_post(
    challenge: Challenge, realm: "URL", scopes: Iterable[str], *, client_id: str, refresh: str
) -> TokenRequest:
    """Ask by POST for a refresh or identity token (OAuth2)."""
    form = {
        "client_id": client_id,
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "scope": " ".join(scopes),
        "service": challenge.get("service"),
    }
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    return TokenRequest("POST", realm, form=body)


def parse_token(body: bytes, *, now: float, wall: float) -> Token:
    """Read the token service's answer. Raises ValueError when it holds no token.

    now: monotonic seconds, the base of the token's end. wall: Unix time, to judge `issued_at`: missing, in
    the future, or so old that the token would be over already counts as now (section 3.3).
    """
    document: Any = parse_json(body)
    if not isinstance(document, dict):
        raise ValueError("the answer is no JSON object")
    value = document.get("access_token") or document.get("token")
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        raise ValueError("the answer holds no token")
    lifetime = max(MIN_LIFETIME, _seconds(document.get("expires_in")))
    age = wall - _issued(document.get("issued_at"), wall)
    if not 0 <= age < lifetime:
        age = 0.0
    refresh = document.get("refresh_token")
    return Token(value, now + lifetime - age, refresh if isinstance(refresh, str) else "")


def add_query(url: "URL", query: Sequence[tuple[str, str]]) -> "URL":
    """`url` with more parameters; what it has already is not encoded anew (upload states are opaque)."""
    if not query:
        return url
    from urllib.parse import quote

    from yarl import URL

    more = urlencode(query, quote_via=quote, safe=":/,")
    base = str(url.with_fragment(None))
    separator = "" if base.endswith(("?", "&")) else "&" if url.raw_query_string else "?"
    return URL(f"{base}{separator}{more}", encoded=True)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return MIN_LIFETIME
    return float(value)


def _issued(value: object, wall: float) -> float:
    if not isinstance(value, str):
        return wall
    try:
        return datetime.fromisoformat(value).timestamp()
    except (ValueError, OverflowError, OSError):
        return wall


def _name(scope: str) -> str:
    return scope.rpartition(":")[0].partition(":")[2]


def _alias(ours: str, theirs: str) -> bool:
    return (
        bool(ours and theirs)
        and ours != theirs
        and (theirs.endswith(f"/{ours}") or ours.endswith(f"/{theirs}"))
    )


def _action_order(action: str) -> tuple[int, str]:
    return (_ORDER.get(action, 9), action)
