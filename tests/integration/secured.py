"""The secured registries as fixtures; session-scoped, so use a `repository` name of your own.

What each one is: tests/fakes/secured.py. `conftest.py` takes these over for every test of this folder.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes import images
from tests.fakes import secured as run
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Relay
from tests.fakes.secured import Certificates, Process, Secured
from tests.fakes.token_server import TokenServer

Seed = Callable[..., str]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Our authority, and what it signed."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def basic_registry(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[Secured]:
    """htpasswd over TLS."""
    with run.basic_over_tls(tmp_path_factory.mktemp("basic"), certificates) as running:
        yield running


@pytest.fixture(scope="session", params=["registry", "relay"])
def certificate_registry(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[Secured]:
    """TLS that wants to see a client certificate."""
    folder = tmp_path_factory.mktemp("certificate")
    with run.client_certificates(folder, certificates, relayed=request.param == "relay") as running:
        yield running


@pytest.fixture(scope="session")
def running_token_registry(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[Secured]:
    with run.token_auth(tmp_path_factory.mktemp("token"), certificates) as running:
        yield running


@pytest.fixture
def token_registry(running_token_registry: Secured) -> Secured:
    """Token authentication over TLS; its relay and token server know nothing of earlier tests."""
    tokens_of(running_token_registry).reset()
    relay_of(running_token_registry).clear()
    return running_token_registry


@pytest.fixture(scope="session")
def running_mirror(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Iterator[Secured]:
    with run.pull_through(tmp_path_factory.mktemp("mirror"), registry) as running:
        yield running


@pytest.fixture
def mirror(running_mirror: Secured) -> Secured:
    """A pull-through mirror of `registry`, plain http; its relay knows nothing of earlier tests."""
    relay_of(running_mirror).clear()
    return running_mirror


@pytest.fixture
def mortal_registry(tmp_path: Path) -> Iterator[Process]:
    """A plain registry of this test alone, that may be killed and started again."""
    with run.run(tmp_path / "mortal", {}) as process:
        yield process


@pytest.fixture
def seed_secured(tmp_path: Path, skopeo: Skopeo) -> Seed:
    """`seed_secured(registry, repository, image, "tag"…)` puts an image there with skopeo; its digest."""

    def push(target: Secured, repository: str, what: images.Image | images.Index, *tags: str) -> str:
        images.write_layout(tmp_path / "seed", what, *tags)
        for tag in tags:
            skopeo.run(
                "copy",
                "--all",
                "--preserve-digests",
                *target.skopeo_options("dest-"),
                f"oci:{tmp_path / 'seed'}:{tag}",
                f"docker://{target.host}/{repository}:{tag}",
            )
        return what.digest

    return push


def relay_of(registry: Secured) -> Relay:
    """The relay in front of it."""
    assert registry.relay is not None
    return registry.relay


def tokens_of(registry: Secured) -> TokenServer:
    """The token service that it trusts."""
    assert registry.tokens is not None
    return registry.tokens


def judged(skopeo: Skopeo, registry: Secured, name: str) -> bytes:
    """The manifest's bytes as skopeo reads them there."""
    return skopeo.run("inspect", "--raw", *registry.skopeo_options(), f"docker://{registry.host}/{name}")
