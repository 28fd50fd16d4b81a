"""A copy between two real registries, each behind a relay that breaks one kind of request in one way.

What must hold, whatever breaks: the copy succeeds, or fails with an error that names what went wrong; the
target's tag is whole or not there; no upload session stays open; a second copy without faults succeeds.
"""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import anyio
import pytest

from regbot.registry.client import Client
from regbot.registry.errors import (
    DigestMismatch,
    NetworkError,
    RateLimited,
    RegistryError,
    SizeMismatch,
    TimedOut,
    Unauthorized,
    UnexpectedStatus,
)
from regbot.registry.host import HostConfig
from regbot.registry.reference import Reference
from regbot.registry.wire import Timeouts
from tests.fakes import faults, images
from tests.fakes.clients import Waits, client
from tests.fakes.faults import Fault
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.relay import Relay

pytestmark = [pytest.mark.anyio, pytest.mark.integration]

MANIFEST, BLOB = "/manifests/", "/blobs/sha256:"
OPEN, UPLOAD = "/blobs/uploads/", "/blobs/uploads/.*digest="
NOW = 1_700_000_000.0
SHORT = Timeouts(connect=10.0, idle=1.0, commit=2.0)  # a busy machine answers late


@dataclass
class Bench:
    """Two registries behind relays, an index at the source."""

    registries: tuple[Registry, Registry]
    relays: tuple[Relay, Relay]
    repository: str
    what: images.Index
    waits: Waits = field(default_factory=Waits)

    def client(self) -> Client:
        hosts = (HostConfig(relay.host, tls="disabled") for relay in self.relays)
        return client(*hosts, sleep=self.waits, timeouts=SHORT, wall=lambda: NOW, random=lambda: 0.0)

    def ref(self, side: int) -> Reference:
        return Reference.parse(f"{self.relays[side].host}/{self.repository}:v1")

    async def copy(self) -> None:
        with anyio.fail_after(60):
            async with self.client() as using:
                await using.copy_image(self.ref(0), self.ref(1))


@pytest.fixture
def bench(two_registries: tuple[Registry, Registry], repository: str) -> Iterator[Bench]:
    what = images.index(repository, platforms=("linux/amd64", "linux/arm64"), layer_size=3000)
    images.push(two_registries[0].host, repository, what, "v1")
    with Relay(two_registries[0].host) as source, Relay(two_registries[1].host) as target:
        yield Bench(two_registries, (source, target), repository, what)


def whole(bench: Bench, skopeo: Skopeo) -> bool:
    """Whether the target has everything; False when it has no tag; an AssertionError for anything between."""
    name = f"{bench.registries[1].host}/{bench.repository}"
    try:
        found = skopeo.digests(f"{name}:v1")
    except AssertionError as error:
        if "manifest unknown" in str(error) or "name unknown" in str(error):
            return False
        raise
    expected = {bench.what.digest} | {child.digest for child in bench.what.children}
    expected |= {digest for child in bench.what.children for digest in child.blobs}
    assert expected == found
    return True


def abandoned(bench: Bench) -> list[str]:
    """Upload sessions that are open, and that nobody tried to end.

    Distribution 2.8 answers 404 to the DELETE of a session whose PUT broke off, and purges it later.
    """
    ended = "\n".join(each.path for each in bench.relays[1].seen("DELETE", OPEN))
    return [each for each in bench.registries[1].open_uploads(bench.repository) if each not in ended]


SOURCE_MENDED = [
    *((f"{name} {status}", "GET", path, faults.answer(status)) for status in (408, 500, 502, 503, 504)
      for name, path in (("manifest", MANIFEST), ("blob", BLOB))),
    ("manifest 429", "GET", MANIFEST, faults.too_many()),
    ("blob 429", "GET", BLOB, faults.too_many()),
    ("manifest cut", "GET", MANIFEST, faults.cut(100)),
    ("blob cut at once", "GET", BLOB, faults.cut(0)),
    ("blob cut", "GET", BLOB, faults.cut(100)),
    ("manifest reset", "GET", MANIFEST, faults.reset()),
    ("blob reset", "GET", BLOB, faults.reset()),
    ("blob reset inside", "GET", BLOB, faults.reset(100)),
    ("manifest stalled", "GET", MANIFEST, faults.stall()),
    ("blob stalled", "GET", BLOB, faults.stall()),
    ("blob stalled inside", "GET", BLOB, faults.stall(100)),
]  # fmt: skip

TARGET_MENDED = [
    *((f"{name} {status}", method, path, faults.answer(status)) for status in (408, 500, 502, 503, 504)
      for name, method, path in (
          ("head", "HEAD", MANIFEST), ("open", "POST", OPEN), ("upload", "PUT", UPLOAD),
          ("manifest", "PUT", MANIFEST))),
    ("open 429", "POST", OPEN, faults.too_many()),
    ("upload 429", "PUT", UPLOAD, faults.too_many()),
    ("manifest 429", "PUT", MANIFEST, faults.too_many()),
    ("head reset", "HEAD", "", faults.reset()),
    ("open reset", "POST", OPEN, faults.reset()),
    ("upload reset", "PUT", UPLOAD, faults.reset()),
    ("manifest reset", "PUT", MANIFEST, faults.reset()),
    ("open stalled", "POST", OPEN, faults.stall()),
    ("upload stalled", "PUT", UPLOAD, faults.stall()),
    ("manifest stalled", "PUT", MANIFEST, faults.stall()),
    ("upload dropped", "PUT", UPLOAD, faults.drop(100)),
    ("upload lost", "PUT", UPLOAD, faults.lose()),
    ("manifest lost", "PUT", MANIFEST, faults.lose()),
]  # fmt: skip


def cases(table: list[tuple[str, str, str, Fault]]) -> list[object]:
    return [pytest.param(*rest, id=name) for name, *rest in table]


@pytest.mark.parametrize(("method", "path", "fault"), cases(SOURCE_MENDED))
async def test_one_fault_of_the_source_is_overcome(
    bench: Bench, skopeo: Skopeo, method: str, path: str, fault: Fault
) -> None:
    if method == "HEAD":  # the source is asked by HEAD only when the target has something
        images.push(bench.registries[1].host, bench.repository, images.image("older"), "v1")
    injected = bench.relays[0].inject(fault, method=method, path=path)
    await bench.copy()
    assert injected.hits == 1
    assert whole(bench, skopeo)
    assert abandoned(bench) == []


@pytest.mark.parametrize(("method", "path", "fault"), cases(TARGET_MENDED))
async def test_one_fault_of_the_target_is_overcome(
    bench: Bench, skopeo: Skopeo, method: str, path: str, fault: Fault
) -> None:
    injected = bench.relays[1].inject(fault, method=method, path=path)
    await bench.copy()
    assert injected.hits == 1
    assert whole(bench, skopeo)


async def test_an_open_whose_answer_was_lost_is_repeated(bench: Bench, skopeo: Skopeo) -> None:
    bench.relays[1].inject(faults.lose(), method="POST", path=OPEN)
    await bench.copy()
    assert whole(bench, skopeo)
    # the address of the lost session was never learned; nobody but the registry can end it
    assert len(bench.registries[1].open_uploads(bench.repository)) <= 1


async def test_a_cut_blob_goes_on_where_it_ended(bench: Bench) -> None:
    digest = bench.what.children[0].document["layers"][0]["digest"]
    bench.relays[0].inject(faults.cut(1000), method="GET", path=f"/blobs/{digest}")
    await bench.copy()
    reads = bench.relays[0].seen("GET", f"/blobs/{digest}")
    assert [each.status for each in reads] == [200, 206]
    assert reads[1].headers["range"].startswith("bytes=1000-")
    assert reads[0].sent + reads[1].sent == bench.what.children[0].document["layers"][0]["size"]


@pytest.mark.parametrize("as_date", [False, True])
async def test_retry_after_is_waited_for_in_both_forms(bench: Bench, as_date: bool) -> None:
    fault = faults.too_many(7, as_date_from=NOW if as_date else None)
    bench.relays[0].inject(fault, method="GET", path=f"{MANIFEST}v1", times=2)
    await bench.copy()
    assert bench.waits.seconds == pytest.approx([7.0, 7.0], abs=0.5)


FATAL = [
    ("corrupt manifest", 0, "GET", MANIFEST, faults.corrupt(20), DigestMismatch, "digest mismatch"),
    ("corrupt blob", 0, "GET", BLOB, faults.corrupt(20), DigestMismatch, "digest mismatch"),
    # the bytes behind the announced end read as a broken second answer, or as nothing
    ("short manifest", 0, "GET", MANIFEST, faults.wrong_length(-5), RegistryError, ""),
    ("short blob", 0, "GET", BLOB, faults.wrong_length(-5), RegistryError, ""),
    ("long blob", 0, "GET", BLOB, faults.wrong_length(5), SizeMismatch, "announces"),
    ("source 500", 0, "GET", BLOB, faults.answer(500), UnexpectedStatus, "[http 500]"),
    ("source 429", 0, "GET", MANIFEST, faults.too_many(), RateLimited, "[http 429]"),
    ("source gone", 0, "GET", BLOB, faults.reset(), NetworkError, "attempts"),
    ("source silent", 0, "GET", MANIFEST, faults.stall(), TimedOut, "timed out"),
    ("source 403", 0, "GET", BLOB, faults.answer(403), Unauthorized, "unauthorized [http 403]"),
    ("target 403", 1, "POST", OPEN, faults.answer(403), Unauthorized, "unauthorized [http 403]"),
    ("target 500", 1, "POST", OPEN, faults.answer(500), UnexpectedStatus, "[http 500]"),
    ("manifest 400", 1, "PUT", MANIFEST, faults.answer(400), UnexpectedStatus, "[http 400]"),
    ("manifest 503", 1, "PUT", MANIFEST, faults.answer(503), UnexpectedStatus, "[http 503]"),
    ("upload 500", 1, "PUT PATCH", OPEN, faults.answer(500), UnexpectedStatus, "[http 500]"),
    ("target gone", 1, "PUT PATCH", OPEN, faults.drop(10), NetworkError, ""),
    ("other digest", 1, "PUT", MANIFEST,
     faults.rewrite(("Docker-Content-Digest", f"sha256:{'0' * 64}")), RegistryError, "digest"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("side", "method", "path", "fault", "kind", "gist"),
    [pytest.param(*rest, id=name) for name, *rest in FATAL],
)
async def test_a_lasting_fault_is_an_error_and_the_next_run_is_clean(
    bench: Bench,
    skopeo: Skopeo,
    side: int,
    method: str,
    path: str,
    fault: Fault,
    kind: type[RegistryError],
    gist: str,
) -> None:
    relay = bench.relays[side]
    relay.inject(fault, method=method, path=path, times=10_000)
    with pytest.raises(kind) as caught:
        await bench.copy()
    text = str(caught.value)
    assert gist in text
    assert relay.host in text
    assert bench.repository in text
    assert len(text) < 700
    assert re.findall(r"_state=(?!xxx)", text) == []  # an upload's state is as good as a password
    if not (
        method == "PUT" and path == MANIFEST and fault.kind == "rewrite"
    ):  # there the PUT was carried out
        assert not whole(bench, skopeo)
    assert abandoned(bench) == []
    relay.clear()
    await bench.copy()
    assert whole(bench, skopeo)


async def test_many_faults_at_once_are_overcome(bench: Bench, skopeo: Skopeo) -> None:
    source, target = bench.relays
    for fault in (faults.cut(700), faults.reset(300), faults.answer(502)):
        source.inject(fault, method="GET", path=BLOB)
        source.inject(dataclasses.replace(fault), method="GET", path=MANIFEST, skip=1)
    for fault in (faults.drop(200), faults.answer(503), faults.lose()):
        target.inject(fault, method="PUT", path=UPLOAD, skip=1)
        target.inject(fault, method="PUT", path=MANIFEST)
    await bench.copy()
    assert whole(bench, skopeo)
