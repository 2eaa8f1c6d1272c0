"""Jobs are scheduled once, claimed once, and done once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.live import jobs
from rooms.live.jobs import LEASE, MAX_TRIES, LostClaim
from rooms.models import AuditEntry, Job
from tests.models.jobs import ago, claim_after, kinds, schedule

__all__ = ["kinds"]

pytestmark = pytest.mark.django_db


# Scheduled:


def test_scheduling_the_same_again_moves_the_job_in_any_order_of_its_ids():
    later = timezone.now() + timedelta(hours=1)
    schedule(room=1, user=2)
    schedule(later, user=2, room=1)
    schedule(room=2, user=1)
    assert Job.objects.count() == 2
    assert Job.objects.get(ids={"room": 1, "user": 2}).due == later


def test_scheduling_again_forgets_earlier_failures():
    job = schedule(n=1)
    Job.objects.update(tries=MAX_TRIES, error="No", failed_at=timezone.now())
    schedule(n=1)
    job.refresh_from_db()
    assert (job.tries, job.error, job.failed_at) == (0, "", None)


def test_unknown_kind_cannot_be_scheduled():
    with pytest.raises(ValueError, match="no job called"):
        Job.objects.schedule("nothing", timezone.now())


def test_cancelled_job_is_gone_and_the_others_stay():
    schedule(n=1)
    schedule(n=2)
    Job.objects.cancel("note", n=1)
    Job.objects.cancel("note", n=3)
    assert Job.objects.get().ids == {"n": 2}


def test_scheduled_with_a_rolled_back_transaction_does_not_wake(
    monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(jobs, "wake", lambda: woken.append(1))
    with django_capture_on_commit_callbacks() as callbacks:
        schedule(n=1)
    assert woken == []
    callbacks[0]()
    assert woken == [1]


# Claimed:


def test_jobs_are_claimed_in_the_order_in_which_they_are_due():
    for n, seconds in enumerate([5, 20, 10]):
        schedule(ago(seconds=seconds), n=n)
    schedule(timezone.now() + timedelta(minutes=1), n=9)
    assert [Job.objects.claim().ids["n"] for _ in range(3)] == [1, 2, 0]
    assert Job.objects.claim() is None


def test_next_due_leaves_out_what_is_claimed_failed_or_unknown(monkeypatch):
    due = [ago(minutes=n) for n in (4, 3, 2, 1)]
    for n in range(4):
        schedule(due[n], n=n)
    assert Job.objects.next_due() == due[0]
    Job.objects.claim()
    assert Job.objects.next_due() == due[1]
    Job.objects.filter(ids={"n": 1}).update(failed_at=timezone.now())
    Job.objects.filter(ids={"n": 2}).update(kind="newer")
    assert Job.objects.next_due() == due[3]
    assert Job.objects.claim().ids == {"n": 3}
    assert Job.objects.next_due() is None
    assert Job.objects.claim() is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL plans by the number of rows")
def test_poll_finds_the_next_job_by_an_index_among_any_number():
    assert "SCAN rooms_job USING INDEX waiting_jobs" in Job.objects.all()._runnable().explain()
    assert "waiting_jobs (due<?)" in Job.objects.all()._runnable().due().explain()


def test_job_of_a_killed_process_is_claimed_again_after_the_lease():
    schedule(n=1)
    first = Job.objects.claim()
    assert claim_after(seconds=LEASE.total_seconds() - 5) is None
    second = claim_after(seconds=6)
    assert second.tries == 2
    with pytest.raises(LostClaim):
        first.done()
    second.done()
    assert not Job.objects.exists()


def test_renewed_claim_holds():
    schedule(n=1)
    job = Job.objects.claim()
    Job.objects.update(claimed_until=ago(seconds=-1))
    Job.objects.renew({job.claim})
    assert claim_after(seconds=LEASE.total_seconds() - 5) is None
    job.done()
    assert not Job.objects.exists()


# Done:


def test_job_that_is_done_is_deleted(kinds):
    schedule(n=7)
    jobs.run(Job.objects.claim())
    assert kinds == [{"n": 7}]
    assert not Job.objects.exists()


def test_job_that_recurs_is_added_once_and_moved_when_it_is_done(kinds):
    Job.objects.schedule_recurring()
    due = Job.objects.get().due
    Job.objects.schedule_recurring()
    assert Job.objects.get().due == due
    jobs.run(Job.objects.claim())
    job = Job.objects.get()
    assert kinds == ["tick"]
    assert timedelta(seconds=55) < job.due - timezone.now() <= timedelta(minutes=1)
    assert (job.claim, job.claimed_until, job.tries) == ("", None, 0)


def test_job_that_is_rescheduled_while_it_runs_stays(kinds):
    later = timezone.now() + timedelta(hours=1)
    schedule(n=1)
    job = Job.objects.claim()
    schedule(later, n=1)
    assert Job.objects.claim() is None
    jobs.run(job)
    job.refresh_from_db()
    assert (job.due, job.claimed_until) == (later, None)


def test_effect_of_a_job_that_was_cancelled_meanwhile_is_rolled_back():
    jobs.job("note", "Note")(lambda n: AuditEntry.objects.create(verb="announced"))
    schedule(n=1)
    job = Job.objects.claim()
    Job.objects.cancel("note", n=1)
    jobs.run(job)
    assert not AuditEntry.objects.exists()


STEP = st.tuples(st.sampled_from(["schedule", "cancel", "claim", "end", "kill"]), st.integers(0, 2))


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEP, max_size=25))
def test_each_scheduling_is_carried_out_once_in_any_history(steps):
    """A process that was killed may also come back, and end a job that is no longer its own."""
    jobs.job("note", "Note")(lambda n: AuditEntry.objects.create(verb="announced", target=n))
    with transaction.atomic():
        scheduled, owed, running = Counter(), set(), []
        for step, n in steps:
            if step == "schedule":
                schedule(n=n)
                scheduled[n] += 1
                owed.add(n)
            elif step == "cancel":
                Job.objects.cancel("note", n=n)
                owed.discard(n)
            elif step == "claim" and (job := Job.objects.claim()):
                running.append(job)
            elif step == "end" and running:
                jobs.run(running.pop(n % len(running)))
            elif step == "kill":
                Job.objects.exclude(claimed_until=None).update(claimed_until=ago(seconds=1))
        Job.objects.exclude(claimed_until=None).update(claimed_until=ago(seconds=1))
        while job := Job.objects.claim():
            jobs.run(job)
        carried_out = Counter(int(each.target) for each in AuditEntry.objects.all())
        assert carried_out <= scheduled
        assert owed <= set(carried_out)
        assert not Job.objects.exists()
        transaction.set_rollback(True)
