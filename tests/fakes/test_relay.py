"""The relay against a plain server of the standard library, asked with `http.client`."""

import http.client
import http.server
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import pytest

from tests.fakes import faults
from tests.fakes.relay import Relay, refusing, silent
from tests.fakes.threads import wait_until


class _Upstream(http.server.BaseHTTPRequestHandler):
    """GET /N answers N bytes; PUT answers the number of bytes it got, in chunks."""

    protocol_version = "HTTP/1.1"
    uploads: list[int]

    def do_GET(self) -> None:
        size = int(self.path.rpartition("/")[2])
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.send_header("X-Host", self.headers["Host"])
        self.send_header("X-Proto", self.headers.get("X-Forwarded-Proto", "none"))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"a" * size)

    do_HEAD = do_GET

    def do_PUT(self) -> None:
        wanted, got = int(self.headers["Content-Length"]), 0
        while got < wanted and (piece := self.rfile.read1(wanted - got)):
            got += len(piece)
        uploads = self.server.uploads  # type: ignore[attr-defined]  # set by the fixture
        uploads.append(got)
        if got < wanted:
            self.close_connection = True
            return
        self.send_response(201)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        text = json.dumps({"got": got}).encode()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text))

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = False  # joined at the end, so that no socket outlives its test
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Upstream)
        self.uploads: list[int] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections that are cut are what these tests are about."""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def relay(server: _Server) -> Iterator[Relay]:
    with Relay(server.host) as running:
        yield running


def ask(host: str, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_requests_pass_and_are_counted(relay: Relay) -> None:
    connection = http.client.HTTPConnection(relay.host, timeout=10)
    for method, path, body, expected in (
        ("GET", "/300000", None, b"a" * 300_000),
        ("HEAD", "/5", None, b""),
        ("PUT", "/", b"b" * 200_000, b'{"got": 200000}'),
        ("GET", "/0", None, b""),
    ):
        connection.request(method, path, body)
        assert expected == connection.getresponse().read()
    connection.close()
    wait_until(lambda: all(each.ended for each in relay.requests))
    expected_log = ["GET /300000 200", "HEAD /5 200", "PUT / 201", "GET /0 200"]
    assert expected_log == [str(each) for each in relay.requests]
    assert [
        relay.requests[0].sent,
        relay.requests[1].sent,
        relay.requests[2].received,
    ] == [300_000, 0, 200_000]
    assert (relay.connections, relay.high_water) == (1, 1)


def test_the_host_header_is_the_relays_so_that_locations_lead_back(relay: Relay) -> None:
    connection = http.client.HTTPConnection(relay.host, timeout=10)
    connection.request("GET", "/1")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert (relay.host, "none") == (answer.headers["X-Host"], answer.headers["X-Proto"])


def test_requests_at_the_same_time_and_their_rate_are_measured(relay: Relay) -> None:
    gate = relay.hold(path="/1$")
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(ask, relay.host, "GET", "/1")
        gate.reached()
        others = [pool.submit(ask, relay.host, "GET", "/2") for _ in range(2)]
        assert [each.result() for each in others] == [(200, b"aa")] * 2
        assert not first.done()
        gate.release()
        assert first.result() == (200, b"a")
    assert 2 <= relay.high_water <= 3
    assert relay.busiest(10) == 3
    assert relay.rate() > 0


def test_every_request_waits_for_the_delay(relay: Relay) -> None:
    relay.delay = 0.05
    start = time.monotonic()
    assert ask(relay.host, "GET", "/1") == (200, b"a")
    assert time.monotonic() - start >= 0.05


def test_a_cut_body_ends_early(relay: Relay) -> None:
    fault = relay.inject(faults.cut(70_000), method="GET", path="/100000")
    with pytest.raises(http.client.IncompleteRead) as caught:
        ask(relay.host, "GET", "/100000")
    assert len(caught.value.partial) == 70_000
    assert ask(relay.host, "GET", "/100000") == (200, b"a" * 100_000)
    assert fault.hits == 1


@pytest.mark.parametrize("after", [None, 10])
def test_a_reset_is_a_reset(relay: Relay, after: int | None) -> None:
    relay.inject(faults.reset(after))
    with pytest.raises(ConnectionResetError):
        ask(relay.host, "GET", "/1000")
    assert ask(relay.host, "GET", "/1000")[0] == 200


def test_answers_take_the_registrys_place_for_so_many_requests(relay: Relay, server: _Server) -> None:
    relay.inject(faults.answer(503), method="PUT", times=2, skip=1)
    statuses = [ask(relay.host, "PUT", "/", b"b" * 100_000)[0] for _ in range(4)]
    assert statuses == [201, 503, 503, 201]
    assert server.uploads == [100_000, 100_000]
    assert [each.fault for each in relay.requests] == ["", "answer", "answer", ""]


def test_retry_after_has_both_forms(relay: Relay) -> None:
    relay.inject(faults.too_many(7))
    relay.inject(faults.too_many(7, as_date_from=1_700_000_000))
    connection = http.client.HTTPConnection(relay.host, timeout=10)
    found = []
    for _ in range(2):
        connection.request("GET", "/1")
        answer = connection.getresponse()
        assert b"TOOMANYREQUESTS" in answer.read()
        found.append(answer.headers["Retry-After"])
    connection.close()
    assert found[0] == "7"
    assert parsedate_to_datetime(found[1]).timestamp() == 1_700_000_007


@pytest.mark.parametrize("after", [None, 10])
def test_a_stalled_request_gets_nothing_more(relay: Relay, after: int | None) -> None:
    relay.inject(faults.stall(after))
    connection = http.client.HTTPConnection(relay.host, timeout=0.1)
    connection.request("GET", "/1000")
    with pytest.raises(TimeoutError):
        connection.getresponse().read()
    connection.close()
    wait_until(lambda: relay.requests[0].ended)


def test_a_corrupted_body_keeps_its_length(relay: Relay) -> None:
    relay.inject(faults.corrupt(99_999))
    expected = b"a" * 99_999 + bytes([ord("a") ^ 0xFF]) + b"a" * 20_000
    assert (200, expected) == ask(relay.host, "GET", "/120000")


def test_a_wrong_length_is_announced(relay: Relay) -> None:
    relay.inject(faults.wrong_length(5))
    with pytest.raises(http.client.IncompleteRead):
        ask(relay.host, "GET", "/10")
    relay.inject(faults.wrong_length(-5))
    assert ask(relay.host, "GET", "/10") == (200, b"aaaaa")


def test_headers_are_rewritten(relay: Relay) -> None:
    relay.inject(faults.rewrite(("X-Host", "evil"), ("X-Proto", None)))
    connection = http.client.HTTPConnection(relay.host, timeout=10)
    connection.request("GET", "/1")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert (answer.headers["X-Host"], answer.headers["X-Proto"]) == ("evil", None)


def test_a_lost_answer_was_carried_out(relay: Relay, server: _Server) -> None:
    relay.inject(faults.lose())
    with pytest.raises(ConnectionResetError):
        ask(relay.host, "PUT", "/", b"b" * 10)
    assert server.uploads == [10]


def test_a_dropped_upload_reached_the_registry_in_part(relay: Relay, server: _Server) -> None:
    relay.inject(faults.drop(1000), method="PUT PATCH")
    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        ask(relay.host, "PUT", "/", b"b" * 1_000_000)
    # the reset may overtake bytes that the server has not read yet
    wait_until(lambda: relay.requests[0].ended)
    assert relay.requests[0].status == 0


def test_clearing_forgets_faults_and_requests(relay: Relay) -> None:
    relay.inject(faults.answer(500))
    relay.clear()
    assert ask(relay.host, "GET", "/1")[0] == 200
    assert len(relay.seen("GET")) == 1
    assert relay.seen("PUT") == []


def test_closing_drops_what_is_held(server: _Server) -> None:
    relay = Relay(server.host)
    gate = relay.hold()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, relay.host, "GET", "/1")
        gate.reached()
        relay.close()
        with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
            asked.result()
    with pytest.raises(ConnectionRefusedError):
        ask(relay.host, "GET", "/1")


def test_silent_accepts_and_refusing_refuses() -> None:
    with silent() as host:
        connection = http.client.HTTPConnection(host, timeout=0.05)
        connection.request("GET", "/")
        with pytest.raises(TimeoutError):
            connection.getresponse()
        connection.close()
    with refusing() as host, pytest.raises(ConnectionRefusedError):
        ask(host, "GET", "/")
