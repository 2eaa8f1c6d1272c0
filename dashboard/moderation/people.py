"""Everyone with an account: finding them, one of them, and the link that lets more in."""

from django.db.models import Count, Min
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dashboard.access import staff_only
from dashboard.confirm import ask, done
from dashboard.search import FindForm, page_of
from rooms import permissions
from rooms.models import Connection, Room, Site, User
from rooms.presence.people import here_on_site
from rooms.site.sidebar import sidebar_for


class FindPeopleForm(FindForm):
    columns = ("display_name", "username")
    states = {
        "active": lambda people: people.active(),
        "online": lambda people: people.active().online(),
        "staff": lambda people: people.active().filter(is_staff=True),
        "deactivated": lambda people: people.filter(is_active=False),
    }


@staff_only
@require_GET
def people(request):
    form = FindPeopleForm(request.GET)
    everyone = form.find(User.objects.with_seen_at().order_by("display_name", "pk"))
    context = {
        "form": form,
        "found": page_of(request, everyone),
        "online": {pk for pk, _, _ in here_on_site()},
        "invitation": _invitation(request),
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/moderation/people.html", context)


@staff_only
@require_GET
def person(request, pk):
    person = get_object_or_404(User.objects.with_seen_at(), pk=pk)
    rooms = person.rooms.exclude(kind=Room.DIRECT).order_by("name", "pk")
    context = {
        "person": person,
        "rooms": rooms,
        "directs": person.rooms.filter(kind=Room.DIRECT).count(),
        "pages": Connection.objects.live()
        .filter(user=person)
        .aggregate(count=Count("pk"), since=Min("opened_at")),
        "is_me": person == request.user,
        "may_manage": permissions.may_manage_person(request.user, person),
        "sidebar": sidebar_for(request.user),
    }
    return render(request, "dashboard/moderation/person.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def rotate_invitation(request):
    back = reverse("dashboard-people")
    if request.method == "GET":
        words = "The link that is in circulation stops working at once, and does not come back."
        return ask(request, "Make a new invitation link", words, back)
    Site.current().rotate_invitation()
    return done(request, "The invitation link is a new one; the old one no longer works.", back)


def _invitation(request):
    path = reverse("join", args=[Site.current().invitation_token])
    return request.build_absolute_uri(path)
