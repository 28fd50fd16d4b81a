"""Do CPU-bound scripts starve the event loop? Prints how long other tasks wait beside them.

    python benchmarks/fairness.py [--only WORK] [--scripts N] [--seconds S]

A probe task sleeps for nothing again and again while N scripts compute without an end; the time that each
of its sleeps takes is what a registry answer, a signal or another script would wait. Target: p99 below 20
ms with two. The same in CPU time tells what the machine's other processes have no part in.
"""
# ruff: noqa: E501 - a program is one line

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
    "concat": "while true do local s = '' for i = 1, 2000 do s = s .. 'some text ' .. i end end",
    "table.concat": "local t = {} for i = 1, 200000 do t[i] = 'part ' .. i end\n"
    "while true do local s = table.concat(t, ', ') end",
    "gsub": "local s = ('key=value; '):rep(20000)\n"
    "while true do local r = s:gsub('(%w+)=(%w+)', '%2=%1') r = s:gsub('%w+', function(w) return w .. w end) end",
    "gsub table": "local s = ('key=value; '):rep(20000) while true do s:gsub('%w+', {key = 'name'}) end",
    "gmatch": "local s = ('v1.22.333 '):rep(20000) while true do for a, b in s:gmatch('v(%d+)%.(%d+)') do end end",
    "find": "local s = ('a'):rep(3000) while true do s:find('.-.-.-b') end",
    "rep": "while true do local s = ('x'):rep(20 * 1024 * 1024) end",
    "case": "local s = ('some Text '):rep(500000) while true do local u = s:upper():lower():reverse() end",
    "format": "while true do for i = 1, 1000 do local s = string.format('%5.2f %-20s %q', i / 3, 'text', 'a\\nb') end end",
    "byte": "local s = ('x'):rep(5000) while true do local t = {s:byte(1, -1)} local r = string.char(unpack(t)) end",
    "big sort": "local t = {} for i = 1, 100000 do t[i] = (i * 7919) % 100003 end\n"
    "while true do local c = {unpack(t, 1, 5000)} table.sort(c) table.sort(t, function(a, b) return a > b end)\n"
    "table.sort(t) end",
    "insert": "local t = {} for i = 1, 100000 do t[i] = i end\n"
    "while true do table.insert(t, 1, 0) table.remove(t, 1) end",
    "tables": "while true do local t = {} for i = 1, 100000 do t['key' .. i] = i end for k in pairs(t) do t[k] = nil end end",
    "dump": "local s = ('x = 1 '):rep(20000) while true do loadstring(s .. math.random()) end",
    "coroutines": "local function count() for i = 1, 50 do coroutine.yield(i) end end\n"
    "while true do for x in coroutine.wrap(count) do end end",
}


async def delays(source: str, scripts: int, seconds: float) -> tuple[list[float], list[float]]:
    """How long each pass of the event loop took, and how much CPU time, both sorted."""
    tasks = []
    for _ in range(scripts):
        state = Interpreter()
        tasks.append(asyncio.create_task(state.run(state.load(source.encode(), "=busy"))))
    found, found_cpu = [], []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begin, begin_cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(0)
        found.append(time.perf_counter() - begin)
        found_cpu.append(time.process_time() - begin_cpu)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(found), sorted(found_cpu)


def main() -> None:
    """Print p50, p99 and the largest delay for each kind of work."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scripts", type=int, default=2)
    parser.add_argument("--only", choices=BUSY, action="append")
    parser.add_argument("--seconds", type=float, default=2.0)
    options = parser.parse_args()
    print(
        f"{'work':14}{'p50 ms':>10}{'p99 ms':>10}{'max ms':>10}{'p99 CPU':>10}{'max CPU':>10}{'passes':>10}"
    )
    for name in options.only or BUSY:
        found, cpu = asyncio.run(delays(BUSY[name], options.scripts, options.seconds))
        at_99 = int(len(found) * 0.99)
        values = (found[len(found) // 2], found[at_99], found[-1], cpu[at_99], cpu[-1])
        print(f"{name:14}{''.join(f'{1000 * value:10.2f}' for value in values)}{len(found):10}", flush=True)


if __name__ == "__main__":
    main()
