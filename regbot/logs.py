"""Structured logs on stderr: the reference's text format, or JSON with `--logopt json`.

Text is one line of `key=value`, quoted as Go's slog quotes it; JSON is one object a line. A log call gives a
fixed message and `extra={"fields": {...}}`, or uses `log()`. Secrets never pass: secret objects, values known
to be secret, headers that carry credentials and user info in URLs are replaced by `[censored]`.

Called by the command line (`configure`), the config loader's caller (`hide`) and everyone who logs. It
refuses to raise: a log line that cannot be written is dropped.
"""

from __future__ import annotations

import json
import logging
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import pairwise
from typing import IO, Any
from urllib.parse import quote

from regbot.errors import Problem, UsageError

TRACE = 5
"""The level below DEBUG, for every HTTP request. Prints as `DEBUG-4`, as the reference's does."""

CENSORED = "[censored]"

run_id: ContextVar[str] = ContextVar("run id", default="")
"""The run that this task works for, "" for none. Only the daemon sets it; records then tell it as `run`."""

# The level's number in Go's slog, and in Python's logging.
_SCALE = ((-8, TRACE), (-4, logging.DEBUG), (0, logging.INFO), (4, logging.WARNING), (8, logging.ERROR))
_NAMES = {
    "trace": -8,
    "debug": -4,
    "info": 0,
    "warn": 4,
    "error": 8,
    # The 2023 document lists these two. Nothing logs above error, so they would only hide errors.
    "fatal": 8,
    "panic": 8,
}
_LEVEL = re.compile(r"([a-z]+)([+-]\d{1,4})?", re.ASCII)
_PRIVATE_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-registry-auth")
_PRIVATE = frozenset((*_PRIVATE_HEADERS, "password", "pass", "token", "secret"))
# Only in web addresses: `ocidir://dir:tag@sha256:…` is a reference.
_USERINFO = re.compile(r"(?:(?<=http://)|(?<=https://))[^/\s@\"']+(?=@)")
_NEWEST = 4  # of secrets that replace each other
_MIN_SECRET = 6  # shorter values are words that would riddle every log line


def parse_level(text: str) -> int:
    """The logging level that a verbosity names: `info`, `WARN`, `trace`, `debug-1`; UsageError when none."""
    match = _LEVEL.fullmatch(text.lower())
    if match is None or match[1] not in _NAMES:
        raise UsageError(f"unable to parse verbosity {text} (allowed: trace, debug, info, warn, error)")
    number = _NAMES[match[1]] + int(match[2] or 0)
    for (low, below), (high, above) in pairwise(_SCALE):
        if number <= high:
            # Rounded up, so that `warn+1` shows errors and no warnings.
            return max(1, below - ((low - number) * (above - below)) // (high - low))
    return logging.ERROR + (number - 8) * 10 // 4


def level_name(level: int) -> str:
    """A logging level as slog prints it: `INFO`, `DEBUG-4` for trace, `ERROR+4` for critical."""
    for number, base in reversed(_SCALE):
        if level >= base:
            name = {-8: "DEBUG", -4: "DEBUG", 0: "INFO", 4: "WARN", 8: "ERROR"}[number]
            offset = (number + 4 if number < -4 else 0) + (level - base) * 4 // 10
            return f"{name}{offset:+d}" if offset else name
    return "DEBUG-4"


class Redactor:
    """Replaces what must not be printed, in texts and in the values of fields."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._passing: dict[str, list[str]] = {}
        self._pattern: re.Pattern[str] | None = None
        self._hidden = self._compiled = 0

    def hide(self, *secrets: str, giver: str = "") -> None:
        """From now on print `[censored]` for these values, also where they are part of a URL.

        giver: who gives others in their place before long. Of each giver's only the newest stay hidden: a
        server that runs for months would else keep, and look for, thousands that open nothing any more.
        """
        long = [secret for secret in secrets if len(secret) >= _MIN_SECRET]
        if giver:
            before = [secret for secret in self._passing.get(giver, ()) if secret not in long]
            self._passing[giver] = (before + long)[-2 * _NEWEST :]
        else:
            self._secrets.update(long)
        self._hidden += 1

    def text(self, text: str) -> str:
        """The text without user info in URLs and without known secrets."""
        if "@" in text:
            text = _USERINFO.sub(CENSORED, text)
        if self._compiled != self._hidden:  # as late as can be: a large config has many secrets
            hidden, self._pattern = self._hidden, self._compile()
            self._compiled = hidden
        return self._pattern.sub(CENSORED, text) if self._pattern else text

    def _compile(self) -> re.Pattern[str] | None:
        forms: set[str] = set()
        for secret in self._secrets.union(*self._passing.values()):
            forms |= {
                secret,
                quote(secret, safe="", errors="replace"),
                secret.encode("unicode_escape").decode(),
            }
        ordered = sorted(forms, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def value(self, key: str, value: object) -> object:
        """A field's value without secrets; mappings and lists (HTTP headers) are searched."""
        if key.lower() in _PRIVATE and value not in (None, ""):
            return CENSORED
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if hasattr(value, "get_secret_value"):
            return CENSORED
        if isinstance(value, Mapping):
            return {str(name): self.value(str(name), item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            if len(value) == 2 and isinstance(value[0], str) and value[0].lower() in _PRIVATE:
                return [value[0], CENSORED]
            return [self.value("", item) for item in value]
        return self.text(str(value))


_redactor = Redactor()


def hide(*secrets: str) -> None:
    """Never print these values in a log line or an error."""
    _redactor.hide(*secrets)


def hide_login(user: str, secret: str, *, giver: str = "") -> None:
    """Never print this password or token, nor the Basic header made of it. giver: see Redactor.hide."""
    _redactor.hide(secret, b64encode(f"{user}:{secret}".encode()).decode(), giver=giver)


def redact(text: str) -> str:
    """The text without secrets; for what is printed beside the logs."""
    return _redactor.text(text)


class TextFormatter(logging.Formatter):
    """`time=… level=… msg=… key=value`, quoted as slog does (behaviour 1.4)."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for the record, without its line end."""
        parts = [
            f"time={_time(record.created, 'milliseconds')}",
            f"level={level_name(record.levelno)}",
            f"msg={_quoted(_redactor.text(record.getMessage()))}",
        ]
        for key, value in _fields(record):
            parts.append(f"{_quoted(key)}={_quoted(_plain(value))}")
        return " ".join(parts)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (nanosecond digits), level, msg, then the fields with their types."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for the record, without its line end."""
        message: dict[str, object] = {
            "time": _time(record.created, "nanoseconds"),
            "level": level_name(record.levelno),
            "msg": _redactor.text(record.getMessage()),
            **dict(_fields(record)),
        }
        return json.dumps(message, ensure_ascii=False, default=str, separators=(",", ":"))


class _Handler(logging.StreamHandler[IO[str]]):
    """Writes to stderr, and drops the line when stderr is gone: a log must not end a mirror run."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record) + self.terminator
            encoding = getattr(self.stream, "encoding", None) or "utf-8"
            self.stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            self.stream.flush()
        except (OSError, ValueError):
            self.handleError(record)


def configure(level: int, stream: IO[str], *, as_json: bool = False) -> None:
    """Send regbot's records from `level` on, and other libraries' warnings, to `stream`."""
    handler = _Handler(stream)
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter())
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    logging.getLogger("regbot").setLevel(level)


@contextmanager
def through(stream: IO[str]) -> Iterator[None]:
    """During the block, write the lines to this stream instead."""
    changed = [
        (handler, handler.setStream(stream))
        for handler in logging.getLogger().handlers
        if isinstance(handler, _Handler)
    ]
    try:
        yield
    finally:
        for handler, before in changed:
            if before is not None:
                handler.setStream(before)


def log(logger: logging.Logger, level: int, message: str, fields: Mapping[str, Any] | None = None) -> None:
    """Log a fixed message with fields, in the order given."""
    logger.log(level, message, extra={"fields": fields or {}})


def log_warnings(problems: Iterable[Problem]) -> None:
    """Log warnings about a config, each with its place."""
    for problem in problems:
        fields = {"at": problem.place, "key": problem.key, "detail": problem.message}
        log(logging.getLogger("regbot"), logging.WARNING, problem.summary, fields)


def log_errors(problems: Iterable[Problem]) -> None:
    """Log what is wrong with a config, each with its place."""
    for problem in problems:
        fields = {"at": problem.place, "key": problem.key, "err": problem.message}
        log(logging.getLogger("regbot"), logging.ERROR, "Config error", fields)


def texts(record: logging.LogRecord) -> tuple[str, list[tuple[str, str]]]:
    """A record's message and fields as the text format prints them, redacted but not quoted."""
    return _redactor.text(record.getMessage()), [(key, _plain(value)) for key, value in _fields(record)]


def _fields(record: logging.LogRecord) -> Iterable[tuple[str, object]]:
    fields: Mapping[str, object] = getattr(record, "fields", None) or {}
    for key, value in fields.items():
        yield key, _redactor.value(key, value)
    if record.exc_info and record.exc_info[1] is not None:
        # A library's record that carries an exception: its text, never a traceback of ours on stderr.
        yield "err", _redactor.text(f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}")
    if run := run_id.get():
        yield "run", run


def _time(seconds: float, digits: str) -> str:
    moment = datetime.fromtimestamp(seconds, UTC).astimezone()
    text = moment.isoformat(timespec="milliseconds" if digits == "milliseconds" else "microseconds")
    stamp, zone = text[:-6], text[-6:]
    return stamp + ("" if digits == "milliseconds" else "000") + ("Z" if zone == "+00:00" else zone)


def _plain(value: object) -> str:
    # As Go's %+v prints the value.
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, Mapping):
        return "map[" + " ".join(f"{key}:{_plain(item)}" for key, item in value.items()) + "]"
    if isinstance(value, list | tuple):
        return "[" + " ".join(map(_plain, value)) + "]"
    return str(value)


_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\\": "\\\\",
    '"': '\\"',
}
_BARE = re.compile(r"[!#-<>-~\x7f]+")  # what slog leaves unquoted among ASCII: no blank, `"`, `=`, control


def _quoted(text: str) -> str:
    if _BARE.fullmatch(text):
        return text
    if text and all(_BARE.match(char) or (char > "\x7f" and char.isprintable()) for char in text):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
