from django.template.loader import render_to_string

from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import replace_inside
from rooms.models import Room


class HeaderFeed(StateFeed):
    """A room's name, purpose and whether it is archived."""

    kind = "room"
    delay = 0.1

    def load(self):
        rooms = Room.objects.filter(pk=self.key)
        found = rooms.values_list("name", "purpose", "archived_at").first()
        name, purpose, archived_at = found or ("", "", None)
        return name, purpose, archived_at is not None

    def render(self, value, key):
        context = dict(zip(("name", "purpose", "is_archived"), value, strict=True))
        return replace_inside("#room-header", render_to_string("chat/_header.html", context))

    def on_change(self, before, value):
        if value[0] != before[0]:
            for page in self.subscribers:
                page.rename(value[0])
