"""Platforms: `os/arch[/variant][,osver=VERSION]`, their many spellings, and the best match in an index.

Pure, but for `local`, which looks at this machine once. The rules are those of the specification, chapter 5.
"""

import functools
import platform as machine
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from regbot.registry.errors import InvalidPlatform, PlatformNotFound

_ARCHITECTURES = {
    "i386": ("386", None),
    "x86_64": ("amd64", None),
    "x86-64": ("amd64", None),
    "aarch64": ("arm64", None),
    "armhf": ("arm", "v7"),
    "armel": ("arm", "v6"),
    "armv7l": ("arm", "v7"),
    "armv6l": ("arm", "v6"),
}
# What an architecture means when no variant is named. v1 and v8 are then left out of the text.
_IMPLIED = {"amd64": 1, "arm64": 8, "arm": 7}
_ALONE = frozenset(
    {"386", "amd64", "arm", "arm64", "loong64", "mips64le", "ppc64le", "riscv64", "s390x", *_ARCHITECTURES}
)
_PART = re.compile(r"[a-z0-9_.-]+")
_NUMBER = re.compile(r"v?(\d+)(?:\.\d+)?")
# What a CPU must offer for each level of the x86-64 psABI; the names are those of /proc/cpuinfo.
_X86_LEVELS = (
    (2, "cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3"),
    (3, "abm avx avx2 bmi1 bmi2 f16c fma movbe xsave"),
    (4, "avx512f avx512bw avx512cd avx512dq avx512vl"),
)


@dataclass(frozen=True)
class Platform:
    """A normalised platform. `variant` is "" where the architecture's usual one is meant (amd64 v1,
    arm64 v8).
    """

    os: str
    architecture: str
    variant: str = ""
    os_version: str = ""

    @classmethod
    def parse(cls, text: str) -> "Platform":
        """The platform that `text` spells; `local` and `` `` mean this machine; an architecture alone, its
        OS.

        Raises InvalidPlatform (the Go program quietly takes the local platform instead).
        """
        name, *options = text.strip().lower().split(",")
        parts = name.split("/")
        if name in ("", "local") and not options:
            return local()
        version = ""
        for option in options:
            key, _, value = option.partition("=")
            if key != "osver" or not value:
                raise InvalidPlatform(f'invalid platform "{text}", the only option is osver=VERSION')
            version = value
        if parts == ["local"]:
            return cls(local().os, local().architecture, local().variant, version)
        if len(parts) == 1 and parts[0] in _ALONE:
            parts.insert(0, local().os)
        if not 2 <= len(parts) <= 3 or not all(_PART.fullmatch(part) for part in parts):
            raise InvalidPlatform(f'invalid platform "{text}", expected os/arch or os/arch/variant')
        return cls.normalised(parts[0], parts[1], parts[2] if len(parts) == 3 else "", version)

    @classmethod
    def normalised(cls, os: str, architecture: str, variant: str = "", os_version: str = "") -> "Platform":
        """One spelling for what has many: macos, x86_64, aarch64, armhf, a variant without its v."""
        os, architecture, variant = os.lower(), architecture.lower(), variant.lower()
        architecture, implied = _ARCHITECTURES.get(architecture, (architecture, None))
        variant = variant or implied or ""
        if variant[:1].isdigit():
            variant = f"v{variant}"
        if architecture == "arm" and not variant:
            variant = "v7"
        if (architecture, variant) in (("amd64", "v1"), ("arm64", "v8")):
            variant = ""
        return cls("darwin" if os == "macos" else os, architecture, variant, os_version)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Platform":
        """The `platform` member of a descriptor, or the head of an image config; missing members are ""."""
        values = [document.get(key) for key in ("os", "architecture", "variant", "os.version")]
        return cls.normalised(*(value if isinstance(value, str) else "" for value in values))

    def to_json(self) -> dict[str, str]:
        """The `platform` member of a descriptor."""
        document = {"architecture": self.architecture, "os": self.os}
        if self.os_version:
            document["os.version"] = self.os_version
        if self.variant:
            document["variant"] = self.variant
        return document

    def __str__(self) -> str:
        variant = f"/{self.variant}" if self.variant else ""
        version = f",osver={self.os_version}" if self.os_version else ""
        return f"{self.os}/{self.architecture}{variant}{version}"

    def runs(self, other: "Platform") -> bool:
        """Whether a machine of this platform can run what was built for `other`."""
        if self.architecture != other.architecture:
            return False
        if self.os != other.os and (other.os != "linux" or self.os not in ("darwin", "windows")):
            return False
        if self.os == other.os == "windows" and self.os_version and other.os_version:
            mine, theirs = self.os_version.split("."), other.os_version.split(".")
            if mine[:3] != theirs[:3]:
                return False
        mine_level, their_level = _level(self), _level(other)
        if mine_level is None or their_level is None:
            return self.variant == other.variant
        return their_level <= mine_level

    def rank(self, other: "Platform") -> tuple[bool, bool, int, bool, tuple[int, ...]]:
        """How well `other` fits, among those that `runs` accepts: the greatest is the best."""
        version = tuple(int(part) if part.isdigit() else 0 for part in other.os_version.split("."))
        return (
            self.os == other.os,
            self.variant == other.variant,
            _level(other) or 0,
            self.os_version == other.os_version,
            version,
        )


Entry = TypeVar("Entry")


def choose(wanted: Platform, entries: Iterable[tuple[Platform | None, Entry]]) -> Entry:
    """The entry that fits `wanted` best, the first one on ties; entries without a platform never fit.

    Raises PlatformNotFound, which lists what there is.
    """
    listed = list(entries)
    best: tuple[Platform, Entry] | None = None
    for platform, entry in listed:
        if platform is None or not wanted.runs(platform):
            continue
        if best is None or wanted.rank(platform) > wanted.rank(best[0]):
            best = (platform, entry)
    if best is None:
        there = sorted({str(platform) for platform, _ in listed if platform and platform.os != "unknown"})
        raise PlatformNotFound(
            f"platform not found: {wanted} (there {'is' if len(there) == 1 else 'are'} {', '.join(there)})"
            if there
            else f"platform not found: {wanted} (the index names no platform at all)"
        )
    return best[1]


@functools.cache
def local() -> Platform:
    """This machine's platform, with the CPU's level where it is an x86-64 and says so."""
    system = {"win32": "windows", "cygwin": "windows"}.get(sys.platform, sys.platform)
    found = Platform.normalised(system, machine.machine())
    if found.architecture == "amd64":
        try:
            text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return found
        return Platform.normalised(found.os, "amd64", f"v{x86_level(text)}")
    return found


def x86_level(cpuinfo: str) -> int:
    """The x86-64 level (1 to 4) of the first CPU in the text of /proc/cpuinfo."""
    line = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "")
    flags, level = set(line.partition(":")[2].split()), 1
    for number, needed in _X86_LEVELS:
        if not flags.issuperset(needed.split()):
            break
        level = number
    return level


def _level(platform: Platform) -> int | None:
    """The variant as a number; None when there is none and the architecture implies none."""
    if not platform.variant:
        return _IMPLIED.get(platform.architecture)
    found = _NUMBER.fullmatch(platform.variant)
    return int(found[1]) if found else None
