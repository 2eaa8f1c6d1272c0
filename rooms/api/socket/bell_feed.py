from collections import Counter, defaultdict
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Max, Q

from rooms.api.rendering import notification_json
from rooms.live.database import in_database
from rooms.live.feeds.coalescing_feed import CoalescingFeed
from rooms.live.hub import Hub
from rooms.live.json_frames import frame, gap_frame
from rooms.models import Notification
from rooms.models.readable import readable

MOST = 200
"Notifications that are read at once; who is further behind reads them by HTTP."


class News(NamedTuple):
    """Of one user: their notifications after the id `since`, oldest first, and all unread ones.

    is_whole: whether these are all after `since`. seq: the id of the newest.
    """

    since: int
    seq: int
    notifications: list
    unread: int
    is_whole: bool


class ProgramBellFeed(CoalescingFeed):
    """The notifications of programs' users: each one once, in order. One feed for all of them."""

    kind = "bell"
    kinds = ("bell",)
    throttle = 0.1

    def __init__(self, key=None):
        super().__init__(key)
        self.sockets = defaultdict(dict)
        "{user: {socket: (id of the latest notification that it was sent, unread count)}}"

    def polled_topics(self):
        return [f"bell.{pk}" for pk in self.sockets]

    def subscribe(self, socket, since):
        self.sockets[socket.user_id][socket] = since, None
        self.changed["bell"].add(socket.user_id)
        self.wake()

    def unsubscribe(self, socket):
        self.sockets[socket.user_id].pop(socket, None)
        if not self.sockets[socket.user_id]:
            del self.sockets[socket.user_id]
            self.seqs.pop(f"bell.{socket.user_id}", None)
        Hub.running().discard_if_idle(self)

    def is_idle(self):
        return not self.sockets

    async def refresh(self):
        changed = self.take_changed()
        lowest = {
            pk: min(since for since, _ in self.sockets[pk].values())
            for pk in changed["bell"] & self.sockets.keys()
        }
        try:
            news = await in_database(_load, lowest)
        except BaseException:
            self.put_back(changed)
            raise
        for pk in news.keys() & self.sockets.keys():
            self._push(news[pk], self.sockets[pk])

    def _push(self, news, sockets):
        for socket, (since, unread) in list(sockets.items()):
            if since >= news.since:  # one that subscribed meanwhile waits for the next read
                sockets[socket] = news.seq, news.unread
                socket.push(_frame(news, since, unread))


def _load(lowest):
    """{user: News}, from two queries for all of them. lowest: {user: id since when}."""
    if not lowest:
        return {}
    mine = readable(Notification.objects.filter(user__in=lowest))
    found, unread = _after(lowest, mine), _count_unread(mine)
    latest = latest_ids(lowest) if sum(map(len, found.values())) > MOST else {}
    return {
        pk: News(since, latest.get(pk) or _seq(found[pk], since), found[pk], unread[pk], not latest)
        for pk, since in lowest.items()
    }


def _after(lowest, notifications):
    """{user: those after their id, oldest first}; of all users together one more than MOST."""
    since = reduce(or_, [Q(user=pk, pk__gt=since) for pk, since in lowest.items()])
    by_user = defaultdict(list)
    for each in notifications.filter(since).order_by("pk")[: MOST + 1]:
        by_user[each.user_id].append(each)
    return by_user


def _count_unread(notifications):
    """{user: how many they have not read}"""
    counts = notifications.unread().order_by().values("user").annotate(count=Count("pk"))
    return Counter(dict(counts.values_list("user", "count")))


def _seq(notifications, since):
    return notifications[-1].pk if notifications else since


def latest_ids(users):
    """{user: the id of their newest notification}, of those who have one."""
    rows = Notification.objects.filter(user__in=users).order_by().values("user")
    return dict(rows.annotate(latest=Max("pk")).values_list("user", "latest"))


def _frame(news, since, unread):
    """What is news to one who was sent all up to `since`, and told of so many unread ones."""
    if not news.is_whole:
        return gap_frame("bell", news.seq, since)
    fresh = [notification_json(each) for each in news.notifications if each.pk > since]
    if not fresh and unread == news.unread:
        return ""
    return frame("bell", news.seq, "notifications", unread=news.unread, results=fresh)
