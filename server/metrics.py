"""`/metrics` for Prometheus: the archive counted at each scrape, so that every process tells the same."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from archive.stats import Census, census
from domain.errors import Unauthorised
from server.access.auth import Scope, allow_anyone, current_caller
from server.context import app_context

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@allow_anyone
def metrics() -> Response:
    """Counts, for this machine and for tokens that may read."""
    if not _from_this_machine() and not current_caller().may(Scope.READ):
        raise Unauthorised
    context, registry = app_context(), CollectorRegistry()
    registry.register(Counts(census(context.archive), context.queue.answers()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_this_machine() -> bool:
    """By the connection itself; what a proxy passes on comes from this machine, too, so then a token is asked for."""
    try:
        near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return near and not {"Forwarded", "X-Forwarded-For", "Via"} & set(request.headers.keys())


class Counts(Collector):
    """A Census in Prometheus' words."""

    def __init__(self, counted: Census, queue: bool) -> None:
        self._counted, self._queue = counted, queue

    def collect(self) -> Iterator[Metric]:
        counted = self._counted
        yield GaugeMetricFamily("threadsheet_threads", "Threads in the archive", counted.threads)
        yield GaugeMetricFamily("threadsheet_captures", "Captures kept", counted.captures)
        yield GaugeMetricFamily("threadsheet_capture_bytes", "Bytes of captures kept", counted.capture_bytes)
        yield GaugeMetricFamily("threadsheet_queue_up", "Whether the queue answers", float(self._queue))
        for name, said, label, by in (
            ("threadsheet_submissions", "Submissions by state", "state", counted.submissions),
            ("threadsheet_handouts", "Handouts by state", "state", counted.handouts),
            ("threadsheet_failures", "Failed submissions by code", "code", counted.failures),
            ("threadsheet_pages_changed", "Submissions of pages whose form is not known", "page", counted.changed),
        ):
            family = GaugeMetricFamily(name, said, labels=[label])
            for value, count in sorted(by.items()):
                family.add_metric([value], count)
            yield family
