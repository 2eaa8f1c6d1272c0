"""Notifications: who gets which, and from where they can be sent."""

import threading

import pytest
from django.db import connections, transaction
from django.db.models.signals import post_save

from rooms.models import Connection, Membership, Message, Notification, Room, notify


def notifications_of(user):
    return list(user.notifications.order_by("pk").values_list("kind", "text"))


def set_level(room, user, level):
    room.memberships.get(user=user).set_level(level)


def test_notify_accepts_one_person_or_several(ana, ben, zoe):
    notify(ana, "deploy", "The site was deployed", "/")
    notify([ana, ben], "deploy", "Again")
    assert [text for _, text in notifications_of(ana)] == ["The site was deployed", "Again"]
    assert [text for _, text in notifications_of(ben)] == ["Again"]
    assert notifications_of(zoe) == []


@pytest.mark.django_db(transaction=True)
def test_rolled_back_transaction_notifies_nobody(ana, monkeypatch):
    sent = []
    monkeypatch.setattr("rooms.live.hints._send", sent.append)
    with transaction.atomic():
        notify(ana, "deploy", "It never happened")
        transaction.set_rollback(True)
    assert notifications_of(ana) == []
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_hint_waits_for_the_commit_and_covers_all_recipients(ana, ben, monkeypatch):
    sent = []
    monkeypatch.setattr("rooms.live.hints._send", sent.append)
    with transaction.atomic():
        notify([ana, ben], "deploy", "Both of you")
        assert sent == []
    assert sent == [{f"bell.{ana.pk}": None, f"bell.{ben.pk}": None}]


def test_mention_notifies_the_mentioned_member(lobby, ana, ben, zoe, say):
    say(lobby, ana, "Ask @ben, or @Ben. Not mail@zoe.example or @nobody")
    assert notifications_of(ben) == [
        ("mention", "Ana Ruiz in # Lobby: “Ask @ben, or @Ben. Not mail@zoe.example or @nobody”")
    ]
    assert notifications_of(zoe) == notifications_of(ana) == []


def test_mention_in_a_closed_room_does_not_notify_an_outsider(garden, ana, zoe, say):
    message = say(garden, ana, "What would @zoe say?")
    assert notifications_of(zoe) == []
    assert message.mentions == {}


def test_author_is_not_notified_of_their_own_message(lobby, ana, say):
    say(lobby, ana, "I am @ana")
    assert notifications_of(ana) == []


def test_direct_message_notifies_the_other_person(direct, ana, ben, say):
    say(direct, ana, "psst")
    assert notifications_of(ben) == [("message", "Ana Ruiz: “psst”")]


def test_added_member_is_notified_but_not_the_person_who_adds(garden, sam, zoe, ana):
    Notification.objects.all().delete()
    garden.add_members(zoe, sam, by=sam)
    assert notifications_of(zoe) == [("added", "Sam Lindqvist added you to # Garden")]
    assert notifications_of(sam) == notifications_of(ana) == []


def test_member_chosen_for_a_new_closed_room_is_notified(ana, sam):
    Room.objects.start("Attic", sam, kind=Room.CLOSED, members=[ana])
    assert [kind for kind, _ in notifications_of(ana)] == ["added"]
    assert notifications_of(sam) == []


@pytest.mark.parametrize(
    ("level", "unmentioned", "mentioned"),
    [
        (Membership.ALL, ["message"], ["mention"]),
        (Membership.MENTIONS, [], ["mention"]),
        (Membership.NOTHING, [], []),
        (Membership.HIDDEN, [], []),
    ],
)
def test_level_of_the_membership_decides_which_messages_notify(
    lobby, ana, ben, say, level, unmentioned, mentioned
):
    set_level(lobby, ben, level)
    say(lobby, ana, "for everyone")
    assert [kind for kind, _ in notifications_of(ben)] == unmentioned
    ben.notifications.all().delete()
    say(lobby, ana, "for @ben")
    assert [kind for kind, _ in notifications_of(ben)] == mentioned


def test_reader_of_a_room_is_not_notified_of_its_messages_but_of_mentions(lobby, ana, ben, say):
    set_level(lobby, ben, Membership.ALL)
    Connection.objects.create(user=ben, room=lobby, process="one", is_reading=True)
    say(lobby, ana, "for everyone")
    assert notifications_of(ben) == []
    say(lobby, ana, "@ben are you looking?")
    assert [kind for kind, _ in notifications_of(ben)] == ["mention"]


def test_message_in_a_direct_room_notifies_even_its_reader(direct, ana, ben, say):
    Connection.objects.create(user=ben, room=direct, process="one", is_reading=True)
    say(direct, ana, "only for you")
    assert [kind for kind, _ in notifications_of(ben)] == ["message"]


def test_page_that_is_open_and_not_looked_at_does_not_count_as_read(lobby, ana, ben, say):
    set_level(lobby, ben, Membership.ALL)
    Connection.objects.create(user=ben, room=lobby, process="one", is_reading=False)
    say(lobby, ana, "for everyone")
    assert [kind for kind, _ in notifications_of(ben)] == ["message"]


def test_edit_notifies_new_mentions_and_rewords_the_notifications_of_others(
    lobby, ana, ben, zoe, say
):
    message = say(lobby, ana, "@ben look")
    message.edit("@ben and @zoe look here")
    assert notifications_of(ben) == [("mention", "Ana Ruiz in # Lobby: “@ben and @zoe look here”")]
    assert notifications_of(zoe) == [("mention", "Ana Ruiz in # Lobby: “@ben and @zoe look here”")]


def test_deleting_a_message_deletes_its_notifications(lobby, ana, ben, say):
    message = say(lobby, ana, "@ben a secret")
    message.delete_text()
    assert notifications_of(ben) == []


def test_clearing_a_rooms_notifications_leaves_others_unread(lobby, ana, ben, say):
    say(lobby, ana, "@ben one")
    notify(ben, "deploy", "another thing")
    assert lobby.memberships.get(user=ben).clear_notifications()
    assert not lobby.memberships.get(user=ben).clear_notifications()
    assert [each.kind for each in ben.notifications.unread()] == ["deploy"]


def test_notification_truncates_a_long_message(direct, ana, ben, say):
    say(direct, ana, "word " * 500)
    ((_, text),) = notifications_of(ben)
    assert len(text) < 300
    assert text.endswith("…”")


def test_signal_handler_can_notify(lobby, ana, ben, say):
    def notify_ben(instance, created, **kwargs):
        if created:
            notify(ben, "signal", f"{instance.author} wrote")

    post_save.connect(notify_ben, sender=Message)
    try:
        say(lobby, ana, "hello")
    finally:
        post_save.disconnect(notify_ben, sender=Message)
    assert notifications_of(ben) == [("signal", "Ana Ruiz wrote")]


@pytest.mark.django_db(transaction=True)
def test_worker_task_can_notify(ana):
    """A worker runs in a thread with its own database connection and no event loop."""

    def task():
        notify(ana, "import", "12 rows are in")
        connections.close_all()

    worker = threading.Thread(target=task)
    worker.start()
    worker.join()
    assert notifications_of(ana) == [("import", "12 rows are in")]
