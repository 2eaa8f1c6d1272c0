"""What concerned the person: all of it, one thing followed, all of it read."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from rooms.chat.forms import NotificationForm
from rooms.models.announcement import announcements_for
from rooms.notifications.bell import LATEST, entry_of, read_everything
from rooms.site.sidebar import sidebar_for


@login_required
@require_GET
def notifications(request):
    only_unread = "unread" in request.GET
    rows = request.user.notifications.all()
    page = Paginator(rows.unread() if only_unread else rows, LATEST).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "entries": [entry_of(notification) for notification in page],
        "announced": announcements_for([request.user.pk])[request.user.pk],
        "only_unread": only_unread,
        "is_latest": page.number == 1 and not only_unread,
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "notifications/notifications.html", context)


@login_required
@require_GET
def follow(request, pk):
    """Go to what it is about; that counts as reading it."""
    notification = get_object_or_404(request.user.notifications, pk=pk)
    request.user.notifications.filter(pk=pk).read()
    is_ours = url_has_allowed_host_and_scheme(notification.url, {request.get_host()})
    return redirect(notification.url if is_ours else "notifications")


@login_required
@require_POST
def read(request):
    """Mark one as read, if it is named, else all."""
    if "notification" not in request.POST:
        read_everything(request.user)
        return redirect("notifications")
    form = NotificationForm(request.POST)
    if form.is_valid():
        request.user.notifications.filter(pk=form.cleaned_data["notification"]).read()
    return redirect("notifications")
