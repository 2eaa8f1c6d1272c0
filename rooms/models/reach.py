"""How many people one may tell at once: above some only knowingly, and not too often."""

from collections import defaultdict
from datetime import timedelta
from math import ceil

from django.utils import timezone
from django.utils.translation import ngettext_lazy

from rooms.live.lazy_text import format_text
from rooms.live.refusal import Refused

UNASKED = 20
"People who are told without a question."
GROWTH = 1.5
"So many times those whom somebody agreed to tell are told: a few may have come meanwhile."
TIMES, WITHIN = 5, timedelta(minutes=10)
"How often one person may tell many in one room, however many they are."
QUESTION = ngettext_lazy(
    "This will tell %(count)d person.", "This will tell %(count)d people.", "count"
)
TOO_OFTEN = ngettext_lazy(
    "You have told many people at once often enough for now. Name only some by their own names, "
    "or go on in %(minutes)d minute.",
    "You have told many people at once often enough for now. Name only some by their own names, "
    "or go on in %(minutes)d minutes.",
    "minutes",
)


class ReachQuestion(Refused):
    """Refused until it is asked again with `confirmed`: how many people it will tell."""

    def __init__(self, count):
        super().__init__(format_text(QUESTION, count=count))
        self.count = count


class Reach:
    """What people may tell many in a room whose row is locked."""

    def __init__(self, room):
        self.room, self.told_now = room, defaultdict(list)

    def require(self, author_id, people, confirmed=0):
        """Note that the author tells these ids. Raises Refused, or ReachQuestion first."""
        now = timezone.now()
        times = sorted([*self._times(author_id, now - WITHIN), *self.told_now[author_id]])
        if len(times) >= TIMES:
            raise _too_often(times[-TIMES] + WITHIN - now)
        if len(people) > max(UNASKED, confirmed * GROWTH):
            raise ReachQuestion(len(people))
        self.told_now[author_id].append(now)
        return now

    def _times(self, author_id, since):
        told = self.room.messages.filter(author=author_id, told_many_at__gt=since)
        return told.values_list("told_many_at", flat=True)


def _too_often(left):
    seconds = max(ceil(left.total_seconds()), 1)
    text = format_text(TOO_OFTEN, minutes=ceil(seconds / 60))
    return Refused(text, status=429, retry_after=seconds)
