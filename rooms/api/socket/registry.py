"""What the database is asked about many programs' sockets at once."""

from collections import defaultdict

from rooms.api.authentication import ended_among
from rooms.api.socket.bearer import principal_of, selected_subprotocol
from rooms.live.close_codes import NO_RIGHT, SIGNED_OUT, WRONG_ADDRESS, Rejected
from rooms.live.page_registry import PageRegistry
from rooms.live.refusal import Refused
from rooms.models import Site

CODES = {400: WRONG_ADDRESS, 401: SIGNED_OUT, 403: NO_RIGHT}


class ProgramRegistry(PageRegistry):
    """Knows tokens, and what their users may follow. A program is present nowhere."""

    def admit(self, pages):
        epoch = Site.current().epoch
        return [_admit(page, epoch) for page in pages]

    def revoked(self, pages):
        """Those whose token has ended; of the others, end what they may not follow any more."""
        ended = ended_among([page.principal for page in pages])
        staying = [page for page in pages if page.principal not in ended]
        for page, topics in _lost(staying).items():
            page.hub.loop.call_soon_threadsafe(page.lose, topics)
        return {page: SIGNED_OUT for page in pages if page.principal in ended}


def _admit(page, epoch):
    page.subprotocol = selected_subprotocol(page.scope)
    try:
        page.mount(principal_of(page.scope), epoch)
    except Refused as refusal:
        page.refusal = refusal
        return Rejected(CODES[refusal.status])
    return None


def _lost(pages):
    """{page: those of its topics that its user may not follow any more}; a query for each kind."""
    followed = defaultdict(set)
    for page in pages:
        for name, topic in page.topics.items():
            followed[type(topic)].add((page, name, topic))
    lost = defaultdict(list)
    for kind, several in followed.items():
        allowed = kind.allowed({(page.user_id, topic) for page, _, topic in several})
        for page, name, topic in several:
            if (page.user_id, topic) not in allowed:
                lost[page].append(name)
    return lost
