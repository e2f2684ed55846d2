"""What is counted, for Prometheus: queries by outcome and duration, the cache, the engine, the release."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_SECONDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0)


class Counters:
    """The counters of one server; they outlive releases."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._queries = Counter("edugraph_queries", "Queries by outcome", ["outcome", "cache"], registry=self.registry)
        self._seconds = Histogram(
            "edugraph_query_seconds", "Duration of queries", ["outcome"], buckets=_SECONDS, registry=self.registry
        )
        self._known: dict[tuple[str, str], tuple[Counter, Histogram]] = {}
        self._switches = Counter("edugraph_release_switches", "Switches to another release", registry=self.registry)

    def query(self, outcome: str, seconds: float, cache: str = "") -> None:
        """One query ended; `outcome` is `ok` or the code of its error."""
        known = self._known.get((outcome, cache))
        if known is None:
            known = self._queries.labels(outcome, cache or "miss"), self._seconds.labels(outcome)
            self._known[outcome, cache] = known
        known[0].inc()
        known[1].observe(seconds)

    def switched(self) -> None:
        """Another release is served."""
        self._switches.inc()

    def watch(self, name: str, help_: str, read: Callable[[], dict[str, float]], label: str = "name") -> None:
        """Show what `read` answers whenever the metrics are read: label -> value."""
        self.registry.register(_Read(name, help_, label, read))

    def text(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Read(Collector):
    def __init__(self, name: str, help_: str, label: str, read: Callable[[], dict[str, float]]) -> None:
        self._name, self._help, self._label, self._read = name, help_, label, read

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(self._name, self._help, labels=[self._label])
        for value, number in self._read().items():
            family.add_metric([value], number)
        yield family

    def describe(self) -> list[Metric]:
        return []
