from django.template.loader import render_to_string

from dashboard.stats.charts import charts
from dashboard.stats.figures import figures_now
from rooms.live.feeds.state_feed import StateFeed
from rooms.live.oob import EMPTY_SINK, replace_inside


class StatsFeed(StateFeed):
    """The figures of now: rendered once a second at most, however many staff look."""

    kind = "stats"
    window = 0.9

    def read(self):
        return figures_now()

    def render(self, value, view):
        parts = {
            part: render_to_string(f"dashboard/stats/_{part}.html", {"figures": value})
            for part in ("stats", "tables")
        }
        return "".join(replace_inside(f"#{part}", parts[part]) for part in parts) + EMPTY_SINK


class ChartsFeed(StateFeed):
    """The plots of the last "hour" or "day"."""

    kind = "charts"
    window = 5

    def read(self):
        return charts(self.key)

    def render(self, value, view):
        html = render_to_string("dashboard/stats/_charts.html", {"charts": value})
        return replace_inside("#charts", html) + EMPTY_SINK
