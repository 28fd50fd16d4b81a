"""Settings and logins of registries for the client: Docker's, and the `creds` of the config file over them.

`read_registries(loaded)` gathers them; two readings compare equal when nothing that a client needs has
changed. What the client makes of them is in clients.py. Refuses to talk to a registry, and loads nothing that
could. Called by the wiring (app.py, daemon.py).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass

from regbot.config import docker, hosts
from regbot.config.load import Loaded
from regbot.config.model import Creds
from regbot.logs import log

logger = logging.getLogger("regbot")


@dataclass(frozen=True, slots=True)
class Registries:
    """What is known about registries: their merged entries, and logins for parts of them by path."""

    creds: tuple[Creds, ...]
    paths: Mapping[str, Mapping[str, Creds]]
    skip_docker_config: bool
    user_agent: str
    blob_limit: int


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
