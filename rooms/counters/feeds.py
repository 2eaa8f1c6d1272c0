from django.template.loader import render_to_string

from rooms.counters.rendering import (
    list_items,
    push_parts,
    room_counters,
    room_counters_html,
    state_of,
    title_of,
)
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Counter
from rooms.models.counter import COUNTERS


class CounterFeed(StateFeed):
    """A counter's own page: at most ten frames a second, and always the last value."""

    kind = "counter"
    time_dependent = True

    def load(self):
        """The state; None once the counter was deleted and its pages are about to close."""
        try:
            return state_of(self.key)
        except Counter.DoesNotExist:
            return None

    def render(self, value, key):
        if value is None:
            return ""
        context = {"state": value}
        parts = {"value": str(value.value), "name": value.name}
        for part in ("last", "watching", "spark"):
            parts[part] = render_to_string(f"counters/_counter_{part}.html", context)
        return push_parts(value.slug, parts)

    def on_change(self, before, value):
        if before and value and value.name != before.name:
            for page in self.subscribers:
                page.rename(title_of(value.name))


class RoomCountersFeed(StateFeed):
    """The counters in a room's header, always the whole list, as counters come and go."""

    kind = COUNTERS
    time_dependent = True

    def load(self):
        return room_counters(self.key)

    def render(self, value, key):
        return replace_inside("#room-counters", room_counters_html(value)) + EMPTY_SINK


class CounterListFeed(StateFeed):
    """All counters, for each page those that its person may see; once a second."""

    kind = COUNTERS
    throttle = 1.0
    time_dependent = True

    def subscriptions(self):
        """People too, as the list changes with the rooms that somebody is in."""
        return ["counter.*", "user.*"]

    def polled_topics(self):
        return []

    def on_hint(self, topic, seq):
        self.wake()

    def load(self):
        """The counters, who may see those of closed rooms, and for whom that was read."""
        people = frozenset(page.user_id for page in list(self.subscribers))
        return list_items(Counter.objects.all()), Counter.objects.closed_to(people), people

    def render_key(self, page, value):
        counters, closed, people = value
        user = page.user_id
        if user not in people:
            return page.audience, None  # it subscribed during the read; the next one includes it
        visible = tuple(c for c in counters if c.pk not in closed or user in closed[c.pk])
        return page.audience, visible

    def render(self, value, key):
        _, visible = key
        html = render_to_string("counters/_counters.html", {"counters": visible or ()})
        return replace_inside("#counters", html) + EMPTY_SINK
