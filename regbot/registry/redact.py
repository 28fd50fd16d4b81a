"""URLs and headers as they may be shown: in errors, in the log, in traces.

Shows only what is known to be harmless: the values of other query parameters are blanked, because signed
URLs of object stores carry their secret there under many names. Called wherever a URL becomes text.
"""

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
_URL_HEADERS: Final = frozenset({"location", "link", "referer", "content-location"})


def redact_url(url: "URL | str") -> str:
    """`url` without user info, and with `xxx` for the value of every parameter that may be a secret."""
    parts = urlsplit(str(url))
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(_redact_parameter(pair) for pair in parts.query.split("&") if pair)
    return parts._replace(netloc=host, query=query, fragment="").geturl()


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
