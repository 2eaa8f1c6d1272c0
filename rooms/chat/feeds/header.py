from django.db.models import Case, When
from django.template.loader import render_to_string

from rooms.live.compiled import CompiledQuery, Param
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import replace_inside
from rooms.models import Room


class HeaderFeed(StateFeed):
    """A room's name, purpose and whether it is archived."""

    kind = "room"
    delay = 0.1

    def load(self):
        (header,) = _headers(room=self.key) or [("", "", 0)]
        return header

    def render(self, value, key):
        context = dict(zip(("name", "purpose", "is_archived"), value, strict=True))
        return replace_inside("#room-header", render_to_string("chat/_header.html", context))

    def on_change(self, before, value):
        if value[0] != before[0]:
            for page in self.subscribers:
                page.rename(value[0])


@CompiledQuery
def _headers():
    is_archived = Case(When(archived_at=None, then=0), default=1)
    rooms = Room.objects.filter(pk=Param("room")).annotate(is_archived=is_archived)
    return rooms.values_list("name", "purpose", "is_archived")
