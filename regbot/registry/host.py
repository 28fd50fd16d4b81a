"""What is known about one registry: settings (`HostConfig`), names, addresses, and running state (`Host`).

No network here. The app builds a `HostConfig` from a creds entry of the YAML file (and docker's
config); the transport asks here where a request goes, and in which order mirrors are tried.
"""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from regbot.registry.credential import Credential, Secret
from regbot.registry.errors import HostConfigError
from regbot.registry.ratelimit import RateLimit

if TYPE_CHECKING:
    from yarl import URL

    from regbot.registry.auth import Authenticator
    from regbot.registry.limits import Gate

DOCKER_HUB: Final = "docker.io"
DOCKER_HUB_HOSTNAME: Final = "registry-1.docker.io"
DEFAULT_REQ_CONCURRENT: Final = 16
"""Requests at the same time to one registry when `reqConcurrent` is not set; 0 means no limit.

Small requests cost a registry little and a copy its time: most of it is waiting for answers.
"""

DEFAULT_BIG_BLOBS: Final = 6
"""How many of them may be big blobs, which keep a registry's line busy."""

_HUB_NAMES: Final = frozenset({DOCKER_HUB, "index.docker.io", DOCKER_HUB_HOSTNAME})


@dataclass(frozen=True)
class HostConfig:
    """The settings of one registry; names follow the YAML keys of a creds entry.

    name: the registry as references spell it. hostname: the server that is asked ("" = name; docker.io has
    its own). credential: asked whenever one is needed, so it may cache and renew, with the repository that is
    reached for ("" unless repo_auth keeps repositories apart); None = anonymous.
    ca_pem, client_cert: PEM text. client_key: PEM text or a Secret of it. mirrors: names of other registries.
    blob_chunk, blob_max: bytes, for uploads. req_per_sec: 0 = off. req_concurrent: None = the default of 16,
    0 = no limit.
    """

    name: str
    hostname: str = ""
    tls: Literal["enabled", "insecure", "disabled"] = "enabled"
    credential: Callable[[str], Awaitable[Credential | None]] | None = field(default=None, repr=False)
    ca_pem: str = ""
    client_cert: str = ""
    client_key: "str | Secret" = field(default="", repr=False)
    path_prefix: str = ""
    mirrors: tuple[str, ...] = ()
    priority: int = 0
    repo_auth: bool = False
    blob_chunk: int = 1 << 20
    blob_max: int = -1
    blob_limit: int = 1 << 30
    req_per_sec: float = 0.0
    req_concurrent: int | None = None
    disable_head: bool = False

    @property
    def scheme(self) -> str:
        """`http` only for `tls: disabled`."""
        return "http" if self.tls == "disabled" else "https"

    @property
    def address(self) -> str:
        """The host and port that is asked."""
        if self.hostname:
            return self.hostname
        return DOCKER_HUB_HOSTNAME if self.name == DOCKER_HUB else self.name

    @property
    def concurrency(self) -> int:
        """Requests at the same time; 0 = no limit."""
        return DEFAULT_REQ_CONCURRENT if self.req_concurrent is None else max(0, self.req_concurrent)

    @property
    def big_blobs(self) -> int:
        """How many requests at the same time may carry big blobs; 0: as many as leave a slot for others."""
        return DEFAULT_BIG_BLOBS if self.req_concurrent is None else 0

    def repository_path(self, repository: str) -> str:
        """`repository` as the registry knows it: below the path prefix."""
        return "/".join(part for part in (self.path_prefix.strip("/"), repository) if part)

    def base_url(self) -> "URL":
        """Scheme, host and port. Raises HostConfigError when the hostname is none."""
        try:
            return _origin(self.scheme, self.address)
        except ValueError as error:
            raise HostConfigError(
                f"hostname {self.address!r} is no host[:port]", registry=self.name
            ) from error

    def url(self, repository: str, path: str) -> "URL":
        """`/v2/[prefix/]repository/path`; without a repository the prefix is left out (`_catalog`)."""
        if repository:
            path = f"{self.repository_path(repository)}/{path}"
        return self.base_url().with_path(f"/v2/{path}")


@lru_cache(maxsize=1000)  # every request asks
def _origin(scheme: str, address: str) -> "URL":
    from yarl import URL

    url = URL(f"{scheme}://{address}")
    if not url.host or url.path not in ("", "/") or url.user is not None or url.query_string:
        raise ValueError("more than an origin")
    return url.origin()


@lru_cache(maxsize=1000)  # every request asks, several times
def registry_name(text: str) -> str:
    """The one name of a registry: Docker Hub's many names become `docker.io`, scheme and path are cut.

    `https://index.docker.io/v1/` is how docker's config file spells the Hub.
    """
    name = text.strip()
    for scheme in ("https://", "http://"):
        name = name.removeprefix(scheme)
    name = name.split("/", 1)[0]
    return DOCKER_HUB if name.lower() in _HUB_NAMES else name


def candidates(name: str, configs: Mapping[str, HostConfig], mirrors: bool) -> list[HostConfig]:
    """Who is asked for a request to registry `name`, in order.

    The documents' order, not the reference's (behaviour 0 row 8): highest priority first, mirrors in the
    order they are listed, the upstream after mirrors of the same priority. A mirror may be a plain host.
    """
    upstream = configs.get(name) or HostConfig(name)
    if not mirrors or not upstream.mirrors:
        return [upstream]
    hosts: dict[str, HostConfig] = {}
    for mirror in map(registry_name, upstream.mirrors):
        if mirror != name:
            hosts.setdefault(mirror, configs.get(mirror) or HostConfig(mirror))
    hosts[name] = upstream
    return sorted(hosts.values(), key=lambda config: -config.priority)


NewAuth = Callable[["Host", str], "Authenticator"]


class Host:
    """The running state of one registry: its limits, what it said about its rate limit, and its proofs.

    new_auth: makes an Authenticator that knows nothing yet, for a repository or ("") for all. rejections: 429
    answers without a word about when to come back, since the last good answer.
    """

    def __init__(self, config: HostConfig, gate: "Gate", new_auth: "NewAuth") -> None:
        self.config = config
        self.gate = gate
        self.rate_limit = RateLimit()
        self.rejections = 0
        self.rests_until = -math.inf
        """Until then (monotonic seconds) others are asked first: it is a mirror that failed."""
        self.refused_offers: set[str] = set()
        """Kinds of mounts that are offered in vain, by a POST that it refuses (see uploads.py)."""
        self._new_auth = new_auth
        self._auth: dict[str, Authenticator] = {}

    @property
    def concurrency(self) -> int:
        """Requests at the same time; 0 = no limit."""
        return self.config.concurrency

    def auth(self, repository: str) -> "Authenticator":
        """The proofs for `repository`; one for all unless `repoAuth` keeps them apart."""
        key = repository if self.config.repo_auth else ""
        found = self._auth.get(key)
        if found is None:
            found = self._auth[key] = self._new_auth(self, key)
        return found
