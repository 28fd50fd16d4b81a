"""A whole registry in memory, served by `Scripted` in the test's own loop, with the quirks a test asks for.

    registry = MemoryRegistry(delete_tags=False)
    async with Scripted(registry.answer) as server:
        registry.load("team/app", images.image("one"), "v1")
        ...  # a client of server.host; then look at registry.tags, .blobs, .uploads, .log

It checks what a real one checks: digests of blobs and manifests, parts before parents, ranges of chunks.
"""

import itertools
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import anyio
import anyio.lowlevel

from regbot.registry.client import Client
from regbot.registry.host import HostConfig
from regbot.registry.layout import Layout
from regbot.registry.transport import Transport
from tests.fakes import images
from tests.fakes.scripted import Got, Reply, Scripted

_ROUTE = re.compile(
    r"/v2/(?P<repository>.+?)/(?P<kind>manifests|blobs/uploads|blobs|tags|referrers)/(?P<name>[^/]*)"
)
_STATE = "a/b+c="


@dataclass
class Repository:
    """What one repository holds. manifests: digest -> (media type, bytes)."""

    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class MemoryRegistry:
    """The state and the quirks. log: `METHOD /path` of every request, queries left out."""

    delete_tags: bool = True
    delete_manifests: bool = True
    head: bool = True
    digest_header: bool = True
    anonymous_mount: Literal["mount", "session", "refuse"] = "session"
    mounts: bool = True
    subjects: bool = True
    checks_parts: bool = True
    referrers: bool = False
    put_limit: int | None = None
    least_chunk: int | None = None
    page: int | None = None
    relative: bool = False
    counts_pulls: bool = False
    before: Callable[[Got], Reply | None] = field(default=lambda _: None)
    repositories: dict[str, Repository] = field(default_factory=dict)
    uploads: dict[str, bytearray] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    _numbers: Any = field(default_factory=itertools.count)

    def repository(self, name: str) -> Repository:
        return self.repositories.setdefault(name, Repository())

    def load(self, name: str, what: images.Image | images.Index, *tags: str) -> str:
        """Put an image there without any request; its digest."""
        repository = self.repository(name)
        for each in what.children if isinstance(what, images.Index) else (what,):
            repository.blobs |= each.blobs
            repository.manifests[each.digest] = (each.media_type, each.manifest)
        repository.manifests[what.digest] = (what.media_type, what.manifest)
        for tag in tags:
            repository.tags[tag] = what.digest
        return what.digest

    def counted(self, method: str, part: str = "") -> int:
        """How many requests of a method had `part` in their path."""
        return sum(1 for line in self.log if line.startswith(f"{method} ") and part in line)

    async def answer(self, got: Got) -> Reply:
        """Serve one request."""
        self.log.append(f"{got.method} {got.path}")
        broken = self.before(got)
        if broken is not None:
            return broken
        if got.path == "/v2/":
            return Reply(200)
        if got.path == "/v2/_catalog":
            return self._page(got, "repositories", sorted(self.repositories))
        route = _ROUTE.fullmatch(got.path)
        if route is None:
            return _error(404, "NAME_UNKNOWN")
        handler = {
            "manifests": self._manifest,
            "blobs": self._blob,
            "blobs/uploads": self._upload,
            "tags": self._tags,
            "referrers": self._referrers,
        }[route["kind"]]
        return handler(got, route["repository"], route["name"])

    def _referrers(self, got: Got, name: str, what: str) -> Reply:
        """Ignores the filter, as it may, and gives one entry a page where `page` is set."""
        if not self.referrers:
            return _error(404, "UNSUPPORTED")
        found = []
        for digest, (media_type, raw) in self.repositories.get(name, Repository()).manifests.items():
            document = json.loads(raw)
            if document.get("subject", {}).get("digest") == what:
                kind = document.get("artifactType") or document["config"]["mediaType"]
                entry = {"mediaType": media_type, "digest": digest, "size": len(raw), "artifactType": kind}
                found.append({**entry, "annotations": document.get("annotations", {})})
        at = int(dict(got.query).get("at", 0))
        headers = [("Content-Type", images.OCI_INDEX)]
        if self.page and len(found) > at + 1:
            headers.append(("Link", f'<{got.path}?at={at + 1}>; rel="next"'))
        shown = found[at : at + 1] if self.page else found
        return Reply(200, headers, json.dumps({"schemaVersion": 2, "manifests": shown}).encode())

    def _tags(self, got: Got, name: str, what: str) -> Reply:
        if name not in self.repositories:
            return _error(404, "NAME_UNKNOWN")
        return self._page(got, "tags", sorted(self.repositories[name].tags))

    def _page(self, got: Got, member: str, names: list[str]) -> Reply:
        query = dict(got.query)
        names = [each for each in names if each > query.get("last", "")]
        size = int(query.get("n", self.page or len(names) or 1))
        size = min(size, self.page or size)
        shown, headers = names[:size], [("Content-Type", "application/json")]
        if len(names) > size:
            target = f"{got.path}?last={shown[-1]}&n={size}"
            headers.append(("Link", f'<{target}>; rel="next"'))
        return Reply(200, headers, json.dumps({"name": "x", member: shown}).encode())

    def _manifest(self, got: Got, name: str, what: str) -> Reply:
        repository = self.repository(name) if got.method == "PUT" else self.repositories.get(name)
        if repository is None:
            return _error(404, "NAME_UNKNOWN")
        if got.method == "PUT":
            return self._put_manifest(got, repository, what)
        if got.method == "DELETE" and ":" in what and not self.delete_manifests:
            return _error(405, "UNSUPPORTED")
        digest = what if ":" in what else repository.tags.get(what, "")
        if digest not in repository.manifests:
            return _error(404, "MANIFEST_UNKNOWN")
        if got.method == "DELETE":
            return self._delete_manifest(repository, what)
        if got.method == "HEAD" and not self.head:
            return Reply(405)
        media_type, raw = repository.manifests[digest]
        headers = [("Content-Type", media_type)]
        if self.digest_header:
            headers.append(("Docker-Content-Digest", digest))
        if self.counts_pulls:
            headers += [("RateLimit-Limit", "100;w=21600"), ("RateLimit-Remaining", "99;w=21600")]
        return Reply(200, headers, raw)

    def _put_manifest(self, got: Got, repository: Repository, what: str) -> Reply:
        digest = images.digest_of(got.body)
        if ":" in what and what.startswith("sha512:"):
            digest = images.digest_of(got.body, "sha512")
        if ":" in what and what != digest:
            return _error(400, "DIGEST_INVALID")
        document = json.loads(got.body)
        parts = [document[key] for key in ("config",) if key in document] + document.get("layers", [])
        missing = [
            part["digest"]
            for part in parts
            if part["digest"] not in repository.blobs and not part.get("urls")
        ]
        missing += [
            part["digest"]
            for part in document.get("manifests", [])
            if part["digest"] not in repository.manifests
        ]
        if missing and self.checks_parts:
            return _error(400, "MANIFEST_BLOB_UNKNOWN")
        repository.manifests[digest] = (got.headers["content-type"], got.body)
        headers = [("Docker-Content-Digest", digest), ("Location", f"/v2/x/manifests/{digest}")]
        if ":" not in what:
            repository.tags[what] = digest
        for key, value in got.query:
            if key == "tag":
                repository.tags[value] = digest
                headers.append(("OCI-Tag", value))
        if self.subjects and "subject" in document:
            headers.append(("OCI-Subject", document["subject"]["digest"]))
        return Reply(201, headers)

    def _delete_manifest(self, repository: Repository, what: str) -> Reply:
        if ":" not in what:
            if not self.delete_tags:
                return _error(400, "UNSUPPORTED")
            del repository.tags[what]
            return Reply(202)
        del repository.manifests[what]
        repository.tags = {tag: digest for tag, digest in repository.tags.items() if digest != what}
        return Reply(202)

    def _blob(self, got: Got, name: str, what: str) -> Reply:
        repository = self.repositories.get(name, Repository())
        if what not in repository.blobs:
            return _error(404, "BLOB_UNKNOWN")
        if got.method == "HEAD" and not self.head:
            return Reply(405)
        data = repository.blobs[what]
        return Reply(200, [("Docker-Content-Digest", what)], data)

    def _upload(self, got: Got, name: str, what: str) -> Reply:
        if got.method == "POST":
            return self._start(got, name)
        if what not in self.uploads:
            return _error(404, "BLOB_UPLOAD_UNKNOWN")
        held, state = self.uploads[what], dict(got.query).get("_state", "")
        assert state.startswith(_STATE), got.target
        if got.method == "DELETE":
            del self.uploads[what]
            return Reply(204)
        if got.method == "GET":
            return Reply(204, self._progress(got, name, what))
        if got.method == "PATCH":
            start = int(got.headers["content-range"].partition("-")[0])
            if start != len(held):
                return Reply(416, self._progress(got, name, what))
        # Who asked or gave up above may have missed the last answer; who sends has seen it.
        assert _state(held) == state, got.target
        if got.method == "PATCH":
            held += got.body
            return Reply(202, self._progress(got, name, what))
        if self.put_limit is not None and len(got.body) > self.put_limit:
            return _error(413, "TOO_LARGE")
        digest, data = dict(got.query)["digest"], bytes(held + got.body)
        if images.digest_of(data, digest.partition(":")[0]) != digest:
            return _error(400, "DIGEST_INVALID")
        del self.uploads[what]
        self.repository(name).blobs[digest] = data
        return Reply(201, [("Docker-Content-Digest", digest), ("Location", f"/v2/{name}/blobs/{digest}")])

    def _start(self, got: Got, name: str) -> Reply:
        query = dict(got.query)
        if "mount" in query:
            if self.anonymous_mount == "refuse" and "from" not in query:
                return _error(405, "UNSUPPORTED")
            sources = [query["from"]] if "from" in query else []
            if self.anonymous_mount == "mount" and "from" not in query:
                sources = list(self.repositories)
            for source in sources if self.mounts else []:
                data = self.repositories.get(source, Repository()).blobs.get(query["mount"])
                if data is not None:
                    self.repository(name).blobs[query["mount"]] = data
                    return Reply(201, [("Docker-Content-Digest", query["mount"])])
        number = f"session-{next(self._numbers)}"
        self.uploads[number] = bytearray()
        headers = self._progress(got, name, number)
        if self.least_chunk:
            headers.append(("OCI-Chunk-Min-Length", str(self.least_chunk)))
        return Reply(202, headers)

    def _progress(self, got: Got, name: str, number: str) -> list[tuple[str, str]]:
        """What a session has, and where it goes on."""
        held = self.uploads[number]
        path = f"/v2/{name}/blobs/uploads/{number}?{urlencode({'_state': _state(held)})}"
        location = path if self.relative else f"http://{got.headers['host']}{path}"
        return [("Location", location), ("Range", f"0-{max(len(held) - 1, 0)}")]


def _state(held: bytearray) -> str:
    """Opaque, and another one after every chunk: who re-encodes, loses or keeps it is caught."""
    return f"{_STATE}{len(held)}"


def _error(status: int, code: str) -> Reply:
    body = json.dumps({"errors": [{"code": code, "message": code.lower().replace("_", " ")}]}).encode()
    return Reply(status, [("Content-Type", "application/json")], body)


@asynccontextmanager
async def connected(
    *registries: MemoryRegistry, layout: Layout | None = None, rehearse: bool = False, **settings: Any
) -> AsyncIterator[tuple[Any, ...]]:
    """A client of these registries, and the names of their hosts; retries do not wait. `settings`:
    HostConfig's.
    """
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(Scripted(each.answer)) for each in registries]
        hosts = [HostConfig(server.host, tls="disabled", **settings) for server in servers]
        transport = Transport(hosts, sleep=_no_sleep, environ={})
        client = await stack.enter_async_context(
            Client(transport=transport, layout=layout, rehearse=rehearse)
        )
        yield client, *(server.host for server in servers)


async def _no_sleep(_seconds: float) -> None:
    await anyio.lowlevel.checkpoint()
