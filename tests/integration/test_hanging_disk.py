"""A server whose disk takes nothing any more, and says nothing either: it still stops when it is told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import regbot

# What a database's call looks like from within while the disk below it hangs.
HANGING = """
import sys, threading
from regbot import history

class Hanging:
    def __init__(self, connection):
        self.connection = connection

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def executemany(self, *_):
        print("hangs", flush=True)
        threading.Event().wait()

for_writing = history.for_writing
history.for_writing = lambda *arguments: Hanging(for_writing(*arguments))
history.CLOSING = 0.0
from regbot.__main__ import main
sys.exit(main())
"""
CONFIG = """
defaults: {skipDockerConfig: true, gracePeriod: 0s}
scripts:
- name: short
  schedule: "0 0 1 1 *"
  script: log "ran"
"""


def test_a_server_whose_history_hangs_stops_and_says_what_is_missing(tmp_path: Path) -> None:
    config = tmp_path / "regbot.yml"
    config.write_text(CONFIG, encoding="utf-8")
    command = [sys.executable, "-c", HANGING, "server", "-c", str(config), "--run-at-start"]
    with subprocess.Popen(
        [*command, "--state", str(tmp_path / "state")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(regbot.__file__).parent.parent), "HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as server:
        assert server.stdout is not None
        assert "hangs\n" == server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=60)
    assert 0 == server.returncode
    (told,) = (line for line in log.splitlines() if "level=ERROR" in line)
    assert 'msg="The history hangs, stopping without the last runs"' in told
    assert "missing=1" in told
