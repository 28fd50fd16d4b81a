"""packaging/regbot.service under a real systemd: what it hears, and what it does to a stuck loop."""

import os
import time
from pathlib import Path

import pytest

from tests.fakes.systemd import LIMIT, Systemd, booted

UNIT = Path(__file__).parents[2] / "packaging/regbot.service"
HELLO = "scripts: [{name: hello, interval: 1h, script: log.info('hello')}]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "systemd"
    path.mkdir()
    return path


def write(systemd: Systemd, config: str) -> None:
    """Put another config in the place of the one that there is."""
    fresh = systemd.etc / "regbot.new"
    fresh.write_text(f"defaults: {{skipDockerConfig: true}}\n{config}\n", encoding="utf-8")
    fresh.chmod(0o644)
    fresh.rename(systemd.etc / "regbot.yml")


def gate(systemd: Systemd, name: str) -> Path:
    """A file whose reader waits until it is opened for writing."""
    path = systemd.etc / name
    os.mkfifo(path)
    path.chmod(0o644)
    return path


def open_gate(path: Path) -> None:
    """Let its reader go on; waits for one."""
    end = time.monotonic() + LIMIT
    while True:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # ENXIO: nobody reads it
            assert time.monotonic() < end, f"nobody reads {path}"
            time.sleep(0.02)  # before the next try
        else:
            return


def start(systemd: Systemd) -> None:
    systemd.ctl("start", "regbot", check=False)
    if "203" == systemd.shows("regbot", "ExecMainStatus")["ExecMainStatus"]:
        pytest.skip("this Python cannot be seen from within the service")
    systemd.until("regbot", ActiveState="active", SubState="running")


def test_systemd_knows_what_the_server_does(folder: Path) -> None:
    with booted(folder, UNIT, "") as systemd:
        write(systemd, HELLO)
        start(systemd)
        systemd.until("regbot", StatusText="1 script, 0 running, next: hello at ")
        assert "1min" == systemd.shows("regbot", "WatchdogUSec")["WatchdogUSec"]

        slow = gate(systemd, "slow")
        creds = "creds: [{registry: a.example.org, user: a, pass: '{{file \"/etc/regbot/slow\"}}'}]"
        last = "scripts: [{name: last, runAtStart: true, script: 'os.execute(\"cat /etc/regbot/last\")'}]"
        write(systemd, f"{creds}\n{HELLO}")
        systemd.ctl("reload", "--no-block", "regbot")
        # Reloading although /bin/kill has ended: because the server says so.
        systemd.until("regbot", ActiveState="reloading", ControlPID="0")
        open_gate(slow)
        systemd.until("regbot", ActiveState="active")
        systemd.until_log("Config reloaded")

        pid = systemd.shows("regbot", "MainPID")["MainPID"]
        leave = gate(systemd, "last")
        write(systemd, last)
        systemd.ctl("restart", "regbot")
        assert pid != systemd.shows("regbot", "MainPID")["MainPID"]
        systemd.ctl("stop", "--no-block", "regbot")
        systemd.until("regbot", ActiveState="deactivating", StatusText="stopping, 1 running")
        open_gate(leave)
        systemd.until("regbot", ActiveState="inactive", Result="success", ExecMainStatus="0", NRestarts="0")


TELL_END = """WatchdogSec=3s
RestartSec=100ms
ExecStopPost=/bin/sh -c 'echo "ended: $SERVICE_RESULT, $EXIT_STATUS"'"""


def test_a_loop_that_is_stuck_is_restarted(folder: Path) -> None:
    with booted(folder, UNIT, TELL_END) as systemd:
        # Nothing that a script waits for holds the loop, so this one stops the whole process.
        script = "log.info('begins') os.execute('kill -STOP $PPID')"
        write(systemd, f'scripts: [{{name: opens, interval: 4s, script: "{script}"}}]')
        start(systemd)
        before = systemd.shows("regbot", "MainPID", "NRestarts")
        systemd.until_log("script=opens")
        assert before == systemd.shows("regbot", *before)  # it was fed for longer than the 3 s
        write(systemd, HELLO)
        systemd.until_log("ended: watchdog, ABRT")
        systemd.until("regbot", ActiveState="active", StatusText="1 script, 0 running, next: hello at ")
        after = systemd.shows("regbot", *before)
        assert before["MainPID"] != after["MainPID"]
        assert int(after["NRestarts"]) > int(before["NRestarts"])
