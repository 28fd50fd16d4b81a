import json

import pytest
from yarl import URL

from regbot.registry.challenge import Challenge
from regbot.registry.token import (
    add_query,
    merge_scopes,
    parse_token,
    scopes_for,
    token_get,
    token_post,
    widen,
)

CHALLENGE = Challenge("bearer", {"realm": "https://a/t", "service": "s"})


@pytest.mark.parametrize(
    ("method", "expected"),
    [("GET", "pull"), ("HEAD", "pull"), ("PUT", "pull,push"), ("POST", "pull,push"), ("DELETE", "pull,push")],
)
def test_f41_the_scope_of_a_request_is_its_repository(method: str, expected: str) -> None:
    assert (f"repository:a/b:{expected}",) == scopes_for("a/b", method)


def test_a_mount_pulls_from_its_source_too() -> None:
    assert ("repository:a:pull,push", "repository:b:pull") == scopes_for(
        "a",
        "POST",
        (
            "b",
            "a",
        ),
    )


def test_without_a_repository_there_is_no_scope() -> None:
    assert () == scopes_for("", "GET")


def test_scopes_of_one_resource_merge_their_actions() -> None:
    known = ("repository:a:pull", "registry:catalog:*")

    merged = merge_scopes(known, ["repository:a:delete,push", "odd"])

    assert ("repository:a:pull,push,delete", "registry:catalog:*", "odd") == merged


@pytest.mark.parametrize(
    ("scopes", "asked", "expected"),
    [
        (("repository:a:pull",), "", ("repository:a:pull",)),
        (("repository:a:pull,push",), "repository:a:delete", ("repository:a:pull,push,delete",)),
        (("repository:a:pull",), "repository:prefix/a:pull", ("repository:prefix/a:pull",)),
        ((), "registry:catalog:*", ("registry:catalog:*",)),
        (
            ("repository:x/b:pull,push", "repository:b:pull"),
            "repository:x/b:pull",
            ("repository:x/b:pull,push", "repository:b:pull"),
        ),
    ],
)
def test_a_challenge_widens_the_scopes(
    scopes: tuple[str, ...], asked: str, expected: tuple[str, ...]
) -> None:
    assert expected == widen(scopes, Challenge("bearer", {"scope": asked}))


def test_a_token_is_asked_for_by_get_with_sorted_parameters() -> None:
    ask = token_get(
        CHALLENGE, URL("https://a/t?x=1"), ["repository:a:pull"], client_id="me", basic=("u&", "p")
    )

    assert (
        "https://a/t?x=1&account=u%26&client_id=me&scope=repository:a:pull&service=s",
        ("u&", "p"),
    ) == (str(ask.url), ask.basic)


def test_a_refresh_token_travels_in_a_form() -> None:
    ask = token_post(CHALLENGE, URL("https://a/t"), ["x:a:pull", "x:b:pull"], client_id="me", refresh="s3")

    assert (
        b"client_id=me&grant_type=refresh_token&refresh_token=s3&scope=x%3Aa%3Apull+x%3Ab%3Apull&service=s"
    ) == ask.form
    assert "s3" not in repr(ask)


@pytest.mark.parametrize(
    ("answer", "value", "lifetime"),
    [
        ({"token": "t"}, "t", 60),
        ({"token": "t", "access_token": "a", "expires_in": 300}, "a", 300),
        ({"token": "t", "expires_in": 10}, "t", 60),
        ({"token": "t", "expires_in": "300"}, "t", 60),
        ({"token": "t", "expires_in": 300, "issued_at": "2023-11-14T22:12:20.123456789Z"}, "t", 239.9),
        ({"token": "t", "expires_in": 300, "issued_at": "2023-11-14T22:00:00Z"}, "t", 300),
        ({"token": "t", "expires_in": 300, "issued_at": "2033-11-14T22:00:00Z"}, "t", 300),
        ({"token": "t", "expires_in": 300, "issued_at": "yesterday"}, "t", 300),
    ],
)
def test_an_answer_becomes_a_token_with_an_end(
    answer: dict[str, object], value: str, lifetime: float
) -> None:
    token = parse_token(json.dumps(answer).encode(), now=1000.0, wall=1_700_000_000.0)

    assert (value, pytest.approx(lifetime, abs=0.5)) == (token.value, token.expires - 1000.0)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"token": ""}', b'{"token": 5}', b'{"token": "a\\nb"}', b"\xff"]
)
def test_an_answer_without_a_token_is_an_error(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  json's own errors are ValueErrors too
        parse_token(body, now=0.0, wall=0.0)


def test_a_token_is_renewed_five_seconds_early() -> None:
    token = parse_token(b'{"token": "t", "expires_in": 100}', now=0.0, wall=0.0)

    assert [True, False] == [token.usable(94.9), token.usable(95.0)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://r/x", "http://r/x?digest=sha256:a"),
        ("http://r/x?_state=a%3D%2Fb+c", "http://r/x?_state=a%3D%2Fb+c&digest=sha256:a"),
        ("http://r/x?", "http://r/x?digest=sha256:a"),
    ],
)
def test_parameters_are_added_without_touching_those_that_are_there(url: str, expected: str) -> None:
    assert expected == str(add_query(URL(url, encoded=True), [("digest", "sha256:a")]))
