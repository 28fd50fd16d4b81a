"""The configs that the two documents print, run on a real registry.

`documents/` has them as printed. The examples differ from that in what no Lua can read and in a key that does
not exist; what the printed ones do is tested here too.
"""

from pathlib import Path

import pytest
from lupa import lua51

from interpreter import Interpreter, LuaError
from regbot.check import check_config
from regbot.config.load import load_config
from tests.fakes import images
from tests.fakes.programs import Registry, Skopeo
from tests.integration.examples import EXAMPLES, Lines, logged, regbot, run, said, with_creds, writes_of

PRINTED = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parent / "documents").glob("*.yml")
}
SHIPPED = {path.stem: path.read_text(encoding="utf-8") for path in (EXAMPLES / "documents").glob("*.yml")}
MENDED = {'log "Found tag " .. t': 'log("Found tag " .. t)', "frequency: 5m": "interval: 5m"}

TAGS = ("1.36", "1.35", "latest")
BUSYBOX = ["hello world", "Found tag 1.35", "Found tag 1.36", "Found tag latest"]
SAID = {
    "2023-layout": BUSYBOX,
    "2025-minimal": BUSYBOX,
    "2025-scripts": BUSYBOX,
    "2025-extensions": [f"hello every {when} {number}" for when in ("hour", "night") for number in (1, 2)],
    "2025-repo-ls": ["library/busybox"],
}


@pytest.fixture
def busybox(registry: Registry) -> Registry:
    """A registry that stands for Docker Hub and example.com."""
    images.push(registry.host, "library/busybox", images.image("busybox"), *TAGS)
    return registry


def prepare(folder: Path, text: str, registry: Registry) -> str:
    """Write a config for a machine without Docker Hub and without /var/run/secrets; its scripts stay."""
    (folder / "hub_token").write_text("secret\n")
    text = text.replace("/var/run/secrets/hub_token", f"{folder}/hub_token")
    path = folder / "regbot.yml"
    path.write_text(with_creds(text, **{"docker.io": registry.host, "example.com": registry.host}))
    return str(path)


def test_every_document_is_here() -> None:
    assert SAID.keys() == SHIPPED.keys()
    assert SAID.keys() - {"2025-repo-ls"} == PRINTED.keys()


@pytest.mark.parametrize("name", PRINTED)
def test_the_example_is_what_the_document_prints_with_its_mistakes_mended(name: str) -> None:
    expected = PRINTED[name]
    for wrong, right in MENDED.items():
        expected = expected.replace(wrong, right)
    lines = SHIPPED[name].splitlines(keepends=True)
    head = next(place for place, line in enumerate(lines) if not line.startswith("#"))
    assert expected == "".join(lines[head:])


def test_the_call_of_repo_ls_is_the_printed_one() -> None:
    assert '\n      list = repo.ls("example.com", {limit = 500})\n' in SHIPPED["2025-repo-ls"]


@pytest.mark.parametrize("flags", [(), ("--dry-run",)], ids=["real", "dry"])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_config_of_the_documents_runs(
    name: str, flags: tuple[str, ...], tmp_path: Path, busybox: Registry, skopeo: Skopeo
) -> None:
    config = prepare(tmp_path, SHIPPED[name], busybox)
    lines: Lines = []
    environ = {"HUB_USER": "youruser"}
    writes = writes_of(
        lambda: lines.extend(regbot("once", "-c", config, *flags, folder=tmp_path, **environ)), busybox
    )
    assert [] == writes
    assert set(SAID[name]) <= set(said(lines))
    assert sorted(TAGS) == skopeo.tags(busybox.repository("library/busybox"))
    assert [] == [line for line in lines if line["level"] != "INFO"]


@pytest.mark.parametrize("name", SHIPPED)
def test_check_finds_nothing_in_a_config_of_the_documents(
    name: str, tmp_path: Path, busybox: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_USER", "youruser")  # a template reads it
    environ = {"DOCKER_CONFIG": str(tmp_path)}
    assert [] == check_config(prepare(tmp_path, SHIPPED[name], busybox), environ)


def test_scripts_run_in_the_order_of_the_file(tmp_path: Path, busybox: Registry) -> None:
    config = prepare(tmp_path, SHIPPED["2025-minimal"], busybox)
    assert BUSYBOX == said(regbot("once", "-c", config, folder=tmp_path))


def test_the_printed_busybox_script_is_refused_by_real_lua_and_by_ours_with_the_same_words() -> None:
    config = load_config("regbot.yml", text=PRINTED["2025-scripts"])
    script = next(each.script for each in config.config.scripts if each.name == "Busybox Tags")
    _, words = lua51.LuaRuntime().globals().loadstring(script, "=<string>")
    assert "<string>:4: unexpected symbol near '..'" == words
    with pytest.raises(LuaError) as caught:
        Interpreter().load(script.encode(), "=<string>")
    assert words == str(caught.value)


def test_a_printed_config_says_what_is_wrong_and_runs_the_other_script(
    tmp_path: Path, busybox: Registry
) -> None:
    config = prepare(tmp_path, PRINTED["2025-scripts"], busybox)
    done = run("once", "-c", config, "--logopt", "json", folder=tmp_path)
    lines = logged(done)
    assert 1 == done.returncode
    assert ["hello world"] == said(lines)
    [failed] = [line for line in lines if line["msg"] == "Error running script"]
    assert "Busybox Tags" == failed["script"]
    assert "<string>:4: unexpected symbol near '..'" in failed["error"]
    assert any("frequency" in str(line) and "interval" in str(line) for line in lines)
