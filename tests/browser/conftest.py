"""A real browser for the tests of this folder: Debian's chromium, driven by playwright, on loopback only."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

PATIENT = 30_000
"""Milliseconds that a test waits at most for what comes at once."""


@pytest.fixture(scope="module")  # no longer: while it lives, the main thread can run no other event loop
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed: the page is NOT TESTED (Debian: apt-get install chromium)")
    # root may not have a sandbox; containers often have a small /dev/shm
    flags = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=program, args=flags)
        except Error as error:  # a machine that allows no browser
            pytest.skip(f"chromium does not start: the page is NOT TESTED: {error.message.splitlines()[0]}")
        yield found
        found.close()


class Visit:
    """A page of the browser, and what it complained about: errors, and requests that leave the server."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        """Beginnings of complaints that the test brings about."""
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(self.expected or "\0"):
            self.complaints.append(f"{kind}: {text}")


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A fresh visit; fails the test when the browser complained."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/Berlin"
    )
    context.set_default_timeout(PATIENT)
    visit = Visit(context)
    yield visit
    context.close()
    assert [] == visit.complaints
