"""Which hosts are asked for a request, in which order, and who is passed over. No network here.

Mirrors come by priority (`host.candidates`). One that asked for a pause, or that failed a moment ago, comes
last for a while, so that a dead mirror does not cost every request its timeout. One that gave wrong bytes is
not asked for the same thing again until `FORGET` is over; the upstream always is. And who is about to write
to a repository reads it at the upstream only (`at_upstream`): a mirror may be out of date. Used by the
transport.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from regbot.registry.errors import RegistryError, SizeMismatch
from regbot.registry.host import Host, HostConfig, candidates, registry_name
from regbot.registry.redirects import same_origin, secure
from regbot.registry.request import Request

REST: Final = 30.0
"""Seconds for which a mirror that failed is asked after the others."""

FORGET: Final = 300.0
"""Seconds for which a mirror is not asked for what it gave wrong."""

_KEPT: Final = 1000
_log = logging.getLogger("regbot.registry")

Wanted = tuple[str, str, str]  # host, repository, path

_at_upstream: ContextVar[frozenset[str]] = ContextVar(
    "repositories read at the upstream", default=frozenset()
)


@contextmanager
def at_upstream(repository: str) -> Iterator[None]:
    """Inside, this task and its children ask no mirror about a repository (`registry/repository`)."""
    mark = _at_upstream.set(_at_upstream.get() | {repository})
    try:
        yield
    finally:
        _at_upstream.reset(mark)


class Routes:
    """The hosts of one client. make: builds the running state of a registry; clock: monotonic seconds."""

    def __init__(
        self,
        configs: Iterable[HostConfig],
        *,
        make: Callable[[HostConfig], Host],
        clock: Callable[[], float],
    ) -> None:
        self._configs = {registry_name(config.name): config for config in configs}
        self._make = make
        self._clock = clock
        self._hosts: dict[str, Host] = {}
        self._wrong: dict[Wanted, float] = {}

    @property
    def known(self) -> list[Host]:
        """Every host that was asked for so far."""
        return list(self._hosts.values())

    def host(self, registry: str) -> Host:
        """The running state of a registry; made with default settings when it has none."""
        name = registry_name(registry)
        found = self._hosts.get(name)
        if found is None:
            found = self._hosts[name] = self._make(self._configs.get(name) or HostConfig(name))
        return found

    def hosts_for(self, request: Request) -> tuple[Host, list[Host]]:
        """The upstream, and all that may answer in the order in which they are asked."""
        upstream = self.host(request.registry)
        mirrors = request.mirrors and _place(request) not in _at_upstream.get()
        configs = candidates(upstream.config.name, self._configs, mirrors)
        hosts = [self.host(config.name) for config in configs]
        if request.url is not None:
            # a page's Link or an upload's Location belongs to the host that gave it
            url = request.url
            bases = [(host, host.config.base_url()) for host in hosts]
            own = [host for host, base in bases if same_origin(base, secure(base, url))]
            upstream = own[0] if own else upstream
            return upstream, [upstream]
        now = self._clock()
        able = [host for host in hosts if host is upstream or not self._is_wrong(host, request, now)]
        able.sort(
            key=lambda host: (host.config.name == request.avoid, host.gate.paused, now < host.rests_until)
        )
        return upstream, able

    def failed(self, host: Host, error: RegistryError, request: Request) -> None:
        """A mirror did not answer as it should, and the next host is asked."""
        rests = self._clock() < host.rests_until
        if error.temporary:
            host.rests_until = self._clock() + REST
        if (error.temporary and not rests) or isinstance(error, SizeMismatch):
            self._warn("Mirror passed over", host, error, request)

    def distrust(self, host: Host, request: Request, error: RegistryError) -> bool:
        """The bytes from `host` are wrong. True when it is a mirror, so that another host is asked next."""
        if host is self.host(request.registry) or not request.mirrors:
            return False
        self._wrong[_wanted(host, request)] = self._clock() + FORGET
        while len(self._wrong) > _KEPT:
            del self._wrong[next(iter(self._wrong))]
        self._warn("Mirror gave wrong bytes", host, error, request)
        return True

    def _is_wrong(self, host: Host, request: Request, now: float) -> bool:
        return now < self._wrong.get(_wanted(host, request), now)

    def _warn(self, message: str, host: Host, error: RegistryError, request: Request) -> None:
        fields = {"mirror": host.config.name, "ref": request.reference, "err": error.message}
        _log.warning(message, extra={"fields": fields})


def _wanted(host: Host, request: Request) -> Wanted:
    return (host.config.name, _place(request), request.path)


def _place(request: Request) -> str:
    return f"{request.registry}/{request.repository}"
