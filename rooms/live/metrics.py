"""What this process has done since it started: plain counts, for tests and for staff."""

from bisect import bisect_left
from collections import Counter

meter = Counter()

BOUNDS = (1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200, 300, 500, 800, 1300, 2000, 5000, 10_000)
"""Milliseconds into which round trips are sorted: a count for each adds up over processes."""


def note_round_trip(seconds):
    """A page answered a beat after so many seconds."""
    meter["beats"] += 1
    meter["beat_seconds"] += seconds
    meter[_bucket(seconds * 1000)] += 1


def _bucket(milliseconds):
    place = bisect_left(BOUNDS, milliseconds)
    return f"within_{BOUNDS[place]}" if place < len(BOUNDS) else "slower"


def percentile(counts, share):
    """The round trip in ms that this share of the beats in `counts` kept within, or None."""
    within = [(bound, counts.get(f"within_{bound}", 0)) for bound in BOUNDS]
    total = sum(count for _, count in within) + counts.get("slower", 0)
    if not total:
        return None
    below, low = 0, 0
    for bound, count in within:
        if count and below + count >= share * total:
            return low + (bound - low) * (share * total - below) / count
        below, low = below + count, bound
    return float(BOUNDS[-1])
