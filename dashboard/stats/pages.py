from urllib.parse import parse_qs

from dashboard.stats.charts import span_named
from dashboard.stats.feeds import ChartsFeed, StatsFeed
from rooms import permissions
from rooms.live.close_codes import NO_RIGHT, Rejected
from rooms.site.pages import SitePage


class DashboardPage(SitePage):
    """The live figures and charts. It is closed when its person is no longer staff."""

    needs_staff = True

    def find_subject(self, user, found):
        super().find_subject(user, found)
        if not permissions.can_see_stats(user):
            raise Rejected(NO_RIGHT)
        query = parse_qs(self.scope["query_string"].decode(errors="replace"))
        self.span = span_named(query.get("span", [""])[0])

    def feeds(self):
        return [*super().feeds(), StatsFeed.of(), ChartsFeed.of(self.span)]
