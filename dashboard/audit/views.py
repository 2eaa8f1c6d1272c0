"""Who did what, when and from where: to look through, and to take along as CSV."""

import csv
from io import StringIO

from asgiref.sync import sync_to_async
from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dashboard.access import staff_only
from dashboard.audit.forms import AuditForm
from rooms.site.sidebar import sidebar_for

SHOWN = 50
ROWS_AT_ONCE = 1_000
COLUMNS = ["time", "name", "username", "verb", "on", "detail", "address"]


@staff_only
@require_GET
def audit(request):
    form = AuditForm(request.GET)
    context = {
        "form": form,
        "acts": Paginator(form.entries(), SHOWN).get_page(request.GET.get("page")),
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/audit/audit.html", context, status=422 if form.errors else 200)


@staff_only
@require_GET
def audit_csv(request):
    """What the screen with the same filters shows, all of it; it also tells what is wrong."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")
    name = f"audit-{timezone.localdate()}.csv"
    return StreamingHttpResponse(
        _lines(form.entries()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _lines(entries):
    """The file in pieces, each a query of its own, so that a slow reader holds nothing open."""
    yield _written([COLUMNS])
    rows = await _read(entries)
    while rows:
        yield _written(_cells(entry) for entry in rows)
        rows = await _read(entries.filter(pk__lt=rows[-1].pk))


@sync_to_async
def _read(entries):
    return list(entries[:ROWS_AT_ONCE])


def _cells(entry):
    username = entry.actor.username if entry.actor else ""
    at = entry.at.isoformat(timespec="milliseconds")
    cells = (at, entry.who, username, entry.verb, entry.target, entry.detail, entry.address or "")
    return [_harmless(cell) for cell in cells]


def _harmless(cell):
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _written(rows):
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
