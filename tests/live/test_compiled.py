"""Queries that are built once answer as those that are built each time."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.forms import model_to_dict
from django.utils import timezone

from rooms.chat.feeds import MessageFeed
from rooms.live.compiled import Given, Prepared, PreparedInsert, PreparedUpdate, columns
from rooms.models import Membership, Message, Room, User


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


def test_a_list_may_be_of_any_length_and_is_built_for_few_of_them(
    builds, lobby, ana, ben, sam, zoe
):
    @Prepared
    def names(many):
        builds.append(many)
        people = User.objects.filter(pk__in=Given.each("people", many), rooms=Given("room"))
        return people.order_by("username").values_list("username")

    lists = (
        [ana.pk],
        [zoe.pk, ben.pk],
        [sam.pk, sam.pk],
        [0],
        [0, zoe.pk, ana.pk],
        [0, 0, 0, ben.pk],
    )
    for people in lists:
        found = User.objects.filter(pk__in=people).order_by("username").values_list("username")
        assert names(people=people, room=lobby.pk) == list(found)
    assert builds == [1, 2, 4]


def test_values_are_what_django_itself_would_give(lobby, ana, say):
    lobby.archive()
    rooms = Prepared(lambda: Room.objects.filter(pk=Given("room")).values_list(*columns(Room)))
    assert rooms(room=lobby.pk) == list(
        Room.objects.filter(pk=lobby.pk).values_list(*columns(Room))
    )


def test_a_feed_reads_messages_as_django_would(lobby, ana, ben, say):
    say(lobby, ana, "Is @ben here?")
    say(lobby, ben, "I am").edit("Yes, I am")
    say(lobby, ben, "Oops").delete_text()
    read = MessageFeed(lobby.pk).changes(0)
    known = Message.objects.filter(room=lobby).select_related("author").order_by("change_seq")
    assert [model_to_dict(one) for one in read] == [model_to_dict(one) for one in known]
    assert [one.look for one in read] == [one.look for one in known]
    assert read[0].mentions == {"ben": [ben.pk, ben.display_name]}
    assert read[0].created_at == known[0].created_at


@pytest.mark.django_db
def test_a_locked_room_is_as_it_is_now(lobby):
    known = Room(pk=lobby.pk)
    lobby.rename("Hall", "Everything")
    lobby.archive()
    with transaction.atomic():
        known.lock()
    assert model_to_dict(known) == model_to_dict(Room.objects.get(pk=lobby.pk))
    assert (known.name, known.is_archived, known.seq) == ("Hall", True, lobby.seq)


@pytest.mark.django_db
def test_a_room_that_is_gone_cannot_be_locked():
    with pytest.raises(Room.DoesNotExist), transaction.atomic():
        Room(pk=12_345).lock()


@pytest.mark.django_db(transaction=True)
def test_a_room_is_locked_only_inside_a_transaction(lobby):
    with pytest.raises(transaction.TransactionManagementError):
        lobby.lock()


def test_a_value_is_never_read_as_sql(ana, zoe):
    named = Prepared(lambda: User.objects.filter(username=Given("name")).values_list("pk"))
    assert named(name="ana") == [(ana.pk,)]
    assert named(name="x' OR '1'='1") == []


def test_a_value_that_is_missing_is_said(names):
    with pytest.raises(KeyError, match="below"):
        names(room=1)


def test_an_update_stores_what_django_would(lobby, ana, ben):
    fields = ["seq", "last_author", "last_posted_at", "archived_at"]
    keep = PreparedUpdate(lambda: Room.objects.filter(pk=Given("room")), *fields)
    at = timezone.now()
    for author in (ana.pk, None):
        assert keep(
            room=lobby.pk, seq=7, last_author_id=author, last_posted_at=at, archived_at=None
        )
        lobby.refresh_from_db()
        assert (lobby.seq, lobby.last_author_id, lobby.last_posted_at) == (7, author, at)
        assert lobby.archived_at is None


def test_an_update_reaches_those_it_is_for_and_says_how_many(lobby, garden, ana, ben, sam, zoe):
    def places(many):
        return Membership.objects.filter(
            room=Given("room"), user__pk__in=Given.each("people", many)
        )

    keep = PreparedUpdate(places, "read_posts")
    assert keep(room=lobby.pk, people=[ana.pk, ben.pk], read_posts=5) == 2
    assert keep(room=lobby.pk, people=[sam.pk], read_posts=6) == 1
    assert keep(room=lobby.pk, people=[0], read_posts=8) == 0
    read = lobby.memberships.order_by("user_id").values_list("user", "read_posts")
    assert dict(read) == {ana.pk: 5, ben.pk: 5, sam.pk: 6, zoe.pk: 0}
    assert not garden.memberships.filter(read_posts__gt=0).exists()


def test_an_update_may_also_set_what_the_database_knows(lobby, ana, ben, say):
    say(lobby, ben, "One")
    keep = PreparedUpdate(
        lambda: Membership.objects.filter(user=Given("user")), "level", read_posts=F("read_seq") + 5
    )
    assert keep(user=ben.pk, level="all") == 1
    place = lobby.memberships.get(user=ben)
    assert (place.level, place.read_posts) == ("all", place.read_seq + 5)


def message(room, author, number):
    return Message(
        room=room,
        author=author,
        body=f"number {number} % %s",
        key=uuid4(),
        seq=number,
        change_seq=number,
        mentions={"ben": [1, "Ben"]} if number % 2 else {},
        created_at=timezone.now(),
        edited_at=timezone.now() if number % 3 else None,
        continues=number % 2 == 0,
    )


@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_an_insert_stores_what_django_would_and_gives_each_its_id(lobby, ana, count):
    insert, messages = PreparedInsert(Message), []
    for turn in range(2):
        messages += (new := [message(lobby, ana, turn * count + n) for n in range(1, count + 1)])
        insert(new)
    stored = list(Message.objects.order_by("seq"))
    assert [one.pk for one in messages] == [one.pk for one in stored]
    assert [model_to_dict(one) for one in messages] == [model_to_dict(one) for one in stored]
    assert [one.mentions for one in messages] == [one.mentions for one in stored]
    assert [one.created_at for one in messages] == [one.created_at for one in stored]
    assert not any(one._state.adding for one in messages)


def test_an_insert_leaves_it_to_django_where_the_database_tells_no_ids(lobby, ana, monkeypatch):
    monkeypatch.setattr(connection.features, "can_return_columns_from_insert", False)
    for count in (1, 2):
        insert, seq = PreparedInsert(Message), Message.objects.count() + 1
        insert([message(lobby, ana, seq + n) for n in range(count)])
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]


def test_an_insert_of_what_cannot_be_stored_says_so_as_django_does(lobby, ana):
    twice = [message(lobby, ana, 1), message(lobby, ana, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(Message)(twice)
    assert not Message.objects.exists()
