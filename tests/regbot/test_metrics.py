"""What is counted, that labels are bounded, and that the text is Prometheus'."""

import subprocess
import sys
from pathlib import Path

import anyio
from prometheus_client.parser import text_string_to_metric_families

from regbot.builtins import Change
from regbot.history import open_history
from regbot.metrics import OTHER, Metrics
from regbot.registry.ratelimit import RateLimit
from regbot.runs import Reload, RunRecord
from tests.fakes.desk import NOW, FakeDesk
from tests.fakes.status import serving


def samples(metrics: Metrics) -> dict[str, float]:
    """Every sample by its name and labels, as Prometheus' own parser reads them."""
    found = {}
    for family in text_string_to_metric_families(metrics.render().decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def of(metrics: Metrics, name: str) -> dict[str, float]:
    return {key: value for key, value in samples(metrics).items() if key.startswith(name)}


def test_runs_are_counted_by_script_and_status() -> None:
    desk = FakeDesk("a", "b")
    for name, status in (("a", "ok"), ("a", "ok"), ("a", "timed out"), ("b", "failed"), ("b", "cancelled")):
        desk.past(name, status)  # type: ignore[arg-type]  # a literal in a tuple

    assert {
        "regbot_runs_total{script=a,status=ok}": 2,
        "regbot_runs_total{script=a,status=timed_out}": 1,
        "regbot_runs_total{script=b,status=failed}": 1,
        "regbot_runs_total{script=b,status=cancelled}": 1,
    } == of(desk.metrics, "regbot_runs_total")
    assert {
        "regbot_run_failures_total{script=a}": 1,
        "regbot_run_failures_total{script=b}": 1,
    } == of(desk.metrics, "regbot_run_failures_total")


def test_durations_fall_into_buckets() -> None:
    desk = FakeDesk("a")
    for seconds in (0.0625, 3.0, 4000.0):
        desk.past("a", after=seconds)
    found = of(desk.metrics, "regbot_run_duration_seconds")

    assert (1, 2, 2, 3, 3, 4003.0625) == tuple(
        found[f"regbot_run_duration_seconds{rest}"]
        for rest in (
            "_bucket{le=0.1,script=a}",
            "_bucket{le=5.0,script=a}",
            "_bucket{le=3600.0,script=a}",
            "_bucket{le=+Inf,script=a}",
            "_count{script=a}",
            "_sum{script=a}",
        )
    )


def test_what_the_history_dropped_is_counted(tmp_path: Path) -> None:
    async def main() -> None:
        desk = FakeDesk()
        assert {"regbot_history_missing_runs_total": 0} == of(desk.metrics, "regbot_history")
        async with open_history(tmp_path / "history.sqlite") as history, serving(desk, history):
            history.missing = 7
            assert {"regbot_history_missing_runs_total": 7} == of(desk.metrics, "regbot_history")

    anyio.run(main)


def test_dropped_ticks_and_writes_are_counted() -> None:
    desk = FakeDesk("a")
    run = desk.begin("a")
    desk.metrics.tick_dropped("a", run)
    desk.metrics.tick_dropped("a", run)
    run.changes.all += [
        Change(action="copy", target="t", moved=10),
        Change(action="copy", target="t", moved=5, result="failed"),
        Change(action="delete tag", target="t"),
    ]
    desk.end(run)
    found = samples(desk.metrics)

    assert (2, 1, 1, 1, 15) == (
        found["regbot_ticks_dropped_total{script=a}"],
        found["regbot_changes_total{action=copy,result=done}"],
        found["regbot_changes_total{action=copy,result=failed}"],
        found["regbot_changes_total{action=delete tag,result=done}"],
        found["regbot_changes_moved_bytes_total"],
    )


def test_the_schedule_is_asked_when_somebody_looks() -> None:
    desk = FakeDesk("a", "b")
    desk.metrics.desk = desk
    desk.past("a", after=2.0)
    desk.past("a", "failed", after=3.0)
    desk.set("a", next_run=NOW + 900)
    desk.set("b", problem="no such unit", running=RunRecord(id="x", script="b", trigger="start", started=NOW))
    desk.reload = Reload(at=NOW + 1, error="bad")
    found = samples(desk.metrics)

    assert {
        "regbot_next_run_timestamp_seconds{script=a}": NOW + 900,
        "regbot_last_run_timestamp_seconds{script=a}": NOW + 2,
        "regbot_last_run_ok{script=a}": 0,
        "regbot_last_success_timestamp_seconds{script=a}": NOW + 2,
        "regbot_run_running{script=a}": 0,
        "regbot_run_running{script=b}": 1,
        "regbot_script_problem{script=a}": 0,
        "regbot_script_problem{script=b}": 1,
        "regbot_ready": 1,
        "regbot_start_timestamp_seconds": NOW,
        "regbot_config_reload_timestamp_seconds": NOW + 1,
        "regbot_config_reload_ok": 0,
    } == {
        name: value
        for name, value in found.items()
        if name.split("{")[0]
        in {
            "regbot_next_run_timestamp_seconds",
            "regbot_last_run_timestamp_seconds",
            "regbot_last_run_ok",
            "regbot_last_success_timestamp_seconds",
            "regbot_run_running",
            "regbot_script_problem",
            "regbot_ready",
            "regbot_start_timestamp_seconds",
            "regbot_config_reload_timestamp_seconds",
            "regbot_config_reload_ok",
        }
    }


def test_two_scripts_of_one_name_are_one_series() -> None:
    desk = FakeDesk("a", "b")
    desk.metrics.desk = desk
    desk.set("b", name="a", next_run=NOW)

    assert {"regbot_next_run_timestamp_seconds{script=a}": NOW} == of(desk.metrics, "regbot_next_run")


def test_the_clients_work_is_counted_by_registry() -> None:
    metrics = Metrics(wall=lambda: NOW)
    metrics.requested("r", "GET", 200, 0.2)
    metrics.requested("r", "GET", 200, 0.2)
    metrics.requested("r", "PUT", 0, 3.0)
    metrics.requested("r", "BREW", 299, 3.0)
    metrics.retried("r", "rate limited")
    metrics.received("r", 7)
    metrics.sent("r", 3)
    metrics.waited("r", "slot", 0.5)
    metrics.waited("r", "slot", 1.0)
    metrics.limited("r", RateLimit(remain=17, limit=100, reset=60, set=True))
    found = of(metrics, "regbot_registry")

    assert {
        "regbot_registry_requests_total{method=GET,registry=r,status=200}": 2,
        "regbot_registry_requests_total{method=PUT,registry=r,status=none}": 1,
        "regbot_registry_requests_total{method=other,registry=r,status=2xx}": 1,
        "regbot_registry_retries_total{reason=rate_limited,registry=r}": 1,
        "regbot_registry_received_bytes_total{registry=r}": 7,
        "regbot_registry_sent_bytes_total{registry=r}": 3,
        "regbot_registry_wait_seconds_count{registry=r,wait=slot}": 2,
        "regbot_registry_wait_seconds_sum{registry=r,wait=slot}": 1.5,
        "regbot_registry_rate_limit{registry=r}": 100,
        "regbot_registry_rate_limit_remaining{registry=r}": 17,
        "regbot_registry_rate_limit_reset_seconds{registry=r}": 60,
        "regbot_registry_rate_limit_told_timestamp_seconds{registry=r}": NOW,
    } == {name: value for name, value in found.items() if "duration" not in name}
    assert 4 == found["regbot_registry_request_duration_seconds_count{registry=r}"]


def test_labels_are_bounded_and_the_rest_is_other() -> None:
    metrics = Metrics(most_scripts=2, most_registries=3)
    for number in range(100):
        metrics.received(f"r{number}", 1)
        run = RunRecord(id="x", script=f"s{number}", trigger="start", started=0.0, ended=1.0, status="ok")
        metrics.run_ended(run)

    assert {
        "regbot_registry_received_bytes_total{registry=r0}": 1,
        "regbot_registry_received_bytes_total{registry=r1}": 1,
        "regbot_registry_received_bytes_total{registry=r2}": 1,
        f"regbot_registry_received_bytes_total{{registry={OTHER}}}": 97,
    } == of(metrics, "regbot_registry_received")
    assert {
        "regbot_runs_total{script=s0,status=ok}": 1,
        "regbot_runs_total{script=s1,status=ok}": 1,
        f"regbot_runs_total{{script={OTHER},status=ok}}": 98,
    } == of(metrics, "regbot_runs_total")


def test_names_may_hold_anything() -> None:
    desk = FakeDesk('a"b\\c\nd — é')
    desk.metrics.desk = desk
    desk.past('a"b\\c\nd — é')

    assert 1 == samples(desk.metrics)['regbot_runs_total{script=a"b\\c\nd — é,status=ok}']


def test_waits_for_the_throttle_are_measured() -> None:
    metrics = Metrics()

    async def main() -> None:
        limiter = anyio.CapacityLimiter(1)
        throttle = metrics.throttle(limiter)
        async with throttle:
            assert 1 == limiter.borrowed_tokens
            async with anyio.create_task_group() as group:

                async def other() -> None:
                    async with throttle:
                        pass

                group.start_soon(other)
                await anyio.wait_all_tasks_blocked()
                group.cancel_scope.cancel()
        async with throttle:
            pass
        assert 0 == limiter.borrowed_tokens

    anyio.run(main)

    # the wait that was cancelled is no wait that ended
    assert 2 == samples(metrics)["regbot_throttle_wait_seconds_count"]


def test_the_lag_of_the_loop_is_measured() -> None:
    metrics = Metrics()
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        if now > 2.0:
            await anyio.sleep_forever()
        now += seconds + 0.03

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(lambda: metrics.measure_lag(0.5, sleep=sleep, clock=lambda: now))
            await anyio.wait_all_tasks_blocked()
            group.cancel_scope.cancel()

    anyio.run(main)
    found = of(metrics, "regbot_event_loop_lag")

    assert (0, 4) == (
        found["regbot_event_loop_lag_seconds_bucket{le=0.02}"],
        found["regbot_event_loop_lag_seconds_bucket{le=0.05}"],
    )


def test_the_process_and_the_build_are_told() -> None:
    found = samples(Metrics())

    assert found["process_resident_memory_bytes"] > 1_000_000
    assert found["process_cpu_seconds_total"] > 0
    assert any(name.startswith("regbot_build_info{") for name in found)


def test_once_imports_nothing_of_it() -> None:
    heavy = ("prometheus_client", "aiohttp.web", "regbot.metrics", "regbot.http_status", "regbot.feed")
    code = f"import sys, regbot.cli, regbot.app; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
