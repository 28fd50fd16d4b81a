"""The only wiring place: a config becomes registries, a client, a throttle and runs of scripts.

`once` runs every script and gives the exit code. The first script that failed in time
decides it; SIGINT and SIGTERM end all scripts (also busy ones) and give 130 and 143, a second signal ends the
process at once. Called by the command line.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import anyio

from regbot import __version__
from regbot.config import docker, helper, hosts
from regbot.config.load import Loaded
from regbot.config.model import DOCKER_HUB, Creds, Defaults
from regbot.errors import ScriptError
from regbot.logs import log
from regbot.plan import tell
from regbot.registry.client import Client
from regbot.registry.host import Credential, HostConfig
from regbot.report import Report, ReportFile
from regbot.run import Outcome, Surroundings, run_script
from regbot.signals import Signals, handled

logger = logging.getLogger("regbot")


def once(loaded: Loaded, *, dry_run: bool, report_file: str | None = None, as_json: bool = False) -> int:
    """Run every script of a config once; the exit code. Tells at the end what was done, or would be.

    Raises ScriptError instead where the log does not show warnings: a failure is told once, but it is told.
    UsageError before anything runs when `report_file` cannot be written.
    """
    file = ReportFile(report_file) if report_file is not None else None
    report = Report((script.name for script in loaded.config.scripts), dry_run=dry_run)
    try:
        with handled() as signals:
            code: int = anyio.run(_once, loaded, report, signals)
    finally:
        report.finish()
        text = tell(report, as_json=as_json)
        try:
            if file is not None:
                file.write(report.document())
        finally:
            sys.stdout.write(text)
            sys.stdout.flush()
    return code


async def _once(loaded: Loaded, report: Report, signals: Signals) -> int:
    defaults = loaded.config.defaults
    failed: list[Outcome] = []
    with anyio.CancelScope() as everything:

        def stop(_: int) -> None:
            name = signal.Signals(signals.number or 0).name
            log(logger, logging.INFO, "Interrupt received, stopping", {"signal": name})
            everything.cancel()

        signals.arm(stop)
        registries = await host_configs(loaded)
        async with make_client(defaults, registries, rehearse=report.dry_run) as client:
            around = Surroundings(
                client=client,
                throttle=anyio.CapacityLimiter(max(1, defaults.parallel)),
                parallel=defaults.parallel,
                base_dir=loaded.base_dir,
            )
            log(logger, logging.DEBUG, "Configuring parallel settings", {"concurrent": defaults.parallel})
            await _run_all(loaded, around, report, failed)
    if signals.number is not None:
        return 128 + signals.number
    if not failed:
        return 0
    first = failed[0]
    if not logger.isEnabledFor(logging.WARNING):
        raise ScriptError(first.script, first.error, first.exit_code)
    return first.exit_code


async def _run_all(loaded: Loaded, around: Surroundings, report: Report, failed: list[Outcome]) -> None:
    async def run(number: int) -> None:
        script = loaded.config.scripts[number]
        timeout = loaded.config.timeout_of(script)
        entry = report.start(number)
        outcome = await run_script(
            script.name, loaded.sources[number], timeout, around, changes=entry.changes
        )
        report.end(entry, outcome)
        if outcome.status != "ok":
            failed.append(outcome)

    numbers = range(len(loaded.config.scripts))
    # As in the reference: side by side only when `parallel` is given.
    if loaded.config.defaults.parallel >= 1:
        async with anyio.create_task_group() as group:
            for number in numbers:
                group.start_soon(run, number)
    else:
        for number in numbers:
            await run(number)


def make_client(defaults: Defaults, registries: list[HostConfig], *, rehearse: bool = False) -> Client:
    """The client of all scripts; in a dry run one that rehearses writes.

    Docker's certificates are read when a registry is first asked.
    """
    certs_dir = None if defaults.skip_docker_config else docker.CERTS_DIR
    return Client(registries, user_agent=user_agent(defaults), certs_dir=certs_dir, rehearse=rehearse)


def user_agent(defaults: Defaults) -> str:
    """The User-Agent header of all requests."""
    return defaults.user_agent or f"regbot/{__version__}"


async def host_configs(loaded: Loaded) -> list[HostConfig]:
    """What is known about registries: Docker's logins, and the config's `creds`."""
    defaults = loaded.config.defaults
    entries: list[Creds] = []
    paths: dict[str, dict[str, Creds]] = {}
    if not defaults.skip_docker_config:
        logins = await docker.read_logins(os.environ, helper.list_helper)
        entries += logins.entries
        paths = {**logins.paths}
        for problem in logins.problems:
            log(logger, logging.WARNING, "Failed to load docker creds", {"err": problem})
    for creds in loaded.config.creds:
        if creds.user or creds.token.get_secret_value() or creds.cred_helper:
            paths.pop(creds.registry, None)  # the config's login is for the whole registry, and comes later
    known = {creds.registry for creds in (*entries, *loaded.config.creds)}
    entries += [Creds.model_validate({"registry": name}) for name in paths if name not in known]
    merged = hosts.merge([*entries, *loaded.config.creds]).values()
    return [host_config(creds, defaults, paths.get(creds.registry, {})) for creds in merged]


def host_config(
    creds: Creds, defaults: Defaults, paths: Mapping[str, Creds] = MappingProxyType({})
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
                ("blob_limit", defaults.blob_limit, defaults.blob_limit > 0),
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
        hub = docker.HUB_URL if creds.registry == DOCKER_HUB else ""
        asked = creds.cred_host or hub or creds.hostname or creds.registry
        program = helper.Helper(creds.cred_helper, asked, creds.cred_expire)

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
