"""Which authorities are trusted, and to whom a client certificate is shown."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from regbot.registry.contexts import Contexts
from regbot.registry.errors import HostConfigError, NetworkError
from regbot.registry.host import HostConfig
from regbot.registry.tls import make_context
from regbot.registry.transport import Request, Transport
from tests.fakes.clock import FakeClock
from tests.fakes.scripted import Reply, Scripted
from tests.fakes.secured import Certificates
from tests.fakes.transports import OK, Hidden, fetch, get, script


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("tls"))


def tls_transport(server: Scripted, certs_dir: Path | None = None, **options: Any) -> Transport:
    clock = FakeClock()
    return Transport(
        [HostConfig(server.host, **options)], environ={}, certs_dir=certs_dir, sleep=clock.sleep, clock=clock
    )


def against(
    tls: ssl.SSLContext | None, test: Callable[[Scripted], Awaitable[None]], reply: Reply = OK
) -> None:
    async def main() -> None:
        async with Scripted(script(reply), tls=tls) as server:
            await test(server)

    anyio.run(main)


def test_the_registrys_own_authority_is_trusted(certificates: Certificates) -> None:
    async def test(server: Scripted) -> None:
        async with tls_transport(server, ca_pem=certificates.ca_pem) as transport:
            assert b"fine" == await fetch(transport, get(server))

    against(certificates.server_context(), test)


def test_an_unknown_authority_is_refused_after_one_try(certificates: Certificates) -> None:
    async def test(server: Scripted) -> None:
        async with tls_transport(server) as transport:
            with pytest.raises(NetworkError, match="certificate verify failed") as caught:
                await fetch(transport, get(server))
            assert (1, []) == (caught.value.attempts, server.got)
            assert "(a CA of your own? then set regcert)" in str(caught.value)

    against(certificates.server_context(), test)


def test_insecure_trusts_everybody(certificates: Certificates) -> None:
    async def test(server: Scripted) -> None:
        async with tls_transport(server, tls="insecure") as transport:
            assert b"fine" == await fetch(transport, get(server))

    against(certificates.server_context(), test)


def test_a_client_certificate_is_shown(certificates: Certificates) -> None:
    async def test(server: Scripted) -> None:
        async with tls_transport(
            server,
            ca_pem=certificates.ca_pem,
            client_cert=certificates.client_cert,
            client_key=Hidden(certificates.client_key),
        ) as transport:
            assert b"fine" == await fetch(transport, get(server))

    against(certificates.server_context(client_required=True), test)


def test_f30_dockers_certificate_folder_gives_authority_and_client_pair(
    certificates: Certificates, tmp_path: Path
) -> None:
    async def test(server: Scripted) -> None:
        (tmp_path / server.host).symlink_to(certificates.client_directory)
        async with tls_transport(server, tmp_path) as transport:
            assert b"fine" == await fetch(transport, get(server))

    against(certificates.server_context(client_required=True), test)


def test_a_redirect_target_does_not_learn_who_we_are(certificates: Certificates, tmp_path: Path) -> None:
    async def main() -> None:
        asking = certificates.server_context(client_required=True)
        async with Scripted(script(OK), tls=asking) as store:
            moved = Reply(307, [("Location", f"https://{store.host}/blob")])
            async with Scripted(script(moved), tls=asking) as server:
                (tmp_path / server.host).symlink_to(certificates.client_directory)
                async with tls_transport(server, tmp_path) as transport:
                    with pytest.raises(NetworkError):
                        await fetch(transport, get(server))
                assert (True, []) == (len(server.got) > 0, store.got)

    anyio.run(main)


def test_a_plain_server_behind_a_tls_address_is_named_at_once() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def main() -> None:
        listening = await asyncio.start_server(plain, "127.0.0.1", 0)
        host = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        async with listening, Transport([HostConfig(host)], environ={}) as transport:
            with pytest.raises(NetworkError, match=r"plain http\? then set tls: disabled") as caught:
                await fetch(transport, Request(method="GET", registry=host, path="_catalog"))
            assert 1 == caught.value.attempts

    anyio.run(main)


def test_contexts_are_shared_by_equal_settings_only(certificates: Certificates) -> None:
    async def main() -> None:
        hosts = [
            HostConfig("a"), HostConfig("b"), HostConfig("c", ca_pem=certificates.ca_pem),
            HostConfig("d", tls="insecure"), HostConfig("e", tls="disabled"),
        ]  # fmt: skip
        contexts = Contexts(certs_dir=None)
        found = [await contexts.of(host, host.url("r", "x")) for host in hosts]
        assert (True, None, 4) == (found[0] is found[1], found[4], len({id(context) for context in found}))

    anyio.run(main)


@pytest.mark.parametrize(
    ("options", "gist"),
    [
        ({"ca_pem": "nonsense"}, "regcert is no certificate in PEM format"),
        (
            {"client_cert": "nonsense", "client_key": "SECRET"},
            "clientCert and clientKey: not a",
        ),
    ],
)
def test_unusable_certificates_are_an_error_without_the_key(options: dict[str, str], gist: str) -> None:
    with pytest.raises(HostConfigError, match=gist) as caught:
        make_context(HostConfig("r", **options))  # type: ignore[arg-type]  # all of these are texts

    assert "SECRET" not in str(caught.value)


def test_a_certificate_folder_with_a_lonely_certificate_is_an_error(
    certificates: Certificates, tmp_path: Path
) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "client.cert").write_text(certificates.client_cert)

    with pytest.raises(HostConfigError, match=r"cannot read .*client.key: No such file"):
        make_context(HostConfig("r"), tmp_path)


def test_a_registry_without_a_folder_is_fine(tmp_path: Path) -> None:
    context = make_context(HostConfig("r"), tmp_path)

    assert (ssl.TLSVersion.TLSv1_2, ssl.CERT_REQUIRED) == (context.minimum_version, context.verify_mode)
