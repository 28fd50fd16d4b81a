"""What of a config can be wrong though every value has its type: schedules, certificates, programs, logins.

Looks at files and at PATH; starts no program and asks no registry. Each finding stands at the key that it is
about; what is wrong with Docker's own files is said of them. Called by `check_config`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import anyio

from regbot.check.finding import Finding, Severity
from regbot.config import docker
from regbot.config.load import Reading
from regbot.config.model import Config, Creds, Defaults, Script
from regbot.cron import NEGATIVE, CronError, parse
from regbot.registry.errors import HostConfigError
from regbot.registry.host import HostConfig
from regbot.registry.tls import make_context

Path = tuple[str | int, ...]


def check_settings(reading: Reading, config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """The findings of a config, or of those of its values that fit.

    A login of which a part is wrong is not judged: what it lacks may be just that part.
    """
    look = _Look(reading, environ)
    yield from look.schedule(("defaults",), config.defaults)
    for index, script in enumerate(config.scripts):
        yield from look.schedule(("scripts", index), script)
    for index, creds in enumerate(config.creds):
        if reading.faulty(("creds", index)):
            continue
        yield from look.login(("creds", index), creds)
        yield from look.certificates(("creds", index), creds)
    if not config.defaults.skip_docker_config and not reading.faulty(("defaults", "skipDockerConfig")):
        yield from look.docker()


class _Look:
    def __init__(self, reading: Reading, environ: Mapping[str, str]) -> None:
        self.reading = reading
        self.environ = environ

    def at(self, path: Path, severity: Severity, message: str, rule: str) -> Finding:
        problem = self.reading.problem(path, message)
        text = f"{problem.key}: {message}"
        return Finding(problem.file, problem.line, problem.column, severity, text, rule)

    def schedule(self, path: Path, entry: Defaults | Script) -> Iterator[Finding]:
        if entry.interval is not None and entry.interval < 0:
            yield self.at((*path, "interval"), "error", NEGATIVE, "interval")
        elif entry.interval == 0:
            yield self.at((*path, "interval"), "warning", "no effect: 0 counts as left out", "interval")
        elif entry.interval is not None and entry.interval < 1:
            message = "less than a second: it would run every second"
            yield self.at((*path, "interval"), "warning", message, "interval")
        if not entry.schedule:
            return
        where = (*path, "schedule")
        try:
            cron = parse(entry.schedule)
        except CronError as error:
            yield self.at(where, "error", str(error), "schedule")
            return
        if cron.next(datetime.now(UTC)) is None:
            yield self.at(where, "error", f'"{entry.schedule}" never comes', "schedule")
        elif entry.interval is not None:
            yield self.at((*path, "interval"), "warning", "no effect: schedule is given too", "schedule")

    def login(self, path: Path, creds: Creds) -> Iterator[Finding]:
        secret = creds.password.get_secret_value() or creds.token.get_secret_value()
        if creds.cred_helper:
            if shutil.which(creds.cred_helper, path=self.environ.get("PATH")) is None:
                message = f"no program {creds.cred_helper} in PATH"
                yield self.at((*path, "credHelper"), "error", message, "credentials")
            if creds.user or secret:
                message = "no effect: the login of credHelper is used"
                key = "user" if creds.user else "pass" if creds.password.get_secret_value() else "token"
                yield self.at((*path, key), "warning", message, "credentials")
        elif creds.user and not secret:
            yield self.at((*path, "user"), "warning", "a user without pass or token", "credentials")
        elif creds.password.get_secret_value() and not creds.user:
            yield self.at((*path, "pass"), "warning", "a password without user", "credentials")

    def certificates(self, path: Path, creds: Creds) -> Iterator[Finding]:
        key = creds.client_key.get_secret_value()
        if bool(creds.client_cert) != bool(key):
            there, other = ("clientCert", "clientKey") if creds.client_cert else ("clientKey", "clientCert")
            yield self.at((*path, there), "error", f"{other} is missing, both are needed", "certificate")
            creds = creds.model_copy(update={"client_cert": ""})
        pair = HostConfig(name=creds.registry, client_cert=creds.client_cert, client_key=creds.client_key)
        if creds.regcert and not _usable(HostConfig(name=creds.registry, ca_pem=creds.regcert)):
            yield self.at((*path, "regcert"), "error", "no certificate in PEM format", "certificate")
        if creds.client_cert and not _usable(pair):
            message = "not a certificate and its (unencrypted) key in PEM format"
            yield self.at((*path, "clientCert"), "error", message, "certificate")

    def docker(self) -> Iterator[Finding]:
        """Docker's own files: what a run would log as a warning."""
        file = str(docker.config_path(self.environ))

        async def listed(program: str) -> Mapping[str, str]:
            if shutil.which(program, path=self.environ.get("PATH")) is None:
                raise docker.HelperError(f"no program {program} in PATH")
            return {}

        logins = anyio.run(docker.read_logins, self.environ, listed)
        _, unread = docker.read_certificates()
        for message in (*logins.problems, *unread):
            yield Finding(file, 0, 0, "warning", message.removeprefix(f"{file}: "), "docker")
        for helper in sorted({entry.cred_helper for entry in logins.entries if entry.cred_helper}):
            if shutil.which(helper, path=self.environ.get("PATH")) is None:
                message = f"credHelpers: no program {helper} in PATH"
                yield Finding(file, 0, 0, "warning", message, "docker")


def _usable(host: HostConfig) -> bool:
    try:
        make_context(host)
    except HostConfigError:
        return False
    return True
