"""What retain promises to those who give it the right to delete: as properties, and as cases to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbot.retain import Facts, Rules, judge, to_look_at
from regbot.semver import parse_version

NOW = 1_700_000_000.0
DAY = 86400.0
NUMBERS = st.integers(0, 3).map(str)
TAGS = st.lists(
    st.one_of(
        st.lists(NUMBERS, min_size=1, max_size=3).map(".".join),
        st.lists(NUMBERS, min_size=3, max_size=3).map(".".join).map("v{}".format),
        st.builds("{}.{}.{}-{}".format, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["rc.1", "alpine", "0"])),
        st.sampled_from(["latest", "edge", "20240102", "abc1234", "1.2.3.4"]),
    ),
    max_size=14,
)
FACTS = st.builds(
    Facts,
    created=st.none() | st.integers(0, int(NOW)).map(float) | st.just(0.0),
    labels=st.none() | st.just({}) | st.just({"keep": "true"}),
)
RULES = st.builds(
    Rules,
    keep=st.none() | st.integers(1, 4),
    by=st.sampled_from(["version", "created"]),
    newer_than=st.none() | st.just(NOW - 30 * DAY),
    labels=st.sampled_from([(), (("keep", None),), (("keep", "true"),)]),
)


def deleted(tags: list[str], rules: Rules, facts: dict[str, Facts] | None = None) -> list[str]:
    return [each.tag for each in judge(tags, set(tags), rules, facts or {}) if not each.keep]


def reasons(tags: list[str], rules: Rules, facts: dict[str, Facts] | None = None) -> dict[str, str]:
    return {each.tag: each.reason for each in judge(tags, set(tags), rules, facts or {})}


@given(TAGS, RULES, st.lists(FACTS, min_size=14, max_size=14))
def test_nothing_is_deleted_that_a_rule_could_not_judge(
    tags: list[str], rules: Rules, known: list[Facts]
) -> None:
    facts = dict(zip(tags, known, strict=False))
    for tag in deleted(tags, rules, facts):
        fact = facts[tag]
        if rules.keep is not None:
            assert parse_version(tag) is not None if rules.by == "version" else fact.created
        if rules.newer_than is not None:
            assert fact.created is not None
            assert 315_619_200 <= fact.created <= rules.newer_than
        if rules.labels:
            assert fact.labels == {}


@given(TAGS, st.integers(1, 4))
def test_for_each_deleted_version_so_many_newer_releases_are_kept(tags: list[str], keep: int) -> None:
    gone = deleted(tags, Rules(keep=keep))
    kept = {parse_version(tag) for tag in tags if tag not in gone} - {None}
    for tag in gone:
        version = parse_version(tag)
        assert version is not None
        newer = {each.core for each in kept if each and each.core > version.core}
        assert len(newer) >= keep


@given(TAGS, RULES, st.lists(FACTS, min_size=14, max_size=14))
def test_one_rule_more_never_deletes_more(tags: list[str], rules: Rules, known: list[Facts]) -> None:
    facts = dict(zip(tags, known, strict=False))
    fewer = [
        Rules(keep=rules.keep, by=rules.by),
        Rules(newer_than=rules.newer_than),
        Rules(labels=rules.labels),
    ]
    given_rules = [each for each in fewer if each not in (Rules(), Rules(by="created"))]
    for each in given_rules:
        assert set(deleted(tags, rules, facts)) <= set(deleted(tags, each, facts))


@given(TAGS, RULES, st.lists(FACTS, min_size=14, max_size=14))
def test_looking_only_at_what_is_needed_gives_the_same_plan(
    tags: list[str], rules: Rules, known: list[Facts]
) -> None:
    facts = dict(zip(tags, known, strict=False))
    seen = {tag: facts[tag] for tag in to_look_at(tags, set(tags), rules)}
    assert deleted(tags, rules, facts) == deleted(tags, rules, seen)


@given(TAGS, RULES)
def test_each_tag_is_judged_once_in_the_order_given(tags: list[str], rules: Rules) -> None:
    found = judge(tags, set(tags[::2]), rules, {})
    assert list(dict.fromkeys(tags)) == [each.tag for each in found]
    assert all(each.reason for each in found)


@given(TAGS)
def test_without_a_rule_everything_stays(tags: list[str]) -> None:
    assert [] == deleted(tags, Rules())


@pytest.mark.parametrize(
    ("tags", "keep", "expected"),
    [
        pytest.param(["1.9", "1.10", "1.2"], 2, ["1.2"], id="by version and not by text"),
        pytest.param(["1.0.0", "1.1.0"], 2, [], id="no more than asked for"),
        pytest.param(
            ["1.0.0", "v1.0.0", "1.1.0", "2.0.0"], 2, ["1.0.0", "v1.0.0"], id="spellings count once"
        ),
        pytest.param(["1.0.0", "1.1.0", "latest", "edge", "20240102"], 1, ["1.0.0"], id="no versions stay"),
        pytest.param(
            ["1", "1.1", "1.2", "1.1.0", "1.2.0", "2", "2.0.0"],
            2,
            ["1.1", "1.1.0"],
            id="series go with theirs",
        ),
        pytest.param(["1", "1.1.0", "2.0.0"], 1, ["1", "1.1.0"], id="a series without a version left"),
        pytest.param(["22.04", "20.04", "24.04"], 2, ["20.04"], id="two numbers are versions, too"),
        pytest.param(
            ["1.0.0", "1.0.0-alpine", "1.1.0", "1.1.0-alpine", "2.0.0-rc.1"],
            1,
            ["1.0.0", "1.0.0-alpine"],
            id="variants stay with their version, newer pre-releases stay",
        ),
        pytest.param(
            ["3-alpine", "3.1.0-alpine3.19", "3.0.0", "3.1.0"], 1, ["3.0.0"], id="series of variants"
        ),
        pytest.param(
            ["1.0.0-rc.1", "1.0.0-rc.2", "0.9.0-rc.1"], 1, ["0.9.0-rc.1"], id="only pre-releases: by number"
        ),
        pytest.param(["2.0.0-rc.1", "1.0.0"], 1, [], id="a pre-release does not push a release out"),
        pytest.param(
            ["v2", "v2.0.1-rc1", "v1.9", "v1.8"], 2, ["v1.8"], id="a lone number with pre-releases only"
        ),
    ],
)
def test_keep_counts_version_numbers(tags: list[str], keep: int, expected: list[str]) -> None:
    assert expected == deleted(tags, Rules(keep=keep))


def test_what_keeps_a_version_keeps_its_series() -> None:
    facts = {"1.0.0": Facts(created=NOW - DAY), "1": Facts(created=NOW - 90 * DAY)}
    rules = Rules(keep=1, newer_than=NOW - 30 * DAY)
    found = reasons(["1", "1.0.0", "2.0.0"], rules, facts)
    assert "stands for the series of 1.0.0, which is kept" == found["1"]
    assert found["1.0.0"].startswith("created 2023-11-13T22:13:20Z, newer than ")


def test_keep_by_creation_counts_images_and_keeps_those_without_a_time() -> None:
    ages = {"a": 3, "b": 1, "c": 2, "d": 4}
    facts = {tag: Facts(created=NOW - days * DAY) for tag, days in ages.items()}
    tags = [*ages, "unknown", "placeholder"]
    facts["placeholder"] = Facts(created=0.0)
    assert ["a", "d"] == deleted(tags, Rules(keep=2, by="created"), facts)
    assert ["a", "c", "d"] == deleted(tags, Rules(keep=1, by="created"), facts)
    assert [] == deleted(tags, Rules(keep=4, by="created"), facts)


def test_images_of_one_age_stay_together() -> None:
    facts = {tag: Facts(created=NOW) for tag in ("a", "b", "c")} | {"old": Facts(created=NOW - 1)}
    assert ["old"] == deleted(list(facts), Rules(keep=2, by="created"), facts)


def test_labels_keep_by_name_or_by_value() -> None:
    facts = {"a": Facts(labels={"keep": "true"}), "b": Facts(labels={"keep": "false"}), "c": Facts(labels={})}
    assert ["c"] == deleted(["a", "b", "c"], Rules(labels=(("keep", None),)), facts)
    assert ["b", "c"] == deleted(["a", "b", "c"], Rules(labels=(("keep", "true"),)), facts)
    assert [] == deleted(["d"], Rules(labels=(("keep", None),)), facts)
    unread = {"d": Facts(unknown="no image config"), "e": Facts()}
    assert {
        "d": "its labels are unknown: no image config",
        "e": "its labels are unknown: the image has none that can be read",
    } == reasons(["d", "e"], Rules(labels=(("keep", None),)), unread)


def test_what_does_not_match_is_neither_judged_nor_counted() -> None:
    tags = ["9.0.0", "pr-1.0.0", "1.0.0", "2.0.0"]
    found = judge(tags, {"1.0.0", "2.0.0"}, Rules(keep=1), {})
    assert ["1.0.0"] == [each.tag for each in found if not each.keep]
    assert "does not match" == found[0].reason


@pytest.mark.parametrize("suffix", ["", ".sig", ".att"])
@pytest.mark.parametrize(
    "rules", [Rules(keep=1, by="created"), Rules(labels=(("a", None),)), Rules(newer_than=NOW)]
)
def test_what_belongs_to_another_image_is_neither_judged_nor_counted(suffix: str, rules: Rules) -> None:
    companion = f"sha256-{'0' * 64}{suffix}"
    facts = {tag: Facts(created=NOW - days * DAY, labels={}) for days, tag in enumerate((companion, "a"))}
    found = judge(list(facts), set(facts), rules, facts)
    assert (True, "belongs to the image of the digest in its name") == (found[0].keep, found[0].reason)
    assert (rules.keep is not None) == found[1].keep
    assert companion not in to_look_at(facts, set(facts), rules)


def test_each_reason_is_said() -> None:
    rules = Rules(keep=1, newer_than=NOW - 30 * DAY, labels=(("a", None), ("b", "c")))
    facts = {
        "1.0.0": Facts(created=NOW - 60 * DAY, labels={}),
        "1.1.0": Facts(created=NOW, labels={}),
        "1.2.0": Facts(created=NOW - 60 * DAY, labels={"b": "c"}),
        "1.3.0": Facts(unknown="no image config"),
        "1.4.0": Facts(created=0.0),
    }
    expected = {
        "1.0.0": "is older than 2.0.0, the last of the newest 1 versions; "
        "created 2023-09-15T22:13:20Z, not newer than 2023-10-15T22:13:20Z; carries no label a, b=c",
        "1.1.0": "created 2023-11-14T22:13:20Z, newer than 2023-10-15T22:13:20Z",
        "1.2.0": "carries the label b=c",
        "1.3.0": "its age is unknown: no image config",
        "1.4.0": "its age is unknown: its creation time 1970-01-01T00:00:00Z is a placeholder",
        "2.0.0": "is not older than 2.0.0, the last of the newest 1 versions",
        "1.5.0": "its age is unknown: nobody looked at its image",
        "x": "is no version, so that it cannot be ranked",
    }
    assert expected == reasons(list(expected), rules, facts)
