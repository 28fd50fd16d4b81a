import json
import subprocess
import sys

import pytest

from regbot.registry.jsontext import DEPTH, parse_json


@pytest.mark.parametrize(
    "raw", [b"{}", b'[1, "[", {"a": null}]', b"[" * DEPTH + b"]" * DEPTH, b"[" + b"{}," * 999 + b"1]"]
)
def test_json_is_read(raw: bytes) -> None:
    assert json.loads(raw) == parse_json(raw)


@pytest.mark.parametrize(
    "raw", [b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), b'{"a":' * 600, b'"\\"' + b"[" * 9, b""]
)
def test_what_is_too_deep_or_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own errors are ValueErrors without a common text
        parse_json(raw)


def test_brackets_in_strings_do_not_count() -> None:
    text = json.dumps(["[" * 5000, '\\"' + "{" * 5000])
    assert json.loads(text) == parse_json(text.encode())


def test_deep_nesting_does_not_crash_a_process_with_a_raised_recursion_limit() -> None:
    program = (
        "import sys; sys.setrecursionlimit(200_000)\n"
        "from regbot.registry.jsontext import parse_json\n"
        "try: parse_json(b'[' * 150_000)\n"
        "except ValueError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (0, "refused\n") == (done.returncode, done.stdout)
