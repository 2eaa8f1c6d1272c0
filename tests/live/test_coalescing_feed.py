from rooms.live.feeds.coalescing_feed import GatheringFeed


class Rings(GatheringFeed):
    kind = "rings"
    kinds = ("bell",)

    def wake(self, head=None):
        """Nothing to read in this test."""


def test_a_hint_without_a_head_leaves_the_next_look_at_the_head_in_order():
    feed = Rings()
    for head in (None, 4):
        feed.hear("bell.7", head)
        assert feed.take_changed() == {"bell": {7}}
    feed.hear("bell.7", 4)
    assert feed.take_changed() == {"bell": set()}
