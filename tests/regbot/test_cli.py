import io
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from regbot import __version__, cli
from regbot.cli import main
from regbot.version import build

pytestmark = pytest.mark.usefixtures("logging_restored")


@pytest.fixture
def empty(tmp_path: Path) -> str:
    path = tmp_path / "regbot.yml"
    path.write_text("version: 1\nspeling: 1\n")
    return str(path)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["once"], 'required flag(s) "config" not set: regbot once -c FILE\n'),
        (["once", "-c"], "Option '-c' requires an argument.\n"),
        (["once", "-c", "/no/such.yml"], "open /no/such.yml: no such file or directory\n"),
        (["-c", "/no/such.yml", "once"], "open /no/such.yml: no such file or directory\n"),
        (["--dry-run", "-c=/no/such.yml", "once"], "open /no/such.yml: no such file or directory\n"),
        (["once", "extra"], "Got unexpected extra argument(s) (extra)\n"),
        (["nocommand"], "No such command 'nocommand'.\n"),
        (["server"], 'required flag(s) "config" not set: regbot server -c FILE\n'),
        (["server", "-c", "/no/such.yml"], "open /no/such.yml: no such file or directory\n"),
        (["once", "--dry-run=maybe"], 'invalid argument "maybe" for --dry-run (allowed: true, false)\n'),
        (
            ["-v", "loud", "version"],
            "unable to parse verbosity loud (allowed: trace, debug, info, warn, error)\n",
        ),
        (
            ["version", "--format", "{{.Nope}}"],
            "template: out:1: can't evaluate field Nope: there is no such value\n",
        ),
        (["help", "nope"], 'unknown command "nope" for "regbot"\n'),
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_code_1(
    arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == main(arguments)
    assert ("", error) == capsys.readouterr()


def test_an_unknown_flag_is_one_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["--version"])
    assert capsys.readouterr().err.startswith("No such option: --version")


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["help"]])
def test_without_a_command_the_usage_is_shown(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(arguments)
    text = capsys.readouterr().out
    for word in (
        "Usage: regbot",
        "once",
        "server",
        "version",
        "--config",
        "--dry-run",
        "--verbosity",
        "--logopt",
    ):
        assert word in text


@pytest.mark.parametrize("arguments", [["help", "once"], ["once", "-h"], ["once", "--help"]])
def test_help_of_a_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(arguments)
    assert capsys.readouterr().out.startswith("Usage: regbot once [OPTIONS]")


@pytest.mark.parametrize(
    "arguments",
    [
        ["once", "-c", "FILE", "-v", "warn", "--logopt", "json", "--dry-run"],
        ["-c", "FILE", "-v", "warn", "--logopt", "json", "--dry-run", "once"],
        ["--logopt=json", "-v=info", "-c", "/ignored", "once", "--config=FILE", "--dry-run=false"],
        ["--logopt=json", "once", "-c", "FILE", "--logopt=json", "--verbosity", "WARN", "--dry-run=T"],
    ],
)
def test_flags_stand_before_or_after_the_command(
    arguments: list[str], empty: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main([argument.replace("FILE", empty) for argument in arguments])
    warning = json.loads(capsys.readouterr().err)
    del warning["time"]
    assert {
        "level": "WARN",
        "msg": "Unknown key in config",
        "at": f"{empty}:2:1",
        "key": "speling",
        "detail": "unknown key",
    } == warning


def test_a_config_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"version: 3"), encoding="utf-8"))
    assert 1 == main(["once", "-c", "-"])
    expected = "<stdin>:1:10: version: unsupported config version 3 (allowed: 1, or leave it out)"
    assert expected == capsys.readouterr().err.splitlines()[0]


def test_each_mistake_of_a_config_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "regbot.yml"
    path.write_text("creds:\n  - tls: maybe\n    pass: [hunter2]\n")
    assert 1 == main(["once", "-c", str(path)])
    assert [
        f'{path}:2:10: creds[0].tls: unknown TLS value, got "maybe" (allowed: enabled, insecure, disabled)',
        "    2 |   - tls: maybe",
        "      |          ^",
        f"{path}:3:11: creds[0].pass: must be text, got a list",
        "    3 |     pass: …",
        "      |           ^",
    ] == capsys.readouterr().err.splitlines()


def test_strict_makes_warnings_fatal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "regbot.yml"
    path.write_text("speling: 1\n")
    assert 0 == main(["once", "-c", str(path)])
    capsys.readouterr()
    assert 1 == main(["once", "-c", str(path), "--strict"])
    assert [f"{path}:1:1: speling: unknown key", "    1 | speling: 1", "      | ^"] == (
        capsys.readouterr().err.splitlines()
    )


def test_f35_with_json_logs_every_error_is_a_json_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "regbot.yml"
    path.write_text("creds:\n  - tls: maybe\n    priority: -1\n")
    assert 1 == main(["once", "-c", str(path), "--logopt", "json"])
    assert 1 == main(["once", "--logopt", "json"])
    records = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [
        ("Config error", f"{path}:2:10"),
        ("Config error", f"{path}:3:15"),
        ("Command failed", None),
    ] == [(record["msg"], record.get("at")) for record in records]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--logopt=other", "once", "-c", "FILE", "--logopt=other"],
        ["version", "--logopt", "other", "--format", "x"],
        ["--logopt", "other", "help"],
        ["--logopt", "other"],
        ["check", "-c", "FILE", "--logopt", "other"],
    ],
)
def test_an_unknown_log_option_is_ignored_with_one_warning(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "regbot.yml").write_text("defaults: {skipDockerConfig: true}\n")
    assert 0 == main([argument.replace("FILE", str(tmp_path / "regbot.yml")) for argument in arguments])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith('level=WARN msg="Ignoring unknown log option" logopt=other allowed=json')


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's file that is always full")
@pytest.mark.parametrize(
    "arguments", [["version"], ["help"], ["--help"], ["once", "-c", "FILE", "--dry-run"]]
)
def test_a_full_disk_behind_stdout_is_one_plain_line(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "regbot.yml").write_text(
        "defaults: {skipDockerConfig: true}\nscripts: [{name: a, script: print(1)}]\n"
    )
    root = Path(cli.__file__).parent.parent
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "regbot",
                *(argument.replace("FILE", str(tmp_path / "regbot.yml")) for argument in arguments),
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": ""},
            timeout=60,
        )
    *warnings, last = done.stderr.splitlines()
    assert (1, "cannot write the output: no space left on device") == (done.returncode, last)
    told = 'script=a error="cannot write the output: no space left on device"'
    assert [told] * ("once" in arguments) == [line[-len(told) :] for line in warnings]


def test_check_prints_findings_and_tells_by_its_code_whether_there_are_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yml").write_text(
        "defaults: {skipDockerConfig: true}\nscripts:\n  - script: log 'x'\n", encoding="utf-8"
    )
    Path("bad.yml").write_text(
        "defaults: {skipDockerConfig: true}\nscripts:\n  - script: tag.lst('x')\n", encoding="utf-8"
    )
    Path("doubtful.lua").write_text("log('x', 2)\n", encoding="utf-8")
    assert 0 == main(["check", "-c", "good.yml", "--strict"])
    assert ("", "") == capsys.readouterr()
    assert 1 == main(["check", "-c", "bad.yml", "doubtful.lua"])
    error = "bad.yml:3:17: error: the module tag has no member lst, did you mean tag.ls? [unknown-member]\n"
    warning = "doubtful.lua:1:1: warning: log takes 1 argument, got 2 [argument-count]\n"
    assert (error + warning, "") == capsys.readouterr()
    assert 0 == main(["check", "doubtful.lua"])
    assert 1 == main(["check", "doubtful.lua", "--strict"])


def test_check_speaks_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.lua").write_text("log('x', 2)\n")
    assert 0 == main(["check", "--format", "json", str(tmp_path / "a.lua")])
    finding = {"file": f"{tmp_path}/a.lua", "line": 1, "column": 1, "severity": "warning"}
    finding |= {"rule": "argument-count", "message": "log takes 1 argument, got 2"}
    expected = {"findings": [finding], "errors": 0, "warnings": 1, "hints": 0}
    assert expected == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["check"], 'required flag(s) "config" not set: regbot check -c FILE\n'),
        (["check", "--format", "xml", "x.lua"], 'unknown format "xml" (allowed: text, json)\n'),
    ],
)
def test_check_wants_something_to_look_at(
    arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == main(arguments)
    assert error == capsys.readouterr().err


def test_version_prints_aligned_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["version"])
    lines = capsys.readouterr().out.splitlines()
    assert f"VCSTag:           v{__version__}" == lines[0]
    assert [
        "VCSTag",
        "VCSRef",
        "VCSCommit",
        "VCSState",
        "VCSDate",
        "Platform",
        "PyVer",
        "PyImplementation",
    ] == [line.split(":")[0] for line in lines]


def test_version_through_templates(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["version", "--format", "{{.VCSTag}}"])
    assert f"v{__version__}" == capsys.readouterr().out
    assert 0 == main(["version", "--format", "{{.GoVer}} {{.GoCompiler}}"])
    assert f"{platform.python_version()} {sys.implementation.name}" == capsys.readouterr().out
    assert 0 == main(["version", "--format", "{{json .}}"])
    text = capsys.readouterr().out
    assert text.endswith("}\n")
    assert f"v{__version__}" == json.loads(text)["vcsTag"]


def test_the_commit_is_read_from_the_checkout(tmp_path: Path) -> None:
    assert "" == build(tmp_path)["VCSCommit"]
    git = tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert "" == build(tmp_path)["VCSCommit"]
    (git / "packed-refs").write_text(f"# pack-refs\n{'b' * 40} refs/heads/main\n")
    assert "b" * 40 == build(tmp_path)["VCSCommit"]
    (git / "refs" / "heads" / "main").write_text("a" * 40 + "\n")
    assert "a" * 40 == build(tmp_path)["VCSCommit"]
    (git / "HEAD").write_text("c" * 40 + "\n")
    assert "c" * 40 == build(tmp_path)["VCSCommit"]


def test_an_internal_error_is_one_line_that_says_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise KeyError("inner\nthing")

    monkeypatch.setattr("regbot.version.build", broken)
    assert 1 == main(["version"])
    line = "unexpected internal error: KeyError: 'inner\\nthing' (-v debug shows where)\n"
    assert line == capsys.readouterr().err
    assert 1 == main(["version", "-v", "debug"])
    assert "Traceback" in capsys.readouterr().err


def test_interrupting_the_start_gives_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("regbot.version.build", interrupted)
    assert 130 == main(["version"])


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    root = Path(cli.__file__).parent.parent
    return subprocess.run(
        [sys.executable, "-m", "regbot", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
        timeout=60,
    )


def test_the_module_is_the_command() -> None:
    done = run("version", "--format", "{{.VCSTag}}")
    assert (0, f"v{__version__}", "") == (done.returncode, done.stdout, done.stderr)
    assert 1 == run("nocommand").returncode


@pytest.mark.parametrize(
    "arguments", [["version"], ["--help"], ["history", "--help"], ["healthcheck", "http://-"]]
)
def test_a_light_command_imports_nothing_heavy(arguments: list[str]) -> None:
    code = f"import sys; from regbot.cli import main; main({arguments}); print(*sys.modules, file=sys.stderr)"
    root = Path(cli.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    heavy = {"aiohttp", "anyio", "asyncio", "greenlet", "interpreter", "luaparser", "ruamel"}
    heavy |= {"aiosqlite", "rich", "sqlite3"}
    if tuple(map(int, typer.__version__.split(".")[:2])) < (0, 29):
        heavy.add("pydantic")  # typer imports it itself from 0.29 on
    assert set() == loaded & heavy


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-"])
def test_whoever_closes_the_output_only_sees_nothing(tmp_path: Path, closed: str) -> None:
    config = tmp_path / "regbot.yml"
    text = f"log 'x' print 'y' io.open('{tmp_path}/end', 'w'):close()"
    config.write_text(f'defaults: {{skipDockerConfig: true}}\nscripts: [{{name: a, script: "{text}"}}]')
    command = f'exec "{sys.executable}" -m regbot once -c "{config}" {closed}'
    done = subprocess.run(["sh", "-c", command], check=False, cwd=Path(cli.__file__).parent.parent)
    assert (0, True) == (done.returncode, (tmp_path / "end").exists())
