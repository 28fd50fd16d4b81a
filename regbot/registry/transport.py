"""Requests to registries: the one door through which bytes leave and enter.

One `send` = rounds over the hosts that may answer (mirrors, upstream), with waits between the rounds; one
attempt = a slot, a turn in time, the proof, redirects, and a repetition after a 401. What to do is decided
by pure modules (routes, retry, redirects, token, challenge); what is done with sockets is in wire.

    send ── rounds ── attempt ── authorized ── hops ── wire.exchange
             retry     limits      auth       redirects

Refuses to interpret bodies. Called by manifests, blobs, tags, repos and referrers.
"""

import logging
import math
import os
import random as random_module
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import anyio
import anyio.to_thread

from regbot.registry.auth import Authenticator, basic_header
from regbot.registry.body import Bodies, BodyFailed
from regbot.registry.challenge import parse_challenges
from regbot.registry.contexts import Contexts
from regbot.registry.errors import Refused, RegistryError, parse_problem, status_error
from regbot.registry.host import Host, HostConfig, registry_name
from regbot.registry.limits import SMALL, Gate, remaining, reserve
from regbot.registry.meter import UNMETERED, Meter, reason_of
from regbot.registry.ratelimit import parse_rate_limit
from regbot.registry.redact import redact_url
from regbot.registry.redirects import (
    MAX_REDIRECTS,
    check_target,
    is_redirect,
    join_location,
    same_origin,
    secure,
)
from regbot.registry.request import Request
from regbot.registry.response import Response, check_length
from regbot.registry.retry import DEFAULT_BACKOFF, NO_RETRY, Backoff, next_wait, retry_after
from regbot.registry.routes import Routes
from regbot.registry.token import TokenRequest, add_query, scopes_for
from regbot.registry.warnings import log_warnings
from regbot.registry.wire import DEFAULT_TIMEOUTS, Answer, Call, Timeouts, Wire

if TYPE_CHECKING:
    from yarl import URL

__all__ = ["Request", "Response", "Timeouts", "Transport"]

ERROR_BODY: Final = 1 << 14
"""Bytes of an error's body that are read for its text."""

TOKEN_LIMIT: Final = 1 << 20
"""Bytes a token service's answer may have."""

_log = logging.getLogger("regbot.registry")


@dataclass(frozen=True)
class _Target:
    """One request at one host: where it goes first, and which origin its proof is for."""

    host: Host
    request: Request
    bodies: Bodies
    url: "URL"
    home: "URL"
    headers: tuple[tuple[str, str], ...]


class Transport:
    """All registries of one client.

    hosts: settings; registries without one get the defaults. sleep, clock (monotonic seconds), wall (Unix
    time), random (0 to 1): for tests. certs_dir: docker's certs.d. environ: proxies. tokens_by_get: see auth.
    meter: is told what is done.
    """

    def __init__(
        self,
        hosts: Iterable[HostConfig] = (),
        *,
        user_agent: str = "regbot",
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        backoff: Backoff = DEFAULT_BACKOFF,
        certs_dir: Path | None = None,
        tokens_by_get: bool = False,
        environ: Mapping[str, str] = os.environ,
        meter: Meter = UNMETERED,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._routes = Routes(hosts, make=self._new_host, clock=clock)
        self._user_agent = user_agent
        self._backoff = backoff
        self._tokens_by_get = tokens_by_get
        self._clock = clock
        self._wall = wall
        self._sleep = sleep
        self._random = random
        self._meter = meter
        self._wire = Wire(user_agent=user_agent, timeouts=timeouts, environ=environ, meter=meter, clock=clock)
        self._contexts = Contexts(certs_dir)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._wire.aclose()

    async def prepare(self) -> None:
        """Load what the first request needs; the event loop goes on meanwhile."""
        await anyio.to_thread.run_sync(self._wire.prepare)

    def host(self, registry: str) -> Host:
        """The running state of a registry; made with default settings when it has none."""
        return self._routes.host(registry)

    def distrust(self, response: Response, error: RegistryError) -> bool:
        """Note that the bytes of an answer are wrong. True when another host may have the right ones: a
        mirror gave them, and the same request now goes elsewhere.
        """
        return self._routes.distrust(response.host, response.request, error)

    async def wait_after(self, error: RegistryError, tries: int) -> bool:
        """Wait as between two tries of one request, after the `tries`-th; False when the error is final."""
        wait = next_wait(
            error, tries=tries, backoff=self._backoff, random=self._random, remaining=remaining()
        )
        if wait is None:
            return False
        await self._pause(error, error.registry, wait)
        return True

    def reserve(self, *registries: str, size: int | None = None) -> AbstractAsyncContextManager[None]:
        """Take one slot at each registry for everything sent inside, by this task and its children.

        size: bytes that will be moved, when known: small transfers are not queued behind big ones.

        For transfers: taken one by one, the slots of opposite ones could wait for each other for ever.
        """
        heavy = size is None or size > SMALL
        return reserve([self.host(registry).gate for registry in registries], heavy=heavy)

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Response]:
        """Send, and hand out the answer while it is open; its slot and connection are given back at the end.

        Raises RegistryError: for a status that `request.expect` does not name, for a network that failed
        `tries` times, and at once for what another try cannot mend.
        """
        tries = self._backoff.tries if request.retry else 1
        response = Response(request, await self._open(request), self._reopen, tries)
        try:
            yield response
        finally:
            await response.aclose()

    async def _reopen(self, request: Request) -> Answer:
        """Ask again, because the answer's body broke."""
        self._meter.retried(request.registry, "broken body")
        return await self._open(request)

    async def _open(self, request: Request) -> Answer:
        """Rounds: every host that may answer is tried once, then all that may recover wait together."""
        upstream, hosts = self._routes.hosts_for(request)
        bodies = Bodies(request.body, request.body_size, counted=request.kind == "upload")
        backoff = self._backoff if request.retry else NO_RETRY
        mirrored = len(hosts) > 1
        tries = 0
        while True:
            tries += 1
            errors: dict[Host, RegistryError] = {}
            for host in hosts:
                try:
                    answer = await self._attempt(host, request, bodies, upstream)
                except RegistryError as error:
                    error.registry = error.registry or host.config.name
                    error.reference = error.reference or request.reference
                    error.method = error.method or request.method
                    errors[host] = error
                    if host is not upstream:
                        self._routes.failed(host, error, request)
                except BodyFailed as failure:
                    raise failure.error from failure
                else:
                    host.rests_until = -math.inf
                    answer.mirrored = mirrored
                    return answer
            verdict = errors[upstream]
            verdict.attempts = tries
            if request.kind == "upload" and bodies.went_out:
                # part of the body may be in the session: only a new one can take it from the beginning
                raise verdict
            hosts = [host for host in hosts if errors[host].temporary]
            waits = [
                next_wait(
                    errors[host], tries=tries, backoff=backoff, random=self._random, remaining=remaining()
                )
                for host in hosts
            ]
            wait = min((wait for wait in waits if wait is not None), default=None)
            if wait is None or not verdict.temporary:
                raise verdict
            await self._pause(verdict, upstream.config.name, wait)

    async def _pause(self, error: RegistryError, registry: str, wait: float) -> None:
        self._meter.retried(registry, reason_of(error))
        fields = {"Host": registry, "Duration": f"{wait:.3f}s"}
        _log.debug("Sleeping for backoff", extra={"fields": fields})
        await self._sleep(wait)

    async def _attempt(self, host: Host, request: Request, bodies: Bodies, upstream: Host) -> Answer:
        """One try at one host, inside one of its slots; the answer keeps the slot until it is closed."""
        slot = await host.gate.enter(request.heavy)
        try:
            answer = await self._authorized(self._target(host, request, bodies, upstream))
            try:
                self._note(host, answer)
                if answer.status not in request.expect:
                    raise await self._refusal(host, request, answer)
                check_length(request, answer)
            except BaseException:
                await answer.aclose()
                raise
        except BaseException:
            slot.release()
            raise
        answer.slot, answer.host = slot, host
        return answer

    def _target(self, host: Host, request: Request, bodies: Bodies, upstream: Host) -> _Target:
        config = host.config
        home = config.base_url()
        query = request.query
        if request.url is not None:
            url = secure(home, request.url)
            if not same_origin(home, url):
                check_target(home, url, what="address", registry=config.name, reference=request.reference)
        else:
            url = config.url(request.repository, request.path)
            if config.address != upstream.config.address:
                # tells a mirror of several registries which one is meant; only ever in this host's own URL
                query = (*query, ("ns", upstream.config.address))
        return _Target(host, request, bodies, add_query(url, query), home, request.headers)

    async def _authorized(self, target: _Target) -> Answer:
        """Ask; after a 401 of the registry itself show what it wants, and ask again."""
        host, request = target.host, target.request
        auth = host.auth(request.repository)
        scopes = scopes_for(
            host.config.repository_path(request.repository) if request.repository else "",
            request.method,
            tuple(host.config.repository_path(name) for name in request.pull_from),
        )
        sent = await auth.header(scopes) if same_origin(target.home, target.url) else None
        for again in (False, True, True):
            answer = await self._hops(target, sent)
            if answer.status != 401 or 401 in request.expect or not same_origin(target.home, answer.url):
                return answer
            challenges = parse_challenges(answer.headers.getall("WWW-Authenticate", []))
            body = await answer.start(ERROR_BODY)  # read, so that the connection can be used again
            await answer.aclose()
            refusal = parse_problem(body).text
            sent = await auth.answer(challenges, answer.url, scopes, sent, again=again, refusal=refusal)
        raise status_error(401, "", body, registry=host.config.name)

    async def _hops(self, target: _Target, proof: str | None, most: int = MAX_REDIRECTS) -> Answer:
        """One request and the redirects it leads to; the proof does not go to another origin."""
        host, request, url = target.host, target.request, target.url
        for hop in range(most + 1):
            at_home = same_origin(target.home, url)
            headers = target.headers
            if at_home:
                await host.gate.pace(remaining)
            else:
                proof = None  # and it stays away, also when a later hop leads back
            if proof is not None:
                headers = (*headers, ("Authorization", proof))
            call = Call(
                request.method,
                url,
                headers,
                target.bodies.fresh(),
                await self._contexts.of(host.config, url),
                registry=host.config.name,
                reference=request.reference,
            )
            answer = await self._wire.exchange(call)
            location = answer.headers.get("Location", "")
            moved = (
                location and answer.status not in request.expect and is_redirect(call.method, answer.status)
            )
            if not moved or hop == most == 0:
                return answer
            await answer.start(ERROR_BODY)
            await answer.aclose()
            following = join_location(url, location)
            check_target(url, following, what="redirect", registry=call.registry, reference=call.reference)
            url = following
        raise Refused(
            f"more than {MAX_REDIRECTS} redirects",
            registry=host.config.name,
            reference=request.reference,
            method=request.method,
            url=redact_url(target.url),
        )

    async def _fetch_token(self, host: Host, ask: TokenRequest) -> tuple[int, bytes]:
        """Send a token request of `host`; it counts for the host's rate, and runs in its requester's slot."""
        form = (("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),) if ask.form else ()
        headers = (("Accept", "application/json"), *form)
        request = Request(method=ask.method, registry=host.config.name, body=ask.form, retry=False)
        target = _Target(host, request, Bodies(ask.form, None), ask.url, ask.url, headers)
        # a refresh token travels in the body, so a POST is never sent on
        most = MAX_REDIRECTS if ask.method == "GET" else 0
        answer = await self._hops(target, basic_header(ask.basic), most)
        try:
            body = await answer.start(TOKEN_LIMIT)
        finally:
            await answer.aclose()
        return answer.status, body

    def _new_host(self, config: HostConfig) -> Host:
        gate = Gate(
            config.concurrency,
            config.req_per_sec,
            heavy=config.big_blobs,
            clock=self._clock,
            sleep=self._sleep,
            registry=registry_name(config.name),
            meter=self._meter,
        )
        return Host(config, gate, self._new_auth)

    def _new_auth(self, host: Host, repository: str) -> Authenticator:
        credential = host.config.credential
        return Authenticator(
            host.config.name,
            host.config.base_url(),
            None if credential is None else partial(credential, repository),
            fetch=partial(self._fetch_token, host),
            client_id=self._user_agent,
            clock=self._clock,
            wall=self._wall,
            by_get=self._tokens_by_get,
        )

    def _note(self, host: Host, answer: Answer) -> None:
        limit = parse_rate_limit(answer.headers)
        if limit.set:
            host.rate_limit = limit
            self._meter.limited(host.config.name, limit)
        log_warnings(answer.headers.getall("Warning", []), host.config.name)
        if answer.status < 500 and answer.status != 429:
            host.rejections = 0

    async def _refusal(self, host: Host, request: Request, answer: Answer) -> RegistryError:
        """The error for an answer that was not expected; a 429 holds back every request to its host."""
        error = status_error(
            answer.status,
            answer.reason,
            await answer.start(ERROR_BODY),
            registry=host.config.name,
            method=request.method,
            url=redact_url(answer.url),
        )
        wait = retry_after(answer.headers, answer.status, self._wall())
        if answer.status == 429 and wait is None:
            host.rejections += 1
            wait = self._backoff.wait(host.rejections, self._random)
        if error.temporary and wait is not None:
            error.retry_after = wait
            if same_origin(host.config.base_url(), answer.url):
                host.gate.pause(wait)
        return error
