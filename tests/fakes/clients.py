"""Our client, set up for the registries of tests/fakes: credentials, authorities, waits that take no time."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import anyio.lowlevel

from regbot.registry.client import Client
from regbot.registry.credential import Credential
from regbot.registry.host import HostConfig
from regbot.registry.reference import Reference
from regbot.registry.transport import Transport
from tests.fakes import images
from tests.fakes.programs import Registry
from tests.fakes.secured import Process, Secured


class Hidden:
    """A secret as the client wants them; prints as stars."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def get_secret_value(self) -> str:
        return self._text


class Waits:
    """Stands in for sleep and clock: notes the seconds, returns at once, and later it is that much later."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await anyio.lowlevel.checkpoint()

    def clock(self) -> float:
        """Monotonic seconds, real ones and those that were slept."""
        return time.monotonic() + sum(self.seconds)


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

    async def give(_repository: str) -> Credential | None:
        return credential

    return replace(config, **{"credential": give, **changes})


def client(
    *hosts: Registry | HostConfig,
    sleep: Callable[[float], Awaitable[None]] | None = None,
    rehearse: bool = False,
    **options: Any,
) -> Client:
    """A client of these registries; it waits for nothing unless `sleep` says how. options: of Transport."""
    configs = [each if isinstance(each, HostConfig) else host_config(each) for each in hosts]
    sleep = sleep or Waits()
    if isinstance(sleep, Waits):
        options["clock"] = sleep.clock
    return Client(transport=Transport(configs, environ={}, sleep=sleep, **options), rehearse=rehearse)


def ref(registry: Registry | Process, repository: str, name: str = "") -> Reference:
    """The reference of a repository there; name: `:tag` or `@digest`."""
    return Reference.parse(f"{registry.host}/{repository}{name}")


async def read_image(using: Client, where: Reference, expected: images.Image) -> None:
    """Everything of an image, read and compared."""
    assert expected.manifest == (await using.get_manifest(where)).raw
    assert expected.digest == (await using.head_manifest(where)).descriptor.digest
    for digest, data in expected.blobs.items():
        assert len(data) == (await using.head_blob(where, digest)).size
        async with using.get_blob(where, digest) as reader:
            assert data == await reader.read_all(1 << 20)
