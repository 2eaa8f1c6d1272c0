"""What no hint tells is found by asking, in parts, within two seconds."""

import pytest

from rooms.live import hints, hub
from rooms.live.topics import read_heads
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parts(monkeypatch):
    """The topics of each look at the heads, of which at most three are asked at once."""
    asked = []

    def note(topics):
        asked.append(topics)
        return read_heads(topics)

    monkeypatch.setattr(hub, "AT_ONCE", 3)
    monkeypatch.setattr(hub, "read_heads", note)
    return asked


async def test_heads_are_asked_in_small_parts_and_each_once_a_round(
    open_page, lobby, ana, ben, sam, parts
):
    pages = [await open_page(person, "lobby") for person in (ana, ben, sam)]
    for page in pages:
        await page.drain(0.7)
    topics = hub.Hub.running()._topics()
    parts.clear()
    await pages[0].until_true(lambda: len(parts) >= 2 * len(topics) // 3 + 2)
    asked = [topic for part in parts for topic in part]
    assert len(topics) == len(set(topics)) >= 7
    assert set(topics) <= set(asked)
    assert max(map(len, parts)) == 3


@pytest.mark.parametrize("who", ["ana", "sam"])
async def test_whoever_a_hint_did_not_reach_is_found_in_whichever_part(
    open_page, lobby, ana, ben, sam, say, monkeypatch, parts, who
):
    async def lose(heads):
        """A channel layer that is down."""

    pages = {who: await open_page(person, "lobby") for who, person in [("ana", ana), ("sam", sam)]}
    await open_page(ben, "lobby")
    for page in pages.values():
        await page.drain(0.7)
    monkeypatch.setattr(hints, "send", lose)
    await later(say, lobby, ben, "found by the poll")
    await pages[who].until("found by the poll</div>", timeout=3)


def test_the_parts_of_nothing_are_one_empty_part():
    assert hub._parts([]) == [[]]
    assert hub._parts(list(range(hub.AT_ONCE + 1))) == [list(range(hub.AT_ONCE)), [hub.AT_ONCE]]
