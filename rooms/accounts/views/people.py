from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooms import permissions
from rooms.models import User
from rooms.presence.people import people_on_site
from rooms.site.shell import shell_for


@login_required
@require_safe
def people(request):
    """Everyone, to write to."""
    context = {
        "everyone": User.objects.active(),
        "online": {pk for pk, _, _ in people_on_site()},
        "is_manager": permissions.can_manage_people(request.user),
        "shell": shell_for(request.user),
    }
    return render(request, "accounts/people.html", context)
