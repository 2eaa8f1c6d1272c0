"""Which announcements each person sees, for many people at once."""

from collections import defaultdict
from functools import lru_cache

from django.utils import timezone

from rooms.models.announcement import Announcement, AnnouncementReading
from rooms.models.membership import Membership
from rooms.models.user import User

MANY = 1_000


def announcements_for(user_ids, *, unread=False, seqs=None):
    """{user: [Announcement, …]} in force for each, the newest start first.

    unread: only those that they have not read. seqs: the UserSeqs, if known; announcements are
    then read only when they have changed. At most five queries, however many people.
    """
    return _announced(user_ids, lambda announcement: unread, seqs)


def banners_for(user_ids, seqs=None):
    """Without those that they have dismissed; maintenance cannot be dismissed."""
    return _announced(user_ids, lambda announcement: announcement.can_be_dismissed, seqs)


def _in_force(seqs):
    """Those in force: time alone decides that among the current ones."""
    now = timezone.now()
    current = _current(seqs.epoch, seqs.announcements)
    return [a for a in current if a.starts_at <= now and (a.ends_at is None or a.ends_at > now)]


@lru_cache(maxsize=4)
def _current(epoch, seq):
    """The current ones at that number of the topic, which grows with every change."""
    return list(Announcement.objects.current())


def _announced(user_ids, hides_when_read, seqs):
    announcements = _in_force(seqs) if seqs else list(Announcement.objects.in_force())
    if not announcements:
        return {user: [] for user in user_ids}
    audiences = _audiences(user_ids, announcements)
    hidden = [a.pk for a in announcements if hides_when_read(a)]
    readings = _of(AnnouncementReading.objects.filter(announcement__in=hidden), user_ids)
    was_read = set(readings.values_list("user_id", "announcement_id"))
    return {
        user: [
            a
            for a in announcements
            if a.audience_key in audiences[user] and (user, a.pk) not in was_read
        ]
        for user in user_ids
    }


def _audiences(user_ids, announcements):
    """{user: the audiences they belong to}, of those that these announcements have."""
    keys = {announcement.audience_key for announcement in announcements}
    groups = [pk for kind, pk in keys if kind == Announcement.GROUP]
    rooms = [pk for kind, pk in keys if kind == Announcement.ROOM]
    is_for_staff = (Announcement.STAFF, None) in keys
    staff = User.objects.filter(is_staff=True) if is_for_staff else User.objects.none()
    memberships = _of(Membership.objects.filter(room__in=rooms), user_ids)
    teams = _of(User.groups.through.objects.filter(group__in=groups), user_ids)

    audiences = defaultdict(set)
    for user in user_ids:
        audiences[user] = {(Announcement.EVERYONE, None), (Announcement.PERSON, user)}
    for user in staff.values_list("pk", flat=True):
        audiences[user].add((Announcement.STAFF, None))
    for user, room in memberships.values_list("user_id", "room_id"):
        audiences[user].add((Announcement.ROOM, room))
    for user, group in teams.values_list("user_id", "group_id"):
        audiences[user].add((Announcement.GROUP, group))
    return audiences


def _of(rows, user_ids):
    """Those of the people; all of them where naming the people takes longer than the rest."""
    return rows.filter(user__in=user_ids) if len(user_ids) < MANY else rows


def announced_to(user):
    """What is announced to one person; to a bot what is meant for it, its rooms or its groups."""
    found = announcements_for([user.pk])[user.pk]
    broad = () if user.is_person else (Announcement.EVERYONE, Announcement.STAFF)
    return [announcement for announcement in found if announcement.audience not in broad]


def mark_announcement_read(user, pk):
    """Mark it as read by this person and return it; None if it is not announced to them."""
    if found := find_announcement(user, pk):
        found.mark_read(user)
    return found


def find_announcement(user, pk):
    """The announcement; None if it is not announced to this person."""
    announced = announced_to(user)
    return next((announcement for announcement in announced if announcement.pk == pk), None)
