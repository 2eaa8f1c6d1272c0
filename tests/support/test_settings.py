"""Duty, opening hours, subjects, limits and assignment, and what a visitor sees of them."""

import uuid
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from rooms.live.jobs import run_next
from rooms.models import AuditEntry, Job, SupportDesk, SupportDuty, SupportSubject, Ticket
from tests import cast
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
SETTINGS = "/dashboard/support/settings/"


@pytest.fixture
def joe(db):
    return cast.welcome("joe", "Joe Bell", is_staff=True)


def save(client, **changes):
    data = {"time_zone": "Europe/Berlin", "silent_after": 5}
    return client.post(SETTINGS, data | changes)


def text_of(answer):
    return answer.content.decode()


def always_closed(desk):
    """But for one minute a week, which no test meets twice."""
    day = (timezone.now().weekday() + 3) % 7
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[day]
    setattr(desk, name, "9:00-9:01")
    desk.change()


def run_jobs():
    while run_next(Job.objects.filter(kind__startswith="support"), set()):
        pass


def test_settings_are_stored_and_recorded(client_of, sam):
    answer = save(client_of(sam), welcome="Hello!", monday="9:00-17:00", most_per_agent=3)
    assert answer.status_code == 302
    desk = SupportDesk.current()
    assert (desk.welcome, desk.monday, desk.most_per_agent) == ("Hello!", "9:00-17:00", 3)
    entry = AuditEntry.objects.get(verb="support settings changed")
    assert "time_zone was UTC" in entry.detail
    assert "Hello!" in text_of(Client().get("/support/"))


BAD = {"monday": "nine", "closed_days": "soon", "silent_after": 0, "time_zone": "Mars"}


@pytest.mark.parametrize("field", BAD)
def test_bad_setting_gets_words_beside_its_field_and_changes_nothing(field, client_of, sam):
    answer = save(client_of(sam), **{"welcome": "Kept", field: BAD[field]})
    assert answer.status_code == 422
    assert "field__error" in text_of(answer)
    assert "Kept" in text_of(answer)
    assert SupportDesk.current().welcome == ""


def test_visitor_chooses_among_the_subjects(client_of, sam):
    save(client_of(sam), subjects="Parcels\nBills\nParcels")
    assert [each.name for each in SupportSubject.objects.offered()] == ["Parcels", "Bills"]
    bills = SupportSubject.objects.get(name="Bills")
    vera = Visitor(subject=bills.pk)
    save(client_of(sam), subjects="Parcels")
    vera.ticket.refresh_from_db()
    assert vera.ticket.subject == bills
    assert "Bills" not in text_of(Client().get("/support/"))
    assert "Bills" in text_of(client_of(sam).get("/dashboard/support/"))


def test_agent_goes_on_and_off_duty(client_of, sam):
    client = client_of(sam)
    assert "Nobody is on duty." in text_of(client.get("/dashboard/support/"))
    client.post("/dashboard/support/duty/", {"duty": "on"})
    assert SupportDuty.objects.get().agent == sam
    assert "On duty:" in text_of(client.get("/dashboard/support/"))
    client.post("/dashboard/support/duty/", {"duty": "off"})
    assert not SupportDuty.objects.exists()
    verbs = [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="duty")]
    assert sorted(verbs) == ["duty begun", "duty ended"]


def test_visitor_is_told_at_once_that_nobody_is_there(vera):
    assert "Nobody is here at the moment." in text_of(Client().get("/support/"))
    assert "Nobody is here at the moment." in text_of(vera.get())


def test_visitor_hears_when_it_opens_in_their_zone(on_duty):
    desk = SupportDesk.current()
    desk.time_zone = "Europe/Berlin"
    always_closed(desk)
    assert "09:00 (Europe/Berlin)" in text_of(Client().get("/support/"))
    vera = Visitor(time_zone="Asia/Tokyo")
    opens = desk.hours.next_opening(timezone.now())
    assert isinstance(opens, datetime)
    assert "(Asia/Tokyo)" in text_of(vera.get())
    assert "09:00 (Asia/Tokyo)" not in text_of(vera.get())


def test_somebody_who_is_no_longer_staff_is_not_on_duty(on_duty, joe):
    on_duty.unmake_staff()
    assert "Nobody is here at the moment." in text_of(Client().get("/support/"))


def test_next_opening_is_a_job(on_duty):
    desk = SupportDesk.current()
    always_closed(desk)
    job = Job.objects.get(kind="support.hours")
    assert job.due == desk.hours.next_change(timezone.now())
    before = SupportDesk.current().seq
    Job.objects.filter(pk=job.pk).update(due=timezone.now())
    run_jobs()
    assert SupportDesk.current().seq == before + 1
    assert Job.objects.get(kind="support.hours").due == job.due


def test_agent_gets_no_more_than_the_limit(client_of, sam):
    desk = SupportDesk.current()
    desk.most_per_agent = 1
    desk.change()
    first, second = Visitor(), Visitor("Olga")
    client = client_of(sam)
    client.post("/dashboard/support/take/", {"ticket": first.slug})
    answer = client.post("/dashboard/support/take/", {"ticket": second.slug})
    assert answer.status_code == 409
    assert "as many conversations as one agent may have" in text_of(answer)
    client.post("/dashboard/support/close/", {"ticket": first.slug})
    assert client.post("/dashboard/support/take/", {"ticket": second.slug}).status_code == 302


def assigning(**settings):
    desk = SupportDesk.current()
    desk.assigns = True
    for name, value in settings.items():
        setattr(desk, name, value)
    desk.change()


def test_least_busy_on_duty_gets_the_next_conversation(on_duty, joe):
    SupportDuty.objects.begin(joe)
    assigning(most_per_agent=2)
    tickets = [Visitor(f"Visitor {n}").ticket for n in range(5)]
    run_jobs()
    agents = [Ticket.objects.get(pk=ticket.pk).agent for ticket in tickets]
    assert agents == [on_duty, joe, on_duty, joe, None]
    Ticket.objects.get(pk=tickets[0].pk).close()
    run_jobs()
    assert Ticket.objects.get(pk=tickets[4].pk).agent == on_duty


def test_nothing_is_assigned_while_nobody_is_on_duty_or_it_is_switched_off(sam, on_duty):
    Visitor()
    run_jobs()
    assert Ticket.objects.get().agent is None
    SupportDuty.objects.end(sam)
    assigning()
    run_jobs()
    assert Ticket.objects.get().agent is None
    SupportDuty.objects.begin(sam)
    run_jobs()
    assert Ticket.objects.get().agent == sam


def test_time_zone_that_is_none_is_refused(db):
    data = {"name": "Vera", "body": "Hello", "key": uuid.uuid4(), "time_zone": "Mars"}
    assert Client().post("/support/", data).status_code == 422
