"""Figures for Prometheus: requests by rule, how old the data is, which sources are silent.

Several workers count into files of one folder (`onestop.settings.share_counts`), so whichever
of them is asked tells the sum of all.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response, request, request_finished
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Connection, func, select

from onestop.accounts.doors import OPEN, needs
from onestop.domain.errors import StoreError
from onestop.domain.period import LOCAL_OFFSET_SECONDS
from onestop.installation import Installation, installation
from onestop.running.requests import rule, seconds
from onestop.storage import connections, state
from onestop.storage.engine import reading
from onestop.storage.moments import newest_of_all
from onestop.storage.scoped import seeing
from onestop.storage.tables import snapshot


BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds; pages are wanted below 0.3, reports below 5."""


def listen(server: Flask, folder: str) -> None:
    """Counts every answer, and tells the counts at /metrics.

    folder: where the workers' counts lie; "" for one process alone.
    """
    own = CollectorRegistry()
    told = ("onestop_requests", "Answers, by rule, method and status.")
    answers = Counter(*told, ["rule", "method", "status"], registry=own)
    told = ("onestop_request_seconds", "Seconds until an answer began.")
    times = Histogram(*told, ["rule"], buckets=BOUNDS, registry=own)

    def count(_server: Flask, response: Response, **_more: object) -> None:
        answers.labels(rule(), request.method, response.status_code).inc()
        times.labels(rule()).observe(seconds())

    request_finished.connect(count, server, weak=False)

    @server.get("/metrics")
    @needs(OPEN)
    def metrics() -> Response:
        """Everything counted, and what the store says of itself.

        Who may ask is `onestop.accounts.guard`'s: this machine, or a token for the whole place.
        """
        return Response(_written(own, folder), content_type=CONTENT_TYPE_PLAIN_1_0_0)


def _written(own: CollectorRegistry, folder: str) -> bytes:
    every = CollectorRegistry()
    if folder:
        MultiProcessCollector(every, folder)
    every.register(Data(installation()))
    return generate_latest(every) + (b"" if folder else generate_latest(own))


class Data(Collector):
    """What the store says of itself when it is asked."""

    def __init__(self, here: Installation) -> None:
        self.here = here

    def describe(self) -> list[Metric]:
        """Nothing is asked of the store at registration."""
        return []

    def collect(self) -> Iterator[Metric]:
        """One gauge each; a store that does not answer is told as such."""
        try:
            with seeing(None), reading(self.here.engine) as connection:
                figures = list(self._figures(connection))
        except StoreError:
            yield GaugeMetricFamily("onestop_store_up", "Whether the store answers.", 0)
            return
        yield GaugeMetricFamily("onestop_store_up", "Whether the store answers.", 1)
        yield from figures

    def _figures(self, connection: Connection) -> Iterator[Metric]:
        version = int(state.read(connection, state.DATA_VERSION, "0"))
        yield GaugeMetricFamily("onestop_data_version", "Changes of the data.", version)
        newest = newest_of_all(connection)
        if newest is not None:
            told = "Unix seconds that the newest figures speak for."
            yield GaugeMetricFamily(
                "onestop_data_as_of_seconds", told, newest - LOCAL_OFFSET_SECONDS
            )
        yield from _loads(connection)
        yield _silent(connection, self.here.clock())


def _loads(connection: Connection) -> Iterator[Metric]:
    counted = select(
        func.count(),
        func.coalesce(func.sum(snapshot.c.read), 0),
        func.coalesce(func.sum(snapshot.c.rejected), 0),
        func.max(snapshot.c.loaded_at),
    )
    loads, rows, rejected, newest = connection.execute(counted).one()
    yield GaugeMetricFamily("onestop_loads", "Files loaded and not taken back.", loads)
    yield GaugeMetricFamily("onestop_rows_read", "Rows read of them.", rows)
    yield GaugeMetricFamily("onestop_rows_rejected", "Rows refused of them.", rejected)
    if newest is not None:
        told = "Unix seconds of the newest load."
        yield GaugeMetricFamily("onestop_loaded_at_seconds", told, newest - LOCAL_OFFSET_SECONDS)


def _silent(connection: Connection, now: int) -> Metric:
    """One series a connection and kind of trouble: none while everything is well."""
    gauge = GaugeMetricFamily(
        "onestop_source_trouble", "Pulled sources in trouble.", labels=["connection", "kind"]
    )
    troubles = connections.troubles(connection, now)
    for name, kind in sorted({(one.connection, one.kind) for one in troubles}):
        gauge.add_metric([name, kind], 1)
    return gauge
