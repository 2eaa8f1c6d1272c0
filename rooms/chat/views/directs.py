from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from rooms.chat.room_forms import DirectForm
from rooms.models import Room
from rooms.site.shell import shell_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Choose people and open the room of exactly these; `?with=<pk>` selects somebody."""
    initial = {"people": request.GET.getlist("with")}
    form = DirectForm(request.user, request.POST or None, initial=initial)
    if form.is_valid():
        return redirect(Room.objects.direct(request.user, *form.cleaned_data["people"]))
    context = {"form": form, "shell": shell_for(request.user)}
    return render(request, "chat/direct_new.html", context, status=422 if form.errors else 200)
