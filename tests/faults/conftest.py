"""The registries of the integration tests, for faults that want a real one; see tests/integration."""

from tests.integration.conftest import (  # noqa: F401  # fixtures: pytest finds them by their names here
    registry,
    repository,
    skopeo,
    two_registries,
)
