"""What is done and refused over sockets is put down, with the address at the other end."""

import pytest

from rooms.models import AuditEntry, Counter
from rooms.models.audit import FROM_ONE_ADDRESS
from tests.live_page import LivePage, later

pytestmark = pytest.mark.django_db(transaction=True)

HERE = "192.0.2.7"


@pytest.fixture
def open_here(open_page, monkeypatch):
    """Open a page from HERE, with an empty log."""

    def come_from_here(self, *args, **kwargs):
        first(self, *args, **kwargs)
        self.socket.scope["client"] = [HERE, 40_000]

    first = LivePage.__init__
    monkeypatch.setattr(LivePage, "__init__", come_from_here)

    async def open_it(user, where):
        page = await open_page(user, where)
        await later(AuditEntry.objects.filter(verb="signed in").delete)
        return page

    return open_it


async def put_down():
    """[(verb, who, on, detail)], all of it from HERE."""
    fields = "verb", "actor_name", "target", "detail"
    entries = AuditEntry.objects.order_by("pk").filter(address=HERE)
    return await later(lambda: list(entries.values_list(*fields)))


async def test_an_action_has_its_person_and_address(open_here, lobby, sam, ana, say):
    message = await later(say, lobby, ana, "rude")
    page = await open_here(sam, "lobby")
    await page.act("delete", message=message.pk)
    await page.until_true(AuditEntry.objects.filter(address=HERE).exists)
    assert await put_down() == [("message deleted", "Sam Lindqvist", "Ana Ruiz @ana", "in Lobby")]


async def test_ones_own_words_and_a_refused_action_are_not_put_down(
    open_here, lobby, ana, ben, say
):
    mine, theirs = await later(say, lobby, ana), await later(say, lobby, ben)
    page = await open_here(ana, "lobby")
    await page.act("delete", message=theirs.pk)
    await page.until("You cannot change this message.")
    await page.act("delete", message=mine.pk)
    await page.until("Message deleted")
    assert await put_down() == []


async def test_a_counter_is_set_by_who_set_it_and_not_by_who_may_not(open_here, sam, ana, db):
    counter = await later(Counter.objects.start, "Votes")
    for person, shown in ((ana, "Only staff can do this."), (sam, ">40<")):
        page = await open_here(person, f"/ws/counters/{counter.slug}/")
        await page.act("set", value=40)
        await page.until(shown)
    assert await put_down() == [("counter set", "Sam Lindqvist", "Votes", "from 0 to 40")]


async def test_one_pages_person_is_not_taken_for_anothers(open_here, lobby, sam, ana, ben, say):
    message = await later(say, lobby, ana)
    staff, member = await open_here(sam, "lobby"), await open_here(ben, "lobby")
    await member.act("post", body="Hello")
    await staff.act("delete", message=message.pk)
    await member.act("post", body="Hello again")
    await staff.until("Message deleted")
    await staff.until("Hello again")
    assert [who for _, who, _, _ in await put_down()] == ["Sam Lindqvist"]
    assert not await later(AuditEntry.objects.filter(address=None, verb="message deleted").exists)


@pytest.mark.parametrize(
    ("where", "why"),
    [("garden", "no right to see it"), ("/ws/nothing/here/", "there is no such page")],
)
async def test_who_is_sent_away_is_put_down(open_here, garden, zoe, where, why):
    page = await open_here(zoe, where)
    await page.until(lambda page: page.close_code)
    path = where if where.startswith("/") else f"/ws/rooms/{where}/"
    assert await put_down() == [("socket refused", "Zoe Marsh", path, why)]


async def test_who_is_signed_out_is_put_down_without_a_name(open_here, lobby):
    page = await LivePage("no-such-session", "/ws/rooms/lobby/").connect()
    await page.until(lambda page: page.close_code)
    assert await put_down() == [("socket refused", "", "/ws/rooms/lobby/", "nobody is signed in")]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://[", "http://evil.example:x", "null"]
)
async def test_another_sites_page_is_refused_and_put_down(open_here, lobby, origin):
    page = await LivePage("no-session", "/ws/rooms/lobby/", origin=origin).connect()
    assert not page.is_connected
    why = f"a page of {origin} asked"
    assert await put_down() == [("socket refused", "", "/ws/rooms/lobby/", why)]


async def test_a_flood_of_refused_sockets_is_bounded(open_here, lobby):
    for _ in range(FROM_ONE_ADDRESS.times + 5):
        page = await LivePage("no", "/ws/rooms/lobby/", origin="https://evil.example").connect()
        assert not page.is_connected
    assert len(await put_down()) == FROM_ONE_ADDRESS.times
