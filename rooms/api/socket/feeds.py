"""What programs follow besides rooms: one read and one render for all of them."""

from rooms.api.rendering import counter_json, presence_json
from rooms.chat.feeds.typing import TypingFeed
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.json_frames import frame
from rooms.models import Counter
from rooms.presence.people import people_in, people_on_site

NO_NUMBER = 0
"The seq of what has a present state and no history."


class CounterJsonFeed(StateFeed):
    """A counter for programs: its latest value, at most ten times a second."""

    kind = "counter"

    def load(self):
        """The counter as JSON; None once it was deleted and nobody may follow it any more."""
        counter = Counter.objects.filter(pk=self.key).first()
        return counter and counter_json(counter)

    def render(self, value, key):
        return value and frame(self.topic, value["seq"], "counter", counter=value)


class TypingJsonFeed(TypingFeed):
    """Who is typing in a room; nobody is told of themselves."""

    def render_key(self, page, value):
        others = tuple((pk, name) for _, pk, name in value if pk != page.user_id)
        return page.audience, others

    def render(self, value, key):
        _, others = key
        people = [{"id": pk, "name": name} for pk, name in others]
        return frame(self.topic, NO_NUMBER, "typing", results=people)


class PresenceJsonFeed(StateFeed):
    """Who has a room open, or any page of the site."""

    kind = "presence"
    throttle = 0.5
    time_dependent = True

    def load(self):
        return presence_json(people_in(self.key) if self.key else people_on_site())

    def render(self, value, key):
        return frame(self.topic, NO_NUMBER, "presence", **value)
