"""A room is marked as unread from a message on, and its page does not read it again by itself."""

import pytest

from rooms.models import Membership, membership
from tests.live_page import beat, later

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/ws/rooms/lobby/?page=abc"
KEPT = 'name="unread"'


@pytest.fixture
def said(lobby, ben, say):
    """Three messages of Ben's."""
    return [say(lobby, ben, text) for text in ("one", "two", "three")]


@pytest.fixture
def unread(lobby, ana):
    """How many messages of the lobby Ana has not read."""

    def unread():
        place = Membership.objects.select_related("room").get(room=lobby, user=ana)
        return place.room.posts - place.read_posts

    return unread


@pytest.fixture
async def page(open_page, said, ana, unread):
    """Ana's page of the lobby, which she looks at and has read."""
    page = await open_page(ana, PAGE)
    await page.act("ready")
    await page.drain()
    await page.until_true(lambda: unread() == 0)
    page.frames.clear()
    return page


async def test_marked_message_is_the_first_unread_one(page, client_of, said, ana, unread):
    await page.act("unread", message=said[1].pk)
    await page.until(KEPT)
    assert await later(unread) == 2
    frames = "".join(page.frames)
    assert f'hx-swap-oob="beforebegin:#message-{said[1].pk}"><li class="new-line"' in frames
    assert "2 new since" in frames
    client = await later(client_of, ana)
    html = (await later(client.get, "/rooms/lobby/")).content.decode()
    assert html.index("one</div>") < html.index('id="new"') < html.index("two</div>")


async def test_count_appears_on_the_page_itself_and_elsewhere(page, open_page, said, ana):
    other = await open_page(ana, "/ws/site/")
    await other.drain()
    await page.act("unread", message=said[0].pk)
    await page.until(">(3) Lobby<")
    await other.until('class="unread">3')


async def test_page_that_is_looked_at_does_not_read_it_again(page, said, lobby, ben, say, unread):
    await page.act("unread", message=said[1].pk)
    await page.until(KEPT)
    await page.act("look")
    await page.act("end")
    await beat(page)
    assert await later(unread) == 2
    await later(say, lobby, ben, "four")
    await page.until("four</div>")
    await beat(page)
    assert await later(unread) == 3


async def test_post_on_the_page_reads_it_again(page, said, lobby, ben, say, unread):
    await page.act("post", n=0, body="Before")
    await page.until("Before</div>")
    await page.act("unread", message=said[1].pk)
    await page.until(KEPT)
    await page.act("suggest", body="I see")
    await beat(page)
    assert await later(unread) == 3
    await page.act("post", n=1, body="I see")
    await page.until("delete:#resume [name=unread]")
    assert await later(unread) == 0
    await later(say, lobby, ben, "four")
    await page.until("four</div>")
    await beat(page)
    assert await later(unread) == 0


async def test_page_that_comes_back_still_keeps_it_unread(page, open_page, said, ana, unread):
    await page.act("unread", message=said[1].pk)
    await page.until(KEPT)
    await page.vanish()
    back = await open_page(ana, PAGE)
    await back.act("resume", cursor=page.cursor, unread="1")
    await back.drain()
    await beat(back)
    assert await later(unread) == 2


async def test_page_that_is_opened_anew_reads_it(page, open_page, said, ana, unread):
    await page.act("unread", message=said[1].pk)
    await page.until(KEPT)
    await page.close()
    assert await later(unread) == 2
    again = await open_page(ana, PAGE)
    await again.drain()
    await again.until_true(lambda: unread() == 0)


async def test_message_of_another_room_is_refused(page, garden, sam, say, unread):
    other = await later(say, garden, sam)
    await page.act("unread", message=other.pk)
    await page.until("That message is not in this room.")
    assert await later(unread) == 0


def test_so_many_are_counted_and_no_more(said, lobby, ana, unread, monkeypatch):
    monkeypatch.setattr(membership, "MOST_UNREAD", 2)
    Membership.objects.select_related("room", "user").get(room=lobby, user=ana).mark_unread(said[0])
    assert unread() == 2


def test_plain_door_leads_to_the_list_of_rooms_which_counts_it(client_of, said, ana, unread):
    client = client_of(ana)
    client.get("/rooms/lobby/")
    response = client.post("/unread/", {"message": said[1].pk}, follow=True)
    assert response.redirect_chain == [("/rooms/", 302)]
    assert "Lobby is unread from that message on" in response.content.decode()
    assert unread() == 2


def test_outsider_finds_no_message_to_mark(client_of, garden, sam, zoe, say):
    message = say(garden, sam)
    assert client_of(zoe).post("/unread/", {"message": message.pk}).status_code == 404
