from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard.access import staff_only
from dashboard.csv_text import csv_text
from dashboard.stats.charts import OF_DESK, charts, span_named
from dashboard.support.figures import SPANS, figures_now, rows_of, summaries_of
from rooms.site.shell import shell_for

COLUMNS = [
    *("begun", "subject", "agent", "state", "seconds to answer", "seconds to end"),
    *("rating", "words", "tags"),
]


@staff_only
@require_safe
def figures(request):
    """How many ask, how fast they are answered, how content they are."""
    days, span = _days(request), span_named(request.GET.get("span"))
    context = {
        "now": figures_now(),
        "charts": charts(span, OF_DESK),
        "span": span,
        "days": days,
        "spans": SPANS,
        "summaries": summaries_of(rows_of(days)),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/support/figures.html", context)


@staff_only
@require_safe
def figures_csv(request):
    """A line for each conversation, without its messages."""
    name = f"support-{timezone.localdate()}.csv"
    return HttpResponse(
        csv_text([COLUMNS, *map(_cells, rows_of(_days(request)))]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(row):
    begun = row.begun.isoformat(timespec="seconds")
    numbers = [_number(each) for each in (row.response, row.resolution, row.rating)]
    return [begun, row.subject, row.agent, row.state, *numbers, row.words, ", ".join(row.tags)]


def _number(value):
    return "" if value is None else str(round(value))


def _days(request):
    asked = request.GET.get("days", "")
    return next((days for days in SPANS if str(days) == asked), 7)
