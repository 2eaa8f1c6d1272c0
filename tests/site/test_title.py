"""A page's title: its own name, with the unread count in front."""

import html
import re

import pytest

from rooms.models import Counter
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = re.compile(r'<title id="doc-title">(.*?)</title>', re.S)
SOCKET = re.compile(r'ws-connect="([^"]*)"')
PUSHED = re.compile(r'innerHTML:#doc-title">([^<]*)<')


def titles(page):
    return [html.unescape(title) for title in PUSHED.findall("".join(page.frames))]


@pytest.mark.parametrize(
    "path",
    [
        *("/people/", "/notifications/", "/accounts/profile/", "/counters/", "/counters/votes/"),
        *("/rooms/lobby/", "/rooms/lobby/settings/", "/dashboard/", "/dashboard/people/"),
    ],
)
async def test_open_page_keeps_the_title_it_was_rendered_with(
    path, open_page, client_of, lobby, sam
):
    await later(Counter.objects.start, "Votes")
    client = await later(client_of, sam)
    text = (await later(client.get, path)).content.decode()
    rendered, socket = TITLE.search(text)[1].strip(), SOCKET.search(text)[1]
    page = await open_page(sam, html.unescape(socket))
    await page.until(titles)
    await page.drain(0.7)
    assert set(titles(page)) == {html.unescape(rendered)}


async def test_title_in_the_address_is_text(open_page, lobby, ana):
    page = await open_page(ana, "/ws/site/?title=%3Cscript%3E")
    await page.until(titles)
    assert "<script>" not in "".join(page.frames)
    assert titles(page) == ["<script>"]


async def test_tab_of_an_open_room_gets_its_new_name(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.until(titles)
    await page.drain(0.7)
    await later(lobby.rename, "Hall", "")
    await page.until(lambda page: titles(page)[-1] == "Hall")


async def test_tab_of_an_open_counter_gets_its_new_name(open_page, lobby, ana):
    counter = await later(Counter.objects.start, "Votes")
    page = await open_page(ana, "/ws/counters/votes/")
    await page.until(titles)
    await page.drain(0.7)
    await later(counter.edit, "Ballots")
    await page.until(lambda page: titles(page)[-1] == "Ballots · Hearth")
