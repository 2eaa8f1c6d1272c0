import asyncio

from django.template.loader import render_to_string
from django.utils import timezone

from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import replace_inside
from rooms.models import Membership


class TypingFeed(StateFeed):
    """Who is typing in a room; nobody is shown themselves."""

    kind = "typing"
    delay = 0.1
    _timer = None

    def subscriptions(self):
        """A new message too: its author has stopped typing."""
        return [self.topic, f"room.{self.key}"]

    def on_hint(self, topic, seq):
        """Ignore messages while nobody is typing and no read is under way."""
        if topic == self.topic or self.value or self._task:
            self.wake(seq)

    def load(self):
        typing = Membership.objects.filter(room=self.key).typing().order_by("typing_until")
        return tuple(typing.values_list("typing_until", "user_id", "user__display_name"))

    def render_key(self, page, value):
        others = tuple(name for _, pk, name in value if pk != page.user_id)
        return page.audience, others

    def render(self, value, key):
        _, names = key
        return replace_inside("#typing", render_to_string("chat/_typing.html", {"names": names}))

    def on_change(self, before, value):
        """Refresh when the first of them has been still for long enough."""
        if self._timer:
            self._timer.cancel()
        if value:
            wait = (value[0][0] - timezone.now()).total_seconds() + 0.05
            self._timer = asyncio.get_running_loop().call_later(max(wait, 0.05), self.wake)
