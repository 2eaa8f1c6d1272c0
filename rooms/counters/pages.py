from django.utils.translation import gettext_lazy as _

from rooms.counters.actions import ACTIONS
from rooms.counters.feeds import CounterFeed, CounterListFeed
from rooms.counters.rendering import title_of
from rooms.live.actions import Caller
from rooms.live.close_codes import GONE, NO_RIGHT, Rejected
from rooms.models import Counter
from rooms.site.pages import SitePage


class CounterListPage(SitePage):
    """All counters that the person may see."""

    def feeds(self):
        return [*super().feeds(), CounterListFeed.of()]


class CounterPage(SitePage):
    """One counter: its value, its recent past, how many people watch."""

    actions = SitePage.actions | ACTIONS
    counter_id = None

    @classmethod
    def find(cls, people):
        """{slug: counter}, and who may see those that are not for everyone."""
        counters = Counter.objects.filter(slug__in={page.slug for page in people})
        closed = counters.closed_to({user.pk for user in people.values()})
        return {counter.slug: counter for counter in counters}, closed

    @classmethod
    def revoked(cls, pages):
        watched = Counter.objects.filter(pk__in={page.counter_id for page in pages})
        closed = watched.closed_to({page.user_id for page in pages})
        existing = set(watched.values_list("pk", flat=True))
        revoked = {page: GONE for page in pages if page.counter_id not in existing}
        for page in pages:
            if page.user_id not in closed.get(page.counter_id, {page.user_id}):
                revoked[page] = NO_RIGHT
        return revoked

    def find_subject(self, user, found):
        counters, closed = found
        counter = counters.get(self.slug)
        if counter is None or user.pk not in closed.get(counter.pk, {user.pk}):
            raise Rejected(NO_RIGHT)
        self.counter_id, self.title = counter.pk, title_of(counter.name)

    @property
    def caller(self):
        return Caller(self.user_id, self.counter_id)

    def connection(self):
        connection = super().connection()
        connection.counter_id = self.counter_id
        return connection

    def feeds(self):
        return [*super().feeds(), CounterFeed.of(self.counter_id)]

    def presence_topics(self):
        return ["presence", f"counter.{self.counter_id}"]

    def closing_html(self, code):
        if code == GONE:
            self.text_at_loss = _("This counter was deleted.")
        return super().closing_html(code)
