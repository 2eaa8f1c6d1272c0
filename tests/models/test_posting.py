"""Group commit: a batch of posts is stored in one transaction."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Message, Notification, Room
from rooms.models.posting import NewMessage

pytestmark = pytest.mark.django_db


def new_message(room, author, body="Hello", key=None):
    return NewMessage(Room.objects.get(pk=room.pk), author, body, key or uuid.uuid4())


def test_batch_keeps_its_order_and_returns_a_message_for_each_post(lobby, garden, ana, ben, sam):
    posts = [(lobby, ana), (garden, sam), (lobby, ben), (lobby, ana), (garden, ana)]
    batch = [new_message(room, author, f"{n}") for n, (room, author) in enumerate(posts)]
    stored = [each.message for each in Message.objects.post_batch(batch)]
    assert [(m.room_id, m.author, m.body) for m in stored] == [
        (room.pk, author, f"{n}") for n, (room, author) in enumerate(posts)
    ]
    for room, bodies in ((lobby, ["0", "2", "3"]), (garden, ["1", "4"])):
        messages = Message.objects.filter(room=room).order_by("seq")
        assert [message.body for message in messages] == bodies
        room.refresh_from_db()
        assert messages.last().seq == room.seq
        assert room.posts == len(bodies)
        assert room.last_posted_at == messages.last().created_at


def statements(batch):
    with CaptureQueriesContext(connection) as queries:
        Message.objects.post_batch(batch)
    return [query["sql"] for query in queries]


def test_batch_costs_the_statements_of_one_post_and_updates_the_room_once(lobby, ana, ben, zoe):
    one = statements([new_message(lobby, ana)])
    many = statements(
        [new_message(lobby, author, f"{n}") for n in range(15) for author in (ana, ben, zoe)]
    )
    assert len(many) == len(one) <= 8
    assert sum(sql.startswith('UPDATE "rooms_room"') for sql in many) == 1


def test_mentions_in_a_batch_cost_one_query_of_the_members(lobby, ana, ben, zoe):
    batch = [new_message(lobby, ana, f"@zoe {n}") for n in range(5)] + [
        new_message(lobby, ana, "@ben")
    ]
    sql = statements(batch)
    assert sum('SELECT "rooms_user"."username_key"' in each for each in sql) == 1
    assert Notification.objects.filter(user=zoe).count() == 5
    assert Notification.objects.filter(user=ben).count() == 1


def test_archived_room_refuses_only_its_own_posts(lobby, garden, ana):
    garden.archive()
    stored, refused = Message.objects.post_batch(
        [new_message(lobby, ana), new_message(garden, ana)]
    )
    assert isinstance(stored.message, Message)
    assert isinstance(refused, PermissionDenied)
    assert Message.objects.count() == 1


def test_resend_in_a_batch_returns_the_existing_message(lobby, ana, ben, say):
    key = uuid.uuid4()
    first = say(lobby, ana, "Once", key)
    before, again, after = Message.objects.post_batch(
        [new_message(lobby, ben), new_message(lobby, ana, "Once", key), new_message(lobby, ben)]
    )
    assert again.message == first
    assert (before.message.seq, after.message.seq) == (first.seq + 1, first.seq + 2)
    assert Message.objects.count() == 3


def test_same_key_twice_in_a_batch_stores_one_message(lobby, ana):
    key = uuid.uuid4()
    first, second = Message.objects.post_batch(
        [new_message(lobby, ana, key=key), new_message(lobby, ana, key=key)]
    )
    assert first == second
    assert Message.objects.count() == 1
    lobby.refresh_from_db()
    assert lobby.posts == 1


def test_known_key_with_another_text_or_in_another_room_is_another_message(lobby, garden, ana, say):
    key = uuid.uuid4()
    first = say(lobby, ana, "One", key=key)
    stored = Message.objects.post_batch(
        [new_message(lobby, ana, "Two", key), new_message(garden, ana, "One", key)]
    )
    assert len({first, *(each.message for each in stored)}) == 3


def test_resend_of_a_deleted_or_edited_message_stores_nothing(lobby, ana, say):
    key = uuid.uuid4()
    message = say(lobby, ana, "One", key=key)
    message.edit("Changed")
    assert say(lobby, ana, "One", key=key) == message
    message.delete_text()
    assert say(lobby, ana, "One", key=key) == message
    assert Message.objects.count() == 1


def test_failing_database_stores_nothing_and_returns_an_error_for_each_post(
    lobby, ana, ben, monkeypatch
):
    def fail(messages):
        raise OperationalError("disk full")

    monkeypatch.setattr("rooms.models.posting._insert", fail)
    results = Message.objects.post_batch([new_message(lobby, ana), new_message(lobby, ben)])
    assert all(isinstance(result, OperationalError) for result in results)
    lobby.refresh_from_db()
    assert lobby.posts == 0
