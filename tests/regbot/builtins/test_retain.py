"""The Lua side of retain: arguments, and looking at images. The judgement: tests/regbot/test_retain.py."""

import json
from typing import Any

import pytest

from tests.fakes import images
from tests.fakes.lua_runner import Lua

NOW = 1_700_000_000
OLD = "2023-01-01T00:00:00Z"
NEW = "2023-11-14T00:00:00Z"


@pytest.fixture
def repository(lua: Lua) -> str:
    for tag, created, labels in (
        ("1.0.0", OLD, {}),
        ("1.1.0", OLD, {"keep": "true"}),
        ("1.2.0", NEW, {}),
        ("1.3.0", OLD, {}),
        ("repro", "1970-01-01T00:00:00Z", {}),
    ):
        lua.layout("app", images.image(tag, created=created, labels=labels), tag)
    lua.layout("app", images.index("far", platforms=("plan9/mips",), created=OLD), "0.9.0")
    return lua.repository("app")


def deleted(lua: Lua, options: str, tags: str = "tag.ls(repository)", **variables: str) -> Any:
    script = f"""
      local found = json.array()
      for _, each in ipairs(retain({tags}, {options}).delete) do found[#found + 1] = each.tag end
      return json.encode(found)
    """
    return json.loads(lua.run(script, **variables))


def looked_at(lua: Lua) -> list[str]:
    fetched = [fields["image"] for _, message, fields in lua.log if message == "Retrieve image config"]
    return sorted(image.rpartition(":")[2] for image in fetched)


def test_the_plan_has_two_lists_with_reasons(lua: Lua) -> None:
    plan = lua.run("return retain({'1.0', '2.0', 'latest'}, {keep = 1})")
    assert {
        "keep": [
            {"tag": "2.0", "reason": "is not older than 2.0.0, the last of the newest 1 versions"},
            {"tag": "latest", "reason": "is no version, so that it cannot be ranked"},
        ],
        "delete": [{"tag": "1.0", "reason": "is older than 2.0.0, the last of the newest 1 versions"}],
    } == plan


def test_by_version_no_image_is_looked_at(lua: Lua, repository: str) -> None:
    expected = ["0.9.0", "1.0.0", "1.1.0"]
    assert expected == deleted(lua, "{keep = 2, repository = repository}", repository=repository)
    assert [] == looked_at(lua)


def test_ages_and_labels_are_those_of_the_images(lua: Lua, repository: str) -> None:
    options = '{keep = 1, newerThan = "720h", label = "keep=true", repository = repository}'
    assert ["0.9.0", "1.0.0"] == deleted(lua, options, repository=repository)
    assert ["0.9.0", "1.0.0", "1.1.0", "1.2.0"] == looked_at(lua)


def test_placeholder_times_say_nothing(lua: Lua, repository: str) -> None:
    options = '{newerThan = "24h", repository = repository}'
    assert ["0.9.0", "1.0.0", "1.1.0", "1.3.0"] == deleted(lua, options, repository=repository)


@pytest.mark.parametrize("point", ['"2023-10-15T00:00:00Z"', "time.now() - 30 * 86400", '"720h"'])
def test_newer_than_is_a_duration_or_a_point_in_time(lua: Lua, repository: str, point: str) -> None:
    options = f"{{newerThan = {point}, repository = repository}}"
    assert ["0.9.0", "1.0.0", "1.1.0", "1.3.0"] == deleted(lua, options, repository=repository)


def test_without_a_repository_nothing_is_known_and_nothing_deleted(lua: Lua, repository: str) -> None:
    assert [] == deleted(lua, "{newerThan = '1h'}", repository=repository)


def test_the_script_may_say_what_it_knows(lua: Lua, repository: str) -> None:
    tags = """{
      image.config(repository .. ":1.0.0"), image.config(repository .. ":1.1.0"),
      {tag = "a", created = 5e8}, "c",
      {tag = "b", created = "2023-01-01T00:00:00Z", labels = {keep = "true"}},
    }"""
    assert ["1.0.0", "1.1.0", "a", "b"] == deleted(lua, "{newerThan = '1h'}", tags, repository=repository)
    assert ["1.0.0"] == deleted(lua, "{label = 'keep'}", tags, repository=repository)


def test_match_is_a_pattern_or_a_function(lua: Lua) -> None:
    tags = '{"1.0.0", "2.0.0", "pr-1", "1.0.0-pr"}'
    assert ["1.0.0"] == deleted(lua, "{keep = 1, match = '^%d+%.%d+%.%d+$'}", tags)
    below = "{keep = 1, match = function(tag) return semver.match(tag, '<2') end}"
    assert [] == deleted(lua, below, tags)


def test_labels_may_be_a_list(lua: Lua, repository: str) -> None:
    options = '{label = {"none", "keep"}, repository = repository}'
    expected = ["0.9.0", "1.0.0", "1.2.0", "1.3.0", "repro"]
    assert expected == deleted(lua, options, repository=repository)


def test_an_image_that_cannot_be_read_is_kept_with_the_reason(lua: Lua, repository: str) -> None:
    options = '{newerThan = "1h", repository = repository}'
    plan = lua.run(f'return retain({{"gone"}}, {options})', repository=repository)
    assert [{"tag": "gone", "reason": "its age is unknown: not found: no tag gone"}] == plan["keep"]


def test_what_is_no_image_has_no_labels_to_judge_by(lua: Lua, repository: str) -> None:
    chart = json.loads(images.image("chart").manifest)
    chart["config"]["mediaType"] = "application/vnd.cncf.helm.config.v1+json"
    raw = json.dumps(chart).encode()
    one = images.image("chart")
    lua.layout("app", images.Image(raw, images.OCI_MANIFEST, one.platform, one.blobs), "chart")
    plan = lua.run(
        'return retain({"chart"}, {label = "keep", repository = repository})', repository=repository
    )
    reason = "its labels are unknown: it is no image but application/vnd.cncf.helm.config.v1+json"
    assert [{"tag": "chart", "reason": reason}] == plan["keep"]


def test_a_registry_that_fails_ends_the_call(lua: Lua, repository: str) -> None:
    (lua.folder / "app/oci-layout").write_text("{}")
    script = 'retain({"1.0.0"}, {newerThan = "1h", repository = repository})'
    message = lua.fail(script, repository=repository)
    assert message.startswith(f'<string>:1: Failed judging the tags of "{repository}": oci-layout names no')


def test_a_rule_that_matches_nothing_is_an_empty_plan(lua: Lua) -> None:
    assert [] == deleted(lua, "{keep = 1}", "{}")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", "bad argument #1 to 'retain' (list of tags expected, got no value)"),
        ("{}", "bad argument #2 to 'retain' (one of the options 'keep', 'newerThan', 'label' expected)"),
        ("{}, {match = 'x'}", "one of the options 'keep', 'newerThan', 'label' expected"),
        ("{}, {keep = 0}", "option 'keep' must be at least 1"),
        ("{}, {keep = '3'}", "option 'keep' must be a whole number, got string"),
        ("{}, {keep = 1, by = 'date'}", "option 'by' must be version or created, got 'date'"),
        ("{}, {label = 'a', by = 'created'}", "option 'by' says how 'keep' counts, and there is no 'keep'"),
        ("{}, {newerThan = '30d'}", "bad argument #2 to 'retain' (unknown unit \"d\""),
        ("{}, {newerThan = '0s'}", "option 'newerThan' must be positive, got 0s"),
        ("{}, {newerThan = '-1h'}", "option 'newerThan' must be positive"),
        ("{}, {newerThan = true}", "option 'newerThan' must be a string or number, got boolean"),
        ("{}, {label = ''}", "option 'label' must hold strings"),
        ("{}, {label = {}}", "option 'label' must hold strings"),
        ("{}, {olderThan = '1h'}", "unknown option 'olderThan', did you mean 'newerThan'?"),
        ("{5}, {keep = 1}", "tag, image config or table with 'tag' expected, got number at 1"),
        ("{{tag = 'a', created = 'x'}}, {keep = 1}", '"x" is no time such as'),
        ("{{tag = 'a', labels = 'x'}}, {keep = 1}", "'labels' must be a table, got string at 1"),
        ("{}, {keep = 1, repository = 5}", "reference expected, got number"),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, arguments: str, expected: str) -> None:
    assert expected in lua.fail(f"retain({arguments})")
