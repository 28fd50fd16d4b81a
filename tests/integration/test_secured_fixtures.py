"""Each secured registry is what it says it is: skopeo gets in with the right proof, and only with it."""

import http.client
import json
from pathlib import Path

import pytest

from tests.fakes import faults, images
from tests.fakes.programs import Registry, Skopeo
from tests.fakes.secured import PASSWORD, USER, Process, Secured, accepts
from tests.fakes.threads import wait_until
from tests.integration.secured import Seed, relay_of, tokens_of


def read(skopeo: Skopeo, registry: Secured, name: str, *options: str) -> bytes:
    return skopeo.run("inspect", "--raw", *options, f"docker://{registry.host}/{name}")


def test_basic_wants_the_password_and_tls_our_authority(
    basic_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    one = images.image("basic")
    seed_secured(basic_registry, repository, one, "v1")
    name = f"{repository}:v1"
    assert one.manifest == read(skopeo, basic_registry, name, *basic_registry.skopeo_options())
    anonymous = basic_registry.skopeo_options(anonymous=True)
    with pytest.raises(AssertionError, match=r"unauthorized|authentication required"):
        read(skopeo, basic_registry, name, *anonymous)
    with pytest.raises(AssertionError, match=r"unauthorized|authentication required"):
        read(skopeo, basic_registry, name, anonymous[0], f"--creds={USER}:wrong")
    with pytest.raises(AssertionError, match="certificate signed by unknown authority"):
        read(skopeo, basic_registry, name, f"--creds={USER}:{PASSWORD}")


def test_client_certificates_are_demanded(
    certificate_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    one = images.image("certificate")
    seed_secured(certificate_registry, repository, one, "v1")
    name = f"{repository}:v1"
    assert one.manifest == read(skopeo, certificate_registry, name, *certificate_registry.skopeo_options())
    assert certificate_registry.certificates is not None
    # which of them depends on who is quicker
    broken = "EOF|reset by peer|broken pipe|closed idle connection"
    refusals = f"certificate required|bad certificate|{broken}"
    with pytest.raises(AssertionError, match=refusals):
        read(
            skopeo,
            certificate_registry,
            name,
            f"--cert-dir={certificate_registry.certificates.directory}",
            "--no-creds",
        )


def test_tokens_open_what_they_say(
    token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    many = images.index("token")
    seed_secured(token_registry, repository, many, "v1")
    tokens = tokens_of(token_registry)
    assert {USER} == {call.user for call in tokens.calls}
    asked = {scope for call in tokens.calls for scope in call.scopes}
    assert asked == {f"repository:{repository}:pull,push"}
    name = f"{repository}:v1"
    assert many.manifest == read(skopeo, token_registry, name, *token_registry.skopeo_options())
    with pytest.raises(AssertionError, match=r"denied|unauthorized|authentication required"):
        read(skopeo, token_registry, name, *token_registry.skopeo_options(anonymous=True))
    with pytest.raises(AssertionError, match=r"incorrect username or password|unauthorized|invalid"):
        read(skopeo, token_registry, name, token_registry.skopeo_options()[0], f"--creds={USER}:wrong")


def test_anonymous_tokens_pull_what_is_public(
    token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    one = images.image("public")
    seed_secured(token_registry, f"public/{repository}", one, "v1")
    anonymous = token_registry.skopeo_options(anonymous=True)
    assert one.manifest == read(skopeo, token_registry, f"public/{repository}:v1", *anonymous)


def test_a_token_is_over_when_its_lifetime_is(token_registry: Secured, repository: str) -> None:
    tokens = tokens_of(token_registry)
    scope = (f"repository:{repository}:pull",)
    assert not accepts(token_registry, tokens.token(USER, scope, -1), repository)
    assert not accepts(token_registry, tokens.token("", scope, 300), repository)
    short = tokens.token(USER, scope, 2)
    assert accepts(token_registry, short, repository)
    assert not accepts(token_registry, short, "other/repository")
    wait_until(lambda: not accepts(token_registry, short, repository), what="the end of the token")


def test_a_stale_token_is_refused_and_skopeo_does_not_ask_for_another(
    token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    one = images.image("stale")
    seed_secured(token_registry, repository, one, "v1")
    tokens = tokens_of(token_registry)
    tokens.reset()
    tokens.stale()
    with pytest.raises(AssertionError, match=r"unauthorized|authentication required|invalid"):
        read(skopeo, token_registry, f"{repository}:v1", *token_registry.skopeo_options())
    assert [200] == [call.status for call in tokens.calls]


def test_an_identity_token_is_traded_by_post(
    token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed, tmp_path: Path
) -> None:
    one = images.image("identity")
    seed_secured(token_registry, repository, one, "v1")
    tokens = tokens_of(token_registry)
    tokens.reset()
    identity = tokens.give_refresh_token(USER)
    authfile = tmp_path / "auth.json"
    entry = {"auth": "PHRva2VuPjo=", "identitytoken": identity}
    authfile.write_text(json.dumps({"auths": {token_registry.host: entry}}))
    options = (token_registry.skopeo_options()[0], f"--authfile={authfile}")
    assert one.manifest == read(skopeo, token_registry, f"{repository}:v1", *options)
    assert [("POST", "refresh_token", USER, 200)] == [
        (call.method, call.grant, call.user, call.status) for call in tokens.calls
    ]
    tokens.revoke_refresh_tokens()
    with pytest.raises(AssertionError, match=r"invalid_grant|unauthorized|400"):
        read(skopeo, token_registry, f"{repository}:v1", *options)


def test_a_copy_from_basic_to_token_moves_everything(
    basic_registry: Secured, token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    many = images.index("between")
    seed_secured(basic_registry, repository, many, "v1")
    skopeo.run(
        "copy",
        "--all",
        "--preserve-digests",
        *basic_registry.skopeo_options("src-"),
        *token_registry.skopeo_options("dest-"),
        f"docker://{basic_registry.host}/{repository}:v1",
        f"docker://{token_registry.host}/{repository}:v2",
    )
    assert many.manifest == read(skopeo, token_registry, f"{repository}:v2", *token_registry.skopeo_options())


def test_the_mirror_fetches_once_and_keeps(
    registry: Registry, mirror: Secured, repository: str, skopeo: Skopeo
) -> None:
    one = images.image("mirrored")
    images.push(registry.host, repository, one, "v1")
    name = f"{mirror.host}/{repository}@{one.digest}"
    assert one.manifest == skopeo.inspect_raw(name)

    def upstream_reads() -> int:
        path = f"GET /v2/{repository}/manifests/{one.digest}"
        return sum(line.startswith(path) for line in registry.requests())

    before = upstream_reads()
    assert before >= 1
    assert one.manifest == skopeo.inspect_raw(name)
    assert before == upstream_reads()
    connection = http.client.HTTPConnection(mirror.host, timeout=10)
    connection.request("POST", f"/v2/{repository}/blobs/uploads/", headers={"Content-Length": "0"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 405


def test_a_killed_registry_comes_back_with_what_it_had(
    mortal_registry: Process, repository: str, skopeo: Skopeo
) -> None:
    one = images.image("mortal")
    host = mortal_registry.host
    images.push(host, repository, one, "v1")
    mortal_registry.kill()
    with pytest.raises(AssertionError, match="connection refused"):
        skopeo.inspect_raw(f"{host}/{repository}:v1")
    mortal_registry.start()
    assert host == mortal_registry.host
    assert one.manifest == skopeo.inspect_raw(f"{host}/{repository}:v1")


def test_an_upload_session_survives_the_restart(mortal_registry: Process, repository: str) -> None:
    def send(method: str, path: str, body: bytes = b"") -> tuple[int, str]:
        connection = http.client.HTTPConnection(mortal_registry.host, timeout=10)
        connection.request(method, path, body)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers.get("Location", "")

    status, location = send("POST", f"/v2/{repository}/blobs/uploads/")
    assert status == 202
    status, location = send("PATCH", location, b"first ")
    assert status == 202
    mortal_registry.kill()
    mortal_registry.start()
    digest = images.digest_of(b"first second")
    status, _ = send("PUT", f"{location}&digest={digest}", b"second")
    assert status == 201


def test_faults_reach_a_client_of_the_token_registry(
    token_registry: Secured, repository: str, skopeo: Skopeo, seed_secured: Seed
) -> None:
    one = images.image("faulty")
    seed_secured(token_registry, repository, one, "v1")
    relay_of(token_registry).inject(faults.corrupt(3), method="GET", path="/manifests/v1")
    raw = read(skopeo, token_registry, f"{repository}:v1", *token_registry.skopeo_options())
    assert [3] == [at for at, byte in enumerate(raw) if byte != one.manifest[at]]
