"""What programs follow besides rooms: one read and one render for all of them."""

from rooms.api.rendering import counter_json
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.json_frames import frame
from rooms.models import Counter


class CounterJsonFeed(StateFeed):
    """A counter for programs: its latest value, at most ten times a second."""

    kind = "counter"

    def load(self):
        """The counter as JSON; None once it was deleted and nobody may follow it any more."""
        counter = Counter.objects.filter(pk=self.key).first()
        return counter and counter_json(counter)

    def render(self, value, key):
        return value and frame(self.topic, value["seq"], "counter", counter=value)
