"""The sockets of the pages: who they belong to, what is live on them, what they may ask."""

import secrets
from collections import defaultdict
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from rooms.accounts.feeds import RightsFeed
from rooms.announcements.feeds import AnnouncementFeed
from rooms.chat.actions import ACTIONS, SITE_ACTIONS
from rooms.chat.feeds import MessageFeed
from rooms.chat.header_feed import HeaderFeed
from rooms.chat.typing_feed import TypingFeed
from rooms.counters.actions import COUNTER_ACTIONS
from rooms.counters.feeds import CounterFeed, CounterListFeed, RoomCountersFeed
from rooms.live.actor import acting
from rooms.live.audience import audience_of
from rooms.live.client_address import address_of_socket
from rooms.live.consumer import GONE, NO_RIGHT, SIGNED_OUT, LiveConsumer, SentAway
from rooms.models import Connection, Counter, Membership, User
from rooms.notifications.feeds import BellFeed
from rooms.presence.feeds import RoomPresenceFeed, SitePresenceFeed
from rooms.site import registry
from rooms.site.feeds import SidebarFeed
from rooms.site.sidebar import title

PROCESS = secrets.token_hex(8)


class Page(LiveConsumer):
    """What is done or refused on a page is put down with who acts and from where."""

    keeper = registry
    address = ""

    @property
    def slug(self):
        """That in the address, until the page has entered."""
        return self.scope["url_route"]["kwargs"]["slug"]

    @classmethod
    def look_up(cls, people):
        """What is read for {page: user} at once, all pages being of this class."""

    def enter(self, visitor, epoch, found):
        """Find one's place; `found` is what was looked up. Raises SentAway for who may not."""
        raise NotImplementedError

    def on_their_behalf(self):
        person = SimpleLazyObject(lambda: User.objects.get(pk=self.user_id))
        return acting(person, self.address)


class SitePage(Page):
    """Any page without a room: the sidebar, the people, the connection."""

    actions = SITE_ACTIONS
    needs_staff = False
    room_id = membership_id = counter_id = None
    title = settings.SITE_NAME
    words_at_loss = "You can no longer see this."
    unread = {}

    def enter(self, visitor, epoch, found):
        user, self.session_key, self.signature = visitor
        if not user.is_authenticated:
            raise SentAway(SIGNED_OUT)
        self.user_id, self.epoch = user.pk, epoch
        self.opened_at, self.address = timezone.now(), address_of_socket(self.scope)
        self.audience = audience_of(user.language, user.time_zone)
        self.find_place(user, found)

    def find_place(self, user, found):
        """Say what the page is about; a page of the site is about nothing in particular."""

    def connection(self):
        """The row that says that the page is open, not stored yet."""
        return Connection(
            user_id=self.user_id,
            room_id=self.room_id,
            counter_id=self.counter_id,
            process=PROCESS,
        )

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

    def presence_topics(self):
        """Where it shows that the page was opened or left."""
        return ["presence"]

    def farewell(self, code):
        context = {"signed_out": code == SIGNED_OUT, "words": self.words_at_loss}
        return render_to_string("live/_closing.html", context)


class NoPage(Page):
    """An address at which there is no page; its socket is closed for good."""

    def enter(self, visitor, epoch, found):
        raise SentAway(GONE)


class RoomPage(SitePage):
    """A room: the conversation, who is here, who is typing."""

    actions = ACTIONS
    words_at_loss = "You are no longer in this room."

    @classmethod
    def look_up(cls, people):
        """{(user, slug): their place in the room}, with the members of direct rooms."""
        users = defaultdict(list)
        for page, user in people.items():
            users[page.slug].append(user.pk)
        asked = [Q(room__slug=slug, user__in=users[slug]) for slug in users]
        places = list(Membership.objects.select_related("room").filter(reduce(or_, asked)))
        directs = [place.room for place in places if place.room.is_direct]
        prefetch_related_objects(directs, "members")
        return {(place.user_id, place.room.slug): place for place in places}

    def find_place(self, user, found):
        place = found.get((user.pk, self.slug))
        if place is None:
            raise SentAway(NO_RIGHT)
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

    def presence_topics(self):
        return ["presence", f"presence.{self.room_id}"]


class CounterListPage(SitePage):
    """All counters that the person may see."""

    def follows(self):
        return [*super().follows(), CounterListFeed.of()]


class CounterPage(SitePage):
    """One counter: its value, its recent past, how many watch."""

    actions = COUNTER_ACTIONS

    @classmethod
    def look_up(cls, people):
        """{slug: counter}, and who may see those that are not for everyone."""
        counters = Counter.objects.filter(slug__in={page.slug for page in people})
        closed = counters.closed_to({user.pk for user in people.values()})
        return {counter.slug: counter for counter in counters}, closed

    def find_place(self, user, found):
        counters, closed = found
        counter = counters.get(self.slug)
        if counter is None or user.pk not in closed.get(counter.pk, {user.pk}):
            raise SentAway(NO_RIGHT)
        self.counter_id, self.title = counter.pk, counter.name

    def follows(self):
        return [*super().follows(), CounterFeed.of(self.counter_id)]

    def presence_topics(self):
        return ["presence", f"counter.{self.counter_id}"]

    def farewell(self, code):
        if code != GONE:
            return super().farewell(code)
        return render_to_string("live/_closing.html", {"words": "This counter was deleted."})
