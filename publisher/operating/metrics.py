"""What Prometheus is told: requests, stages, what waits, and whether the database answers.

Requests are counted in the process that answered them, and each is asked for its own. What jobs do
is read from the database when it is asked for, so any web process tells it for all workers.
"""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from publisher.operating.logs import kind, log
from publisher.operating.stages import stage_times

Waiting = Callable[[], Mapping[str, int]]
"""How many jobs wait, by queue."""


def metrics(engine: Engine, waiting: Waiting) -> bytes:
    """Everything that is counted, in the Prometheus text format 0.0.4."""
    everywhere = CollectorRegistry()
    everywhere.register(_Work(engine, waiting))
    return generate_latest(REGISTRY) + generate_latest(everywhere)


class _Work(Collector):
    """What the database knows of stages and jobs."""

    def __init__(self, engine: Engine, waiting: Waiting) -> None:
        self._engine = engine
        self._waiting = waiting

    def describe(self) -> Iterable[Metric]:
        return ()  # so that registering asks nothing of the database

    def collect(self) -> Iterable[Metric]:
        up = GaugeMetricFamily("plainspoken_database_up", "Whether the database answers.")
        try:
            told = [*self._stages(), self._jobs()]
        except SQLAlchemyError as trouble:
            log("metrics without database", error=kind(trouble))
            told = []
        up.add_metric((), bool(told))
        return [up, *told]

    def _stages(self) -> Iterable[Metric]:
        ended = CounterMetricFamily(
            "plainspoken_stages", "Stages of jobs that ended.", labels=("stage", "outcome")
        )
        seconds = CounterMetricFamily(
            "plainspoken_stage_seconds", "What time they took.", labels=("stage", "outcome")
        )
        for counted in stage_times(self._engine):
            ended.add_metric((counted.stage, counted.outcome), counted.times)
            seconds.add_metric((counted.stage, counted.outcome), counted.ms / 1000)
        return ended, seconds

    def _jobs(self) -> Metric:
        waiting = GaugeMetricFamily(
            "plainspoken_jobs_waiting", "Jobs that wait for a worker.", labels=("queue",)
        )
        for queue, count in self._waiting().items():
            waiting.add_metric((queue,), count)
        return waiting
