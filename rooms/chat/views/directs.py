from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rooms.chat.room_forms import DirectForm
from rooms.models import Room
from rooms.site.sidebar import sidebar_for


@login_required
@require_http_methods(["GET", "POST"])
def new(request):
    """Choose people and go to the room of exactly these; `?with=<pk>` ticks someone already."""
    initial = {"people": request.GET.getlist("with")}
    form = DirectForm(request.user, request.POST or None, initial=initial)
    if form.is_valid():
        return redirect(Room.objects.direct(request.user, *form.cleaned_data["people"]))
    context = {"form": form, "sidebar": sidebar_for(request.user)}
    return render(request, "chat/direct_new.html", context, status=422 if form.errors else 200)
