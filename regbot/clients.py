"""The registry client of a config: its settings for each registry, made of what `registries.py` gathered.

Programs that help with credentials are asked when a registry wants to know. Called by the wiring (app.py,
daemon.py), by `once` only when a script can reach a registry: this loads the client.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from regbot import __version__
from regbot.config import docker
from regbot.config.model import DOCKER_HUB, Creds
from regbot.registries import Registries
from regbot.registry.client import Client
from regbot.registry.credential import Credential
from regbot.registry.host import HostConfig
from regbot.registry.meter import UNMETERED, Meter


def make_client(registries: Registries, *, rehearse: bool = False, meter: Meter = UNMETERED) -> Client:
    """The client of all scripts; in a dry run one that rehearses writes. `meter` is told what it does.

    Docker's certificates are read when a registry is first asked.
    """
    return Client(
        host_configs(registries),
        user_agent=registries.user_agent or f"regbot/{__version__}",
        certs_dir=None if registries.skip_docker_config else docker.CERTS_DIR,
        rehearse=rehearse,
        meter=meter,
    )


def host_configs(registries: Registries) -> list[HostConfig]:
    """The client's settings of each registry."""
    return [
        host_config(creds, registries.blob_limit, registries.paths.get(creds.registry, {}))
        for creds in registries.creds
    ]


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
