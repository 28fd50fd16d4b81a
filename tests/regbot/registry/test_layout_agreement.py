"""Layouts on disk under random work, held against a model; see tests/fakes/agreement.py."""

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from regbot.registry.client import Client
from regbot.registry.layout import Layout
from regbot.registry.reference import Reference
from regbot.registry.transport import Transport
from tests.fakes.agreement import Agreement


def run(folder: Path, examples: int, steps: int) -> None:
    numbers = itertools.count()

    class OnDisk(Agreement):
        @staticmethod
        async def make() -> tuple[Client, tuple[Reference, ...]]:
            base = folder / str(next(numbers))
            # no grace: whatever the collection may take, it takes at once
            client = Client(transport=Transport(environ={}), layout=Layout(grace=0.0))
            return client, tuple(Reference.parse(f"ocidir://{base}/{name}") for name in "abc")

    run_state_machine_as_test(
        OnDisk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_layouts_and_the_model_agree() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), 8, 15)


@pytest.mark.nightly
def test_layouts_and_the_model_agree_for_long() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), 150, 40)
