"""docker-registry and a layout under random work, held against a model (tests/fakes/agreement.py)."""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from regbot.registry.client import Client
from regbot.registry.host import HostConfig
from regbot.registry.layout import Layout
from regbot.registry.reference import Reference
from regbot.registry.transport import Transport
from tests.fakes.agreement import Agreement
from tests.fakes.programs import Registry


def run(two: tuple[Registry, Registry], folder: Path, repository: str, examples: int, steps: int) -> None:
    numbers = itertools.count()

    class OnRegistries(Agreement):
        @staticmethod
        async def make() -> tuple[Client, tuple[Reference, ...]]:
            number = next(numbers)
            hosts = [HostConfig(each.host, tls="disabled", req_concurrent=0) for each in two]
            client = Client(transport=Transport(hosts, environ={}), layout=Layout(grace=0.0))
            names = (
                f"{two[0].host}/{repository}/{number}/a",
                f"{two[number % 2].host}/{repository}/{number}/b",
                f"ocidir://{folder}/{number}",
            )
            return client, tuple(Reference.parse(name) for name in names)

    run_state_machine_as_test(
        OnRegistries,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_registries_and_the_model_agree(
    two_registries: tuple[Registry, Registry], tmp_path: Path, repository: str
) -> None:
    run(two_registries, tmp_path, repository, 3, 12)


@pytest.mark.nightly
def test_registries_and_the_model_agree_for_long(
    two_registries: tuple[Registry, Registry], tmp_path: Path, repository: str
) -> None:
    run(two_registries, tmp_path, repository, 25, 30)
