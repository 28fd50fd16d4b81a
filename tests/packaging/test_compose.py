"""compose.yaml and packaging/Dockerfile, as far as they can be judged without a container engine."""

import fnmatch
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from regbot.cli import app
from regbot.config.load import load_config
from regbot.config.model import Defaults
from regbot.duration import parse_duration
from regbot.interrupts import TELLING
from regbot.server import CLOSING
from regbot.state import state_directory

TOP = Path(__file__).parents[2]
IMAGE_PATH = "/opt/regbot/bin/regbot"

# https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json, of what is likely here
SERVICE_KEYS = {
    "build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image", "init",
    "networks", "ports", "profiles", "read_only", "restart", "secrets", "security_opt", "stop_grace_period",
    "stop_signal", "tmpfs", "user", "volumes", "working_dir",
}  # fmt: skip
HEALTH_KEYS = {"test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"}


def compose() -> Any:
    return YAML(typ="safe").load((TOP / "compose.yaml").read_text(encoding="utf-8"))


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continued lines joined, comments left out."""
    text = (TOP / "packaging/Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def given(name: str) -> list[str]:
    """The arguments of every such instruction of the final stage."""
    found = instructions()
    last = max(index for index, (each, _) in enumerate(found) if each == "FROM")
    return [rest for each, rest in found[last:] if each == name]


def understood(arguments: list[str]) -> Any:
    """What the command line makes of these arguments; raises where it would complain. Nothing runs."""
    name, *rest = arguments
    return get_command(app).commands[name].make_context(name, rest).params  # type: ignore[attr-defined]  # a group


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path out of the build: the last pattern that fits decides."""
    found = False
    for line in (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern = line.lstrip("!").removeprefix("**/")
            if fnmatch.fnmatch(path, pattern) or (
                line.startswith("**/") and fnmatch.fnmatch(Path(path).name, pattern)
            ):
                found = not line.startswith("!")
    return found


def test_compose_knows_every_key() -> None:
    document = compose()
    assert {"services", "secrets", "volumes"} == set(document)
    for name, service in document["services"].items():
        assert set() == set(service) - SERVICE_KEYS, name
        assert set() == set(service["healthcheck"]) - HEALTH_KEYS, name
        assert service["healthcheck"]["test"][0] == "CMD"


def test_the_named_things_of_compose_exist() -> None:
    document = compose()
    for service in document["services"].values():
        assert set(service.get("secrets", ())) <= set(document["secrets"])
        assert set(service.get("depends_on", ())) <= set(document["services"])
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert (TOP / source).is_file() if source.startswith(".") else source in document["volumes"]
    build = document["services"]["regbot"]["build"]
    assert (TOP / build["context"] / build["dockerfile"]).is_file()


def test_compose_gives_regbot_no_more_than_it_needs() -> None:
    service = compose()["services"]["regbot"]
    assert True is service["read_only"]
    assert (["ALL"], ["no-new-privileges:true"]) == (service["cap_drop"], service["security_opt"])
    assert given("USER") == [service["user"]] == ["65532:65532"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert ["state:/var/lib/regbot"] == [each for each in service["volumes"] if not each.endswith(":ro")]
    assert "pass" not in str(service["environment"]).lower().replace("hub_password_file", "").replace(
        "/run/secrets/hub-password", ""
    )


def test_the_commands_of_compose_and_image_are_understood() -> None:
    service = compose()["services"]["regbot"]
    server = understood(service["command"])
    assert ("/config/regbot.yml", ":8090") == (server["config"], server["listen"])
    assert "./examples/compose.yml:/config/regbot.yml:ro" in service["volumes"]
    assert [json.dumps([IMAGE_PATH])] == given("ENTRYPOINT")
    usual = understood(json.loads(given("CMD")[0]))
    for test, listen in ((service["healthcheck"]["test"], server), (_health(), usual)):
        assert ["CMD", IMAGE_PATH] == test[:2]
        url = understood(test[2:])["url"]
        assert url == f"http://127.0.0.1:{listen['listen'].rpartition(':')[2]}/healthz"


def _health() -> list[str]:
    flags, _, command = given("HEALTHCHECK")[0].partition("CMD")
    assert all(re.fullmatch(r"--(interval|timeout|start-period|retries)=\w+", flag) for flag in flags.split())
    return ["CMD", *json.loads(command)]


def test_a_stop_lasts_longer_than_the_server_takes_whatever_hangs() -> None:
    grace = Defaults().grace_period
    assert parse_duration(compose()["services"]["regbot"]["stop_grace_period"]) >= grace + CLOSING + TELLING
    assert ["SIGTERM"] == given("STOPSIGNAL")


def test_the_config_of_compose_finds_its_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "hub-password"
    secret.write_text("hunter2hunter2\n", encoding="utf-8")
    variables = compose()["services"]["regbot"]["environment"]
    assert {"HUB_USER", "HUB_PASSWORD_FILE"} == set(variables)
    for user, file, expected in (("", "", ("", "")), ("me", str(secret), ("me", "hunter2hunter2"))):
        monkeypatch.setenv("HUB_USER", user)
        monkeypatch.setenv("HUB_PASSWORD_FILE", file)
        loaded = load_config(TOP / "examples/compose.yml")
        hub = next(each for each in loaded.config.creds if each.registry == "docker.io")
        assert expected == (hub.user, hub.password.get_secret_value())
        assert () == loaded.warnings
    (name,) = compose()["services"]["regbot"]["secrets"]
    assert variables["HUB_PASSWORD_FILE"] == f"/run/secrets/{name}"


def test_the_image_is_built_from_what_is_there() -> None:
    copied = [rest.split() for name, rest in instructions() if name == "COPY" and "--from" not in rest]
    sources = [path for *paths, _ in copied for path in paths]
    assert {"pyproject.toml", "constraints.txt", "interpreter", "regbot"} <= set(sources)
    for path in sources:
        assert (TOP / path).exists()
        assert not ignored(path)
    for path in (".git", ".venv", "tests", "secrets", "regbot.yml", "regbot/__pycache__", "a/b.pyc"):
        assert ignored(path), path


def test_what_the_package_declares_is_copied() -> None:
    import tomllib

    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {project["project"]["readme"], *project["project"]["license-files"]}
    needed |= set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    copied = {path for name, rest in instructions() if name == "COPY" for path in rest.split()[:-1]}
    assert needed <= copied


def test_base_images_are_pinned_and_the_last_holds_no_tools() -> None:
    defaults = dict(rest.split("=", 1) for name, rest in instructions() if name == "ARG")
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images = [re.sub(r"\$\{(\w+)\}", lambda match: defaults[match[1]], base) for base in bases]
    images += [each["image"] for each in compose()["services"].values() if "build" not in each]
    for image in images:
        assert re.search(r":\d+\.\d+\.\d+", image), image
    runs = " ".join(given("RUN"))
    assert "pip uninstall --yes" in runs
    assert not re.search(r"apt-get|apk |curl|gcc", runs)
    assert not any("add" == name.lower() for name, _ in instructions())
    assert given("VOLUME")[0] == "/var/lib/regbot" in runs
    variables = dict(item.split("=", 1) for item in shlex.split(given("ENV")[0]))
    assert Path("/var/lib/regbot") == state_directory(None, variables)
    # Else a server of another user (docker run --user), as the Go regbot's are started, would not begin.
    assert "STATE_DIRECTORY" not in variables
