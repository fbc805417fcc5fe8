"""`/metrics` for Prometheus: the archive is counted at each scrape, so that every process reports the same figures."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from archive import mentions
from archive.archive import Archive
from archive.stats import Stats, collect_stats
from archive.work_stats import WorkStats, collect_work_stats
from domain.errors import Unauthorised
from server.access.auth import Scope, allow_anyone, current_caller
from server.context import app_context
from server.queue import QueueHealth

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@allow_anyone
def metrics() -> Response:
    """Serves the counts to this machine and to callers that may read."""
    if not _from_this_machine() and not current_caller().may(Scope.READ):
        raise Unauthorised
    context, registry = app_context(), CollectorRegistry()
    health = context.queue.health()
    registry.register(Counts(collect_stats(context.archive), health is not None))
    registry.register(Bot(context.archive))
    registry.register(Work(collect_work_stats(context.archive), health, shutil.disk_usage(context.settings.data).free))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_this_machine() -> bool:
    """Whether the connection itself comes from this machine.

    What a reverse proxy passes on comes from this machine too; requests with its headers do not count.
    """
    try:
        local = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return local and not {"Forwarded", "X-Forwarded-For", "Via"} & set(request.headers.keys())


class Counts(Collector):
    """Yields a Stats as Prometheus gauges."""

    def __init__(self, stats: Stats, queue_up: bool) -> None:
        self._stats, self._queue_up = stats, queue_up

    def collect(self) -> Iterator[Metric]:
        stats = self._stats
        yield GaugeMetricFamily("threadsheet_threads", "Threads in the archive", stats.threads)
        yield GaugeMetricFamily("threadsheet_captures", "Captures stored", stats.captures)
        yield GaugeMetricFamily("threadsheet_capture_bytes", "Bytes of captures stored", stats.capture_bytes)
        yield GaugeMetricFamily("threadsheet_queue_up", "Whether the queue answers", float(self._queue_up))
        for name, description, label, counts in (
            ("threadsheet_submissions", "Submissions by state", "state", stats.submissions),
            ("threadsheet_handouts", "Handouts by state", "state", stats.handouts),
            ("threadsheet_failures", "Failed submissions by code", "code", stats.failures),
        ):
            family = GaugeMetricFamily(name, description, labels=[label])
            for value, count in sorted(counts.items()):
                family.add_metric([value], count)
            yield family
        changed = GaugeMetricFamily(
            "threadsheet_pages_changed", "Failed submissions of pages whose structure has changed", labels=["site", "hook"]
        )
        for (site, hook), count in sorted(stats.changed_pages.items()):
            changed.add_metric([site, hook], count)
        yield changed


class Bot(Collector):
    """Yields what the bot was asked, and how its looks at its mentions go."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def collect(self) -> Iterator[Metric]:
        asked = GaugeMetricFamily("threadsheet_bot_mentions", "Mentions of the bot by state", labels=["site", "state"])
        for (site, state), count in sorted(mentions.count_by_state(self._archive).items()):
            asked.add_metric([site.value, state.value], count)
        yield asked
        looked = GaugeMetricFamily("threadsheet_bot_look_seconds", "Seconds since the mentions were read", labels=["site"])
        failures = GaugeMetricFamily("threadsheet_bot_failures", "Failures in a row of the bot", labels=["site"])
        for account in mentions.list_accounts(self._archive):
            failures.add_metric([account.site.value], account.failures)
            if account.checked_at:
                seconds = (self._archive.clock() - account.checked_at).total_seconds()
                looked.add_metric([account.site.value], max(seconds, 0.0))
        yield looked
        yield failures


class Work(Collector):
    """Yields how the work is going as Prometheus gauges."""

    def __init__(self, stats: WorkStats, health: QueueHealth | None, free_bytes: int) -> None:
        self._stats, self._health, self._free_bytes = stats, health, free_bytes

    def collect(self) -> Iterator[Metric]:
        stats, health = self._stats, self._health
        for name, description, values in (
            ("threadsheet_waiting", "Unfinished rows that no worker has claimed", stats.waiting),
            ("threadsheet_oldest_waiting_seconds", "Age of the oldest row that waits", stats.oldest_seconds),
            ("threadsheet_claimed", "Rows that a worker has claimed", stats.claimed),
        ):
            family = GaugeMetricFamily(name, description, labels=["kind"])
            for kind, value in sorted(values.items()):
                family.add_metric([kind], value)
            yield family
        yield GaugeMetricFamily("threadsheet_disk_free_bytes", "Free space where the data folder is", self._free_bytes)
        if health is None:
            return
        yield GaugeMetricFamily("threadsheet_jobs", "Jobs in the queue", health.jobs)
        yield GaugeMetricFamily("threadsheet_workers", "Workers that gave a sign of life lately", health.workers)
        if health.reconciler_seconds is not None:
            description = "Seconds since the reconciler looked last"
            yield GaugeMetricFamily("threadsheet_reconciler_seconds", description, health.reconciler_seconds)
