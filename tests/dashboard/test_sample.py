from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.models import Process, Sample
from dashboard.models.sample import COARSE, FINE, slot
from dashboard.stats.charts import charts

pytestmark = pytest.mark.django_db


def ago(**time):
    return slot(timezone.now() - timedelta(**time), FINE)


def sample(at, posts=0, **fields):
    return Sample.objects.create(at=at, counts={"posts": posts}, **fields)


def five_minutes_of(hours):
    return slot(timezone.now() - timedelta(hours=hours), COARSE)


def test_what_is_over_an_hour_old_is_folded_into_five_minutes_with_nothing_lost():
    begin = five_minutes_of(hours=3)
    for n in range(30):
        sample(begin + timedelta(seconds=10 * n), posts=n, people=n % 7, sockets=4)
    Sample.objects.thin()
    folded = Sample.objects.get()
    assert (folded.at, folded.span, folded.seconds) == (begin, COARSE, 300)
    assert (folded.counts, folded.people, folded.sockets) == ({"posts": 435}, 6, 4)


def test_processes_of_the_same_moment_add_up_but_people_are_counted_once():
    at = five_minutes_of(hours=3)
    sample(at, posts=2, people=5, sockets=3)
    sample(at, posts=3, people=5, sockets=4)
    Sample.objects.thin()
    folded = Sample.objects.get()
    assert (folded.counts["posts"], folded.people, folded.sockets) == (5, 5, 7)
    assert folded.seconds == FINE


def test_thinning_twice_changes_nothing_and_the_last_hour_stays_fine():
    sample(ago(minutes=59), posts=1)
    sample(five_minutes_of(hours=3), posts=2)
    Sample.objects.thin()
    before = list(Sample.objects.values())
    Sample.objects.thin()
    assert list(Sample.objects.values()) == before
    assert [each.span for each in Sample.objects.all()] == [COARSE, FINE]


def test_after_a_day_samples_and_processes_are_gone():
    sample(ago(hours=26))
    Process.objects.create(
        name="old", host="h", pid=1, started_at=ago(days=3), seen_at=ago(hours=25)
    )
    Sample.objects.thin()
    Process.objects.forget()
    assert not Sample.objects.exists()
    assert not Process.objects.exists()


def chart_of(span, name):
    return next(chart for chart in charts(span) if chart.name == name)


def test_a_plot_of_nothing_is_empty_and_says_so():
    for chart in charts("hour"):
        assert chart.lines[0].path == chart.area == ""
        assert chart.lines[0].latest is None


def test_messages_are_plotted_by_the_minute_whatever_the_number_of_processes():
    at = slot(timezone.now() - timedelta(minutes=10), 30)
    sample(at, posts=1)
    sample(at, posts=2)
    line = chart_of("hour", "messages").lines[0]
    assert (line.latest, line.highest) == (18, 18)


def test_a_line_is_interrupted_where_no_process_was_up():
    begin = slot(timezone.now() - timedelta(minutes=30), 30)
    for seconds in (0, 30, 60, 180, 210):
        sample(begin + timedelta(seconds=seconds), people=3)
    assert chart_of("hour", "people").lines[0].path.count("M") == 2


def test_the_day_shows_thinned_and_fine_samples_alike(django_assert_num_queries):
    sample(five_minutes_of(hours=20), people=9)
    Sample.objects.thin()
    sample(ago(minutes=20), people=2)
    with django_assert_num_queries(1):
        line = chart_of("day", "people").lines[0]
    assert (line.highest, line.latest) == (9, 2)


def test_latency_has_a_line_for_half_of_the_beats_and_one_for_nearly_all():
    at = slot(timezone.now() - timedelta(minutes=5), 30)
    Sample.objects.create(at=at, counts={"within_20": 90, "within_300": 10})
    half, most = chart_of("hour", "latency").lines
    assert half.latest <= 20 < most.latest <= 300
