"""People: all of them, one of them, who is here; and for staff what was done."""

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from rooms import permissions
from rooms.api.answers import Response
from rooms.api.described import Listed, described
from rooms.api.door import ApiView
from rooms.api.paging import asked, before, numbered
from rooms.api.queries import BeforeForm, FindForm
from rooms.api.rendering import entry_json, people_json, person_json, presence_json, time_json
from rooms.models import AuditEntry, Connection, User
from rooms.models.last_seen import with_seen_at
from rooms.models.token import MANAGE
from rooms.presence.people import people_on_site


class People(ApiView):
    tag = "people"

    @described("People", Listed("Person", is_counted=True), query=FindForm)
    def get(self, request):
        """Every person by name, without bots and guests."""
        data = asked(FindForm, request)
        names = Q(display_name__icontains=data["q"]) | Q(username_key__icontains=data["q"])
        people = User.objects.people().filter(names if data["q"] else Q())
        return numbered(request, people.order_by("display_name", "pk"), data, people_json)


class Person(ApiView):
    tag = "people"

    @described("One person or bot", "Card")
    def get(self, request, pk):
        """Who they are, and whether they are here."""
        person = get_object_or_404(with_seen_at(User.objects.of_team()), pk=pk)
        pages = Connection.objects.filter(user=person)
        is_online = pages.live().exists()
        state = {
            "is_online": is_online,
            "is_away": is_online and not pages.present().exists(),
            "seen_at": time_json(person.seen_at),
        }
        return Response(person_json(person) | state)


class Presence(ApiView):
    tag = "people"

    @described("Who is on the site", "Presence")
    def get(self, request):
        """Who has any page open."""
        return Response(presence_json(people_on_site()))


class Audit(ApiView):
    tag = "audit"
    scope = MANAGE

    @described("The audit log", Listed("Entry"), query=BeforeForm)
    def get(self, request):
        """For staff: who did what, to whom, when and from where, the newest first."""
        allowed = permissions.can_read_audit(request.user)
        permissions.require(allowed, gettext("Only staff can do this."))
        entries = AuditEntry.objects.select_related("actor")
        return before(request, entries, asked(BeforeForm, request), entry_json)
