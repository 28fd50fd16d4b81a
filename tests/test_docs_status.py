"""docs/status.md and the alerts are true: every metric, route, event and member is there, and no other."""

import re
from pathlib import Path
from typing import Any

import anyio
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from ruamel.yaml import YAML

from regbot.builtins import Change
from regbot.http_api import Api, Patience, Sources
from regbot.http_guard import Guard
from regbot.metrics import Metrics
from regbot.registry.ratelimit import RateLimit
from tests.fakes.desk import NOW, FakeDesk, copying
from tests.fakes.status import TOKEN, Visitor, serving

TOP = Path(__file__).parent.parent
TEXT = (TOP / "docs/status.md").read_text(encoding="utf-8")
RULES = TOP / "packaging/prometheus-rules.yml"


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def words(text: str) -> set[str]:
    """All names in the code font."""
    return set(re.findall(r"`([^`\s]+)`", text))


def busy() -> FakeDesk:
    """A daemon in which everything has happened."""
    desk = FakeDesk("a", "b")
    desk.metrics.desk = desk
    metrics: Metrics = desk.metrics
    metrics.requested("r", "GET", 200, 0.1)
    metrics.retried("r", "network")
    metrics.received("r", 1)
    metrics.waited("r", "slot", 1.0)
    metrics.limited("r", RateLimit(remain=1, limit=2, reset=3, set=True))
    run = desk.begin("a")
    metrics.tick_dropped("a", run)
    run.changes.all.append(Change(action="copy", target="t"))
    desk.end(run)
    desk.past("a", "failed")
    desk.set("a", next_run=NOW + 1)
    copying(desk.begin("b"), "docker.io/library/debian:12", "localhost:5000/debian:12")
    return desk


def test_every_metric_is_in_the_table_with_its_type_and_labels() -> None:
    told = {
        name: (kind, frozenset(words(labels)))
        for name, kind, labels in re.findall(
            r"^\| `(\w+)` \| (\w+) \|([^|]*)\|", section("Metrics"), re.MULTILINE
        )
    }
    made = {}
    for family in text_string_to_metric_families(busy().metrics.render().decode()):
        name = family.name + ("_total" if family.type == "counter" else "")
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        made[name] = (family.type, frozenset(labels))

    assert made == told


def test_the_alerts_use_metrics_that_there_are() -> None:
    rules = YAML(typ="safe").load(RULES.read_text(encoding="utf-8"))
    made = {
        sample.name
        for family in text_string_to_metric_families(busy().metrics.render().decode())
        for sample in family.samples
    }
    used = {
        name
        for group in rules["groups"]
        for rule in group["rules"]
        for name in re.findall(r"\bregbot_\w+", rule["expr"])
    }
    assert (set(), True) == (used - made, len(used) > 5)
    assert len({rule["alert"] for rule in rules["groups"][0]["rules"]}) == len(rules["groups"][0]["rules"])


def test_every_route_is_in_the_table() -> None:
    desk = FakeDesk()
    sources = Sources(
        desk=desk,
        metrics=desk.metrics,
        history=None,
        feed=desk.feed,
        token=SecretStr(TOKEN),
    )

    async def routes() -> set[str]:
        api = Api(sources, Guard([], clock=lambda: 0.0), patience=Patience())
        return {f"{route.method} {route.path.replace(':.+', '')}" for route in api.routes()}

    told = re.findall(r"^\| `([A-Z]+ [^`]+)` \|", section("What is served"), re.MULTILINE)
    assert anyio.run(routes) | {"GET /"} == set(told)


def test_the_members_of_the_documents_are_told() -> None:
    desk = busy()
    run, going = desk.feed.runs()[1], desk.feed.runs()[0]

    async def main() -> tuple[Any, ...]:
        async with serving(desk) as visitor:
            return await asked(visitor)

    async def asked(visitor: Visitor) -> tuple[Any, ...]:
        paths = ("/api/status", "/api/runs", f"/api/runs/{run.id}", f"/api/runs/{going.id}")
        return tuple([(await visitor.ask(path)).json for path in paths])

    status, runs, old, new = anyio.run(main)
    of_status = section("The status")
    for document in (status, status["reload"], status["scripts"][0], status["registries"][0]):
        assert set() == document.keys() - words(of_status)
    assert set() == status["registries"][0]["rateLimit"].keys() - words(of_status)
    first, second = section("Runs").strip().split("\n\n")
    assert set() == runs["runs"][0].keys() ^ (words(first) & runs["runs"][0].keys())
    assert {"runs", "next"} == runs.keys() == runs.keys() & words(second)
    assert set() == (old.keys() - runs["runs"][0].keys()) - words(second)
    assert set() == new["writes"][0].keys() - words(second)


def test_every_event_is_in_the_table() -> None:
    source = (TOP / "regbot/feed.py").read_text(encoding="utf-8")
    sent = set(re.findall(r'_publish\("([\w-]+)"', source)) | {"hello"}

    assert sent == set(re.findall(r"^\| `([\w-]+)` \|", section("Events"), re.MULTILINE))
