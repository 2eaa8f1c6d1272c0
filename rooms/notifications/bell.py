"""A person's bell: the unread count and the latest entries."""

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from rooms.models import Notification
from rooms.models.announced import announcements_for
from rooms.models.readable import readable

LATEST = 20
OF_MESSAGES = (Notification.MENTION, Notification.MESSAGE, Notification.REPLY)


class Entry(NamedTuple):
    """A notification, or an announcement that the person has not read."""

    key: str
    kind: str
    text: str
    at: datetime
    is_unread: bool
    room_id: int | None = None

    @property
    def notification(self):
        """The id with which it can be marked as read; None for an announcement."""
        return None if self.kind == "announcement" else self.key

    @property
    def url(self):
        if self.notification:
            return reverse("notification", args=[self.key])
        return reverse("announcement", args=[self.key.removeprefix("a")])


class Notifications(NamedTuple):
    """The latest of a person's notifications.

    Of the unread ones `threads` are about messages in threads, and `others` about no message in a
    room: all but those that the unread messages of rooms stand for.
    """

    unread: int = 0
    others: int = 0
    threads: int = 0
    latest: tuple = ()


class Bell(NamedTuple):
    """`unread` is the count on the bell; `others` and `threads` as in Notifications."""

    unread: int = 0
    others: int = 0
    threads: int = 0
    announced: tuple = ()
    latest: tuple = ()

    @property
    def notifications(self):
        added = len(self.announced)
        return Notifications(self.unread - added, self.others - added, self.threads, self.latest)


def bells_of(user_ids, known=None):
    """{user: Bell}; the number of queries does not depend on the number of people.

    known: {user: Notifications} of those whose notifications are not read again.
    """
    known = known or {}
    notifications = known | notifications_of([pk for pk in user_ids if pk not in known])
    announced = announcements_for(user_ids, unread=True)
    return {pk: _bell(notifications[pk], announced[pk]) for pk in user_ids}


def bell_for(user, seqs):
    """The Bell of one person, whose UserSeqs are these."""
    announced = announcements_for([user.pk], unread=True, seqs=seqs)
    return _bell(_notifications(seqs.epoch, user.pk, seqs.bell), announced[user.pk])


@lru_cache(maxsize=1_000)
def _notifications(epoch, user_id, seq):
    """The Notifications at that number of the bell."""
    return notifications_of([user_id])[user_id]


def _bell(notifications, announced):
    unread, others, threads, latest = notifications
    added, announced = len(announced), tuple(map(entry_of_announcement, announced))
    return Bell(unread + added, others + added, threads, announced, latest)


def notifications_of(user_ids):
    """{user: Notifications}, in two queries for all of them."""
    if not user_ids:
        return {}
    latest, counts = _latest(user_ids), _counts(user_ids)
    return {pk: Notifications(*counts.get(pk, (0, 0, 0)), tuple(latest[pk])) for pk in user_ids}


def _rows(user_ids):
    return readable(Notification.objects.filter(user__in=user_ids))


def _counts(user_ids):
    rows = _rows(user_ids).unread().order_by().values("user")
    in_thread = Q(room__parent__isnull=False, room__archived_at=None)
    rows = rows.annotate(
        unread=Count("pk"),
        others=Count("pk", filter=in_thread | ~Q(kind__in=OF_MESSAGES)),
        threads=Count("pk", filter=in_thread),
    )
    return {row["user"]: (row["unread"], row["others"], row["threads"]) for row in rows}


def _latest(user_ids):
    rows = _rows(user_ids).order_by("-pk")
    latest = defaultdict(list)
    for user, *values in _first_of_each(rows, user_ids).values_list("user_id", *COLUMNS):
        latest[user].append(_entry(*values))
    return latest


def _first_of_each(rows, user_ids):
    """The first LATEST of each person. For one alone, an index finds them without the others."""
    if len(user_ids) == 1:
        return rows[:LATEST]
    rank = Window(RowNumber(), partition_by=F("user"), order_by=F("pk").desc())
    return rows.annotate(rank=rank).filter(rank__lte=LATEST)


COLUMNS = "pk", "kind", "text", "created_at", "read_at", "room_id"


def entry_of(notification):
    return _entry(*[getattr(notification, name) for name in COLUMNS])


def _entry(pk, kind, text, created_at, read_at, room_id):
    return Entry(str(pk), kind, text, created_at, read_at is None, room_id)


def entry_of_announcement(announcement):
    at = announcement.started_at or announcement.starts_at
    return Entry(f"a{announcement.pk}", "announcement", announcement.text, at, True)


@transaction.atomic
def mark_all_read(user):
    """Mark as read everything that the person's bell counts."""
    user.notifications.all().mark_read()
    for announcement in announcements_for([user.pk], unread=True)[user.pk]:
        announcement.mark_read(user)
