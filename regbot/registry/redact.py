"""URLs, headers and foreign words as they may be shown: in errors, in the log, in traces.

Shows only what is known to be harmless: the values of other query parameters are blanked, because signed
URLs of object stores carry their secret there under many names. Called wherever a URL, or what a server said,
becomes text.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from yarl import URL

CENSORED: Final = "[censored]"

_PLAIN_QUERY: Final = frozenset(
    {
        "n",
        "last",
        "ns",
        "digest",
        "mount",
        "from",
        "tag",
        "scope",
        "service",
        "artifactType",
        "account",
        "client_id",
    }
)
_SECRET_HEADERS: Final = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
# The scheme, then what looks made by a machine: "Bearer authentication required" stays.
_PROOF: Final = re.compile(r"\b((?i:basic|bearer)\s+)(?=[^\s\"',]+[A-Z0-9+/=])[\w+/=.~-]{6,}")
_WEB_TOKEN: Final = re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?")
_ADDRESS: Final = re.compile(r"\bhttps?://[^\s\"'<>,]+")
_URL_HEADERS: Final = frozenset({"location", "link", "referer", "content-location"})


def redact_url(url: "URL | str") -> str:
    """`url` without user info, and with `xxx` for the value of every parameter that may be a secret."""
    try:
        parts = urlsplit(str(url))
    except ValueError:  # a Location such as http://[x: nobody can say where its secrets begin
        return CENSORED
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(_redact_parameter(pair) for pair in parts.query.split("&") if pair)
    return parts._replace(netloc=host, query=query, fragment="").geturl()


def redact_words(text: str) -> str:
    """What a server said, without the credentials of ours that it repeats.

    Debugging proxies and some gateways answer with the headers of the request, or with a signed address.
    """
    shown = _PROOF.sub(rf"\1{CENSORED}", text)
    shown = _WEB_TOKEN.sub(CENSORED, shown)
    return _ADDRESS.sub(lambda found: redact_url(found[0]), shown)


def redact_headers(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Headers for the trace log: secrets censored, URLs redacted, lines of one name together."""
    shown: dict[str, list[str]] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in _SECRET_HEADERS:
            value = CENSORED
        elif lower in _URL_HEADERS:
            value = redact_url(value) if lower != "link" else value.split("?", 1)[0]
        shown.setdefault(name, []).append(value)
    return shown


def _redact_parameter(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return pair if name in _PLAIN_QUERY or not equals else f"{name}=xxx"
