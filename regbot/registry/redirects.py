"""Where a request may be sent on to. Pure decisions about redirects, upload locations and token realms.

Three rules (behaviour sections 3.3 and 3.5, fault F33 mended): nothing that began on https goes on in plain
http; a registry on the network may not send us to an address of this machine or link (a cloud's metadata
service, a local daemon); credentials go to the registry's own origin only, so another scheme, host or port
loses them. Called by the transport for each hop, and by auth for each realm.
"""

import ipaddress
import socket
from typing import TYPE_CHECKING, Final

from regbot.registry.errors import Refused
from regbot.registry.redact import redact_url

if TYPE_CHECKING:
    from yarl import URL

MAX_REDIRECTS: Final = 10

_READ_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WRITE_REDIRECTS: Final = frozenset({307, 308})


def is_redirect(method: str, status: int) -> bool:
    """Whether `status` sends this request on; a write is repeated only where the status demands it."""
    return status in (_READ_REDIRECTS if method in ("GET", "HEAD") else _WRITE_REDIRECTS)


def check_target(source: "URL", target: "URL", *, what: str, registry: str = "", reference: str = "") -> None:
    """Raise Refused when `source` (the registry, or the hop before) may not send us to `target`.

    what: the word for the error text, such as `redirect` or `token realm`.
    """
    reason = ""
    if target.scheme not in ("http", "https") or not target.host:
        reason = "is no http address"
    elif source.scheme == "https" and target.scheme == "http":
        reason = "leaves https for plain http"
    elif is_local(target.host) and not is_local(source.host or ""):
        reason = "points to a local address"
    if reason:
        raise Refused(
            f"{what} from {redact_url(source.origin())} to {redact_url(target)} refused: it {reason}",
            registry=registry,
            reference=reference,
        )


def parse_address(text: str, *, encoded: bool = True) -> "URL":
    """A foreign address, absolute or not. Raises ValueError; yarl alone would look at the port later."""
    from yarl import URL

    url = URL(text, encoded=encoded)
    _ = url.explicit_port
    return url


def join_location(base: "URL", location: str, *, what: str = "redirect") -> "URL":
    """The absolute address of a `Location`; its encoding is kept, since signatures count every byte."""
    try:
        return base.join(parse_address(location))
    except ValueError as error:
        raise Refused(f"{what} from {redact_url(base)} to no address") from error


def same_origin(one: "URL", other: "URL") -> bool:
    """Whether scheme, host and port are equal."""
    return one.scheme == other.scheme and one.host == other.host and one.port == other.port


def secure(home: "URL", url: "URL") -> "URL":
    """`url` on https when `home` is, both name the same host, and only the scheme differs.

    A registry behind a proxy that ends TLS may give Locations and Links in plain http (distribution without
    `http.host`, many gateways); they mean the address that we came by.
    """
    downgraded = home.scheme == "https" and url.scheme == "http" and url.host == home.host
    if downgraded and url.explicit_port in (None, home.port):
        return url.with_scheme("https").with_port(home.explicit_port)
    return url


def is_local(host: str) -> bool:
    """Whether `host` names this machine or link: localhost, loopback, link-local, unspecified.

    Names are not resolved; odd spellings of addresses that the system would accept (`127.1`, `0x7f000001`,
    `::ffff:127.0.0.1`) count.
    """
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    if address is None:
        return False
    return address.is_loopback or address.is_link_local or address.is_unspecified


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(name))
        except (OSError, UnicodeError):
            return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
