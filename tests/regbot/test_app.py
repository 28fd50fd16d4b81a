import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import pytest

from regbot import cli
from regbot.clients import host_config, host_configs
from regbot.config.load import load_config
from regbot.config.model import Creds
from regbot.registries import read_registries
from regbot.registry.host import HostConfig
from regbot.signals import Signals, handled
from tests.fakes import images


def start(tmp_path: Path, text: str, *arguments: str) -> subprocess.Popen[str]:
    path = tmp_path / "regbot.yml"
    path.write_text("defaults: &d {skipDockerConfig: true}\n" + text if "defaults" not in text else text)
    environ = {
        **os.environ,
        "PYTHONPATH": str(Path(cli.__file__).parent.parent),
        "DOCKER_CONFIG": str(tmp_path),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "regbot", "once", "-c", str(path), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environ,
        cwd=tmp_path,
    )


def once(tmp_path: Path, text: str, *arguments: str) -> tuple[int, str, str]:
    process = start(tmp_path, text, *arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_scripts_run_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "scripts:\n  - {name: a, script: 'print(1)'}\n  - {name: b, script: 'print(2)'}\n"
    assert (0, "1\n2\n", "") == once(tmp_path, text)


def test_a_failed_script_does_not_stop_the_next_and_gives_1(tmp_path: Path) -> None:
    text = "scripts:\n  - {name: a, script: error('no')}\n  - {name: b, script: 'print(2)'}\n"
    code, out, err = once(tmp_path, text)
    assert (1, "2\n") == (code, out)
    assert 'level=WARN msg="Error running script" script=a error="<string>:1: no\\nstack traceback:' in err
    assert 1 == err.count("\n")


def test_the_first_script_that_failed_decides_the_exit_code(tmp_path: Path) -> None:
    text = "scripts:\n  - {script: os.exit(0)}\n  - {script: os.exit(7)}\n  - {script: error('x')}\n"
    assert 7 == once(tmp_path, text)[0]


def test_a_failure_is_told_also_when_the_log_is_quiet(tmp_path: Path) -> None:
    text = "scripts:\n  - {name: a, script: error('no')}\n"
    assert (1, "", "a: <string>:1: no\n") == once(tmp_path, text, "-v", "error")


def test_with_parallel_scripts_run_side_by_side(tmp_path: Path) -> None:
    waits = "local t = os.clock() while not io.open('b') do assert(os.clock() - t < 20) end"
    text = (
        "defaults: {parallel: 1, skipDockerConfig: true}\nscripts:\n"
        f'  - {{name: waits, script: "{waits}"}}\n'
        "  - {name: writes, script: \"io.open('b', 'w'):close()\"}\n"
    )
    assert 0 == once(tmp_path, text)[0]


def test_a_config_without_scripts_is_fine(tmp_path: Path) -> None:
    assert (0, "", "") == once(tmp_path, "scripts: []")


def layout(tmp_path: Path) -> None:
    images.write_layout(tmp_path / "source", images.image("one"), "one")


COPY = """
scripts:
  - name: mirror
    script: |
      print("before")
      image.copy("ocidir://source:one", "ocidir://target:one")
      tag.delete("ocidir://source:one", {reason = "moved"})
  - {name: bad, script: error("no")}
"""


def without_times(report: dict[str, Any]) -> dict[str, Any]:
    assert [True] == [script.pop("duration") >= 0 for script in report["scripts"][:1]]
    for part in (report, *report["scripts"]):
        part.pop("started")
        part.pop("duration", None)
    return report


def test_a_dry_run_prints_its_plan_and_the_real_run_does_just_that(tmp_path: Path) -> None:
    layout(tmp_path)
    code, out, err = once(tmp_path, COPY, "--dry-run", "--report", "plan.json")
    assert 1 == code
    assert out.startswith(
        "before\nPlan (dry run, nothing was changed)\n\nmirror\n  + copy: ocidir://source:one -> "
    )
    assert "Run finished" not in err
    assert ["config.json", "plan.json", "regbot.yml", "source"] == sorted(
        {*os.listdir(tmp_path), "config.json"}
    )
    plan = without_times(json.loads((tmp_path / "plan.json").read_text(encoding="utf-8")))
    code, out, err = once(tmp_path, COPY, "--report", "report.json")
    assert (1, "before\n") == (code, out)
    assert 'msg="Run finished" copied=1 retagged=0 pushed=0 deleted=1 exported=0 skipped=0 failed=0' in err
    done = without_times(json.loads((tmp_path / "report.json").read_text(encoding="utf-8")))
    planned = [change for script in plan["scripts"] for change in script["changes"]]
    assert [change.pop("result") for change in planned] == ["planned", "planned"]
    assert [change.pop("result") for change in done["scripts"][0]["changes"]] == ["done", "done"]
    assert {**plan, "dryRun": False} == done
    assert ["mirror:2", "mirror:3"] == [change["at"] for change in done["scripts"][0]["changes"]]


def test_with_json_logs_a_plan_is_lines_of_json_on_stderr(tmp_path: Path) -> None:
    layout(tmp_path)
    code, out, err = once(tmp_path, COPY, "--dry-run", "--logopt", "json")
    assert (1, "before\n") == (code, out)
    lines = [json.loads(line) for line in err.splitlines()]
    assert ["Planned change", "Planned change", "Run finished"] == [line["msg"] for line in lines[-3:]]
    assert ("mirror", "delete tag", "moved", True) == tuple(
        lines[-2][name] for name in ("script", "action", "reason", "dry-run")
    )


def test_a_report_that_cannot_be_written_is_told_before_anything_runs(tmp_path: Path) -> None:
    code, out, err = once(tmp_path, "scripts: [{script: print(1)}]", "--report", "no/report.json")
    assert (1, "") == (code, out)
    assert err.startswith('cannot write the report "no/report.json": there is no folder')


def test_a_stopped_run_leaves_its_report(tmp_path: Path) -> None:
    text = f'scripts: [{{name: a, script: "{BUSY}"}}, {{name: b, script: print(1)}}]'
    process = start(tmp_path, text, "--report", "report.json")
    try:
        assert process.stdout is not None
        assert "up\n" == process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (143, "cancelled") == (process.returncode, report["status"])
    assert [("a", "cancelled"), ("b", "not run")] == [(s["name"], s["status"]) for s in report["scripts"]]


BUSY = "print('up') io.stdout:flush() while true do pcall(function() while true do end end) end"
WAITING = "print('up') io.stdout:flush() pcall(os.execute, 'exec sleep 60')"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("script", [BUSY, WAITING])
def test_a_signal_ends_every_script(tmp_path: Path, script: str, number: int, code: int) -> None:
    one = f'- {{script: "{script}"}}'
    process = start(tmp_path, f"defaults: {{parallel: 2}}\nscripts:\n  {one}\n  {one}\n")
    try:
        assert process.stdout is not None
        assert ["up\n", "up\n"] == [process.stdout.readline(), process.stdout.readline()]
        process.send_signal(number)
        begin = time.monotonic()
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert code == process.returncode
    assert time.monotonic() - begin < 5
    assert f'level=INFO msg="Interrupt received, stopping" signal={signal.Signals(number).name}' in err
    assert 1 == err.count("\n")


def test_a_signal_that_comes_before_the_loop_stops_it_at_its_start() -> None:
    async def scene(stop: Signals) -> bool:
        with anyio.CancelScope() as scope:
            stop.arm(lambda _: scope.cancel())
            await anyio.sleep_forever()
        return scope.cancelled_caught

    with handled() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert anyio.run(scene, stop)


@pytest.mark.parametrize(
    ("script", "gist"),
    [
        ("tag.ls('Not A Reference')", "Not A Reference"),
        ("x = = 1", "near '='"),
        ("tag.ls('localhost:1/a')", "localhost:1"),
        ("tag.ls('ocidir://nowhere')", "nowhere"),
        ("nosuch.thing()", "attempt to index global 'nosuch' (a nil value)"),
    ],
)
def test_what_goes_wrong_in_a_script_is_one_clear_line(tmp_path: Path, script: str, gist: str) -> None:
    text = (
        "creds: [{registry: 'localhost:1', tls: disabled, user: u, pass: hunter2hunter2}]\n"
        f"scripts:\n  - name: bad\n    timeout: 20s\n    script: {script}\n"
    )
    code, out, err = once(tmp_path, text)
    assert (1, "") == (code, out)
    assert 'msg="Error running script" script=bad error=' in err
    assert gist in err
    assert "Traceback" not in err
    assert "hunter2" not in err
    assert 1 == err.count("\n")


def test_broken_docker_logins_are_a_warning(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{")
    code, out, err = once(tmp_path, "defaults: {}\nscripts:\n  - {script: print(1)}\n")
    assert (0, "1\n") == (code, out)
    assert 'level=WARN msg="Failed to load docker creds" err=' in err


def config(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, HostConfig]:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.delenv("DOCKER_AUTH_CONFIG", raising=False)
    loaded = load_config("f.yml", text)
    return {host.name: host for host in host_configs(anyio.run(read_registries, loaded))}


def test_docker_logins_come_first_and_the_file_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"auths": {"a.io": {"username": "docker", "password": "secret"}}}')
    hosts = config(
        "creds:\n  - {registry: a.io, tls: disabled}\n  - {registry: b.io}\n", monkeypatch, tmp_path
    )
    assert {"a.io": "disabled", "b.io": "enabled"} == {name: host.tls for name, host in hosts.items()}
    ask = hosts["a.io"].credential
    assert ask is not None
    found = anyio.run(ask, "team/app")
    assert found is not None
    assert ("docker", "secret") == found.basic()
    assert hosts["b.io"].credential is None


def who(host: HostConfig, repository: str) -> str:
    async def ask() -> str:
        found = await host.credential(repository) if host.credential is not None else None
        return found.user if found is not None else ""

    return anyio.run(ask)


def test_f30_a_login_for_a_path_serves_what_lies_below_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    names = {"a.io": "whole", "a.io/team": "team", "a.io/team/app": "app", "b.io/team": "part"}
    auths = {name: {"username": user, "password": "p"} for name, user in names.items()}
    (tmp_path / "config.json").write_text(json.dumps({"auths": auths}))
    hosts = config("creds:\n  - {registry: a.io}\n", monkeypatch, tmp_path)
    asked = ("team/app", "team/app/x", "team/other", "teams/app", "app")
    assert ["app", "app", "team", "whole", "whole"] == [who(hosts["a.io"], name) for name in asked]
    assert ["part", ""] == [who(hosts["b.io"], name) for name in ("team/x", "x")]
    assert hosts["a.io"].repo_auth
    ruled = config("creds:\n  - {registry: a.io, user: me, pass: p}\n", monkeypatch, tmp_path)
    assert ["me", "me"] == [who(ruled["a.io"], name) for name in ("team/app", "app")]


def test_docker_logins_can_be_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"auths": {"a.io": {"username": "docker", "password": "secret"}}}')
    assert {} == config("defaults: {skipDockerConfig: true}", monkeypatch, tmp_path)


def test_every_key_of_an_entry_reaches_the_client() -> None:
    creds = Creds.model_validate(
        {
            "registry": "a.io",
            "hostname": "b.io",
            "tls": "insecure",
            "regcert": "CA",
            "clientCert": "CERT",
            "clientKey": "KEY",
            "pathPrefix": "/hub/",
            "mirrors": ["m.io"],
            "priority": 3,
            "repoAuth": True,
            "blobChunk": 1000,
            "blobMax": 2000,
            "reqPerSec": 2.5,
            "reqConcurrent": 0,
            "apiOpts": {"disableHead": "true"},
        }
    )
    host = host_config(creds, 3000)
    assert (
        HostConfig(
            name="a.io",
            hostname="b.io",
            tls="insecure",
            ca_pem="CA",
            client_cert="CERT",
            client_key=creds.client_key,
            path_prefix="hub",
            mirrors=("m.io",),
            priority=3,
            repo_auth=True,
            blob_chunk=1000,
            blob_max=2000,
            blob_limit=3000,
            req_per_sec=2.5,
            req_concurrent=0,
            disable_head=True,
        )
        == host
    )


def test_what_an_entry_leaves_out_keeps_the_clients_default() -> None:
    host = host_config(Creds.model_validate({"registry": "a.io"}))
    plain = HostConfig(name="a.io")
    assert (plain.blob_chunk, plain.blob_max, plain.blob_limit, plain.req_concurrent) == (
        host.blob_chunk,
        host.blob_max,
        host.blob_limit,
        host.req_concurrent,
    )
