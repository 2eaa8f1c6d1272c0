from typing import NamedTuple

from rooms.live.delivery.broadcast import broadcast
from rooms.live.feeds.state_feed import UNKNOWN, StateFeed
from rooms.live.oob import append, replace_inside
from rooms.presence.people import People, first_named, ids_in, people_in, people_on_site
from rooms.presence.rendering import NAMED, arrivals_html, people_html, presence_html


class InRoom(NamedTuple):
    """Who is in a room: those that are listed, and the ids of all."""

    people: People
    ids: frozenset


class RoomPresenceFeed(StateFeed):
    """Who has this room open, and the lines that say who joined and left."""

    kind = "presence"
    throttle = 0.5
    time_dependent = True
    news = ()
    "The lines to show with the latest value: (names, how many in all, verb)."

    def load(self):
        value = InRoom(people_in(self.key), ids_in(self.key))
        if self.value is not UNKNOWN:
            joined, left = value.ids - self.value.ids, self.value.ids - value.ids
            self.news = [*_lines(joined, "joined"), *_lines(left, "left")]
        return value

    def render(self, value, key):
        return replace_inside("#presence", presence_html(value.people))

    def on_change(self, before, value):
        for line in self.news:
            broadcast(append("messages", arrivals_html(*line)), self.subscribers)


def _lines(ids, verb):
    if ids:
        yield first_named(ids, NAMED), len(ids), verb


class SitePresenceFeed(StateFeed):
    """Who has any page of the site open."""

    kind = "presence"
    throttle = 0.5
    time_dependent = True

    def load(self):
        return people_on_site()

    def render(self, value, key):
        return replace_inside("#people", people_html(value))
