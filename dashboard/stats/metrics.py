"""The figures of all processes as Prometheus metrics."""

from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from dashboard.models import Process
from dashboard.stats.figures import count_online
from rooms.live.metrics import BUCKETS
from rooms.models import Job

LABELS = ["process", "run"]
"A readable host:pid, and an id that differs from an earlier process with the same pid."

COUNTERS = [
    ("hearth_messages", "posts", "Messages posted."),
    ("hearth_deliveries", "deliveries", "Updates handed to pages."),
    ("hearth_frames", "frames", "WebSocket frames sent."),
    ("hearth_fan_out_frames", "fan_out_frames", "Broadcast frames sent, part of hearth_frames."),
    ("hearth_fan_out_seconds", "fan_out_seconds", "Processor time spent on broadcasts."),
    ("hearth_bytes", "bytes", "Bytes sent in frames."),
    ("hearth_refused", "refused", "Page actions refused."),
    ("hearth_errors", "errors", "Page actions that failed with an exception."),
    ("hearth_loop_restarts", "loop_restarts", "Background loops that failed and were restarted."),
    ("hearth_lock_waits", "lock_waits", "Calls that waited for a lock outside the live thread."),
    ("hearth_deadlocks", "deadlocks", "Transactions that lost a deadlock and were repeated."),
    ("hearth_slow_closed", "slow_closed", "Sockets closed because they did not read."),
    ("hearth_connects", "connects", "Sockets opened."),
    ("hearth_bumps", "bumps", "Changes of counters."),
    ("hearth_jobs", "jobs", "Jobs that were run."),
    ("hearth_job_errors", "job_errors", "Runs of jobs that failed with an exception."),
]
GAUGES = [
    ("hearth_sockets", "sockets", 1, "Sockets open."),
    ("hearth_memory_bytes", "memory", 1, "Resident memory."),
    ("hearth_loop_lag_seconds", "lag", 1000, "How late the event loop was."),
    ("hearth_database_seconds", "database", 1000, "Duration of one small write."),
    ("hearth_layer_seconds", "layer", 1000, "Channel layer round trip; absent if unanswered."),
]
"Name, column of Process, units of the column in one unit of the metric, and help text."


class SiteCollector:
    """Reads all metrics at each scrape, in three queries for any number of processes."""

    def collect(self):
        processes = list(Process.objects.live())
        yield from _online()
        yield from _jobs()
        yield from (_counter(processes, *each) for each in COUNTERS)
        yield from (_gauge(processes, *each) for each in GAUGES)
        yield _start_times(processes)
        yield _round_trips(processes)


registry = CollectorRegistry()
registry.register(SiteCollector())


def _online():
    online = count_online()
    yield GaugeMetricFamily("hearth_people_online", "People with a page open.", online["people"])
    yield GaugeMetricFamily("hearth_rooms_in_use", "Rooms with people in them.", online["rooms"])


def _jobs():
    jobs = Job.objects.counts()
    yield GaugeMetricFamily("hearth_jobs_due", "Jobs that are due or running.", jobs["overdue"])
    yield GaugeMetricFamily("hearth_jobs_failed", "Jobs not tried any more.", jobs["failed"])
    text = "How long the job that has been due for longest has waited."
    yield GaugeMetricFamily("hearth_jobs_late_seconds", text, jobs["late"])


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
    text = "Time from a heartbeat to the page's answer: the latency that people feel."
    family = HistogramMetricFamily("hearth_round_trip_seconds", text, labels=LABELS)
    for process in processes:
        seconds = process.totals.get("beat_seconds", 0)
        family.add_metric(_labels(process), _buckets(process.totals), seconds)
    return family


def _buckets(totals):
    """(upper bound in seconds, count) of each bucket; Prometheus counts are cumulative."""
    bounds = [*(str(bound / 1000) for bound in BUCKETS), "+Inf"]
    counts = [*(totals.get(f"within_{bound}", 0) for bound in BUCKETS), totals.get("slower", 0)]
    return list(zip(bounds, accumulate(counts), strict=True))


def _labels(process):
    return [str(process), process.name]
