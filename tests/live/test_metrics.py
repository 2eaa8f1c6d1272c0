"""Heartbeat round trips are counted in a histogram, from which percentiles are read."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rooms.live import metrics as metrics_module
from rooms.live.metrics import BUCKETS, percentile, record_round_trip


def test_percentile_without_round_trips_is_none():
    assert percentile({}, 0.5) is None


def test_percentile_lies_in_the_bucket_of_its_round_trip():
    counts = {"within_20": 90, "within_500": 10}
    assert 13 < percentile(counts, 0.5) <= 20
    assert 300 < percentile(counts, 0.95) <= 500


def test_percentile_above_all_bounds_is_the_last_bound():
    assert percentile({"slower": 3}, 0.5) == BUCKETS[-1]


@given(st.lists(st.floats(0, 12), min_size=1))
def test_round_trips_add_up_over_the_buckets_and_percentiles_increase(trips):
    metrics_module.metrics, before = Counter(), metrics_module.metrics
    try:
        for trip in trips:
            record_round_trip(trip)
        counts = metrics_module.metrics
    finally:
        metrics_module.metrics = before
    assert counts["beats"] == len(trips)
    assert sum(counts[f"within_{bound}"] for bound in BUCKETS) + counts["slower"] == len(trips)
    assert percentile(counts, 0.5) <= percentile(counts, 0.95)
    assert percentile(counts, 1) >= min(max(trips) * 1000, BUCKETS[-1])
