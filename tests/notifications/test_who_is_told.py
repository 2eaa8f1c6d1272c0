"""Invariant 2 for notifications: whoever is not in a room (any more) is told nothing of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from rooms.models import Membership, Notification, mentions, notify
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

SECRET, LATER = "@zoe the key is under the mat", "@zoe the key is in the shed"


@pytest.fixture
def place(garden, sam, zoe):
    """Zoe's membership of the garden, for as long as she has it."""
    garden.add_members(zoe, by=sam)
    return garden.memberships.get(user=zoe)


def leave(place, client_of, sam):
    client_of(place.user).post("/rooms/garden/leave/")


def be_removed_by_staff(place, client_of, sam):
    client_of(sam).post(f"/rooms/garden/members/{place.user_id}/remove/")


def be_removed_at_the_dashboard(place, client_of, sam):
    client_of(sam).post(f"/dashboard/rooms/garden/members/{place.user_id}/remove/")


def be_removed_in_the_administration(place, client_of, sam):
    sam.is_superuser = True
    sam.save()
    client_of(sam).post(f"/admin/rooms/membership/{place.pk}/delete/", {"post": "yes"})


WAYS_OUT = [
    leave,
    be_removed_by_staff,
    be_removed_at_the_dashboard,
    be_removed_in_the_administration,
]


def shown_to(client):
    """What the list of notifications and the bell on a fresh page say."""
    return client.get("/notifications/").content.decode()


@pytest.mark.parametrize("way_out", WAYS_OUT)
async def test_former_member_is_told_nothing_at_any_later_change(
    way_out, open_page, client_of, garden, place, ana, sam, zoe, say
):
    message = await later(say, garden, ana, SECRET)
    link = await later(lambda: zoe.notifications.latest("pk").get_absolute_url())
    page = await open_page(zoe, "/ws/site/")
    for text in ("under the mat", "/rooms/garden/"):
        await page.until(text)
    page.frames.clear()
    await later(way_out, place, client_of, sam)
    await page.until("#notifications.is-latest")
    assert "arden" not in "".join(page.frames)

    await later(message.edit, LATER)
    await later(say, garden, ana, "@zoe are you still there?")
    await later(garden.rename, "Secret garden", "Where the key is")
    await later(message.delete_text)
    await later(notify, zoe, "deploy", "The site was deployed")
    await page.until("The site was deployed")
    assert not any(word in "".join(page.frames) for word in ("shed", "still", "arden"))

    html = await later(shown_to, page.client)
    assert "The site was deployed" in html
    assert not any(word in html for word in ("mat", "shed", "still", "arden"))
    assert (await later(page.client.get, link)).status_code == 404
    assert await later(zoe.notifications.count) == 1


def test_those_who_stay_keep_their_notifications(garden, place, ana, sam, zoe, say):
    say(garden, sam, "@ana and @zoe, look")
    garden.remove_member(zoe)
    assert [each.kind for each in ana.notifications.all()] == [Notification.MENTION]


def test_removal_keeps_notifications_of_other_rooms(garden, place, lobby, ana, zoe, say):
    say(lobby, ana, "@zoe look")
    say(garden, ana, "@zoe look")
    garden.remove_member(zoe)
    assert [each.room for each in zoe.notifications.all()] == [lobby]


def test_membership_that_ended_without_the_verb_ends_its_notifications_too(
    garden, place, ana, zoe, say, client_of
):
    message = say(garden, ana, SECRET)
    link = zoe.notifications.latest("pk").get_absolute_url()
    Membership.objects.filter(pk=place.pk).delete()
    message.edit(LATER)
    client = client_of(zoe)
    html = shown_to(client)
    assert "key is" not in html
    assert '<span class="count"></span>' in html
    assert client.get(link).status_code == 404


def test_notification_of_a_room_is_shown_only_to_its_members(garden, ana, zoe, client_of):
    notify([ana, zoe], "deploy", "The garden was deployed", room=garden)
    assert "was deployed" in shown_to(client_of(ana))
    assert "was deployed" not in shown_to(client_of(zoe))


def test_person_who_comes_back_is_told_only_what_happens_then(garden, place, ana, sam, zoe, say):
    message = say(garden, ana, SECRET)
    garden.remove_member(zoe)
    message.edit("@zoe was here")
    garden.add_members(zoe, by=sam)
    assert [each.kind for each in zoe.notifications.all()] == [Notification.ADDED]
    message.edit("@zoe is here again")
    assert [each.kind for each in zoe.notifications.all()] == [
        Notification.MENTION,
        Notification.ADDED,
    ]


async def test_deactivated_person_is_told_nothing_until_they_are_back(
    open_page, client_of, garden, place, ana, zoe, say, monkeypatch
):
    message = await later(say, garden, ana, SECRET)
    page = await open_page(zoe, "/ws/site/")
    await page.until("under the mat")
    await later(zoe.deactivate)
    await page.until(lambda page: page.close_code == 4401)
    await later(message.edit, LATER)
    await later(say, garden, ana, "@zoe are you still there?")
    assert await page.is_silent()
    assert (await later(page.client.get, "/notifications/")).status_code == 302
    await later(zoe.reactivate)
    html = await later(lambda: shown_to(client_of(zoe)))
    assert "in the shed" in html
    assert not any(words in html for words in ("under the mat", "still there"))


def test_post_that_is_being_stored_does_not_notify_who_is_removed_meanwhile(
    garden, place, ana, zoe, say, monkeypatch
):
    """The post has read the members when the removal begins."""
    has_read, is_removed = Event(), Event()

    def notify_later(*args, **kwargs):
        has_read.set()
        is_removed.wait(0.5)  # in vain, if the removal waits for the post
        notify(*args, **kwargs)

    def remove():
        has_read.wait(5)
        garden.remove_member(zoe)
        is_removed.set()
        connections.close_all()

    monkeypatch.setattr(mentions, "notify", notify_later)
    with ThreadPoolExecutor(1) as threads:
        removal = threads.submit(remove)
        say(garden, ana, SECRET)
        removal.result()
    assert not zoe.notifications.exists()
