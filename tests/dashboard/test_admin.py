"""Superusers see the processes and samples in the admin, read-only."""

import pytest
from django.utils import timezone

from dashboard.models import Process, Sample
from tests import cast

PROCESSES = "/admin/dashboard/process/"


@pytest.fixture
def superuser(client_of, db):
    return client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))


@pytest.fixture(params=[Process, Sample])
def record(request, db):
    now = timezone.now()
    if request.param is Sample:
        return Sample.objects.create(at=now)
    return Process.objects.create(name="p", host="web1", pid=7, started_at=now, seen_at=now)


def path(record, rest=""):
    return f"/admin/dashboard/{record._meta.model_name}/{rest}"


def test_superuser_lists_and_opens_processes_and_samples(superuser, record):
    assert superuser.get(path(record)).status_code == 200
    assert superuser.get(path(record, f"{record.pk}/change/")).status_code == 200


def test_superuser_cannot_add_change_or_delete_processes_and_samples(superuser, record):
    assert superuser.get(path(record, "add/")).status_code == 403
    assert superuser.post(path(record, f"{record.pk}/change/"), {"sockets": 1}).status_code == 403
    assert superuser.post(path(record, f"{record.pk}/delete/"), {"post": "yes"}).status_code == 403
    record.refresh_from_db()


def test_superuser_finds_a_process_by_its_host(superuser, db):
    now = timezone.now()
    Process.objects.create(name="p", host="web1", pid=7, started_at=now, seen_at=now)
    assert "web1:7" in superuser.get(PROCESSES, {"q": "web1"}).content.decode()
    assert "web1:7" not in superuser.get(PROCESSES, {"q": "web2"}).content.decode()


def test_staff_get_403_and_others_are_sent_to_sign_in(client_of, ana, sam, record):
    assert client_of(ana).get(path(record)).status_code == 302
    assert client_of(sam).get(path(record)).status_code == 403
