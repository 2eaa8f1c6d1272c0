from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rooms.live import metrics as module
from rooms.live.metrics import BOUNDS, note_round_trip, percentile


def test_nothing_measured_has_no_percentile():
    assert percentile({}, 0.5) is None


def test_a_percentile_lies_in_the_bucket_of_its_beat():
    counts = {"within_20": 90, "within_500": 10}
    assert 13 < percentile(counts, 0.5) <= 20
    assert 300 < percentile(counts, 0.95) <= 500


def test_what_is_slower_than_all_bounds_reads_as_the_last():
    assert percentile({"slower": 3}, 0.5) == BOUNDS[-1]


@given(st.lists(st.floats(0, 12), min_size=1))
def test_round_trips_are_sorted_so_that_counts_add_up_and_percentiles_rise(trips):
    module.meter, before = Counter(), module.meter
    try:
        for trip in trips:
            note_round_trip(trip)
        counts = module.meter
    finally:
        module.meter = before
    assert counts["beats"] == len(trips)
    assert sum(counts[f"within_{bound}"] for bound in BOUNDS) + counts["slower"] == len(trips)
    assert percentile(counts, 0.5) <= percentile(counts, 0.95)
    assert percentile(counts, 1) >= min(max(trips) * 1000, BOUNDS[-1])
