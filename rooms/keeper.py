"""What is asked of the database for all open pages of a process at once."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from rooms.live.consumer import GONE, NO_RIGHT, SIGNED_OUT
from rooms.models import Connection, Counter, Membership, User


def seen(pages):
    """The pages answered a beat: their people are here and have read what was sent."""
    Connection.objects.filter(pk__in=[page.connection_id for page in pages]).seen()
    Membership.objects.filter(pk__in=[p.membership_id for p in pages if p.membership_id]).read()


def sweep(pages):
    """Forget the connections that ran out long ago, whichever process they were of."""
    Connection.objects.forgotten().forget()


def lost(pages):
    """Which of the pages may not stay, and the code that says why."""
    keys = {page.session_key for page in pages}
    sessions = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    people = User.objects.active().in_bulk({page.user_id for page in pages})
    places = Membership.objects.filter(pk__in={p.membership_id for p in pages if p.membership_id})
    members = set(places.values_list("pk", flat=True))
    watched = Counter.objects.filter(pk__in={p.counter_id for p in pages if p.counter_id})
    counters = set(watched.values_list("pk", flat=True))
    closed = watched.closed_to({page.user_id for page in pages if page.counter_id})
    return {
        page: code
        for page in pages
        if (code := _loss(page, people, sessions, members, counters, closed)) is not None
    }


def _loss(page, people, sessions, members, counters, closed):
    person = people.get(page.user_id)
    if not person or page.session_key not in sessions or not page.is_signed_by(person):
        return SIGNED_OUT
    if page.needs_staff and not person.is_staff:
        return NO_RIGHT
    if page.membership_id and page.membership_id not in members:
        return NO_RIGHT
    if page.counter_id and page.counter_id not in counters:
        return GONE
    if page.counter_id in closed and page.user_id not in closed[page.counter_id]:
        return NO_RIGHT
    return None
