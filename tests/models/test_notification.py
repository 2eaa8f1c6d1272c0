"""Who is told of what, and from where."""

import threading

import pytest
from django.db import connections, transaction
from django.db.models.signals import post_save

from rooms.models import Connection, Membership, Message, Notification, Room, notify


def told(user):
    return list(user.notifications.order_by("pk").values_list("kind", "text"))


def set_level(room, user, level):
    room.memberships.get(user=user).tell(level)


def test_one_call_tells_one_person_or_several(ana, ben, zoe):
    notify(ana, "deploy", "The site was deployed", "/")
    notify([ana, ben], "deploy", "Again")
    assert [text for _, text in told(ana)] == ["The site was deployed", "Again"]
    assert [text for _, text in told(ben)] == ["Again"]
    assert told(zoe) == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rolled_back_tells_nobody(ana, monkeypatch):
    sent = []
    monkeypatch.setattr("rooms.live.hints._send", sent.append)
    with transaction.atomic():
        notify(ana, "deploy", "It never happened")
        transaction.set_rollback(True)
    assert told(ana) == []
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_the_hint_waits_for_the_commit_and_is_one_for_all(ana, ben, monkeypatch):
    sent = []
    monkeypatch.setattr("rooms.live.hints._send", sent.append)
    with transaction.atomic():
        notify([ana, ben], "deploy", "Both of you")
        assert sent == []
    assert sent == [{f"bell.{ana.pk}": None, f"bell.{ben.pk}": None}]


def test_a_mention_tells_the_member_who_is_named(lobby, ana, ben, zoe, say):
    say(lobby, ana, "Ask @ben, or @Ben. Not mail@zoe.example or @nobody")
    assert told(ben) == [
        ("mention", "Ana Ruiz in # Lobby: “Ask @ben, or @Ben. Not mail@zoe.example or @nobody”")
    ]
    assert told(zoe) == told(ana) == []


def test_a_mention_in_a_closed_room_tells_no_stranger(garden, ana, zoe, say):
    message = say(garden, ana, "What would @zoe say?")
    assert told(zoe) == []
    assert message.mentions == {}


def test_nobody_is_told_of_their_own_words(lobby, ana, say):
    say(lobby, ana, "I am @ana")
    assert told(ana) == []


def test_a_direct_message_tells_the_other(direct, ana, ben, say):
    say(direct, ana, "psst")
    assert told(ben) == [("message", "Ana Ruiz: “psst”")]


def test_being_added_to_a_room_is_told_and_adding_oneself_is_not(garden, sam, zoe, ana):
    Notification.objects.all().delete()
    garden.add(zoe, sam, by=sam)
    assert told(zoe) == [("added", "Sam Lindqvist added you to # Garden")]
    assert told(sam) == told(ana) == []


def test_who_is_chosen_for_a_new_closed_room_is_told(ana, sam):
    Room.objects.start("Attic", sam, kind=Room.CLOSED, members=[ana])
    assert [kind for kind, _ in told(ana)] == ["added"]
    assert told(sam) == []


@pytest.mark.parametrize(
    ("level", "plain", "mentioned"),
    [
        (Membership.ALL, ["message"], ["mention"]),
        (Membership.MENTIONS, [], ["mention"]),
        (Membership.NOTHING, [], []),
        (Membership.HIDDEN, [], []),
    ],
)
def test_the_level_of_the_room_decides(lobby, ana, ben, say, level, plain, mentioned):
    set_level(lobby, ben, level)
    say(lobby, ana, "for everyone")
    assert [kind for kind, _ in told(ben)] == plain
    ben.notifications.all().delete()
    say(lobby, ana, "for @ben")
    assert [kind for kind, _ in told(ben)] == mentioned


def test_nobody_is_told_of_what_they_are_looking_at(lobby, ana, ben, say):
    Connection.objects.create(user=ben, room=lobby, process="here")
    say(lobby, ana, "@ben are you looking?")
    assert told(ben) == []


def test_an_edit_tells_who_is_named_now_and_retells_the_rest(lobby, ana, ben, zoe, say):
    message = say(lobby, ana, "@ben look")
    message.edit("@ben and @zoe look here")
    assert told(ben) == [("mention", "Ana Ruiz in # Lobby: “@ben and @zoe look here”")]
    assert told(zoe) == [("mention", "Ana Ruiz in # Lobby: “@ben and @zoe look here”")]


def test_a_deleted_text_is_gone_from_the_bells_too(lobby, ana, ben, say):
    message = say(lobby, ana, "@ben a secret")
    message.delete_text()
    assert told(ben) == []


def test_reading_the_room_reads_what_was_told_of_it(lobby, ana, ben, say):
    say(lobby, ana, "@ben one")
    notify(ben, "deploy", "another thing")
    assert lobby.memberships.get(user=ben).hear()
    assert not lobby.memberships.get(user=ben).hear()
    assert [n.kind for n in ben.notifications.unread()] == ["deploy"]


def test_a_long_text_is_cut(direct, ana, ben, say):
    say(direct, ana, "word " * 500)
    ((_, text),) = told(ben)
    assert len(text) < 300
    assert text.endswith("…”")


def test_a_signal_handler_can_tell(lobby, ana, ben, say):
    def tell_staff(instance, created, **kwargs):
        if created:
            notify(ben, "signal", f"{instance.author} wrote")

    post_save.connect(tell_staff, sender=Message)
    try:
        say(lobby, ana, "hello")
    finally:
        post_save.disconnect(tell_staff, sender=Message)
    assert told(ben) == [("signal", "Ana Ruiz wrote")]


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_worker_can_tell(ana):
    """A worker is another thread of control: no event loop, a connection of its own."""

    def task():
        notify(ana, "import", "12 rows are in")
        connections.close_all()

    worker = threading.Thread(target=task)
    worker.start()
    worker.join()
    assert told(ana) == [("import", "12 rows are in")]
