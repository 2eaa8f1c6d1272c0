"""What a program may follow: rooms, who is there and types, counters, a bell, the support desk."""

from contextlib import suppress

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from rooms.api.socket.bell_feed import ProgramBellFeed, latest_ids
from rooms.api.socket.desk_topics import ConversationTopic, DeskTopic
from rooms.api.socket.feeds import (
    NO_NUMBER,
    CounterJsonFeed,
    PresenceJsonFeed,
    TypingJsonFeed,
)
from rooms.api.socket.topic import Topic
from rooms.chat.access import membership_of, read_id
from rooms.chat.feeds import MessageFeed
from rooms.live.refusal import Refused
from rooms.models import Counter, Membership, Room

NO_TOPIC = _("There is no such topic, or it is not for you.")


class RoomTopic(Topic):
    """The messages of a room: every change, in order."""

    def feed(self):
        return MessageFeed.of(int(self.name.partition(".")[2]))

    def join(self, feed, socket, since):
        feed.subscribe(socket, self.seq if since is None else since)

    @classmethod
    def find(cls, user, key):
        membership = membership_of(user, _slug_of(Room.objects, key))
        room = membership.room
        return cls(room.topic, room.seq, membership.pk, room.slug)

    @classmethod
    def allowed(cls, followed):
        """Of {(user id, topic)} those whose user is still in the room."""
        ids = {topic.subject for _, topic in followed}
        members = set(Membership.objects.filter(pk__in=ids).values_list("pk", flat=True))
        return {each for each in followed if each[1].subject in members}


class OfRoom(RoomTopic):
    """Something else of a room: its present state, whatever is known of it."""

    kind, feed_class = "", None

    def feed(self):
        return self.feed_class.of(int(self.name.partition(".")[2]))

    def join(self, feed, socket, since):
        feed.subscribe(socket)

    @classmethod
    def find(cls, user, key):
        room = RoomTopic.find(user, key)
        name = f"{cls.kind}.{room.name.partition('.')[2]}"
        return cls(name, NO_NUMBER, room.subject, room.slug)


class TypingTopic(OfRoom):
    """Who is typing in a room."""

    kind, feed_class = "typing", TypingJsonFeed


class RoomPresenceTopic(OfRoom):
    """Who has a room open."""

    kind, feed_class = "presence", PresenceJsonFeed


class PresenceTopic(Topic):
    """Who has any page of the site open; with a key, who has that room open."""

    def feed(self):
        return PresenceJsonFeed.of()

    def join(self, feed, socket, since):
        feed.subscribe(socket)

    @classmethod
    def find(cls, user, key):
        return RoomPresenceTopic.find(user, key) if key else cls("presence", NO_NUMBER)

    @classmethod
    def allowed(cls, followed):
        return followed


class CounterTopic(Topic):
    """A counter: its latest value."""

    def feed(self):
        return CounterJsonFeed.of(self.subject)

    def join(self, feed, socket, since):
        """Follow it. Its present value is sent at once, whatever `since` says."""
        feed.subscribe(socket)

    @classmethod
    def find(cls, user, key):
        counters = Counter.objects.visible_to(user)
        counter = get_object_or_404(counters, slug=_slug_of(counters, key))
        return cls(counter.topic, counter.seq, counter.pk, counter.slug)

    @classmethod
    def allowed(cls, followed):
        counters = Counter.objects.filter(pk__in={topic.subject for _, topic in followed})
        closed = counters.closed_to({user for user, _ in followed})
        existing = set(counters.values_list("pk", flat=True))
        return {
            (user, topic)
            for user, topic in followed
            if topic.subject in existing and user in closed.get(topic.subject, {user})
        }


class BellTopic(Topic):
    """The user's own notifications. Its number is the id of the newest."""

    def feed(self):
        return ProgramBellFeed.of()

    def join(self, feed, socket, since):
        feed.subscribe(socket, self.seq if since is None else min(since, self.seq))

    @classmethod
    def find(cls, user, key):
        return cls("bell", latest_ids([user.pk]).get(user.pk, 0))

    @classmethod
    def allowed(cls, followed):
        return followed


KINDS: dict[str, tuple[type[Topic], ...]] = {
    "room": (RoomTopic, ConversationTopic),
    "typing": (TypingTopic,),
    "presence": (PresenceTopic,),
    "counter": (CounterTopic,),
    "bell": (BellTopic,),
    "support": (ConversationTopic,),
    "desk": (DeskTopic,),
}


def find_topic(user, name: str) -> Topic:
    """The topic of that name, such as `room.5` or `room.lobby`. Raises Refused (404).

    The messages of a conversation at the support desk have a room's name too, as each has a room.
    """
    kind, _, key = name.partition(".")
    for each in KINDS.get(kind, ()):
        with suppress(Http404):
            return each.find(user, key)
    raise Refused(NO_TOPIC, "topic", status=404)


def _slug_of(rows, key):
    """The slug of the row with that id, if there is one."""
    return rows.filter(pk=read_id(key)).values_list("slug", flat=True).first() or key
