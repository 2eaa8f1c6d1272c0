import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rooms.management import transcript
from rooms.management.commands.demo import TEXTS
from rooms.models import Membership, Message, Room, User
from rooms.models.message import RUN


@pytest.fixture
def demo(db):
    call_command("demo")


def test_the_cast_can_sign_in_and_only_sam_is_staff(demo, client):
    assert list(User.objects.order_by("username").values_list("username", "is_staff")) == [
        ("ana", False),
        ("ben", False),
        ("sam", True),
        ("zoe", False),
    ]
    for person in User.objects.all():
        assert client.login(username=person.username, password="hearth-demo")


def test_everyone_is_in_the_rooms_that_are_theirs(demo):
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


def test_the_lobby_has_a_history_of_many_kinds(demo):
    said = Room.objects.get(slug="lobby").messages
    assert 200 <= said.count() <= 400
    assert said.filter(body__contains="\n").exists()
    assert said.filter(body__contains="https://").exists()
    assert said.exclude(edited_at=None).exists()
    assert said.exclude(deleted_at=None).get().body == ""
    assert said.filter(continues=True).exists()
    assert said.values("body").distinct().count() > 200


def test_all_is_read_but_a_little_of_the_garden(demo):
    places = Membership.objects.with_unread().exclude(unread=0)
    assert [(p.user.username, p.room.slug, p.unread) for p in places] == [("ana", "garden", 3)]
    place = places.get()
    assert place.room.messages.filter(seq__gt=place.read_seq).count() == 3


def test_a_second_run_changes_nothing(demo):
    before = everything()
    call_command("demo")
    assert everything() == before


def test_it_leaves_a_site_with_people_of_its_own_alone(db):
    User.objects.welcome("mira", "a-quiet-harbour")
    with pytest.raises(CommandError, match="people of its own"):
        call_command("demo")
    assert User.objects.count() == 1


def test_the_numbers_are_those_that_posting_gives(demo):
    """Told again through the verbs, every message gets the number that the demo gave it."""
    author = User.objects.get(username="ana")
    for room in Room.objects.all():
        again = Room.objects.start("Again", author)
        for message in room.messages.order_by("seq"):
            told = Message.objects.post(again, message.author, "…", uuid.uuid4())
            if message.edited_at:
                told.edit("Edited")
            if message.is_deleted:
                told.delete_text()
            assert (told.seq, told.change_seq) == (message.seq, message.change_seq)
        again.refresh_from_db()
        assert (again.seq, again.posts) == (room.seq, room.posts)


def test_runs_and_days_follow_from_the_message_before(demo):
    for room in Room.objects.all():
        before = None
        for message in room.messages.order_by("seq"):
            assert message.previous_at == (before and before.created_at)
            assert message.continues == (
                before is not None
                and before.author_id == message.author_id
                and message.created_at - before.created_at < RUN
            )
            before = message
        assert (room.last_author_id, room.last_posted_at) == (before.author_id, before.created_at)
        assert before.created_at < timezone.now()


@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("name", ["lobby", "garden", "direct"])
def test_talks_lie_in_the_past_and_in_order_at_any_hour(name, hour):
    now = datetime(2026, 3, 1, hour, 1, tzinfo=UTC)
    talks = transcript.parse(Path(TEXTS / f"{name}.txt").read_text())
    moments = [moment for moment, _ in transcript.dated(talks, now)]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)
    assert now - timedelta(minutes=10) < moments[-1] < now


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (User, Room, Membership, Message)
    ]
