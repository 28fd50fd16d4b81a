"""Which proxy a request goes through, from HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Pure.

Follows what container tools do (behaviour section 3.2): upper case names win over lower case ones, loopback
names are never proxied, NO_PROXY knows names, `.suffixes`, addresses, networks, ports and `*`. Refuses
proxies other than http and https (SOCKS): an error, not a silent direct connection. Called by the transport.
"""

import ipaddress
from collections.abc import Mapping
from typing import TYPE_CHECKING

from regbot.registry.errors import HostConfigError
from regbot.registry.redirects import parse_address

if TYPE_CHECKING:
    from yarl import URL


def proxy_for(url: "URL", environ: Mapping[str, str]) -> "URL | None":
    """The proxy for `url`, or None for a direct connection. Raises HostConfigError on an unusable setting."""
    name = "HTTPS_PROXY" if url.scheme == "https" else "HTTP_PROXY"
    setting = environ.get(name) or environ.get(name.lower()) or ""
    host = (url.host or "").lower().rstrip(".")
    if not setting or _is_loopback(host):
        return None
    exceptions = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    if any(_matches(entry.strip().lower(), host, url.port or 0) for entry in exceptions.split(",")):
        return None
    from yarl import URL

    try:
        proxy = parse_address(setting if "://" in setting else f"http://{setting}", encoded=False)
    except ValueError:
        proxy = URL()
    if proxy.scheme not in ("http", "https") or not proxy.host:
        # the setting may hold a password, so it is not repeated
        raise HostConfigError(f"{name} is no http or https proxy address", registry=host)
    return proxy


def _matches(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    name, colon, wanted = entry.rpartition(":")
    if colon and wanted.isdigit() and (":" not in name or name.startswith("[")):
        if int(wanted) != port:
            return False
        entry = name
    entry = entry.strip("[]").rstrip(".")
    if not entry:
        return False
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except (ValueError, TypeError):
        # not an address and a network of one family: compare as names
        suffix = entry.removeprefix("*")
        if suffix.startswith("."):
            return host.endswith(suffix)
        return host == suffix or host.endswith(f".{suffix}")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
