"""`WWW-Authenticate` headers, taken apart. Pure, and never raises: what is not understood is skipped.

Registries send several headers, several challenges in one header (RFC 9110 section 11.6.1 lets commas
separate both challenges and parameters), quoted strings with escapes, and sloppy blanks. Called by auth.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_TOKEN68 = re.compile(r"[A-Za-z0-9\-._~+/]+=*[ \t]*(?=,|$)")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|$)', re.DOTALL)
_BARE = re.compile(r"[^\s,]*")
_BLANK = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class Challenge:
    """One way to authenticate: `scheme` and parameter names in lower case, values as sent."""

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The parameter's value, or "" when it is absent."""
        return self.parameters.get(name, "")


def parse_challenges(headers: Iterable[str]) -> list[Challenge]:
    """All challenges of all `WWW-Authenticate` lines, in order."""
    return [challenge for header in headers for challenge in _parse(header)]


def _parse(header: str) -> list[Challenge]:
    found: list[Challenge] = []
    at = 0
    while True:
        at = _end(_BLANK, header, at)
        if at >= len(header):
            return found
        word = _TOKEN.match(header, at)
        if word is None:  # a stray character: go on behind the next comma
            comma = header.find(",", at)
            at = len(header) if comma < 0 else comma + 1
            continue
        at = word.end()
        equals = _EQUALS.match(header, at)
        if equals is not None and found:
            value, at = _value(header, equals.end())
            found[-1].parameters.setdefault(word.group().lower(), value)
            continue
        found.append(Challenge(word.group().lower()))
        blanks = _BLANK.match(header, at)
        if blanks is not None and blanks.end() > at and "," not in blanks.group():
            token68 = _TOKEN68.match(header, blanks.end())
            if token68 is not None and not _is_parameter(header, blanks.end()):
                found[-1].parameters["token68"] = token68.group().strip()
                at = token68.end()


def _is_parameter(header: str, at: int) -> bool:
    word = _TOKEN.match(header, at)
    equals = _EQUALS.match(header, word.end()) if word else None
    return equals is not None and header[equals.end() : equals.end() + 1] not in ("", ",", "=")


def _value(header: str, at: int) -> tuple[str, int]:
    quoted = _QUOTED.match(header, at)
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted.group(1), flags=re.DOTALL), quoted.end()
    end = _end(_BARE, header, at)
    return header[at:end], end


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
