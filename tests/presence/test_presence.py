"""Presence: who is listed in a room and online, and when a connection expires."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.models import Connection
from rooms.models.connection import BROKEN_TTL, CLOSED_TTL, TTL
from rooms.presence import people
from rooms.presence.feeds import RoomPresenceFeed
from rooms.site.jobs import prune
from tests import cast
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

PRESENCE = re.compile(r'<div hx-swap-oob="innerHTML:#presence,.*?</ul>', re.S)


def present(page):
    """The names in the page's latest list of people in the room; None before any."""
    lists = PRESENCE.findall("".join(page.frames))
    return re.findall(r'person__name"><bdi>([^<]*)', lists[-1]) if lists else None


async def test_arriving_member_is_listed_and_announced(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz"])
    await open_page(ben, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Ben Okafor"])
    await page.until("<bdi>Ben Okafor</bdi> joined")


async def test_person_with_two_tabs_is_listed_until_both_are_closed(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    first, second = await open_page(ben, "lobby"), await open_page(ben, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Ben Okafor"])
    await first.close()
    await page.drain(CLOSED_TTL.total_seconds() + 2.5)
    assert present(page) == ["Ana Ruiz", "Ben Okafor"]
    await second.close()
    await page.until("<bdi>Ben Okafor</bdi> left", timeout=8)
    await page.until(lambda page: present(page) == ["Ana Ruiz"])


async def test_reload_announces_no_departure(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    ben_page = await open_page(ben, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Ben Okafor"])
    await ben_page.close()
    await open_page(ben, "lobby")
    await page.drain(CLOSED_TTL.total_seconds() + 2.5)
    assert "<bdi>Ben Okafor</bdi> left" not in "".join(page.frames)


async def test_connection_of_a_killed_process_expires(open_page, lobby, ana, ben):
    def leave_stale_connection():
        connection = Connection.objects.create(user=ben, room=lobby, process="killed")
        Connection.objects.filter(pk=connection.pk).update(
            seen_at=timezone.now() - TTL + timedelta(seconds=1)
        )

    await later(leave_stale_connection)
    page = await open_page(ana, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Ben Okafor"])
    await page.until(lambda page: present(page) == ["Ana Ruiz"], timeout=6)


async def test_answered_heartbeat_renews_the_connection(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await later(lambda: Connection.objects.update(seen_at=timezone.now() - timedelta(seconds=20)))
    before = timezone.now() - timedelta(seconds=5)
    await page.until('id="beat"')
    await page.until_true(lambda: Connection.objects.filter(seen_at__gt=before).exists())


async def test_person_in_another_room_is_online_but_not_listed_in_this_one(
    open_page, lobby, garden, ana, sam
):
    page = await open_page(ana, "lobby")
    await open_page(sam, "garden")
    await page.until(
        lambda page: (
            "Sam Lindqvist"
            in "".join(re.findall(r"innerHTML:#people,.*?</div>", "".join(page.frames), re.S))
        )
    )
    assert present(page) == ["Ana Ruiz"]


async def test_prune_deletes_only_long_expired_connections(open_page, lobby, ana, ben):
    def leave_stale_connection():
        connection = Connection.objects.create(user=ben, room=lobby, process="killed")
        Connection.objects.filter(pk=connection.pk).update(
            seen_at=timezone.now() - timedelta(hours=1)
        )

    await later(leave_stale_connection)
    await open_page(ana, "lobby")
    await later(prune)
    remaining = await later(lambda: [each.user for each in Connection.objects.all()])
    assert remaining == [ana]


async def test_closed_connection_is_pruned_as_soon_as_it_has_expired(open_page, lobby, ana, ben):
    def remaining():
        prune()
        return {each.user for each in Connection.objects.all()}

    page, other = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    await page.drain()
    await other.close()
    await later(lambda: Connection.objects.update(seen_at=timezone.now() - TTL / 2))
    assert await later(remaining) == {ana, ben}
    await later(lambda: Connection.objects.update(seen_at=timezone.now() - TTL))
    assert await later(remaining) == {ana}


@pytest.fixture
def crowd(db, monkeypatch):
    """Twelve people whose pages are open elsewhere, where lists show ten."""
    monkeypatch.setattr(people, "SHOWN", 10)
    return [cast.welcome(f"guest-{n}", f"Guest {n:02}") for n in range(12)]


def arrive(crowd, room):
    return Connection.objects.bulk_create(
        Connection(user=person, room=room, process="another") for person in crowd
    )


def test_list_of_many_people_is_read_as_far_as_it_is_shown(crowd, lobby):
    arrive(crowd, lobby)
    with CaptureQueriesContext(connection) as queries:
        on_site = people.people_on_site()
    assert on_site.count == 12
    assert [person.display_name for person in on_site.shown] == [f"Guest {n:02}" for n in range(10)]
    assert "LIMIT 11" in queries[0]["sql"]
    assert len(queries) == 2


async def test_many_who_come_and_leave_at_once_are_five_names_and_a_number(
    crowd, open_page, lobby, ana
):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz"])
    await later(arrive, crowd, lobby)
    await page.until("and 7 more joined")
    await page.until(
        lambda page: present(page) == ["Ana Ruiz", *[f"Guest {n:02}" for n in range(9)]]
    )
    assert "Here now, 13" in "".join(page.frames)
    assert "and 3 more" in "".join(page.frames)
    assert "".join(page.frames).count(" joined") == 6
    await later(Connection.objects.filter(process="another").delete)
    await page.until("and 7 more left")
    await page.until(lambda page: present(page) == ["Ana Ruiz"])


ARRIVALS = re.compile(r'<div hx-swap-oob="innerHTML:.arrivals,.*?</div>', re.S)


async def test_who_came_and_went_is_no_part_of_the_conversation(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz"])
    other = await open_page(ben, "lobby")
    await page.until("<bdi>Ben Okafor</bdi> joined")
    await other.close()
    await page.until("<bdi>Ben Okafor</bdi> left", timeout=8)
    assert not [frame for frame in page.frames if "#messages" in frame]
    lines = ARRIVALS.findall("".join(page.frames))
    assert sum("<bdi>Ben Okafor</bdi> joined" in line for line in lines) == 1
    assert sum("<bdi>Ben Okafor</bdi> left" in line for line in lines) == 1


async def test_page_that_is_opened_later_is_not_told_who_had_come(open_page, lobby, ana, ben, sam):
    page = await open_page(ana, "lobby")
    await open_page(ben, "lobby")
    await page.until("<bdi>Ben Okafor</bdi> joined")
    later_page = await open_page(sam, "lobby")
    await later_page.until("<bdi>Sam Lindqvist</bdi> joined")
    assert "<bdi>Ben Okafor</bdi> joined" not in "".join(later_page.frames)


async def test_arrival_is_rendered_once_for_each_audience(open_page, lobby, ana, ben, sam, zoe):
    def choose(person, time_zone):
        person.time_zone = time_zone
        person.save()

    for person, zone in ((ana, "UTC"), (sam, "UTC"), (zoe, "Asia/Tokyo")):
        await later(choose, person, zone)
    pages = [await open_page(person, "lobby") for person in (ana, sam, zoe)]
    for page in pages:
        await page.until(lambda page: len(present(page) or ()) == 3)
    feed = RoomPresenceFeed.of(lobby.pk)
    await open_page(ben, "lobby")
    for page in pages:
        await page.until("<bdi>Ben Okafor</bdi> joined")
    assert feed.arrivals.keys() == {page.audience for page in feed.subscribers}
    assert len(feed.arrivals) == 2


async def test_new_display_name_announces_no_departure(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await open_page(ben, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Ben Okafor"])

    def rename():
        ben.display_name = "Benjamin Okafor"
        ben.save()

    await later(rename)
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Benjamin Okafor"])
    assert "left" not in "".join(page.frames)


async def test_broken_connection_reads_no_messages_and_expires_soon(
    open_page, lobby, ana, ben, say
):
    page = await open_page(ana, "lobby")
    ben_page = await open_page(ben, "lobby")
    await page.until(lambda page: present(page) == ["Ana Ruiz", "Ben Okafor"])
    await ben_page.socket.disconnect(code=1006)
    await later(say, lobby, ana, "@ben are you there?")
    assert await later(ben.notifications.count) == 1
    await page.until("<bdi>Ben Okafor</bdi> left", timeout=BROKEN_TTL.total_seconds() + 4)


async def test_last_seen_time_is_kept_when_connections_are_pruned(open_page, lobby, ana, ben):
    page = await open_page(ana, "lobby")
    await page.drain()
    long_ago = timezone.now() - timedelta(minutes=11)
    await later(Connection.objects.filter(user=ana).update, seen_at=long_ago)
    await later(prune)
    await later(ana.refresh_from_db)
    await later(ben.refresh_from_db)
    assert await later(Connection.objects.count) == 0
    assert ana.last_seen_at == long_ago
    assert ben.last_seen_at is None
