"""What changes on the dashboard: the current figures and the charts."""

from django.template.loader import render_to_string

from dashboard.stats.charts import charts
from dashboard.stats.figures import figures_now
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside


class StatsFeed(StateFeed):
    """The current figures, rendered at most once a second for all viewers."""

    kind = "stats"
    throttle = 0.9

    def load(self):
        return figures_now()

    def render(self, value, key):
        parts = {
            part: render_to_string(f"dashboard/stats/_{part}.html", {"figures": value})
            for part in ("stats", "tables")
        }
        return "".join(replace_inside(f"#{part}", parts[part]) for part in parts) + EMPTY_SINK


class ChartsFeed(StateFeed):
    """The charts of the last "hour" or "day", which is its key."""

    kind = "charts"
    throttle = 5

    def load(self):
        return charts(self.key)

    def render(self, value, key):
        html = render_to_string("dashboard/stats/_charts.html", {"charts": value})
        return replace_inside("#charts", html) + EMPTY_SINK
