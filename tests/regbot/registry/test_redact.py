import pytest

from regbot.registry.redact import redact_headers, redact_url, redact_words


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@r:5000/v2/a", "https://r:5000/v2/a"),
        ("https://r/x?n=5&last=a", "https://r/x?n=5&last=a"),
        (
            "https://s3/x?X-Amz-Signature=abc&X-Amz-Expires=5#f",
            "https://s3/x?X-Amz-Signature=xxx&X-Amz-Expires=xxx",
        ),
        ("https://r/u?_state=opaque&digest=sha256:a", "https://r/u?_state=xxx&digest=sha256:a"),
        ("/v2/relative?sig=1", "/v2/relative?sig=xxx"),
        ("http://[broken?sig=1", "[censored]"),
    ],
)
def test_urls_show_only_harmless_parameters(url: str, shown: str) -> None:
    assert shown == redact_url(url)


def test_headers_are_censored_and_lines_kept_together() -> None:
    headers = [
        ("Accept", "a"), ("Accept", "b"), ("authorization", "Basic x"), ("Set-Cookie", "s=1"),
        ("Location", "https://u:p@r/x?sig=1"), ("Link", "</v2/_catalog?last=x&n=1>; rel=next"),
    ]  # fmt: skip

    assert {
        "Accept": ["a", "b"],
        "authorization": ["[censored]"],
        "Set-Cookie": ["[censored]"],
        "Location": ["https://r/x?sig=xxx"],
        "Link": ["</v2/_catalog"],
    } == redact_headers(headers)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("you sent Basic Ym90OnMzY3JldA== to me", "you sent Basic [censored] to me"),
        ('{"authorization":"bearer abcDEF123"}', '{"authorization":"bearer [censored]"}'),
        ("token eyJhbGciOi.eyJzdWIi.c2ln expired", "token [censored] expired"),
        ("go to https://u:p@s3/x?X-Amz-Signature=abc now", "go to https://s3/x?X-Amz-Signature=xxx now"),
        ("http://[broken?sig=1", "[censored]"),
        ("Bearer authentication required", "Bearer authentication required"),
        ("basic authentication is off, use a token", "basic authentication is off, use a token"),
    ],
)
def test_a_server_that_repeats_our_secrets_is_not_quoted(said: str, shown: str) -> None:
    assert shown == redact_words(said)
