from rooms.live.delivery.broadcast import broadcast
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import append, replace_inside
from rooms.presence.people import people_in, people_on_site
from rooms.presence.rendering import arrivals_html, people_html, presence_html


class RoomPresenceFeed(StateFeed):
    """Who has this room open, and the lines that say who joined and left."""

    kind = "presence"
    throttle = 0.5
    time_dependent = True

    def load(self):
        return people_in(self.key)

    def render(self, value, key):
        return replace_inside("#presence", presence_html(value))

    def on_change(self, before, value):
        were, are = {person.pk for person in before}, {person.pk for person in value}
        self._show([person for person in value if person.pk not in were], "joined")
        self._show([person for person in before if person.pk not in are], "left")

    def _show(self, people, verb):
        if people:
            broadcast(append("messages", arrivals_html(people, verb)), self.subscribers)


class SitePresenceFeed(StateFeed):
    """Who has any page of the site open."""

    kind = "presence"
    throttle = 0.5
    time_dependent = True

    def load(self):
        return people_on_site()

    def render(self, value, key):
        return replace_inside("#people", people_html(value))
