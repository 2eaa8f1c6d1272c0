from urllib.parse import parse_qs

from dashboard.stats.charts import span_named
from dashboard.stats.feeds import ChartsFeed, StatsFeed
from rooms import permissions
from rooms.live.consumer import NO_RIGHT, SentAway
from rooms.site.pages import SitePage


class DashboardPage(SitePage):
    """The live figures and the plots; for staff, for as long as they are."""

    needs_staff = True

    def find_place(self, user, found):
        if not permissions.may_see_figures(user):
            raise SentAway(NO_RIGHT)
        asked = parse_qs(self.scope["query_string"].decode(errors="replace"))
        self.span = span_named(asked.get("span", [""])[0])

    def follows(self):
        return [*super().follows(), StatsFeed.of(), ChartsFeed.of(self.span)]
