import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbot.registry.challenge import Challenge, parse_challenges


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], []),
        (['Basic realm="a b"'], [Challenge("basic", {"realm": "a b"})]),
        (["BASIC Realm=x"], [Challenge("basic", {"realm": "x"})]),
        (
            ['Bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push"'],
            [
                Challenge(
                    "bearer", {"realm": "https://a/t", "service": "s", "scope": "repository:a/b:pull,push"}
                )
            ],
        ),
        (
            ['Basic realm="x", Bearer realm = "https://a/t" , service=s', "Negotiate"],
            [
                Challenge("basic", {"realm": "x"}),
                Challenge("bearer", {"realm": "https://a/t", "service": "s"}),
                Challenge("negotiate"),
            ],
        ),
        (["Negotiate, Basic realm=x"], [Challenge("negotiate"), Challenge("basic", {"realm": "x"})]),
        (
            ["Negotiate abc+/==, Basic realm=x"],
            [Challenge("negotiate", {"token68": "abc+/=="}), Challenge("basic", {"realm": "x"})],
        ),
        (
            [r'Basic realm="a \"q\" \\ b", charset=UTF-8'],
            [Challenge("basic", {"realm": 'a "q" \\ b', "charset": "UTF-8"})],
        ),
        (['Bearer realm="unfinished'], [Challenge("bearer", {"realm": "unfinished"})]),
        (['Bearer error="x",,, realm=y'], [Challenge("bearer", {"error": "x", "realm": "y"})]),
        (["Bearer realm=a, realm=b"], [Challenge("bearer", {"realm": "a"})]),
        (["", ",", "="], []),
    ],
)
def test_headers_are_taken_apart(headers: list[str], expected: list[Challenge]) -> None:
    assert expected == parse_challenges(headers)


@given(st.lists(st.text(st.sampled_from('Bearer ,="\\\t;realm'), max_size=40), max_size=3))
def test_nonsense_is_never_an_error(headers: list[str]) -> None:
    parse_challenges(headers)
