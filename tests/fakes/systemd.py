"""A systemd of a test's own: process 1 of new namespaces, with the one unit that is to be tried.

It sees the machine's files, but what it writes to /etc, /opt, /run and /var stays in memory; it has a network
and process groups of its own, and may not touch the kernel's settings, clock and modules. It and all that it
started end with the block. Needs root, namespaces and Debian's systemd: else the test is skipped, with the
reason.

with booted(folder, unit, "[Service]\nWatchdogSec=4s") as systemd:
    systemd.ctl("start", unit.stem)
    systemd.until(unit.stem, ActiveState="active")
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import regbot

LIMIT = 60.0
TOP = Path(regbot.__file__).parents[1]
MANAGERS = ("/lib/systemd/systemd", "/usr/lib/systemd/systemd")
TARGETS = ("default", "sysinit", "basic", "shutdown", "network-online")

# The control group is made where the new namespace's root will be.
OUTSIDE = """
set -e
mount -t cgroup2 none "$1/cgroup"
mkdir "$1/cgroup/$2"
echo $$ > "$1/cgroup/$2/cgroup.procs"
umount "$1/cgroup"
exec unshare --fork --kill-child --pid --mount --uts --ipc --net --cgroup sh -c "$3" sh "$1" "$4"
"""

INSIDE = """
set -e
read -r pid rest < /proc/self/stat
mount -t proc none /proc
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
mount -t cgroup2 none /sys/fs/cgroup
mount --bind /dev/null /dev/console
mount -t tmpfs -o mode=755 none /run
for part in etc opt var; do
  over="/run/over/$part"
  mkdir -p "$over/upper" "$over/work"
  chmod 755 "$over/upper"
  mount -t overlay -o "lowerdir=/$part,upperdir=$over/upper,workdir=$over/work" none "/$part"
done
mkdir -p /etc/regbot /opt/regbot/bin
mount --bind "$1/etc" /etc/regbot
cp "$1/regbot" /opt/regbot/bin/regbot
echo "$pid" > "$1/pid.new"
mv "$1/pid.new" "$1/pid"
none="$1/cgroup"
exec env -i PATH="$PATH" container=other SYSTEMD_UNIT_PATH="$1/units" \
  SYSTEMD_GENERATOR_PATH="$none" SYSTEMD_ENVIRONMENT_GENERATOR_PATH="$none" \
  setpriv --bounding-set -sys_time,-sys_module,-sys_boot,-syslog \
  "$2" --system --log-target=null --show-status=no
"""


class Systemd:
    """One that runs. `etc` is the /etc/regbot that it sees, `log` what its services said so far."""

    def __init__(self, folder: Path, process: int) -> None:
        self.etc = folder / "etc"
        self._log = folder / "log"
        self._process = process

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    def run(self, *command: str, check: bool = True) -> str:
        """Run a program beside the services; what it prints."""
        around = ["nsenter", "-t", str(self._process), "--mount", "--pid", "--net", "--cgroup", "--"]
        done = subprocess.run([*around, *command], capture_output=True, text=True, timeout=LIMIT, check=False)
        if check and done.returncode:
            raise AssertionError(f"{command}: {done.returncode}: {done.stderr}{done.stdout}\n{self.log}")
        return done.stdout

    def ctl(self, *arguments: str, check: bool = True) -> str:
        """`systemctl`"""
        return self.run("systemctl", *arguments, check=check)

    def shows(self, unit: str, *names: str) -> dict[str, str]:
        """Properties of a unit as `systemctl show` has them."""
        text = self.ctl("show", unit, "--property", ",".join(names))
        return dict(line.split("=", 1) for line in text.splitlines())

    def until(self, unit: str, **wanted: str) -> None:
        """Wait until properties of the unit begin with these texts."""
        end = time.monotonic() + LIMIT
        while True:
            late = time.monotonic() > end
            found = self.shows(unit, *wanted)
            if all(found[name].startswith(text) for name, text in wanted.items()):
                return
            assert not late, f"{found} instead of {wanted}; log:\n{self.log}"
            time.sleep(0.02)  # before the next look

    def until_log(self, text: str) -> None:
        """Wait until the services' log has it."""
        end = time.monotonic() + LIMIT
        while text not in self.log:
            assert time.monotonic() < end, f"no {text!r}; log:\n{self.log}"
            time.sleep(0.02)  # before the next look


@contextmanager
def booted(folder: Path, unit: Path, drop_in: str) -> Iterator[Systemd]:
    """Boot it with this unit and what the drop-in says, and with the program that the unit starts: ours.

    folder: an empty one, that only this systemd uses. The unit is loaded, not started.
    """
    manager = _manager()
    _prepare(folder, unit, drop_in)
    name = f"regbot-test-{os.getpid()}-{time.monotonic_ns()}"
    outside = ["unshare", "--mount", "--propagation", "private", "sh", "-c", OUTSIDE, "sh"]
    with (folder / "boot").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [*outside, str(folder), name, INSIDE, manager], stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
    try:
        found = folder / "pid"
        _until_booted(process, found, folder / "boot")
        systemd = Systemd(folder, int(found.read_text(encoding="utf-8")))
        _until_up(systemd, process, folder / "boot")
        yield systemd
    finally:
        process.kill()  # and with it the namespace's first process, and with that all others
        process.wait()
        _sweep(folder, name)


def _manager() -> str:
    for program in ("systemctl", "unshare", "nsenter", "setpriv"):
        if shutil.which(program) is None:
            pytest.skip(f"no {program} (Debian: apt-get install systemd util-linux)")
    found = next((path for path in MANAGERS if os.access(path, os.X_OK)), None)
    if found is None:
        pytest.skip("no systemd (Debian: apt-get install systemd)")
    if os.geteuid():
        pytest.skip("only root can start a systemd of its own")
    return found


def _prepare(folder: Path, unit: Path, drop_in: str) -> None:
    units = folder / "units"
    for part in (folder / "etc", folder / "cgroup", units / f"{unit.name}.d"):
        part.mkdir(parents=True)
        part.chmod(0o755)
    for target in TARGETS:
        text = f"[Unit]\nDescription={target}\nDefaultDependencies=no\n"
        (units / f"{target}.target").write_text(text, encoding="utf-8")
    shutil.copy(unit, units)
    # Python and this checkout stand where such a unit may not look, in a home or a temporary folder.
    seen = {
        str(path) for each in (TOP, sys.prefix, sys.base_prefix) for path in (each, os.path.realpath(each))
    }
    hidden = [path for path in sorted(seen) if path.startswith(("/root/", "/home/", "/tmp/", "/var/tmp/"))]
    lines = ["[Service]", "ProtectHome=tmpfs", f"BindReadOnlyPaths={' '.join(hidden)}"]
    lines += [f"Standard{stream}=append:{folder / 'log'}" for stream in ("Output", "Error")]
    (units / f"{unit.name}.d/beside.conf").write_text("\n".join([*lines, drop_in, ""]), encoding="utf-8")
    program = folder / "regbot"
    code = (
        f"import sys\nsys.path.insert(0, {str(TOP)!r})\nfrom regbot.__main__ import main\nsys.exit(main())\n"
    )
    program.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
    program.chmod(0o755)


def _until_booted(process: "subprocess.Popen[bytes]", found: Path, said: Path) -> None:
    end = time.monotonic() + LIMIT
    while not found.exists():
        if process.poll() is not None or time.monotonic() > end:
            pytest.skip(f"namespaces cannot be made here: {said.read_text(encoding='utf-8').strip()}")
        time.sleep(0.01)  # before the next look


def _until_up(systemd: Systemd, process: "subprocess.Popen[bytes]", said: Path) -> None:
    end = time.monotonic() + LIMIT
    while systemd.ctl("is-system-running", check=False).strip() not in ("running", "degraded"):
        if process.poll() is not None or time.monotonic() > end:
            pytest.skip(f"systemd does not start here: {said.read_text(encoding='utf-8').strip()}")
        time.sleep(0.02)  # before the next look


def _sweep(folder: Path, name: str) -> None:
    """Remove the control groups; they are empty as soon as the kernel has put the last process away."""
    script = """
    mount -t cgroup2 none "$1/cgroup" || exit 0
    for each in 1 2 3 4 5 6 7 8 9 10; do
      find "$1/cgroup/$2" -depth -type d -exec rmdir {} + 2>/dev/null
      [ -d "$1/cgroup/$2" ] || exit 0
      sleep 0.1
    done
    """
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", str(folder), name]
    subprocess.run(command, check=False, timeout=LIMIT, capture_output=True)
