"""Real registries for the tests of this folder: session-scoped, so use a `repository` name of your own."""

import hashlib
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo, run_registry
from tests.integration.secured import (  # noqa: F401  # fixtures: pytest finds them by their names here
    basic_registry,
    certificate_registry,
    certificates,
    mirror,
    mortal_registry,
    running_mirror,
    running_token_registry,
    seed_secured,
    token_registry,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/integration/" in str(item.path):
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One docker-registry on loopback, plain HTTP, deletes enabled."""
    with run_registry(tmp_path_factory.mktemp("registry-a")) as running:
        yield running


@pytest.fixture(scope="session")
def two_registries(
    registry: Registry, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Registry, Registry]]:
    """Two of them; the first is `registry`."""
    with run_registry(tmp_path_factory.mktemp("registry-b")) as second:
        yield registry, second


@pytest.fixture
def repository(request: pytest.FixtureRequest) -> str:
    """A repository name that no other test uses."""
    return f"test/{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]}"


@pytest.fixture(scope="session")
def skopeo() -> Skopeo:
    """The referee: see tests/fakes/programs.py."""
    return Skopeo()


@pytest.fixture(scope="session")
def seed() -> ModuleType:
    """The module tests.fakes.images: `seed.image(…)`, `seed.index(…)`, `seed.push(host, repo, what, …)`."""
    return images
