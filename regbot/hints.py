"""What is most likely meant where Lua's own words for a mistake say too little.

Called by a run for its log line and by `regbot check`; the error itself keeps Lua's words. Knows the slip
that the regbot documents print, and the operators of other languages; guesses nothing else.
"""

from __future__ import annotations

import re

# `log "Found tag " .. t`, as both documents print it: a call without parentheses ends behind its text.
_JOINED = re.compile(r"""([A-Za-z_][\w.:]*)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\.\.""")


# What Lua stumbles over -> what stands on that line then, and what Lua has for it.
_OPERATORS = {
    "!": (("!=", "unequal is ~= in Lua"), ("!", "Lua has not for !")),
    "=": (
        ("=<", "less or equal is <= in Lua"),
        ("=>", "greater or equal is >= in Lua"),
        ("=", "equal is == in Lua"),
    ),
    "+": (("++", "Lua has no ++: write x = x + 1"), ("+=", "Lua has no +=: write x = x + 1")),
    "-": (("-=", "Lua has no -=: write x = x - 1"),),
    "&": (("&&", "Lua has and for &&"),),
    "|": (("||", "Lua has or for ||"),),
}
_NEAR = re.compile(r":(\d+): (unexpected symbol|'[^']+' expected).* near '([^']+)'$")


def syntax_hint(message: str, code: bytes) -> str:
    """What to write instead, or "". `message` is Lua's (`<string>:4: …`), `code` the text of that chunk."""
    found = _NEAR.search(message)
    lines = code.decode("utf-8", "replace").splitlines()
    if found is None or int(found[1]) > len(lines):
        return ""
    line, expected, near = lines[int(found[1]) - 1], found[2], found[3]
    if near == ".." and expected == "unexpected symbol":
        call = _JOINED.search(line)
        if call is None:
            return ""
        return f"a call without parentheses takes one text only: write {call[1]}({call[2]} .. …)"
    if near == "=" and expected not in ("'then' expected", "'do' expected"):
        return ""  # such as f(name = 1)
    return next((words for written, words in _OPERATORS.get(near, ()) if written in line), "")
