"""TLS contexts: which certificate authorities are trusted, which client certificate is shown.

Sources: the system's authorities (`SSL_CERT_FILE` and `SSL_CERT_DIR` work), `regcert`, `clientCert` with
`clientKey`, and docker's certs.d (`DIR/HOST[:PORT]/*.crt` authorities, `*.cert` with `*.key` client pairs).
TLS 1.2 at least. Unusable PEM text is an error that names the setting; the reference only warns and goes on
without. Blocks on files for some milliseconds, so the transport calls it in a thread, once per registry.
"""

import os
import ssl
import tempfile
from pathlib import Path

from regbot.registry.errors import HostConfigError
from regbot.registry.host import HostConfig


def make_context(
    config: HostConfig, certs_dir: Path | None = None, *, client_certificate: bool = True
) -> ssl.SSLContext:
    """The context for connections to `config`'s registry. Raises HostConfigError on unusable certificates.

    certs_dir: docker's certs.d, None = not read. client_certificate: False for redirect targets, which must
    not learn who we are.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if config.tls == "insecure":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if config.ca_pem:
        _trust(context, config.ca_pem, "regcert", config.name)
    if certs_dir is not None:
        _read_certs_dir(context, certs_dir / config.address, config.name, client_certificate)
    if config.client_cert and client_certificate:
        key = (
            config.client_key if isinstance(config.client_key, str) else config.client_key.get_secret_value()
        )
        _present(context, config.client_cert, key, "clientCert and clientKey", config.name)
    return context


def _read_certs_dir(
    context: ssl.SSLContext, directory: Path, registry: str, client_certificate: bool
) -> None:
    try:
        files = sorted(directory.iterdir())
    except OSError:
        return  # most registries have no directory of their own
    for file in files:
        try:
            if file.suffix == ".crt":
                _trust(context, file.read_text("latin-1"), str(file), registry)
            elif file.suffix == ".cert" and client_certificate:
                key = file.with_suffix(".key")
                _present(context, file.read_text("latin-1"), key.read_text("latin-1"), str(file), registry)
        except OSError as error:
            raise HostConfigError(
                f"cannot read {error.filename}: {error.strerror}", registry=registry
            ) from error


def _trust(context: ssl.SSLContext, pem: str, source: str, registry: str) -> None:
    try:
        context.load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError) as error:
        raise HostConfigError(f"{source} is no certificate in PEM format", registry=registry) from error


def _present(context: ssl.SSLContext, certificate: str, key: str, source: str, registry: str) -> None:
    """Load a client pair; OpenSSL reads files only, so the text passes through a private one."""
    with tempfile.TemporaryDirectory(prefix="regbot-") as directory:  # mode 0700
        path = os.path.join(directory, "pair.pem")
        with open(path, "w", encoding="latin-1", opener=_private) as file:
            file.write(f"{certificate}\n{key}\n")
        try:
            # an encrypted key would ask for its password on the terminal: answer with none instead
            context.load_cert_chain(path, password="")
        except (ssl.SSLError, OSError, ValueError) as error:
            raise HostConfigError(
                f"{source}: not a certificate and its (unencrypted) key in PEM format", registry=registry
            ) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, 0o600)
