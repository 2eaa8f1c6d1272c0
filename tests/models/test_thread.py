"""Threads: rooms that answer a message; their members, followers, rights and counts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Membership, Message, Notification, Room
from rooms.models.thread import FACES
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(garden, ana, say):
    """A message of Ana's in the closed room of Ana and Sam."""
    return say(garden, ana, "Where are the beans?")


@pytest.fixture
def thread(root):
    return Room.objects.thread_of(root)


def followers(thread):
    return set(thread.memberships.followers().values_list("user__username", flat=True))


def shown(root):
    return Message.objects.get(pk=root.pk).shown_replies


def told(person):
    return [(each.kind, each.text) for each in person.notifications.all()]


# Beginning


def test_message_has_one_thread_which_its_author_follows(root, thread, garden):
    assert Room.objects.thread_of(root) == thread
    assert (thread.parent, thread.root, thread.is_thread) == (garden, root, True)
    assert followers(thread) == {"ana"}


def test_everybody_follows_a_thread_of_a_direct_room(direct, ana, say):
    assert followers(Room.objects.thread_of(say(direct, ana))) == {"ana", "ben"}


def test_no_thread_begins_at_a_deleted_message_a_reply_or_in_an_archived_room(
    root, thread, garden, ana, say
):
    reply, deleted, other = say(thread, ana), say(garden, ana), say(garden, ana)
    deleted.delete_text()
    garden.archive()
    for message in (reply, deleted, other):
        with pytest.raises(PermissionDenied):
            Room.objects.thread_of(message)


# Replies


def test_replies_are_counted_under_the_message_by_a_number_of_its_room(root, thread, ana, sam, say):
    for number, person in enumerate((ana, sam, ana), 1):
        say(thread, person)
        assert shown(root)[0] == number
    assert shown(root)[1] == [sam.pk, ana.pk]
    message, room = Message.objects.get(pk=root.pk), Room.objects.get(pk=thread.parent_id)
    assert (message.change_seq, message.rest_seq, room.seq) == (4, 1, 4)
    thread.refresh_from_db()
    assert (thread.seq, thread.posts, room.posts) == (3, 3, 1)


def test_latest_people_are_shown(lobby, ana, say):
    root = say(lobby, ana)
    thread = Room.objects.thread_of(root)
    people = [cast.welcome(f"person-{n}", f"Person {n}") for n in range(FACES + 1)]
    for person in people:
        say(thread, person)
    say(thread, people[1])
    expected = [*people[2:], people[1]]
    assert shown(root) == (len(people) + 1, [person.pk for person in expected])


def test_deleted_reply_is_not_counted(root, thread, ana, say):
    replies = [say(thread, ana) for _ in range(2)]
    for reply in replies:
        Message.objects.get(pk=reply.pk).delete_text()
        Message.objects.get(pk=reply.pk).delete_text()
    assert shown(root)[0] == 0


def test_reaction_an_edit_and_a_reply_each_have_their_number(root, thread, ana, sam, say):
    root = Message.objects.get(pk=root.pk)
    root.reactions.toggle(ana.pk, "🎉")
    say(thread, sam)
    root = Message.objects.get(pk=root.pk)
    assert (root.rest_seq, root.reacted["seq"], root.replied["seq"], root.change_seq) == (
        1,
        2,
        3,
        3,
    )
    root.edit("Where are they?")
    assert root.rest_seq == 4
    root.reactions.toggle(sam.pk, "🎉")
    assert (root.rest_seq, root.change_seq) == (4, 5)


def test_posts_to_a_room_and_to_its_threads_are_one_batch(root, thread, garden, ana, sam):
    from rooms.models.posting import NewMessage

    batch = [
        NewMessage(Room.objects.get(pk=room.pk), person, f"{n}")
        for n, (room, person) in enumerate(((thread, ana), (garden, sam), (thread, sam)))
    ]
    stored = Message.objects.post_batch(batch)
    assert [each.message.room_id for each in stored] == [thread.pk, garden.pk, thread.pk]
    assert shown(root) == (2, [ana.pk, sam.pk])


def test_room_without_threads_posts_with_the_statements_of_before(garden, ana, say):
    with CaptureQueriesContext(connection) as asked:
        say(garden, ana)
    assert not [query for query in asked if "parent_id" in query["sql"].partition("WHERE")[2]]


# Who follows, and who is told


def test_those_who_reply_or_are_mentioned_follow(root, thread, garden, sam, ben, say):
    garden.add_members(ben)
    say(thread, sam, "In the shed, says @ben")
    assert followers(thread) == {"ana", "sam", "ben"}


def test_who_only_looks_does_not_follow(root, thread, sam):
    assert thread.memberships.open_thread(sam)
    assert followers(thread) == {"ana"}


def test_outsider_neither_opens_nor_follows_it(root, thread, zoe, ana, say):
    assert not thread.memberships.open_thread(zoe)
    thread.memberships.follow([zoe.pk])
    say(thread, ana, "Hush, @zoe")
    assert not thread.memberships.filter(user=zoe).exists()
    assert told(zoe) == []


def test_who_wants_no_mentions_of_the_room_gets_none_of_its_threads(root, thread, ana, sam, say):
    thread.parent.memberships.get(user=sam).set_level(Membership.NOTHING)
    say(thread, ana, "@sam?")
    assert followers(thread) == {"ana"}
    assert told(sam) == []


def test_followers_are_told_of_each_reply(root, thread, sam, ana, say):
    say(thread, sam, "In the shed")
    text = "Sam Lindqvist replied in a thread you follow in # Garden: “In the shed”"
    assert told(ana) == [(Notification.REPLY, text)]
    assert told(sam) == []


def test_mention_is_told_as_one(root, thread, ana, sam, say):
    say(thread, ana, "@sam?")
    assert [kind for kind, _ in told(sam)] == [Notification.MENTION]


def test_mention_that_an_edit_adds_is_told_and_lets_follow(root, thread, ana, sam, say):
    reply = say(thread, ana, "Who has them?")
    Message.objects.get(pk=reply.pk).edit("@sam, who has them?")
    assert followers(thread) == {"ana", "sam"}
    assert [kind for kind, _ in told(sam)] == [Notification.MENTION]


def test_who_unfollows_is_told_of_mentions_only(root, thread, ana, sam, say):
    thread.memberships.get(user=ana).set_level(Membership.MENTIONS)
    say(thread, sam, "In the shed")
    assert told(ana) == []
    say(thread, sam, "@ana, there")
    assert [kind for kind, _ in told(ana)] == [Notification.MENTION]


def test_thread_is_unread_for_its_followers(root, thread, ana, sam, say):
    for text in ("In the shed", "On the shelf"):
        say(thread, sam, text)
    unread = {each.user: Room.objects.get(pk=thread.pk).posts - each.read_posts
              for each in thread.memberships.all()}  # fmt: skip
    assert unread == {ana: 2, sam: 0}


# Rights


def test_membership_and_notifications_end_with_those_of_the_room(
    root, thread, garden, sam, ana, say
):
    say(thread, sam, "In the shed")
    garden.remove_member(ana)
    assert not thread.memberships.filter(user=ana).exists()
    assert told(ana) == []
    say(thread, sam, "@ana?")
    assert told(ana) == []
    garden.add_members(ana)
    assert not thread.memberships.filter(user=ana).exists()


def test_thread_is_archived_and_restored_with_its_room(root, thread, garden, ana, say):
    garden.archive()
    with pytest.raises(PermissionDenied):
        say(thread, ana)
    garden.restore()
    assert say(thread, ana)


def test_readable_rooms_are_ones_own_and_their_threads(root, thread, lobby, ana, sam, zoe):
    for person in (ana, sam):
        assert set(Room.objects.readable_by(person)) == {thread.parent, lobby, thread}
    assert set(Room.objects.readable_by(zoe)) == {lobby}
