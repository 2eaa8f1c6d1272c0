"""The command `demo` with many people, rooms and messages."""

import pytest
from django.core.management import call_command
from django.db.models import Count, Max

from rooms.management import crowd
from rooms.models import Membership, Message, Notification, Room, User
from rooms.models.unread import with_unread


@pytest.fixture
def large(db):
    call_command("demo", people=30, rooms=12, messages=400)


def test_crowd_has_as_many_people_rooms_messages_and_notifications_as_asked(db):
    call_command("demo")
    before = [model.objects.count() for model in (User, Room, Message, Notification)]
    call_command("demo", people=30, rooms=12, messages=400)
    after = [model.objects.count() for model in (User, Room, Message, Notification)]
    added = [new - old for new, old in zip(after, before, strict=True)]
    assert added[:3] == [30, 12, 400]
    assert 30 <= added[3] <= 40


def test_rooms_have_the_numbers_that_posting_gives(db):
    call_command("demo")
    known = set(Room.objects.values_list("pk", flat=True))
    call_command("demo", people=30, rooms=12, messages=400)
    crowd_rooms = set(Room.objects.values_list("pk", flat=True)) - known
    assert len(crowd_rooms) == 12
    rooms = Room.objects.annotate(
        stored=Count("messages"), newest=Max("messages__created_at"), highest=Max("messages__seq")
    )
    for room in rooms.filter(pk__in=crowd_rooms):
        assert room.posts == room.seq == room.stored == room.highest
        assert room.last_posted_at == room.newest
    for room in Room.objects.all():
        previous = None
        for message in room.messages.order_by("seq"):
            assert message.previous_at == (previous and previous.created_at)
            previous = message


def test_everyone_is_in_the_open_rooms_and_ana_in_all(large):
    assert User.objects.get(username="ana").rooms.count() == Room.objects.count()
    for room in Room.objects.open():
        assert room.members.count() == User.objects.count()
    unread = with_unread(Membership.objects.all()).values_list("unread", flat=True)
    assert min(unread) == 0
    assert 0 < max(unread) < 30


def test_mentions_are_of_members_who_are_notified(large):
    mentions = Notification.objects.filter(kind=Notification.MENTION)
    for notification in mentions.select_related("message", "user", "room"):
        assert f"@{notification.user.username} " in notification.message.body
        assert notification.user.rooms.contains(notification.room)
        assert notification.url == notification.message.get_absolute_url()
    assert 0 < Notification.objects.unread().count() < Notification.objects.count()


def test_crowd_signs_in_with_the_password_of_the_demo(large, client):
    assert client.login(username="person-7", password="hearth-demo")


def test_second_crowd_is_added_to_the_first(large):
    call_command("demo", people=5, rooms=6, messages=50)
    assert User.objects.filter(username__startswith=crowd.PREFIX).count() == 35
    assert Room.objects.count() == 3 + 12 + 6


def test_few_rooms_have_most_of_the_messages():
    shares = list(crowd.shares(200, 10_000))
    assert sum(shares) == 10_000
    assert sum(shares[:20]) > 3_000
    assert min(shares) > 0
