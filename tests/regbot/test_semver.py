"""Versions and ranges: the specifications' own examples; definitions by prefix are the oracle for ranges."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regbot.semver import Version, compare, latest, parse_range, parse_version, sort_versions

NUMBERS = st.integers(0, 3)
RELEASES = st.tuples(NUMBERS, NUMBERS, NUMBERS)
PARTIALS = st.lists(NUMBERS, min_size=1, max_size=3).map(tuple)
# SemVer 2, section 11
ASCENDING = [
    "1.0.0-0",
    "1.0.0-1",
    "1.0.0-10",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.2.0",
    "1.10.0",
    "2.0.0-rc.1",
    "2.0.0",
]


def version(text: str) -> Version:
    found = parse_version(text)
    assert found is not None, text
    return found


def dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def matches(text: str, release: tuple[int, ...]) -> bool:
    return parse_range(text).matches(version(dotted(release)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("v1.2", "1.2.0"),
        ("V2", "2.0.0"),
        ("1.10", "1.10.0"),
        ("22.04", "22.4.0"),
        ("2024.01.02", "2024.1.2"),
        ("1.2-rc1", "1.2.0-rc1"),
        ("1-alpine", "1.0.0-alpine"),
        ("v1.2.3-alpine3.19", "1.2.3-alpine3.19"),
        ("1.2.3-rc.1+build.5", "1.2.3-rc.1+build.5"),
        ("1.2.3+001", "1.2.3+001"),
        ("1.2.3--", "1.2.3--"),
        ("12345", "12345.0.0"),
    ],
)
def test_a_tag_is_read_as_a_version(text: str, expected: str) -> None:
    found = version(text)
    assert (expected, text) == (str(found), found.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "latest",
        "v",
        "1.",
        ".1",
        "1.2.3.4",
        "1.x",
        "1.2.3_4",
        "1.2.3-",
        "1.2.3-a..b",
        "1.2.3-01",
        "1.2.3 ",
        "vv1",
        "-1",
        "1.2.3-ü",
        "\u0661.2",
        "20240102",
        "1234567",
        "1234567-alpine",
        "12345678901234567.0",
        "sha256-0123",
    ],
)
def test_what_is_no_version_is_none(text: str) -> None:
    assert parse_version(text) is None


def test_precedence_is_that_of_semver() -> None:
    for left, right in itertools.combinations(ASCENDING, 2):
        assert (-1, 1) == (compare(version(left), version(right)), compare(version(right), version(left)))


@pytest.mark.parametrize("pair", [("1.2", "v1.2.0"), ("1.0.0+a", "1.0.0+b"), ("22.04", "22.4")])
def test_spellings_of_one_version_are_equal(pair: tuple[str, str]) -> None:
    assert 0 == compare(*map(version, pair))


@given(st.permutations(["2", "1.10", "v1.9", "1.9.0", "1.9", "latest", "1.9.0-rc.1", "1.9.0+b", "edge"]))
def test_sorting_is_ascending_and_independent_of_the_order_given(tags: list[str]) -> None:
    expected = ["1.9.0-rc.1", "1.9", "v1.9", "1.9.0", "1.9.0+b", "1.10", "2"]
    assert expected == [each.text for each in sort_versions(tags)]


def test_latest_skips_pre_releases_and_words() -> None:
    tags = ["1.9", "1.10", "2.0.0-rc.1", "latest"]
    assert "1.10" == getattr(latest(tags), "text", None)
    assert "1.9" == getattr(latest(tags, parse_range("<1.10")), "text", None)
    assert latest(["latest", "1.0.0-rc.1"]) is None


@given(PARTIALS, RELEASES)
def test_a_partial_version_is_its_prefix(numbers: tuple[int, ...], release: tuple[int, int, int]) -> None:
    expected = release[: len(numbers)] == numbers
    text = dotted(numbers)
    open_ended = text if len(numbers) == 3 else f"{text}.x"
    for spelling in (text, f"={text}", f"v{text}", open_ended, f"{text}{'.*' * (3 - len(numbers))}"):
        assert expected == matches(spelling, release), spelling


@given(PARTIALS, RELEASES)
def test_comparisons_with_a_partial_version_take_it_as_a_whole(
    numbers: tuple[int, ...], release: tuple[int, int, int]
) -> None:
    head, text = release[: len(numbers)], dotted(numbers)
    expected = {"<": head < numbers, "<=": head <= numbers, ">": head > numbers, ">=": head >= numbers}
    found = {sign: matches(f"{sign} {text}", release) for sign in expected}
    assert expected == found


@given(PARTIALS, RELEASES)
def test_a_tilde_lets_what_comes_after_the_minor_number_grow(
    numbers: tuple[int, ...], release: tuple[int, int, int]
) -> None:
    fixed = min(len(numbers), 2)
    expected = release[:fixed] == numbers[:fixed] and release >= numbers
    assert expected == matches(f"~{dotted(numbers)}", release) == matches(f"~> {dotted(numbers)}", release)


@given(PARTIALS, RELEASES)
def test_a_caret_fixes_the_first_number_that_is_not_zero(
    numbers: tuple[int, ...], release: tuple[int, int, int]
) -> None:
    zeros = len(list(itertools.takewhile(lambda number: number == 0, numbers)))
    fixed = min(zeros + 1, len(numbers))
    expected = release[:fixed] == numbers[:fixed] and release >= numbers
    assert expected == matches(f"^{dotted(numbers)}", release)


@given(PARTIALS, PARTIALS, RELEASES)
def test_a_hyphen_includes_both_ends(
    low: tuple[int, ...], high: tuple[int, ...], release: tuple[int, int, int]
) -> None:
    expected = release >= low and release[: len(high)] <= high
    assert expected == matches(f"{dotted(low)} - {dotted(high)}", release)


@given(PARTIALS, PARTIALS, RELEASES)
def test_a_blank_is_and_two_bars_are_or(
    one: tuple[int, ...], other: tuple[int, ...], release: tuple[int, int, int]
) -> None:
    left, right = f">={dotted(one)}", f"<{dotted(other)}"
    both = matches(left, release) and matches(right, release)
    either = matches(left, release) or matches(right, release)
    assert both == matches(f"{left} {right}", release)
    assert either == matches(f"{left} || {right}", release) == matches(f"{left}||{right}", release)


@given(RELEASES)
def test_every_release_is_in_the_open_ranges(release: tuple[int, int, int]) -> None:
    for text in ("", "*", "x", "X.x.*", ">=*", "<=*", "=*", "~*", "^x", "* - *", "1 || "):
        assert matches(text, release), text
    for text in ("<*", ">*", "<0"):
        assert not matches(text, release), text


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        (">=1.2", ["1.2.0"], ["1.2.0-rc.1", "2.0.0-rc.1"]),
        ("*", [], ["1.0.0-rc.1"]),
        (">1.2.3-alpha.3", ["1.2.3-alpha.7", "3.4.5"], ["3.4.5-alpha.9", "1.2.3-alpha.3"]),
        ("^1.2.3-beta.2", ["1.2.3-beta.4", "1.2.4"], ["1.2.4-beta.2", "1.2.3-beta.1", "2.0.0-0"]),
        ("~1.2.3-beta.2", ["1.2.3-beta.4"], ["1.2.4-beta.2", "1.3.0-beta"]),
        ("^0.0.3-beta", ["0.0.3-pr.2", "0.0.3"], ["0.0.4", "0.0.4-0"]),
        ("<2", ["1.9"], ["2.0.0-rc.1", "2.0.0-0"]),
        ("1.x", ["1.9"], ["2.0.0-0", "1.9.0-rc.1"]),
        ("<=2.0.0-rc.2", ["2.0.0-rc.1", "1.0"], ["2.0.0-rc.3", "2.0", "1.0.0-rc.1"]),
        ("1.0.0-rc.1 - 1.0.0-rc.3", ["1.0.0-rc.2"], ["1.0.0", "1.0.0-rc.4"]),
        ("=1.2.3+build", ["1.2.3", "v1.2.3+other"], ["1.2.4"]),
        (">=22.04", ["22.04", "24.04"], ["20.04"]),
    ],
)
def test_a_pre_release_is_only_where_one_of_its_version_is_named(
    text: str, inside: list[str], outside: list[str]
) -> None:
    within = parse_range(text)
    assert (inside, []) == tuple(
        [each for each in group if within.matches(version(each))] for group in (inside, outside)
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("latest", 'at "latest" (character 1)'),
        (">=1.2, <2", 'at ", <2" (character 6)'),
        (">=1 <", 'at "<" (character 5)'),
        ("1 || >=y", 'at ">=y" (character 6)'),
        ("1.2.3.4", 'at "1.2.3.4"'),
        ("1.x.3", 'at "1.x.3"'),
        ("1.2-rc1", 'at "1.2-rc1"'),
        ("1 - 2 - 3", 'at "- 2 - 3"'),
        ("=>1", 'at "=>1"'),
        ("1.2.3-01", 'at "1.2.3-01"'),
        ("1.2 - 1.x.4", 'at "- 1.x.4"'),
    ],
)
def test_what_is_no_range_is_shown(text: str, shown: str) -> None:
    with pytest.raises(ValueError, match="invalid version range") as caught:
        parse_range(text)
    assert shown in str(caught.value)
