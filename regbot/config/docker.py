"""What Docker and Podman know: logins of `config.json`, and the certificates of `/etc/docker/certs.d`.

`read_logins` gives `Creds` entries, weakest first, and the texts of what could not be read: a broken Docker
config never stops a run. Sources: `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`, then the
variable DOCKER_AUTH_CONFIG, which holds the same JSON. Called by the app unless `skipDockerConfig` is true.
Refuses to change anything. Running a helper is `helper.py`'s business.
"""

from __future__ import annotations

import binascii
import json
import os
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regbot.config.model import DOCKER_HUB, Creds, registry_name

HUB_URL = "https://index.docker.io/v1/"
"""What Docker calls the Hub, in its config file and to its helpers."""

PREFIX = "docker-credential-"
CERTS_DIR = Path("/etc/docker/certs.d")

ListHelper = Callable[[str], Awaitable[Mapping[str, str]]]
"""Asks a helper program which registries it knows: registry -> user. Raises HelperError."""


class HelperError(Exception):
    """A credential helper that could not be asked; `str()` is one line."""


@dataclass(slots=True)
class Logins:
    """What the config holds: entries in the order to merge them, and what could not be read.

    paths: the logins that Podman keeps for a part of a registry, by registry and repository prefix.
    """

    entries: list[Creds] = field(default_factory=list)
    paths: dict[str, dict[str, Creds]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def config_path(environ: Mapping[str, str]) -> Path:
    """Where Docker's config file is; it need not exist."""
    if environ.get("DOCKER_CONFIG"):
        return Path(environ["DOCKER_CONFIG"], "config.json")
    home = environ.get("HOME")
    if not home:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    return Path(home, ".docker", "config.json")


async def read_logins(environ: Mapping[str, str], list_helper: ListHelper) -> Logins:
    """The logins of Docker's config file and of DOCKER_AUTH_CONFIG."""
    logins = Logins()
    path = config_path(environ)
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        text = ""
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        logins.problems.append(f"{path}: {reason}")
    for source, content in ((str(path), text), ("DOCKER_AUTH_CONFIG", environ.get("DOCKER_AUTH_CONFIG", ""))):
        if content.strip():
            await _read(source, content, logins, list_helper)
    return logins


async def _read(source: str, content: str, logins: Logins, list_helper: ListHelper) -> None:
    try:
        document = json.loads(content)
    except ValueError as error:
        # The text of a JSON error names a place, not the content.
        logins.problems.append(f"{source}: {error}")
        return
    if not isinstance(document, dict):
        logins.problems.append(f"{source}: not a JSON object")
        return
    store = document.get("credsStore")
    if isinstance(store, str) and store:
        try:
            known = await list_helper(PREFIX + store)
            logins.entries += [_helped(name, store) for name in known]
        except HelperError as error:
            logins.problems.append(f"{source}: credsStore: {error}")
    for name, auth in _object(document, "auths", source, logins).items():
        login = _login(name, auth, source, logins)
        if login is None:
            continue
        host, _, path = login.registry.partition("/")
        if path:
            part = login.model_copy(update={"registry": host})
            logins.paths.setdefault(host, {})[path.strip("/")] = part
        else:
            logins.entries.append(login)
    for name, helper in _object(document, "credHelpers", source, logins).items():
        if isinstance(helper, str) and helper:
            logins.entries.append(_helped(name, helper))


def longest_prefix(repository: str, paths: Iterable[str]) -> str:
    """The longest of the paths that the repository is or lies below, "" when there is none."""
    fitting = (prefix for prefix in paths if f"{repository}/".startswith(f"{prefix}/"))
    return max(fitting, key=len, default="")


def _object(document: Mapping[str, Any], key: str, source: str, logins: Logins) -> Mapping[str, Any]:
    value = document.get(key) or {}
    if not isinstance(value, dict):
        logins.problems.append(f"{source}: {key} is not an object")
        return {}
    return value


def _helped(name: str, helper: str) -> Creds:
    # Helpers know a registry by the name that Docker gave them: for the Hub a URL.
    registry, _ = registry_name(name)
    return Creds.model_validate(
        {
            "registry": registry.partition("/")[0],
            "credHelper": PREFIX + helper,
            "credHost": HUB_URL if registry == DOCKER_HUB else name,
        }
    )


def _login(name: str, auth: Any, source: str, logins: Logins) -> Creds | None:
    if not isinstance(auth, dict):
        logins.problems.append(f"{source}: auths: {name} is not an object")
        return None
    user, password = auth.get("username") or "", auth.get("password") or ""
    token = auth.get("identitytoken") or ""
    if auth.get("auth"):
        try:
            user, _, password = b64decode(auth["auth"], validate=True).decode().partition(":")
            password = password.rstrip("\0")  # old Docker clients padded with them
        except (binascii.Error, UnicodeDecodeError, TypeError, ValueError):
            logins.problems.append(f"{source}: auths: {name}: auth is not base64 of user:password")
            return None
    if not all(isinstance(value, str) for value in (user, password, token)):
        logins.problems.append(f"{source}: auths: {name}: user, password and token must be texts")
        return None
    if not ((user and password) or token):
        return None
    return Creds.model_validate({"registry": name, "user": user, "pass": password, "token": token})


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates for one host: CAs, and a client certificate with its key, all PEM."""

    authorities: str = ""
    client_cert: str = ""
    client_key: str = ""


def read_certificates(root: Path = CERTS_DIR) -> tuple[dict[str, Certificates], list[str]]:
    """The certificates in `root/HOST[:PORT]/`: `*.crt` are CAs, `NAME.cert` with `NAME.key` a client's.

    Second: what could not be read. A missing folder is fine.
    """
    found: dict[str, Certificates] = {}
    problems: list[str] = []
    try:
        folders = sorted(path for path in root.iterdir() if path.is_dir())
    except OSError:
        return found, problems
    for folder in folders:
        try:
            authorities = "\n".join(_read_all(folder, "*.crt"))
            certs = sorted(path for path in folder.glob("*.cert") if path.with_suffix(".key").is_file())
            pair = (
                [
                    certs[0].read_text(encoding="utf-8"),
                    certs[0].with_suffix(".key").read_text(encoding="utf-8"),
                ]
                if certs
                else ["", ""]
            )
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{folder}: {error}")
            continue
        found[folder.name] = Certificates(authorities, *pair)
    return found, problems


def _read_all(folder: Path, pattern: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern))]
