"""Compiled queries read and store the same values as Django's ORM."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.forms import model_to_dict
from django.utils import timezone

from rooms.chat.feeds import MessageFeed
from rooms.live.compiled import CompiledInsert, CompiledQuery, CompiledUpdate, Param, columns
from rooms.models import Membership, Message, Room, User


@pytest.fixture
def builds():
    return []


@pytest.fixture
def names(builds):
    @CompiledQuery
    def names():
        builds.append(1)
        memberships = Membership.objects.filter(room=Param("room"), read_posts__lt=Param("below"))
        return (
            memberships.exclude(level="hidden")
            .order_by("user_id")
            .values_list("user__username", "room_id")
        )

    return names


def test_query_uses_the_values_of_each_call(names, lobby, garden, ana, ben, sam, zoe):
    assert names(below=1, room=garden.pk) == [("ana", garden.pk), ("sam", garden.pk)]
    assert len(names(room=lobby.pk, below=1)) == 4
    assert names(room=lobby.pk, below=0) == []


def test_query_sees_rows_that_changed_since_its_last_call(names, garden, ana, ben):
    assert len(names(room=garden.pk, below=1)) == 2
    garden.add_members(ben)
    garden.memberships.filter(user=ana).update(level="hidden")
    assert [name for name, _ in names(room=garden.pk, below=1)] == ["ben", "sam"]


def test_query_is_built_once_for_all_calls(names, builds, lobby):
    for number in range(3):
        names(room=number, below=1)
    assert len(builds) == 1


def test_query_with_a_list_is_built_once_per_power_of_two(builds, lobby, ana, ben, sam, zoe):
    @CompiledQuery
    def names(size):
        builds.append(size)
        people = User.objects.filter(pk__in=Param.each("people", size), rooms=Param("room"))
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


def test_query_returns_the_same_values_as_django(lobby, ana, say):
    lobby.archive()
    rooms = CompiledQuery(lambda: Room.objects.filter(pk=Param("room")).values_list(*columns(Room)))
    assert rooms(room=lobby.pk) == list(
        Room.objects.filter(pk=lobby.pk).values_list(*columns(Room))
    )


def test_message_feed_reads_the_same_messages_as_django(lobby, ana, ben, say):
    say(lobby, ana, "Is @ben here?")
    say(lobby, ben, "I am").edit("Yes, I am")
    say(lobby, ben, "Oops").delete_text()
    read = MessageFeed(lobby.pk).changes(0)
    expected = Message.objects.filter(room=lobby).select_related("author").order_by("change_seq")
    assert [model_to_dict(each) for each in read] == [model_to_dict(each) for each in expected]
    assert [each.render_key for each in read] == [each.render_key for each in expected]
    assert read[0].mentions == {"ben": [ben.pk, ben.display_name]}
    assert read[0].created_at == expected[0].created_at


@pytest.mark.django_db
def test_lock_loads_the_present_columns_of_the_room(lobby):
    room = Room(pk=lobby.pk)
    lobby.rename("Hall", "Everything")
    lobby.archive()
    with transaction.atomic():
        room.lock()
    assert model_to_dict(room) == model_to_dict(Room.objects.get(pk=lobby.pk))
    assert (room.name, room.is_archived, room.seq) == ("Hall", True, lobby.seq)


@pytest.mark.django_db
def test_lock_of_a_missing_room_raises_does_not_exist():
    with pytest.raises(Room.DoesNotExist), transaction.atomic():
        Room(pk=12_345).lock()


@pytest.mark.django_db(transaction=True)
def test_lock_outside_a_transaction_raises_an_error(lobby):
    with pytest.raises(transaction.TransactionManagementError):
        lobby.lock()


def test_query_never_interprets_a_value_as_sql(ana, zoe):
    by_name = CompiledQuery(lambda: User.objects.filter(username=Param("name")).values_list("pk"))
    assert by_name(name="ana") == [(ana.pk,)]
    assert by_name(name="x' OR '1'='1") == []


def test_query_without_a_value_raises_a_key_error_that_names_it(names):
    with pytest.raises(KeyError, match="below"):
        names(room=1)


def test_update_stores_the_same_values_as_django(lobby, ana, ben):
    fields = ["seq", "last_author", "last_posted_at", "archived_at"]
    update = CompiledUpdate(lambda: Room.objects.filter(pk=Param("room")), *fields)
    at = timezone.now()
    for author in (ana.pk, None):
        assert update(
            room=lobby.pk, seq=7, last_author_id=author, last_posted_at=at, archived_at=None
        )
        lobby.refresh_from_db()
        assert (lobby.seq, lobby.last_author_id, lobby.last_posted_at) == (7, author, at)
        assert lobby.archived_at is None


def test_update_changes_only_matching_rows_and_returns_their_number(
    lobby, garden, ana, ben, sam, zoe
):
    def memberships(size):
        return Membership.objects.filter(
            room=Param("room"), user__pk__in=Param.each("people", size)
        )

    update = CompiledUpdate(memberships, "read_posts")
    assert update(room=lobby.pk, people=[ana.pk, ben.pk], read_posts=5) == 2
    assert update(room=lobby.pk, people=[sam.pk], read_posts=6) == 1
    assert update(room=lobby.pk, people=[0], read_posts=8) == 0
    read = lobby.memberships.order_by("user_id").values_list("user", "read_posts")
    assert dict(read) == {ana.pk: 5, ben.pk: 5, sam.pk: 6, zoe.pk: 0}
    assert not garden.memberships.filter(read_posts__gt=0).exists()


def test_update_sets_a_field_from_a_database_expression(lobby, ana, ben, say):
    say(lobby, ben, "One")
    update = CompiledUpdate(
        lambda: Membership.objects.filter(user=Param("user")), "level", read_posts=F("read_seq") + 5
    )
    assert update(user=ben.pk, level="all") == 1
    membership = lobby.memberships.get(user=ben)
    assert (membership.level, membership.read_posts) == ("all", membership.read_seq + 5)


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
def test_insert_stores_the_same_rows_as_django_and_sets_their_ids(lobby, ana, count):
    insert, messages = CompiledInsert(Message), []
    for repeat in range(2):
        messages += (new := [message(lobby, ana, repeat * count + n) for n in range(1, count + 1)])
        insert(new)
    stored = list(Message.objects.order_by("seq"))
    assert [each.pk for each in messages] == [each.pk for each in stored]
    assert [model_to_dict(each) for each in messages] == [model_to_dict(each) for each in stored]
    assert [each.mentions for each in messages] == [each.mentions for each in stored]
    assert [each.created_at for each in messages] == [each.created_at for each in stored]
    assert not any(each._state.adding for each in messages)


def test_insert_falls_back_on_bulk_create_where_the_database_returns_no_ids(
    lobby, ana, monkeypatch
):
    features = type(connection.features)
    monkeypatch.setattr(features, "can_return_rows_from_bulk_insert", False)
    for count in (1, 2):
        insert, seq = CompiledInsert(Message), Message.objects.count() + 1
        insert([message(lobby, ana, seq + n) for n in range(count)])
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]


def test_insert_that_violates_a_constraint_raises_an_integrity_error(lobby, ana):
    duplicates = [message(lobby, ana, 1), message(lobby, ana, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        CompiledInsert(Message)(duplicates)
    assert not Message.objects.exists()
