"""What changes under the pages of the support desk, on both of its sides."""

from django.template.loader import render_to_string

from rooms.chat.feeds import MessageFeed
from rooms.live.feeds.state_feed import UNKNOWN, StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Ticket
from rooms.support.queue import desk_of, notes_of, places_now, queue_now, status_of
from rooms.support.rendering import (
    AGENTS,
    VISITORS,
    notes_html,
    position_html,
    queue_html,
    status_html,
)


class VisitorMessageFeed(MessageFeed):
    """A conversation for its visitor."""

    look = VISITORS


class AgentMessageFeed(MessageFeed):
    """The same for agents."""

    look = AGENTS


class PositionFeed(StateFeed):
    """Where each visitor stands in the queue, told at most once a second."""

    kind = "desk"
    throttle = 1.0

    def load(self):
        return places_now()

    def render_key(self, page, value):
        return page.audience, *value.of(page.ticket_id)

    def render(self, value, key):
        audience, place, wait = key
        html = position_html(place, wait, value.opening, audience) if place else ""
        return replace_inside("#position", html) + EMPTY_SINK


class StatusFeed(StateFeed):
    """What a visitor is told of their conversation: who answers, whether they are there."""

    kind = "support"

    @property
    def time_dependent(self):
        """An agent's page may end without a hint; while nobody answers there is none."""
        return self.value is not UNKNOWN and self.value.state == Ticket.OPEN

    def load(self):
        return status_of(self.key)

    def render(self, value, key):
        return replace_inside("#status", status_html(value)) + EMPTY_SINK


class TicketFeed(StateFeed):
    """Above a conversation of the agents: whose it is, and what can be done with it."""

    kind = "support"
    time_dependent = True

    def load(self):
        return desk_of(self.key)

    def render(self, value, key):
        html = render_to_string("support/_desk.html", {"desk": value})
        return replace_inside("#ticket-state", html) + EMPTY_SINK


class NotesFeed(StateFeed):
    """What the agents say among themselves about a conversation. Only their pages follow it."""

    kind = "support"

    def __init__(self, key=None):
        super().__init__(key)
        self.topic = f"support.{key}.notes"

    def load(self):
        return notes_of(self.key)

    def render(self, value, key):
        return replace_inside("#notes", notes_html(value)) + EMPTY_SINK


class QueueFeed(StateFeed):
    """The queue and what is taken, for all agents; for those who want it so, only their own, or
    only what has a tag."""

    kind = "desk"
    throttle = 0.5

    def load(self):
        return queue_now()

    def render_key(self, page, value):
        return page.audience, page.only_of, page.only_tagged

    def render(self, value, key):
        parts = queue_html(value.chosen(*key[1:]))
        return "".join(replace_inside(f"#{name}", parts[name]) for name in parts) + EMPTY_SINK
