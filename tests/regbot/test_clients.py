import anyio
import pytest

from regbot import __version__
from regbot.clients import make_client
from regbot.config.load import load_config
from regbot.registries import read_registries
from regbot.registry.reference import Reference
from tests.fakes.scripted import Got, Reply, Scripted


@pytest.mark.parametrize(
    ("setting", "expected"), [("", f"regbot/{__version__}"), (", userAgent: 'mirror/7'", "mirror/7")]
)
def test_requests_say_who_we_are(setting: str, expected: str) -> None:
    async def answer(_: Got) -> Reply:
        return Reply(200, body=b'{"tags": ["a"]}')

    async def scene() -> list[str]:
        async with Scripted(answer) as server:
            text = f"defaults: {{skipDockerConfig: true{setting}}}\n"
            text += f"creds: [{{registry: '{server.host}', tls: disabled}}]\n"
            registries = await read_registries(load_config("f.yml", text))
            async with make_client(registries) as client:
                await client.list_tags(Reference.parse(f"{server.host}/app"))
            return [got.headers["user-agent"] for got in server.got]

    assert [expected] == anyio.run(scene)
