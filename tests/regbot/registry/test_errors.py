import copy
import json

import pytest

from regbot.registry.errors import (
    NotFound,
    RateLimited,
    RegistryError,
    Unauthorized,
    UnexpectedStatus,
    parse_problem,
    status_error,
)


@pytest.mark.parametrize(
    ("status", "kind", "gist"),
    [
        (401, Unauthorized, "unauthorized [http 401]"),
        (403, Unauthorized, "unauthorized [http 403]"),
        (404, NotFound, "not found [http 404]"),
        (429, RateLimited, "rate limit exceeded [http 429]"),
        (502, UnexpectedStatus, "unexpected http status code: Bad Gateway [http 502]"),
    ],
)
def test_each_status_has_its_class_and_gist(status: int, kind: type[RegistryError], gist: str) -> None:
    error = status_error(status, "Bad Gateway")

    assert (kind, gist) == (type(error), str(error))


def test_only_what_may_pass_is_temporary() -> None:
    temporary = [status for status in range(400, 600) if status_error(status, "").temporary]

    assert [408, 429, 500, 502, 503, 504] == temporary


def test_an_error_names_reference_request_and_attempts_on_one_line() -> None:
    error = NotFound(
        "not\nfound", registry="r", reference="r/a:b", method="GET", url="https://r/v2/", attempts=3
    )

    assert "not found (r/a:b, GET https://r/v2/, 3 attempts)" == str(error)


def test_an_error_without_a_reference_names_the_registry() -> None:
    assert "lost (r)" == str(RegistryError("lost", registry="r"))


def test_f34_an_oci_error_document_becomes_code_and_text() -> None:
    body = json.dumps({"errors": [{"code": "DENIED", "message": "no\n\nway"}, {"code": "X"}, 7]}).encode()

    assert ("DENIED", "DENIED: no way; X") == parse_problem(body)


def test_credentials_that_a_registry_repeats_are_not_in_the_error() -> None:
    body = b'{"errors": [{"code": "DENIED", "message": "your header was Bearer s3cretToken"}]}'

    assert "unauthorized [http 403]: DENIED: your header was Bearer [censored]" == str(
        status_error(403, "Forbidden", body)
    )


def test_f34_long_error_texts_are_cut() -> None:
    body = json.dumps({"errors": [{"code": "C", "message": "m" * 10_000}]}).encode()

    assert 300 == len(parse_problem(body).text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (b"<html>nginx</html>", ""),
        (b"plain\ntext\x00", "plain text"),
        (b'{"details": "incorrect username or password"}', "incorrect username or password"),
        (b'{"errors": null, "message": "m"}', "m"),
        (b"[1]", ""),
        (b"[" * 100_000, "[" * 299 + "…"),
        (b"\xff", "�"),
    ],
)
def test_other_error_bodies_are_squeezed_or_dropped(body: bytes, text: str) -> None:
    assert text == parse_problem(body).text


def test_an_error_can_be_copied_with_all_it_knows() -> None:
    error = NotFound("gone", registry="r", status=404, attempts=2)
    error.retry_after = 3.0

    assert vars(error) == vars(copy.copy(error))
