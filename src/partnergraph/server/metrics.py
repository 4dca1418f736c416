"""What the server counts, for Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from partnergraph.server.service import Service

_BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """Counters of one server."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "partnergraph_requests", "Requests answered", ["route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "partnergraph_request_seconds", "Time to an answer", ["route"], buckets=_BOUNDS, registry=self.registry
        )
        for name, meaning in (
            ("waiting", "Requests that wait for a worker"),
            ("busy", "Workers that answer"),
            ("killed", "Workers that were killed"),
        ):
            gauge = Gauge(f"partnergraph_workers_{name}", meaning, registry=self.registry)
            gauge.set_function(lambda name=name: float(getattr(service.pool, name)))  # type: ignore[misc]
        revision = Gauge("partnergraph_revision", "Revision of the store that is served", registry=self.registry)
        revision.set_function(lambda: float(service.checkpoint.stamp.revision))

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all metrics in the form that Prometheus reads."""
        return generate_latest(self.registry)
