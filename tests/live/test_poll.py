"""The poll finds changes whose hint was lost, in batches of topics, within two seconds."""

import pytest

from rooms.live import hints, hub
from rooms.live.topics import latest_seqs
from tests.live_page import drain_all, later

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def polled(monkeypatch):
    """The batches of topics that the poll has read, of at most three topics each."""
    batches = []

    def record(topics):
        batches.append(topics)
        return latest_seqs(topics)

    monkeypatch.setattr(hub, "POLL_SIZE", 3)
    monkeypatch.setattr(hub, "latest_seqs", record)
    return batches


async def test_poll_reads_every_topic_in_small_batches(open_page, lobby, ana, ben, sam, polled):
    pages = [await open_page(person, "lobby") for person in (ana, ben, sam)]
    await drain_all(pages)
    topics = hub.Hub.running()._topics()
    polled.clear()
    await pages[0].until_true(lambda: len(polled) >= 2 * len(topics) // 3 + 2)
    topics_read = [topic for batch in polled for topic in batch]
    assert len(topics) == len(set(topics)) >= 7
    assert set(topics) <= set(topics_read)
    assert max(map(len, polled)) == 3


@pytest.mark.parametrize("reader", ["ana", "sam"])
async def test_page_whose_hint_is_lost_gets_the_message_from_any_batch(
    open_page, lobby, ana, ben, sam, say, monkeypatch, polled, reader
):
    async def drop(seqs):
        """A channel layer that is down."""

    pages = {
        name: await open_page(person, "lobby") for name, person in [("ana", ana), ("sam", sam)]
    }
    await open_page(ben, "lobby")
    await drain_all(pages.values())
    monkeypatch.setattr(hints, "send", drop)
    await later(say, lobby, ben, "found by the poll")
    await pages[reader].until("found by the poll</div>", timeout=3)


def test_batches_of_an_empty_list_are_one_empty_batch():
    assert hub._batches([]) == [[]]
    assert hub._batches(list(range(hub.POLL_SIZE + 1))) == [
        list(range(hub.POLL_SIZE)),
        [hub.POLL_SIZE],
    ]
