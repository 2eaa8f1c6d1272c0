from django.template.loader import render_to_string

from rooms.counters.rendering import figures, figures_html, figures_in, replace_parts, state_of
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Counter
from rooms.models.counter import COUNTERS


class CounterFeed(StateFeed):
    """A counter's own page: at most ten frames a second, and always the last value."""

    kind = "counter"
    runs_out = True

    def read(self):
        """The state; None once the counter is gone, whose pages are on their way out."""
        try:
            return state_of(self.key)
        except Counter.DoesNotExist:
            return None

    def render(self, value, view):
        if value is None:
            return ""
        context = {"state": value}
        parts = {"value": str(value.value), "name": value.name}
        for part in ("last", "watching", "spark"):
            parts[part] = render_to_string(f"counters/_counter_{part}.html", context)
        return replace_parts(value.slug, parts)


class RoomCountersFeed(StateFeed):
    """The counters in a room's header. Whole each time, so that one may come and go."""

    kind = COUNTERS
    runs_out = True

    def read(self):
        return figures_in(self.key)

    def render(self, value, view):
        return replace_inside("#room-counters", figures_html(value)) + EMPTY_SINK


class CounterListFeed(StateFeed):
    """All counters, for each page those that its person may see; once a second."""

    kind = COUNTERS
    window = 1.0
    runs_out = True

    def wakers(self):
        """People too, as a list grows and shrinks with the rooms that one is in."""
        return ["counter.*", "user.*"]

    def topics(self):
        return []

    def hear(self, topic, head):
        self.wake()

    def read(self):
        """The counters, who may see those of closed rooms, and of whom that was asked."""
        people = frozenset(page.user_id for page in list(self.members))
        return figures(Counter.objects.all()), Counter.objects.closed_to(people), people

    def view(self, page, value):
        counters, closed, people = value
        if page.user_id not in people:
            return page.audience, None  # it came during the read; the next one knows
        user = page.user_id
        seen = tuple(f for f in counters if f.pk not in closed or user in closed[f.pk])
        return page.audience, seen

    def render(self, value, view):
        _, seen = view
        html = render_to_string("counters/_counters.html", {"counters": seen or ()})
        return replace_inside("#counters", html) + EMPTY_SINK
