from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rooms.chat.people_choice import people_choice
from rooms.chat.room_forms import DirectForm
from rooms.models import Room
from rooms.site.shell import shell_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Choose people and open the room of exactly these; `?with=<pk>` selects somebody."""
    form = DirectForm(request.user, request.POST or None)
    if form.is_valid():
        return redirect(Room.objects.direct(request.user, *form.cleaned_data["people"]))
    choice = people_choice(form.fields["people"].queryset, _data(request), "people")
    if request.htmx:
        return render(request, "chat/_people_found.html", {"choice": choice, "name": "people"})
    context = {"form": form, "choice": choice, "shell": shell_for(request.user)}
    return render(request, "chat/direct_new.html", context, status=422 if form.errors else 200)


def _data(request):
    data = (request.POST or request.GET).copy()
    data.setlistdefault("people", []).extend(data.getlist("with"))
    return data
