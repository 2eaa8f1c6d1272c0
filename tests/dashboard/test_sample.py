"""Samples are downsampled, deleted after a day, and drawn as charts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.models import Process, Sample
from dashboard.models.sample import COARSE, FINE, interval_start
from dashboard.stats.charts import charts

pytestmark = pytest.mark.django_db


def ago(**time):
    return interval_start(timezone.now() - timedelta(**time), FINE)


def sample(at, posts=0, **fields):
    return Sample.objects.create(at=at, counts={"posts": posts}, **fields)


def coarse_interval(hours):
    return interval_start(timezone.now() - timedelta(hours=hours), COARSE)


def test_downsampling_merges_samples_over_an_hour_old_and_loses_no_count():
    begin = coarse_interval(hours=3)
    for n in range(30):
        sample(begin + timedelta(seconds=10 * n), posts=n, people=n % 7, sockets=4)
    Sample.objects.downsample()
    merged = Sample.objects.get()
    assert (merged.at, merged.span, merged.seconds) == (begin, COARSE, 300)
    assert (merged.counts, merged.people, merged.sockets) == ({"posts": 435}, 6, 4)


def test_downsampling_sums_the_sockets_of_processes_and_counts_people_once():
    at = coarse_interval(hours=3)
    sample(at, posts=2, people=5, sockets=3)
    sample(at, posts=3, people=5, sockets=4)
    Sample.objects.downsample()
    merged = Sample.objects.get()
    assert (merged.counts["posts"], merged.people, merged.sockets) == (5, 5, 7)
    assert merged.seconds == FINE


def test_downsampling_twice_changes_nothing_and_keeps_the_last_hour_fine():
    sample(ago(minutes=59), posts=1)
    sample(coarse_interval(hours=3), posts=2)
    Sample.objects.downsample()
    before = list(Sample.objects.values())
    Sample.objects.downsample()
    assert list(Sample.objects.values()) == before
    assert [each.span for each in Sample.objects.all()] == [COARSE, FINE]


def test_samples_and_processes_are_deleted_after_a_day():
    sample(ago(hours=26))
    Process.objects.create(
        name="old", host="h", pid=1, started_at=ago(days=3), seen_at=ago(hours=25)
    )
    Sample.objects.downsample()
    Process.objects.prune()
    assert not Sample.objects.exists()
    assert not Process.objects.exists()


def chart_of(span, name):
    return next(chart for chart in charts(span) if chart.name == name)


def test_chart_without_samples_is_empty():
    for chart in charts("hour"):
        assert chart.lines[0].path == chart.area == ""
        assert chart.lines[0].latest is None


def test_messages_chart_shows_the_rate_per_minute_for_any_number_of_processes():
    at = interval_start(timezone.now() - timedelta(minutes=10), 30)
    sample(at, posts=1)
    sample(at, posts=2)
    line = chart_of("hour", "messages").lines[0]
    assert (line.latest, line.highest) == (18, 18)


def test_line_has_a_gap_where_no_process_was_running():
    begin = interval_start(timezone.now() - timedelta(minutes=30), 30)
    for seconds in (0, 30, 60, 180, 210):
        sample(begin + timedelta(seconds=seconds), people=3)
    assert chart_of("hour", "people").lines[0].path.count("M") == 2


def test_chart_of_the_day_shows_downsampled_and_fine_samples(django_assert_num_queries):
    sample(coarse_interval(hours=20), people=9)
    Sample.objects.downsample()
    sample(ago(minutes=20), people=2)
    with django_assert_num_queries(1):
        line = chart_of("day", "people").lines[0]
    assert (line.highest, line.latest) == (9, 2)


def test_latency_chart_has_a_line_for_p50_and_one_for_p95():
    at = interval_start(timezone.now() - timedelta(minutes=5), 30)
    Sample.objects.create(at=at, counts={"within_20": 90, "within_300": 10})
    p50, p95 = chart_of("hour", "latency").lines
    assert p50.latest <= 20 < p95.latest <= 300
