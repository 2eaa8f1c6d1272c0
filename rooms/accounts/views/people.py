from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from rooms import permissions
from rooms.models import Connection, User
from rooms.models.last_seen import online, online_among, with_seen_at
from rooms.site.search import SearchForm, paginate
from rooms.site.shell import shell_for


class PeopleForm(SearchForm):
    columns = ("display_name", "username_key")
    states = {gettext_noop("all"): lambda people: people, gettext_noop("online"): online}


@login_required
@require_safe
def people(request):
    """Every person; each name leads to a card."""
    form = PeopleForm(request.GET)
    everyone = User.objects.people().order_by("display_name", "pk")
    found = paginate(request, form.search(everyone))
    context = {
        "form": form,
        "found": found,
        "online": online_among(found),
        "is_manager": permissions.can_manage_people(request.user),
        "shell": shell_for(request.user),
    }
    return render(request, "accounts/people.html", context)


@login_required
@require_safe
def person(request, pk):
    """Somebody's card: who they are, whether they are here, and the rooms that both are in."""
    person = get_object_or_404(with_seen_at(User.objects.of_team()), pk=pk)
    shared = request.user.rooms.active().named().filter(memberships__user=person)
    pages = Connection.objects.filter(user=person)
    context = {
        "person": person,
        "is_self": person == request.user,
        "is_online": pages.live().exists(),
        "is_away": not pages.present().exists(),
        "found": paginate(request, shared.order_by("name", "pk")),
        "shell": shell_for(request.user),
    }
    return render(request, "accounts/person.html", context)
