"""Counts of what this process has done since it started, for tests and for staff."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

metrics = Counter()

BUCKETS = (1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200, 300, 500, 800, 1300, 2000, 5000, 10_000)
"""Upper bounds in milliseconds of the round-trip histogram; bucket counts add up over processes."""


def record_round_trip(seconds: float) -> None:
    """Count a heartbeat that was answered after so many seconds."""
    metrics["beats"] += 1
    metrics["beat_seconds"] += seconds
    metrics[_bucket(seconds * 1000)] += 1


def _bucket(milliseconds):
    place = bisect_left(BUCKETS, milliseconds)
    return f"within_{BUCKETS[place]}" if place < len(BUCKETS) else "slower"


def percentile(counts: Mapping[str, int], share: float) -> float | None:
    """The round trip in ms that this share of the heartbeats stayed within; None without any."""
    within = [(bound, counts.get(f"within_{bound}", 0)) for bound in BUCKETS]
    total = sum(count for _, count in within) + counts.get("slower", 0)
    if not total:
        return None
    below, low = 0, 0
    for bound, count in within:
        if count and below + count >= share * total:
            return low + (bound - low) * (share * total - below) / count
        below, low = below + count, bound
    return float(BUCKETS[-1])
