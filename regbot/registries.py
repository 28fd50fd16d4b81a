"""Settings and logins of registries for the client: Docker's, and the `creds` of the config file over them.

`read_registries(loaded)` gathers them; two readings compare equal when nothing that a client needs has
changed. `Registries.configs()` makes the client's settings of them. Refuses to talk to a registry; programs
that help with credentials are asked when a registry wants to know. Called by the wiring (app.py).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from regbot.config import docker, hosts
from regbot.config.load import Loaded
from regbot.config.model import DOCKER_HUB, Creds
from regbot.logs import log
from regbot.registry.host import Credential, HostConfig

logger = logging.getLogger("regbot")


@dataclass(frozen=True, slots=True)
class Registries:
    """What is known about registries: their merged entries, and logins for parts of them by path."""

    creds: tuple[Creds, ...]
    paths: Mapping[str, Mapping[str, Creds]]
    skip_docker_config: bool
    user_agent: str
    blob_limit: int

    def configs(self) -> list[HostConfig]:
        """The client's settings of each registry."""
        return [
            host_config(creds, self.blob_limit, self.paths.get(creds.registry, {})) for creds in self.creds
        ]


async def read_registries(loaded: Loaded) -> Registries:
    """Gather Docker's logins, unless the config leaves them out, and the config's `creds`."""
    defaults = loaded.config.defaults
    entries: list[Creds] = []
    paths: dict[str, dict[str, Creds]] = {}
    if not defaults.skip_docker_config:
        logins = await docker.read_logins(os.environ, _list_helper)
        entries += logins.entries
        paths = {**logins.paths}
        for problem in logins.problems:
            log(logger, logging.WARNING, "Failed to load docker creds", {"err": problem})
    for creds in loaded.config.creds:
        if creds.user or creds.token.get_secret_value() or creds.cred_helper:
            paths.pop(creds.registry, None)  # the config's login is for the whole registry, and comes later
    known = {creds.registry for creds in (*entries, *loaded.config.creds)}
    entries += [Creds.model_validate({"registry": name}) for name in paths if name not in known]
    merged = tuple(hosts.merge([*entries, *loaded.config.creds]).values())
    return Registries(
        merged, paths, defaults.skip_docker_config, defaults.user_agent, max(0, defaults.blob_limit)
    )


async def _list_helper(program: str) -> Mapping[str, str]:
    from regbot.config.helper import list_helper  # few configs need it, and what it needs is large

    return await list_helper(program)


def host_config(
    creds: Creds, blob_limit: int = 0, paths: Mapping[str, Creds] = MappingProxyType({})
) -> HostConfig:
    """The client's settings of one registry from its merged entry; paths: logins of parts of it."""
    return HostConfig(
        name=creds.registry,
        hostname=creds.hostname,
        tls=creds.tls,
        credential=_credential(creds, paths),
        ca_pem=creds.regcert,
        client_cert=creds.client_cert,
        client_key=creds.client_key,
        path_prefix=creds.path_prefix.strip("/"),
        mirrors=tuple(creds.mirrors),
        priority=creds.priority,
        repo_auth=creds.repo_auth or bool(paths),
        req_per_sec=creds.req_per_sec,
        req_concurrent=creds.req_concurrent,
        disable_head=creds.api_opts.get("disableHead", "").lower() == "true",
        **{
            name: value
            for name, value, given in (
                ("blob_chunk", creds.blob_chunk, creds.blob_chunk > 0),
                ("blob_max", creds.blob_max, creds.blob_max != 0),
                ("blob_limit", blob_limit, blob_limit > 0),
            )
            if given
        },
    )


def _credential(
    creds: Creds, paths: Mapping[str, Creds]
) -> Callable[[str], Awaitable[Credential | None]] | None:
    whole = _login(creds)
    if not paths:
        return whole
    parts = {prefix: _login(login) for prefix, login in paths.items()}

    async def of_part(repository: str) -> Credential | None:
        ask = parts.get(docker.longest_prefix(repository, parts), whole)
        return None if ask is None else await ask(repository)

    return of_part


def _login(creds: Creds) -> Callable[[str], Awaitable[Credential | None]] | None:
    if creds.cred_helper:
        from regbot.config.helper import Helper

        hub = docker.HUB_URL if creds.registry == DOCKER_HUB else ""
        asked = creds.cred_host or hub or creds.hostname or creds.registry
        program = Helper(creds.cred_helper, asked, creds.cred_expire)

        async def ask(_repository: str) -> Credential | None:
            login = await program.login()
            return None if login is None else Credential(login.user, login.password, login.token)

        return ask
    if not (creds.user or creds.token.get_secret_value()):
        return None
    known = Credential(creds.user, creds.password, creds.token)

    async def given(_repository: str) -> Credential | None:
        return known

    return given
