"""What the database is asked and told about all open pages of a process at once."""

from collections import defaultdict

from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.utils import timezone

from rooms.live.actor import as_actor
from rooms.live.client_address import address_of_socket
from rooms.live.close_codes import GONE, NO_RIGHT, SIGNED_OUT, Rejected
from rooms.live.hints import hint
from rooms.live.page_registry import PageRegistry
from rooms.models import Connection, Site, User
from rooms.models.audit import record_limited

REASONS = {
    SIGNED_OUT: "nobody is signed in",
    NO_RIGHT: "no right to see it",
    GONE: "there is no such page",
}


class SiteRegistry(PageRegistry):
    """Knows people, sessions and connections; each class of pages knows its own rights."""

    def admit(self, pages):
        """Admit pages that connect together; if that fails, each by itself.

        So none is rejected because of another.
        """
        try:
            return self._admit(pages)
        except OperationalError:  # the database is away, for each of them
            raise
        except Exception as error:
            if len(pages) == 1:
                return [error]
            return [answer for page in pages for answer in self.admit([page])]

    def _admit(self, pages):
        visitors = _visitors(pages)
        rejected = _mount(visitors)
        with transaction.atomic():
            _open([page for page in pages if page not in rejected])
            for page, rejection in rejected.items():
                _record(page, visitors[page].user, rejection.code)
        return [rejected.get(page) for page in pages]

    @transaction.atomic
    def touch(self, pages):
        _connections(pages).touch()
        for page_class, of_class in _by_class(pages).items():
            page_class.touched(of_class)

    @transaction.atomic
    def looked(self, pages):
        for state, same in _by_state(pages).items():
            _connections(same).look(*state)
        for page_class, of_class in _by_class(pages).items():
            page_class.touched(of_class)
        hint(*{f"user.{page.user_id}" for page in pages})
        return [None] * len(pages)

    def revoked(self, pages):
        revoked = _signed_out_or_demoted(pages)
        for page_class, of_class in _by_class(pages).items():
            for page, code in page_class.revoked(of_class).items():
                revoked.setdefault(page, code)
        return revoked

    @transaction.atomic
    def closed(self, pages):
        closed_well = [page for page in pages if page.is_closed_well]
        _connections([page for page in pages if not page.is_closed_well]).close_broken()
        _connections(closed_well).close()
        for page_class, of_class in _by_class(closed_well).items():
            page_class.touched(of_class)
        _hint_presence(pages)
        return [None] * len(pages)


def _visitors(pages):
    """{page: its Visitor}; one question for all pages whose people are known in the same way."""
    by_way, visitors = defaultdict(list), {}
    for page in pages:
        by_way[page.visitors_of].append(page)
    for visitors_of, asking in by_way.items():
        visitors |= zip(asking, visitors_of([page.scope for page in asking]), strict=True)
    return visitors


def _mount(visitors):
    """Mount the visitors' pages; return {page: Rejected} of those that may not connect."""
    epoch, rejected, classes = Site.current().epoch, {}, defaultdict(dict)
    for page, visitor in visitors.items():
        classes[type(page)][page] = visitor.user
    for page_class, people in classes.items():
        found = page_class.find(people)
        for page in people:
            try:
                page.mount(visitors[page], epoch, found)
            except Rejected as rejection:
                rejected[page] = rejection
    return rejected


def _open(pages):
    rows = Connection.objects.bulk_create([page.connection() for page in pages])
    for page, row in zip(pages, rows, strict=True):
        page.connection_id = row.pk
    _hint_presence(pages)


def _record(page, user, code):
    with as_actor(user, address_of_socket(page.scope)):
        record_limited("socket refused", on=page.scope["path"], detail=REASONS[code])


def _connections(pages):
    return Connection.objects.filter(pk__in=[page.connection_id for page in pages])


def _hint_presence(pages):
    hint(*{topic for page in pages for topic in page.presence_topics()})


def _by_class(pages):
    by_class = defaultdict(list)
    for page in pages:
        by_class[type(page)].append(page)
    return by_class


def _by_state(pages):
    by_state = defaultdict(list)
    for page in pages:
        by_state[page.is_looked_at, page.is_reading].append(page)
    return by_state


def _signed_out_or_demoted(pages):
    keys, users = {page.session_key for page in pages}, {page.user_id for page in pages}
    valid = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = set(valid.values_list("session_key", flat=True))
    people = User.objects.active().in_bulk(users)
    revoked = {}
    for page in pages:
        person = people.get(page.user_id)
        has_session = page.session_key in sessions or not page.needs_session
        if not (person and has_session and page.is_signed_by(person)):
            revoked[page] = SIGNED_OUT
        elif page.needs_staff and not person.is_staff:
            revoked[page] = NO_RIGHT
    return revoked
