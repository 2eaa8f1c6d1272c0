"""The names that the composer suggests: members, and those of many with how many they tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.chat.suggestions import OF_MANY, SUGGESTIONS, suggest
from rooms.models import Connection, Group, Membership
from tests import cast

pytestmark = pytest.mark.django_db


def suggested(room, author, text):
    """{name: label}."""
    return {each.name: each.label for each in suggest(room, author.pk, text)}


def test_names_of_many_say_how_many_people_they_tell(lobby, ana, ben, zoe):
    Connection.objects.create(user=ben, process="p", away_since=None)
    ops = Group.objects.start("Ops")
    for person in (ana, ben, zoe):
        ops.add(person)
    assert suggested(lobby, ana, "Look @") == {
        "ana": "Ana Ruiz",
        "ben": "Ben Okafor",
        "sam": "Sam Lindqvist",
        "zoe": "Zoe Marsh",
        "room": "3 people, everyone in the room",
        "here": "1 person who is here",
        "Ops": "2 people of the group",
    }
    assert [each.text for each in suggest(lobby, ana.pk, "Look @oP")] == ["Look @Ops "]


def test_name_that_tells_nobody_is_not_suggested(lobby, garden, ana, ben):
    Group.objects.start("roomba")
    Group.objects.start("hermits").add(ben)
    assert suggested(garden, ana, "@h") == {}
    lobby.memberships.exclude(user=ana).update(level=Membership.NOTHING)
    assert suggested(lobby, ana, "@roo") == {}


def test_direct_room_suggests_people_alone(direct, ana):
    assert list(suggested(direct, ana, "@")) == ["ana", "ben"]


def test_people_keep_room_in_the_list_beside_many_groups(lobby, ana, ben):
    for number in range(OF_MANY + 2):
        Group.objects.start(f"group{number}").add(ben)
        cast.welcome(f"guest{number}", f"Guest {number}")
    names = list(suggested(lobby, ana, "@"))
    assert len(names) == SUGGESTIONS
    assert names[-OF_MANY:] == ["room", "group0", "group1", "group2"]
    assert list(suggested(lobby, ana, "@group5")) == ["group5"]


def test_number_of_queries_does_not_grow_with_the_groups(lobby, ana, ben):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            suggest(lobby, ana.pk, "@")
        return len(asked)

    Group.objects.start("ops").add(ben)
    one = queries()
    Group.objects.start("devs").add(ben)
    assert queries() == one
