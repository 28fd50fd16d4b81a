"""Our client, set up for the registries of tests/fakes: credentials, authorities, waits that take no time."""

from dataclasses import replace
from typing import Any

import anyio.lowlevel

from regbot.registry.client import Client
from regbot.registry.host import Credential, HostConfig
from regbot.registry.transport import Transport
from tests.fakes.programs import Registry
from tests.fakes.secured import Secured


class Hidden:
    """A secret as the client wants them; prints as stars."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def get_secret_value(self) -> str:
        return self._text


class Waits:
    """Stands in for sleep: notes the seconds, and returns at once."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await anyio.lowlevel.checkpoint()


def host_config(registry: Registry, *, credential: Credential | None = None, **changes: Any) -> HostConfig:
    """What a creds entry for `registry` would say; `credential` replaces its own, `changes` the fields."""
    config = HostConfig(registry.host, tls="disabled")
    if isinstance(registry, Secured) and registry.certificates is not None:
        certificates = registry.certificates
        config = replace(config, tls="enabled", ca_pem=certificates.ca_pem)
        if registry.client_certificate:
            config = replace(
                config, client_cert=certificates.client_cert, client_key=Hidden(certificates.client_key)
            )
        if registry.user and credential is None:
            credential = Credential(registry.user, Hidden(registry.password))

    async def give() -> Credential | None:
        return credential

    return replace(config, **{"credential": give, **changes})


def client(*hosts: Registry | HostConfig, sleep: Any = None) -> Client:
    """A client of these registries; it waits for nothing unless `sleep` says how."""
    configs = [each if isinstance(each, HostConfig) else host_config(each) for each in hosts]
    return Client(transport=Transport(configs, environ={}, sleep=sleep or Waits()))
