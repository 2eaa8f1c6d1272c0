"""Counters for staff: list all of them, delete one."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from rooms.models import Counter, CounterBump
from rooms.site.search import paginate
from rooms.site.shell import shell_for


@staff_only
@require_safe
def counters(request):
    """Non-members of a closed room see only the names of its counters."""
    changes = CounterBump.objects.filter(counter=OuterRef("pk")).order_by("-seq")
    everything = Counter.objects.select_related("group", "room").annotate(
        changed_at=Subquery(changes.values("created_at")[:1]),
        changed_by=Subquery(changes.values("actor__display_name")[:1]),
    )
    context = {
        "found": paginate(request, everything),
        "visible": set(Counter.objects.visible_to(request.user).values_list("pk", flat=True)),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/counters.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, slug):
    counter, back = get_object_or_404(Counter, slug=slug), reverse("dashboard-counters")
    name = {"counter": counter}
    if request.method != "POST":
        text = gettext(
            "This removes the counter and its history from every page. You cannot undo it."
        )
        return ask(request, gettext("Delete %(counter)s") % name, text, back)
    counter.delete_for_good()
    return done(request, gettext("You deleted %(counter)s.") % name, back)
