"""A relay that stands for distance: every request waits a fixed time, is passed on, and is counted.

A process of its own (`python benchmarks/relay.py HOST:PORT MILLISECONDS`), so that neither its processor time
nor its lock is the measured program's or the other relay's. It says its port on standard output, then answers
each line on standard input: `reset` begins to count anew, `report` prints what was counted as JSON; it ends
with its standard input. Started through `run_relay` by the benchmarks. Breaks nothing on purpose and keeps no
list of requests: the relay of the fault tests does.

HTTP/1.1 as registries and their clients speak it: bodies by Content-Length or chunked, connections that stay,
`Expect: 100-continue`. The Host header is kept, so that a registry's Locations lead back here.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

_PIECE = 1 << 18
_WINDOW = 1.0


@dataclass
class Counts:
    """What came by since the last reset.

    concurrent: the most requests under way at a time, from a request's head to the last byte of its answer.
    busiest: the most that began within any one second. methods: requests by method.
    """

    requests: int = 0
    concurrent: int = 0
    busiest: int = 0
    methods: dict[str, int] = field(default_factory=dict)


class Relay:
    """One relay; `serve` runs until the process is told to end."""

    def __init__(self, upstream: str, delay: float) -> None:
        name, _, port = upstream.rpartition(":")
        self._upstream = (name, int(port))
        self._delay = delay
        self._under_way = 0
        self.reset()

    def reset(self) -> None:
        """Count anew; what is under way still counts as such."""
        self._requests, self._busiest = 0, 0
        self._concurrent = self._under_way
        self._methods: Counter[str] = Counter()
        self._recent: deque[float] = deque()

    def counts(self) -> Counts:
        """What was counted."""
        return Counts(self._requests, self._concurrent, self._busiest, dict(self._methods))

    async def serve(self) -> None:
        """Listen, say the port, and obey standard input until it ends."""
        loop = asyncio.get_running_loop()
        orders = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_PIECE)
        print(server.sockets[0].getsockname()[1], flush=True)
        while order := (await orders.readline()).strip():
            if order == b"reset":
                self.reset()
            print(json.dumps(asdict(self.counts())), flush=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of a client, with one of its own to the registry."""
        behind: asyncio.StreamWriter | None = None
        try:
            answers, behind = await asyncio.open_connection(*self._upstream, limit=_PIECE)
            while request := await _head(reader):
                self._began(request.method)
                try:
                    await asyncio.sleep(self._delay)  # the way that the requests take, see the head
                    stays = await _exchange(request, reader, writer, answers, behind)
                finally:
                    self._under_way -= 1
                if not stays:
                    break
        except (OSError, EOFError, ValueError):
            pass  # one side left, or speaks something else: the other sees the end of the connection
        finally:
            writer.close()
            if behind is not None:
                behind.close()

    def _began(self, method: str) -> None:
        now = time.monotonic()
        self._requests += 1
        self._methods[method] += 1
        self._under_way += 1
        self._concurrent = max(self._concurrent, self._under_way)
        self._recent.append(now)
        while now - self._recent[0] >= _WINDOW:
            self._recent.popleft()
        self._busiest = max(self._busiest, len(self._recent))


@dataclass(slots=True)
class _Head:
    raw: bytes
    words: list[str]
    headers: dict[str, str]

    @property
    def method(self) -> str:
        return self.words[0]

    @property
    def status(self) -> int:
        return int(self.words[1])

    @property
    def closes(self) -> bool:
        return self.headers.get("connection", "").lower() == "close"


async def _head(reader: asyncio.StreamReader) -> _Head | None:
    """The next head; None where the connection ends instead."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = raw.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return _Head(raw, first.split(" "), headers)


async def _exchange(
    request: _Head,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    answers: asyncio.StreamReader,
    behind: asyncio.StreamWriter,
) -> bool:
    """Pass one request on and its answer back; whether the connections can serve another."""
    behind.write(request.raw)
    if "expect" in request.headers:
        interim = await _head(answers)
        if interim is None:
            return False
        writer.write(interim.raw)
        if interim.status != 100:  # refused before the body: the client may or may not send it now
            await _body(interim, answers, writer)
            return False
    await _body(request, reader, behind)
    answer = await _head(answers)
    while answer is not None and answer.status < 200:
        answer = await _head(answers)
    if answer is None:
        return False
    writer.write(answer.raw)
    if request.method != "HEAD" and answer.status not in (204, 304):
        await _body(answer, answers, writer)
    return not (request.closes or answer.closes)


async def _body(head: _Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if "chunked" in head.headers.get("transfer-encoding", "").lower():
        size = 1
        while size:
            line = await reader.readuntil(b"\r\n")
            size = int(line.partition(b";")[0], 16)
            writer.write(line + await reader.readexactly(size + 2))
            await writer.drain()
        return
    left = int(head.headers.get("content-length") or 0)
    while left:
        piece = await reader.read(min(left, _PIECE))
        if not piece:
            raise EOFError("the peer left in the middle of a body")
        left -= len(piece)
        writer.write(piece)
        await writer.drain()


class RunningRelay:
    """A relay's process, seen from the benchmark."""

    def __init__(self, orders: IO[str], answers: IO[str], pid: int) -> None:
        self._orders, self._answers, self.pid = orders, answers, pid
        self.host = f"127.0.0.1:{int(answers.readline())}"

    def reset(self) -> None:
        """Count anew."""
        self._ask("reset")

    def counts(self) -> Counts:
        """What came by since the last reset."""
        return Counts(**self._ask("report"))

    def _ask(self, order: str) -> dict[str, Any]:
        self._orders.write(order + "\n")
        self._orders.flush()
        answer: dict[str, Any] = json.loads(self._answers.readline())
        return answer


@contextlib.contextmanager
def run_relay(upstream: str, delay: float) -> Iterator[RunningRelay]:
    """Run a relay to `upstream` (host:port); `delay` is seconds a request. It ends with the block."""
    command = [sys.executable, str(Path(__file__).resolve()), upstream, str(delay * 1000)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield RunningRelay(process.stdin, process.stdout, process.pid)
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(Relay(sys.argv[1], float(sys.argv[2]) / 1000).serve())
