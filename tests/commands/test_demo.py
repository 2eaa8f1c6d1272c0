"""The command `demo`: its people, rooms, messages and numbers."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rooms.management import transcript
from rooms.management.commands.demo import TEXTS
from rooms.models import Membership, Message, Room, User
from rooms.models.posting import RUN
from rooms.models.unread import with_unread


@pytest.fixture
def demo(db):
    call_command("demo")


def test_demo_people_can_sign_in_and_only_sam_is_staff(demo, client):
    assert list(User.objects.order_by("username").values_list("username", "is_staff")) == [
        ("ana", False),
        ("ben", False),
        ("sam", True),
        ("zoe", False),
    ]
    for person in User.objects.all():
        assert client.login(username=person.username, password="hearth-demo")


def test_demo_people_are_members_of_their_rooms(demo):
    assert {
        name: set(Room.objects.get(**which).members.values_list("username", flat=True))
        for name, which in {
            "lobby": {"slug": "lobby", "kind": "open"},
            "garden": {"slug": "garden", "kind": "closed"},
            "direct": {"kind": "direct"},
        }.items()
    } == {
        "lobby": {"ana", "ben", "sam", "zoe"},
        "garden": {"ana", "sam"},
        "direct": {"ana", "ben"},
    }


def test_lobby_has_edited_deleted_and_continued_messages(demo):
    messages = Room.objects.get(slug="lobby").messages
    assert 200 <= messages.count() <= 400
    assert messages.filter(body__contains="\n").exists()
    assert messages.filter(body__contains="https://").exists()
    assert messages.exclude(edited_at=None).exists()
    assert messages.exclude(deleted_at=None).get().body == ""
    assert messages.filter(continues=True).exists()
    assert messages.values("body").distinct().count() > 200


def test_demo_leaves_three_messages_of_the_garden_unread(demo):
    memberships = with_unread(Membership.objects.all()).exclude(unread=0)
    assert [(m.user.username, m.room.slug, m.unread) for m in memberships] == [("ana", "garden", 3)]
    membership = memberships.get()
    assert membership.room.messages.filter(seq__gt=membership.read_seq).count() == 3


def test_second_run_changes_nothing(demo):
    before = everything()
    call_command("demo")
    assert everything() == before


def test_command_refuses_a_site_that_has_other_people(db):
    User.objects.welcome("mira", "a-quiet-harbour")
    with pytest.raises(CommandError, match="people of its own"):
        call_command("demo")
    assert User.objects.count() == 1


def test_demo_messages_have_the_seqs_that_posting_gives(demo):
    """Posted again through the verbs, every message gets the seq that the demo gave it."""
    author = User.objects.get(username="ana")
    for room in Room.objects.all():
        copy = Room.objects.start("Copy", author)
        for message in room.messages.order_by("seq"):
            posted = Message.objects.post(copy, message.author, "…", uuid.uuid4())
            if message.edited_at:
                posted.edit("Edited")
            if message.is_deleted:
                posted.delete_text()
            assert (posted.seq, posted.change_seq) == (message.seq, message.change_seq)
        copy.refresh_from_db()
        assert (copy.seq, copy.posts) == (room.seq, room.posts)


def test_demo_messages_continue_runs_as_posting_does(demo):
    for room in Room.objects.all():
        previous = None
        for message in room.messages.order_by("seq"):
            assert message.previous_at == (previous and previous.created_at)
            assert message.continues == (
                previous is not None
                and previous.author_id == message.author_id
                and message.created_at - previous.created_at < RUN
            )
            previous = message
        assert (room.last_author_id, room.last_posted_at) == (
            previous.author_id,
            previous.created_at,
        )
        assert previous.created_at < timezone.now()


@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("name", ["lobby", "garden", "direct"])
def test_conversations_lie_in_the_past_and_in_order_at_any_hour(name, hour):
    now = datetime(2026, 3, 1, hour, 1, tzinfo=UTC)
    conversations = transcript.parse(Path(TEXTS / f"{name}.txt").read_text())
    times = [time for time, _ in transcript.dated(conversations, now)]
    assert times == sorted(times)
    assert len(set(times)) == len(times)
    assert now - timedelta(minutes=10) < times[-1] < now


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (User, Room, Membership, Message)
    ]
