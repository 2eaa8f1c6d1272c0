"""What is asked of the database for all open pages of a process at once."""

from collections import defaultdict

from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.utils import timezone

from rooms.accounts.authentication import visitors_of
from rooms.live.actor import acting
from rooms.live.client_address import address_of_socket
from rooms.live.compiled import Given, Prepared, PreparedUpdate, instance
from rooms.live.consumer import GONE, NO_RIGHT, SIGNED_OUT, SentAway
from rooms.live.hints import hint
from rooms.models import Connection, Counter, Membership, Site, User
from rooms.models.audit import record_from_outside
from rooms.models.membership import up_to_now

WHY = {
    SIGNED_OUT: "nobody is signed in",
    NO_RIGHT: "no right to see it",
    GONE: "there is no such page",
}


def enter(pages):
    """Let in those that arrive together; for each None, or the exception that keeps it out.

    Where that fails, each is tried by itself, so that none fails for another.
    """
    try:
        return _enter(pages)
    except OperationalError:  # the database is away, for each of them
        raise
    except Exception as error:
        if len(pages) == 1:
            return [error]
        return [answer for page in pages for answer in enter([page])]


def _enter(pages):
    visitors = dict(zip(pages, visitors_of([page.scope for page in pages]), strict=True))
    refusals = _find_places(visitors)
    with transaction.atomic():
        _open([page for page in pages if page not in refusals])
        for page, refusal in refusals.items():
            _put_down(page, visitors[page].user, refusal.code)
    return [refusals.get(page) for page in pages]


def _find_places(visitors):
    """{page: SentAway} of those that may not enter."""
    epoch, refusals, classes = Site.current().epoch, {}, defaultdict(dict)
    for page, visitor in visitors.items():
        classes[type(page)][page] = visitor.user
    for of_class, people in classes.items():
        found = of_class.look_up(people)
        for page in people:
            try:
                page.enter(visitors[page], epoch, found)
            except SentAway as refusal:
                refusals[page] = refusal
    return refusals


def _open(pages):
    rows = Connection.objects.bulk_create([page.connection() for page in pages])
    for page, row in zip(pages, rows, strict=True):
        page.connection_id = row.pk
    _hint_presence(pages)


def _put_down(page, user, code):
    with acting(user, address_of_socket(page.scope)):
        record_from_outside("socket refused", on=page.scope["path"], detail=WHY[code])


def _rows(pages):
    return Connection.objects.filter(pk__in=[page.connection_id for page in pages])


def _hint_presence(pages):
    hint(*{topic for page in pages for topic in page.presence_topics()})


@transaction.atomic
def left(pages):
    """The pages were closed, or their connections broke."""
    well = [page for page in pages if page.is_closed_well]
    _rows([page for page in pages if not page.is_closed_well]).broken_off()
    _rows(well).left()
    _mark_read(well)
    _hint_presence(pages)
    return [None] * len(pages)


def seen(pages):
    """The pages answered a beat: their people are here and have read what was sent."""
    _rows(pages).seen()
    _mark_read(pages)


def _mark_read(pages):
    if places := [page.membership_id for page in pages if page.membership_id]:
        _read(places=places)


def _behind(many):
    return Membership.objects.filter(pk__in=Given.each("places", many)).behind()


_read = PreparedUpdate(_behind, **up_to_now())


def sweep(pages):
    """Forget the connections that ran out long ago, whichever process they were of."""
    Connection.objects.forgotten().forget()


def lost(pages):
    """Which of the pages may not stay, and the code that says why."""
    keys, users = {page.session_key for page in pages}, {page.user_id for page in pages}
    sessions = {key for (key,) in _sessions(keys=list(keys), now=timezone.now())}
    people = {row[0]: instance(User, OF_PERSON, row) for row in _people(users=list(users))}
    places = {page.membership_id for page in pages if page.membership_id}
    members = {pk for (pk,) in _members(places=list(places))} if places else set()
    counters, closed = _counters([page for page in pages if page.counter_id])
    return {
        page: code
        for page in pages
        if (code := _loss(page, people, sessions, members, counters, closed)) is not None
    }


@Prepared
def _sessions(many):
    now = Given("now", stored_in=Session._meta.get_field("expire_date"))
    known = Session.objects.filter(session_key__in=Given.each("keys", many), expire_date__gt=now)
    return known.values_list("session_key")


OF_PERSON = ["id", "password", "is_staff", "session_salt"]


@Prepared
def _people(many):
    people = User.objects.active().filter(pk__in=Given.each("users", many))
    return people.order_by().values_list(*OF_PERSON)


@Prepared
def _members(many):
    places = Membership.objects.filter(pk__in=Given.each("places", many))
    return places.values_list("pk")


def _counters(pages):
    """The counters there are of those that the pages show, and who may see the closed ones."""
    if not pages:
        return set(), {}
    watched = Counter.objects.filter(pk__in={page.counter_id for page in pages})
    closed = watched.closed_to({page.user_id for page in pages})
    return set(watched.values_list("pk", flat=True)), closed


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
