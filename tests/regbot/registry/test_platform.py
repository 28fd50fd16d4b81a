import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regbot.registry.errors import InvalidPlatform, PlatformNotFound
from regbot.registry.platform import Platform, choose, local, x86_level


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("linux/amd64", "linux/amd64"),
        ("Linux/X86_64", "linux/amd64"),
        ("linux/x86-64/v1", "linux/amd64"),
        ("linux/amd64/v3", "linux/amd64/v3"),
        ("macos/aarch64", "darwin/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/i386", "linux/386"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/arm/7", "linux/arm/v7"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("windows/amd64,osver=10.0.17763.1", "windows/amd64,osver=10.0.17763.1"),
        (" linux/s390x ", "linux/s390x"),
    ],
)
def test_many_spellings_mean_one_platform(text: str, printed: str) -> None:
    assert printed == str(Platform.parse(text))


def test_an_architecture_alone_takes_the_local_system() -> None:
    assert Platform(local().os, "arm64") == Platform.parse("aarch64")
    assert local() == Platform.parse("local") == Platform.parse("")


@pytest.mark.parametrize(
    "text",
    ["nonsense", "a/b/c/d", "linux/", "/amd64", "linux/am d6", "linux/arm,x=1", "linux/arm,osver="],
)
def test_f27_a_text_that_is_no_platform_is_an_error(text: str) -> None:
    with pytest.raises(InvalidPlatform, match="invalid platform"):
        Platform.parse(text)


@pytest.mark.parametrize(
    ("wanted", "there", "chosen"),
    [
        ("linux/amd64", ["linux/arm64", "linux/amd64"], "linux/amd64"),
        ("linux/arm/v8", ["linux/arm/v6", "linux/arm/v7"], "linux/arm/v7"),
        ("linux/arm/v6", ["linux/arm/v5", "linux/arm/v7"], "linux/arm/v5"),
        ("linux/amd64/v3", ["linux/amd64", "linux/amd64/v2", "linux/amd64/v4"], "linux/amd64/v2"),
        ("linux/amd64/v2", ["linux/amd64", "linux/amd64/v2"], "linux/amd64/v2"),
        ("windows/amd64", ["linux/amd64"], "linux/amd64"),
        ("windows/amd64", ["linux/amd64", "windows/amd64"], "windows/amd64"),
        ("darwin/arm64", ["linux/amd64", "linux/arm64"], "linux/arm64"),
        (
            "windows/amd64,osver=10.0.17763.5",
            ["windows/amd64,osver=10.0.14393.9", "windows/amd64,osver=10.0.17763.1"],
            "windows/amd64,osver=10.0.17763.1",
        ),
        (
            "windows/amd64,osver=10.0.17763.1",
            ["windows/amd64,osver=10.0.17763.9", "windows/amd64,osver=10.0.17763.1"],
            "windows/amd64,osver=10.0.17763.1",
        ),
        (
            "windows/amd64",
            ["windows/amd64,osver=10.0.17763.99", "windows/amd64,osver=10.0.17763.107"],
            "windows/amd64,osver=10.0.17763.107",
        ),
        ("linux/riscv64", ["linux/riscv64"], "linux/riscv64"),
    ],
)
def test_the_best_of_what_runs_is_chosen(wanted: str, there: list[str], chosen: str) -> None:
    entries = [(Platform.parse(text), text) for text in there]
    assert chosen == choose(Platform.parse(wanted), entries)


def test_the_first_is_taken_on_ties() -> None:
    same = Platform.parse("linux/amd64")
    assert choose(same, [(None, 0), (same, 1), (same, 2)]) == 1


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("linux/arm/v6", "linux/arm/v7"), ("linux/amd64", "windows/amd64"), ("linux/amd64", "linux/amd64/v2")],
)
def test_what_does_not_run_is_not_chosen_and_the_error_lists_what_is_there(wanted: str, there: str) -> None:
    unknown = Platform("unknown", "unknown")
    with pytest.raises(PlatformNotFound) as caught:
        choose(Platform.parse(wanted), [(Platform.parse(there), 1), (unknown, 2), (None, 3)])
    assert f"platform not found: {wanted} (there is {there})" == str(caught.value)


def test_an_index_without_platforms_is_named_as_such() -> None:
    with pytest.raises(PlatformNotFound, match="names no platform at all"):
        choose(Platform.parse("linux/amd64"), [(None, 1)])


def test_the_level_of_an_x86_cpu() -> None:
    v2 = "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3"
    v3 = f"{v2} abm avx avx2 bmi1 bmi2 f16c fma movbe xsave"
    assert [x86_level(t) for t in ("", "flags : sse", f"flags\t: {v2}", f"flags\t: {v3} x")] == [1, 1, 2, 3]
    assert x86_level(f"a: b\nflags\t: {v3} avx512f avx512bw avx512cd avx512dq avx512vl\n") == 4


def test_json_there_and_back() -> None:
    document = {"architecture": "arm", "os": "windows", "os.version": "10.0", "variant": "v6"}
    assert document == Platform.from_json(document).to_json()
    assert Platform("", "") == Platform.from_json({"os": None, "architecture": 5})


parts = st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True)


@settings(deadline=None)
@given(parts, parts, parts | st.just(""))
def test_what_was_parsed_prints_as_what_parses_to_the_same(os: str, arch: str, variant: str) -> None:
    parsed = Platform.parse("/".join(part for part in (os, arch, variant) if part))
    assert parsed == Platform.parse(str(parsed))
    assert parsed.runs(parsed)


@settings(deadline=None)
@given(st.text(max_size=15))
def test_any_text_is_a_platform_or_an_error(text: str) -> None:
    try:
        assert Platform.parse(text) == Platform.parse(str(Platform.parse(text)))
    except InvalidPlatform:
        return
