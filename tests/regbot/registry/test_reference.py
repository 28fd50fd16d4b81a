import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regbot.registry.errors import InvalidReference
from regbot.registry.reference import Reference, parse_registry

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("busybox", "docker.io/library/busybox:latest"),
        ("a/b/c", "docker.io/a/b/c:latest"),
        ("index.docker.io/foo", "docker.io/library/foo:latest"),
        ("registry-1.docker.io/foo:1", "docker.io/library/foo:1"),
        ("docker.io/foo", "docker.io/library/foo:latest"),
        ("localhost/foo", "localhost/foo:latest"),
        ("localhost:5000/foo", "localhost:5000/foo:latest"),
        ("name:5000/foo:v1", "name:5000/foo:v1"),
        ("EXAMPLE/x", "EXAMPLE/x:latest"),
        ("Example-1/x", "Example-1/x:latest"),
        ("example.com./x", "example.com./x:latest"),
        ("Example.COM:443/x", "Example.COM:443/x:latest"),
        ("[::1]:5000/x", "[::1]:5000/x:latest"),
        ("[2001:db8::1]/x", "[2001:db8::1]/x:latest"),
        (f"docker.io/a/b:c@{DIGEST}", f"docker.io/a/b:c@{DIGEST}"),
        (f"busybox@{DIGEST}", f"docker.io/library/busybox@{DIGEST}"),
        ("a.b/c__d/e--f/g.h_i:T_a-g.9", "a.b/c__d/e--f/g.h_i:T_a-g.9"),
        ("ocidir:///tmp/x:tag", "ocidir:///tmp/x:tag"),
        ("ocidir://x", "ocidir://x"),
        ("ocidir://../a b/~c+d", "ocidir://../a b/~c+d"),
        (f"ocidir://x@{DIGEST}", f"ocidir://x@{DIGEST}"),
    ],
)
def test_a_name_is_printed_in_full(text: str, canonical: str) -> None:
    assert canonical == str(Reference.parse(text))


@pytest.mark.parametrize(
    ("text", "gist"),
    [
        ("", "empty"),
        ("Foo/Bar", "repo must be lowercase"),
        ("example.com/Repo:tag", "repo must be lowercase"),
        ("busybox:", ""),
        ("busybox:in valid", '"in valid" is not a tag'),
        ("busybox:-x", '"-x" is not a tag'),
        ("busybox:" + "x" * 129, "is not a tag"),
        ("busybox@sha256:abc", '"sha256:abc" is not a digest'),
        ("a//b", ""),
        ("/a", ""),
        ("a/", ""),
        ("a___b", ""),
        ("busybox\n", ""),
        ("http://example.com/x", 'unknown scheme "http"'),
        ("ocifile://x", 'unknown scheme "ocifile"'),
        ("ocidir://", "path"),
        ("ocidir://a*b", "path"),
        ("[]/x", ""),
    ],
)
def test_a_bad_name_is_refused_with_its_reason(text: str, gist: str) -> None:
    with pytest.raises(InvalidReference) as caught:
        Reference.parse(text)
    assert gist in str(caught.value)
    assert "invalid reference" in str(caught.value)


def test_parts_of_a_remote_name() -> None:
    parsed = Reference.parse(f"example.com:5000/a/b:c@{DIGEST}")
    assert (
        parsed.scheme,
        parsed.registry,
        parsed.repository,
        parsed.tag,
        parsed.digest,
        parsed.path,
    ) == ("", "example.com:5000", "a/b", "c", DIGEST, "")
    assert parsed.name == "example.com:5000/a/b"


def test_parts_of_a_layout() -> None:
    parsed = Reference.parse("ocidir://a/b:c")
    assert (
        parsed.scheme,
        parsed.registry,
        parsed.repository,
        parsed.tag,
        parsed.path,
    ) == ("ocidir", "", "", "c", "a/b")
    assert parsed.name == "ocidir://a/b"


def test_setting_the_tag_clears_the_digest_and_the_other_way_round() -> None:
    parsed = Reference.parse(f"a.b/c:d@{DIGEST}")
    assert str(parsed.with_tag("e")) == "a.b/c:e"
    assert f"a.b/c@{DIGEST}" == str(parsed.with_digest(DIGEST))
    assert str(parsed.with_tag("")) == "a.b/c"
    assert str(parsed.with_digest("")) == "a.b/c"


@pytest.mark.parametrize("tag", ["in valid", ".x", "-x", "a/b", "x" * 129, "a\n"])
def test_f26_a_setter_refuses_a_bad_tag(tag: str) -> None:
    with pytest.raises(InvalidReference, match="invalid tag"):
        Reference.parse("busybox").with_tag(tag)


@pytest.mark.parametrize("digest", ["sha256:abc", "abc", "sha256:" + "g" * 64, DIGEST + "\n"])
def test_f26_a_setter_refuses_a_bad_digest(digest: str) -> None:
    with pytest.raises(InvalidReference, match="invalid digest"):
        Reference.parse("busybox").with_digest(digest)


@pytest.mark.parametrize(
    ("text", "name"),
    [("docker.io", "docker.io"), ("registry-1.docker.io", "docker.io"), ("a:5000", "a:5000"), ("a", "a")],
)
def test_a_registry_alone(text: str, name: str) -> None:
    assert name == parse_registry(text)


@pytest.mark.parametrize("text", ["", "a/b", "http://a", "a b", "a:x"])
def test_a_bad_registry_is_refused(text: str) -> None:
    with pytest.raises(InvalidReference, match="invalid hostname"):
        parse_registry(text)


hosts = st.from_regex(r"[a-z][a-z0-9]{0,5}(\.[a-z]{2,4}){1,2}(:[0-9]{1,5})?", fullmatch=True)
repositories = st.from_regex(
    r"[a-z0-9]{1,4}((\.|_|__|-{1,3})[a-z0-9]{1,3}){0,2}(/[a-z0-9]{1,4}){1,2}", fullmatch=True
)
tags = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,20}", fullmatch=True)
digests = st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)


@settings(deadline=None)
@given(hosts, repositories, tags | st.none(), digests | st.none())
def test_every_well_formed_name_is_taken_apart_and_put_together(
    host: str, repository: str, tag: str | None, digest: str | None
) -> None:
    text = f"{host}/{repository}" + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    parsed = Reference.parse(text)
    assert (host, repository) == (parsed.registry, parsed.repository)
    assert (tag or ("" if digest else "latest"), digest or "") == (parsed.tag, parsed.digest)
    assert parsed == Reference.parse(str(parsed))


@settings(deadline=None)
@given(st.text(alphabet="aA0.:/@[]-_ ~+s", max_size=20) | st.text(max_size=12))
def test_any_text_is_parsed_or_refused_and_printing_is_stable(text: str) -> None:
    try:
        parsed = Reference.parse(text)
    except InvalidReference:
        return
    assert parsed == Reference.parse(str(parsed))
