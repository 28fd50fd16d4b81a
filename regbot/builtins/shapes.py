"""The members of manifests and configs: name in JSON, name in Go, kind.

Scripts read both names (`layers[1].digest` and `layers[1].Digest`, behaviour 11.6), and an absent member
reads as the zero value of its kind, as it did in the Go regbot: "" or 0 or false, an empty table, nil for a
pointer. Members that are not listed here are kept and readable under their JSON name.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

Scalar: TypeAlias = Literal["string", "number", "boolean", "time", "any"]


@dataclass(frozen=True, eq=False)
class ListOf:
    """A JSON list whose items are all of one kind."""

    item: "Kind"


@dataclass(frozen=True, eq=False)
class MapOf:
    """A JSON object with free names and members of one kind; EMPTY for Go's sets (`{"80/tcp": {}}`)."""

    member: "Kind"


@dataclass(frozen=True, eq=False)
class Pointer:
    """A member that reads as nil when it is absent."""

    kind: "Kind"


@dataclass(frozen=True)
class Member:
    """One known member of a Struct."""

    json: str
    go: str
    kind: "Kind"


@dataclass(frozen=True, eq=False)
class Struct:
    """A JSON object with known members.

    `embedded` are Go's embedded structs: `m.Versioned.schemaVersion` is the same member as `m.schemaVersion`.
    `method` names the method that the table itself answers to when called, because the member hides it:
    `m:config()`.
    """

    name: str
    members: tuple[Member, ...]
    embedded: tuple[str, ...] = ()
    method: str = ""

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """The members under both of their names."""
        return {name: member for member in self.members for name in (member.go, member.json)}


Kind: TypeAlias = Scalar | ListOf | MapOf | Pointer | Struct


def resolve(kind: Kind) -> Kind:
    """Give the kind behind a pointer, or the kind itself."""
    return kind.kind if isinstance(kind, Pointer) else kind


EMPTY = Struct("empty", ())
STRINGS = ListOf("string")
TEXTS = MapOf("string")

_PLATFORM_MEMBERS = (
    Member("architecture", "Architecture", "string"),
    Member("os", "OS", "string"),
    Member("os.version", "OSVersion", "string"),
    Member("os.features", "OSFeatures", STRINGS),
    Member("variant", "Variant", "string"),
)
PLATFORM = Struct("platform", (*_PLATFORM_MEMBERS, Member("features", "Features", STRINGS)))

_DESCRIPTOR_MEMBERS = (
    Member("mediaType", "MediaType", "string"),
    Member("digest", "Digest", "string"),
    Member("size", "Size", "number"),
    Member("urls", "URLs", STRINGS),
    Member("annotations", "Annotations", TEXTS),
    Member("data", "Data", "string"),
    Member("platform", "Platform", Pointer(PLATFORM)),
    Member("artifactType", "ArtifactType", "string"),
)
DESCRIPTOR = Struct("descriptor", _DESCRIPTOR_MEMBERS)
CONFIG_DESCRIPTOR = Struct("config descriptor", _DESCRIPTOR_MEMBERS, method="config")

_VERSIONED = (Member("schemaVersion", "SchemaVersion", "number"), Member("mediaType", "MediaType", "string"))
_LINKS = (
    Member("artifactType", "ArtifactType", "string"),
    Member("subject", "Subject", Pointer(DESCRIPTOR)),
    Member("annotations", "Annotations", TEXTS),
)
IMAGE = Struct(
    "manifest",
    (
        *_VERSIONED,
        Member("config", "Config", CONFIG_DESCRIPTOR),
        Member("layers", "Layers", ListOf(DESCRIPTOR)),
        *_LINKS,
    ),
    embedded=("Versioned",),
)
INDEX = Struct(
    "index",
    (*_VERSIONED, Member("manifests", "Manifests", ListOf(DESCRIPTOR)), *_LINKS),
    embedded=("Versioned",),
)
# Docker's first schema and every type we do not know: only the head is common to them.
OTHER = Struct("manifest", _VERSIONED, embedded=("Versioned",))

_HEALTHCHECK = Struct(
    "healthcheck",
    (
        Member("Test", "Test", STRINGS),
        Member("Interval", "Interval", "number"),
        Member("Timeout", "Timeout", "number"),
        Member("StartPeriod", "StartPeriod", "number"),
        Member("StartInterval", "StartInterval", "number"),
        Member("Retries", "Retries", "number"),
    ),
)
_RUN_CONFIG = Struct(
    "config",
    (
        Member("User", "User", "string"),
        Member("ExposedPorts", "ExposedPorts", MapOf(EMPTY)),
        Member("Env", "Env", STRINGS),
        Member("Entrypoint", "Entrypoint", STRINGS),
        Member("Cmd", "Cmd", STRINGS),
        Member("Volumes", "Volumes", MapOf(EMPTY)),
        Member("WorkingDir", "WorkingDir", "string"),
        Member("Labels", "Labels", TEXTS),
        Member("StopSignal", "StopSignal", "string"),
        Member("StopTimeout", "StopTimeout", Pointer("number")),
        Member("ArgsEscaped", "ArgsEscaped", "boolean"),
        Member("Healthcheck", "Healthcheck", Pointer(_HEALTHCHECK)),
        Member("OnBuild", "OnBuild", STRINGS),
        Member("Shell", "Shell", STRINGS),
    ),
)
_HISTORY = Struct(
    "history",
    (
        Member("created", "Created", Pointer("time")),
        Member("created_by", "CreatedBy", "string"),
        Member("author", "Author", "string"),
        Member("comment", "Comment", "string"),
        Member("empty_layer", "EmptyLayer", "boolean"),
    ),
)
_ROOTFS = Struct("rootfs", (Member("type", "Type", "string"), Member("diff_ids", "DiffIDs", STRINGS)))
CONFIG = Struct(
    "imageconfig",
    (
        Member("created", "Created", Pointer("time")),
        Member("author", "Author", "string"),
        *_PLATFORM_MEMBERS,
        Member("config", "Config", _RUN_CONFIG),
        Member("rootfs", "RootFS", _ROOTFS),
        Member("history", "History", ListOf(_HISTORY)),
    ),
    embedded=("Platform",),
)
