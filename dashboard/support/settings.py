from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from dashboard.access import staff_only
from dashboard.confirm import done
from dashboard.support.forms import SettingsForm
from rooms.models import SupportDesk
from rooms.site.shell import shell_for


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request):
    """Texts, opening hours, subjects and limits of the support desk."""
    form = SettingsForm(request.POST or None, desk=SupportDesk.current())
    if form.is_valid():
        form.save()
        return done(request, gettext("Your changes are saved."), "desk-settings")
    context = {"form": form, "shell": shell_for(request.user)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/support/settings.html", context, status=status)
