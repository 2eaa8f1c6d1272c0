"""The database does not take one text of a page: no later one of the same page is stored before."""

import pytest
from django.db import OperationalError

from rooms.live.consumer import Unresponsive
from rooms.models import Message
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = ["uno", "due", "tre"]


@pytest.fixture
def not_taken(monkeypatch):
    """Makes the database refuse the next text."""
    store = type(Message.objects).post_batch

    def refuse(manager, batch):
        monkeypatch.setattr(type(Message.objects), "post_batch", store)
        return [OperationalError("disk I/O error")] * len(batch)

    return lambda: monkeypatch.setattr(type(Message.objects), "post_batch", refuse)


def stored():
    return list(Message.objects.order_by("seq").values_list("body", flat=True))


def form(n):
    return {"outbox": "outbox", "n": n, "body": WORDS[n]}


def test_over_http(client_of, lobby, ana, not_taken):
    client, numbers = client_of(ana), range(len(WORDS))
    data = {"room": "lobby", "page": "p", "outbox": ["outbox"] * 3, "n": numbers, "body": WORDS}
    not_taken()
    html = client.post("/outbox/", data).content.decode()
    assert stored() == []
    assert "cannot store anything at the moment" in html
    assert "outbox-1" not in html
    client.post("/outbox/", data)
    assert stored() == WORDS


@pytest.mark.parametrize("is_ready", [True, False])
async def test_over_the_socket(open_page, lobby, ana, not_taken, is_ready):
    page = await open_page(ana, "/ws/rooms/lobby/?page=p")
    if is_ready:
        await page.act("ready")
        await page.drain()
    not_taken()
    for n in range(len(WORDS)):
        await page.act("again", **form(n))
    await page.act("ready")
    with pytest.raises(Unresponsive):
        await page.socket.wait(5)
    assert await later(stored) == []
    page = await open_page(ana, "/ws/rooms/lobby/?page=p")
    for n in reversed(range(len(WORDS))):
        await page.act("again", **form(n))
    await page.act("ready")
    await page.until_true(lambda: stored() == WORDS)
