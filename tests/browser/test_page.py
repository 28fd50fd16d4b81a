"""The status page in a real browser: what it shows, that it lives, and that it keeps its promises."""

import logging
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from regbot import logs
from regbot.builtins import Change
from regbot.registry.ratelimit import RateLimit
from regbot.runs import Reload, RunRecord
from tests.browser.conftest import PATIENT, Visit
from tests.fakes.desk import FakeDesk, copying
from tests.fakes.stage import Stage
from tests.fakes.status import TOKEN

expect.set_options(timeout=PATIENT)

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk("mirror", "retention", started=time.time() - 3600)


@pytest.fixture
def stage(desk: FakeDesk) -> Iterator[Stage]:
    with Stage(desk) as running:
        yield running


def row(page: Page, script: str) -> Locator:
    return page.locator("#script-rows .row", has=page.get_by_role("button", name=script, exact=True))


def say(run: RunRecord, message: str, **fields: str) -> None:
    """A log line of a run."""
    mark = logs.run_id.set(run.id)
    try:
        logs.log(logging.getLogger("regbot.test"), logging.WARNING, message, fields)
    finally:
        logs.run_id.reset(mark)


def opened(visit: Visit, stage: Stage) -> Page:
    visit.page.goto(stage.url)
    expect(visit.page.locator("#link")).to_have_text("Live")
    return visit.page


def test_it_shows_a_failing_and_a_succeeding_script(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    run = desk.begin("mirror")
    run.changes.all.append(Change(action="copy", source="s", target="t", moved=12_000_000))
    stage.call(desk.end, run, after=75.0)
    stage.call(desk.past, "retention", "failed", error="no such tag")
    desk.set("mirror", next_run=time.time() + 600, when="*/10 * * * *")
    page = opened(visit, stage)

    mirror, retention = row(page, "mirror"), row(page, "retention")
    expect(mirror).to_contain_text("*/10 * * * *")
    expect(mirror).to_contain_text(re.compile(r"ok.*took 1 min 15 s · 1 copied, 12\.0 MB.*in 10 min"))
    expect(retention).to_contain_text(re.compile(r"failed.*no such tag.*not scheduled"))
    expect(mirror.locator(".status")).to_have_attribute("data-status", "ok")
    expect(page.locator("#gist")).to_have_text("2 scripts · 1 failing")
    expect(page).to_have_title(re.compile("1 failing . regbot"))
    heads = page.locator("#run-list .run > button")
    expect(heads.first).to_contain_text(re.compile(r"failed.*retention.*no such tag"))
    expect(heads.last).to_contain_text(re.compile(r"ok.*mirror.*1 copied, 12\.0 MB"))


def test_it_is_live_while_a_copy_runs(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    expect(page.locator("#no-runs")).to_have_text("Nothing has run yet.")
    expect(page.locator("#now")).to_be_hidden()

    desk.wall = time.time()
    run = stage.call(desk.begin, "mirror")
    _, report = copying(run, "docker.io/library/debian:12", "localhost:5000/debian:12")
    report.bytes_planned, report.bytes_moved, report.bytes_under_way = 1_000_000, 100_000, 150_000
    bar = page.get_by_role("progressbar", name="Copying localhost:5000/debian:12")
    expect(bar).to_have_attribute("value", "250000")
    expect(page.locator("#now")).to_contain_text("250 kB of 1.0 MB")
    expect(row(page, "mirror")).to_contain_text("running")
    report.bytes_under_way = 650_000
    expect(bar).to_have_attribute("value", "750000")
    expect(page.locator("#now")).to_contain_text(re.compile(r"[kM]B/s"))

    def finish() -> None:
        [change] = run.changes.running
        change.live, change.moved = None, 1_000_000
        run.changes.running, run.changes.all = [], [change]
        desk.end(run, after=5.0)

    stage.call(finish)
    expect(page.locator("#now")).to_be_hidden()
    expect(row(page, "mirror")).to_contain_text(re.compile(r"ok.*took 5\.0 s · 1 copied, 1\.0 MB"))
    expect(page.locator("#run-list .run")).to_have_count(1)


def test_a_run_tells_what_it_changed_and_said_and_goes_on_telling(
    desk: FakeDesk, stage: Stage, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "regbot")
    run = stage.call(desk.begin, "mirror")
    run.changes.all.append(
        Change(
            action="copy",
            source="docker.io/a:1",
            target="localhost/a:1",
            moved=7,
            at="mirror:3",
            reason="new",
        )
    )
    run.changes.all.append(
        Change(action="delete tag", target="localhost/a:0", result="failed", error="denied")
    )
    say(run, "first", script="mirror", source="docker.io/a:1")
    page = opened(visit, stage)
    head = page.locator("#run-list .run > button")
    expect(head).to_have_attribute("aria-expanded", "false")
    head.click()
    expect(head).to_have_attribute("aria-expanded", "true")
    detail = page.locator(".detail")
    expect(detail.locator(".changes li")).to_have_count(2)
    expect(detail).to_contain_text(re.compile(r"copied.*docker\.io/a:1 → localhost/a:1.*new · mirror:3"))
    expect(detail).to_contain_text(re.compile(r"delete tag failed.*localhost/a:0.*denied"))
    expect(detail.locator(".lines li")).to_have_count(1)
    expect(detail.locator(".lines")).to_contain_text(re.compile(r"WARN.*first source=docker\.io/a:1"))

    say(run, "second")
    expect(detail.locator(".lines li")).to_have_count(2)
    stage.call(desk.end, run, "failed", error="it broke")
    expect(detail.locator(".failure")).to_have_text("it broke")
    expect(page.locator("#said")).to_have_text("mirror: failed, it broke")
    head.click()
    expect(detail).to_be_hidden()


def test_texts_are_texts(
    desk: FakeDesk, stage: Stage, visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "regbot")
    desk = stage.desk
    desk.states = {EVIL: FakeDesk(EVIL).states[EVIL]}
    run = stage.call(desk.begin, EVIL)
    run.changes.all.append(Change(action="copy", source=EVIL, target=EVIL, reason=EVIL, at=EVIL, error=EVIL))
    say(run, EVIL, key=EVIL)
    stage.call(desk.end, run, "failed", error=EVIL)
    desk.set(EVIL, when=EVIL, problem=EVIL)
    desk.reload = Reload(at=time.time(), error=EVIL)
    stage.call(desk.metrics.requested, EVIL, "GET", 200, 0.1)
    page = opened(visit, stage)
    page.locator("#run-list .run > button").click()
    expect(page.locator(".lines li")).to_have_count(1)
    expect(page.locator(".lines li")).to_contain_text(EVIL)

    assert (0, 1, True) == (
        page.locator("main script, main img").count(),
        page.locator("script").count(),
        page.locator("body").inner_text().count(EVIL) >= 8,
    )


ATTEMPTS = {
    "an inline script": """
        const made = document.createElement('script');
        made.text = 'window.bad = 1';
        document.body.append(made);""",
    "an inline handler": "document.body.setAttribute('onclick', 'window.bad = 1'); document.body.click();",
    "HTML from a text": "document.body.innerHTML = '<b>x</b>'; window.bad = 1;",
    "code from a text": "setTimeout('window.bad = 1'); await new Promise((done) => setTimeout(done, 20));",
    "another server": "window.bad = await fetch('http://localhost:1/').then(() => 1, (e) => e.name == 'x');",
    "an inline style": """
        document.body.setAttribute('style', 'color: red');
        window.bad = getComputedStyle(document.body).color === 'rgb(255, 0, 0)' || undefined;""",
}


def test_the_policy_holds(stage: Stage, visit: Visit) -> None:
    visit.expected = ("",)  # each attempt is reported, in words of the browser's
    page = opened(visit, stage)
    page.evaluate("""() => {
        window.blocked = [];
        document.addEventListener('securitypolicyviolation', (e) => blocked.push(e.effectiveDirective));
    }""")
    for name, attempt in ATTEMPTS.items():
        page.evaluate(f"async () => {{ delete window.bad; try {{ {attempt} }} catch (error) {{}} }}")
        assert (name, None) == (name, page.evaluate("window.bad || null"))
    expect(page.locator("h1")).to_have_text("regbot")
    blocked = page.evaluate("new Promise((done) => setTimeout(() => done(window.blocked), 0))")
    assert {"require-trusted-types-for", "connect-src", "style-src-attr"} <= set(blocked)
    assert [] == page.context.cookies()


def test_it_is_shown_in_no_frame(stage: Stage, visit: Visit) -> None:
    visit.expected = ("Framing", "Refused to")
    page = visit.page
    page.set_content(f'<iframe src="{stage.url}"></iframe>')
    frame = page.locator("iframe").content_frame
    page.wait_for_load_state("networkidle")
    expect(frame.locator("body")).not_to_be_empty()  # of the browser's own page about it
    assert 0 == frame.locator("#scripts").count()


def test_a_lost_connection_is_told_and_mended(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    visit.expected = ("Failed to load resource",)
    page = opened(visit, stage)
    stage.call(desk.past, "mirror")
    expect(page.locator("#run-list .run")).to_have_count(1)

    stage.stop()
    expect(page.locator("#link")).to_have_text("Connection lost")
    expect(page.locator("#notice-link")).to_contain_text("The connection to regbot is lost; trying again.")
    expect(page.locator("#run-list .run")).to_have_count(1)

    desk.feed._closed = False  # the next process has a feed of its own
    stage.start()
    expect(page.locator("#link")).to_have_text("Live")
    expect(page.locator("#notice-link")).to_have_count(0)


def test_a_refused_config_and_a_stopping_server_are_told(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    desk.reload = Reload(at=time.time(), error="regbot.yml:14:5: unknown key intervall")
    desk.ready = False
    page = opened(visit, stage)
    expect(page.locator("#notice-reload")).to_contain_text("regbot.yml:14:5: unknown key intervall")
    expect(page.locator("#notice-ready")).to_contain_text("Not ready")


def test_an_empty_daemon_says_so(visit: Visit) -> None:
    with Stage(FakeDesk()) as stage:
        page = opened(visit, stage)
        expect(page.locator("#no-scripts")).to_have_text("The config has no scripts.")
        expect(page.locator("#no-runs")).to_have_text("Nothing has run yet.")
        expect(page.locator("#timeline")).to_have_text("No run in the last 6 h.")
        expect(page.locator("#no-registries")).to_be_visible()
        page.goto("about:blank")


def test_rate_limits_are_shown_by_registry(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    desk.metrics.requested("docker.io", "GET", 200, 0.1)
    desk.metrics.received("docker.io", 5_000_000)
    desk.wall = time.time()
    desk.metrics.limited("docker.io", RateLimit(remain=17, limit=100, reset=0, set=True))
    page = opened(visit, stage)
    expect(page.locator("#registry-rows tr")).to_contain_text(
        re.compile(r"docker\.io.*17 of 100 left.*5\.0 MB")
    )
    expect(page.get_by_role("meter", name="Requests left at docker.io")).to_have_attribute("value", "17")


def test_runs_of_one_script_and_older_ones(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    for number in range(60):
        stage.call(desk.past, "mirror" if number % 3 else "retention", after=10.0)
    page = opened(visit, stage)
    runs = page.locator("#run-list .run")
    expect(runs).to_have_count(25)
    page.get_by_role("button", name="Show older runs").click()
    expect(runs).to_have_count(50)
    page.get_by_role("button", name="retention", exact=True).click()
    expect(page.locator("#runs-title")).to_have_text("Runs of retention")
    expect(runs).to_have_count(20)
    page.get_by_role("button", name="Show all runs").click()
    expect(runs).to_have_count(25)


def test_many_scripts_can_be_searched(visit: Visit) -> None:
    desk = FakeDesk(*[f"mirror-{number}" for number in range(12)])
    desk.past("mirror-3", "failed")
    desk.begin("mirror-5")
    with Stage(desk) as stage:
        page = opened(visit, stage)
        rows = page.locator("#script-rows .row")
        expect(rows).to_have_count(12)
        page.get_by_label("Find").fill("-1")
        expect(rows).to_have_count(3)
        page.get_by_label("Find").fill("")
        page.get_by_role("button", name="Failing", exact=True).click()
        expect(rows).to_have_text([re.compile("mirror-3.*failed")])
        page.get_by_role("button", name="Running", exact=True).click()
        expect(rows).to_have_text([re.compile("mirror-5.*running")])
        page.get_by_label("Find").fill("nothing")
        expect(page.locator("#no-scripts")).to_have_text("There is no such script.")


def test_run_now_asks_for_the_token_and_keeps_it_in_the_tab(desk: FakeDesk, visit: Visit) -> None:
    visit.expected = ("Failed to load resource: the server responded with a status of 4",)
    with Stage(desk, token=True) as stage:
        page = opened(visit, stage)
        run = page.get_by_role("button", name="Run mirror now")
        run.click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(page.locator("#token")).to_be_focused()
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(page.locator("#token-wrong")).to_have_text("This token is not the right one.")
        page.locator("#token").fill(TOKEN)
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(row(page, "mirror")).to_contain_text("running")
        expect(run).to_be_disabled()
        expect(page.locator("#run-list")).to_contain_text("on request")
        assert ("request", "null", [TOKEN]) == (
            desk.states["mirror"].running.trigger,  # type: ignore[union-attr]  # it runs
            page.evaluate("JSON.stringify(localStorage.getItem('regbot-token'))"),
            page.evaluate("Object.values(sessionStorage)"),
        )
        page.get_by_role("button", name="Run retention now").click()
        expect(row(page, "retention")).to_contain_text("running")


def test_without_a_token_file_nothing_can_be_started(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    expect(row(page, "mirror")).to_be_visible()
    expect(page.get_by_role("button", name="Run mirror now")).to_have_count(0)


def test_it_can_be_used_with_a_keyboard(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    stage.call(desk.past, "mirror")
    page = opened(visit, stage)
    expect(page.locator("#run-list .run")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the scripts")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="mirror", exact=True)).to_be_focused()
    head = page.locator("#run-list .run > button")
    for _ in range(12):
        page.keyboard.press("Tab")
        if head.evaluate("(node) => node === document.activeElement"):
            break
    expect(head).to_be_focused()
    assert "none" != head.evaluate("(node) => getComputedStyle(node).outlineStyle")
    page.keyboard.press("Enter")
    expect(page.locator(".detail")).to_be_visible()
    stage.call(desk.past, "retention")
    expect(page.locator("#run-list .run")).to_have_count(2)
    expect(head.nth(1)).to_be_focused()  # also when others come


def test_landmarks_names_and_live_regions_are_there(stage: Stage, visit: Visit) -> None:
    page = opened(visit, stage)
    assert (1, 1, 1, "en", "polite") == (
        page.get_by_role("main").count(),
        page.get_by_role("banner").count(),
        page.get_by_role("contentinfo").count(),
        page.locator("html").get_attribute("lang"),
        page.locator("#said").get_attribute("aria-live"),
    )
    assert [] == page.evaluate(UNNAMED)


UNNAMED = """[...document.querySelectorAll('button, input, a, progress, meter, [role=img]')]
  .filter((node) => !node.closest('[hidden], dialog'))
  .filter((node) => !(node.innerText || node.ariaLabel || node.labels?.length))
  .map((node) => node.outerHTML)"""


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (820, "light"), (1600, "dark")])
def test_it_fits_the_width_and_can_be_read(
    desk: FakeDesk, stage: Stage, visit: Visit, width: int, scheme: str
) -> None:
    name = "a-script-with-a-very-long-name-" * 3
    desk.states[name] = FakeDesk(name).states[name]
    run = stage.call(desk.begin, name)
    copying(
        run, "docker.io/" + "library/" * 8 + "debian:12", "localhost:5000/" + "mirror/" * 12 + "debian:12"
    )
    stage.call(desk.past, "mirror", "failed", error="https://registry.example/" + "x" * 300)
    visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = opened(visit, stage)
    page.locator("#run-list .run > button").first.click()
    expect(page.locator(".detail").first).to_be_visible()

    assert width == page.evaluate("document.documentElement.scrollWidth")
    assert page.evaluate(CONTRAST) >= 4.5  # WCAG 2.2, 1.4.3


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const color = parse(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  let worst = 21;
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.checkVisibility() || node.closest("svg, .unseen, .skip, dialog, :disabled")) continue;
    const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
    worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return worst;
}"""


def test_those_who_want_no_motion_get_none(desk: FakeDesk, stage: Stage, visit: Visit) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    stage.call(desk.begin, "mirror")
    page = opened(visit, stage)
    expect(row(page, "mirror")).to_contain_text("running")
    assert "none" == row(page, "mirror").locator(".status svg").evaluate(
        "(node) => getComputedStyle(node).animationName"
    )
