"""The one tree of errors that the registry client raises; each prints as one line without a secret.

    RegistryError                 everything below; what callers catch
    ├── Unauthorized              401 or 403, no usable credential, or the token service said no
    ├── NotFound                  404
    ├── RateLimited               429, after the waits that the deadline allowed
    ├── UnexpectedStatus          any other answer that the request did not expect
    ├── NetworkError              no (complete) answer: refused, reset, TLS, DNS, early end
    │   └── TimedOut              connect, handshake or idle time is over
    ├── Refused                   our own no: a redirect, realm or address that must not be followed
    ├── HostConfigError           a registry's certificate, key, proxy or hostname cannot be used
    ├── DigestMismatch            bytes do not have the digest they were asked by
    ├── SizeMismatch              a body is longer or shorter than its descriptor or Content-Length says
    ├── ManifestError             a manifest that cannot be read: wrong type, not JSON, wrong shape
    │   └── ManifestTooLarge      over the size limit
    ├── InvalidReference          text that names no image
    ├── InvalidDigest             text that is no digest, or an algorithm we do not have
    ├── InvalidPlatform           text that names no platform
    ├── PlatformNotFound          an index without an entry for the wanted platform
    ├── Unsupported               the registry (or the layout) cannot do it
    ├── LayoutError               an OCI layout directory that cannot be read or written
    └── ArchiveError              an image archive that cannot be read or written, or is refused

Refuses to carry response bodies whole: an OCI error document is parsed and cut to 300 characters, anything
else is squeezed to one line. Raised by every module of this package; caught by the builtins.
"""

from typing import Any, Final, NamedTuple

from regbot.registry.jsontext import parse_json
from regbot.registry.redact import redact_words

DETAIL_LIMIT: Final = 300
"""Characters of a registry's own words that an error repeats."""

TEMPORARY: Final = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses that a later try may not see again (behaviour section 3.4; 503 is one of them)."""


class RegistryError(Exception):
    """What went wrong, with the registry, the reference and the request it went wrong at.

    `url` must be redacted by whoever raises. `status` is 0 when there was no answer. `code` is the OCI error
    code (`MANIFEST_UNKNOWN`), if any. `attempts` counts the tries that were made. `temporary` says whether
    the same request may succeed later, `retry_after` after how many seconds, when the registry said so.
    `elsewhere`: wrong bytes came from a mirror, and the same request now goes to another host. `most_tries`:
    more tries than these cost too much (each is a long wait).
    """

    retry_after: float | None = None
    elsewhere: bool = False
    most_tries: int | None = None

    def __init__(
        self,
        message: str,
        *,
        registry: str = "",
        reference: str = "",
        method: str = "",
        url: str = "",
        status: int = 0,
        code: str = "",
        attempts: int = 1,
        temporary: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.registry = registry
        self.reference = reference
        self.method = method
        self.url = url
        self.status = status
        self.code = code
        self.attempts = attempts
        self.temporary = temporary

    def __str__(self) -> str:
        where = [self.reference or self.registry]
        if self.url:
            where.append(f"{self.method} {self.url}".strip())
        if self.attempts > 1:
            where.append(f"{self.attempts} attempts")
        place = ", ".join(part for part in where if part)
        text = " ".join(self.message.split())
        return f"{text} ({place})" if place else text


class Unauthorized(RegistryError):
    """401 or 403, no usable credential, or the token service said no. Never retried.

    `credential_refused`: user, password or token themselves were refused, or there are none where Basic wants
    them; so whatever else is asked of this registry gets the same answer. Registries count wrong passwords.
    """

    credential_refused: bool = False


class NotFound(RegistryError):
    """404."""


class RateLimited(RegistryError):
    """429."""


class UnexpectedStatus(RegistryError):
    """An answer that the request did not expect."""


class NetworkError(RegistryError):
    """No answer, or not all of it."""


class TimedOut(NetworkError):
    """The time to connect, or to see the next byte, is over."""


class Refused(RegistryError):
    """We do not follow: the target would see what it must not, or lies where a registry has no business."""


class HostConfigError(RegistryError):
    """A registry's certificate, key, proxy or hostname setting cannot be used."""


class DigestMismatch(RegistryError):
    """The bytes have another digest than the one they were asked by."""


class SizeMismatch(RegistryError):
    """A body is longer or shorter than announced."""


class ManifestError(RegistryError):
    """A manifest that cannot be read."""


class ManifestTooLarge(ManifestError):
    """A manifest over the size limit."""


class InvalidReference(RegistryError):
    """Text that names no image."""


class InvalidDigest(RegistryError):
    """Text that is no digest, or an algorithm that is not supported."""


class InvalidPlatform(RegistryError):
    """Text that names no platform."""


class PlatformNotFound(RegistryError):
    """An index has no entry for the wanted platform."""


class Unsupported(RegistryError):
    """The registry or the layout does not offer the operation."""


class LayoutError(RegistryError):
    """An OCI layout directory that cannot be read or written."""


class ArchiveError(RegistryError):
    """An image archive that cannot be read or written; the message names the file."""


class Problem(NamedTuple):
    """What a registry's error body says: the first OCI code ("" without one) and its text on one line."""

    code: str
    text: str


def parse_problem(body: bytes) -> Problem:
    """Shorten an error body (distribution spec, "Error Codes") to one line of at most `DETAIL_LIMIT`.

    Text that is not the OCI document is squeezed; HTML pages of proxies say nothing useful and are dropped.
    """
    try:
        document: Any = parse_json(body)
    except (ValueError, RecursionError):
        text = body.decode("utf-8", "replace").strip()
        return Problem("", "" if text.startswith("<") else shorten(text))
    if not isinstance(document, dict):
        return Problem("", "")
    entries = document.get("errors")
    if not isinstance(entries, list):
        # token servers and some gateways: {"details": …}, {"message": …}, {"error": …}
        for key in ("details", "message", "error_description", "error"):
            if isinstance(document.get(key), str):
                return Problem("", shorten(document[key]))
        return Problem("", "")
    code = ""
    texts: list[str] = []
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        words = [
            str(entry[key]) for key in ("code", "message") if isinstance(entry.get(key), str) and entry[key]
        ]
        if words:
            texts.append(": ".join(words))
        code = code or (entry["code"] if isinstance(entry.get("code"), str) else "")
    return Problem(shorten(code), shorten("; ".join(texts)))


def shorten(text: str, limit: int = DETAIL_LIMIT) -> str:
    """What a server said, on one line of at most `limit` characters, without unprintables and secrets."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: limit * 8]).split())
    line = redact_words(line)
    return line if len(line) <= limit else line[: limit - 1] + "…"


def status_error(
    status: int,
    reason: str,
    body: bytes = b"",
    *,
    detail: str = "",
    registry: str = "",
    reference: str = "",
    method: str = "",
    url: str = "",
) -> RegistryError:
    """The error for an answer with an unexpected `status`; words as in behaviour section 3.4."""
    problem = parse_problem(body)
    kind: type[RegistryError]
    if status in (401, 403):
        kind, message = Unauthorized, f"unauthorized [http {status}]"
    elif status == 404:
        kind, message = NotFound, "not found [http 404]"
    elif status == 429:
        kind, message = RateLimited, "rate limit exceeded [http 429]"
    else:
        kind, message = (
            UnexpectedStatus,
            f"unexpected http status code: {shorten(reason, 60)} [http {status}]",
        )
    for part in (detail, problem.text):
        if part:
            message += f": {part}"
    return kind(
        message,
        registry=registry,
        reference=reference,
        method=method,
        url=url,
        status=status,
        code=problem.code,
        temporary=status in TEMPORARY,
    )
