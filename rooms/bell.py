"""What a person's bell says: the count, the latest notifications, toasts for the new ones."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.template.loader import render_to_string

from rooms.live.swap import EMPTY_SINK, replace_inside
from rooms.models import Notification

LATEST = 20
TOASTS = 3
OF_MESSAGES = (Notification.MENTION, Notification.MESSAGE)


class Bell(NamedTuple):
    """`unread` is the count on the bell; `others` are those that no unread message counts too."""

    unread: int = 0
    others: int = 0
    latest: tuple = ()


def bells_of(user_ids):
    """{user: Bell} in two queries, however many people."""
    of_these = Notification.objects.filter(user__in=user_ids)
    counts = (
        of_these.unread()
        .order_by()
        .values("user")
        .annotate(unread=Count("pk"), others=Count("pk", filter=~Q(kind__in=OF_MESSAGES)))
    )
    numbered = of_these.annotate(
        place=Window(RowNumber(), partition_by=F("user"), order_by=F("pk").desc())
    )
    latest = defaultdict(list)
    for notification in numbered.filter(place__lte=LATEST).order_by("-pk"):
        latest[notification.user_id].append(notification)
    counts = {row["user"]: (row["unread"], row["others"]) for row in counts}
    return {user: Bell(*counts.get(user, (0, 0)), tuple(latest[user])) for user in user_ids}


def bell_for(user):
    return bells_of([user.pk])[user.pk]


def push_of(bell):
    """The count and the list as a push."""
    count = render_to_string("rooms/_bell_count.html", {"unread": bell.unread})
    latest = render_to_string("rooms/_notifications.html", {"notifications": bell.latest})
    return (
        replace_inside("#bell .count", count)
        + replace_inside("#notifications.is-latest", latest)
        + EMPTY_SINK
    )


def toasts_of(notifications):
    """The newest few as toasts, in place of those before; "" if there is nothing new."""
    if not notifications:
        return ""
    context = {"notifications": notifications[:TOASTS], "more": max(len(notifications) - TOASTS, 0)}
    return replace_inside("#toasts", render_to_string("rooms/_toasts.html", context))
