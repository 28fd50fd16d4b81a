"""Our process is killed (SIGKILL: no handler, no clean-up) in the middle of a mirror; the next run is clean.

What must hold at the moment of the kill: a tag of the target is whole or not there. And after the second run:
everything is there, it exits with 0, and nothing that the first one left stands in the way.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Relay

pytestmark = pytest.mark.integration
TOP = Path(__file__).parents[2]
TAGS = ("v1", "v2", "v3")
SCRIPT = """\
version: 1
creds:
  - {{registry: "{source}", tls: disabled}}
  - {{registry: "{target}", tls: disabled}}
defaults: {{skipDockerConfig: true, timeout: 60s}}
scripts:
  - name: mirror
    script: |
      for _, tag in ipairs(tag.ls("{source}/{repository}")) do
        image.copy("{source}/{repository}:" .. tag, "{goal}:" .. tag)
      end
"""


@dataclass
class Mirror:
    """A source and a target behind relays; the target is a registry, or a folder at `folder`."""

    source: Relay
    target: Relay
    repository: str
    config: Path
    goal: str
    what: dict[str, images.Index]

    def start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "regbot", "once", "-c", str(self.config)],
            cwd=TOP,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )

    def kill_at(self, relay: Relay, method: str, path: str, skip: int) -> None:
        """Kill the process when it sends the request after `skip` that fit."""
        with relay.hold(method=method, path=path, skip=skip, timeout=60) as gate:
            process = self.start()
            try:
                gate.reached()
            finally:
                process.send_signal(signal.SIGKILL)
                output, _ = process.communicate(timeout=30)
            assert -signal.SIGKILL == process.returncode, output

    def run(self) -> None:
        process = self.start()
        output, _ = process.communicate(timeout=90)
        assert 0 == process.returncode, output

    def check(self, skopeo: Skopeo, *, all_there: bool) -> None:
        """Every tag is whole, or (as long as it may be) not there."""
        for tag, what in self.what.items():
            expected = {what.digest} | {child.digest for child in what.children}
            expected |= {digest for child in what.children for digest in child.blobs}
            found = self.reached(skopeo, tag)
            assert expected == found or not (found or all_there)

    def reached(self, skopeo: Skopeo, tag: str) -> set[str]:
        """Every digest that the tag reaches at the target, empty when there is no such tag."""
        if self.goal.startswith("ocidir://"):
            return read_layout(Path(self.goal.removeprefix("ocidir://")), tag)
        try:
            return skopeo.digests(f"{self.goal}:{tag}")
        except AssertionError as error:
            if "manifest unknown" in str(error) or "name unknown" in str(error):
                return set()
            raise


def read_layout(folder: Path, tag: str) -> set[str]:
    """As `Mirror.reached`, with every file's digest verified."""
    index = folder / "index.json"
    entries = json.loads(index.read_bytes())["manifests"] if index.exists() else []
    waiting = [e for e in entries if e["annotations"]["org.opencontainers.image.ref.name"] == tag]
    found = set()
    while waiting:
        part = waiting.pop()
        data = (folder / "blobs" / part["digest"].replace(":", "/")).read_bytes()
        assert part["digest"] == images.digest_of(data)
        found.add(part["digest"])
        if "manifest" in part["mediaType"] or "index" in part["mediaType"]:
            document = json.loads(data)
            waiting += [*document.get("manifests", ()), *document.get("layers", ())]
            waiting += [document["config"]] if "config" in document else []
    return found


@pytest.fixture
def mirror(
    request: pytest.FixtureRequest, two_registries: tuple[Registry, Registry], repository: str, tmp_path: Path
) -> Iterator[Mirror]:
    what = {tag: images.index(f"{repository} {tag}", layers=2, layer_size=400_000) for tag in TAGS}
    for tag, each in what.items():
        images.push(two_registries[0].host, repository, each, tag)
    with Relay(two_registries[0].host) as source, Relay(two_registries[1].host) as target:
        folder = request.param == "ocidir"
        goal = f"ocidir://{tmp_path}/layout" if folder else f"{target.host}/{repository}"
        config = tmp_path / "regbot.yml"
        config.write_text(
            SCRIPT.format(source=source.host, target=target.host, repository=repository, goal=goal)
        )
        yield Mirror(source, target, repository, config, goal, what)


@pytest.mark.parametrize(
    ("mirror", "side", "method", "path", "skip"),
    [
        pytest.param("registry", "source", "GET", "/blobs/", 5, id="registry, inside the first image"),
        pytest.param("registry", "target", "PUT", "/blobs/uploads/", 12, id="registry, inside an upload"),
        pytest.param("registry", "target", "PUT", "/manifests/v2", 0, id="registry, before a tag"),
        pytest.param("ocidir", "source", "GET", "/manifests/v1", 0, id="layout, at the beginning"),
        pytest.param("ocidir", "source", "GET", "/blobs/", 16, id="layout, inside the second image"),
    ],
    indirect=["mirror"],
)
def test_after_a_kill_tags_are_whole_and_the_next_run_is_clean(
    mirror: Mirror, skopeo: Skopeo, side: str, method: str, path: str, skip: int
) -> None:
    mirror.kill_at(mirror.source if side == "source" else mirror.target, method, path, skip)
    mirror.check(skopeo, all_there=False)
    mirror.source.clear()
    mirror.target.clear()
    mirror.run()
    mirror.check(skopeo, all_there=True)
    # and there is nothing left to do
    mirror.source.clear()
    mirror.run()
    assert [] == mirror.source.seen("GET", "/blobs/")
