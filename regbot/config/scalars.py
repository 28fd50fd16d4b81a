"""How one value of the YAML file becomes a typed one: the tolerance of the reference, spelled out.

The loader hands over texts as `str` and every other scalar as a `Scalar`, which keeps the writing of the file
(`0123` as a script's name stays `0123`). Plain Python values are taken too. What does not fit raises
PydanticCustomError with a text for people, which never repeats the value: it may be a secret.
Called by the config model only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, WithJsonSchema
from pydantic_core import PydanticCustomError

from regbot.duration import parse_duration

EVENTS = ("failure", "recovery", "change")
FORMATS = ("json", "slack", "text")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A plain scalar of the file that YAML does not read as text: its value, and how it was written."""

    value: bool | int | float | None
    text: str


def fail(message: str) -> PydanticCustomError:
    """The error to raise for a value that does not fit."""
    # pydantic formats `{name}` in the template, so the message goes in as a value.
    return PydanticCustomError("regbot", "{message}", {"message": message})


def kind(value: Any) -> str:
    """What a value is, for error texts."""
    plain = value.value if isinstance(value, Scalar) else value
    if plain is None:
        return "nothing"
    if isinstance(plain, bool):
        return "a boolean"
    if isinstance(plain, int | float):
        return "a number"
    return "text" if isinstance(plain, str) else "a map" if isinstance(plain, dict) else "a list"


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Scalar) else value


def text(value: Any) -> str:
    """Text; numbers and booleans as they are written, null as empty."""
    if isinstance(value, Scalar):
        return "" if value.value is None else value.text
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool | int | float):
        return str(value).lower()
    raise fail(f"must be text, got {kind(value)}")


def integer(value: Any, what: str = "an integer", example: str = "for example 3") -> int:
    """An integer, also from quoted text (`"1"`), hexadecimal or with underscores."""
    plain = _plain(value)
    if isinstance(plain, str):
        try:
            return int(plain, 0)
        except ValueError:
            pass
    elif isinstance(plain, int) and not isinstance(plain, bool):
        return plain
    elif isinstance(plain, float) and plain.is_integer():
        return int(plain)
    raise fail(f"must be {what}, got {kind(value)} (allowed: {example})")


def octets(value: Any) -> int:
    """A number of bytes, written as an integer is: there are no units."""
    return integer(value, "a number of bytes", "for example 1048576, 0x100000 or 1_048_576")


def decimal(value: Any) -> float:
    """A number, also from quoted text (`"0.5"`)."""
    plain = _plain(value)
    if isinstance(plain, str):
        try:
            plain = float(plain)
        except ValueError:
            raise fail("must be a number, got text (allowed: for example 0.5 or 20)") from None
    if isinstance(plain, bool) or not isinstance(plain, int | float):
        raise fail(f"must be a number, got {kind(value)} (allowed: for example 0.5 or 20)")
    if not 0 <= plain < float("inf"):
        raise fail("must not be negative or infinite (allowed: 0 and more)")
    return float(plain)


def flag(value: Any) -> bool:
    """true or false, and nothing else: `yes` and `"true"` are texts."""
    plain = _plain(value)
    if isinstance(plain, bool):
        return plain
    raise fail(f"must be a boolean, got {kind(value)} (allowed: true, false, without quotes)")


def seconds(value: Any) -> float:
    """A duration in seconds, from text such as `1h15m`. Of bare numbers only 0, which needs no unit."""
    plain = _plain(value)
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        if plain == 0:
            return 0.0
        raise fail("must be a duration with a unit, got a number (allowed: for example 30s, 10m or 1h15m)")
    if not isinstance(plain, str):
        raise fail(f"must be a duration, got {kind(value)} (allowed: for example 30s, 10m or 1h15m)")
    try:
        return parse_duration(plain)
    except ValueError as error:
        what = f'blanks in duration "{plain}"' if len(plain.split()) > 1 else str(error)
        hint = "" if what.endswith(")") else " (allowed: for example 30s, 10m or 1h15m)"
        raise fail(f"{what}{hint}") from error


def expiry(value: Any) -> float:
    """A duration in seconds; an integer counts nanoseconds, the only form that the reference accepts."""
    plain = _plain(value)
    if isinstance(plain, int) and not isinstance(plain, bool):
        return plain / 1e9
    return seconds(value)


def tls(value: Any) -> str:
    """enabled, insecure or disabled, in any case; empty means enabled."""
    name = value.lower() if isinstance(value, str) else None
    if name == "":
        return "enabled"
    if name not in ("enabled", "insecure", "disabled"):
        got = f'"{value}"' if isinstance(value, str) else kind(value)
        raise fail(f"unknown TLS value, got {got} (allowed: enabled, insecure, disabled)")
    return name


def sandbox(value: Any) -> str:
    """Open or strict; empty means open."""
    name = text(value)
    if name not in ("", "open", "strict"):
        raise fail(f'unknown sandbox, got "{name}" (allowed: open, strict)')
    return name or "open"


def web_address(value: Any) -> str:
    """An http or https address; empty for none. It may be a secret, so errors do not repeat it."""
    address = text(value).strip()
    try:
        parts = urlsplit(address)
        # the port is looked at when it is asked for, and may be wrong
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if address and (not fits or len(address.split()) > 1):
        raise fail("must be a web address (allowed: https://HOST/PATH or http://HOST/PATH)")
    return address


def events(value: Any) -> list[str]:
    """What is told of: some of EVENTS, or one without a list around it."""
    found = [text(item) for item in (value if isinstance(value, list) else [value])]
    for name in found:
        if name not in EVENTS:
            raise fail(f'unknown event, got "{name}" (allowed: {", ".join(EVENTS)})')
    return list(dict.fromkeys(found))


def notice_format(value: Any) -> str:
    """One of FORMATS; empty means json."""
    name = text(value)
    if name not in ("", *FORMATS):
        raise fail(f'unknown format, got "{name}" (allowed: {", ".join(FORMATS)})')
    return name or FORMATS[0]


def entries(value: Any) -> list[Any]:
    """A list; nothing is an empty one, and an empty entry is an empty map."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise fail(f"must be a list, got {kind(value)} (allowed: entries that begin with -)")
    return [{} if item is None else item for item in value]


def mapping(value: Any) -> dict[str, Any]:
    """A map; nothing is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise fail(f"must be a map, got {kind(value)} (allowed: entries such as key: value)")
    return value


# What a file may say, for editors (docs/regbot.schema.json): the validators above as JSON Schema.
_TEXT = {"type": ["string", "number", "boolean", "null"]}
_DIGITS = r"(0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*)"
_DURATION = r"^[+-]?(0|((\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$"
_SECONDS = [{"type": "string", "pattern": _DURATION}, {"const": 0}, {"type": "null"}]
_TLS = {
    "anyOf": [{"enum": ["enabled", "insecure", "disabled", None]}, {"pattern": "[A-Z]|^$", "type": "string"}]
}


def _number(kind: str, pattern: str, **bounds: int) -> WithJsonSchema:
    written = {"type": "string", "pattern": pattern}
    return WithJsonSchema({"anyOf": [{"type": kind, **bounds}, written, {"type": "null"}]})


Text = Annotated[str, BeforeValidator(text), WithJsonSchema(_TEXT)]
Secret = Annotated[SecretStr, BeforeValidator(text), WithJsonSchema(_TEXT)]
Integer = Annotated[int, BeforeValidator(integer), _number("integer", rf"^\s*[+-]?{_DIGITS}\s*$")]
Octets = Annotated[int, BeforeValidator(octets), _number("integer", rf"^\s*[+-]?{_DIGITS}\s*$")]
Natural = Annotated[
    int, BeforeValidator(integer), Field(ge=0), _number("integer", rf"^\s*\+?{_DIGITS}\s*$", minimum=0)
]
Decimal = Annotated[
    float,
    BeforeValidator(decimal),
    _number("number", r"^\s*\+?[0-9.][0-9._]*([eE][+-]?[0-9]+)?\s*$", minimum=0),
]
Flag = Annotated[bool, BeforeValidator(flag), WithJsonSchema({"type": ["boolean", "null"]})]
Seconds = Annotated[float, BeforeValidator(seconds), WithJsonSchema({"anyOf": _SECONDS})]
Expiry = Annotated[
    float, BeforeValidator(expiry), WithJsonSchema({"anyOf": [*_SECONDS, {"type": "integer"}]})
]
Tls = Annotated[Literal["enabled", "insecure", "disabled"], BeforeValidator(tls), WithJsonSchema(_TLS)]
SandboxName = Annotated[
    Literal["open", "strict"],
    BeforeValidator(sandbox),
    WithJsonSchema({"enum": ["open", "strict", "", None]}),
]
_ADDRESS = {"type": ["string", "null"], "pattern": r"^\s*$|^\s*https?://|\{\{"}  # a template may be one, too
WebAddress = Annotated[SecretStr, BeforeValidator(web_address), WithJsonSchema(_ADDRESS)]
Event = Literal["failure", "recovery", "change"]
Events = Annotated[
    list[Event],
    BeforeValidator(events),
    WithJsonSchema(
        {"anyOf": [{"enum": [*EVENTS, None]}, {"type": "array", "items": {"enum": [*EVENTS]}}]},
    ),
]
NoticeFormat = Annotated[
    Literal["json", "slack", "text"],
    BeforeValidator(notice_format),
    WithJsonSchema({"enum": [*FORMATS, "", None]}),
]
