"""A thread's socket: the replies, the message above them, the room beside them."""

import pytest

from rooms.models import Message
from tests.live_page import fresh_messages, later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def open_thread(open_page, thread, address, client_of):
    """Open the thread's page and its socket."""

    async def open_it(person, cursor=None):
        await later(lambda: client_of(person).get(address))
        return await open_page(person, f"/ws/threads/{thread.slug}/", cursor)

    return open_it


async def test_pages_of_a_thread_close_when_the_membership_of_its_room_ends(
    open_thread, thread, garden, sam, ana, say
):
    page = await open_thread(sam)
    await page.until(lambda page: page.last_beat)
    await later(garden.remove_member, sam)
    await page.until(lambda page: page.close_code)
    assert page.close_code == 4403
    page.frames.clear()
    await later(say, thread, ana, "Now that they are gone")
    assert "they are gone" not in "".join(page.frames)


async def test_outsider_opens_no_socket_by_either_address(open_page, thread, zoe):
    for path in (f"/ws/threads/{thread.slug}/", f"/ws/rooms/{thread.slug}/"):
        page = await open_page(zoe, path)
        await page.until(lambda page: page.close_code)
        assert page.close_code == 4403


async def test_thread_has_no_room_page_and_a_room_no_thread_page(open_page, thread, ana):
    for path in (f"/ws/rooms/{thread.slug}/", "/ws/threads/garden/"):
        page = await open_page(ana, path)
        await page.until(lambda page: page.close_code)
        assert page.close_code == 4403


# Pushes


async def test_reply_reaches_the_thread_and_its_count_the_room(
    open_page, open_thread, root, garden, ana, sam, cursor_of, thread
):
    room = await open_page(ana, "garden", await later(cursor_of, garden))
    page = await open_thread(sam, await later(cursor_of, thread))
    await room.drain()
    room.frames.clear()
    await page.act("post", body="In the shed")
    await page.until("In the shed")
    await room.until("1 reply")
    frame = "".join(room.frames)
    assert f"innerHTML:#message-{root.pk} .replies, body:not(:has(#message" in frame
    assert "beans" not in frame
    assert "In the shed" not in frame


async def test_pages_that_were_away_show_what_a_fresh_page_shows(
    open_page, open_thread, root, thread, garden, ana, sam, say, cursor_of, client_of
):
    room_cursor, cursor = await later(cursor_of, garden), await later(cursor_of, thread)
    room = await open_page(ana, "garden", room_cursor)
    room.messages = await later(fresh_messages, room.client, "garden")
    replies = [await later(say, thread, person, f"{n}") for n, person in enumerate((ana, sam, ana))]
    await later(lambda: Message.objects.get(pk=root.pk).reactions.toggle(sam.pk, "🎉"))
    await later(lambda: Message.objects.get(pk=replies[0].pk).edit("first"))
    await later(lambda: Message.objects.get(pk=replies[1].pk).delete_text())
    back = await open_page(ana, "garden", room_cursor)
    back.messages = dict(room.messages)
    page = await open_thread(sam, cursor)
    fresh = await later(fresh_messages, room.client, "garden")
    assert "2 replies" in fresh[str(root.pk)]
    for each in (room, back):
        await each.until(lambda page: page.messages == fresh)
    await page.until("Message deleted")
    assert [html.count("message__gone") for html in page.messages.values()] == [0, 1, 0]
    assert "first" in next(iter(page.messages.values()))


async def test_message_above_the_replies_follows(open_thread, root, ana, sam):
    page = await open_thread(sam)
    await page.until(lambda page: page.last_beat)
    await later(lambda: Message.objects.get(pk=root.pk).edit("Where are the peas?"))
    await page.until("Where are the peas?")
    assert "innerHTML:#root .message__shown" in "".join(page.frames)
    await later(lambda: Message.objects.get(pk=root.pk).delete_text())
    await page.until("Message deleted")


async def test_reaction_to_the_message_above(open_thread, root, ana, sam):
    page = await open_thread(sam)
    await page.act("react", reaction=f"{root.pk} 🎉")
    await page.until('title="Sam Lindqvist"')
    await page.act("unread", message=root.pk)
    await page.until("That message is not in this room.")


async def test_room_beside_the_thread_is_live_once_it_is_seen(
    open_thread, root, garden, ana, sam, say
):
    page = await open_thread(sam)
    await page.until('id="beside"')
    for _ in range(2):
        await page.act("beside")
    await page.until("innerHTML:#room-messages")
    await later(say, garden, ana, "Anybody?")
    await page.until("beforeend:#room-messages:not(:has(#message-")
    assert "".join(page.frames).count("innerHTML:#room-messages,") == 1


async def test_follow_button_follows(open_thread, thread, sam, ana):
    page = await open_thread(sam)
    await page.act("follow", follow="on")
    await page.until(">Unfollow</button>")
    await page.act("follow", follow="")
    await page.until(">Follow</button>")


async def test_renamed_room_renames_its_threads(open_thread, garden, sam, ana):
    page = await open_thread(sam)
    await page.until("innerHTML:#room-header")
    await later(garden.rename, "Orchard", "")
    await page.until("Thread in Orchard</div>")
