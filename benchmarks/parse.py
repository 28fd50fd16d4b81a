"""How fast is Lua text parsed, against luaparser alone, and does the time grow with the length only?

Prints lines a second for scripts of 100 to 10,000 lines, ours and luaparser's own `ast.parse`, the ratio,
and the times of chains of calls, where luaparser alone is exponential. `python benchmarks/parse.py`
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from luaparser import ast

from interpreter.parse import parse

FUNCTION = """-- keep the newest tags
function prune{0}(repo, keep)
  local found = {{}}
  for i, name in ipairs(tag.ls(repo)) do
    if string.match(name, "^v%d+%.%d+$") and not found[name] then
      found[#found + 1] = {{ name = name, index = i * 2 - 1, ref = repo .. ":" .. name }}
    elseif name ~= "latest" then
      log("skipping " .. name)
    end
  end
  table.sort(found, function(a, b) return a.index < b.index end)
  while #found > keep do
    local last = table.remove(found)
    labels = manifest.get(last.ref):config().labels["org.opencontainers.image.created"]
  end
  return found, {0}
end
"""


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    print(f"{'lines':>6} {'ours: lines/s':>14} {'luaparser: lines/s':>19} {'ratio':>6}")
    for functions in (6, 60, 600):
        text = "".join(FUNCTION.format(number) for number in range(functions))
        lines = text.count("\n")
        ours = seconds(lambda text=text: parse(text.encode(), "=benchmark"))
        if functions <= 60:
            theirs = seconds(lambda text=text: ast.parse(text))
            print(f"{lines:6} {lines / ours:14.0f} {lines / theirs:19.0f} {theirs / ours:6.1f}")
        else:
            print(f"{lines:6} {lines / ours:14.0f} {'-':>19}")
    print(f"{'calls':>6} {'ours: s':>14} {'luaparser: s':>19}")
    for calls in (10, 20, 1000, 10_000):
        text = "a" + "()" * calls
        ours = seconds(lambda text=text: parse(text.encode(), "=benchmark"))
        theirs_text = f"{seconds(lambda text=text: ast.parse(text)):19.3f}" if calls <= 20 else f"{'-':>19}"
        print(f"{calls:6} {ours:14.3f} {theirs_text}")


if __name__ == "__main__":
    main()
