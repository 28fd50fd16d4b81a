"""docker-registry as platform teams run it: with TLS, passwords, client certificates, tokens, as a mirror.

Everything is on loopback and signed by one certificate authority of our own (`Certificates`). Called by the
fixtures of tests/integration/secured.py and by the fault tests. Each starter is a context manager; registries
are killed at the end of the block.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bcrypt
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes.programs import Registry, find_program, free_port
from tests.fakes.relay import Relay
from tests.fakes.token_server import TokenServer

USER = "robot"
PASSWORD = "correct-horse:battery/staple+ü"
"""With every character that a careless encoder gets wrong: a colon, a slash, a plus, beyond ASCII."""


class Certificates:
    """A certificate authority, a server certificate for loopback, a client certificate; as PEM and as files.

    directory: for skopeo's --cert-dir, with the authority; client_directory: with the client's pair as well.
    """

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        server = authority.issue_cert("127.0.0.1", "localhost")
        client = authority.issue_cert("client@regbot.test", common_name="regbot test client")
        self._authority, self._server = authority, server
        self.ca_pem = authority.cert_pem.bytes().decode()
        self.client_cert = "".join(blob.bytes().decode() for blob in client.cert_chain_pems)
        self.client_key = client.private_key_pem.bytes().decode()
        self.directory, self.client_directory = folder / "certs", folder / "certs-client"
        for directory in (self.directory, self.client_directory):
            directory.mkdir(parents=True)
            (directory / "ca.crt").write_text(self.ca_pem)
        (self.client_directory / "client.cert").write_text(self.client_cert)
        (self.client_directory / "client.key").write_text(self.client_key)
        self.server_cert, self.server_key = folder / "server.pem", folder / "server.key"
        self.server_cert.write_bytes(b"".join(blob.bytes() for blob in server.cert_chain_pems))
        self.server_key.write_bytes(server.private_key_pem.bytes())

    def server_context(self, *, client_required: bool = False) -> ssl.SSLContext:
        """What a server of ours on loopback speaks; optionally only with clients that have a certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._server.configure_cert(context)
        if client_required:
            self._authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def client_context(self) -> ssl.SSLContext:
        """What a client that trusts the authority speaks."""
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context


@dataclass(frozen=True, kw_only=True)
class Secured(Registry):
    """A registry that wants something of its clients.

    certificates: whose authority to trust, None for plain http. user, password: "" when there are none.
    client_certificate: whether clients must show theirs. tokens, relay: the servers of ours that take part.
    direct: host and port of the docker-registry behind the relay, plain http.
    """

    certificates: Certificates | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    client_certificate: bool = False
    tokens: TokenServer | None = None
    relay: Relay | None = None
    direct: str = ""

    def skopeo_options(self, prefix: str = "", *, anonymous: bool = False) -> list[str]:
        """The options with which skopeo gets in; prefix: "", "src-" or "dest-" (for `copy`)."""
        if self.certificates is None:
            found = [f"--{prefix}tls-verify=false"]
        else:
            certificates = self.certificates
            directory = certificates.client_directory if self.client_certificate else certificates.directory
            found = [f"--{prefix}cert-dir={directory}"]
        if anonymous or not self.user:
            return [*found, f"--{prefix}no-creds"]
        return [*found, f"--{prefix}creds={self.user}:{self.password}"]


class Process:
    """A docker-registry that can be killed and brought back: same port, same storage, same `http.secret`.

    The secret signs upload states, so that a session survives the restart, as behind a load balancer.
    config: documents of the registry's configuration that are merged over the usual one.
    """

    def __init__(
        self,
        folder: Path,
        config: dict[str, Any],
        *,
        tls: Certificates | None = None,
        client_required: bool = False,
    ) -> None:
        self._program = find_program("docker-registry")
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self.log, self.root = folder / "config.yml", folder / "log", folder / "data"
        self._config, self._tls, self._client_required = config, tls, client_required
        self._process: subprocess.Popen[bytes] | None = None
        for attempt in range(5):
            self.port = free_port()
            try:
                self.start(patience=0.0)
                break
            except RuntimeError:  # somebody else took the port in between
                if attempt == 4:
                    raise

    @property
    def host(self) -> str:
        """`127.0.0.1:port`, the same after every start."""
        return f"127.0.0.1:{self.port}"

    def start(self, *, patience: float = 20.0) -> None:
        """Start, and return when it answers; a port that is still taken is tried for `patience` seconds."""
        # a JSON document is a YAML document
        self._file.write_text(json.dumps(self._document()))
        deadline = time.monotonic() + patience
        while True:
            with self.log.open("ab") as output:
                self._process = subprocess.Popen(
                    [self._program, "serve", str(self._file)],
                    stdout=output,
                    stderr=output,
                    env={"PATH": os.environ.get("PATH", "")},
                )
            if self._answers():
                return
            self.kill()
            if time.monotonic() > deadline:
                raise RuntimeError(
                    f"docker-registry did not start: {self.log.read_text(encoding='utf-8')[-800:]}"
                )

    def kill(self) -> None:
        """SIGKILL: what it did not write yet is gone, every connection is reset."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _document(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "version": 0.1,
            "log": {"level": "error", "accesslog": {"disabled": False}},
            "storage": {"filesystem": {"rootdirectory": str(self.root)}, "delete": {"enabled": True}},
            "http": {"addr": self.host, "secret": "the same after every start"},
        }
        if self._tls is not None:
            document["http"]["tls"] = {
                "certificate": str(self._tls.server_cert),
                "key": str(self._tls.server_key),
                "clientcas": [str(self._tls.directory / "ca.crt")] if self._client_required else [],
            }
        return document | self._config

    def _answers(self) -> bool:
        """Whether our process (not a stranger on this port) takes connections within 20 seconds."""
        assert self._process is not None
        deadline = time.monotonic() + 20
        while self._process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                # a process that could not bind may live a moment longer than the stranger's answer
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.02)
                return self._process.poll() is None
            time.sleep(0.01)  # before the next look
        return False


@contextlib.contextmanager
def run(
    folder: Path, config: dict[str, Any], *, tls: Certificates | None = None, client_required: bool = False
) -> Iterator[Process]:
    """Run a docker-registry with these additions to its configuration."""
    process = Process(folder, config, tls=tls, client_required=client_required)
    try:
        yield process
    finally:
        process.kill()


@contextlib.contextmanager
def basic_over_tls(folder: Path, certificates: Certificates) -> Iterator[Secured]:
    """htpasswd (bcrypt is all that distribution takes) over TLS with our own authority."""
    folder.mkdir(parents=True, exist_ok=True)
    line = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(rounds=4))
    (folder / "htpasswd").write_bytes(USER.encode() + b":" + line + b"\n")
    auth = {"htpasswd": {"realm": "regbot tests", "path": str(folder / "htpasswd")}}
    with run(folder, {"auth": auth}, tls=certificates) as process:
        yield Secured(
            process.host,
            process.root,
            process.log,
            certificates=certificates,
            user=USER,
            password=PASSWORD,
        )


@contextlib.contextmanager
def client_certificates(folder: Path, certificates: Certificates, *, relayed: bool) -> Iterator[Secured]:
    """A registry that wants to see a client certificate: itself, or a TLS relay of ours before a plain one.

    Distribution says in a TLS alert what it misses; the relay, as many a gateway, just hangs up.
    """
    if relayed:
        with (
            run(folder, {}) as process,
            Relay(process.host, tls=certificates.server_context(client_required=True)) as relay,
        ):
            yield Secured(
                relay.host,
                process.root,
                process.log,
                certificates=certificates,
                client_certificate=True,
                relay=relay,
                direct=process.host,
            )
    else:
        with run(folder, {}, tls=certificates, client_required=True) as process:
            yield Secured(
                process.host, process.root, process.log, certificates=certificates, client_certificate=True
            )


@contextlib.contextmanager
def token_auth(folder: Path, certificates: Certificates) -> Iterator[Secured]:
    """Token authentication over TLS; clients reach the registry through a relay, the service directly."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    (folder / "tokens.pem").write_bytes(_certificate_of(key))
    with TokenServer(key, users={USER: PASSWORD}, tls=certificates.server_context()) as tokens:
        auth = {
            "token": {
                "realm": tokens.realm,
                "service": tokens.service,
                "issuer": tokens.issuer,
                "rootcertbundle": str(folder / "tokens.pem"),
            }
        }
        with (
            run(folder, {"auth": auth}) as process,
            Relay(process.host, tls=certificates.server_context()) as relay,
        ):
            yield Secured(
                relay.host,
                process.root,
                process.log,
                certificates=certificates,
                user=USER,
                password=PASSWORD,
                tokens=tokens,
                relay=relay,
                direct=process.host,
            )


@contextlib.contextmanager
def pull_through(folder: Path, upstream: Registry) -> Iterator[Secured]:
    """A mirror that fetches what it does not have from `upstream` (plain http), behind a relay."""
    config = {"proxy": {"remoteurl": f"http://{upstream.host}"}}
    with run(folder, config) as process, Relay(process.host) as relay:
        yield Secured(relay.host, process.root, process.log, relay=relay, direct=process.host)


def accepts(registry: Secured, token: str, repository: str) -> bool:
    """Whether the registry takes this token for a read of `repository` now; asked past the relay."""
    connection = http.client.HTTPConnection(registry.direct, timeout=10)
    try:
        headers = {"Authorization": f"Bearer {token}"}
        connection.request("GET", f"/v2/{repository}/tags/list", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status != 401
    finally:
        connection.close()


def _certificate_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A self-signed certificate: the shape in which distribution wants to be told a public key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "regbot test tokens")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
