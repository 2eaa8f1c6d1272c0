from django.template.loader import render_to_string

from rooms.live.state_feed import StateFeed
from rooms.live.swap import replace_inside
from rooms.models import Room


class HeaderFeed(StateFeed):
    """A room's name, purpose and whether it is archived."""

    kind = "room"
    patience = 0.1

    def read(self):
        rooms = Room.objects.filter(pk=self.key)
        return rooms.values_list("name", "purpose", "archived_at").first() or ("", "", None)

    def render(self, value, view):
        name, purpose, archived_at = value
        context = {"name": name, "purpose": purpose, "is_archived": archived_at is not None}
        return replace_inside("#room-header", render_to_string("rooms/_header.html", context))
