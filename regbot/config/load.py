"""A config file -> `Config`, with everything that is wrong in it at once: `file:line:column: key: what`.

`load_config("regbot.yml")`, or `-` for standard input. In order: YAML, unknown and duplicate keys (warnings
with the nearest key), templates, types. Errors raise one ConfigError with all problems; warnings come back
with the config, for the caller to log. Secrets never appear in a problem. Called by the app.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from regbot.config import yaml
from regbot.config.excerpt import excerpt
from regbot.config.model import Config, Creds, Defaults, Notify, Script
from regbot.config.scalars import Scalar
from regbot.config.scalars import text as plain_text
from regbot.config.scripts import Source, inline
from regbot.errors import ConfigError, Problem

STDIN = "<stdin>"
"""What messages call standard input."""

_PINGS = ("ping", "pingFailure")
TEMPLATES: Mapping[type[BaseModel], tuple[str, ...]] = {
    Creds: ("registry", "user", "pass", "token", "regcert", "clientCert", "clientKey"),
    Notify: ("url",),
    Defaults: _PINGS,
    Script: _PINGS,
}
"""The keys of each section whose text is a template."""

SECRETS = frozenset({"pass", "token", "clientKey", "url", *_PINGS})
"""The keys whose values no message shows."""

# The warnings: rule -> the fixed text of the log line.
_SUMMARIES = {
    "duplicate-key": "Duplicate key in config",
    "duplicate-name": "Duplicate script name in config",
    "unknown-key": "Unknown key in config",
    "no-script": "Script without text in config",
    "no-registry": "Ignoring registry config without a name",
    "deprecated-key": "Scheme is deprecated, for http set TLS to disabled",
    "deprecated-api": "API field has been deprecated",
    "no-effect": "Setting without effect in config",
}

# What people write for a key when they remember another tool. (The 2025 document itself shows `frequency`.)
_SYNONYMS = {
    "frequency": "interval",
    "every": "interval",
    "cron": "schedule",
    "password": "pass",
    "username": "user",
    "credentials": "creds",
    "host": "registry",
    "insecure": "tls",
    "cacert": "regcert",
    "concurrency": "parallel",
    "lua": "script",
    "webhook": "url",
    "events": "on",
    "healthcheck": "ping",
}


# Keys of regsync, the reference's other program, whose files begin with the same `creds` and `defaults`.
_REGSYNC = (
    "sync backup cacheCount cacheTime digestTags fastCheck forceRecursive hooks includeExternal mediaTypes "
    "ratelimit referrerFilters referrers referrerSlow"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A config, where it came from, and what the user should know about it."""

    config: Config
    file: str
    base_dir: Path
    warnings: tuple[Problem, ...]
    sources: tuple[Source, ...]
    """the texts of the scripts, in their order"""
    text: str
    """the file's content"""
    locate: Callable[..., Problem]
    """makes the problem of a value with its place (`Reading.problem`), for those who find more"""


def load_config(path: str | Path, text: str | None = None) -> Loaded:
    """The config of a file; `-` is standard input. Raises ConfigError with every problem of the file.

    `text` stands in for the file's content. `base_dir` is where the file is; for standard input, the working
    directory.
    """
    reading = read_config(path, text)
    if reading.errors or reading.config is None:
        raise ConfigError(reading.errors)
    warnings = sorted(reading.warnings, key=lambda problem: (problem.line, problem.column))
    return Loaded(
        config=reading.config,
        file=reading.file,
        base_dir=reading.base_dir,
        warnings=tuple(warnings),
        sources=reading.sources,
        text=reading.document.text,
        locate=reading.problem,
    )


def read_config(path: str | Path, text: str | None = None) -> Reading:
    """As `load_config`, but what is wrong does not raise; only a file without YAML in it does."""
    name = str(path)
    file = STDIN if name == "-" else name
    content = _content(name) if text is None else text
    try:
        document = yaml.read(content)
    except yaml.YamlError as error:
        shown = excerpt(content, error.line, error.column)
        problem = Problem(file, error.line, error.column, "", str(error), rule="yaml", excerpt=shown)
        raise ConfigError([problem]) from error
    return Reading(file, Path.cwd() if name == "-" else Path(name).absolute().parent, document)


def _content(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError([Problem(f"open {name}", 0, 0, "", reason)]) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise ConfigError([Problem(name, line, column, "", "not UTF-8 text")]) from error


class Reading:
    """All that is known of a file, also of a wrong one: `config` then lacks the values that do not fit."""

    def __init__(self, file: str, base_dir: Path, document: yaml.Document) -> None:
        self.file = file
        self.base_dir = base_dir
        self.document = document
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        value = document.value
        data = {} if value is None or (isinstance(value, Scalar) and value.value is None) else _given(value)
        self._warn_keys(data)
        self._expand(data)
        self.sources = self._sources(data)
        self.config = self._validate(data)
        if self.config is not None:
            self._warn_values(self.config)

    def problem(self, path: yaml.Path, message: str, *, rule: str = "config", key: bool = False) -> Problem:
        """A problem of a value, or of its key; one with a `rule` of _SUMMARIES is a warning."""
        place = self.document.keys.get(path) if key else None
        line, column = place or self.document.place(path)
        secret = place is None and not SECRETS.isdisjoint(path)
        shown = excerpt(self.document.text, line, column, secret=secret)
        summary = _SUMMARIES.get(rule, "")
        return Problem(self.file, line, column, _key(path), message, summary, rule, shown)

    def faulty(self, path: yaml.Path) -> bool:
        """Whether something is wrong with the value at `path`, in it, or with what it stands in."""
        keys, asked = {problem.key for problem in self.errors}, _key(path)
        around = {_key(path[:end]) for end in range(1, len(path))}
        return any(
            key == asked or key in around or key.startswith((f"{asked}.", f"{asked}[")) for key in keys
        )

    def _warn_keys(self, data: Any) -> None:
        for path, (line, column) in self.document.duplicates:
            message, rule = "written twice in one map; the last one rules", "duplicate-key"
            shown = excerpt(self.document.text, line, column)
            summary = _SUMMARIES[rule]
            self.warnings.append(Problem(self.file, line, column, _key(path), message, summary, rule, shown))
        for path, section in _sections(data):
            known = [field.alias or name for name, field in section.model_fields.items()]
            self._warn_unknown(path, _at(data, path), known)
            options = _at(data, path).get("apiOpts") if section is Creds else None
            if isinstance(options, Mapping):
                self._warn_unknown((*path, "apiOpts"), options, ["disableHead"])

    def _warn_unknown(self, path: yaml.Path, keys: Iterable[Any], known: list[str]) -> None:
        for key in keys:
            if key in known or key.startswith("x-"):
                continue
            nearest = _nearest(key, known)
            hint = f"unknown key (did you mean {nearest}?)" if nearest else "unknown key"
            if key in _REGSYNC.split():
                hint = "unknown key: one of regsync's, without effect here"
            self.warnings.append(self.problem((*path, key), hint, rule="unknown-key", key=True))

    def _expand(self, data: Any) -> None:
        for path, section in _sections(data):
            entry = _at(data, path)
            for key in TEMPLATES.get(section, ()):
                if isinstance(entry.get(key), str) and "{{" in entry[key]:
                    self._render(entry, path, key)

    def _render(self, entry: dict[str, Any], path: yaml.Path, key: str) -> None:
        from regbot.config.template import TemplateError, render  # most configs have no template

        try:
            entry[key] = render(entry[key], secret=key in SECRETS)
        except TemplateError as error:
            self.errors.append(self.problem((*path, key), str(error)))
            del entry[key]

    def _sources(self, data: Any) -> tuple[Source, ...]:
        """The texts of the scripts; of entries with a wrong type, which validation tells, an empty one."""
        scripts = data.get("scripts") if isinstance(data, Mapping) else None
        return tuple(
            self._source(("scripts", index), entry)
            if isinstance(entry, Mapping)
            else Source(code=b"", file=self.file)
            for index, entry in enumerate(scripts if isinstance(scripts, list) else ())
        )

    def _source(self, path: yaml.Path, entry: Mapping[str, Any]) -> Source:
        written, name = entry.get("script"), entry.get("scriptFile")
        if isinstance(name, str):
            if written is None:
                return self._script_file((*path, "scriptFile"), name)
            message = "script is given too (allowed: one of the two)"
            self.errors.append(self.problem((*path, "scriptFile"), message, key=True))
        if name is None and written is None and (*path, "script") not in self.document.keys:
            message = "it has no script: nothing runs (allowed: script or scriptFile)"
            self.warnings.append(self.problem(path, message, rule="no-script"))
        if not isinstance(written, str | Scalar):
            return Source(code=b"", file=self.file)
        place, style = self.document.place((*path, "script")), self.document.styles.get((*path, "script"))
        return inline(plain_text(written), self.file, self.document.text, place, style)

    def _script_file(self, path: yaml.Path, name: str) -> Source:
        code, file = b"", self.base_dir / name
        # As messages name it: seen from where the config's own name is seen from.
        shown = name if self.file == STDIN else str(Path(self.file).parent / name)
        try:
            code = file.read_bytes()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self.errors.append(self.problem(path, f"open {shown}: {reason}"))
        except ValueError:
            self.errors.append(self.problem(path, "not the name of a file"))
        return Source(code=code, chunk=f"@{name}", folder=file.parent, file=shown)

    def _validate(self, data: Any) -> Config | None:
        try:
            return Config.model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                path = tuple(detail["loc"])
                self.errors.append(self.problem(path, _message(detail)))
                _drop(data, path)
        try:  # what is left, for those who look for more mistakes; nobody runs it
            return Config.model_validate(data)
        except ValidationError:
            return None

    def _warn_values(self, config: Config) -> None:
        for index, entry in enumerate(config.notify):
            path = ("notify", index)
            if not entry.url.get_secret_value() and not self.faulty(path):
                self.errors.append(self.problem(path, "it has no url: nobody is told"))
        for index, creds in enumerate(config.creds):
            path = ("creds", index)
            if not creds.registry and not self.faulty(path):
                message = "ignored: it names no registry"
                self.warnings.append(self.problem(path, message, rule="no-registry"))
            if creds.scheme:
                message = "no effect; for http set tls: disabled"
                where = (*path, "scheme")
                self.warnings.append(self.problem(where, message, rule="deprecated-key", key=True))
            if creds.api:
                where = (*path, "api")
                self.warnings.append(self.problem(where, "no effect", rule="deprecated-api", key=True))
        self.warnings += (
            self.problem(place, f"no effect: {message}", rule="no-effect")
            for place, message in _without_effect(config)
        )
        seen: set[str] = set()
        for index, script in enumerate(config.scripts):
            if script.name and script.name in seen:
                message = f"another script is called {script.name} too"
                where = ("scripts", index, "name")
                self.warnings.append(self.problem(where, message, rule="duplicate-name"))
            seen.add(script.name)


def _without_effect(config: Config) -> Iterator[tuple[yaml.Path, str]]:
    # Values that the reference takes in silence, and that then mean as much as if they were left out.
    defaults = config.defaults
    if defaults.parallel < 0:
        yield ("defaults", "parallel"), "a negative number counts as left out"
    if defaults.jitter < 0:
        yield ("defaults", "jitter"), "a negative time counts as left out"
    if defaults.grace_period < 0:
        yield ("defaults", "gracePeriod"), "a negative time is over at once, as 0 is"
    if defaults.blob_limit < 0:
        yield ("defaults", "blobLimit"), "a negative number counts as left out"
    names = {script.name for script in config.scripts}
    for index, entry in enumerate(config.notify):
        for place, name in enumerate(entry.scripts):
            if name not in names:
                yield ("notify", index, "scripts", place), f'no script is called "{name}"'
        if not entry.on:
            yield ("notify", index, "on"), "an empty list: nothing is told"
    for index, creds in enumerate(config.creds):
        if "/" in creds.registry:
            message = "images name a registry by HOST or HOST:PORT, without a path (see pathPrefix)"
            yield ("creds", index, "registry"), message
        if creds.blob_chunk < 0:
            yield ("creds", index, "blobChunk"), "a negative number counts as left out"
        if creds.cred_expire < 0:
            yield ("creds", index, "credExpire"), "a negative time is over at once, as 0 is"
        head = creds.api_opts.get("disableHead", "false").lower()
        if head not in ("", "true", "false"):
            yield ("creds", index, "apiOpts", "disableHead"), "only true has one (allowed: true, false)"


def _given(value: Any) -> Any:
    # A null means "not given" wherever it stands, except as an entry of a list; maps are copied, because
    # an alias makes two entries of the file one.
    if isinstance(value, dict):
        return {
            key: _given(item)
            for key, item in value.items()
            if not (isinstance(item, Scalar) and item.value is None)
        }
    if isinstance(value, list):
        return [None if isinstance(item, Scalar) and item.value is None else _given(item) for item in value]
    return value


def _sections(data: Any) -> Iterator[tuple[yaml.Path, type[BaseModel]]]:
    if not isinstance(data, Mapping):
        return
    yield (), Config
    if isinstance(data.get("defaults"), Mapping):
        yield ("defaults",), Defaults
    for key, section in (("creds", Creds), ("scripts", Script), ("notify", Notify)):
        entries = data.get(key)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, Mapping):
                yield (key, index), section


def _drop(data: Any, path: yaml.Path) -> None:
    try:
        holder = _at(data, path[:-1])
        if isinstance(holder, list):
            holder[int(path[-1])] = None  # the others keep their numbers
        else:
            del holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return  # it stands in something that is dropped already


def _at(data: Any, path: yaml.Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _nearest(key: str, known: list[str]) -> str | None:
    folded = {name.lower(): name for name in known}
    plain = re.sub(r"[-_ ]", "", key.lower())
    synonym = _SYNONYMS.get(plain)
    if synonym in known:
        return synonym
    close = difflib.get_close_matches(plain, folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def _key(path: yaml.Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _message(detail: Mapping[str, Any]) -> str:
    if detail["type"] == "greater_than_equal":
        return "must not be negative (allowed: 0 and more)"
    return str(detail["msg"])
