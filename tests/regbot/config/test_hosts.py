import logging
from typing import Any

import pytest

from regbot.config.hosts import merge
from regbot.config.model import Creds


def creds(**keys: Any) -> Creds:
    return Creds.model_validate({"registry": "a.io", **keys})


def test_only_what_an_entry_gives_is_merged() -> None:
    merged = merge([creds(user="u", **{"pass": "secret"}), creds(tls="disabled", reqPerSec=5)])
    entry = merged["a.io"]
    assert ("u", "secret", "disabled", 5.0, 3600.0) == (
        entry.user,
        entry.password.get_secret_value(),
        entry.tls,
        entry.req_per_sec,
        entry.cred_expire,
    )


def test_several_entries_for_one_registry_merge_in_order() -> None:
    assert ["b.io"] == merge([creds(mirrors=["x.io"]), creds(mirrors=["b.io"]), creds(mirrors=[])])[
        "a.io"
    ].mirrors


def test_entries_without_a_name_are_left_out() -> None:
    assert {} == merge([Creds.model_validate({"user": "u"})])


def test_a_login_replaces_an_inherited_helper_and_a_helper_a_login() -> None:
    helped = creds(credHelper="docker-credential-x", credHost="h")
    login = creds(user="u", **{"pass": "secret"})
    assert ("", "secret") == (
        merge([helped, login])["a.io"].cred_helper,
        merge([helped, login])["a.io"].password.get_secret_value(),
    )
    assert ("docker-credential-x", "") == (
        merge([login, helped])["a.io"].cred_helper,
        merge([login, helped])["a.io"].password.get_secret_value(),
    )


def test_changing_what_was_given_is_warned_about_without_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "regbot"):
        merge([creds(tls="insecure", **{"pass": "first"}), creds(tls="disabled", **{"pass": "second"})])
    assert {"Changing TLS settings for registry", "Changing password settings for registry"} == set(
        caplog.messages
    )
    assert "second" not in str([record.__dict__ for record in caplog.records])


def test_f32_replacing_a_default_is_not_worth_a_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "regbot"):
        merge([creds(user="u", **{"pass": "secret"}), creds(tls="disabled")])
    assert [] == caplog.messages


def test_f11_an_unlimited_concurrency_is_a_given_value() -> None:
    assert 0 == merge([creds(reqConcurrent=5), creds(reqConcurrent=0)])["a.io"].req_concurrent
