"""What changes on the page of the figures."""

from django.template.loader import render_to_string

from dashboard.stats.charts import OF_DESK, charts
from dashboard.stats.feeds import ChartsFeed
from dashboard.support.figures import figures_now
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside


class DeskNowFeed(StateFeed):
    """How many wait and how many are answered."""

    kind = "desk"
    throttle = 1.0
    time_dependent = True

    def load(self):
        return figures_now()

    def render(self, value, key):
        html = render_to_string("dashboard/support/_now.html", {"now": value})
        return replace_inside("#now", html) + EMPTY_SINK


class DeskChartsFeed(ChartsFeed):
    """The same in the last "hour" or "day"."""

    def load(self):
        return charts(self.key, OF_DESK)
