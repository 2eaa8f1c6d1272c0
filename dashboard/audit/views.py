"""The audit log for staff: a page with filters, and the same entries as CSV."""

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboard.access import staff_only
from dashboard.audit.forms import AuditForm
from dashboard.csv_text import csv_text
from rooms.site.search import paginate
from rooms.site.shell import shell_for

CHUNK_SIZE = 1_000
"Rows of the CSV file that are read and sent at once."
COLUMNS = ["time", "name", "username", "verb", "on", "detail", "address"]


@staff_only
@require_safe
def audit(request):
    form = AuditForm(request.GET)
    context = {
        "form": form,
        "acts": paginate(request, form.entries()),
        "shell": shell_for(request.user),
    }
    return render(
        request, "dashboard/audit/audit.html", context, status=422 if form.errors else 200
    )


@staff_only
@require_safe
def audit_csv(request):
    """All entries for the filters. The page explains invalid filters, so redirect there."""
    form = AuditForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")
    name = f"audit-{timezone.localdate()}.csv"
    return StreamingHttpResponse(
        _chunks(form.entries()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _chunks(entries):
    """The file in chunks, one query each, so that a slow client keeps no query open."""
    yield csv_text([COLUMNS])
    chunk = await _read(entries)
    while chunk:
        yield csv_text(_cells(entry) for entry in chunk)
        chunk = await _read(entries.filter(pk__lt=chunk[-1].pk))


@sync_to_async
def _read(entries):
    return list(entries[:CHUNK_SIZE])


def _cells(entry):
    username = entry.actor.username if entry.actor else ""
    at = entry.at.isoformat(timespec="milliseconds")
    return at, entry.who, username, entry.verb, entry.target, entry.detail, entry.address or ""
