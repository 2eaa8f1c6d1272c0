"""What a person's bell says: the count, the latest entries, toasts for the new ones."""

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.template.loader import render_to_string
from django.urls import reverse

from rooms.live.oob import EMPTY_SINK, replace_inside
from rooms.models import Announcement, Notification
from rooms.models.announcement import announcements_for

LATEST = 20
TOASTS = 3
OF_MESSAGES = (Notification.MENTION, Notification.MESSAGE)


class Entry(NamedTuple):
    """A notification, or an announcement that the person has not seen."""

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
    """`unread` is the count on the bell; `others` are those that no unread message counts too."""

    unread: int = 0
    others: int = 0
    latest: tuple = ()


def bells_of(user_ids):
    """{user: Bell} in a number of queries that does not depend on how many people there are."""
    told, counts = _latest(user_ids), _counts(user_ids)
    announced = announcements_for(user_ids, unread=True)
    bells = {}
    for user in user_ids:
        bells[user] = _bell(told[user], counts.get(user, (0, 0)), announced[user])
    return bells


def bell_for(user, heads):
    """That of one person, whose Heads are these."""
    told, counts = _told(heads.epoch, user.pk, heads.bell)
    announced = announcements_for([user.pk], unread=True, heads=heads)
    return _bell(told, counts, announced[user.pk])


@lru_cache(maxsize=1_000)
def _told(epoch, user_id, head):
    """The latest and the counts of that number of the bell, which grows with every change."""
    return tuple(_latest([user_id])[user_id]), _counts([user_id]).get(user_id, (0, 0))


def _bell(told, counts, announced):
    unseen = tuple(entry_of_announcement(each) for each in announced)
    unread, others = counts
    latest = (*unseen, *told)[:LATEST]
    return Bell(unread + len(unseen), others + len(unseen), latest)


def _counts(user_ids):
    rows = Notification.objects.filter(user__in=user_ids).unread().order_by().values("user")
    rows = rows.annotate(unread=Count("pk"), others=Count("pk", filter=~Q(kind__in=OF_MESSAGES)))
    return {row["user"]: (row["unread"], row["others"]) for row in rows}


def _latest(user_ids):
    place = Window(RowNumber(), partition_by=F("user"), order_by=F("pk").desc())
    rows = Notification.objects.filter(user__in=user_ids).annotate(place=place)
    latest = defaultdict(list)
    for notification in rows.filter(place__lte=LATEST).order_by("-pk"):
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
def read_everything(user):
    """Mark as read what the person's bell counts."""
    user.notifications.all().read()
    for announcement in announcements_for([user.pk], unread=True)[user.pk]:
        Announcement.objects.read_by(user, announcement.pk)


@lru_cache(maxsize=1_000)
def list_html(entries, audience):
    """The list in the bell's panel, in the words of that audience."""
    with audience.in_their_words():
        return render_to_string("notifications/_notifications.html", {"entries": entries})


@lru_cache(maxsize=1_000)
def count_html(unread):
    """The number on the bell."""
    return render_to_string("notifications/_bell_count.html", {"unread": unread})


@lru_cache(maxsize=1_000)
def push_of(bell, audience):
    """The count and the list as a push, once for all who have the same on their bells."""
    return (
        replace_inside("#bell .count", count_html(bell.unread))
        + replace_inside("#notifications.is-latest", list_html(bell.latest, audience))
        + EMPTY_SINK
    )


def toasts_of(entries):
    """The newest few as toasts, in place of those before; "" if there is nothing new.

    An announcement needs none: its banner is on the page.
    """
    entries = [entry for entry in entries if entry.notification]
    if not entries:
        return ""
    context = {"entries": entries[:TOASTS], "more": max(len(entries) - TOASTS, 0)}
    return replace_inside("#toasts", render_to_string("notifications/_toasts.html", context))
