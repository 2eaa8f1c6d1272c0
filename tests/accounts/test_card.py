"""A person's card: who they are, whether they are here, and a way to write to them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rooms.models import Connection, Room
from rooms.models.connection import AWAY_AFTER, TTL

MESSAGE = 'action="/rooms/direct/"'


@pytest.fixture
def card(client_of, ana):
    """The card of somebody, as Ana sees it."""

    def card(person):
        response = client_of(ana).get(reverse("person", args=[person.pk]))
        assert response.status_code == 200
        return response.content.decode().partition('<main class="main"')[2]

    return card


def test_card_names_the_person_and_the_rooms_that_both_are_in(card, lobby, garden, ana, ben, sam):
    assert "Ben Okafor" in card(ben)
    assert ">ben<" in card(ben)
    assert "Lobby" in card(ben)
    assert "Garden" not in card(ben)
    assert "Garden" in card(sam)


def test_card_names_no_room_of_others_and_no_archived_or_direct_one(card, lobby, ana, ben, sam):
    Room.objects.start("Shed", sam, kind=Room.CLOSED, members=[ben])
    Room.objects.direct(ana, ben)
    lobby.archive()
    assert "Shed" not in card(ben)
    assert "/rooms/" not in card(ben).replace(MESSAGE, "")


def test_message_opens_the_direct_room_and_the_same_one_again(card, client_of, ana, ben):
    assert MESSAGE in card(ben)
    assert f'name="people" value="{ben.pk}"' in card(ben)
    opened = {client_of(ana).post("/rooms/direct/", {"people": ben.pk}).url for _ in range(2)}
    assert opened == {Room.objects.direct(ana, ben).get_absolute_url()}


def test_there_is_no_message_to_oneself(card, ana):
    assert MESSAGE not in card(ana)
    assert "/accounts/profile/" in card(ana)


def test_card_of_a_deactivated_person_says_so_and_has_no_message(card, ben):
    ben.deactivate()
    assert "Deactivated" in card(ben)
    assert MESSAGE not in card(ben)


def test_card_says_whether_the_person_is_online_away_or_was_seen_when(card, ben):
    seen_at = timezone.now() - timedelta(days=3)
    ben.last_seen_at, ben.date_joined = seen_at, seen_at
    ben.save()
    assert f"Last seen {seen_at:%-d %b %Y, %H:%M}" in card(ben)
    page = Connection.objects.create(user=ben, process="test", away_since=None)
    assert "person__online" in card(ben)
    Connection.objects.filter(pk=page.pk).update(away_since=timezone.now() - AWAY_AFTER)
    assert "person__away" in card(ben)
    Connection.objects.filter(pk=page.pk).update(seen_at=timezone.now() - TTL)
    assert "Last seen" in card(ben)


def test_names_in_messages_and_lists_lead_to_the_card(client_of, lobby, ana, ben, say):
    say(lobby, ben, "Good morning")
    Connection.objects.create(user=ben, room=lobby, process="test")
    html = client_of(ana).get("/rooms/lobby/").content.decode()
    assert html.count(f'href="/people/{ben.pk}/"') == 3
    assert f'<a href="/people/{ben.pk}/">Ben Okafor</a></bdi></strong>' in html


def test_name_in_a_message_is_escaped(client_of, lobby, ana, ben, say):
    ben.display_name = "<i>Ben"
    ben.save()
    say(lobby, ben)
    assert (
        ">&lt;i&gt;Ben</a></bdi></strong>" in client_of(ana).get("/rooms/lobby/").content.decode()
    )
