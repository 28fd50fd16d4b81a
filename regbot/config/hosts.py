"""What is known about each registry, merged: Docker's logins first, then the `creds` of the config file.

Only what an entry gives is merged over what exists, in order. A later entry that changes what an earlier one
gave is logged; replacing a default is not worth a line. Pure but for the log. Called by the app.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from pydantic import SecretStr

from regbot.config.model import Creds
from regbot.logs import hide_login, log

logger = logging.getLogger("regbot.config")

# Field -> how the warning calls it. The others may change without a word.
_NAMED = {
    "hostname": "hostname",
    "user": "user",
    "password": "password",
    "token": "token",
    "cred_helper": "credential helper",
    "cred_expire": "credential expire",
    "cred_host": "credential host",
    "tls": "TLS",
    "regcert": "certificate",
    "client_cert": "certificate",
    "path_prefix": "path prefix",
    "mirrors": "mirror",
    "priority": "priority",
    "blob_chunk": "blobChunk",
    "blob_max": "blobMax",
    "req_per_sec": "reqPerSec",
}


def merge(entries: Iterable[Creds]) -> dict[str, Creds]:
    """One entry for each registry name; entries without a name are left out (the loader warned)."""
    hosts: dict[str, Creds] = {}
    for entry in entries:
        if not entry.registry:
            continue
        for secret in (entry.password, entry.token):
            hide_login(entry.user, secret.get_secret_value())
        known = hosts.get(entry.registry)
        hosts[entry.registry] = entry if known is None else _merged(known, entry)
    return hosts


def _merged(old: Creds, new: Creds) -> Creds:
    given = {name: value for name in new.model_fields_set if not _empty(value := getattr(new, name))}
    for name, value in given.items():
        before = getattr(old, name)
        if name in _NAMED and name in old.model_fields_set and not _empty(before) and before != value:
            fields = {"orig": before, "new": value, "host": new.registry}
            log(logger, logging.WARNING, f"Changing {_NAMED[name]} settings for registry", fields)
    # A login of its own replaces an inherited one as a whole, whatever form each has.
    if "cred_helper" in given:
        given = {"user": "", "password": SecretStr(""), "token": SecretStr(""), "cred_host": "", **given}
    elif "password" in given or "token" in given:
        given = {"password": SecretStr(""), "token": SecretStr(""), "cred_helper": "", **given}
    return old.model_copy(update=given)


def _empty(value: object) -> bool:
    if isinstance(value, SecretStr):
        return not value.get_secret_value()
    return value is None or value is False or value in ("", [], {})
