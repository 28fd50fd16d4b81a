"""`regbot server` as a process, against a real registry. What is waited for is a line of its log."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest

import regbot
from tests.fakes.programs import Registry, free_port

LIMIT = 60.0
BUSY = "while true do end"
FOR_3_SECONDS = "local t = os.time() while os.time() < t + 3 do end"


class Server:
    """A server under way; `log` is what it said so far."""

    def __init__(
        self, folder: Path, config: str, *arguments: str, environ: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.config = folder / "regbot.yml"
        self.write(config)
        self._log = folder / "log"
        variables = {
            **environ,
            **{name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "TZ")},
            "PYTHONPATH": str(Path(regbot.__file__).parent.parent),
            "HOME": str(folder),
            "DOCKER_CONFIG": str(folder),
        }
        command = [sys.executable, "-m", "regbot", "server", "-c", str(self.config), "-v", "debug"]
        command += (
            arguments if "--no-history" in arguments else ("--state", str(folder / "state"), *arguments)
        )
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, env=variables
            )

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def write(self, config: str) -> None:
        """Put another config in the place of the one that there is."""
        fresh = self.config.with_suffix(".new")
        fresh.write_text(
            config if "defaults:" in config else "defaults: {skipDockerConfig: true}\n" + config, "utf-8"
        )
        fresh.rename(self.config)

    def sees(self, pattern: str, times: int = 1) -> list[str]:
        """Wait until lines of the log match; gives them."""
        end = time.monotonic() + LIMIT
        while True:
            over = self.process.poll() is not None or time.monotonic() > end  # before the last look
            found = [line for line in self.log.splitlines() if re.search(pattern, line)]
            if len(found) >= times:
                return found
            if over:
                raise AssertionError(f"no {pattern!r}; exit code {self.process.poll()}; log:\n{self.log}")
            time.sleep(0.02)  # before the next look

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ends(self) -> int:
        return self.process.wait(LIMIT)


@pytest.fixture
def servers() -> Iterator[list[Server]]:
    """Those that a test starts; killed at its end."""
    started: list[Server] = []
    yield started
    for server in started:
        server.process.kill()
        server.process.wait()


def history(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(folder / "state/history.sqlite") as connection:
        return connection.execute("SELECT script, status FROM runs ORDER BY started").fetchall()


def test_scripts_run_on_their_intervals_and_a_stop_lets_them_end(
    tmp_path: Path, registry: Registry, repository: str, seed: ModuleType, servers: list[Server]
) -> None:
    seed.push(registry.host, repository, seed.image("one"), "one")
    source, target = (f"{registry.host}/{repository}:{tag}" for tag in ("one", "copy"))
    server = Server(
        tmp_path,
        f"""
defaults: {{skipDockerConfig: true, gracePeriod: 60s}}
creds: [{{registry: "{registry.host}", tls: disabled}}]
scripts:
  - {{name: mirror, interval: 1s, script: 'image.copy("{source}", "{target}")'}}
  - {{name: slow, interval: 1s, script: "{FOR_3_SECONDS}"}}
  - {{name: loops, interval: 1s, timeout: 1s, script: "pcall(function() {BUSY} end)"}}
  - {{name: exits, interval: 2s, script: os.exit(3)}}
  - {{name: never, schedule: "* *", script: x()}}
""",
    )
    servers.append(server)
    server.sees('level=ERROR msg="Failed to schedule cron" name=never at=.*regbot.yml:9:')
    server.sees('level=INFO msg="Run finished" script=mirror .*duration=.* run=[0-9a-f]{12}$')
    server.sees('level=WARN msg="Error running script" script=loops error="deadline exceeded')
    server.sees(r'level=WARN msg="Error running script" script=exits error=os.exit\(3\)')
    (skipped,) = server.sees('level=WARN msg="Skipping run, the script is still running" script=slow')[:1]
    run = skipped.rpartition("run=")[2]
    assert re.search(r" running=[12](\.\d)?s run=[0-9a-f]{12}$", skipped)
    server.sees(f'msg="Starting script" script=slow run={run}$')
    server.sees(f'level=DEBUG msg="Finished script" script=slow duration=[23].*s run={run}$')
    server.sees('msg="Starting script" script=slow', 2)
    server.tell(signal.SIGTERM)
    assert 0 == server.ends()
    server_says = server.log
    assert re.search(r'msg="Stopping server" signal=SIGTERM running="?\[.*slow', server_says)
    assert "Cancelling" not in server_says
    assert server_says.count('msg="Starting script" script=slow') == server_says.count(
        'msg="Finished script" script=slow'
    )
    with urllib.request.urlopen(f"http://{registry.host}/v2/{repository}/tags/list") as answer:
        assert ["copy", "one"] == sorted(json.load(answer)["tags"])
    assert {"ok", "failed", "timed out"} == {status for _, status in history(tmp_path)}


RELOADED = """
scripts:
  - {{name: a, interval: {a}, script: log("{text}")}}
  - {{name: b, {b}, script: log("b")}}
"""


def test_a_reload_takes_a_good_config_and_leaves_a_bad_one(tmp_path: Path, servers: list[Server]) -> None:
    config = RELOADED.format(a="1s", text="first", b="interval: 1h")
    server = Server(tmp_path, config)
    servers.append(server)
    server.sees("message=first")
    server.write(RELOADED.format(a="1s", text="second", b="schedule: '61 * * * *'"))
    server.tell(signal.SIGHUP)
    server.sees(r"level=ERROR msg=\"Config error\" at=.*regbot.yml:5:\d+ key=scripts\[1\].schedule err=.*61")
    server.sees('level=ERROR msg="Config not reloaded, the old one stays" .*problems=1')
    server.write(RELOADED.format(a="1s", text='" +', b="interval: 1h"))
    server.tell(signal.SIGHUP)
    server.sees('level=ERROR msg="Config error" at=.*regbot.yml:4 key=a err=.*near')
    server.sees('level=ERROR msg="Config not reloaded, the old one stays"', 2)
    before = len(server.sees("message=first"))
    server.sees("message=first", before + 1)
    server.write(RELOADED.format(a="1s", text="second", b="interval: 1s"))
    server.tell(signal.SIGHUP)
    server.sees('level=INFO msg="Config reloaded"')
    server.sees("message=second")
    server.sees("message=b")
    server.tell(signal.SIGINT)
    assert 0 == server.ends()


def test_a_watched_config_and_its_script_files_are_read_again(tmp_path: Path, servers: list[Server]) -> None:
    script = tmp_path / "a.lua"
    script.write_text("log('first')", encoding="utf-8")
    config = "scripts:\n  - {name: a, interval: 1s, scriptFile: a.lua}\n"
    server = Server(tmp_path, config, "--watch")
    servers.append(server)
    server.sees("message=first")
    script.write_text("log('second')", encoding="utf-8")
    server.sees("message=second")
    server.write(config + "  - {name: b, interval: 1s, script: log('third')}\n")
    server.sees("message=third")
    server.write(config + "  - [\n")
    server.sees('level=ERROR msg="Config not reloaded')
    server.tell(signal.SIGTERM)
    assert 0 == server.ends()


@pytest.mark.parametrize(
    ("grace", "signals", "code"),
    [("10m", (signal.SIGTERM, signal.SIGINT), 143), ("1s", (signal.SIGINT,), 130)],
)
def test_busy_scripts_are_cancelled_by_a_second_signal_or_when_the_grace_period_is_over(
    tmp_path: Path, servers: list[Server], grace: str, signals: tuple[signal.Signals, ...], code: int
) -> None:
    config = f"defaults: {{skipDockerConfig: true, gracePeriod: {grace}}}\n"
    config += f'scripts: [{{name: busy, interval: 1h, script: "{BUSY}"}}]'
    server = Server(tmp_path, config, "--run-at-start")
    servers.append(server)
    server.sees('msg="Starting script" script=busy')
    for number, seen in zip(signals, ('msg="Stopping server"', "Cancelling scripts"), strict=False):
        server.tell(number)
        server.sees(seen)
    assert code == server.ends()
    assert re.search(r'level=WARN msg="Cancelling scripts" scripts=\[busy\] gracePeriod=', server.log)
    assert re.search(
        r'level=WARN msg="Script was cancelled" script=busy at=.*regbot.yml:2 duration=.* run=', server.log
    )
    assert [("busy", "cancelled")] == history(tmp_path)


def test_a_killed_server_leaves_its_history_and_the_next_one_goes_on(
    tmp_path: Path, servers: list[Server]
) -> None:
    config = f"""
scripts:
  - {{name: a, interval: 1s, script: log("a")}}
  - {{name: busy, interval: 1h, runAtStart: true, script: "{BUSY}"}}
"""
    server = Server(tmp_path, config)
    servers.append(server)
    server.sees('msg="Finished script" script=a', 3)
    server.process.kill()
    server.process.wait()
    server = Server(tmp_path, config.replace(f'"{BUSY}"', "print(1)"))
    servers.append(server)
    server.sees('msg="Finished script" script=a', 1)
    server.tell(signal.SIGTERM)
    assert 0 == server.ends()
    runs = history(tmp_path)
    assert [("busy", "lost"), ("busy", "ok")] == [run for run in runs if run[0] == "busy"]
    assert 3 <= sum(run == ("a", "ok") for run in runs)


def test_a_stop_in_the_midst_of_an_upload_leaves_no_session(
    tmp_path: Path, registry: Registry, repository: str, servers: list[Server]
) -> None:
    target = f"{registry.host}/{repository}:big"
    script = f"""
      local piece = string.rep("0123456789abcdef", 512 * 1024)
      for i = 1, 1000 do
        log("upload " .. i)
        blob.put("{target}", piece .. piece .. i)
      end
"""
    config = f"""
defaults: {{skipDockerConfig: true, gracePeriod: 0s}}
creds: [{{registry: "{registry.host}", tls: disabled, blobMax: 1, reqConcurrent: 1}}]
scripts:
  - name: uploads
    schedule: "0 0 1 1 *"
    runAtStart: true
    script: |{script}
"""
    server = Server(tmp_path, config)
    servers.append(server)
    server.sees('message="upload 3"')
    server.tell(signal.SIGTERM)
    assert 143 == server.ends()
    assert "Traceback" not in server.log
    assert [] == registry.open_uploads(repository)


def test_with_json_logs_every_line_is_json_the_final_error_included(
    tmp_path: Path, servers: list[Server]
) -> None:
    busy = Server(tmp_path, "scripts: [{name: a, interval: 1s, script: log('x')}]", "--logopt", "json")
    servers.append(busy)
    busy.sees('"message":"x"')
    folder = tmp_path / "wrong"
    folder.mkdir()
    wrong = Server(folder, "scripts: [{name: a, schedule: x, script: log('x')}]", "--logopt", "json")
    servers.append(wrong)
    assert 1 == wrong.ends()
    (line,) = map(json.loads, wrong.log.splitlines())
    assert ("ERROR", "Config error", "scripts[0].schedule") == (line["level"], line["msg"], line["key"])
    busy.tell(signal.SIGTERM)
    assert 0 == busy.ends()
    lines = [json.loads(line) for line in busy.log.splitlines()]
    assert {"a"} == {line.get("script", line.get("name")) for line in lines if line.get("run")}


def test_a_status_page_that_cannot_listen_is_one_clear_line(tmp_path: Path, servers: list[Server]) -> None:
    port = free_port()
    arguments = ("--listen", f"127.0.0.1:{port}", "--no-history")
    config = "scripts: [{name: a, interval: 1s, script: log('x')}]"
    first = Server(tmp_path, config, *arguments)
    servers.append(first)
    first.sees('msg="Serving status"')
    (tmp_path / "second").mkdir()
    second = Server(tmp_path / "second", config, *arguments)
    servers.append(second)
    assert 1 == second.ends()
    assert f'cannot listen on "127.0.0.1:{port}": ' in second.log
    assert 1 == second.log.count("\n")
    first.tell(signal.SIGTERM)
    assert 0 == first.ends()


def test_the_service_manager_is_told_and_the_watchdog_fed(tmp_path: Path, servers: list[Server]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(LIMIT)
        environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        config = "scripts: [{name: a, interval: 1h, script: x()}]"
        server = Server(tmp_path, config, "--no-history", environ=environ)
        servers.append(server)

        def hears(what: str) -> str:
            while not (text := manager.recv(1000).decode()).startswith(what):
                assert text.startswith(("WATCHDOG=1", "STATUS="))
            return text

        assert "READY=1\nSTATUS=1 script, 0 running, next: a at " in hears("READY=1")
        for _ in range(3):
            hears("WATCHDOG=1")
        server.tell(signal.SIGHUP)
        assert "\nMONOTONIC_USEC=" in hears("RELOADING=1")
        hears("READY=1")
        server.tell(signal.SIGTERM)
        hears("STOPPING=1")
        assert 0 == server.ends()
