"""Audit entries of sockets: actions and refused connections, with the client's address."""

import pytest

from rooms.models import AuditEntry, Counter
from rooms.models.audit import FROM_ONE_ADDRESS
from tests.live_page import LivePage, later

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "192.0.2.7"


@pytest.fixture
def open_from_address(open_page, monkeypatch):
    """Open a page from ADDRESS, with an empty audit log."""

    def init_with_address(self, *args, **kwargs):
        init(self, *args, **kwargs)
        self.socket.scope["client"] = [ADDRESS, 40_000]

    init = LivePage.__init__
    monkeypatch.setattr(LivePage, "__init__", init_with_address)

    async def open_it(user, target):
        page = await open_page(user, target)
        await later(AuditEntry.objects.filter(verb="signed in").delete)
        return page

    return open_it


async def recorded():
    """The entries from ADDRESS: [(verb, actor, target, detail)]."""
    fields = "verb", "actor_name", "target", "detail"
    entries = AuditEntry.objects.order_by("pk").filter(address=ADDRESS)
    return await later(lambda: list(entries.values_list(*fields)))


async def test_action_records_its_actor_and_address(open_from_address, lobby, sam, ana, say):
    message = await later(say, lobby, ana, "rude")
    page = await open_from_address(sam, "lobby")
    await page.act("delete", message=message.pk)
    await page.until_true(AuditEntry.objects.filter(address=ADDRESS).exists)
    assert await recorded() == [("message deleted", "Sam Lindqvist", "Ana Ruiz @ana", "in Lobby")]


async def test_deleting_ones_own_message_and_a_refused_action_are_not_recorded(
    open_from_address, lobby, ana, ben, say
):
    mine, theirs = await later(say, lobby, ana), await later(say, lobby, ben)
    page = await open_from_address(ana, "lobby")
    await page.act("delete", message=theirs.pk)
    await page.until("You cannot change this message.")
    await page.act("delete", message=mine.pk)
    await page.until("Message deleted")
    assert await recorded() == []


async def test_counter_set_by_staff_is_recorded_but_not_a_members_refused_attempt(
    open_from_address, sam, ana, db
):
    counter = await later(Counter.objects.start, "Votes")
    for person, shown in ((ana, "Only staff can do this."), (sam, ">40<")):
        page = await open_from_address(person, f"/ws/counters/{counter.slug}/")
        await page.act("set", value=40)
        await page.until(shown)
    assert await recorded() == [("counter set", "Sam Lindqvist", "Votes", "from 0 to 40")]


async def test_entry_names_the_actor_of_its_own_page_among_several(
    open_from_address, lobby, sam, ana, ben, say
):
    message = await later(say, lobby, ana)
    staff, member = await open_from_address(sam, "lobby"), await open_from_address(ben, "lobby")
    await member.act("post", body="Hello")
    await staff.act("delete", message=message.pk)
    await member.act("post", body="Hello again")
    await staff.until("Message deleted")
    await staff.until("Hello again")
    assert [actor for _, actor, _, _ in await recorded()] == ["Sam Lindqvist"]
    assert not await later(AuditEntry.objects.filter(address=None, verb="message deleted").exists)


@pytest.mark.parametrize(
    ("target", "why"),
    [("garden", "no right to see it"), ("/ws/nothing/here/", "there is no such page")],
)
async def test_rejected_page_is_recorded_with_the_reason(
    open_from_address, garden, zoe, target, why
):
    page = await open_from_address(zoe, target)
    await page.until(lambda page: page.close_code)
    path = target if target.startswith("/") else f"/ws/rooms/{target}/"
    assert await recorded() == [("socket refused", "Zoe Marsh", path, why)]


async def test_signed_out_visitor_is_recorded_without_a_name(open_from_address, lobby):
    page = await LivePage("no-such-session", "/ws/rooms/lobby/").connect()
    await page.until(lambda page: page.close_code)
    assert await recorded() == [("socket refused", "", "/ws/rooms/lobby/", "nobody is signed in")]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://[", "http://evil.example:x", "null"]
)
async def test_page_of_another_origin_is_refused_and_recorded(open_from_address, lobby, origin):
    page = await LivePage("no-session", "/ws/rooms/lobby/", origin=origin).connect()
    assert not page.is_connected
    why = f"a page of {origin} asked"
    assert await recorded() == [("socket refused", "", "/ws/rooms/lobby/", why)]


async def test_flood_of_refused_sockets_adds_a_limited_number_of_entries(open_from_address, lobby):
    for _ in range(FROM_ONE_ADDRESS.times + 5):
        page = await LivePage("no", "/ws/rooms/lobby/", origin="https://evil.example").connect()
        assert not page.is_connected
    assert len(await recorded()) == FROM_ONE_ADDRESS.times
