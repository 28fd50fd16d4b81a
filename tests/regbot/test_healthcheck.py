import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from regbot.cli import main


class Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"ready": false}' if self.path == "/readyz" else b"{}"
        self.send_response({"/healthz": 200, "/readyz": 503}.get(self.path, 404))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """A server that lives and is not ready."""
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["", "/healthz"])
def test_a_server_that_is_well_is_not_worth_a_word(
    path: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["healthcheck", address + path])
    assert ("", "") == capsys.readouterr()


def test_one_that_is_not_is_told_with_its_answer(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["healthcheck", f"{address}/readyz"])
    assert (
        "",
        f'{address}/readyz: 503 Service Unavailable: {{"ready": false}}\n',
    ) == capsys.readouterr()


def test_none_at_all_is_told(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with HTTPServer(("127.0.0.1", 0), Server) as closed:
        url = f"http://127.0.0.1:{closed.server_port}/healthz"
    assert 1 == main(["healthcheck", url])
    assert f"{url}: Connection refused\n" == capsys.readouterr().err


def test_proxies_are_not_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert 0 == main(["healthcheck", address])


@pytest.mark.parametrize(
    "url", ["https://host/", "file:///etc/passwd", "localhost:8090", "http://a:b@c/", "http://h:x/"]
)
def test_only_a_plain_address_will_do(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["healthcheck", url])
    expected = f'"{url}" is no address of a server, such as http://127.0.0.1:8090/healthz\n'
    assert expected.replace("a:b@", "[censored]@") == capsys.readouterr().err


def test_no_time_is_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["healthcheck", "--timeout", "0"])
    assert "--timeout takes a number of seconds above 0; not 0.0\n" == capsys.readouterr().err
