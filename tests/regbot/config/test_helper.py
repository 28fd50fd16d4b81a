import gc
import logging
import sys
from pathlib import Path

import anyio
import pytest

from regbot.config import helper
from regbot.config.docker import HelperError
from regbot.config.helper import Helper, list_helper, run_helper


class Program:
    """A helper program of tests: gives the answers in turn and remembers what it was asked."""

    def __init__(self, *answers: bytes | HelperError) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, bytes]] = []
        self.now = 0.0

    async def run(self, program: str, action: str, text: bytes) -> bytes:
        self.asked.append((program, action, text))
        answer = self.answers.pop(0)
        if isinstance(answer, HelperError):
            raise answer
        return answer

    def helper(self, expire: float = 100.0) -> Helper:
        return Helper("docker-credential-x", "a.io", expire, run=self.run, clock=lambda: self.now)


def answer(user: str, secret: str) -> bytes:
    return f'{{"ServerURL":"a.io","Username":"{user}","Secret":"{secret}"}}'.encode()


def login(of: Helper) -> tuple[str, str, str] | None:
    found = anyio.run(of.login)
    return found and (found.user, found.password.get_secret_value(), found.token.get_secret_value())


def test_an_answer_is_kept_until_it_expires() -> None:
    program = Program(answer("u", "first"), answer("u", "second"))
    asked = program.helper()
    assert ("u", "first", "") == login(asked)
    program.now = 99.9
    assert ("u", "first", "") == login(asked)
    program.now = 100.0
    assert ("u", "second", "") == login(asked)
    assert [("docker-credential-x", "get", b"a.io")] * 2 == program.asked


def test_the_user_token_marks_an_identity_token() -> None:
    assert ("", "", "identity") == login(Program(answer("<token>", "identity")).helper())


def test_f31_a_failure_is_kept_for_five_seconds_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    broken = HelperError("docker-credential-x: exit status 1: no")
    program = Program(broken, broken, answer("u", "secret"))
    asked = program.helper()
    with caplog.at_level(logging.INFO, "regbot"):
        for now, expected in ((0.0, None), (4.9, None), (5.0, None), (10.0, ("u", "secret", ""))):
            program.now = now
            assert expected == login(asked)
    assert 3 == len(program.asked)
    assert ["Credential helper failed"] == caplog.messages


def test_a_helper_without_a_login_for_the_registry_is_nothing_to_warn_about(
    caplog: pytest.LogCaptureFixture,
) -> None:
    absent = HelperError("x: exit status 1: credentials not found in native keychain")
    with caplog.at_level(logging.INFO, "regbot"):
        assert login(Program(absent).helper()) is None
    assert [] == caplog.messages


@pytest.mark.parametrize(
    "output", [b"", b"no", b"[]", b"{}", b'{"Username":"u"}', b'{"Username":1,"Secret":"s"}']
)
def test_an_answer_without_a_login_is_a_failure(output: bytes) -> None:
    assert login(Program(output).helper()) is None


def test_many_requests_ask_once() -> None:
    program = Program(answer("u", "secret"))
    asked = program.helper()

    async def many() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(asked.login)

    anyio.run(many)
    assert 1 == len(program.asked)


def test_a_store_lists_its_registries() -> None:
    assert {"a.io": "u"} == anyio.run(list_helper, "docker-credential-x", Program(b'{"a.io":"u"}').run)


def script(tmp_path: Path, body: str) -> str:
    path = tmp_path / "docker-credential-test"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_a_program_is_given_the_host_without_a_line_end(tmp_path: Path) -> None:
    program = script(tmp_path, "print(sys.argv[1:], repr(sys.stdin.read()))")
    assert b"['get'] 'a.io'\n" == anyio.run(run_helper, program, "get", b"a.io")


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    program = script(tmp_path, "sys.stderr.write('it broke\\n'); sys.exit(3)")
    with pytest.raises(HelperError, match="exit status 3: it broke"):
        anyio.run(run_helper, program, "get", b"a.io")


def test_a_missing_program_is_named() -> None:
    with pytest.raises(HelperError, match="docker-credential-none: no such file or directory"):
        anyio.run(run_helper, "docker-credential-none", "get", b"a.io")


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper, "TIME_LIMIT", 0.01)
    program = script(tmp_path, "time.sleep(60)")  # is ended before
    with pytest.raises(HelperError, match=r"no answer in 0\.01 s"):
        anyio.run(run_helper, program, "get", b"a.io")


def test_a_program_may_ignore_its_input(tmp_path: Path) -> None:
    program = script(tmp_path, "import os; os.close(0); print('{}')")
    assert b"{}\n" == anyio.run(run_helper, program, "get", b"x" * 1_000_000)


@pytest.mark.parametrize("delay", [0.0, 0.001, 0.005, 0.05])
def test_a_cancelled_wait_leaves_no_program_behind(tmp_path: Path, delay: float) -> None:
    # Unclosed pipes and running processes are ResourceWarnings, and those are errors in these tests.
    program = script(tmp_path, "time.sleep(60)")  # is ended before

    async def scene() -> bool:
        with anyio.move_on_after(delay) as scope:
            await run_helper(program, "get", b"a.io")
        return scope.cancelled_caught

    assert anyio.run(scene)
    gc.collect()
