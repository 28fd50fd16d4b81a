"""A token service as distribution's "token" and "oauth" specs have it, whose JWTs docker-registry accepts.

Runs in a thread of its own on loopback and records every request. Distribution 2.8 verifies with libtrust:
a token's header names the key by a fingerprint (`kid`: SHA-256 of the public key's DER, cut to 240 bits, in
twelve groups of base32), and the registry knows the key from its `rootcertbundle`. It allows 60 seconds of
leeway on `exp`, so a token that must really be over after N seconds gets an `exp` of N - 60.

Knows one policy: users may do everything, anonymous clients may pull what begins with `public/`.
"""

import asyncio
import base64
import hashlib
import secrets
import ssl
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import jwt
from aiohttp import BasicAuth, web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fakes.threads import LoopThread

LEEWAY = 60
"""Seconds that distribution adds to `exp` (registry/auth/token: Leeway)."""


@dataclass(frozen=True)
class TokenCall:
    """One request to the service. grant: "" for GET. token: what was given out, "" when refused."""

    method: Literal["GET", "POST"]
    user: str
    scopes: tuple[str, ...]
    service: str
    account: str
    client_id: str
    grant: str
    status: int
    token: str = field(default="", repr=False)


class TokenServer:
    """The service; it answers from construction until `close`. Every attribute may be changed at any time.

    users: passwords by name. lifetime: seconds for which the registry really takes a token. announced: the
    `expires_in` of the answers, None = the truth, 0 = left out. offline: give a refresh token with every
    answer (else only when asked with `offline_token=true`). post: False answers 404 to POST, as services do
    that know GET only. delay: seconds before each answer.
    """

    def __init__(
        self,
        key: ec.EllipticCurvePrivateKey,
        *,
        service: str = "registry.test",
        issuer: str = "tokens.test",
        users: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.service, self.issuer = service, issuer
        self.users = dict(users or {})
        self.lifetime = 300.0
        self.announced: float | None = None
        self.offline = False
        self.post = True
        self.delay = 0.0
        self.calls: list[TokenCall] = []
        self._key = key
        self._kid = fingerprint(key)
        self._refresh: dict[str, str] = {}
        self._stale = 0
        self._failures: list[int] = []
        self._thread = LoopThread("token server")
        self._runner, self.host = self._thread.call(self._listen(tls))
        self.realm = f"{'https' if tls else 'http'}://{self.host}/token"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the service."""
        self._thread.call(self._runner.cleanup())
        self._thread.stop()

    def reset(self) -> None:
        """Back to the settings of the start, nothing recorded; the users stay."""
        self.lifetime, self.announced = 300.0, None
        self.offline, self.post, self.delay = False, True, 0.0
        self._stale, self._failures = 0, []
        self._refresh.clear()
        self.calls = []

    def stale(self, times: int = 1) -> None:
        """Give out tokens that are over already (the answer says otherwise) for the next `times` requests."""
        self._stale = times

    def fail(self, *statuses: int) -> None:
        """Answer the next requests with these statuses."""
        self._failures.extend(statuses)

    def give_refresh_token(self, user: str) -> str:
        """A refresh token as `docker login` would get one: what clients call an identity token."""
        made = secrets.token_urlsafe(24)
        self._refresh[made] = user
        return made

    def revoke_refresh_tokens(self) -> None:
        """No refresh token that was given out so far is good for anything any more."""
        self._refresh.clear()

    def token(self, user: str, scopes: tuple[str, ...], lifetime: float) -> str:
        """A signed token for what `user` ("" = anonymous) may do of `scopes`."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": user,
            "aud": self.service,
            "iat": now,
            "nbf": now - LEEWAY - 3600,
            "exp": now + int(lifetime) - LEEWAY,
            "jti": secrets.token_hex(8),
            "access": [entry for scope in scopes for part in scope.split() if (entry := granted(user, part))],
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._kid, "typ": "JWT"})

    async def _listen(self, tls: ssl.SSLContext | None) -> tuple[web.AppRunner, str]:
        app = web.Application()
        app.router.add_get("/token", self._get)
        app.router.add_post("/token", self._post)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        return runner, "{}:{}".format(*runner.addresses[0][:2])

    async def _get(self, request: web.Request) -> web.Response:
        query = request.query
        account = query.get("account", "")
        given = request.headers.get("Authorization")
        user, refused = "", ""
        if given is not None:
            basic = BasicAuth.decode(given, encoding="utf-8")
            user = basic.login
            if not basic.password or self.users.get(user) != basic.password:
                refused = "incorrect username or password"
        return await self._reply(
            request,
            user=user,
            refused=refused,
            scopes=tuple(query.getall("scope", [])),
            service=query.get("service", ""),
            account=account,
            client_id=query.get("client_id", ""),
            grant="",
            offline=query.get("offline_token") == "true",
        )

    async def _post(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        grant = form.get("grant_type", "")
        user, refused = "", ""
        if not self.post:
            refused = "not found"
        elif grant == "refresh_token":
            user = self._refresh.get(form.get("refresh_token", ""), "")
            refused = "" if user else "invalid_grant"
        elif grant == "password":
            user = form.get("username", "")
            refused = "" if user and self.users.get(user) == form.get("password") else "invalid_grant"
        else:
            refused = "unsupported_grant_type"
        return await self._reply(
            request,
            user=user,
            refused=refused,
            scopes=tuple(form.get("scope", "").split()),
            service=form.get("service", ""),
            account="",
            client_id=form.get("client_id", ""),
            grant=grant or "?",
            offline=form.get("access_type") == "offline",
        )

    async def _reply(
        self, request: web.Request, *, user: str, refused: str, offline: bool, **seen: Any
    ) -> web.Response:
        if self.delay:
            await asyncio.sleep(self.delay)  # a slow server, where a test asks for one
        status, token = 200, ""
        if self._failures:
            status, refused = self._failures.pop(0), "injected"
        elif refused:
            status = 401 if request.method == "GET" else 400 if self.post else 404
        elif seen["service"] != self.service:
            status, refused = 400, f"no service {seen['service']!r} here"
        else:
            over, self._stale = self._stale > 0, max(0, self._stale - 1)
            token = self.token(user, seen["scopes"], -10 if over else self.lifetime)
        method: Literal["GET", "POST"] = "POST" if request.method == "POST" else "GET"
        self.calls.append(TokenCall(method=method, user=user, status=status, token=token, **seen))
        if status != 200:
            error = {"error": refused, "details": refused}
            return web.json_response(error, status=status)
        answer: dict[str, Any] = {"access_token": token}
        if method == "GET":
            answer["token"] = token
        announced = self.lifetime if self.announced is None else self.announced
        if announced:
            answer["expires_in"] = int(announced)
        if user and (self.offline or offline):
            answer["refresh_token"] = self.give_refresh_token(user)
        return web.json_response(answer)


def granted(user: str, scope: str) -> dict[str, Any] | None:
    """The `access` entry for one scope, with the actions that the policy allows; None when there are none."""
    kind, _, rest = scope.partition(":")
    name, _, actions = rest.rpartition(":")
    wanted = [action for action in actions.split(",") if action]
    allowed = (
        wanted if user else [action for action in wanted if action == "pull" and name.startswith("public/")]
    )
    return {"type": kind, "name": name, "actions": allowed} if allowed else None


def fingerprint(key: ec.EllipticCurvePrivateKey) -> str:
    """The `kid` that libtrust computes for the key."""
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    text = base64.b32encode(hashlib.sha256(public).digest()[:30]).decode()
    return ":".join(text[at : at + 4] for at in range(0, len(text), 4))
