"""@room, @here and groups: whom they tell, once each, and that a chip is shown exactly then."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.markup import to_html
from rooms.models import Connection, Group, Membership, Notification, Room
from rooms.models.connection import AWAY_AFTER
from rooms.models.named import Names
from tests import cast

pytestmark = pytest.mark.django_db

PIECES = [
    *("@room", "@here", "@ops", "@ops.team", "@ana", "@nobody", "@ROOM", "@devs", "room", "here"),
    *("`", "```\n", "\n", "/", ".", " ", "*", "_", "> ", "a@b.org", "http://a.org/", "\\"),
]


@pytest.fixture
def ops(ben, lobby):
    group = Group.objects.start("Ops")
    group.add(ben)
    return group


def told(message=None):
    """The usernames of those who have a notification of a mention, sorted."""
    found = Notification.objects.filter(kind=Notification.MENTION)
    found = found.filter(message=message) if message else found
    return sorted(found.values_list("user__username", flat=True))


def chips(message):
    html = to_html(message.body, message.mentions)
    return re.findall(r'<b class="mention"[^>]*>([^<]*)</b>', html)


def look(person, **fields):
    """Open a page of the person, which is looked at."""
    fields = {"away_since": None, "is_reading": False} | fields
    return Connection.objects.create(user=person, process="p", **fields)


def set_level(room, person, level):
    room.memberships.filter(user=person).update(level=level)


def test_room_tells_every_member_but_the_author(lobby, ana, say):
    message = say(lobby, ana, "@room the build is broken")
    assert told() == ["ben", "sam", "zoe"]
    assert message.mentions == {"room": {"count": 3, "people": None}}
    assert chips(message) == ["@room"]


def test_here_tells_those_who_look_at_any_page_of_the_site(lobby, garden, ana, ben, sam, zoe, say):
    look(ana)
    look(ben, room=garden)
    look(sam, away_since=timezone.now() - AWAY_AFTER)
    message = say(lobby, ana, "@here lunch")
    assert told() == ["ben"]
    assert message.mentions == {"here": {"count": 1, "people": [ben.pk]}}


def test_group_tells_its_people_who_are_in_the_room(garden, ana, ben, sam, say):
    ops = Group.objects.start("Ops")
    for person in (ana, ben, sam):
        ops.add(person)
    message = say(garden, ana, "@OPS the hose leaks")
    assert told() == ["sam"]
    assert message.mentions == {"ops": {"count": 1, "people": [sam.pk]}}


def test_name_that_tells_nobody_is_no_chip(garden, lobby, ops, ana, ben, sam, say):
    Group.objects.start("devs")
    for room, text in ((garden, "@ops"), (lobby, "@devs"), (lobby, "@here"), (lobby, "`@room`")):
        message = say(room, ana, text)
        assert (message.mentions, chips(message)) == ({}, [])
    assert say(lobby, ben, "@ops").mentions == {}
    for person in (ana, ben, sam):
        Room.objects.get(slug="garden").memberships.filter(user=person).exclude(user=ana).delete()
    assert say(garden, ana, "@room").mentions == {}
    assert told() == []


def test_in_a_direct_room_only_names_of_people_count(direct, ops, ana, ben, say):
    look(ben)
    message = say(direct, ana, "@room @here @ops @ben")
    assert chips(message) == ["@ben"]
    assert message.mentions == {"ben": [ben.pk, "Ben Okafor"]}


def test_whoever_is_named_several_times_is_told_once(lobby, ops, ana, ben, say):
    look(ben)
    message = say(lobby, ana, "@room @here @ops @ben @room")
    assert Notification.objects.filter(user=ben).count() == 1
    assert chips(message) == ["@room", "@here", "@ops", "@ben", "@room"]


def test_level_of_the_membership_holds(lobby, ana, ben, sam, zoe, say):
    set_level(lobby, ben, Membership.NOTHING)
    set_level(lobby, sam, Membership.HIDDEN)
    set_level(lobby, zoe, Membership.ALL)
    message = say(lobby, ana, "@room")
    assert told() == ["zoe"]
    assert message.mentions["room"]["count"] == 1


def test_reader_of_the_room_is_told_as_of_their_name(lobby, ana, ben, say):
    set_level(lobby, ben, Membership.ALL)
    look(ben, room=lobby, is_reading=True)
    say(lobby, ana, "nothing for anybody")
    assert not Notification.objects.exists()
    say(lobby, ana, "@here")
    assert told() == ["ben"]


def test_longer_name_of_a_person_is_theirs(lobby, ops, ana, ben, say):
    say(lobby, cast.welcome("ops.lead", "Lead"), "@ops.lead @roommate @here2")
    assert told() == []
    message = say(lobby, ana, "@ops.lead")
    assert chips(message) == ["@ops.lead"]
    assert told() == ["ops.lead"]


def test_person_keeps_a_name_that_a_group_has_too(lobby, ops, ana, ben, say):
    Group.objects.filter(pk=ops.pk).update(name="zoe")
    assert say(lobby, ana, "@zoe").mentions["zoe"][1] == "Zoe Marsh"
    assert told() == ["zoe"]


def test_former_member_and_outsider_are_told_nothing(garden, ana, sam, zoe, say):
    ops = Group.objects.start("Ops")
    ops.add(zoe)
    ops.add(sam)
    look(zoe)
    say(garden, ana, "@room @ops @here")
    assert told() == ["sam"]
    zoe.make_staff()
    sam.deactivate()
    say(garden, ana, "@room @ops @here")
    assert told() == ["sam"]


# Editing


def test_edit_tells_only_those_who_were_not_told(lobby, ops, ana, ben, say):
    message = say(lobby, ana, "@ops look")
    message.edit("@ops @room look")
    assert told(message) == ["ben", "sam", "zoe"]
    message.edit("@ops @room @ben @here look again")
    assert told(message) == ["ben", "sam", "zoe"]


def test_name_that_stays_means_whom_it_meant(lobby, ana, ben, sam, say):
    look(ben)
    message = say(lobby, ana, "@here lunch")
    look(sam)
    Connection.objects.filter(user=ben).delete()
    message.edit("@here lunch!")
    assert message.mentions["here"]["people"] == [ben.pk]
    assert told() == ["ben"]
    Connection.objects.all().delete()
    message.edit("Lunch, @here")
    assert chips(message) == ["@here"]


def test_member_who_came_later_can_be_named_by_an_edit(garden, ana, sam, zoe, say):
    message = say(garden, ana, "@room look")
    garden.add_members(zoe)
    message.edit("@room look again")
    assert told(message) == ["sam"]
    message.edit("@room and @zoe, look")
    assert told(message) == ["sam", "zoe"]


def test_deleted_message_takes_the_notifications_back(lobby, ana, say):
    message = say(lobby, ana, "@room")
    message.delete_text()
    assert told() == []


# What it costs


def queries(room, author, text, say):
    with CaptureQueriesContext(connection) as asked:
        say(room, author, text)
    return len(asked)


def test_number_of_queries_does_not_depend_on_how_many_are_told(lobby, ana, say):
    few = queries(lobby, ana, "@room", say)
    for number in range(15):
        cast.welcome(f"guest{number}", f"Guest {number}")
    assert queries(lobby, ana, "@room", say) == few


def test_plain_name_costs_no_query_more(lobby, ana, ops, say):
    """Of the members and groups; whom it notifies, the bells."""
    without = queries(lobby, ana, "Hello", say)
    assert queries(lobby, ana, "@nobody", say) == without + 1


# The same grammar


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_chip_is_shown_exactly_when_somebody_is_told(text, lobby, ops, ana, ben, sam):
    look(sam)
    Group.objects.get_or_create(name="ops.team")
    named = Names(lobby).named_in(text, ana.pk)
    html = to_html(text, named.mentions)
    shown = {each.lower() for each in re.findall(r'class="mention"[^>]*>@([^<]*)<', html)}
    assert shown == set(named.mentions)
    many = {name for name, meant in named.mentions.items() if isinstance(meant, dict)}
    assert many <= {"room", "here", "ops"}
    assert bool(many) == bool(named.many)
