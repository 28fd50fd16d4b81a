import pytest
from yarl import URL

from regbot.registry.errors import Refused
from regbot.registry.redirects import (
    check_target,
    is_local,
    is_redirect,
    join_location,
    same_origin,
    secure,
)


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.9.9.9", "127.1", "0x7f000001",
        "2130706433", "0.0.0.0", "169.254.169.254", "::1", "::", "fe80::1",
        "fe80::1%eth0", "::ffff:127.0.0.1",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_and_link_are_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["docker.io", "10.0.0.1", "192.168.1.1", "2001:db8::1", "", "localhost.com"])
def test_other_addresses_are_not_local(host: str) -> None:
    assert not is_local(host)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("https://r", "http://r/x", "leaves https"),
        ("https://r", "https://127.0.0.1/x", "local address"),
        ("http://r", "http://169.254.169.254/latest", "local address"),
        ("https://r", "file:///etc/passwd", "no http address"),
        ("https://r", "/only/path", "no http address"),
    ],
)
def test_a_bad_target_is_refused(source: str, target: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_target(URL(source), URL(target), what="redirect")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("https://r", "https://cdn/x?sig=1"),
        ("http://r", "http://cdn/x"),
        ("http://r", "https://cdn/x"),
        ("http://localhost:5000", "http://127.0.0.1:9000/x"),
    ],
)
def test_a_good_target_passes(source: str, target: str) -> None:
    check_target(URL(source), URL(target), what="redirect")


def test_the_refusal_shows_no_secret() -> None:
    with pytest.raises(Refused) as caught:
        check_target(URL("https://r"), URL("http://u:p@cdn/x?X-Amz-Signature=s3cret"), what="redirect")

    assert ("s3cret" in str(caught.value), "u:p" in str(caught.value)) == (False, False)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a/x", "https://a:443/y", True),
        ("https://a", "https://A/", True),
        ("https://a", "https://a:8443", False),
        ("https://a", "http://a", False),
        ("https://a", "https://b", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(one: str, other: str, same: bool) -> None:
    assert same is same_origin(URL(one), URL(other))


def test_writes_are_repeated_only_where_the_status_demands_it() -> None:
    assert [[301, 302, 303, 307, 308], [307, 308]] == [
        [status for status in range(300, 400) if is_redirect(method, status)] for method in ("GET", "PUT")
    ]


@pytest.mark.parametrize(
    ("home", "url", "expected"),
    [
        ("https://r", "http://r/u?_state=a%3D", "https://r/u?_state=a%3D"),
        ("https://r:5000", "http://r:5000/u", "https://r:5000/u"),
        ("https://r:5000", "http://r/u", "https://r:5000/u"),
        ("https://r", "http://r:8080/u", "http://r:8080/u"),
        ("https://r", "http://other/u", "http://other/u"),
        ("http://r", "http://r/u", "http://r/u"),
    ],
)
def test_a_registry_that_forgets_its_own_tls_is_asked_by_tls(home: str, url: str, expected: str) -> None:
    assert expected == str(secure(URL(home), URL(url, encoded=True)))


@pytest.mark.parametrize("location", ["http://host:99999/x?sig=s3cret", "http://[broken?sig=s3cret"])
def test_a_location_that_is_no_address_is_refused_without_its_secrets(location: str) -> None:
    with pytest.raises(Refused) as caught:
        join_location(URL("https://r/v2/a/tags/list"), location, what="link")
    assert "link from https://r/v2/a/tags/list to no address" == str(caught.value)
