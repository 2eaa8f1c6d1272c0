"""People for staff: search them, see one account, replace the invitation link."""

from django.db.models import Count, Min
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from rooms import permissions
from rooms.models import Connection, Room, Site, User
from rooms.models.last_seen import online, online_among, with_seen_at
from rooms.site.search import SearchForm, paginate
from rooms.site.shell import shell_for


class PeopleSearchForm(SearchForm):
    columns = ("display_name", "username_key")
    states = {
        gettext_noop("active"): lambda people: people.active(),
        gettext_noop("online"): lambda people: online(people.active()),
        gettext_noop("staff"): lambda people: people.active().filter(is_staff=True),
        gettext_noop("deactivated"): lambda people: people.filter(is_active=False),
    }


@staff_only
@require_safe
def people(request):
    form = PeopleSearchForm(request.GET)
    everyone = with_seen_at(User.objects.filter(kind=User.PERSON)).order_by("display_name", "pk")
    found = paginate(request, form.search(everyone))
    context = {
        "form": form,
        "found": found,
        "online": online_among(found),
        "invitation": _invitation(request),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/people.html", context)


@staff_only
@require_safe
def person(request, pk):
    person = get_object_or_404(with_seen_at(User.objects.of_team()), pk=pk)
    if person.is_bot:
        return redirect("dashboard-bot", pk)
    context = {
        "person": person,
        "rooms": person.rooms.named().order_by("name", "pk"),
        "directs": person.rooms.filter(kind=Room.DIRECT).count(),
        "pages": _open_pages(person),
        "is_me": person == request.user,
        "may_manage": permissions.can_manage_person(request.user, person),
        "shell": shell_for(request.user),
    }
    return render(request, "dashboard/moderation/person.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def rotate_invitation(request):
    back = reverse("dashboard-people")
    if request.method != "POST":
        text = gettext("The current link stops working at once. You cannot restore it.")
        return ask(request, gettext("Make a new invitation link"), text, back)
    Site.current().rotate_invitation()
    text = gettext("You made a new invitation link. The old one no longer works.")
    return done(request, text, back)


def _open_pages(person):
    """{"count": pages open now, "since": when the first was opened}."""
    pages = Connection.objects.live().filter(user=person)
    return pages.aggregate(count=Count("pk"), since=Min("opened_at"))


def _invitation(request):
    path = reverse("join", args=[Site.current().invitation_token])
    return request.build_absolute_uri(path)
