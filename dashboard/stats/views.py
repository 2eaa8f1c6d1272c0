"""The overview for staff, and the metrics for Prometheus."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder

from dashboard.access import scrapers_only, staff_only
from dashboard.stats.charts import charts, span_named
from dashboard.stats.figures import figures_now
from dashboard.stats.metrics import registry
from rooms.site.shell import shell_for


@staff_only
@require_safe
def overview(request):
    """Live figures, and charts of the last hour or day."""
    span = span_named(request.GET.get("span"))
    context = {
        "figures": figures_now(),
        "charts": charts(span),
        "span": span,
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/stats/overview.html", context)


@never_cache
@scrapers_only
@require_safe
def metrics(request):
    """The metrics of all processes; any process can answer."""
    encode, content_type = choose_encoder(request.headers.get("Accept"))
    return HttpResponse(encode(registry), content_type=content_type)
