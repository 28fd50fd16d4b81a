"""References: how people name a registry, a repository, a tag, a digest, or a folder on disk.

Grammar of the remote form: `[registry/]repository[:tag][@digest]`; of the local form:
`ocidir://PATH[:tag][@digest]`. The first part of a name is a registry only when it looks like a host:
a dotted domain, a name with an upper-case letter, an IPv6 address in brackets, `localhost`, or any name with
a port. Everything else lives on docker.io. Pure: nothing here asks a registry or looks at a disk.

Used by every module of this package, by the Lua module `reference`, and by the config.
"""

import re
from dataclasses import dataclass, replace

from regbot.registry.errors import InvalidReference

HUB = "docker.io"
_HUB_NAMES = frozenset({HUB, "index.docker.io", "registry-1.docker.io"})

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PORT = r":[0-9]{1,5}"
_REGISTRY = (
    rf"(?:{_PART}(?:\.{_PART})+\.?|{_PART}\.)(?:{_PORT})?"  # a dotted domain; the root's dot is allowed
    rf"|(?=[A-Za-z0-9-]*[A-Z]){_PART}(?:{_PORT})?"  # a bare name is a host when it has an upper-case letter
    rf"|\[[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\](?:{_PORT})?"
    rf"|localhost(?:{_PORT})?"
    rf"|{_PART}{_PORT}"
)
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
_REPOSITORY = rf"{_COMPONENT}(?:/{_COMPONENT})*"
_TAG = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"
_DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}"

_REMOTE = re.compile(
    rf"(?:(?P<registry>{_REGISTRY})/)?(?P<repository>{_REPOSITORY})(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?"
)
_LAYOUT = re.compile(rf"(?P<path>[A-Za-z0-9/_.~+ -]+)(?::(?P<tag>{_TAG}))?(?:@(?P<digest>{_DIGEST}))?")
_ONE_TAG = re.compile(_TAG)
_ONE_DIGEST = re.compile(_DIGEST)
_ONE_REGISTRY = re.compile(rf"{_REGISTRY}|{_PART}")


@dataclass(frozen=True)
class Reference:
    """One parsed name. Absent parts are empty strings.

    `scheme` is "" for a registry and "ocidir" for a folder; `path` is the folder, otherwise "". With both a
    tag and a digest the digest goes to the wire and the tag stays in the name. Use `parse`; the constructor
    checks nothing.
    """

    scheme: str = ""
    registry: str = ""
    repository: str = ""
    tag: str = ""
    digest: str = ""
    path: str = ""

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """The reference that `text` spells, with the defaults filled in.

        Defaults: the registry docker.io, its `library/` for one-part names, the tag `latest` when there is
        neither tag nor digest (not for ocidir). Raises InvalidReference, naming what is wrong where that can
        be told.
        """
        scheme, separator, rest = text.partition("://")
        if not separator:
            return cls._parse_remote(text)
        if scheme != "ocidir":
            raise InvalidReference(f'invalid reference "{text}", unknown scheme "{scheme}"', reference=text)
        found = _LAYOUT.fullmatch(rest)
        if found is None:
            raise InvalidReference(
                f'invalid reference "{text}", a path is letters, digits and / _ - . ~ + or a blank',
                reference=text,
            )
        return cls(scheme="ocidir", path=found["path"], tag=found["tag"] or "", digest=found["digest"] or "")

    @classmethod
    def _parse_remote(cls, text: str) -> "Reference":
        found = _REMOTE.fullmatch(text)
        if found is None:
            raise InvalidReference(f'invalid reference "{text}"{_reason(text)}', reference=text)
        registry, repository = found["registry"] or HUB, found["repository"]
        tag, digest = found["tag"] or "", found["digest"] or ""
        if registry in _HUB_NAMES:
            registry = HUB
            if "/" not in repository:
                repository = f"library/{repository}"
        if not tag and not digest:
            tag = "latest"
        return cls(registry=registry, repository=repository, tag=tag, digest=digest)

    @property
    def name(self) -> str:
        """The repository's name without tag and digest: `registry/repository`, or `ocidir://PATH`."""
        return f"ocidir://{self.path}" if self.scheme else f"{self.registry}/{self.repository}"

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.name}{tag}{digest}"

    def with_tag(self, tag: str) -> "Reference":
        """The same repository under another tag and without a digest; "" takes the tag away.

        Raises InvalidReference for what cannot be a tag (the Go program sends it to the registry instead).
        """
        if tag and not _ONE_TAG.fullmatch(tag):
            raise InvalidReference(
                f'invalid tag "{tag}", a tag is up to 128 letters, digits, dots, dashes and underscores, '
                "and begins with none of . -",
                reference=str(self),
            )
        return replace(self, tag=tag, digest="")

    def with_digest(self, digest: str) -> "Reference":
        """The same repository at a digest and without a tag; "" takes the digest away.

        Raises InvalidReference for what cannot be a digest.
        """
        if digest and not _ONE_DIGEST.fullmatch(digest):
            raise InvalidReference(
                f'invalid digest "{digest}", a digest is algorithm:hex, such as sha256: and 64 hex digits',
                reference=str(self),
            )
        return replace(self, tag="", digest=digest)


def parse_registry(text: str) -> str:
    """A registry's name as `repo.ls` takes it: a host without a path; Docker Hub's other names become
    docker.io.

    Raises InvalidReference (gist: `invalid hostname`).
    """
    if not _ONE_REGISTRY.fullmatch(text):
        raise InvalidReference(f'invalid hostname "{text}", expected HOST or HOST:PORT', reference=text)
    return HUB if text in _HUB_NAMES else text


def _reason(text: str) -> str:
    """Why the grammar refused `text`, as far as one look tells; begins with a comma, or is empty."""
    if not text:
        return ", it is empty"
    name, _, digest = text.partition("@")
    if digest and not _ONE_DIGEST.fullmatch(digest):
        return f', "{digest}" is not a digest'
    head, slash, last = name.rpartition("/")
    repository, colon, tag = last.partition(":")
    if colon and not _ONE_TAG.fullmatch(tag):
        return f', "{tag}" is not a tag'
    if _REMOTE.fullmatch(f"{head}{slash}{repository}".lower()):
        return ", repo must be lowercase"
    return ""
