"""The figures of all processes in the words of Prometheus."""

from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from dashboard.models import Process
from dashboard.stats.figures import here_now
from rooms.live.metrics import BOUNDS

LABELS = ["process", "run"]
"""host:pid to recognise it by, and what tells it from an earlier one with the same pid."""

COUNTERS = [
    ("hearth_messages", "posts", "Messages posted."),
    ("hearth_deliveries", "deliveries", "Updates handed to pages."),
    ("hearth_frames", "frames", "WebSocket frames sent."),
    ("hearth_fan_out_frames", "fan_out_frames", "Frames written to a crowd, of hearth_frames."),
    ("hearth_fan_out_seconds", "fan_out_seconds", "Processor time that writing them took."),
    ("hearth_bytes", "bytes", "Bytes sent in frames."),
    ("hearth_refused", "refused", "Actions of pages refused."),
    ("hearth_errors", "errors", "Actions of pages that failed by a fault of the site."),
    ("hearth_slow_closed", "slow_closed", "Sockets closed because they did not read."),
    ("hearth_connects", "connects", "Sockets opened."),
    ("hearth_bumps", "bumps", "Changes of counters."),
]
GAUGES = [
    ("hearth_sockets", "sockets", 1, "Sockets open."),
    ("hearth_memory_bytes", "memory", 1, "Resident memory."),
    ("hearth_loop_lag_seconds", "lag", 1000, "How late the event loop was."),
    ("hearth_database_seconds", "database", 1000, "Duration of one small statement."),
    ("hearth_layer_seconds", "layer", 1000, "The layer's round trip; absent if unanswered."),
]
"""Name, column of Process, how many of its units make one of the metric's, and what it is."""


class SiteCollector:
    """What is asked at each scrape: two queries, however many processes there are."""

    def collect(self):
        processes, here = list(Process.objects.live()), here_now()
        yield GaugeMetricFamily("hearth_people_online", "People with a page open.", here["people"])
        yield GaugeMetricFamily("hearth_rooms_in_use", "Rooms with people in them.", here["rooms"])
        yield from (_counter(processes, *each) for each in COUNTERS)
        yield from (_gauge(processes, *each) for each in GAUGES)
        yield _start_times(processes)
        yield _round_trips(processes)


registry = CollectorRegistry()
registry.register(SiteCollector())


def _counter(processes, name, count, text):
    family = CounterMetricFamily(name, text, labels=LABELS)
    for process in processes:
        family.add_metric(_labels(process), process.totals.get(count, 0))
    return family


def _gauge(processes, name, column, units, text):
    family = GaugeMetricFamily(name, text, labels=LABELS)
    for process in processes:
        if (value := getattr(process, column)) is not None:
            family.add_metric(_labels(process), value / units)
    return family


def _start_times(processes):
    text = "When the process started, in seconds since 1970."
    family = GaugeMetricFamily("hearth_start_time_seconds", text, labels=LABELS)
    for process in processes:
        family.add_metric(_labels(process), process.started_at.timestamp())
    return family


def _round_trips(processes):
    text = "From a heartbeat's sending to the page's answer: the latency that people feel."
    family = HistogramMetricFamily("hearth_round_trip_seconds", text, labels=LABELS)
    for process in processes:
        seconds = process.totals.get("beat_seconds", 0)
        family.add_metric(_labels(process), _buckets(process.totals), seconds)
    return family


def _buckets(totals):
    """(bound in seconds, how many were within it), as Prometheus counts: each with all below."""
    bounds = [*(str(bound / 1000) for bound in BOUNDS), "+Inf"]
    counts = [*(totals.get(f"within_{bound}", 0) for bound in BOUNDS), totals.get("slower", 0)]
    return list(zip(bounds, accumulate(counts), strict=True))


def _labels(process):
    return [str(process), process.name]
