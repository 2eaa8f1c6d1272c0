from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from rooms import permissions
from rooms.models import User
from rooms.models.last_seen import online, online_among
from rooms.site.search import SearchForm, paginate
from rooms.site.shell import shell_for


class PeopleForm(SearchForm):
    columns = ("display_name", "username_key")
    states = {gettext_noop("all"): lambda people: people, gettext_noop("online"): online}


@login_required
@require_safe
def people(request):
    """Everyone, to write to."""
    form = PeopleForm(request.GET)
    everyone = User.objects.active().order_by("display_name", "pk")
    found = paginate(request, form.search(everyone))
    context = {
        "form": form,
        "found": found,
        "online": online_among(found),
        "is_manager": permissions.can_manage_people(request.user),
        "shell": shell_for(request.user),
    }
    return render(request, "accounts/people.html", context)
