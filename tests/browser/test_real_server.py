"""The page of a real server, which copies between real repositories: from a click to the last log line."""

import re
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENT, Visit
from tests.fakes import images
from tests.fakes.programs import Registry, free_port, run_registry
from tests.integration.test_daemon import Server

TOKEN = "a-token-of-this-test"

expect.set_options(timeout=PATIENT)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with run_registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


def test_a_click_starts_a_copy_that_can_be_watched_to_its_end(
    tmp_path: Path, registry: Registry, visit: Visit
) -> None:
    images.push(registry.host, "source", images.image("one", layers=6), "1.0")
    source, target = f"{registry.host}/source:1.0", f"{registry.host}/target:1.0"
    port = free_port()
    token = tmp_path / "token"
    token.write_text(TOKEN, encoding="utf-8")
    token.chmod(0o600)
    server = Server(
        tmp_path,
        f"""
defaults: {{skipDockerConfig: true}}
creds: [{{registry: "{registry.host}", tls: disabled, reqPerSec: 10}}]
scripts:
  - {{name: mirror, script: 'image.copy("{source}", "{target}", {{forceRecursive = true}})'}}
  - {{name: broken, interval: 1s, script: 'tag.ls("{registry.host}/nothing")'}}
""",
        *("--listen", f"127.0.0.1:{port}", "--token-file", str(token)),
    )
    try:
        server.sees('msg="Server started"')
        page = visit.page
        page.goto(f"http://127.0.0.1:{port}/")
        rows = page.locator("#script-rows .row")
        expect(rows.nth(0)).to_contain_text(re.compile("mirror.*on request only.*never ran"))
        expect(rows.nth(1)).to_contain_text(re.compile(r"broken.*every 1s.*failed.*not found \[http 404\]"))

        page.get_by_role("button", name="Run mirror now").click()
        page.locator("#token").fill(TOKEN)
        page.keyboard.press("Enter")
        expect(rows.nth(0)).to_contain_text("running")
        expect(page.get_by_role("progressbar", name=f"Copying {target}")).to_be_visible()
        expect(page.locator("#now")).to_contain_text(source)
        expect(rows.nth(0)).to_contain_text(re.compile(r"ok.*took .* s · 1 copied"))
        expect(page.locator("#now")).to_be_hidden()
        page.locator("#run-list .run > button", has_text="on request").click()
        detail = page.locator(".detail:not([hidden])")
        expect(detail.locator(".changes li")).to_have_text(re.compile(f"copied{source} → {target}.*kB"))
        expect(detail.locator(".lines")).to_contain_text(re.compile("INFO.*Copy image.*Run finished"))
        expect(page.locator("#registry-rows")).to_contain_text(registry.host)

        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            metrics = answer.read().decode()
        assert (
            f'regbot_registry_requests_total{{method="PUT",registry="{registry.host}",status="201"}}'
            in metrics
        )
        assert 'regbot_runs_total{script="mirror",status="ok"} 1.0' in metrics
        assert TOKEN not in server.log + metrics + page.content()

        visit.expected = ("Failed to load resource",)
        server.tell(signal.SIGTERM)
        assert 0 == server.ends()
        expect(page.locator("#link")).to_have_text("Connection lost")
    finally:
        server.process.kill()
        server.process.wait()
