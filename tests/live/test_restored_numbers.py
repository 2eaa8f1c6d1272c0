"""Numbers that went down, and hints that were wrong, as after a restored back-up."""

import pytest

from rooms.live.feeds.coalescing_feed import CoalescingFeed
from rooms.live.feeds.feed import Feed
from rooms.models import Message, Room
from tests.live_page import fresh_messages, later

pytestmark = pytest.mark.django_db(transaction=True)


class Counting(Feed):
    kind = "test"

    def __init__(self):
        super().__init__()
        self.woken = []

    def wake(self, seq=None):
        if seq is None or seq > self.latest_seq:
            self.latest_seq = seq if seq is not None else self.latest_seq
            self.woken.append(seq)


def test_number_that_was_hinted_too_high_does_not_hide_later_ones():
    feed = Counting()
    feed.on_hint("test", 10**9)
    feed.on_poll("test", 5)
    feed.on_hint("test", 6)
    assert feed.woken == [10**9, 5, 6]


def test_same_number_is_no_news():
    feed = Counting()
    for seq in (5, 5):
        feed.on_poll("test", seq)
    assert feed.woken == [5]


async def test_coalescing_feed_looks_again_at_a_topic_whose_number_went_down(monkeypatch):
    monkeypatch.setattr(CoalescingFeed, "kind", "test", raising=False)
    monkeypatch.setattr(CoalescingFeed, "kinds", ("bell",))
    monkeypatch.setattr(CoalescingFeed, "wake", lambda feed: None)
    feed = CoalescingFeed()
    feed.on_poll("bell.7", 9)
    feed.take_changed()
    feed.on_poll("bell.7", 3)
    assert feed.take_changed() == {"bell": {7}}


async def test_open_page_shows_what_a_restored_database_has(open_page, cursor_of, lobby, ana, say):
    """The room's numbers go down under a running process, then grow again."""
    page = await open_page(ana, "lobby", await later(cursor_of, lobby))
    for n in range(4):
        await later(say, lobby, ana, f"Message {n}")
        await page.until(f"Message {n}</div>")
    await later(_restore, lobby, keep=2)
    await page.until(lambda page: len(page.messages) == 2, timeout=6)
    await later(say, lobby, ana, "After the restore")
    await page.until("After the restore", timeout=4)
    fresh = await later(fresh_messages, page.client, "lobby")
    assert list(page.messages) == list(fresh)


def _restore(room, keep):
    gone = Message.objects.filter(room=room).order_by("seq")[keep:]
    Message.objects.filter(pk__in=[message.pk for message in gone]).delete()
    Room.objects.filter(pk=room.pk).update(seq=keep, posts=keep)
