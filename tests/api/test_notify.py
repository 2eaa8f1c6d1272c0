"""Notifying people over HTTP, and what bots are told."""

import pytest

from rooms.models import Announcement, Notification
from tests.api.program import program_of

pytestmark = pytest.mark.django_db

PATH = "/api/v1/notifications/"
DEPLOYED = {"people": ["ana"], "kind": "deploy", "text": "The site was deployed", "url": "/"}


def test_bot_and_staff_notify_others_and_people_themselves(ana, ben, sam, echo):
    for user, status in ((echo, 201), (sam, 201), (ana, 201), (ben, 403)):
        assert program_of(user).post(PATH, DEPLOYED).status_code == status
    rows = Notification.objects.values_list("user__username", "kind", "text", "url")
    assert list(rows) == [("ana", "deploy", "The site was deployed", "/")] * 3


def test_usernames_are_found_in_any_spelling_and_each_is_told_once(ana, ben, echo):
    answer = program_of(echo).post(PATH, DEPLOYED | {"people": ["ANA", "ana", "Ben"]})
    assert answer.json() == {"notified": 2}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": []}, "people"),
        ({"people": ["ana", "nobody"]}, "people"),
        ({"people": ["ana"] * 101}, "people"),
        ({"people": [["ana"]]}, "people"),
        ({"people": {"a": 1}}, "people"),
        ({"kind": "mention"}, "kind"),
        ({"kind": "two words"}, "kind"),
        ({"text": ""}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "//evil.example"}, "url"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(ana, echo, changes, field):
    answer = program_of(echo).post(PATH, DEPLOYED | changes)
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert not Notification.objects.exists()


def test_notifications_of_rooms_that_were_left_are_not_read(ana, ben, garden, sam, say):
    garden.add_members(ben, by=sam)
    say(garden, sam, "Hello @ben")
    program = program_of(ben)
    assert len(program.get(PATH).json()["results"]) == 2
    garden.memberships.filter(user=ben).delete()
    assert program.get(PATH).json()["results"] == []


def test_bot_is_told_what_is_meant_for_its_rooms_and_no_broadcast(ana, echo, garden, sam):
    garden.add_members(echo, by=sam)
    Announcement.objects.announce(sam, "For all")
    Announcement.objects.announce(sam, "For the garden", audience=garden)
    found = program_of(echo).get("/api/v1/announcements/").json()["results"]
    assert [each["text"] for each in found] == ["For the garden"]
    found = program_of(ana).get("/api/v1/announcements/").json()["results"]
    assert {each["text"] for each in found} == {"For all", "For the garden"}
