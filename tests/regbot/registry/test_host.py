import pytest

from regbot.registry.credential import Credential
from regbot.registry.errors import HostConfigError
from regbot.registry.host import HostConfig, candidates, registry_name


class Hidden:
    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        return self._text


@pytest.mark.parametrize(
    "name",
    ["docker.io", "index.docker.io", "registry-1.docker.io", "https://index.docker.io/v1/", " Docker.io"],
)
def test_docker_hub_has_one_name(name: str) -> None:
    assert "docker.io" == registry_name(name)


def test_other_registries_lose_scheme_and_path() -> None:
    assert "r.example:5000" == registry_name("https://r.example:5000/v2/")


@pytest.mark.parametrize(
    ("config", "repository", "path", "url"),
    [
        (
            HostConfig("docker.io"),
            "library/a",
            "tags/list",
            "https://registry-1.docker.io/v2/library/a/tags/list",
        ),
        (HostConfig("r:5000", tls="disabled"), "a", "manifests/x", "http://r:5000/v2/a/manifests/x"),
        (HostConfig("r", hostname="s:1"), "a", "manifests/x", "https://s:1/v2/a/manifests/x"),
        (HostConfig("r", path_prefix="/p/q/"), "a", "manifests/x", "https://r/v2/p/q/a/manifests/x"),
        (HostConfig("r", path_prefix="p"), "", "_catalog", "https://r/v2/_catalog"),
        (HostConfig("[::1]:5000"), "a", "x", "https://[::1]:5000/v2/a/x"),
    ],
)
def test_a_request_goes_to_scheme_host_prefix_repository_path(
    config: HostConfig, repository: str, path: str, url: str
) -> None:
    assert url == str(config.url(repository, path))


@pytest.mark.parametrize("hostname", ["a/b", "user@host", "a:b:c", "a?x=1"])
def test_a_hostname_that_is_none_is_a_config_error(hostname: str) -> None:
    with pytest.raises(HostConfigError, match=r"is no host\[:port\]"):
        HostConfig("r", hostname=hostname).base_url()


def test_mirrors_come_by_priority_with_the_upstream_after_equals() -> None:
    configs = {
        "up": HostConfig("up", mirrors=("low", "m1", "plain", "m2", "high", "m1", "up"), priority=5),
        "m1": HostConfig("m1", priority=5),
        "m2": HostConfig("m2", priority=5),
        "high": HostConfig("high", priority=9),
        "low": HostConfig("low", priority=1),
    }

    order = [config.name for config in candidates("up", configs, True)]

    assert ["high", "m1", "m2", "up", "low", "plain"] == order


def test_only_requests_that_may_use_mirrors_do() -> None:
    assert ["up"] == [c.name for c in candidates("up", {"up": HostConfig("up", mirrors=("m",))}, False)]


@pytest.mark.parametrize(
    ("setting", "slots", "big"), [(None, 16, 6), (0, 0, 0), (-1, 0, 0), (7, 7, 0), (1, 1, 0)]
)
def test_f11_concurrency_has_a_default_and_zero_is_unlimited(
    setting: int | None, slots: int, big: int
) -> None:
    config = HostConfig("r", req_concurrent=setting)
    assert (slots, big) == (config.concurrency, config.big_blobs)


@pytest.mark.parametrize(
    ("credential", "basic"),
    [
        (Credential("u", Hidden("p")), ("u", "p")),
        (Credential("u", Hidden("")), None),
        (Credential("", Hidden("p")), None),
        (Credential(token=Hidden("t")), None),
    ],
)
def test_basic_needs_user_and_password(credential: Credential, basic: tuple[str, str] | None) -> None:
    assert basic == credential.basic()


def test_nothing_secret_is_in_a_repr() -> None:
    config = HostConfig("r", client_key="KEY")

    assert ("KEY" in repr(config), "Hidden" in repr(Credential("u", Hidden("p"), Hidden("t")))) == (
        False,
        False,
    )
