"""A model of what places hold, and random work on the places and on the model: the two must agree.

The model is a dictionary of tags for every place. `Agreement` is a hypothesis state machine that puts,
copies, retags, deletes and prunes through our client, does the same to the model, and compares after every
step: tags, manifest bytes, and every part that a tag reaches. Subclasses say where the places are. Used by
tests/integration/test_registry_agreement.py and tests/regbot/registry/test_layout_agreement.py.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from regbot.registry.client import Client, CopyOptions
from regbot.registry.copyplan import rebuild_index
from regbot.registry.descriptor import Descriptor
from regbot.registry.errors import NotFound
from regbot.registry.manifest import parse_manifest
from regbot.registry.reference import Reference
from tests.fakes import images
from tests.fakes.threads import LoopThread

T = TypeVar("T")
What = images.Image | images.Index

POOL: tuple[What, ...] = (
    images.image("plain", layers=2),
    images.image("shares a layer", layer_seeds=("plain/0", "another")),
    images.image("docker", docker=True),
    images.index("many", platforms=("linux/amd64", "linux/arm64"), layers=1),
    images.index("docker list", platforms=("linux/amd64", "linux/s390x"), layers=1, docker=True),
)
"""What is put. An index's child is never put by itself: deleting it would break the index, by definition."""

TAGS = ("latest", "v1", "v1.0", "v2", "z-9")
PLACES = st.sampled_from((0, 1, 2))
TAG = st.sampled_from(TAGS)


class Agreement(RuleBasedStateMachine):
    """The machine. `places` are references without tag; `client` makes the client on the machine's loop."""

    make: ClassVar[Callable[[], Awaitable[tuple[Client, tuple[Reference, ...]]]]]

    def __init__(self) -> None:
        super().__init__()
        self.thread = LoopThread("agreement")
        self.client, self.places = self.do(type(self).make())
        self.model: tuple[dict[str, What], ...] = tuple({} for _ in self.places)

    def do(self, work: Coroutine[Any, Any, T] | Awaitable[T]) -> T:
        """Run one piece of work of the client to its end."""

        async def run() -> T:
            return await work

        return self.thread.call(run(), timeout=60)

    def teardown(self) -> None:
        self.do(self.client.aclose())
        self.thread.stop()

    def at(self, place: int, tag: str) -> Reference:
        return self.places[place].with_tag(tag)

    def fails(self, work: Awaitable[object]) -> None:
        """Nothing is there: the client says so."""
        try:
            self.do(work)
        except NotFound:
            return
        raise AssertionError("the client found what the model does not have")

    @initialize()
    def begin(self) -> None:
        """The places exist from the beginning: to list one that does not is an error, in ways of its own."""
        for place in range(len(self.places)):
            self.put(place, TAGS[place], POOL[0])

    @rule(place=PLACES, tag=TAG, what=st.sampled_from(POOL))
    def put(self, place: int, tag: str, what: What) -> None:
        ref = self.at(place, tag)

        async def put() -> None:
            for each in what.children if isinstance(what, images.Index) else (what,):
                for digest, data in each.blobs.items():
                    await self.client.put_blob(ref, data, Descriptor("x/y", digest, len(data)))
                if each is not what:
                    child = ref.with_digest(each.digest)
                    await self.client.put_manifest(
                        child, parse_manifest(child, each.manifest, each.media_type)
                    )
            await self.client.put_manifest(ref, parse_manifest(ref, what.manifest, what.media_type))
            await self.client.close_reference(ref)

        self.do(put())
        self.model[place][tag] = what

    @rule(
        source=PLACES,
        goal=PLACES,
        source_tag=TAG,
        goal_tag=TAG,
        recursive=st.booleans(),
    )
    def copy(self, source: int, goal: int, source_tag: str, goal_tag: str, recursive: bool) -> None:
        work = self.client.copy_image(
            self.at(source, source_tag),
            self.at(goal, goal_tag),
            CopyOptions(force_recursive=recursive, digest_tags=recursive),
        )
        if source_tag not in self.model[source]:
            self.fails(work)
            return
        report = self.do(work)
        self.do(self.client.close_reference(self.at(goal, goal_tag)))
        assert self.model[source][source_tag].digest == report.digest
        self.model[goal][goal_tag] = self.model[source][source_tag]

    @rule(place=PLACES, old=TAG, new=TAG)
    def retag(self, place: int, old: str, new: str) -> None:
        self.copy(place, place, old, new, recursive=False)

    @rule(source=PLACES, goal=PLACES, source_tag=TAG, goal_tag=TAG)
    def copy_a_platform(self, source: int, goal: int, source_tag: str, goal_tag: str) -> None:
        what = self.model[source].get(source_tag)
        assume(isinstance(what, images.Index))
        assert isinstance(what, images.Index)
        ref = self.at(goal, goal_tag)
        work = self.client.copy_image(
            self.at(source, source_tag), ref, CopyOptions(platforms=("linux/amd64",))
        )
        report = self.do(work)
        self.do(self.client.close_reference(ref))
        whole = parse_manifest(ref, what.manifest, what.media_type)
        part = rebuild_index(whole, whole.children[:1])
        assert part.descriptor.digest == report.digest
        self.model[goal][goal_tag] = replace(what, manifest=part.body, children=what.children[:1])

    @rule(place=PLACES, tag=TAG)
    def delete_tag(self, place: int, tag: str) -> None:
        ref = self.at(place, tag)
        if tag not in self.model[place]:
            self.fails(self.client.delete_tag(ref))
            return
        self.do(self.client.delete_tag(ref))
        self.do(self.client.close_reference(ref))
        del self.model[place][tag]

    @rule(place=PLACES, tag=TAG)
    def delete_manifest(self, place: int, tag: str) -> None:
        assume(tag in self.model[place])
        digest = self.model[place][tag].digest
        ref = self.places[place].with_digest(digest)
        self.do(self.client.delete_manifest(ref))
        self.do(self.client.close_reference(ref))
        for each in [name for name, what in self.model[place].items() if what.digest == digest]:
            del self.model[place][each]
        self.fails(self.client.get_manifest(ref))

    @rule(place=PLACES, keep=st.integers(min_value=0, max_value=2))
    def prune(self, place: int, keep: int) -> None:
        """As scripts do it: list, sort, delete all but the last ones."""
        listed = sorted(self.do(self.client.list_tags(self.places[place])))
        for tag in listed[: len(listed) - keep]:
            self.do(self.client.delete_tag(self.at(place, tag)))
            del self.model[place][tag]
        self.do(self.client.close_reference(self.places[place]))

    @invariant()
    def agrees(self) -> None:
        self.do(self._compare())

    async def _compare(self) -> None:
        for place, tags in zip(self.places, self.model, strict=True):
            assert sorted(tags) == sorted(await self.client.list_tags(place))
            for tag, what in tags.items():
                assert what.manifest == (await self.client.get_manifest(place.with_tag(tag))).raw
                for each in what.children if isinstance(what, images.Index) else (what,):
                    found = await self.client.get_manifest(place.with_digest(each.digest))
                    assert each.manifest == found.raw
                    for digest, data in each.blobs.items():
                        assert data == await self.client.read_blob(place, digest, 1 << 20)
