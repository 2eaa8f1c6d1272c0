"""Every counter, for staff, and the end of one."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from dashboard.search import page_of
from rooms.models import Counter, CounterBump
from rooms.site.sidebar import sidebar_for


@staff_only
@require_GET
def counters(request):
    """Of a closed room's counter, who is no member sees that it exists and no more."""
    changes = CounterBump.objects.filter(counter=OuterRef("pk")).order_by("-seq")
    everything = Counter.objects.select_related("group", "room").annotate(
        changed_at=Subquery(changes.values("created_at")[:1]),
        changed_by=Subquery(changes.values("actor__display_name")[:1]),
    )
    context = {
        "found": page_of(request, everything),
        "visible": set(Counter.objects.visible_to(request.user).values_list("pk", flat=True)),
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/moderation/counters.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def delete(request, slug):
    counter, back = get_object_or_404(Counter, slug=slug), reverse("dashboard-counters")
    if request.method == "GET":
        words = "The counter goes from every page at once, with all its history, for good."
        return ask(request, f"Delete {counter}", words, back)
    counter.delete_for_good()
    return done(request, f"{counter} is deleted.", back)
