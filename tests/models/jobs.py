"""Two kinds of jobs for tests, and how a test schedules and claims them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.live import jobs
from rooms.models import Job


def ago(**time):
    return timezone.now() - timedelta(**time)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Two kinds of jobs: `note` runs once, `tick` every minute. Returns what ran."""
    monkeypatch.setattr(jobs, "kinds", {})
    ran = []
    jobs.job("note", "Note a number")(lambda **ids: ran.append(ids))
    jobs.job("tick", "Tick", every=timedelta(minutes=1))(lambda: ran.append("tick"))
    return ran


def schedule(due=None, **ids):
    Job.objects.schedule("note", due or ago(seconds=1), **ids)
    return Job.objects.get(kind="note", ids=dict(sorted(ids.items())))


def claim_after(**time):
    """Claim as if that much time had passed since the last claim."""
    for job in Job.objects.exclude(claimed_until=None):
        job.claimed_until -= timedelta(**time)
        job.save()
    return Job.objects.claim()
