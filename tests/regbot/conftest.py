"""Fixtures for the tests of regbot."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """How a test sets up the logs ends with it."""
    root, ours = logging.getLogger(), logging.getLogger("regbot")
    handlers, level = list(root.handlers), ours.level
    yield
    root.handlers[:] = handlers
    ours.setLevel(level)
