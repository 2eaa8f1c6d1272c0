from django.template.loader import render_to_string

from rooms.live.delivery.fan_out import fan_out
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import append, replace_inside
from rooms.presence.people import here_in, here_on_site, people_html, presence_html


class RoomPresenceFeed(StateFeed):
    """Who has this room open, and the quiet lines that say who came and went."""

    kind = "presence"
    window = 0.5
    runs_out = True

    def read(self):
        return here_in(self.key)

    def render(self, value, view):
        return replace_inside("#presence", presence_html(value))

    def changed(self, before, value):
        were, are = {person[0] for person in before}, {person[0] for person in value}
        self._say([person for person in value if person[0] not in were], "joined")
        self._say([person for person in before if person[0] not in are], "left")

    def _say(self, people, verb):
        if not people:
            return
        context = {"people": people, "verb": verb}
        html = render_to_string("presence/_arrivals.html", context)
        fan_out(append("messages", html), self.members)


class SitePresenceFeed(StateFeed):
    """Who has any page of the site open."""

    kind = "presence"
    window = 0.5
    runs_out = True

    def read(self):
        return here_on_site()

    def render(self, value, view):
        return replace_inside("#people", people_html(value))
