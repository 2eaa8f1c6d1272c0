from dashboard.stats.pages import DashboardPage
from dashboard.support.feeds import DeskChartsFeed, DeskNowFeed
from rooms.site.pages import SitePage


class DeskFiguresPage(DashboardPage):
    """The figures of the support desk."""

    def feeds(self):
        return [*SitePage.feeds(self), DeskNowFeed.of(1), DeskChartsFeed.of(self.span)]
