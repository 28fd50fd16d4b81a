"""What the text of a script can reach: decided by its words, before anything is loaded for it.

Lua finds a global by its name, and an identifier stands in the text as it is: it has no escapes. Every other
way to a global begins at a name too, that of a function or a table of Lua's own libraries. So a text without
any of these words reaches no module that needs the registry client, whatever it does. A word that stands in a
comment or a string counts as well; then the script only starts as late as all others. Pure; used by the
command line, the wiring and the runs.
"""

import re

REGISTRY = (
    "blob",
    "image",
    "imageconfig",
    "json",
    "manifest",
    "reference",
    "repo",
    "retain",
    "semver",
    "tag",
)
"""The modules whose files load the client, also for scripts that ask no registry."""

ANYTHING = (
    "_G",
    "debug",
    "dofile",
    "getfenv",
    "load",
    "loadfile",
    "loadstring",
    "module",
    "package",
    "require",
    "setfenv",
)
"""From these names of Lua's a script gets to globals, or to text, that its own text does not name."""

# A member's name is no global's: `log.debug`. But what follows `..` may be one.
_WORD = re.compile(rf"(?:^|[^.\w]|\.\.)(?:{'|'.join((*REGISTRY, *ANYTHING))})(?!\w)".encode())

# A call of a function that asks a registry, in most scripts.
_ASKING = re.compile(rb"\b(?:blob|image|imageconfig|manifest|repo|retain|tag)\s*\.")


def reaches_client(code: bytes) -> bool:
    """Whether a script of this text can get hold of a module that needs the registry client."""
    return _WORD.search(code) is not None


def asks_registry(code: bytes) -> bool:
    """Whether a script of this text most likely asks a registry: a guess, by which things are begun early.

    One that only its modules ask for loads later, that is all; so does one of a script that has to do with
    folders, which may be all that it has to do with.
    """
    return _ASKING.search(code) is not None and b"ocidir://" not in code
