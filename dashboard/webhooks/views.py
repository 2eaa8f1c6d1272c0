"""What webhooks were told, for staff: with the answer, the time it took, and “Send again”."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from dashboard.access import staff_only
from dashboard.confirm import done
from rooms.models import WebhookDelivery
from rooms.site.search import SearchForm, paginate
from rooms.site.shell import shell_for


class DeliverySearchForm(SearchForm):
    columns = ("webhook__bot__display_name", "webhook__bot__username_key")
    states = {
        gettext_noop("all"): lambda deliveries: deliveries,
        gettext_noop("waiting"): lambda deliveries: deliveries.waiting(),
        gettext_noop("delivered"): lambda deliveries: deliveries.exclude(delivered_at=None),
        gettext_noop("not delivered"): lambda deliveries: deliveries.filter(
            ~Q(failed_at=None), delivered_at=None
        ),
    }


@staff_only
@require_safe
def deliveries(request):
    """The latest first."""
    form = DeliverySearchForm(request.GET)
    everything = WebhookDelivery.objects.select_related("webhook__bot").order_by("-pk")
    context = {
        "form": form,
        "found": paginate(request, form.search(everything)),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/webhooks/deliveries.html", context)


@staff_only
@require_POST
def send_again(request, pk):
    delivery, back = get_object_or_404(WebhookDelivery, pk=pk), reverse("dashboard-webhooks")
    if delivery.send_again():
        return done(request, gettext("It is sent again within seconds."), back)
    return done(request, gettext("It is delivered already, and not sent twice."), back)
