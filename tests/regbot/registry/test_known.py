"""What is known without asking, and when it is not known any more."""

import pytest

from regbot.registry.known import AGE, Known
from regbot.registry.reference import Reference

HERE, THERE = Reference.parse("r.io/a/b:v1"), Reference.parse("r.io/c/d:v2")
OTHER, FOLDER = Reference.parse("other.io/a/b:v1"), Reference.parse("ocidir:///tmp/folder:v1")
ONE, TWO = "sha256:1", "sha256:2"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_part_is_known_in_its_repository_whatever_the_tag() -> None:
    known = Known()
    assert not known.has(HERE, ONE)
    known.saw(HERE, ONE)
    assert known.has(HERE.with_tag("v9"), ONE)
    assert [False] * 3 == [known.has(THERE, ONE), known.has(OTHER, ONE), known.has(HERE, TWO)]


def test_another_repository_of_the_same_registry_has_it() -> None:
    known = Known()
    known.saw(HERE, ONE)
    found = known.elsewhere(THERE, ONE)
    assert found is not None
    assert "r.io/a/b" == found.name
    assert [None] * 3 == [
        known.elsewhere(HERE, ONE),
        known.elsewhere(OTHER, ONE),
        known.elsewhere(THERE, TWO),
    ]


def test_what_is_known_gets_old() -> None:
    clock = Clock()
    known = Known(clock=clock)
    known.saw(HERE, ONE)
    known.set_new(HERE, True)
    clock.now += AGE / 2
    known.saw(HERE, TWO)
    assert (True, True) == (known.has(HERE, ONE), known.is_new(HERE))
    clock.now += AGE / 2
    assert (False, None, None) == (known.has(HERE, ONE), known.elsewhere(THERE, ONE), known.is_new(HERE))
    assert known.has(HERE, TWO)


def test_a_repository_is_forgotten_as_a_whole() -> None:
    known = Known()
    for ref in (HERE, THERE):
        known.saw(ref, ONE)
        known.set_new(ref, True)
    known.forget(HERE)
    assert (False, None) == (known.has(HERE, ONE), known.is_new(HERE))
    assert (True, True) == (known.has(THERE, ONE), known.is_new(THERE))
    known.forget(OTHER)
    known.forget(FOLDER)


def test_too_much_knowledge_gives_way_to_new_and_a_forgotten_repository_is_not_new() -> None:
    known = Known(most=3)
    known.set_new(HERE, True)
    for number in range(3):
        known.saw(HERE, f"sha256:{number}")
    known.saw(HERE, "sha256:0")  # one that is there needs no room
    assert known.has(HERE, "sha256:2")
    known.saw(THERE, TWO)
    assert (False, None) == (known.has(HERE, "sha256:2"), known.is_new(HERE))
    assert known.has(THERE, TWO)


def test_of_answers_about_new_repositories_the_oldest_give_way() -> None:
    known = Known(most=3)
    refs = [Reference.parse(f"r.io/a/{name}") for name in "abcd"]
    for ref in (*refs[:3], refs[0], refs[3]):
        known.set_new(ref, True)
    assert [True, None, True, True] == [known.is_new(ref) for ref in refs]


def test_what_got_old_leaves_no_repository_behind() -> None:
    clock = Clock()
    known = Known(clock=clock)
    for ref in (HERE, THERE):
        known.saw(ref, ONE)
    clock.now += AGE
    assert [False, False] == [known.has(ref, ONE) for ref in (HERE, THERE)]
    assert {} == known._of(HERE).parts == known._of(HERE).repositories


def test_nothing_is_known_about_folders() -> None:
    known = Known()
    known.saw(FOLDER, ONE)
    known.note_mount(FOLDER, True, told=True)
    assert (False, None, False) == (
        known.has(FOLDER, ONE),
        known.elsewhere(FOLDER, ONE),
        known.is_new(FOLDER),
    )


@pytest.mark.parametrize("new", [True, False])
def test_what_a_registry_said_of_a_repository(new: bool) -> None:
    known = Known()
    assert known.is_new(HERE) is None
    known.set_new(HERE, new)
    assert known.is_new(HERE) is new
    assert known.is_new(THERE) is None


def test_mounts_are_noted_by_registry_and_one_success_outweighs_refusals() -> None:
    known = Known()
    assert (None, False) == (known.mounts(HERE), known.shares(HERE))
    known.note_mount(HERE, False, told=False)
    assert (None, False) == (known.mounts(HERE), known.shares(HERE))
    known.note_mount(HERE, False, told=True)
    assert False is known.mounts(THERE)
    known.note_mount(HERE, True, told=True)
    known.note_mount(HERE, False, told=True)
    assert (True, False, None) == (known.mounts(THERE), known.shares(THERE), known.mounts(OTHER))
    known.note_mount(HERE, True, told=False)
    assert known.shares(THERE)
