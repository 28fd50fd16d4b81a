"""A dry run on real registries: it sends only GET and HEAD, changes nothing, and plans what then happens."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from regbot.registry.credential import Credential
from tests.fakes import images
from tests.fakes.clients import Hidden, client, host_config, ref
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.secured import USER, Secured
from tests.integration.secured import Seed, tokens_of

VERSIONS = {
    f"1.{number}": images.image(f"dry/1.{number}", layer_seeds=("dry/base", f"dry/{number}"))
    for number in (8, 9, 10)
}
MULTI = images.index("dry/2.0", layer_seeds=("dry/base", "dry/multi"))
OLD = images.image("dry/old")

SCRIPT = """
  local function same(expected, got)
    assert(expected == got, "expected " .. expected .. ", got " .. got)
  end
  local function tags(ref)  -- this registry lists them in no order
    local found = tag.ls(ref)
    table.sort(found)
    return table.concat(found, " ")
  end
  local function digest(ref) return manifest.head(ref):descriptor().digest end

  -- a mirror: what is new, what moves, what is in place the second time
  for _, version in ipairs({"1.8", "1.9", "1.10", "2.0", "1.10"}) do
    image.copy(source .. ":" .. version, target .. ":" .. version)
    same(digest(source .. ":" .. version), digest(target .. ":" .. version))
  end
  image.copy(target .. ":2.0", target .. ":latest")
  image.copy(target .. ":1.10", target .. "/other:1", {reason = "for the other team"})
  image.copy(source .. ":2.0", target .. ":slim", {platforms = {"linux/arm64"}})
  same("1.10 1.8 1.9 2.0 latest old old-too slim", tags(target))
  same("1", tags(target .. "/other"))

  -- an image with another label
  local config = image.config(target .. ":1.9")
  config.config.Labels.stage = "test"
  local m = manifest.get(target .. ":1.9")
  m.config.digest, m.config.size = blob.put(target, config:export())
  manifest.put(m:export(), target .. ":1.9-test")
  same("test", image.config(target .. ":1.9-test").config.Labels.stage)
  blob.get(source, manifest.get(source .. ":1.8").layers[1].digest):put(target .. "/blobs")

  -- a clean-up
  tag.delete(target .. ":1.8", {reason = "three are enough"})
  image.delete(target .. ":old", {reason = "retired"})
  same("1.10 1.9 1.9-test 2.0 latest slim", tags(target))
  assert(not image.exists(target .. ":1.8"))
  local ok, message = pcall(manifest.get, target .. ":old-too")
  assert(not ok and message:find("not found [http 404]", 1, true), message)
  ok = pcall(tag.delete, target .. ":never")
  assert(not ok)
"""


@pytest.fixture
def ends(two_registries: tuple[Registry, Registry], repository: str) -> tuple[str, str]:
    """A source with versions, a target with an image under two tags."""
    source, target = two_registries
    for version, image in VERSIONS.items():
        images.push(source.host, repository, image, version)
    images.push(source.host, repository, MULTI, "2.0")
    images.push(target.host, repository, OLD, "old", "old-too")
    return source.repository(repository), target.repository(repository)


def once(folder: Path, ends: tuple[str, str], *flags: str) -> tuple[dict[str, Any], str]:
    """Run the script by the program; the report and what went to stdout."""
    names = "".join(
        f'local {name} = "{text}"\n' for name, text in zip(("source", "target"), ends, strict=True)
    )
    config = {
        "creds": [{"registry": each.split("/")[0], "tls": "disabled"} for each in ends],
        "defaults": {"skipDockerConfig": True},
        "scripts": [{"name": "mirror", "script": names + SCRIPT}],
    }
    (folder / "regbot.yml").write_text(json.dumps(config))
    done = subprocess.run(
        [sys.executable, "-m", "regbot", "once", "-c", "regbot.yml", "--report", "report.json", *flags],
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stderr.decode()
    return json.loads((folder / "report.json").read_text(encoding="utf-8")), done.stdout.decode()


def files(registry: Registry) -> dict[str, bytes]:
    """The registry's whole memory."""
    return {str(path): path.read_bytes() for path in registry.root.rglob("*") if path.is_file()}


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    for part in (report, *report["scripts"]):
        assert part.pop("duration") > 0
        assert part.pop("started")
    return report


def test_the_plan_is_what_then_happens_and_nothing_happens_before(
    tmp_path: Path, two_registries: tuple[Registry, Registry], ends: tuple[str, str], skopeo: Skopeo
) -> None:
    _, target = ends
    seen = [len(each.requests()) for each in two_registries]
    before = [files(each) for each in two_registries]
    plan, text = once(tmp_path, ends, "--dry-run")
    requests = [
        line for each, count in zip(two_registries, seen, strict=True) for line in each.requests()[count:]
    ]
    assert {"GET", "HEAD"} == {line.split()[0] for line in requests}
    assert before == [files(each) for each in two_registries]
    assert ["old", "old-too"] == skopeo.tags(target)
    assert OLD.digest == skopeo.digest(f"{target}:old")
    read = [line for line in requests if line.startswith("GET") and "/blobs/" in line]
    assert 1 == len(read), read  # the config that the script reads; no blob that it copies
    assert text.startswith("Plan (dry run, nothing was changed)\n\nmirror\n  + copy: ")
    assert "- delete tag: " in text
    assert "three are enough" in text

    report, text = once(tmp_path, ends)
    assert "" == text
    for each in plan["scripts"][0]["changes"]:
        each["result"] = {"planned": "done", "done": "done in a dry run"}.get(each["result"], each["result"])
    assert {**without_times(plan), "dryRun": False} == without_times(report)
    assert ["1.10", "1.9", "1.9-test", "2.0", "latest", "slim"] == skopeo.tags(target)
    for version in ("1.9", "1.10"):
        assert VERSIONS[version].digest == skopeo.digest(f"{target}:{version}")
    assert MULTI.digest == skopeo.digest(f"{target}:latest")
    assert "test" == skopeo.config(f"{target}:1.9-test")["config"]["Labels"]["stage"]
    changes = {
        (each["action"], each["target"].rpartition(":")[2]): each for each in report["scripts"][0]["changes"]
    }
    assert skopeo.digest(f"{target}:slim") == changes["copy", "slim"]["digestAfter"]
    assert (OLD.digest, None) == tuple(
        changes["delete manifest", "old"][f"digest{when}"] for when in ("Before", "After")
    )
    assert VERSIONS["1.8"].digest == changes["delete tag", "1.8"]["digestBefore"]


def test_with_nothing_left_to_do_the_plan_says_so(
    tmp_path: Path, two_registries: tuple[Registry, Registry], repository: str
) -> None:
    source = two_registries[0]
    images.push(source.host, repository, MULTI, "2.0")
    reference = source.repository(repository)
    script = f'image.copy("{reference}:2.0", "{two_registries[1].repository(repository)}:2.0")'
    config = {
        "creds": [{"registry": each.host, "tls": "disabled"} for each in two_registries],
        "defaults": {"skipDockerConfig": True},
        "scripts": [{"name": "mirror", "script": script}],
    }
    (tmp_path / "regbot.yml").write_text(json.dumps(config))
    command = [sys.executable, "-m", "regbot", "once", "-c", "regbot.yml"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(command, cwd=tmp_path, env=environ, timeout=60, check=True, capture_output=True)
    again = subprocess.run(
        [*command, "--dry-run"], cwd=tmp_path, env=environ, timeout=60, check=True, capture_output=True
    )
    assert "mirror\n  = 1 of 1 already in place\n\nIn all: 1 in place" in again.stdout.decode()


@pytest.mark.parametrize("identity", [False, True])
def test_a_login_asks_for_no_right_to_write(
    token_registry: Secured, repository: str, seed_secured: Seed, identity: bool
) -> None:
    async def main() -> None:
        config = host_config(token_registry)
        if identity:
            given = tokens.give_refresh_token(USER)
            config = host_config(token_registry, credential=Credential(token=Hidden(given)))
        here, there = ref(token_registry, repository, ":v1"), ref(token_registry, f"{repository}/new", ":v1")
        async with client(config, rehearse=True) as using:
            report = await using.copy_image(here, there)
            assert (3, 0) == (report.blobs_mounted, report.blobs_skipped)
            await using.delete_tag(here)
            assert ["v1"] == await using.list_tags(there)
            assert OLD.digest == (await using.get_manifest(there)).descriptor.digest

    seed_secured(token_registry, repository, OLD, "v1")
    tokens = tokens_of(token_registry)
    tokens.reset()
    anyio.run(main)
    scopes = {scope for call in tokens.calls for scope in call.scopes}
    assert {f"repository:{repository}:pull", f"repository:{repository}/new:pull"} == scopes
    assert {"POST" if identity else "GET"} == {call.method for call in tokens.calls}
