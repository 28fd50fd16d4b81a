"""Real programs for tests and benchmarks: `docker-registry` as the registry, `skopeo` as the referee.

A missing program is a failure where the environment variable CI is set, and a loud skip elsewhere.
"""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.images import digest_of

CONFIG = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: {quiet}}}}}
storage:
  filesystem: {{rootdirectory: "{root}"}}
  delete: {{enabled: {delete}}}
http:
  addr: 127.0.0.1:{port}
"""


@dataclass(frozen=True)
class Registry:
    """A running docker-registry on loopback, plain HTTP, without authentication.

    pid: of its process; 0 where that may be another one later.
    """

    host: str
    root: Path
    log: Path
    pid: int = 0

    def repository(self, name: str) -> str:
        """The reference text of a repository here."""
        return f"{self.host}/{name}"

    def open_uploads(self, repository: str) -> list[str]:
        """Ids of the upload sessions that somebody started in `repository` and neither finished nor ended.

        A session lives as long as its `startedat` file: after a DELETE the registry may write its hash state
        once more, into a folder that then stays empty but for that.
        """
        folder = self.root / "docker/registry/v2/repositories" / repository / "_uploads"
        return sorted(each.parent.name for each in folder.glob("*/startedat"))

    def requests(self) -> list[str]:
        """`METHOD /path status` of every request so far."""
        found = []
        for line in self.log.read_text(errors="replace").splitlines():
            parts = line.split('"')
            if len(parts) > 2 and parts[1].endswith(("HTTP/1.1", "HTTP/1.0")):
                found.append(f"{parts[1].rsplit(' ', 1)[0]} {parts[2].split()[0]}")
        return found


def find_program(name: str) -> str:
    """The program's path; fails in CI, skips elsewhere, when it is missing."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/bin:/usr/bin:/bin")
    if found is None:
        message = f"the program {name!r} is missing: integration tests cannot run"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(f"SKIPPED LOUDLY: {message} (apt-get install docker-registry skopeo)")
    return found


def free_port() -> int:
    """A port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def run_registry(
    folder: Path, *, delete: bool = True, settings: Mapping[str, str] | None = None
) -> Iterator[Registry]:
    """Run a docker-registry with its storage under `folder`; it is killed at the end of the block.

    `settings` are variables of its environment.
    """
    program = find_program("docker-registry")
    folder.mkdir(parents=True, exist_ok=True)
    port, log = free_port(), folder / "log"
    config = folder / "config.yml"
    config.write_text(
        CONFIG.format(root=folder / "data", port=port, delete=str(delete).lower(), quiet="false")
    )
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "REGISTRY_STORAGE_DELETE_ENABLED": str(delete).lower(),
        **(settings or {}),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [program, "serve", str(config)], stdout=output, stderr=output, env=environment
        )
    try:
        _wait_until_ready(process, port, log)
        yield Registry(f"127.0.0.1:{port}", folder / "data", log, process.pid)
    finally:
        process.kill()
        process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)  # before the next look
    raise RuntimeError(f"docker-registry did not start: {log.read_text(encoding='utf-8')[-500:]}")


class Skopeo:
    """The referee: what another client sees in the registry or in an OCI layout."""

    def __init__(self) -> None:
        self.program = find_program("skopeo")

    def inspect_raw(self, reference: str) -> bytes:
        """The manifest's bytes. `reference` is HOST/REPO:TAG, HOST/REPO@DIGEST or a transport of skopeo's."""
        return self.run("inspect", "--raw", "--tls-verify=false", self._name(reference))

    def config(self, reference: str) -> Any:
        """The image's configuration document."""
        return json.loads(self.run("inspect", "--config", "--tls-verify=false", self._name(reference)))

    def digest(self, reference: str) -> str:
        """The digest of the manifest's bytes."""
        return digest_of(self.inspect_raw(reference))

    def digests(self, reference: str) -> set[str]:
        """Every digest that the reference reaches: manifests (each fetched by its digest) and blobs."""
        raw = self.inspect_raw(reference)
        document = json.loads(raw)
        repository = reference.rsplit("@", 1)[0]
        if ":" in repository.rsplit("/", 1)[-1]:
            repository = repository.rsplit(":", 1)[0]
        found = {digest_of(raw)}
        for child in document.get("manifests", ()):
            found |= self.digests(f"{repository}@{child['digest']}")
        for part in (document.get("config"), *document.get("layers", ())):
            if part:
                found.add(part["digest"])
        return found

    def tags(self, repository: str) -> list[str]:
        """The repository's tags, sorted."""
        listed = json.loads(self.run("list-tags", "--tls-verify=false", f"docker://{repository}"))
        return sorted(listed["Tags"])

    def copy(self, source: str, target: str, *options: str) -> None:
        """`skopeo copy` of everything the source reaches, into a registry, `oci:` or `dir:`."""
        self.run(
            "copy",
            "--all",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            *options,
            self._name(source),
            self._name(target),
        )

    def run(self, *arguments: str) -> bytes:
        """Any command of skopeo's; its standard output. Fails with its error text."""
        done = subprocess.run([self.program, *arguments], capture_output=True, timeout=120, check=False)
        if done.returncode:
            raise AssertionError(f"skopeo {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    @staticmethod
    def _name(reference: str) -> str:
        transports = ("docker:", "oci:", "oci-archive:", "docker-archive:", "dir:")
        return reference if reference.startswith(transports) else f"docker://{reference}"
