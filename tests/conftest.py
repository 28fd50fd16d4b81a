"""Fixtures that every test may use, and what keeps one test's traces out of the next."""

import pytest

from regbot import logs


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_secrets_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password of one test may be an ordinary word of another one's expectations."""
    monkeypatch.setattr(logs, "_redactor", logs.Redactor())
