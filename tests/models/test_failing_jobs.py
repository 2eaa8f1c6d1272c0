"""Jobs that fail are retried, and left to staff in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.live import jobs
from rooms.live.jobs import MAX_TRIES, MAX_WAIT, delay_after
from rooms.models import AuditEntry, Job
from rooms.models.job import KEPT_FOR
from tests.models.jobs import ago, kinds, schedule

__all__ = ["kinds"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing():
    """Scheduled, and it fails after it has written something."""

    def fail(n):
        AuditEntry.objects.create(verb="announced")
        raise RuntimeError("the receiver\0 said no")

    jobs.job("note", "Note")(fail)
    return schedule(n=1)


def test_failed_job_keeps_its_error_and_is_tried_again_later(failing):
    jobs.run(Job.objects.claim())
    failing.refresh_from_db()
    assert failing.error == "RuntimeError: the receiver\ufffd said no"
    assert (failing.tries, failing.failed_at, failing.claimed_until) == (1, None, None)
    assert timedelta(seconds=4) < failing.due - timezone.now() <= timedelta(seconds=5)
    assert not AuditEntry.objects.exists()


def test_job_that_fails_too_often_is_left_to_staff(failing):
    waits = []
    for _ in range(MAX_TRIES):
        Job.objects.update(due=timezone.now())
        jobs.run(Job.objects.claim())
        failing.refresh_from_db()
        waits.append(round((failing.due - timezone.now()).total_seconds()))
    assert waits == sorted(waits)
    assert waits[-1] <= MAX_WAIT.total_seconds()
    assert failing.failed_at
    Job.objects.update(due=timezone.now())
    assert Job.objects.claim() is None
    assert Job.objects.next_due() is None


def test_job_that_recurs_is_never_given_up():
    jobs.job("tick", "Tick", every=timedelta(minutes=1))(lambda: 1 / 0)
    Job.objects.schedule_recurring()
    Job.objects.update(tries=MAX_TRIES - 1)
    jobs.run(Job.objects.claim())
    assert Job.objects.get().failed_at is None


def test_job_that_ends_its_process_each_time_is_given_up(kinds):
    schedule(n=1)
    Job.objects.update(tries=MAX_TRIES)
    jobs.run(Job.objects.claim())
    assert kinds == []
    assert "Interrupted" in Job.objects.failed().get().error


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 10_000))
def test_delay_doubles_up_to_an_hour(tries):
    assert timedelta(seconds=5) <= delay_after(tries) <= MAX_WAIT
    if delay_after(tries + 1) < MAX_WAIT:
        assert delay_after(tries + 1) == 2 * delay_after(tries)


def test_staff_retry_a_job_that_failed_with_all_its_tries(failing, kinds):
    assert not failing.retry()
    Job.objects.update(tries=MAX_TRIES, error="No", failed_at=timezone.now())
    assert failing.retry()
    job = Job.objects.claim()
    assert job.tries == 1
    assert not failing.retry(), "it is running"
    assert AuditEntry.objects.get().verb == "job retried"


def test_staff_drop_only_what_is_not_tried_any_more(failing):
    Job.objects.update(tries=2, error="No")
    assert not failing.drop()
    Job.objects.update(failed_at=timezone.now())
    assert failing.drop()
    assert not failing.drop()
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["job dropped"]


def test_job_that_failed_long_ago_is_stale(failing):
    Job.objects.update(failed_at=ago(days=29))
    assert not Job.objects.stale().exists()
    Job.objects.update(failed_at=timezone.now() - KEPT_FOR - timedelta(hours=1))
    assert Job.objects.stale().exists()
