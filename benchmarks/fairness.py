"""Do CPU-bound scripts starve the event loop? Prints how long other tasks wait beside them.

    python benchmarks/fairness.py [--scripts N] [--seconds S]

A probe task sleeps for nothing again and again while N scripts compute without an end; the time that each
of its sleeps takes is what a registry answer, a signal or another script would wait. Target: p99 below 20
ms with two.
"""

import argparse
import asyncio
import time

from interpreter import Interpreter

BUSY = {
    "loops": "while true do for i = 1, 100 do local x = i * 2 end end",
    "calls": "local function f(n) return n == 0 and 0 or f(n - 1) + 1 end while true do f(50) end",
    "strings": "while true do local s = ('abc'):rep(50):gsub('%w', '%0%0') end",
    "sort": "while true do local t = {} for i = 1, 300 do t[i] = (i * 7919) % 311 end\n"
    "table.sort(t, function(a, b) return a < b end) end",
    "coroutines": "local function count() for i = 1, 50 do coroutine.yield(i) end end\n"
    "while true do for x in coroutine.wrap(count) do end end",
}


async def delays(source: str, scripts: int, seconds: float) -> list[float]:
    """How long each pass of the event loop took, sorted."""
    tasks = []
    for _ in range(scripts):
        state = Interpreter()
        tasks.append(asyncio.create_task(state.run(state.load(source.encode(), "=busy"))))
    found = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin = time.perf_counter()
        await asyncio.sleep(0)
        found.append(time.perf_counter() - begin)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(found)


def main() -> None:
    """Print p50, p99 and the largest delay for each kind of work."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scripts", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    print(f"{'work':12}{'p50 ms':>10}{'p99 ms':>10}{'max ms':>10}{'passes':>10}")
    for name, source in BUSY.items():
        found = asyncio.run(delays(source, options.scripts, options.seconds))
        p50, p99 = found[len(found) // 2], found[int(len(found) * 0.99)]
        cells = "".join(f"{1000 * value:10.2f}" for value in (p50, p99, found[-1]))
        print(f"{name:12}{cells}{len(found):10}")


if __name__ == "__main__":
    main()
