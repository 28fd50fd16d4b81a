import pytest

from tests.fakes.lua_runner import Lua


def test_parse_gives_the_parts_of_a_version_or_nil(lua: Lua) -> None:
    script = """
      local v = semver.parse("v1.10.3-rc.1+b5")
      return v.major, v.minor, v.patch, v.prerelease, v.build, v.text, tostring(v), semver.parse("latest")
    """
    expected = [1, 10, 3, "rc.1", "b5", "v1.10.3-rc.1+b5", "1.10.3-rc.1+b5", None]
    assert expected == lua.run(script)


def test_versions_compare_with_operators(lua: Lua) -> None:
    script = """
      local a, b, c = semver.parse("1.9"), semver.parse("1.10"), semver.parse("v1.9.0")
      return a < b, b <= a, a == c, a ~= b, b > c, a:compare(b)
    """
    assert [True, False, True, True, True, -1] == lua.run(script)


def test_compare_takes_texts_and_versions(lua: Lua) -> None:
    script = "return semver.compare('1.10', '1.9'), semver.compare('1.2', semver.parse('v1.2.0'))"
    assert [1, 0] == lua.run(script)


def test_match_is_false_for_what_is_no_version(lua: Lua) -> None:
    script = "return semver.match('1.4.9', '~1.4'), semver.match('latest', '*'), semver.match('2.0', '^1')"
    assert [True, False, False] == lua.run(script)


def test_sort_leaves_out_what_is_no_version_and_changes_nothing(lua: Lua) -> None:
    script = """
      local tags = {"2", "latest", "1.10", "v1.9", "1.10-rc1"}
      return semver.sort(tags), #tags, tags[1]
    """
    assert [["v1.9", "1.10-rc1", "1.10", "2"], 5, "2"] == lua.run(script)


def test_latest_gives_the_tag_as_it_is_written(lua: Lua) -> None:
    script = """
      local tags = {"v1.9", "v1.10", "2.0.0-rc.1", "edge", "20240102"}
      return semver.latest(tags), semver.latest(tags, "<1.10"), semver.latest({"edge"}), semver.latest({})
    """
    assert ["v1.10", "v1.9", None, None] == lua.run(script)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("compare('1', 'latest')", "bad argument #2 to 'compare' (\"latest\" is no version)"),
        ("compare(1.10, '1')", "bad argument #1 to 'compare' (version as a string expected, got number)"),
        ("match('1', '=>1')", 'bad argument #2 to \'match\' (invalid version range "=>1" at "=>1"'),
        ("match('1')", "bad argument #2 to 'match' (version range expected, got no value)"),
        ("match('latest', 'x y')", "bad argument #2 to 'match' (invalid version range"),
        ("latest({'1'}, '1,2')", "bad argument #2 to 'latest' (invalid version range"),
        ("latest('1')", "bad argument #1 to 'latest' (list of tags expected, got string)"),
        ("sort({'1', 2})", "bad argument #1 to 'sort' (list of tags expected, got number at 2)"),
        ("parse()", "bad argument #1 to 'parse' (version as a string expected, got no value)"),
        ("parse('1') < '2' or 1", "attempt to compare userdata with string"),
    ],
)
def test_wrong_arguments_are_named(lua: Lua, call: str, expected: str) -> None:
    assert expected in lua.fail(f"local _ = semver.{call}")
