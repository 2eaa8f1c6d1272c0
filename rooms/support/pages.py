from urllib.parse import parse_qs

from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rooms import permissions
from rooms.accounts.feeds import RightsFeed
from rooms.chat.actions import POST, SUGGEST, TYPING
from rooms.chat.feeds import TypingFeed
from rooms.chat.pages import RoomPage
from rooms.live.actions import by_name
from rooms.live.close_codes import NO_RIGHT, Rejected
from rooms.live.oob import fill, replace
from rooms.models import Membership, Room
from rooms.models.support_tag import LENGTH, key_of
from rooms.site.pages import SitePage
from rooms.site.shell import SHELL_ACTIONS, shell_feeds
from rooms.support.actions import OF_AGENTS, OF_VISITORS
from rooms.support.authentication import guests_of
from rooms.support.feeds import (
    AgentMessageFeed,
    NotesFeed,
    PositionFeed,
    QueueFeed,
    StatusFeed,
    TicketFeed,
    VisitorMessageFeed,
)

WRITING = by_name(POST, TYPING, SUGGEST) | {"again": POST}


class ConversationPage(RoomPage):
    """A conversation of the support desk, on either side."""

    ticket_id = None

    def show(self, room):
        super().show(room)
        self.ticket_id = room.ticket.pk

    def presence_topics(self):
        return [f"presence.{self.room_id}", f"support.{self.ticket_id}"]


class VisitorPage(ConversationPage):
    """The visitor's side. It has nothing of the site: no rooms, no people, no bell."""

    actions = WRITING | OF_VISITORS
    visitors_of = staticmethod(guests_of)
    needs_session = False
    text_at_loss = _("This conversation is no longer yours.")

    @classmethod
    def memberships(cls):
        return Membership.objects.filter(room__kind=Room.SUPPORT).select_related("room__ticket")

    def find_subject(self, user, found):
        super().find_subject(user, found)
        with self.audience.activated():
            self.title = gettext("Support")

    def feeds(self):
        return [
            RightsFeed.of(),
            TypingFeed.of(self.room_id),
            StatusFeed.of(self.ticket_id),
            PositionFeed.of(1),
        ]

    def log_feed(self):
        return None if self.is_past else VisitorMessageFeed.of(self.room_id)

    def closing_html(self, code):
        context = {"text": self.text_at_loss}
        with self.audience.activated():
            return replace(render_to_string("live/_ended.html", context)) + fill(
                "notice", render_to_string("support/_closing.html", context)
            )


class TicketPage(ConversationPage):
    """The agents' side. All staff may read it; who has the conversation may write."""

    needs_staff = True
    actions = SHELL_ACTIONS | WRITING | OF_AGENTS

    @classmethod
    def find(cls, people):
        """{slug: its room} and {(user, slug): membership}."""
        slugs = {page.slug for page in people}
        rooms = Room.objects.filter(kind=Room.SUPPORT, slug__in=slugs)
        rooms = rooms.select_related("ticket__guest")
        memberships = Membership.objects.filter(room__in=rooms).select_related("room")
        found = {(each.user_id, each.room.slug): each for each in memberships}
        return {room.slug: room for room in rooms} | found

    @classmethod
    def revoked(cls, pages):
        return {}

    def find_subject(self, user, found):
        room = found.get(self.slug)
        if room is None or not permissions.can_serve(user):
            raise Rejected(NO_RIGHT)
        membership = found.get((user.pk, self.slug))
        self.membership_id = membership and membership.pk
        self.title = room.ticket.guest.display_name
        self.show(room)

    @property
    def is_reading(self):
        return self.membership_id is not None and super().is_reading

    def feeds(self):
        return [
            *shell_feeds(),
            TypingFeed.of(self.room_id),
            TicketFeed.of(self.ticket_id),
            NotesFeed.of(self.ticket_id),
        ]

    def log_feed(self):
        return None if self.is_past else AgentMessageFeed.of(self.room_id)

    def presence_topics(self):
        return ["presence", *super().presence_topics()]


class DeskPage(SitePage):
    """The queue."""

    needs_staff = True
    only_of = None
    "The agent whose conversations alone are listed as taken."
    only_tagged = ""
    "The tag of what alone is listed."
    actions = SHELL_ACTIONS | OF_AGENTS

    def find_subject(self, user, found):
        super().find_subject(user, found)
        if not permissions.can_serve(user):
            raise Rejected(NO_RIGHT)
        with self.audience.activated():
            self.title = gettext("Support")
        asked = parse_qs(self.scope["query_string"].decode(errors="replace"), True)
        self.only_tagged = key_of(asked.get("tag", [""])[0][:LENGTH])
        if "mine" in asked:
            self.only_of = user.pk

    def feeds(self):
        return [*super().feeds(), QueueFeed.of(1)]
