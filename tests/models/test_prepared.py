"""Queries that are built once answer as those that are built each time."""

import pytest

from rooms.models import Membership, User
from rooms.prepared import Given, Prepared


@pytest.fixture
def builds():
    return []


@pytest.fixture
def names(builds):
    @Prepared
    def names():
        builds.append(1)
        places = Membership.objects.filter(room=Given("room"), read_posts__lt=Given("below"))
        return (
            places.exclude(level="hidden")
            .order_by("user_id")
            .values_list("user__username", "room_id")
        )

    return names


def test_each_time_it_has_the_values_of_that_time(names, lobby, garden, ana, ben, sam, zoe):
    assert names(below=1, room=garden.pk) == [("ana", garden.pk), ("sam", garden.pk)]
    assert len(names(room=lobby.pk, below=1)) == 4
    assert names(room=lobby.pk, below=0) == []


def test_what_changed_meanwhile_is_seen(names, garden, ana, ben):
    assert len(names(room=garden.pk, below=1)) == 2
    garden.add(ben)
    garden.memberships.filter(user=ana).update(level="hidden")
    assert [name for name, _ in names(room=garden.pk, below=1)] == ["ben", "sam"]


def test_it_is_built_once(names, builds, lobby):
    for number in range(3):
        names(room=number, below=1)
    assert len(builds) == 1


def test_a_list_may_be_of_any_length_and_is_built_once_for_each(builds, lobby, ana, ben, sam, zoe):
    @Prepared
    def names(many):
        builds.append(many)
        people = User.objects.filter(pk__in=Given.each("people", many), rooms=Given("room"))
        return people.order_by("username").values_list("username")

    for people in ([ana.pk], [zoe.pk, ben.pk], [sam.pk, sam.pk], [0]):
        found = User.objects.filter(pk__in=people).order_by("username").values_list("username")
        assert names(people=people, room=lobby.pk) == list(found)
    assert builds == [1, 2]


def test_a_value_is_never_read_as_sql(ana, zoe):
    named = Prepared(lambda: User.objects.filter(username=Given("name")).values_list("pk"))
    assert named(name="ana") == [(ana.pk,)]
    assert named(name="x' OR '1'='1") == []


def test_a_value_that_is_missing_is_said(names):
    with pytest.raises(KeyError, match="below"):
        names(room=1)
