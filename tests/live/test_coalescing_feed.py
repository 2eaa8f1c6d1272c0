"""A coalescing feed collects the ids that changed until its next refresh."""

from rooms.live.feeds.coalescing_feed import CoalescingFeed


class BellsFeed(CoalescingFeed):
    kind = "bells"
    kinds = ("bell",)

    def wake(self, seq=None):
        """Do not refresh; the test calls `take_changed` itself."""


def test_hint_without_a_seq_does_not_hide_the_next_hint_with_one():
    feed = BellsFeed()
    for seq in (None, 4):
        feed.on_hint("bell.7", seq)
        assert feed.take_changed() == {"bell": {7}}
    feed.on_hint("bell.7", 4)
    assert feed.take_changed() == {"bell": set()}
