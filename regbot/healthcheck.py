"""`regbot healthcheck`: asks a server whether it is well, for images that have no other HTTP client.

One GET without proxies, redirects or TLS: it asks its own machine. Imports little, as a container engine runs
it every few seconds. Called by the command line.
"""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from regbot.errors import RegbotError, UsageError

DEFAULT = "http://127.0.0.1:8090/healthz"


def healthcheck(url: str, timeout: float) -> None:
    """Return when the server answers 200 within `timeout` seconds.

    Raises UsageError for a URL that is no http one, RegbotError when the server is not well.
    """
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        host = None
    if parts.scheme != "http" or not host or parts.username is not None:
        raise UsageError(f'"{url}" is no address of a server, such as {DEFAULT}')
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", parts.path or "/healthz")
        answer = connection.getresponse()
        text = answer.read(200).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise RegbotError(f"{url}: {reason}") from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise RegbotError(f"{url}: {answer.status} {answer.reason}" + (f": {text}" if text else ""))
