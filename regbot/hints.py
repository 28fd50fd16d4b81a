"""What is most likely meant where Lua's own words for a mistake say too little.

Called by a run for its log line and by `regbot check`; the error itself keeps Lua's words. Knows the slips
that the regbot documents lead to, and guesses nothing else.
"""

from __future__ import annotations

import re

# `log "Found tag " .. t`, as both documents print it: a call without parentheses ends behind its text.
_JOINED = re.compile(r"""([A-Za-z_][\w.:]*)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\.\.""")


def syntax_hint(message: str, code: bytes) -> str:
    """What to write instead, or "". `message` is Lua's (`<string>:4: …`), `code` the text of that chunk."""
    found = re.search(r":(\d+): unexpected symbol near '\.\.'$", message)
    lines = code.decode("utf-8", "replace").splitlines()
    if found is None or int(found[1]) > len(lines):
        return ""
    call = _JOINED.search(lines[int(found[1]) - 1])
    if call is None:
        return ""
    return f"a call without parentheses takes one text only: write {call[1]}({call[2]} .. …)"
