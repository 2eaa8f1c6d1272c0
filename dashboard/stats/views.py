"""How the site is doing: live figures, and plots of the last hour and day."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboard.access import staff_only
from dashboard.stats.charts import charts, span_named
from dashboard.stats.figures import figures_now
from rooms.site.sidebar import sidebar_for


@staff_only
@require_GET
def overview(request):
    span = span_named(request.GET.get("span"))
    context = {
        "figures": figures_now(),
        "charts": charts(span),
        "span": span,
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/stats/overview.html", context)
