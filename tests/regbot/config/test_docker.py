import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import pytest

from regbot.config.docker import (
    HelperError,
    Logins,
    config_path,
    longest_prefix,
    read_certificates,
    read_logins,
)


async def no_helper(program: str) -> Mapping[str, str]:
    raise HelperError(f"{program}: no such file or directory")


def read(tmp_path: Path, document: Any, list_helper: Any = no_helper, **environ: str) -> Logins:
    if document is not None:
        text = document if isinstance(document, str) else json.dumps(document)
        (tmp_path / "config.json").write_text(text)
    return anyio.run(read_logins, {"DOCKER_CONFIG": str(tmp_path), **environ}, list_helper)


def shown(logins: Logins) -> list[tuple[str, str, str, str]]:
    return [
        (entry.registry, entry.user, entry.password.get_secret_value(), entry.token.get_secret_value())
        for entry in logins.entries
    ]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_all_forms_of_a_login_are_read(tmp_path: Path) -> None:
    auths = {
        "a.io": {"auth": encoded("user:pa:ss")},
        "b.io": {"username": "u", "password": "p"},
        "c.io": {"auth": encoded("user:\0\0"), "identitytoken": "id"},
        "https://index.docker.io/v1/": {"auth": encoded("hub:pw\0\0")},
        "http://plain.io": {"auth": encoded("u:p")},
        "empty.io": {},
    }
    logins = read(tmp_path, {"auths": auths})
    assert [
        ("a.io", "user", "pa:ss", ""),
        ("b.io", "u", "p", ""),
        ("c.io", "user", "", "id"),
        ("docker.io", "hub", "pw", ""),
        ("plain.io", "u", "p", ""),
    ] == shown(logins)
    assert "disabled" == logins.entries[-1].tls
    assert [] == logins.problems


def test_f30_logins_for_paths_are_kept_apart_from_those_of_registries(tmp_path: Path) -> None:
    auths = {
        "one.io/team": {"auth": encoded("u:p")},
        "two.io/a": {"auth": encoded("a:p")},
        "two.io/b/": {"auth": encoded("b:p")},
        "has.io": {"auth": encoded("host:p")},
        "has.io/path": {"auth": encoded("path:p")},
    }
    logins = read(tmp_path, {"auths": auths})
    assert [("has.io", "host", "p", "")] == shown(logins)
    found = {name: {path: login.user for path, login in each.items()} for name, each in logins.paths.items()}
    assert {"one.io": {"team": "u"}, "two.io": {"a": "a", "b": "b"}, "has.io": {"path": "path"}} == found
    assert {"one.io", "two.io", "has.io"} == {e.registry for p in logins.paths.values() for e in p.values()}


@pytest.mark.parametrize(
    ("repository", "prefix"), [("a", "a"), ("a/b/c", "a/b"), ("ab", ""), ("x", ""), ("a/bc", "a")]
)
def test_the_longest_prefix_of_whole_parts_wins(repository: str, prefix: str) -> None:
    assert prefix == longest_prefix(repository, ["a", "a/b", "b"])


def test_helpers_rule_over_stored_logins(tmp_path: Path) -> None:
    document = {
        "auths": {"a.io": {}},
        "credHelpers": {"a.io": "ecr-login", "https://index.docker.io/v1/": "pass"},
    }
    assert [
        ("a.io", "docker-credential-ecr-login", "a.io"),
        ("docker.io", "docker-credential-pass", "https://index.docker.io/v1/"),
    ] == [(entry.registry, entry.cred_helper, entry.cred_host) for entry in read(tmp_path, document).entries]


def test_a_store_is_asked_which_registries_it_knows(tmp_path: Path) -> None:
    async def known(program: str) -> Mapping[str, str]:
        assert "docker-credential-desktop" == program
        return {"https://index.docker.io/v1/": "me", "a.io": "you"}

    logins = read(tmp_path, {"credsStore": "desktop"}, known)
    assert ["docker.io", "a.io"] == [entry.registry for entry in logins.entries]


def test_a_store_that_fails_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    logins = read(tmp_path, {"credsStore": "desktop", "auths": {"a.io": {"auth": encoded("u:p")}}})
    assert 1 == len(logins.entries)
    (problem,) = logins.problems
    assert problem.endswith("credsStore: docker-credential-desktop: no such file or directory")


def test_the_variable_comes_after_the_file(tmp_path: Path) -> None:
    variable = json.dumps({"auths": {"a.io": {"auth": encoded("new:p")}}})
    logins = read(tmp_path, {"auths": {"a.io": {"auth": encoded("old:p")}}}, DOCKER_AUTH_CONFIG=variable)
    assert ["old", "new"] == [entry.user for entry in logins.entries]


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert Logins() == read(tmp_path, None)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("{", "config.json: Expecting property name"),
        ("[]", "config.json: not a JSON object"),
        ({"auths": []}, None),
        ({"auths": [1]}, "config.json: auths is not an object"),
        ({"auths": {"a.io": 1}}, "config.json: auths: a.io is not an object"),
        ({"auths": {"a.io": {"auth": "%%%"}}}, "auths: a.io: auth is not base64 of user:password"),
        ({"auths": {"a.io": {"auth": 7}}}, "auths: a.io: auth is not base64 of user:password"),
        (
            {"auths": {"a.io": {"username": 7, "password": "p"}}},
            "a.io: user, password and token must be texts",
        ),
    ],
)
def test_what_is_broken_is_told_and_left_out(tmp_path: Path, document: Any, problem: str | None) -> None:
    logins = read(tmp_path, document)
    assert [] == logins.entries
    assert (problem is None) == (not logins.problems)
    assert (problem or "") in "".join(logins.problems)


@pytest.mark.parametrize(
    ("environ", "path"),
    [
        ({"DOCKER_CONFIG": "/d", "HOME": "/h"}, "/d/config.json"),
        ({"DOCKER_CONFIG": "", "HOME": "/h"}, "/h/.docker/config.json"),
    ],
)
def test_where_the_file_is(environ: dict[str, str], path: str) -> None:
    assert Path(path) == config_path(environ)


def test_without_home_the_password_database_knows_it() -> None:
    assert config_path({}).is_absolute()


def test_certificates_are_read_by_host(tmp_path: Path) -> None:
    folder = tmp_path / "a.io:5000"
    folder.mkdir()
    for name in ("ca1.crt", "ca2.crt", "client.cert", "client.key", "lonely.cert"):
        (folder / name).write_text(name)
    found, problems = read_certificates(tmp_path)
    assert {"a.io:5000"} == set(found)
    certificates = found["a.io:5000"]
    assert ("ca1.crt\nca2.crt", "client.cert", "client.key") == (
        certificates.authorities,
        certificates.client_cert,
        certificates.client_key,
    )
    assert [] == problems


def test_no_certificates_folder_is_no_problem(tmp_path: Path) -> None:
    assert ({}, []) == read_certificates(tmp_path / "none")
