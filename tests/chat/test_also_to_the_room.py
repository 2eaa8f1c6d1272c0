"""A reply that is said in the room too, as a message of its own that leads to the thread."""

import uuid

import pytest

from rooms.models import Membership, Message, Notification, Room
from rooms.models.posting import NewMessage
from tests.live_page import later

pytestmark = pytest.mark.django_db


def bodies(room):
    return list(room.messages.order_by("seq").values_list("body", flat=True))


def test_reply_stands_in_both_and_leads_to_the_thread(
    root, thread, garden, sam, address, client_of
):
    client = client_of(sam)
    assert 'name="also"' in client.get(address).content.decode()
    assert 'name="also"' not in client.get("/rooms/garden/").content.decode()
    client.post(address, {"body": "In the shed", "also": "on"})
    assert bodies(thread) == ["In the shed"]
    assert bodies(garden) == ["Where are the beans?", "In the shed"]
    html = client.get("/rooms/garden/").content.decode()
    quote = html[html.index('<a class="quote"') :].partition("</a>")[0]
    assert f'href="/messages/{root.pk}/thread/"' in quote
    assert "In a thread:" in quote
    assert "Where are the beans?" in quote


def test_reply_without_it_stands_in_the_thread_alone(thread, garden, sam, address, client_of):
    client_of(sam).post(address, {"body": "In the shed"})
    assert len(bodies(garden)) == 1


def test_it_means_nothing_in_a_room(garden, sam, client_of):
    client_of(sam).post("/rooms/garden/", {"body": "Hello", "also": "on"})
    assert bodies(garden) == ["Hello"]
    assert not Message.objects.get().in_thread


def test_it_comes_once_however_often_it_is_sent(thread, garden, sam, address, client_of):
    client, data = client_of(sam), {"body": "In the shed", "also": "on"}
    for _ in range(2):
        client.post(address, data | {"key": str(uuid.UUID(int=1))})
        client.post(address, data | {"page": "token", "n": 0, "action": "post"})
    form = {"room": thread.slug, "page": "token", "outbox": ["thread"] * 2, "n": [1, 2]}
    for _ in range(2):
        client.post("/outbox/", form | {"body": ["One", "Two"], "reply": ["", ""], "also": ["2"]})
    assert bodies(thread) == ["In the shed", "In the shed", "One", "Two"]
    assert bodies(garden)[1:] == ["In the shed", "In the shed", "Two"]


def test_who_is_told_by_the_thread_is_not_told_by_the_room(
    root, thread, garden, ana, sam, ben, zoe
):
    garden.add_members(ben, zoe)
    for person in (ana, ben):
        garden.memberships.get(user=person).set_level(Membership.ALL)
    Notification.objects.all().delete()
    new = NewMessage(Room.objects.get(pk=thread.pk), sam, "@zoe, in the shed", also=True)
    Message.objects.post_batch([new])
    told = {(each.user, each.kind) for each in Notification.objects.all()}
    assert told == {
        (ana, Notification.REPLY),
        (zoe, Notification.MENTION),
        (ben, Notification.MESSAGE),
    }


def test_author_has_read_it_and_keeps_the_rooms_draft(thread, garden, ana, sam):
    place = garden.memberships.get(user=sam)
    place.keep_draft("Begun")
    garden.memberships.all().mark_read()
    new = NewMessage(Room.objects.get(pk=thread.pk), sam, "In the shed", also=True)
    Message.objects.post_batch([new])
    garden.refresh_from_db()
    place.refresh_from_db()
    assert (place.draft, place.read_posts, place.read_seq) == ("Begun", 2, garden.seq)
    assert garden.memberships.get(user=ana).read_posts == 1


@pytest.mark.django_db(transaction=True)
async def test_it_reaches_open_pages_of_the_room(
    open_page, thread, garden, ana, sam, address, client_of, cursor_of
):
    room = await open_page(ana, "garden", await later(cursor_of, garden))
    await later(lambda: client_of(sam).get(address))
    page = await open_page(sam, f"/ws/threads/{thread.slug}/?page=token")
    await page.act("ready")
    data = {"n": 0, "outbox": "thread", "body": "In the shed", "reply": "", "also": "0"}
    await page.act("post", **data)
    await page.act("again", **data)
    await page.until('hx-swap-oob="delete:#thread-0:has(.sent)"')
    await page.until(">Unfollow</button>")
    await room.until("In a thread:")
    await room.until("1 reply")
    assert await later(lambda: (bodies(thread), bodies(garden)[1:])) == (
        ["In the shed"],
        ["In the shed"],
    )
