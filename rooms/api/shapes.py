"""The shape of each answer, for the description of the API; rooms/api/rendering.py fills it."""

from functools import cache

from rest_framework import serializers as s

from rooms.models import Announcement, Counter, CounterBump, Room, Ticket, User
from rooms.models.token import SCOPES


def _choice(choices, **options):
    return s.ChoiceField([value for value, _ in choices], **options)


def _time(**options):
    return s.DateTimeField(**options)


class Person(s.Serializer):
    id = s.IntegerField()
    username = s.CharField()
    name = s.CharField()
    kind = _choice(User.KINDS)


class Card(Person):
    is_online = s.BooleanField()
    is_away = s.BooleanField()
    seen_at = _time(allow_null=True)


class Me(Person):
    scopes = s.ListField(child=_choice(SCOPES))
    is_staff = s.BooleanField()


class RoomShape(s.Serializer):
    id = s.IntegerField()
    topic = s.CharField(help_text="Its name on the socket, as room.5.")
    seq = s.IntegerField(help_text="The number of the latest change.")
    slug = s.CharField()
    name = s.CharField(help_text="A direct room is named after the others in it.")
    kind = _choice(Room.KINDS)
    purpose = s.CharField()
    unread = s.IntegerField()
    archived_at = _time(allow_null=True)
    last_posted_at = _time(allow_null=True)
    url = s.CharField()


class Reaction(s.Serializer):
    emoji = s.CharField()
    count = s.IntegerField()
    people = s.ListField(child=s.IntegerField(), help_text="The newest hundred.")


class MessageShape(s.Serializer):
    id = s.IntegerField()
    topic = s.CharField()
    seq = s.IntegerField(help_text="Its place in the room, which never changes.")
    change_seq = s.IntegerField(help_text="The number of its latest change.")
    author = Person()
    body = s.CharField(help_text="Markdown; empty once it is deleted.")
    mentions = s.ListField(child=s.IntegerField())
    reactions = Reaction(many=True)
    created_at = _time()
    edited_at = _time(allow_null=True)
    deleted_at = _time(allow_null=True)
    url = s.CharField()


class Messages(s.Serializer):
    topic = s.CharField()
    seq = s.IntegerField(help_text="The room's number when this was read.")
    results = MessageShape(many=True)


class Here(s.Serializer):
    id = s.IntegerField()
    name = s.CharField()
    is_away = s.BooleanField()


class Presence(s.Serializer):
    count = s.IntegerField()
    results = Here(many=True, help_text="The first fifty by name.")


class Typing(s.Serializer):
    results = Person(many=True)


class NotificationShape(s.Serializer):
    id = s.IntegerField()
    kind = s.CharField()
    text = s.CharField()
    url = s.CharField()
    room = s.IntegerField(allow_null=True)
    message = s.IntegerField(allow_null=True)
    created_at = _time()
    read_at = _time(allow_null=True)


class Notified(s.Serializer):
    notified = s.IntegerField(help_text="How many people.")


class AnnouncementShape(s.Serializer):
    id = s.IntegerField()
    text = s.CharField()
    level = _choice(Announcement.LEVELS)
    audience = _choice(Announcement.AUDIENCES)
    starts_at = _time()
    ends_at = _time(allow_null=True)


class CounterShape(s.Serializer):
    id = s.IntegerField()
    topic = s.CharField()
    seq = s.IntegerField()
    slug = s.CharField()
    name = s.CharField()
    value = s.IntegerField()
    room = s.IntegerField(allow_null=True)
    bumpers = _choice(Counter.BUMPERS)
    url = s.CharField()


class Bump(s.Serializer):
    seq = s.IntegerField()
    kind = _choice(CounterBump.KINDS)
    by = s.IntegerField()
    value = s.IntegerField(help_text="What the counter showed after it.")
    actor = Person(allow_null=True)
    created_at = _time()


class Conversation(s.Serializer):
    id = s.IntegerField()
    topic = s.CharField(help_text="Its name on the socket, as room.77.")
    seq = s.IntegerField(help_text="The number of the latest change of its messages.")
    slug = s.CharField()
    state = _choice(Ticket.STATES)
    visitor = Person()
    email = s.CharField()
    came_from = s.CharField(help_text="The page on which the visitor was.")
    question = s.CharField()
    subject = s.CharField(allow_null=True)
    tags = s.ListField(child=s.CharField())
    agent = Person(allow_null=True)
    is_urgent = s.BooleanField()
    created_at = _time()
    waiting_since = _time(allow_null=True)
    unanswered_since = _time(allow_null=True)
    snoozed_until = _time(allow_null=True)
    closed_at = _time(allow_null=True)
    rating = s.IntegerField(allow_null=True)
    url = s.CharField()


class Note(s.Serializer):
    id = s.IntegerField()
    seq = s.IntegerField()
    author = Person(allow_null=True)
    body = s.CharField(help_text="Markdown, which the visitor never gets.")
    created_at = _time()


class Entry(s.Serializer):
    id = s.IntegerField()
    at = _time()
    verb = s.CharField()
    actor = s.IntegerField(allow_null=True)
    who = s.CharField()
    on = s.CharField()
    detail = s.CharField()
    address = s.CharField(allow_null=True)


class Pair(s.Serializer):
    access = s.CharField(help_text="For five minutes.")
    refresh = s.CharField(help_text="For the next pair, once, within thirty days.")


class SocketPass(s.Serializer):
    url = s.CharField(help_text="The address of the socket, with the pass.")
    seconds = s.IntegerField(help_text="For how long it is good, for one socket.")


class Problem(s.Serializer):
    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField(help_text="What the page would say.")
    field = s.CharField(required=False, help_text="What it is about, if it is about a field.")
    retry_after = s.IntegerField(required=False)
    base = s.CharField(required=False, help_text="Of an edit: the digest of the present text.")
    present = s.CharField(required=False, help_text="Of an edit: the present text.")


@cache
def listed(shape, *, is_counted=False):
    """A page of a list of that shape."""
    fields = {"results": shape(many=True)}
    if is_counted:
        fields["count"] = s.IntegerField(help_text="Of all pages.")
    name = shape.__name__.removesuffix("Shape") + "Page"
    return type(name, (s.Serializer,), fields)
