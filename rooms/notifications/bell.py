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

LATEST = 20
OF_MESSAGES = (Notification.MENTION, Notification.MESSAGE)


class Entry(NamedTuple):
    """A notification, or an announcement that the person has not read."""

    key: str
    kind: str
    text: str
    url: str
    at: datetime
    is_unread: bool

    @property
    def notification(self):
        """The id with which it can be marked as read; None for an announcement."""
        return None if self.kind == "announcement" else self.key


class Bell(NamedTuple):
    """`unread` is the count on the bell; `others` of them are not about unread messages."""

    unread: int = 0
    others: int = 0
    latest: tuple = ()


def bells_of(user_ids):
    """{user: Bell}; the number of queries does not depend on the number of people."""
    latest, counts = _latest(user_ids), _counts(user_ids)
    announced = announcements_for(user_ids, unread=True)
    return {
        user: _bell(latest[user], counts.get(user, (0, 0)), announced[user]) for user in user_ids
    }


def bell_for(user, seqs):
    """The Bell of one person, whose UserSeqs are these."""
    latest, counts = _notifications(seqs.epoch, user.pk, seqs.bell)
    announced = announcements_for([user.pk], unread=True, seqs=seqs)
    return _bell(latest, counts, announced[user.pk])


@lru_cache(maxsize=1_000)
def _notifications(epoch, user_id, seq):
    """The latest entries and the counts at that number of the bell."""
    return tuple(_latest([user_id])[user_id]), _counts([user_id]).get(user_id, (0, 0))


def _bell(latest, counts, announced):
    unread_announcements = tuple(map(entry_of_announcement, announced))
    unread, others = counts
    entries = (*unread_announcements, *latest)[:LATEST]
    added = len(unread_announcements)
    return Bell(unread + added, others + added, entries)


def _counts(user_ids):
    rows = Notification.objects.filter(user__in=user_ids).unread().order_by().values("user")
    rows = rows.annotate(unread=Count("pk"), others=Count("pk", filter=~Q(kind__in=OF_MESSAGES)))
    return {row["user"]: (row["unread"], row["others"]) for row in rows}


def _latest(user_ids):
    rank = Window(RowNumber(), partition_by=F("user"), order_by=F("pk").desc())
    rows = Notification.objects.filter(user__in=user_ids).annotate(rank=rank)
    latest = defaultdict(list)
    for notification in rows.filter(rank__lte=LATEST).order_by("-pk"):
        latest[notification.user_id].append(entry_of(notification))
    return latest


def entry_of(notification):
    return Entry(
        str(notification.pk),
        notification.kind,
        notification.text,
        notification.get_absolute_url(),
        notification.created_at,
        notification.read_at is None,
    )


def entry_of_announcement(announcement):
    url = reverse("announcement", args=[announcement.pk])
    at = announcement.started_at or announcement.starts_at
    return Entry(f"a{announcement.pk}", "announcement", announcement.text, url, at, True)


@transaction.atomic
def mark_all_read(user):
    """Mark as read everything that the person's bell counts."""
    user.notifications.all().mark_read()
    for announcement in announcements_for([user.pk], unread=True)[user.pk]:
        announcement.mark_read(user)
