"""The Dockerfile's first stage, carried out in a folder; not in every run, as it installs everything."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.test_compose import TOP, instructions


@pytest.mark.nightly
def test_the_steps_of_the_first_stage_make_a_program_without_tools(tmp_path: Path) -> None:
    source = tmp_path / "src"
    source.mkdir()
    ran = 0
    for name, rest in instructions()[2:]:  # after ARG and FROM
        if name == "FROM":
            break
        if name == "COPY":
            *paths, target = rest.split()
            for path in paths:
                copy = shutil.copytree if (TOP / path).is_dir() else shutil.copy
                copy(TOP / path, source / (path if target == "./" else target))
        if name == "RUN":
            for folder in ("/src", "/dist", "/opt/regbot"):
                rest = rest.replace(folder, f"{tmp_path}{folder}")
            environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
            environ |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
            subprocess.run(["sh", "-ec", rest], cwd=source, env=environ, check=True, timeout=600)
            ran += 1
    assert 2 == ran
    shutil.rmtree(source)
    program = tmp_path / "opt/regbot/bin/regbot"
    for arguments in (["version"], ["server", "--help"]):
        subprocess.run(
            [program, *arguments], cwd="/", env={}, check=True, timeout=60, stdout=subprocess.DEVNULL
        )
    config = tmp_path / "regbot.yml"
    config.write_text("scripts: [{name: a, script: 'log(1)'}]\n", encoding="utf-8")
    done = subprocess.run(
        [program, "once", "-c", config], env={}, check=True, timeout=60, capture_output=True
    )
    assert b'msg="User script message"' in done.stderr
    found = {path.name for path in (tmp_path / "opt/regbot/lib").rglob("site-packages/*")}
    assert {"regbot", "interpreter"} <= found
    assert set() == {"pip", "setuptools", "wheel", "hatchling", "pytest"} & found
