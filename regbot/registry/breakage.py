"""What breaks on the wire: aiohttp's exceptions, and those of TLS and of the system below it, as ours.

Says what happened in words for people, and whether another try may help. Repeats no URL and no address with
a secret in it. aiohttp is imported with the first request. Called by wire.
"""

import asyncio
import os
import ssl
from typing import TYPE_CHECKING, Any, Final

from regbot.registry.errors import HostConfigError, NetworkError, RegistryError, TimedOut, shorten

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

CONNECT_TRIES: Final = 2
"""Tries at a host that drops packets: each lasts the whole `Timeouts.connect`, twenty seconds in all."""


def client_error() -> type[Exception]:
    """The class of all of aiohttp's exceptions."""
    import aiohttp

    return aiohttp.ClientError


def translate(error: Exception, url: "URL", place: dict[str, Any]) -> RegistryError:
    """aiohttp's exception as ours: what happened, and whether another try may help.

    `place` are the error's fields that say where: registry, reference, method, url (redacted), temporary.
    """
    import aiohttp

    host = url.host_subcomponent or ""
    if isinstance(error, asyncio.TimeoutError):
        connecting = isinstance(error, aiohttp.ConnectionTimeoutError)
        late = TimedOut(f"timed out {f'connecting to {host}' if connecting else 'waiting for data'}", **place)
        if connecting:
            late.most_tries = CONNECT_TRIES
        return late
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        # another try sees the same certificate; the reference spends three seconds on it
        place["temporary"] = False
        return NetworkError(f"TLS to {host} failed: {_tls_reason(error)}", **place)
    if isinstance(error.__cause__, ssl.SSLError) and "_ALERT_" in (error.__cause__.reason or ""):
        # TLS 1.3: the server judges our certificate when the handshake is already over on our side
        place["temporary"] = False
        return NetworkError(f"TLS to {host} failed: {_tls_text(error.__cause__)}", **place)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        place["temporary"] = error.status >= 500
        return NetworkError(f"the proxy refused: {shorten(error.message)} [http {error.status}]", **place)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return NetworkError(f"host {host} is unknown: {shorten(error.strerror or str(error))}", **place)
    if isinstance(error, aiohttp.ClientConnectorError):
        number = error.os_error.errno or 0
        text = os.strerror(number) if number > 0 else shorten(str(error.os_error))
        return NetworkError(f"cannot connect to {error.host}:{error.port}: {text}", **place)
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return NetworkError("the server closed the connection without an answer", **place)
    if isinstance(error, aiohttp.ClientPayloadError):
        return NetworkError(f"the body ended early: {shorten(str(error), 120)}", **place)
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        place["temporary"] = False
        return HostConfigError(f"unusable address: {shorten(str(error), 120)}", **place)
    if isinstance(error, aiohttp.ClientResponseError):
        place["temporary"] = False
        return NetworkError(f"the answer is no HTTP: {shorten(error.message, 120)}", **place)
    text = str(error)
    if "://" in text:  # aiohttp repeats an upload's address, and its query carries the session's state
        text = f"the connection broke while sending: {error.__cause__ or type(error).__name__}"
    return NetworkError(shorten(text) or type(error).__name__, **place)


_UNKNOWN_CA = frozenset({18, 19, 20, 21})  # X509_V_ERR_…: self-signed, or signed by somebody unknown


def _tls_reason(error: "aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError") -> str:
    import aiohttp

    cause: BaseException = (
        error.certificate_error
        if isinstance(error, aiohttp.ClientConnectorCertificateError)
        else error.os_error
    )
    return _tls_text(cause)


def _tls_text(cause: BaseException) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        hint = " (a CA of your own? then set regcert)" if cause.verify_code in _UNKNOWN_CA else ""
        return f"certificate verify failed: {shorten(cause.verify_message)}{hint}"
    reason = str(getattr(cause, "reason", "") or cause)
    hint = ""
    if reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"):
        hint = " (plain http? then set tls: disabled)"
    elif reason.endswith(("ALERT_BAD_CERTIFICATE", "ALERT_CERTIFICATE_REQUIRED", "ALERT_UNKNOWN_CA")):
        hint = " (the server wants a client certificate, or another one: clientCert, clientKey)"
    return shorten(reason) + hint
