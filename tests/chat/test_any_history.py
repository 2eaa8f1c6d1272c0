"""Any history of writes and reconnects ends with the same page (invariants 1 and 6)."""

import asyncio
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.models import Message, Room
from rooms.models.posting import NewMessage
from tests.conversation import CURSOR
from tests.live_page import LivePage, fresh_messages, later

CHANGES = ["post", "post", "edit", "delete", "react", "react", "quote", "thread", "thread"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*CHANGES, "drop", "reconnect", "drain", "resume"]),
        st.integers(0, 9),
    ),
    max_size=25,
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_page_after_any_history_equals_a_fresh_page(lobby, ana, ben, client_of, steps):
    """Changes come in any order; the connection drops at any moment."""
    asyncio.run(_run_steps(steps, lobby, [ana, ben], client_of))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["edit", "react", "delete", "quote", "thread"])
async def test_message_that_the_region_had_before_its_change_shows_the_change(
    lobby, ana, client_of, change
):
    """It was posted after the page's cursor was read and before the page's messages were."""
    client = await later(client_of, ana)
    page = LivePage(client.session.session_key, "/ws/rooms/lobby/")
    page.cursor = CURSOR.search((await later(client.get, "/rooms/lobby/")).content.decode())[1]
    await later(_write, lobby, ana, "post", 0)
    page.messages = await later(fresh_messages, client, "lobby")
    page.repeatable = set(page.messages)
    await later(_write, lobby, ana, change, 0)
    await page.connect()
    await page.drain(0.4)
    assert page.messages == await later(fresh_messages, client, "lobby")
    await page.close()


async def _run_steps(steps, room, authors, client_of):
    client = await later(client_of, authors[0])
    html = (await later(client.get, "/rooms/lobby/")).content.decode()
    page = LivePage(client.session.session_key, "/ws/rooms/lobby/")
    page.cursor = CURSOR.search(html)[1]
    page.messages = await later(fresh_messages, client, "lobby")
    await page.connect()
    is_open = True
    for step, number in steps:
        if step == "drop" and is_open:
            is_open = await page.vanish()
        elif step == "reconnect" and not is_open:
            page = await _reconnect(page, client)
            is_open = True
        elif step == "drain" and is_open:
            await page.drain(0.05)
        elif step == "resume" and is_open:
            await page.act("resume", cursor=page.cursor)
        else:
            await later(_write, room, authors[number % 2], step, number)
    if not is_open:
        page = await _reconnect(page, client)
    await page.drain(0.4)
    fresh = await later(fresh_messages, client, "lobby")
    shown = {pk: html for pk, html in page.messages.items() if pk in fresh}
    assert list(shown) == list(fresh)
    assert shown == fresh
    await page.close()


async def _reconnect(old, client):
    page = LivePage(client.session.session_key, "/ws/rooms/lobby/")
    page.messages, page.cursor = old.messages, old.cursor
    return await page.connect()


def _write(room, author, step, number):
    message = room.messages.order_by("-seq")[number : number + 1].first()
    if step == "edit" and message and not message.is_deleted:
        message.edit(f"edited {uuid.uuid4()}")
    elif step == "react" and message and not message.is_deleted:
        message.reactions.toggle(author.pk, "👍🎉"[number % 2])
    elif step == "delete" and message:
        message.delete_text()
    elif step == "quote" and message:
        _store(room, author, reply=message.pk)
    elif step == "thread" and message and (not message.is_deleted or message.replied):
        thread = Room.objects.thread_of(message)
        replies = thread.messages.order_by("-seq")
        if number == 9 and replies:
            replies[0].delete_text()
        else:
            _store(thread, author, also=number > 6)
    elif step == "post":
        _store(room, author)


def _store(room, author, **how):
    new = NewMessage(room, author, f"posted {uuid.uuid4()}", uuid.uuid4(), **how)
    (stored,) = Message.objects.post_batch([new])
    assert stored.message
