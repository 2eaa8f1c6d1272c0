"""Staff see the jobs, run again what failed, and drop what is not tried any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import AuditEntry, Job

LIST = "/dashboard/jobs/"


def html(response):
    return response.content.decode()


def make(n=1, **fields):
    now = timezone.now()
    due = now + timedelta(hours=1)
    fields = {"kind": "announcement.start", "ids": {"announcement": n}, "due": due} | fields
    return Job.objects.create(**fields)


@pytest.fixture
def failed(db):
    return make(error="OSError: no route", tries=15, failed_at=timezone.now())


@pytest.fixture
def staff(client_of, sam):
    return client_of(sam)


def test_staff_see_what_a_job_does_its_tries_and_its_last_error(staff, failed):
    page = html(staff.get(LIST))
    for text in ("Start an announcement (announcement 1)", ">15<", "OSError: no route", "failed"):
        assert text in page
    assert f"{LIST}{failed.pk}/retry/" in page
    assert f"{LIST}{failed.pk}/drop/" in page


def test_failed_jobs_stand_first_and_the_others_as_they_are_due(staff, failed):
    now = timezone.now()
    make(2, due=now + timedelta(minutes=9))
    make(3, due=now + timedelta(minutes=3))
    page = html(staff.get(LIST))
    places = [page.index(f"(announcement {n})") for n in (1, 3, 2)]
    assert places == sorted(places)


def test_job_that_runs_or_waits_has_no_actions(staff, db):
    make(1, claimed_until=timezone.now() + timedelta(minutes=1), error="once", tries=2)
    make(2)
    page = html(staff.get(LIST))
    assert "running" in page
    assert "/retry/" not in page
    assert "/drop/" not in page


def test_job_of_an_unknown_kind_is_listed_by_its_name(staff, db):
    make(kind="gone.kind", ids={})
    assert "gone.kind" in html(staff.get(LIST))


def test_list_needs_no_more_queries_for_more_jobs(staff, failed, queries_of):
    queries_of(staff, LIST)
    before = queries_of(staff, LIST)
    for n in range(2, 9):
        make(n)
    assert queries_of(staff, LIST) == before


def test_empty_list_says_so(staff):
    assert "There are no jobs." in html(staff.get(LIST))


def test_staff_run_a_failed_job_after_confirming(staff, failed):
    path = f"{LIST}{failed.pk}/retry/"
    assert "Run now: Start an announcement" in html(staff.get(path))
    failed.refresh_from_db()
    assert failed.failed_at
    assert staff.post(path).url == LIST
    failed.refresh_from_db()
    assert (failed.tries, failed.failed_at) == (0, None)
    assert failed.due <= timezone.now()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.target) == ("job retried", "announcement.start announcement 1")


def test_staff_drop_a_failed_job_after_confirming(staff, failed):
    path = f"{LIST}{failed.pk}/drop/"
    assert "You cannot undo this." in html(staff.get(path))
    assert Job.objects.exists()
    assert staff.post(path).url == LIST
    assert not Job.objects.exists()
    assert AuditEntry.objects.latest("pk").detail == "OSError: no route"
    assert staff.post(path).status_code == 404


def test_running_job_is_not_run_a_second_time(staff, failed):
    Job.objects.update(failed_at=None, claimed_until=timezone.now() + timedelta(minutes=1))
    response = staff.post(f"{LIST}{failed.pk}/retry/", follow=True)
    assert "running already" in html(response)
    assert Job.objects.get().tries == 15


def test_job_that_did_not_fail_can_be_neither_run_nor_dropped(staff, db):
    job = make()
    for act in ("retry", "drop"):
        assert staff.post(f"{LIST}{job.pk}/{act}/").status_code == 404
    assert Job.objects.exists()


def test_job_that_is_tried_again_cannot_be_dropped(staff, db):
    job = make(error="No", tries=3)
    assert "/drop/" not in html(staff.get(LIST))
    assert staff.post(f"{LIST}{job.pk}/drop/").status_code == 404
