"""The sockets of the pages: who they belong to, what is live on them, what they may ask."""

import secrets

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from rooms import keeper
from rooms.acting import acting
from rooms.actions import ACTIONS, SITE_ACTIONS
from rooms.address import address_of_socket
from rooms.counter_actions import COUNTER_ACTIONS
from rooms.feeds.announcements import AnnouncementFeed
from rooms.feeds.bell import BellFeed
from rooms.feeds.counter import CounterFeed, CounterListFeed, RoomCountersFeed
from rooms.feeds.header import HeaderFeed
from rooms.feeds.messages import MessageFeed
from rooms.feeds.presence import RoomPresenceFeed, SitePresenceFeed
from rooms.feeds.rights import RightsFeed
from rooms.feeds.sidebar import SidebarFeed
from rooms.feeds.typing import TypingFeed
from rooms.live.audience import audience_of
from rooms.live.consumer import GONE, NO_RIGHT, SIGNED_OUT, LiveConsumer, SentAway
from rooms.live.hints import hint
from rooms.models import Connection, Counter, Membership, Site, User
from rooms.models.audit import record_from_outside
from rooms.sidebar import title

PROCESS = secrets.token_hex(8)
WHY = {
    SIGNED_OUT: "nobody is signed in",
    NO_RIGHT: "no right to see it",
    GONE: "there is no such page",
}


class Page(LiveConsumer):
    """What is done or refused on a page is put down with who acts and from where."""

    address = ""

    def on_their_behalf(self):
        person = SimpleLazyObject(lambda: User.objects.get(pk=self.user_id))
        return acting(person, self.address)

    def refused(self, code):
        with acting(self.scope["user"], address_of_socket(self.scope)):
            record_from_outside("socket refused", on=self.scope["path"], detail=WHY[code])


class SitePage(Page):
    """Any page without a room: the sidebar, the people, the connection."""

    keeper = keeper
    actions = SITE_ACTIONS
    needs_staff = False
    room_id = membership_id = counter_id = None
    title = settings.SITE_NAME
    words_at_loss = "You can no longer see this."
    unread = {}

    def enter(self):
        user, session = self.scope["user"], self.scope["session"]
        if not user.is_authenticated:
            raise SentAway(SIGNED_OUT)
        self.user_id, self.session_key = user.pk, session.session_key
        self.opened_at, self.address = timezone.now(), address_of_socket(self.scope)
        self.signature = session.get(HASH_SESSION_KEY)
        self.audience = audience_of(user.language, user.time_zone)
        self.epoch = Site.current().epoch
        self.find_place(user)
        row = Connection.objects.create(
            user=user, room_id=self.room_id, counter_id=self.counter_id, process=PROCESS
        )
        self.connection_id = row.pk
        self.hint_presence()

    def find_place(self, user):
        """Look up what the page is about; a page of the site is about nothing in particular."""

    def is_signed_by(self, user):
        """Whether the password is still the one that this page was opened with."""
        return self.signature == user.get_session_auth_hash()

    def retitle(self, what, count):
        """The title as a push, now that there are so many unread of that sort."""
        self.unread = {**self.unread, what: count}
        return title(self.title, sum(self.unread.values()))

    def follows(self):
        return [
            SidebarFeed.of(),
            BellFeed.of(),
            AnnouncementFeed.of(1),
            SitePresenceFeed.of(),
            RightsFeed.of(),
        ]

    def left(self, in_good_order):
        row = Connection.objects.filter(pk=self.connection_id)
        row.left() if in_good_order else row.broken_off()
        self.hint_presence()

    def hint_presence(self):
        hint("presence")

    def farewell(self, code):
        context = {"signed_out": code == SIGNED_OUT, "words": self.words_at_loss}
        return render_to_string("rooms/_farewell.html", context)


class NoPage(Page):
    """An address at which there is no page; its socket is closed for good."""

    def enter(self):
        raise SentAway(GONE)


class RoomPage(SitePage):
    """A room: the conversation, who is here, who is typing."""

    actions = ACTIONS
    words_at_loss = "You are no longer in this room."

    def find_place(self, user):
        try:
            slug = self.scope["url_route"]["kwargs"]["slug"]
            place = Membership.objects.select_related("room").get(user=user, room__slug=slug)
        except Membership.DoesNotExist:
            raise SentAway(NO_RIGHT) from None
        self.room_id, self.membership_id = place.room_id, place.pk
        self.since = place.room.seq
        self.title = place.room.name_for(user)
        self.is_direct = place.room.is_direct
        self.is_past = b"past" in self.scope["query_string"]

    def follows(self):
        feeds = [RoomPresenceFeed.of(self.room_id), TypingFeed.of(self.room_id)]
        if not self.is_direct:
            feeds += [HeaderFeed.of(self.room_id), RoomCountersFeed.of(self.room_id)]
        return [*super().follows(), *feeds]

    def log(self):
        return None if self.is_past else MessageFeed.of(self.room_id)

    def left(self, in_good_order):
        super().left(in_good_order)
        if in_good_order:
            Membership.objects.filter(pk=self.membership_id).read()

    def hint_presence(self):
        hint("presence", f"presence.{self.room_id}")


class CounterListPage(SitePage):
    """All counters that the person may see."""

    def follows(self):
        return [*super().follows(), CounterListFeed.of()]


class CounterPage(SitePage):
    """One counter: its value, its recent past, how many watch."""

    actions = COUNTER_ACTIONS

    def find_place(self, user):
        slug = self.scope["url_route"]["kwargs"]["slug"]
        counter = Counter.objects.visible_to(user).filter(slug=slug).first()
        if counter is None:
            raise SentAway(NO_RIGHT)
        self.counter_id, self.title = counter.pk, counter.name

    def follows(self):
        return [*super().follows(), CounterFeed.of(self.counter_id)]

    def hint_presence(self):
        hint("presence", f"counter.{self.counter_id}")

    def farewell(self, code):
        if code != GONE:
            return super().farewell(code)
        return render_to_string("rooms/_farewell.html", {"words": "This counter was deleted."})
