import pytest
from yarl import URL

from regbot.registry.errors import HostConfigError
from regbot.registry.proxy import proxy_for

BOTH = {"HTTP_PROXY": "http://plain:3128", "HTTPS_PROXY": "secure:3129"}


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("https://r/", {}, None),
        ("https://r/", BOTH, "http://secure:3129"),
        ("http://r/", BOTH, "http://plain:3128"),
        ("http://r/", {"http_proxy": "http://u:p@low:1"}, "http://u:p@low:1"),
        ("http://localhost:5000/", BOTH, None),
        ("http://registry.localhost:5000/", BOTH, None),
        ("http://127.0.0.2/", BOTH, None),
        ("http://[::1]/", BOTH, None),
        ("https://r/", {**BOTH, "NO_PROXY": "*"}, None),
        ("https://a.example.com/", {**BOTH, "NO_PROXY": "x, example.com"}, None),
        ("https://example.com/", {**BOTH, "NO_PROXY": "example.com"}, None),
        ("https://example.com/", {**BOTH, "NO_PROXY": ".example.com"}, "http://secure:3129"),
        ("https://a.example.com/", {**BOTH, "no_proxy": "*.example.com"}, None),
        ("https://notexample.com/", {**BOTH, "NO_PROXY": "example.com"}, "http://secure:3129"),
        ("https://10.1.2.3/", {**BOTH, "NO_PROXY": "10.0.0.0/8"}, None),
        ("https://11.1.2.3/", {**BOTH, "NO_PROXY": "10.0.0.0/8"}, "http://secure:3129"),
        ("https://11.1.2.3/", {**BOTH, "NO_PROXY": "x,, ,:443,[],."}, "http://secure:3129"),
        ("https://r:5000/", {**BOTH, "NO_PROXY": "r:5000"}, None),
        ("https://r:5001/", {**BOTH, "NO_PROXY": "r:5000"}, "http://secure:3129"),
        ("https://[2001:db8::1]:5000/", {**BOTH, "NO_PROXY": "2001:db8::/32"}, None),
        ("https://[2001:db8::1]:5000/", {**BOTH, "NO_PROXY": "[2001:db8::1]:5000"}, None),
    ],
)
def test_the_environment_decides(url: str, environ: dict[str, str], proxy: str | None) -> None:
    found = proxy_for(URL(url), environ)

    assert proxy == (None if found is None else str(found))


@pytest.mark.parametrize("setting", ["socks5://p:1", "http://", "http://[:", "http://u:s3cret@p:99999"])
def test_an_unusable_proxy_is_an_error_without_its_password(setting: str) -> None:
    with pytest.raises(HostConfigError, match="HTTPS_PROXY is no http or https proxy address"):
        proxy_for(URL("https://r/"), {"HTTPS_PROXY": setting})
