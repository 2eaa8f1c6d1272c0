"""What is new in the threads that somebody follows: the bell, the sidebar's count, the list."""

import re

import pytest

from rooms.models import Membership, Message, Room
from tests.live_page import later

pytestmark = pytest.mark.django_db


def html_of(client, path):
    return client.get(path).content.decode()


def unread(client, path="/threads/"):
    """The number beside Threads in the sidebar."""
    count = re.search(r'id="threads-unread">(?:<span class="unread">(\d+))?', html_of(client, path))
    return int(count[1] or 0)


def lines(client):
    """The followed threads: (what they answer, whether something is new)."""
    main = html_of(client, "/threads/").partition("<main")[2]
    items = re.findall(r'<li class="place place--thread">(.*?)</li>', main, re.S)
    return [(re.search(r'<span dir="auto">(.*?)</span>', item)[1], 'class="unread"' in item)
            for item in items]  # fmt: skip


def test_replies_are_counted_until_the_thread_is_read(thread, ana, sam, say, client_of, address):
    client = client_of(ana)
    assert unread(client) == 0
    say(thread, sam, "In the shed")
    say(thread, sam, "@ana, on the shelf")
    assert unread(client) == 2
    assert lines(client) == [("Where are the beans?", True)]
    assert ">(2) Threads" not in html_of(client, "/threads/")
    assert '"doc-title">(2) Garden' in html_of(client, "/rooms/garden/")
    html_of(client, address)
    assert unread(client) == 0
    assert lines(client) == [("Where are the beans?", False)]


def test_thread_with_the_latest_reply_is_first(garden, ana, sam, say, client_of):
    threads = [Room.objects.thread_of(say(garden, ana, f"number {n}")) for n in range(3)]
    for thread in (threads[0], threads[2], threads[1]):
        say(thread, sam)
    assert [text for text, _ in lines(client_of(ana))] == ["number 1", "number 2", "number 0"]


def test_list_has_no_thread_without_replies_unfollowed_or_archived(
    thread, garden, ana, sam, say, client_of, address
):
    client = client_of(ana)
    assert lines(client) == []
    say(thread, sam)
    assert len(lines(client)) == 1
    client.post(f"{address}follow/", {"follow": ""})
    assert (lines(client), unread(client)) == ([], 0)
    thread.memberships.get(user=ana).set_level(Membership.ALL)
    say(thread, sam)
    garden.archive()
    assert (lines(client), unread(client)) == ([], 0)


def test_thread_of_a_direct_room_has_the_name_of_the_other(direct, ana, ben, say, client_of):
    say(Room.objects.thread_of(say(direct, ana, "Lunch?")), ana, "At noon")
    html = html_of(client_of(ben), "/threads/")
    assert "1 reply in <bdi>Ana Ruiz</bdi>" in html
    assert "Ana Ruiz replied in a thread you follow: “At noon”" in html


def test_all_that_is_marked_as_read_is_no_more_new_in_threads(thread, ana, sam, say, client_of):
    say(thread, sam)
    client = client_of(ana)
    client.post("/notifications/read/")
    assert unread(client) == 0
    assert lines(client) == [("Where are the beans?", False)]


def test_reply_marked_as_unread_is_new_again(thread, ana, sam, say, client_of, address):
    replies = [say(thread, sam, f"{n}") for n in range(3)]
    client = client_of(ana)
    html_of(client, address)
    answer = client.post("/unread/", {"message": replies[1].pk})
    assert answer.url == "/threads/"
    assert unread(client) == 2


def test_own_reply_marked_as_unread_is_new_though_nobody_was_told(thread, ana, say, client_of):
    reply = say(thread, ana, "Found them")
    client = client_of(ana)
    client.post("/unread/", {"message": reply.pk})
    assert unread(client) == 1


def test_former_member_sees_nothing_of_it(thread, garden, ana, sam, say, client_of):
    say(thread, sam, "In the shed")
    garden.remove_member(ana)
    client = client_of(ana)
    assert unread(client) == 0
    html = html_of(client, "/threads/")
    assert "beans" not in html
    assert "shed" not in html


def test_number_of_queries_does_not_depend_on_the_number_of_threads(
    garden, ana, sam, say, client_of, queries_of
):
    client, asked = client_of(ana), []
    for count in (1, 5):
        for number in range(count):
            say(Room.objects.thread_of(say(garden, ana, f"number {number}")), sam)
        html_of(client, "/threads/")
        asked.append(queries_of(client, "/threads/"))
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
async def test_count_follows_on_open_pages(open_page, thread, ana, sam, say):
    page = await open_page(ana, "/ws/site/")
    await page.until("#threads-unread")
    page.frames.clear()
    reply = await later(say, thread, sam, "In the shed")
    await page.until("replied in a thread you follow")
    frame = "".join(page.frames)
    count = frame[frame.index("innerHTML:#threads-unread") :].partition("</div>")[0]
    assert '<span class="unread">1' in count
    page.frames.clear()
    await later(lambda: Message.objects.get(pk=reply.pk).delete_text())
    await page.until("#threads-unread")
    assert 'class="unread"' not in "".join(page.frames)
