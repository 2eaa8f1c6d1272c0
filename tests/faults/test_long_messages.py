"""Many long messages: a page gets them in one frame that is larger than what may be unsent."""

import asyncio

import pytest

from tests.attacks.visitor import Visitor
from tests.conversation import CURSOR, ITEM

TEXT = "字" * 3_990
POST = """
import uuid
from django.db import transaction
room, author = Room.objects.get(slug="lobby"), User.objects.get(username="ana")
with transaction.atomic():
    for n in range({count}):
        Message.objects.post(room, author, f"{{n}} {text}", uuid.uuid4())
"""


def post(site, count):
    site.shell(POST.format(count=count, text=TEXT))


@pytest.mark.parametrize("missed", [60, pytest.param(250, marks=pytest.mark.long), 400])
async def test_page_that_missed_long_messages_comes_back(site, readers, missed):
    page = await readers("ana")
    await page.close()
    opened = page.opened
    await asyncio.to_thread(post, site, missed)
    await page.connect()
    await page.until(lambda page: f"{missed - 1} 字" in "".join(page.messages.values()), 30)
    assert page.opened == opened + 1
    _, html = await asyncio.to_thread(Visitor.signed_in(site, "ana").get, "/rooms/lobby/")
    fresh = dict(ITEM.findall(html))
    assert list(page.messages)[-50:] == list(fresh)[-50:]
    assert page.cursor == CURSOR.search(html)[1]
