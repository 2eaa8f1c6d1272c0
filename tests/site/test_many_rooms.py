"""The sidebar of somebody in very many rooms: bounded on the page and in every frame."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.models import Connection, Membership, Room
from rooms.presence import people
from rooms.site import sidebar
from rooms.site.sidebar import MAX_DIRECTS, MAX_ROOMS
from tests import cast
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

BYTES = 100_000
"Of any page of somebody in 500 rooms, and of all frames after it is opened."


@pytest.fixture
def many(lobby, ana):
    """Make Ana a member of 500 more rooms, half of them direct; room-0 has the oldest message."""
    now = timezone.now()
    rooms = [Room(name=f"Room {n}", slug=f"room-{n}", kind=Room.CLOSED) for n in range(250)]
    rooms += [Room(slug=f"direct-{n}", kind=Room.DIRECT, people_key=f"{n}") for n in range(250)]
    for number, room in enumerate(rooms):
        room.last_posted_at = now + timezone.timedelta(minutes=number - 600)
    Room.objects.bulk_create(rooms)
    Membership.objects.bulk_create(Membership(room=room, user=ana) for room in rooms)


def listed(html):
    """The slugs in the sidebar."""
    lists = re.search(r'id="places">(.*)</ul><h2.*?id="directs">(.*?)</ul>', html, re.S)
    return [re.findall(r'href="/rooms/([\w-]+)/"', part) for part in lists.groups()]


def test_sidebar_shows_the_rooms_with_the_latest_messages_in_their_usual_order(
    many, client_of, ana
):
    html = client_of(ana).get("/people/").content.decode()
    rooms, directs = listed(html)
    assert rooms == ["lobby", *[f"room-{n}" for n in range(251 - MAX_ROOMS, 250)]]
    assert directs == [f"direct-{n}" for n in range(250 - MAX_DIRECTS, 250)]
    assert "All 251 rooms" in html
    assert "All 250 conversations" in html
    assert len(html) < BYTES


def test_old_room_is_shown_if_it_is_unread_or_open(many, client_of, ana):
    client = client_of(ana)
    Room.objects.filter(slug="room-3").update(posts=2)
    client.get("/rooms/room-5/")
    tab = Connection.objects.create(
        user=ana, room=Room.objects.get(slug="room-7"), process="another"
    )
    people.clear()
    rooms, _ = listed(client.get("/rooms/room-5/").content.decode())
    assert len(rooms) == MAX_ROOMS
    assert rooms[:4] == ["lobby", "room-3", "room-5", "room-7"]
    tab.delete()
    people.clear()
    rooms, _ = listed(client.get("/people/").content.decode())
    assert rooms[:2] == ["lobby", "room-3"]
    assert rooms[2] != "room-5"


def test_title_counts_the_unread_messages_of_all_rooms(many, client_of, ana):
    slugs = [f"room-{number}" for number in range(2 * MAX_ROOMS)]
    Room.objects.filter(slug__in=slugs).update(posts=1)
    assert f"({2 * MAX_ROOMS}) Lobby" in client_of(ana).get("/rooms/lobby/").content.decode()


def test_few_rooms_are_all_shown_without_a_link_to_more(client_of, ana, lobby, garden, direct):
    html = client_of(ana).get("/people/").content.decode()
    assert listed(html) == [["lobby", "garden"], [direct.slug]]
    assert 'href="/rooms/"' not in html


def test_names_of_direct_rooms_are_read_for_the_shown_ones_only(many, client_of, ana, ben):
    rooms = Room.objects.filter(kind=Room.DIRECT)
    Membership.objects.bulk_create(Membership(room=room, user=ben) for room in rooms)
    html = client_of(ana).get("/people/").content.decode()
    assert html.count('place__name"><bdi>Ben Okafor') == MAX_DIRECTS


def test_room_of_very_many_is_read_without_naming_them(lobby, ana, ben, monkeypatch):
    monkeypatch.setattr(sidebar, "MANY", 2)
    with CaptureQueriesContext(connection) as queries:
        rooms = sidebar.sidebar_rooms_of([], {lobby.pk: [ana.pk, ben.pk]})
    assert rooms.keys() == {ana.pk, ben.pk}
    assert '"user_id" IN' not in queries[0]["sql"]


async def test_frames_of_an_open_page_are_bounded_and_show_what_a_fresh_page_shows(
    many, open_page, ana, client_of
):
    page = await open_page(ana, "lobby")
    await page.until("All 251 rooms")
    await page.drain()
    assert sum(map(len, page.frames)) < BYTES
    fresh = await later(lambda: client_of(ana).get("/rooms/lobby/").content.decode())
    assert pushed(page) == listed(fresh)


async def test_message_brings_an_old_room_into_the_sidebar(many, open_page, ana, ben, say):
    page = await open_page(ana, "lobby")
    await page.until("All 251 rooms")
    assert "room-9" not in pushed(page)[0]
    room = await later(Room.objects.get, slug="room-9")
    await later(say, room, await later(cast.welcome, "eve", "Eve"))
    await page.until(lambda page: "room-9" in pushed(page)[0])
    assert len(pushed(page)[0]) == MAX_ROOMS
    frames = len(page.frames)
    await later(say, room, ben)
    await page.until(f"#place-{room.pk} .place__unread")
    await page.drain()
    assert "#places" not in "".join(page.frames[frames:])


def pushed(page):
    """The slugs of the latest lists that the page was sent."""
    lists = [
        re.findall(rf"innerHTML:#{name},[^>]*>(.*?)</div>", "".join(page.frames), re.S)[-1]
        for name in ("places", "directs")
    ]
    return [re.findall(r'href="/rooms/([\w-]+)/"', part) for part in lists]
