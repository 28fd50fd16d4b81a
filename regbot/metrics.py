"""The daemon in numbers, for Prometheus: what runs did, what registries were asked, how the process feels.

`Metrics` is an Observer of runs and the registry client's Meter. It has a CollectorRegistry of its own and
renders the text format. Labels are bounded: the first `most_scripts` scripts and `most_registries` registries
are named, all others together are `other`; methods, statuses, reasons and actions are few by themselves.
No label and no value holds a secret, a repository or a tag.

What is asked thousands of times a second (bytes, requests) is counted in plain attributes and becomes metrics
when somebody looks; so are the states of the schedule, which the Desk knows. Everything here belongs to the
event loop's thread. docs/status.md lists the metrics. Made by the daemon; `once` never imports this.
"""

from __future__ import annotations

import asyncio
import platform
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import TYPE_CHECKING, Any

import prometheus_client as prometheus
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from regbot import __version__
from regbot.registry.meter import Reason, Wait
from regbot.registry.ratelimit import RateLimit
from regbot.runs import Desk, RunRecord

if TYPE_CHECKING:
    from regbot.history import History

OTHER = "other"
"""The label of whatever came after the bound was reached."""

RUN_BUCKETS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)
REQUEST_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
LAG_BUCKETS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_STATUSES = frozenset(status.value for status in HTTPStatus)


@dataclass
class RegistryNumbers:
    """What is known of one registry since the daemon's start. `limit` is the last that it told, at `told`."""

    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    retries: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    waited: dict[str, float] = field(default_factory=dict)
    received: int = 0
    sent: int = 0
    limit: RateLimit | None = None
    told: float = 0.0


class Metrics:
    """All numbers of a daemon. `wall` gives Unix seconds."""

    def __init__(
        self,
        *,
        most_scripts: int = 300,
        most_registries: int = 50,
        wall: Callable[[], float] = time.time,
    ) -> None:
        # a second series for each counter, of no use here
        prometheus.disable_created_metrics()  # type: ignore[no-untyped-call]  # its annotation is missing
        self._wall = wall
        self._most_scripts, self._most_registries = most_scripts, most_registries
        self._scripts: set[str] = set()
        self.desk: Desk | None = None
        """Whose schedule is told as well: next runs, running scripts, the last reload."""
        self.history: History | None = None
        """Whose losses are told as well."""
        self.registries: dict[str, RegistryNumbers] = {}
        """By name, in the order of their first request; at most `most_registries` and "other"."""
        self.last_success: dict[str, float] = {}
        """By script: when its last good run ended, Unix seconds."""
        self._own = own = prometheus.CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> prometheus.Counter:
            return prometheus.Counter(f"regbot_{name}", text, labels, registry=own)

        def histogram(name: str, text: str, buckets: Sequence[float], *labels: str) -> prometheus.Histogram:
            return prometheus.Histogram(f"regbot_{name}", text, labels, registry=own, buckets=buckets)

        self._runs = counter("runs", "Runs that ended, by how they ended.", "script", "status")
        self._failures = counter("run_failures", "Runs that failed or timed out.", "script")
        self._durations = histogram("run_duration_seconds", "How long runs took.", RUN_BUCKETS, "script")
        text = "Runs that did not begin because the one before was not over."
        self._dropped = counter("ticks_dropped", text, "script")
        self._changes = counter("changes", "Writes of scripts, by what became of them.", "action", "result")
        self._moved = counter("changes_moved_bytes", "Bytes that writes sent to their targets.")
        self._throttle = prometheus.Summary(
            "regbot_throttle_wait_seconds",
            "How long copies waited for a turn of defaults.parallel.",
            registry=own,
        )
        text = "From a request to the head of its answer."
        self._request_times = histogram(
            "registry_request_duration_seconds", text, REQUEST_BUCKETS, "registry"
        )
        text = "How late the event loop woke a task that slept."
        self._lag = histogram("event_loop_lag_seconds", text, LAG_BUCKETS)
        build = prometheus.Info("regbot_build", "This program.", registry=own)
        build.info({"version": __version__, "python": platform.python_version()})
        prometheus.ProcessCollector(registry=own)
        own.register(_Looked(self))

    # An Observer of runs.

    def run_started(self, run: RunRecord) -> None:
        """Nothing to count yet: running scripts are asked of the Desk."""

    def run_ended(self, run: RunRecord) -> None:
        """Count a run and what it wrote."""
        script = self._script(run.script)
        self._runs.labels(script, run.status.replace(" ", "_")).inc()
        if run.status in ("failed", "timed out"):
            self._failures.labels(script).inc()
        if run.status == "ok" and run.ended is not None and script != OTHER:
            self.last_success[script] = run.ended
        if run.duration is not None:
            self._durations.labels(script).observe(run.duration)
        for change in run.changes.all:
            self._changes.labels(change.action, change.result).inc()
            self._moved.inc(change.moved)

    def tick_dropped(self, script: str, running: RunRecord) -> None:  # noqa: ARG002  (an Observer's)
        """Count a tick that came too early."""
        self._dropped.labels(self._script(script)).inc()

    # The registry client's Meter.

    def requested(self, registry: str, method: str, status: int, seconds: float) -> None:
        """Count an exchange."""
        kind = method if method in _METHODS else OTHER
        code = "none" if not status else str(status) if status in _STATUSES else f"{status // 100}xx"
        name = self._registry(registry)
        self.registries[name].requests[kind, code] += 1
        self._request_times.labels(name).observe(seconds)

    def retried(self, registry: str, reason: Reason) -> None:
        """Count another try."""
        self.registries[self._registry(registry)].retries[reason] += 1

    def received(self, registry: str, size: int) -> None:
        """Count bytes that came."""
        self.registries[self._registry(registry)].received += size

    def sent(self, registry: str, size: int) -> None:
        """Count bytes that went."""
        self.registries[self._registry(registry)].sent += size

    def waited(self, registry: str, wait: Wait, seconds: float) -> None:
        """Count a wait."""
        found = self.registries[self._registry(registry)]
        found.waits[wait] += 1
        found.waited[wait] = found.waited.get(wait, 0.0) + seconds

    def limited(self, registry: str, limit: RateLimit) -> None:
        """Note what a registry says of its limit."""
        found = self.registries[self._registry(registry)]
        found.limit, found.told = limit, self._wall()

    # The rest of the daemon.

    def throttle(self, limiter: AbstractAsyncContextManager[Any]) -> AbstractAsyncContextManager[Any]:
        """The same limiter, whose waits are measured."""
        return _Throttle(limiter, self._throttle.observe)

    async def measure_lag(
        self,
        every: float = 0.5,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Measure for ever how late the loop is. To be run as a task, and cancelled."""
        while True:
            due = clock() + every
            await sleep(every)
            self._lag.observe(max(0.0, clock() - due))

    def render(self) -> bytes:
        """All numbers in Prometheus' text format 0.0.4."""
        return prometheus.generate_latest(self._own)

    def _script(self, name: str) -> str:
        if name not in self._scripts:
            if len(self._scripts) >= self._most_scripts:
                return OTHER
            self._scripts.add(name)
        return name

    def _registry(self, name: str) -> str:
        if name not in self.registries:
            name = name if len(self.registries) < self._most_registries else OTHER
            self.registries.setdefault(name, RegistryNumbers())
        return name


class _Throttle(AbstractAsyncContextManager[None]):
    def __init__(self, limiter: AbstractAsyncContextManager[Any], told: Callable[[float], None]) -> None:
        self._limiter, self._told = limiter, told

    async def __aenter__(self) -> None:
        begin = time.monotonic()
        await self._limiter.__aenter__()
        self._told(time.monotonic() - begin)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return await self._limiter.__aexit__(kind, error, trace)


class _Looked(Collector):
    """The numbers that are made when somebody looks."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def describe(self) -> list[Metric]:
        return []  # so that registering does not collect

    def collect(self) -> Iterator[Metric]:
        yield from _of_registries(self._metrics.registries)
        missing = 0 if self._metrics.history is None else self._metrics.history.missing
        text = "Runs that the history dropped, as its disk took nothing."
        yield CounterMetricFamily("regbot_history_missing_runs", text, missing)
        if self._metrics.desk is not None:
            yield from _of_desk(self._metrics.desk, self._metrics.last_success)


def _of_registries(registries: dict[str, RegistryNumbers]) -> Iterator[Metric]:
    def counter(name: str, text: str, *labels: str) -> CounterMetricFamily:
        return CounterMetricFamily(f"regbot_registry_{name}", text, labels=["registry", *labels])

    requests = counter("requests", "HTTP requests; status none: no answer.", "method", "status")
    retries = counter("retries", "Requests that were made again.", "reason")
    received = counter("received_bytes", "Bytes of answers' bodies.")
    sent = counter("sent_bytes", "Bytes of requests' bodies.")
    waits = SummaryMetricFamily(
        "regbot_registry_wait_seconds",
        "Waits for a slot (reqConcurrent) or for the rate (reqPerSec, a 429).",
        labels=["registry", "wait"],
    )
    limits = [
        GaugeMetricFamily(f"regbot_registry_rate_limit{name}", text, labels=["registry"])
        for name, text in (
            ("", "Requests in a window, as the registry told last."),
            ("_remaining", "Requests left, as the registry told last."),
            ("_reset_seconds", "Seconds until the window began anew, as the registry told last."),
            ("_told_timestamp_seconds", "When the registry told."),
        )
    ]
    for name, found in registries.items():
        for (method, status), count in found.requests.items():
            requests.add_metric([name, method, status], count)
        for reason, count in found.retries.items():
            retries.add_metric([name, reason.replace(" ", "_")], count)
        received.add_metric([name], found.received)
        sent.add_metric([name], found.sent)
        for wait, count in found.waits.items():
            waits.add_metric([name, wait], count, found.waited[wait])
        if found.limit is not None:
            told = (found.limit.limit, found.limit.remain, found.limit.reset, found.told)
            for family, value in zip(limits, told, strict=True):
                family.add_metric([name], value)
    yield from (requests, retries, received, sent, waits, *limits)


def _of_desk(desk: Desk, successes: dict[str, float]) -> Iterator[Metric]:
    def gauge(name: str, text: str, value: float | None = None) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"regbot_{name}", text, value, None if value is not None else ["script"])

    running = gauge("run_running", "1 while the script runs.")
    upcoming = gauge("next_run_timestamp_seconds", "When the script runs next.")
    started = gauge("last_run_timestamp_seconds", "When the script's last run that ended began.")
    good = gauge("last_run_ok", "1 when the script's last run ended well.")
    success = gauge("last_success_timestamp_seconds", "When the script's last good run ended.")
    unscheduled = gauge("script_problem", "1 when the script is not scheduled because of a problem.")
    for script in {script.name: script for script in desk.scripts()}.values():
        running.add_metric([script.name], int(script.running is not None))
        unscheduled.add_metric([script.name], int(bool(script.problem)))
        if script.next_run is not None:
            upcoming.add_metric([script.name], script.next_run)
        if script.last is not None:
            started.add_metric([script.name], script.last.started)
            good.add_metric([script.name], int(script.last.status == "ok"))
        if script.name in successes:
            success.add_metric([script.name], successes[script.name])
    yield from (running, upcoming, started, good, success, unscheduled)
    yield gauge("ready", "1 while the schedule runs.", int(desk.ready))
    yield gauge("start_timestamp_seconds", "When the daemon began.", desk.started)
    yield gauge("config_reload_timestamp_seconds", "When the config was read last.", desk.reload.at)
    yield gauge("config_reload_ok", "0 when the config read last was bad.", int(not desk.reload.error))
