from collections import defaultdict
from typing import NamedTuple

from rooms.live.delivery.broadcast import broadcast
from rooms.live.feeds.state_feed import UNKNOWN, StateFeed
from rooms.live.metrics import metrics
from rooms.live.oob import replace_inside
from rooms.presence.people import People, first_named, ids_in, people_in, people_on_site
from rooms.presence.rendering import NAMED, arrivals_html, people_html, presence_html


class InRoom(NamedTuple):
    """Who is in a room: those that are listed, and the ids of all."""

    people: People
    ids: frozenset


class RoomPresenceFeed(StateFeed):
    """Who has this room open, and a line for those who come or leave.

    The line is no part of the value: a page that is opened later is not told of it.
    """

    kind = "presence"
    throttle = 0.5
    time_dependent = True

    def __init__(self, key=None):
        super().__init__(key)
        self.arrivals = {}
        "{audience: push} of who came or left with the latest read."

    def load(self):
        value = InRoom(people_in(self.key), ids_in(self.key))
        if self.value is not UNKNOWN:
            self.arrivals = self._arrivals(value.ids - self.value.ids, self.value.ids - value.ids)
        return value

    def _arrivals(self, joined, left):
        lines = [*_lines(joined, "joined"), *_lines(left, "left")]
        audiences = {page.audience for page in list(self.subscribers)} if lines else ()
        return {audience: self._push(lines, audience) for audience in audiences}

    def _push(self, lines, audience):
        metrics["renders"] += 1
        with audience.activated():
            return replace_inside(".arrivals", arrivals_html(lines))

    def render(self, value, key):
        return replace_inside("#presence", presence_html(value.people))

    def on_change(self, before, value):
        pages = defaultdict(list)
        for page in self.subscribers:
            pages[page.audience].append(page)
        for audience, push in self.arrivals.items():
            broadcast(push, pages[audience])


def _lines(ids, verb):
    """For those who did the same at once: the first by name, how many others, and what they did."""
    if ids:
        people = first_named(ids, NAMED)
        yield people, len(ids) - len(people), verb


class SitePresenceFeed(StateFeed):
    """Who has any page of the site open."""

    kind = "presence"
    throttle = 0.5
    time_dependent = True

    def load(self):
        return people_on_site()

    def render(self, value, key):
        return replace_inside("#people", people_html(value))
