"""Posts that gather are stored in one transaction."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Message, Notification, Room
from rooms.models.posting import Draft, post_together

pytestmark = pytest.mark.django_db


def draft(room, author, body="Hello", key=None):
    return Draft(Room.objects.get(pk=room.pk), author, body, key or uuid.uuid4())


def test_they_keep_their_order_and_each_gets_its_own_message(lobby, garden, ana, ben, sam):
    said = [(lobby, ana), (garden, sam), (lobby, ben), (lobby, ana), (garden, ana)]
    drafts = [draft(room, who, f"{n}") for n, (room, who) in enumerate(said)]
    stored = post_together(drafts)
    assert [(m.room_id, m.author, m.body) for m in stored] == [
        (room.pk, who, f"{n}") for n, (room, who) in enumerate(said)
    ]
    for room, bodies in ((lobby, ["0", "2", "3"]), (garden, ["1", "4"])):
        messages = Message.objects.filter(room=room).order_by("seq")
        assert [message.body for message in messages] == bodies
        room.refresh_from_db()
        assert messages.last().seq == room.seq
        assert room.posts == len(bodies)
        assert room.last_posted_at == messages.last().created_at


def statements(drafts):
    with CaptureQueriesContext(connection) as queries:
        post_together(drafts)
    return [query["sql"] for query in queries]


def test_many_cost_the_statements_of_one_and_one_step_of_the_room(lobby, ana, ben, zoe):
    one = statements([draft(lobby, ana)])
    many = statements([draft(lobby, who, f"{n}") for n in range(20) for who in (ana, ben, zoe)])
    assert len(many) == len(one) <= 8
    assert sum(sql.startswith('UPDATE "rooms_room"') for sql in many) == 1


def test_names_said_in_many_cost_one_look_at_the_members(lobby, ana, ben, zoe):
    drafts = [draft(lobby, ana, f"@zoe {n}") for n in range(5)] + [draft(lobby, ana, "@ben")]
    sql = statements(drafts)
    assert sum('SELECT "rooms_user"."username"' in each for each in sql) == 1
    assert Notification.objects.filter(user=zoe).count() == 5
    assert Notification.objects.filter(user=ben).count() == 1


def test_an_archived_room_refuses_its_own_only(lobby, garden, ana):
    garden.archive()
    stored, refused = post_together([draft(lobby, ana), draft(garden, ana)])
    assert isinstance(stored, Message)
    assert isinstance(refused, PermissionDenied)
    assert Message.objects.count() == 1


def test_a_resend_among_them_gets_the_message_that_exists(lobby, ana, ben, say):
    key = uuid.uuid4()
    first = say(lobby, ana, "Once", key)
    before, again, after = post_together(
        [draft(lobby, ben), draft(lobby, ana, "Once", key), draft(lobby, ben)]
    )
    assert again == first
    assert (before.seq, after.seq) == (first.seq + 1, first.seq + 2)
    assert Message.objects.count() == 3


def test_the_same_key_twice_in_one_round_is_one_message(lobby, ana):
    key = uuid.uuid4()
    first, second = post_together([draft(lobby, ana, key=key), draft(lobby, ana, key=key)])
    assert first == second
    assert Message.objects.count() == 1
    lobby.refresh_from_db()
    assert lobby.posts == 1


def test_a_key_of_another_room_is_refused_alone(lobby, garden, ana, say):
    key = uuid.uuid4()
    say(lobby, ana, key=key)
    refused, stored = post_together([draft(garden, ana, key=key), draft(garden, ana)])
    assert isinstance(refused, Message.DoesNotExist)
    assert isinstance(stored, Message)


def test_a_database_that_fails_leaves_nothing_and_says_so_to_each(lobby, ana, ben, monkeypatch):
    def full(messages):
        raise OperationalError("disk full")

    monkeypatch.setattr("rooms.models.posting._insert", full)
    answers = post_together([draft(lobby, ana), draft(lobby, ben)])
    assert all(isinstance(answer, OperationalError) for answer in answers)
    lobby.refresh_from_db()
    assert lobby.posts == 0
