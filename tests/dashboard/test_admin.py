import pytest
from django.utils import timezone

from dashboard.models import Process, Sample
from tests import cast


@pytest.fixture
def root(client_of, db):
    return client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))


@pytest.fixture(params=[Process, Sample])
def record(request, db):
    now = timezone.now()
    if request.param is Sample:
        return Sample.objects.create(at=now)
    return Process.objects.create(name="p", host="web1", pid=7, started_at=now, seen_at=now)


def path(record, rest=""):
    return f"/admin/dashboard/{record._meta.model_name}/{rest}"


def test_what_was_measured_can_be_listed_and_opened(root, record):
    assert root.get(path(record)).status_code == 200
    assert root.get(path(record, f"{record.pk}/change/")).status_code == 200


def test_it_is_only_looked_at(root, record):
    assert root.get(path(record, "add/")).status_code == 403
    assert root.post(path(record, f"{record.pk}/change/"), {"sockets": 1}).status_code == 403
    assert root.post(path(record, f"{record.pk}/delete/"), {"post": "yes"}).status_code == 403
    record.refresh_from_db()


def test_a_process_is_found_by_its_host(root, db):
    now = timezone.now()
    Process.objects.create(name="p", host="web1", pid=7, started_at=now, seen_at=now)
    assert "web1:7" in root.get("/admin/dashboard/process/", {"q": "web1"}).content.decode()
    assert "web1:7" not in root.get("/admin/dashboard/process/", {"q": "web2"}).content.decode()


def test_mere_staff_and_people_get_nowhere(client_of, ana, sam, record):
    assert client_of(ana).get(path(record)).status_code == 302
    assert client_of(sam).get(path(record)).status_code == 403
