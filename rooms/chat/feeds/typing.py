import asyncio

from django.template.loader import render_to_string
from django.utils import timezone

from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import replace_inside
from rooms.models import Membership


class TypingFeed(StateFeed):
    """Who is writing in a room just now; nobody is shown themselves."""

    kind = "typing"
    patience = 0.1
    _alarm = None

    def wakers(self):
        """A new message too: with it, its author is typing no longer."""
        return [self.topic, f"room.{self.key}"]

    def hear(self, topic, head):
        """A message is news only while somebody is typing, or while that is being asked."""
        if topic == self.topic or self.value or self._task:
            self.wake(head)

    def read(self):
        places = Membership.objects.filter(room=self.key).typing().order_by("typing_until")
        return tuple(places.values_list("typing_until", "user_id", "user__display_name"))

    def view(self, page, value):
        others = tuple(name for _, pk, name in value if pk != page.user_id)
        return page.audience, others

    def render(self, value, view):
        _, names = view
        return replace_inside("#typing", render_to_string("chat/_typing.html", {"names": names}))

    def changed(self, before, value):
        """Look again when the first of them has been still for long enough."""
        if self._alarm:
            self._alarm.cancel()
        if value:
            wait = (value[0][0] - timezone.now()).total_seconds() + 0.05
            self._alarm = asyncio.get_running_loop().call_later(max(wait, 0.05), self.wake)
